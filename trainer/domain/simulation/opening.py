"""`begin`: the state in which the first day starts, older accounts included; and the account of a new encounter."""

from dataclasses import replace
from datetime import timedelta
from typing import assert_never

from trainer.domain.claims.filing_limits import last_appeal_day
from trainer.domain.simulation.payers import (
    Cure,
    PartKind,
    Remitted,
    Sent,
    Silent,
    answer,
    drafted_fields,
    worth_of_lines,
)
from trainer.domain.simulation.scenario import WORKING_DAYS, working_day_from
from trainer.domain.simulation.state import Account, Asked, Denial, Stage, State, Waiting
from trainer.domain.simulation.world import Encounter, Old, Standing, World


def begin(world: World) -> State:
    """The morning of the first working day."""
    today = WORKING_DAYS[0]
    accounts = {old.encounter: _old_account(world.encounters[old.encounter], old) for old in world.old}
    for encounter in world.encounters.values():
        if encounter.id not in accounts and encounter.arrives_on <= today:
            accounts[encounter.id] = new_account(encounter, accounts)
    return State(world, today, world.minutes, accounts)


def new_account(encounter: Encounter, accounts: dict[str, Account]) -> Account:
    """The account of an encounter that arrives; it is a copy unless its original was voided before a payer had it."""
    lines = tuple(range(len(encounter.lines)))
    original = accounts.get(encounter.duplicate_of)
    is_copy = original is not None and not original.is_copy
    worth = 0 if is_copy else worth_of_lines(encounter, lines, encounter.first.so_far)
    return Account(
        encounter.id,
        Stage.DRAFT,
        drafted_fields(encounter),
        lines,
        encounter.first.so_far,
        Cure(None, encounter.file_by, worth),
        is_copy=is_copy,
    )


def _old_account(encounter: Encounter, old: Old) -> Account:
    account = new_account(encounter, {})
    sent = Sent(account.fields, account.lines, account.so_far, old.since, old.since)
    match old.standing:
        case Standing.LOST:
            waiting = Waiting(Asked.CLAIM, old.since, 0, Silent())
            return replace(account, stage=Stage.WAITING, waiting=waiting, sent_count=1)
        case Standing.SENT:
            back = working_day_from(old.since + timedelta(days=encounter.draws.answers[0]))
            waiting = Waiting(Asked.CLAIM, old.since, 0, answer(encounter, replace(sent, answered_on=back)))
            return replace(account, stage=Stage.WAITING, waiting=waiting, sent_count=1)
        case Standing.DENIED:
            return _denied(account, encounter, old, answer(encounter, sent))
        case Standing.SECOND_DUE:
            return _second_due(account, answer(encounter, sent))
        case unreachable:
            assert_never(unreachable)


def _denied(account: Account, encounter: Encounter, old: Old, answered: object) -> Account:
    assert isinstance(answered, Remitted) and answered.cure  # noqa: PT018 - the world is made so
    by = last_appeal_day(old.since, encounter.first.contract)
    return replace(
        account,
        stage=Stage.OPEN,
        cure=replace(answered.cure, by=by),
        denial=Denial(answered.parts, old.since, encounter.first.payer_id),
        sent_count=1,
        denials=1,
        is_posted=True,
    )


def _second_due(account: Account, answered: object) -> Account:
    """The first payer's answer is posted: its payment, the contractual amount; the patient's share is kept open."""
    assert isinstance(answered, Remitted)
    parts = {part.kind: part for part in answered.parts}
    share = parts[PartKind.SHARE]
    return replace(
        account,
        stage=Stage.OPEN,
        lines=(),
        cure=replace(account.cure, cents=0),
        insurer_cents=answered.payment.paid_cents,
        insurer_before_cents=answered.payment.paid_cents,
        contractual_cents=parts[PartKind.CONTRACT].cents,
        parts=(share,),
        kept_worth=answered.share_worth,
        first_payment=answered.payment,
        sent_count=1,
        is_posted=True,
    )

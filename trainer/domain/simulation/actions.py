"""What each move does to its account. That the move is possible was asked before."""

from dataclasses import replace
from datetime import date, timedelta

from trainer.domain.simulation import words
from trainer.domain.simulation.events import AccountChanged
from trainer.domain.simulation.moves import (
    MINUTES,
    AccountMove,
    Appeal,
    BillPatient,
    BillSecondary,
    Call,
    CheckCoverage,
    Disposition,
    Fix,
    Post,
    Submit,
)
from trainer.domain.simulation.payers import (
    PartKind,
    Rejected,
    Remitted,
    Sent,
    answer,
    answer_of_appeal,
    answer_of_second,
    is_right,
    right_fields,
)
from trainer.domain.simulation.posting import charge_patient, post, sort_parts
from trainer.domain.simulation.refusals import is_silent
from trainer.domain.simulation.scenario import working_day_from
from trainer.domain.simulation.state import Account, Asked, Checked, Stage, State, Waiting
from trainer.domain.simulation.world import Argument, Encounter, Item


def changes(state: State, before: Account, move: AccountMove) -> tuple[AccountChanged, ...]:
    """The accounts that the move changes, its own first, as they are afterwards."""
    encounter = state.encounter(before.id)
    rework = MINUTES[type(move)] if before.is_rework else 0
    account = replace(before, touched=state.moves + 1, rework_minutes=before.rework_minutes + rework)
    match move:
        case CheckCoverage():
            checked = Checked(account.fields[Item.PAYER], account.fields[Item.MEMBER_ID], state.today)
            after = replace(account, checks=(*account.checks, checked))
            return (AccountChanged(after, words.did_check(encounter, checked)),)
        case Fix(_, item, value):
            return (AccountChanged(_fixed(account, encounter, item, value), words.did_fix(encounter, item, value)),)
        case Submit():
            return _submit(state, account, encounter)
        case Post(_, decisions):
            return (_post(state, account, encounter, decisions),)
        case Appeal(_, argument):
            return (_appeal(state, account, encounter, argument),)
        case BillSecondary():
            return (_bill_secondary(state, account, encounter),)
        case BillPatient():
            return (_bill_patient(state, account, encounter),)
        case Call():
            return (_call(account, encounter, state.today),)
        case _:
            return _write_off(state, account, encounter)


def _fixed(account: Account, encounter: Encounter, item: Item, value: str) -> Account:
    """With another card comes the member number that the front desk typed from it."""
    fields = {**account.fields, item: value}
    if item is Item.PAYER:
        fields[Item.MEMBER_ID] = encounter.card(value).registered_id
    return replace(account, fields=fields)


def _days_later(today: date, days: int) -> date:
    return working_day_from(today + timedelta(days=days))


def _answered_on(account: Account, encounter: Encounter, today: date) -> date:
    """Each claim of an encounter takes the next of its drawn times."""
    answers = encounter.draws.answers
    return _days_later(today, answers[account.sent_count % len(answers)])


def _submit(state: State, account: Account, encounter: Encounter) -> tuple[AccountChanged, ...]:
    """Of two entries of one visit the one that a payer takes in first is the claim, the other becomes the copy."""
    partner = _twin(state, account) if account.is_copy else None
    if partner is not None and _is_unreceived(partner):
        account = replace(account, is_copy=False, cure=replace(account.cure, cents=partner.cure.cents))
        partner = replace(partner, is_copy=True, cure=replace(partner.cure, cents=0))
    else:
        partner = None
    is_denied = account.stage is Stage.OPEN
    sent = Sent(
        account.fields,
        account.lines,
        account.so_far,
        state.today,
        _answered_on(account, encounter, state.today),
        account.cure if is_denied else None,
        account.is_copy,
    )
    was_clean = account.was_clean
    if was_clean is None and not account.sent_count:
        is_in_time = state.today <= encounter.file_by
        was_clean = is_right(encounter, account.fields) and is_in_time and not account.is_copy
    is_first = words.sending(encounter, account) == "submit"
    asked = Asked.CLAIM if is_first else Asked.CORRECTED
    after = replace(
        account,
        stage=Stage.WAITING,
        waiting=Waiting(asked, state.today, account.touched, answer(encounter, sent)),
        sent_count=account.sent_count + 1,
        was_clean=was_clean,
    )
    sending = AccountChanged(after, words.did_submit(encounter, account))
    return (sending,) if partner is None else (sending, AccountChanged(partner))


def _twin(state: State, account: Account) -> Account | None:
    """The other entry of the same visit, if it has arrived."""
    encounter = state.encounter(account.id)
    for other in state.accounts.values():
        if encounter.duplicate_of == other.id or state.encounter(other.id).duplicate_of == account.id:
            return other
    return None


def _post(state: State, account: Account, encounter: Encounter, decisions: tuple[Disposition, ...]) -> AccountChanged:
    answered = account.inbox
    assert answered is not None
    after = post(account, encounter, answered, sort_parts(answered, decisions, encounter), state.today)
    return AccountChanged(after, words.did_post(answered, decisions))


def _appeal(state: State, account: Account, encounter: Encounter, argument: Argument) -> AccountChanged:
    denial = account.denial
    assert denial is not None
    back = _days_later(state.today, encounter.draws.appeal)
    sent = Sent(account.fields, account.lines, account.so_far, state.today, back, account.cure)
    answered = answer_of_appeal(encounter, sent, argument)
    # An appeal is about the claim as the payer had it: changes made to it since go.
    fields = right_fields(encounter) if isinstance(answered, Remitted) else None
    after = replace(
        account,
        stage=Stage.WAITING,
        fields=fields or account.fields,
        denial=replace(denial, is_appealed=True),
        waiting=Waiting(Asked.APPEAL, state.today, account.touched, answered),
    )
    return AccountChanged(after, words.did_appeal(argument))


def _bill_secondary(state: State, account: Account, encounter: Encounter) -> AccountChanged:
    first = account.first_payment
    assert first is not None
    card = next(card for card in encounter.cards if card.id != account.fields[Item.PAYER])
    back = _answered_on(account, encounter, state.today)
    answered = answer_of_second(encounter, first, card, state.today, back)
    after = replace(
        account,
        stage=Stage.WAITING,
        waiting=Waiting(Asked.SECOND, state.today, account.touched, answered),
        sent_count=account.sent_count + 1,
    )
    return AccountChanged(after, words.did_bill_secondary(card))


def _bill_patient(state: State, account: Account, encounter: Encounter) -> AccountChanged:
    """What is not the patient's share, or not yet, is billed in error."""
    is_owed = encounter.second is None or account.is_second_done
    share = sum(part.cents for part in account.parts if part.kind is PartKind.SHARE and is_owed)
    open_cents = account.open_cents(encounter)
    agreed = sum(part.cents for part in account.parts if part.kind is PartKind.CONTRACT)
    emptied = replace(_emptied(account), misbilled_agreed_cents=account.misbilled_agreed_cents + agreed)
    after = charge_patient(emptied, encounter, share, open_cents - share, state.today)
    return AccountChanged(after, words.did_bill_patient(open_cents))


def _write_off(state: State, account: Account, encounter: Encounter) -> tuple[AccountChanged, ...]:
    """A copy is voided: its charge was never earned. So is an original that no payer has; its copy takes its place."""
    open_cents = account.open_cents(encounter)
    is_void = account.is_copy or (_is_unreceived(account) and _has_copy(state, account))
    parts = sum(part.cents for part in account.parts if part.kind is PartKind.CONTRACT)
    agreed = open_cents if is_void else parts
    after = replace(
        _emptied(account),
        is_copy=is_void,
        contractual_cents=account.contractual_cents + agreed,
        given_up_cents=account.given_up_cents + open_cents - agreed,
    )
    changed = AccountChanged(after, words.did_write_off(open_cents))
    twin = _twin(state, account)
    if account.is_copy or not is_void or twin is None:
        return (changed,)
    return changed, AccountChanged(replace(twin, is_copy=False, cure=replace(twin.cure, cents=account.cure.cents)))


def _is_unreceived(account: Account) -> bool:
    """Whether no payer has taken the claim in: it was never sent, or was rejected, or will be."""
    waiting = account.waiting
    is_bouncing = waiting is not None and isinstance(waiting.answer, Rejected) and account.denial is None
    return account.stage is Stage.DRAFT or is_bouncing


def _has_copy(state: State, account: Account) -> bool:
    """Whether the visit can still be billed on its other entry: one that is here and open, or is still to come."""
    twin = _twin(state, account)
    if twin is not None:
        return twin.is_copy and _is_unreceived(twin)
    return any(each.duplicate_of == account.id for each in state.world.encounters.values())


def _emptied(account: Account) -> Account:
    """With nothing open any more."""
    return replace(
        account,
        stage=Stage.SETTLED,
        lines=(),
        parts=(),
        kept_worth=0,
        cure=replace(account.cure, cents=0),
        denial=None,
    )


def _call(account: Account, encounter: Encounter, today: date) -> AccountChanged:
    """A claim that the payer does not have becomes a draft again; otherwise the call only tells."""
    if is_silent(account):
        after = replace(account, stage=Stage.DRAFT, waiting=None)
        return AccountChanged(after, words.heard_not_on_file(encounter))
    return AccountChanged(account, words.heard(account, encounter, today))

"""The end of a working day: deadlines pass, answers, payments and complaints come in, new encounters arrive."""

from dataclasses import replace
from datetime import date
from typing import assert_never

from trainer.domain.simulation import words, words_losses
from trainer.domain.simulation.events import AccountChanged, Complained, DayBegan, Event, Lost, MonthClosed
from trainer.domain.simulation.moves import COMPLAINT_MINUTES
from trainer.domain.simulation.opening import new_account
from trainer.domain.simulation.payers import PartKind, Rejected, Remitted, Silent, Upheld
from trainer.domain.simulation.scenario import WORKING_DAYS
from trainer.domain.simulation.state import Account, Complaint, Loss, LossKind, Stage, State, Waiting
from trainer.domain.simulation.world import Argument
from trainer.domain.simulation.worth import is_own_error, worth


def end_day(state: State) -> tuple[Event, ...]:
    """What the night and the next morning bring; after the last working day the month closes.

    A patient's complaint takes minutes of the day on which it comes.
    """
    following = [day for day in WORKING_DAYS if day > state.today]
    if not following:
        return (MonthClosed(),)
    today = following[0]
    overdue = list(_overdue(state, today))
    mail: list[Event] = []
    for account in state.accounts.values():
        mail.extend(_mail(state, account, today))
    spent = COMPLAINT_MINUTES * sum(isinstance(event, Complained) for event in mail)
    began = DayBegan(today, max(0, state.world.minutes - spent))
    return (*overdue, began, *mail, *_arrivals(state, today))


def _overdue(state: State, today: date) -> list[Lost]:
    """Losses of the day that ends: what was worth something today and is not tomorrow."""
    found = []
    for account in state.accounts.values():
        lost = worth(account, state.today) - worth(account, today)
        if lost:
            done, right = words_losses.overdue(account, state.encounter(account.id))
            loss = Loss(lost, state.today, account.id, state.moves + 1, LossKind.OVERDUE, done, right)
            found.append(Lost(loss))
    return found


def _mail(state: State, account: Account, today: date) -> list[Event]:
    """What comes for one account: the payer's answer, the patient's money, the patient's complaint."""
    events: list[Event] = []
    after, text = _answered(account, today)
    if text:
        events.append(AccountChanged(after, text))
    if after.pays_on is not None and after.pays_on <= today:
        paid = after.patient_open_cents
        after = replace(after, patient_cents=after.share_cents, pays_on=None)
        events.append(AccountChanged(after, words.patient_paid(paid)))
    if after.complains_on is not None and after.complains_on <= today:
        cents = after.misbilled_cents
        complaint = Complaint(today, after.id, after.misbilled_by, cents)
        agreed = after.misbilled_agreed_cents
        after = replace(
            after,
            misbilled_cents=0,
            misbilled_agreed_cents=0,
            contractual_cents=after.contractual_cents + agreed,
            given_up_cents=after.given_up_cents + cents - agreed,
            complains_on=None,
        )
        events += (AccountChanged(after, words.complained(cents)), Complained(complaint))
    return events


def _answered(account: Account, today: date) -> tuple[Account, str]:
    """The account with the payer's answer, if it is there today, and what the answer says."""
    waiting = account.waiting
    if waiting is None or isinstance(waiting.answer, Silent) or waiting.answer.on > today:
        return account, ""
    answer = waiting.answer
    account = replace(account, is_rework=account.is_rework or _begins_rework(waiting))
    match answer:
        case Rejected():
            stage = Stage.OPEN if account.denial else Stage.DRAFT
            return replace(account, stage=stage, waiting=None), words.rejected()
        case Remitted():
            return _with_remittance(account, answer), words.remitted(answer)
        case Upheld():
            cure = replace(account.cure, cents=0) if account.cure.argument else account.cure
            return replace(account, stage=Stage.OPEN, waiting=None, cure=cure), words.upheld()
        case unreachable:
            assert_never(unreachable)


def _begins_rework(waiting: Waiting) -> bool:
    """Whether a claim that the learner sent comes back for an error of the practice. A signed notice (ABN) that the
    claim did not tell of is one, though an appeal mends it.
    """
    answer = waiting.answer
    is_notice = isinstance(answer, Remitted) and answer.cure is not None and answer.cure.argument is Argument.NOTICE
    return waiting.move > 0 and (is_own_error(answer) or is_notice)


def _with_remittance(account: Account, answer: Remitted) -> Account:
    """In the inbox. A denial that stood is overturned where now nothing of its lines is denied."""
    is_denied = any(part.kind is PartKind.DENIED for part in answer.parts)
    was_denied = account.denial is not None and not answer.is_second
    return replace(
        account,
        stage=Stage.ANSWERED,
        waiting=None,
        inbox=answer,
        denials=account.denials + is_denied,
        overturned=account.overturned + (was_denied and not is_denied),
    )


def _arrivals(state: State, today: date) -> list[Event]:
    accounts = dict(state.accounts)
    arrived: list[Event] = []
    for encounter in state.world.encounters.values():
        if encounter.id not in accounts and encounter.arrives_on <= today:
            accounts[encounter.id] = new_account(encounter, accounts)
            arrived.append(AccountChanged(accounts[encounter.id], words.arrived(encounter)))
    return arrived

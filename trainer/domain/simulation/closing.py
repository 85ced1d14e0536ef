"""`close`: the report of the month, each figure exact, each cent that was left on the table traced to what left it."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from trainer.domain.simulation import words_losses
from trainer.domain.simulation.scenario import DAYS_IN_MONTH
from trainer.domain.simulation.state import Account, Complaint, Loss, LossKind, State
from trainer.domain.simulation.worth import resting, worth


@dataclass(frozen=True, slots=True)
class Figure:
    """A part of a whole; `value` is None where the whole is 0. `definition` says what is counted."""

    part: int
    whole: int
    definition: str

    @property
    def value(self) -> Fraction | None:
        return Fraction(self.part, self.whole) if self.whole else None


@dataclass(frozen=True, slots=True)
class ClosingReport:
    """Cents and counts of the month. `left_cents` is the sum of `losses`; `days_in_receivables` is in days, `rework` in
    minutes. What payers had paid before the first day is in none of them.
    """

    clean_claims: Figure
    days_in_receivables: Figure
    net_collection: Figure
    denials_overturned: Figure
    left_cents: int
    losses: tuple[Loss, ...]
    complaints: tuple[Complaint, ...]
    charges_cents: int
    insurers_cents: int
    patients_cents: int
    receivables_cents: int
    entitled_cents: int
    """What right handling of all accounts brings in the end: worth at the close and all losses together."""
    rework: Figure


_CLEAN = (
    "New claims that were sent in time and without an error of the practice, of all new claims that were sent."
    " A claim counts as it was first sent; the payer's own errors do not count."
)
_DAYS = (
    "What insurers and patients still owe at the close, divided by the charges of a day: the month's new charges"
    f" (voided copies left out) over {DAYS_IN_MONTH} days."
)
_NET = (
    "Payments of insurers and patients on accounts with a posted remittance, of their charges less contractual"
    " write-offs and less what was paid before the month. What was given up stays in the whole: it could have been"
    " collected."
)
_OVERTURNED = (
    "Denials of which a corrected claim or an appeal left nothing denied by the close, of all denials that came,"
    " those of the older accounts included."
)

_REWORK = (
    "Minutes of moves on accounts from when a claim that was sent this month came back rejected, or denied for an error"
    " of the practice, of the minutes of all moves. Claims sent before the month and the payer's own errors do not"
    " count."
)


def close(state: State) -> ClosingReport:
    """The report as of the state's day; of a month that runs on, what it would be if it closed now."""
    accounts = tuple(state.accounts.values())
    losses = (*state.losses, *_left_lying(state, accounts))
    posted = [account for account in accounts if account.is_posted]
    sent = [account for account in accounts if account.was_clean is not None]
    charges = sum(_charge(state, account) for account in _new(state, accounts))
    receivables = sum(_receivable(state, account) for account in accounts)
    before = sum(account.insurer_before_cents for account in accounts)
    collectible = sum(_charge(state, account) - account.contractual_cents for account in posted) - before
    payments = sum(account.insurer_cents + account.patient_cents for account in posted) - before
    return ClosingReport(
        Figure(sum(account.was_clean is True for account in sent), len(sent), _CLEAN),
        Figure(receivables * DAYS_IN_MONTH, charges, _DAYS),
        Figure(payments, collectible, _NET),
        Figure(
            sum(account.overturned for account in accounts), sum(account.denials for account in accounts), _OVERTURNED
        ),
        sum(loss.cents for loss in losses),
        losses,
        state.complaints,
        charges,
        sum(account.insurer_cents for account in accounts) - before,
        sum(account.patient_cents for account in accounts),
        receivables,
        sum(worth(account, state.today) for account in accounts) + sum(loss.cents for loss in state.losses) - before,
        Figure(sum(account.rework_minutes for account in accounts), state.minutes_worked, _REWORK),
    )


def _left_lying(state: State, accounts: Iterable[Account]) -> Iterable[Loss]:
    """What accounts could still bring and will not by themselves, traced to the last move on them, if there was one."""
    for account in accounts:
        cents = worth(account, state.today) - resting(account)
        if cents:
            done, right = words_losses.left(account, state.encounter(account.id))
            yield Loss(cents, state.today, account.id, account.touched or state.moves, LossKind.LEFT, done, right)


def _new(state: State, accounts: Iterable[Account]) -> Iterable[Account]:
    """Encounters of the month; a copy that was voided before a payer had it was never a charge."""
    older = {old.encounter for old in state.world.old}
    for account in accounts:
        is_voided = account.is_copy and not account.is_posted and not account.lines
        if account.id not in older and not is_voided:
            yield account


def _charge(state: State, account: Account) -> int:
    return account.charge_cents(state.encounter(account.id))


def _receivable(state: State, account: Account) -> int:
    owed = account.open_cents(state.encounter(account.id))
    return owed + account.patient_open_cents + account.misbilled_cents

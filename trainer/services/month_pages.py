"""What is looked at of a month in the practice: the list, the desk on its day, one account. All from a replay."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from trainer.db.queries import months as queries
from trainer.domain.kernel.errors import NotFound
from trainer.domain.simulation.closing import close
from trainer.domain.simulation.state import Entry, Loss, Stage, State
from trainer.domain.simulation.views import AccountView, DayView, PayerView, payer_terms, today
from trainer.services.month_records import MonthHead, get_row, read_moves, replay_month, to_head
from trainer.services.month_reports import StoredReport, read_report
from trainer.services.month_states import Moves
from trainer.services.scope import Scope

PAST_ON_A_PAGE = 20


class Pile(StrEnum):
    """Where an account lies: whose turn it is."""

    MINE = "mine"
    PAYERS = "payers"
    PATIENTS = "patients"
    DONE = "done"


class WorkOrder(StrEnum):
    """How the accounts of a pile are laid."""

    ARRIVAL = "arrival"
    DEADLINE = "deadline"
    AMOUNT = "amount"
    AGE = "age"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Money:
    """The books of all accounts in cents: what came in this month, what is owed, what was given up."""

    insurers_cents: int
    patients_cents: int
    payers_owe_cents: int
    patients_owe_cents: int
    given_up_cents: int


@dataclass(frozen=True, slots=True)
class OpenMonth:
    """A month in progress; `day` and what follows are None and 0 where its rules have changed."""

    head: MonthHead
    day: date | None
    working_day: int
    collected_cents: int
    receivable_cents: int
    waiting: int


@dataclass(frozen=True, slots=True)
class PastMonth:
    """A month that has ended, with its report if it was closed."""

    head: MonthHead
    stored: StoredReport | None


@dataclass(frozen=True, slots=True)
class MonthsPage:
    open: tuple[OpenMonth, ...]
    past: tuple[PastMonth, ...]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Row:
    """An account on the desk. `due_on` is the last day to file, or to appeal where `is_appeal`."""

    account: AccountView
    pile: Pile
    due_on: date | None
    is_appeal: bool


@dataclass(frozen=True, slots=True)
class DayPage:
    """The desk: `rows` are all accounts in the order asked for."""

    head: MonthHead
    view: DayView
    rows: tuple[Row, ...]
    money: Money


@dataclass(frozen=True, slots=True)
class AccountPage:
    """An account of the month. `done` is what the last move said of it; `losses` are told when the month is closed."""

    head: MonthHead
    view: DayView
    row: Row
    history: tuple[Entry, ...]
    done: tuple[Entry, ...]
    terms: tuple[PayerView, ...]
    following: AccountView | None
    losses: tuple[Loss, ...]


def list_months(scope: Scope, page: int = 1) -> MonthsPage:
    """Months in progress as they stand, and a page of those that have ended, the last one first."""
    learner = scope.learner.id
    heads = [to_head(row) for row in queries.list_open(scope.session, learner)]
    moves = read_moves(scope, [head.number for head in heads if head.is_replayable])
    pages = max(1, -(-queries.count_ended(scope.session, learner) // PAST_ON_A_PAGE))
    page = min(max(page, 1), pages)
    ended = queries.list_ended(scope.session, learner, PAST_ON_A_PAGE, (page - 1) * PAST_ON_A_PAGE)
    return MonthsPage(
        tuple(_open(head, moves.get(head.number, ())) for head in heads),
        tuple(PastMonth(to_head(row), read_report(row.report) if row.report else None) for row in ended),
        page,
        pages,
    )


def _open(head: MonthHead, moves: Moves) -> OpenMonth:
    if not head.is_replayable:
        return OpenMonth(head, None, 0, 0, 0, 0)
    view = today(replay_month(head, moves))
    money = add_up(view)
    collected, owed = money.insurers_cents + money.patients_cents, money.payers_owe_cents + money.patients_owe_cents
    return OpenMonth(head, view.day, view.working_day, collected, owed, len(view.work))


def get_day(scope: Scope, number: int, order: WorkOrder = WorkOrder.ARRIVAL) -> DayPage:
    """The desk as it stands after the moves.

    Raises:
        NotFound: the learner has no such month.
        RulesChanged: the month belongs to other rules.
    """
    return make_day(*_replayed(scope, number), order)


def make_day(head: MonthHead, state: State, order: WorkOrder) -> DayPage:
    """The desk of a state."""
    view = today(state)
    return DayPage(head, view, lay_out(view, order), add_up(view))


def get_account(scope: Scope, number: int, account_id: str, order: WorkOrder = WorkOrder.ARRIVAL) -> AccountPage:
    """An account with its papers, its books and what can be done.

    Raises:
        NotFound: the learner has no such month, or the month no such account yet.
        RulesChanged: the month belongs to other rules.
    """
    head, state = _replayed(scope, number)
    if account_id not in state.accounts:
        raise NotFound("account")
    return make_account(head, state, account_id, order)


def make_account(head: MonthHead, state: State, account_id: str, order: WorkOrder) -> AccountPage:
    """The account of a state that has it."""
    view = today(state)
    rows = lay_out(view, order)
    row = next(row for row in rows if row.account.id == account_id)
    history = tuple(entry for entry in state.log if entry.encounter == account_id)
    payers = {card.payer for card in row.account.cards}
    losses = close(state).losses if state.is_closed else ()
    return AccountPage(
        head,
        view,
        row,
        history,
        tuple(entry for entry in history if entry.move == state.moves),
        tuple(terms for terms in payer_terms() if terms.payer in payers),
        _following(rows, row),
        tuple(loss for loss in losses if loss.encounter == account_id),
    )


def _replayed(scope: Scope, number: int) -> tuple[MonthHead, State]:
    head = to_head(get_row(scope, number))
    return head, replay_month(head, read_moves(scope, [number]).get(number, ()))


def lay_out(view: DayView, order: WorkOrder) -> tuple[Row, ...]:
    """Every account with its pile and its deadline; of equals the one that arrived first comes first."""
    rows = [_row(account) for account in view.accounts]
    match order:
        case WorkOrder.DEADLINE:
            rows.sort(key=lambda row: (row.due_on is None, row.due_on))
        case WorkOrder.AMOUNT:
            rows.sort(key=lambda row: -row.account.receivable_cents)
        case WorkOrder.AGE:
            rows.sort(key=lambda row: -row.account.age_days)
        case WorkOrder.NAME:
            rows.sort(key=lambda row: row.account.patient.split()[::-1])
        case _:
            pass
    return tuple(rows)


def _row(account: AccountView) -> Row:
    if account.stage is Stage.DRAFT:
        return Row(account, _pile(account), account.file_by, is_appeal=False)
    if account.appeal_by:
        due_on = min(account.appeal_by, account.file_by)
        return Row(account, _pile(account), due_on, is_appeal=due_on == account.appeal_by)
    return Row(account, _pile(account), None, is_appeal=False)


def _pile(account: AccountView) -> Pile:
    match account.stage:
        case Stage.DRAFT | Stage.ANSWERED | Stage.OPEN:
            return Pile.MINE
        case Stage.WAITING:
            return Pile.PAYERS
        case _:
            return Pile.PATIENTS if account.receivable_cents else Pile.DONE


def _following(rows: tuple[Row, ...], row: Row) -> AccountView | None:
    """The next account of the learner's pile behind this one, from the top again after the last."""
    place = rows.index(row)
    ahead = (*rows[place + 1 :], *rows[:place])
    return next((each.account for each in ahead if each.account.needs_work), None)


def add_up(view: DayView) -> Money:
    """The books of all accounts together. What was billed in error is counted as the patients' debt."""
    accounts = view.accounts
    payers_owe = sum(account.open_cents for account in accounts)
    return Money(
        sum(account.insurers_cents - account.insurers_before_cents for account in accounts),
        sum(account.patients_cents for account in accounts),
        payers_owe,
        sum(account.receivable_cents for account in accounts) - payers_owe,
        sum(account.given_up_cents for account in accounts),
    )

"""What the templates of the month need beside the values of services: piles, moves by their place on the page."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from trainer.domain.simulation.moves import MINUTES, Disposition, Fix
from trainer.domain.simulation.scenario import SCENARIOS, WORKING_DAYS, Scenario
from trainer.domain.simulation.state import Entry
from trainer.domain.simulation.views import AccountView, ItemView, MoveView, payer_terms
from trainer.domain.simulation.words import DISPOSITIONS, MOVES, POSTING_STANDS, SAID, day_words
from trainer.services.month_pages import AccountPage, DayPage, MonthsPage, Pile, WorkOrder
from trainer.services.month_reports import ReportPage
from trainer.services.months import MAX_SEED
from trainer.web.billing.pages import eob_words
from trainer.web.months import words

NEAR_DAYS = 7
"""A deadline within so many days is pointed out."""

Page = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item of the claim with the moves that change it; `reason` says why none can be made just now."""

    item: ItemView
    moves: tuple[MoveView, ...]
    reason: str


def common() -> Page:
    """What every page of the month calls."""
    return {"words": words, "day_words": day_words, "near_days": NEAR_DAYS}


def index_page(found: MonthsPage, typed: Mapping[str, str], problem: str = "", field: str = "") -> Page:
    levels = [(scenario, SCENARIOS[scenario]) for scenario in Scenario]
    form = {"typed": typed, "problem": problem, "field": field, "max_seed": MAX_SEED}
    return common() | {"page": found, "levels": levels} | form


def day_page(found: DayPage, pile: str, order: WorkOrder) -> Page:
    """The desk with one pile open, or with all: the learner's own unless another is asked for."""
    shown = pile if pile in words.PILES else Pile.MINE.value
    rows = [row for row in found.rows if shown in (row.pile.value, words.ALL)]
    first = next((row.account for row in found.rows if row.account.needs_work), None)
    names = {account.id: account.patient for account in found.view.accounts}
    counts = Counter({words.ALL: len(found.rows)} | Counter(row.pile.value for row in found.rows))
    choice = {"pile": shown, "order": order, "rows": rows, "counts": counts}
    told = {"news": group_news(found.view.inbox), "names": names, "terms": payer_terms()}
    is_last = found.view.working_day == found.view.working_days
    most = max((bucket.cents for bucket in found.view.ageing), default=0)
    desk = {"first": first, "weeks": weeks(), "is_last_day": is_last, "most_aged": most, "least_minutes": LEAST_MINUTES}
    return common() | {"page": found} | choice | told | desk


LEAST_MINUTES = min(minutes for minutes in MINUTES.values() if minutes)
"""With less than this nothing can be done any more on a day."""


def weeks() -> tuple[tuple[date, ...], ...]:
    """The working days of the month, week by week."""
    found: dict[int, tuple[date, ...]] = {}
    for day in WORKING_DAYS:
        week = day.isocalendar().week
        found[week] = (*found.get(week, ()), day)
    return tuple(found.values())


def group_news(news: Iterable[Entry]) -> tuple[tuple[str, tuple[Entry, ...]], ...]:
    """News under their headings, what needs attention first."""
    told = [(words.news_kind(entry.text), entry) for entry in news]
    kinds = {kind: tuple(entry for each, entry in told if each == kind) for kind in words.NEWS_KINDS}
    return tuple((kind, entries) for kind, entries in kinds.items() if entries)


def account_page(
    found: AccountPage, order: WorkOrder, problem: str = "", typed: Mapping[str, str] | None = None
) -> Page:
    """The account with its moves where they belong on the page."""
    account = found.row.account
    single: dict[str, MoveView] = {view.move.kind: view for view in account.moves if not isinstance(view.move, Fix)}
    appeals = [view for view in account.moves if view.move.kind == "appeal"]
    moves = {
        "moves": {kind: view for kind, view in single.items() if is_offered(view)},
        "appeals": appeals if appeals and is_offered(appeals[0]) else [],
        "items": item_rows(account),
        "refused": not_possible(single),
        "is_short": SAID["minutes"],
        "posting_stands": POSTING_STANDS,
    }
    dispositions = [(each, DISPOSITIONS[each]) for each in Disposition]
    rest = {"order": order, "problem": problem, "typed": typed or {}, "dispositions": dispositions}
    return common() | {"page": found, "account": account} | moves | rest | eob_words()


def is_offered(view: MoveView) -> bool:
    """Whether the move is possible, or would be with more minutes."""
    return view.reason in ("", SAID["minutes"])


def item_rows(account: AccountView) -> tuple[ItemRow, ...]:
    """Every item of the claim with its changes."""
    rows = []
    for item in account.items:
        moves = tuple(view for view in account.moves if isinstance(view.move, Fix) and view.move.item is item.item)
        rows.append(ItemRow(item, moves, next((view.reason for view in moves if view.reason), "")))
    return tuple(rows)


def not_possible(single: Mapping[str, MoveView]) -> tuple[tuple[str, str], ...]:
    """Moves that the account does not allow now, with the reason."""
    return tuple(
        ("Appeal" if kind == "appeal" else MOVES.get(kind, view.words), view.reason)
        for kind, view in single.items()
        if not is_offered(view)
    )


def report_page(found: ReportPage) -> Page:
    return common() | {"page": found, "report": found.stored.report}

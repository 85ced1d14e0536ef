"""Words of the month that are the pages' own: levels, piles, news, figures of the closing, advice."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from trainer.domain.simulation.closing import Figure
from trainer.domain.simulation.scenario import Scenario
from trainer.domain.simulation.state import LossKind
from trainer.services.month_pages import Pile, WorkOrder
from trainer.services.month_records import MonthHead
from trainer.services.month_reports import Suggestion

LEVELS: Mapping[Scenario, str] = {Scenario.EASY: "Easy", Scenario.NORMAL: "Normal", Scenario.HARD: "Hard"}

LEVEL_WORDS: Mapping[Scenario, str] = {
    Scenario.EASY: (
        "A third of the visits are plain. The front desk notes what it heard, payers make no errors on the new claims,"
        " and the day is long enough for everything."
    ),
    Scenario.NORMAL: (
        "Most visits want a second look, a few have two things wrong. The front desk notes little, and payers make"
        " errors of their own. The minutes suffice if they go where it counts."
    ),
    Scenario.HARD: (
        "Hardly a visit is plain, many have two things wrong, and not everything can be paid. Checking it all does"
        " not fit into the day: choose by deadline and by value."
    ),
}

ALL = "all"
"""The tab with every account."""

PILES: Mapping[str, str] = {
    Pile.MINE: "Your turn",
    Pile.PAYERS: "With payers",
    Pile.PATIENTS: "With patients",
    Pile.DONE: "Settled",
    ALL: "All",
}

EMPTY_PILES: Mapping[str, str] = {
    Pile.MINE: "Nothing waits for you. End the day: answers come in overnight.",
    Pile.PAYERS: "No claim is with a payer. What you send is answered after some days.",
    Pile.PATIENTS: "No patient owes anything. A share that you post to the patient gets a statement the same night.",
    Pile.DONE: "No account is settled yet. One is when nobody owes anything on it any more.",
}

ORDERS: Mapping[WorkOrder, str] = {
    WorkOrder.ARRIVAL: "as they came",
    WorkOrder.DEADLINE: "by deadline",
    WorkOrder.AMOUNT: "by amount",
    WorkOrder.AGE: "oldest first",
    WorkOrder.NAME: "by name",
}

_NEWS = (
    ("Complaints", "The patient complains"),
    ("Rejected", "Rejected"),
    ("Remittances", "Remittance"),
    ("Appeals turned down", "The appeal"),
    ("Patients’ payments", "The patient paid"),
    ("New on the desk", "New on the desk"),
)
"""The kinds of news, what needs attention first, with how their sentences begin (`simulation.words`)."""
NEWS_KINDS = tuple(kind for kind, _ in _NEWS)

LOSSES: Mapping[LossKind, tuple[str, str]] = {
    LossKind.GIVEN_AWAY: ("Given away", "By a move that let go of money which was to be had."),
    LossKind.OVERDUE: ("Overdue", "A last day to file or to appeal went by."),
    LossKind.LEFT: ("Left lying", "Nothing was decided wrongly, but nobody went on with it before the month closed."),
}

_FOCUS: Mapping[LossKind, str] = {
    LossKind.GIVEN_AWAY: (
        "Most was given away by a move. Before you post, hold each amount against the cards and the chart: a denial is"
        " no write-off yet, and a share goes to the other insurance before it goes to the patient. Before you send,"
        " hold the claim against the card, the coverage answer and the chart line."
    ),
    LossKind.OVERDUE: (
        "Most was lost to the calendar. Lay the desk by deadline each morning, and start with what is near."
    ),
    LossKind.LEFT: (
        "Most was left lying. Look through “With payers” each week: a payer that is silent for three weeks may never"
        " have had the claim. In the last days, work what can still be sent."
    ),
}


def news_kind(text: str) -> str:
    """Under which heading a piece of news stands."""
    return next(kind for kind, beginning in _NEWS if text.startswith(beginning))


def news_text(text: str) -> str:
    """The news without the words that its heading says already."""
    for beginning in ("Remittance: ", "New on the desk: "):
        text = text.removeprefix(beginning)
    return text


def month_name(head: MonthHead) -> str:
    """`Normal`, `Normal, month 4,711`."""
    level = LEVELS[head.scenario]
    return level if head.is_shipped else f"{level}, month {head.seed:,}"


def due_words(due_on: date, today: date) -> str:
    """`in 5 days`, `tomorrow`, `today`, `over`."""
    days = (due_on - today).days
    if days < 0:
        return "over"
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")


def rate(figure: Figure) -> str:
    """A part of a whole in per cent with one decimal, half up."""
    if figure.value is None:
        return "none"
    return f"{_tenths(figure.value * 100)} %"


def days(figure: Figure) -> str:
    """Days with one decimal, half up."""
    return "none" if figure.value is None else f"{_tenths(figure.value)} days"


def _tenths(value: Fraction) -> str:
    tenths = (value.numerator * 20 + value.denominator) // (2 * value.denominator)
    return f"{tenths // 10}.{tenths % 10}"


def advice(suggestion: Suggestion) -> str:
    """One sentence or two on what to mind next time."""
    return _FOCUS[suggestion.focus] if suggestion.focus else "Nothing was left on the table. Well kept."


def next_words(suggestion: Suggestion) -> str:
    """What the button for the next month says."""
    if suggestion.is_same:
        return "Play this month again"
    return f"Play the {suggestion.scenario.value} month"

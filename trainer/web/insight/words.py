"""Numbers and sentences of the pages on insight, and what their plots show for whoever does not see them."""

from collections.abc import Sequence
from datetime import date

from trainer.domain.calibration.reliability import LEARNERS_TO_TELL, FormReliability
from trainer.domain.calibration.statistics import CORRELATED_ANSWERS
from trainer.domain.classes.risk import RiskKind
from trainer.services.class_errors import ErrorsPage
from trainer.services.class_insight import ShareCell
from trainer.services.class_items import ItemPage
from trainer.services.class_readiness import Standing
from trainer.web.cases.words import kind_words

__all__ = ["CORRELATED_ANSWERS"]

MINUS = "−"

RISKS = {
    RiskKind.BELOW_MARK: "below the pass mark",
    RiskKind.NO_STUDY: "no study",
    RiskKind.MISSING_WORK: "missing work",
    RiskKind.FALLING: "falling",
    RiskKind.NOT_ENOUGH_EVIDENCE: "not enough evidence",
}
STANDINGS = {
    Standing.ABOVE: "All of the interval reaches the pass mark",
    Standing.NEAR: "The pass mark lies inside the interval",
    Standing.BELOW: "All of the interval lies under the pass mark",
    Standing.UNKNOWN: "No estimate: not enough evidence",
}
_GROUPS = {
    2: ("Lower", "Higher"),
    3: ("Lowest", "Middle", "Highest"),
    4: ("Lowest", "Second", "Third", "Highest"),
    5: ("Lowest", "Second", "Middle", "Fourth", "Highest"),
}
"""No halves or thirds: equal rest scores stand together, so that groups need not be of the same size."""


def share(value: float | None) -> str:
    """`51 %`; a dash where there is none."""
    return "–" if value is None else f"{round(100 * value)} %"


def correlation(value: float | None) -> str:
    """`0.34`, `−0.10`; a dash where there is none."""
    return "–" if value is None else f"{value:.2f}".replace("-", MINUS)


def rest(value: float | None) -> str:
    """A mean rest score in points of a hundred: `+8`, `−3`."""
    if value is None:
        return "–"
    points = round(100 * value)
    return f"+{points}" if points > 0 else f"{MINUS}{-points}" if points else "0"


def seconds(value: float | None) -> str:
    """`48 s`, `2 min 5 s`."""
    if value is None:
        return "–"
    minutes, left = divmod(round(value), 60)
    return f"{minutes} min {left} s" if minutes else f"{left} s"


def day(value: date) -> str:
    """`3 Mar`."""
    return f"{value.day} {value:%b}"


def group_names(count: int) -> tuple[str, ...]:
    """What the two to five groups of a distractor plot are called, lowest rest scores first."""
    return _GROUPS[count]


def reliability(found: FormReliability) -> str:
    """What the coefficient is, and whether there are enough learners to lean on it."""
    name = "KR-20 (coefficient alpha)" if found.is_fixed else "KR-21, a lower bound: learners had different questions"
    if found.is_telling:
        return f"{name}."
    return f"{name}. Of {found.learners} learners; under {LEARNERS_TO_TELL} it can be far off."


def choices(page: ItemPage) -> str:
    """What the distractor plot shows."""
    groups = page.row.found.groups
    parts = []
    for place, option in enumerate(page.options):
        shares = ", ".join(share(group.counts[place] / group.n) for group in groups)
        parts.append(f"{option.letter}{' (key)' if option.found.is_right else ''}: {shares}")
    return f"Who chose each option, from the lowest rest scores to the highest. {'; '.join(parts)}."


def errors(page: ErrorsPage) -> str:
    """What the plot of errors shows."""
    with_cases = [week for week in page.weeks if week.cases]
    first, last = with_cases[0], with_cases[-1]
    kinds = "; ".join(
        f"{kind_words(kind)} {first.counts[place] / first.cases:.1f} then {last.counts[place] / last.cases:.1f}"
        for place, kind in enumerate(page.kinds)
    )
    return (
        f"Errors a case by week, of the most frequent kinds, from the week of {day(first.starts_on)} to that of "
        f"{day(last.starts_on)}: {kinds}."
    )


def error_columns(page: ErrorsPage) -> list[tuple[str, bool]]:
    """The columns of the table of errors, and whether each holds numbers."""
    kinds = [(kind_words(kind).capitalize(), True) for kind in page.kinds]
    return [("Week from", False), ("Cases", True), *kinds, ("All errors", True)]


def wrong(cell: ShareCell) -> str:
    """The share wrong of a cell in whole per cent, "" where there are too few answers."""
    return "" if cell.percent is None else f"{100 - cell.percent} %"


def weakest(areas: Sequence[tuple[str, ShareCell]]) -> str:
    """`Radiology (52 %), Anatomy (61 %)`."""
    return ", ".join(f"{area} ({cell.percent} %)" for area, cell in areas)

"""What the pages of the gradebook say: percentages, signs, moments in the class's zone, durations, what was granted."""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from markupsafe import Markup

from trainer.domain.classes.dates import Override
from trainer.domain.classes.marks import Cell, CellState
from trainer.domain.kernel.errors import Refused
from trainer.services.gradebook import Column, LearnerRow
from trainer.services.gradebook_exports import cell_words
from trainer.services.hand_changes import HandChange, list_hand_changes
from trainer.services.live_exams import LiveState
from trainer.web.gradebook.blueprint import blueprint
from trainer.web.requests import current_scope

SIGNS = {
    CellState.NOT_OPEN: "",
    CellState.TO_DO: "·",
    CellState.IN_PROGRESS: "…",
    CellState.UNGRADED: "?",
    CellState.DONE: "",
    CellState.LATE: "◔",
    CellState.MISSING: "✗",
    CellState.EXCUSED: "ex",
    CellState.BEFORE_JOINING: "nj",
}
BY_HAND = "✎"
LEGEND = (
    ("◔", "late, the deduction is taken off", "late"),
    ("✗", "missing, counts 0", "missing"),
    ("ex", "excused, does not count", "excused"),
    ("nj", "closed before the learner joined, does not count", "quiet"),
    ("…", "in progress", "open"),
    ("?", "handed in, not graded yet", "open"),
    ("·", "open, not begun", "quiet"),
    (BY_HAND, "set by hand", "hand"),
)
_TONES = {
    CellState.NOT_OPEN: "quiet",
    CellState.TO_DO: "quiet",
    CellState.IN_PROGRESS: "open",
    CellState.UNGRADED: "open",
    CellState.DONE: "",
    CellState.LATE: "late",
    CellState.MISSING: "missing",
    CellState.EXCUSED: "excused",
    CellState.BEFORE_JOINING: "quiet",
}
LIVE_WORDS = {
    LiveState.NOT_BEGUN: "not begun",
    LiveState.IN: "in",
    LiveState.LOST: "connection lost",
    LiveState.BETWEEN: "begun, not all parts in",
    LiveState.DONE: "handed in",
}


@blueprint.app_context_processor
def _every_page() -> dict[str, object]:
    """Results of graded work show their learner what was changed by hand in it."""
    return {"hand_changes": _hand_changes}


def _hand_changes(number: int) -> tuple[HandChange, ...]:
    return list_hand_changes(current_scope(), number=number)


@blueprint.app_template_filter("permille")
def permille(value: int | None) -> str:
    """`87.5`: thousandths as per cent, exactly; `–` for nothing."""
    return "–" if value is None else f"{value // 10}.{value % 10}"


@blueprint.app_template_filter("on_clock")
def on_clock(moment: datetime, time_zone: str, beside: datetime | None = None) -> Markup:
    """A `<time>` as a clock in that zone shows it: `9 Mar 2026, 15:00 CDT`.

    With seconds where the minute is that of another moment, `beside` which it is read.
    """
    there = moment.astimezone(ZoneInfo(time_zone))
    is_near = beside is not None and moment != beside and _minute(moment) == _minute(beside)
    shown = f"{there.day} {there:%b %Y, %H:%M:%S %Z}" if is_near else f"{there.day} {there:%b %Y, %H:%M %Z}"
    return Markup('<time datetime="{}">{}</time>').format(moment.strftime("%Y-%m-%dT%H:%M:%SZ"), shown)


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


@blueprint.app_template_filter("cell_words")
def words_of_cell(cell: Cell) -> str:
    return cell_words(cell)


@blueprint.app_template_filter("spoken")
def spoken(seconds: int) -> str:
    """`45 s`, `12 min`, `1 h 52 min`: rounded down."""
    if seconds < 60:
        return f"{seconds} s"
    minutes = seconds // 60
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


@blueprint.app_template_filter("cell_tone")
def tone_of(cell: Cell) -> str:
    """The class of a cell."""
    return _TONES[cell.state]


@lru_cache(maxsize=8192)
def _inside(cell: Cell) -> tuple[str, str, str]:
    """The class, the name where signs alone would be read out, and the text of a cell."""
    sign = SIGNS[cell.state]
    number = "" if cell.permille is None or cell.state is CellState.MISSING else permille(cell.permille)
    hand = BY_HAND if cell.is_by_hand else ""
    text = "".join((number, f"<i>{sign}{hand}</i>" if sign or hand else ""))
    name = f"{number} {cell_words(cell)}".strip()
    return _TONES[cell.state], "" if text == number else f' aria-label="{name}"', text


def cells_html(row: LearnerRow, columns: Iterable[Column]) -> Markup:
    """The cells of one learner. A page has thousands: they are put together here, from numbers and known words only."""
    parts = []
    for cell, column in zip(row.cells, columns, strict=True):
        tone, label, text = _inside(cell)
        href = f"gradebook/{column.assignment_id}/{row.learner_id}"
        parts.append(f'<td class="{tone}"><a href="{href}"{label}>{text}</a></td>')
    return Markup("".join(parts))  # noqa: S704 - numbers and constants


def granted_words(granted: Override, time_zone: str) -> list[str]:
    """What was granted, in parts of a sentence."""
    said = []
    if granted.extra_percent:
        said.append(f"{granted.extra_percent} % more time")
    if granted.extra_seconds:
        said.append(f"{spoken(granted.extra_seconds)} more time")
    for word, moment in (("opens", granted.opens_at), ("due", granted.due_at), ("closes", granted.closes_at)):
        if moment is not None:
            said.append(Markup("{} {}").format(word, on_clock(moment, time_zone)))
    if granted.extra_attempts:
        said.append(f"{granted.extra_attempts} more {'try' if granted.extra_attempts == 1 else 'tries'}")
    return said


def read_permille(text: str) -> int:
    """`87.5` or `87,5` as thousandths.

    Raises:
        Refused: it is no number from 0 to 100 with at most one decimal.
    """
    whole, _, part = text.strip().removesuffix("%").strip().replace(",", ".").partition(".")
    is_number = whole.isascii() and whole.isdigit() and len(whole) <= 3 and (not part or part.isdigit())
    if not is_number or not part.isascii() or len(part.rstrip("0")) > 1:
        raise Refused("Type a score from 0 to 100, with at most one decimal: 87.5.", "percent")
    value = int(whole) * 10 + int(part[:1] or 0)
    if value > 1000:
        raise Refused("A score is 0 to 100 per cent.", "percent")
    return value

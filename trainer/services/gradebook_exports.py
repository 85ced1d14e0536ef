"""The gradebook as a table to take away, with what its words mean."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from trainer.domain.classes.marks import Cell, CellState
from trainer.services.gradebook import GradebookPage, get_gradebook
from trainer.services.scope import Scope
from trainer.services.tables import Cell as TableCell
from trainer.services.tables import write_csv, write_xlsx

STATE_WORDS = {
    CellState.NOT_OPEN: "not open yet",
    CellState.TO_DO: "not begun",
    CellState.IN_PROGRESS: "in progress",
    CellState.UNGRADED: "handed in, not graded",
    CellState.DONE: "done",
    CellState.LATE: "late",
    CellState.MISSING: "missing",
    CellState.EXCUSED: "excused",
    CellState.BEFORE_JOINING: "closed before joining",
}
_MEANINGS = (
    ("not open yet", "It opens later for this learner."),
    ("not begun", "It is open, and nothing was started."),
    ("in progress", "A try is begun and not handed in. It has no score yet."),
    ("handed in, not graded", "The grade follows. It has no score yet."),
    ("done", "Handed in in time, and graded."),
    ("late", "Handed in behind the due date; the score is already reduced by the late deduction."),
    ("missing", "Closed, and nothing was handed in. It counts 0 in the total."),
    ("closed before joining", "It closed before this learner came into the class. It does not count in the total."),
    ("excused", "Set by hand: the assignment does not count in this learner's total."),
    ("set by hand", "Somebody set the score, with a reason; no late deduction is taken from it."),
)
Row = list[TableCell]


@dataclass(frozen=True, slots=True)
class Export:
    """A file with the name to offer it under."""

    name: str
    data: bytes


def export_csv(scope: Scope, class_id: int) -> Export:
    """The gradebook as one CSV table, the explanation below it.

    Raises:
        NotFound: see `get_gradebook`.
    """
    page = get_gradebook(scope, class_id)
    return Export(_name(page, "csv"), write_csv([*_table(page), [], *_explanation(page)]))


def export_xlsx(scope: Scope, class_id: int) -> Export:
    """The gradebook as a workbook, the explanation on a second sheet.

    Raises:
        NotFound: see `get_gradebook`.
    """
    page = get_gradebook(scope, class_id)
    return Export(_name(page, "xlsx"), write_xlsx({"Gradebook": _table(page), "Explanation": _explanation(page)}))


def cell_words(cell: Cell) -> str:
    """How a cell stands, in words."""
    words = STATE_WORDS[cell.state]
    if cell.state is CellState.EXCUSED or not cell.is_by_hand:
        return words
    return "set by hand" if cell.state is CellState.DONE else f"{words}, set by hand"


def _name(page: GradebookPage, ending: str) -> str:
    day = page.at.astimezone(ZoneInfo(page.member.time_zone)).date()
    title = re.sub(r"[^a-z0-9]+", "-", page.member.title.casefold()).strip("-")[:40] or "class"
    return f"gradebook-{title}-{day.isoformat()}.{ending}"


def _table(page: GradebookPage) -> list[Row]:
    """Two columns for each assignment: the score in per cent, and the state in words."""
    titles = [f"{column.title} {what}" for column in page.columns for what in ("(%)", "(state)")]
    head: Row = ["Name", "E-mail", "Student number", "Total (%)", *titles]
    rows: list[Row] = [head]
    for row in page.rows:
        cells = [each for cell in row.cells for each in (_percent(cell.permille), cell_words(cell))]
        rows.append([row.name, row.email, row.student_number, _percent(row.total), *cells])
    for word, total, values in (
        ("Mean", page.mean, [column.mean for column in page.columns]),
        ("Median", page.median, [column.median for column in page.columns]),
    ):
        rows.append([word, "", "", _percent(total), *(each for value in values for each in (_percent(value), ""))])
    return rows


def _percent(permille: int | None) -> float | None:
    return None if permille is None else permille / 10


def _explanation(page: GradebookPage) -> list[Row]:
    meanings: list[Row] = [["State", "Meaning"]]
    meanings.extend([word, meaning] for word, meaning in _MEANINGS)
    return [*_about(page), [], *meanings, [], *_assignments(page)]


def _about(page: GradebookPage) -> Iterator[Row]:
    member = page.member
    yield ["About", ""]
    yield ["Class", member.title]
    yield ["Term", member.term]
    yield ["Made on", _moment(page.at, member.time_zone)]
    yield ["Time zone", member.time_zone]
    yield ["Total", "The mean of all scores, each with the weight of its assignment; half a tenth is rounded up."]
    yield ["Mean and median", "Of the scores there are; missing work is not among them."]


def _assignments(page: GradebookPage) -> Iterator[Row]:
    yield ["Assignment", "Weight", "Due", "Late deduction per day (%)", "Scores"]
    for column in page.columns:
        due_at = column.spec.due_at
        due = "" if due_at is None else _moment(due_at, page.member.time_zone)
        yield [column.title, column.spec.weight, due, column.spec.late_percent_per_day, column.scored]


def _moment(moment: datetime, time_zone: str) -> str:
    return f"{moment.astimezone(ZoneInfo(time_zone)):%Y-%m-%d %H:%M %Z}"

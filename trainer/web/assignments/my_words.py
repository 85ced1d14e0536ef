"""Words for assignments on the pages of learners: what is asked, times in the class's zone, what was granted."""

from datetime import datetime

from markupsafe import Markup

from trainer.domain.attempts.attempt import AttemptState
from trainer.domain.classes.local_times import to_local
from trainer.domain.classes.marks import Cell, CellState
from trainer.domain.classes.work import (
    AssignmentSpec,
    CaseWork,
    DrawnItems,
    FixedItems,
    MockWork,
    ReviewWork,
)
from trainer.services.my_assignments import Granted

STATES = {
    CellState.NOT_OPEN: "not open yet",
    CellState.TO_DO: "to do",
    CellState.IN_PROGRESS: "begun",
    CellState.UNGRADED: "handed in, not graded yet",
    CellState.DONE: "handed in",
    CellState.LATE: "handed in late",
    CellState.MISSING: "missing",
    CellState.EXCUSED: "excused",
    CellState.BEFORE_JOINING: "closed before you joined, does not count",
}
SITTING_STATES = {
    AttemptState.IN_PROGRESS: "in progress",
    AttemptState.SUBMITTED: "handed in",
    AttemptState.EXPIRED: "time ran out",
    AttemptState.ABANDONED: "given up",
}
_FEW_HOURS = 3600


def zoned(moment: datetime, zone: str) -> Markup:
    """`3 Apr 2026, 17:00 America/Chicago`: in the zone of the class, which no script changes."""
    local = to_local(moment, zone)
    return Markup('<time datetime="{}">{} {}</time> {}').format(
        moment.isoformat(), local.day, format(local, "%b %Y, %H:%M"), zone
    )


def what(spec: AssignmentSpec) -> str:
    """`12 questions`, `1 case`, `a mock exam`, `30 reviews`."""
    match spec.work:
        case FixedItems(items):
            return _many(len(items), "question")
        case DrawnItems(draws):
            return _many(sum(draw.count for draw in draws), "question")
        case CaseWork(cases):
            return _many(len(cases), "case")
        case MockWork():
            return "a mock exam"
        case ReviewWork(reviews):
            return _many(reviews, "review")


def permille(value: int) -> str:
    """Thousandths as per cent: `85 %`, `85.5 %`."""
    whole, tenth = divmod(value, 10)
    return f"{whole}.{tenth} %" if tenth else f"{whole} %"


def state(cell: Cell) -> str:
    """How the assignment stands, in a few words."""
    return STATES[cell.state]


def seconds(value: int) -> str:
    """`45 minutes`, `2 hours`, `90 seconds`."""
    if value % _FEW_HOURS == 0:
        return _many(value // _FEW_HOURS, "hour")
    return _many(value // 60, "minute") if value % 60 == 0 else _many(value, "second")


def granted(each: Granted, spec: AssignmentSpec, zone: str) -> Markup:
    """What was granted and why: `Due 3 Apr 2026, 17:00 America/Chicago instead of …: illness`."""
    told = []
    for name, new, old in (
        ("Opens", each.opens_at, spec.opens_at),
        ("Due", each.due_at, spec.due_at),
        ("Closes", each.closes_at, spec.closes_at),
    ):
        if new is not None:
            instead = Markup(" instead of {}").format(zoned(old, zone)) if old is not None else ""
            told.append(Markup("{} {}{}").format(name, zoned(new, zone), instead))
    if each.extra_percent:
        told.append(Markup("{} % more time").format(each.extra_percent))
    if each.extra_seconds:
        told.append(Markup("{} more time").format(seconds(each.extra_seconds)))
    if each.extra_attempts:
        told.append(Markup("{} more").format(_many(each.extra_attempts, "try", "tries")))
    return Markup("{}: {}").format(Markup(", ").join(told), each.reason)


def _many(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"

"""What a learner's tries at an assignment come to: the cell of the gradebook."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from math import lcm

from trainer.domain.classes.dates import Terms, Window
from trainer.domain.classes.work import Counts
from trainer.domain.kernel.points import Points


class CellState(StrEnum):
    """How an assignment stands with a learner."""

    NOT_OPEN = "not_open"
    TO_DO = "to_do"
    IN_PROGRESS = "in_progress"
    UNGRADED = "ungraded"
    DONE = "done"
    LATE = "late"
    MISSING = "missing"
    EXCUSED = "excused"
    BEFORE_JOINING = "before_joining"


class MarkKind(StrEnum):
    """What somebody set by hand: a score, that nothing is asked for, or that neither holds any more."""

    SCORE = "score"
    EXCUSED = "excused"
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True)
class Mark:
    """The newest decision by hand; `permille` is the score where the kind is SCORE, else 0."""

    kind: MarkKind
    permille: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """One sitting of a try; `points` is None while it is not graded. `extra_seconds` of its time limit are granted."""

    started_at: datetime
    handed_in_at: datetime | None
    points: Points | None
    extra_seconds: int = 0


@dataclass(frozen=True, slots=True)
class Try:
    """One try, all its parts together. `points` is None while it is not graded.

    `left_at`: parts are missing and none is open; this is when the last one that is in was handed in. Once the
    assignment is closed such a try counts with `points`, in which missing parts earn nothing. `judged_at`: extra time
    was granted, and this earlier moment is compared with the due date (None: when it was handed in).
    """

    number: int
    started_at: datetime
    handed_in_at: datetime | None
    points: Points | None
    left_at: datetime | None = None
    judged_at: datetime | None = None

    def late_percent(self, terms: Terms) -> int | None:
        """What it loses, in per cent; None where it was in time, or is not handed in."""
        return None if self.handed_in_at is None else terms.late_percent(self.handed_in_at, self.judged_at)


@dataclass(frozen=True, slots=True)
class Cell:
    """`permille` of full marks, late work already reduced; None: there is no score. `counted`: the try it is of."""

    state: CellState
    permille: int | None = None
    late_percent: int = 0
    tries: int = 0
    counted: int | None = None
    is_by_hand: bool = False

    @property
    def is_missing(self) -> bool:
        return self.state is CellState.MISSING


def try_of(number: int, parts: Sequence[Part], wanted: int) -> Try:
    """The try that so many of the `wanted` parts make; there is one at least.

    Every part counts the same, however many points it has. It is handed in with the last part. Extra time that was
    granted is no lateness: of every part that much is taken off again, though not more than back to its start.
    """
    if wanted == len(parts) == 1:
        (part,) = parts
        points = part.points if part.handed_in_at else None
        judged_at = _judged_at(parts) if part.extra_seconds else None
        return Try(number, part.started_at, part.handed_in_at, points, None, judged_at)
    judged_at = _judged_at(parts)
    started_at = min(part.started_at for part in parts)
    ends = [part.handed_in_at for part in parts if part.handed_in_at is not None]
    if len(ends) < len(parts):
        return Try(number, started_at, None, None)
    points = _together([part.points for part in parts], wanted)
    if len(parts) < wanted:
        return Try(number, started_at, None, points, left_at=max(ends), judged_at=judged_at)
    return Try(number, started_at, max(ends), points, judged_at=judged_at)


def _judged_at(parts: Sequence[Part]) -> datetime | None:
    if not any(part.extra_seconds for part in parts):
        return None
    ends = [
        max(part.started_at, part.handed_in_at - timedelta(seconds=part.extra_seconds))
        for part in parts
        if part.handed_in_at is not None
    ]
    return max(ends) if len(ends) == len(parts) else None


def _together(points: Sequence[Points | None], wanted: int) -> Points | None:
    known = [each for each in points if each is not None]
    if len(known) < len(points):
        return None
    possible = wanted * lcm(*(each.possible for each in known))
    share = sum((Fraction(each.earned, each.possible) for each in known), Fraction()) / wanted
    return Points(int(share * possible), possible)


def permille_of(points: Points, late_percent: int = 0) -> int:
    """Thousandths of full marks after the deduction for lateness, half rounded up."""
    full = points.possible * 100
    return (2 * points.earned * (100 - late_percent) * 1000 + full) // (2 * full)


def cell_of(
    tries: Sequence[Try],
    terms: Terms,
    counts: Counts,
    mark: Mark | None,
    now: datetime,
    *,
    there_since: datetime | None = None,
) -> Cell:
    """The cell of one learner and one assignment; `tries` first to last.

    Excused stands above all; a score by hand above what was earned, and no lateness reduces it. Nothing handed in
    behind the closing date is missing, and a missing assignment counts 0 in the total; but not where it was closed
    before the learner came (`there_since`; None: always there).
    """
    earned = _earned(tries, terms, counts, now)
    if earned.is_missing and there_since is not None and terms.window(there_since) is Window.CLOSED:
        earned = Cell(CellState.BEFORE_JOINING)
    if mark is None or mark.kind is MarkKind.CLEARED:
        return earned
    if mark.kind is MarkKind.EXCUSED:
        return Cell(CellState.EXCUSED, None, 0, len(tries), None, is_by_hand=True)
    state = CellState.LATE if earned.state is CellState.LATE else CellState.DONE
    return Cell(state, mark.permille, 0, len(tries), earned.counted, is_by_hand=True)


def _earned(tries: Sequence[Try], terms: Terms, counts: Counts, now: datetime) -> Cell:
    handed_in = [each for each in tries if each.handed_in_at is not None]
    if tries and not handed_in and terms.window(now) is Window.CLOSED:
        handed_in = [replace(each, handed_in_at=each.left_at) for each in tries if each.left_at is not None]
    graded = [each for each in handed_in if each.points is not None]
    if graded:
        chosen = _chosen(graded, terms, counts) if len(graded) > 1 else graded[0]
        late = chosen.late_percent(terms)
        assert chosen.points is not None
        state = CellState.LATE if late is not None else CellState.DONE
        return Cell(state, permille_of(chosen.points, late or 0), late or 0, len(tries), chosen.number)
    if handed_in:
        return Cell(CellState.UNGRADED, tries=len(tries))
    if tries:
        return Cell(CellState.IN_PROGRESS, tries=len(tries))
    match terms.window(now):
        case Window.NOT_OPEN:
            return Cell(CellState.NOT_OPEN)
        case Window.CLOSED:
            return Cell(CellState.MISSING, 0)
        case _:
            return Cell(CellState.TO_DO)


def _chosen(graded: Sequence[Try], terms: Terms, counts: Counts) -> Try:
    """The try that counts; of equally good ones the first."""
    if counts is Counts.FIRST:
        return graded[0]
    if counts is Counts.LAST:
        return graded[-1]
    return max(graded, key=lambda each: _worth(each, terms))


def _worth(each: Try, terms: Terms) -> int:
    assert each.points is not None
    return permille_of(each.points, each.late_percent(terms) or 0)


def total_permille(cells: Sequence[tuple[Cell, int]]) -> int | None:
    """The weighted mean of the cells (cell, weight) that have a score, half rounded up; None where none has."""
    scored = [(cell.permille, weight) for cell, weight in cells if cell.permille is not None and weight]
    weights = sum(weight for _, weight in scored)
    if not weights:
        return None
    return (2 * sum(permille * weight for permille, weight in scored) + weights) // (2 * weights)


def mean_of(permilles: Sequence[int]) -> int | None:
    """The mean, half rounded up; None of nothing."""
    return (2 * sum(permilles) + len(permilles)) // (2 * len(permilles)) if permilles else None


def median_of(permilles: Sequence[int]) -> int | None:
    """The middle one; of two middle ones their mean, half rounded up; None of nothing."""
    ordered = sorted(permilles)
    middle = len(ordered) // 2
    return mean_of(ordered[middle - 1 : middle + 1] if len(ordered) % 2 == 0 else ordered[middle : middle + 1])

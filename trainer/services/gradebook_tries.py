"""The tries behind a cell of the gradebook, each with its sittings and with what lateness takes off it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping

from trainer.domain.attempts.attempt import AttemptKind, AttemptState
from trainer.domain.classes.marks import Cell, CellState, Try, permille_of
from trainer.domain.kernel.points import Points
from trainer.services.assignment_tries import handed_in_at
from trainer.services.attempts import to_attempt


@dataclass(frozen=True, slots=True)
class SittingRow:
    """One sitting of a try. `handed_in_at`: when it was, or its time was up; None while it may be worked in."""

    number: int
    part: int
    kind: AttemptKind
    title: str
    state: AttemptState
    started_at: datetime
    handed_in_at: datetime | None
    extra_seconds: int
    points: Points | None

    @property
    def permille(self) -> int | None:
        return None if self.points is None else permille_of(self.points)


@dataclass(frozen=True, slots=True)
class TryRow:
    """One try with its sittings; `late_percent` is what it loses for lateness; `counts`: the cell is of this try.

    `permille` is what was earned, `worth` what is left of it by itself, both of full marks.
    """

    number: int
    points: Points | None
    handed_in_at: datetime | None
    is_late: bool
    late_percent: int
    counts: bool
    sittings: tuple[SittingRow, ...]
    worth: int | None

    @property
    def permille(self) -> int | None:
        return None if self.points is None else permille_of(self.points)


def list_tries(
    rows: list[RowMapping], tries: tuple[Try, ...], judge: Callable[[Try], Cell], cell: Cell, now: datetime
) -> tuple[TryRow, ...]:
    """Every try that was begun, those given up too; reviews are a try without a sitting. `judge`: a try by itself."""
    known = {each.number: each for each in tries}
    sittings: dict[int, list[SittingRow]] = {number: [] for number in known}
    for row in rows:
        sittings.setdefault(row["assignment_try"], []).append(to_sitting(row, now))
    return tuple(_try(number, sittings[number], known.get(number), judge, cell) for number in sorted(sittings))


def _try(
    number: int, sittings: list[SittingRow], known: Try | None, judge: Callable[[Try], Cell], cell: Cell
) -> TryRow:
    alone = judge(known) if known else None
    return TryRow(
        number,
        known.points if known else None,
        known.handed_in_at if known else None,
        alone is not None and alone.state is CellState.LATE,
        alone.late_percent if alone else 0,
        cell.counted == number,
        tuple(sittings),
        alone.permille if alone else None,
    )


def to_sitting(row: RowMapping, now: datetime) -> SittingRow:
    """One row of `gradebook_work.list_sittings` as it stands now."""
    points = None if row["possible"] is None else Points(row["earned"], row["possible"])
    return SittingRow(
        row["number"],
        row["assignment_part"],
        AttemptKind(row["kind"]),
        row["title"],
        to_attempt(row).effective_state(now),
        row["started_at"],
        handed_in_at(row, now),
        row["extra_seconds"],
        points,
    )

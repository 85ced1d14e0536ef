"""When an assignment can be done by one learner: its dates, and everything that was granted on top of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from trainer.domain.classes.work import AssignmentSpec
from trainer.domain.exams.clock import Accommodation, ClosingDate, deadline, extra_seconds


class Window(StrEnum):
    """Where a moment lies."""

    NOT_OPEN = "not_open"
    OPEN = "open"
    LATE = "late"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Override:
    """What was granted to one learner for one assignment, or for all of a class; a date of None changes nothing."""

    extra_percent: int = 0
    extra_seconds: int = 0
    opens_at: datetime | None = None
    due_at: datetime | None = None
    closes_at: datetime | None = None
    extra_attempts: int = 0


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for one learner. `attempts` 0: as many as one likes. `extra` is all the extra time there is."""

    opens_at: datetime | None
    due_at: datetime | None
    closes_at: datetime | None
    late_percent_per_day: int
    attempts: int
    extra: tuple[Accommodation, ...]

    def window(self, now: datetime) -> Window:
        """Where `now` lies; a date is the last moment that still counts."""
        if self.opens_at is not None and now < self.opens_at:
            return Window.NOT_OPEN
        if self.due_at is None or now <= self.due_at:
            return Window.OPEN if self.closes_at is None or now <= self.closes_at else Window.CLOSED
        return Window.LATE if self.closes_at is not None and now <= self.closes_at else Window.CLOSED

    def late_percent(self, handed_in_at: datetime) -> int:
        """What work handed in then loses, in per cent: so much for every day begun behind the due date, at most all."""
        if self.due_at is None or handed_in_at <= self.due_at:
            return 0
        days = -(-(handed_in_at - self.due_at) // timedelta(days=1))
        return min(100, days * self.late_percent_per_day)

    def ends_at(self, started_at: datetime, limit_seconds: int | None) -> datetime | None:
        """When a try that starts then ends: its time limit with all extra time, which no closing date cuts into."""
        if limit_seconds is None:
            return self.closes_at
        closing = None if self.closes_at is None else ClosingDate(self.closes_at)
        return deadline(started_at, limit_seconds, extra_seconds(limit_seconds, self.extra), closing)


def terms_of(
    spec: AssignmentSpec, overrides: Iterable[Override] = (), accommodations: Iterable[Accommodation] = ()
) -> Terms:
    """What holds for a learner: extra time and attempts add up, of each date the one granted last holds.

    `overrides` oldest first. A later due date moves the closing date along where that would lie before it.
    """
    granted = tuple(overrides)
    opens_at, due_at, closes_at = spec.opens_at, spec.due_at, spec.closes_at or spec.due_at
    for each in granted:
        opens_at, due_at, closes_at = each.opens_at or opens_at, each.due_at or due_at, each.closes_at or closes_at
    if due_at is not None and closes_at is not None:
        closes_at = max(closes_at, due_at)
    extra = (Accommodation(each.extra_percent, each.extra_seconds) for each in granted)
    more = sum(each.extra_attempts for each in granted)
    return Terms(
        opens_at,
        due_at,
        closes_at,
        spec.late_percent_per_day,
        spec.attempts + more if spec.attempts else 0,
        (*accommodations, *(each for each in extra if each.percent or each.seconds)),
    )

"""When an assignment can be done by one learner: its dates, and everything that was granted on top of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from trainer.domain.classes.work import AssignmentSpec
from trainer.domain.exams.clock import Accommodation, ClosingDate, deadline, extra_seconds

_Dates = tuple[datetime | None, datetime | None, datetime | None]


class Window(StrEnum):
    """Where a moment lies."""

    NOT_OPEN = "not_open"
    OPEN = "open"
    LATE = "late"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Override:
    """What was granted to one learner for one assignment, or for all of a class; a date of None changes nothing.

    `ended_at`: it holds no more, save for what was handed in before.
    """

    extra_percent: int = 0
    extra_seconds: int = 0
    opens_at: datetime | None = None
    due_at: datetime | None = None
    closes_at: datetime | None = None
    extra_attempts: int = 0
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """The dates that held for a learner until something that was granted ended."""

    until: datetime
    opens_at: datetime | None
    due_at: datetime | None
    closes_at: datetime | None


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for one learner. `attempts` 0: as many as one likes. `extra` is all the extra time there is.

    `earlier`: other dates that held before, the one that ended first first; what was done by them stays in time.
    """

    opens_at: datetime | None
    due_at: datetime | None
    closes_at: datetime | None
    late_percent_per_day: int
    attempts: int
    extra: tuple[Accommodation, ...]
    earlier: tuple[Earlier, ...] = ()

    def window(self, now: datetime) -> Window:
        """Where `now` lies; a date is the last moment that still counts."""
        if self.opens_at is not None and now < self.opens_at:
            return Window.NOT_OPEN
        if self.due_at is None or now <= self.due_at:
            return Window.OPEN if self.closes_at is None or now <= self.closes_at else Window.CLOSED
        return Window.LATE if self.closes_at is not None and now <= self.closes_at else Window.CLOSED

    def due_for(self, handed_in_at: datetime) -> datetime | None:
        """By when work handed in then had to be: of all due dates that held since, the latest. None: no such date."""
        if not self.earlier:
            return self.due_at
        held = [self.due_at, *(each.due_at for each in self.earlier if handed_in_at <= each.until)]
        dates = [each for each in held if each is not None]
        return max(dates) if len(dates) == len(held) else None

    def counts_until(self) -> datetime | None:
        """Until when what is not handed in, but counted as it is done, counts; None: no such date."""
        if self.closes_at is None:
            return None
        return max([self.closes_at, *(min(each.until, each.closes_at or each.until) for each in self.earlier)])

    def late_percent(self, handed_in_at: datetime, judged_at: datetime | None = None) -> int | None:
        """What work handed in then loses, in per cent: so much for every day begun behind the due date, at most all.

        None: it was in time. `judged_at`, where that is not the same, is the moment to compare with the due date.
        """
        due_at, moment = self.due_for(handed_in_at), judged_at or handed_in_at
        if due_at is None or moment <= due_at:
            return None
        days = -(-(moment - due_at) // timedelta(days=1))
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

    `overrides` oldest first, those that have ended too. Without a closing date of its own it closes when it is due,
    whichever due date holds; a later due date moves a closing date along that would lie before it.
    """
    granted = tuple(overrides)
    here = [each for each in granted if each.ended_at is None]
    dates = _dates(spec, here)
    extra = (Accommodation(each.extra_percent, each.extra_seconds) for each in here)
    more = sum(each.extra_attempts for each in here)
    return Terms(
        *dates,
        spec.late_percent_per_day,
        spec.attempts + more if spec.attempts else 0,
        (*accommodations, *(each for each in extra if each.percent or each.seconds)),
        () if len(here) == len(granted) else _earlier(spec, granted, dates),
    )


def closes_later(before: Terms, after: Terms) -> bool:
    """Whether work is taken longer than before."""
    if before.closes_at is None:
        return False
    return after.closes_at is None or after.closes_at > before.closes_at


def _dates(spec: AssignmentSpec, granted: Iterable[Override]) -> _Dates:
    opens_at, due_at, closes_at = spec.opens_at, spec.due_at, spec.closes_at
    for each in granted:
        opens_at, due_at, closes_at = each.opens_at or opens_at, each.due_at or due_at, each.closes_at or closes_at
    if due_at is not None:
        closes_at = max(closes_at or due_at, due_at)
    return opens_at, due_at, closes_at


def _earlier(spec: AssignmentSpec, granted: Sequence[Override], now: _Dates) -> tuple[Earlier, ...]:
    found = []
    for end in sorted({each.ended_at for each in granted if each.ended_at is not None}):
        held = _dates(spec, (each for each in granted if each.ended_at is None or each.ended_at >= end))
        if held != now:
            found.append(Earlier(end, *held))
    return tuple(found)

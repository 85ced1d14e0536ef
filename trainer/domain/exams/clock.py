"""How long a sitting may take: the form's minutes, a learner's extra time, a closing date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Accommodation:
    """More time for one learner: a share of the time limit, in per cent, and seconds on top. Several add up."""

    percent: int = 0
    seconds: int = 0


@dataclass(frozen=True, slots=True)
class ClosingDate:
    """Until when work is taken. It never cuts into a learner's extra time unless the instructor says so."""

    at: datetime
    cuts_extra_time: bool = False


def extra_seconds(limit_seconds: int, accommodations: Iterable[Accommodation]) -> int:
    """What all accommodations together add to a time limit; shares of a second are rounded up."""
    given = tuple(accommodations)
    percent = sum(each.percent for each in given)
    return -(-limit_seconds * percent // 100) + sum(each.seconds for each in given)


def deadline(started_at: datetime, limit_seconds: int, extra: int = 0, closing: ClosingDate | None = None) -> datetime:
    """When a sitting ends. A closing date shortens the time limit, never the `extra` seconds behind it."""
    end = started_at + timedelta(seconds=limit_seconds)
    if closing is None:
        return end + timedelta(seconds=extra)
    with_extra = min(end, max(closing.at, started_at)) + timedelta(seconds=extra)
    return min(with_extra, max(closing.at, started_at)) if closing.cuts_extra_time else with_extra

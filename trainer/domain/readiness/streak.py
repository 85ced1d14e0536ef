"""The study streak: a quiet count of days, that forgives one day of rest in any seven."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

REST_DAYS = 7
"""In so many days in a row one may be without study."""


@dataclass(frozen=True, slots=True)
class Streak:
    """Days studied in the present streak (days of rest are not counted), and in the longest one ever."""

    days: int
    includes_today: bool
    longest: int


def streak(days: Collection[date], today: date) -> Streak:
    """The streak that ends today or yesterday, and the longest there was; days after today are left out.

    A streak is a stretch of days of which any seven in a row hold at most one without study. Today counts when it
    was studied and is no gap while it was not, for it is not over. A second missed day within seven does not take
    everything: what was studied since the first one stays. Two missed days in a row end a streak.
    """
    studied = sorted({day for day in days if day <= today})
    if not studied:
        return Streak(0, includes_today=False, longest=0)
    start = longest = 0
    missed: int | None = None
    missed_at = 0
    for place, day in enumerate(studied):
        gap = (day - studied[place - 1]).days if place else 1
        if gap > 2:
            start, missed = place, None
        elif gap == 2:
            if missed is not None and day.toordinal() - 1 - missed < REST_DAYS:
                start = missed_at
            missed, missed_at = day.toordinal() - 1, place
        longest = max(longest, place - start + 1)
    idle = (today - studied[-1]).days
    if idle > 2:
        return Streak(0, includes_today=False, longest=longest)
    if idle == 2 and missed is not None and today.toordinal() - 1 - missed < REST_DAYS:
        start = missed_at
    return Streak(len(studied) - start, includes_today=idle == 0, longest=longest)

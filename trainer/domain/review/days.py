"""Days of study. They begin at 4:00 on the learner's own clock: who studies past midnight is still in the day before.

FSRS counts whole days of 24 hours between two reviews. With daylight saving a day has 23 or 25 of them, and counted
from the minute of a review, what was missed at 10:00 would not be due at 9:00 the next morning. So a day of study
stands in cards and log as midnight UTC of its date, whatever the learner's zone: days are 24 hours apart, and an item
is due when its moment is not after that of today. Callers pass `study_day(now, zone)` wherever this package asks for
`now`, and `midnight_of(exam_on)` for the exam. These moments are dates in disguise: never turn them into a zone.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from trainer.domain.kernel.moments import require_utc

DAY = timedelta(days=1)
NIGHT = timedelta(hours=4)
"""How long after midnight the day before goes on."""


def study_day(now: datetime, zone: ZoneInfo) -> datetime:
    """The day of study that holds the instant `now` in this zone, as midnight UTC of its date.

    Raises:
        ValueError: the instant is not in UTC.
    """
    wall = require_utc(now).astimezone(zone).replace(tzinfo=None)
    return midnight_of((wall - NIGHT).date())


def midnight_of(day: date) -> datetime:
    """The moment that stands for the day of study with this date; for an exam, its day."""
    return datetime.combine(day, time(tzinfo=UTC))

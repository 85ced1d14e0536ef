"""Days of study. FSRS counts whole days, 24 hours each, between two reviews.

Counted from the minute of a review, what was missed at 10:00 would not be due at 9:00 the next morning. So reviews are
dated by the beginning of their day: callers pass `study_day(now)` wherever this package asks for `now`.
"""

from datetime import UTC, date, datetime, time, timedelta

from trainer.domain.kernel.moments import require_utc

DAY = timedelta(days=1)
DAY_BEGINS = time(9, tzinfo=UTC)
"""Night all over the United States, where the exams are sat: from 23 in Honolulu to 5 in New York."""


def study_day(now: datetime) -> datetime:
    """The instant at which the day of study that holds `now` began."""
    today = beginning_of(require_utc(now).date())
    return today if today <= now else today - DAY


def beginning_of(day: date) -> datetime:
    """The instant at which the day of study with this date begins; for an exam, its day."""
    return datetime.combine(day, DAY_BEGINS)

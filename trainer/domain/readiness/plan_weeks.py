"""The calendar under a study plan: its weeks, their study days and minutes, the light days, the days of whole mocks."""

from dataclasses import dataclass
from datetime import date, timedelta

ROLLING_WEEKS = 8
"""Without an exam date a plan looks this far; it is made anew as time goes on."""

MOST_WEEKS = 26
"""Farther ahead a plan by the day is fiction; the rest is planned when it comes near."""

LIGHT_DAYS = {2: 30, 1: 15}
"""Minutes of reading so many days before the exam; nothing else is asked for on these days."""

MOCK_WINDOW_DAYS = 28
MOCK_FREE_DAYS = 3
"""Whole mocks lie in the last four weeks, and not in the last three days."""

STUDY_DAYS = 6
"""A week of seven ordinary days keeps its Sunday free."""

SATURDAY = 6
SUNDAY = 7


@dataclass(frozen=True, slots=True)
class Week:
    """Days for ordinary work, light days with their minutes of reading, the minutes of the ordinary days."""

    starts_on: date
    ends_on: date
    days: tuple[date, ...]
    light: tuple[tuple[date, int], ...]
    minutes: int


def last_day(today: date, exam_on: date | None) -> date:
    """The last day of a plan: the eve of the exam, or the Sunday of the eighth (26th, for a far exam) week."""
    sunday = today + timedelta(SUNDAY - today.isoweekday())
    if exam_on is None:
        return sunday + timedelta(weeks=ROLLING_WEEKS - 1)
    return min(exam_on - timedelta(1), sunday + timedelta(weeks=MOST_WEEKS - 1))


def weeks_until(today: date, day: date) -> int:
    """Calendar weeks from the one of today to the one of this day, both counted."""
    monday = today - timedelta(today.isoweekday() - 1)
    return (day - monday).days // 7 + 1


def lay_out(today: date, exam_on: date | None, weekly_minutes: int) -> tuple[Week, ...]:
    """The weeks from today to the last day of the plan; a part of a week gets its share of the minutes."""
    end = last_day(today, exam_on)
    weeks = []
    start = today
    while start <= end:
        sunday = start + timedelta(SUNDAY - start.isoweekday())
        weeks.append(_week(start, min(sunday, end), exam_on, weekly_minutes))
        start = sunday + timedelta(1)
    return tuple(weeks)


def _week(start: date, end: date, exam_on: date | None, weekly_minutes: int) -> Week:
    days, light = [], []
    for offset in range((end - start).days + 1):
        day = start + timedelta(offset)
        reading = LIGHT_DAYS.get((exam_on - day).days) if exam_on else None
        if reading:
            light.append((day, reading))
        else:
            days.append(day)
    left = weekly_minutes - sum(minutes for _, minutes in light)
    minutes = min(weekly_minutes * len(days) // 7, left)
    return Week(start, end, tuple(days[:STUDY_DAYS]), tuple(light), minutes)


def is_mock_week(day: date) -> bool:
    """Every second calendar week, whatever day the plan is made on: planning again never puts a mock off."""
    return (day.toordinal() - 1) // 7 % 2 == 1


def whole_mock_days(today: date, exam_on: date) -> tuple[date, ...]:
    """The days on which a whole mock can be sat, latest first: Saturdays, on which four hours are easiest to find.

    Where no Saturday is left, the last day that is not too near the exam.
    """
    last = exam_on - timedelta(MOCK_FREE_DAYS + 1)
    first = max(today, exam_on - timedelta(MOCK_WINDOW_DAYS))
    days = [last - timedelta(offset) for offset in range((last - first).days + 1)]
    return tuple(day for day in days if day.isoweekday() == SATURDAY) or tuple(days[:1])

"""Puts the work of a week on its days."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from trainer.domain.readiness.plan_values import MINUTES_PER_CASE, REVIEW_SECONDS, MockForm, Task, TaskKind

LEAST_MINUTES = 15
"""Nothing shorter is worth a task."""

LEAST_DAY_MINUTES = 30
"""A week of few hours is studied on fewer days rather than in crumbs."""

REVIEW_MINUTES = 20
"""A sitting of reviews is about so long, longer only when every day has one."""

CASES_IN_A_ROW = 2
"""Cases are done by twos, more at a time only when every day has some."""

FULL_DAYS = ((12, 2), (24, 3), (60, 4))
"""Up to so many hours a week at most so many tasks a day, reviews not counted."""


@dataclass(frozen=True, slots=True)
class MockDay:
    """A mock and its day; a whole one has the day for itself."""

    form: MockForm
    on: date


@dataclass(frozen=True, slots=True)
class Load:
    """The work of a week beside its practice: the days it may lie on, and all the minutes of the week."""

    days: tuple[date, ...]
    minutes: int
    mock: MockDay | None
    review_minutes: int
    cases: int


def tasks_a_day(weekly_hours: int) -> int:
    return next(tasks for hours, tasks in FULL_DAYS if weekly_hours <= hours)


def open_days(days: Sequence[date], mock: MockDay | None) -> tuple[date, ...]:
    """The days that can take tasks beside the mock."""
    return tuple(day for day in days if not (mock and mock.form.is_whole and mock.on == day))


def practice_room(days: int, cases: int, a_day: int, *, beside_short_mock: bool = False) -> int:
    """How many sessions of practice so many open days can take beside the cases and a short mock."""
    return a_day * days - case_tasks(cases, days) - beside_short_mock


def case_tasks(cases: int, days: int) -> int:
    return min(days, -(-cases // CASES_IN_A_ROW))


def spread(load: Load, practice: Sequence[Task], a_day: int) -> tuple[Task, ...]:
    """The tasks of a week with their days, in order; the practice comes with its day still to be set.

    The days in use lie evenly over the week, at least half an hour each while the hours are few. Work goes to the
    emptiest day, and an area not twice on one day if another day has room.
    """
    free = open_days(load.days, load.mock)
    groups = case_tasks(load.cases, len(free))
    short_mock = load.mock if load.mock and not load.mock.form.is_whole else None
    others = groups + len(practice) + (short_mock is not None)
    count = min(len(free), max(1, load.minutes // LEAST_DAY_MINUTES, -(-others // a_day)))
    used = [free[place * len(free) // count] for place in range(count)]
    if short_mock and short_mock.on not in used:
        used[-1] = short_mock.on
    tasks = [_mock_task(load.mock)] if load.mock else []
    for place in range(groups):
        cases = load.cases // groups + (place < load.cases % groups)
        task = Task(TaskKind.CASES, "", "", cases, cases * MINUTES_PER_CASE, used[0])
        tasks.append(_on_a_day(task, used, tasks, a_day))
    for task in practice:
        tasks.append(_on_a_day(task, used, tasks, a_day))
    return tuple(sorted([*tasks, *_reviews(load.review_minutes, used)], key=lambda task: task.on))


def _mock_task(mock: MockDay) -> Task:
    form = mock.form
    return Task(TaskKind.MOCK, form.slug, form.title, form.questions, form.minutes, mock.on)


def _on_a_day(task: Task, days: Sequence[date], placed: Sequence[Task], a_day: int) -> Task:
    def burden(day: date) -> tuple[bool, int, date]:
        same_day = [other for other in placed if other.on == day]
        alike = any((other.kind, other.subject) == (task.kind, task.subject) for other in same_day)
        return alike, sum(other.minutes for other in same_day), day

    with_room = [day for day in days if sum(other.on == day for other in placed) < a_day]
    return replace(task, on=min(with_room, key=burden))


def _reviews(minutes: int, days: Sequence[date]) -> list[Task]:
    if minutes < LEAST_MINUTES:
        return []
    count = min(len(days), max(1, minutes // REVIEW_MINUTES))
    each = minutes // count
    chosen = [days[place * len(days) // count] for place in range(count)]
    return [Task(TaskKind.REVIEWS, "", "", each * 60 // REVIEW_SECONDS, each, day) for day in chosen]

"""How far the work of a planned week has come, and whether it is worth planning again."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from trainer.domain.readiness.plan_values import PlanWeek, Task, TaskKind

BEHIND_MINUTES = 30
"""Less than this is no reason to change a plan."""


@dataclass(frozen=True, slots=True)
class Done:
    """What was done on a day: questions by area, cases, finished mocks by form, review answers."""

    questions: Mapping[str, int] = field(default_factory=dict)
    cases: int = 0
    mocks: Mapping[str, int] = field(default_factory=dict)
    reviews: int = 0

    def by_account(self) -> Iterator[tuple[tuple[TaskKind, str], int]]:
        """(kind and subject of the tasks that it counts for, how much)."""
        yield from (((TaskKind.PRACTICE, area), count) for area, count in self.questions.items())
        yield from (((TaskKind.MOCK, form), count) for form, count in self.mocks.items())
        yield (TaskKind.CASES, ""), self.cases
        yield (TaskKind.REVIEWS, ""), self.reviews


@dataclass(frozen=True, slots=True)
class TaskProgress:
    """How much of a task is done, in its own unit: questions, cases, review answers; a mock or reading is one piece."""

    task: Task
    done: int
    planned: int

    @property
    def is_done(self) -> bool:
        return self.done == self.planned

    @property
    def minutes_done(self) -> int:
        """The task's minutes in proportion, rounded down."""
        return self.task.minutes * self.done // self.planned


def progress(week: PlanWeek, done: Mapping[date, Done], today: date) -> tuple[TaskProgress, ...]:
    """Each task of the week with what is done of it, in the week's order, from what was done on each of its days.

    The work of a day fills that day's tasks of its kind (and area, or form) first, then the earliest that are open:
    after a missed day what is planned today gets done today, and more makes good or goes ahead. What is left over
    counts for none. Reading leaves no trace: it counts as done when its day is over.
    """
    shares = [0] * len(week.tasks)
    for day in sorted(done):
        for account, count in done[day].by_account():
            left = count
            for place in _places(week, account, day):
                share = min(_planned(week.tasks[place]) - shares[place], left)
                shares[place] += share
                left -= share
    return tuple(
        TaskProgress(task, int(task.on < today), 1)
        if task.kind is TaskKind.READING
        else TaskProgress(task, share, _planned(task))
        for task, share in zip(week.tasks, shares, strict=True)
    )


def _places(week: PlanWeek, account: tuple[TaskKind, str], day: date) -> list[int]:
    """Where the tasks of an account stand in the week: those of the day first, then the earliest."""
    places = [place for place, task in enumerate(week.tasks) if (task.kind, task.subject) == account]
    return sorted(places, key=lambda place: week.tasks[place].on != day)


def _planned(task: Task) -> int:
    return 1 if task.kind is TaskKind.MOCK else task.count


def minutes_behind(tasks: Iterable[TaskProgress], today: date) -> int:
    """Minutes planned for the days before today less the minutes done of the whole week: work done ahead makes good."""
    balance = 0
    for each in tasks:
        balance += (each.task.minutes if each.task.on < today else 0) - each.minutes_done
    return max(0, balance)


def is_behind(tasks: Iterable[TaskProgress], today: date) -> bool:
    """Whether planning again is worth offering: half an hour or more is missing."""
    return minutes_behind(tasks, today) >= BEHIND_MINUTES

"""How far the work of a planned week has come, and whether it is worth planning again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from trainer.domain.readiness.plan_values import PlanWeek, Task, TaskKind

BEHIND_MINUTES = 30
"""Less than this is no reason to change a plan."""


@dataclass(frozen=True, slots=True)
class Done:
    """What was done since the week began: questions by area, cases, finished mocks by form, review answers."""

    questions: Mapping[str, int] = field(default_factory=dict)
    cases: int = 0
    mocks: Mapping[str, int] = field(default_factory=dict)
    reviews: int = 0


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


def progress(week: PlanWeek, done: Done, today: date) -> tuple[TaskProgress, ...]:
    """Each task of the week with what is done of it, in the week's order.

    Work counts for the earliest task of its kind (and area, or form) that is not full; what is left over counts for
    none. Reading leaves no trace: it counts as done when its day is over.
    """
    left = {
        **{(TaskKind.PRACTICE, area): count for area, count in done.questions.items()},
        **{(TaskKind.MOCK, form): count for form, count in done.mocks.items()},
        (TaskKind.CASES, ""): done.cases,
        (TaskKind.REVIEWS, ""): done.reviews,
    }
    found = []
    for task in week.tasks:
        if task.kind is TaskKind.READING:
            found.append(TaskProgress(task, int(task.on < today), 1))
            continue
        planned = 1 if task.kind is TaskKind.MOCK else task.count
        account = (task.kind, task.subject)
        share = min(planned, left.get(account, 0))
        left[account] = left.get(account, 0) - share
        found.append(TaskProgress(task, share, planned))
    return tuple(found)


def minutes_behind(tasks: Iterable[TaskProgress], today: date) -> int:
    """Minutes planned for the days before today less the minutes done of the whole week: work done ahead makes good."""
    balance = 0
    for each in tasks:
        balance += (each.task.minutes if each.task.on < today else 0) - each.minutes_done
    return max(0, balance)


def is_behind(tasks: Iterable[TaskProgress], today: date) -> bool:
    """Whether planning again is worth offering: half an hour or more is missing."""
    return minutes_behind(tasks, today) >= BEHIND_MINUTES

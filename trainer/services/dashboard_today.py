"""Today's work: the one thing to go on with, and what else there is to do today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from trainer.domain.attempts.attempt import RUNNER_KINDS, AttemptKind
from trainer.domain.readiness.plan_values import Task, TaskKind
from trainer.services.plans import TaskLine
from trainer.services.practice import OpenSitting, Pool

TEN = 10
"""Questions that are offered where nothing else waits."""

NEWCOMER_SIGHTS = 30
"""Whoever has seen as many questions as the diagnostic has is told little by it."""

_FIRST_KINDS = (*RUNNER_KINDS, AttemptKind.DIAGNOSTIC, AttemptKind.PRACTICE, AttemptKind.CASE)
"""Open sittings in the order in which they are gone on with: first those whose clock runs or whose verdicts wait."""


@dataclass(frozen=True, slots=True)
class GoOn:
    """A sitting stands open."""

    sitting: OpenSitting


@dataclass(frozen=True, slots=True)
class ExamDay:
    """The learner has a plan, and its exam is today: nothing is asked for any more."""

    exam_on: date


@dataclass(frozen=True, slots=True)
class DoReviews:
    """So many reviews are to be done today."""

    reviews: int


@dataclass(frozen=True, slots=True)
class DoTask:
    """The plan asks for it today."""

    line: TaskLine


@dataclass(frozen=True, slots=True)
class TakeDiagnostic:
    """A newcomer, of whom nothing is known yet."""


@dataclass(frozen=True, slots=True)
class DoQuestions:
    """So many questions out of the pool; `is_first`: none was ever answered."""

    questions: int
    pool: Pool
    is_first: bool


Step = GoOn | ExamDay | DoReviews | DoTask | TakeDiagnostic | DoQuestions


@dataclass(frozen=True, slots=True)
class Today:
    """`step` is the one thing to go on with; `questions` is what can be had instead of a diagnostic or on exam day.

    `cases` are those that the plan asks for today, `other_tasks` its tasks that are neither cases nor reviews; what is
    done is left out. `other_sittings` are open beside the one that is gone on with, newest first.
    """

    step: Step
    questions: DoQuestions
    other_sittings: tuple[OpenSitting, ...]
    reviews: int
    cases: int
    other_tasks: tuple[Task, ...]
    has_plan: bool

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits today."""
        return not (self.reviews or self.cases or self.other_tasks)


def order_work(
    sittings: Sequence[OpenSitting],
    reviews: int,
    tasks: Sequence[TaskLine],
    questions: DoQuestions,
    *,
    has_plan: bool,
    is_newcomer: bool,
    exam_on: date | None = None,
) -> Today:
    """What comes first: an open sitting, exam day, reviews, the plan's next task, a newcomer's diagnostic, questions.

    Of open sittings an exam, a diagnostic, practice or a quiz, a case, each time the newest. Reviews in a plan are only
    a forecast: what is due counts. `tasks` are those of today, done or not, in the order of the plan.
    `exam_on` is the day of the exam where that is today and there is a plan, else None.
    """
    first = min(sittings, key=lambda each: (_FIRST_KINDS.index(AttemptKind(each.kind)), -each.number), default=None)
    left = [line for line in tasks if not line.is_done and line.task.kind is not TaskKind.REVIEWS]
    to_do = [line for line in left if line.task.kind is not TaskKind.READING]
    step: Step = questions
    if first is not None:
        step = GoOn(first)
    elif exam_on:
        step = ExamDay(exam_on)
    elif reviews:
        step = DoReviews(reviews)
    elif to_do:
        step = DoTask(to_do[0])
    elif is_newcomer:
        step = TakeDiagnostic()
    return Today(
        step,
        questions,
        tuple(each for each in sittings if each is not first),
        reviews,
        sum(line.planned - line.done for line in left if line.task.kind is TaskKind.CASES),
        tuple(line.task for line in left if line.task.kind is not TaskKind.CASES),
        has_plan,
    )

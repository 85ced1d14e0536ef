"""What tests of study plans do all the time: set, plan, look, practise; plans whose tasks a test names itself."""

from datetime import date, timedelta

from sqlalchemy import insert, select

from tests.support.people import Learner
from trainer.db.models.study import StudyPlan
from trainer.domain.attempts.attempt import Feedback
from trainer.domain.readiness.plan_values import Plan, PlanWeek, Situation, Task, TaskKind
from trainer.services import plans
from trainer.services.plans import PlanPage, TaskLine
from trainer.services.study_settings import save_settings

MONDAY = date(2026, 3, 2)
"""The day on which the clock stands, at 9:00 UTC."""


def save(learner: Learner, **typed: str) -> None:
    with learner.writing() as scope:
        assert save_settings(scope, typed) == {}


def again(learner: Learner) -> bool:
    with learner.writing() as scope:
        return plans.plan_again(scope)


def page(learner: Learner) -> PlanPage:
    with learner.reading() as scope:
        found = plans.find_plan_page(scope)
    assert found is not None
    return found


def situation(learner: Learner, track: str = "cpc") -> Situation:
    with learner.reading() as scope:
        return plans.make_situation(scope, track)


def today(learner: Learner) -> tuple[TaskLine, ...]:
    with learner.reading() as scope:
        return plans.todays_tasks(scope)


def stored(learner: Learner) -> list[tuple[int, str, Plan]]:
    with learner.reading() as scope:
        own = select(StudyPlan).where(StudyPlan.learner_id == learner.id).order_by(StudyPlan.number)
        return [(row.number, row.track, row.plan) for row in scope.session.scalars(own)]


def with_plan(learner: Learner, *tasks: Task, starts_on: date = MONDAY, track: str = "cpc") -> None:
    """Gives the learner a plan of one week of these tasks, so that a test says itself what is planned."""
    week = PlanWeek(starts_on, starts_on + timedelta(7 - starts_on.isoweekday()), tasks)
    with learner.writing() as scope:
        row = {"learner_id": learner.id, "number": len(stored(learner)) + 1, "track": track, "made_at": scope.now}
        scope.session.execute(insert(StudyPlan).values(plan=Plan((week,), starts_on, None, ()), **row))


def a_task(kind: TaskKind, count: int, minutes: int, *, day: int = 0, subject: str = "", title: str = "") -> Task:
    return Task(kind, subject, title, count, minutes, MONDAY + timedelta(day))


def anatomy(count: int, minutes: int, day: int = 0) -> Task:
    return a_task(TaskKind.PRACTICE, count, minutes, day=day, subject="anatomy", title="Anatomy")


def practise(learner: Learner, verdicts: str, feedback: Feedback = Feedback.AT_END, area: str = "anatomy") -> int:
    """Answers one question of an area for each sign, `+` rightly, `-` wrongly, and hands in."""
    number = learner.start(feedback, len(verdicts), areas=(area,))
    for position, verdict in enumerate(verdicts, start=1):
        learner.answer(number, position, rightly=verdict == "+")
    if feedback is Feedback.AT_END:
        learner.hand_in(number)
    return number


def done(lines: tuple[TaskLine, ...]) -> list[tuple[int, int]]:
    return [(line.done, line.planned) for line in lines]

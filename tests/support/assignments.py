"""Learners who work on assignments of the first class of a school, through the services."""

from datetime import timedelta

import pytest

from tests.support.clock import Clock
from tests.support.people import Learner
from tests.support.school import School
from trainer.db.models.attempts import AttemptItem, AttemptRow
from trainer.db.models.classes import AssignmentOverride
from trainer.domain.kernel.errors import Refused
from trainer.services import assignment_sittings, class_work, my_assignments
from trainer.services.assignment_sittings import Started
from trainer.services.my_assignments import MyAssignment, MyAssignmentPage

ITEMS = ("anatomy-1", "anatomy-2", "compliance-1")
DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)


def begin(
    school: School, learner: Learner, assignment_id: int, *, part: int = 1, code: str = "", request_id: str = ""
) -> Started:
    """The sitting that the learner gets."""
    with learner.writing() as scope:
        return assignment_sittings.start_assignment(
            scope, school.class_id, assignment_id, part=part, access_code=code, request_id=request_id
        )


def page_of(school: School, learner: Learner, assignment_id: int) -> MyAssignmentPage:
    with learner.reading() as scope:
        return my_assignments.get_mine(scope, school.class_id, assignment_id)


def row_of(school: School, learner: Learner, assignment_id: int) -> MyAssignment:
    with learner.reading() as scope:
        rows = my_assignments.list_mine(scope, school.class_id).rows
    return next(row for row in rows if row.id == assignment_id)


def open_work(learner: Learner) -> list[str]:
    """Titles of what is asked for now."""
    with learner.reading() as scope:
        return [work.title for work in class_work.open_work(scope)]


def attempt_of(learner: Learner, number: int) -> AttemptRow:
    with learner.reading() as scope:
        return scope.session.get_one(AttemptRow, (learner.id, number))


def grant(school: School, learner: Learner, assignment_id: int | None = None, **values: object) -> None:
    with school.scopes.writing() as scope:
        scope.session.add(
            AssignmentOverride(
                class_id=school.class_id,
                learner_id=learner.id,
                assignment_id=assignment_id,
                reason="Illness.",
                granted_at=scope.now,
                granted_by=school.instructor.id,
                **values,
            )
        )


def items_of(learner: Learner, number: int, count: int) -> list[AttemptItem]:
    with learner.reading() as scope:
        return [scope.session.get_one(AttemptItem, (learner.id, number, at)) for at in range(1, count + 1)]


def reason_of(school: School, learner: Learner, assignment_id: int, **values: str) -> str:
    with pytest.raises(Refused) as raised:
        begin(school, learner, assignment_id, **values)
    return raised.value.reason


def pass_time(clock: Clock, span: timedelta) -> None:
    clock.advance(seconds=span.total_seconds())

"""Learners who work on assignments of the first class of a school, through the services."""

from tests.support.people import Learner
from tests.support.school import School
from trainer.services import assignment_sittings, class_work, my_assignments
from trainer.services.assignment_sittings import Started
from trainer.services.my_assignments import MyAssignment, MyAssignmentPage


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

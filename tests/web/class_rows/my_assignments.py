"""Assignments of learners: every member may look, learners alone start."""

from tests.support.school import School, a_spec, an_assignment
from tests.support.visitors import LOG_IN
from tests.web.class_rows.row import Row, for_the_class


def an_open_one(school: School) -> dict[str, object]:
    return {"class_id": school.class_id, "assignment_id": an_assignment(school, a_spec("anatomy-1"))}


ROWS = {
    ("assignments.mine", "GET"): for_the_class(200, an_open_one),
    ("assignments.start", "POST"): Row((LOG_IN, 303, 404, 404, 404, 404, 404), an_open_one),
}

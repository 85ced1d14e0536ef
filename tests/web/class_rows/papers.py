"""Assignments on paper: whoever grades in the class prints them."""

from tests.support.school import School, a_spec, an_assignment
from tests.web.class_rows.row import Row, for_graders


def _paper(school: School) -> dict[str, object]:
    return {"class_id": school.class_id, "assignment_id": an_assignment(school, a_spec("anatomy-1"))}


def _key(school: School) -> dict[str, object]:
    return _paper(school) | {"part": "key"}


ROWS: dict[tuple[str, str], Row] = {
    ("papers.show", "GET"): for_graders(200, _paper),
    ("papers.pdf", "GET"): for_graders(200, _key),
}

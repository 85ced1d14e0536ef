"""Insight: whoever grades in the class sees it."""

from tests.support.school import School, a_spec, an_assignment, belongs_to
from tests.web.class_rows.row import Row, for_graders
from trainer.services import class_analyses, class_items


def with_assignment(school: School) -> dict[str, object]:
    return {"class_id": school.class_id, "assignment_id": an_assignment(school, a_spec("anatomy-1"))}


def with_items(school: School) -> dict[str, object]:
    """An analysis of some answers to an assignment, and one of its items."""
    place = with_assignment(school)
    number = school.learner.start()
    school.learner.answer(number, 1, rightly=True)
    school.learner.hand_in(number)
    assignment_id = int(str(place["assignment_id"]))
    belongs_to(school, school.learner, number, assignment_id)
    class_analyses.make_analysis(school.scopes, school.class_id, assignment_id)
    with school.instructor.reading() as scope:
        page = class_items.get_items(scope, school.class_id, assignment_id)
    return place | {"version_id": page.rows[0].version_id}


ROWS: dict[tuple[str, str], Row] = {
    ("insight.index", "GET"): for_graders(200),
    ("insight.readiness_csv", "GET"): for_graders(200),
    ("insight.areas", "GET"): for_graders(200),
    ("insight.areas_csv", "GET"): for_graders(200),
    ("insight.errors", "GET"): for_graders(200),
    ("insight.errors_csv", "GET"): for_graders(200),
    ("insight.errors_plot", "GET"): for_graders(404),  # nothing to draw yet
    ("insight.items", "GET"): for_graders(200, with_assignment),
    ("insight.compute", "POST"): for_graders(303, with_assignment),
    ("insight.items_csv", "GET"): for_graders(200, with_assignment),
    ("insight.item", "GET"): for_graders(200, with_items),
    ("insight.choices_plot", "GET"): for_graders(404, with_items),  # too few answers to draw
}

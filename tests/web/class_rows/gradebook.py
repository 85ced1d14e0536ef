"""The gradebook, the work behind it, marks by hand, an assignment live, the heartbeat: who gets what."""

from tests.support.school import School, a_spec, an_assignment, belongs_to
from tests.support.visitors import LOG_IN
from tests.web.class_rows.row import Row, for_graders
from trainer.domain.attempts.attempt import Feedback
from trainer.services import marks_by_hand


def _assignment(school: School) -> dict[str, object]:
    return {"class_id": school.class_id, "assignment_id": an_assignment(school, a_spec("anatomy-1"))}


def _work(school: School) -> dict[str, object]:
    return _assignment(school) | {"learner_id": school.learner.id}


def _sitting(school: School) -> dict[str, object]:
    names = _work(school)
    number = school.learner.start(Feedback.AT_END, 3)
    belongs_to(school, school.learner, number, int(str(names["assignment_id"])))
    school.learner.hand_in(number)
    return names | {"number": number}


def _question(school: School) -> dict[str, object]:
    return _sitting(school) | {"position": 1}


def _comment(school: School) -> dict[str, object]:
    """Said by the assistant: nobody else takes it back."""
    names = _work(school)
    with school.assistant.writing() as scope:
        cell = (school.class_id, int(str(names["assignment_id"])), school.learner.id)
        marks_by_hand.add_comment(scope, marks_by_hand.place_to_change(scope, *cell), "Well done.")
    return names | {"comment_number": 1}


def _exam(school: School) -> dict[str, object]:
    return {"number": school.learner.start_exam()}


_REASON = {"reason": "The printer failed.", "base": "0"}
ROWS: dict[tuple[str, str], Row] = {
    ("gradebook.index", "GET"): for_graders(200),
    ("gradebook.export_csv", "GET"): for_graders(200),
    ("gradebook.export_xlsx", "GET"): for_graders(200),
    ("gradebook.prepare", "POST"): for_graders(303, form={"ending": "csv"}),
    ("gradebook.column", "GET"): for_graders(200, _assignment),
    ("gradebook.excuse", "POST"): for_graders(422, _assignment),
    ("gradebook.live", "GET"): for_graders(200, _assignment),
    ("gradebook.live_rows", "GET"): for_graders(200, _assignment),
    ("gradebook.work", "GET"): for_graders(200, _work),
    ("gradebook.mark", "POST"): for_graders(303, _work, _REASON | {"kind": "excused"}),
    ("gradebook.comment", "POST"): for_graders(303, _work, {"text": "Well done."}),
    ("gradebook.withdraw", "POST"): Row((LOG_IN, 404, 404, 303, 404, 404, 404), _comment),
    ("gradebook.sitting", "GET"): for_graders(200, _sitting),
    ("gradebook.question_points", "POST"): for_graders(303, _question, _REASON | {"points": "1"}),
    ("gradebook.line_points", "POST"): for_graders(422, _sitting),
    ("gradebook.withdraw_finding", "POST"): for_graders(422, _sitting),
    ("gradebook.sitting_comment", "POST"): for_graders(303, _sitting, {"text": "Well done."}),
    ("exams.here", "POST"): Row((LOG_IN, 200, 404, 404, 404, 404, 404), _exam),
}

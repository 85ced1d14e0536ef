"""Disputed keys: a learner's own, and the pages of those who answer."""

from dataclasses import replace

from tests.support.cases import hand_in
from tests.support.exams import an_exam_library, publish_exams
from tests.support.library import CASE_SLUG, RIGHT_CLAIM, a_library
from tests.support.people import Learner
from tests.support.school import School
from tests.support.visitors import LOG_IN
from tests.web.class_rows.row import Row, for_teachers, nowhere
from trainer.domain.attempts.attempt import Feedback
from trainer.services.case_reports import dispute_key
from trainer.services.item_reports import report_key

TEXT = "The atlas calls this the other bone."
ITEM = "a-number"


def _answered(learner: Learner) -> tuple[int, int]:
    number = learner.start(Feedback.AT_ONCE, 1, track="cpb", areas=("reimbursement",))
    learner.answer(number, 1, rightly=False)
    return number, 1


def a_question(school: School) -> dict[str, object]:
    number, position = _answered(school.learner)
    return {"number": number, "position": position}


def a_report(school: School) -> dict[str, object]:
    place = _answered(school.learner)
    with school.learner.writing() as scope:
        report_key(scope, *place, TEXT)
    return {"reference": "-".join(map(str, (school.learner.id, *place, 1)))}


def an_objection(school: School) -> dict[str, object]:
    publish_exams(school.scopes, replace(an_exam_library(), cases=a_library().cases))
    number = hand_in(school.learner, RIGHT_CLAIM).number
    with school.learner.writing() as scope:
        dispute_key(scope, number, TEXT)
    return {"reference": f"{school.learner.id}-{number}-1"}


def an_item(school: School) -> dict[str, object]:
    return {"slug": ITEM}


def a_case(school: School) -> dict[str, object]:
    return {"slug": CASE_SLUG}


def _of_the_learner(status: int, arguments: object, text: str = "") -> Row:
    """Instructors of the class, and administrators."""
    return Row((LOG_IN, 404, 404, 404, status, 404, status), arguments, {"text": text} if text else {})  # type: ignore[arg-type]


_REFUSED = {"revision": "1", "reason": "Misread.", "number": "", "text": "no key"}
"""A form that fits nothing, so that nothing is stored: what comes back says who may send one."""

ROWS = {
    ("disputes.index", "GET"): for_teachers(200),
    ("disputes.mine", "GET"): Row((LOG_IN, 200, 200, 200, 200, 200, 200), nowhere),
    ("disputes.report_key", "POST"): Row((LOG_IN, 303, 404, 404, 404, 404, 404), a_question, {"text": TEXT}),
    ("disputes.report", "GET"): _of_the_learner(200, a_report),
    ("disputes.explain", "POST"): _of_the_learner(303, a_report, "The stem asks for the left side."),
    ("disputes.objection", "GET"): _of_the_learner(200, an_objection),
    ("disputes.explain_case", "POST"): _of_the_learner(303, an_objection, "The chart says right."),
    ("disputes.item", "GET"): for_teachers(200, an_item),
    ("disputes.preview_item", "POST"): for_teachers(422, an_item, _REFUSED),
    ("disputes.correct_item", "POST"): for_teachers(422, an_item, _REFUSED),
    ("disputes.item_regrade", "GET"): for_teachers(200, an_item),
    ("disputes.regrade_item", "POST"): for_teachers(303, an_item),
    ("disputes.case", "GET"): for_teachers(200, a_case),
    ("disputes.preview_case", "POST"): for_teachers(422, a_case, _REFUSED),
    ("disputes.correct_case", "POST"): for_teachers(422, a_case, _REFUSED),
    ("disputes.case_regrade", "GET"): for_teachers(200, a_case),
    ("disputes.regrade_case", "POST"): for_teachers(303, a_case),
}

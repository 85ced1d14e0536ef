"""What was changed by hand in graded work stands there for its learner, as far as they may see the work."""

import pytest

from tests.support.cases import hand_in
from tests.support.gradebooks import Course, a_course, hide_key, quiz
from tests.support.library import CASE_SLUG, RIGHT_CLAIM
from tests.support.reviews import statements
from tests.support.school import a_spec, an_assignment, belongs_to
from trainer.domain.classes.work import CaseWork
from trainer.domain.kernel.points import Points
from trainer.services import case_marks, marks_by_hand
from trainer.services.hand_changes import HandChange, list_hand_changes
from trainer.services.scope import Scopes

REASON = "The scan was faint."


@pytest.fixture
def course(scopes: Scopes) -> Course:
    return a_course(scopes)


def changes(course: Course, number: int | None = None) -> tuple[HandChange, ...]:
    with course.school.learner.reading() as scope:
        return list_hand_changes(scope, assignment_id=None if number else course.assignment_id, number=number)


def mark_question(course: Course, number: int, position: int, points: int) -> None:
    with course.school.instructor.writing() as scope:
        place = course.place(scope)
        marks_by_hand.mark_question(scope, place, number, position, base=1 - points, earned=points, reason=REASON)


def test_a_question_is_told_with_its_points_the_reason_and_who_set_it(course):
    number = quiz(course, "-+++++")
    assert changes(course) == ()
    mark_question(course, number, 1, 1)
    (found,) = changes(course)
    assert (found.number, found.position, found.points) == (number, 1, Points(1, 1))
    assert (found.reason, found.by) == (REASON, "Ines Okafor")
    assert changes(course, number) == (found,)
    assert changes(course, 99) == ()


def test_without_keys_the_question_is_not_named(course, scopes):
    number = quiz(course, "-+++++")
    mark_question(course, number, 1, 1)
    hide_key(scopes, course.school.learner, number)
    (found,) = changes(course)
    assert (found.position, found.points, found.reason) == (0, None, REASON)


def test_nothing_is_told_of_a_sitting_whose_score_is_hidden(course, scopes, clock):
    number = quiz(course, "-+++++")
    mark_question(course, number, 1, 1)
    hide_key(scopes, course.school.learner, number, until=clock().replace(year=2027))
    assert changes(course) == ()


@pytest.mark.usefixtures("code_book")
def test_a_line_of_a_case_is_told_and_without_the_key_only_the_reason(course, scopes):
    cases = Course(course.school, an_assignment(course.school, a_spec(title="Case", work=CaseWork((CASE_SLUG,)))))
    number = hand_in(course.school.learner, RIGHT_CLAIM).number
    belongs_to(course.school, course.school.learner, number, cases.assignment_id)
    with course.school.instructor.writing() as scope:
        case_marks.mark_line(scope, cases.place(scope), number, 0, base=1, earned=6, reason=REASON)
    (found,) = changes(cases)
    assert found.position == 0
    assert found.points is not None
    assert found.reason == f"line 1, 6 of 12 points: {REASON}"
    hide_key(scopes, course.school.learner, number)
    (found,) = changes(cases)
    assert (found.points, found.reason) == (None, REASON)


def test_it_takes_two_statements_however_much_was_changed(course, scopes):
    number = quiz(course, "---+++")
    mark_question(course, number, 1, 1)
    before = statements(scopes, lambda: changes(course))
    mark_question(course, number, 2, 1)
    assert len(changes(course)) == 2
    assert statements(scopes, lambda: changes(course)) == before

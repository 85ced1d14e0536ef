"""Marks by hand on a graded case: a grade more, told and audited, and the learner's report goes by it."""

from datetime import timedelta

import pytest

from tests.support import billing
from tests.support.cases import hand_in, report, start
from tests.support.gradebooks import Course, a_course, audited, hide_key, notices_of, quiz
from tests.support.library import CASE_SLUG, RIGHT_CLAIM
from tests.support.school import a_spec, an_assignment, belongs_to
from trainer.db.models.attempts import AttemptRow
from trainer.domain.claims.lines import TypedClaim, TypedLine
from trainer.domain.classes.work import CaseWork
from trainer.domain.exams.review import Shows
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.domain.kernel.points import Points
from trainer.services import case_marks, notices
from trainer.services.scope import Scopes

REASON = "The chart can be read so."
ONE_WRONG = TypedClaim((TypedLine("H66.001"), TypedLine("J20.9")), RIGHT_CLAIM.procedures)
"""The second diagnosis does not answer the key's."""

pytestmark = pytest.mark.usefixtures("code_book")


@pytest.fixture
def course(scopes: Scopes) -> Course:
    first = a_course(scopes)
    spec = a_spec(title="Case", work=CaseWork((CASE_SLUG,)))
    return Course(first.school, an_assignment(first.school, spec))


@pytest.fixture
def number(course: Course) -> int:
    graded = hand_in(course.school.learner, ONE_WRONG)
    belongs_to(course.school, course.school.learner, graded.number, course.assignment_id)
    return graded.number


def mark(course: Course, number: int, line: int, earned: int, *, base: int = 1, reason: str = REASON) -> None:
    with course.school.assistant.writing() as scope:
        case_marks.mark_line(scope, course.place(scope), number, line, base=base, earned=earned, reason=reason)


def withdraw(course: Course, number: int, line: int, finding: int = 0, base: int = 1) -> None:
    with course.school.instructor.writing() as scope:
        place = course.place(scope)
        case_marks.withdraw_finding(scope, place, number, line, finding, base=base, reason=REASON)


def the_wrong_line(course: Course, number: int) -> int:
    lines = course.sitting(number).report.lines
    return next(place for place, line in enumerate(lines) if line.entered == "J20.9")


def test_a_line_with_other_points_makes_another_grade_by_which_the_report_goes(course, number, scopes):
    line = the_wrong_line(course, number)
    before = course.sitting(number)
    mark(course, number, line, 12)
    after = course.sitting(number)
    assert (after.report.lines[line].verdict, after.report.lines[line].earned) == ("right", 12)
    assert dict(after.report.sections)["diagnoses"] == Points(24, 24)
    assert (after.report.correct_lines, after.sitting.points.is_full) == (before.report.correct_lines + 1, True)
    assert [(change.kind, change.by) for change in after.changes] == [("first", ""), ("manual", "Assistant")]
    assert after.changes[0].points == before.sitting.points
    assert after.changes[1].reason == f"line {line + 1}, 12 of 12 points: {REASON}"
    assert report(course.school.learner, number).score == after.sitting.points
    assert course.cells_of(course.school.learner)[1].permille == 1000


def test_the_learner_is_told_and_the_act_is_audited(course, number, scopes):
    line = the_wrong_line(course, number)
    mark(course, number, line, 6)
    (told,) = notices_of(scopes, course.school.learner)
    assert told.startswith(f"A grade was changed by hand on 2 Mar 2026 (line {line + 1}, 6 of 12 points): {REASON}")
    assert f"Your case {number} went from 75 % to 88 %." in told
    ((subject, detail),) = audited(scopes, "grade.mark-by-hand")
    assert subject == f"user {course.school.learner.id}, sitting {number}, line {line + 1}"
    assert detail == f"6 of 12 points, your case {number} went from 75 % to 88 %"


def test_the_notice_is_shown_until_it_is_read_and_not_before_the_score_may_be_seen(course, number, scopes, clock):
    mark(course, number, the_wrong_line(course, number), 6)

    def shown() -> list[int]:
        with course.school.learner.reading() as scope:
            return [notice.attempt_number for notice in notices.list_notices(scope)]

    assert shown() == [number]
    hide_key(scopes, course.school.learner, number, until=clock() + timedelta(days=1))
    assert shown() == []
    clock.advance(days=1)
    assert shown() == [number]


def test_a_withdrawn_error_is_gone_and_the_line_right(course, number):
    line = the_wrong_line(course, number)
    found = course.sitting(number).report.lines[line]
    assert found.faults
    withdraw(course, number, line)
    after = course.sitting(number).report.lines[line]
    assert (after.earned, after.verdict, after.findings, after.faults) == (12, "right", found.findings[1:], ())


def test_sent_twice_it_acts_once_and_an_older_page_is_told(course, number, scopes):
    line = the_wrong_line(course, number)
    mark(course, number, line, 6)
    mark(course, number, line, 6)
    assert len(course.sitting(number).changes) == 2
    with pytest.raises(Refused, match="Somebody else"):
        mark(course, number, line, 3)
    with pytest.raises(Refused, match="Somebody else"):
        withdraw(course, number, line)
    mark(course, number, line, 3, base=course.sitting(number).run_id)
    assert [change.points.earned for change in course.sitting(number).changes][1:] == [42, 39]
    assert len(notices_of(scopes, course.school.learner)) == 2


def test_what_cannot_be_marked_is_refused(course, number):
    line = the_wrong_line(course, number)
    with pytest.raises(Refused, match="already"):
        mark(course, number, line, course.sitting(number).report.lines[line].earned)
    with pytest.raises(Refused, match="0 to 12"):
        mark(course, number, line, 13)
    with pytest.raises(Refused, match="Say why"):
        mark(course, number, line, 12, reason=" ")
    for place in (99, -1):
        with pytest.raises(NotFound):
            mark(course, number, place, 12)
        with pytest.raises(NotFound):
            withdraw(course, number, place)
    with pytest.raises(Refused, match="no such error"):
        withdraw(course, number, line, 9)
    assert len(course.sitting(number).changes) == 1


def test_only_a_graded_case_of_the_assignment_can_be_marked(course):
    open_case = start(course.school.learner, CASE_SLUG)
    with pytest.raises(NotFound):
        mark(course, open_case, 0, 12)
    belongs_to(course.school, course.school.learner, open_case, course.assignment_id)
    with pytest.raises(NotFound):
        mark(course, open_case, 0, 12)
    course.school.learner.hand_in(open_case)
    questions = quiz(course, attempt=2)
    with pytest.raises(NotFound):
        mark(course, questions, 0, 12)


def test_a_field_of_a_billing_exercise_is_marked_and_a_list_of_accounts_is_not(course, scopes):
    billing.publish_exercises(scopes)
    learner = course.school.learner
    for slug in (billing.POST, billing.LIST):
        place = Course(course.school, an_assignment(course.school, a_spec(title=slug, work=CaseWork((slug,)))))
        sitting = billing.start(learner, slug)
        belongs_to(course.school, learner, sitting, place.assignment_id)
        learner.hand_in(sitting)
        if slug == billing.LIST:
            with pytest.raises(Refused, match="set the score of the assignment"):
                mark(place, sitting, 0, 12)
            continue
        before = place.sitting(sitting).sitting.points.earned
        mark(place, sitting, 0, 12)
        assert f"Your billing exercise {sitting} went from" in notices_of(scopes, learner)[-1]
        assert place.sitting(sitting).sitting.points.earned == before + 12


def test_where_keys_are_never_shown_the_notice_names_no_line_and_no_finding(scopes, number, course):
    line = the_wrong_line(course, number)
    with scopes.writing() as scope:
        scope.session.get_one(AttemptRow, (course.school.learner.id, number)).shows = Shows.SCORE
    mark(course, number, line, 6)
    (told,) = notices_of(scopes, course.school.learner)
    assert told == f"A grade was changed by hand on 2 Mar 2026: {REASON} Your case {number} went from 75 % to 88 %."
    ((subject, _),) = audited(scopes, "grade.mark-by-hand")
    assert subject.endswith(f"line {line + 1}")

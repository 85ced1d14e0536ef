"""What is new: to a learner, what was set, said and granted; to whoever teaches, the disputes that wait."""

import pytest

from tests.support.browser import Browser
from tests.support.cases import hand_in as hand_in_case
from tests.support.gradebooks import Course, a_course, quiz
from tests.support.library import CASE_SLUG, RIGHT_CLAIM
from tests.support.school import a_spec, an_assignment, belongs_to
from tests.web.conftest import build
from tests.web.test_query_counts import counted
from trainer.config import Settings
from trainer.db.models.classes import AssignmentOverride, WorkComment
from trainer.domain.classes.work import CaseWork
from trainer.services import case_marks, class_news
from trainer.services.scope import Scopes

REASON = "The printer failed."


@pytest.fixture
def course(scopes: Scopes) -> Course:
    return a_course(scopes)


@pytest.fixture
def app(course: Course, scopes: Scopes, settings: Settings):
    return build(scopes, settings)


@pytest.fixture
def teacher(app, course) -> Browser:
    return Browser(app).sign_in(course.school.instructor)


@pytest.fixture
def learner(app, course) -> Browser:
    return Browser(app).sign_in(course.school.learner)


def mine(course: Course) -> str:
    return f"/classes/{course.school.class_id}/assignments/{course.assignment_id}/mine"


def listed(course: Course) -> str:
    return f"/classes/{course.school.class_id}/assignments"


def set_score(course: Course, teacher: Browser, base: int = 0) -> None:
    url = f"/classes/{course.school.class_id}/gradebook/{course.assignment_id}/{course.school.learner.id}/marks"
    form = {"kind": "score", "percent": str(80 + base), "base": str(base), "reason": REASON}
    assert teacher.post(url, form).status_code == 303


def test_a_score_is_new_on_every_page_until_its_assignment_was_looked_at(course, teacher, learner, clock):
    assert "New" not in learner.page("/").text
    set_score(course, teacher)
    clock.advance(minutes=1)
    assert "New in Week 1 : a score set by hand" in learner.page("/").text
    assert "New: a score set by hand" in learner.page(listed(course)).text
    assert f"New. 80 %: {REASON}" in learner.page(mine(course)).text
    for page in ("/", listed(course), mine(course)):
        assert "New" not in learner.page(page).text, page
    clock.advance(minutes=1)
    set_score(course, teacher, base=1)
    assert "New in Week 1" in learner.page("/").text


def test_comments_and_what_is_granted_are_new_and_news_ages(course, learner, scopes, clock):
    school = course.school
    with scopes.writing() as scope:
        about = {"learner_id": school.learner.id, "assignment_id": course.assignment_id}
        scope.session.add(WorkComment(**about, number=1, text="Well done.", said_at=scope.now, said_by=1))
        terms = {"class_id": school.class_id, "learner_id": school.learner.id, "granted_at": scope.now}
        for assignment, ended in ((None, None), (course.assignment_id, scope.now)):
            scope.session.add(
                AssignmentOverride(
                    **terms,
                    assignment_id=assignment,
                    extra_percent=50,
                    reason=REASON,
                    granted_by=school.instructor.id,
                    ended_at=ended,
                )
            )
    page = learner.page("/").text
    assert "a comment" in page
    assert "something that was granted to you has ended" in page
    assert "New in Coding I : something was granted to you" in page
    assert "New, for everything in this class: something was granted to you" in learner.page(listed(course)).text
    assert "for everything in this class" not in learner.page(listed(course)).text
    assert "New. Well done." in learner.page(mine(course)).text
    clock.advance(days=class_news.NEWS_FOR.days + 1)
    assert "New in" not in learner.page("/").text


def test_news_cost_one_statement_and_none_to_whoever_is_in_no_class(course, app, learner, teacher, scopes):
    def of_news(browser: Browser) -> list[str]:
        browser.get("/")
        with counted(scopes) as sent:
            browser.get("/")
        return [each for each in sent if "work_comments" in each]

    set_score(course, teacher)
    assert len(of_news(learner)) == 1
    assert of_news(teacher) == []
    assert of_news(Browser(app).sign_in(course.school.other_instructor)) == []


def test_the_reason_of_changed_points_stands_on_question_result_and_assignment(course, teacher, learner):
    number = quiz(course, "-+++++")
    page = f"/classes/{course.school.class_id}/gradebook/{course.assignment_id}/{course.school.learner.id}"
    form = {"base": "0", "points": "1", "reason": REASON}
    assert teacher.post(f"{page}/sittings/{number}/questions/1/points", form).status_code == 303
    assert "Question 1: 1 of 1 point. Changed by hand by Ines Okafor" in learner.page(f"/practice/{number}/result").text
    for place in (f"/practice/{number}/result", f"/practice/{number}/questions/1", mine(course)):
        assert REASON in learner.page(place).text, place
    assert "set by hand" not in learner.page(f"/practice/{number}/questions/2").text


@pytest.mark.usefixtures("code_book")
def test_the_reason_of_a_changed_line_stands_on_the_report_of_the_case(course, learner):
    spec = a_spec(title="Case", work=CaseWork((CASE_SLUG,)))
    cases = Course(course.school, an_assignment(course.school, spec))
    number = hand_in_case(course.school.learner, RIGHT_CLAIM).number
    belongs_to(course.school, course.school.learner, number, cases.assignment_id)
    assert "Changed by hand" not in learner.page(f"/cases/sittings/{number}/report").text
    with course.school.instructor.writing() as scope:
        case_marks.mark_line(scope, cases.place(scope), number, 0, base=1, earned=6, reason=REASON)
    for place in (f"/cases/sittings/{number}/report", mine(cases)):
        assert REASON in learner.page(place).text, place


def test_whoever_may_answer_is_told_how_many_disputes_wait(course, app, teacher, learner):
    number = quiz(course, "-+++++")
    hub = f"/classes/{course.school.class_id}"
    assert "for an answer" not in teacher.page("/").text
    form = {"text": "The atlas calls this the other bone.", "next": "/"}
    assert learner.post(f"/disputes/questions/{number}/1", form).status_code == 303
    for page in ("/", hub):
        shown = teacher.page(page).text
        assert "1 dispute of a key waits for an answer" in shown, page
        assert "Disputes 1 waiting for an answer" in shown, page
    other = Browser(app).sign_in(course.school.other_instructor)
    assert "for an answer" not in other.page("/").text
    assert "for an answer" not in learner.page("/").text

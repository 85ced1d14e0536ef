"""The pages of the gradebook: what they show, keep and say; forms that are refused keep what was typed."""

import csv
import io
from datetime import timedelta

import pytest

from tests.support import billing
from tests.support.browser import Browser
from tests.support.cases import hand_in as hand_in_case
from tests.support.gradebooks import Course, a_course, an_exam, hide_key, quiz
from tests.support.library import CASE_SLUG, QUERY_SLUG, RIGHT_CLAIM
from tests.support.people import Learner, sign_up
from tests.support.reviews import start_reviews
from tests.support.school import a_spec, an_assignment, at, belongs_to, enrol
from tests.web.conftest import build
from trainer.config import Settings
from trainer.db.models.classes import AssignmentOverride, AssignmentRow, ClassRow, Enrolment
from trainer.domain.claims.lines import TypedClaim, TypedLine
from trainer.domain.classes.marks import CellState
from trainer.domain.classes.work import CaseWork, ReviewWork
from trainer.domain.kernel.errors import Refused
from trainer.services import gradebook_jobs
from trainer.services.jobs import run_due_jobs
from trainer.services.scope import Scopes
from trainer.web.gradebook.words import read_permille, spoken

REASON = "The printer failed."
ONE_WRONG = TypedClaim((TypedLine("H66.001"), TypedLine("J20.9")), RIGHT_CLAIM.procedures)


@pytest.fixture
def course(scopes: Scopes) -> Course:
    return a_course(scopes, due_at=at("2026-03-09 14:00"), closes_at=at("2026-03-16 14:00"), late_percent_per_day=10)


@pytest.fixture
def teacher(course: Course, scopes: Scopes, settings: Settings) -> Browser:
    return Browser(build(scopes, settings)).sign_in(course.school.instructor)


def gradebook(course: Course) -> str:
    return f"/classes/{course.school.class_id}/gradebook"


def work(course: Course, learner: Learner | None = None) -> str:
    return f"{gradebook(course)}/{course.assignment_id}/{(learner or course.school.learner).id}"


def in_cases(course: Course, *slugs: str) -> Course:
    return Course(course.school, an_assignment(course.school, a_spec(title="Cases", work=CaseWork(slugs))))


def archive(scopes: Scopes, course: Course) -> None:
    with scopes.writing() as scope:
        scope.session.get_one(ClassRow, course.school.class_id).archived_at = scope.now


def test_the_table_has_one_cell_for_each_learner_and_assignment(course, teacher):
    quiz(course, "+++---")
    response = teacher.get(gradebook(course))
    assert f'<td class=""><a href="gradebook/{course.assignment_id}/{course.school.learner.id}">50.0</a></td>' in (
        response.text
    )
    page = teacher.page(gradebook(course))
    assert "2 learners, 1 assignment" in page.text
    assert "as of 2 Mar 2026, 03:00 CST" in page.text
    for word in ("Mean", "Median", "late, the deduction is taken off", "missing, counts 0"):
        assert word in page.text


def test_a_relative_link_of_a_cell_leads_to_the_work(course, teacher):
    link = next(link for link in teacher.page(gradebook(course)).links if link.startswith("gradebook/"))
    assert teacher.get(f"/classes/{course.school.class_id}/{link}").status_code == 200


def test_signs_carry_their_words(course, teacher, clock):
    quiz(course, "++++++", learner=course.school.classmate)
    teacher.post(f"{work(course)}/marks", {"kind": "score", "percent": "12,5", "reason": REASON, "base": "0"})
    assert 'aria-label="12.5 set by hand">12.5<i>✎</i>' in teacher.get(gradebook(course)).text
    before = Course(
        course.school, an_assignment(course.school, a_spec("q-1", title="Before", closes_at=at("2026-03-01 00:00")))
    )
    assert before.cells_of(course.school.learner)[1].state is CellState.BEFORE_JOINING
    assert 'aria-label="closed before joining"><i>nj</i>' in teacher.get(gradebook(course)).text
    ends_at = clock() + timedelta(hours=1)
    other = Course(course.school, an_assignment(course.school, a_spec("q-1", title="Old", closes_at=ends_at)))
    clock.advance(hours=2)
    assert other.cells_of(course.school.learner)[2].state is CellState.MISSING
    assert 'aria-label="missing"><i>✗</i>' in teacher.get(gradebook(course)).text


def test_learners_are_ordered_by_name_or_total_and_whoever_has_none_comes_last(course, teacher, scopes):
    extra = sign_up(scopes, "extra@example.org", "Aaron")
    enrol(scopes, course.school.class_id, extra)
    quiz(course, "++++++")
    quiz(course, "+-----", learner=course.school.classmate)

    def order(query: str) -> list[str]:
        html = teacher.get(f"{gradebook(course)}{query}").text
        body = html[html.index("<tbody>") :]
        return sorted(("Aaron", "Classmate", "Learner"), key=lambda name: body.index(f'class="who">{name}<'))

    assert order("") == order("?sort=nonsense") == ["Aaron", "Classmate", "Learner"]
    assert order("?sort=-total") == ["Learner", "Classmate", "Aaron"]
    assert order("?sort=total") == ["Classmate", "Learner", "Aaron"]


def test_only_those_with_missing_work_can_be_shown(course, teacher, clock):
    assert "Nobody has missing work" in teacher.page(f"{gradebook(course)}?missing=1").text
    quiz(course, learner=course.school.classmate)
    clock.advance(days=20)
    page = teacher.page(f"{gradebook(course)}?missing=1")
    assert "1 learner of 2" in page.text
    assert "Classmate" not in page.text


def test_an_empty_gradebook_teaches(course, teacher, scopes):
    with scopes.writing() as scope:
        for person in (course.school.learner, course.school.classmate):
            scope.session.get_one(Enrolment, (course.school.class_id, person.id)).left_at = scope.now
    assert "Nobody learns in this class yet" in teacher.page(gradebook(course)).text
    assert "Nobody learns in this class yet" in teacher.page(f"{gradebook(course)}/{course.assignment_id}").text
    with scopes.writing() as scope:
        scope.session.get_one(AssignmentRow, course.assignment_id).archived_at = scope.now
    assert "No assignment is published yet" in teacher.page(gradebook(course)).text


def test_files_to_take_away(course, teacher):
    response = teacher.get(f"{gradebook(course)}/export.csv")
    assert response.headers["Content-Disposition"] == "attachment; filename=gradebook-coding-i-2026-03-02.csv"
    assert next(csv.reader(io.StringIO(response.get_data().decode("utf-8-sig"))))[0] == "Name"
    assert teacher.get(f"{gradebook(course)}/export.xlsx").get_data().startswith(b"PK")


@pytest.mark.parametrize(("ending", "name"), [("csv", "CSV"), ("xlsx", "Excel")])
def test_a_big_file_is_prepared_in_the_background(course, teacher, monkeypatch, ending, name):
    monkeypatch.setattr(gradebook_jobs, "AT_ONCE_CELLS", 1)
    assert f"Prepare {name}" in teacher.page(gradebook(course)).text
    at_once = teacher.get(f"{gradebook(course)}/export.{ending}")
    assert (at_once.status_code, at_once.headers["Location"]) == (303, gradebook(course))
    place = teacher.post(f"{gradebook(course)}/exports", {"ending": ending}).headers["Location"]
    assert "It waits for its turn." in teacher.page(place).text
    run_due_jobs(course.school.scopes)
    page = teacher.page(place).text
    assert f"Export: gradebook as {name}: Coding I" in page
    assert f"Download gradebook-coding-i-2026-03-02.{ending}" in page
    file = teacher.get(f"{place}/file")
    assert file.get_data().startswith(b"PK" if ending == "xlsx" else "Name".encode("utf-8-sig"))
    assert file.headers["Content-Disposition"].startswith("attachment")


def test_no_file_of_another_kind_is_prepared(course, teacher):
    assert teacher.post(f"{gradebook(course)}/exports", {"ending": "exe"}).status_code == 422


def test_one_assignment_lists_its_learners_and_excuses_several(course, teacher):
    url = f"{gradebook(course)}/{course.assignment_id}"
    assert "not begun" in teacher.page(url).text
    learner = str(course.school.learner.id)
    refused = teacher.post(f"{url}/excused", {"learner": learner, "reason": " "})
    assert (refused.status_code, "Say why" in refused.text) == (422, True)
    assert f'value="{learner}" aria-label="Choose Learner" checked' in refused.text
    done = teacher.post(f"{url}/excused", {"learner": learner, "reason": REASON}, follow_redirects=True)
    assert "1 excused." in done.text
    again = teacher.post(f"{url}/excused", {"learner": learner, "reason": REASON}, follow_redirects=True)
    assert "They were excused already." in again.text
    assert teacher.get(f"{gradebook(course)}/99").status_code == 404


def test_the_work_page_tells_everything_and_where_the_neighbours_are(course, teacher, scopes):
    quiz(course, "+++---")
    with scopes.writing() as scope:
        scope.session.add(
            AssignmentOverride(
                class_id=course.school.class_id,
                learner_id=course.school.learner.id,
                assignment_id=None,
                extra_percent=25,
                extra_seconds=600,
                extra_attempts=2,
                due_at=at("2026-03-10 14:00"),
                reason="A letter.",
                granted_at=scope.now,
                granted_by=course.school.instructor.id,
            )
        )
    page = teacher.page(work(course))
    assert "25 % more time, 10 min more time, due 10 Mar 2026, 09:00 CDT , 2 more tries: A letter." in page.text
    for words in ("50.0", "of 3; the best one counts", "counts", "2 Mar 2026, 03:00 CST", "Previous: Classmate"):
        assert words in page.text
    assert "Next: Learner" in teacher.page(work(course, course.school.classmate)).text
    assert "Nothing was begun." in teacher.page(work(course, course.school.classmate)).text


def test_late_work_and_reviews_on_the_work_page(course, teacher, clock):
    reviewing = Course(course.school, an_assignment(course.school, a_spec(title="Reviews", work=ReviewWork(2))))
    clock.advance(days=8)
    learner = course.school.learner
    number = learner.start(number=1)
    learner.answer(number, 1, rightly=False)
    learner.hand_in(number)
    clock.advance(days=1)
    review = start_reviews(learner)
    learner.answer(review, 1, rightly=True)
    learner.hand_in(review)
    assert "Reviews: 1 of 2" in teacher.page(work(reviewing)).text
    quiz(course)
    assert "late: 20 % is taken off" in teacher.page(work(course)).text


def test_late_work_shows_what_was_earned_and_what_is_left_to_the_second(course, teacher, clock):
    clock.advance(seconds=(at("2026-03-09 14:00") - clock()).total_seconds() + 1)
    quiz(course, "++++--")
    page = teacher.page(work(course)).text
    assert "late: 10 % is taken off what was earned, 66.7 60.0" in page
    assert "9 Mar 2026, 09:00:01 CDT" in page
    assert "9 Mar 2026, 09:00 CDT" in page, "due"


def test_there_is_no_live_page_of_reviews(course, teacher):
    reviews = an_assignment(course.school, a_spec(title="Reviews", work=ReviewWork(2)))
    assert "Live" in teacher.page(f"{gradebook(course)}/{course.assignment_id}").text
    assert "Live" not in teacher.page(f"{gradebook(course)}/{reviews}").text
    assert teacher.get(f"{gradebook(course)}/{reviews}/live").status_code == 404


def test_a_score_is_set_excused_and_cleared(course, teacher):
    url = f"{work(course)}/marks"

    def send(**form: str) -> str:
        return teacher.post(url, {"reason": REASON} | form, follow_redirects=True).text

    assert "The score is set." in send(kind="score", percent="87.5", base="0")
    assert "Score 87.5 %" in teacher.page(work(course)).text
    assert "Excused." in send(kind="excused", base="1")
    assert "What was earned counts again." in send(kind="cleared", base="2")
    assert "Somebody else has changed this" in send(kind="excused", base="1")


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"kind": "score", "percent": "x", "reason": REASON}, "Type a score"),
        ({"kind": "score", "percent": "101", "reason": REASON}, "0 to 100"),
        ({"kind": "score", "percent": "87.5", "reason": " "}, "Say why"),
        ({"kind": "cleared", "reason": REASON}, "Nothing is set"),
        ({"reason": REASON}, "Choose what to do"),
    ],
    ids=str,
)
def test_a_mark_that_is_refused_keeps_what_was_typed(course, teacher, form, said):
    response = teacher.post(f"{work(course)}/marks", {"base": "0"} | form)
    assert response.status_code == 422
    assert said in response.text
    assert f'value="{form.get("percent", "")}"' in response.text


def test_comments_are_made_refused_and_withdrawn(course, teacher):
    url = f"{work(course)}/comments"
    refused = teacher.post(url, {"text": " "})
    assert (refused.status_code, "Write what you want to say" in refused.text) == (422, True)
    assert "Well done." in teacher.post(url, {"text": "Well done."}, follow_redirects=True).text
    done = teacher.post(f"{url}/1/withdrawal", follow_redirects=True)
    assert "The comment is withdrawn." in done.text
    assert "Nothing was said yet." in done.text


@pytest.mark.parametrize("has_every_kind", [False, True])
def test_every_answer_is_shown_with_the_key(scopes, settings, has_every_kind):
    course = a_course(scopes, has_every_kind=has_every_kind)
    teacher = Browser(build(scopes, settings)).sign_in(course.school.instructor)
    number = quiz(course, "+-+-+ " if has_every_kind else "+-    ")
    hide_key(scopes, course.school.learner, number)
    page = teacher.page(f"{work(course)}/sittings/{number}")
    for words in ("Question 1", "Question 6", "✓ right", "Why it is right", "Change the points of question 1"):
        assert words in page.text
    if not has_every_kind:
        assert page.text.count("Not answered.") == 4
        assert "· chosen" in page.text


def test_only_the_questions_without_full_points(course, teacher):
    number = quiz(course, "+-++++")
    page = teacher.page(f"{work(course)}/sittings/{number}?show=wrong")
    assert "Change the points of question 2" in page.text
    assert "Change the points of question 1" not in page.text
    all_right = quiz(course, "++++++", attempt=2)
    assert "Every question has full points." in teacher.page(f"{work(course)}/sittings/{all_right}?show=wrong").text


def test_answers_of_a_sitting_that_goes_on_have_no_points_to_change(course, teacher):
    number = quiz(course, "+", hands_in=False)
    page = teacher.page(f"{work(course)}/sittings/{number}")
    assert "in progress" in page.text
    assert "Change the points" not in page.text


def test_the_points_of_a_question_are_changed_or_refused_with_what_was_typed(course, teacher):
    number = quiz(course, "+-----")
    url = f"{work(course)}/sittings/{number}/questions/2/points"
    for form, said in (
        ({"base": "0", "points": "x", "reason": REASON}, "Type a whole number"),
        ({"base": "0", "points": "7", "reason": REASON}, "0 to 1 points"),
        ({"base": "", "points": "1", "reason": REASON}, "Type a whole number"),
    ):
        response = teacher.post(url, form)
        assert (response.status_code, said in response.text, REASON in response.text) == (422, True, True)
    done = teacher.post(url, {"base": "0", "points": "1", "reason": REASON}, follow_redirects=True)
    assert "The points of question 2 are changed." in done.text
    assert "by hand" in done.text


def test_a_sitting_and_its_questions_are_commented(course, teacher):
    number = quiz(course)
    url = f"{work(course)}/sittings/{number}/comments"
    assert teacher.post(url, {"text": " "}).status_code == 422
    assert teacher.post(url, {"text": "See page 12.", "position": "99"}).status_code == 404
    done = teacher.post(url, {"text": "See page 12.", "position": "2"}, follow_redirects=True)
    assert done.text.count("See page 12.") == 2
    assert "question 2" in teacher.page(work(course)).text


@pytest.mark.usefixtures("code_book")
def test_the_lines_of_a_case_are_shown_and_marked(course, teacher):
    cases = in_cases(course, CASE_SLUG)
    learner = course.school.learner
    number = hand_in_case(learner, ONE_WRONG).number
    belongs_to(course.school, learner, number, cases.assignment_id)
    url = f"{work(cases)}/sittings/{number}"
    page = teacher.page(url)
    assert "2. Diagnoses J20.9: 0 of 12" in page.text
    line = next(
        each.attributes["value"] for each in page.elements if each.tag == "option" and "." in each.attributes["value"]
    )
    for form, said in (
        ({"line": "x", "points": "6", "reason": REASON, "base": "1"}, "Type a whole number"),
        ({"line": "1", "points": "60", "reason": REASON, "base": "1"}, "0 to 12"),
    ):
        refused = teacher.post(f"{url}/lines", form)
        assert (refused.status_code, said in refused.text, REASON in refused.text) == (422, True, True)
    marked = {"line": "1", "points": "6", "reason": REASON, "base": "1"}
    assert "The points of the line are changed." in teacher.post(f"{url}/lines", marked, follow_redirects=True).text
    base = teacher.page(url).named("base")[0]["value"]
    refused = teacher.post(f"{url}/findings", {"finding": "x", "reason": REASON, "base": base})
    assert (refused.status_code, "Choose the error" in refused.text) == (422, True)
    withdrawn = teacher.post(
        f"{url}/findings", {"finding": line, "reason": REASON, "base": base}, follow_redirects=True
    )
    assert "The error is withdrawn." in withdrawn.text
    assert "as first graded" in withdrawn.text


@pytest.mark.usefixtures("code_book")
def test_a_query_is_shown_as_it_was_put_together(course, teacher):
    cases = in_cases(course, QUERY_SLUG)
    learner = course.school.learner
    number = hand_in_case(learner, TypedClaim((), ()), QUERY_SLUG).number
    belongs_to(course.school, learner, number, cases.assignment_id)
    assert "Is a query needed?" in teacher.page(f"{work(cases)}/sittings/{number}").text


def test_billing_exercises_are_shown_by_line_or_by_account(course, teacher, scopes):
    billing.publish_exercises(scopes)
    learner = course.school.learner
    for slug in (billing.FILL, billing.LIST):
        cases = in_cases(course, slug)
        number = billing.start(learner, slug)
        belongs_to(course.school, learner, number, cases.assignment_id)
        assert "Not handed in yet." in teacher.page(f"{work(cases)}/sittings/{number}").text
        learner.hand_in(number)
        page = teacher.page(f"{work(cases)}/sittings/{number}").text
        assert ("Points of a line" in page) is (slug == billing.FILL)
        assert ("not scored line by line" in page) is (slug == billing.LIST)


def test_an_archived_class_is_read_and_not_changed(course, teacher, scopes):
    number = quiz(course)
    archive(scopes, course)
    for url in (work(course), f"{work(course)}/sittings/{number}", f"{gradebook(course)}/{course.assignment_id}"):
        assert {form.action for form in teacher.page(url).forms} == {"/log-out", "/theme"}
    assert teacher.post(f"{work(course)}/comments", {"text": "Late."}).status_code == 422


def test_the_live_page_and_its_rows_name_who_is_in(course, teacher, clock):
    number = an_exam(course, extra_seconds=300)
    url = f"{gradebook(course)}/{course.assignment_id}/live"
    page = teacher.page(url)
    assert "1 in · 0 handed in · 1 not begun" in page.text
    assert "5 min extra included" in page.text
    rows = teacher.get(f"{url}/rows").text
    assert "<html" not in rows
    assert 'data-state="in"' in rows
    learner = Browser(teacher.client.application).sign_in(course.school.learner)
    answer = learner.post(f"/exams/{number}/here", {"position": "4"})
    assert (answer.status_code, answer.json) == (200, {"is_watched": True})
    clock.advance(minutes=2)
    rows = teacher.get(f"{url}/rows").text
    assert "lost the connection 2 min ago" in rows
    assert "(1 without connection)" in rows


def test_a_heartbeat_of_an_exam_of_ones_own_says_that_nobody_watches(course, teacher):
    number = course.school.learner.start_exam()
    learner = Browser(teacher.client.application).sign_in(course.school.learner)
    assert learner.post(f"/exams/{number}/here", {"position": "x"}).json == {"is_watched": False}


@pytest.mark.parametrize(
    ("typed", "permille"), [("0", 0), ("100", 1000), ("87.5", 875), (" 87,5 % ", 875), ("9.0", 90), ("9.50", 95)]
)
def test_a_score_is_read_as_it_is_typed(typed, permille):
    assert read_permille(typed) == permille


@pytest.mark.parametrize("typed", ["", "x", "100.1", "101", "-1", "87.55", "1.x", "1e1", "٣", "1.٣"])
def test_what_is_no_score_is_refused(typed):
    with pytest.raises(Refused):
        read_permille(typed)


@pytest.mark.parametrize(("seconds", "said"), [(0, "0 s"), (59, "59 s"), (60, "1 min"), (6_720, "1 h 52 min")])
def test_a_duration_in_words(seconds, said):
    assert spoken(seconds) == said


@pytest.mark.parametrize("typed", ["9" * 5_000, "9" * 20, "²", "-1", "x"])
def test_nobody_has_a_number_that_is_none(course, teacher, typed):
    url = f"{gradebook(course)}/{course.assignment_id}/excused"
    assert teacher.post(url, {"learner": typed, "reason": REASON}).status_code == 422

"""Assignments on the pages of their learners: what is asked, starting, going on, results, the start page."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from tests.support.assignments import begin
from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.exams import SHORT, publish_exams
from tests.support.library import CASE_SLUG, CASE_TITLE
from tests.support.school import School, a_school, a_spec, an_assignment
from tests.web.conftest import build
from tests.web.test_query_counts import MOST_FOR_THE_START_PAGE, counted
from trainer.db.models.classes import AssignmentMark, AssignmentOverride, AssignmentRow, AssignmentVersion, WorkComment
from trainer.domain.classes.work import (
    CaseWork,
    Draw,
    DrawBy,
    DrawnItems,
    FeedbackRule,
    FixedItems,
    MockWork,
    ReviewWork,
)
from trainer.services import grading
from trainer.services.scope import Scopes
from trainer.web.assignments import my_words

ITEMS = ("anatomy-1", "anatomy-2", "compliance-1")
DAY = timedelta(days=1)


@pytest.fixture
def exams_app(scopes: Scopes, settings) -> Flask:
    publish_exams(scopes)
    return build(scopes, settings)


@pytest.fixture
def school(exams_app: Flask, scopes: Scopes) -> School:
    return a_school(scopes)


@pytest.fixture
def learner(exams_app: Flask, school: School) -> Browser:
    return Browser(exams_app).sign_in(school.learner)


def address(school: School, assignment: int, page: str = "mine") -> str:
    return f"/classes/{school.class_id}/assignments/{assignment}/{page}"


def wait(clock: Clock, span: timedelta) -> None:
    clock.advance(seconds=span.total_seconds())


def start(browser: Browser, school: School, assignment: int, **fields: str) -> str:
    response = browser.post(address(school, assignment, "start"), fields)
    assert response.status_code == 303
    return response.headers["Location"]


def test_the_page_says_what_is_asked_and_what_holds_and_why(learner, school, clock, scopes):
    spec = a_spec(
        *ITEMS,
        instructions="Read **chapter 3** first.",
        due_at=clock() + DAY,
        closes_at=clock() + 3 * DAY,
        late_percent_per_day=10,
        time_limit_minutes=90,
        attempts=2,
    )
    assignment = an_assignment(school, spec)
    with scopes.writing() as scope:
        scope.session.add(
            AssignmentOverride(
                class_id=school.class_id,
                learner_id=school.learner.id,
                assignment_id=assignment,
                due_at=clock() + 2 * DAY,
                extra_percent=50,
                extra_seconds=3600,
                extra_attempts=1,
                reason="Illness.",
                granted_at=scope.now,
                granted_by=school.instructor.id,
            )
        )
    text = learner.page(address(school, assignment)).text
    for told in (
        "3 questions, 90 minutes.",
        "chapter 3",
        "Due 4 Mar 2026, 03:00 America/Chicago instead of 3 Mar 2026, 03:00 America/Chicago",
        "50 % more time, 1 hour more time, 1 try more: Illness.",
        "late work loses 10 % for every day begun",
        "Everybody hands in their own work.",
        "3; the best one counts",
    ):
        assert told in " ".join(text.split()), told


def test_a_try_is_started_gone_on_with_and_handed_in(learner, school, clock):
    assignment = an_assignment(school, a_spec(*ITEMS, due_at=clock() + DAY))
    sitting = start(learner, school, assignment, request_id="one")
    assert start(learner, school, assignment, request_id="two") == sitting
    assert "Continue" in learner.get(address(school, assignment)).text
    finish = learner.get(f"{sitting}/finish")
    assert "Give it up" not in finish.text
    assert learner.post(f"{sitting}/abandon").status_code == 422
    result = learner.post(f"{sitting}/finish").headers["Location"]
    page = learner.get(result).text
    assert "Handed in" in page
    assert "3 Mar 2026, 03:00</time> America/Chicago" in page
    assert "To the assignment" in page
    shown = learner.get(address(school, assignment)).text
    assert "Keys and rationales from" in shown
    assert "Start" not in re.sub(r"<nav.*?</nav>", "", shown, flags=re.DOTALL)
    refused = learner.post(address(school, assignment, "start"))
    assert refused.status_code == 422
    assert "You have used your try at this." in refused.text
    wait(clock, DAY)
    assert "0 of 3 right" in learner.get(result).text


def test_a_wrong_access_code_keeps_what_was_typed(learner, school):
    assignment = an_assignment(school, a_spec(*ITEMS, access_code="quiet"))
    refused = learner.post(address(school, assignment, "start"), {"access_code": "noisy", "part": "1"})
    assert refused.status_code == 422
    assert "That is not the access code." in refused.text
    assert 'value="noisy"' in refused.text
    assert start(learner, school, assignment, access_code="QUIET")


def test_not_open_yet_and_closed_are_told_with_the_date(learner, school, clock):
    early = an_assignment(school, a_spec(*ITEMS, opens_at=clock() + DAY))
    refused = learner.post(address(school, early, "start"))
    assert (refused.status_code, "opens on 3 Mar 2026, 03:00 America/Chicago" in refused.text) == (422, True)
    assert "not open yet" in learner.get(address(school, early)).text


def test_a_timed_one_is_sat_in_the_runner(learner, school):
    spec = a_spec(*ITEMS, time_limit_minutes=10, feedback=FeedbackRule.NEVER_KEYS)
    exam = start(learner, school, an_assignment(school, spec))
    assert exam.startswith("/exams/")
    assert learner.get(f"{exam}/questions/1").status_code == 200
    assert learner.get(f"{exam}/state").get_json()["state"] == "in_progress"
    form = {"client_id": "tab", "sequence": "1", "base_revision": "0", "choice": "B"}
    saved = learner.post(f"{exam}/answers/1", form, headers={"Accept": "application/json"})
    assert saved.get_json()["outcome"] == "saved"
    assert learner.post(f"{exam}/flags/1", {"flag": "yes"}).status_code == 303
    assert learner.post(f"{exam}/notepad", {"text": "mine"}).get_json() == {"outcome": "saved"}
    assert "Give it up" not in learner.get(f"{exam}/finish").text
    assert learner.post(f"{exam}/abandon").status_code == 422
    learner.post(f"{exam}/finish")
    text = learner.get(f"{exam}/result").text
    assert "1 of 3 right" in text
    assert "An assignment has no pass mark." in text
    assert "its score and areas, not its answers" in text
    assert "Beside earlier mocks" not in text
    assert learner.get(f"{exam}/result.pdf").mimetype == "application/pdf"
    assert learner.get(f"{exam}/review/1").status_code == 303
    assert "in progress" not in learner.get("/progress").text


def test_the_result_of_a_timed_one_waits(learner, school, clock):
    spec = a_spec(*ITEMS, time_limit_minutes=10, due_at=clock() + DAY)
    exam = start(learner, school, an_assignment(school, spec))
    learner.post(f"{exam}/finish")
    text = learner.get(f"{exam}/result").text
    assert "Keys and rationales from" in text
    assert "3 Mar 2026, 03:00</time> America/Chicago" in text


def test_an_open_timed_one_stands_on_the_start_page_and_on_readiness(learner, school):
    start(learner, school, an_assignment(school, a_spec(*ITEMS, time_limit_minutes=10)))
    assert "Go on where you stopped" in learner.get("/").text
    text = learner.page("/readiness").text
    assert "does not count here yet: they stand in the assignment Week 1 , which you have not handed in yet." in text


def test_a_mock_is_sat_as_any_other(learner, school):
    exam = start(learner, school, an_assignment(school, a_spec(work=MockWork(SHORT))))
    learner.post(f"{exam}/finish")
    assert "Week 1" in learner.get("/exams").text
    assert "Beside earlier mocks" in learner.get(f"{exam}/result").text


def test_a_quiz_without_keys_shows_no_question(learner, school):
    spec = a_spec(*ITEMS, feedback=FeedbackRule.NEVER_KEYS)
    sitting = start(learner, school, an_assignment(school, spec))
    learner.post(f"{sitting}/finish")
    text = learner.get(f"{sitting}/result").text
    assert "0 of 3 right" in text
    assert "not its answers" in text
    assert "Practice missed questions" not in text


def test_reviews_are_counted(learner, school, clock):
    assignment = an_assignment(school, a_spec(work=ReviewWork(30), due_at=clock() + DAY))
    text = " ".join(learner.page(address(school, assignment)).text.split()).replace(" ,", ",")
    assert "0 of 30 reviews done, until 3 Mar 2026, 03:00 America/Chicago" in text
    assert learner.post(address(school, assignment, "start")).status_code == 422


def test_what_was_set_and_said_by_hand_is_shown_to_its_learner_alone(learner, school, exams_app, scopes):
    assignment = an_assignment(school, a_spec(*ITEMS))
    with scopes.writing() as scope:
        mine = {"learner_id": school.learner.id, "assignment_id": assignment}
        by = {"made_at": scope.now, "made_by": school.instructor.id}
        scope.session.add(AssignmentMark(**mine, number=1, kind="score", permille=855, reason="Oral exam.", **by))
        said = {"said_at": scope.now, "said_by": school.assistant.id}
        scope.session.add(WorkComment(**mine, number=1, position=2, text="Mind the laterality.", **said))
    text = learner.page(address(school, assignment)).text
    assert "85.5 %: Oral exam." in " ".join(text.split())
    assert "Mind the laterality." in text
    other = Browser(exams_app).sign_in(school.classmate)
    assert "Mind the laterality." not in other.get(address(school, assignment)).text


def test_the_start_page_lists_what_the_class_asks(learner, school, clock, scopes):
    assert "classwork-heading" not in learner.get("/").text
    an_assignment(school, a_spec(*ITEMS, due_at=clock() + DAY))
    an_assignment(school, a_spec(work=ReviewWork(5), title="Reviews", due_at=clock() - DAY, closes_at=clock() + DAY))
    text = learner.get("/").text
    assert "due <time" in text
    assert "0 of 5 reviews done" in text
    assert "late, closes" in text


def test_the_start_page_costs_few_statements_more(learner, school, clock, scopes):
    for number in range(4):
        assignment = an_assignment(school, a_spec(*ITEMS, title=f"No. {number}", due_at=clock() + DAY))
        begin(school, school.learner, assignment)
    learner.get("/")
    with counted(scopes) as sent:
        learner.get("/")
    assert len(sent) <= MOST_FOR_THE_START_PAGE + 5, "\n".join(sent)


@pytest.mark.usefixtures("code_book")
def test_cases_are_parts_and_their_reports_wait(app, browser, scopes, clock):
    school = a_school(scopes)
    assignment = an_assignment(school, a_spec(work=CaseWork((CASE_SLUG, "audit-of-an-ear")), due_at=clock() + DAY))
    learner = Browser(app).sign_in(school.learner)
    assert CASE_TITLE in learner.get(address(school, assignment)).text
    work = start(learner, school, assignment, part="1")
    page = learner.get(work).text
    assert "Give it up" not in page
    assert "until <time" in page
    report = learner.post(f"{work}/submission", {"base_revision": "0"}).headers["Location"]
    assert "Your report is shown from" in learner.get(report).text
    assert "Start" in learner.get(address(school, assignment)).text
    other = start(learner, school, assignment, part="2")
    wait(clock, DAY + timedelta(minutes=1))
    assert learner.post(f"{other}/claim", {"base_revision": "0"}).status_code == 409
    closed = learner.get(other, follow_redirects=True).text
    assert "handed in as it stands" in closed
    assert learner.post(f"{other}/grading").status_code == 303
    assert "Audit report" in learner.get(f"{other}/report").text
    assert "Audit report" in learner.get(report).text
    grading.tidy_up(scopes)
    assert "handed in" in learner.get(address(school, assignment)).text


def test_the_list_says_how_each_stands(learner, school, clock):
    assert "Nothing is set yet." in learner.get(f"/classes/{school.class_id}/assignments").text
    wait(clock, 2 * DAY)
    specs = (
        a_spec(*ITEMS, title="at once", feedback=FeedbackRule.NEVER_KEYS),
        a_spec("anatomy-3", "compliance-2", title="later", due_at=clock() + DAY),
        a_spec(work=DrawnItems((Draw(DrawBy.AREA, "anatomy", 4),), is_per_learner=True), opens_at=clock() + DAY),
        a_spec(work=MockWork(SHORT), title="late", due_at=clock() - DAY, closes_at=clock() + DAY),
        a_spec(work=CaseWork(("one",)), title="missed", due_at=clock() - DAY),
        a_spec(work=CaseWork(("one",)), title="earlier", due_at=clock() - 3 * DAY),
    )
    numbers = [an_assignment(school, spec) for spec in specs]
    for assignment in numbers[:2]:
        learner.post(f"{start(learner, school, assignment)}/finish")
    text = " ".join(learner.page(f"/classes/{school.class_id}/assignments").text.split())
    for told in (
        "3 questions handed in 0 %",
        "4 questions",
        "not open yet",
        "a mock exam",
        "to do, late now",
        "1 case",
        "missing",
        "closed before you joined, does not count",
        "from Thu 5 Mar 2026, 03:00",
    ):
        assert told in re.sub(r" (?:– )+", " ", text), told


def test_whoever_has_begun_reads_what_they_began_and_that_it_was_changed(learner, school, scopes):
    spec = a_spec(*ITEMS, time_limit_minutes=30)
    assignment = an_assignment(school, spec)
    start(learner, school, assignment)
    with scopes.writing() as scope:
        scope.session.get_one(AssignmentRow, assignment).current_number = 2
        common = {"created_at": scope.now, "created_by": school.instructor.id}
        newer = replace(spec, work=FixedItems(ITEMS[:1]), time_limit_minutes=50)
        scope.session.add(AssignmentVersion(assignment_id=assignment, number=2, spec=newer, **common))
    text = " ".join(learner.page(address(school, assignment)).text.split())
    assert "3 questions, 30 minutes." in text
    assert "The assignment was changed after you began." in text


@pytest.mark.parametrize(
    ("value", "told"), [(3600, "1 hour"), (7200, "2 hours"), (5400, "90 minutes"), (60, "1 minute"), (90, "90 seconds")]
)
def test_spans_are_told_in_the_largest_whole_unit(value, told):
    assert my_words.seconds(value) == told


def test_access_codes_cannot_be_guessed_by_trying(scopes, settings, school):
    scopes.settings = replace(settings, log_in_limit="3 per minute")
    app = build(scopes, scopes.settings)
    assignment = an_assignment(school, a_spec(*ITEMS, access_code="quiet"))
    where = address(school, assignment, "start")
    learner, classmate = Browser(app).sign_in(school.learner), Browser(app).sign_in(school.classmate)
    statuses = [learner.post(where, {"access_code": f"no{number}", "part": "1"}).status_code for number in range(4)]
    assert statuses == [422, 422, 422, 429]
    assert classmate.post(where, {"access_code": "quiet", "part": "1"}).status_code == 303


def test_a_question_that_waits_says_for_what_and_until_when(learner, school, clock):
    tutor = school.learner.start(number=100)
    for position in range(1, school.learner.question(tutor).item_count + 1):
        school.learner.answer(tutor, position, rightly=True)
    number = start(learner, school, an_assignment(school, a_spec(*ITEMS, title="Bones", due_at=clock() + DAY)))
    places = range(1, school.learner.question(tutor).item_count + 1)
    position = next(at for at in places if school.learner.question(tutor, at).is_held_back)
    text = " ".join(learner.page(f"/practice/{tutor}/questions/{position}").text.split())
    assert (
        "This question also stands in the assignment Bones , which you have not handed in yet. "
        "What is right is shown again from 3 Mar 2026, 03:00 America/Chicago on."
    ) in text
    assert number
    school.learner.hand_in(tutor)
    text = " ".join(learner.page(f"/practice/{tutor}/result").text.split())
    assert "Its result is shown again from 3 Mar 2026, 03:00 America/Chicago on." in text

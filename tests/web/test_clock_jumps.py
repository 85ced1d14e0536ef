"""The clock of the server jumps, by a day forwards or an hour backwards, under work that is open.

What is stored keeps the moments at which the clock stood. Nothing fails, and no page shows a time below nothing.
"""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from tests.support.browser import Browser
from tests.support.case_forms import RIGHT as RIGHT_CASE
from tests.support.case_forms import hand_in, start
from tests.support.exams import SHORT, an_exam_library, publish_exams
from tests.support.html import Page
from tests.support.library import CASE_SLUG, a_library
from tests.support.people import an_administrator
from tests.web.conftest import Fill
from trainer.db.models.attempts import AnswerEvent
from trainer.db.models.exams import QuestionView
from trainer.db.models.jobs import Job
from trainer.db.models.reviews import ReviewLog
from trainer.domain.attempts.attempt import AttemptState, Feedback
from trainer.services import sittings
from trainer.services.grading import tidy_up
from trainer.services.jobs import keep_sweeping, run_due_jobs
from trainer.services.scope import Scopes

BELOW_NOTHING = re.compile(r"(?<![\w–-])[-−]\d[\d,.]* ?(?:ms|s|sec|min|h|hour|second|minute|day|week)|[-−]\d\d?:\d\d")
PAGES = ("/", "/practice", "/exams", "/cases", "/progress", "/plan", "/review", "/account", "/readiness")


@pytest.fixture
def fill(code_book) -> Fill:
    return publish_exams_and_cases


def publish_exams_and_cases(scopes: Scopes) -> None:
    publish_exams(scopes, replace(an_exam_library(), cases=a_library().cases))


def assert_well(browser: Browser, *paths: str) -> None:
    """Every page is shown, and none tells a time below nothing."""
    for path in (*PAGES, *paths):
        response = browser.get(path, follow_redirects=True)
        assert response.status_code == 200, path
        if response.mimetype == "text/html":
            assert not BELOW_NOTHING.search(Page(response.text).text), path


def pages_of(number: int) -> tuple[str, ...]:
    at = f"/exams/{number}"
    return (f"{at}/result", f"{at}/review/1", f"{at}/result.pdf", f"{at}/questions/1", f"{at}/finish", f"{at}/state")


def test_an_hour_backwards_in_an_exam_is_an_hour_more(browser, ann, clock, scopes):
    number = ann.start_exam(SHORT)
    clock.advance(minutes=10)
    ann.answer_exam(number, "+++--")
    deadline_at = ann.exam(number).deadline_at
    clock.advance(hours=-1)
    assert_well(browser, f"/exams/{number}/questions/6", f"/exams/{number}/paper", f"/exams/{number}/state")
    assert ann.exam(number).deadline_at == deadline_at
    shown_at = {"shown_at": (clock() + timedelta(minutes=50)).isoformat()}
    kind = ann.at(number, 6).response.kind
    form = {"client_id": "here", "sequence": "1", "base_revision": "0", "go": "7", "choice": "A"} | shown_at
    assert browser.post(f"/exams/{number}/answers/6", form).status_code in (303, 422), kind
    view = {"client_id": "here", "sequence": "2", "spent_ms": "3600000"}
    assert browser.post(f"/exams/{number}/views/7", view).status_code == 200
    left = deadline_at - clock()
    ann.pause(number)
    assert_well(browser, f"/exams/{number}/questions/6")
    clock.advance(minutes=-10)
    ann.resume(number)
    assert ann.exam(number).deadline_at - clock() == left, "what was left is left"
    ann.hand_in(number)
    assert_well(browser, *pages_of(number))
    with scopes.reading() as scope:
        assert all(each.spent_ms >= 0 for each in scope.session.scalars(select(QuestionView)))
        assert scope.session.scalars(select(AnswerEvent)).all()


def test_a_day_forwards_in_an_exam_ends_it_and_what_was_saved_counts(browser, ann, clock):
    number = ann.start_exam(SHORT)
    ann.answer_exam(number, "+++")
    clock.advance(days=1)
    browser.get("/account")
    response = browser.get(f"/exams/{number}/questions/4")
    assert (response.status_code, response.headers["Location"]) == (303, f"/exams/{number}/finish")
    late = ann.save_in_exam(number, 4, {"choice": ["A"]})
    assert isinstance(late, sittings.TooLate)
    assert tidy_up(ann.scopes).graded == 1
    assert ann.exam(number).state is AttemptState.EXPIRED
    assert_well(browser, *pages_of(number))
    clock.advance(days=-1)
    assert ann.exam(number).state is AttemptState.EXPIRED, "and does not come back"
    assert_well(browser, *pages_of(number))


@pytest.mark.parametrize("jump", [timedelta(days=1), timedelta(hours=-1), timedelta(days=-400)])
def test_practice_and_cases_go_on(browser, ann, clock, jump):
    tutor, quiz = ann.start(Feedback.AT_ONCE), ann.start(Feedback.AT_END)
    ann.answer(tutor, 1, rightly=True)
    case = start(browser, CASE_SLUG)
    clock.now += jump
    browser.get("/account")
    ann.answer(tutor, 2, rightly=False)
    ann.answer(quiz, 1, rightly=True)
    report = hand_in(browser, RIGHT_CASE, CASE_SLUG)
    ann.hand_in(tutor)
    ann.hand_in(quiz)
    assert_well(browser, f"/practice/{tutor}/result", f"/practice/{quiz}/result", case, report)


@pytest.mark.parametrize("jump", [timedelta(days=1), timedelta(hours=-1), timedelta(days=-2)])
def test_reviews_are_logged_in_their_order_whatever_the_clock_says(browser, ann, clock, scopes, jump):
    numbers = []
    for _ in range(3):
        numbers.append(ann.start(Feedback.AT_ONCE, 2))
        ann.answer(numbers[-1], 1, rightly=True)
        ann.answer(numbers[-1], 2, rightly=False)
        ann.hand_in(numbers[-1])
        clock.now += jump
    browser.get("/account")
    for rating in ("again", "easy"):
        assert browser.post(f"/review/{numbers[-1]}/ratings/1", {"rating": rating}).status_code == 303
    with scopes.reading() as scope:
        logs = scope.session.scalars(select(ReviewLog)).all()
        assert len(logs) >= 7
        assert all(log.stability_after > 0 and log.due_after >= log.reviewed_at for log in logs)
    clock.advance(days=30)
    response = browser.post("/review", {})
    assert response.status_code in (303, 422)
    assert_well(browser)


def test_sign_ins_outlive_a_jump_and_end_when_their_time_has_come(browser, clock):
    assert browser.get("/account").status_code == 200
    clock.advance(hours=-1)
    assert browser.get("/account").status_code == 200
    clock.advance(days=1)
    assert browser.get("/account").status_code == 200
    clock.advance(days=4000)
    assert browser.get("/account").status_code == 303


def test_work_that_was_queued_waits_for_the_clock_and_is_not_lost(scopes, clock):
    run_due_jobs(scopes)
    payload = '{"to": "a", "subject": "b", "body": "c"}'
    with scopes.writing() as scope:
        scope.session.add(Job(kind="mail", payload=payload, run_at=scope.now, created_at=scope.now))
    clock.advance(hours=-1)
    with capture_logs():
        assert run_due_jobs(scopes) == 0
        clock.advance(hours=1)
        assert run_due_jobs(scopes) >= 1
    with scopes.reading() as scope:
        assert set(scope.session.scalars(select(Job.state).where(Job.kind == "mail"))) == {"done"}


def test_whoever_watches_sees_no_time_below_nothing(app, ann, clock, scopes):
    number = ann.start_exam(SHORT)
    ann.answer_exam(number, "+")
    keep_sweeping(scopes)
    run_due_jobs(scopes)
    ada = Browser(app).sign_in(an_administrator(scopes))
    clock.advance(hours=-1)
    for path in ("/administration", "/administration/people", f"/administration/people/{ann.id}", "/metrics"):
        response = ada.get(path)
        assert response.status_code == 200, path
        assert not BELOW_NOTHING.search(Page(response.text).text), path
    figures = re.findall(
        r"^trainer_(?:jobs_lag_seconds|sweep_age_seconds).* (-?[\d.]+)$", ada.get("/metrics").text, re.M
    )
    assert figures
    assert all(float(figure) >= 0 for figure in figures)

"""The pages of reviews: a day of them, what an answer says about its return, and another rating."""

from datetime import timedelta

import pytest

from tests.support.browser import Browser
from tests.support.html import Page
from tests.support.people import Learner
from tests.support.regrades import publish_ten
from tests.support.reviews import answer, answer_all, log, ratings, set_exam, set_profile, start_reviews
from tests.web.conftest import Fill
from trainer.domain.attempts.attempt import Feedback

TUTOR = Feedback.AT_ONCE


@pytest.fixture
def fill() -> Fill:
    """With ten questions of one kind to answer."""
    return publish_ten


@pytest.fixture
def missed(ann, clock) -> Learner:
    """Ann, for whom ten missed questions are due."""
    answer_all(ann, ann.start(TUTOR, 10), "A")
    ann.hand_in(1)
    clock.advance(days=1)
    return ann


def question(browser: Browser, number: int, position: int = 1) -> Page:
    return browser.page(f"/practice/{number}/questions/{position}")


def send(browser: Browser, number: int, position: int = 1, **fields: str) -> None:
    form = {"choice": "B", "client_id": "tab", "sequence": str(position), "base_revision": "0", "go": "stay"} | fields
    assert browser.post(f"/practice/{number}/answers/{position}", form).status_code == 303


def test_before_the_first_answer_the_page_explains_what_it_is_for(browser, ann):
    page = browser.page("/review")
    assert "Nothing to review yet" in page.text
    assert "/practice?track=cpc" in page.links
    response = browser.post("/review", {"track": "cpc"})
    assert response.status_code == 422
    assert "Nothing is due now." in Page(response.text).text


def test_when_nothing_is_due_it_says_when_the_next_ones_come(browser, ann):
    answer_all(ann, ann.start(TUTOR, 10), "A")
    page = browser.page("/review")
    assert "Nothing is due now" in page.text
    assert "The next questions come back on 3 Mar 2026." in page.text
    assert "3 Mar 2026 10 reviews" in page.text


def test_after_midnight_it_says_that_they_come_today_when_the_day_begins(browser, ann, clock):
    answer_all(ann, ann.start(TUTOR, 10), "A")
    clock.advance(hours=15, minutes=30)
    text = browser.page("/review").text
    assert "The next questions come back today from 4:00." in text
    assert "Today from 4:00 10 reviews" in text
    assert "3 Mar 2026" not in text


def test_the_choice_of_today_is_explained_and_started(browser, missed):
    set_profile(missed, daily_review_limit=4)
    set_exam(missed, None)
    page = browser.page("/review")
    assert (
        "10 are due, your limit is 4 a day. Now come the 4 whose review is worth most 30 days from now, weighted by "
        "the questions that the exam asks of each area. The other 6 wait; at this limit the backlog is gone in 3 days."
    ) in page.text
    assert "4 reviews today About 6 minutes. You" in page.text
    form = page.form("/review").fields
    response = browser.post("/review", form)
    assert response.headers["Location"] == "/practice/2"
    assert browser.post("/review", form).headers["Location"] == "/practice/2"
    assert browser.get("/practice/2").headers["Location"] == "/practice/2/questions/1"
    page = browser.page("/review")
    assert "Go on with your reviews 0 of 4 answered" in page.text
    assert "/practice/2" in page.links


def test_with_an_exam_ahead_its_day_is_named(browser, missed, clock):
    set_profile(missed, daily_review_limit=9, exam_on=(clock() + timedelta(days=12)).date())
    text = browser.page("/review").text
    assert "worth most on 15 Mar 2026, the day of your exam" in text
    assert "The other 1 waits; at this limit the backlog is gone in 2 days." in text


def test_without_a_backlog_nothing_waits(browser, missed):
    text = browser.page("/review").text
    assert "10 reviews today About 15 minutes. You" in text
    assert "All that is due comes today" in text
    assert "wait" not in text


def test_when_the_limit_is_reached_more_can_be_asked_for(browser, missed):
    set_profile(missed, daily_review_limit=2)
    answer_all(missed, start_reviews(missed))
    page = browser.page("/review")
    assert "Done for today You have reviewed 2 due questions; your limit is 2 a day. 8 questions wait" in page.text
    assert page.form("/review").fields["more"] == "yes"
    assert browser.post("/review", page.form("/review").fields).headers["Location"] == "/practice/3"
    assert missed.question(3).item_count == 8


def test_each_track_has_its_own_reviews_and_an_unknown_one_is_the_learners(browser, missed):
    assert "Nothing to review yet" in browser.page("/review?track=cpb").text
    assert "10 reviews today" in browser.page("/review?track=nowhere").text


def test_how_sure_one_is_can_be_said_in_tutor_mode_alone(browser, ann):
    tutor, quiz = ann.start(TUTOR, 2), ann.start(Feedback.AT_END, 2)
    assert [field["value"] for field in question(browser, tutor).named("confidence")] == ["sure", "unsure"]
    assert question(browser, quiz).named("confidence") == []
    send(browser, tutor, 1, confidence="unsure")
    send(browser, tutor, 2, confidence="perhaps")
    assert question(browser, tutor).named("confidence") == []
    assert sorted((row["position"], row["confidence"]) for row in log(ann)) == [(1, "unsure"), (2, None)]


def test_what_was_said_is_kept_when_the_question_is_flagged_or_the_answer_is_missing(browser, ann):
    number = ann.start(TUTOR, 1)
    form = {"flag": "yes", "confidence": "unsure"}
    address = browser.post(f"/practice/{number}/flags/1", form).headers["Location"]
    assert browser.page(address).chosen == ["unsure"]
    response = browser.post(f"/practice/{number}/answers/1", {"confidence": "sure", "go": "stay"})
    assert (response.status_code, Page(response.text).chosen) == (422, ["sure"])


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"choice": "A"}, "Comes back tomorrow , 3 Mar 2026: wrong (again)."),
        ({"choice": "B", "confidence": "unsure"}, "Comes back tomorrow , 3 Mar 2026: right, unsure (hard)."),
        ({"choice": "B"}, "Comes back in 2 days , 4 Mar 2026: right (good)."),
        ({"choice": "B", "confidence": "sure"}, "Comes back in 8 days , 10 Mar 2026: right, sure, quick (easy)."),
    ],
)
def test_the_verdict_says_when_the_question_comes_back_and_why(browser, ann, fields, words):
    number = ann.start(TUTOR, 1)
    send(browser, number, **fields)
    assert words in question(browser, number).text


def test_the_rating_can_be_changed_and_twice_is_once(browser, ann):
    number = ann.start(TUTOR, 1)
    send(browser, number)
    page = question(browser, number)
    assert [button["value"] for button in page.named("rating")] == ["again", "hard", "good", "easy"]
    assert [button["value"] for button in page.named("rating") if button["aria-pressed"] == "true"] == ["good"]
    for _ in range(2):
        response = browser.post(f"/review/{number}/ratings/1", {"rating": "easy"})
        assert (response.status_code, response.headers["Location"]) == (
            303,
            f"/practice/{number}/questions/1#comes-back",
        )
    assert ratings(ann) == ["good", "easy"]
    assert ": as you rated it (easy)." in question(browser, number).text


def test_a_rating_that_does_not_exist_is_refused(browser, ann):
    number = ann.start(TUTOR, 1)
    send(browser, number)
    assert browser.post(f"/review/{number}/ratings/1", {"rating": "splendid"}).status_code == 422
    assert ratings(ann) == ["good"]


def test_an_older_answer_says_that_a_newer_one_counts(browser, ann, clock):
    number = ann.start(TUTOR, 10)
    answer_all(ann, number)
    clock.advance(days=1)
    answer_all(ann, ann.start(TUTOR, 10))
    page = question(browser, number)
    assert "you have answered it again since, and that answer counts" in page.text
    assert page.named("rating") == []
    response = browser.post(f"/review/{number}/ratings/1", {"rating": "easy"})
    assert response.status_code == 422
    assert "answered this question again since" in response.text


def test_what_is_due_says_so_on_the_page_of_its_last_answer(browser, missed):
    assert "Comes back now : wrong (again)." in question(browser, 1).text


def test_a_question_left_out_of_a_quiz_says_nothing_of_its_return(browser, ann):
    number = ann.start(Feedback.AT_END, 2)
    answer(ann, number, 1)
    ann.hand_in(number)
    assert "Comes back" in question(browser, number).text
    assert "Comes back" not in question(browser, number, 2).text


def test_nothing_is_told_while_the_question_stands_in_an_open_exam(browser, missed):
    exam = missed.start_exam("full")
    assert "Comes back" not in question(browser, 1).text
    assert "Nothing to review" in browser.page("/review").text
    assert browser.post("/review/1/ratings/1", {"rating": "easy"}).status_code == 422
    missed.hand_in(exam)
    assert "Comes back" in question(browser, 1).text

"""The start page of strangers and of learners, and the choice of theme."""

import pytest

from tests.support.case_forms import hand_in
from tests.support.library import AUDIT_SLUG, CASE_SLUG, CASE_TITLE, QUERY_SLUG
from trainer.domain.attempts.attempt import Feedback


def test_a_stranger_reads_what_this_is_and_how_much_there_is(stranger):
    page = stranger.page("/")
    assert "CPC questions 6" in page.text
    assert "CPB questions 3" in page.text
    assert "Coding cases 3" in page.text
    assert "Not affiliated with AAPC" in page.text
    assert {"/sign-up", "/log-in"} <= set(page.links)


def test_the_page_has_a_skip_link_one_main_and_one_heading(stranger):
    page = stranger.page("/")
    assert page.links[0] == "#main"
    tags = [element.tag for element in page.elements]
    assert (tags.count("main"), tags.count("h1")) == (1, 1)


def test_a_newcomer_is_offered_ten_questions_that_start_at_one_click(browser):
    page = browser.page("/")
    assert "Begin with ten questions" in page.text
    assert "No answer yet." in page.text
    assert CASE_TITLE in page.text
    form = page.form("/practice").fields
    assert browser.post("/practice", form).headers["Location"] == "/practice/1/questions/1"


def test_the_same_start_form_of_the_start_page_posted_twice_opens_one_sitting(browser):
    form = browser.page("/").form("/practice").fields
    places = [browser.post("/practice", form).headers["Location"] for _ in range(2)]
    assert places == ["/practice/1/questions/1"] * 2


def test_whoever_returns_goes_on_where_they_stopped(browser, ann):
    number = ann.start(Feedback.AT_END, number=5, is_timed=True)
    ann.answer(number, 1, rightly=True)
    ann.start()
    page = browser.page("/")
    assert "Go on where you stopped" in page.text
    assert "/practice/2" in page.links
    assert "1 more sitting not finished" in page.text
    ann.hand_in(2)
    page = browser.page("/")
    assert "CPC quiz · 1 of 5 answered" in page.text
    assert "ends 2 Mar 2026" in page.text
    assert "/practice/1" in page.links


@pytest.mark.usefixtures("code_book")
def test_the_next_case_is_offered_in_the_words_of_its_kind(browser):
    for slug, verb in ((CASE_SLUG, "Code this chart"), (AUDIT_SLUG, "Audit this claim"), (QUERY_SLUG, "Read this")):
        assert verb in browser.page("/").text
        hand_in(browser, {}, slug)
    assert "You have worked on every case at least once." in browser.page("/").text


def test_missed_questions_are_offered(browser, ann):
    number = ann.start()
    ann.answer(number, 1, rightly=False)
    page = browser.page("/")
    assert "/practice?track=cpc&pool=missed" in page.links
    assert "Practice 1 missed question" in page.text


def test_the_theme_is_kept_in_a_cookie_and_the_page_one_was_on_comes_back(stranger):
    response = stranger.post("/theme", {"theme": "dark", "next": "/log-in"})
    assert response.headers["Location"] == "/log-in"
    root = stranger.page("/").elements[0]
    assert (root.attributes["data-theme"], root.attributes["data-bs-theme"]) == ("dark", "dark")


def test_a_theme_that_there_is_not_counts_as_the_readers_own(stranger):
    stranger.post("/theme", {"theme": '"><script>'})
    assert stranger.page("/").elements[0].attributes["data-theme"] == "auto"
    stranger.client.set_cookie("theme", "neon")
    assert stranger.page("/").elements[0].attributes["data-theme"] == "auto"

"""The progress page."""

import pytest

from tests.support.library import CASE_SLUG
from trainer.domain.attempts.attempt import Feedback
from trainer.services import cases


def test_at_first_it_says_what_to_do(browser):
    page = browser.page("/progress")
    assert "Nothing answered in this track yet." in page.text
    assert "No sitting yet." in page.text
    assert "missed question" not in page.text


def test_it_shows_each_area_the_history_and_a_quiz_of_what_was_missed(browser, ann):
    number = ann.start(Feedback.AT_END, areas=("anatomy",))
    ann.answer(number, 1, rightly=True)
    ann.answer(number, 2, rightly=False)
    ann.hand_in(number)
    page = browser.page("/progress")
    assert "2 answers , 1 right (50 %). 2 of 6 questions seen." in page.text.replace("answers,", "answers ,")
    assert "under 20 answers" in page.text
    assert "handed in" in page.text
    assert f"/practice/{number}/result" in page.links
    assert "Quiz of 2 missed questions" in page.text
    form = page.form("/practice").fields
    place = browser.post("/practice", form).headers["Location"]
    assert "Question 1 of 2" in browser.page(place).text


def test_a_sitting_in_progress_is_resumed_and_a_case_leads_to_its_report(browser, ann):
    number = ann.start()
    with ann.writing() as scope:
        case = cases.start_case(scope, CASE_SLUG)
    links = browser.page("/progress").links
    assert f"/practice/{number}" in links
    assert f"/cases/sittings/{case}/report" in links


def test_the_track_can_be_chosen_and_nonsense_falls_back_to_ones_own(browser):
    assert "Billing" in browser.page("/progress?track=cpb").text
    assert "Anatomy" in browser.page("/progress?track=nonsense").text


@pytest.mark.parametrize("page", ["0", "-5", "x", "2", "9" * 40])
def test_a_page_that_is_not_there_is_empty_and_harmless(browser, ann, page):
    ann.start()
    assert browser.get(f"/progress?page={page}").status_code == 200


def test_a_long_history_is_turned_page_by_page(browser, ann):
    for _ in range(21):
        ann.start(number=1)
    first = browser.page("/progress")
    assert "Page 1 of 2" in first.text
    assert "/progress?track=cpc&page=2" in first.links
    second = browser.page("/progress?track=cpc&page=2")
    assert "Newer" in second.text
    assert "/practice/1" in second.links

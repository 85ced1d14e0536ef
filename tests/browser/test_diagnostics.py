"""A diagnostic by keyboard, stopped and resumed, its profile, and how the pages look."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.live import LiveServer
from tests.browser.looks import assert_good
from tests.browser.steps import Learner, NewPage, press, wait_for_keys


def start(page: Page) -> int:
    """Starts a diagnostic from its entry; the number of the sitting."""
    page.goto("/diagnostic")
    page.get_by_role("button", name="Start the diagnostic").click()
    expect_question(page, 1)
    return int(page.url.rsplit("/", 1)[1])


def expect_question(page: Page, position: int) -> None:
    """Until the question is there and hears keys."""
    expect(page).to_have_title(re.compile(rf"Question {position} of "))
    wait_for_keys(page)


def answer_by_key(page: Page, position: int, letter: str = "a") -> None:
    """Marks an option (`u`: does not know) and waits for what comes next."""
    press(page, *((letter,) if letter == "u" else (letter, "Enter")))
    expect(page).not_to_have_title(re.compile(rf"Question {position} of "))


def test_a_whole_diagnostic_by_keyboard(page: Page, learner: Learner, live_server: LiveServer) -> None:
    number = start(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Question 1 of 30")
    for position in range(1, 31):
        expect_question(page, position)
        rightly = position % 3 and page.locator("input[data-letter]").count()
        answer_by_key(
            page, position, live_server.right_letter(learner.email, number, position).lower() if rightly else "u"
        )
    page.wait_for_url("**/result")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your starting profile")
    expect(page.get_by_role("main")).to_contain_text("10 not known")
    expect(page.get_by_role("region", name="By area").get_by_role("row")).to_have_count(19)
    assert_good(page)
    page.get_by_role("region", name="Questions and reasons").get_by_role("link").nth(2).click()
    expect(page.locator("#verdict")).to_be_visible()
    expect(page.locator(".rationale:visible").first).to_be_visible()
    assert_good(page)


def test_it_is_resumed_on_another_device_at_the_same_question(page: Page, learner: Learner, new_page: NewPage) -> None:
    start(page)
    answer_by_key(page, 1, "u")  # whatever kind of question it is
    expect_question(page, 2)
    stem = page.locator(".stem").inner_text()
    phone = new_page(viewport={"width": 390, "height": 844}, storage_state=page.context.storage_state())
    page.close()
    phone.goto("/diagnostic")
    phone.get_by_role("link", name="Continue").click()
    expect_question(phone, 2)
    expect(phone.locator(".stem")).to_have_text(stem)
    phone.reload()
    expect_question(phone, 2)


def test_the_back_button_reopens_nothing(page: Page, learner: Learner) -> None:
    start(page)
    answer_by_key(page, 1, "u")  # whatever kind of question it is
    expect_question(page, 2)
    page.go_back()
    page.goto("/diagnostic")
    page.get_by_role("link", name="Continue").click()
    expect_question(page, 2)


def test_an_empty_answer_says_what_to_do(page: Page, learner: Learner) -> None:
    start(page)
    press(page, "Enter")
    expect(page.get_by_role("alert")).to_have_text("Choose or enter an answer, or say that you do not know.")
    expect(page.get_by_role("heading", level=1)).to_have_text("Question 1 of 30")


def test_finished_early_it_shows_what_there_is(page: Page, learner: Learner) -> None:
    start(page)
    assert_good(page)
    answer_by_key(page, 1, "u")  # whatever kind of question it is
    expect_question(page, 2)
    page.get_by_role("link", name="Stop or finish early").click()
    page.get_by_role("button", name="Finish and see").wait_for()
    assert_good(page)
    page.get_by_role("button", name="Finish and see").click()
    page.wait_for_url("**/result")
    expect(page.get_by_role("main")).to_contain_text("1 answer says too little")
    page.goto("/diagnostic")
    expect(page.get_by_role("button", name="Start another diagnostic")).to_be_visible()
    assert_good(page)


@pytest.mark.parametrize("track", ["cpc", "cpb"])
def test_the_entry_is_good_in_every_look(page: Page, learner: Learner, track: str) -> None:
    page.goto(f"/diagnostic?track={track}")
    assert_good(page)
    page.get_by_role("link", name="Skip it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(learner.name)

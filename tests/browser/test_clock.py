"""The clock of a timed quiz. The server's clock rules; the page only shows it."""

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from tests.browser.live import LiveServer
from tests.browser.looks import assert_accessible
from tests.browser.steps import Learner, choose_in_menu, press, start_practice, wait_for_question


def answer_the_first_of_two(page: Page, learner: Learner, live_server: LiveServer) -> int:
    number = start_practice(page, 2, mode="Quiz")
    press(page, live_server.right_letter(learner.email, number, 1).lower(), "n")
    wait_for_question(page, 2)
    return number


def test_a_quiz_hands_itself_in_when_time_is_up_with_what_is_marked(
    page: Page, learner: Learner, live_server: LiveServer
) -> None:
    number = answer_the_first_of_two(page, learner, live_server)
    live_server.set_deadline(learner.email, number, live_server.now() + timedelta(seconds=4))
    page.reload()
    wait_for_question(page, 2)
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"^00:00:0\d$"))
    press(page, live_server.right_letter(learner.email, number, 2).lower())
    page.wait_for_url("**/result", timeout=10_000)
    expect(page.get_by_role("heading", level=1)).to_have_text("2 of 2 right")
    choose_in_menu(page, "Progress")
    expect(page.get_by_role("row").filter(has_text="CPC quiz")).to_contain_text("2 of 2")


def test_a_quiz_that_nobody_looked_at_is_over_and_says_so(
    page: Page, learner: Learner, live_server: LiveServer
) -> None:
    number = answer_the_first_of_two(page, learner, live_server)
    live_server.set_deadline(learner.email, number, live_server.now() - timedelta(minutes=5))
    page.goto("/")
    expect(page.get_by_role("link", name="Continue")).to_have_count(0)
    page.goto(f"/practice/{number}/finish")
    expect(page.get_by_role("heading", level=1)).to_have_text("Time is up")
    expect(page.get_by_role("main")).to_contain_text("Everything that you saved in time counts.")
    assert_accessible(page)
    page.get_by_role("button", name="See the result").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 of 2 right")
    expect(page.get_by_role("main")).to_contain_text("time ran out")


def test_an_answer_after_the_end_does_not_count_and_the_page_says_what_does(
    page: Page, learner: Learner, live_server: LiveServer
) -> None:
    number = answer_the_first_of_two(page, learner, live_server)
    live_server.set_deadline(learner.email, number, live_server.now() - timedelta(minutes=5))
    press(page, live_server.right_letter(learner.email, number, 2).lower(), "n")
    page.wait_for_url("**/finish")
    expect(page.get_by_role("status")).to_contain_text("it does not count; everything saved before does")
    page.get_by_role("button", name="See the result").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("1 of 2 right")
    expect(page.get_by_role("main")).to_contain_text("1 not answered")

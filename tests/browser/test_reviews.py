"""A day of reviews in the browser: by keyboard alone, without JavaScript, and looked at in every light and width."""

import random
import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.live import LiveServer
from tests.browser.looks import assert_accessible, assert_good_in_every_look
from tests.browser.steps import Learner, NewPage, press, sitting_number, start_practice, wait_for_question
from tests.support import people
from tests.support.reviews import answer
from trainer.db.queries.people import find_user_by_email_key
from trainer.domain.attempts.attempt import Feedback
from trainer.services import accounts
from trainer.services.scope import Scopes

CASES = ("cases",)
"""An area without generated questions: all are answered with a letter."""


@pytest.fixture
def due(learner: Learner, live_server: LiveServer) -> Learner:
    """The learner on the page, who answered three questions four days ago: whatever they were rated, they are due."""
    now = live_server.scopes
    clock, dice = lambda: datetime.now(UTC) - timedelta(days=4), random.Random(learner.email)
    then = Scopes(now.engines, now.settings, clock, dice)
    with then.writing() as scope:
        user = find_user_by_email_key(scope.session, accounts.email_key(learner.email))
        assert user is not None
        past = people.Learner(then, accounts.open_session(scope, user.id, "a browser of old"))
    number = past.start(Feedback.AT_ONCE, 3, areas=CASES)
    for position in (1, 2, 3):
        answer(past, number, position, past.question(number, position).options[0].id)
    past.hand_in(number)
    return learner


def comes_back(page: Page):
    return page.get_by_role("region", name="When it comes back")


def test_a_whole_review_day_by_keyboard(page: Page, due: Learner, live_server: LiveServer) -> None:
    page.goto("/review")
    expect(page.get_by_role("heading", level=2).first).to_have_text("3 reviews today")
    page.get_by_role("button", name="Start 3 reviews").focus()
    page.keyboard.press("Enter")
    wait_for_question(page, 1)
    number = sitting_number(page)
    expect(page.get_by_role("main")).to_contain_text("CPC review")
    for position in (1, 2, 3):
        wait_for_question(page, position)
        press(page, live_server.right_letter(due.email, number, position).lower(), "u")
        expect(page.get_by_role("radio", name="Unsure", exact=True)).to_be_checked()
        press(page, "Enter")
        expect(comes_back(page)).to_contain_text(
            re.compile(r"Comes back (tomorrow|in \d+ days).*right, unsure \(hard\)")
        )
        if position == 2:
            press(page, "4")
            expect(comes_back(page)).to_contain_text("as you rated it (easy)")
            expect(page.get_by_role("button", name="Easy")).to_have_attribute("aria-pressed", "true")
            assert_accessible(page)
        press(page, "n")
    page.get_by_role("button", name="Hand in and see the result").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("3 of 3 right")
    page.goto("/review")
    expect(page.get_by_role("main")).to_contain_text("Nothing is due now")
    expect(page.get_by_role("main")).to_contain_text("3 due questions reviewed today")


def test_reviews_that_were_left_are_gone_on_with(page: Page, due: Learner) -> None:
    page.goto("/review")
    page.get_by_role("button", name="Start 3 reviews").click()
    wait_for_question(page, 1)
    press(page, "a", "Enter")
    comes_back(page).wait_for()
    page.goto("/review")
    expect(page.get_by_role("main")).to_contain_text("1 of 3 answered")
    page.get_by_role("link", name="Continue").click()
    wait_for_question(page, 2)


def test_confidence_and_ratings_work_without_javascript(page: Page, due: Learner, new_page: NewPage) -> None:
    plain = new_page(java_script_enabled=False, storage_state=page.context.storage_state())
    plain.goto("/review")
    plain.get_by_role("button", name="Start 3 reviews").click()
    plain.locator("input[data-letter=A]").check()
    plain.get_by_role("radio", name="Sure", exact=True).check()
    plain.get_by_role("button", name="Check").click()
    expect(comes_back(plain)).to_contain_text("sure")
    plain.get_by_role("button", name="Hard").click()
    expect(plain.get_by_role("button", name="Hard")).to_have_attribute("aria-pressed", "true")


def test_the_pages_are_good_in_every_look(page: Page, due: Learner) -> None:
    number = start_practice(page, 1, address="/practice?area=cases")
    for address in ("/review", "/review?track=cpb", f"/practice/{number}/questions/1", "/practice/1/questions/1"):
        page.goto(address)
        assert_good_in_every_look(page)

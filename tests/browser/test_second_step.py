"""The second step of signing in, in a browser: set up, asked for, lost."""

import re
from datetime import UTC, datetime

import pyotp
from playwright.sync_api import Page, expect

from tests.browser.looks import assert_good
from tests.browser.steps import PASSWORD, Learner

HALF_MINUTE = 30


def code_of(key: str, steps: int = 0) -> str:
    """What the app shows; `steps` half minutes later it would show another, which counts already."""
    return pyotp.TOTP(key.replace(" ", "")).at(int(datetime.now(UTC).timestamp()) + HALF_MINUTE * steps)


def begin_log_in(page: Page, learner: Learner) -> None:
    page.context.clear_cookies()
    page.goto("/log-in")
    page.get_by_label("E-mail address").fill(learner.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url(re.compile("/log-in/code"))


def send(page: Page, code: str) -> None:
    page.locator("[name=one_time_code]").fill(code)
    page.keyboard.press("Enter")


def test_it_is_set_up_with_an_app_asked_for_and_a_recovery_code_stands_in(page: Page, learner: Learner) -> None:
    page.goto("/account/second-step")
    assert_good(page)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Set it up").click()
    key = page.locator(".setup-key").inner_text()
    assert_good(page)
    send(page, "000000")
    expect(page.get_by_text("This code does not fit.")).to_be_visible()
    expect(page.locator("[name=one_time_code]")).to_be_focused()
    assert page.locator(".setup-key").inner_text() == key, "a wrong code takes nothing away"
    send(page, code_of(key))
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    recovery = re.findall(r"(?:[a-z2-9]{4}-){3}[a-z2-9]{4}", page.get_by_role("main").inner_text())
    assert len(recovery) == 10
    assert_good(page)

    begin_log_in(page, learner)
    assert_good(page)
    send(page, "000000")
    expect(page.get_by_text("This code does not fit.")).to_be_visible()
    send(page, code_of(key, 1))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Good to see you")

    begin_log_in(page, learner)
    send(page, recovery[0])
    expect(page.get_by_role("heading", level=1)).to_contain_text("Good to see you")
    page.goto("/account/second-step")
    expect(page.get_by_text("9 codes left")).to_be_visible()
    assert_good(page)

"""Grading with the keyboard alone: cells, the work behind them, points with a reason, a comment, the next learner."""

import re

from playwright.sync_api import Page, expect

from tests.browser.classroom_steps import NAMES, WEEKLY, Classroom, log_in
from tests.browser.test_class_pages import assert_good, email_of

CELL = re.compile(r"/gradebook/\d+/\d+$")


def open_gradebook(page: Page, classroom: Classroom) -> None:
    log_in(page, email_of(classroom.school.instructor))
    page.goto(f"{classroom.root}/gradebook")
    page.locator("[data-needs-script]:visible").first.wait_for()


def tab_to(page: Page, name: str, most: int = 60) -> None:
    """Presses Tab until the control with this label has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("name => (document.activeElement.innerText || document.activeElement.labels?.[0]?.innerText || '').trim().startsWith(name)", name):
            return
    raise AssertionError(f"{most} times Tab do not lead to {name}")

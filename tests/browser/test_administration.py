"""The administration in the browser: people are found, looked in on under a banner, and the log says so."""

from playwright.sync_api import Page, expect

from tests.browser.classroom_steps import LONG_NAME, Classroom, log_in
from tests.browser.looks import assert_good
from tests.browser.test_class_pages import email_of


def test_an_administrator_finds_somebody_looks_in_as_them_and_the_log_says_so(page: Page, classroom: Classroom) -> None:
    log_in(page, email_of(classroom.school.administrator))
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Administration").click()
    page.get_by_role("navigation", name="Administration").get_by_role("link", name="Users").click()
    page.get_by_label("Name or address").fill("Wilhelmina")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name=LONG_NAME).first.click()
    expect(page.get_by_role("heading", level=1, name=LONG_NAME)).to_be_visible()
    page.get_by_text("Look at the program as this person").click()
    form = page.locator("details[open]")
    form.get_by_role("textbox").first.fill("Cannot find the quiz.")
    assert_good(page)
    form.get_by_role("button").click()
    banner = page.locator(".acting")
    expect(banner).to_contain_text(LONG_NAME)
    page.goto(f"{classroom.root}/assignments")
    expect(banner).to_be_visible()
    assert_good(page)
    banner.get_by_role("button").click()
    expect(banner).to_have_count(0)
    page.goto("/administration/audit")
    expect(page.get_by_text("Cannot find the quiz.").first).to_be_visible()


def test_what_is_refused_is_said_where_it_was_typed(page: Page, classroom: Classroom) -> None:
    log_in(page, email_of(classroom.school.administrator))
    page.goto(f"/administration/people/{classroom.learners[2].id}")
    page.get_by_text("Grant extra time").click()
    form = page.locator("details[open]")
    for field in form.get_by_role("textbox").all():
        field.fill("0")
    form.get_by_role("button").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert_good(page)

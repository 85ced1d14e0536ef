"""Everything works without JavaScript."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.live import LiveServer
from tests.browser.steps import NewPage, enter_claim, sign_up, sitting_number, start_case


@pytest.fixture
def plain_page(new_page: NewPage) -> Page:
    return new_page(java_script_enabled=False)


def test_a_quiz_is_taken_and_handed_in_without_javascript(plain_page: Page, live_server: LiveServer) -> None:
    page = plain_page
    learner = sign_up(page)
    page.goto("/practice")
    page.get_by_label("Quiz: the result at the end").check()
    page.get_by_label("How many").fill("3")
    page.get_by_role("button", name="Start", exact=True).click()
    number = sitting_number(page)
    expect(page.locator(".clock")).to_contain_text("ends")
    expect(page.locator(".clock")).to_contain_text("UTC")
    expect(page.locator(".keys")).to_be_hidden()
    for position in (1, 2, 3):
        expect(page.get_by_role("heading", level=1)).to_have_text(f"Question {position} of 3")
        letter = live_server.right_letter(learner.email, number, position)
        page.locator(f"[data-letter={letter}]").check()
        page.locator(".question-actions .btn-primary").click()
    expect(page.get_by_role("main")).to_contain_text("3 of 3 questions answered")
    page.get_by_role("button", name="Hand in and see the result").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("3 of 3 right")
    page.locator(".result-list").get_by_role("link").first.click()
    expect(page.locator(".rationale:visible")).to_have_count(4)


def test_a_mark_survives_the_flag_without_javascript(plain_page: Page) -> None:
    page = plain_page
    sign_up(page)
    page.get_by_role("main").get_by_role("button", name="Begin with ten questions").click()
    page.locator("[data-letter=D]").check()
    page.get_by_role("button", name="Flag").click()
    expect(page.get_by_text("⚑ flagged")).to_be_visible()
    expect(page.locator("[data-letter=D]")).to_be_checked()
    page.get_by_role("button", name="Check").click()
    expect(page.locator("#verdict")).to_be_visible()


def test_a_chart_is_coded_with_more_lines_without_javascript(plain_page: Page) -> None:
    page = plain_page
    sign_up(page)
    start_case(page)
    expect(page.get_by_label("Diagnosis E", exact=True)).to_have_count(0)
    enter_claim(page, ["H66.001"], [])
    page.get_by_role("button", name="More lines").click()
    expect(page.get_by_text("Your work is saved.")).to_be_visible()
    expect(page.get_by_label("Diagnosis A", exact=True)).to_have_value("H66.001")
    expect(page.get_by_label("Diagnosis F", exact=True)).to_be_visible()
    expect(page.get_by_label("Procedure 3, code")).to_be_visible()
    enter_claim(page, ["H66.001", "H61.21"], [("99213", "25", "1", "A"), ("", "", "1", ""), ("69210", "", "1", "B")])
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("main")).to_contain_text("Audit report")
    expect(page.locator(".figures div").filter(has_text="Clean claim")).to_contain_text("yes")


def test_the_theme_is_chosen_without_javascript(plain_page: Page) -> None:
    page = plain_page
    page.goto("/log-in")
    page.get_by_role("button", name="Dark").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Log in")
    expect(page.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
    assert background(page) == "rgb(22, 24, 28)"
    page.reload()
    assert background(page) == "rgb(22, 24, 28)"


def background(page: Page) -> str:
    color: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return color

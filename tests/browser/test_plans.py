"""The study plan in a browser: three questions, the weeks, planning again, on paper, in every look."""

import re
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from tests.browser.looks import assert_good_in_every_look
from tests.browser.steps import Learner, NewPage, sign_up


def exam_day(weeks: int) -> str:
    return (datetime.now(UTC) + timedelta(weeks=weeks)).date().isoformat()


def make_plan(page: Page, weeks: int = 10) -> None:
    page.goto("/plan")
    page.get_by_label("Date of your exam").fill(exam_day(weeks))
    page.get_by_label("Hours a week").fill("7")
    page.get_by_role("button", name="Make the plan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Plan")


def test_three_questions_make_a_plan_in_the_zone_of_the_browser(new_page: NewPage) -> None:
    page = new_page(timezone_id="America/Denver")
    sign_up(page)
    page.goto("/plan")
    expect(page.get_by_label("Your time zone")).to_have_value("America/Denver")
    make_plan(page)
    expect(page.get_by_text("7 hours a week")).to_be_visible()
    expect(page.get_by_text(re.compile("until your exam on"))).to_be_visible()
    expect(page.locator("[aria-current=date]")).to_contain_text("today")
    expect(page.get_by_role("heading", name="The weeks to come")).to_be_visible()
    page.get_by_role("link", name="Settings").click()
    expect(page.get_by_label("Your time zone")).to_have_value("America/Denver")


def test_a_zone_that_was_chosen_is_not_changed_unasked(new_page: NewPage) -> None:
    page = new_page(timezone_id="America/Denver")
    sign_up(page)
    make_plan(page)
    page.goto("/plan/settings")
    page.get_by_label("Your time zone").select_option("Europe/Berlin")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.goto("/plan/settings")
    expect(page.get_by_label("Your time zone")).to_have_value("Europe/Berlin")
    expect(page.get_by_text("Your browser goes by America/Denver.")).to_be_visible()
    page.get_by_role("button", name="Take that").click()
    expect(page.get_by_label("Your time zone")).to_have_value("America/Denver")


def test_a_task_leads_to_its_practice_and_other_hours_make_another_plan(page: Page, learner: Learner) -> None:
    make_plan(page)
    page.get_by_role("link", name=re.compile(r"^\d+ questions: ")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Practice")
    expect(page.locator("input[name=area]:checked")).to_have_count(1)
    page.goto("/plan/settings")
    page.get_by_label("Hours a week").fill("99")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Hours a week")).to_be_focused()
    expect(page.get_by_label("Hours a week")).to_have_value("99")
    expect(page.get_by_text("Enter a whole number from 1 to 60 hours a week.")).to_be_visible()
    page.get_by_label("Hours a week").fill("12")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("12 hours a week")).to_be_visible()
    page.get_by_role("button", name="Plan again").click()
    expect(page.get_by_text("nothing has changed since it was made")).to_be_visible()


def test_the_calendar_is_downloaded_as_a_file(page: Page, learner: Learner) -> None:
    make_plan(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Calendar file").click()
    assert download.value.suggested_filename == "cpc-study-plan.ics"
    assert download.value.path().read_text(encoding="utf-8").startswith("BEGIN:VCALENDAR")


def test_on_paper_the_plan_stands_alone_in_black_on_white(page: Page, learner: Learner) -> None:
    make_plan(page)
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.get_by_role("heading", name="The weeks to come")).to_be_visible()
    for hidden in (".masthead", ".footer", ".plan-links"):
        expect(page.locator(hidden)).to_be_hidden()
    assert page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor") == "rgb(255, 255, 255)"
    for words, ink in (("h1", "rgb(0, 0, 0)"), (".page-head .secondary", "rgb(61, 67, 75)")):
        assert page.locator(words).first.evaluate("words => getComputedStyle(words).color") == ink
    today = page.locator(".plan-day.is-today")
    assert today.evaluate("day => getComputedStyle(day).backgroundColor") == "rgb(255, 255, 255)"


def test_every_page_of_the_plan_is_good_in_every_look(page: Page) -> None:
    sign_up(page)
    for address, has_plan in (("/plan", False), ("/plan/settings", False), ("/plan", True)):
        if has_plan:
            make_plan(page)
        page.goto(address)
        assert_good_in_every_look(page)

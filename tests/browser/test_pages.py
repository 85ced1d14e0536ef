"""Every page, light and dark, from a small phone to a 4K screen."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looks import PAPER, Look, assert_accessible, assert_fits, assert_good_in_every_look, background
from tests.browser.steps import WORK_PAGES, NewPage, Work

ANONYMOUS = ("/", "/sign-up", "/log-in", "/forgotten-password", "/reset-password/old-link", "/verify-email/old-link")


@pytest.mark.parametrize("address", ANONYMOUS)
def test_every_page_for_strangers_is_good_in_every_look(look: Look, address: str) -> None:
    assert_good_in_every_look(look(address))


@pytest.mark.parametrize("name", WORK_PAGES)
def test_every_page_for_learners_is_good_in_every_look(look: Look, work: Work, name: str) -> None:
    assert_good_in_every_look(look(work.addresses[name], work.cookies))


@pytest.mark.parametrize("width", [320, 1280])
def test_forms_with_errors_are_accessible_keep_what_was_typed_and_take_the_focus(new_page: NewPage, width: int) -> None:
    page = new_page(viewport={"width": width, "height": 900})
    page.goto("/sign-up")
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("E-mail address").fill("ada-at-example")
    page.get_by_label("Password").fill("short")
    page.get_by_role("button", name="Create the account").click()
    expect(page.get_by_text("This is not an e-mail address.")).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value("Ada")
    expect(page.get_by_label("E-mail address")).to_be_focused()
    assert_fits(page)
    assert_accessible(page)


def test_the_chosen_theme_survives_a_reload_and_wins_over_the_system(new_page: NewPage) -> None:
    page = new_page(color_scheme="dark")
    page.goto("/log-in")
    page.get_by_role("button", name="Light").click()
    expect(page.get_by_role("button", name="Light")).to_have_attribute("aria-pressed", "true")
    page.reload()
    assert background(page) == PAPER["light"]
    page.get_by_role("button", name="Auto").click()
    expect(page.get_by_role("button", name="Auto")).to_have_attribute("aria-pressed", "true")
    assert background(page) == PAPER["dark"]


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_the_chosen_theme_reaches_every_control(new_page: NewPage, work: Work, theme: str) -> None:
    """The choice goes another way than the system's scheme: a question and a claim in it, checked again."""
    opposite = "dark" if theme == "Light" else "light"
    page = new_page(color_scheme=opposite, storage_state=work.cookies)
    page.goto("/practice")
    page.get_by_role("button", name=theme).click()
    expect(page.get_by_role("button", name=theme)).to_have_attribute("aria-pressed", "true")
    for name in ("setup", "verdict", "workbench", "report"):
        page.goto(work.addresses[name])
        assert background(page) == PAPER[theme.lower()]
        assert_accessible(page)


def test_the_skip_link_is_the_first_stop_and_leads_to_the_content(page: Page) -> None:
    page.goto("/log-in")
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Skip to the content")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_label("E-mail address")).to_be_focused()


def test_the_focus_is_always_visible(page: Page) -> None:
    page.goto("/log-in")
    for _ in range(9):
        page.keyboard.press("Tab")
        seen = page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)")
        assert seen >= 2, page.evaluate("document.activeElement.outerHTML")


def test_dates_are_shown_in_the_readers_zone_with_its_name(new_page: NewPage, work: Work) -> None:
    page = new_page(timezone_id="America/Phoenix", locale="en-US", storage_state=work.cookies)
    page.goto("/progress")
    expect(page.locator("time").first).to_have_text(re.compile("MST$"))


def test_the_chart_is_read_in_lines_of_at_most_66_characters_at_any_width(new_page: NewPage, work: Work) -> None:
    page = new_page(viewport={"width": 3840, "height": 1600}, storage_state=work.cookies)
    page.goto(work.addresses["report"])
    measure = "element => element.clientWidth / parseFloat(getComputedStyle(element).fontSize)"
    widths = [paragraph.evaluate(measure) for paragraph in page.locator(".chart p").all()]
    assert max(widths) <= 36, "in em: 66 characters are about 33"


def test_a_page_that_is_not_there_says_so_and_leads_back(page: Page, work: Work) -> None:
    page.context.add_cookies(work.cookies["cookies"])
    answer = page.goto("/there-is-no-such-page")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing here")
    page.get_by_role("link", name="To the start page").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Good to see you")

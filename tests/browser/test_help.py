"""Help in every look, and the switch for shortcuts of a single letter."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.classroom_steps import Classroom, log_in
from tests.browser.looks import Look, assert_good_in_every_look
from tests.browser.steps import NewPage, sign_up, start_exam, start_practice, wait_for_keys, wait_for_question
from tests.browser.test_class_pages import email_of
from trainer.web.help.views import CHAPTERS

ADDRESSES = ("/help", *(f"/help/{endpoint}" for endpoint, _, _ in CHAPTERS))


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_is_good_in_every_look(look: Look, address: str) -> None:
    assert_good_in_every_look(look(address))


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_is_read_without_a_script(new_page: NewPage, address: str) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".help-chapter [hidden]")).to_have_count(0)  # nothing waits for a script


def test_one_reads_from_chapter_to_chapter(page: Page) -> None:
    page.goto("/help")
    page.get_by_role("link", name=CHAPTERS[0][1]).first.click()
    for _, title, _ in CHAPTERS:
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        expect(page.get_by_role("navigation", name="Help").locator("[aria-current]")).to_have_text(title)
        if title != CHAPTERS[-1][1]:
            page.locator(".help-turn .is-next").click()


def switch(page: Page, state: str) -> None:
    """Switches shortcuts of a single character on or off, on their page."""
    page.goto("/help/keyboard")
    page.get_by_role("button", name=f"Switch them {state}").click()
    expect(page.locator(".help-switch")).to_contain_text(f"digit or slash are {state}.")


def test_the_switch_works_without_a_script_and_what_is_off_is_struck_through(new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    switch(page, "off")
    expect(page.locator(".is-off").first).to_contain_text("switched off")
    expect(page.locator(".is-off kbd", has_text=re.compile("Esc|Enter|Alt|↑|Ctrl"))).to_have_count(0)
    switch(page, "on")
    expect(page.locator(".is-off")).to_have_count(0)


def test_letters_act_at_a_question_while_they_are_on_and_not_while_they_are_off(page: Page) -> None:
    sign_up(page)
    number = start_practice(page, 4, mode="Quiz")
    first = page.locator("input[data-letter=A]")
    wait_for_keys(page)
    page.keyboard.press("a")
    expect(first).to_be_checked()
    page.keyboard.press("n")
    wait_for_question(page, 2)
    switch(page, "off")
    page.goto(f"/practice/{number}/questions/3")
    wait_for_keys(page)
    for key in ("a", "n", "f", "/"):
        page.keyboard.press(key)
    expect(first).not_to_be_checked()
    expect(page.locator("#codebook-panel")).to_have_count(0)
    expect(page).to_have_url(re.compile("/questions/3$"))
    page.keyboard.press("Enter")  # this one acts always, and nothing before it did
    wait_for_question(page, 4)
    page.goto(f"/practice/{number}/questions/3")
    expect(page.get_by_role("button", name="Flag", exact=True)).to_be_visible()
    switch(page, "on")
    page.goto(f"/practice/{number}/questions/3")
    wait_for_keys(page)
    page.keyboard.press("a")
    expect(first).to_be_checked()


def test_letters_do_nothing_in_a_mock_while_they_are_off_and_enter_goes_on(page: Page) -> None:
    sign_up(page)
    switch(page, "off")
    start_exam(page, "/exams", "CPC exam, 25 questions")
    first = page.locator("#questions [data-position='1']")
    for key in ("a", "f", "n", "/"):
        page.keyboard.press(key)
    expect(first).to_be_visible()
    expect(first.locator("input[data-letter=A]")).not_to_be_checked()
    expect(first.get_by_role("button", name="Flag", exact=True)).to_be_visible()
    expect(page.locator("#codebook-panel")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.locator("#questions [data-position='2']")).to_be_visible()
    switch(page, "on")
    page.goto("/exams")
    page.get_by_role("link", name="Continue").click()
    page.locator("#exam[data-ready=yes]").wait_for(state="attached")
    page.keyboard.press("b")
    expect(page.locator("#questions > :not([hidden]) input[data-letter=B]")).to_be_checked()


def test_the_slash_of_the_code_book_follows_the_switch_and_arrows_act_always(page: Page) -> None:
    sign_up(page)
    for state in ("off", "on"):
        switch(page, state)
        page.goto("/codes")
        wait_for_keys(page)
        box = page.get_by_role("searchbox")
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("/")
        assert box.evaluate("box => box === document.activeElement") == (state == "on")
        box.fill("broken wrist")
        page.locator(".hit .code-link").first.wait_for()
        page.keyboard.press("ArrowDown")
        expect(page.locator(".hit .code-link").first).to_be_focused()


def test_letters_lead_nowhere_in_the_gradebook_while_they_are_off(page: Page, classroom: Classroom) -> None:
    log_in(page, email_of(classroom.school.instructor))
    for state in ("off", "on"):
        switch(page, state)
        page.goto(f"{classroom.root}/gradebook")
        page.locator("[data-gradebook] tbody td > a").first.click()
        page.locator("[data-key=g]").wait_for()
        wait_for_keys(page)
        before = page.url
        page.keyboard.press("g")
        if state == "off":
            page.keyboard.press("Tab")
            expect(page).to_have_url(before)
        else:
            page.wait_for_url(re.compile("/gradebook$"))

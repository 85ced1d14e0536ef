"""Looking codes up: by keyboard, leafing through, beside a question and beside a case."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looks import assert_accessible
from tests.browser.steps import Learner, NewPage, enter_claim, sign_up, start_case, start_practice, wait_for_keys


def panel(page: Page):
    return page.get_by_role("complementary", name="Code book")


def test_a_code_is_found_and_opened_by_keyboard_alone(page: Page, learner: Learner) -> None:
    page.goto("/codes")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("heart attack")
    expect(page.locator(".hit .code-link").first).to_have_text("I21.9")
    expect(page.get_by_role("searchbox")).to_be_focused()
    expect(page).to_have_url(re.compile(r"q=heart\+attack"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(page.locator(".hit .code-link").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("I21.9 Acute myocardial infarction, unspecified")
    page.wait_for_load_state()  # its script hears the next key
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_one_leafs_from_a_chapter_to_a_code_and_along_its_notes(page: Page, learner: Learner) -> None:
    page.goto("/codes/browse")
    for link in ("Chapter 4", "E08-E13", "E11", "E11.22"):
        page.get_by_role("link", name=link, exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("diabetic chronic kidney disease")
    inherited = page.get_by_role("region", name="Also holds here, from above")
    expect(inherited).to_contain_text("insulin")
    inherited.get_by_role("link", name="Z79.4", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Z79.4 Long term (current) use of insulin")
    page.go_back()
    page.get_by_role("navigation", name="Place in the code book").get_by_role("link", name="E11", exact=True).click()
    page.get_by_role("navigation", name="Neighbors").get_by_role("link", name="E13").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("E13 Other specified diabetes mellitus")


@pytest.mark.parametrize("width", [375, 1400])
def test_a_code_is_looked_up_beside_a_question_whose_answer_stays(new_page: NewPage, width: int) -> None:
    page = new_page(viewport={"width": width, "height": 900})
    sign_up(page)
    start_practice(page, 2, mode="Quiz")
    page.locator("[data-letter=C]").check()
    page.get_by_role("button", name="Code book").click()
    expect(panel(page).get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("copd")
    expect(panel(page).locator(".hit .code-link").first).to_have_text("J44.9")
    assert_accessible(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(panel(page).get_by_role("heading", level=2).first).to_contain_text("J44.9")
    page.keyboard.press("a")  # a key of the question, pressed in the panel
    assert_accessible(page)
    expect(page).to_have_url(re.compile(r"/questions/1"))
    panel(page).get_by_role("button", name="Close").click()
    expect(panel(page)).to_have_count(0)
    expect(page.get_by_role("button", name="Code book")).to_be_focused()
    expect(page.locator("[data-letter=C]")).to_be_checked()
    page.get_by_role("button", name="Next ▸").click()
    page.wait_for_url("**/questions/2*")
    page.get_by_role("button", name="◂ Back").click()
    expect(page.locator("[data-letter=C]")).to_be_checked()


def test_the_panel_comes_along_to_the_next_question(page: Page, learner: Learner) -> None:
    start_practice(page, 2, mode="Quiz")
    wait_for_keys(page)
    page.keyboard.press("/")
    expect(panel(page).get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("E11.22")
    expect(panel(page).locator(".hit .code-link").first).to_have_text("E11.22")
    page.get_by_role("button", name="Next ▸").click()
    page.wait_for_url("**/questions/2*")
    expect(panel(page).locator(".hit .code-link").first).to_have_text("E11.22")
    panel(page).get_by_role("searchbox").focus()
    page.keyboard.press("Escape")
    expect(panel(page)).to_have_count(0)


def test_a_code_is_looked_up_beside_a_claim_which_stays_as_typed(page: Page, learner: Learner) -> None:
    start_case(page)
    enter_claim(page, ["H66.001"], [("99213", "25", "1", "A")])
    page.get_by_role("button", name="Code book").click()
    panel(page).get_by_role("searchbox").fill("impacted cerumen")
    panel(page).get_by_role("button", name="Search").click()
    panel(page).get_by_role("link", name="H61.21", exact=True).click()
    expect(panel(page).get_by_role("heading", level=2).first).to_contain_text("Impacted cerumen, right ear")
    assert_accessible(page)
    page.get_by_role("button", name="Code book").click()
    expect(page.get_by_label("Diagnosis A", exact=True)).to_have_value("H66.001")
    expect(page.get_by_label("Procedure 1, modifiers", exact=True)).to_have_value("25")


def test_without_javascript_codes_are_searched_and_work_opens_them_in_another_tab(new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    sign_up(page)
    page.goto("/codes")
    page.get_by_role("searchbox").fill("fractrue of wrist")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("status")).to_contain_text("Searched for fracture")
    page.locator(".hit .code-link").first.click()
    expect(page.get_by_role("navigation", name="Place in the code book")).to_be_visible()
    start_case(page)
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Code book").last.click()
    expect(opened.value.get_by_role("searchbox")).to_be_visible()
    expect(page.get_by_label("Diagnosis A", exact=True)).to_be_visible()

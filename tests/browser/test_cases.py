"""The three kinds of work on cases, by keyboard alone; saving while one types; lines edited and looked up."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.looks import assert_accessible
from tests.browser.steps import EAR_CASE, NewPage, enter_claim, sign_up, start_case

AUDIT = "The groin and the checkup"
QUERY = "A winter of little appetite"


def tab_to(page: Page, name: str, role: str = "textbox") -> None:
    """Moves on with the Tab key until a control has the focus."""
    wanted = page.get_by_role(role, name=name, exact=True)  # type: ignore[arg-type]
    for _ in range(90):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"the Tab key does not reach {name}")


def type_into(page: Page, name: str, text: str) -> None:
    tab_to(page, name)
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def wait_until_saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_text("saved ✓")


def codes_of(page: Page) -> list[str]:
    return [field.input_value() for field in page.locator("[name=diagnosis_code]").all()]


def test_an_encounter_is_coded_by_keyboard_and_its_report_names_every_difference(page: Page) -> None:
    sign_up(page)
    start_case(page)
    type_into(page, "Diagnosis A", "H66.91")
    type_into(page, "Diagnosis B", "H61.21")
    type_into(page, "Procedure 1, code", "99214")
    type_into(page, "Procedure 1, modifiers", "25")
    tab_to(page, "Procedure 1, units")
    type_into(page, "Procedure 1, pointers", "A")
    type_into(page, "Procedure 2, code", "69210")
    type_into(page, "Procedure 2, pointers", "B")
    wait_until_saved(page)
    tab_to(page, "Hand in", "button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/report")
    findings = page.locator(".findings")
    for words in ("not specific enough", "visit level too high", "−9", "−6", "Official Guidelines"):
        expect(findings.get_by_text(words).first).to_be_visible()
    link = page.get_by_role("link", name=re.compile("Place 1 in the chart"))
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#span-1")).to_be_in_viewport()
    assert_accessible(page)


def test_a_finished_claim_is_audited_by_keyboard(page: Page) -> None:
    sign_up(page)
    start_case(page, AUDIT)
    type_into(page, "Diagnosis A", "K40.90")
    tab_to(page, "What is wrong with diagnosis A", "combobox")
    page.keyboard.type("contradicts")
    tab_to(page, "strike procedure 2", "checkbox")
    page.keyboard.press("Space")
    wait_until_saved(page)
    assert_accessible(page)
    tab_to(page, "Hand in", "button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/report")
    expect(page.get_by_text("Errors settled").locator("xpath=following-sibling::dd[1]")).to_have_text("1 of 3")
    expect(page.get_by_text("Not noticed.")).to_have_count(1)
    assert_accessible(page)


def test_a_query_is_decided_and_composed_by_keyboard(page: Page) -> None:
    sign_up(page)
    start_case(page, QUERY)
    tab_to(page, "Yes: something that the code needs is missing or contradictory", "radio")
    page.keyboard.press("Space")
    tab_to(page, "The nutritional diagnosis, if any, and its degree", "checkbox")
    page.keyboard.press("Space")
    tab_to(page, "The dietitian, who examined her and knows the criteria", "radio")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("The query as composed")).to_contain_text("The attending, who treats her")
    wait_until_saved(page)
    assert_accessible(page)
    tab_to(page, "Hand in", "button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/report")
    expect(page.get_by_text("Criteria met").locator("xpath=following-sibling::dd[1]")).to_have_text("3 of 6")
    assert_accessible(page)


def test_what_is_typed_is_saved_by_itself_and_there_after_a_reload(page: Page) -> None:
    sign_up(page)
    start_case(page)
    page.get_by_label("Diagnosis A", exact=True).fill("h66.001")
    wait_until_saved(page)
    page.get_by_text("My note", exact=True).click()
    page.get_by_label("My note on this case").fill("Which ear?\nThe right one.")
    page.wait_for_timeout(900)
    wait_until_saved(page)
    page.reload()
    expect(page.get_by_label("Diagnosis A", exact=True)).to_have_value("h66.001")
    expect(page.get_by_label("My note on this case")).to_have_value("Which ear?\nThe right one.")


def test_without_a_network_the_page_says_so_and_saves_when_it_is_back(page: Page) -> None:
    sign_up(page)
    page.route("**/claim", lambda route: route.abort())  # a page that is there may send past it
    start_case(page)
    page.get_by_label("Diagnosis A", exact=True).fill("H66.001")
    expect(page.locator("#saved")).to_contain_text("Offline")
    page.unroute("**/claim")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    wait_until_saved(page)


def test_lines_are_moved_copied_and_removed_and_pointers_follow(page: Page) -> None:
    sign_up(page)
    start_case(page)
    enter_claim(page, ["H61.21", "H66.001"], [("69210", "", "1", "A"), ("99213", "25", "1", "BA")])
    wait_until_saved(page)
    page.reload()
    page.get_by_label("Diagnosis B", exact=True).focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.get_by_label("Diagnosis A", exact=True)).to_have_value("H66.001")
    expect(page.get_by_role("button", name="Move diagnosis A up")).to_be_focused()
    expect(page.get_by_label("Procedure 1, pointers")).to_have_value("B")
    expect(page.get_by_label("Procedure 2, pointers")).to_have_value("AB")
    page.get_by_role("button", name="Duplicate procedure 1").click()
    expect(page.get_by_label("Procedure 3, code")).to_have_value("99213")
    page.get_by_role("button", name="Remove diagnosis A").click()
    expect(page.get_by_label("Diagnosis A", exact=True)).to_have_value("H61.21")
    expect(page.get_by_label("Procedure 3, pointers")).to_have_value("A")
    grip = page.locator("[data-filled='procedures.2'] .grip")
    grip.drag_to(page.locator("[data-filled='procedures.0']"))
    expect(page.get_by_label("Procedure 1, code")).to_have_value("99213")


def test_words_in_a_code_field_are_looked_up_and_chosen_with_arrows_and_enter(page: Page) -> None:
    sign_up(page)
    start_case(page)
    field = page.get_by_label("Diagnosis A", exact=True)
    field.press_sequentially("impacted cerumen")
    found = page.get_by_role("listbox", name="Codes found")
    expect(found.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert_accessible(page)
    page.keyboard.press("Enter")
    expect(field).to_have_value(re.compile(r"^H61\.2"))
    expect(found).to_be_hidden()
    wait_until_saved(page)


def test_what_is_typed_before_the_script_is_there_is_saved(page: Page) -> None:
    sign_up(page)
    held: list[Route] = []
    page.route("**/workbench.js", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks what it calls
    page.goto("/cases")
    page.get_by_role("listitem").get_by_role("button").first.click(no_wait_after=True)
    page.get_by_label("Diagnosis A", exact=True).fill("H66.001")
    expect(page.locator("#saved")).to_have_text("nothing saved yet")
    held[0].continue_()
    wait_until_saved(page)


def test_rows_pasted_from_a_spreadsheet_become_lines(page: Page) -> None:
    sign_up(page)
    start_case(page)
    page.get_by_label("Procedure 1, code").evaluate(
        """field => {
          const data = new DataTransfer();
          data.setData("text/plain", "99213\\t25\\t1\\tA\\n69210\\t\\t1\\tB\\n");
          field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }"""
    )
    expect(page.get_by_label("Procedure 2, code")).to_have_value("69210")
    expect(page.get_by_label("Procedure 1, modifiers")).to_have_value("25")


def test_hints_speak_of_form_and_never_of_what_is_right(page: Page) -> None:
    sign_up(page)
    start_case(page)
    page.get_by_label("Procedure 1, modifiers").fill("RIGHT")
    page.get_by_label("Procedure 1, units").fill("-1")
    page.get_by_label("Diagnosis A", exact=True).fill("A00.0")
    page.get_by_label("Diagnosis B", exact=True).focus()
    hints = page.locator(".format-hint")
    expect(hints).to_have_count(2)
    expect(hints.first).to_contain_text("A modifier has two characters")
    assert_accessible(page)


def test_a_case_handed_in_elsewhere_is_said_to_be_and_nothing_is_overwritten(page: Page, new_page: NewPage) -> None:
    sign_up(page)
    number = start_case(page)
    other = new_page(storage_state=page.context.storage_state())
    other.goto(f"/cases/sittings/{number}")
    other.get_by_label("Diagnosis A", exact=True).fill("J20.9")
    wait_until_saved(other)
    page.get_by_label("Diagnosis A", exact=True).fill("H66.001")
    expect(page.locator("#saved")).to_contain_text("changed or handed in elsewhere")
    other.reload()
    expect(other.get_by_label("Diagnosis A", exact=True)).to_have_value("J20.9")


def test_the_next_try_may_begin_with_the_last_work_and_says_what_was_mended(page: Page) -> None:
    sign_up(page)
    start_case(page)
    enter_claim(page, ["H66.91", "H61.21"], [("99213", "25", "1", "A"), ("69210", "", "1", "B")])
    page.get_by_role("button", name="Hand in").click()
    page.get_by_role("button", name="Try again from my last work").click()
    expect(page.get_by_label("Diagnosis A", exact=True)).to_have_value("H66.91")
    page.get_by_label("Diagnosis A", exact=True).fill("H66.001")
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_text("Mended: not specific enough.")).to_be_visible()
    page.get_by_text("Dispute this key").click()
    page.get_by_label("Which line is wrong").fill("The visit could be level 4.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Not answered yet.")).to_be_visible()


@pytest.mark.parametrize("title", [EAR_CASE, AUDIT, QUERY])
def test_all_three_kinds_work_without_a_script(new_page: NewPage, title: str) -> None:
    page = new_page(java_script_enabled=False)
    sign_up(page)
    start_case(page, title)
    if title == QUERY:
        page.get_by_label("No: the record is enough").check()
    else:
        page.get_by_label("Diagnosis A", exact=True).fill("J20.9")
    page.get_by_role("button", name="Save the draft").last.click()
    expect(page.get_by_text("Your work is saved.")).to_be_visible()
    if title == EAR_CASE:
        page.get_by_role("button", name="Duplicate diagnosis A").click()
        assert codes_of(page)[:2] == ["J20.9", "J20.9"]
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
    expect(page.get_by_text(re.compile("Clean claim|Compliant query"))).to_be_visible()

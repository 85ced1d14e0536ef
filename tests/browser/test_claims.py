"""The claims desk and the remittances in a browser: a claim by keyboard alone, files in and out, without a script."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.looks import assert_accessible, assert_good_in_every_look
from tests.browser.steps import NewPage, sign_up
from tests.support.claim_forms import a_form
from tests.support.claims_837p import CLAIM, ENVELOPE, SUBMITTER
from trainer.content.x12.read_837p import read_837p
from trainer.content.x12.validator import validate_x12
from trainer.content.x12.write_837p import write_837p
from trainer.domain.claims.cms1500 import ITEMS
from trainer.domain.claims.professional import Profile
from trainer.web.billing.form_layout import form_items

DESK = "/billing/claims"


def tab_until(page: Page, wanted: Locator, most: int = 60) -> None:
    """Presses Tab until this control has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"the Tab key does not reach {wanted}")


def start_claim(page: Page, button: str = "Start with a sample claim", payer: str = "Commercial") -> str:
    """The address of a new claim."""
    page.goto(DESK)
    page.get_by_label("Goes to").select_option(label=payer)
    page.get_by_role("button", name=button).click()
    page.wait_for_url("**/billing/claims/*")
    return page.url


def item(page: Page, name: str) -> Locator:
    return page.locator(f'[id="item-{name}"]')


def type_form(page: Page, form: dict[str, str]) -> None:
    """Walks through the form with the Tab key alone, and types what belongs into each box."""
    for name in form_items():
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") == f"item-{name}", "the keyboard follows the form"
        if text := form.get(name, ""):
            choices = {choice.value: choice.label for choice in ITEMS[name].choices}
            page.keyboard.type(choices.get(text, text))


def test_a_claim_is_filled_checked_and_downloaded_as_an_837p_by_keyboard_alone(page: Page) -> None:
    sign_up(page)
    page.goto(DESK)
    tab_until(page, page.get_by_label("Title"))
    page.keyboard.type("By keyboard")
    page.keyboard.press("Tab")
    page.keyboard.type("Commercial")
    tab_until(page, page.get_by_role("button", name="Start an empty form"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/billing/claims/*")
    tab_until(page, page.get_by_text("Help for every box, and who wants it"))
    type_form(page, a_form(Profile.COMMERCIAL, {"carrier.id": "CPH01"}))
    expect(page.locator("#saved")).to_have_text("saved ✓")
    tab_until(page, page.get_by_role("button", name="Check the claim"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Nothing to mend")).to_be_visible()
    expect(page.locator("#found")).to_be_focused()
    tab_until(page, page.locator("#found").get_by_role("link", name="Download the 837P"), most=3)
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    text = Path(download.value.path()).read_text()
    assert validate_x12(text) == ()
    (claim,) = read_837p(text.encode())
    assert (claim.account_number, claim.charge_cents, claim.diagnoses) == ("A-1042", 21_000, ("I10", "E119"))


def test_help_follows_the_box_and_problems_lead_to_it(page: Page) -> None:
    sign_up(page)
    start_claim(page, "Start an empty form", "Medicare")
    item(page, "11d").focus()
    expect(page.locator("#cms-help")).to_contain_text("Medicare does not take it: leave it empty.")
    item(page, "33a").fill("1234567890")
    page.get_by_role("button", name="Check the claim").click()
    found = page.locator("#found")
    expect(found).to_be_focused()
    found.get_by_role("link", name="its check digit does not fit").press("Enter")
    expect(item(page, "33a")).to_be_focused()
    expect(item(page, "33a")).to_be_in_viewport()
    described = re.compile("^“1234567890” is not an NPI: its check digit does not fit")
    expect(item(page, "33a")).to_have_accessible_description(described)
    assert_accessible(page)


def test_what_is_typed_is_saved_by_itself_and_an_older_page_overwrites_nothing(page: Page, new_page: NewPage) -> None:
    sign_up(page)
    address = start_claim(page)
    other = new_page(storage_state=page.context.storage_state())
    other.goto(address)
    item(other, "26").fill("B-2")
    expect(other.locator("#saved")).to_have_text("saved ✓")
    item(page, "26").fill("A-1")
    expect(page.locator("#saved")).to_contain_text("Not saved")
    other.reload()
    expect(item(other, "26")).to_have_value("B-2")


@pytest.mark.parametrize("is_scripted", [True, False])
def test_a_file_becomes_forms_and_a_broken_one_is_explained(
    new_page: NewPage, tmp_path: Path, is_scripted: bool
) -> None:
    page = new_page(java_script_enabled=is_scripted)
    sign_up(page)
    page.goto(DESK)
    text = write_837p([CLAIM], SUBMITTER, ENVELOPE)
    broken, good = tmp_path / "broken.txt", tmp_path / "good.txt"
    broken.write_text(text.replace("CLM*A-1*200.5", "CLM*A-1*200.555"))
    good.write_text(text)
    page.get_by_label("837P file").set_input_files(broken)
    page.get_by_role("button", name="Read the file").click()
    expect(page.locator("#file-error")).to_contain_text("(CLM): CLM02")
    page.get_by_label("837P file").set_input_files(good)
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_text("1 form was filled from the file.")).to_be_visible()
    expect(item(page, "26")).to_have_value("A-1")
    item(page, "26").fill("A-9")
    page.get_by_role("button", name="Save the claim").last.click()
    expect(page.get_by_text("Your claim is saved.")).to_be_visible()
    expect(item(page, "26")).to_have_value("A-9")


def test_a_payers_answer_is_kept_read_in_again_and_every_page_is_good_in_every_look(page: Page) -> None:
    sign_up(page)
    assert_good_on(page, DESK)
    address = start_claim(page)
    page.get_by_role("button", name="Check the claim").click()
    page.locator("#found").wait_for()
    assert_good_in_every_look(page)
    assert_good_on(page, f"{address}/837p")
    assert_good_on(page, f"{address}/answer")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the 835").click()
    page.get_by_role("button", name="Keep it with the remittances").click()
    expect(page.get_by_text("Every sum holds.")).to_be_visible()
    assert_good_in_every_look(page)
    page.goto("/billing/remittances")
    page.get_by_label("835 file").set_input_files(download.value.path())
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_text("of this payer was read in before")).to_be_visible()
    assert_good_on(page, "/billing/remittances")
    page.locator(".paper-list a").click()
    page.get_by_text("Delete this remittance").click()
    page.get_by_role("button", name="Delete the remittance").click()
    expect(page.get_by_text("No remittance yet.")).to_be_visible()


def assert_good_on(page: Page, address: str) -> None:
    page.goto(address)
    assert_good_in_every_look(page)

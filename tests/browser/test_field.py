"""The pages about the field: every look, the calculator by hand, and all of it without JavaScript."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.looks import Look, assert_good_in_every_look
from tests.browser.steps import NewPage

PAGES = ("", "/coder", "/biller", "/certifications", "/what-nobody-tells", "/costs", "/wages")


def reckon(page: Page, wage_now: str) -> None:
    page.goto("/field/costs")
    page.get_by_label("What I earn now, a year").fill(wage_now)
    page.get_by_role("button", name="Reckon").click()


@pytest.mark.parametrize("address", PAGES)
def test_every_page_is_good_in_every_look(look: Look, address: str) -> None:
    assert_good_in_every_look(look(f"/field{address}"))


def test_the_result_of_the_calculator_is_good_in_every_look(page: Page) -> None:
    reckon(page, "33,000")
    expect(page.get_by_role("heading", name="The CPC, with your numbers")).to_be_visible()
    assert page.url.endswith("/field/costs#result")
    assert_good_in_every_look(page)


def test_what_cannot_be_read_is_told_beside_the_field_which_keeps_it(page: Page) -> None:
    reckon(page, "lots")
    expect(page.get_by_label("What I earn now, a year")).to_have_value("lots")
    expect(page.get_by_text("This is not an amount.")).to_be_visible()
    assert_good_in_every_look(page)


def test_the_pages_are_read_and_the_calculator_reckons_without_javascript(new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    for address in PAGES:
        page.goto(f"/field{address}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    reckon(page, "33000")
    expect(page.locator(".cost-result")).to_contain_text("after 2 months of work")
    page.goto("/field/certifications")
    page.locator("a.fact-cell").first.click()
    expect(page.locator("#figure-cpc-questions")).to_be_in_viewport()

"""Taking one's data away in the browser."""

import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.live import LiveServer
from tests.browser.looks import assert_accessible
from tests.browser.steps import Learner, Work


def test_from_the_account_both_files_are_taken_away(page: Page, learner: Learner) -> None:
    page.goto("/account")
    page.get_by_role("link", name="see what is in it and export").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your data")
    with page.expect_download() as table:
        page.get_by_role("link", name="CSV files for spreadsheets").click()
    assert table.value.suggested_filename.endswith(".zip")
    with ZipFile(table.value.path()) as folder:
        assert "answers.csv" in folder.namelist()
    with page.expect_download() as document:
        page.get_by_role("link", name="One JSON document").click()
    content = json.loads(Path(document.value.path()).read_text("utf-8"))
    assert content["profile"][0]["email"] == learner.email


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_is_accessible_and_fits(
    live_server: LiveServer, browser: Browser, work: Work, scheme: str, width: int
) -> None:
    context = browser.new_context(
        base_url=live_server.address,
        storage_state=work.cookies,
        color_scheme=scheme,
        viewport={"width": width, "height": 900},
    )
    page = context.new_page()
    page.goto("/account/export")
    expect(page.get_by_role("note")).to_contain_text("not finished")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert_accessible(page)
    context.close()

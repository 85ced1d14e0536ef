"""Taking one's data away in the browser."""

import json
from pathlib import Path
from zipfile import ZipFile

from playwright.sync_api import Page, expect

from tests.browser.looks import Look, assert_good_in_every_look
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


def test_the_page_is_good_in_every_look(look: Look, work: Work) -> None:
    page = look("/account/export", work.cookies)
    expect(page.get_by_role("note")).to_contain_text("not finished")
    assert_good_in_every_look(page)

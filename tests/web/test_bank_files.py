"""Files of banks in the browser, without a script: take away, look, import, list what is wrong."""

import random

import pytest
from flask import Flask

from tests.support.authoring import Desk, a_desk, item_values
from tests.support.browser import Browser, text_of
from tests.support.html import Page
from tests.support.uploads import send_file
from tests.web.conftest import build
from trainer.config import Settings
from trainer.content.draft_files import item_text
from trainer.services import drafts
from trainer.services.scope import Scopes

FILES = "/authoring/banks/ines-s-bank/files"


@pytest.fixture
def desk(scopes: Scopes) -> Desk:
    return a_desk(scopes)


@pytest.fixture
def ines(desk: Desk, settings: Settings) -> Browser:
    app: Flask = build(desk.scopes, settings)
    return Browser(app).sign_in(desk.ines)


def file_of(*slugs: str, **changes: object) -> bytes:
    rows = [item_values(slug, **changes)["items"][0] for slug in slugs]
    return item_text(item_values() | {"items": rows}).encode()


def carried(page: Page) -> dict[str, str]:
    return {name: str(page.named(name)[0]["value"]) for name in ("carried", "looked_at")}


def test_a_bank_links_to_its_files_and_they_remind_that_nobody_is_real(ines: Browser) -> None:
    assert FILES in ines.get("/authoring/banks/ines-s-bank").text
    text = ines.page(FILES).text
    assert "No data of real patients." in text
    assert "At most 5,000 questions" in text
    assert "can only be read here" in ines.page("/authoring/banks/shipped/files").text


@pytest.mark.parametrize(
    ("ending", "kind"), [("zip", "application/zip"), ("csv", "text/csv"), ("xlsx", "application/vnd")]
)
def test_a_bank_is_taken_away_under_its_name_and_day(ines: Browser, desk: Desk, ending: str, kind: str) -> None:
    desk.draft()
    sent = ines.post(f"{FILES}/export", {"as": ending})
    assert sent.status_code == 200
    assert sent.headers["Content-Type"].startswith(kind)
    assert 'filename="ines-s-bank-2' in sent.headers["Content-Disposition"]
    assert ending == "xlsx" or "cpc-vessel" in text_of(sent)
    assert ines.post(f"{FILES}/export", {"as": "docx"}).status_code == 422


def test_a_template_is_sent_in_both_forms(ines: Browser) -> None:
    assert "# my-great-vessel" in text_of(ines.get("/authoring/questions-template.csv"))
    assert ines.get("/authoring/questions-template.xlsx").data.startswith(b"PK")


def test_a_file_is_looked_at_then_its_good_rows_are_imported(ines: Browser, desk: Desk) -> None:
    desk.draft()
    data = file_of("cpc-vessel", "cpc-new", difficulty=5)
    bad = file_of("cpc-bad", bloom="guess").split(b"[[items]]")[1]
    shown = send_file(ines, f"{FILES}/preview", data + b"\n[[items]]" + bad, "mine.toml")
    page = Page(shown.text)
    assert shown.status_code == 200
    assert "1 new, 1 different from a draft that is here, 0 unchanged, 1 with problems." in page.text
    assert "Import the 1 new row, leave 1 bad row out" in page.text
    assert "No data of real patients." in page.text
    problems = ines.post(f"{FILES}/problems", carried(page))
    assert "mine.toml,cpc-bad,items[cpc-bad].bloom" in text_of(problems)
    with desk.ines.reading() as scope:
        assert drafts.search_drafts(scope, drafts.DraftSearch()).total == 1
    done = ines.post(f"{FILES}/import", carried(page) | {"replace": "yes"})
    assert (done.status_code, done.headers["Location"]) == (303, "/authoring/banks/ines-s-bank")
    said = ines.page("/authoring/banks/ines-s-bank").text
    assert "1 new, 1 with a new revision, 1 with problems and left out. Nothing is published yet." in said


def test_without_a_choice_what_is_here_stays(ines: Browser, desk: Desk) -> None:
    draft_id = desk.draft()
    page = Page(send_file(ines, f"{FILES}/preview", file_of("cpc-vessel", difficulty=5), "mine.toml").text)
    refused = ines.post(f"{FILES}/import", carried(page))
    assert refused.status_code == 422
    assert "Nothing of it would be stored" in refused.text
    assert desk.page(draft_id).life.revision == 2
    assert ines.post(f"{FILES}/import", carried(page) | {"replace": "yes", "looked_at": "then"}).status_code == 303
    assert desk.page(draft_id).life.revision == 3


def test_an_unchanged_file_leaves_nothing_to_import_and_names_what_it_passed_over(ines: Browser, desk: Desk) -> None:
    desk.draft()
    archive = ines.post(f"{FILES}/export", {"as": "zip"}).data
    page = Page(send_file(ines, f"{FILES}/preview", archive, "mine.zip").text)
    assert "There is nothing to import." in page.text
    template = ines.get("/authoring/questions-template.csv").data
    assert "2 things passed over" in send_file(ines, f"{FILES}/preview", template, "t.csv").text


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"stem\n", "x.csv", "Columns that are missing"),
        (b"x", "x.docx", "Files of banks end with"),
        (b"", "", "Choose a file first"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_the_form(ines: Browser, data: bytes, name: str, words: str) -> None:
    refused = send_file(ines, f"{FILES}/preview", data, name)
    assert refused.status_code == 422
    assert f"{words}" in refused.text
    assert "Nothing was stored." in refused.text


def test_a_file_of_megabytes_comes_back_for_its_import_and_a_larger_one_is_refused(ines: Browser, desk: Desk) -> None:
    rng = random.Random(7)
    noise = "".join(rng.choices("abcdefghijklmnop", k=3_000_000))
    data = file_of("cpc-new") + f"# {noise}\n".encode()
    page = Page(send_file(ines, f"{FILES}/preview", data, "mine.toml").text)
    assert len(carried(page)["carried"]) > 1_000_000
    assert ines.post(f"{FILES}/import", carried(page)).status_code == 303
    assert send_file(ines, f"{FILES}/preview", b"x" * 5_100_000, "mine.toml").status_code in (413, 422)
    assert ines.post(f"{FILES}/import", {"carried": "x" * 7_000_000}).status_code == 413
    assert ines.post(f"{FILES}/problems", {"carried": "nothing"}).status_code == 422

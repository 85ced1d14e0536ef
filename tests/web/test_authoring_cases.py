"""Cases in the editor: begun in every kind, previewed as their learners see them, half written and whole."""

from functools import cache

import pytest
from flask import Flask

from tests.support.authoring import Desk, a_desk
from tests.support.browser import Browser
from tests.support.html import Page
from tests.web.conftest import build
from trainer.config import Settings, resource_folder
from trainer.content.draft_files import CASE, EXHIBITS, KEY
from trainer.services.banks import renamed_case
from trainer.services.draft_beginnings import CASE_KINDS
from trainer.services.scope import Scopes
from trainer.web.authoring.words import CASE_TITLES

BANK = "/authoring/banks/ines-s-bank"
SHOWN = {
    "code-the-encounter": "Diagnoses, first-listed first",
    "audit-the-coder": "The claim to be audited",
    "query-the-provider": "What is missing?",
    "fill-the-claim": "Learners fill in the boxes",
    "scrub-the-claim": "Learners mark what is wrong",
    "post-the-remittance": "Explanation of benefits",
    "work-the-list": "A day has",
}
"""What the preview of a kind has that not all have; the others have fields."""


@pytest.fixture
def desk(scopes: Scopes) -> Desk:
    return a_desk(scopes)


@pytest.fixture
def app(desk: Desk, settings: Settings) -> Flask:
    return build(desk.scopes, settings)


@pytest.fixture
def ines(app: Flask, desk: Desk) -> Browser:
    return Browser(app).sign_in(desk.ines)


def begin(ines: Browser, kind: str, slug: str = "my-case") -> str:
    """The address of the editor of a new case."""
    response = ines.post(f"{BANK}/drafts", {"kind": "case", "case_kind": kind, "slug": slug})
    assert response.status_code == 303, response.text
    return response.headers["Location"]


@cache
def shipped(kind: str) -> dict[str, str]:
    """What the editor sends with the texts of a shipped case of this kind."""
    folder = sorted((resource_folder("case_studies") / kind).iterdir())[0]
    files = renamed_case({path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}, "my-case")
    return {f"file-{name}": text for name, text in files.items()}


def preview_of(page: Page) -> str:
    return page.text.split("As learners see it", 1)[1]


def test_the_form_of_a_bank_offers_every_kind_of_case(ines: Browser) -> None:
    page = ines.page(BANK)
    assert set(CASE_TITLES) == set(CASE_KINDS)
    assert all(title in page.text for title in CASE_TITLES.values())


@pytest.mark.parametrize("kind", CASE_KINDS)
def test_a_case_of_each_kind_is_begun_seen_completed_and_previewed(ines: Browser, kind: str) -> None:
    url = begin(ines, kind)
    page = ines.page(url)
    assert CASE_TITLES[kind].lower() in page.text
    assert "is still to be written: ‹" in page.text
    assert "is left out here, or stands as “…”" in preview_of(page)
    assert SHOWN.get(kind, "‹A wrong one that people give›" if kind != "statement-arithmetic" else "Patient owes") in (
        preview_of(page)
    )
    assert ines.page(url.removesuffix("/edit")).text.count("As learners see it") == 1
    sent = shipped(kind) | {"do": "save", "base_revision": "1"}
    assert ines.post(url, sent).status_code == 303
    whole = ines.page(url)
    assert "Nothing is wrong with it" in whole.text
    assert "is left out here" not in whole.text
    assert SHOWN.get(kind, "") in preview_of(whole)


@pytest.mark.parametrize("kind", CASE_KINDS)
def test_the_preview_follows_what_is_typed_and_shows_nothing_of_the_key(ines: Browser, desk: Desk, kind: str) -> None:
    url = begin(ines, kind)
    files = shipped(kind)
    paper = next(name for name in files if name.endswith(".md"))
    typed = files | {
        paper: files[paper] + "\nTyped **just now** <script>alert(1)</script>\n",
        "file-case.toml": files["file-case.toml"].replace("title = ", 'title = "Typed a title" # '),
        "file-key.toml": "this is no key, secret-of-the-key",
    }
    fragment = ines.post("/authoring/preview", typed | {"draft": url.split("/")[3]})
    assert fragment.status_code == 200
    assert "<html" not in fragment.text
    shown = fragment.text.split("As learners see it", 1)[1]
    assert "<strong>just now</strong>" in shown
    assert "<script" not in shown
    assert "Typed a title" in shown
    assert "secret-of-the-key" not in shown
    without_script = ines.post(url, typed | {"do": "preview", "base_revision": "1"})
    assert "Typed a title" in preview_of(Page(without_script.text))
    assert desk.page(int(url.split("/")[3])).life.revision == 1


@pytest.mark.parametrize("kind", CASE_KINDS)
def test_whatever_is_typed_the_editor_opens(ines: Browser, kind: str) -> None:
    url, files = begin(ines, kind), shipped(kind)
    paper = next(name for name in files if name.endswith(".md"))
    for text in ("", "= broken", 'kind = "poem"', f'kind = "{kind}"\nfields = [{{}}]\nform = 3\nclaim = []'):
        for file in (CASE, KEY):
            sent = files | {f"file-{file}": text, paper: "Only *text*"}
            page = Page(ines.post(url, sent | {"do": "preview", "base_revision": "1"}).text)
            assert "to mend before it is handed in" in page.text
            assert "As learners see it" in page.text


def test_papers_are_shown_even_where_the_case_itself_cannot_be_read(ines: Browser) -> None:
    url = begin(ines, "verify-coverage")
    sent = shipped("verify-coverage") | {"file-case.toml": "= broken", f"file-{EXHIBITS}": "# Card\n\nThe **card**"}
    shown = ines.post(url, sent | {"do": "preview"}).text.split("As learners see it", 1)[1]
    assert "<strong>card</strong>" in shown
    assert "Task and facts are shown once case.toml can be read" in shown


def test_a_kind_that_there_is_not_is_refused_and_what_was_typed_stays(ines: Browser) -> None:
    response = ines.post(f"{BANK}/drafts", {"kind": "case", "case_kind": "poem", "slug": "my-case"})
    assert response.status_code == 422
    page = Page(response.text)
    assert "Choose a kind of case." in page.text
    assert page.named("slug")[0]["value"] == "my-case"


def test_the_kind_that_was_chosen_stays_when_the_id_is_refused(ines: Browser) -> None:
    sent = {"kind": "case", "case_kind": "work-the-list", "slug": ""}
    response = ines.post(f"{BANK}/drafts", sent)
    assert response.status_code == 422
    assert {"case", "work-the-list"} <= set(Page(response.text).chosen)

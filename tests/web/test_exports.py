"""The page about exports, and the files as they are sent."""

import io
import json
from zipfile import ZipFile

import pytest
from sqlalchemy import func, select

from tests.support.browser import Browser
from tests.support.exams import ANATOMY, publish_exams
from tests.support.people import Learner
from tests.web.test_query_counts import counted
from trainer.db.models.base import Base
from trainer.domain.attempts.attempt import Feedback
from trainer.services import exports

FILES = {"/account/export.json": "application/json", "/account/export.zip": "application/zip"}
NOTICE = "An exam or a diagnostic of yours is not finished."


def test_the_account_leads_to_the_page_and_the_page_to_both_files(browser: Browser) -> None:
    assert "/account/export" in browser.page("/account").links
    assert set(FILES) <= set(browser.page("/account/export").links)


def test_the_page_names_every_kind_and_says_what_is_not_in_it(browser: Browser) -> None:
    text = browser.page("/account/export").text
    assert [sheet.name for sheet in exports.SHEETS if sheet.name not in text or sheet.about not in text] == []
    assert "Questions, charts, keys and explanations" in text
    assert "Why look-ups are recorded" in text
    assert NOTICE not in text


def test_while_an_exam_is_open_the_page_says_that_something_is_held_back(
    browser: Browser, ann: Learner, scopes
) -> None:
    publish_exams(scopes)
    ann.start_exam(ANATOMY)
    assert NOTICE in browser.page("/account/export").text


@pytest.mark.parametrize(("address", "kind"), FILES.items())
def test_a_file_is_sent_whole_under_the_day_and_is_never_cached(
    browser: Browser, ann: Learner, address: str, kind: str
) -> None:
    ann.answer(ann.start(), 1, rightly=True)
    response = browser.client.get(address)
    content = response.data
    assert (response.status_code, response.mimetype) == (200, kind)
    ending = address.rpartition(".")[2]
    assert response.headers["Content-Disposition"] == f'attachment; filename="medcode-trainer-2026-03-02.{ending}"'
    assert response.headers["Cache-Control"] == "no-store"
    assert "ETag" not in response.headers
    assert "Expires" not in response.headers
    assert int(response.headers["Content-Length"]) == len(content)
    response.close()


def test_both_files_hold_what_the_learner_did(browser: Browser, ann: Learner) -> None:
    ann.answer(ann.start(), 1, rightly=True)
    with browser.client.get("/account/export.json") as response:
        document = json.loads(response.data)
    assert [row["sitting"] for row in document["sittings"]] == [1]
    with browser.client.get("/account/export.zip") as response, ZipFile(io.BytesIO(response.data)) as folder:
        assert folder.testzip() is None
        assert folder.read("sittings.csv").count(b"\r\n") == 2


def test_a_large_export_is_written_to_disk_and_sent_all_the_same(browser: Browser, ann: Learner, monkeypatch) -> None:
    monkeypatch.setattr("trainer.web.exports.views.MOST_BYTES_IN_MEMORY", 10)
    with browser.client.get("/account/export.json") as response:
        assert json.loads(response.data)["profile"][0]["display_name"] == "Ann"


@pytest.mark.parametrize("address", ["/account/export", *FILES])
def test_the_pages_only_read(browser: Browser, ann: Learner, scopes, address: str) -> None:
    def counts() -> list[int]:
        with scopes.reading() as scope:
            tables = Base.metadata.sorted_tables
            return [scope.session.execute(select(func.count()).select_from(table)).scalar_one() for table in tables]

    ann.answer(ann.start(), 1, rightly=False)
    before = counts()
    with browser.client.get(address) as response:
        assert response.status_code == 200
    assert counts() == before


@pytest.mark.parametrize("address", FILES)
def test_the_number_of_statements_does_not_grow_with_the_work(
    browser: Browser, ann: Learner, scopes, address: str
) -> None:
    def cost() -> int:
        with counted(scopes) as sent, browser.client.get(address) as response:
            assert response.status_code == 200
        return len(sent)

    ann.answer(ann.start(), 1, rightly=True)
    little = cost()
    for _ in range(3):
        number = ann.start(Feedback.AT_ONCE)
        for position in (1, 2, 3):
            ann.answer(number, position, rightly=False)
    assert cost() == little <= 48


@pytest.mark.parametrize("address", FILES)
def test_a_stranger_gets_no_file(stranger: Browser, address: str) -> None:
    response = stranger.get(address)
    assert response.status_code == 303
    assert response.headers["Location"].startswith("/log-in")

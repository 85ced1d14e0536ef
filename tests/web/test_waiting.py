"""What a person waits for, as pages: the bar, the same as JSON, the file; a big regrade and a big export end there."""

import pytest

from tests.support.browser import Browser
from tests.support.jobs import KIND, a_kind, changed, let_do, queue
from tests.support.people import sign_up
from trainer.services import export_jobs
from trainer.services.jobs import Worker, run_due_jobs


@pytest.fixture
def job_id(scopes, ann, monkeypatch) -> int:
    """A job that Ann waits for, two of eight parts done."""
    let_do(monkeypatch, a_kind(print))
    (job_id,) = queue(scopes, "{}", requested_by=ann.id)
    with changed(scopes, job_id) as job:
        job.about, job.progress_done, job.progress_total, job.progress_unit = "the big one", 2, 8, "parts"
    return job_id


def test_how_far_it_is_stands_there_in_words_in_a_bar_and_as_json(scopes, browser, job_id):
    assert Worker(scopes)._take([KIND]).id == job_id
    text = browser.get(f"/waiting/{job_id}").text
    assert "It is being worked on. 2 of 8 parts." in text
    assert 'aria-label="2 of 8 parts"' in text
    assert 'class="bar-part" width="25"' in text
    assert "js/waiting.js" in text
    assert f'href="/waiting/{job_id}">Look again' in text
    assert browser.get(f"/waiting/{job_id}.json").json == {
        "words": "It is being worked on. 2 of 8 parts.",
        "done": 2,
        "total": 8,
        "isOver": False,
    }


def test_the_list_leads_to_it_and_is_empty_for_somebody_else(app, scopes, browser, job_id):
    assert f'href="/waiting/{job_id}"' in browser.get("/waiting").text
    cy = Browser(app).sign_in(sign_up(scopes, "cy@example.org", "Cy"))
    assert "the big one" not in cy.get("/waiting").text
    assert [cy.get(f"/waiting/{job_id}{end}").status_code for end in ("", ".json", "/file")] == [404] * 3


def test_what_failed_says_what_to_do_and_polls_no_more(scopes, browser, job_id):
    with changed(scopes, job_id) as job:
        job.state, job.finished_at = "failed", scopes.clock()
    text = browser.get(f"/waiting/{job_id}").text
    assert f"number {job_id} failed" in text
    assert "js/waiting.js" not in text
    assert browser.get(f"/waiting/{job_id}.json").json["isOver"]


def test_a_small_export_is_there_at_once_and_a_big_one_is_prepared(scopes, browser, monkeypatch):
    assert browser.get("/account/export.json").status_code == 200
    monkeypatch.setattr(export_jobs, "AT_ONCE_ROWS", -1)
    assert browser.get("/account/export.json").headers["Location"] == "/account/export"
    assert browser.get("/account/export.zip").headers["Location"] == "/account/export"
    assert "Prepare CSV files" in browser.get("/account/export").text
    place = browser.post("/account/export", {"ending": "zip"}).headers["Location"]
    assert place.startswith("/waiting/")
    assert "It waits for its turn." in browser.get(place).text
    run_due_jobs(scopes)
    assert f'href="{place}/file"' in browser.get(place).text
    response = browser.get(f"{place}/file")
    assert response.data[:2] == b"PK"
    assert response.headers["Content-Disposition"] == "attachment; filename=medcode-trainer-2026-03-02.zip"
    assert response.headers["Cache-Control"] == "no-store"


def test_no_export_of_another_kind_is_prepared(browser):
    assert browser.post("/account/export", {"ending": "exe"}).status_code == 422

"""What somebody waits for, in a browser: the page follows the work by itself and ends with the file."""

from playwright.sync_api import Page, expect

from tests.browser.live import LiveServer
from tests.browser.looks import assert_good
from tests.browser.steps import Learner
from trainer.db.models.jobs import Job
from trainer.services import accounts, export_jobs
from trainer.services.jobs import run_due_jobs


def test_a_big_export_is_waited_for_and_taken_away(page: Page, learner: Learner, live_server: LiveServer) -> None:
    with live_server.scopes.writing() as scope:
        token = accounts.open_session(scope, live_server.learner_id(scope.session, learner.email), "elsewhere")
        scope.actor = accounts.find_signed_in(scope, token)
        job_id = export_jobs.queue_export(scope, "zip")
    page.goto(f"/waiting/{job_id}")
    expect(page.locator("#waiting-words")).to_contain_text("It waits for its turn. 0 of ")
    assert_good(page)
    with live_server.scopes.writing() as scope:
        job = scope.session.get_one(Job, job_id)
        job.progress_done, job.progress_total, job.progress_unit = 3, 8, "tables"
    expect(page.locator("#waiting-words")).to_contain_text("3 of 8 tables")
    run_due_jobs(live_server.scopes)
    with page.expect_download() as file:
        page.get_by_role("link", name="Download").click()
    assert file.value.suggested_filename.endswith(".zip")
    assert_good(page)
    page.goto("/waiting")
    expect(page.get_by_role("link", name="personal data as CSV files")).to_be_visible()
    assert_good(page)

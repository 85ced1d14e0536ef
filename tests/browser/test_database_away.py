"""PostgreSQL goes away under an exam and a case: the browser keeps what is entered and sends it when it is back."""

import os
import random
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.postgresql import OwnPostgresql, find_binaries
from tests.browser import steps
from tests.browser.live import LiveServer
from tests.conftest import CHEAP, QUIET
from tests.support.exams import an_exam_library, publish_exams
from tests.support.library import a_library
from tests.support.requirements import require
from tests.support.served import served
from trainer.config import Settings, resource_folder
from trainer.db.engine import make_engines
from trainer.factory import Program
from trainer.services.maintenance import prepare_database
from trainer.services.scope import Scopes

OUTAGE_MS = int(float(os.environ.get("TRAINER_TEST_OUTAGE_SECONDS", "0")) * 1000)
"""How long it stays away once everything is kept in the browser; nothing here depends on how long that is."""
PATIENCE_MS = 30_000
"""A page tries again ever more rarely, at last every eight seconds."""


@pytest.fixture(scope="module")
def postgresql() -> Iterator[OwnPostgresql]:
    binaries = find_binaries()
    require("postgresql", binaries is not None, "no PostgreSQL to stop: install Debian's package postgresql")
    assert binaries is not None
    with OwnPostgresql(binaries) as server:
        yield server


@pytest.fixture(scope="module")
def site(postgresql: OwnPostgresql, small_book: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """The program with a small library on that server."""
    folder = tmp_path_factory.mktemp("away")
    settings = Settings(folder, postgresql.url, secret_key="only for tests", password_cost=CHEAP, log=QUIET)
    scopes = Scopes(make_engines(postgresql.url), settings, lambda: datetime.now(UTC), random.Random(7))
    shutil.copyfile(small_book, settings.codebook_path)
    prepare_database(scopes)
    publish_exams(scopes, replace(an_exam_library(), cases=a_library().cases))
    app = Program(settings, scopes, resource_folder("question_banks"), resource_folder("case_studies")).web()
    with served(app) as port:
        yield LiveServer(f"http://127.0.0.1:{port}", scopes)
    scopes.engines.dispose()


@pytest.fixture
def page(site: LiveServer, browser: Browser) -> Iterator[Page]:
    """Without a watch: a browser complains about each reply that says 503."""
    context = browser.new_context(base_url=site.address)
    context.set_default_timeout(PATIENCE_MS)
    yield context.new_page()
    context.close()


def test_answers_of_an_exam_are_kept_and_sent_when_it_is_back(
    page: Page, site: LiveServer, postgresql: OwnPostgresql
) -> None:
    learner = steps.sign_up(page)
    number = steps.start_exam(page, "/exams?form=short-25", "")
    page.keyboard.press("a")
    steps.wait_until_saved(page)
    before = site.letters_of(learner.email, number)
    postgresql.kill()
    for letter in "bcd":
        page.keyboard.press("n")
        page.keyboard.press(letter)
    state = page.locator("#save-state")
    expect(state).to_have_text(re.compile("3 answers kept on this device"))
    other = page.context.new_page()
    response = other.goto("/practice")
    assert response is not None
    assert response.status == 503
    expect(other.get_by_role("heading", level=1)).to_have_text("Out for a moment")
    other.close()
    page.wait_for_timeout(OUTAGE_MS)
    postgresql.launch()
    postgresql.wait()
    expect(state).to_have_text("saved ✓", timeout=PATIENCE_MS)
    assert site.letters_of(learner.email, number) == before | {2: "B", 3: "C", 4: "D"}
    page.reload()
    steps.wait_for_runner(page)
    expect(page.locator("#navigator-sum")).to_have_text("4 of 25 answered")


def test_work_on_a_case_is_kept_on_the_page_and_saved_when_it_is_back(page: Page, postgresql: OwnPostgresql) -> None:
    steps.sign_up(page, "Bea Coder")
    page.goto("/cases")
    page.get_by_role("listitem").get_by_role("button").first.click()
    code = page.get_by_label("Diagnosis A", exact=True)
    state = page.locator("#saved")
    code.fill("H66.001")
    expect(state).to_have_text("saved ✓")
    postgresql.kill()
    code.fill("H66.91")
    expect(state).to_have_text(re.compile("not saved yet, and kept on this page. It is tried again."))
    page.wait_for_timeout(OUTAGE_MS)
    postgresql.launch()
    postgresql.wait()
    expect(state).to_have_text("saved ✓", timeout=PATIENCE_MS)
    page.reload()
    expect(code).to_have_value("H66.91")

"""A running program, a browser, and pages that keep watch over what they load."""

import random
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect, sync_playwright

from tests.browser.classroom_steps import Classroom, a_classroom
from tests.browser.live import LiveServer
from tests.browser.looks import Look
from tests.browser.steps import Learner, NewPage, Work, do_some_work, sign_up
from tests.browser.watch import Watch
from tests.conftest import CHEAP, QUIET
from tests.support.once import folder_of_run
from tests.support.requirements import chromium_path
from tests.support.served import served
from trainer.codebook.compile import checksum_file
from trainer.config import Settings, resource_folder
from trainer.db.engine import make_engines
from trainer.factory import Program
from trainer.services.maintenance import prepare_database, publish_if_changed
from trainer.services.scope import Scopes

LAUNCH = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE_MS = 15_000


def _now() -> datetime:
    return datetime.now(UTC)


def _program(folder: Path) -> Program:
    settings = Settings(
        data_folder=folder,
        database_url=f"sqlite:///{folder / 'trainer.sqlite3'}",
        secret_key="only for tests",
        password_cost=CHEAP,
        log_in_limit="10000 per minute",
        guest_limit="10000 per minute",
        log=QUIET,
    )
    scopes = Scopes(make_engines(settings.database_url), settings, _now, random.Random(20260302))
    return Program(settings, scopes, resource_folder("question_banks"), resource_folder("case_studies"))


def _prepare(folder: Path) -> None:
    """The shipped content is published."""
    program = _program(folder)
    prepare_database(program.scopes)
    publish_if_changed(program.scopes, program.banks, program.cases)
    program.scopes.engines.dispose()


@pytest.fixture(scope="session")
def live_server(tmp_path_factory: pytest.TempPathFactory, full_book_file: Path) -> Iterator[LiveServer]:
    """The program with the shipped content, on a SQLite file and a free port."""
    chromium_path()  # skips before the content is published in vain
    prepared = folder_of_run(tmp_path_factory, "live", _prepare)
    folder = tmp_path_factory.mktemp("live")
    shutil.copytree(prepared, folder, dirs_exist_ok=True)
    for part in (full_book_file, checksum_file(full_book_file)):
        shutil.copy(part, folder)
    program = _program(folder)
    with served(program.web()) as port:
        yield LiveServer(f"http://127.0.0.1:{port}", program.scopes)
    program.scopes.engines.dispose()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium_path()
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(LAUNCH))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def watched() -> Iterator[dict[int, tuple[Page, Watch]]]:
    """The pages of `look`, by who looks."""
    watched: dict[int, tuple[Page, Watch]] = {}
    yield watched
    for page, _ in watched.values():
        page.context.close()


@pytest.fixture
def look(live_server: LiveServer, browser: Browser, watched: dict[int, tuple[Page, Watch]]) -> Iterator[Look]:
    """Opens addresses in one page for all tests of a module, which only look: a context of its own costs more time."""

    def open_address(address: str, cookies: StorageState | None = None) -> Page:
        if id(cookies) not in watched:
            context = browser.new_context(base_url=live_server.address, storage_state=cookies)
            context.set_default_timeout(PATIENCE_MS)
            watched[id(cookies)] = context.new_page(), Watch(context, live_server.address)
        page, _ = watched[id(cookies)]
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(address)
        return page

    yield open_address
    assert [complaint for _, watch in watched.values() for complaint in watch.complaints] == []


@pytest.fixture
def new_page(live_server: LiveServer, browser: Browser) -> Iterator[NewPage]:
    """Opens a page in a context of its own; when the test ends, none may have complained or left the origin."""
    watches: list[Watch] = []

    def open_page(**options: object) -> Page:
        options = {"viewport": {"width": 1280, "height": 900}} | options
        context = browser.new_context(base_url=live_server.address, **options)
        context.set_default_timeout(PATIENCE_MS)
        watches.append(Watch(context, live_server.address))
        return context.new_page()

    yield open_page
    for watch in watches:
        watch.context.close()
    assert [complaint for watch in watches for complaint in watch.complaints] == []


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A fresh page, nobody signed in."""
    return new_page()


@pytest.fixture
def learner(page: Page) -> Learner:
    """A new learner, signed in on `page`."""
    return sign_up(page)


@pytest.fixture(scope="session")
def work(live_server: LiveServer, browser: Browser) -> Work:
    """A learner who has one of everything, to look at all pages with."""
    context = browser.new_context(base_url=live_server.address)
    context.set_default_timeout(PATIENCE_MS)
    watch = Watch(context, live_server.address)
    done = do_some_work(context.new_page())
    context.close()
    assert watch.complaints == []
    return done


@pytest.fixture(scope="session")
def classroom(live_server: LiveServer) -> Classroom:
    """A class with work in it, to look at every page of its instructor with."""
    return a_classroom(live_server)

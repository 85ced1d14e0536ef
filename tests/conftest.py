"""Fixtures that every test may ask for. Tests with a database run on SQLite and on PostgreSQL."""

import gc
import random
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import hypothesis
import pytest
import structlog

from tests.support.clock import Clock
from tests.support.code_book import BUILT, build_small_book
from tests.support.compiled import share_compiled
from tests.support.databases import PostgresqlTemplate, SqliteTemplate
from tests.support.once import folder_of_run
from tests.support.requirements import postgresql_url
from tests.support.warm import warm
from trainer.codebook.book import SqliteCodeBook
from trainer.codebook.compile import compile_book
from trainer.codebook.parts import Collection, Release
from trainer.codebook.releases import read_icd10cm, shipped_tabular
from trainer.config import Log, PasswordCost, Settings
from trainer.db.engine import Engines, make_engines
from trainer.services.code_releases import build_book
from trainer.services.scope import Scopes

CHEAP = PasswordCost(passes=1, memory_kib=8, lanes=1, at_once=50)
QUIET = Log(level="warning")
"""Requests leave no line."""

share_compiled()
# What an error is logged with where nobody has set logging up: one that shows all values takes two seconds.
structlog.get_config()["processors"][-1].exception_formatter = structlog.dev.plain_traceback
hypothesis.settings.register_profile("here", deadline=None)  # no clock that a busy machine could trip
hypothesis.settings.load_profile("here")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Looking for garbage again and again in what stays until the end took a fifth of the time."""
    gc.disable()
    try:
        return (yield)
    finally:
        _start_hypothesis()
        gc.freeze()
        gc.callbacks.append(_let_stay)
        gc.set_threshold(20_000, 50, 10)  # what is young at a time lives on for the most part
        gc.enable()


@hypothesis.settings(max_examples=1, derandomize=True, database=None)
@hypothesis.given(hypothesis.strategies.none())
def _start_hypothesis(_: None) -> None:
    """At its first test it looks for who holds its random numbers, and would not find what the collector lets be."""


def _let_stay(phase: str, info: dict[str, int]) -> None:
    """What has outlived the tests until now outlives the next ones too: caches, and what a session's fixtures hold."""
    if phase == "stop" and info["generation"] == 2:
        gc.freeze()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplate:
    return SqliteTemplate(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql_template() -> Iterator[PostgresqlTemplate]:
    template = PostgresqlTemplate(postgresql_url())
    yield template
    template.drop()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The URL of a fresh, migrated, empty database."""
    template = request.getfixturevalue(f"{request.param}_template")
    with template.copy() as url:
        yield url


@pytest.fixture
def engines(database_url: str) -> Iterator[Engines]:
    engines = make_engines(database_url)
    with warm(engines):
        yield engines


@pytest.fixture
def settings(database_url: str, tmp_path) -> Settings:
    return Settings(
        data_folder=tmp_path,
        database_url=database_url,
        secret_key="only for tests",
        password_cost=CHEAP,
        base_url="http://trainer.test",
        log_in_limit="1000 per minute",
        guest_limit="1000 per minute",
        log=QUIET,
    )


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def scopes(engines: Engines, settings: Settings, clock: Clock) -> Scopes:
    return Scopes(engines, settings, clock, random.Random(20260302))


@pytest.fixture(scope="session")
def small_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small code book, compiled once a session."""
    target = tmp_path_factory.mktemp("small") / "codes.sqlite"
    build_small_book(target)
    return target


@pytest.fixture
def code_book(small_book: Path, settings: Settings) -> Path:
    """The small code book where the program looks for its own: claims can be graded."""
    return shutil.copyfile(small_book, settings.codebook_path)


@pytest.fixture(scope="session")
def release() -> Release:
    """The shipped release of ICD-10-CM, of April 2026."""
    return read_icd10cm(shipped_tabular().name, shipped_tabular().read_bytes())


@pytest.fixture(scope="session")
def book_file(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code book of the shipped release alone, compiled once a run."""

    def make(folder: Path) -> None:
        compile_book(folder / "codes.sqlite", Collection([release]), BUILT, lambda *_: None)

    return folder_of_run(tmp_path_factory, "release", make) / "codes.sqlite"


@pytest.fixture(scope="session")
def full_book_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code book of all that is shipped, as it is built at the first start; its checksum lies beside it."""

    def make(folder: Path) -> None:
        build_book(Settings(folder, "sqlite://"), BUILT, lambda *_: None)

    return Settings(folder_of_run(tmp_path_factory, "full-book", make), "sqlite://").codebook_path


@pytest.fixture(scope="session")
def book(book_file: Path) -> Iterator[SqliteCodeBook]:
    book = SqliteCodeBook(book_file, date(2026, 6, 1))
    yield book
    book.close()

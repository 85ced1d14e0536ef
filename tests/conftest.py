"""Fixtures that every test may ask for. Tests with a database run on SQLite and on PostgreSQL."""

import random
from collections.abc import Iterator

import pytest

from tests.support.clock import Clock
from tests.support.databases import PostgresqlTemplate, SqliteTemplate
from trainer.config import PasswordCost, Settings
from trainer.db.engine import Engines, make_engines
from trainer.services.scope import Scopes

CHEAP = PasswordCost(passes=1, memory_kib=8, lanes=1)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplate:
    return SqliteTemplate(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql_template() -> Iterator[PostgresqlTemplate]:
    template = PostgresqlTemplate()
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
    yield engines
    engines.dispose()


@pytest.fixture
def settings(database_url: str, tmp_path) -> Settings:
    return Settings(
        data_folder=tmp_path,
        database_url=database_url,
        secret_key="only for tests",
        password_cost=CHEAP,
        base_url="http://trainer.test",
        log_in_limit="1000 per minute",
    )


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def scopes(engines: Engines, settings: Settings, clock: Clock) -> Scopes:
    return Scopes(engines, settings, clock, random.Random(20260302))

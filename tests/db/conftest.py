"""A database with one row in every table, made once for a module; each test takes back what it did."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, Table

from tests.db.sample_rows import insert_first, tables_of
from trainer.db.engine import make_engines


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest) -> Iterator[Engine]:
    template = request.getfixturevalue(f"{request.param}_template")
    with template.copy() as url:
        engines = make_engines(url)
        with engines.write.begin() as connection:
            insert_first(connection, tables_of(connection))
        yield engines.write
        engines.dispose()


@pytest.fixture(scope="module")
def tables(filled: Engine) -> dict[str, Table]:
    with filled.connect() as connection:
        return tables_of(connection)


@pytest.fixture
def connection(filled: Engine) -> Iterator[Connection]:
    with filled.connect() as connection:
        yield connection
        connection.rollback()

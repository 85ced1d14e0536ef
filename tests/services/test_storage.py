"""What the program takes up."""

import os
import random
import shutil
from dataclasses import replace

import pytest

from tests.support.people import an_administrator, sign_up
from trainer.db.engine import make_engines
from trainer.db.models.base import Base
from trainer.domain.kernel.errors import NotFound
from trainer.services.scope import Scopes
from trainer.services.storage import get_storage


def test_every_table_is_counted_and_the_database_has_a_size(scopes, learner):
    with an_administrator(scopes).reading() as scope:
        page = get_storage(scope)
    rows = {table.name: table.rows for table in page.tables}
    assert set(rows) == set(Base.metadata.tables)
    assert rows["users"] == 2
    assert rows["items"] > 0
    assert [table.rows for table in page.tables] == sorted(rows.values(), reverse=True)
    assert page.database_bytes > 10_000
    assert page.free_bytes > 0
    assert page.code_book_bytes == 0
    is_sqlite = page.kind == "SQLite"
    assert all((table.bytes is None) == is_sqlite for table in page.tables)
    assert (page.backups is not None) == is_sqlite
    assert "secret" not in page.place


def test_copies_beside_the_database_are_listed_newest_first(scopes, settings, code_book, tmp_path):
    if settings.sqlite_path is None:
        pytest.skip("a database server is backed up there")
    own = tmp_path / "own.sqlite3"  # the folder of the test databases is shared
    shutil.copyfile(settings.sqlite_path, own)
    settings = replace(settings, database_url=f"sqlite:///{own}")
    engines = make_engines(settings.database_url)
    scopes = Scopes(engines, settings, scopes.clock, random.Random(1))
    for number, name in enumerate(("old.bak", "new.bak")):
        path = tmp_path / name
        path.write_bytes(b"x" * (number + 1))
        os.utime(path, (1_770_000_000 + number, 1_770_000_000 + number))
    with an_administrator(scopes).reading() as scope:
        page = get_storage(scope)
    assert page.backups is not None
    assert [(file.name, file.bytes) for file in page.backups] == [("new.bak", 2), ("old.bak", 1)]
    assert page.code_book_bytes > 0
    engines.dispose()


def test_it_is_for_administrators(scopes):
    with sign_up(scopes).reading() as scope, pytest.raises(NotFound):
        get_storage(scope)

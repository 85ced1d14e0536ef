"""Whether a database is a demo: nothing that the demo did not make is ever filled up or thrown away."""

import sqlite3
from contextlib import closing
from enum import StrEnum
from pathlib import Path

from trainer.db.queries import demo as queries
from trainer.services.demo.people import known_addresses
from trainer.services.scope import Scope

BEGUN, DONE = "demo.begin", "demo.end"
_ENDINGS = ("", "-wal", "-shm")


class DemoUnusable(Exception):
    """The folder cannot be used for a demo; the text says why, and what to do."""


class Standing(StrEnum):
    """What a database is to the demo. HALF: the filling of it was interrupted."""

    EMPTY = "empty"
    HALF = "half"
    WHOLE = "whole"


def standing_of(scope: Scope) -> Standing:
    """What the database is.

    Raises:
        DemoUnusable: it holds people whom the demo did not make.
    """
    marks = [row["action"] for row in queries.list_marks(scope.session, (BEGUN, DONE))]
    addresses = queries.list_addresses(scope.session)
    others = [each for each in addresses if each not in known_addresses()]
    if others or (not marks and queries.count_users(scope.session)):
        count = f"{len(others)} accounts" if len(others) != 1 else "an account"
        raise DemoUnusable(
            f"The database in {scope.settings.data_folder} has {count} that the demo did not make: it is left alone. "
            "Give the demo a folder of its own with --data, or delete that one yourself."
        )
    if not marks:
        return Standing.EMPTY
    return Standing.WHOLE if DONE in marks else Standing.HALF


def throw_away(database: Path) -> None:
    """Deletes a demo's database file. Check `standing_of` before, and close every connection to it.

    Raises:
        DemoUnusable: another program has it open.
    """
    try:
        with closing(sqlite3.connect(database, timeout=0.2)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")  # not possible while anybody else has it open
    except sqlite3.OperationalError as error:
        raise DemoUnusable(f"Another program has {database} open. Stop it first: is a demo being served?") from error
    for ending in _ENDINGS:
        database.with_name(database.name + ending).unlink(missing_ok=True)

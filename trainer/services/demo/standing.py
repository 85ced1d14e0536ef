"""Whether a database is a demo: nothing that the demo did not make is ever filled up or thrown away."""

import sqlite3
from contextlib import closing
from enum import StrEnum
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from trainer.db.queries import demo as queries
from trainer.services.demo.people import known_addresses
from trainer.services.scope import Scope

BEGUN, DONE = "demo.begin", "demo.end"
_ENDINGS = ("", "-wal", "-shm")
_LEFT_ALONE = (
    "The database in {} {}: it is left alone. "
    "Give the demo a folder of its own with --data, or delete that one yourself."
)


class DemoUnusable(Exception):
    """The folder cannot be used for a demo; the text says why, and what to do."""


class Standing(StrEnum):
    """What a database is to the demo. HALF: the filling of it was interrupted."""

    EMPTY = "empty"
    HALF = "half"
    WHOLE = "whole"


def standing_of(scope: Scope) -> Standing:
    """What the database is. Nothing is changed: not even an older database is brought up to date.

    Raises:
        DemoUnusable: it holds people whom the demo did not make, or is no database of this program.
    """
    try:
        if not queries.has_tables(scope.session):
            return Standing.EMPTY
        marks = [row["action"] for row in queries.list_marks(scope.session, (BEGUN, DONE))]
        others = sorted(set(queries.list_addresses(scope.session)) - known_addresses())
        is_foreign = bool(others) or (not marks and queries.count_users(scope.session) > 0)
    except DatabaseError as error:
        raise DemoUnusable(_LEFT_ALONE.format(scope.settings.data_folder, "cannot be read")) from error
    if is_foreign:
        found = f"has accounts that the demo did not make ({', '.join(others[:3]) or 'guests'})"
        raise DemoUnusable(_LEFT_ALONE.format(scope.settings.data_folder, found))
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

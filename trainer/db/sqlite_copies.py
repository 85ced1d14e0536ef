"""A copy of a SQLite database while people save, and whether a copy is whole."""

import sqlite3
from contextlib import closing
from pathlib import Path

PAGES_A_STEP = 2_000
"""8 MB with pages of 4 KiB."""
_MOST_NAMED = 5


class CopyBroken(Exception):
    """The database, or its copy, is damaged; the message says how."""


class InUse(Exception):
    """Another program has the database open."""


def copy_database(source: Path, target: Path) -> None:
    """Copies the database as it is at one moment; what was committed before the call is in it.

    In WAL mode a reader holds up no writer: the whole copy is read in one transaction, so that it neither has to begin
    anew whenever somebody saves nor mixes two moments. The copy is one file, without a log beside it.

    Raises:
        sqlite3.Error: the database cannot be read, or there is no room for the copy.
    """
    with closing(sqlite3.connect(f"file:{_quoted(source)}?mode=rw", uri=True, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM sqlite_master").fetchone()  # from here on the moment stands
        with closing(sqlite3.connect(target, isolation_level=None)) as copy:
            copy.execute("PRAGMA synchronous=OFF")  # whoever keeps the copy syncs it
            reader.backup(copy, pages=PAGES_A_STEP, sleep=0)
            copy.execute("PRAGMA journal_mode=DELETE")
        reader.execute("ROLLBACK")


def check_copy(file: Path) -> None:
    """Raises:
    CopyBroken: pages are damaged, an index does not agree with its table, or a row refers to one that is not there.
    """
    try:
        with closing(sqlite3.connect(f"file:{_quoted(file)}?mode=ro", uri=True)) as copy:
            wrong = [row[0] for row in copy.execute("PRAGMA integrity_check(5)") if row[0] != "ok"]
            broken = copy.execute("PRAGMA foreign_key_check").fetchmany(_MOST_NAMED)
    except sqlite3.DatabaseError as error:
        raise CopyBroken(str(error)) from error
    wrong += [f"a row of {table} refers to a row of {parent} that is not there" for table, _, parent, _ in broken]
    if wrong:
        raise CopyBroken("; ".join(wrong))


def fold(file: Path) -> None:
    """Writes what lies in the log beside the file into it, and onto the disk; the log is gone then."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA journal_mode=DELETE")


def set_aside(database: Path, kept_as: Path) -> None:
    """Renames a database that nobody uses; its log is first written into it.

    Raises:
        InUse: it is open elsewhere. Nothing was changed.
    """
    try:
        with closing(sqlite3.connect(database, timeout=1, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")  # refused while anybody else has it open
    except sqlite3.OperationalError as error:
        raise InUse(str(error)) from error
    except sqlite3.DatabaseError:  # damaged: kept as it is, with what lies beside it
        for ending in ("-wal", "-shm"):
            beside = database.with_name(database.name + ending)
            if beside.is_file():
                beside.rename(kept_as.with_name(kept_as.name + ending))
    database.rename(kept_as)


def _quoted(path: Path) -> str:
    return str(path.absolute()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")

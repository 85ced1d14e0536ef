"""Compiles releases of code sets into one SQLite file, which is put in its place only when it is complete."""

import os
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

from trainer.codebook.parts import Entry, Release
from trainer.codebook.schema import FORMAT, INDEXES, TABLES
from trainer.domain.codesets.book import System

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""

_ROWS_AT_ONCE = 10_000


def compile_book(target: Path, releases: Sequence[Release], now: datetime, progress: Progress) -> None:
    """Writes the code book. Whoever has the old file open keeps it; a build that is killed leaves it in place.

    Raises:
        OSError: the folder cannot be written, or the disk is full; the old file stays.
    """
    building = target.with_name(f"{target.name}.{os.getpid()}.building")
    building.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(building, isolation_level=None)) as connection:
            _write(connection, releases, now, progress)
        building.replace(target)
    except sqlite3.OperationalError as error:
        raise OSError(f"{target.parent}: {error}") from error
    finally:
        building.unlink(missing_ok=True)


def _write(connection: sqlite3.Connection, releases: Sequence[Release], now: datetime, progress: Progress) -> None:
    connection.execute("PRAGMA journal_mode=OFF")
    connection.execute("PRAGMA synchronous=OFF")
    connection.executescript(TABLES)
    connection.execute("BEGIN")
    first_id = 1
    for release_id, release in enumerate(releases, 1):
        connection.execute(
            "INSERT INTO releases VALUES (?, ?, ?, ?, ?, ?)",
            (
                release_id,
                release.system,
                release.name,
                release.effective_from.isoformat(),
                release.source,
                release.billable,
            ),
        )
        _write_entries(connection, release, release_id, first_id, progress)
        first_id += len(release.entries)
    for statement in INDEXES:
        connection.execute(statement)
    meta = {"format": str(FORMAT), "built_at": now.isoformat(), "codes": str(first_id - 1)}
    connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
    connection.execute("COMMIT")


def _write_entries(
    connection: sqlite3.Connection, release: Release, release_id: int, first_id: int, progress: Progress
) -> None:
    ids = {entry.code: number for number, entry in enumerate(release.entries, first_id)}
    for start in range(0, len(release.entries), _ROWS_AT_ONCE):
        part = release.entries[start : start + _ROWS_AT_ONCE]
        codes = (_code_row(entry, ids, release.system, release_id) for entry in part)
        notes = ((ids[entry.code], place, *note) for entry in part for place, note in enumerate(entry.notes))
        sevenths = ((ids[entry.code], place, *one) for entry in part for place, one in enumerate(entry.sevenths))
        connection.executemany("INSERT INTO codes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", codes)
        connection.executemany("INSERT INTO notes VALUES (?, ?, ?, ?)", notes)
        connection.executemany("INSERT INTO sevenths VALUES (?, ?, ?, ?)", sevenths)
        progress(release.name, min(start + _ROWS_AT_ONCE, len(release.entries)), len(release.entries))


def _code_row(entry: Entry, ids: Mapping[str, int], system: System, release_id: int) -> tuple[object, ...]:
    return (
        ids[entry.code],
        system,
        entry.code,
        entry.display,
        entry.title,
        entry.level,
        entry.is_billable,
        ids.get(entry.parent),
        release_id,
        release_id,
    )

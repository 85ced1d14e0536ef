"""Compiles everything that is known of code sets into one SQLite file, put in its place only when it is complete."""

import hashlib
import json
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import astuple
from datetime import date, datetime
from itertools import groupby, islice
from pathlib import Path

from trainer.codebook.errors import ReleaseUnusable
from trainer.codebook.parts import Collection, Edit, EditTable, IndexTable, Release
from trainer.codebook.phrases import Row, write_search
from trainer.codebook.schema import FORMAT, INDEXES, TABLES
from trainer.domain.codesets.edits import AddOnEdit, MueEdit, PtpEdit

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""

_ROWS_AT_ONCE = 10_000
_OLD_SECONDS = 3600


def compile_book(target: Path, collection: Collection, now: datetime, progress: Progress) -> None:
    """Writes the code book and its checksum. Whoever has the old file open keeps it; a killed build leaves it in place.

    Raises:
        ReleaseUnusable: a release names a code twice, or two releases of a code set begin on the same day.
        OSError: the folder cannot be written, or the disk is full; the old file stays.
    """
    _sweep(target, now)
    building = target.with_name(f"{target.name}.{os.getpid()}.building")
    building.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(building, isolation_level=None)) as connection:
            _write(connection, collection, now, progress)
        checksum = _checksum(building)
        building.replace(target)
        checksum_file(target).write_text(f"{checksum}\n")
    except sqlite3.OperationalError as error:
        raise OSError(f"{target.parent}: {error}") from error
    finally:
        building.unlink(missing_ok=True)


def _sweep(target: Path, now: datetime) -> None:
    """Removes what a killed build left behind; what is younger may be another process at work."""
    for left in target.parent.glob(f"{target.name}.*.building"):
        with suppress(FileNotFoundError):  # the other process has just finished
            if now.timestamp() - left.stat().st_mtime > _OLD_SECONDS:
                left.unlink()


def checksum_file(target: Path) -> Path:
    """Where the SHA-256 of a code book is kept."""
    return target.with_name(f"{target.name}.sha256")


def is_whole(target: Path) -> bool:
    """Whether the file is, byte for byte, the one that was compiled. Reads all of it."""
    try:
        return checksum_file(target).read_text().strip() == _checksum(target)
    except OSError:
        return False


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(connection: sqlite3.Connection, collection: Collection, now: datetime, progress: Progress) -> None:
    begun = time.perf_counter()
    connection.execute("PRAGMA journal_mode=OFF")
    connection.execute("PRAGMA synchronous=OFF")
    connection.executescript(TABLES)
    connection.execute("BEGIN")
    rows = _write_releases(connection, collection.releases, progress)
    tables = _write_tables(connection, collection.tables)
    write_search(connection, rows, tables, collection.synonyms, progress)
    for place, term in enumerate(collection.glossary, 1):
        values = (place, term.part, term.kind, term.meaning, json.dumps(term.examples), json.dumps(term.variants))
        connection.execute("INSERT INTO glossary VALUES (?, ?, ?, ?, ?, ?)", values)
    for number, edits in enumerate(collection.edits, 1):
        _write_edits(connection, number, edits, progress)
    for statement in INDEXES:
        connection.execute(statement)
    meta = {
        "format": str(FORMAT),
        "built_at": now.isoformat(),
        "build_seconds": f"{time.perf_counter() - begun:.1f}",
        "fingerprint": collection.fingerprint,
    }
    connection.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
    connection.execute("COMMIT")


def _write_releases(connection: sqlite3.Connection, releases: Sequence[Release], progress: Progress) -> list[Row]:
    """All releases, those of a code set together and oldest first, so that their numbers follow one another."""
    ordered = sorted(releases, key=lambda release: (release.system, release.effective_from))
    rows: list[Row] = []
    number = 0
    for _, group in groupby(ordered, key=lambda release: release.system):
        of_system, begun = list(group), len(rows)
        known: dict[str, Row] = {}
        for release in of_system:
            number += 1
            _write_release(connection, number, release)
            known = _carried_on(known, release, number, rows)
        positions = _positions(of_system)
        for row in rows[begun:]:
            row.position = positions[row.entry.code]
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        part = list(enumerate(rows[start : start + _ROWS_AT_ONCE], start + 1))
        notes = ((number, place, *note) for number, row in part for place, note in enumerate(row.entry.notes))
        sevenths = ((number, place, *one) for number, row in part for place, one in enumerate(row.entry.sevenths))
        connection.executemany(
            "INSERT INTO codes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (_values(number, row) for number, row in part),
        )
        connection.executemany("INSERT INTO notes VALUES (?, ?, ?, ?)", notes)
        connection.executemany("INSERT INTO sevenths VALUES (?, ?, ?, ?)", sevenths)
        progress("codes", min(start + _ROWS_AT_ONCE, len(rows)), len(rows))
    return rows


def _write_release(connection: sqlite3.Connection, number: int, release: Release) -> None:
    values = (
        number,
        release.system,
        release.name,
        release.effective_from.isoformat(),
        release.source,
        release.billable,
    )
    try:
        connection.execute("INSERT INTO releases VALUES (?, ?, ?, ?, ?, ?)", values)
    except sqlite3.IntegrityError as error:
        message = f"there is another release of {release.system} in force from {release.effective_from}"
        raise ReleaseUnusable(release.source, 0, message) from error


def _carried_on(before: dict[str, Row], release: Release, number: int, rows: list[Row]) -> dict[str, Row]:
    """The rows in force in a release: those of the one before that did not change, and new ones."""
    now: dict[str, Row] = {}
    for entry in release.entries:
        if entry.code in now:
            raise ReleaseUnusable(release.source, 0, f"names {entry.display} twice")
        row = before.get(entry.code)
        if row is not None and row.entry == entry:
            row.last_release = number
        else:
            chapter = now[entry.parent].chapter if entry.parent in now else entry.code
            row = Row(release.system, entry, chapter, number, number)
            rows.append(row)
        now[entry.code] = row
    return now


def _positions(releases: Sequence[Release]) -> dict[str, int]:
    """Where each code stands in the printed order, which is not that of the codes: M1A is between M08 and M10.

    The order of the latest release counts; a code of earlier ones alone stands behind what stood before it there.
    """
    behind: dict[str, list[str]] = {}
    known: set[str] = set()
    for release in reversed(releases):
        before = ""
        for entry in release.entries:
            if entry.code not in known:
                known.add(entry.code)
                behind.setdefault(before, []).insert(0, entry.code)
            before = entry.code
    positions: dict[str, int] = {}
    waiting = behind.pop("", [])[::-1]
    while waiting:
        code = waiting.pop()
        positions[code] = len(positions)
        waiting += reversed(behind.get(code, ()))
    return positions


def _values(number: int, row: Row) -> tuple[object, ...]:
    entry = row.entry
    return (
        number,
        row.system,
        entry.code,
        entry.display,
        entry.title,
        entry.level,
        entry.is_billable,
        entry.parent,
        row.chapter,
        row.position,
        row.first_release,
        row.last_release,
    )


def _write_tables(connection: sqlite3.Connection, tables: Sequence[IndexTable]) -> Sequence[IndexTable]:
    for number, table in enumerate(tables, 1):
        heads = json.dumps(table.heads)
        values = (number, table.kind, table.effective_from.isoformat(), table.source, heads)
        try:
            connection.execute("INSERT INTO index_tables VALUES (?, ?, ?, ?, ?)", values)
        except sqlite3.IntegrityError as error:
            message = f"there is another {table.kind} table in force from {table.effective_from}"
            raise ReleaseUnusable(table.source, 0, message) from error
        connection.executemany("INSERT INTO index_terms VALUES (?, ?, ?, ?, ?, ?, ?, ?)", _term_rows(number, table))
    return tables


def _term_rows(number: int, table: IndexTable) -> Iterator[tuple[object, ...]]:
    letter = ""
    for place, term in enumerate(table.terms):
        if term.depth == 0:
            letter = term.title[:1].upper() if term.title[:1].isalpha() else "#"
        yield number, place, term.depth, letter, term.title, json.dumps(term.cells), term.see, term.see_also


def _write_edits(connection: sqlite3.Connection, number: int, table: EditTable, progress: Progress) -> None:
    written = 0
    edits = iter(table.edits)
    while part := list(islice(edits, _ROWS_AT_ONCE)):
        _insert_edits(connection, number, part)
        written += len(part)
        progress(f"edits of {table.source}", written, written)
    values = (number, table.kind, table.setting, table.effective_from.isoformat(), table.source, written)
    connection.execute("INSERT INTO edit_tables VALUES (?, ?, ?, ?, ?, ?)", values)


def _insert_edits(connection: sqlite3.Connection, number: int, part: Iterable[Edit]) -> None:
    tables = {PtpEdit: "ptp_edits", AddOnEdit: "add_on_edits", MueEdit: "mue_edits"}
    for edit in part:
        values = [value.isoformat() if isinstance(value, date) else value for value in astuple(edit)]
        marks = ", ".join("?" * len(values))
        connection.execute(f"INSERT INTO {tables[type(edit)]} VALUES (?, {marks})", (number, *values))  # noqa: S608

"""Filling an empty database: done by the program once a process for each library, then copied row by row.

Publishing takes as long as all the rest of most tests. What is done with a database that has something in it, and what
is done at another time, is never copied.
"""

import sqlite3
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from psycopg import Connection, Cursor

from tests.support.clock import Clock
from trainer.content.library import Library
from trainer.services.publisher import Published
from trainer.services.publishing import publish_library
from trainer.services.scope import Scopes

T = TypeVar("T")

_BEGINNING = {"alembic_version": 1, "grading_runs": 1}
"""How many rows a migrated database has."""


class Copy(Protocol):
    def fits(self, raw: Any) -> bool:
        """Whether its rows are all that there would be."""

    def load(self, raw: Any) -> None:
        """Puts the rows into an empty database."""


class SqliteCopy:
    """The pages of the database."""

    def __init__(self, raw: sqlite3.Connection) -> None:
        self._pages = sqlite3.connect(":memory:", check_same_thread=False)
        raw.backup(self._pages)

    def fits(self, raw: sqlite3.Connection) -> bool:
        return _is_empty("sqlite", raw)

    def load(self, raw: sqlite3.Connection) -> None:
        self._pages.backup(raw)


@dataclass(frozen=True, slots=True)
class PostgresqlCopy:
    """The rows of the tables that were empty before, and where sequences stand."""

    rows: dict[str, bytes]
    sequences: dict[str, int]

    @classmethod
    def of(cls, raw: Connection[Any]) -> "PostgresqlCopy":
        with raw.cursor() as cursor:
            rows = {name: _copy_out(cursor, name) for name in _count(cursor, _tables(cursor)) if name not in _BEGINNING}
            cursor.execute(_SEQUENCES)
            sequences = {name: last for name, table, last in cursor.fetchall() if table in rows and last is not None}
        raw.rollback()
        return cls(rows, sequences)

    def fits(self, raw: Connection[Any]) -> bool:
        """Whether there is nothing in any of its tables."""
        with raw.cursor() as cursor:
            is_empty = not _count(cursor, list(self.rows))
        raw.rollback()
        return is_empty

    def load(self, raw: Connection[Any]) -> None:
        with raw.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")  # the rows were checked when they were made
            for name, lines in self.rows.items():
                with cursor.copy(f'COPY "{name}" FROM STDIN') as copy:
                    copy.write(lines)
            places = ", ".join(f"setval('\"{name}\"', {last})" for name, last in self.sequences.items())
            cursor.execute(f"SELECT {places}")
        raw.commit()


_SEQUENCES = """
    SELECT sequencename, table_of_it.relname, last_value FROM pg_sequences
      JOIN pg_depend ON objid = format('%I.%I', schemaname, sequencename)::regclass AND deptype IN ('a', 'i')
      JOIN pg_class AS table_of_it ON table_of_it.oid = refobjid
     WHERE schemaname = 'public' AND classid = 'pg_class'::regclass
"""
_KEPT: dict[tuple[object, ...], tuple[Any, Copy]] = {}
_WORDS: dict[int, tuple[Library, str]] = {}
"""By identity; the library is kept with its words, so that no other comes to have it."""
_MOST_WORDS = 8


def publish_once(scopes: Scopes, library: Library) -> Published:
    """What publishing the library said; the program does it where the database has something in it already."""
    return made_once(scopes, _words_of(library), lambda: _publish(scopes, library))


def made_once(scopes: Scopes, name: str, make: Callable[[], T]) -> T:
    """What `make` returned when it filled an empty database; called again where there is something in it already."""
    kind = scopes.engines.write.dialect.name
    moment = scopes.clock() if isinstance(scopes.clock, Clock) else None  # of a real clock's minutes ago is as good
    key = (kind, moment, name)
    connection = scopes.engines.write.raw_connection()
    try:
        raw = connection.driver_connection
        if key in _KEPT:
            said, copy = _KEPT[key]
            if not copy.fits(raw):
                return make()
            copy.load(raw)
            return deepcopy(said)
        is_empty = _is_empty(kind, raw)
        said = make()
        if is_empty:
            _KEPT[key] = deepcopy(said), SqliteCopy(raw) if kind == "sqlite" else PostgresqlCopy.of(raw)
        return said
    finally:
        connection.close()


def _words_of(library: Library) -> str:
    """All that is in it; told once of a library that is published again and again."""
    if id(library) not in _WORDS:
        if len(_WORDS) >= _MOST_WORDS:
            _WORDS.clear()
        _WORDS[id(library)] = library, repr(library)
    return _WORDS[id(library)][1]


def _publish(scopes: Scopes, library: Library) -> Published:
    with scopes.writing() as scope:
        return publish_library(scope, library)


def _is_empty(kind: str, raw: Any) -> bool:
    """Whether the database is as migrations leave it, and, on PostgreSQL, whether its user may copy rows into it."""
    cursor = raw.cursor()
    try:
        if kind == "sqlite":
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
            )
            return _count(cursor, [name for (name,) in cursor.fetchall()]) == _BEGINNING
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone()[0]) and _count(cursor, _tables(cursor)) == _BEGINNING
    finally:
        cursor.close()
        raw.rollback()


def _tables(cursor: Cursor[Any]) -> list[str]:
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return [name for (name,) in cursor.fetchall()]


def _count(cursor: Any, tables: list[str]) -> dict[str, int]:
    """The number of rows of each table that has some, counted no further than two."""
    asked = (f"SELECT '{name}', count(*) FROM (SELECT 1 FROM \"{name}\" LIMIT 2) AS few" for name in sorted(tables))
    cursor.execute(" UNION ALL ".join(asked))
    return {name: count for name, count in cursor.fetchall() if count}


def _copy_out(cursor: Cursor[Any], name: str) -> bytes:
    with cursor.copy(f'COPY "{name}" TO STDOUT') as copy:
        return b"".join(bytes(part) for part in copy)

"""Fills a database with the work of thousands of learners: copies of a few made-up pasts, in one statement a table.

The rows of a batch are stored by sitting, not by learner, as they come in on a real server.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from sqlalchemy import Table, make_url

from trainer.db.models import Base

FIRST_COPY = 1_000_000
BATCH = 500
"""Learners of whom the rows are mixed."""
CLASS_SIZE = 30
SESSIONS = 5
EVENTS = 20
_NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) "

Execute = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Copies:
    """So many new learners, made of the learners of these ids in turn."""

    templates: Sequence[int]
    count: int
    first: int = FIRST_COPY


def learner_tables() -> list[Table]:
    """The tables whose rows belong to a learner, those that others refer to first."""
    return [
        table for table in Base.metadata.sorted_tables if next(iter(table.primary_key.columns)).name == "learner_id"
    ]


def add_copies(url: str, copies: Copies) -> None:
    """Adds the learners with all that their templates have done."""
    with _bulk(url) as execute:
        for first in range(copies.first, copies.first + copies.count, BATCH):
            count = min(BATCH, copies.first + copies.count - first)
            _plan(execute, copies, first, count)
            _add_people(execute)
            for table in learner_tables():
                _copy(execute, table)
            execute("COMMIT")
            execute("BEGIN")


def add_around(url: str, copies: Copies, at: datetime) -> None:
    """What else grows with the number of learners: classes, enrolments, sign-ins, the audit trail, jobs done."""
    classes, moment = max(1, copies.count // CLASS_SIZE), at.isoformat(" ")
    last = copies.first + copies.count
    with _bulk(url) as execute:
        execute(
            _NUMBERS.format(count=classes)
            + "INSERT INTO classes (id, title, term, track, time_zone, join_code, created_at) "
            f"SELECT {FIRST_COPY} + i, 'Class ' || i, 'Spring', 'cpc', 'UTC', 'COPY' || (1000000 + i), '{moment}' "
            "FROM n"
        )
        execute(
            "INSERT INTO enrolments (class_id, person_id, role, joined_at) "
            f"SELECT {FIRST_COPY} + 1 + (id - {copies.first}) % {classes}, id, 'learner', '{moment}' FROM users "
            f"WHERE id >= {copies.first} AND id < {last}"
        )
        people = f"FROM users CROSS JOIN n WHERE id >= {copies.first} AND id < {last}"
        execute(
            _NUMBERS.format(count=SESSIONS)
            + "INSERT INTO user_sessions (user_id, token_hash, device, created_at, expires_at) "
            f"SELECT id, 'copy-' || id || '-' || i, 'Firefox', '{moment}', '{moment}' {people}"
        )
        execute(
            _NUMBERS.format(count=EVENTS) + "INSERT INTO audit_events (at, actor_id, action, subject, detail) "
            f"SELECT '{moment}', id, 'logged_in', 'user ' || id, '' {people}"
        )
        execute(
            _NUMBERS.format(count=EVENTS // 4)
            + "INSERT INTO jobs (kind, payload, state, run_at, tries, last_error, created_at, finished_at) "
            f"SELECT 'mail', '{{}}', 'done', '{moment}', 1, '', '{moment}', '{moment}' {people}"
        )


def settle(url: str) -> None:
    """What a server does by itself in the long run: statistics of the tables, and the log written into them."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(_file(url))) as connection:
            connection.execute("ANALYZE")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return
    with psycopg.connect(_address(url), autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")
        connection.execute("CHECKPOINT")


def count_answers(url: str) -> int:
    return _ask(url, "SELECT count(*) FROM answers")


def database_bytes(url: str) -> int:
    if url.startswith("sqlite"):
        return _ask(url, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
    return _ask(url, "SELECT pg_database_size(current_database())")


def _ask(url: str, query: str) -> int:
    with _bulk(url) as execute:
        return int(execute(query).fetchone()[0])


@contextmanager
def _bulk(url: str) -> Iterator[Execute]:
    """A connection for rows that are known to be whole: nothing is checked or synced until they are stored."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(_file(url), isolation_level=None)) as lite:
            for pragma in ("foreign_keys=OFF", "synchronous=OFF", "cache_size=-500000", "temp_store=MEMORY"):
                lite.execute(f"PRAGMA {pragma}")
            lite.execute("BEGIN")
            yield lite.execute
            lite.execute("COMMIT")
        return
    with psycopg.connect(_address(url), autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET synchronous_commit = off")
        connection.execute("SET work_mem = '256MB'")
        connection.execute("BEGIN")
        yield connection.execute
        connection.execute("COMMIT")


def _file(url: str) -> str:
    return make_url(url).database or ""


def _address(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def _plan(execute: Execute, copies: Copies, first: int, count: int) -> None:
    """Which learner is made of which."""
    execute("CREATE TEMPORARY TABLE IF NOT EXISTS copies (id BIGINT PRIMARY KEY, template BIGINT)")
    execute("DELETE FROM copies")
    pairs = (
        f"({each}, {copies.templates[(each - copies.first) % len(copies.templates)]})"
        for each in range(first, first + count)
    )
    execute(f"INSERT INTO copies VALUES {', '.join(pairs)}")


def _add_people(execute: Execute) -> None:
    users = Base.metadata.tables["users"]
    address = "'copy-' || c.id || '@example.org'"
    values = {"id": "c.id", "email": address, "email_key": address}
    selected = ", ".join(values.get(column.name, f"t.{column.name}") for column in users.columns)
    names = ", ".join(column.name for column in users.columns)
    execute(
        f"INSERT INTO users ({names}) SELECT {selected} FROM users t JOIN copies c ON c.template = t.id ORDER BY c.id"
    )


def _copy(execute: Execute, table: Table) -> None:
    names = [f'"{column.name}"' for column in table.columns]
    selected = ", ".join("c.id" if name == '"learner_id"' else f"t.{name}" for name in names)
    order = ("t.attempt_number, " if "attempt_number" in table.columns else "") + "c.id"
    execute(
        f'INSERT INTO "{table.name}" ({", ".join(names)}) SELECT {selected} FROM "{table.name}" t '
        f"JOIN copies c ON c.template = t.learner_id ORDER BY {order}"
    )

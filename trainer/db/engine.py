"""Engines: one that writes and one that only reads, with the same code on SQLite and PostgreSQL.

SQLite's driver opens transactions of its own accord and commits them behind one's back; here it never does: the
engine's begin event sends BEGIN, and a writing transaction takes the write lock at once (BEGIN IMMEDIATE), because
an upgrade from reading to writing fails whenever somebody else wrote in between.
"""

import sqlite3
import threading
import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

BUSY_MS = 15_000
"""How long a writer waits for the lock before it gives up."""

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA recursive_triggers=ON",  # else INSERT OR REPLACE deletes a frozen row without asking its trigger
    f"PRAGMA busy_timeout={BUSY_MS}",
    "PRAGMA fullfsync=ON",
    "PRAGMA checkpoint_fullfsync=ON",
)


@dataclass(frozen=True, slots=True)
class Engines:
    """`write` for requests that change something, `read` for all others: a write through it is refused."""

    write: Engine
    read: Engine

    def dispose(self) -> None:
        self.write.dispose()
        self.read.dispose()


def make_engines(url: str, pool_size: int = 10) -> Engines:
    """Engines for a SQLite or PostgreSQL URL. Nothing is connected yet."""
    if url.startswith("sqlite"):
        return Engines(
            _sqlite_engine(url, pool_size, reads_only=False), _sqlite_engine(url, pool_size, reads_only=True)
        )
    return _postgresql_engines(url, pool_size)


def _postgresql_engines(url: str, pool_size: int) -> Engines:
    """A commit is acknowledged when it is on disk, whatever a server, a database or a role has as its default.

    Said in each transaction that may write: a pooler such as pgbouncer hands every transaction to another connection,
    and refuses settings that come with the start of a connection.
    """
    write = create_engine(url, pool_size=pool_size, max_overflow=pool_size, pool_pre_ping=True)

    @event.listens_for(write, "begin")
    def _begin(connection: Connection) -> None:
        if not connection.get_execution_options().get("postgresql_readonly"):
            connection.exec_driver_sql("SET LOCAL synchronous_commit = on")

    return Engines(write, write.execution_options(postgresql_readonly=True))


def _sqlite_engine(url: str, pool_size: int, reads_only: bool) -> Engine:
    engine = create_engine(url, pool_size=pool_size, max_overflow=pool_size, pool_reset_on_return="rollback")
    line = threading.Lock()

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, record: Any) -> None:
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        if reads_only:
            connection.execute("PRAGMA query_only=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if reads_only:
            connection.exec_driver_sql("BEGIN")
        else:
            _begin_writing(connection, line)

    return engine


def _begin_writing(connection: Connection, line: threading.Lock) -> None:
    """BEGIN IMMEDIATE: the first in line asks for the write lock once a millisecond, the others stand behind it.

    SQLite's own waiting sleeps for longer and longer, up to 100 ms, while newcomers overtake: under load it makes
    those who were unlucky wait for seconds.
    """
    raw: Any = connection.connection.dbapi_connection
    give_up_at = time.monotonic() + BUSY_MS / 1000
    is_first = line.acquire(timeout=BUSY_MS / 1000)
    try:
        raw.execute("PRAGMA busy_timeout=0")
        while time.monotonic() < give_up_at:
            try:
                raw.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                    break
                time.sleep(0.001)
            else:
                return
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # raises what is wrong, as every statement does
    finally:
        if is_first:
            line.release()
        raw.execute(f"PRAGMA busy_timeout={BUSY_MS}")

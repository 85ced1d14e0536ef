"""Engines: one that writes and one that only reads, with the same code on SQLite and PostgreSQL.

SQLite's driver opens transactions of its own accord and commits them behind one's back; here it never does: the
engine's begin event sends BEGIN, and a writing transaction takes the write lock at once (BEGIN IMMEDIATE), because
an upgrade from reading to writing fails whenever somebody else wrote in between.
"""

import sqlite3
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
    write = create_engine(url, pool_size=pool_size, max_overflow=pool_size, pool_pre_ping=True)
    return Engines(write, write.execution_options(postgresql_readonly=True))


def _sqlite_engine(url: str, pool_size: int, reads_only: bool) -> Engine:
    engine = create_engine(url, pool_size=pool_size, max_overflow=pool_size, pool_reset_on_return="rollback")
    begin = "BEGIN" if reads_only else "BEGIN IMMEDIATE"

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, record: Any) -> None:
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        if reads_only:
            connection.execute("PRAGMA query_only=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine

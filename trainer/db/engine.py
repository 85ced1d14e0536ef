"""Engines: one that writes and one that only reads, with the same code on SQLite and PostgreSQL.

SQLite's driver opens transactions of its own accord and commits them behind one's back; here it never does: the
engine's begin event sends BEGIN, and a writing transaction takes the write lock at once (BEGIN IMMEDIATE), because
an upgrade from reading to writing fails whenever somebody else wrote in between.
"""

import sqlite3
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

from trainer.db.queries.graded import MULTI_INSERTS
from trainer.db.replica import Replica

POOL_SIZE = 10
POOL_WAIT_SECONDS = 10
"""How long a request waits for a connection when all are in use."""
CONNECT_SECONDS = 5
REPLICA_CONNECT_SECONDS = 2

_KEPT_ALIVE = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3, "tcp_user_timeout": 20_000}
"""A server that vanished without a word, as in a failover, is noticed after about so many ms, not after hours."""

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
    """`write` for requests that change something, `read` for all others: a write through it is refused.

    `reports` reads what may lie behind: from the replica where there is one, else it is `read`.
    """

    write: Engine
    read: Engine
    reports: Engine
    replica: Replica | None = None

    def dispose(self) -> None:
        for engine in (self.write, self.read, self.reports):
            engine.dispose()

    def forget_connections(self) -> None:
        """In a process that was forked: the connections are its parent's, who goes on with them."""
        for engine in (self.write, self.read, self.reports):
            engine.dispose(close=False)


def make_engines(url: str, pool_size: int = POOL_SIZE, *, pooler: bool = False, replica_url: str = "") -> Engines:
    """Engines for a SQLite or PostgreSQL URL. Nothing is connected yet.

    `pooler`: connections go through pgbouncer in transaction mode, where each transaction may meet another server
    process: nothing is prepared on the server. `replica_url` names a replica of a PostgreSQL database.
    """
    if url.startswith("sqlite"):
        read = _sqlite_engine(url, pool_size, reads_only=True)
        return Engines(_sqlite_engine(url, pool_size, reads_only=False), read, read)
    return _postgresql_engines(url, replica_url, pool_size, pooler)


def _how_to_connect(pooler: bool, seconds: int) -> dict[str, Any]:
    how: dict[str, Any] = {"connect_timeout": seconds, **_KEPT_ALIVE}
    return how | {"prepare_threshold": None} if pooler else how


def _postgresql_engines(url: str, replica_url: str, pool_size: int, pooler: bool) -> Engines:
    """A commit is acknowledged when it is on disk, whatever a server, a database or a role has as its default.

    Said in each transaction that may write: a pooler such as pgbouncer hands every transaction to another connection,
    and refuses settings that come with the start of a connection.
    """
    how = _how_to_connect(pooler, CONNECT_SECONDS)
    sizes: dict[str, Any] = {
        "pool_size": pool_size,
        "max_overflow": pool_size,
        "pool_timeout": POOL_WAIT_SECONDS,
    }
    write = create_engine(url, connect_args=how, pool_pre_ping=True, hide_parameters=True, **sizes)

    @event.listens_for(write, "begin")
    def _begin(connection: Connection) -> None:
        if not connection.get_execution_options().get("postgresql_readonly"):
            connection.exec_driver_sql("SET LOCAL synchronous_commit = on")

    event.listen(write, "rollback", _end_reading)
    read = write.execution_options(postgresql_readonly=True)
    if not replica_url:
        return Engines(write, read, read)
    how_there = _how_to_connect(pooler, REPLICA_CONNECT_SECONDS)
    there = create_engine(replica_url, connect_args=how_there, hide_parameters=True, **sizes)
    event.listen(there, "rollback", _end_reading)
    replica = Replica(there, write, how)
    return Engines(write, read, replica.engine.execution_options(postgresql_readonly=True), replica)


def _end_reading(connection: Connection) -> None:
    """A transaction that only read ends by COMMIT: the driver forgets all prepared statements at every ROLLBACK.

    What comes after it finds no transaction to roll back, or says itself that the connection has broken.
    """
    if connection.invalidated or not connection.get_execution_options().get("postgresql_readonly"):
        return
    raw: Any = connection.connection.dbapi_connection
    if raw.info.transaction_status.name == "INTRANS":
        with suppress(connection.dialect.loaded_dbapi.Error):
            raw.commit()


def _sqlite_engine(url: str, pool_size: int, reads_only: bool) -> Engine:
    sizes: dict[str, Any] = {"pool_size": pool_size, "max_overflow": pool_size}
    engine = create_engine(url, pool_reset_on_return="rollback", hide_parameters=True, **sizes)
    line = threading.Lock()

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, record: Any) -> None:
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        if reads_only:
            connection.execute("PRAGMA query_only=ON")
        else:
            for each in MULTI_INSERTS:
                each.prepare(connection)

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

"""Connections to PostgreSQL that outlive the test which opened them.

Each new server process learns about all tables anew, which took longer than most tests do. What a connection knew of a
test is gone with the rows of the test, and one that is not idle when its test ends is closed.
"""

import select
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import event

from trainer.db.engine import Engines

_MOST = 4
"""Kept for a database."""
_idle: dict[str, list[psycopg.Connection[Any]]] = defaultdict(list)


@contextmanager
def warm(engines: Engines) -> Iterator[None]:
    """Within the block the engines open their connections as ever, but take those first that another test has left."""
    engine = engines.write
    name = str(engine.url.database)
    if engine.dialect.name != "postgresql":
        yield
        engines.dispose()
        return
    event.listen(engine, "do_connect", lambda *_: _take(name))
    yield
    engine.dialect.do_close = lambda connection: _keep(name, connection)
    engines.dispose()


def pids(name: str) -> list[int]:
    """The server processes of the connections that are kept to this database."""
    return [connection.info.backend_pid for connection in _idle[name] if not connection.closed]


def forget(name: str) -> None:
    """Closes what is kept to this database."""
    for connection in _idle.pop(name, ()):
        connection.close()


def _take(name: str) -> psycopg.Connection[Any] | None:
    while _idle[name]:
        connection = _idle[name].pop()
        if not connection.closed and not any(select.select([connection.fileno()], [], [], 0)):
            return connection
        connection.close()  # the server has said something: a test has thrown it out
    return None


def _keep(name: str, connection: psycopg.Connection[Any]) -> None:
    is_idle = not connection.closed and connection.info.transaction_status is TransactionStatus.IDLE
    if not is_idle or len(_idle[name]) >= _MOST:
        connection.close()
        return
    connection.set_autocommit(False)
    connection.set_read_only(None)
    connection.set_isolation_level(None)
    _idle[name].append(connection)

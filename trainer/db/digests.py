"""What two databases of the same kind are compared by: rows and a digest of every table."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection

MODULUS = 2**64
_PORTIONS = 10_000

_POSTGRESQL_TABLES = """
    SELECT c.relname FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
     ORDER BY c.relname
"""
_SQLITE_TABLES = r"SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'"
_POSTGRESQL_DIGEST = """
    SELECT count(*), coalesce(sum(('x' || substr(md5(t::text), 1, 16))::bit(64)::bigint::numeric), 0) FROM "{table}" t
"""
_SAME_WORDS = ("SET LOCAL TimeZone = 'UTC'", "SET LOCAL DateStyle = 'ISO'", "SET LOCAL extra_float_digits = 1")
"""A row is compared as text: no server, database or role may write it in its own way."""


@dataclass(frozen=True, slots=True)
class TableDigest:
    """Number of rows, and the sum of their hashes modulo 2^64 in hexadecimal: the order of rows does not matter."""

    rows: int
    digest: str


def digest_tables(connection: Connection) -> dict[str, TableDigest]:
    """Every table of the database, by name, as the connection's transaction sees it."""
    if connection.dialect.name == "postgresql":
        return _digest_postgresql(connection)
    names = sorted(connection.exec_driver_sql(_SQLITE_TABLES).scalars())
    return {name: _digest_rows(_rows(connection, name)) for name in names}


def _digest_postgresql(connection: Connection) -> dict[str, TableDigest]:
    for statement in _SAME_WORDS:
        connection.exec_driver_sql(statement)
    tables = {}
    for name in connection.exec_driver_sql(_POSTGRESQL_TABLES).scalars().all():
        rows, total = connection.exec_driver_sql(_POSTGRESQL_DIGEST.format(table=name)).one()
        tables[name] = TableDigest(rows, f"{int(total) % MODULUS:016x}")
    return tables


def _rows(connection: Connection, table: str) -> Iterable[Any]:
    """The rows as the driver reads them, without the program's types."""
    raw: Any = connection.connection.dbapi_connection
    cursor = raw.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - a name out of the database itself
    while portion := cursor.fetchmany(_PORTIONS):
        yield from portion


def _digest_rows(rows: Iterable[Any]) -> TableDigest:
    count = total = 0
    for row in rows:
        count += 1
        total += int.from_bytes(blake2b(repr(row).encode(), digest_size=8).digest())
    return TableDigest(count, f"{total % MODULUS:016x}")

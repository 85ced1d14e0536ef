"""What a database tells about itself: version, wholeness, how firmly it stores, its clock."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from trainer.db.frozen import existing_triggers, expected_triggers

_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Version:
    """`number` can be compared: 150018, or 3040001."""

    name: str
    number: int


def is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


def version(connection: Connection) -> Version:
    if is_sqlite(connection):
        words = str(connection.exec_driver_sql("SELECT sqlite_version()").scalar_one())
        major, minor, patch = (int(part) for part in words.split(".")[:3])
        return Version(f"SQLite {words}", major * 1_000_000 + minor * 1_000 + patch)
    words = str(connection.exec_driver_sql("SHOW server_version").scalar_one())
    return Version(f"PostgreSQL {words}", int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()))


def damage(connection: Connection) -> list[str]:
    """What is broken, a few of it: pages and references on SQLite, indexes and constraints on PostgreSQL."""
    if is_sqlite(connection):
        pages = connection.exec_driver_sql(f"PRAGMA quick_check({_MOST_NAMED})").scalars().all()
        rows = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(_MOST_NAMED)
        return [
            *(str(page) for page in pages if page != "ok"),
            *(f"a reference of {row[0]} leads nowhere" for row in rows),
        ]
    indexes = connection.exec_driver_sql(
        "SELECT indexrelid::regclass::text FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid "
        "WHERE NOT indisvalid AND relnamespace = 'public'::regnamespace"
    ).scalars()
    constraints = connection.exec_driver_sql(
        "SELECT conname FROM pg_constraint WHERE NOT convalidated AND connamespace = 'public'::regnamespace"
    ).scalars()
    return [
        *(f"index {name} is not valid" for name in indexes),
        *(f"{name} was never validated" for name in constraints),
    ]


def weak_storage(connection: Connection) -> list[str]:
    """Settings under which what was acknowledged can be lost in a power cut."""
    if is_sqlite(connection):
        wanted = {"journal_mode": "wal", "synchronous": "2"}
        found = {name: str(connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()) for name in wanted}
    else:
        wanted = {"fsync": "on", "full_page_writes": "on"}
        found = {name: str(connection.exec_driver_sql(f"SHOW {name}").scalar_one()) for name in wanted}
    return [f"{name} is {found[name]}, not {value}" for name, value in wanted.items() if found[name] != value]


def clock_of(connection: Connection) -> datetime | None:
    """The moment on the database server; None where the database runs in this process."""
    if is_sqlite(connection):
        return None
    moment: datetime = connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
    return moment


def missing_triggers(connection: Connection) -> list[str]:
    """The triggers that keep rows frozen and are not there."""
    return sorted(expected_triggers(connection) - existing_triggers(connection))

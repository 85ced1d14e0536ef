"""Fresh, migrated databases: copies of one that is migrated once in each test process."""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from tests.support.requirements import postgresql_url
from trainer.db.engine import make_engines
from trainer.db.migrate import head_revision, migrate_to


class SqliteTemplate:
    """Copies a migrated file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "template.sqlite3"
        engines = make_engines(f"sqlite:///{self.file}")
        migrate_to(engines.write, head_revision())
        with engines.write.connect() as connection:
            connection.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        engines.dispose()

    @contextmanager
    def copy(self) -> Iterator[str]:
        target = self.folder / f"{uuid4().hex}.sqlite3"
        shutil.copyfile(self.file, target)
        yield f"sqlite:///{target}"
        for leftover in self.folder.glob(f"{target.name}*"):
            leftover.unlink()


class PostgresqlTemplate:
    """Databases on a server, each made with CREATE DATABASE … TEMPLATE and used again after it was emptied.

    Making one takes half a second, emptying one a hundredth of that. One whose tables are not as they were made, or
    that cannot be emptied, is dropped; so is every one where the server's user may not switch off triggers.
    """

    def __init__(self) -> None:
        self.server = make_url(postgresql_url())
        self.name = f"trainer_template_{uuid4().hex[:12]}"
        self._free: list[str] = []
        self._run(f'CREATE DATABASE "{self.name}"')
        engines = make_engines(self._url(self.name))
        migrate_to(engines.write, head_revision())
        engines.dispose()
        with self._connected(self.name) as connection:
            self._beginning = _read_beginning(connection)

    @contextmanager
    def copy(self) -> Iterator[str]:
        name = self._free.pop() if self._free else self._make()
        yield self._url(name)
        if self._is_emptied(name):
            self._free.append(name)
        else:
            self._run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def drop(self) -> None:
        for name in (*self._free, self.name):
            self._run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _make(self) -> str:
        name = f"trainer_test_{uuid4().hex[:12]}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{self.name}"')
        return name

    def _is_emptied(self, name: str) -> bool:
        """Whether the database is as it was made. Whoever is still connected is thrown out, as a forced drop does."""
        if self._beginning is None:
            return False
        try:
            with self._connected(name) as connection:
                connection.execute(text(_THROW_OUT))
                return self._beginning.restore(connection)
        except DBAPIError:
            return False

    @contextmanager
    def _connected(self, name: str) -> Iterator[Connection]:
        engine = create_engine(self._url(name), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            yield connection
        engine.dispose()

    def _url(self, name: str) -> str:
        return self.server.set(database=name).render_as_string(hide_password=False)

    def _run(self, statement: str) -> None:
        engine = create_engine(self.server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


_MAY_SWITCH_OFF_TRIGGERS = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
_THROW_OUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
_SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'"
_SHAPE = """
    SELECT md5(string_agg(part, ',' ORDER BY part)) FROM (
        SELECT relname || relkind::text || relpersistence::text AS part
          FROM pg_class WHERE relnamespace = 'public'::regnamespace
        UNION ALL
        SELECT concat_ws(' ', relname, attname, attnum, atttypid, atttypmod, attnotnull, atthasdef, attidentity)
          FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
         WHERE relnamespace = 'public'::regnamespace AND attnum > 0
        UNION ALL
        SELECT concat_ws(' ', relname, tgname, tgenabled, tgtype)
          FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE relnamespace = 'public'::regnamespace
        UNION ALL
        SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid))
          FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        UNION ALL
        SELECT proname || prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    ) AS parts
"""
"""A digest of tables, columns, triggers, constraints and functions."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a database has when it was made: the shape of its tables, its few rows, where its sequences stand."""

    shape: str
    rows: dict[str, list[dict[str, Any]]]
    sequences: dict[str, int | None]

    def restore(self, connection: Connection) -> bool:
        """Whether it could be: everything that came since is deleted, with triggers and foreign keys switched off."""
        if connection.execute(text(_SHAPE)).scalar_one() != self.shape:
            return False
        filled = set(_filled(connection, self.rows)) - {"alembic_version"}
        if connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all() != [head_revision()]:
            return False
        statements = ["SET lock_timeout = '2s'", "SET session_replication_role = replica"]
        statements += [f'DELETE FROM "{name}"' for name in filled]
        statements += [
            f"SELECT setval('\"{name}\"', {last or 1}, {str(last is not None).lower()})"
            for name, last in self.sequences.items()
        ]
        for statement in statements:
            connection.execute(text(statement))
        for name, rows in self.rows.items():
            for row in rows if name != "alembic_version" else ():
                columns = ", ".join(f'"{column}"' for column in row)
                values = ", ".join(f":{column}" for column in row)
                connection.execute(text(f'INSERT INTO "{name}" ({columns}) VALUES ({values})'), row)
        return True


def _read_beginning(connection: Connection) -> Beginning | None:
    if not connection.execute(text(_MAY_SWITCH_OFF_TRIGGERS)).scalar_one():
        return None
    tables = connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).scalars().all()
    rows = {
        name: [dict(row) for row in connection.execute(text(f'SELECT * FROM "{name}"')).mappings()] for name in tables
    }
    sequences = {row.sequencename: row.last_value for row in connection.execute(text(_SEQUENCES))}
    return Beginning(connection.execute(text(_SHAPE)).scalar_one(), rows, sequences)


def _filled(connection: Connection, tables: Iterable[str]) -> list[str]:
    """The tables that have rows."""
    asked = " UNION ALL ".join(f"""(SELECT '{name}' FROM "{name}" LIMIT 1)""" for name in tables)
    return list(connection.execute(text(asked)).scalars())

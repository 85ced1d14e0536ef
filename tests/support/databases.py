"""Fresh, migrated databases: copies of one that is migrated once in each test process."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from sqlalchemy import make_url

from tests.support import warm
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

    def __init__(self, server: str) -> None:
        self.server = make_url(server)
        self.name = f"trainer_template_{uuid4().hex[:12]}"
        self._free: list[str] = []
        self._lines: dict[str, psycopg.Connection[Any]] = {}
        self._marks: dict[str, str] = {}
        self._uses = 0
        self._run(f'CREATE DATABASE "{self.name}"')
        engines = make_engines(self._url(self.name))
        migrate_to(engines.write, head_revision())
        engines.dispose()
        with self._connect(self.name) as connection:
            self._beginning = _read_beginning(connection)

    @contextmanager
    def copy(self) -> Iterator[str]:
        name = self._free.pop() if self._free else self._make()
        yield self._url(name)
        if self._is_emptied(name):
            self._free.append(name)
        else:
            self._drop(name)

    def drop(self) -> None:
        for name in (*self._free, self.name):
            self._drop(name)

    def _make(self) -> str:
        name = f"trainer_test_{uuid4().hex[:12]}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{self.name}"')
        return name

    def _drop(self, name: str) -> None:
        warm.forget(name)
        self._marks.pop(name, None)
        if name in self._lines:
            self._lines.pop(name).close()
        self._run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _is_emptied(self, name: str) -> bool:
        """Whether the database is as it was made. Whoever is still connected is thrown out, as a forced drop does."""
        if self._beginning is None:
            return False
        self._uses += 1
        try:
            connection = self._line_to(name)
            marks = _ask(connection, _MARKS)
            if marks != self._marks.get(name, self._beginning.marks) and not self._beginning.has_shape_of(connection):
                return False
            self._marks[name] = marks
            self._beginning.restore(connection)
            if self._uses % _USES_BEFORE_CLEANING == 0:
                connection.execute("VACUUM")
        except psycopg.Error:
            return False
        return True

    def _line_to(self, name: str) -> psycopg.Connection[Any]:
        """The connection that empties this database: kept, because a new one has to learn about all tables first."""
        if name in self._lines:
            try:
                self._lines[name].execute(_THROW_OUT, (warm.pids(name),))
            except psycopg.OperationalError:  # a test threw it out
                self._lines.pop(name).close()
        if name not in self._lines:
            self._lines[name] = self._connect(name)
            self._lines[name].execute(_THROW_OUT, (warm.pids(name),))
        return self._lines[name]

    def _connect(self, name: str) -> psycopg.Connection[Any]:
        url = self.server.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
        return psycopg.connect(url, autocommit=True, application_name=EMPTIES)

    def _url(self, name: str) -> str:
        return self.server.set(database=name).render_as_string(hide_password=False)

    def _run(self, statement: str) -> None:
        with self._connect(str(self.server.database)) as connection:
            connection.execute(statement)


EMPTIES = "empties the databases of tests"
"""How the connection that is kept to every database calls itself."""

_USES_BEFORE_CLEANING = 100
_MAY_SWITCH_OFF_TRIGGERS = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
_THROW_OUT = (
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid() AND pid <> ALL(%s)"
)
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
_REVISION = "SELECT string_agg(version_num, ' ') FROM alembic_version"
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
_MARKS = (
    "SELECT concat_ws(' ', (SELECT string_agg(version_num, ' ') FROM alembic_version), "
    + ", ".join(
        f"(SELECT concat(count(*), ' ', sum(xmin::text::bigint)) FROM {name} WHERE {key} >= 16384)"
        for name, key in (
            ("pg_class", "oid"),
            ("pg_attribute", "attrelid"),
            ("pg_trigger", "oid"),
            ("pg_constraint", "oid"),
            ("pg_proc", "oid"),
        )
    )
    + ")"
)
"""Changes with each change of the same, and costs a fifth: how many there are, and which transactions wrote them."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a database has when it was made: the shape of its tables, its few rows, where its sequences stand."""

    marks: str
    shape: str
    revision: str
    filled: str
    """Asks for the tables that have rows, among all but that of the migrations."""
    first_rows: tuple[str, ...]
    """Statements that put them there."""
    sequences: str

    def has_shape_of(self, connection: psycopg.Connection[Any]) -> bool:
        return bool(_ask(connection, _SHAPE) == self.shape and _ask(connection, _REVISION) == self.revision)

    def restore(self, connection: psycopg.Connection[Any]) -> None:
        """Deletes everything that came since, with triggers and foreign keys switched off."""
        deletions = [f'DELETE FROM "{name}"' for (name,) in connection.execute(self.filled).fetchall()]
        settings = ("SET lock_timeout = '2s'", "SET session_replication_role = replica")
        connection.execute("; ".join((*settings, *deletions, *self.first_rows, self.sequences)))


def _read_beginning(connection: psycopg.Connection[Any]) -> Beginning | None:
    if not _ask(connection, _MAY_SWITCH_OFF_TRIGGERS):
        return None
    tables = [name for (name,) in connection.execute(_TABLES).fetchall()]
    filled = " UNION ALL ".join(f"""(SELECT '{name}' FROM "{name}" LIMIT 1)""" for name in tables)
    first_rows = []
    for (name,) in connection.execute(filled).fetchall():
        rows = _ask(connection, f'SELECT json_agg(each)::text FROM "{name}" AS each')
        first_rows.append(
            f'INSERT INTO "{name}" SELECT * FROM json_populate_recordset(NULL::"{name}", $rows${rows}$rows$)'
        )
    places = [
        f"setval('\"{name}\"', {last or 1}, {str(last is not None).lower()})"
        for name, last in connection.execute(_SEQUENCES).fetchall()
    ]
    sequences = f"SELECT {', '.join(places)}"
    asked = (_ask(connection, query) for query in (_MARKS, _SHAPE, _REVISION))
    return Beginning(*asked, filled, tuple(first_rows), sequences)


def _ask(connection: psycopg.Connection[Any], query: str) -> Any:
    row = connection.execute(query).fetchone()
    return row and row[0]

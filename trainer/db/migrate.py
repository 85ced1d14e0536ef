"""Brings a database to the newest revision, after a backup.

One that is newer than the program is left as it is: used, where it was written down that this program may, else
refused.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DatabaseError

from trainer.db.compatibility import ROLLING_FROM, may_run, note_oldest_program, read_oldest_program, revisions
from trainer.db.frozen import create_triggers, drop_triggers
from trainer.db.queries.graded import MULTI_INSERTS

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK_SECONDS = 10
"""How long a migration waits for a table that somebody uses. All who come after it wait as long: so it gives up."""
_ONE_AT_A_TIME = 7_236_001
"""The number of the lock under which machines of PostgreSQL migrate one after the other."""


class DatabaseUnusable(Exception):
    """The database cannot be used as it is; the message says why, what was kept and what to do."""


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What was done: revisions before ("" for an empty database) and after, and the backup, if one was made."""

    before: str
    after: str
    backup: Path | None


@dataclass(frozen=True, slots=True)
class State:
    """The revision of a database ("" when it is empty), and the oldest program for it ("" where that is not told)."""

    revision: str
    oldest_program: str

    @property
    def is_newer(self) -> bool:
        """Whether a newer version of the program migrated it."""
        return self.revision > head_revision()

    @property
    def is_usable(self) -> bool:
        """Whether this program may work on it, once it is migrated where it is older."""
        return may_run(head_revision(), self.revision, self.oldest_program)


def head_revision() -> str:
    """The newest revision that this program knows."""
    return max(revisions())


def current_revision(engine: Engine) -> str:
    """The revision of the database, "" when it is empty.

    Raises:
        DatabaseUnusable: it cannot be opened, or is not a database.
    """
    return read_state(engine).revision


def read_state(engine: Engine) -> State:
    """Where the database is.

    Raises:
        DatabaseUnusable: it cannot be opened, or is not a database.
    """
    try:
        with engine.connect() as connection:
            revision = _revision_in(connection)
            return State(revision, read_oldest_program(connection, revision))
    except (DatabaseError, OSError) as error:
        raise DatabaseUnusable(_explain(engine, error)) from error


def check_revision(state: State) -> None:
    """Raises:
    DatabaseUnusable: the database was written by a newer version, with which this program does not work.
    """
    current = state.revision
    if not state.is_usable:
        raise DatabaseUnusable(
            f"The database is at revision {current}; this version of the program knows revisions up to "
            f"{head_revision()}. Nothing was changed. Install the newer version again, or go back: stop it and put "
            f"the backup that was made before that upgrade (beside the database, a file ending in "
            f".before-{current}.bak) in the database's place."
        )


def upgrade(engine: Engine, database_file: Path | None, now: datetime) -> Upgrade:
    """Migrates to the newest revision. A SQLite file with content is copied first; a newer database stays as it is.

    Raises:
        DatabaseUnusable: not a database, newer than the program, not writable, or its backup cannot be made.
    """
    state, head = read_state(engine), head_revision()
    before = state.revision
    check_revision(state)
    if before >= head:
        return Upgrade(before, before, None)
    try:
        backup = _back_up(database_file, head, now) if database_file is not None and _has_content(engine) else None
        migrate_to(engine, head)
    except DatabaseError as error:
        raise DatabaseUnusable(_explain(engine, error)) from error
    return Upgrade(before, head, backup)


def migrate_to(engine: Engine, revision: str) -> None:
    """Runs the migrations up or down to `revision` ("base" for none) in one transaction, then renews the triggers."""
    from alembic import command  # noqa: PLC0415 - only a migration pays for importing it
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with _migrating(engine) as connection:
        config.attributes["connection"] = connection
        current = _revision_in(connection)
        if not _keeps_triggers(connection, current, revision):
            drop_triggers(connection)
        if revision != "base" and current < revision:
            command.upgrade(config, revision)
        elif revision == "base" or current > revision:
            command.downgrade(config, revision)
        if revision != "base":
            create_triggers(connection)
            note_oldest_program(connection, revision)


def _keeps_triggers(connection: Connection, current: str, revision: str) -> bool:
    """Whether no table is copied, and no frozen row touched: dropping triggers would lock every table meanwhile."""
    return connection.dialect.name == "postgresql" and revision != "base" and ROLLING_FROM <= current <= revision


def _revision_in(connection: Connection) -> str:
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""


@contextmanager
def _migrating(engine: Engine) -> Iterator[Connection]:
    """One transaction around all migrations.

    On SQLite a table is altered by copying it: with foreign keys on, dropping the old copy would delete the rows of
    other tables that refer to it. So they are off (which works only before BEGIN), and checked before COMMIT. What
    inserts into several tables goes too: no table can be renamed while one of those is not there yet.
    """
    if engine.dialect.name != "sqlite":
        with engine.begin() as connection:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ONE_AT_A_TIME})")
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
            yield connection
        return
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("PRAGMA foreign_keys=OFF")
        for each in MULTI_INSERTS:
            each.forget(raw.cursor())
        with Connection(engine, connection=raw) as connection, connection.begin():
            yield connection
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise DatabaseUnusable(f"The migration would break references ({broken[0][0]}); nothing was changed.")
    finally:
        raw.close()
        engine.dispose()


def _has_content(engine: Engine) -> bool:
    """Whether there are tables, of this program or of another."""
    return bool(set(inspect(engine).get_table_names()) - {"alembic_version"})


def _back_up(database_file: Path, revision: str, now: datetime) -> Path:
    """A consistent copy beside the database, named by the moment and the revision that it is about to get."""
    target = database_file.with_name(f"{database_file.name}.{now:%Y%m%dT%H%M%SZ}.before-{revision}.bak")
    try:
        with closing(sqlite3.connect(database_file)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
    except sqlite3.Error as error:
        if target.is_file():
            target.unlink()
        raise DatabaseUnusable(
            f"{database_file} has to be migrated, and its backup {target} cannot be written ({error}). Nothing was "
            f"changed. Make room beside it, or check the permissions of the folder."
        ) from error
    return target


def _explain(engine: Engine, error: Exception) -> str:
    place = engine.url.render_as_string(hide_password=True)
    reason = str(getattr(error, "orig", error))
    if "not a database" in reason:
        return f"{place} is no database of this program. It was left as it is. Move it away, or set another folder."
    if "unable to open" in reason or "readonly" in reason or "read-only" in reason or "Permission" in reason:
        return f"{place} cannot be opened for writing ({reason}). Check its permissions, or set another folder."
    if "lock timeout" in reason:
        return f"{place} is in use: a table was not free within {LOCK_SECONDS} s. Nothing was changed; try again."
    return f"{place} cannot be used: {reason}"

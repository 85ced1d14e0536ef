"""Dumps of a PostgreSQL database with its own programs, and what surrounds them: snapshots, scratch databases.

A password goes to them through the environment of their process: it stands on no command line and in no message.
"""

import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from sqlalchemy import URL, Connection, Engine, create_engine

SET_ASIDE = "trainer_before_restore"
"""The schema that holds what was there, until what is restored has been compared."""
_INSTALLED = Path("/usr/lib/postgresql")
_CHUNK = 1 << 20
_CLOSING_SECONDS = 2
_SECRETS = ("password", "sslpassword")


class DumpFailed(Exception):
    """A program of PostgreSQL is missing, does not fit the server, or has failed; the message says why."""


@dataclass(frozen=True, slots=True)
class Programs:
    """The folder of pg_dump and pg_restore, and their major version."""

    folder: Path
    version: int


def find_programs(server: int) -> Programs:
    """Those of the server's major version, else the next newer ones.

    Raises:
        DumpFailed: there are none, or only older ones, which refuse such a server.
    """
    found = sorted(_installed(), key=lambda programs: programs.version)
    for programs in found:
        if programs.version >= server:
            return programs
    if found:
        raise DumpFailed(
            f"The server is PostgreSQL {server}; pg_dump here is of version {found[-1].version}, which refuses a newer "
            f"server. Install the client programs of version {server} (on Debian: postgresql-client-{server})."
        )
    raise DumpFailed(
        f"pg_dump and pg_restore were found neither on the PATH nor under {_INSTALLED}. Install the client programs of "
        f"PostgreSQL {server} (on Debian: postgresql-client-{server})."
    )


def _installed() -> Iterator[Programs]:
    folders = {path.parent for path in _INSTALLED.glob("*/bin/pg_dump")}
    if on_path := shutil.which("pg_dump"):
        folders.add(Path(on_path).parent)
    for folder in folders:
        if (folder / "pg_restore").exists() and (version := _version_of(folder / "pg_dump")):
            yield Programs(folder, version)


def _version_of(program: Path) -> int:
    """Its major version, 0 when it does not tell."""
    try:
        told = subprocess.run([program, "--version"], capture_output=True, text=True, check=False, timeout=20)  # noqa: S603 - a program that was looked up
    except (OSError, subprocess.TimeoutExpired):
        return 0
    number = re.search(r"\) (\d+)", told.stdout)
    return int(number[1]) if number else 0


def server_version(connection: Connection) -> int:
    """The major version of the server."""
    return int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()) // 10_000


@contextmanager
def snapshot(engine: Engine) -> Iterator[tuple[Connection, str]]:
    """A transaction that sees one moment, and the name under which pg_dump sees the same one."""
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection, connection.begin():
        connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")  # it waits for pg_dump
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        yield connection, connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()


def dump(programs: Programs, url: URL, name_of_snapshot: str, target: IO[bytes]) -> None:
    """Writes the whole database, as of the snapshot, in the custom format.

    Raises:
        DumpFailed: pg_dump has failed.
        OSError: the target takes no more.
    """
    arguments = ["--format=custom", "--compress=1", f"--snapshot={name_of_snapshot}", f"--exclude-schema={SET_ASIDE}"]
    with _started(programs, "pg_dump", arguments, url, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        shutil.copyfileobj(process.stdout, target, _CHUNK)


def restore(programs: Programs, url: URL, source: IO[bytes]) -> None:
    """Fills the empty schema `public` in one transaction.

    Raises:
        DumpFailed: pg_restore has failed; nothing was changed.
    """
    arguments = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--schema=public"]
    with _started(programs, "pg_restore", arguments, url, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None
        try:
            shutil.copyfileobj(source, process.stdin, _CHUNK)
            process.stdin.close()
        except BrokenPipeError:  # it has ended: its exit code and its words say why
            pass


@contextmanager
def _started(
    programs: Programs, name: str, arguments: list[str], url: URL, **pipes: Any
) -> Iterator[subprocess.Popen[bytes]]:
    """The program at work; when the block is left it has ended well.

    Raises:
        DumpFailed: it has not.
    """
    conninfo, environment = connection_of(url)
    command = [str(programs.folder / name), *arguments, "--no-password", f"--dbname={conninfo}"]
    with tempfile.TemporaryFile() as words:
        with subprocess.Popen(command, env={**os.environ, **environment}, stderr=words, **pipes) as process:  # noqa: S603 - a program that was looked up
            try:
                yield process
            except BaseException:
                process.kill()
                raise
        if process.returncode:
            words.seek(0)
            said = without_secrets(words.read().decode(errors="replace").strip(), url)
            raise DumpFailed(f"{name} has failed ({process.returncode}): {said or 'it said nothing'}")


def connection_of(url: URL) -> tuple[str, Mapping[str, str]]:
    """What libpq connects by, without secrets, and the environment that holds the password."""
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415 - installed with PostgreSQL only

    dialect = url.get_dialect()()
    _, given = dialect.create_connect_args(url)
    known = {name: value for name, value in given.items() if name not in (*_SECRETS, "context")}
    return make_conninfo(**known), {"PGPASSWORD": str(url.password)} if url.password else {}


def without_secrets(words: str, url: URL) -> str:
    """The words of a program, without the password if they should name it."""
    return words.replace(str(url.password), "***") if url.password else words


@contextmanager
def scratch_database(engine: Engine, name: str) -> Iterator[Engine]:
    """A new, empty database on the same server, dropped at the end.

    Raises:
        sqlalchemy.exc.DBAPIError: this user may not make databases.
    """
    outside = create_engine(engine.url, isolation_level="AUTOCOMMIT")
    try:
        with outside.connect() as connection:
            connection.exec_driver_sql(f'CREATE DATABASE "{name}" TEMPLATE template0')
        inside = create_engine(engine.url.set(database=name))
        try:
            yield inside
        finally:
            inside.dispose()
            with outside.connect() as connection:
                connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')
    finally:
        outside.dispose()


def others_connected(engine: Engine) -> int:
    """How many other connections this database has, once those that are just being closed are gone."""
    statement = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend' "
        "AND pid <> pg_backend_pid()"
    )
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        until = time.monotonic() + _CLOSING_SECONDS
        while others := int(connection.exec_driver_sql(statement).scalar_one()):
            if time.monotonic() > until:
                break
            time.sleep(0.02)
        return others


def set_aside(engine: Engine) -> None:
    """What is in `public` lies in another schema from now on, and `public` is empty."""
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {SET_ASIDE} CASCADE")
        connection.exec_driver_sql(f"ALTER SCHEMA public RENAME TO {SET_ASIDE}")
        connection.exec_driver_sql("CREATE SCHEMA public")


def take_back(engine: Engine) -> None:
    """Undoes `set_aside`; what came since is dropped."""
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql(f"ALTER SCHEMA {SET_ASIDE} RENAME TO public")


def forget_aside(engine: Engine) -> None:
    """Drops what was set aside."""
    with engine.begin() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {SET_ASIDE} CASCADE")

"""Which programs may work on a database that was migrated further than they know.

Each migration from `ROLLING_FROM` on only adds, so that the program of the release before goes on while its machines
are replaced one by one. A migration that takes something away names, as `oldest_program`, the newest revision of the
first program that does without it. What came of that is written into the database itself, where an older program, which
does not have the newer migrations, can read it.
"""

import re
from importlib import import_module
from pathlib import Path

from sqlalchemy import Connection, inspect

ROLLING_FROM = "0014"
"""Programs from this revision on go on with databases of later ones."""

VERSIONS = Path(__file__).parent / "migrations" / "versions"
_PARTS = 10_000
_WORDS = re.compile(r"Revision (\d{4}) works with programs from (\d{4}) on\.")


def revisions() -> dict[str, str]:
    """The revisions that this program knows, oldest first, with the names of their modules."""
    found = ((match[1], path.stem) for path in VERSIONS.glob("*.py") if (match := re.match(r"(\d{4})_", path.name)))
    return dict(sorted(found))


def oldest_program_for(revision: str) -> str:
    """The newest revision that a program has to know at least, to work on a database at this one."""
    if revision <= ROLLING_FROM:
        return revision
    passed = [name for number, name in revisions().items() if ROLLING_FROM < number <= revision]
    named = (getattr(import_module(f"trainer.db.migrations.versions.{name}"), "oldest_program", "") for name in passed)
    return max(ROLLING_FROM, *named)


def note_oldest_program(connection: Connection, revision: str) -> None:
    """Writes down, in the transaction that migrates, which programs may work on it."""
    oldest = oldest_program_for(revision)
    if connection.dialect.name == "sqlite":
        number = int(revision) * _PARTS + int(oldest)
        connection.exec_driver_sql(f"PRAGMA user_version = {number}")
    else:
        words = f"Revision {revision} works with programs from {oldest} on."
        connection.exec_driver_sql(f"COMMENT ON TABLE alembic_version IS '{words}'")


def read_oldest_program(connection: Connection, revision: str) -> str:
    """What was written down for the revision of the database; "" where nothing was, or for another revision."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    if connection.dialect.name == "sqlite":
        number = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
        noted, oldest = f"{number // _PARTS:04d}", f"{number % _PARTS:04d}"
    else:
        words = connection.exec_driver_sql("SELECT obj_description('alembic_version'::regclass)").scalar()
        found = _WORDS.fullmatch(words or "")
        noted, oldest = (found[1], found[2]) if found else ("", "")
    return oldest if noted == revision else ""


def may_run(program: str, revision: str, oldest_program: str) -> bool:
    """Whether a program that knows revisions up to `program` may work on a database at `revision`."""
    return program >= revision or bool(oldest_program and program >= oldest_program)

"""Backup and restore of a database of at least one gigabyte, on SQLite and PostgreSQL.

`make bench NAME=restore` (`ARGS="--gb 0.1"` for a quicker run). The database holds the shipped content and the work of
some thousands of learners. It is backed up, verified, thrown away and restored; rows and digests of every table are
taken from the live database before and after, apart from those that the backup itself keeps. `restore.differences` is
the number of tables that are not as they were, on both databases together.
"""

import argparse
import logging
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import structlog
from sqlalchemy import Engine
from sqlalchemy import text as sql

from benchmarks import growth_fill
from benchmarks.figures import Figures
from benchmarks.growth import prepare, templates_in
from benchmarks.growth_fill import Copies
from benchmarks.postgresql import OwnPostgresql, find_binaries
from benchmarks.serving import CHEAP, SECRET, end_tidily
from trainer.config import Settings
from trainer.db.digests import TableDigest, digest_tables
from trainer.db.engine import make_engines
from trainer.services.backups import make_backup
from trainer.services.restoring import restore_backup, verify_backup
from trainer.services.scope import Scopes

LEARNERS_A_STEP = 300


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of one database."""

    gb: float
    backup_s: float
    restore_s: float
    differences: int


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gb", type=float, default=1.0)
    parser.add_argument("--only", choices=("sqlite", "postgresql"))
    options = parser.parse_args()
    end_tidily()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    figures, outcomes = Figures(), list[Outcome]()
    with tempfile.TemporaryDirectory(prefix="trainer-restore-") as name, ExitStack() as stack:
        folder = Path(name)
        if options.only != "postgresql":
            outcomes.append(_run(figures, "sqlite", f"sqlite:///{folder / 'trainer.sqlite3'}", folder, options.gb))
        if options.only != "sqlite":
            binaries = find_binaries()
            if binaries is None:
                print("PostgreSQL is not installed here", file=sys.stderr)
                return 1
            server = stack.enter_context(OwnPostgresql(binaries))
            outcomes.append(_run(figures, "postgresql", server.url, folder, options.gb))
    figures.add("restore.gb", min(each.gb for each in outcomes), "GB", at_least=options.gb)
    figures.add("restore.backup_s", max(each.backup_s for each in outcomes), "s")
    figures.add("restore.restore_s", max(each.restore_s for each in outcomes), "s")
    figures.add("restore.differences", sum(each.differences for each in outcomes), "tables", at_most=0)
    return figures.exit_code()


def _run(figures: Figures, kind: str, url: str, folder: Path, gigabytes: float) -> Outcome:
    _fill(url, folder, gigabytes)
    gb = growth_fill.database_bytes(url) / 1e9
    with _scopes(url, folder) as scopes:
        before = _digests(scopes.engines.write)
        scopes.engines.dispose()
        began = time.perf_counter()
        made = make_backup(scopes, folder / f"{kind}.zip")
        backup_s = time.perf_counter() - began
        scopes.engines.dispose()
        began = time.perf_counter()
        verified = verify_backup(scopes, made.path)
        verify_s = time.perf_counter() - began
        _throw_away(scopes)
        began = time.perf_counter()
        restore_backup(scopes, made.path)
        restore_s = time.perf_counter() - began
        after = _digests(scopes.engines.write)
    differences = len(verified.differences) + _count_differences(before, after)
    for figure, value, unit in (
        ("gb", gb, "GB"),
        ("file_gb", made.bytes / 1e9, "GB"),
        ("rows", sum(table.rows for table in before.values()), "rows"),
        ("backup_s", backup_s, "s"),
        ("verify_s", verify_s, "s"),
        ("restore_s", restore_s, "s"),
        ("differences", differences, "tables"),
    ):
        figures.add(f"restore.{figure}.{kind}", value, unit)
    made.path.unlink()
    return Outcome(gb, backup_s, restore_s, differences)


def _fill(url: str, folder: Path, gigabytes: float) -> None:
    prepare(url, folder)
    templates, first = templates_in(url), growth_fill.FIRST_COPY + 1
    while growth_fill.database_bytes(url) < gigabytes * 1e9:
        growth_fill.add_copies(url, Copies(templates, LEARNERS_A_STEP, first))
        first += LEARNERS_A_STEP
    growth_fill.settle(url)


@contextmanager
def _scopes(url: str, folder: Path) -> Iterator[Scopes]:
    settings = Settings(data_folder=folder, database_url=url, secret_key=SECRET, password_cost=CHEAP)
    engines = make_engines(url)
    yield Scopes(engines, settings, lambda: datetime.now(UTC), random.Random(1))
    engines.dispose()


def _digests(engine: Engine) -> Mapping[str, TableDigest]:
    with engine.connect() as connection:
        return digest_tables(connection)


def _throw_away(scopes: Scopes) -> None:
    scopes.engines.dispose()
    if file := scopes.settings.sqlite_path:
        file.unlink()
        return
    with scopes.engines.write.begin() as connection:
        connection.execute(sql("DROP SCHEMA public CASCADE"))
        connection.execute(sql("CREATE SCHEMA public"))
    scopes.engines.dispose()


def _count_differences(before: Mapping[str, TableDigest], after: Mapping[str, TableDigest]) -> int:
    return sum(before.get(name) != after.get(name) for name in before.keys() | after.keys())


if __name__ == "__main__":
    sys.exit(main())

"""Saving exam answers under load, and what is left of them when the server, or PostgreSQL itself, is killed.

Load: 300 candidates each save an answer every 5 s for 60 s. The moments are fixed beforehand and latency is counted
from them (open loop), so that a slow server is not spared. Kills: see `exam_kill`. PostgreSQL is a server of our own,
with fsync, where its programs are installed; `--postgresql postgresql://user:password@127.0.0.1/database` (a database
that may be overwritten) takes another one for the load.
"""

import argparse
import asyncio
import os
import random
import statistics
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from benchmarks.candidates import Page, seat
from benchmarks.exam_kill import Audit, Target, audit, outlive
from benchmarks.figures import Figures
from benchmarks.open_loop import Load, Pace, sit
from benchmarks.postgresql import OwnPostgresql, find_binaries, with_driver
from benchmarks.serving import cpu_seconds, end_tidily, fresh_database, shipped_server

PERIOD_SECONDS = 5
P95_MS_BAR = 100
SAVES_BAR = 3500


@dataclass(frozen=True, slots=True)
class Size:
    """How much is done. The bar for the number of saves only counts at full size."""

    candidates: int = 300
    rounds: int = 12
    crowd: int = 16
    server_kills: int = 50
    postgresql_kills: int = 10
    is_full: bool = True


QUICK = Size(candidates=60, rounds=2, server_kills=5, postgresql_kills=2, is_full=False)


def measure_load(figures: Figures, database: str, url: str, folder: Path, size: Size) -> None:
    """The load on one database, and that everything was stored."""
    with fresh_database(url, folder) as scopes:
        candidates = seat(scopes, size.candidates)
    with shipped_server(url, folder) as server:
        pages = [Page(candidate, server.port) for candidate in candidates]
        load = asyncio.run(_sit(pages, size.rounds, server.pid))
        found = audit(url, pages)
    for line in (*(one.words for one in load.failures), *found.lost, *found.doubled)[:20]:
        print(line, file=sys.stderr)
    _report_load(figures, database, load, len(found.lost) + len(found.doubled), size)


async def _sit(pages: list[Page], rounds: int, server_pid: int) -> Load:
    for page in pages:
        await page.open()
    try:
        return await sit(pages, Pace(PERIOD_SECONDS, rounds), lambda: {"server": cpu_seconds(server_pid)})
    finally:
        for page in pages:
            page.close()


def _report_load(figures: Figures, database: str, load: Load, wrongly_stored: int, size: Size) -> None:
    percentiles = statistics.quantiles(load.latencies_ms, n=100)
    saves = len(load.latencies_ms)
    at_least = SAVES_BAR if size.is_full else None
    figures.add(f"exam.load.p95_ms.{database}", percentiles[94], "ms", at_most=P95_MS_BAR)
    figures.add(f"exam.load.errors.{database}", len(load.failures) + wrongly_stored, "saves", at_most=0)
    figures.add(f"exam.load.saves.{database}", saves, "saves", at_least=at_least)
    figures.add(f"exam.load.p50_ms.{database}", percentiles[49], "ms")
    figures.add(f"exam.load.p99_ms.{database}", percentiles[98], "ms")
    figures.add(f"exam.load.max_ms.{database}", max(load.latencies_ms), "ms")
    figures.add(f"exam.load.sent_late_p95_ms.{database}", statistics.quantiles(load.lags_ms, n=100)[94], "ms")
    figures.add(f"exam.load.server_cpu_ms.{database}", load.cpu_seconds["server"] * 1000 / saves, "ms/save")
    figures.add(f"exam.load.generator_cpu.{database}", load.own_cpu_seconds / load.seconds, "cores")


def kill_server(folder: Path, size: Size) -> tuple[list[float], Audit]:
    """Kills of the server on SQLite: seconds to come back, and what is stored."""
    url = f"sqlite:///{folder / 'killed.sqlite3'}"
    with fresh_database(url, folder) as scopes:
        candidates = seat(scopes, size.crowd)
    with shipped_server(url, folder) as server:
        pages = [Page(candidate, server.port) for candidate in candidates]
        recoveries = asyncio.run(_open_and_outlive(pages, server, size.server_kills))
    return recoveries, audit(url, pages)


def kill_postgresql(binaries: Path, folder: Path, size: Size) -> tuple[list[float], Audit]:
    """Kills of PostgreSQL, while the server runs on."""
    with OwnPostgresql(binaries) as postgresql:
        with fresh_database(postgresql.url, folder) as scopes:
            candidates = seat(scopes, size.crowd)
        with shipped_server(postgresql.url, folder) as server:
            pages = [Page(candidate, server.port) for candidate in candidates]
            recoveries = asyncio.run(_open_and_outlive(pages, postgresql, size.postgresql_kills))
        return recoveries, audit(postgresql.url, pages)


async def _open_and_outlive(pages: list[Page], target: Target, kills: int) -> list[float]:
    for page in pages:
        await page.open()
    return await outlive(pages, target, kills, random.Random(6))


def report_kills(figures: Figures, runs: dict[str, tuple[list[float], Audit]]) -> None:
    """The bars over all runs, then each run by itself."""
    audits = [found for _, found in runs.values()]
    for line in [line for found in audits for line in (*found.lost, *found.doubled)][:20]:
        print(line, file=sys.stderr)
    figures.add("exam.kill.lost", sum(len(found.lost) for found in audits), "saves", at_most=0)
    figures.add("exam.kill.duplicated", sum(len(found.doubled) for found in audits), "saves", at_most=0)
    for killed, (recoveries, found) in runs.items():
        figures.add(f"exam.kill.kills.{killed}", len(recoveries), "kills")
        figures.add(f"exam.kill.saves.{killed}", found.saves, "saves")
        figures.add(f"exam.kill.sent_again.{killed}", found.unanswered, "saves")
        figures.add(f"exam.kill.stored_unseen.{killed}", found.unseen, "saves")
        figures.add(f"exam.kill.recovery_median_s.{killed}", statistics.median(recoveries), "s")
        figures.add(f"exam.kill.recovery_max_s.{killed}", max(recoveries), "s")


def main() -> int:
    """Runs everything, or one part."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postgresql", default=os.environ.get("TRAINER_BENCH_POSTGRESQL", ""))
    parser.add_argument("--quick", action="store_true", help="a short trial")
    parser.add_argument("--part", choices=("load", "kill"), help="only this part")
    arguments = parser.parse_args()
    end_tidily()
    size = QUICK if arguments.quick else Size()
    figures, binaries = Figures(), find_binaries()
    if binaries is None:
        print("No initdb and postgres are installed: PostgreSQL is not killed.", file=sys.stderr)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if arguments.part != "kill":
            measure_load(figures, "sqlite", f"sqlite:///{folder / 'load.sqlite3'}", folder, size)
            with ExitStack() as servers:
                url = with_driver(arguments.postgresql)
                if not url and binaries is not None:
                    url = servers.enter_context(OwnPostgresql(binaries)).url
                if url:
                    measure_load(figures, "postgres", url, folder, size)
        if arguments.part != "load":
            runs = {"server": kill_server(folder, size)}
            if binaries is not None:
                runs["postgres"] = kill_postgresql(binaries, folder, size)
            report_kills(figures, runs)
    return figures.exit_code()


if __name__ == "__main__":
    sys.exit(main())

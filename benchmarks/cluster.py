"""1,000 candidates in one mock on two nodes behind nginx, two cores in all; then one node is killed in the middle.

PostgreSQL (a server of our own, with fsync), Redis, two nodes and nginx run with the files of `deploy/`, by TLS;
everything, the candidates too, shares two cores. Each candidate saves an answer every 10 s (open loop). In the
second part one node is killed with SIGKILL and started again five seconds later, as its supervisor would; candidates
send again what was not acknowledged. Then what they were told is compared with what is stored.
"""

import argparse
import asyncio
import os
import signal
import ssl
import statistics
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from benchmarks.candidates import Candidate, Page, seat
from benchmarks.cluster_services import HOST, nginx, node, pgbouncer, redis
from benchmarks.exam_kill import audit
from benchmarks.figures import Figures
from benchmarks.open_loop import Failure, Load, Pace, sit
from benchmarks.postgresql import OwnPostgresql, find_binaries
from benchmarks.processes import children_of, cpu_seconds_of_tree, find_program, memory_mb
from benchmarks.serving import Server, end_tidily, fresh_database

PERIOD_SECONDS = 10
P95_MS_BAR = 150
DOWN_SECONDS = 5
RETRY_SECONDS = (0.5, 1, 2, 4, 8)
"""As the page of an exam does."""
SERVICES = ("nginx", "pgbouncer", "redis-server")


@dataclass(frozen=True, slots=True)
class Size:
    """How much is done."""

    candidates: int = 1000
    rounds: int = 7


QUICK = Size(candidates=100, rounds=3)


@dataclass(slots=True)
class Cluster:
    """What runs, by name, and how it is reached."""

    parts: dict[str, OwnPostgresql | Server]
    nodes: tuple[Server, Server]
    front: Server
    secure: ssl.SSLContext

    def cpu_seconds(self) -> Mapping[str, float]:
        """Until now, by part; both nodes together."""
        return {name: cpu_seconds_of_tree(part.pid) for name, part in self.parts.items()} | {
            "nodes": sum(cpu_seconds_of_tree(one.pid) for one in self.nodes)
        }

    def pages(self, candidates: list[Candidate]) -> list[Page]:
        return [Page(candidate, self.front.port, HOST, self.secure) for candidate in candidates]


@contextmanager
def running(folder: Path, url: str, threads: str = "8", *, pooled: bool = False) -> Iterator[Cluster]:
    """Two nodes on a database, and what they need beside it."""
    with ExitStack() as stack:
        parts: dict[str, OwnPostgresql | Server] = {}
        store = parts["redis"] = stack.enter_context(redis(folder))
        settings = {
            "DATABASE_URL": url,
            "REDIS_URL": f"redis://127.0.0.1:{store.port}/0",
            "TRAINER_THREADS": threads,
        }
        if pooled:
            pool, settings["DATABASE_URL"] = pgbouncer(folder, url)
            settings["TRAINER_PGBOUNCER"] = "yes"
            parts["pgbouncer"] = stack.enter_context(pool)
        first, second = (stack.enter_context(node(folder, name, settings)) for name in ("first", "second"))
        front, secure = nginx(folder, [first.port, second.port])
        parts["nginx"] = stack.enter_context(front)
        yield Cluster(parts, (first, second), front, secure)


async def open_all(pages: list[Page]) -> None:
    for page in pages:
        await page.open()


def close_all(pages: list[Page]) -> None:
    for page in pages:
        page.close()


async def under_load(cluster: Cluster, pages: list[Page], size: Size) -> Load:
    """All candidates work in peace."""
    await open_all(pages)
    return await sit(pages, Pace(PERIOD_SECONDS, size.rounds), cluster.cpu_seconds)


@dataclass(slots=True)
class Kill:
    """When the node was killed and when it was there again, on the clock of the loop."""

    began_at: float = 0
    ended_at: float = 0
    back_at: float = 0


async def under_a_kill(cluster: Cluster, pages: list[Page], size: Size) -> tuple[Load, Kill]:
    """In the middle one node dies."""
    found, loop = Kill(), asyncio.get_running_loop()

    async def kill() -> None:
        await asyncio.sleep(PERIOD_SECONDS * size.rounds / 2)
        found.began_at = loop.time()
        cluster.nodes[0].kill()
        found.ended_at = loop.time()
        await asyncio.sleep(DOWN_SECONDS)
        cluster.nodes[0].launch()
        while not cluster.nodes[0].takes_connections():
            await asyncio.sleep(0.05)
        found.back_at = loop.time()

    return await sit(pages, Pace(PERIOD_SECONDS, size.rounds, RETRY_SECONDS), cluster.cpu_seconds, kill()), found


def report_load(figures: Figures, name: str, load: Load) -> None:
    """Latencies, and what one save costs whom."""
    percentiles, saves = statistics.quantiles(load.latencies_ms, n=100), len(load.latencies_ms)
    bar = P95_MS_BAR if name == "load" else None
    figures.add(f"cluster.{name}.p95_ms", percentiles[94], "ms", at_most=bar)
    if name == "load":
        figures.add("cluster.load.errors", len(load.failures), "requests", at_most=0)
    figures.add(f"cluster.{name}.saves", saves, "saves")
    figures.add(f"cluster.{name}.p50_ms", percentiles[49], "ms")
    figures.add(f"cluster.{name}.p99_ms", percentiles[98], "ms")
    figures.add(f"cluster.{name}.max_ms", max(load.latencies_ms), "ms")
    figures.add(f"cluster.{name}.sent_late_p95_ms", statistics.quantiles(load.lags_ms, n=100)[94], "ms")
    if name == "kill":
        return  # who is dead no longer tells what it used
    for part, seconds in load.cpu_seconds.items():
        figures.add(f"cluster.{name}.cpu_ms.{part}", seconds * 1000 / saves, "ms/save")
    figures.add(f"cluster.{name}.cpu_ms.candidates", load.own_cpu_seconds * 1000 / saves, "ms/save")
    used = sum(load.cpu_seconds.values()) + load.own_cpu_seconds
    figures.add(f"cluster.{name}.cores", used / load.seconds, "cores")


def report_kill(figures: Figures, load: Load, kill: Kill, lost: int, doubled: int) -> None:
    """What was lost, which requests failed, and how long until all that failed had been acknowledged."""
    in_flight = [one for one in load.failures if was_in_flight(one, kill)]
    figures.add("cluster.kill.lost", lost, "saves", at_most=0)
    figures.add("cluster.kill.duplicated", doubled, "saves", at_most=0)
    figures.add("cluster.kill.errors_in_flight", len(in_flight), "requests")
    figures.add("cluster.kill.errors_elsewhere", len(load.failures) - len(in_flight), "requests", at_most=0)
    last = max((one.known_at for one in load.failures), default=kill.began_at)
    figures.add("cluster.kill.recovery_s", last - kill.began_at, "s")
    figures.add("cluster.kill.node_back_s", kill.back_at - kill.began_at, "s")


def was_in_flight(failure: Failure, kill: Kill) -> bool:
    """Whether it was under way while the node died."""
    return failure.sent_at <= kill.ended_at and failure.known_at >= kill.began_at


def run(figures: Figures, folder: Path, size: Size, arguments: argparse.Namespace) -> None:
    """Both parts on one database; the candidates are seated before anything is measured."""
    binaries = find_binaries()
    assert binaries is not None
    with OwnPostgresql(binaries) as postgresql:
        with fresh_database(postgresql.url, folder) as scopes:
            candidates = seat(scopes, size.candidates)
        with running(folder, postgresql.url, arguments.threads, pooled=arguments.pgbouncer) as cluster:
            cluster.parts["postgresql"] = postgresql
            pages = cluster.pages(candidates)
            load, kill = asyncio.run(both_parts(figures, cluster, pages, size))
        found = audit(postgresql.url, pages)
        for line in (*found.lost, *found.doubled)[:20]:
            print(line, file=sys.stderr)
        report_kill(figures, load, kill, len(found.lost), len(found.doubled))
        report_load(figures, "kill", load)


async def both_parts(figures: Figures, cluster: Cluster, pages: list[Page], size: Size) -> tuple[Load, Kill]:
    """Peace is reported here, the kill by the caller: what was lost is only known afterwards."""
    try:
        load = await under_load(cluster, pages, size)
        show(load, cluster)
        report_load(figures, "load", load)
        for number, one in enumerate(cluster.nodes, 1):
            worker = max(children_of(one.pid), key=memory_mb)
            figures.add(f"cluster.load.worker_mb.{number}", memory_mb(worker), "MB")
        load, kill = await under_a_kill(cluster, pages, size)
        show(load, cluster)
    except RuntimeError:
        print(cluster.nodes[0].last_words(), file=sys.stderr)
        raise
    finally:
        close_all(pages)
    return load, kill


def show(load: Load, cluster: Cluster) -> None:
    """The first failures, and what a node said last where there are any."""
    for one in load.failures[:20]:
        print(one.words, file=sys.stderr)
    if load.failures:
        print(cluster.nodes[1].last_words(), file=sys.stderr)


def main() -> int:
    """Runs both parts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a short trial")
    parser.add_argument("--pgbouncer", action="store_true", help="nodes reach PostgreSQL through pgbouncer")
    parser.add_argument("--threads", default="8", help="threads of each node")
    arguments = parser.parse_args()
    missing = [name for name in SERVICES if find_program(name) is None]
    if missing or find_binaries() is None:
        print(f"Not installed: {', '.join(missing) or 'PostgreSQL'}.", file=sys.stderr)
        return 1
    end_tidily()
    use_two_cores()
    figures = Figures()
    with tempfile.TemporaryDirectory() as name:
        with suppress(ValueError, OSError):  # 1,000 connections of ours, and as many of nginx
            import resource  # noqa: PLC0415 - not on every system

            resource.setrlimit(resource.RLIMIT_NOFILE, (16384, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
        run(figures, Path(name), QUICK if arguments.quick else Size(), arguments)
    return figures.exit_code()


def use_two_cores() -> None:
    """This process and all that it starts."""
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])


if __name__ == "__main__":
    sys.exit(main())

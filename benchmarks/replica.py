"""Reports from a real streaming replica: how far it lies behind, and what readers notice when it dies and comes back.

A server of our own and its standby. Somebody writes 200 rows a second all the time; somebody asks for a report all the
time, as a page does. The standby stops replaying for a while, then it is killed and started again.
"""

import statistics
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from benchmarks.figures import Figures
from benchmarks.postgresql import OwnPostgresql, Standby, find_binaries
from benchmarks.serving import end_tidily
from trainer.db import replica
from trainer.db.engine import make_engines
from trainer.db.replica import LAG_SECONDS

REPORTS = 300
WRITES_PER_SECOND = 200
AWAY_SECONDS = 3
MOST_LAG_SECONDS = 2
_ASK = text("SELECT (SELECT count(*) FROM written), pg_is_in_recovery()")


@dataclass(slots=True)
class Reader:
    """Asks for reports; what it was told."""

    engine: Engine
    failures: int = 0
    behind: list[int] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    lag_seconds: float = 0
    is_replica: bool = False

    def ask(self) -> int:
        """How many rows the report saw; -1 when it failed."""
        begun = time.perf_counter()
        try:
            with self.engine.connect() as connection:
                self.lag_seconds = connection.info.get(LAG_SECONDS, 0)
                rows, self.is_replica = connection.execute(_ASK).one()
        except DBAPIError:
            self.failures += 1
            return -1
        self.milliseconds.append((time.perf_counter() - begun) * 1000)
        return int(rows)

    def until(self, holds: Callable[[], bool]) -> float:
        """Asks until something holds; the seconds that took.

        Raises:
            RuntimeError: it did not come about.
        """
        begun = time.monotonic()
        while time.monotonic() < begun + 60:
            self.ask()
            if holds():
                return time.monotonic() - begun
            time.sleep(0.01)
        raise RuntimeError("The reader waits for something that does not come.")


class Writer:
    """Writes a row every few milliseconds; `rows` is how many were acknowledged."""

    def __init__(self, engine: Engine) -> None:
        self.rows = 0
        self._engine = engine
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._write)
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE written (id bigint PRIMARY KEY)"))

    def __enter__(self) -> "Writer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _write(self) -> None:
        while not self._stop.wait(1 / WRITES_PER_SECOND):
            with self._engine.begin() as connection:
                connection.execute(text("INSERT INTO written VALUES (:id)"), {"id": self.rows})
            self.rows += 1


def run(figures: Figures, primary: OwnPostgresql, standby: Standby) -> None:
    """In peace, behind, away, back."""
    engines = make_engines(primary.url, replica_url=standby.url)
    reader = Reader(engines.reports)
    with Writer(engines.write) as writer:
        reader.until(lambda: reader.is_replica)
        reader.failures = 0  # until then the standby has no table to ask
        for _ in range(REPORTS):
            rows = writer.rows
            reader.behind.append(max(0, rows - reader.ask()))
        figures.add("replica.reports_from_replica", float(reader.is_replica), "yes or no", at_least=1)
        figures.add("replica.rows_behind_median", statistics.median(reader.behind), "rows")
        figures.add("replica.rows_behind_max", max(reader.behind), "rows")
        figures.add("replica.report_p50_ms", statistics.median(reader.milliseconds), "ms")

        control = make_engines(standby.url)
        with control.write.connect() as connection:
            connection.exec_driver_sql("SELECT pg_wal_replay_pause()")
        figures.add("replica.lag_seen_after_s", reader.until(lambda: reader.lag_seconds >= 1), "s")
        figures.add("replica.too_far_behind_after_s", reader.until(lambda: not reader.is_replica), "s")
        with control.write.connect() as connection:
            connection.exec_driver_sql("SELECT pg_wal_replay_resume()")
        figures.add("replica.used_again_after_s", reader.until(lambda: reader.is_replica), "s")
        control.dispose()

        standby.kill()
        figures.add("replica.primary_stands_in_after_s", reader.until(lambda: not reader.is_replica), "s")
        standby.launch()
        standby.wait()
        figures.add("replica.back_after_s", reader.until(lambda: reader.is_replica), "s")
        figures.add("replica.failed_reports", reader.failures, "reports", at_most=0)
    engines.dispose()


def main() -> int:
    """Runs it with shorter limits than the program has, so that it does not take minutes."""
    replica.AWAY_SECONDS, replica.MOST_LAG_SECONDS = AWAY_SECONDS, MOST_LAG_SECONDS
    binaries = find_binaries()
    if binaries is None:
        print("PostgreSQL is not installed.", file=sys.stderr)
        return 1
    end_tidily()
    figures = Figures()
    with OwnPostgresql(binaries) as primary, Standby(binaries, primary) as standby:
        run(figures, primary, standby)
    return figures.exit_code()


if __name__ == "__main__":
    sys.exit(main())

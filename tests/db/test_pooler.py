"""The program behind the shipped pgbouncer, in transaction mode: each transaction may meet another server process."""

import random
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from benchmarks.cluster_services import pgbouncer, replaced
from tests.conftest import CHEAP
from tests.support import requirements
from tests.support.clock import Clock
from tests.support.databases import PostgresqlTemplate
from tests.support.jobs import a_kind, let_do, queue
from tests.support.library import publish
from tests.support.people import sign_up
from trainer.config import Settings
from trainer.db.engine import Engines, make_engines
from trainer.services.jobs import Worker
from trainer.services.scope import Scopes

LEARNERS = 6
SERVER_CONNECTIONS = 2
WORKERS = 4


@pytest.fixture(scope="module")
def pooled_url(postgresql_template: PostgresqlTemplate) -> Iterator[str]:
    """A database behind a pgbouncer that has fewer connections to it than there are clients."""
    requirements.pgbouncer()
    with postgresql_template.copy() as url, tempfile.TemporaryDirectory() as folder:
        server, pooled = pgbouncer(Path(folder), url)
        ini = Path(folder) / "pgbouncer" / "pgbouncer.ini"
        few = {"pool_size=20 reserve_pool=5": f"pool_size={SERVER_CONNECTIONS} reserve_pool=0"}
        ini.write_text(replaced(ini.read_text(), few))
        with server:
            yield pooled


@pytest.fixture
def pooled(pooled_url: str) -> Iterator[Engines]:
    engines = make_engines(pooled_url, pooler=True)
    yield engines
    engines.dispose()


@pytest.fixture
def pooled_scopes(pooled: Engines, pooled_url: str, clock: Clock, tmp_path: Path) -> Scopes:
    settings = Settings(tmp_path, pooled_url, pgbouncer=True, secret_key="only for tests", password_cost=CHEAP)
    return Scopes(pooled, settings, clock, random.Random(7))


def test_people_sign_up_sit_save_and_hand_in_at_once(pooled_scopes: Scopes) -> None:
    publish(pooled_scopes)
    together = threading.Barrier(LEARNERS)

    def work(number: int) -> int:
        together.wait(20)
        learner = sign_up(pooled_scopes, f"pooled-{number}@example.org")
        sitting = learner.start(number=4)
        for position in range(1, 5):
            learner.answer(sitting, position, rightly=True)
        learner.hand_in(sitting)
        return sum(cell.points.earned > 0 for cell in learner.question(sitting).cells if cell.points)

    with ThreadPoolExecutor(LEARNERS) as pool:
        assert list(pool.map(work, range(LEARNERS))) == [4] * LEARNERS


def test_workers_do_every_job_once(pooled_scopes: Scopes, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    let_do(monkeypatch, a_kind(lambda work: done.append(work.payload)))
    queue(pooled_scopes, *map(str, range(30)))
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(lambda _: Worker(pooled_scopes).run_due(), range(WORKERS)))
    assert Counter(done) == Counter(map(str, range(30)))


def test_the_same_statement_meets_several_server_processes_and_is_prepared_in_none(pooled: Engines) -> None:
    together = threading.Barrier(SERVER_CONNECTIONS)
    asked = text("SELECT pg_backend_pid(), (SELECT count(*) FROM pg_prepared_statements)")

    def ask(_: int) -> set[tuple[int, int]]:
        seen = set()
        for _ in range(20):
            with pooled.write.connect() as connection:
                seen.add(tuple(connection.execute(asked).one()))
                together.wait(20)
        return seen

    with ThreadPoolExecutor(SERVER_CONNECTIONS) as pool:
        seen = set().union(*pool.map(ask, range(SERVER_CONNECTIONS)))
    assert len({pid for pid, _ in seen}) == SERVER_CONNECTIONS
    assert {prepared for _, prepared in seen} == {0}


def test_a_reader_cannot_write_and_leaves_nothing_behind_for_the_next(pooled: Engines) -> None:
    add = text("INSERT INTO areas (track, slug, title, position, questions) VALUES ('cpc', :slug, 'An area', 9, 1)")
    for turn in range(SERVER_CONNECTIONS + 1):
        with pooled.read.connect() as connection, pytest.raises(DBAPIError, match="read-only"):
            connection.execute(add, {"slug": "never"})
        with pooled.write.begin() as connection:
            connection.execute(add, {"slug": f"turn-{turn}"})


def test_the_pool_of_the_web_has_time_limits_and_every_commit_waits_for_the_disk(pooled: Engines) -> None:
    with pooled.write.begin() as connection:
        shown = [
            connection.execute(text(f"SHOW {name}")).scalar_one()
            for name in ("statement_timeout", "idle_in_transaction_session_timeout", "synchronous_commit")
        ]
    assert shown == ["30s", "1min", "on"]

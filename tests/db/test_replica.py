"""Reports from a replica, and from the primary while it is away. Another database stands in for the replica here.

`make bench NAME=replica` does it with a real one that streams, lags, dies and comes back.
"""

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url, text
from sqlalchemy.exc import DBAPIError
from structlog.testing import capture_logs

from tests.support.clock import Clock
from tests.support.databases import EMPTIES, PostgresqlTemplate
from trainer.config import Settings
from trainer.db import replica
from trainer.db.engine import Engines, make_engines
from trainer.services.scope import Scopes

NOWHERE = "postgresql+psycopg://trainer@127.0.0.1:1/none"


@pytest.fixture
def urls(postgresql_template: PostgresqlTemplate) -> Iterator[tuple[str, str]]:
    """A primary, and what stands in for its replica."""
    with postgresql_template.copy() as primary, postgresql_template.copy() as other:
        yield primary, other


def connect(primary: str, other: str) -> Engines:
    return make_engines(primary, pool_size=2, replica_url=other)


def asked_of(engine: Engine) -> str:
    with engine.connect() as connection:
        return str(connection.execute(text("SELECT current_database()")).scalar_one())


def name_of(url: str) -> str:
    return str(make_url(url).database)


def test_reports_are_read_from_the_replica_and_all_else_from_the_primary(urls: tuple[str, str]) -> None:
    primary, other = urls
    engines = connect(primary, other)
    assert [asked_of(engine) for engine in (engines.write, engines.read)] == [name_of(primary)] * 2
    assert asked_of(engines.reports) == name_of(other)
    engines.dispose()


def test_nothing_can_be_written_where_reports_are_read(urls: tuple[str, str]) -> None:
    engines = connect(*urls)
    with engines.reports.connect() as connection, pytest.raises(DBAPIError, match="read-only"):
        connection.execute(text("DELETE FROM areas"))
    engines.dispose()


def test_while_the_replica_is_away_the_primary_answers_and_the_log_says_so_once(urls: tuple[str, str]) -> None:
    primary, _ = urls
    engines = connect(primary, NOWHERE)
    with capture_logs() as lines:
        assert {asked_of(engines.reports) for _ in range(3)} == {name_of(primary)}
        engines.dispose()
        assert asked_of(engines.reports) == name_of(primary)
    assert [line["event"] for line in lines] == ["the read replica is away; reports are read from the primary"]
    engines.dispose()


def test_a_replica_that_is_back_is_used_again(urls: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    primary, other = urls
    monkeypatch.setattr(replica, "AWAY_SECONDS", 3600)
    monkeypatch.setattr(replica, "_LAG", "SELECT 3000")
    engines = connect(primary, other)
    with capture_logs() as lines:
        assert asked_of(engines.reports) == name_of(primary)
        monkeypatch.setattr(replica, "_LAG", "SELECT 3")
        assert asked_of(engines.reports) == name_of(primary), "it is left alone for a while"
        monkeypatch.setattr(replica.time, "monotonic", later(3601))
        assert asked_of(engines.reports) == name_of(other)
    assert lines[0]["reason"] == "it is 3000 s behind"
    assert lines[1]["event"] == "the read replica is back"
    engines.dispose()


def later(seconds: float):
    now = replica.time.monotonic
    return lambda: now() + seconds


def test_the_replica_is_asked_for_nothing_that_a_replica_refuses(
    urls: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A real one refuses every transaction that may write; this one says that it is too far behind."""
    primary, other = urls
    asked = "SELECT CASE current_setting('transaction_read_only') WHEN 'on' THEN 0 ELSE 3000 END"
    monkeypatch.setattr(replica, "_LAG", asked)
    engines = connect(primary, other)
    assert {asked_of(engines.reports) for _ in range(4)} == {name_of(other)}
    engines.dispose()


def test_connections_that_broke_are_made_anew(urls: tuple[str, str]) -> None:
    primary, other = urls
    engines = connect(primary, other)
    asked_of(engines.reports)
    with engines.write.connect() as connection:
        cut = (
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = :name AND application_name <> :own"
        )
        assert connection.execute(text(cut), {"name": name_of(other), "own": EMPTIES}).scalars().all() == [True]
    assert asked_of(engines.reports) == name_of(other)
    engines.dispose()


def test_the_moment_of_a_report_is_that_of_its_data(
    urls: tuple[str, str], clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replica, "_LAG", "SELECT 12.5")
    engines = connect(*urls)
    scopes = Scopes(engines, Settings(tmp_path, urls[0]), clock, random.Random(1))
    with scopes.reporting() as scope:
        assert scope.lag == timedelta(seconds=12.5)
        assert scope.now == clock() - scope.lag
    engines.dispose()


def test_without_a_replica_reports_are_read_like_all_else(scopes: Scopes) -> None:
    assert not scopes.has_replica
    with scopes.reporting() as scope:
        assert scope.lag == timedelta()
        assert scope.session.get_bind() is scopes.engines.read


def test_a_forked_process_leaves_the_connections_of_its_parent_alone(urls: tuple[str, str]) -> None:
    engines = connect(*urls)
    kept = engines.write.raw_connection()
    engines.forget_connections()
    with engines.write.connect() as connection:
        pid = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    cursor = kept.cursor()
    cursor.execute("SELECT pg_backend_pid()")
    assert cursor.fetchone() != (pid,)
    kept.detach()
    kept.close()
    engines.dispose()

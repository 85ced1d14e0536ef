"""Transactions on both databases: what SQLite's driver would do of its own accord, and what the engines do instead."""

import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, event, inspect, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tests.support.databases import EMPTIES
from trainer.db.engine import BUSY_MS, Engines, make_engines

WRITERS = 8
WRITES_EACH = 25
SYNCHRONOUS_FULL = 2


class Failure(Exception):
    """Raised in the middle of a transaction."""


@pytest.fixture
def sqlite_file(tmp_path: Path) -> Path:
    return tmp_path / "trainer.sqlite3"


@pytest.fixture
def sqlite_engines(sqlite_file: Path):
    engines = make_engines(f"sqlite:///{sqlite_file}")
    with engines.write.begin() as connection:
        connection.execute(text("CREATE TABLE counters (id INTEGER PRIMARY KEY, value INTEGER NOT NULL)"))
        connection.execute(text("INSERT INTO counters VALUES (1, 0)"))
    yield engines
    engines.dispose()


def add_one(engine: Engine) -> None:
    """A transaction that reads first and then writes what it read."""
    with engine.begin() as connection:
        value = connection.execute(text("SELECT value FROM counters WHERE id = 1")).scalar_one()
        connection.execute(text("UPDATE counters SET value = :value WHERE id = 1"), {"value": value + 1})


def area_count(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.execute(text("SELECT count(*) FROM areas")).scalar_one()


ADD_AREA = text("INSERT INTO areas (track, slug, title, position, questions) VALUES ('cpc', :slug, 'An area', 1, 1)")


def test_a_table_made_in_a_transaction_that_fails_is_not_left_behind(engines: Engines) -> None:
    def fail() -> None:
        with engines.write.begin() as connection:
            connection.execute(ADD_AREA, {"slug": "one"})
            connection.execute(text("CREATE TABLE half_done (id INTEGER PRIMARY KEY)"))
            raise Failure

    with pytest.raises(Failure):
        fail()
    assert not inspect(engines.write).has_table("half_done")
    assert area_count(engines.write) == 0


def test_a_released_savepoint_does_not_survive_the_rollback_around_it(engines: Engines) -> None:
    with engines.write.connect() as connection, connection.begin() as transaction:
        with connection.begin_nested():
            connection.execute(ADD_AREA, {"slug": "one"})
        transaction.rollback()
    assert area_count(engines.write) == 0


def test_a_savepoint_that_is_rolled_back_leaves_the_rest_of_the_transaction(engines: Engines) -> None:
    with engines.write.begin() as connection:
        connection.execute(ADD_AREA, {"slug": "one"})
        with connection.begin_nested() as savepoint:
            connection.execute(ADD_AREA, {"slug": "two"})
            savepoint.rollback()
        connection.execute(ADD_AREA, {"slug": "three"})
    assert area_count(engines.write) == 2


def test_the_driver_opens_no_transaction_of_its_own_accord(sqlite_engines: Engines) -> None:
    raw = sqlite_engines.write.raw_connection()
    raw.cursor().execute("UPDATE counters SET value = 1")
    assert not raw.dbapi_connection.in_transaction
    raw.close()


def test_a_writing_scope_that_raises_stores_nothing(scopes) -> None:
    def fail() -> None:
        with scopes.writing() as scope:
            scope.session.execute(ADD_AREA, {"slug": "one"})
            raise Failure

    with pytest.raises(Failure):
        fail()
    assert area_count(scopes.engines.write) == 0


def test_a_writing_scope_commits_at_its_end_and_a_reading_scope_sees_it(scopes) -> None:
    with scopes.writing() as scope:
        scope.session.execute(ADD_AREA, {"slug": "one"})
    with scopes.reading() as scope:
        assert scope.session.execute(text("SELECT slug FROM areas")).scalars().all() == ["one"]


def test_a_writing_transaction_holds_the_lock_before_it_has_written(sqlite_engines: Engines, sqlite_file: Path) -> None:
    with sqlite_engines.write.begin() as connection, closing(sqlite3.connect(sqlite_file, timeout=0)) as other:
        connection.execute(text("SELECT value FROM counters"))
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")


def test_writers_that_read_first_all_succeed_and_lose_no_update(sqlite_engines: Engines) -> None:
    together = threading.Barrier(WRITERS)

    def work(_: int) -> None:
        together.wait()
        for _ in range(WRITES_EACH):
            add_one(sqlite_engines.write)

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(work, range(WRITERS)))
    with sqlite_engines.read.connect() as connection:
        assert connection.execute(text("SELECT value FROM counters")).scalar_one() == WRITERS * WRITES_EACH


def test_writers_take_turns_so_that_nobody_waits_until_all_others_are_done(sqlite_engines: Engines) -> None:
    """With SQLite's own waiting somebody waits for 100 turns; here two rounds, four where the machine is busy."""
    together = threading.Barrier(WRITERS)
    begun: list[int] = []
    waited: list[int] = []

    def work(writer: int) -> None:
        together.wait()
        for _ in range(WRITES_EACH):
            asked = len(begun)
            with sqlite_engines.write.begin():
                begun.append(writer)
                waited.append(len(begun) - asked)
                time.sleep(0.002)

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(work, range(WRITERS)))
    assert len(begun) == WRITERS * WRITES_EACH
    assert max(waited) <= 6 * WRITERS


def test_a_writer_waits_for_another_process(sqlite_engines: Engines, sqlite_file: Path) -> None:
    with closing(sqlite3.connect(sqlite_file, check_same_thread=False, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        release = threading.Timer(0.3, other.execute, ["COMMIT"])
        release.start()
        add_one(sqlite_engines.write)
        release.join()


def test_a_writer_gives_up_in_the_end_and_says_why(
    sqlite_engines: Engines, sqlite_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trainer.db.engine.BUSY_MS", 100)
    with closing(sqlite3.connect(sqlite_file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        begun = time.monotonic()
        with ThreadPoolExecutor(WRITERS) as pool:
            failures = list(pool.map(lambda _: _failure_of(sqlite_engines.write), range(WRITERS)))
        assert time.monotonic() - begun < 5
        assert all("database is locked" in failure for failure in failures)
    add_one(sqlite_engines.write)


def _failure_of(engine: Engine) -> str:
    with pytest.raises(DBAPIError) as caught:
        add_one(engine)
    return str(caught.value)


def test_a_writer_does_not_wait_where_waiting_does_not_help(sqlite_engines: Engines) -> None:
    begun = time.monotonic()
    with sqlite_engines.write.connect() as connection:
        connection.connection.cursor().execute("BEGIN")
        with pytest.raises(DBAPIError, match="within a transaction"):
            connection.begin()
    assert time.monotonic() - begun < BUSY_MS / 2000


def test_a_writer_whose_connection_is_broken_holds_up_nobody(sqlite_engines: Engines) -> None:
    begun = time.monotonic()
    with sqlite_engines.write.connect() as connection:
        connection.connection.cursor().connection.close()
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            connection.begin()
        connection.invalidate()
    add_one(sqlite_engines.write)
    assert time.monotonic() - begun < BUSY_MS / 2000


def test_a_writer_does_not_keep_readers_waiting(sqlite_engines: Engines) -> None:
    with sqlite_engines.write.begin() as connection:
        connection.execute(text("UPDATE counters SET value = 7"))
        with sqlite_engines.read.connect() as reader:
            assert reader.execute(text("SELECT value FROM counters")).scalar_one() == 0


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("busy_timeout", BUSY_MS),
        ("recursive_triggers", 1),
        ("fullfsync", 1),
        ("checkpoint_fullfsync", 1),
    ],
)
def test_every_connection_of_the_writing_pool_is_set_up(sqlite_engines: Engines, pragma: str, value: object) -> None:
    with ExitStack() as stack:
        connections = [stack.enter_context(sqlite_engines.write.connect()) for _ in range(4)]
        assert len({id(connection.connection.dbapi_connection) for connection in connections}) == 4
        for connection in connections:
            # Asked past the engine, which would wait for the write lock at every BEGIN.
            assert connection.connection.cursor().execute(f"PRAGMA {pragma}").fetchone() == (value,)


def test_the_settings_of_a_connection_outlive_its_return_to_the_pool(sqlite_file: Path) -> None:
    engines = make_engines(f"sqlite:///{sqlite_file}", pool_size=1)
    for _ in range(2):
        with engines.write.connect() as connection:
            values = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("synchronous", "foreign_keys")]
            assert values == [2, 1]
    engines.dispose()


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO areas (track, slug, title, position, questions) VALUES ('cpc', 'one', 'An area', 1, 1)",
        "UPDATE grading_runs SET reason = ''",
        "DELETE FROM areas",
        "CREATE TABLE sneaky (id INTEGER PRIMARY KEY)",
    ],
)
def test_the_reading_engine_refuses_every_write(engines: Engines, statement: str) -> None:
    with engines.read.connect() as connection, pytest.raises(DBAPIError, match=r"read-?only"):
        connection.execute(text(statement))


def test_a_reading_scope_cannot_write(scopes) -> None:
    with scopes.reading() as scope, pytest.raises(DBAPIError, match=r"read-?only"):
        scope.session.execute(ADD_AREA, {"slug": "one"})


def test_a_connection_that_was_read_with_can_be_written_with_afterwards(database_url: str) -> None:
    engines = make_engines(database_url, pool_size=1)
    assert area_count(engines.read) == 0
    with engines.write.begin() as connection:
        connection.execute(ADD_AREA, {"slug": "one"})
    assert area_count(engines.read) == 1
    with engines.read.connect() as connection, pytest.raises(DBAPIError, match=r"read-?only"):
        connection.execute(ADD_AREA, {"slug": "two"})
    engines.dispose()


def commits(engine: Engine, question: str) -> list[tuple[object, object]]:
    """What the database says to `question` at each commit from now on, with the driver's connection that asked."""
    answers: list[tuple[object, object]] = []

    @event.listens_for(engine, "commit")
    def _ask(connection: Connection) -> None:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        cursor = raw.cursor()
        cursor.execute(question)
        answers.append((raw, *cursor.fetchone()))

    return answers


def write_in_many_ways(engines: Engines) -> int:
    """Commits in several threads, over more connections than the pool keeps, and over new ones; how many commits."""
    together = threading.Barrier(WRITERS)

    def work(_: int) -> None:
        together.wait()
        for _ in range(WRITES_EACH):
            with engines.write.begin() as connection:
                connection.execute(text("SELECT 1"))

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(work, range(WRITERS)))
    with engines.write.connect() as connection:
        connection.invalidate()
    with Session(engines.write) as session:
        for _ in range(3):
            session.execute(text("SELECT 1"))
            session.commit()
    engines.dispose()
    with engines.write.begin() as connection, connection.begin_nested() as savepoint:
        savepoint.rollback()
    return WRITERS * WRITES_EACH + 3 + 1


def test_every_commit_on_sqlite_waits_for_the_disk(sqlite_file: Path) -> None:
    engines = make_engines(f"sqlite:///{sqlite_file}", pool_size=2)
    answers = commits(engines.write, "PRAGMA synchronous")
    assert write_in_many_ways(engines) == len(answers)
    assert {synchronous for _, synchronous in answers} == {SYNCHRONOUS_FULL}
    assert len({id(connection) for connection, _ in answers}) > 2
    engines.dispose()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_every_commit_on_postgresql_waits_for_the_disk_whatever_the_default_is(database_url: str) -> None:
    engines = make_engines(database_url, pool_size=2)
    name = make_url(database_url).database
    with engines.write.begin() as connection:
        connection.execute(text(f'ALTER DATABASE "{name}" SET synchronous_commit = off'))
    engines.dispose()
    with engines.read.connect() as connection:
        assert connection.execute(text("SHOW synchronous_commit")).scalar_one() == "off"
    answers = commits(engines.write, "SHOW synchronous_commit")
    assert write_in_many_ways(engines) == len(answers)
    assert {synchronous for _, synchronous in answers} == {"on"}
    assert len({id(connection) for connection, _ in answers}) > 2
    engines.dispose()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_nothing_is_set_at_the_start_of_a_connection_where_a_pooler_would_refuse_it(engines: Engines) -> None:
    with engines.write.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        assert raw.info.options == ""


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_pool_whose_connections_were_cut_off_goes_on_with_new_ones(engines: Engines) -> None:
    with ExitStack() as stack:
        for _ in range(4):
            stack.enter_context(engines.write.connect()).execute(text("SELECT 1"))
    cut = (
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid() AND application_name <> :own"
    )
    with engines.write.begin() as connection:
        assert len(connection.execute(text(cut), {"own": EMPTIES}).all()) == 3
    with ExitStack() as stack:
        for _ in range(4):
            assert stack.enter_context(engines.write.connect()).execute(text("SELECT 1")).scalar_one() == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_transaction_that_is_cut_off_fails_and_the_next_one_works(engines: Engines) -> None:
    def fail() -> None:
        with engines.write.begin() as connection:
            connection.execute(ADD_AREA, {"slug": "one"})
            connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(DBAPIError):
        fail()
    with engines.write.begin() as connection:
        connection.execute(ADD_AREA, {"slug": "two"})
    assert area_count(engines.read) == 1


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_server_that_vanishes_without_a_word_is_noticed_in_seconds(engines: Engines) -> None:
    with engines.write.connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw is not None
        told = raw.info.get_parameters()
    assert int(told["connect_timeout"]) <= 5
    idle, between, times = (int(told[f"keepalives_{name}"]) for name in ("idle", "interval", "count"))
    assert idle + between * times <= 60
    assert int(told["tcp_user_timeout"]) <= 30_000


@pytest.mark.parametrize("pooler", [False, True])
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_statements_are_prepared_on_the_server_unless_a_pooler_is_between(database_url: str, pooler: bool) -> None:
    engines = make_engines(database_url, pool_size=1, pooler=pooler)
    for _ in range(20):
        area_count(engines.read)
    with engines.read.connect() as connection:
        prepared = connection.execute(text("SELECT count(*) FROM pg_prepared_statements")).scalar_one()
    assert (prepared == 0) == pooler
    engines.dispose()


def test_making_engines_connects_to_nothing(tmp_path: Path) -> None:
    engines = make_engines(f"sqlite:///{tmp_path / 'none.sqlite3'}")
    assert not (tmp_path / "none.sqlite3").exists()
    engines.dispose()
    make_engines(make_url("postgresql+psycopg://nobody@127.0.0.1:1/none").render_as_string()).dispose()

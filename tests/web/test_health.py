"""Whether the process lives and is ready: what is looked at, what is told, and that nobody is held up."""

import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from tests.support.browser import Browser
from tests.web.conftest import build
from trainer.db.compatibility import note_oldest_program
from trainer.db.engine import make_engines
from trainer.db.migrate import head_revision
from trainer.services.health import Findings, Health
from trainer.services.scope import Scopes

READY = {"database": "ok", "migrations": "ok", "code_book": "ok", "running": "ok"}


@pytest.fixture
def visitor(scopes, settings, code_book) -> Browser:
    return Browser(build(scopes, settings))


def checks(browser: Browser) -> tuple[int, dict[str, str]]:
    response = browser.get("/health/ready")
    return response.status_code, response.json["checks"]


def test_all_is_well(visitor):
    assert visitor.get("/health/live").json == {"status": "live"}
    response = visitor.get("/health/ready")
    assert (response.status_code, response.json) == (200, {"status": "ready", "checks": READY})


@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/metrics"])
def test_nobody_is_asked_who_they_are_and_nothing_is_kept(visitor, path):
    with visitor.client.session_transaction() as session:
        session["_user_id"] = "5f" * 32
    response = visitor.get(path)
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    assert "Cookie" not in response.headers.get("Vary", "")
    assert response.headers["Cache-Control"] == "no-store"


def test_without_a_code_book_it_is_not_ready(scopes, settings):
    browser = Browser(build(scopes, settings))
    assert checks(browser) == (503, READY | {"code_book": "failed"})
    assert browser.get("/health/live").status_code == 200


def test_from_the_moment_it_is_told_to_end_it_is_not_ready(visitor):
    visitor.client.application.extensions["shutting_down"].set()
    assert checks(visitor) == (503, READY | {"running": "failed"})
    assert visitor.get("/help").status_code == 200


@pytest.mark.parametrize(
    ("ahead", "is_noted", "outcome"),
    [(-1, True, "failed"), (0, True, "ok"), (1, True, "ok"), (2, True, "ok"), (1, False, "failed")],
)
def test_a_newer_database_will_do_where_it_says_so_and_an_older_one_will_not(visitor, scopes, ahead, is_noted, outcome):
    revision = f"{int(head_revision()) + ahead:04}"
    with scopes.writing() as scope:
        scope.session.execute(sql("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
        if is_noted:
            note_oldest_program(scope.session.connection(), revision)
    assert checks(visitor) == (200 if outcome == "ok" else 503, READY | {"migrations": outcome})


def test_a_database_that_is_away_is_found_out_and_nothing_is_told_of_it(settings, scopes, code_book, tmp_path):
    away = Scopes(make_engines(f"sqlite:///{tmp_path / 'nowhere' / 'x.sqlite3'}"), settings, scopes.clock, scopes._rng)
    browser = Browser(build(away, settings))
    response = browser.get("/health/ready")
    assert (response.status_code, response.json["checks"]) == (
        503,
        READY | {"database": "failed", "migrations": "failed"},
    )
    assert "nowhere" not in response.text
    away.engines.dispose()


class Hanging(Health):
    """A database that does not answer until it is let."""

    def __init__(self, scopes: Scopes) -> None:
        super().__init__(scopes, limit_seconds=0.05)
        self.goes_on, self.looks = threading.Event(), 0

    def _findings(self) -> Findings:
        self.looks += 1
        assert self.goes_on.wait(10)
        return Findings(database=True, migrations=True, code_book=True)


def test_a_database_that_hangs_holds_nobody_up_and_is_asked_once(scopes):
    health = Hanging(scopes)
    began = time.monotonic()
    assert [health.look() for _ in range(20)] == [Findings()] * 20
    assert time.monotonic() - began < 2
    assert health.looks == 1
    health.goes_on.set()
    while not health.look().database:
        time.sleep(0.01)


def test_whoever_asks_all_the_time_gets_what_was_found_a_moment_ago(scopes):
    health = Hanging(scopes)
    health.goes_on.set()
    while not health.look().database:
        time.sleep(0.01)
    for _ in range(50):
        health.look()
    assert health.looks <= 2


def test_the_look_takes_no_lock_that_writers_wait_for(visitor, scopes):
    with scopes.writing() as scope:
        scope.session.execute(sql("UPDATE alembic_version SET version_num = version_num"))
        assert checks(visitor) == (200, READY)


def test_a_damaged_code_book_is_found_out(scopes, settings):
    Path(settings.codebook_path).write_bytes(b"no code book")
    assert checks(Browser(build(scopes, replace(settings))))[1]["code_book"] == "failed"

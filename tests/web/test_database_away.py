"""The database goes away and comes back: a clear page, nothing stored by half, one line in the log, no restart."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

import psycopg
import pytest
from sqlalchemy import event, make_url
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from tests.support.browser import Browser
from tests.support.html import Page
from tests.support.people import sign_up
from tests.support.requirements import postgresql_url
from tests.web.conftest import build
from trainer.db import engine as engine_module
from trainer.db.faults import Fault, code_of, fault_of
from trainer.services.outages import QUIET_SECONDS, Outages
from trainer.services.scope import Scopes

SAME_ORIGIN = {"headers": {"Sec-Fetch-Site": "same-origin"}}


@contextmanager
def cut_off(scopes: Scopes) -> Iterator[None]:
    """No file can be opened on SQLite; on PostgreSQL no connection is let in, and those that are open are cut."""
    url = scopes.engines.write.url
    if url.get_backend_name() == "sqlite":

        def refuse(*_: object) -> None:
            raise _cannot_open()

        for each in (scopes.engines.write, scopes.engines.read):
            each.dispose()
            event.listen(each, "do_connect", refuse)
        yield
        for each in (scopes.engines.write, scopes.engines.read):
            event.remove(each, "do_connect", refuse)
        return
    server = make_url(postgresql_url()).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(server, autocommit=True) as operator:
        operator.execute(f'ALTER DATABASE "{url.database}" ALLOW_CONNECTIONS false')
        operator.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [url.database]
        )
        try:
            yield
        finally:
            operator.execute(f'ALTER DATABASE "{url.database}" ALLOW_CONNECTIONS true')


def _cannot_open() -> sqlite3.OperationalError:
    try:
        sqlite3.connect("/no/such/folder/x.sqlite3")
    except sqlite3.OperationalError as error:
        return error
    raise AssertionError


def test_pages_say_so_and_all_is_well_when_it_is_back(app, browser, ann, scopes):
    number = ann.start()
    url = f"/practice/{number}/notes/1"
    assert browser.get(f"/practice/{number}/questions/1").status_code == 200
    with capture_logs() as logs, cut_off(scopes):
        for _ in range(3):
            response = browser.get("/practice")
            assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
            assert (
                "The database cannot be reached just now. What you had saved before is safe."
                in Page(response.text).text
            )
            assert "Log in" not in response.text, "nobody can say who is signed in"
        response = browser.post(url, {"note": "typed while it was away"}, **SAME_ORIGIN)
        assert response.status_code == 503
        assert "Nothing of this last step was stored." in Page(response.text).text
        assert "typed while it was away" in response.text
        assert 'value="Send again"' in response.text or "Send again" in response.text
        for path in ("/health/live", "/static/css/theme.css", "/style/before.css"):
            assert browser.get(path).status_code == 200
    assert browser.get("/practice").status_code == 200
    assert browser.post(url, {"note": "typed once more"}).status_code == 303
    assert ann.question(number).note == "typed once more"
    with capture_logs() as after:
        browser.get("/practice")
    assert [line["event"] for line in logs + after] == ["the database cannot be used"]


def test_the_log_says_when_it_is_over_and_how_much_it_has_cost(browser, scopes):
    with capture_logs() as logs:
        with cut_off(scopes):
            for _ in range(4):
                browser.get("/practice")
        browser.get("/practice")
        browser.get("/practice")
    assert [(line["event"], line["log_level"]) for line in logs] == [
        ("the database cannot be used", "error"),
        ("the database can be used again", "warning"),
    ]
    assert (logs[0]["fault"], logs[1]["failures"]) == ("away", 4)


def test_a_script_is_told_in_json(browser, ann, scopes):
    number = ann.start()
    with capture_logs(), cut_off(scopes):
        response = browser.client.post(f"/practice/{number}/notes/1", headers={"Accept": "application/json"})
    assert response.status_code == 503
    told = response.json
    assert (told["outcome"], told["retry_after_seconds"]) == ("unavailable", 5)
    assert told["request_id"] == response.headers["X-Request-ID"]


@pytest.mark.parametrize(
    ("form", "options", "is_kept"),
    [
        ({"note": "mine"}, SAME_ORIGIN, True),
        ({"note": "mine"}, {}, False),
        ({"note": "mine", "new_password": "plum tree"}, SAME_ORIGIN, False),
        ({"note": "x" * 1_000_001}, SAME_ORIGIN, False),
    ],
)
def test_only_what_can_be_sent_again_as_it_is_is_offered_for_that(browser, ann, form, options, is_kept):
    number = ann.start()
    browser.get("/account")
    with capture_logs(), cut_off(ann.scopes):
        response = browser.post(f"/practice/{number}/notes/1", form, **options)
    assert response.status_code == 503
    assert ("Send again" in response.text) == is_kept
    assert "plum tree" not in response.text


def test_pages_that_need_no_database_are_shown_to_strangers(app, stranger, scopes):
    with cut_off(scopes):
        assert stranger.get("/help").status_code == 200
        assert stranger.get("/log-in").status_code == 200


def test_when_the_answer_to_the_commit_gets_lost_nothing_is_claimed(app, browser, ann, scopes):
    number = ann.start()
    browser.get("/account")

    def lose(_: object) -> None:
        raise OperationalError("COMMIT", {}, _cannot_open())

    event.listen(scopes.engines.write, "commit", lose)
    with capture_logs() as logs:
        response = browser.post(f"/practice/{number}/notes/1", {"note": "mine"}, **SAME_ORIGIN)
    event.remove(scopes.engines.write, "commit", lose)
    assert response.status_code == 503
    assert "Whether this last step was stored is not known: sent twice, it counts once." in Page(response.text).text
    assert [line["event"] for line in logs] == ["the database cannot be used"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_lock_that_is_held_for_too_long_is_told_as_that(browser, ann, scopes, monkeypatch):
    number = ann.start()
    browser.get("/account")
    monkeypatch.setattr(engine_module, "BUSY_MS", 50)
    file = scopes.engines.write.url.database
    with closing(sqlite3.connect(file, isolation_level=None)) as other, capture_logs() as logs:
        other.execute("BEGIN IMMEDIATE")
        response = browser.post(f"/practice/{number}/notes/1", {"note": "mine"})
        assert response.status_code == 503
        assert "too much is going on" in Page(response.text).text
        assert browser.get("/practice").status_code == 200, "reading goes on"
        other.execute("ROLLBACK")
        assert browser.post(f"/practice/{number}/notes/1", {"note": "mine"}).status_code == 303
    assert [(line["event"], line.get("fault")) for line in logs] == [
        ("the database cannot be used", "busy"),
        ("the database can be used again", None),
    ]


def test_a_program_that_starts_before_its_database_serves_once_it_is_there(settings, scopes, ann):
    with capture_logs(), cut_off(scopes):
        own = Browser(build(scopes, replace(settings))).sign_in(ann)
        assert own.client.get("/practice").status_code == 503
    assert own.get("/account").status_code == 200


def test_an_outage_that_lasts_is_named_once_a_minute():
    now = [0.0]
    outages = Outages(lambda: now[0])
    error = OperationalError("SELECT 1", {}, _cannot_open())
    told = []
    with capture_logs() as logs:
        for now[0] in range(0, QUIET_SECONDS * 2 + 1, 10):
            assert outages.notice(error) is Fault.AWAY
            told.append(len(logs))
        outages.works(has_written=False)
        assert outages.notice(ValueError()) is None
    assert [line["event"] for line in logs] == [
        "the database cannot be used",
        *["the database still cannot be used"] * 2,
        "the database can be used again",
    ]
    assert logs[-1] == {
        "event": "the database can be used again",
        "log_level": "warning",
        "seconds": 120.0,
        "failures": 13,
    }


def test_a_full_disk_is_not_over_because_something_could_be_read():
    outages = Outages()
    with capture_logs():
        assert outages.notice(OSError(28, "No space left on device")) is Fault.FULL
        outages.works(has_written=False)
        assert outages.is_on
        outages.works(has_written=True)
        assert not outages.is_on


class _Sqlstate(psycopg.DatabaseError):
    pass


@pytest.mark.parametrize(
    ("state", "fault"),
    [
        ("08006", Fault.AWAY),
        ("57P01", Fault.AWAY),
        ("53100", Fault.FULL),
        ("53300", Fault.BUSY),
        ("40P01", Fault.BUSY),
        ("25006", None),
        ("23505", None),
    ],
)
def test_a_code_of_postgresql_tells_what_is_wrong(state, fault):
    original = _Sqlstate("words that may quote a row")
    original.sqlstate = state
    error = OperationalError("SELECT 1", {}, original)
    assert fault_of(error) is fault
    assert code_of(error) == f"_Sqlstate {state}"


def test_an_error_of_our_own_is_none_of_the_databases(scopes):
    assert fault_of(KeyError("x")) is None
    assert fault_of(FileNotFoundError(2, "no such file")) is None
    assert code_of(KeyError("x")) == "KeyError"
    assert sign_up(scopes).id

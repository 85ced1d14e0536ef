"""The line that each request leaves, its id, and how lines are written."""

import io
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest
import structlog

from tests.support.browser import Browser
from tests.support.databases import SqliteTemplate
from tests.support.html import Page
from tests.support.log_lines import Lines, logging_as
from tests.support.people import sign_up
from tests.web.conftest import build
from trainer.config import Log
from trainer.web.logs import Writer, scrubbed

Start = Callable[..., tuple[Browser, Lines]]


@pytest.fixture
def database_url(sqlite_template: SqliteTemplate) -> Iterator[str]:
    """One database is enough: nothing here depends on it."""
    with sqlite_template.copy() as url:
        yield url


@pytest.fixture
def start(scopes, settings, capsys):
    """A browser at a program that logs, and its log."""
    with ExitStack() as stack:

        def started(level: str = "info", form: str = "json", **changes: object) -> tuple[Browser, Lines]:
            changed = replace(settings, log=Log(form, level), **changes)
            lines = stack.enter_context(logging_as(changed, capsys))
            return Browser(build(scopes, changed)), lines

        yield started


def test_a_request_leaves_one_line_with_endpoint_status_time_size_and_id(start: Start):
    browser, lines = start()
    response = browser.get("/help/exams?name=Ann")
    (line,) = lines.events("request")
    assert line.pop("ms") >= 0
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "request",
        "level": "info",
        "method": "GET",
        "endpoint": "help_pages.exams",
        "status": 200,
        "bytes": len(response.get_data()),
        "request_id": response.headers["X-Request-ID"],
    }


def test_the_line_names_no_address_and_nobody(start: Start, scopes):
    browser, lines = start()
    ann = sign_up(scopes)
    browser.sign_in(ann)
    browser.get(f"/reset-password/{'5' * 64}?email=ann@example.org", headers={"User-Agent": "Ann's own"})
    browser.get("/no-such-page/ann@example.org")
    browser.client.open("/account", method="ANNS")
    text = lines.read()
    assert [line["endpoint"] for line in lines.events("request")] == ["accounts.reset_password", "none", "none"]
    assert lines.events("request")[2]["method"] == "other"
    for secret in ("5" * 64, "ann@", "Ann", "ANNS", "127.0.0.1", "/reset", f'"{ann.id}"', ann.token):
        assert secret not in text


def test_every_line_within_a_request_has_its_id(start: Start, scopes):
    browser, lines = start()
    browser.sign_in(sign_up(scopes))
    app = browser.client.application

    @app.get("/test-log")
    def told() -> str:
        structlog.get_logger().info("within")
        logging.getLogger("a.library").warning("its own %s", "words")
        return "told"

    own = [browser.get("/test-log").headers["X-Request-ID"] for _ in range(2)]
    for event in ("within", "its own words", "request"):
        assert [line["request_id"] for line in lines.events(event)] == own
    assert own[0] != own[1]


@pytest.mark.parametrize("given", ["short", "x" * 65, "with space in it", "ann@example.org", "new\\nline-12345678"])
def test_an_id_that_is_not_harmless_is_not_taken(start: Start, given):
    browser, _ = start(trusted_proxies=1)
    assert browser.get("/help", headers={"X-Request-ID": given}).headers["X-Request-ID"] != given


@pytest.mark.parametrize(("proxies", "is_taken"), [(0, False), (1, True)])
def test_an_id_is_taken_from_a_trusted_proxy_only(start: Start, proxies, is_taken):
    browser, lines = start(trusted_proxies=proxies)
    response = browser.get("/help", headers={"X-Request-ID": "proxy-0123456789"})
    assert (response.headers["X-Request-ID"] == "proxy-0123456789") == is_taken
    assert ("proxy-0123456789" in lines.read()) == is_taken


def test_an_error_page_shows_the_id_beside_the_number(start: Start, scopes):
    browser, lines = start()
    browser.sign_in(sign_up(scopes))

    @browser.client.application.get("/test-failure")
    def failure() -> str:
        raise RuntimeError

    response = browser.get("/test-failure")
    (line,) = lines.events("unexpected error")
    text = Page(response.text).text
    assert f"Number of this error: {line['error_id']}" in text
    assert f"Number of this request: {line['request_id']}" in text
    assert line["request_id"] == response.headers["X-Request-ID"]


@pytest.mark.parametrize(("level", "expected"), [("info", []), ("debug", ["static", "stylesheet.show"])])
def test_files_are_logged_at_debug_only(start: Start, level, expected):
    browser, lines = start(level)
    browser.get("/static/css/theme.css")
    browser.get("/style/before.css")
    assert [line["endpoint"] for line in lines.events("request")] == expected


def test_asking_whether_it_lives_leaves_no_line(start: Start):
    browser, lines = start("debug")
    for path in ("/health/live", "/health/ready", "/metrics"):
        browser.get(path)
    assert lines.read() == ""


def test_above_info_no_request_leaves_a_line(start: Start):
    browser, lines = start("warning")
    browser.get("/help")
    assert lines.read() == ""


def test_console_lines_can_be_read(start: Start):
    browser, lines = start(form="console")
    browser.get("/help")
    assert "endpoint=help_pages.index" in lines.read()
    assert not lines.text.startswith("{")


def test_a_line_that_cannot_be_written_is_lost_and_nothing_else(start: Start, monkeypatch):
    browser, _ = start()
    with open("/dev/full", "w") as full, monkeypatch.context() as patch:  # noqa: PTH123 - a device
        patch.setattr(sys, "stderr", full)
        assert browser.get("/help").status_code == 200
        logging.getLogger("a.library").warning("there is no room for this")
        patch.undo()
        with pytest.raises(OSError, match="No space left"):
            full.close()
    closed = io.StringIO()
    closed.close()
    monkeypatch.setattr(sys, "stderr", closed)
    Writer().msg("nobody reads this")


def test_a_traceback_shows_code_and_no_values_unless_debugging(start: Start, scopes):
    seen, ann = {}, sign_up(scopes)
    for level in ("info", "debug"):
        browser, lines = start(level)
        browser.sign_in(ann)

        @browser.client.application.get("/test-failure")
        def failure() -> str:
            try:
                int("what Ann typed")
            except ValueError as error:
                raise RuntimeError("about Ann") from error
            return ""

        browser.get("/test-failure")
        seen[level] = lines.events("unexpected error")[-1]["exception"]
    assert seen["info"].endswith("builtins.RuntimeError")
    assert "builtins.ValueError\nwhich led to:" in seen["info"]
    assert 'raise RuntimeError("about Ann") from error' in seen["info"], "the code stands there"
    assert "invalid literal" not in seen["info"]
    assert seen["debug"].endswith("builtins.RuntimeError: about Ann")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mail to ann.smith+x@example.org refused", "mail to <address> refused"),
        ("https://t.example/reset-password/" + "a1" * 32, "https://t.example/reset-password/<token>"),
        ("postgresql+psycopg://trainer:pass word@host/x", "postgresql+psycopg://trainer:pass word@host/x"),
        ("postgresql+psycopg://trainer:password@host/x", "postgresql+psycopg://<account>@host/x"),
        ("cookie eyJfcGVybWFuZW50Ijp0cnVlfQ.aa.bb gone", "cookie <token> gone"),
        ("ERROR: twice\nDETAIL:  Key (email)=(ann) exists\nHINT: no", "ERROR: twice\nDETAIL: <left out>\nHINT: no"),
        ("_refuse_what_another_learner_has_entered_before", "_refuse_what_another_learner_has_entered_before"),
    ],
)
def test_what_may_be_a_secret_is_taken_out_of_texts(text, expected):
    assert scrubbed(text) == expected

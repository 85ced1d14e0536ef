"""Requests that are too slow or too large, over real connections to the server as `trainer serve` sets it."""

import random
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

import pytest
from flask import Flask

from tests.conftest import CHEAP
from tests.support.clock import Clock
from tests.support.people import sign_up
from tests.support.served import served
from tests.web.conftest import build
from trainer.cli.serve import SERVER
from trainer.config import Settings
from trainer.db.engine import make_engines
from trainer.services.scope import Scopes
from trainer.web.app import MAX_FIELDS, MAX_REQUEST_BYTES
from trainer.web.authoring.files import _MOST_CARRIED

SLOW = 200
CUT_OFF = 0
"""Closed while something was still being sent, so that the answer could not be read."""
HEAD = b"POST /log-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"


@pytest.fixture(scope="module")
def scopes(sqlite_template, tmp_path_factory) -> Iterator[Scopes]:
    """On SQLite alone: no request here comes as far as the database."""
    with sqlite_template.copy() as url:
        engines = make_engines(url)
        settings = Settings(tmp_path_factory.mktemp("data"), url, password_cost=CHEAP)
        yield Scopes(engines, settings, Clock(), random.Random(20260304))
        engines.dispose()


@pytest.fixture(scope="module")
def app(scopes: Scopes) -> Flask:
    return build(scopes, scopes.settings)


@pytest.fixture(scope="module")
def port(app: Flask) -> Iterator[int]:
    with served(app, **SERVER) as port:
        yield port


@contextmanager
def connected(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        yield connection


def answer(connection: socket.socket) -> bytes:
    """All that comes back until the server closes; it may cut off who still sends."""
    received = b""
    with suppress(ConnectionResetError):
        while chunk := connection.recv(65_536):
            received += chunk
    return received


def status(port: int, *pieces: bytes) -> tuple[int, bytes]:
    """What is answered to these pieces of a request; a server may stop to read before they are all sent."""
    with connected(port) as connection:
        with suppress(BrokenPipeError, ConnectionResetError):
            for piece in pieces:
                connection.sendall(piece)
        received = answer(connection)
    return int(received.split(b" ", 2)[1]) if received else CUT_OFF, received


def get(port: int) -> int:
    return status(port, b"GET /log-in HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")[0]


def test_two_hundred_slow_connections_keep_nobody_waiting(port):
    beginnings = (b"GET / HTTP/1.1\r\nHost: loc", HEAD + b"Content-Length: 500000\r\n\r\nemail=a", b"")
    with ExitStack() as stack:
        slow = [stack.enter_context(connected(port)) for _ in range(SLOW)]
        for place, connection in enumerate(slow):
            connection.sendall(beginnings[place % len(beginnings)])
        took = []
        for _ in range(5):
            for connection in slow[::3]:
                connection.sendall(b"a")
            began = time.monotonic()
            assert get(port) == 200
            took.append(time.monotonic() - began)
    assert min(took) < 2, "none of them holds a thread"


def test_who_is_silent_is_cut_off(app):
    assert SERVER["channel_timeout"] <= 60
    with served(app, **SERVER | {"channel_timeout": 1, "cleanup_interval": 1}) as port, connected(port) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: loc")
        assert answer(connection) == b""


def test_a_body_that_says_it_is_too_large_is_refused_before_it_is_sent(port):
    found, received = status(port, HEAD + b"Content-Length: 8000001\r\n\r\n")
    assert found == 413
    assert b"Connection: close" in received


def test_a_body_without_a_length_is_refused_where_it_becomes_too_large(port):
    chunk = b"186a0\r\n" + b"a" * 100_000 + b"\r\n"
    assert status(port, HEAD + b"Transfer-Encoding: chunked\r\n\r\n", *[chunk] * 100)[0] in (413, CUT_OFF)


def test_a_form_that_is_larger_than_any_gets_a_page_that_says_so(port):
    body = b"email=" + b"a" * MAX_REQUEST_BYTES
    found, received = status(port, HEAD + b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(body), body)
    assert found == 413
    assert b"Too large" in received
    assert b"Nothing was stored" in received


def test_what_an_import_carries_fits(port):
    assert int(str(SERVER["max_request_body_size"])) > _MOST_CARRIED


@pytest.mark.parametrize("line", [b"GET /" + b"a" * 70_000, b"GET / HTTP/1.1\r\nX-Long: " + b"a" * 70_000])
def test_a_head_that_is_larger_than_any_is_refused(port, line):
    assert status(port, line + b" HTTP/1.1\r\nHost: localhost\r\n\r\n")[0] in (431, CUT_OFF)


class Endless:
    """A body that never ends, as a server passes it on that does not collect it first."""

    def __init__(self) -> None:
        self.read_bytes = 0

    def read(self, size: int = -1) -> bytes:
        wanted = min(size if size >= 0 else 65_536, 65_536)
        self.read_bytes += wanted
        return b"a" * wanted


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=a"])
def test_an_endless_body_is_not_read_to_its_end(app: Flask, scopes: Scopes, kind: str):
    browser, body = app.test_client(), Endless()
    with browser.session_transaction() as session:
        session["_user_id"] = sign_up(scopes, f"{kind[12:16]}@example.org").token
    environ = {"wsgi.input": body, "wsgi.input_terminated": True, "CONTENT_TYPE": kind, "CONTENT_LENGTH": ""}
    response = browser.post("/account", environ_overrides=environ)
    assert response.status_code in (400, 413)
    assert body.read_bytes < 2 * MAX_REQUEST_BYTES


def test_too_many_fields_are_too_much(app: Flask):
    part = b'--a\r\nContent-Disposition: form-data; name="n"\r\n\r\n1\r\n'
    body = part * (MAX_FIELDS + 1) + b"--a--\r\n"
    response = app.test_client().post("/log-in", data=body, content_type="multipart/form-data; boundary=a")
    assert response.status_code == 413
    began = time.process_time()
    many = app.test_client().post("/log-in", data=b"n=1&" * 240_000, content_type="application/x-www-form-urlencoded")
    assert many.status_code in (400, 413)
    assert time.process_time() - began < 10

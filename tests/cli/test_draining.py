"""How a waitress server ends: who is told that their connection ends, and when."""

import threading
from collections.abc import Iterable
from http.client import HTTPConnection

import waitress
from waitress.server import BaseWSGIServer

from trainer.cli.draining import Drain

SECONDS = 10


def test_nobody_is_told_to_connect_anew_before_nobody_can():
    """A connection that comes between the last that is taken and the closing would break."""
    is_asked, has_begun, is_answered = threading.Event(), threading.Event(), threading.Event()

    def app(environ, start_response) -> Iterable[bytes]:
        is_asked.set()
        has_begun.wait(SECONDS)
        start_response("200 OK", [("Content-Length", "0")])
        return []

    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=1)
    assert isinstance(server, BaseWSGIServer)
    drain = Drain(server, has_begun.set)
    at_work = threading.Thread(target=drain.run)
    at_work.start()
    connection = HTTPConnection("127.0.0.1", server.effective_port, timeout=SECONDS)
    connection.request("GET", "/")
    assert is_asked.wait(SECONDS)
    accept = server.handle_accept

    def accept_when_it_is_answered() -> None:
        is_answered.wait(SECONDS)
        accept()

    server.handle_accept = accept_when_it_is_answered
    drain.begin()
    response = connection.getresponse()
    response.read()
    assert response.headers.get("Connection") != "close"
    is_answered.set()
    connection.request("GET", "/")
    assert connection.getresponse().headers["Connection"] == "close"
    connection.close()
    at_work.join(SECONDS)
    assert not at_work.is_alive()
    server.close()

"""The shipped configuration of nginx, run before two small nodes: what it repeats and what never, limits, its log."""

import http.client
import json
import socket
import ssl
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from benchmarks.cluster_services import HOST, nginx, replaced
from benchmarks.processes import find_program
from benchmarks.serving import Server
from tests.support import requirements

SAVE = "/exams/3/answers/7"
FORM = "/classes/new"


@dataclass
class Node:
    """Notes what it was sent; `breaks` makes it read a request and die without an answer."""

    breaks: bool = False
    seen: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def _handler(node) -> type[BaseHTTPRequestHandler]:  # noqa: N805 - its own self is another one
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                node.seen.append((self.command, self.path, headers, body))
                if node.breaks:
                    self.connection.shutdown(socket.SHUT_RDWR)
                    self.close_connection = True
                    return
                self.send_response(200)
                if self.path.startswith("/static/"):
                    self.send_header("Cache-Control", "public, max-age=3600")
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"ok")

            do_GET = do_POST = answer  # noqa: N815 - the names that are looked for

            def log_message(self, *_: object) -> None:
                pass

        return Handler

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@dataclass
class Front:
    """nginx, its nodes, and how to ask it."""

    server: Server
    secure: ssl.SSLContext
    nodes: tuple[Node, Node]
    folder: Path

    def ask(
        self, method: str, path: str, body: bytes | None = None, host: str = HOST
    ) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPSConnection("127.0.0.1", self.server.port, context=self.secure, timeout=20)
        connection.sock = self.secure.wrap_socket(self.plain(), server_hostname=HOST)
        connection.request(method, path, body, {"Host": host, "Cookie": "trainer=secret"})
        response = connection.getresponse()
        told = response.status, {name.lower(): value for name, value in response.getheaders()}, response.read()
        connection.close()
        return told

    def plain(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.server.port), timeout=20)

    @property
    def seen(self) -> list[tuple[str, str, dict[str, str], bytes]]:
        return [one for node in self.nodes for one in node.seen]


@pytest.fixture(scope="module")
def running() -> Iterator[Front]:
    requirements.nginx()
    nodes = Node(), Node()
    with tempfile.TemporaryDirectory() as name:
        server, secure = nginx(Path(name), [node.port for node in nodes])
        site = Path(name) / "trainer.conf"  # what a node did in one test is forgotten in the next
        site.write_text(replaced(site.read_text(), {"max_fails=2 fail_timeout=5s": "max_fails=0"}))
        with server:
            yield Front(server, secure, nodes, Path(name))
    for node in nodes:
        node.close()


@pytest.fixture
def front(running: Front) -> Front:
    for node in running.nodes:
        node.breaks = False
        node.seen.clear()
    return running


def test_the_configuration_is_taken(front: Front) -> None:
    command = [str(find_program("nginx")), "-t", "-q", "-c", str(front.folder / "nginx.conf"), "-p", str(front.folder)]
    tested = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (tested.returncode, tested.stderr) == (0, "")


def test_a_save_that_broke_off_goes_to_the_other_node_and_its_person_notices_nothing(front: Front) -> None:
    front.nodes[0].breaks = True
    for _ in range(4):
        assert front.ask("POST", SAVE, b"choice=a")[0] == 200
    assert front.nodes[0].seen, "the node that breaks was asked"
    assert len(front.nodes[1].seen) == 4
    assert {body for *_, body in front.seen} == {b"choice=a"}


def test_a_form_that_broke_off_is_sent_once_and_its_person_is_told(front: Front) -> None:
    for node in front.nodes:
        node.breaks = True
    status, headers, body = front.ask("POST", FORM, b"name=one")
    assert (status, len(front.seen)) == (502, 1)
    assert b"look whether it arrived before you send it again" in body
    assert headers["cache-control"] == "no-store"


def test_a_page_that_broke_off_is_asked_of_the_other_node(front: Front) -> None:
    front.nodes[0].breaks = True
    for _ in range(4):
        assert front.ask("GET", "/exams")[0] == 200
    assert front.nodes[0].seen, "the node that breaks was asked"


def test_nodes_learn_who_asked_and_under_which_number_and_nobody_can_pretend(front: Front) -> None:
    front.ask("GET", "/exams")
    ((_, _, headers, _),) = front.seen
    assert headers["x-forwarded-for"] == "127.0.0.1"
    assert (headers["x-forwarded-proto"], headers["x-forwarded-host"], headers["host"]) == ("https", HOST, HOST)
    assert len(headers["x-request-id"]) == 32


def test_the_log_has_the_number_of_the_request_but_nothing_of_its_person(front: Front) -> None:
    front.ask("GET", "/reset-password/t0ken-of-a-link?email=ann@example.org")
    ((_, _, headers, _),) = front.seen
    log = front.folder / "logs" / "trainer.log"
    deadline = time.monotonic() + 5
    while headers["x-request-id"] not in log.read_text() and time.monotonic() < deadline:
        time.sleep(0.01)
    line = next(json.loads(line) for line in log.read_text().splitlines() if headers["x-request-id"] in line)
    assert line["part"] == "/reset-password"
    assert not any(word in json.dumps(line) for word in ("t0ken", "ann@", "secret", '"127.0.0.1"'))


def test_files_are_asked_of_the_nodes_once_and_kept(front: Front) -> None:
    for _ in range(3):
        status, headers, _ = front.ask("GET", "/static/js/page.js")
        assert (status, headers["cache-control"]) == (200, "public, max-age=3600")
    ((_, _, sent, _),) = front.seen
    assert "cookie" not in sent


@pytest.mark.parametrize("path", ["/metrics", "/health/ready", "/health/live"])
def test_what_is_for_the_machines_inside_is_not_told_outside(front: Front, path: str) -> None:
    assert front.ask("GET", path)[0] == 404
    assert front.seen == []


@pytest.mark.parametrize(("path", "most"), [(FORM, 1), ("/authoring/banks/ours/files/preview", 12)])
def test_a_body_that_is_too_large_never_reaches_a_node(front: Front, path: str, most: int) -> None:
    assert front.ask("POST", path, b"x" * (most * 2**20 + 1))[0] == 413
    assert front.seen == []
    assert front.ask("POST", path, b"x" * (most * 2**20))[0] == 200


def test_a_stranger_to_our_name_gets_no_connection(front: Front) -> None:
    with pytest.raises(ssl.SSLError):
        front.secure.wrap_socket(front.plain(), server_hostname="elsewhere.example.org")
    with pytest.raises(http.client.RemoteDisconnected):
        front.ask("GET", "/", host="elsewhere.example.org")
    assert front.seen == []


def test_http_2_is_spoken_and_old_tls_is_not(front: Front) -> None:
    modern = ssl.create_default_context(cafile=str(front.folder / "fullchain.pem"))
    modern.set_alpn_protocols(["h2"])
    with modern.wrap_socket(front.plain(), server_hostname=HOST) as connection:
        assert connection.selected_alpn_protocol() == "h2"
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises((ssl.SSLError, ConnectionResetError)):
        old.wrap_socket(front.plain(), server_hostname=HOST)


def test_plain_http_is_led_to_https(front: Front) -> None:
    text = (front.folder / "trainer.conf").read_text()
    port = int(text.partition("listen 127.0.0.1:")[2].partition(" ")[0])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("POST", "/log-in", b"email=ann", {"Host": HOST})
    response = connection.getresponse()
    assert (response.status, response.headers["Location"]) == (308, f"https://{HOST}/log-in")
    connection.close()


def test_a_slow_request_holds_no_node(front: Front) -> None:
    """Its headers come byte by byte: nginx waits, nodes do not."""
    with front.secure.wrap_socket(front.plain(), server_hostname=HOST) as slow:
        slow.sendall(
            b"POST " + SAVE.encode() + b" HTTP/1.1\r\nHost: " + HOST.encode() + b"\r\nContent-Length: 8\r\n\r\nch"
        )
        assert front.ask("GET", "/exams")[0] == 200
        assert [path for _, path, *_ in front.seen] == ["/exams"]

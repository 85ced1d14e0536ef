"""A real server on this machine that gives files out, well or badly, and remembers what it was asked for."""

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Self


@dataclass(slots=True)
class Served:
    """A file and how it is given out. `cuts` are the bytes after which the next answers break off, one for each."""

    data: bytes
    etag: str = '"one"'
    last_modified: str = ""
    content_type: str = "application/zip"
    status: int = 200
    location: str = ""
    takes_ranges: bool = True
    minds_if_range: bool = True
    shifts_ranges_by: int = 0
    says_length: int | None = None
    sends_length: bool = True
    cuts: list[int] = field(default_factory=list)
    falls_silent: bool = False
    hangs_up: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asked for."""

    path: str
    range: str
    if_range: str
    agent: str


class FileServer:
    """Serves `files` by path for as long as it is entered."""

    def __init__(self) -> None:
        self.files: dict[str, Served] = {}
        self.asked: list[Asked] = []
        self.closing = threading.Event()
        self._server = HTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self._server.server_port}{path}"

    def serve(self, path: str, data: bytes, **how: object) -> Served:
        self.files[path] = Served(data, **how)  # type: ignore[arg-type]
        return self.files[path]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        files = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked = (self.headers.get(name, "") for name in ("Range", "If-Range", "User-Agent"))
                files.asked.append(Asked(self.path, *asked))
                with contextlib.suppress(ConnectionError):  # who asked may leave early
                    _answer(self, files.files.get(self.path, Served(b"", status=404)), files.closing)

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        return Handler


@contextlib.contextmanager
def nobody_at_home() -> Iterator[str]:
    """The address of a port on which nothing listens."""
    server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler, bind_and_activate=False)
    server.server_bind()
    yield f"http://127.0.0.1:{server.server_port}"
    server.server_close()


def _answer(handler: BaseHTTPRequestHandler, file: Served, closing: threading.Event) -> None:
    if file.hangs_up:
        return
    begins = _begins(handler, file)
    if begins is not None and begins >= len(file.data):
        handler.send_response(416)
        handler.send_header("Content-Range", f"bytes */{len(file.data)}")
        handler.end_headers()
        return
    handler.send_response(file.status if begins is None else 206)
    body = file.data[(begins or 0) + (file.shifts_ranges_by if begins is not None else 0) :]
    if begins is not None:
        first = begins + file.shifts_ranges_by
        handler.send_header("Content-Range", f"bytes {first}-{len(file.data) - 1}/{len(file.data)}")
    said = {"Content-Type": file.content_type, "ETag": file.etag, "Last-Modified": file.last_modified}
    if file.sends_length:
        said["Content-Length"] = str(len(body) if file.says_length is None else file.says_length)
    for name, value in {**said, "Location": file.location}.items():
        if value:
            handler.send_header(name, value)
    handler.end_headers()
    handler.wfile.write(body[: file.cuts.pop(0)] if file.cuts else body)
    if file.falls_silent:
        closing.wait()


def _begins(handler: BaseHTTPRequestHandler, file: Served) -> int | None:
    """The first byte that is asked for; None where all are, or where the file is another one by now."""
    wanted = handler.headers.get("Range", "")
    marks = {file.etag, file.last_modified} - {""}
    is_same = not file.minds_if_range or handler.headers.get("If-Range", "") in marks
    return int(wanted[len("bytes=") : -1]) if wanted and file.takes_ranges and is_same else None

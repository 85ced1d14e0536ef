"""Backups that were tampered with, and a server that takes no password."""

import hashlib
import json
import socket
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

Manifest = dict[str, Any]


def tamper(path: Path, change: Callable[[Manifest], None], part: tuple[str, bytes] | None = None) -> None:
    """Writes the archive anew with another manifest, and with another part whose digest is right."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(files["manifest.json"])
    if part is not None:
        name, content = part
        files[name] = content
        manifest["parts"][name] = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    change(manifest)
    files["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)


@contextmanager
def server_that_refuses_passwords() -> Iterator[int]:
    """The port of what speaks as PostgreSQL does to somebody with a wrong password."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(20)
        answering = Thread(target=_refuse_all, args=(listening,), daemon=True)
        answering.start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)
        answering.join(20)


def _refuse_all(listening: socket.socket) -> None:
    while True:
        try:
            connection, _ = listening.accept()
        except OSError:
            return
        with connection:
            connection.settimeout(20)
            while (head := connection.recv(8)) and head[4:8] in (b"\x04\xd2\x16\x2f", b"\x04\xd2\x16\x30"):
                connection.sendall(b"N")  # neither TLS nor GSSAPI here
            connection.recv(10_000)
            connection.sendall(b"R\x00\x00\x00\x08\x00\x00\x00\x03")
            connection.recv(10_000)
            words = b"SFATAL\0VFATAL\0C28P01\0Mpassword authentication failed\0\0"
            connection.sendall(b"E" + (len(words) + 4).to_bytes(4) + words)

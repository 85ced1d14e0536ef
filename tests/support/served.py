"""An application behind waitress, in a thread of this process."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import waitress


@contextmanager
def served(app: Any, *, threads: int = 4, **settings: Any) -> Iterator[int]:
    """The port. Sockets are closed when the thread is over: sooner, whoever wakes it would find them gone."""
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=threads, **settings)
    ends = threading.Event()

    def serve() -> None:
        while not ends.is_set():
            server.asyncore.loop(timeout=1, map=server._map, use_poll=True, count=1)

    thread = threading.Thread(target=serve, daemon=True, name="served")
    thread.start()
    try:
        yield int(server.effective_port)
    finally:
        ends.set()
        server.pull_trigger()
        thread.join(20)
        assert not thread.is_alive()
        server.task_dispatcher.shutdown()
        server.asyncore.close_all(server._map)

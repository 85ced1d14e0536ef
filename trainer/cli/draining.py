"""Ends a waitress server so that nobody is cut off: what it has begun to receive is answered, then connections close.

Without this, waitress drops what its threads have answered but not yet sent.
"""

import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer
from waitress.task import WSGITask

LINGER_SECONDS = 2.0
"""So long an idle connection may still bring a request, which is answered with the word that it was the last."""
LIMIT_SECONDS = 25.0
"""After so long whatever is still going on is cut off: supervisors kill a process after 30 s or more."""
_ROUND_SECONDS = 0.05
_ENDING = (signal.SIGTERM, signal.SIGINT)


class Drain:
    """Serves until `begin` is called, from a signal or another thread, then lets the server run dry."""

    def __init__(self, server: Any, when_it_begins: Callable[[], None]) -> None:
        self._map: dict[int, Any] = server._map if isinstance(server, BaseWSGIServer) else server.map  # noqa: SLF001
        self._server = server
        self._when_it_begins = when_it_begins
        self._is_asked = threading.Event()
        self._is_deaf = threading.Event()
        for each in self._listeners():
            each.channel_class = _channel_that_ends(self._is_deaf)

    def begin(self) -> None:
        """Asked twice, it is the same end."""
        self._is_asked.set()
        for each in self._listeners():
            each.pull_trigger()

    def run(self) -> bool:
        """Serves; False when something had to be cut off at the end."""
        while not self._is_asked.is_set():
            self._poll(1.0)
        self._when_it_begins()
        began = time.monotonic()
        self._stop_listening()
        while (passed := time.monotonic() - began) < LIMIT_SECONDS and self._channels():
            for channel in self._channels():
                if passed >= LINGER_SECONDS and _is_idle(channel):
                    channel.will_close = True
            self._poll(_ROUND_SECONDS)
        is_dry = not self._channels()
        self._server.task_dispatcher.shutdown(timeout=1)
        return is_dry

    def _poll(self, seconds: float) -> None:
        adjustments = self._server.adj
        self._server.asyncore.loop(timeout=seconds, map=self._map, use_poll=adjustments.asyncore_use_poll, count=1)

    def _listeners(self) -> list[Any]:
        return [each for each in list(self._map.values()) if isinstance(each, BaseWSGIServer)]

    def _channels(self) -> list[Any]:
        return [each for each in list(self._map.values()) if isinstance(each, HTTPChannel)]

    def _stop_listening(self) -> None:
        """Takes whoever has been let in by the system already; closing would cut them off.

        Only then connections are told that they end: whoever is told comes again at once, and would come into the
        moment between the last that is taken and the closing.
        """
        for each in self._listeners():
            before = -1
            while before != len(self._map):
                before = len(self._map)
                each.handle_accept()
            self._map.pop(each._fileno, None)  # noqa: SLF001
            each.socket.close()
        self._is_deaf.set()


def _is_idle(channel: Any) -> bool:
    """Nothing is being received, worked on or sent, and nothing has arrived that was not read yet."""
    if channel.requests or channel.request or channel.total_outbufs_len:
        return False
    try:
        return not channel.socket.recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        return True
    except OSError:  # broken: the loop closes it
        return True


def _channel_that_ends(is_ending: threading.Event) -> type[HTTPChannel]:
    """Connections which, from then on, say with each answer that it is the last one."""

    class LastTask(WSGITask):
        def build_response_header(self) -> bytes:
            if is_ending.is_set():
                self.request.headers["CONNECTION"] = "close"
            header: bytes = super().build_response_header()
            return header

    class LastChannel(HTTPChannel):
        task_class = LastTask

    return LastChannel


@contextmanager
def ended_by_signals(drain: Drain) -> Iterator[None]:
    """SIGTERM and Ctrl+C begin the end; a second one ends the process at once."""

    def heed(number: int, _: FrameType | None) -> None:
        signal.signal(number, before[number])
        drain.begin()

    before: dict[int, Any] = {number: signal.signal(number, heed) for number in _ENDING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

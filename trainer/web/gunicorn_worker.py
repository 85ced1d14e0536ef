"""The processes that gunicorn starts: threads that serve requests, and an end at which nobody who came is turned away.

gunicorn's own go on letting the system take connections while they end, and cut them off unread when they have ended.
"""

from types import FrameType
from typing import Any

from gunicorn.workers.gthread import ThreadWorker


class DrainingWorker(ThreadWorker):
    """Told to end, it takes whoever has connected by then, and from then on lets a proxy go to another node at once."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """From now on it says that it is not ready."""
        shutting_down = getattr(self.wsgi, "extensions", {}).get("shutting_down")
        if shutting_down is not None:
            shutting_down.set()
        super().handle_exit(sig, frame)

    def set_accept_enabled(self, enabled: bool) -> None:
        super().set_accept_enabled(enabled)
        if not enabled and not self.alive:
            for listener in self.sockets:
                self._take_all(listener)
                listener.close()

    def _take_all(self, listener: Any) -> None:
        before = -1
        while before != self.nr_conns:
            before = self.nr_conns
            self.accept(listener)

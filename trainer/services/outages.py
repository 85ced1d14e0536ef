"""Whether what the program stands on is away: said in the log once when it begins and once when it is over."""

import threading
import time
from collections.abc import Callable

import structlog

from trainer.db.faults import Fault, code_of, fault_of

__all__ = ["Fault", "Outages", "code_of", "fault_of"]

log = structlog.get_logger()

QUIET_SECONDS = 60
"""An outage that lasts is named again after so long, with how many requests and turns it has cost."""


class Outages:
    """Counts what fails while the database is away, busy or full; for all threads of a process."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.is_on = False
        self.listeners: list[Callable[[Fault], None]] = []
        """Called at each failure, for whoever counts them."""
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._since = self._told_at = 0.0
        self._failures = 0
        self._fault = Fault.AWAY

    def notice(self, error: BaseException) -> Fault | None:
        """What is wrong, if the error says so; noted and, where it is news, logged. None: it is an error of our own."""
        fault = fault_of(error)
        if fault is None:
            return None
        for listener in self.listeners:
            listener(fault)
        with self._lock:
            now = self._monotonic()
            self._failures, self._fault = self._failures + 1, fault
            is_news = not self.is_on
            if is_news:
                self._since, self.is_on = now, True
            if is_news or now - self._told_at >= QUIET_SECONDS:
                self._told_at = now
                event = "the database cannot be used" if is_news else "the database still cannot be used"
                log.error(event, fault=fault.value, cause=code_of(error), failures=self._failures)
        return fault

    def works(self, *, has_written: bool) -> None:
        """Something was read or stored: if there was an outage, it is over. A full disk can be read all the time."""
        if not self.is_on or not (has_written or self._fault is Fault.AWAY):
            return
        with self._lock:
            if self.is_on:
                lasted = round(self._monotonic() - self._since, 1)
                log.warning("the database can be used again", seconds=lasted, failures=self._failures)
                self.is_on, self._failures = False, 0

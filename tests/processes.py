"""Which process runs which tests: `pytest -p tests.processes -n auto --dist worksteal`.

As many as there are cores run what works, and one more runs those that wait, for a browser or for other processes, and
ends. With that one for all tests a suite took a tenth more of the cores' time; without it they stood idle for a tenth.
"""

import os

import pytest
from xdist.remote import Producer
from xdist.scheduler import WorkStealingScheduling
from xdist.workermanage import WorkerController

CORES = os.cpu_count() or 1
WAIT = ("tests/browser/", "tests/journeys/")
_FEWEST = 2
"""Tests that a process has to have before it: it runs one when it knows the next."""


@pytest.hookimpl(tryfirst=True)
def pytest_xdist_auto_num_workers() -> int:
    return CORES + 1


@pytest.hookimpl(tryfirst=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> WorkStealingScheduling | None:
    return _WaitingApart(config, log) if config.getoption("dist") == "worksteal" else None


class _WaitingApart(WorkStealingScheduling):
    """Others may take from what the process in question has left; it takes nothing from them."""

    _apart: WorkerController | None = None

    def check_schedule(self) -> None:
        if self._apart is None and self.collection and len(self.nodes) > CORES:
            self._apart = self.nodes[-1]
            waiting = [at for at in self.pending if self.collection[at].startswith(WAIT)]
            self.pending = [at for at in self.pending if not self.collection[at].startswith(WAIT)]
            self.node2pending[self._apart].extend(waiting)
            self._apart.send_runtest_some(waiting)
        if self._apart in self.node2pending and len(self.node2pending[self._apart]) < _FEWEST:
            self._apart.shutdown()
        super().check_schedule()

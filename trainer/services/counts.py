"""What services count, for whoever listens. They know no system of metrics; without a listener nothing happens."""

from collections.abc import Callable

JobListener = Callable[[str, str], None]
"""Called with the kind of a job and how a run of it ended: `done`, `retried` or `failed`."""


class Counts:
    """Passes on what happened."""

    def __init__(self) -> None:
        self.job_listeners: list[JobListener] = []

    def job_ended(self, kind: str, outcome: str) -> None:
        """A run of a job is over: `done`, to be `retried`, or `failed` for good."""
        for listener in self.job_listeners:
            listener(kind, outcome)

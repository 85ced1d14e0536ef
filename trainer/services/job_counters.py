"""Counts runs of jobs and mails for Prometheus, whichever process does the work."""

from prometheus_client import CollectorRegistry, Counter


class JobCounters:
    """What became of jobs, and of mails among them."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.jobs = Counter("trainer_job_runs", "Runs of jobs that ended", ("kind", "outcome"), registry=registry)
        self.mails = Counter("trainer_mails", "Mails sent, to be retried, or given up", ("outcome",), registry=registry)

    def job_ended(self, kind: str, outcome: str) -> None:
        """A run of a job is over, see `Counts`."""
        self.jobs.labels(kind, outcome).inc()
        if kind == "mail":
            self.mails.labels({"done": "sent"}.get(outcome, outcome)).inc()

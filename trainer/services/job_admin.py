"""What whoever runs the site sees of the queue, and does about what was given up. What is in a mail is never shown."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping

from trainer.db.models.jobs import Job
from trainer.db.queries import jobs as queries
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services.accounts import record
from trainer.services.administration import check_operator, checked_reason
from trainer.services.queue_figures import QueueFigures, measure_queue, seconds_since_sweep
from trainer.services.scope import Scope

ROWS_ON_A_PAGE = 50
STATES = ("failed", "queued", "done")


@dataclass(frozen=True, slots=True)
class JobRow:
    """One job. `about` says what it is in words; `worker` is "" while nobody is at work on it."""

    id: int
    kind: str
    about: str
    state: str
    tries: int
    error: str
    created_at: datetime
    run_at: datetime
    finished_at: datetime | None
    worker: str
    done: int
    total: int
    unit: str
    is_running: bool


@dataclass(frozen=True, slots=True)
class JobsPage:
    """One page of the jobs of a state, pages counted from 1; `kinds` are those that wait or were given up."""

    state: str
    kind: str
    rows: tuple[JobRow, ...]
    kinds: tuple[QueueFigures, ...]
    seconds_since_sweep: float | None
    page: int
    pages: int
    total: int


def list_jobs(scope: Scope, state: str = "failed", kind: str = "", page: int = 1) -> JobsPage:
    """Jobs of a state ("failed": given up), and of a kind where one is named.

    Raises:
        NotFound: somebody is signed in who is no administrator.
    """
    check_operator(scope)
    state = state if state in STATES else STATES[0]
    page = max(page, 1)
    rows = queries.list_jobs(scope.session, state, kind, ROWS_ON_A_PAGE, (page - 1) * ROWS_ON_A_PAGE)
    total = rows[0]["total"] if rows else 0
    return JobsPage(
        state,
        kind,
        tuple(_row(row, scope.now) for row in rows),
        measure_queue(scope),
        seconds_since_sweep(scope),
        page,
        max(1, -(-total // ROWS_ON_A_PAGE)),
        total,
    )


def _row(row: RowMapping, now: datetime) -> JobRow:
    return JobRow(
        row["id"],
        row["kind"],
        row["about"],
        row["state"],
        row["tries"],
        row["last_error"],
        row["created_at"],
        row["run_at"],
        row["finished_at"],
        row["worker"],
        row["progress_done"],
        row["progress_total"],
        row["progress_unit"],
        is_running=row["state"] == "queued" and bool(row["worker"]) and row["run_at"] > now,
    )


def requeue_job(scope: Scope, job_id: int) -> str:
    """Puts a job that was given up back into the queue, with all its tries before it; its kind.

    Raises:
        NotFound: there is no such job, or somebody is signed in who is no administrator.
        Refused: it was not given up.
    """
    job = _given_up(scope, job_id)
    _put_back(scope, job)
    record(scope, "job.requeue", f"job {job_id}", job.kind)
    return job.kind


def requeue_kind(scope: Scope, kind: str) -> int:
    """The same for all of a kind that were given up: how many.

    Raises:
        NotFound: somebody is signed in who is no administrator.
    """
    check_operator(scope)
    jobs = queries.list_given_up(scope.session, kind)
    for job in jobs:
        _put_back(scope, job)
    if jobs:
        record(scope, "job.requeue", f"jobs of kind {kind}", f"{len(jobs)} jobs")
    return len(jobs)


def delete_job(scope: Scope, job_id: int, reason: str) -> str:
    """Deletes a job that was given up, with what it made; its kind.

    Raises:
        NotFound: there is no such job, or somebody is signed in who is no administrator.
        Refused: it was not given up, or no reason is said.
    """
    job = _given_up(scope, job_id)
    kind, reason = job.kind, checked_reason(reason)
    queries.delete_job(scope.session, job_id)
    record(scope, "job.delete", f"job {job_id}", f"{kind}: {reason}")
    return kind


def _given_up(scope: Scope, job_id: int) -> Job:
    check_operator(scope)
    job = queries.find_job(scope.session, job_id, lock=True)
    if job is None:
        raise NotFound("job")
    if job.state != "failed":
        raise Refused("This job was not given up: it waits, or it is done.", "job")
    return job


def _put_back(scope: Scope, job: Job) -> None:
    job.state, job.tries, job.run_at, job.finished_at, job.worker = "queued", 0, scope.now, None, ""

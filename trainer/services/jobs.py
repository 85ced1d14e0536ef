"""Runs queued jobs: taken in one transaction, done outside any, recorded in another. At least once, never lost.

A job that is taken is leased: nobody else takes it until the lease is over, which is extended while it goes on. So a
job whose worker was killed is taken up again, and one that takes long is not done by two.
"""

import json
import threading
import time
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy.exc import DBAPIError, IntegrityError

from trainer.db.models.jobs import Job
from trainer.db.queries import jobs as queries
from trainer.services import class_analyses, export_jobs, gradebook_jobs, nightly, regrade_jobs
from trainer.services.grading import tidy_up
from trainer.services.job_work import GivesUp, Kind, LeaseLost, ServiceAway, Stopped, Work, kept_in_hand, worker_name
from trainer.services.mail import failure_words, run_mail
from trainer.services.scope import Scopes

MAX_TRIES = 8
PATIENT_TRIES = 30
"""About a day: a mail server, or a code book, may be away for a night."""
FIRST_RETRY = timedelta(seconds=30)
LONG_RETRY = timedelta(minutes=10)
"""For work that takes longer."""
AWAY_PAUSE = timedelta(seconds=30)
"""How long a worker leaves all jobs of a kind alone when what they need, such as a mail server, is away."""
LOST = "Its worker ended while it was at work, at every try."
SWEEP_ID = -1
"""No other job has a number between -100 and 0."""
SWEEP_EVERY = timedelta(seconds=30)

POLL_SECONDS = 2.0
MOST_POLL_SECONDS = 60.0
RECURRING_SECONDS = 300.0
"""How often a worker looks whether the sweep and the night's work are queued."""
RECORD_AGAIN_SECONDS = (1, 2, 4, 8, 16, 16)
"""How long a job that is done waits for a database that is away to be told."""

log = structlog.get_logger()


def _sweep(work: Work) -> None:
    tidied = tidy_up(work.scopes)
    with work.scopes.writing() as scope:
        counts = {"closed": tidied.closed, "graded": tidied.graded, "waiting": tidied.waiting}
        work.advance(scope, result=counts)


_DAY = timedelta(days=1)
KINDS: dict[str, Kind] = {
    queries.SWEEP: Kind(_sweep, LONG_RETRY, FIRST_RETRY, timedelta(minutes=5), None, every=SWEEP_EVERY),
    "mail": Kind(run_mail, timedelta(minutes=2), FIRST_RETRY, timedelta(hours=1), PATIENT_TRIES),
    nightly.KIND: Kind(
        lambda work: nightly.run_nightly(work.payload, work.scopes), LONG_RETRY, LONG_RETRY, _DAY, MAX_TRIES
    ),
    regrade_jobs.KIND: Kind(regrade_jobs.run_regrade, timedelta(minutes=2), FIRST_RETRY, timedelta(hours=1), MAX_TRIES),
    regrade_jobs.CASE_KIND: Kind(
        regrade_jobs.run_regrade, timedelta(minutes=2), FIRST_RETRY, timedelta(hours=1), PATIENT_TRIES
    ),
    export_jobs.KIND: Kind(export_jobs.run_export, timedelta(minutes=2), FIRST_RETRY, timedelta(hours=1), MAX_TRIES),
    queries.GRADEBOOK: Kind(
        gradebook_jobs.run_gradebook, timedelta(minutes=2), FIRST_RETRY, timedelta(hours=1), MAX_TRIES
    ),
    class_analyses.KIND: Kind(
        lambda work: class_analyses.run_analysis(work.payload, work.scopes), LONG_RETRY, LONG_RETRY, _DAY, MAX_TRIES
    ),
}


class Worker:
    """Takes jobs and does them, one at a time, until told to stop. Any number of them may work on one database."""

    def __init__(self, scopes: Scopes, stop: threading.Event | None = None) -> None:
        self.scopes = scopes
        self.stop = stop or threading.Event()
        self._paused: dict[str, datetime] = {}

    def run_due(self) -> int:
        """Runs what is due; the number of jobs that were done."""
        done = 0
        while not self.stop.is_set():
            with self.scopes.reading() as scope:
                kinds = [kind for kind in KINDS if self._paused.get(kind, scope.now) <= scope.now]
                if not queries.is_due(scope.session, scope.now, kinds):
                    break
            work = self._take(kinds)
            if work is None:
                break
            done += self._run(work)
        return done

    def _take(self, kinds: Collection[str]) -> Work | None:
        """The sweep, else the longest due job, leased. One whose last try ended without a word is given up."""
        with self.scopes.writing() as scope:
            session, now = scope.session, scope.now
            while job := queries.find_due(session, now, (queries.SWEEP,)) or queries.find_due(session, now, kinds):
                kind = KINDS[job.kind]
                if kind.is_last(job.tries):
                    job.state, job.finished_at, job.worker, job.last_error = "failed", scope.now, "", LOST
                    scope.session.flush()
                    continue
                job.tries += 1
                job.run_at = scope.now + kind.lease
                job.worker = worker_name()
                result = json.loads(job.result) if job.result else {}
                return Work(
                    self.scopes,
                    job.id,
                    job.kind,
                    job.tries,
                    job.payload,
                    job.requested_by,
                    kind.lease,
                    result,
                    self.stop,
                )
        return None

    def _run(self, work: Work) -> bool:
        """Whether it was done."""
        error, is_final = "", False
        try:
            with kept_in_hand(work):
                KINDS[work.kind].run(work)
        except LeaseLost:
            log.warning("job was taken by another worker", job=work.id, kind=work.kind)
            return False
        except Stopped:
            self._record(work, _given_back)
            return False
        except GivesUp as failure:
            error, is_final = str(failure), True
        except ServiceAway as failure:
            error = str(failure)
            self._paused[work.kind] = self.scopes.clock() + AWAY_PAUSE
        except Exception as failure:  # noqa: BLE001 - whatever a job raises is recorded with it
            error = failure_words(failure)
        if error:
            log.warning("job failed", job=work.id, kind=work.kind, tries=work.tries, error=error)
        is_final = is_final or KINDS[work.kind].is_last(work.tries)
        self._record(work, lambda *moment: _failed(work, error, is_final, *moment) if error else _done(work, *moment))
        self.scopes.counts.job_ended(work.kind, "done" if not error else "failed" if is_final else "retried")
        return not error

    def _record(self, work: Work, values: Any) -> None:
        """Tells the database, which may be away for a while: what is not recorded would be done again."""
        for pause in (*RECORD_AGAIN_SECONDS, None):
            try:
                with self.scopes.writing() as scope:
                    changes = {"worker": "", **values(scope.now, scope.rng.random())}
                    if not queries.keep(scope.session, work.id, work.tries, changes):
                        log.warning("job was taken by another worker", job=work.id, kind=work.kind)
            except DBAPIError as error:
                if pause is None or self.scopes.outages.notice(error) is None:
                    raise
                time.sleep(pause)
            else:
                return


def _given_back(now: datetime, chance: float) -> dict[str, Any]:
    return {"run_at": now, "tries": Job.tries - 1}


def _done(work: Work, now: datetime, chance: float) -> dict[str, Any]:
    every = KINDS[work.kind].every
    if every is not None:
        return {"run_at": now + every, "tries": 0, "last_error": "", "finished_at": now}
    return {"state": "done", "last_error": "", "finished_at": now}


def _failed(work: Work, error: str, is_final: bool, now: datetime, chance: float) -> dict[str, Any]:
    if is_final:
        return {"state": "failed", "last_error": error, "finished_at": now}
    return {"run_at": now + KINDS[work.kind].wait(work.tries, chance), "last_error": error}


def run_due_jobs(scopes: Scopes) -> int:
    """Runs what is due; the number of jobs that were done."""
    return Worker(scopes).run_due()


def keep_sweeping(scopes: Scopes) -> None:
    """Sees to it that the sweep stands in the queue, once. A release that does not know it may have given it up."""
    with scopes.reading() as scope:
        job = queries.find_job(scope.session, SWEEP_ID)
    if job is not None and job.state == "queued":
        return
    try:
        with scopes.writing() as scope:
            job = queries.find_job(scope.session, SWEEP_ID, lock=True)
            if job is None:
                job = Job(id=SWEEP_ID, kind=queries.SWEEP, payload="{}", created_at=scope.now, about="overdue sittings")
                scope.session.add(job)
            job.state, job.run_at, job.tries = "queued", scope.now, 0
    except IntegrityError:  # another process was quicker
        return


def work_until(scopes: Scopes, stop: threading.Event, *, first_nightly: float = 0.0) -> None:
    """Works until told to stop. When that fails it looks ever more rarely, and says so once.

    `first_nightly`: how many seconds to leave the night's work alone.
    """
    worker, rng = Worker(scopes, stop), scopes.open(writes=False).rng
    sweep_at, nightly_at = 0.0, time.monotonic() + first_nightly
    failures, pause = 0, POLL_SECONDS
    while not stop.wait(pause * rng.uniform(0.75, 1.25)):
        try:
            now = time.monotonic()
            if now >= sweep_at:
                keep_sweeping(scopes)
                sweep_at = now + RECURRING_SECONDS
            if now >= nightly_at:
                nightly.queue_nightly(scopes)
                nightly_at = now + RECURRING_SECONDS
            worker.run_due()
        except Exception as error:
            failures += 1
            if scopes.outages.notice(error) is None and failures == 1:
                log.exception("background work failed")
            pause = min(POLL_SECONDS * 2**failures, MOST_POLL_SECONDS)
        else:
            if failures:
                scopes.outages.works(has_written=False)
            failures, pause = 0, POLL_SECONDS

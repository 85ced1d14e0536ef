"""Runs queued jobs: taken in one transaction, done outside any, recorded in another. At least once, never lost."""

from collections.abc import Callable
from datetime import timedelta

import structlog

from trainer.db.queries import jobs as queries
from trainer.services import class_analyses, nightly
from trainer.services.mail import failure_words, send_mail
from trainer.services.scope import Scopes

MAX_TRIES = 8
FIRST_RETRY = timedelta(seconds=30)
"""Doubles with every try; also the time after which a job is taken again whose runner died."""
LONG_RETRY = timedelta(minutes=10)
"""The same for work that takes longer: nobody else must take it up while it is done."""

log = structlog.get_logger()

_HANDLERS: dict[str, Callable[[str, Scopes], None]] = {
    "mail": lambda payload, scopes: send_mail(payload, scopes.settings.mail),
    nightly.KIND: nightly.run_nightly,
    class_analyses.KIND: class_analyses.run_analysis,
}
_RETRIES = {nightly.KIND: LONG_RETRY, class_analyses.KIND: LONG_RETRY}


def run_due_jobs(scopes: Scopes) -> int:
    """Runs what is due; the number of jobs that were done."""
    done = 0
    while True:
        with scopes.reading() as scope:
            if not queries.count_due(scope.session, scope.now):
                return done
        if (taken := _take(scopes)) is None:
            return done
        done += _run(scopes, *taken)


def _take(scopes: Scopes) -> tuple[int, str, str] | None:
    with scopes.writing() as scope:
        job = queries.find_due(scope.session, scope.now)
        if job is None:
            return None
        job.tries += 1
        job.run_at = scope.now + _RETRIES.get(job.kind, FIRST_RETRY) * 2 ** (job.tries - 1)
        return job.id, job.kind, job.payload


def _run(scopes: Scopes, job_id: int, kind: str, payload: str) -> bool:
    error = ""
    try:
        _HANDLERS[kind](payload, scopes)
    except Exception as failure:  # noqa: BLE001 - whatever a job raises is recorded with it
        error = failure_words(failure)
        log.warning("job failed", job=job_id, kind=kind, error=f"{type(failure).__name__}: {failure}")
    with scopes.writing() as scope:
        job = queries.get_job(scope.session, job_id)
        job.last_error = error
        if not error or job.tries >= MAX_TRIES:
            job.state = "failed" if error else "done"
            job.finished_at = scope.now
    return not error

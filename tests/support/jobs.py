"""Jobs of a kind that only tests have, and workers that do them."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from trainer.db.models.jobs import Job
from trainer.services import jobs
from trainer.services.job_work import Handler, Kind
from trainer.services.scope import Scopes

KIND = "test"


def by_the_wall(scopes: Scopes) -> Scopes:
    """The same database with a clock that goes."""
    return Scopes(scopes.engines, scopes.settings, lambda: datetime.now(UTC), random.Random(1))


def a_kind(run: Handler, *, lease: float = 120, wait: float = 30, tries: int | None = 3) -> Kind:
    """A lease and a first wait of so many seconds."""
    return Kind(run, timedelta(seconds=lease), timedelta(seconds=wait), timedelta(hours=1), tries)


def let_do(monkeypatch: pytest.MonkeyPatch, kind: Kind) -> None:
    """What jobs of the kind of tests do from now on."""
    monkeypatch.setitem(jobs.KINDS, KIND, kind)


def queue(scopes: Scopes, *payloads: str, requested_by: int | None = None) -> list[int]:
    """The numbers of the jobs."""
    with scopes.writing() as scope:
        made = [
            Job(kind=KIND, payload=payload, run_at=scope.now, created_at=scope.now, requested_by=requested_by)
            for payload in payloads
        ]
        scope.session.add_all(made)
        scope.session.flush()
        return [job.id for job in made]


def all_jobs(scopes: Scopes, kind: str = KIND) -> list[Job]:
    with scopes.reading() as scope:
        return list(scope.session.scalars(select(Job).where(Job.kind == kind).order_by(Job.id)))


def the_job(scopes: Scopes, kind: str = KIND) -> Job:
    (job,) = all_jobs(scopes, kind)
    return job


@contextmanager
def changed(scopes: Scopes, job_id: int) -> Iterator[Job]:
    """A job, to be changed behind the program's back."""
    with scopes.writing() as scope:
        yield scope.session.get_one(Job, job_id)

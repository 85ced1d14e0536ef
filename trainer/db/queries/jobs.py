"""The outbox."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from trainer.db.models.jobs import Job


def count_due(session: Session, now: datetime) -> int:
    statement = select(func.count()).select_from(Job).where(Job.state == "queued", Job.run_at <= now)
    return session.execute(statement).scalar_one()


def find_due(session: Session, now: datetime) -> Job | None:
    """The longest due job; on PostgreSQL one that no other worker is taking."""
    statement = select(Job).where(Job.state == "queued", Job.run_at <= now).order_by(Job.run_at, Job.id).limit(1)
    return session.scalars(statement.with_for_update(skip_locked=True)).one_or_none()


def get_job(session: Session, job_id: int) -> Job:
    return session.get_one(Job, job_id)


def known_ids(session: Session, job_ids: Iterable[int]) -> set[int]:
    """Those of the ids that a job has, whatever became of it."""
    return set(session.scalars(select(Job.id).where(Job.id.in_(list(job_ids)))))

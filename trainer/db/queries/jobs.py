"""The outbox: what is due, who has it, what waits or was given up, and the files that jobs made."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, RowMapping, and_, delete, func, literal, select, update
from sqlalchemy.orm import Session

from trainer.db.models.jobs import Job, JobFile

SWEEP, GRADEBOOK = "sweep", "gradebook"
_QUIETLY = {"synchronize_session": False}


def is_due(session: Session, now: datetime, kinds: Collection[str]) -> bool:
    return session.execute(select(literal(1)).where(*_due(now, kinds)).limit(1)).first() is not None


def find_due(session: Session, now: datetime, kinds: Collection[str]) -> Job | None:
    """The longest due job of these kinds; on PostgreSQL one that no other worker is taking."""
    statement = select(Job).where(*_due(now, kinds)).order_by(Job.run_at, Job.id).limit(1)
    return session.scalars(statement.with_for_update(skip_locked=True, key_share=True)).one_or_none()


def _due(now: datetime, kinds: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    return Job.state == "queued", Job.run_at <= now, Job.kind.in_(kinds)


def get_job(session: Session, job_id: int) -> Job:
    return session.get_one(Job, job_id)


def find_job(session: Session, job_id: int, *, lock: bool = False) -> Job | None:
    return session.get(Job, job_id, with_for_update={"key_share": True} if lock else None)


def keep(session: Session, job_id: int, tries: int, values: dict[str, Any]) -> bool:
    """Changes a job that is in hand since its `tries`th try; False where it is not (any more), and nothing changes."""
    is_in_hand = and_(Job.id == job_id, Job.tries == tries, Job.state == "queued", Job.worker != "")
    result = session.execute(update(Job).where(is_in_hand).values(values), execution_options=_QUIETLY)
    assert isinstance(result, CursorResult)
    return result.rowcount == 1


def known_ids(session: Session, job_ids: Iterable[int]) -> set[int]:
    """Those of the ids that a job has, whatever became of it."""
    return set(session.scalars(select(Job.id).where(Job.id.in_(list(job_ids)))))


def queue_state(session: Session, now: datetime) -> list[RowMapping]:
    """For each kind that waits, runs or was given up: `queued` (waits, due or not), `due`, `running`, `failed`.

    `oldest_due_at` is the moment since which the longest waiting job that nobody has taken is due; None: there is none.
    """
    is_waiting = Job.state == "queued"
    is_running = and_(is_waiting, Job.worker != "", Job.run_at > now)
    is_due = and_(is_waiting, Job.run_at <= now)
    statement = (
        select(
            Job.kind,
            func.count().filter(is_waiting, ~is_running).label("queued"),
            func.count().filter(is_due).label("due"),
            func.count().filter(is_running).label("running"),
            func.count().filter(Job.state == "failed").label("failed"),
            func.min(Job.run_at).filter(is_due).label("oldest_due_at"),
        )
        .where(Job.state.in_(("queued", "failed")))
        .group_by(Job.kind)
        .order_by(Job.kind)
    )
    return list(session.execute(statement).mappings())


def last_swept_at(session: Session) -> datetime | None:
    """When the sweep ended last; None: never."""
    return session.execute(select(func.max(Job.finished_at)).where(Job.kind == SWEEP)).scalar_one()


_LISTED = (
    Job.id,
    Job.kind,
    Job.about,
    Job.state,
    Job.run_at,
    Job.tries,
    Job.last_error,
    Job.created_at,
    Job.finished_at,
    Job.worker,
    Job.progress_done,
    Job.progress_total,
    Job.progress_unit,
)
"""What may be shown of a job to whoever runs the site: its payload is not among it, for mails are personal."""


def list_jobs(session: Session, state: str, kind: str, limit: int, offset: int) -> list[RowMapping]:
    """Jobs of a state, and of a kind ("": any): given up ones newest first, others in the order in which they are due.

    `total` counts them all.
    """
    statement = select(*_LISTED, func.count().over().label("total")).where(Job.state == state)
    if kind:
        statement = statement.where(Job.kind == kind)
    order = (Job.run_at, Job.id) if state == "queued" else (Job.finished_at.desc(), Job.id.desc())
    return list(session.execute(statement.order_by(*order).limit(limit).offset(offset)).mappings())


def list_given_up(session: Session, kind: str) -> list[Job]:
    """The given up jobs of a kind, locked."""
    statement = select(Job).where(Job.state == "failed", Job.kind == kind).order_by(Job.id).with_for_update()
    return list(session.scalars(statement))


def delete_job(session: Session, job_id: int) -> None:
    session.execute(delete(Job).where(Job.id == job_id), execution_options=_QUIETLY)


_WAITED_FOR = (*_LISTED, Job.payload, Job.result, JobFile.name.label("file_name"), JobFile.expires_at)


def list_waited_for(session: Session, person_id: int, limit: int) -> list[RowMapping]:
    """What a person has asked for, newest first, with the name of the file that it made, if that is kept still."""
    statement = (
        select(*_WAITED_FOR)
        .outerjoin(JobFile, JobFile.job_id == Job.id)
        .where(Job.requested_by == person_id)
        .order_by(Job.created_at.desc(), Job.id.desc())
        .limit(limit)
    )
    return list(session.execute(statement).mappings())


def find_waited_for(session: Session, person_id: int, job_id: int) -> RowMapping | None:
    """One of them."""
    statement = (
        select(*_WAITED_FOR)
        .outerjoin(JobFile, JobFile.job_id == Job.id)
        .where(Job.requested_by == person_id, Job.id == job_id)
    )
    return session.execute(statement).mappings().one_or_none()


def find_queued(session: Session, person_id: int | None, kind: str, payload: str) -> int | None:
    """The job that a person (None: an operator) waits for already; None where there is none."""
    statement = select(Job.id).where(
        Job.requested_by == person_id, Job.kind == kind, Job.payload == payload, Job.state == "queued"
    )
    return session.scalars(statement.limit(1)).one_or_none()


def find_file(session: Session, person_id: int, job_id: int, now: datetime) -> JobFile | None:
    """The file that a job made for this person, while it is kept."""
    statement = select(JobFile).where(
        JobFile.job_id == job_id, JobFile.person_id == person_id, JobFile.expires_at > now
    )
    return session.scalars(statement).one_or_none()


def delete_gradebooks(session: Session) -> None:
    """Deletes all files of gradebooks: they name people, and can be made again.

    One that is being written is taken out of its worker's hands, before it is looked for: it is written anew.
    """
    at_work = update(Job).where(Job.kind == GRADEBOOK, Job.state == "queued")
    session.execute(at_work.values(worker=""), execution_options=_QUIETLY)
    of_gradebooks = select(Job.id).where(Job.kind == GRADEBOOK)
    session.execute(delete(JobFile).where(JobFile.job_id.in_(of_gradebooks)), execution_options=_QUIETLY)


def delete_files(session: Session, now: datetime) -> int:
    """Deletes the files whose time is over: how many."""
    result = session.execute(delete(JobFile).where(JobFile.expires_at <= now), execution_options=_QUIETLY)
    assert isinstance(result, CursorResult)
    return result.rowcount

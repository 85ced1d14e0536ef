"""Months in the practice of one learner, and the moves made in them."""

from collections.abc import Collection

from sqlalchemy import RowMapping, func, select
from sqlalchemy.orm import Session

from trainer.db.models.billing import PracticeMonth, PracticeMove

_OPEN = "in_progress"


def find_month(session: Session, learner_id: int, number: int, *, lock: bool = False) -> PracticeMonth | None:
    statement = select(PracticeMonth).where(PracticeMonth.learner_id == learner_id, PracticeMonth.number == number)
    return session.scalars(statement.with_for_update() if lock else statement).one_or_none()


def list_open(session: Session, learner_id: int) -> list[PracticeMonth]:
    """Months in progress, the one begun last first."""
    statement = select(PracticeMonth).where(PracticeMonth.learner_id == learner_id, PracticeMonth.state == _OPEN)
    return list(session.scalars(statement.order_by(PracticeMonth.number.desc())))


def list_ended(session: Session, learner_id: int, limit: int, offset: int) -> list[PracticeMonth]:
    """A part of the months that were closed or given up, the last one first."""
    statement = select(PracticeMonth).where(PracticeMonth.learner_id == learner_id, PracticeMonth.state != _OPEN)
    ordered = statement.order_by(PracticeMonth.ended_at.desc(), PracticeMonth.number.desc())
    return list(session.scalars(ordered.limit(limit).offset(offset)))


def count_ended(session: Session, learner_id: int) -> int:
    statement = (
        select(func.count())
        .select_from(PracticeMonth)
        .where(PracticeMonth.learner_id == learner_id, PracticeMonth.state != _OPEN)
    )
    return session.execute(statement).scalar_one()


def list_moves(session: Session, learner_id: int, numbers: Collection[int]) -> list[RowMapping]:
    """The stored moves of these months, each in its order."""
    columns = (PracticeMove.month_number, PracticeMove.move)
    statement = select(*columns).where(PracticeMove.learner_id == learner_id, PracticeMove.month_number.in_(numbers))
    return list(session.execute(statement.order_by(PracticeMove.month_number, PracticeMove.sequence)).mappings())

"""Who has worked on one assignment of a class, for the head of the class's pages."""

from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from trainer.db.models.attempts import AttemptRow
from trainer.db.models.classes import AssignmentMark, AssignmentRow, Enrolment
from trainer.domain.attempts.attempt import AttemptState
from trainer.domain.classes.roles import Role


def list_sittings(session: Session, assignment_id: int) -> list[Any]:
    """The sittings, not given up, of whoever is a learner now: by learner, try and part, the newest of a part last."""
    is_learner = and_(
        Enrolment.class_id == AssignmentRow.class_id,
        Enrolment.person_id == AttemptRow.learner_id,
        Enrolment.role == Role.LEARNER,
        Enrolment.left_at.is_(None),
    )
    statement = (
        select(
            AttemptRow.learner_id,
            AttemptRow.assignment_try,
            AttemptRow.assignment_part,
            AttemptRow.assignment_version,
            AttemptRow.state,
            AttemptRow.closed_at,
            AttemptRow.deadline_at,
            AttemptRow.paused_at,
        )
        .join(AssignmentRow, AssignmentRow.id == AttemptRow.assignment_id)
        .join(Enrolment, is_learner)
        .where(AttemptRow.assignment_id == assignment_id, AttemptRow.state != AttemptState.ABANDONED)
        .order_by(AttemptRow.learner_id, AttemptRow.assignment_try, AttemptRow.assignment_part, AttemptRow.number)
    )
    return list(session.execute(statement))


def newest_marks(session: Session, assignment_id: int) -> dict[int, str]:
    """Learner -> the kind of what was set by hand last for one assignment."""
    statement = (
        select(AssignmentMark.learner_id, AssignmentMark.kind)
        .where(AssignmentMark.assignment_id == assignment_id)
        .order_by(AssignmentMark.number)
    )
    return {row.learner_id: row.kind for row in session.execute(statement)}

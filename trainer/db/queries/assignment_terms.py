"""Assignments with what holds for whom: their newest version, what was granted, extra time."""

from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, and_, or_, select, update
from sqlalchemy.orm import Session

from trainer.db.models.attempts import AttemptRow
from trainer.db.models.classes import AssignmentOverride, AssignmentRow, AssignmentVersion, Enrolment
from trainer.db.models.exams import AccommodationRow
from trainer.domain.attempts.attempt import AttemptState
from trainer.domain.classes.roles import Role
from trainer.domain.exams.review import Shows

_NEWEST = and_(
    AssignmentVersion.assignment_id == AssignmentRow.id, AssignmentVersion.number == AssignmentRow.current_number
)
_IS_LEARNER = and_(Enrolment.role == Role.LEARNER, Enrolment.left_at.is_(None))


def _assignments() -> Select[*tuple[Any, ...]]:
    return select(
        AssignmentRow.id,
        AssignmentRow.class_id,
        AssignmentRow.position,
        AssignmentRow.published_at,
        AssignmentRow.archived_at,
        AssignmentVersion.number.label("version"),
        AssignmentVersion.spec,
        AssignmentVersion.dealt,
    ).join(AssignmentVersion, _NEWEST)


def find_assignment(session: Session, assignment_id: int) -> RowMapping | None:
    """An assignment in its newest version."""
    return session.execute(_assignments().where(AssignmentRow.id == assignment_id)).mappings().one_or_none()


def list_published(session: Session, class_id: int) -> list[RowMapping]:
    """The assignments of a class that are published and not archived, in their order."""
    statement = _assignments().where(
        AssignmentRow.class_id == class_id, AssignmentRow.published_at.is_not(None), AssignmentRow.archived_at.is_(None)
    )
    return list(session.execute(statement.order_by(AssignmentRow.position, AssignmentRow.id)).mappings())


def list_specs(session: Session, assignment_id: int) -> list[RowMapping]:
    """All versions of an assignment, oldest first."""
    statement = select(AssignmentVersion.number, AssignmentVersion.spec)
    statement = statement.where(AssignmentVersion.assignment_id == assignment_id).order_by(AssignmentVersion.number)
    return list(session.execute(statement).mappings())


def list_learner_ids(session: Session, class_id: int) -> list[int]:
    """Who is a learner of the class now."""
    statement = select(Enrolment.person_id).where(Enrolment.class_id == class_id, _IS_LEARNER)
    return list(session.scalars(statement.order_by(Enrolment.person_id)))


def list_granted(
    session: Session,
    class_id: int,
    *,
    assignment_id: int | None = None,
    learner_id: int | None = None,
    with_ended: bool = False,
) -> list[AssignmentOverride]:
    """What is granted in a class, oldest first; of one assignment (with what holds for all), of one learner.

    `with_ended`: what was granted once and is ended too.
    """
    statement = select(AssignmentOverride).where(AssignmentOverride.class_id == class_id)
    if not with_ended:
        statement = statement.where(AssignmentOverride.ended_at.is_(None))
    if assignment_id is not None:
        is_meant = or_(AssignmentOverride.assignment_id.is_(None), AssignmentOverride.assignment_id == assignment_id)
        statement = statement.where(is_meant)
    if learner_id is not None:
        statement = statement.where(AssignmentOverride.learner_id == learner_id)
    return list(session.scalars(statement.order_by(AssignmentOverride.granted_at, AssignmentOverride.id)))


def list_accommodations(session: Session, class_id: int) -> list[AccommodationRow]:
    """The extra time that the learners of a class have everywhere, oldest first."""
    statement = (
        select(AccommodationRow)
        .join(Enrolment, Enrolment.person_id == AccommodationRow.learner_id)
        .where(Enrolment.class_id == class_id, _IS_LEARNER, AccommodationRow.ended_at.is_(None))
        .order_by(AccommodationRow.learner_id, AccommodationRow.number)
    )
    return list(session.scalars(statement))


def list_open_ends(session: Session, assignment_id: int) -> list[datetime]:
    """When the sittings of an assignment that are open end, of those that have an end."""
    statement = select(AttemptRow.deadline_at).where(
        AttemptRow.assignment_id == assignment_id,
        AttemptRow.state == AttemptState.IN_PROGRESS,
        AttemptRow.deadline_at.is_not(None),
    )
    return list(session.scalars(statement))


def list_open_work(session: Session, class_id: int) -> list[tuple[int, int]]:
    """(learner, number) of every sitting of the class's assignments that is in progress."""
    statement = (
        select(AttemptRow.learner_id, AttemptRow.number)
        .join(AssignmentRow, AssignmentRow.id == AttemptRow.assignment_id)
        .where(AssignmentRow.class_id == class_id, AttemptRow.state == AttemptState.IN_PROGRESS)
        .order_by(AttemptRow.learner_id, AttemptRow.number)
    )
    return [(learner_id, number) for learner_id, number in session.execute(statement)]


def list_set_for(session: Session, learner_id: int) -> list[int]:
    """The ids of what is published, not archived, in the classes of which somebody is a learner now."""
    statement = (
        select(AssignmentRow.id)
        .join(Enrolment, Enrolment.class_id == AssignmentRow.class_id)
        .where(Enrolment.person_id == learner_id, _IS_LEARNER)
        .where(AssignmentRow.published_at.is_not(None), AssignmentRow.archived_at.is_(None))
    )
    return list(session.scalars(statement.order_by(AssignmentRow.id)))


def set_keys_shown(session: Session, assignment_id: int, versions: list[int], shows_from: datetime) -> None:
    """From when on the sittings under these versions of an assignment tell their keys. Others than now are touched."""
    statement = update(AttemptRow).where(
        AttemptRow.assignment_id == assignment_id,
        AttemptRow.assignment_version.in_(versions),
        or_(AttemptRow.shows != Shows.EVERYTHING, AttemptRow.shows_from.is_distinct_from(shows_from)),
    )
    values = {"shows": Shows.EVERYTHING, "shows_from": shows_from}
    session.execute(statement.values(values), execution_options={"synchronize_session": False})


def lock_published(session: Session, assignment_id: int) -> bool:
    """Whether learners may see it; until the transaction ends nobody edits it, or makes it a draft again."""
    statement = select(AssignmentRow.published_at).where(AssignmentRow.id == assignment_id)
    return session.execute(statement.with_for_update(read=True)).scalar_one_or_none() is not None

"""Assignments as their learner sees them: those of their classes, their sittings, what was set and said by hand."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, RowMapping, and_, func, select
from sqlalchemy.orm import Session, aliased

from trainer.db.models.attempts import AttemptRow
from trainer.db.models.classes import (
    AssignmentMark,
    AssignmentOverride,
    AssignmentRow,
    AssignmentVersion,
    ClassRow,
    Enrolment,
    WorkComment,
)
from trainer.db.models.grades import AttemptScore, CaseGradeRow
from trainer.db.models.people import User
from trainer.db.queries.attempts import LATEST_SCORE, POLICY
from trainer.domain.classes.roles import Role

_OTHER_GRADE = aliased(CaseGradeRow)
_LATEST_CASE_RUN = (
    select(func.max(_OTHER_GRADE.run_id))
    .where(
        _OTHER_GRADE.learner_id == AttemptRow.learner_id,
        _OTHER_GRADE.attempt_number == AttemptRow.number,
    )
    .scalar_subquery()
)
_CASE_GRADE: ColumnElement[bool] = and_(
    CaseGradeRow.learner_id == AttemptRow.learner_id,
    CaseGradeRow.attempt_number == AttemptRow.number,
    CaseGradeRow.run_id == _LATEST_CASE_RUN,
)


def list_set(session: Session, learner_id: int) -> list[RowMapping]:
    """The published assignments of all classes that somebody is a learner of, with the class; not of archived ones."""
    newest = and_(
        AssignmentVersion.assignment_id == AssignmentRow.id, AssignmentVersion.number == AssignmentRow.current_number
    )
    statement = (
        select(
            AssignmentRow.id,
            AssignmentRow.class_id,
            AssignmentVersion.spec,
            ClassRow.title.label("class_title"),
            ClassRow.time_zone,
        )
        .select_from(Enrolment)
        .join(ClassRow, ClassRow.id == Enrolment.class_id)
        .join(AssignmentRow, AssignmentRow.class_id == ClassRow.id)
        .join(AssignmentVersion, newest)
        .where(Enrolment.person_id == learner_id, Enrolment.role == Role.LEARNER, Enrolment.left_at.is_(None))
        .where(ClassRow.archived_at.is_(None))
        .where(AssignmentRow.published_at.is_not(None), AssignmentRow.archived_at.is_(None))
        .order_by(AssignmentRow.class_id, AssignmentRow.position, AssignmentRow.id)
    )
    return list(session.execute(statement).mappings())


def list_granted_to(session: Session, learner_id: int) -> list[AssignmentOverride]:
    """What is granted to a learner in any class, oldest first."""
    statement = select(AssignmentOverride).where(
        AssignmentOverride.learner_id == learner_id, AssignmentOverride.ended_at.is_(None)
    )
    return list(session.scalars(statement.order_by(AssignmentOverride.granted_at, AssignmentOverride.id)))


def list_own(session: Session, learner_id: int, assignment_ids: Collection[int]) -> list[RowMapping]:
    """A learner's sittings of these assignments, oldest first, with policy and the newest grade of each."""
    statement = (
        select(
            AttemptRow.number,
            AttemptRow.assignment_id,
            AttemptRow.assignment_try,
            AttemptRow.assignment_part,
            *POLICY,
            func.coalesce(AttemptScore.earned, CaseGradeRow.earned).label("earned"),
            func.coalesce(AttemptScore.possible, CaseGradeRow.possible).label("possible"),
        )
        .select_from(AttemptRow)
        .outerjoin(AttemptScore, LATEST_SCORE)
        .outerjoin(CaseGradeRow, _CASE_GRADE)
        .where(AttemptRow.learner_id == learner_id, AttemptRow.assignment_id.in_(assignment_ids))
        .order_by(AttemptRow.number)
    )
    return list(session.execute(statement).mappings())


def list_marks(session: Session, learner_id: int, assignment_ids: Collection[int]) -> list[RowMapping]:
    """What was set by hand for a learner, the newest last, with who set it."""
    statement = (
        select(
            AssignmentMark.assignment_id,
            AssignmentMark.kind,
            AssignmentMark.permille,
            AssignmentMark.reason,
            AssignmentMark.made_at,
            User.display_name,
        )
        .join(User, User.id == AssignmentMark.made_by)
        .where(AssignmentMark.learner_id == learner_id, AssignmentMark.assignment_id.in_(assignment_ids))
        .order_by(AssignmentMark.number)
    )
    return list(session.execute(statement).mappings())


def list_comments(session: Session, learner_id: int, assignment_id: int) -> list[RowMapping]:
    """What was said to a learner about their work, in order, with who said it; not what was taken back."""
    statement = (
        select(
            WorkComment.attempt_number,
            WorkComment.position,
            WorkComment.text,
            WorkComment.said_at,
            User.display_name,
        )
        .join(User, User.id == WorkComment.said_by)
        .where(WorkComment.learner_id == learner_id, WorkComment.assignment_id == assignment_id)
        .where(WorkComment.withdrawn_at.is_(None))
        .order_by(WorkComment.number)
    )
    return list(session.execute(statement).mappings())


def find_place(session: Session, learner_id: int, number: int) -> RowMapping | None:
    """The assignment that a sitting is work on, and its class."""
    statement = (
        select(AssignmentRow.id, AssignmentRow.class_id, ClassRow.time_zone)
        .join(ClassRow, ClassRow.id == AssignmentRow.class_id)
        .join(AttemptRow, AttemptRow.assignment_id == AssignmentRow.id)
        .where(AttemptRow.learner_id == learner_id, AttemptRow.number == number)
    )
    return session.execute(statement).mappings().one_or_none()

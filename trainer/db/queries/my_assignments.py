"""Assignments as their learner sees them: those of their classes, their sittings, what was set and said by hand."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, RowMapping, and_, func, select, true
from sqlalchemy.orm import Session, aliased

from trainer.db.models.attempts import AttemptRow
from trainer.db.models.cases import Case
from trainer.db.models.classes import (
    AssignmentMark,
    AssignmentOverride,
    AssignmentRow,
    AssignmentVersion,
    ClassRow,
    Enrolment,
    WorkComment,
)
from trainer.db.models.content import Bank
from trainer.db.models.grades import AttemptScore, CaseGradeRow
from trainer.db.models.people import User
from trainer.db.queries.attempts import LATEST_SCORE, POLICY
from trainer.db.queries.authoring import open_to_class
from trainer.domain.classes.roles import Role
from trainer.domain.classes.work import AssignmentSpec

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
            AssignmentRow.published_at,
            AssignmentVersion.number.label("version"),
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
            AttemptRow.assignment_version,
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


def list_specs(session: Session, assignment_ids: Collection[int]) -> dict[tuple[int, int], AssignmentSpec]:
    """(assignment, number) -> every version of these assignments."""
    statement = select(AssignmentVersion.assignment_id, AssignmentVersion.number, AssignmentVersion.spec)
    rows = session.execute(statement.where(AssignmentVersion.assignment_id.in_(assignment_ids)))
    return {(row.assignment_id, row.number): row.spec for row in rows}


def list_offered_cases(session: Session, class_ids: Collection[int], slugs: Collection[str]) -> set[tuple[int, str]]:
    """(class, slug) of those of these cases that are not retired, of banks that are open to the class or were."""
    statement = (
        select(ClassRow.id, Case.slug)
        .join(Case, true())
        .join(Bank, Bank.id == Case.bank_id)
        .where(ClassRow.id.in_(class_ids), Case.slug.in_(slugs), Case.retired_at.is_(None))
        .where(open_to_class(ClassRow.id, with_former=True))
    )
    return {(class_id, slug) for class_id, slug in session.execute(statement)}


def list_case_titles(session: Session, slugs: Collection[str]) -> dict[str, str]:
    """Slug -> title, of cases that are retired too."""
    return dict(session.execute(select(Case.slug, Case.title).where(Case.slug.in_(slugs))).all())


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
    """The assignment that a sitting is work on, and its class; `is_there`: its learner can open its page."""
    is_there = and_(
        Enrolment.person_id.is_not(None), AssignmentRow.published_at.is_not(None), AssignmentRow.archived_at.is_(None)
    )
    is_member = and_(
        Enrolment.class_id == AssignmentRow.class_id,
        Enrolment.person_id == learner_id,
        Enrolment.left_at.is_(None),
    )
    statement = (
        select(AssignmentRow.id, AssignmentRow.class_id, ClassRow.time_zone, is_there.label("is_there"))
        .join(ClassRow, ClassRow.id == AssignmentRow.class_id)
        .outerjoin(Enrolment, is_member)
        .join(AttemptRow, AttemptRow.assignment_id == AssignmentRow.id)
        .where(AttemptRow.learner_id == learner_id, AttemptRow.number == number)
    )
    return session.execute(statement).mappings().one_or_none()

"""What is known of a class: estimates, days of study, first answers by area, errors in its cases.

Only current learners count. Every statement is of the whole class: none is asked once for each learner.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, and_, case, func, select
from sqlalchemy.orm import Session, aliased

from trainer.db.models.attempts import AttemptRow
from trainer.db.models.classes import AssignmentMark, AssignmentRow, Enrolment
from trainer.db.models.content import Area, Item
from trainer.db.models.grades import CaseGradeRow, GradedLineRow
from trainer.db.models.people import LearnerProfile, User
from trainer.db.models.study import ItemSight, ReadinessSnapshot, StudyDay
from trainer.db.queries.authoring import SHARED
from trainer.domain.attempts.attempt import AttemptState
from trainer.domain.classes.roles import Role

_IS_LEARNER = and_(Enrolment.role == Role.LEARNER, Enrolment.left_at.is_(None))


def _is_learner_here(class_id: int, learner_id: ColumnElement[int]) -> ColumnElement[bool]:
    return and_(Enrolment.class_id == class_id, Enrolment.person_id == learner_id)


def list_learners(session: Session, class_id: int) -> list[RowMapping]:
    """The learners of a class by name, with the track and the date of the exam that they prepare for."""
    statement = (
        select(
            User.id,
            User.display_name,
            Enrolment.student_number,
            Enrolment.joined_at,
            LearnerProfile.track,
            LearnerProfile.exam_on,
        )
        .select_from(Enrolment)
        .join(User, User.id == Enrolment.person_id)
        .outerjoin(LearnerProfile, LearnerProfile.learner_id == User.id)
        .where(Enrolment.class_id == class_id, _IS_LEARNER)
        .order_by(func.lower(User.display_name), User.id)
    )
    return list(session.execute(statement).mappings())


def newest_estimates(session: Session, class_id: int, track: str, until: date | None = None) -> dict[int, RowMapping]:
    """Learner -> their newest estimate of a track, or the newest up to a day."""
    other = aliased(ReadinessSnapshot)
    newest = select(func.max(other.day)).where(
        other.learner_id == ReadinessSnapshot.learner_id, other.track == ReadinessSnapshot.track
    )
    if until is not None:
        newest = newest.where(other.day <= until)
    statement = (
        select(*ReadinessSnapshot.__table__.c)
        .join(Enrolment, _is_learner_here(class_id, ReadinessSnapshot.learner_id.expression))
        .where(_IS_LEARNER, ReadinessSnapshot.track == track, ReadinessSnapshot.day == newest.scalar_subquery())
    )
    return {row["learner_id"]: row for row in session.execute(statement).mappings()}


def last_days(session: Session, class_id: int) -> dict[int, date]:
    """Learner -> the last day, of their own calendar, on which an answer or a case of theirs was graded."""
    statement = (
        select(StudyDay.learner_id, func.max(StudyDay.day))
        .join(Enrolment, _is_learner_here(class_id, StudyDay.learner_id.expression))
        .where(_IS_LEARNER, StudyDay.answers + StudyDay.cases > 0)
        .group_by(StudyDay.learner_id)
    )
    return dict(session.execute(statement).all())


def newest_marks(session: Session, class_id: int) -> dict[tuple[int, int], RowMapping]:
    """(assignment, learner) -> what was last set by hand there."""
    other = aliased(AssignmentMark)
    newest = (
        select(func.max(other.number))
        .where(
            other.learner_id == AssignmentMark.learner_id,
            other.assignment_id == AssignmentMark.assignment_id,
        )
        .scalar_subquery()
    )
    statement = (
        select(AssignmentMark.assignment_id, AssignmentMark.learner_id, AssignmentMark.kind, AssignmentMark.permille)
        .join(AssignmentRow, AssignmentRow.id == AssignmentMark.assignment_id)
        .where(AssignmentRow.class_id == class_id, AssignmentMark.number == newest)
    )
    return {(row["assignment_id"], row["learner_id"]): row for row in session.execute(statement).mappings()}


def list_areas(session: Session, track: str) -> list[RowMapping]:
    """The areas of a track in the order of its blueprint."""
    statement = select(Area.slug, Area.title).where(Area.track == track).order_by(Area.position)
    return list(session.execute(statement).mappings())


def _first_answers(class_id: int, track: str, *columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .select_from(ItemSight)
        .join(Enrolment, _is_learner_here(class_id, ItemSight.learner_id.expression))
        .join(Item, Item.id == ItemSight.item_id)
        .where(_IS_LEARNER, Item.track == track, ItemSight.first_is_answered)
    )


_RIGHT = func.sum(case((ItemSight.first_is_right, 1), else_=0))


def list_area_shares(session: Session, class_id: int, track: str) -> Sequence[Any]:
    """(learner, area, first answers, right among them) wherever there are any, of all that the learner did."""
    statement = _first_answers(class_id, track, ItemSight.learner_id, Item.area, func.count(), _RIGHT)
    return session.execute(statement.group_by(ItemSight.learner_id, Item.area)).all()


def count_first_answers(session: Session, class_id: int, track: str) -> dict[int, int]:
    """Learner -> first answers to items of a track that an estimate rests on: none of private banks."""
    statement = _first_answers(class_id, track, ItemSight.learner_id, func.count()).where(SHARED)
    return dict(session.execute(statement.group_by(ItemSight.learner_id)).all())


_OTHER_GRADE = aliased(CaseGradeRow)
_LATEST_RUN = (
    select(func.max(_OTHER_GRADE.run_id))
    .where(
        _OTHER_GRADE.learner_id == CaseGradeRow.learner_id,
        _OTHER_GRADE.attempt_number == CaseGradeRow.attempt_number,
    )
    .scalar_subquery()
)
_IS_OVER = AttemptRow.state.in_((AttemptState.SUBMITTED, AttemptState.EXPIRED))


def list_case_faults(session: Session, class_id: int, since: datetime) -> Sequence[Any]:
    """(learner, number, closed, faults) of the graded cases of a class's assignments that were handed in since then.

    Each line with errors by the latest grade of a case is a row; a case without any is one row.
    """
    of_attempt = and_(
        CaseGradeRow.learner_id == AttemptRow.learner_id, CaseGradeRow.attempt_number == AttemptRow.number
    )
    has_faults = and_(
        GradedLineRow.learner_id == CaseGradeRow.learner_id,
        GradedLineRow.attempt_number == CaseGradeRow.attempt_number,
        GradedLineRow.run_id == CaseGradeRow.run_id,
        GradedLineRow.faults != (),
    )
    statement = (
        select(AttemptRow.learner_id, AttemptRow.number, AttemptRow.closed_at, GradedLineRow.faults)
        .join(AssignmentRow, AssignmentRow.id == AttemptRow.assignment_id)
        .join(Enrolment, _is_learner_here(class_id, AttemptRow.learner_id.expression))
        .join(CaseGradeRow, of_attempt)
        .outerjoin(GradedLineRow, has_faults)
        .where(AssignmentRow.class_id == class_id, _IS_LEARNER, CaseGradeRow.run_id == _LATEST_RUN)
        .where(_IS_OVER, AttemptRow.closed_at >= since)
    )
    return session.execute(statement).all()


def list_wrong_by_week(session: Session, class_id: int, track: str, weeks: Sequence[datetime]) -> Sequence[Any]:
    """(area, place of the week, first answers, right among them) in the class's assignments.

    `weeks` are their beginnings, oldest first; what was handed in before the first is left out.
    """
    week = case(
        *((AttemptRow.closed_at >= begins, place) for place, begins in reversed(list(enumerate(weeks)))), else_=-1
    ).label("week")
    of_first = and_(AttemptRow.learner_id == ItemSight.learner_id, AttemptRow.number == ItemSight.first_attempt_number)
    statement = (
        _first_answers(class_id, track, Item.area, week, func.count(), _RIGHT)
        .join(AttemptRow, of_first)
        .join(AssignmentRow, AssignmentRow.id == AttemptRow.assignment_id)
        .where(AssignmentRow.class_id == class_id, AttemptRow.closed_at >= weeks[0])
        .group_by(Item.area, week)
    )
    return session.execute(statement).all()

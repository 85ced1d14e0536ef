"""The gradebook of a class: learners, assignments, every sitting of these, what was set and said by hand.

Rows are of Core and flat: a class has thousands of sittings.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, and_, case, func, literal, select, text, union_all
from sqlalchemy.orm import Session

from trainer.db.models.attempts import AttemptRow
from trainer.db.models.audit import AuditEvent
from trainer.db.models.classes import AssignmentMark, AssignmentRow, AssignmentVersion, Enrolment
from trainer.db.models.content import Item
from trainer.db.models.grades import AttemptScore, CaseGradeRow
from trainer.db.models.people import User
from trainer.db.models.reviews import ReviewLog
from trainer.domain.attempts.attempt import AttemptState
from trainer.domain.classes.roles import Role
from trainer.domain.classes.work import AssignmentSpec

ReviewWindow = tuple[int, str, int, datetime | None, datetime | None, Sequence[int]]
"""Assignment, track, reviews wanted, from, to (None: no such limit), and the learners for whom these dates hold."""


_IS_PUBLISHED = and_(AssignmentRow.published_at.is_not(None), AssignmentRow.archived_at.is_(None))
_IS_LEARNER = and_(Enrolment.role == Role.LEARNER, Enrolment.left_at.is_(None))


def list_specs(session: Session, class_id: int) -> dict[tuple[int, int], AssignmentSpec]:
    """(assignment, number) -> every version of the published assignments of a class."""
    statement = (
        select(AssignmentVersion.assignment_id, AssignmentVersion.number, AssignmentVersion.spec)
        .join(AssignmentRow, AssignmentRow.id == AssignmentVersion.assignment_id)
        .where(AssignmentRow.class_id == class_id, _IS_PUBLISHED)
    )
    return {(row.assignment_id, row.number): row.spec for row in session.execute(statement)}


def list_learners(session: Session, class_id: int) -> list[RowMapping]:
    """Who is a learner of the class now, by name."""
    statement = (
        select(User.id, User.display_name, User.email, Enrolment.student_number, Enrolment.joined_at)
        .join(Enrolment, Enrolment.person_id == User.id)
        .where(Enrolment.class_id == class_id, _IS_LEARNER)
        .order_by(func.lower(User.display_name), User.id)
    )
    return list(session.execute(statement).mappings())


def count_cells(session: Session, class_id: int) -> int:
    """The learners of a class, times its published assignments."""
    learners = select(func.count()).where(Enrolment.class_id == class_id, _IS_LEARNER).scalar_subquery()
    assignments = select(func.count()).where(AssignmentRow.class_id == class_id, _IS_PUBLISHED).scalar_subquery()
    return int(session.execute(select(learners * assignments)).scalar_one())


def first_seen(session: Session, class_id: int, learner_ids: Sequence[int]) -> dict[int, datetime]:
    """Learner -> when the audit trail first says that they came into the class, or left it."""
    statement = (
        select(AuditEvent.actor_id, func.min(AuditEvent.at))
        .where(AuditEvent.actor_id.in_(learner_ids), AuditEvent.subject == f"class {class_id}")
        .where(AuditEvent.action.in_(("class.join", "class.leave")))
        .group_by(AuditEvent.actor_id)
    )
    return {actor_id: at for actor_id, at in session.execute(statement) if actor_id is not None}


def list_sittings(session: Session, class_id: int, learner_id: int | None = None) -> Iterable[Any]:
    """Every sitting of the class's published assignments that was not given up, once for each run that graded it.

    In the order of assignment, learner, try (the first three columns) and part, of each the newest sitting last, by its
    newest grade.
    """
    statement = (
        select(
            AttemptRow.assignment_id,
            AttemptRow.learner_id,
            AttemptRow.assignment_try,
            AttemptRow.assignment_part,
            AttemptRow.assignment_version,
            AttemptRow.number,
            AttemptRow.state,
            AttemptRow.started_at,
            AttemptRow.deadline_at,
            AttemptRow.paused_at,
            AttemptRow.closed_at,
            AttemptRow.extra_seconds,
            func.coalesce(AttemptScore.run_id, CaseGradeRow.run_id, 0).label("run_id"),
            func.coalesce(AttemptScore.earned, CaseGradeRow.earned).label("earned"),
            func.coalesce(AttemptScore.possible, CaseGradeRow.possible).label("possible"),
        )
        .select_from(AttemptRow)
        .join(AssignmentRow, AssignmentRow.id == AttemptRow.assignment_id)
        .outerjoin(AttemptScore, _of_attempt(AttemptScore))
        .outerjoin(CaseGradeRow, _of_attempt(CaseGradeRow))
        .where(AssignmentRow.class_id == class_id, _IS_PUBLISHED, AttemptRow.state != AttemptState.ABANDONED)
    )
    if learner_id is not None:
        statement = statement.where(AttemptRow.learner_id == learner_id)
    place = (AttemptRow.assignment_id, AttemptRow.learner_id, AttemptRow.assignment_try, AttemptRow.assignment_part)
    return session.execute(statement.order_by(*place, AttemptRow.number, text("run_id")))


def _of_attempt(table: type[AttemptScore | CaseGradeRow]) -> Any:
    return and_(table.learner_id == AttemptRow.learner_id, table.attempt_number == AttemptRow.number)


def newest_marks(session: Session, class_id: int) -> dict[tuple[int, int], Any]:
    """(assignment, learner) -> what was set by hand last, in a class."""
    statement = (
        select(
            AssignmentMark.assignment_id,
            AssignmentMark.learner_id,
            AssignmentMark.number,
            AssignmentMark.kind,
            AssignmentMark.permille,
        )
        .join(AssignmentRow, AssignmentRow.id == AssignmentMark.assignment_id)
        .where(AssignmentRow.class_id == class_id)
        .order_by(AssignmentMark.number)
    )
    return {(row.assignment_id, row.learner_id): row for row in session.execute(statement)}


def list_review_counts(session: Session, windows: Sequence[ReviewWindow]) -> list[RowMapping]:
    """For each assignment and learner with any: reviews `done` in the window, the first, the last, the one wanted last.

    A review is an answer to an item that was answered before; a generated family is one item.
    """
    if not windows:
        return []
    return list(session.execute(union_all(*map(_reviews_in, windows))).mappings())


def _reviews_in(window: ReviewWindow) -> Select[Any]:
    assignment_id, track, wanted, begins_at, ends_at, learners = window
    ranked = (
        select(
            ReviewLog.learner_id,
            ReviewLog.logged_at,
            func.row_number().over(partition_by=ReviewLog.learner_id, order_by=ReviewLog.logged_at).label("place"),
        )
        .join(Item, Item.id == ReviewLog.item_id)
        .where(ReviewLog.learner_id.in_(learners), Item.track == track, ReviewLog.number > 1)
        .where(ReviewLog.is_overruling.is_(False))
    )
    if begins_at is not None:
        ranked = ranked.where(ReviewLog.logged_at >= begins_at)
    if ends_at is not None:
        ranked = ranked.where(ReviewLog.logged_at <= ends_at)
    rows = ranked.subquery()
    return select(
        literal(assignment_id).label("assignment_id"),
        literal(wanted).label("wanted"),
        rows.c.learner_id,
        func.count().label("done"),
        func.min(rows.c.logged_at).label("first_at"),
        func.max(rows.c.logged_at).label("last_at"),
        func.max(case((rows.c.place == wanted, rows.c.logged_at))).label("reached_at"),
    ).group_by(rows.c.learner_id)

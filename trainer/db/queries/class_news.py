"""What was set, said and granted to a learner in their classes, by date."""

from datetime import datetime

from sqlalchemy import RowMapping, and_, literal, or_, select, union_all
from sqlalchemy.orm import Session

from trainer.db.models.classes import (
    AssignmentMark,
    AssignmentOverride,
    AssignmentRow,
    AssignmentVersion,
    ClassRow,
    Enrolment,
    WorkComment,
)
from trainer.domain.classes.roles import Role


def list_news(session: Session, learner_id: int, since: datetime, class_id: int | None = None) -> list[RowMapping]:
    """What somebody did for a learner after a moment, newest first, in all classes that they attend, or in one.

    `assignment_id` and `spec` are None where something was granted for a whole class. `what` is the kind of a mark,
    `comment`, `granted` or `ended`. Nothing of archived classes and assignments.
    """
    of_class, marks, said, granted = AssignmentRow.class_id, AssignmentMark, WorkComment, AssignmentOverride
    terms = (granted.class_id, granted.assignment_id)
    found = union_all(
        select(of_class.label("class_id"), marks.assignment_id, marks.kind.label("what"), marks.made_at.label("at"))
        .join(AssignmentRow, AssignmentRow.id == marks.assignment_id)
        .where(marks.learner_id == learner_id, marks.made_at > since),
        select(of_class, said.assignment_id, literal("comment"), said.said_at)
        .join(AssignmentRow, AssignmentRow.id == said.assignment_id)
        .where(said.learner_id == learner_id, said.said_at > since, said.withdrawn_at.is_(None)),
        select(*terms, literal("granted"), granted.granted_at).where(
            granted.learner_id == learner_id, granted.granted_at > since, granted.ended_at.is_(None)
        ),
        select(*terms, literal("ended"), granted.ended_at).where(
            granted.learner_id == learner_id, granted.ended_at > since
        ),
    ).subquery()
    newest = and_(
        AssignmentVersion.assignment_id == AssignmentRow.id, AssignmentVersion.number == AssignmentRow.current_number
    )
    attends = and_(
        Enrolment.class_id == found.c.class_id,
        Enrolment.person_id == learner_id,
        Enrolment.role == Role.LEARNER,
        Enrolment.left_at.is_(None),
    )
    is_there = and_(AssignmentRow.published_at.is_not(None), AssignmentRow.archived_at.is_(None))
    statement = (
        select(*found.c, AssignmentVersion.spec, ClassRow.title.label("class_title"))
        .select_from(found)
        .join(Enrolment, attends)
        .join(ClassRow, and_(ClassRow.id == found.c.class_id, ClassRow.archived_at.is_(None)))
        .outerjoin(AssignmentRow, AssignmentRow.id == found.c.assignment_id)
        .outerjoin(AssignmentVersion, newest)
        .where(or_(found.c.assignment_id.is_(None), is_there))
        .order_by(found.c.at.desc(), found.c.assignment_id)
    )
    if class_id is not None:
        statement = statement.where(found.c.class_id == class_id)
    return list(session.execute(statement).mappings())

"""What is deleted: the rows of one person, and what has been kept for long enough."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult, Delete, Table, and_, delete, func, literal, or_, select, union_all, update
from sqlalchemy.orm import Session

from trainer.db.models.attempts import AttemptRow
from trainer.db.models.base import Base
from trainer.db.models.cases import CaseSubmission, KeyDispute
from trainer.db.models.classes import ClassInvitation, ClassRow, Enrolment, ItemReport
from trainer.db.models.jobs import Job
from trainer.db.models.people import EmailToken, LearnerProfile, SentForm, User, UserSession

_QUIETLY = {"synchronize_session": False}
_IS_GUEST = and_(User.email.is_(None), User.purge_started_at.is_(None))
_OF_GUESTS = ("learner_id", "user_id", "person_id")
"""Columns by which rows belong to a person; a guest belongs to no class and has no place among the staff."""


def count_of_person(session: Session, user_id: int, columns: Mapping[str, str]) -> dict[str, int]:
    """Table -> rows of a person in it, found by its column, in one statement."""
    counts = [
        select(literal(name).label("name"), func.count().label("number"))
        .select_from(_table(name))
        .where(_table(name).c[column] == user_id)
        for name, column in columns.items()
    ]
    return {row.name: row.number for row in session.execute(union_all(*counts))}


def delete_of_person(session: Session, user_id: int, table: str, column: str) -> int:
    """How many rows were deleted."""
    return _run(session, delete(_table(table)).where(_table(table).c[column] == user_id))


def delete_invitations(session: Session, email_key: str) -> None:
    session.execute(delete(ClassInvitation).where(ClassInvitation.email_key == email_key), execution_options=_QUIETLY)


def delete_mail_to(session: Session, spellings: set[str]) -> None:
    """Mails to an address, sent or not, in capitals or not: they name the person. Both databases fold ASCII alike."""
    addresses = sorted({f'"to": {json.dumps(spelling)}'.lower() for spelling in spellings})
    is_to = or_(*(func.lower(Job.payload).contains(address, autoescape=True) for address in addresses))
    session.execute(delete(Job).where(Job.kind == "mail", is_to), execution_options=_QUIETLY)


def empty_case_notes(session: Session, user_id: int) -> None:
    statement = update(CaseSubmission).where(CaseSubmission.learner_id == user_id, CaseSubmission.note != "")
    session.execute(statement.values(note=""), execution_options=_QUIETLY)


def empty_disputes(session: Session, user_id: int, words: str, now: datetime) -> None:
    """Objections lose what was written; those that wait for an answer wait no longer."""
    values: dict[str, Any] = {"text": words, "answer": words}
    for model in (KeyDispute, ItemReport):
        answered = {"answered_at": func.coalesce(model.answered_at, now)}
        outcome = {"outcome": func.coalesce(ItemReport.outcome, "explained")} if model is ItemReport else {}
        statement = update(model).where(model.learner_id == user_id).values(**values, **answered, **outcome)
        session.execute(statement, execution_options=_QUIETLY)


def leave_classes(session: Session, user_id: int, now: datetime) -> None:
    statement = update(Enrolment).where(Enrolment.person_id == user_id)
    values = {"left_at": func.coalesce(Enrolment.left_at, now), "student_number": ""}
    session.execute(statement.values(**values), execution_options=_QUIETLY)


def empty_profile(session: Session, user_id: int) -> None:
    """Everything but the track, which their answers were given for."""
    values = {
        "exam_on": None,
        "weekly_hours": 6,
        "daily_review_limit": 30,
        "time_zone": "UTC",
        "mail_hour": None,
        "mailed_on": None,
    }
    statement = update(LearnerProfile).where(LearnerProfile.learner_id == user_id)
    session.execute(statement.values(**values), execution_options=_QUIETLY)


def lock_classes_of(session: Session, user_id: int) -> None:
    """Nobody else changes who belongs to the classes of this person until the transaction ends: see `lock_class`."""
    own = select(Enrolment.class_id).where(Enrolment.person_id == user_id, Enrolment.left_at.is_(None))
    session.execute(select(ClassRow.id).where(ClassRow.id.in_(own)).order_by(ClassRow.id).with_for_update())


def list_classes_without_other(session: Session, user_id: int) -> list[str]:
    """The titles of classes, not archived, in which this person is the only instructor."""
    own = select(Enrolment.class_id).where(
        Enrolment.person_id == user_id, Enrolment.role == "instructor", Enrolment.left_at.is_(None)
    )
    statement = (
        select(ClassRow.id, ClassRow.title, ClassRow.term, Enrolment.person_id)
        .join(Enrolment, Enrolment.class_id == ClassRow.id)
        .join(User, User.id == Enrolment.person_id)
        .where(
            ClassRow.id.in_(own),
            ClassRow.archived_at.is_(None),
            Enrolment.role == "instructor",
            Enrolment.left_at.is_(None),
            or_(User.id == user_id, and_(User.disabled_at.is_(None), User.purge_started_at.is_(None))),
        )
        .order_by(ClassRow.id)
    )
    rows = session.execute(statement).all()
    others = {row.id for row in rows if row.person_id != user_id}
    return [" ".join(f"{row.title}, {row.term}".split()) for row in rows if row.id not in others]


def delete_ended_sessions(session: Session, before: datetime) -> int:
    """Sign-ins that ended before then. Those of administrators who looked in as somebody stay: they are told of."""
    ended = or_(UserSession.expires_at < before, UserSession.revoked_at < before)
    return _run(session, delete(UserSession).where(ended, UserSession.administrator_id.is_(None)))


def delete_spent_tokens(session: Session, before: datetime) -> int:
    return _run(session, delete(EmailToken).where(or_(EmailToken.expires_at < before, EmailToken.used_at < before)))


def delete_finished_jobs(session: Session, state: str, before: datetime) -> int:
    return _run(session, delete(Job).where(Job.state == state, Job.finished_at < before))


def delete_sent_forms(session: Session, before: datetime) -> int:
    return _run(session, delete(SentForm).where(SentForm.sent_at < before))


def list_old_guests(session: Session, before: datetime, after: int, most: int) -> list[int]:
    """Guests who came before then, by number, from above the number `after` on."""
    statement = select(User.id).where(_IS_GUEST, User.created_at < before, User.id > after)
    return list(session.scalars(statement.order_by(User.id).limit(most)))


def delete_guests(session: Session, user_ids: list[int], now: datetime) -> int:
    """Deletes guests with everything they did: how many. Whoever has signed up meanwhile is left alone.

    Sittings are locked before people, as by everybody who answers or grades: none waits for the other.
    """
    _lock_sittings(session, user_ids)
    guests = select(User.id).where(_IS_GUEST, User.id.in_(user_ids)).order_by(User.id).with_for_update()
    found = list(session.scalars(guests))
    values = {"purge_started_at": now}
    session.execute(update(User).where(User.id.in_(found)).values(values), execution_options=_QUIETLY)
    for table in reversed(Base.metadata.sorted_tables):
        column = next((table.c[name] for name in _OF_GUESTS if name in table.c), None)
        if column is not None:
            session.execute(delete(table).where(column.in_(found)), execution_options=_QUIETLY)
    session.execute(delete(User).where(User.id.in_(found)), execution_options=_QUIETLY)
    return len(found)


def _lock_sittings(session: Session, user_ids: list[int]) -> None:
    own = select(AttemptRow.number).where(AttemptRow.learner_id.in_(user_ids))
    session.execute(own.order_by(AttemptRow.learner_id, AttemptRow.number).with_for_update())


def _table(name: str) -> Table:
    return Base.metadata.tables[name]


def _run(session: Session, statement: Delete) -> int:
    result = session.execute(statement, execution_options=_QUIETLY)
    assert isinstance(result, CursorResult)
    return result.rowcount

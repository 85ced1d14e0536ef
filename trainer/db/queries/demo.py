"""What the demo asks: whether a database is one, what there is to deal, the questions of a sitting with their keys."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, and_, func, inspect, select, update
from sqlalchemy.orm import Session, aliased

from trainer.db.models.attempts import AnswerRow, AttemptItem, AttemptRow
from trainer.db.models.audit import AuditEvent
from trainer.db.models.content import Bank, Item, ItemKey, ItemVersion
from trainer.db.models.grades import GradeRow
from trainer.db.models.jobs import Job
from trainer.db.models.people import User
from trainer.db.queries.authoring import FREELY_DEALT


def has_tables(session: Session) -> bool:
    """Whether there is anything in the database at all."""
    return bool(inspect(session.connection()).get_table_names())


def list_marks(session: Session, actions: Sequence[str]) -> list[RowMapping]:
    """The events with these names, oldest first."""
    statement = select(AuditEvent.action, AuditEvent.at).where(AuditEvent.action.in_(actions)).order_by(AuditEvent.id)
    return list(session.execute(statement).mappings())


def list_addresses(session: Session) -> list[str]:
    """The addresses of all accounts."""
    return list(session.scalars(select(User.email_key).where(User.email_key.is_not(None)).order_by(User.id)))


def count_users(session: Session) -> int:
    """Everybody, guests too."""
    return session.execute(select(func.count()).select_from(User)).scalar_one()


def list_plain_items(session: Session, track: str) -> list[RowMapping]:
    """The shared items of a track that are no families and not sealed: slug and area, in the order of the slugs."""
    statement = (
        select(Item.slug, Item.area)
        .join(Bank, Bank.id == Item.bank_id)
        .join(ItemVersion, and_(ItemVersion.item_id == Item.id, ItemVersion.number == Item.current_number))
        .where(Item.track == track, Item.retired_at.is_(None), FREELY_DEALT, Bank.is_shared.is_(True))
        .where(ItemVersion.variant == 0, ItemVersion.stimulus_id.is_(None))
        .order_by(Item.slug)
    )
    return list(session.execute(statement).mappings())


def list_questions(session: Session, learner_id: int, number: int) -> list[RowMapping]:
    """The questions of a sitting with their keys in force, what was answered and earned (None where nothing was)."""
    later = aliased(ItemKey)
    newest = select(func.max(later.revision)).where(later.item_version_id == ItemVersion.id).scalar_subquery()
    graded = aliased(GradeRow)
    last_run = (
        select(func.max(graded.run_id))
        .where(graded.learner_id == AttemptItem.learner_id, graded.attempt_number == AttemptItem.attempt_number)
        .where(graded.position == AttemptItem.position)
        .scalar_subquery()
    )
    columns = AttemptItem.__table__.c
    here = (columns.learner_id, columns.attempt_number, columns.position)
    statement = (
        select(
            AttemptItem.position,
            Item.slug,
            Item.area,
            Item.difficulty,
            ItemVersion.content,
            ItemKey.key,
            AnswerRow.revision,
            GradeRow.earned,
            GradeRow.possible,
        )
        .join(ItemVersion, ItemVersion.id == AttemptItem.item_version_id)
        .join(Item, Item.id == ItemVersion.item_id)
        .join(ItemKey, and_(ItemKey.item_version_id == ItemVersion.id, ItemKey.revision == newest))
        .outerjoin(AnswerRow, _same(here, AnswerRow))
        .outerjoin(GradeRow, and_(_same(here, GradeRow), GradeRow.run_id == last_run))
        .where(AttemptItem.learner_id == learner_id, AttemptItem.attempt_number == number)
        .order_by(AttemptItem.position)
    )
    return list(session.execute(statement).mappings())


def _same(here: Iterable[ColumnElement[int]], table: type[AnswerRow | GradeRow]) -> ColumnElement[bool]:
    there = (table.learner_id, table.attempt_number, table.position)
    return and_(*(one == other for one, other in zip(here, there, strict=True)))


def list_sitters(session: Session, addresses: Iterable[str], now: datetime) -> list[RowMapping]:
    """The open sittings in the runner of people with these addresses, on assignments: learner and number."""
    statement = (
        select(AttemptRow.learner_id, AttemptRow.number)
        .join(User, User.id == AttemptRow.learner_id)
        .where(AttemptRow.state == "in_progress", AttemptRow.kind == "exam", AttemptRow.assignment_id.is_not(None))
        .where(User.email_key.in_(list(addresses)), AttemptRow.deadline_at > now)
        .order_by(AttemptRow.learner_id, AttemptRow.number)
    )
    return list(session.execute(statement).mappings())


def find_sitting(session: Session, learner_id: int, assignment_id: int) -> int | None:
    """The number of the learner's first graded sitting with questions at an assignment."""
    statement = (
        select(AttemptRow.number)
        .where(AttemptRow.learner_id == learner_id, AttemptRow.assignment_id == assignment_id)
        .where(AttemptRow.graded_at.is_not(None), AttemptRow.kind != "case")
        .order_by(AttemptRow.number)
        .limit(1)
    )
    return session.execute(statement).scalar_one_or_none()


def settle_mail(session: Session, now: datetime) -> None:
    """Takes all mail that waits for sent."""
    waiting = update(Job).where(Job.kind == "mail", Job.state == "queued")
    session.execute(waiting.values(state="done", finished_at=now))

"""What administrators look at: people and their sign-ins, banks, the audit trail, jobs, sizes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, and_, exists, false, func, literal, or_, select, text, true, union_all
from sqlalchemy.orm import Session, aliased

from trainer.db.models.attempts import AttemptRow
from trainer.db.models.audit import AuditEvent
from trainer.db.models.base import Base
from trainer.db.models.cases import Case, CaseVersion
from trainer.db.models.classes import ClassRow, Enrolment
from trainer.db.models.content import Bank, Item, ItemVersion
from trainer.db.models.jobs import Job
from trainer.db.models.people import User, UserSession

_ANYBODY = User.purge_started_at.is_(None)
KINDS: dict[str, ColumnElement[bool]] = {
    "": _ANYBODY,
    "administrators": and_(_ANYBODY, User.is_administrator.is_(True)),
    "teachers": and_(_ANYBODY, User.may_teach.is_(True)),
    "disabled": and_(_ANYBODY, User.disabled_at.is_not(None)),
    "unconfirmed": and_(_ANYBODY, User.email.is_not(None), User.email_verified_at.is_(None)),
    "guests": and_(_ANYBODY, User.email.is_(None)),
    "deleted": User.purge_started_at.is_not(None),
}
"""Who is asked for, by the word that stands in the address."""

_LAST_SEEN = (
    select(func.max(UserSession.created_at))
    .where(UserSession.user_id == User.id, UserSession.administrator_id.is_(None))
    .correlate(User)
    .scalar_subquery()
)
_PERSON = (*User.__table__.c, _LAST_SEEN.label("last_seen_at"))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which audit events are asked for: None and "" ask for all. `until` is not part of the span."""

    actor_id: int | None
    action: str
    subject: str
    since: datetime | None
    until: datetime | None


def list_people(session: Session, words: str, kind: str, first: int, most: int) -> list[RowMapping]:
    """Those whose name or address has the words in it, by name; `total` is how many there are in all."""
    statement = (
        select(*_PERSON, func.count().over().label("total"))
        .where(KINDS[kind], _named(words))
        .order_by(func.lower(User.display_name), User.id)
    )
    return list(session.execute(statement.offset(first).limit(most)).mappings())


def _named(words: str) -> ColumnElement[bool]:
    if not words:
        return true()
    folded = words.casefold()
    in_name = func.lower(User.display_name).contains(folded, autoescape=True)
    return or_(in_name, User.email_key.contains(folded, autoescape=True))


def find_person(session: Session, user_id: int) -> RowMapping | None:
    return session.execute(select(*_PERSON).where(User.id == user_id)).mappings().one_or_none()


def list_administrators(session: Session, *, lock: bool) -> list[int]:
    """Those who can act as administrators now; locked, none of them is changed until the transaction ends.

    All are locked in the same order: two who take the role from one another do not wait for each other.
    """
    statement = select(User.id).where(User.is_administrator.is_(True), User.disabled_at.is_(None), _ANYBODY)
    statement = statement.order_by(User.id)
    return list(session.scalars(statement.with_for_update(key_share=True) if lock else statement))


def is_active_administrator(session: Session, user_id: int) -> bool:
    statement = select(User.is_administrator).where(User.id == user_id, User.disabled_at.is_(None), _ANYBODY)
    return bool(session.scalar(statement))


def count_work(session: Session, user_id: int) -> list[RowMapping]:
    """How many sittings of which kind, and when the last one was begun."""
    statement = (
        select(AttemptRow.kind, func.count().label("number"), func.max(AttemptRow.started_at).label("last_at"))
        .where(AttemptRow.learner_id == user_id)
        .group_by(AttemptRow.kind)
        .order_by(AttemptRow.kind)
    )
    return list(session.execute(statement).mappings())


def list_classes_of(session: Session, user_id: int) -> list[RowMapping]:
    """The classes that somebody belongs or belonged to, newest first."""
    statement = (
        select(
            ClassRow.id,
            ClassRow.title,
            ClassRow.term,
            ClassRow.archived_at,
            Enrolment.role,
            Enrolment.joined_at,
            Enrolment.left_at,
        )
        .join(Enrolment, Enrolment.class_id == ClassRow.id)
        .where(Enrolment.person_id == user_id)
        .order_by(ClassRow.id.desc())
    )
    return list(session.execute(statement).mappings())


def list_banks_of(session: Session, user_id: int) -> list[Bank]:
    return list(session.scalars(select(Bank).where(Bank.owner_id == user_id).order_by(Bank.title)))


def list_visits(session: Session, user_id: int, most: int, session_id: int | None = None) -> list[RowMapping]:
    """When administrators looked at the program as this person, and why, newest first; or one such session."""
    administrator = aliased(User)
    statement = (
        select(
            UserSession.id,
            UserSession.created_at,
            UserSession.expires_at,
            UserSession.revoked_at,
            administrator.display_name.label("administrator"),
            AuditEvent.detail.label("reason"),
        )
        .join(administrator, administrator.id == UserSession.administrator_id)
        .join(
            AuditEvent,
            and_(
                AuditEvent.actor_id == UserSession.administrator_id,
                AuditEvent.at == UserSession.created_at,
                AuditEvent.action == "acting.start",
                AuditEvent.subject == f"user {user_id}",
            ),
        )
        .where(UserSession.user_id == user_id)
        .order_by(UserSession.id.desc())
        .limit(most)
    )
    if session_id is not None:
        statement = statement.where(UserSession.id == session_id)
    return list(session.execute(statement).mappings())


def list_banks(session: Session) -> list[RowMapping]:
    """Every bank with its owner, what is in it and not retired, and when something of it was last published."""
    items = (
        select(Item.bank_id, func.count().label("number"))
        .where(Item.retired_at.is_(None))
        .group_by(Item.bank_id)
        .subquery()
    )
    cases = (
        select(Case.bank_id, func.count().label("number"))
        .where(Case.retired_at.is_(None))
        .group_by(Case.bank_id)
        .subquery()
    )
    item_dates = _last_published(Item, ItemVersion, ItemVersion.item_id == Item.id)
    case_dates = _last_published(Case, CaseVersion, CaseVersion.case_id == Case.id)
    statement = (
        select(
            *Bank.__table__.c,
            User.display_name.label("owner"),
            func.coalesce(items.c.number, 0).label("items"),
            func.coalesce(cases.c.number, 0).label("cases"),
            item_dates.c.at.label("items_at"),
            case_dates.c.at.label("cases_at"),
        )
        .outerjoin(User, User.id == Bank.owner_id)
        .outerjoin(items, items.c.bank_id == Bank.id)
        .outerjoin(cases, cases.c.bank_id == Bank.id)
        .outerjoin(item_dates, item_dates.c.bank_id == Bank.id)
        .outerjoin(case_dates, case_dates.c.bank_id == Bank.id)
        .order_by(Bank.origin.desc(), Bank.title, Bank.id)
    )
    return list(session.execute(statement).mappings())


def _last_published(thing: Any, version: Any, belongs: Any) -> Any:
    newest = func.max(version.created_at).label("at")
    return select(thing.bank_id, newest).join(version, belongs).group_by(thing.bank_id).subquery()


def find_bank(session: Session, bank_id: int) -> Bank | None:
    return session.get(Bank, bank_id)


def list_events(session: Session, wanted: Wanted, before: int | None, most: int) -> Iterator[RowMapping]:
    """Audit events with who did it, newest first, from below the id `before` on."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.actor_id is not None:
        conditions.append(AuditEvent.actor_id == wanted.actor_id)
    if wanted.action:
        conditions.append(AuditEvent.action.contains(wanted.action, autoescape=True))
    if wanted.subject:
        conditions.append(AuditEvent.subject.contains(wanted.subject, autoescape=True))
    if wanted.since is not None:
        conditions.append(AuditEvent.at >= wanted.since)
    if wanted.until is not None:
        conditions.append(AuditEvent.at < wanted.until)
    if before is not None:
        conditions.append(AuditEvent.id < before)
    statement = (
        select(*AuditEvent.__table__.c, User.display_name.label("actor"))
        .outerjoin(User, User.id == AuditEvent.actor_id)
        .where(*conditions)
        .order_by(AuditEvent.id.desc())
        .limit(most)
    )
    yield from session.execute(statement.execution_options(yield_per=1000)).mappings()


def count_jobs(session: Session, now: datetime) -> RowMapping:
    """How many jobs wait, are due, and failed for good."""
    statement = select(
        func.count().filter(Job.state == "queued").label("queued"),
        func.count().filter(Job.state == "queued", Job.run_at <= now).label("due"),
        func.count().filter(Job.state == "failed").label("failed"),
    ).where(Job.state.in_(("queued", "failed")))
    return session.execute(statement).mappings().one()


def list_failing_jobs(session: Session, most: int) -> list[RowMapping]:
    """Jobs that failed, for good or so far, newest first; without what is in them."""
    statement = (
        select(Job.kind, Job.state, Job.tries, Job.last_error, Job.run_at, Job.created_at)
        .where(Job.state.in_(("queued", "failed")), Job.last_error != "")
        .order_by(Job.run_at.desc())
        .limit(most)
    )
    return list(session.execute(statement).mappings())


def count_everything(session: Session) -> RowMapping:
    """How many of the things that an administrator asks about first, in one statement."""
    people = select(func.count()).select_from(User)
    statement = select(
        people.where(_ANYBODY, User.email.is_not(None)).scalar_subquery().label("people"),
        people.where(KINDS["guests"]).scalar_subquery().label("guests"),
        people.where(KINDS["administrators"]).scalar_subquery().label("administrators"),
        people.where(KINDS["teachers"]).scalar_subquery().label("teachers"),
        people.where(KINDS["disabled"]).scalar_subquery().label("disabled"),
        _count(ClassRow).where(ClassRow.archived_at.is_(None)).scalar_subquery().label("classes"),
        _count(Bank).scalar_subquery().label("banks"),
        _count(Item).where(Item.retired_at.is_(None)).scalar_subquery().label("items"),
        _count(Case).where(Case.retired_at.is_(None)).scalar_subquery().label("cases"),
        _count(AttemptRow).scalar_subquery().label("sittings"),
    )
    return session.execute(statement).mappings().one()


def _count(model: type[Base]) -> Any:
    return select(func.count()).select_from(model)


def server_version(session: Session) -> str:
    """`3.45.1` of SQLite, `16.3` of PostgreSQL."""
    asked = "SELECT sqlite_version()" if is_sqlite(session) else "SHOW server_version"
    return str(session.scalar(text(asked)))


def is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def revision(session: Session) -> str:
    return str(session.scalar(text("SELECT version_num FROM alembic_version")))


def database_bytes(session: Session) -> int:
    """The size of the whole database: of PostgreSQL only, for SQLite is a file."""
    return int(session.execute(text("SELECT pg_database_size(current_database())")).scalar_one())


def count_rows(session: Session) -> dict[str, int]:
    """Table -> rows, of every table, in one statement."""
    counts = [select(literal(t.name).label("name"), func.count().label("number")).select_from(t) for t in _tables()]
    return {row.name: row.number for row in session.execute(union_all(*counts))}


def table_bytes(session: Session) -> dict[str, int]:
    """Table -> bytes with its indexes; nothing on SQLite, which does not say without reading the whole file."""
    if is_sqlite(session):
        return {}
    asked = "SELECT relname, pg_total_relation_size(oid) FROM pg_class WHERE relkind IN ('r', 'p')"
    return {str(name): int(size) for name, size in session.execute(text(asked))}


def _tables() -> list[Any]:
    return sorted(Base.metadata.tables.values(), key=lambda table: table.name)


def list_inactive(session: Session, since: datetime, most: int) -> list[RowMapping]:
    """Accounts that nobody has signed in to or worked with since then, the longest unused first; `total` in all."""
    statement = (
        select(*_PERSON, func.count().over().label("total"))
        .where(
            KINDS[""],
            User.email.is_not(None),
            User.disabled_at.is_(None),
            User.is_administrator.is_(false()),
            User.created_at < since,
            ~exists().where(
                UserSession.user_id == User.id,
                UserSession.administrator_id.is_(None),
                or_(UserSession.created_at >= since, and_(UserSession.expires_at >= since, _is_open())),
            ),
            ~exists().where(AttemptRow.learner_id == User.id, AttemptRow.started_at >= since),
        )
        .order_by(User.created_at, User.id)
        .limit(most)
    )
    return list(session.execute(statement).mappings())


def _is_open() -> ColumnElement[bool]:
    return UserSession.revoked_at.is_(None)

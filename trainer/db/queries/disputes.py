"""Disputed keys of items and cases: a learner's own, those that somebody answers, and what is known of the key."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    Select,
    String,
    and_,
    func,
    literal,
    null,
    or_,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from trainer.db.models.attempts import AnswerRow, AttemptItem, AttemptRow
from trainer.db.models.calibration import CalibrationRun, ItemCalibrationRow
from trainer.db.models.cases import Case, CaseKeyRevision, CaseVersion, KeyDispute
from trainer.db.models.classes import Enrolment, ItemReport
from trainer.db.models.content import Area, Bank, Item, ItemKey, ItemVersion, Stimulus
from trainer.db.models.people import User
from trainer.db.queries.attempts import LATEST_KEY
from trainer.domain.classes.roles import Role

_OWN = aliased(Enrolment)
_ANSWERER = aliased(User)
_SITTING_OF_REPORT = and_(
    AttemptRow.learner_id == ItemReport.learner_id, AttemptRow.number == ItemReport.attempt_number
)
_OF_REPORT = and_(
    AttemptItem.learner_id == ItemReport.learner_id,
    AttemptItem.attempt_number == ItemReport.attempt_number,
    AttemptItem.position == ItemReport.position,
)
_ANSWER_OF_REPORT = and_(
    AnswerRow.learner_id == ItemReport.learner_id,
    AnswerRow.attempt_number == ItemReport.attempt_number,
    AnswerRow.position == ItemReport.position,
)


def taught_by(person_id: int) -> Select[int]:
    """The learners who are now in a class whose instructor this person is."""
    return (
        select(Enrolment.person_id)
        .join(_OWN, _OWN.class_id == Enrolment.class_id)
        .where(
            Enrolment.role == Role.LEARNER,
            Enrolment.left_at.is_(None),
            _OWN.person_id == person_id,
            _OWN.role == Role.INSTRUCTOR,
            _OWN.left_at.is_(None),
        )
    )


def list_taught(session: Session, person_id: int, learner_ids: Collection[int]) -> set[int]:
    """Those of these learners whom this person teaches."""
    statement = taught_by(person_id).where(Enrolment.person_id.in_(learner_ids))
    return set(session.scalars(statement))


def may_see_bank(person_id: int) -> ColumnElement[bool]:
    """Banks that everybody sees, and a person's own."""
    return or_(Bank.is_shared, Bank.owner_id == person_id)


# A learner's own.


def find_shown_key(session: Session, learner_id: int, number: int, position: int) -> RowMapping | None:
    """The question at a place of a sitting: the kind of the sitting, the item, the key in force."""
    statement = (
        select(AttemptRow.kind, ItemVersion.item_id, ItemKey.id.label("item_key_id"))
        .select_from(AttemptItem)
        .join(
            AttemptRow,
            and_(AttemptRow.learner_id == AttemptItem.learner_id, AttemptRow.number == AttemptItem.attempt_number),
        )
        .join(ItemVersion, ItemVersion.id == AttemptItem.item_version_id)
        .join(ItemKey, and_(ItemKey.item_version_id == ItemVersion.id, ItemKey.revision == LATEST_KEY))
        .where(
            AttemptItem.learner_id == learner_id,
            AttemptItem.attempt_number == number,
            AttemptItem.position == position,
        )
    )
    return session.execute(statement).mappings().one_or_none()


def list_of_question(session: Session, learner_id: int, number: int, position: int) -> list[ItemReport]:
    """What a learner said of the key of one question, in order."""
    statement = select(ItemReport).where(
        ItemReport.learner_id == learner_id, ItemReport.attempt_number == number, ItemReport.position == position
    )
    return list(session.scalars(statement.order_by(ItemReport.number)))


def list_own_reports(session: Session, learner_id: int) -> list[RowMapping]:
    """All that a learner said of keys of items, newest first, with the sitting and the question."""
    statement = (
        select(*ItemReport.__table__.c, AttemptRow.kind, AttemptRow.title, ItemVersion.item_id, ItemVersion.content)
        .join(AttemptItem, _OF_REPORT)
        .join(AttemptRow, _SITTING_OF_REPORT)
        .join(ItemVersion, ItemVersion.id == AttemptItem.item_version_id)
        .where(ItemReport.learner_id == learner_id)
        .order_by(ItemReport.created_at.desc(), ItemReport.attempt_number.desc(), ItemReport.position)
    )
    return list(session.execute(statement).mappings())


def list_own_disputes(session: Session, learner_id: int) -> list[RowMapping]:
    """All that a learner said of keys of cases, newest first."""
    statement = (
        select(*KeyDispute.__table__.c, Case.track, Case.title)
        .join(CaseKeyRevision, CaseKeyRevision.id == KeyDispute.case_key_id)
        .join(CaseVersion, CaseVersion.id == CaseKeyRevision.case_version_id)
        .join(Case, Case.id == CaseVersion.case_id)
        .where(KeyDispute.learner_id == learner_id)
        .order_by(KeyDispute.created_at.desc(), KeyDispute.attempt_number.desc(), KeyDispute.number)
    )
    return list(session.execute(statement).mappings())


# Those that somebody answers.


def _may_answer(person_id: int | None, learner: Any) -> ColumnElement[bool]:
    """Disputes of learners whom a person teaches and about content of their own banks; None: all."""
    if person_id is None:
        return true()
    return or_(learner.in_(taught_by(person_id)), Bank.owner_id == person_id)


def _item_reports(person_id: int | None, track: str | None, *, is_open: bool) -> Select[*tuple[Any, ...]]:
    state = ItemReport.answered_at.is_(None) if is_open else ItemReport.answered_at.is_not(None)
    return (
        select(
            literal("item").label("what"),
            ItemReport.learner_id,
            ItemReport.attempt_number,
            ItemReport.position,
            ItemReport.number,
            Item.slug,
            ItemVersion.variant,
            Area.title.label("title"),
            Item.track,
            ItemReport.text,
            ItemReport.created_at,
            ItemReport.answered_at,
            ItemReport.outcome,
            User.display_name,
        )
        .join(ItemKey, ItemKey.id == ItemReport.item_key_id)
        .join(ItemVersion, ItemVersion.id == ItemKey.item_version_id)
        .join(Item, Item.id == ItemVersion.item_id)
        .join(Bank, Bank.id == Item.bank_id)
        .join(Area, and_(Area.track == Item.track, Area.slug == Item.area))
        .join(User, User.id == ItemReport.learner_id)
        .where(true() if track is None else Item.track == track, state, _may_answer(person_id, ItemReport.learner_id))
    )


def _key_disputes(person_id: int | None, track: str | None, *, is_open: bool) -> Select[*tuple[Any, ...]]:
    state = KeyDispute.answered_at.is_(None) if is_open else KeyDispute.answered_at.is_not(None)
    return (
        select(
            literal("case").label("what"),
            KeyDispute.learner_id,
            KeyDispute.attempt_number,
            literal(0).label("position"),
            KeyDispute.number,
            Case.slug,
            literal(0).label("variant"),
            Case.title,
            Case.track,
            KeyDispute.text,
            KeyDispute.created_at,
            KeyDispute.answered_at,
            null().cast(String(10)).label("outcome"),
            User.display_name,
        )
        .join(CaseKeyRevision, CaseKeyRevision.id == KeyDispute.case_key_id)
        .join(CaseVersion, CaseVersion.id == CaseKeyRevision.case_version_id)
        .join(Case, Case.id == CaseVersion.case_id)
        .join(Bank, Bank.id == Case.bank_id)
        .join(User, User.id == KeyDispute.learner_id)
        .where(true() if track is None else Case.track == track, state, _may_answer(person_id, KeyDispute.learner_id))
    )


def list_to_answer(
    session: Session, person_id: int | None, track: str, limit: int, offset: int, *, is_open: bool
) -> tuple[list[RowMapping], int]:
    """A part of the disputes of a track, and how many there are: open ones oldest first, others by their answer, newest
    first. `person_id` None: those of everybody.
    """
    both = union_all(
        _item_reports(person_id, track, is_open=is_open), _key_disputes(person_id, track, is_open=is_open)
    ).subquery()
    total = session.execute(select(func.count()).select_from(both)).scalar_one()
    order = (both.c.created_at,) if is_open else (both.c.answered_at.desc(), both.c.created_at.desc())
    names = (both.c.learner_id, both.c.attempt_number, both.c.position, both.c.number)
    statement = select(both).order_by(*order, *names).limit(limit).offset(offset)
    return list(session.execute(statement).mappings()), total


def count_to_answer(session: Session, person_id: int | None) -> int:
    """How many disputes without an answer there are in both tracks; `person_id` None: those of everybody."""
    both = union_all(_item_reports(person_id, None, is_open=True), _key_disputes(person_id, None, is_open=True))
    return session.execute(select(func.count()).select_from(both.subquery())).scalar_one()


def find_report(session: Session, person_id: int | None, reference: tuple[int, int, int, int]) -> RowMapping | None:
    """One report with the question as its learner had it; None where it is not this person's (None: anybody's)."""
    names = (ItemReport.learner_id, ItemReport.attempt_number, ItemReport.position, ItemReport.number)
    statement = (
        select(
            *ItemReport.__table__.c,
            Item.id.label("item_id"),
            Item.slug,
            Item.track,
            ItemVersion.variant,
            ItemVersion.id.label("item_version_id"),
            ItemVersion.content,
            ItemKey.key,
            ItemKey.explanation,
            (ItemVersion.number == Item.current_number).label("is_current"),
            AttemptItem.option_order,
            AttemptRow.kind,
            AnswerRow.answer.label("given"),
            User.display_name,
            _ANSWERER.display_name.label("answered_by_name"),
        )
        .join(AttemptItem, _OF_REPORT)
        .join(AttemptRow, _SITTING_OF_REPORT)
        .join(ItemVersion, ItemVersion.id == AttemptItem.item_version_id)
        .join(ItemKey, and_(ItemKey.item_version_id == ItemVersion.id, ItemKey.revision == LATEST_KEY))
        .join(Item, Item.id == ItemVersion.item_id)
        .join(Bank, Bank.id == Item.bank_id)
        .join(User, User.id == ItemReport.learner_id)
        .outerjoin(_ANSWERER, _ANSWERER.id == ItemReport.answered_by)
        .outerjoin(AnswerRow, _ANSWER_OF_REPORT)
        .where(tuple_(*names) == reference, _may_answer(person_id, ItemReport.learner_id))
    )
    return session.execute(statement).mappings().one_or_none()


def get_report(session: Session, reference: tuple[int, int, int, int]) -> ItemReport:
    return session.get_one(ItemReport, reference, with_for_update=True, populate_existing=True)


def find_dispute(session: Session, person_id: int | None, reference: tuple[int, int, int]) -> RowMapping | None:
    """One objection to the key of a case; None where it is not this person's to answer (None: anybody's)."""
    learner_id, attempt_number, number = reference
    statement = (
        select(
            *KeyDispute.__table__.c,
            Case.slug,
            Case.track,
            Case.title,
            User.display_name,
            _ANSWERER.display_name.label("answered_by_name"),
        )
        .join(CaseKeyRevision, CaseKeyRevision.id == KeyDispute.case_key_id)
        .join(CaseVersion, CaseVersion.id == CaseKeyRevision.case_version_id)
        .join(Case, Case.id == CaseVersion.case_id)
        .join(Bank, Bank.id == Case.bank_id)
        .join(User, User.id == KeyDispute.learner_id)
        .outerjoin(_ANSWERER, _ANSWERER.id == KeyDispute.answered_by)
        .where(
            KeyDispute.learner_id == learner_id,
            KeyDispute.attempt_number == attempt_number,
            KeyDispute.number == number,
            _may_answer(person_id, KeyDispute.learner_id),
        )
    )
    return session.execute(statement).mappings().one_or_none()


def get_dispute(session: Session, reference: tuple[int, int, int]) -> KeyDispute:
    return session.get_one(KeyDispute, reference, with_for_update=True, populate_existing=True)


# What is known of a key.


def find_item(session: Session, person_id: int | None, slug: str) -> RowMapping | None:
    """An item in a bank that a person may see, and that is not sealed (None: any); of "slug/7" what stands before /."""
    is_seen = true() if person_id is None else and_(may_see_bank(person_id), Item.is_sealed.is_(False))
    statement = (
        select(
            Item.id,
            Item.slug,
            Item.track,
            Item.retired_at,
            Area.title.label("area_title"),
            Bank.title.label("bank_title"),
            Bank.origin,
        )
        .join(Bank, Bank.id == Item.bank_id)
        .join(Area, and_(Area.track == Item.track, Area.slug == Item.area))
        .where(Item.slug == slug.partition("/")[0], is_seen)
    )
    return session.execute(statement).mappings().one_or_none()


def find_scenario(session: Session, item_version_id: int) -> RowMapping | None:
    """The scenario that an item shares with others."""
    statement = (
        select(Stimulus.title, Stimulus.body)
        .join(ItemVersion, ItemVersion.stimulus_id == Stimulus.id)
        .where(ItemVersion.id == item_version_id)
    )
    return session.execute(statement).mappings().one_or_none()


def list_keys(session: Session, item_version_id: int) -> list[RowMapping]:
    """Every revision of the key of an item version with who made it, newest first."""
    statement = (
        select(*ItemKey.__table__.c, User.display_name)
        .outerjoin(User, User.id == ItemKey.created_by)
        .where(ItemKey.item_version_id == item_version_id)
        .order_by(ItemKey.revision.desc())
    )
    return list(session.execute(statement).mappings())


def _of_item(item_id: int, variant: int) -> Select[ItemReport]:
    """The reports of an item, of every version of it. Another variant of a family is another question."""
    return (
        select(ItemReport)
        .join(ItemKey, ItemKey.id == ItemReport.item_key_id)
        .join(ItemVersion, ItemVersion.id == ItemKey.item_version_id)
        .where(ItemVersion.item_id == item_id, ItemVersion.variant == variant)
        .order_by(ItemReport.created_at, ItemReport.learner_id, ItemReport.attempt_number, ItemReport.position)
    )


def list_open_reports(session: Session, item_id: int, variant: int) -> list[ItemReport]:
    """The open reports of an item, oldest first."""
    return list(session.scalars(_of_item(item_id, variant).where(ItemReport.answered_at.is_(None))))


def lock_open_reports(session: Session, item_id: int, variant: int) -> list[ItemReport]:
    """The same, to be answered: nobody else answers them until the transaction ends."""
    statement = _of_item(item_id, variant).where(ItemReport.answered_at.is_(None)).with_for_update(of=ItemReport)
    return list(session.scalars(statement, execution_options={"populate_existing": True}))


def list_open_case_disputes(session: Session, case_id: int, *, lock: bool = False) -> list[KeyDispute]:
    """The open objections to the key of a case, of every version of it, oldest first."""
    statement = (
        select(KeyDispute)
        .join(CaseKeyRevision, CaseKeyRevision.id == KeyDispute.case_key_id)
        .join(CaseVersion, CaseVersion.id == CaseKeyRevision.case_version_id)
        .where(CaseVersion.case_id == case_id, KeyDispute.answered_at.is_(None))
        .order_by(KeyDispute.created_at, KeyDispute.learner_id, KeyDispute.attempt_number, KeyDispute.number)
    )
    if lock:
        statement = statement.with_for_update(of=KeyDispute)
    return list(session.scalars(statement, execution_options={"populate_existing": True}))


def find_statistics(session: Session, item_id: int) -> RowMapping | None:
    """What the newest calibration that knows the current version of an item found of it, and when.

    A generated family stands there with its first variant, pooled.
    """
    statement = (
        select(CalibrationRun.made_at, ItemCalibrationRow.found)
        .join(ItemCalibrationRow, ItemCalibrationRow.run_id == CalibrationRun.id)
        .join(ItemVersion, ItemVersion.id == ItemCalibrationRow.item_version_id)
        .join(Item, and_(Item.id == ItemVersion.item_id, Item.current_number == ItemVersion.number))
        .where(Item.id == item_id)
        .order_by(CalibrationRun.id.desc())
        .limit(1)
    )
    return session.execute(statement).mappings().one_or_none()

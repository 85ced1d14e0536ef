"""Spaced repetition: the log, the cards, what is due, and what the verdict on one answer says about it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased

from trainer.db.models.attempts import AttemptItem, AttemptRow
from trainer.db.models.classes import ItemReport
from trainer.db.models.content import Item, ItemKey, ItemVersion
from trainer.db.models.grades import GradeRow, GradingRun
from trainer.db.models.people import LearnerProfile, User
from trainer.db.models.reviews import ReviewCard, ReviewLog
from trainer.db.queries.attempts import LATEST_KEY, LATEST_RUN
from trainer.db.queries.authoring import SHARED
from trainer.db.queries.exams import items_in_open_exams
from trainer.db.queries.items import FIRST_VARIANT, FIXED
from trainer.db.queries.lean import send
from trainer.db.queries.policies import verdicts_are_shown

_LAST_ENTRY = and_(
    ReviewLog.learner_id == ReviewCard.learner_id,
    ReviewLog.item_id == ReviewCard.item_id,
    ReviewLog.number == ReviewCard.entries,
)
_ENTRY = select(*ReviewLog.__table__.c, Item.track).join(Item, Item.id == ReviewLog.item_id)


_CARDS = (
    select(*ReviewCard.__table__.c)
    .where(
        ReviewCard.learner_id == bindparam("learner_id"),
        ReviewCard.item_id.in_(bindparam("item_ids", expanding=True)),
    )
    .order_by(ReviewCard.item_id)
    .with_for_update()
)


def lock_cards(session: Session, learner_id: int, item_ids: Sequence[int]) -> list[RowMapping]:
    """The learner's cards of these items. Nobody else changes them until the transaction ends."""
    return list(send(session, _CARDS, {"learner_id": learner_id, "item_ids": item_ids}).mappings())


def lock_cards_of(session: Session, item_id: int, learners: tuple[int, int]) -> None:
    """Nobody else changes the cards of this item, of the learners from one to another, until the transaction ends."""
    statement = select(ReviewCard.learner_id).where(
        ReviewCard.item_id == item_id, ReviewCard.learner_id.between(*learners)
    )
    session.execute(statement.order_by(ReviewCard.learner_id).with_for_update()).all()


def list_last_entries(session: Session, item_id: int, learners: tuple[int, int]) -> list[RowMapping]:
    """The last ratings of an item by the learners from one to another, with the item's track."""
    statement = _ENTRY.join(ReviewCard, _LAST_ENTRY).where(
        ReviewCard.item_id == item_id, ReviewCard.learner_id.between(*learners)
    )
    return list(session.execute(statement.order_by(ReviewLog.learner_id)).mappings())


def find_rated_item(session: Session, learner_id: int, number: int, position: int) -> int | None:
    """The item of an answer, if the answer was ever rated."""
    statement = select(ReviewLog.item_id).where(
        ReviewLog.learner_id == learner_id, ReviewLog.attempt_number == number, ReviewLog.position == position
    )
    return session.execute(statement.limit(1)).scalar_one_or_none()


def learners_without_log(session: Session) -> list[int]:
    """Learners who have graded answers and nothing in the log, as after the migration that made the table."""
    answered = select(GradeRow.learner_id).where(
        GradeRow.answer_revision > 0, GradeRow.learner_id.not_in(select(ReviewLog.learner_id))
    )
    return sorted(session.scalars(answered.distinct()))


_HAS_REPORTS = (
    select(ItemReport.number)
    .where(
        ItemReport.learner_id == AttemptItem.learner_id,
        ItemReport.attempt_number == AttemptItem.attempt_number,
        ItemReport.position == AttemptItem.position,
    )
    .correlate(AttemptItem)
    .exists()
)
"""Whether the learner has said something of the key of a question."""

_VERDICT = (
    select(
        ItemKey.key,
        ItemKey.explanation,
        GradeRow.earned,
        GradeRow.possible,
        Item.track,
        Item.area,
        Item.tags,
        Item.lesson,
        ReviewCard.due_at,
        ReviewCard.reviewed_at,
        ReviewLog.attempt_number.label("rated_number"),
        ReviewLog.position.label("rated_position"),
        ReviewLog.rating,
        ReviewLog.confidence,
        ReviewLog.spent_seconds,
        ReviewLog.is_overruling,
        LearnerProfile.time_zone,
        LearnerProfile.exam_on,
        _HAS_REPORTS.label("has_reports"),
        GradingRun.kind.label("run_kind"),
        GradingRun.reason.label("run_reason"),
    )
    .select_from(AttemptItem)
    .join(LearnerProfile, LearnerProfile.learner_id == AttemptItem.learner_id)
    .join(ItemVersion, ItemVersion.id == AttemptItem.item_version_id)
    .join(Item, Item.id == ItemVersion.item_id)
    .join(ItemKey, and_(ItemKey.item_version_id == ItemVersion.id, ItemKey.revision == LATEST_KEY))
    .outerjoin(
        GradeRow,
        and_(
            GradeRow.learner_id == AttemptItem.learner_id,
            GradeRow.attempt_number == AttemptItem.attempt_number,
            GradeRow.position == AttemptItem.position,
            GradeRow.run_id == LATEST_RUN,
        ),
    )
    .outerjoin(GradingRun, GradingRun.id == GradeRow.run_id)
    .outerjoin(ReviewCard, and_(ReviewCard.learner_id == AttemptItem.learner_id, ReviewCard.item_id == Item.id))
    .outerjoin(ReviewLog, _LAST_ENTRY)
    .where(
        AttemptItem.learner_id == bindparam("learner_id"),
        AttemptItem.attempt_number == bindparam("number"),
        AttemptItem.position == bindparam("position"),
    )
)


def get_verdict(session: Session, learner_id: int, number: int, position: int) -> RowMapping:
    """Key, explanation and grade of one question, and when its item comes back. Only for pages that may show them."""
    values = {"learner_id": learner_id, "number": number, "position": position}
    return send(session, _VERDICT, values).mappings().one()


def lock_dealing(session: Session, learner_id: int) -> None:
    """Nobody else deals reviews to this learner until the transaction ends.

    Rows that refer to the learner may be added meanwhile: who saves an answer may hold such a row and wait for the
    sitting.
    """
    session.execute(select(User.id).where(User.id == learner_id).with_for_update(key_share=True))


def is_due(today: datetime, *, all_are: bool) -> ColumnElement[bool]:
    """Whether a card is due on the day of study `today`; `all_are`: whatever its date, unless it was reviewed on it."""
    has_come = ReviewCard.due_at <= today
    return or_(has_come, ReviewCard.reviewed_at < today) if all_are else has_come


def _count_done(learner_id: int, today: datetime, *, all_are: bool) -> ScalarSelect[int]:
    """How many items that were due were reviewed on the day of study `today`, in all tracks."""
    was_due = ReviewLog.due_before <= ReviewLog.reviewed_at
    if all_are:
        was_due = or_(was_due, ReviewLog.reviewed_before < ReviewLog.reviewed_at)
    return (
        select(func.count())
        .select_from(ReviewLog)
        .where(ReviewLog.learner_id == learner_id, ReviewLog.reviewed_at == today)
        .where(ReviewLog.is_overruling.is_(False), was_due)
        .scalar_subquery()
    )


def _of_track(
    statement: Select[*tuple[Any, ...]], learner_id: int, track: str, now: datetime
) -> Select[*tuple[Any, ...]]:
    """Cards that may be told of: not of retired items, of items in an open exam, of verdicts that are not shown yet."""
    sitting = aliased(AttemptRow)
    is_shown = (
        select(ReviewLog.number)
        .join(sitting, and_(sitting.learner_id == ReviewLog.learner_id, sitting.number == ReviewLog.attempt_number))
        .where(_LAST_ENTRY, verdicts_are_shown(sitting, now))
        .correlate(ReviewCard)
        .exists()
    )
    return (
        statement.select_from(ReviewCard)
        .join(Item, Item.id == ReviewCard.item_id)
        .where(ReviewCard.learner_id == learner_id, Item.track == track, Item.retired_at.is_(None), SHARED, is_shown)
        .where(Item.id.not_in(items_in_open_exams(learner_id, now)))
    )


def count_cards(
    session: Session, learner_id: int, track: str, now: datetime, today: datetime, *, all_are: bool
) -> RowMapping:
    """The number of cards, of those that are due, of due ones reviewed today, and when the first of the others is due.

    `today` is the learner's day of study; `all_are`: see `is_due`.
    """
    due = is_due(today, all_are=all_are)
    statement = select(
        func.count().label("cards"),
        func.coalesce(func.sum(case((due, 1), else_=0)), 0).label("due"),
        func.min(case((due, None), else_=ReviewCard.due_at)).label("next_at"),
        _count_done(learner_id, today, all_are=all_are).label("done"),
    )
    return session.execute(_of_track(statement, learner_id, track, now)).mappings().one()


def list_due(
    session: Session, learner_id: int, track: str, now: datetime, today: datetime, *, all_are: bool
) -> list[RowMapping]:
    """The due cards with what dealing their items needs; a family stands there with its first variant."""
    version = aliased(ItemVersion)
    statement = _of_track(
        select(
            ReviewCard.item_id,
            ReviewCard.stability,
            ReviewCard.difficulty,
            ReviewCard.due_at,
            ReviewCard.reviewed_at,
            Item.area,
            version.id.label("item_version_id"),
            version.variant,
        ),
        learner_id,
        track,
        now,
    )
    is_current = and_(version.item_id == Item.id, version.number == Item.current_number)
    statement = statement.join(version, and_(is_current, version.variant.in_((FIXED, FIRST_VARIANT))))
    ordered = statement.where(is_due(today, all_are=all_are)).order_by(ReviewCard.item_id)
    return list(session.execute(ordered).mappings())


def list_coming(
    session: Session, learner_id: int, track: str, now: datetime, today: datetime, *, all_are: bool
) -> list[RowMapping]:
    """How many of the other cards fall due when, soonest first."""
    statement = _of_track(select(ReviewCard.due_at, func.count().label("cards")), learner_id, track, now)
    later = statement.where(~is_due(today, all_are=all_are))
    return list(session.execute(later.group_by(ReviewCard.due_at).order_by(ReviewCard.due_at)).mappings())


def variants_dealt_last(session: Session, learner_id: int, item_ids: Sequence[int]) -> set[int]:
    """The item versions in which these items were dealt to the learner last."""
    of_learner = (
        select(ItemVersion.item_id, func.max(AttemptItem.attempt_number).label("number"))
        .join(AttemptItem, AttemptItem.item_version_id == ItemVersion.id)
        .where(AttemptItem.learner_id == learner_id, ItemVersion.item_id.in_(item_ids))
        .group_by(ItemVersion.item_id)
        .subquery()
    )
    statement = (
        select(ItemVersion.id)
        .join(AttemptItem, AttemptItem.item_version_id == ItemVersion.id)
        .join(
            of_learner,
            and_(of_learner.c.item_id == ItemVersion.item_id, of_learner.c.number == AttemptItem.attempt_number),
        )
        .where(AttemptItem.learner_id == learner_id)
    )
    return set(session.scalars(statement))

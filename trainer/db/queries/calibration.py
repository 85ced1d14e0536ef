"""Calibration: the bank with its keys, the first answers that count, mocks, and what earlier runs found."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, and_, func, select
from sqlalchemy.orm import Session, aliased

from trainer.db.models.attempts import AnswerRow, AttemptItem, AttemptRow
from trainer.db.models.calibration import CalibrationRun, ItemCalibrationRow
from trainer.db.models.content import Item, ItemKey, ItemVersion
from trainer.db.models.grades import AttemptScore, GradeRow
from trainer.db.models.people import User
from trainer.db.models.study import ItemSight
from trainer.db.queries.attempts import LATEST_KEY, LATEST_RUN, LATEST_SCORE, THIS_ATTEMPT
from trainer.db.queries.authoring import SHARED
from trainer.db.queries.items import FIRST_VARIANT, FIXED
from trainer.domain.attempts.attempt import AttemptKind, AttemptState
from trainer.domain.exams.forms import Form

ROWS_AT_ONCE = 10_000
_STANDS_FOR_ITEM = and_(
    ItemVersion.item_id == Item.id,
    ItemVersion.number == Item.current_number,
    ItemVersion.variant.in_((FIXED, FIRST_VARIANT)),
)
"""The current version of an item; a generated family is represented by its first variant."""
_FIRST_QUESTION = and_(
    AttemptItem.learner_id == ItemSight.learner_id,
    AttemptItem.attempt_number == ItemSight.first_attempt_number,
    AttemptItem.position == ItemSight.first_position,
)


def _here(table: type[AnswerRow | GradeRow]) -> ColumnElement[bool]:
    return and_(
        table.learner_id == AttemptItem.learner_id,
        table.attempt_number == AttemptItem.attempt_number,
        table.position == AttemptItem.position,
    )


def list_bank(session: Session, track: str) -> list[RowMapping]:
    """Every current item of a track with its version and the key in force."""
    statement = (
        select(
            Item.id.label("item_id"),
            Item.difficulty.label("level"),
            ItemVersion.id.label("item_version_id"),
            ItemVersion.variant,
            ItemVersion.content,
            ItemKey.key,
        )
        .join(ItemVersion, _STANDS_FOR_ITEM)
        .join(ItemKey, and_(ItemKey.item_version_id == ItemVersion.id, ItemKey.revision == LATEST_KEY))
        .where(Item.track == track, Item.retired_at.is_(None), SHARED)
        .order_by(Item.id)
    )
    return list(session.execute(statement).mappings())


def _first_answers(track: str, *columns: Any) -> Select[Any]:
    """First sights that were answered, if they were of the item's current version.

    Not those of guests, of learners whose data is being deleted, nor of sittings that were given up.
    """
    return (
        select(*columns)
        .select_from(ItemSight)
        .join(User, User.id == ItemSight.learner_id)
        .join(Item, Item.id == ItemSight.item_id)
        .join(AttemptItem, _FIRST_QUESTION)
        .join(ItemVersion, ItemVersion.id == AttemptItem.item_version_id)
        .join(AttemptRow, THIS_ATTEMPT)
        .where(
            ItemSight.first_is_answered,
            User.purge_started_at.is_(None),
            User.email.is_not(None),
            Item.track == track,
            Item.retired_at.is_(None),
            SHARED,
            ItemVersion.number == Item.current_number,
            AttemptRow.state != AttemptState.ABANDONED,
        )
    )


def iterate_first_answers(session: Session, track: str) -> Iterator[tuple[Any, ...]]:
    """Learner, item, whether it was right by the latest grade, seconds, when, and the answer; by learner and item.

    Read piece by piece: there may be hundreds of thousands.
    """
    columns = (
        ItemSight.learner_id,
        ItemSight.item_id,
        ItemSight.first_is_right,
        ItemSight.first_seconds,
        ItemSight.first_seen_at,
        AnswerRow.answer,
    )
    statement = _first_answers(track, *columns).join(AnswerRow, _here(AnswerRow))
    ordered = statement.order_by(ItemSight.learner_id, ItemSight.item_id)
    for row in session.execute(ordered, execution_options={"yield_per": ROWS_AT_ONCE}):
        yield tuple(row)


def has_first_answers(session: Session, track: str, since: datetime | None) -> bool:
    """Whether a first answer was graded, or graded anew, after `since` (None: ever)."""
    statement = _first_answers(track, ItemSight.item_id)
    if since is not None:
        statement = statement.join(GradeRow, _here(GradeRow)).where(GradeRow.graded_at > since)
    return session.execute(statement.limit(1)).first() is not None


def _mocks(track: str, *columns: Any) -> Select[Any]:
    """Exams of a track that were handed in, or ran out of time, and are graded."""
    return (
        select(*columns)
        .select_from(AttemptRow)
        .join(User, User.id == AttemptRow.learner_id)
        .where(
            AttemptRow.kind == AttemptKind.EXAM,
            AttemptRow.track == track,
            AttemptRow.state.in_((AttemptState.SUBMITTED, AttemptState.EXPIRED)),
            AttemptRow.graded_at.is_not(None),
            User.purge_started_at.is_(None),
        )
    )


def list_mocks(session: Session, track: str) -> list[RowMapping]:
    """Every graded mock in which anything was answered, with its form and right answers; by learner, oldest first."""
    columns = (AttemptRow.learner_id, AttemptRow.number, AttemptRow.form, AttemptScore.correct)
    statement = (
        _mocks(track, *columns)
        .join(AttemptScore, LATEST_SCORE)
        .where(AttemptScore.answered > 0)
        .order_by(AttemptRow.learner_id, AttemptRow.number)
    )
    return list(session.execute(statement).mappings())


def fixed_forms(session: Session, track: str) -> set[Form]:
    """The forms in which everybody had the same questions: all their mocks have no more than one mock has."""
    statement = _mocks(track, AttemptRow.form, func.max(AttemptRow.item_count)).join(AttemptItem, THIS_ATTEMPT)
    several = func.count(AttemptItem.item_version_id.distinct()) == func.max(AttemptRow.item_count)
    return {form for form, _ in session.execute(statement.group_by(AttemptRow.form).having(several))}


def list_marks(session: Session, track: str, form: Form) -> list[RowMapping]:
    """Every question of every graded mock of a form with its latest points, in the same order for every mock."""
    columns = (AttemptRow.learner_id, AttemptRow.number, GradeRow.earned, GradeRow.possible)
    statement = (
        _mocks(track, *columns)
        .join(AttemptItem, THIS_ATTEMPT)
        .join(GradeRow, and_(_here(GradeRow), GradeRow.run_id == LATEST_RUN))
        .where(AttemptRow.form == form)
        .order_by(AttemptRow.learner_id, AttemptRow.number, AttemptItem.item_version_id)
    )
    return list(session.execute(statement).mappings())


def find_latest_run(session: Session, track: str) -> CalibrationRun | None:
    statement = select(CalibrationRun).where(CalibrationRun.track == track).order_by(CalibrationRun.id.desc())
    return session.scalars(statement.limit(1)).one_or_none()


def list_found(session: Session, run_id: int) -> list[RowMapping]:
    """What a run found, by item; `is_current`: the item has still this version, and is not retired."""
    is_current = and_(ItemVersion.number == Item.current_number, Item.retired_at.is_(None))
    statement = (
        select(
            Item.id.label("item_id"),
            Item.slug,
            Item.area,
            is_current.label("is_current"),
            ItemCalibrationRow.item_version_id,
            ItemCalibrationRow.found,
        )
        .select_from(ItemCalibrationRow)
        .join(ItemVersion, ItemVersion.id == ItemCalibrationRow.item_version_id)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(ItemCalibrationRow.run_id == run_id)
        .order_by(Item.id)
    )
    return list(session.execute(statement).mappings())


def _difficulties(track: str, learners: int, *columns: Any) -> Select[Any]:
    """Every current item of a track with what the latest run with so many learners found of its version, if anything.

    Where nobody had answered it, that is None too: a run repeats what the author's level was at the time.
    """
    run = aliased(CalibrationRun)
    latest = select(func.max(run.id)).where(run.track == track, run.learners >= learners).scalar_subquery()
    of_version = and_(
        ItemCalibrationRow.run_id == latest,
        ItemCalibrationRow.item_version_id == ItemVersion.id,
        ItemCalibrationRow.answers > 0,
    )
    return (
        select(
            Item.id.label("item_id"),
            Item.difficulty.label("level"),
            ItemCalibrationRow.difficulty.label("logits"),
            ItemCalibrationRow.standard_error,
            *columns,
        )
        .select_from(Item)
        .join(ItemVersion, _STANDS_FOR_ITEM)
        .outerjoin(ItemCalibrationRow, of_version)
        .where(Item.track == track, Item.retired_at.is_(None), SHARED)
        .order_by(Item.id)
    )


def list_difficulties(session: Session, track: str, learners: int) -> list[RowMapping]:
    """Item, author's level, logits with their standard error or None."""
    return list(session.execute(_difficulties(track, learners)).mappings())


def list_bank_difficulties(session: Session, track: str, learners: int) -> list[RowMapping]:
    """The same with what choosing among the items needs; none of lessons, which stand in no exam."""
    columns = (
        Item.area,
        Item.is_sealed,
        ItemVersion.id.label("item_version_id"),
        ItemVersion.variant,
        ItemVersion.stimulus_id,
        ItemVersion.content,
    )
    statement = _difficulties(track, learners, *columns).where(Item.lesson.is_(None))
    return list(session.execute(statement).mappings())

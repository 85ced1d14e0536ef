"""Diagnostics: what can be dealt next, what was dealt, which there are."""

from datetime import datetime

from sqlalchemy import RowMapping, Subquery, and_, case, delete, func, or_, select
from sqlalchemy.orm import Session

from trainer.db.models.attempts import AnswerRow, AttemptItem, AttemptRow
from trainer.db.models.content import Area, Item, ItemKey, ItemVersion
from trainer.db.models.grades import AttemptScore, GradeRow
from trainer.db.models.study import ItemSight
from trainer.db.queries.attempts import DEALT, LATEST_KEY, LATEST_RUN, LATEST_SCORE, POLICY, THIS_ATTEMPT
from trainer.db.queries.authoring import SHARED
from trainer.db.queries.exams import items_in_open_exams
from trainer.db.queries.items import FIRST_VARIANT, FIXED
from trainer.domain.attempts.attempt import AttemptKind, AttemptState


def find_diagnostic(session: Session, learner_id: int, number: int) -> RowMapping | None:
    """The learner's diagnostic of this number, with how many of its questions were dealt."""
    statement = select(AttemptRow.number, *POLICY, DEALT.label("dealt")).where(
        AttemptRow.learner_id == learner_id,
        AttemptRow.number == number,
        AttemptRow.kind == AttemptKind.DIAGNOSTIC,
    )
    return session.execute(statement).mappings().one_or_none()


def find_latest(session: Session, learner_id: int, track: str) -> RowMapping | None:
    """The diagnostic of a track that is open, else the last one handed in; one that was given up is none."""
    is_open = case((AttemptRow.state == AttemptState.IN_PROGRESS, 1), else_=0)
    statement = (
        select(AttemptRow.number, *POLICY, DEALT.label("dealt"))
        .where(
            AttemptRow.learner_id == learner_id,
            AttemptRow.track == track,
            AttemptRow.kind == AttemptKind.DIAGNOSTIC,
            AttemptRow.state != AttemptState.ABANDONED,
        )
        .order_by(is_open.desc(), AttemptRow.number.desc())
        .limit(1)
    )
    return session.execute(statement).mappings().one_or_none()


def list_diagnostics(session: Session, learner_id: int, track: str) -> list[RowMapping]:
    """The learner's diagnostics of a track, newest first, with the score of the latest run where there is one."""
    statement = (
        select(AttemptRow.number, *POLICY, AttemptScore.correct, DEALT.label("dealt"))
        .outerjoin(AttemptScore, LATEST_SCORE)
        .where(AttemptRow.learner_id == learner_id, AttemptRow.track == track)
        .where(AttemptRow.kind == AttemptKind.DIAGNOSTIC)
        .order_by(AttemptRow.number.desc())
    )
    return list(session.execute(statement).mappings())


def list_candidates(session: Session, learner_id: int, track: str, now: datetime) -> list[RowMapping]:
    """Current items that may be dealt: scenario, when the learner was dealt them last, in how many open sittings.

    A generated family stands there with its first variant. Sealed items only once they were graded in the sealed mock;
    nothing that stands in an open exam or diagnostic.
    """
    dealt = _dealt_before(learner_id)
    statement = (
        select(
            Item.id.label("item_id"),
            Item.area,
            ItemVersion.id.label("item_version_id"),
            ItemVersion.variant,
            func.coalesce(ItemVersion.stimulus_id, 0).label("stimulus_id"),
            dealt.c.last_dealt_at,
            func.coalesce(dealt.c.open_sittings, 0).label("open_sittings"),
        )
        .join(
            ItemVersion,
            and_(
                ItemVersion.item_id == Item.id,
                ItemVersion.number == Item.current_number,
                ItemVersion.variant.in_((FIXED, FIRST_VARIANT)),
            ),
        )
        .outerjoin(dealt, dealt.c.item_id == Item.id)
        .outerjoin(ItemSight, and_(ItemSight.item_id == Item.id, ItemSight.learner_id == learner_id))
        .where(Item.track == track, Item.retired_at.is_(None), SHARED)
        .where(or_(Item.is_sealed.is_(False), ItemSight.times > 0), Item.lesson.is_(None))
        .where(Item.id.not_in(items_in_open_exams(learner_id, now)))
        .order_by(Item.id)
    )
    return list(session.execute(statement).mappings())


def _dealt_before(learner_id: int) -> Subquery:
    """When the learner was dealt each item last, and in how many sittings it stands that are not closed."""
    is_open = case((AttemptRow.state == AttemptState.IN_PROGRESS, 1), else_=0)
    return (
        select(
            ItemVersion.item_id,
            func.max(AttemptRow.started_at).label("last_dealt_at"),
            func.sum(is_open).label("open_sittings"),
        )
        .join(AttemptItem, AttemptItem.item_version_id == ItemVersion.id)
        .join(AttemptRow, THIS_ATTEMPT)
        .where(AttemptItem.learner_id == learner_id)
        .group_by(ItemVersion.item_id)
        .subquery()
    )


def list_dealt(session: Session, learner_id: int, number: int) -> list[RowMapping]:
    """What was dealt, in order: item, area, level, answer (`revision` None: none yet), newest key, latest grade.

    Only for the choice of the next question, and for pages that may show verdicts.
    """
    here = [
        and_(
            table.learner_id == AttemptItem.learner_id,
            table.attempt_number == AttemptItem.attempt_number,
            table.position == AttemptItem.position,
        )
        for table in (AnswerRow, GradeRow)
    ]
    statement = (
        select(
            AttemptItem.position,
            AttemptItem.item_version_id,
            ItemVersion.item_id,
            func.coalesce(ItemVersion.stimulus_id, 0).label("stimulus_id"),
            ItemVersion.content,
            Item.area,
            Area.title.label("area_title"),
            Item.difficulty,
            AnswerRow.revision,
            AnswerRow.answer,
            ItemKey.key,
            GradeRow.earned,
            GradeRow.possible,
        )
        .select_from(AttemptItem)
        .join(ItemVersion, ItemVersion.id == AttemptItem.item_version_id)
        .join(Item, Item.id == ItemVersion.item_id)
        .join(Area, and_(Area.track == Item.track, Area.slug == Item.area))
        .join(ItemKey, and_(ItemKey.item_version_id == ItemVersion.id, ItemKey.revision == LATEST_KEY))
        .outerjoin(AnswerRow, here[0])
        .outerjoin(GradeRow, and_(here[1], GradeRow.run_id == LATEST_RUN))
        .where(AttemptItem.learner_id == learner_id, AttemptItem.attempt_number == number)
        .order_by(AttemptItem.position)
    )
    return list(session.execute(statement).mappings())


def withdraw_question(session: Session, learner_id: int, number: int, position: int) -> None:
    """Takes back a question that was dealt and not answered: it stays new to the learner."""
    session.execute(
        delete(AttemptItem).where(
            AttemptItem.learner_id == learner_id,
            AttemptItem.attempt_number == number,
            AttemptItem.position == position,
        )
    )

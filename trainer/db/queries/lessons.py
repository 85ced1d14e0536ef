"""The items at the end of lessons, and how a learner stands with them."""

from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, and_, case, func, select
from sqlalchemy.orm import Session

from trainer.db.models.attempts import AttemptRow
from trainer.db.models.content import Bank, Item, ItemVersion
from trainer.db.models.study import ItemSight
from trainer.db.queries.authoring import SHARED
from trainer.db.queries.exams import items_in_open_exams
from trainer.db.queries.items import FIXED
from trainer.db.queries.policies import verdicts_are_shown

_NOBODY = 0
_FROM_FILES = select(Bank.id).where(Bank.origin == "files")
IS_OF_COURSE: ColumnElement[bool] = and_(
    Item.lesson.is_not(None), Item.retired_at.is_(None), SHARED, Item.bank_id.in_(_FROM_FILES)
)
"""Whether an item ends a lesson: not one that was written in a browser and names a lesson."""


def list_lesson_items(session: Session, lesson: str) -> list[RowMapping]:
    """The current items of a lesson with what dealing them needs, in the order in which they were first published."""
    statement = (
        select(Item.id.label("item_id"), Item.track, ItemVersion.id.label("item_version_id"), ItemVersion.variant)
        .join(ItemVersion, and_(ItemVersion.item_id == Item.id, ItemVersion.number == Item.current_number))
        .where(Item.lesson == lesson, IS_OF_COURSE, ItemVersion.variant == FIXED)
        .order_by(Item.id)
    )
    return list(session.execute(statement).mappings())


def count_by_lesson(session: Session, learner_id: int | None, now: datetime) -> list[RowMapping]:
    """Lessons with how many items they have; how many the learner (None: nobody) answered, and rightly the last time.

    What a sitting does not tell (yet), or stands in an exam that is not finished, counts as not answered.
    """
    who = _NOBODY if learner_id is None else learner_id
    is_told = and_(verdicts_are_shown(AttemptRow, now), Item.id.not_in(items_in_open_exams(who, now)))
    is_answered = and_(ItemSight.answered > 0, is_told)
    statement = (
        select(
            Item.lesson,
            func.count().label("items"),
            func.sum(case((is_answered, 1), else_=0)).label("answered"),
            func.sum(case((and_(is_answered, ItemSight.last_is_right), 1), else_=0)).label("right"),
        )
        .select_from(Item)
        .outerjoin(ItemSight, and_(ItemSight.item_id == Item.id, ItemSight.learner_id == who))
        .outerjoin(AttemptRow, and_(AttemptRow.learner_id == who, AttemptRow.number == ItemSight.last_attempt_number))
        .where(IS_OF_COURSE)
        .group_by(Item.lesson)
    )
    return list(session.execute(statement).mappings())

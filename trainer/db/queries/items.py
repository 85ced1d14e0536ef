"""The pool of items, and what a learner has done with each."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, Subquery, and_, case, func, or_, select
from sqlalchemy.orm import Session

from trainer.db.models.attempts import AttemptItem, AttemptRow, ItemFlag
from trainer.db.models.content import Area, Bank, BlueprintVersion, Item, ItemKey, ItemVersion, Stimulus
from trainer.db.models.grades import GradeRow
from trainer.db.models.study import ItemSight
from trainer.db.queries.authoring import FREELY_DEALT, SHARED
from trainer.db.queries.exams import items_in_open_exams
from trainer.db.queries.policies import last_is_missed, verdicts_are_shown
from trainer.domain.exams.blueprint import Blueprint
from trainer.domain.items.content import ItemContent

FIXED, FIRST_VARIANT = 0, 1
"""The variant of an item with fixed text, and the first one of a generated family, which has no fixed text."""
_IS_CURRENT = and_(ItemVersion.item_id == Item.id, ItemVersion.number == Item.current_number)


def list_areas(session: Session, track: str) -> list[RowMapping]:
    """The areas of a track in the order of its blueprint."""
    statement = select(Area.slug, Area.title, Area.questions).where(Area.track == track).order_by(Area.position)
    return list(session.execute(statement).mappings())


def last_blueprint(session: Session, track: str) -> tuple[int, Blueprint | None]:
    """The blueprint of a track as last published, with its number; 0 and None where there is none."""
    statement = (
        select(BlueprintVersion.number, BlueprintVersion.blueprint)
        .where(BlueprintVersion.track == track)
        .order_by(BlueprintVersion.number.desc())
        .limit(1)
    )
    found = session.execute(statement).one_or_none()
    return (found.number, found.blueprint) if found else (0, None)


def has_blueprints(session: Session) -> bool:
    return session.execute(select(BlueprintVersion.track).limit(1)).first() is not None


def count_by_area(session: Session, track: str) -> dict[str, int]:
    """The number of current items in each area that has any."""
    statement = (
        select(Item.area, func.count())
        .where(Item.track == track, Item.retired_at.is_(None), SHARED)
        .group_by(Item.area)
    )
    return dict(session.execute(statement).all())


def count_missed(session: Session, learner_id: int, track: str, now: datetime) -> int:
    """Current items whose latest grade fell short of full."""
    return sum(bool(row["is_missed"]) for row in list_pool(session, learner_id, track, now))


def list_pool(
    session: Session, learner_id: int, track: str, now: datetime, areas: Sequence[str] | None = None
) -> list[RowMapping]:
    """Current items of a track: version, scenario, times graded, whether the last grade was short of full, flag.

    A generated family stands there with its first variant. What a sitting must not show yet is not known to be missed,
    nor what stands in an open exam. A sealed item, or one of a lesson, is there once the learner was graded for it;
    `is_free` tells it from all others.
    """
    examined = items_in_open_exams(learner_id, now)
    is_missed = and_(last_is_missed(AttemptRow), verdicts_are_shown(AttemptRow, now), Item.id.not_in(examined))
    statement = (
        select(
            Item.id.label("item_id"),
            Item.area,
            Item.difficulty,
            ItemVersion.id.label("item_version_id"),
            ItemVersion.variant,
            func.coalesce(ItemVersion.stimulus_id, 0).label("stimulus_id"),
            func.coalesce(ItemSight.times, 0).label("times_seen"),
            case((is_missed, 1), else_=0).label("is_missed"),
            ItemFlag.flagged_at.is_not(None).label("is_flagged"),
            FREELY_DEALT.label("is_free"),
        )
        .select_from(Item)
        .join(
            ItemVersion,
            and_(_IS_CURRENT, ItemVersion.variant.in_((FIXED, FIRST_VARIANT))),
        )
        .outerjoin(ItemSight, and_(ItemSight.item_id == Item.id, ItemSight.learner_id == learner_id))
        .outerjoin(
            AttemptRow,
            and_(AttemptRow.learner_id == learner_id, AttemptRow.number == ItemSight.last_attempt_number),
        )
        .outerjoin(ItemFlag, and_(ItemFlag.item_id == Item.id, ItemFlag.learner_id == learner_id))
        .where(Item.track == track, Item.retired_at.is_(None), SHARED)
        .where(or_(FREELY_DEALT, ItemSight.times > 0))
        .order_by(Item.id)
    )
    if areas is not None:
        statement = statement.where(Item.area.in_(areas))
    return list(session.execute(statement).mappings())


def list_variants(session: Session, learner_id: int, item_ids: Sequence[int]) -> list[RowMapping]:
    """The current variants of families, with how often the learner was dealt each."""
    dealt = func.count(AttemptItem.position).label("times_dealt")
    of_learner = and_(AttemptItem.item_version_id == ItemVersion.id, AttemptItem.learner_id == learner_id)
    statement = (
        select(ItemVersion.item_id, ItemVersion.id.label("item_version_id"), dealt)
        .join(Item, _IS_CURRENT)
        .outerjoin(AttemptItem, of_learner)
        .where(Item.id.in_(item_ids), ItemVersion.variant > FIXED)
        .group_by(ItemVersion.item_id, ItemVersion.id)
        .order_by(ItemVersion.id)
    )
    return list(session.execute(statement).mappings())


def contents_of(session: Session, version_ids: Sequence[int]) -> dict[int, ItemContent]:
    """Item version id -> what a learner may see of it."""
    statement = select(ItemVersion.id, ItemVersion.content).where(ItemVersion.id.in_(version_ids))
    return dict(session.execute(statement).all())


def _latest_grades(learner_id: int, now: datetime) -> Subquery:
    """The latest grade of every answer of a learner, with the time of its first one: a regrade is no second answer.

    `is_shown`: its sitting lets the verdict be seen at `now`.
    """
    answer = (GradeRow.attempt_number, GradeRow.position)
    return (
        select(
            *answer,
            GradeRow.answer_revision,
            GradeRow.earned,
            GradeRow.possible,
            verdicts_are_shown(AttemptRow, now).label("is_shown"),
            func.min(GradeRow.graded_at).over(partition_by=answer).label("graded_at"),
            func.row_number().over(partition_by=answer, order_by=GradeRow.run_id.desc()).label("run_rank"),
        )
        .join(
            AttemptRow,
            and_(AttemptRow.learner_id == GradeRow.learner_id, AttemptRow.number == GradeRow.attempt_number),
        )
        .where(GradeRow.learner_id == learner_id)
        .subquery()
    )


def _dealt(grades: Subquery, learner_id: int) -> ColumnElement[bool]:
    return and_(
        AttemptItem.learner_id == learner_id,
        AttemptItem.attempt_number == grades.c.attempt_number,
        AttemptItem.position == grades.c.position,
    )


def list_sights(session: Session, learner_id: int, track: str, now: datetime) -> list[RowMapping]:
    """Graded answers of a track that may be seen (what was left unanswered is none), oldest first.

    Not those to questions that stand in an exam which the learner has not finished.
    """
    grades = _latest_grades(learner_id, now)
    statement = (
        select(Item.area, Item.id.label("item_id"), grades.c.earned, grades.c.possible, grades.c.graded_at)
        .select_from(grades)
        .join(AttemptItem, _dealt(grades, learner_id))
        .join(ItemVersion, ItemVersion.id == AttemptItem.item_version_id)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(grades.c.run_rank == 1, grades.c.is_shown, grades.c.answer_revision > 0, Item.track == track)
        .where(Item.id.not_in(items_in_open_exams(learner_id, now)))
        .order_by(grades.c.graded_at)
    )
    return list(session.execute(statement).mappings())


def find_bank(session: Session, slug: str) -> Bank | None:
    return session.scalars(select(Bank).where(Bank.slug == slug)).one_or_none()


def areas_by_key(session: Session) -> dict[tuple[str, str], Area]:
    return {(area.track, area.slug): area for area in session.scalars(select(Area))}


def items_by_slug(session: Session, bank_id: int) -> dict[str, Item]:
    return {item.slug: item for item in session.scalars(select(Item).where(Item.bank_id == bank_id))}


def slugs_of_other_banks(session: Session, bank_id: int) -> set[str]:
    return set(session.scalars(select(Item.slug).where(Item.bank_id != bank_id)))


def latest_stimuli(session: Session) -> dict[str, Stimulus]:
    """The newest text of every scenario."""
    return {row.slug: row for row in session.scalars(select(Stimulus).order_by(Stimulus.number))}


def current_versions(session: Session, bank_id: int) -> dict[int, ItemVersion]:
    """Item id -> its current version, for items with fixed text."""
    statement = select(ItemVersion).join(Item, _IS_CURRENT).where(Item.bank_id == bank_id, ItemVersion.variant == FIXED)
    return {version.item_id: version for version in session.scalars(statement)}


def current_variants(session: Session, bank_id: int) -> dict[int, list[ItemVersion]]:
    """Item id -> its current variants in their order, for generated families."""
    found: dict[int, list[ItemVersion]] = defaultdict(list)
    generated = (Item.bank_id == bank_id, ItemVersion.variant > FIXED)
    statement = select(ItemVersion).join(Item, _IS_CURRENT).where(*generated).order_by(ItemVersion.variant)
    for version in session.scalars(statement):
        found[version.item_id].append(version)
    return found


def latest_keys(session: Session) -> dict[int, ItemKey]:
    """Item version id -> its newest key revision."""
    return {key.item_version_id: key for key in session.scalars(select(ItemKey).order_by(ItemKey.revision))}

"""What an assignment is dealt from: items and cases that a class can be given."""

from collections.abc import Collection

from sqlalchemy import RowMapping, and_, func, select
from sqlalchemy.orm import Session

from trainer.db.models.attempts import AttemptItem
from trainer.db.models.cases import Case, CaseVersion
from trainer.db.models.content import Area, Bank, Item, ItemVersion
from trainer.db.queries.authoring import FREELY_DEALT, open_to_class
from trainer.db.queries.items import FIRST_VARIANT, FIXED

_CURRENT = and_(
    ItemVersion.item_id == Item.id,
    ItemVersion.number == Item.current_number,
    ItemVersion.variant.in_((FIXED, FIRST_VARIANT)),
)


def list_pool(session: Session, class_id: int, learner_id: int, track: str) -> list[RowMapping]:
    """The items that a class can be dealt, and how often the learner was dealt each. A family: its first variant."""
    times = (
        select(func.count())
        .select_from(AttemptItem)
        .join(ItemVersion, ItemVersion.id == AttemptItem.item_version_id)
        .where(AttemptItem.learner_id == learner_id, ItemVersion.item_id == Item.id)
        .correlate(Item)
        .scalar_subquery()
    )
    statement = (
        select(
            Item.id.label("item_id"),
            Item.slug,
            Item.area,
            Item.difficulty,
            Item.tags,
            ItemVersion.variant,
            func.coalesce(ItemVersion.stimulus_id, 0).label("set_id"),
            times.label("times_dealt"),
        )
        .join(ItemVersion, _CURRENT)
        .join(Bank, Bank.id == Item.bank_id)
        .where(Item.track == track, Item.retired_at.is_(None), FREELY_DEALT, open_to_class(class_id))
        .order_by(Item.id)
    )
    return list(session.execute(statement).mappings())


def list_by_slug(
    session: Session, class_id: int, track: str, slugs: Collection[str], *, is_set: bool = False
) -> dict[str, int]:
    """Slug -> id of those of these items that a class can be dealt; `is_set`: that were set by name already."""
    statement = (
        select(Item.slug, Item.id)
        .join(Bank, Bank.id == Item.bank_id)
        .where(Item.slug.in_(slugs), Item.track == track, Item.retired_at.is_(None), Item.is_sealed.is_(False))
        .where(open_to_class(class_id, with_former=is_set))
    )
    return dict(session.execute(statement).all())


def list_versions(session: Session, item_ids: Collection[int]) -> dict[int, RowMapping]:
    """Item id -> the version, with its variant and scenario, that stands for it now; not of what was retired."""
    statement = (
        select(
            Item.id.label("item_id"),
            ItemVersion.id.label("item_version_id"),
            ItemVersion.variant,
            func.coalesce(ItemVersion.stimulus_id, 0).label("set_id"),
        )
        .join(ItemVersion, _CURRENT)
        .where(Item.id.in_(item_ids), Item.retired_at.is_(None))
    )
    return {row["item_id"]: row for row in session.execute(statement).mappings()}


def list_cases(
    session: Session, class_id: int, slugs: Collection[str], *, is_set: bool = False
) -> dict[str, RowMapping]:
    """Slug -> title, track, version of those of these cases that a class can be given; `is_set`: see `list_by_slug`."""
    statement = (
        select(Case.slug, Case.title, Case.track, CaseVersion.id.label("case_version_id"))
        .join(CaseVersion, and_(CaseVersion.case_id == Case.id, CaseVersion.number == Case.current_number))
        .join(Bank, Bank.id == Case.bank_id)
        .where(Case.slug.in_(slugs), Case.retired_at.is_(None), open_to_class(class_id, with_former=is_set))
    )
    return {row["slug"]: row for row in session.execute(statement).mappings()}


def find_set_case(session: Session, class_id: int, slug: str) -> RowMapping | None:
    """A case that was set in a class by name, with the version that a new sitting would use, as `cases.find_case`."""
    statement = (
        select(Case.slug, Case.track, Case.title, CaseVersion.id.label("case_version_id"), CaseVersion.content)
        .join(CaseVersion, and_(CaseVersion.case_id == Case.id, CaseVersion.number == Case.current_number))
        .join(Bank, Bank.id == Case.bank_id)
        .where(Case.slug == slug, Case.retired_at.is_(None), open_to_class(class_id, with_former=True))
    )
    return session.execute(statement).mappings().one_or_none()


def list_areas_of(session: Session, version_ids: Collection[int]) -> list[tuple[str, int]]:
    """The areas of these versions of items with how many there are of each, in the order of the blueprint."""
    statement = (
        select(Area.slug, func.count())
        .select_from(ItemVersion)
        .join(Item, Item.id == ItemVersion.item_id)
        .join(Area, and_(Area.track == Item.track, Area.slug == Item.area))
        .where(ItemVersion.id.in_(version_ids))
        .group_by(Area.slug, Area.position)
        .order_by(Area.position)
    )
    return [(slug, count) for slug, count in session.execute(statement)]

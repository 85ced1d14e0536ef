"""All drafts of a bank at once, for files that go in and out of it."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from trainer.db.models.authoring import Draft
from trainer.db.models.content import Item, ItemVersion, Stimulus


def list_drafts(session: Session, bank_id: int, *, lock: bool = False) -> list[Draft]:
    """The drafts of a bank, retired ones too, by track, area and id; nobody else changes those that are locked."""
    statement = select(Draft).where(Draft.bank_id == bank_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return list(session.scalars(statement.order_by(Draft.kind, Draft.track, Draft.area, Draft.slug)))


def lock_drafts(session: Session, bank_id: int, ids: Collection[int]) -> dict[int, Draft]:
    """Those of these drafts that lie in the bank, by id; nobody else changes them until the transaction ends."""
    statement = select(Draft).where(Draft.bank_id == bank_id, Draft.id.in_(ids)).order_by(Draft.id).with_for_update()
    found = session.scalars(statement.execution_options(populate_existing=True))
    return {draft.id: draft for draft in found}


def draft_ids(session: Session, bank_id: int) -> dict[tuple[str, str], int]:
    """(kind, id of the content) -> id of the draft, for all drafts of a bank."""
    rows = session.execute(select(Draft.kind, Draft.slug, Draft.id).where(Draft.bank_id == bank_id))
    return {(kind, slug): draft_id for kind, slug, draft_id in rows}


def scenarios_elsewhere(session: Session, bank_id: int, slugs: Collection[str]) -> set[str]:
    """Those of these ids that scenarios of other banks have; `is_scenario_of_another_bank` for many."""
    used = (
        select(Stimulus.slug)
        .join(ItemVersion, ItemVersion.stimulus_id == Stimulus.id)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(Stimulus.slug.in_(slugs), Item.bank_id != bank_id)
    )
    drafted = select(Draft.slug).where(Draft.kind == "scenario", Draft.slug.in_(slugs), Draft.bank_id != bank_id)
    return {*session.scalars(used), *session.scalars(drafted)}

"""Banks and drafts as their authors see them; and the conditions that keep private banks out of everybody's work.

Imports no other module of queries: all that deal items import the conditions from here.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    Select,
    SQLColumnExpression,
    Text,
    and_,
    func,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import Session, aliased

from trainer.db.models.authoring import Draft, DraftRevision
from trainer.db.models.cases import Case, CaseVersion
from trainer.db.models.classes import ClassInvitation, ClassRow, Enrolment
from trainer.db.models.content import Area, Bank, Item, ItemKey, ItemVersion, Stimulus
from trainer.db.models.people import User
from trainer.domain.classes.roles import Role
from trainer.domain.items.drafts import DraftState

_SHARED_BANK = aliased(Bank)
_SHARED_IDS = select(_SHARED_BANK.id).where(_SHARED_BANK.is_shared)
SHARED: ColumnElement[bool] = Item.bank_id.in_(_SHARED_IDS)
"""Whether an item may be dealt to anybody: not those of banks that an instructor keeps private."""
FREELY_DEALT = and_(Item.is_sealed.is_(False), Item.lesson.is_(None))
"""Whether an item may be dealt to whoever has not seen it: not those of the sealed mock, and of lessons."""
SHARED_CASE: ColumnElement[bool] = Case.bank_id.in_(_SHARED_IDS)
"""The same for cases."""

_FIXED, _FIRST_VARIANT = 0, 1
_CURRENT = and_(ItemVersion.item_id == Item.id, ItemVersion.number == Item.current_number)


def agreed_to_instruct(enrolment: type[Enrolment]) -> ColumnElement[bool]:
    """Whether somebody is an instructor by their own will: made the class, or took an invitation as its instructor.

    Others can make anybody an instructor; that opens nothing of theirs. Who comes back agrees anew.
    """
    group = aliased(ClassRow)  # so that it is never taken for the class of a query around this
    made = select(group.id).where(group.id == enrolment.class_id, group.created_at == enrolment.joined_at)
    invited = (
        select(ClassInvitation.id)
        .where(ClassInvitation.class_id == enrolment.class_id, ClassInvitation.role == Role.INSTRUCTOR)
        .where(ClassInvitation.accepted_by == enrolment.person_id, ClassInvitation.accepted_at >= enrolment.joined_at)
    )
    return or_(made.exists(), invited.exists())


def open_to_class(class_id: int | SQLColumnExpression[int], *, with_former: bool = False) -> ColumnElement[bool]:
    """Whether work of a class may be made of a bank: it is shared, or an instructor who agreed to be one owns it.

    `with_former`: or anybody owns it who is an instructor of the class or was one when they left. For what was set by
    name: it was looked at then, and goes on whoever leaves, comes back, or has yet to agree.
    """
    theirs = aliased(Enrolment)
    owners = select(theirs.person_id).where(theirs.class_id == class_id, theirs.role == Role.INSTRUCTOR)
    if not with_former:
        owners = owners.where(theirs.left_at.is_(None), agreed_to_instruct(theirs))
    return or_(Bank.is_shared, Bank.owner_id.in_(owners))


_MINE, _THEIRS = aliased(Enrolment), aliased(Enrolment)
_OF_COLLEAGUES = (
    select(_THEIRS.person_id)
    .join(_MINE, _MINE.class_id == _THEIRS.class_id)
    .where(_MINE.role == Role.INSTRUCTOR, _MINE.left_at.is_(None))
    .where(_THEIRS.role == Role.INSTRUCTOR, _THEIRS.left_at.is_(None), agreed_to_instruct(_THEIRS))
)


def _colleagues(person_id: int) -> Select[int]:
    """Whoever agreed to be an instructor of a class together with this instructor."""
    return _OF_COLLEAGUES.where(_MINE.person_id == person_id)


def may_see_bank(person_id: int, *, is_administrator: bool) -> ColumnElement[bool]:
    """Whether a bank may be looked at; the twin of `Seat.may_see`."""
    if is_administrator:
        return Bank.id.is_not(None)
    return or_(Bank.is_shared, Bank.owner_id == person_id, Bank.owner_id.in_(_colleagues(person_id)))


def list_banks(
    session: Session, person_id: int, *, is_administrator: bool, slug: str | None = None
) -> list[RowMapping]:
    """The banks that somebody may see (or the one of this slug), with what is in them; their own first."""
    drafts = select(func.count()).select_from(Draft).where(Draft.bank_id == Bank.id).scalar_subquery()
    items = select(func.count()).select_from(Item).where(Item.bank_id == Bank.id, Item.retired_at.is_(None))
    cases = select(func.count()).select_from(Case).where(Case.bank_id == Bank.id, Case.retired_at.is_(None))
    statement = (
        select(
            *Bank.__table__.c,
            User.display_name.label("owner"),
            Bank.owner_id.in_(_colleagues(person_id)).label("is_colleagues"),
            drafts.label("drafts"),
            items.scalar_subquery().label("items"),
            cases.scalar_subquery().label("cases"),
        )
        .outerjoin(User, User.id == Bank.owner_id)
        .where(may_see_bank(person_id, is_administrator=is_administrator))
        .order_by(Bank.owner_id.is_(None), Bank.owner_id != person_id, Bank.title, Bank.id)
    )
    if slug is not None:
        statement = statement.where(Bank.slug == slug)
    return list(session.execute(statement).mappings())


def get_bank(session: Session, bank_id: int) -> Bank:
    return session.get_one(Bank, bank_id)


def bank_slugs(session: Session) -> set[str]:
    return set(session.scalars(select(Bank.slug)))


def area_exists(session: Session, track: str, area: str) -> bool:
    return session.get(Area, (track, area)) is not None


def list_all_areas(session: Session) -> list[RowMapping]:
    """The areas of both tracks in the order of their blueprints."""
    statement = select(Area.track, Area.slug, Area.title).order_by(Area.track.desc(), Area.position)
    return list(session.execute(statement).mappings())


def find_draft(session: Session, draft_id: int, *, lock: bool = False) -> Draft | None:
    statement = select(Draft).where(Draft.id == draft_id)
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return session.scalars(statement).one_or_none()


def get_name(session: Session, person_id: int) -> str:
    return session.execute(select(User.display_name).where(User.id == person_id)).scalar_one()


def taken_slugs(session: Session, kind: str, slugs: Collection[str]) -> set[str]:
    """Those of these ids that a published thing or a draft of this kind has. Items and families share their ids."""
    kinds = ("item", "family") if kind in ("item", "family") else (kind,)
    drafts = select(Draft.slug).where(Draft.kind.in_(kinds), Draft.slug.in_(slugs))
    slug = {"scenario": Stimulus.slug, "case": Case.slug}.get(kind, Item.slug)
    return {
        *session.scalars(drafts),
        *session.scalars(select(slug).where(slug.in_(slugs))),
    }


def like(word: str) -> str:
    """A pattern for what contains the word, with a backslash before what a pattern would take for more."""
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def list_revisions(session: Session, draft_id: int, newest: int, oldest: int) -> list[RowMapping]:
    """The revisions of a draft from one number down to another, with who saved them, newest first."""
    statement = (
        select(*DraftRevision.__table__.c, User.display_name.label("author"))
        .join(User, User.id == DraftRevision.saved_by)
        .where(DraftRevision.draft_id == draft_id, DraftRevision.number.between(oldest, newest))
        .order_by(DraftRevision.number.desc())
    )
    return list(session.execute(statement).mappings())


def find_revision(session: Session, draft_id: int, number: int) -> DraftRevision | None:
    return session.get(DraftRevision, (draft_id, number))


def list_scenarios(session: Session, bank_id: int) -> list[Draft]:
    """The scenarios that are written in a bank, by title."""
    statement = select(Draft).where(
        Draft.bank_id == bank_id, Draft.kind == "scenario", Draft.state != DraftState.RETIRED
    )
    return list(session.scalars(statement.order_by(Draft.title, Draft.id)))


def list_users_of_scenario(session: Session, bank_id: int, slug: str) -> list[RowMapping]:
    """The items of a bank that go with a scenario."""
    statement = (
        select(Draft.id, Draft.slug, Draft.title)
        .where(Draft.bank_id == bank_id, Draft.kind == "item")
        .where(type_coerce(Draft.files, Text).contains(f'stimulus = \\"{slug}\\"', autoescape=True))
        .order_by(Draft.slug)
    )
    return list(session.execute(statement).mappings())


def is_scenario_of_another_bank(session: Session, bank_id: int, slug: str) -> bool:
    """Whether items of another bank go with a scenario of this id, or another bank has a draft of it."""
    used = (
        select(Stimulus.id)
        .join(ItemVersion, ItemVersion.stimulus_id == Stimulus.id)
        .join(Item, Item.id == ItemVersion.item_id)
        .where(Stimulus.slug == slug, Item.bank_id != bank_id)
    )
    drafted = select(Draft.id).where(Draft.kind == "scenario", Draft.slug == slug, Draft.bank_id != bank_id)
    return any(session.execute(each.limit(1)).first() is not None for each in (used, drafted))


def find_item(session: Session, slug: str) -> Item | None:
    return session.scalars(select(Item).where(Item.slug == slug)).one_or_none()


def find_case(session: Session, slug: str) -> Case | None:
    return session.scalars(select(Case).where(Case.slug == slug)).one_or_none()


def newest_stimulus(session: Session, slug: str) -> Stimulus | None:
    statement = select(Stimulus).where(Stimulus.slug == slug).order_by(Stimulus.number.desc()).limit(1)
    return session.scalars(statement).one_or_none()


def versions_of(session: Session, item: Item) -> list[ItemVersion]:
    """The current version of an item; of a family, its variants in order."""
    statement = select(ItemVersion).where(ItemVersion.item_id == item.id, ItemVersion.number == item.current_number)
    return list(session.scalars(statement.order_by(ItemVersion.variant)))


def newest_keys(session: Session, item_id: int) -> dict[int, ItemKey]:
    """Item version id -> the key in force, for all versions of an item."""
    statement = select(ItemKey).join(ItemVersion, ItemVersion.id == ItemKey.item_version_id)
    ordered = statement.where(ItemVersion.item_id == item_id).order_by(ItemKey.revision)
    return {key.item_version_id: key for key in session.scalars(ordered)}


def has_corrected_key(session: Session, slug: str) -> bool:
    """Whether the key of an item's current version is another than the one it was published with."""
    marks = (
        select(func.count(ItemKey.key_fingerprint.distinct()).label("marks"))
        .join(ItemVersion, ItemVersion.id == ItemKey.item_version_id)
        .join(Item, _CURRENT)
        .where(Item.slug == slug)
        .group_by(ItemVersion.id)
    )
    return any(count > 1 for count in session.scalars(marks))


def list_items(
    session: Session,
    bank_id: int,
    words: Sequence[str],
    *,
    track: str,
    area: str,
    with_sealed: bool,
    limit: int,
    offset: int,
) -> tuple[list[RowMapping], int]:
    """A page of the items of a bank, retired ones too, and how many there are. A family: its first variant."""
    texts = (Item.slug, type_coerce(ItemVersion.content, Text), type_coerce(Item.tags, Text))
    fitting = [or_(*(each.ilike(like(word), escape="\\") for each in texts)) for word in words]
    fitting += [column == value for column, value in ((Item.track, track), (Item.area, area)) if value]
    fitting += [] if with_sealed else [Item.is_sealed.is_(False)]
    here = and_(_CURRENT, ItemVersion.variant.in_((_FIXED, _FIRST_VARIANT)))
    statement = (
        select(Item.slug, Item.track, Item.area, Item.tags, Item.retired_at, ItemVersion.variant, ItemVersion.content)
        .join(ItemVersion, here)
        .where(Item.bank_id == bank_id, *fitting)
        .order_by(Item.track, Item.area, Item.slug)
    )
    count = select(func.count()).select_from(Item).join(ItemVersion, here).where(Item.bank_id == bank_id, *fitting)
    page = session.execute(statement.limit(limit).offset(offset)).mappings()
    return list(page), session.execute(count).scalar_one()


def list_bank_cases(session: Session, bank_id: int) -> list[RowMapping]:
    """The cases of a bank."""
    statement = (
        select(Case.slug, Case.kind, Case.title, Case.track, Case.retired_at)
        .join(CaseVersion, and_(CaseVersion.case_id == Case.id, CaseVersion.number == Case.current_number))
        .where(Case.bank_id == bank_id)
        .order_by(Case.track, Case.kind, Case.title)
    )
    return list(session.execute(statement).mappings())

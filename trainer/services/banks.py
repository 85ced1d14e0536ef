"""Banks of content: those from files, to be read and copied from; those written in the browser, with their owners."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping
from sqlalchemy.exc import IntegrityError

from trainer.content.draft_files import CASE, KEY, family_text, item_data, item_text
from trainer.content.item_files import AuthoredItem, AuthoredStimulus
from trainer.db.models.content import Bank, Item, ItemKey, ItemVersion, Stimulus
from trainer.db.queries import authoring as queries
from trainer.domain.generators.registry import families
from trainer.domain.items.content import ItemContent
from trainer.domain.items.drafts import Seat
from trainer.domain.items.keys import Explanation, Key
from trainer.domain.kernel.errors import Conflict, NotFound, Refused
from trainer.services.accounts import record
from trainer.services.scope import Scope, SignedIn

MAX_TITLE = 120
MAX_SLUG = 60
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class BankRow:
    """A bank as somebody sees it; `items` are those on offer, families among them, `drafts` whatever their state."""

    id: int
    slug: str
    title: str
    owner: str
    is_own: bool
    seat: Seat
    drafts: int
    items: int
    cases: int


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item of a bank; `is_family`: it is generated, and `stem` is that of its first variant."""

    slug: str
    track: str
    area: str
    tags: tuple[str, ...]
    stem: str
    is_family: bool
    retired_at: datetime | None


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case of a bank."""

    slug: str
    kind: str
    title: str
    track: str
    retired_at: datetime | None


@dataclass(frozen=True, slots=True)
class ItemList:
    """One page of the items of a bank, and its cases."""

    rows: tuple[ItemRow, ...]
    cases: tuple[CaseRow, ...]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))


@dataclass(frozen=True, slots=True)
class PublishedItem:
    """An item as it is published, with its key; of a family the first of its `variants`."""

    slug: str
    bank: BankRow
    track: str
    area: str
    difficulty: int
    bloom: str
    tags: tuple[str, ...]
    content: ItemContent
    key: Key
    explanation: Explanation
    stimulus: AuthoredStimulus | None
    variants: int
    is_sealed: bool
    retired_at: datetime | None


def require_teacher(scope: Scope) -> SignedIn:
    """The person who acts, who may write content.

    Raises:
        NotFound: somebody who neither teaches nor runs this trainer learns nothing of authoring.
    """
    person = scope.learner
    if not (person.may_teach or person.is_administrator):
        raise NotFound("authoring")
    return person


def eyes_of(person: SignedIn) -> tuple[int, ...]:
    """Who sees what is shown: the person, and the administrator who looks in as them."""
    return (person.id,) if person.administrator_id is None else (person.id, person.administrator_id)


def list_banks(scope: Scope) -> tuple[BankRow, ...]:
    """The banks that this person may see, their own first, those from files last.

    Raises:
        NotFound: see `require_teacher`.
    """
    person = require_teacher(scope)
    rows = queries.list_banks(scope.session, person.id, is_administrator=person.is_administrator)
    return tuple(_bank_row(row, person) for row in rows)


def get_bank(scope: Scope, slug: str) -> BankRow:
    """One bank.

    Raises:
        NotFound: there is none of this name that this person may see.
    """
    person = require_teacher(scope)
    rows = queries.list_banks(scope.session, person.id, is_administrator=person.is_administrator, slug=slug)
    if not rows:
        raise NotFound("bank")
    return _bank_row(rows[0], person)


def get_bank_of(scope: Scope, bank_id: int) -> BankRow:
    """The bank in which something lies.

    Raises:
        NotFound: this person may not see it.
    """
    return get_bank(scope, queries.get_bank(scope.session, bank_id).slug)


def writable_bank(scope: Scope, slug: str) -> BankRow:
    """A bank in which this person may write.

    Raises:
        NotFound: they may not see it.
        Refused: it can only be read.
    """
    bank = get_bank(scope, slug)
    if not bank.seat.may_write:
        raise Refused("This bank can only be read. Copy what you want to change into a bank of your own.", "bank")
    return bank


def create_bank(scope: Scope, title: str, *, is_shared: bool) -> str:
    """The name of a new bank of this person's, made from its title.

    Raises:
        NotFound: see `require_teacher`.
        Refused: the title is empty or too long.
        Conflict: somebody made one of this name at the same moment.
    """
    person = require_teacher(scope)
    slug = free_slug(slug_of(_title(title)) or "bank", queries.bank_slugs(scope.session))
    bank = Bank(slug=slug, title=_title(title), origin="browser", owner_id=person.id, is_shared=is_shared)
    scope.session.add(bank)
    try:
        scope.session.flush()
    except IntegrityError as error:
        raise Conflict("bank") from error
    record(scope, "create_bank", f"bank {slug}", "shared" if is_shared else "private")
    return slug


def change_bank(scope: Scope, slug: str, title: str, *, is_shared: bool) -> None:
    """Renames a bank, shares it with all who teach, or keeps it private.

    Raises:
        NotFound: this person may not see it.
        Refused: it is not theirs, or the title is empty or too long.
    """
    found = get_bank(scope, slug)
    if not found.seat.may_manage:
        raise Refused("Only its owner changes this bank.")
    bank = queries.get_bank(scope.session, found.id)
    bank.title, bank.is_shared = _title(title), is_shared
    record(scope, "change_bank", f"bank {slug}", f"{'shared' if is_shared else 'private'}: {bank.title}")


def list_items(
    scope: Scope, bank: BankRow, words: str = "", *, track: str = "", area: str = "", page: int = 1
) -> ItemList:
    """What is published in a bank: 50 items a page, those in whose id, text or tags every word stands; all cases.

    Sealed items are shown to administrators, and to those who may write in the bank.
    """
    rows, total = queries.list_items(
        scope.session,
        bank.id,
        words.split()[:10],
        track=track,
        area=area,
        with_sealed=_sees_sealed(bank),
        limit=PAGE_SIZE,
        offset=(max(1, page) - 1) * PAGE_SIZE,
    )
    cases = tuple(CaseRow(**row) for row in queries.list_bank_cases(scope.session, bank.id))
    return ItemList(tuple(map(_item_row, rows)), cases, total, max(1, page))


def get_item(scope: Scope, slug: str) -> PublishedItem:
    """An item with its key, as it is published.

    Raises:
        NotFound: there is none of this id in a bank that this person may see, or it is sealed: see `list_items`.
    """
    require_teacher(scope)
    item = queries.find_item(scope.session, slug)
    if item is None:
        raise NotFound("item")
    bank = get_bank_of(scope, item.bank_id)
    if item.is_sealed and not _sees_sealed(bank):
        raise NotFound("item")
    versions = queries.versions_of(scope.session, item)
    keys = queries.newest_keys(scope.session, item.id)
    return _published(scope, bank, item, versions, keys[versions[0].id])


def _sees_sealed(bank: BankRow) -> bool:
    return bank.seat.is_administrator or bank.seat.may_write


def _published(scope: Scope, bank: BankRow, item: Item, versions: list[ItemVersion], key: ItemKey) -> PublishedItem:
    first = versions[0]
    stimulus = scope.session.get(Stimulus, first.stimulus_id) if first.stimulus_id else None
    return PublishedItem(
        slug=item.slug,
        bank=bank,
        track=item.track,
        area=item.area,
        difficulty=item.difficulty,
        bloom=item.bloom,
        tags=item.tags,
        content=first.content,
        key=key.key,
        explanation=key.explanation,
        stimulus=AuthoredStimulus(stimulus.slug, stimulus.title, stimulus.body) if stimulus else None,
        variants=len(versions) if first.variant else 0,
        is_sealed=item.is_sealed,
        retired_at=item.retired_at,
    )


def files_of_item(scope: Scope, item: PublishedItem, slug: str) -> tuple[str, dict[str, str]]:
    """Kind and files of a draft that says what a published item says, under another id.

    A scenario is copied along, under an id of its own: texts of other banks are not changed from here.

    Raises:
        Refused: a family that the program does not know any more.
    """
    if item.variants:
        if item.slug not in families():
            raise Refused("This family is made by the program of another version: it cannot be copied.")
        return "family", {"family.toml": family_text({"schema": 1, "id": slug, "family": item.slug})}
    stimulus = item.stimulus
    if stimulus is not None:
        stimulus = AuthoredStimulus(f"{slug[:110]}-scenario", stimulus.title, stimulus.body)
    authored = AuthoredItem(
        slug=slug,
        track=item.track,
        area=item.area,
        difficulty=item.difficulty,
        bloom=item.bloom,
        tags=item.tags,
        stimulus=stimulus,
        content=item.content,
        key=item.key,
        explanation=item.explanation,
        key_reason="",
        second_solution="",
        is_sealed=item.is_sealed,
    )
    return "item", {"item.toml": item_text(item_data(authored))}


def renamed_case(files: Mapping[str, str], slug: str) -> dict[str, str]:
    """The files of a case under another id, without what its first author said of its second solution."""
    case = re.sub(r'(?m)^id *= *".*?"', f'id = "{slug}"', files.get(CASE, ""), count=1)
    key = re.sub(r"(?m)^(review|key_reason) *=.*\n", "", files.get(KEY, ""))
    return {**files, CASE: case, KEY: key}


def slug_of(text: str) -> str:
    """Words of a title as an id: small letters and digits, joined by hyphens; empty where it has none."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:MAX_SLUG].strip("-")


def free_slug(slug: str, taken: set[str]) -> str:
    """The id itself, or the first of slug-2, slug-3 … that is not taken."""
    number, found = 1, slug
    while found in taken:
        number += 1
        found = f"{slug}-{number}"
    return found


def _title(text: str) -> str:
    title = " ".join(text.split())
    if not 0 < len(title) <= MAX_TITLE:
        raise Refused(f"Give the bank a title of 1 to {MAX_TITLE} characters.", "title")
    return title


def _bank_row(row: RowMapping, person: SignedIn) -> BankRow:
    is_own = row["owner_id"] == person.id
    seat = Seat(
        is_owner=is_own,
        is_colleague=bool(row["is_colleagues"]),
        is_administrator=person.is_administrator,
        is_shared=row["is_shared"],
        is_from_files=row["origin"] == "files",
    )
    names = ("id", "slug", "title", "drafts", "items", "cases")
    return BankRow(**{name: row[name] for name in names}, owner=row["owner"] or "", is_own=is_own, seat=seat)


def _item_row(row: RowMapping) -> ItemRow:
    stem = " ".join(row["content"].stem.split())
    names = ("slug", "track", "area", "tags", "retired_at")
    return ItemRow(**{name: row[name] for name in names}, stem=stem, is_family=row["variant"] > 0)

"""Drafts: made new or as copies, found, read and saved. Every save is a revision; nobody's save is overwritten."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping
from sqlalchemy.exc import IntegrityError

from trainer.config import resource_folder
from trainer.content.draft_files import CASE, CHART, EXHIBITS, KEY, Files, describe, file_names, plain_data
from trainer.db.models.authoring import Draft, DraftRevision
from trainer.db.queries import authoring as queries
from trainer.db.queries import drafts as draft_queries
from trainer.domain.items.drafts import DraftAct, DraftKind, DraftState, Life, after, is_possible
from trainer.domain.kernel.errors import Conflict, NotFound, Refused
from trainer.services.accounts import record
from trainer.services.banks import (
    BankRow,
    eyes_of,
    files_of_item,
    get_bank_of,
    get_item,
    list_banks,
    renamed_case,
    require_teacher,
    writable_bank,
)
from trainer.services.draft_beginnings import NewDraft, empty_files
from trainer.services.draft_texts import text_problems
from trainer.services.scope import Scope

PAGE_SIZE = 50
MAX_SLUG = 120
MAX_NOTE = 500

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(eq=False)
class StaleDraft(Conflict):
    """Somebody else saved the draft since this page was opened; `current` is their revision."""

    current: int


@dataclass(frozen=True, slots=True)
class DraftPage:
    """A draft as it stands, in the bank that it lies in."""

    id: int
    kind: DraftKind
    slug: str
    title: str
    track: str
    area: str
    tags: tuple[str, ...]
    files: Mapping[str, str]
    life: Life
    bank: BankRow
    saved_at: datetime
    saved_by: str

    @property
    def file_names(self) -> tuple[str, ...]:
        return file_names(self.kind, self.files)

    def may(self, act: str) -> bool:
        """Whether whoever looks at it may do this with it now."""
        return self.bank.seat.may_write and is_possible(self.life, DraftAct(act))


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft in a list."""

    id: int
    kind: str
    slug: str
    title: str
    track: str
    area: str
    tags: tuple[str, ...]
    state: DraftState
    revision: int
    published_revision: int
    saved_at: datetime
    saved_by: str
    bank: str
    bank_title: str


@dataclass(frozen=True, slots=True)
class DraftSearch:
    """What is looked for; empty fields do not narrow it. Every word stands in the id, the title, the tags or the text.

    The text of what somebody could still solve is left out: it would answer for its key.
    """

    words: str = ""
    bank: str = ""
    kind: str = ""
    state: str = ""
    track: str = ""
    area: str = ""
    tag: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class DraftList:
    """One page of the drafts found, the last saved first."""

    rows: tuple[DraftRow, ...]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))


def create_draft(scope: Scope, bank_slug: str, new: NewDraft) -> int:
    """The id of a new draft with empty fields.

    Raises:
        NotFound: this person may not see the bank.
        Refused: they may not write in it, or the id is none or is taken.
        Conflict: somebody took the id at the same moment.
    """
    bank = writable_bank(scope, bank_slug)
    _require_slug(scope, new.kind, new.slug)
    return _add(scope, bank, new.kind, new.slug, empty_files(new, str(scope.now.year)))


def copy_item(scope: Scope, item_slug: str, bank_slug: str, slug: str) -> int:
    """The id of a draft that says what a published item says, under an id of its own, in a bank of one's own.

    Raises:
        NotFound: this person may not see the item or the bank.
        Refused, Conflict: as `create_draft`; a family that the program does not know cannot be copied.
    """
    bank = writable_bank(scope, bank_slug)
    kind, files = files_of_item(scope, get_item(scope, item_slug), slug)
    _require_slug(scope, kind, slug)
    return _add(scope, bank, kind, slug, files, note=f"Copied from {item_slug}.")


def copy_case(scope: Scope, case_slug: str, bank_slug: str, slug: str) -> int:
    """The id of a draft with the files of a case under an id of its own.

    Raises:
        NotFound: this person may not see the case or the bank, or its files are not here.
        Refused, Conflict: as `create_draft`.
    """
    bank = writable_bank(scope, bank_slug)
    case = queries.find_case(scope.session, case_slug)
    if case is None:
        raise NotFound("case")
    get_bank_of(scope, case.bank_id)
    _require_slug(scope, "case", slug)
    folder = resource_folder("case_studies") / case.kind / case.slug
    texts = {name: folder / name for name in (CASE, CHART, EXHIBITS, KEY)}
    files = {name: path.read_text(encoding="utf-8") for name, path in texts.items() if path.is_file()}
    if CASE not in files:
        raise NotFound("files of the case")
    return _add(scope, bank, "case", slug, renamed_case(files, slug), note=f"Copied from {case_slug}.")


def _require_slug(scope: Scope, kind: str, slug: str) -> None:
    if len(slug) > MAX_SLUG or not _SLUG.fullmatch(slug):
        raise Refused("An id has small letters, digits and single hyphens, such as cpc-two-lesions.", "slug")
    if queries.taken_slugs(scope.session, kind, [slug]):
        raise Refused(f"The id {slug} is taken. Ids are never used twice.", "slug")


def _add(scope: Scope, bank: BankRow, kind: str, slug: str, files: Files, *, note: str = "Begun.") -> int:
    said = describe(kind, files)
    stamp = {"saved_at": scope.now, "saved_by": scope.learner.id}
    draft = Draft(
        bank_id=bank.id,
        kind=kind,
        slug=slug,
        track=said.track,
        area=said.area,
        title=said.title or slug,
        tags=said.tags,
        files=dict(files),
        state=DraftState.DRAFT,
        revision=1,
        published_revision=0,
        created_at=scope.now,
        created_by=scope.learner.id,
        **stamp,
    )
    scope.session.add(draft)
    try:
        scope.session.flush()
    except IntegrityError as error:
        raise Conflict("draft") from error
    scope.session.add(DraftRevision(draft_id=draft.id, number=1, files=dict(files), note=note, **stamp))
    return draft.id


def get_draft(scope: Scope, draft_id: int) -> DraftPage:
    """A draft.

    Raises:
        NotFound: there is none of this number in a bank that this person may see.
    """
    require_teacher(scope)
    return _page(scope, _found(queries.find_draft(scope.session, draft_id)))


def lock_draft_page(scope: Scope, draft_id: int) -> tuple[Draft, DraftPage]:
    """A draft that nobody else changes until the transaction ends.

    Raises:
        NotFound: see `get_draft`.
    """
    require_teacher(scope)
    draft = _found(queries.find_draft(scope.session, draft_id, lock=True))
    return draft, _page(scope, draft)


def lock_draft(scope: Scope, draft_id: int, act: DraftAct) -> tuple[Draft, DraftPage]:
    """A draft that nobody else changes until the transaction ends, and that lets this be done with it.

    Raises:
        NotFound: see `get_draft`.
        Refused: this person may not write in its bank, or its state does not let this be done.
    """
    draft, page = lock_draft_page(scope, draft_id)
    if act is not DraftAct.SOLVE and not page.bank.seat.may_write:
        raise Refused("You may read this bank, not change it.")
    after(page.life, act)
    return draft, page


def _found(draft: Draft | None) -> Draft:
    if draft is None:
        raise NotFound("draft")
    return draft


def _page(scope: Scope, draft: Draft) -> DraftPage:
    kind = DraftKind(draft.kind)
    return DraftPage(
        id=draft.id,
        kind=kind,
        slug=draft.slug,
        title=draft.title,
        track=draft.track,
        area=draft.area,
        tags=draft.tags,
        files=draft.files,
        life=Life(kind, DraftState(draft.state), draft.revision, draft.published_revision),
        bank=get_bank_of(scope, draft.bank_id),
        saved_at=draft.saved_at,
        saved_by=queries.get_name(scope.session, draft.saved_by),
    )


def save_draft(scope: Scope, draft_id: int, files: Files, base_revision: int, note: str = "") -> int:
    """Stores the files as a new revision and gives its number; the same files again change nothing.

    What is saved is a draft, whatever it was: what was in review is handed in again, what is published stays with
    learners until this is published as well.

    Raises:
        NotFound: see `get_draft`.
        Refused: it can only be read, is retired, or has files or a note beyond all measure.
        StaleDraft: another revision was saved since `base_revision`; nothing was stored.
    """
    draft, page = lock_draft(scope, draft_id, DraftAct.SAVE)
    files = {name: files.get(name, "").replace("\r\n", "\n").replace("\r", "\n") for name in page.file_names}
    if files == draft.files:
        return draft.revision
    if base_revision != draft.revision:
        raise StaleDraft("draft", draft.revision)
    for name, problem in text_problems(files):
        raise Refused(f"{name}: {problem}.")
    draft.state = after(page.life, DraftAct.SAVE)
    return add_revision(scope, draft, files, note)


def add_revision(scope: Scope, draft: Draft, files: Files, note: str) -> int:
    """Appends a revision to a draft that is locked; its number. Its state is left alone."""
    if len(note) > MAX_NOTE:
        raise Refused(f"A note has at most {MAX_NOTE} characters.", "note")
    said = describe(draft.kind, files)
    draft.files, draft.revision = dict(files), draft.revision + 1
    draft.title, draft.tags = said.title or draft.slug, said.tags
    draft.track, draft.area = said.track or draft.track, said.area or draft.area
    draft.saved_at, draft.saved_by = scope.now, scope.learner.id
    scope.session.add(
        DraftRevision(
            draft_id=draft.id,
            number=draft.revision,
            files=draft.files,
            note=note.strip(),
            saved_at=scope.now,
            saved_by=scope.learner.id,
        )
    )
    record(scope, "save_draft", f"draft {draft.id}", f"{draft.slug}, revision {draft.revision}")
    return draft.revision


def search_drafts(scope: Scope, search: DraftSearch) -> DraftList:
    """The drafts in banks that this person may see, 50 a page, the last saved first.

    Raises:
        NotFound: see `banks.require_teacher`.
    """
    person = require_teacher(scope)
    rows, total = draft_queries.search_drafts(
        scope.session,
        eyes_of(person),
        is_administrator=person.is_administrator,
        words=search.words.split()[:10],
        exact={name: getattr(search, name) for name in ("bank", "kind", "state", "track", "area")},
        tag=search.tag.strip(),
        limit=PAGE_SIZE,
        offset=(max(1, search.page) - 1) * PAGE_SIZE,
    )
    return DraftList(tuple(map(_row, rows)), total, max(1, search.page))


def _row(row: RowMapping) -> DraftRow:
    return DraftRow(**{**row, "state": DraftState(row["state"])})


def writable_banks(scope: Scope) -> tuple[BankRow, ...]:
    """The banks that something can be copied into."""
    return tuple(bank for bank in list_banks(scope) if bank.seat.may_write)


@dataclass(frozen=True, slots=True)
class Place:
    """An area of a track."""

    track: str
    slug: str
    title: str


@dataclass(frozen=True, slots=True)
class ScenarioRow:
    """A scenario that items of its bank may go with."""

    id: int
    slug: str
    title: str
    text: str


def list_places(scope: Scope) -> tuple[Place, ...]:
    """All areas in the order of the blueprints, the coder's first."""
    return tuple(Place(row["track"], row["slug"], row["title"]) for row in queries.list_all_areas(scope.session))


def list_scenarios(scope: Scope, draft: DraftPage) -> tuple[ScenarioRow, ...]:
    """The scenarios of the bank that a draft lies in, with the text that they have now."""
    found = []
    for row in queries.list_scenarios(scope.session, draft.bank.id):
        data = plain_data(row.files["scenario.toml"]) or {}
        title, text = (str(data.get(name, "")).strip() for name in ("title", "text"))
        found.append(ScenarioRow(row.id, row.slug, title or row.slug, text))
    return tuple(found)


def list_users(scope: Scope, draft: DraftPage) -> tuple[tuple[int, str, str], ...]:
    """The items that go with a scenario: id of the draft, id of the item, title."""
    if draft.kind is not DraftKind.SCENARIO:
        return ()
    rows = queries.list_users_of_scenario(scope.session, draft.bank.id, draft.slug)
    return tuple((row["id"], row["slug"], row["title"]) for row in rows)

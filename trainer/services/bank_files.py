"""Files that come into a bank, archives of TOML or tables of questions: looked at first, then stored as drafts.

Reading a large file takes seconds: whoever writes plans with a scope that only reads, so that nobody waits for it.
"""

import base64
import binascii
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from trainer.content.bank_bundles import read_bundle, unpack
from trainer.content.bank_entries import Entries
from trainer.content.bank_tables import read_rows
from trainer.content.draft_files import Described, Files, describe
from trainer.db.models.authoring import Draft, DraftRevision
from trainer.db.queries import bank_files as queries
from trainer.domain.items.drafts import DraftAct, DraftKind, DraftState, Life, after
from trainer.domain.kernel.errors import Conflict, Refused
from trainer.domain.kernel.problems import Problem
from trainer.services.accounts import record
from trainer.services.bank_checks import Judged, Verdict, judge, scenarios_of
from trainer.services.banks import BankRow, writable_bank
from trainer.services.drafts import add_revision
from trainer.services.file_names import kept_name
from trainer.services.scope import Scope
from trainer.services.tables import read_table, write_csv

MAX_FILE_BYTES = 5_000_000
ENDINGS = (".toml", ".zip", ".csv", ".xlsx")
_STALE = "What was looked at did not come back whole. Choose the file once more."
_HEADINGS = ("row or file", "id", "column or field", "problem")


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One thing in a file, and what an import would do; `draft_id` is the draft that has its id, 0 without one."""

    place: str
    kind: DraftKind
    slug: str
    title: str
    verdict: Verdict
    problems: tuple[Problem, ...]
    warnings: tuple[str, ...]
    draft_id: int


@dataclass(frozen=True, slots=True)
class ImportPage:
    """What an import would do; nothing is stored. `carried` is the file as text, to be sent back for the import.

    `problems` belong to no row: of the file as a whole. `looked_at` is when the drafts were compared.
    """

    bank: BankRow
    filename: str
    rows: tuple[ImportRow, ...]
    problems: tuple[Problem, ...]
    passed_over: tuple[str, ...]
    carried: str
    looked_at: datetime

    def count(self, verdict: str) -> int:
        return sum(row.verdict == verdict for row in self.rows)

    def of(self, verdict: str) -> tuple[ImportRow, ...]:
        return tuple(row for row in self.rows if row.verdict == verdict)


@dataclass(frozen=True, slots=True)
class ImportDone:
    """What an import stored, by count, and what it left out: differing drafts, those saved meanwhile, wrong rows."""

    created: int
    replaced: int
    kept: int
    moved: int
    unchanged: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Planned:
    """A draft to be made, or revision `revision` of one to be followed by these files."""

    kind: DraftKind
    slug: str
    files: Files
    said: Described
    draft_id: int
    revision: int


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import will store; `left` counts what it leaves out."""

    bank: str
    filename: str
    new: tuple[Planned, ...]
    replaced: tuple[Planned, ...]
    left: Counter[str]


def preview_import(scope: Scope, bank_slug: str, data: bytes, filename: str) -> ImportPage:
    """What an import of a file into a bank would do, row by row; nothing is stored.

    Raises:
        NotFound, Refused: see `banks.writable_bank`.
        Refused: the file cannot be read at all, is of another kind, or beyond the limits.
    """
    bank = writable_bank(scope, bank_slug)
    drafts = queries.list_drafts(scope.session, bank.id)
    entries = _read(data, filename, drafts)
    rows = tuple(map(_import_row, judge(scope, bank.id, drafts, entries.entries)))
    name = kept_name(filename)
    return ImportPage(bank, name, rows, entries.problems, entries.passed_over, _carried(data, name), scope.now)


def _read(data: bytes, filename: str, drafts: Sequence[Draft]) -> Entries:
    if len(data) > MAX_FILE_BYTES:
        raise Refused(f"The file is larger than {MAX_FILE_BYTES:,} bytes. Send it in parts.", "file")
    ending = next((ending for ending in ENDINGS if filename.casefold().endswith(ending)), "")
    match ending:
        case ".zip":
            return read_bundle(unpack(data))
        case ".toml":
            try:
                text = data.decode("utf-8-sig")
            except UnicodeDecodeError as error:
                raise Refused(f"This is not UTF-8 text (byte {error.start + 1:,}).", "file") from error
            return read_bundle({kept_name(filename): text.replace("\r\n", "\n").replace("\r", "\n")})
        case ".csv" | ".xlsx":
            items = {each.slug: each.files for each in drafts if each.kind == DraftKind.ITEM}
            return read_rows(read_table(data, filename, MAX_FILE_BYTES), items, scenarios_of(drafts))
        case _:
            raise Refused(f"Files of banks end with {', '.join(ENDINGS)}.", "file")


def _import_row(judged: Judged) -> ImportRow:
    entry, draft_id = judged.entry, judged.draft.id if judged.draft else 0
    said = (judged.title, judged.verdict, judged.problems, judged.warnings)
    return ImportRow(entry.place, entry.kind, entry.slug, *said, draft_id)


def _carried(data: bytes, name: str) -> str:
    return base64.b64encode(zlib.compress(f"{name}\n".encode() + data, 6)).decode()


def _uncarried(carried: str) -> tuple[bytes, str]:
    """The file and its name. No more is unpacked than a file may have."""
    try:
        unpacking = zlib.decompressobj()
        whole = unpacking.decompress(base64.b64decode(carried, validate=True), MAX_FILE_BYTES + 1_000)
        name, found, data = whole.partition(b"\n")
        if unpacking.unconsumed_tail or not found:
            raise Refused(_STALE, "file")
        return data, name.decode()
    except (binascii.Error, zlib.error, ValueError) as error:
        raise Refused(_STALE, "file") from error


def plan_import(
    scope: Scope, bank_slug: str, carried: str, looked_at: datetime | None = None, *, replaces: bool
) -> ImportPlan:
    """What of the file that `preview_import` carried will be stored: it is read and checked again, nothing is stored.

    A draft that differs gets a new revision where the import `replaces`, and nobody saved it since `looked_at`.

    Raises:
        NotFound, Refused: see `preview_import`.
        Refused: no row is left that would be stored.
    """
    bank = writable_bank(scope, bank_slug)
    drafts = queries.list_drafts(scope.session, bank.id)
    data, filename = _uncarried(carried)
    entries = _read(data, filename, drafts)
    new, replaced, left = [], [], Counter[str]()
    for each in judge(scope, bank.id, drafts, entries.entries):
        if each.verdict is Verdict.NEW:
            new.append(_planned(each))
        elif each.verdict is not Verdict.CHANGES:
            left[each.verdict] += 1
        elif not replaces:
            left["kept"] += 1
        elif looked_at is not None and each.draft is not None and each.draft.saved_at > looked_at:
            left["moved"] += 1
        else:
            replaced.append(_planned(each))
    if not new and not replaced:
        raise Refused("Nothing of it would be stored: every row is wrong, there already, or left as it is.", "file")
    return ImportPlan(bank.slug, kept_name(filename), tuple(new), tuple(replaced), left)


def _planned(row: Judged) -> Planned:
    draft_id, revision = (row.draft.id, row.draft.revision) if row.draft else (0, 0)
    said = describe(row.entry.kind, row.entry.files)
    return Planned(row.entry.kind, row.entry.slug, row.entry.files, said, draft_id, revision)


def store_import(scope: Scope, plan: ImportPlan) -> ImportDone:
    """Stores what was planned as drafts; nothing is published. What somebody saved meanwhile is left as it is.

    Raises:
        NotFound, Refused: see `banks.writable_bank`.
        Conflict: somebody took an id meanwhile.
    """
    bank = writable_bank(scope, plan.bank)
    note = f"Imported from {plan.filename}."
    locked = queries.lock_drafts(scope.session, bank.id, [each.draft_id for each in plan.replaced])
    replaced = 0
    for each in plan.replaced:
        draft = locked.get(each.draft_id)
        if draft is not None and draft.revision == each.revision and draft.state != DraftState.RETIRED:
            _replace(scope, draft, each, note)
            replaced += 1
    _create(scope, bank, plan.new, note)
    moved = plan.left["moved"] + len(plan.replaced) - replaced
    left = (plan.left["kept"], moved, plan.left[Verdict.UNCHANGED], plan.left[Verdict.WRONG])
    done = ImportDone(len(plan.new), replaced, *left)
    told = f"{done.created} new, {done.replaced} changed, {done.kept + done.moved} kept, {done.wrong} wrong"
    record(scope, "import_bank", f"bank {bank.slug}", f"{plan.filename}: {told}")
    return done


def _create(scope: Scope, bank: BankRow, rows: Sequence[Planned], note: str) -> None:
    if not rows:
        return
    stamp = {"saved_at": scope.now, "saved_by": scope.learner.id}
    same = {"bank_id": bank.id, "state": DraftState.DRAFT, "revision": 1, "published_revision": 0}
    same |= {"created_at": scope.now, "created_by": scope.learner.id} | stamp
    values = [
        {
            "kind": each.kind,
            "slug": each.slug,
            "track": each.said.track,
            "area": each.said.area,
            "title": each.said.title or each.slug,
            "tags": each.said.tags,
            "files": dict(each.files),
        }
        | same
        for each in rows
    ]
    try:
        scope.session.execute(insert(Draft), values)
    except IntegrityError as error:
        raise Conflict("draft") from error
    ids = queries.draft_ids(scope.session, bank.id)
    revisions = [
        {"draft_id": ids[each.kind, each.slug], "number": 1, "files": dict(each.files), "note": note} | stamp
        for each in rows
    ]
    scope.session.execute(insert(DraftRevision), revisions)


def _replace(scope: Scope, draft: Draft, row: Planned, note: str) -> None:
    """A new revision, as every save is: what was in review is handed in again."""
    life = Life(DraftKind(draft.kind), DraftState(draft.state), draft.revision, draft.published_revision)
    draft.state = after(life, DraftAct.SAVE)
    add_revision(scope, draft, row.files, note)


def list_problems(scope: Scope, bank_slug: str, carried: str) -> bytes:
    """All that is wrong with the file that `preview_import` carried, as CSV: one row for each problem.

    Raises:
        NotFound, Refused: see `preview_import`.
    """
    page = preview_import(scope, bank_slug, *_uncarried(carried))
    rows: list[Sequence[str]] = [_HEADINGS]
    rows += [(each.file, "", each.field, each.message) for each in page.problems]
    rows += [(each.file, row.slug, each.field, each.message) for row in page.rows for each in row.problems]
    return write_csv(rows)

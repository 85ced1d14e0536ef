"""Banks as files to take away: an archive of TOML, or a table of their questions; and an empty table to fill in."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trainer.content.bank_bundles import Bundle, pack
from trainer.content.bank_tables import item_cells, why_not_in_a_table
from trainer.content.draft_files import CASE, FAMILY, SCENARIO, plain_data, read_case_files, read_item
from trainer.content.item_files import AuthoredItem
from trainer.content.table_columns import COLUMNS, HEADINGS
from trainer.db.models.authoring import Draft
from trainer.db.queries import bank_files as queries
from trainer.domain.items.drafts import DraftKind, DraftState
from trainer.domain.kernel.errors import Refused
from trainer.domain.kernel.problems import Report
from trainer.services.accounts import record
from trainer.services.banks import BankRow, require_teacher, writable_bank
from trainer.services.draft_openings import open_many_with_key
from trainer.services.drafts import list_places
from trainer.services.scope import Scope
from trainer.services.tables import CSV_TYPE, XLSX_TYPE, Cell, write_csv, write_xlsx

ZIP_TYPE = "application/zip"
_WHERE = """This is the bank “{title}” as it was saved on {day}.

question_banks/  questions by track and area, with their scenarios; case_studies/  cases, a folder each.
Both can be copied into the folders of these names, or imported into a bank in the browser, whole or in parts.
families/ and scenarios/  what only banks in the browser have.
unfinished/  drafts that cannot be read as what they are to be, as they were saved.
"""


@dataclass(frozen=True, slots=True)
class BankFile:
    """A file to take away."""

    name: str
    content: bytes
    content_type: str


def export_bank(scope: Scope, bank_slug: str, ending: str) -> BankFile:
    """The newest revisions in a bank, without retired ones: "zip" of TOML with all, "csv" or "xlsx" of the questions.

    Stores of every draft in the file that this person, who might have solved it, has opened it with its key.

    Raises:
        NotFound: this person may not see the bank.
        Refused: they may not write in it, or the ending is none of these.
    """
    bank = writable_bank(scope, bank_slug)
    drafts = queries.list_drafts(scope.session, bank.id, lock=True)
    kept = [each for each in drafts if each.state != DraftState.RETIRED]
    retired = [f"{each.slug} is retired and left out." for each in drafts if each.state == DraftState.RETIRED]
    name = f"{bank.slug}-{scope.now:%Y-%m-%d}.{ending}"
    match ending:
        case "zip":
            given = {each.id for each in kept}
            file = BankFile(name, _archive(scope, bank, kept, retired), ZIP_TYPE)
        case "csv":
            rows, notes, given = _table(kept, retired)
            file = BankFile(name, write_csv([HEADINGS, *rows, *_last_rows(notes)]), CSV_TYPE)
        case "xlsx":
            rows, notes, given = _table(kept, retired)
            sheets: dict[str, Iterable[Sequence[Cell]]] = {"Questions": [HEADINGS, *rows]}
            left_out = [("what", "why"), *(tuple(note.split(" ", 1)) for note in notes)]
            file = BankFile(name, write_xlsx(sheets | ({"Left out": left_out} if notes else {})), XLSX_TYPE)
        case _:
            raise Refused("Choose TOML, CSV or Excel.", "as")
    opened = open_many_with_key(scope, bank.id, given)
    told = f", {opened} opened with their key" if opened else ""
    counts = f"{len(kept)} drafts, {len(retired)} retired left out{told}"
    record(scope, "export_bank", f"bank {bank.slug}", f"{ending}: {counts}")
    return file


def _archive(scope: Scope, bank: BankRow, drafts: Sequence[Draft], notes: Sequence[str]) -> bytes:
    bundle = Bundle(bank.slug)
    areas = {(place.track, place.slug) for place in list_places(scope)}
    for draft in drafts:
        if not _add(bundle, draft, areas):
            bundle.add_folder(f"unfinished/{draft.kind}/{draft.slug}", draft.files)
            bundle.notes.append(f"{draft.slug} is unfinished.")
    told = _WHERE.format(title=bank.title, day=f"{scope.now:%Y-%m-%d %H:%M} UTC")
    said = "\n".join((*bundle.notes, *notes))
    return pack({"NOTES.txt": f"{told}\n{said}".strip() + "\n", **bundle.files()})


def _add(bundle: Bundle, draft: Draft, areas: set[tuple[str, str]]) -> bool:
    """Whether the draft has a place among files that are read without a problem, and was put there."""
    match draft.kind:
        case DraftKind.ITEM:
            item = read_item(draft.files, draft.slug, Report())
            if item is None or (item.track, item.area) not in areas:
                return False
            bundle.add_item(draft.files)
        case DraftKind.CASE:
            if read_case_files(draft.files, draft.slug, Report()) is None:
                return False
            kind = (plain_data(draft.files[CASE]) or {})["kind"]
            bundle.add_folder(f"case_studies/{kind}/{draft.slug}", draft.files)
        case DraftKind.FAMILY:
            bundle.add_file(f"families/{draft.slug}.toml", draft.files[FAMILY])
        case _:
            bundle.add_file(f"scenarios/{draft.slug}.toml", draft.files[SCENARIO])
    return True


def _table(drafts: Sequence[Draft], retired: Sequence[str]) -> tuple[list[Sequence[Cell]], list[str], set[int]]:
    """The rows of the questions that have one; `id why` of everything that is left out; the drafts that have a row."""
    rows: list[Sequence[Cell]] = []
    notes, given = [], set()
    for draft in drafts:
        item = read_item(draft.files, draft.slug, Report()) if draft.kind == DraftKind.ITEM else None
        if reason := _why_left_out(draft, item):
            notes.append(f"{draft.slug} {reason}")
        elif item is not None:
            rows.append(item_cells(item))
            given.add(draft.id)
    return rows, [*notes, *retired], given


def _why_left_out(draft: Draft, item: AuthoredItem | None) -> str:
    if draft.kind != DraftKind.ITEM:
        return f"is a {draft.kind}: take the files (TOML)."
    if item is None:
        return "is unfinished: it cannot be read as a question yet."
    reason = why_not_in_a_table(item)
    return f"is left out: {reason}; take the files (TOML)." if reason else ""


def _last_rows(notes: Sequence[str]) -> list[Sequence[Cell]]:
    """Notes at the end, which are passed over when the table is read again."""
    return [[f"# Left out: {note}"] for note in notes]


def table_template(scope: Scope, ending: str) -> BankFile:
    """A table with the headings and two examples, as "csv" or "xlsx"; the workbook explains columns and areas.

    Raises:
        NotFound: see `banks.require_teacher`.
    """
    require_teacher(scope)
    rows: list[Sequence[Cell]] = [HEADINGS]
    rows += [[column.choice for column in COLUMNS], [column.number for column in COLUMNS]]
    if ending == "csv":
        return BankFile("questions-template.csv", write_csv(rows), CSV_TYPE)
    columns = [("column", "what belongs in it"), *((column.heading, column.explanation) for column in COLUMNS)]
    areas = [("track", "area", "title"), *((place.track, place.slug, place.title) for place in list_places(scope))]
    sheets: dict[str, Iterable[Sequence[Cell]]] = {"Questions": rows, "Columns": columns, "Areas": areas}
    return BankFile("questions-template.xlsx", write_xlsx(sheets), XLSX_TYPE)

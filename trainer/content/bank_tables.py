"""Questions as rows of a table: what a row says as the file of an item, and back. The table is read elsewhere.

A row holds a question with one or several best answers out of five, a number or a code; other kinds have files.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from trainer.content.bank_entries import Entries, Entry, inner
from trainer.content.draft_files import ITEM, Data, Files, item_text, plain_data, read_item
from trainer.content.item_files import AuthoredItem
from trainer.content.table_columns import BEGUN_BY_NOTES, COLUMNS, FIELDS_OF_KIND, HEADINGS, LETTERS
from trainer.domain.items.content import CodeEntry, MultipleResponse, NumericEntry, SingleBest, options_of
from trainer.domain.items.drafts import DraftKind
from trainer.domain.items.keys import CodeKey, MultipleKey, NumericKey, SingleKey
from trainer.domain.kernel.errors import Refused
from trainer.domain.kernel.problems import Problem, Report

MAX_ROWS = 5_000
Value = str | int | float
Cells = dict[str, str]
"""Heading -> text of a row; empty cells are not in it."""
Scenario = tuple[str, str]
"""Title and text."""

_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,10})?")
_OPTION = re.compile(r"options\[([A-Z][0-9]?)\](?:\.(\w+))?")
_SEPARATOR = re.compile(r"(?<!\\);|\n")
_KEPT = ("review", "key_reason", "sealed", "service_on", "odd_codes", "accepted")
"""What an item may say for which a table has no column: it stays when a row changes the item."""


def read_rows(
    table: Sequence[Sequence[str]], drafts: Mapping[str, Files], scenarios: Mapping[str, Scenario]
) -> Entries:
    """The questions in the rows of a table whose first row has the headings, each with the problems of its columns.

    `drafts` are the items of the bank by id: what a table has no column for stays as it is there. `scenarios` are
    those of the bank: a row may name one without its text. Rows whose id begins with # are notes.

    Raises:
        Refused: a heading that is needed is missing or stands twice, or there are too many rows.
    """
    columns, problems = _columns(table[0])
    if len(table) > MAX_ROWS + 1:
        raise Refused(f"The table has {len(table) - 1:,} rows. At most {MAX_ROWS:,} are read at once.", "file")
    rows, notes = [], []
    for number, row in enumerate(table[1:], start=2):
        cells = {heading: _lines(cell) for heading, cell in zip(columns, row, strict=False) if heading and cell}
        if not any(row):
            continue
        if cells.get("id", "").startswith(BEGUN_BY_NOTES):
            notes.append(f"row {number}: a note")
            continue
        rows.append((f"row {number}", cells))
        problems += [Problem(f"row {number}", "", "has more cells than there are headings")] * any(row[len(columns) :])
    told = _told_scenarios(rows, scenarios)
    return Entries(tuple(_entry(place, cells, drafts, told) for place, cells in rows), tuple(problems), tuple(notes))


def _columns(headings: Sequence[str]) -> tuple[list[str], list[Problem]]:
    """The known heading above each column, or nothing; what is wrong with the others."""
    known = {heading.casefold(): heading for heading in HEADINGS}
    found, problems = [], []
    for heading in headings:
        column = known.get(heading.casefold().replace(" ", "_"), "")
        found.append(column)
        if not column and heading:
            problems.append(Problem("row 1", heading[:60], "there is no such column: what stands in it is left out"))
    named = [column for column in found if column]
    if twice := sorted({column for column in named if named.count(column) > 1}):
        raise Refused(f"Headings that stand twice: {', '.join(twice)}. Which column counts?", "file")
    missing = [column.heading for column in COLUMNS if column.is_needed and column.heading not in named]
    if missing:
        raise Refused(f"Columns that are missing: {', '.join(missing)}. The first row holds the headings.", "file")
    return found, problems


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _told_scenarios(
    rows: Sequence[tuple[str, Cells]], known: Mapping[str, Scenario]
) -> dict[str, tuple[str, Scenario]]:
    """Scenario id -> the row where its text stands first (none: in the bank), and the text: once is enough."""
    told: dict[str, tuple[str, Scenario]] = {}
    for place, cells in reversed(rows):
        title, text = cells.get("scenario_title", ""), cells.get("scenario_text", "")
        if (title or text) and "scenario_id" in cells:
            told[cells["scenario_id"]] = (place, (title, text))
    return told | {slug: ("", scenario) for slug, scenario in known.items()}


def _entry(place: str, cells: Cells, drafts: Mapping[str, Files], told: Mapping[str, tuple[str, Scenario]]) -> Entry:
    slug, kind = cells.get("id", ""), cells.get("kind", "").casefold()
    if not slug or kind not in FIELDS_OF_KIND:
        field, message = ("id", "is missing") if not slug else ("kind", f"should be one of {', '.join(FIELDS_OF_KIND)}")
        return Entry(place, DraftKind.ITEM, slug, {}, (Problem(place, field, message),))
    report = Report()
    for heading in _idle(cells, kind):
        report.add(place, heading, f"says nothing about a question of the kind {kind!r}: empty it")
    stimulus = _scenario(place, cells, told, report)
    data: Data = {"schema": 1, "track": cells.get("track", "").casefold(), "area": cells.get("area", "").casefold()}
    before = inner((plain_data(drafts.get(slug, {}).get(ITEM, "")) or {}).get("items"))
    row = _row(cells, kind) | {name: before[0][name] for name in _KEPT if before and name in before[0]}
    if stimulus:
        data["stimuli"], row["stimulus"] = [stimulus], stimulus["id"]
    files = {ITEM: item_text(data | {"items": [row]})}
    found = Report()
    authored = read_item(files, slug, found)
    report.extend(Problem(place, column_of(each.field, kind), each.message) for each in found)
    return Entry(place, DraftKind.ITEM, slug, files, tuple(report), authored)


def _idle(cells: Cells, kind: str) -> Iterator[str]:
    """What is filled in and would be lost: fields of another kind of question."""
    special = {field for fields in FIELDS_OF_KIND.values() for field in fields}
    return (heading for heading in cells if heading in special and heading not in FIELDS_OF_KIND[kind])


def _scenario(place: str, cells: Cells, told: Mapping[str, tuple[str, Scenario]], report: Report) -> Data | None:
    own = (cells.get("scenario_title", ""), cells.get("scenario_text", ""))
    slug = cells.get("scenario_id", "")
    if not slug and not any(own):
        return None
    slug = slug or f"{cells['id'][:110]}-scenario"
    first, scenario = told.get(slug, (place, own))
    if first and any(own) and own != scenario:  # what the bank has is compared with all that a file holds
        report.add(place, "scenario_text", f"{first} gives the scenario {slug} another title or text")
    title, text = own if any(own) else scenario
    return {"id": slug, "title": title, "text": text}


def _row(cells: Cells, kind: str) -> Data:
    row: Data = {"id": cells["id"], "kind": kind, "tags": _parts(cells.get("tags", ""))}
    row |= {name: cells[name] for name in ("edition", "stem") if name in cells}
    row |= {"bloom": cells["bloom"].casefold()} if "bloom" in cells else {}
    row |= {"difficulty": _whole(cells["difficulty"])} if "difficulty" in cells else {}
    row |= {"references": _parts(cells["references"])} if "references" in cells else {}
    key = cells.get("key", "")
    match kind:
        case "single":
            row |= {"options": _options(cells), "key": key.upper()}
        case "multiple":
            row |= {"options": _options(cells), "key": [part.upper() for part in re.split(r"[;,\s]+", key) if part]}
        case "numeric":
            row |= {"why": cells.get("why", ""), "unit": cells.get("unit", "")}
            row |= {"decimals": _whole(cells["decimals"])} if "decimals" in cells else {}
            row |= {"key": _number(key)} if key else {}
            row |= {"tolerance": _number(cells["tolerance"])} if "tolerance" in cells else {}
        case _:
            row |= {"why": cells.get("why", ""), "system": cells.get("system", "").casefold(), "key": _parts(key)}
    return row


def _options(cells: Cells) -> list[Data]:
    """The options that are filled in: a reason without a text is one whose text is missing."""
    filled = [letter for letter in LETTERS if letter in cells or f"why_{letter}" in cells]
    return [{"id": letter, "text": cells.get(letter, ""), "why": cells.get(f"why_{letter}", "")} for letter in filled]


def _parts(text: str) -> list[str]:
    """What semicolons and line ends part; `\\;` is a semicolon that parts nothing."""
    return [part.strip().replace("\\;", ";") for part in _SEPARATOR.split(text) if part.strip()]


def _whole(text: str) -> int | str:
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else text


def _number(text: str) -> Decimal | str:
    """A number; what is none stays as it was typed, and is named as a problem."""
    return Decimal(text) if _NUMBER.fullmatch(text) else text


def column_of(field: str, kind: str) -> str:
    """The heading of the column that a field of an item is typed in: `options[B].why` is `why_B`."""
    if found := _OPTION.fullmatch(field):
        return f"why_{found[1]}" if found[2] == "why" else found[1]
    if field.startswith("options"):
        return "A"
    if field.startswith(("scenario", "stimulus", "stimuli")):
        name = field.rpartition(".")[2]
        return f"scenario_{name}" if name in ("title", "text") else "scenario_id"
    name = re.split(r"[\[.]", field)[0]
    return name if name in HEADINGS else "kind" if kind not in FIELDS_OF_KIND else ""


def why_not_in_a_table(item: AuthoredItem) -> str:
    """Why a question has no row: empty where it has one."""
    response = item.content.response
    if response.kind not in FIELDS_OF_KIND:
        return f"a table has no columns for the kind {response.kind}"
    if any(option.id not in LETTERS for option in options_of(response)):
        return f"a table has the options {LETTERS[0]} to {LETTERS[-1]} only"
    return ""


def item_cells(item: AuthoredItem) -> list[Value]:
    """The row of a question that has one, in the order of the headings."""
    whys = dict(item.explanation.rationales)
    cells: dict[str, Value] = {
        "id": item.slug,
        "track": item.track,
        "area": item.area,
        "kind": item.content.response.kind,
        "difficulty": item.difficulty,
        "bloom": item.bloom,
        "tags": _joined(item.tags),
        "stem": item.content.stem,
        "why": item.explanation.general,
        "references": _joined(item.explanation.references),
        "edition": item.content.edition,
    }
    for option in options_of(item.content.response):
        cells |= {option.id: option.text, f"why_{option.id}": whys.get(option.id, "")}
    if item.stimulus:
        names = ("scenario_id", "scenario_title", "scenario_text")
        cells |= dict(zip(names, (item.stimulus.slug, item.stimulus.title, item.stimulus.body), strict=True))
    cells |= _key_cells(item)
    return [cells.get(heading, "") for heading in HEADINGS]


def _key_cells(item: AuthoredItem) -> dict[str, Value]:
    match item.content.response, item.key:
        case SingleBest(), SingleKey(option):
            return {"key": option}
        case MultipleResponse(), MultipleKey(chosen):
            return {"key": ";".join(chosen)}
        case NumericEntry(unit, decimals), NumericKey(value, tolerance):
            return {"unit": unit, "decimals": decimals, "key": _cell(value), "tolerance": _cell(tolerance)}
        case CodeEntry(system), CodeKey(any_of):
            return {"system": system, "key": _joined(any_of)}
        case _:
            raise ValueError(f"{item.slug}: {why_not_in_a_table(item) or 'the key does not fit the question'}")


def _cell(value: Decimal) -> Value:
    """A number where a spreadsheet keeps it exactly, else its text."""
    text = format(value, "f")
    shown: Value = float(text) if "." in text else int(text)
    return shown if _NUMBER.fullmatch(str(shown)) and Decimal(str(shown)) == value else text


def _joined(parts: Sequence[str]) -> str:
    return "; ".join(part.replace(";", "\\;") for part in parts)

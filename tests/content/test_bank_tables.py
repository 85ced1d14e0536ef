"""Rows of a table as the files of items, and back; archives of files and what is refused of them."""

import io
import stat
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from tests.support.authoring import WHY, item_values, sound_item
from trainer.content.bank_bundles import Bundle, pack, read_bundle, unpack
from trainer.content.bank_entries import Entry
from trainer.content.bank_tables import MAX_ROWS, column_of, item_cells, read_rows, why_not_in_a_table
from trainer.content.draft_files import item_text, plain_data, read_item
from trainer.content.item_files import AuthoredItem
from trainer.content.table_columns import COLUMNS, HEADINGS
from trainer.domain.items.drafts import DraftKind
from trainer.domain.kernel.errors import Refused
from trainer.domain.kernel.problems import Report

NUMERIC = {"kind": "numeric", "options": [], "key": 96, "why": WHY, "unit": "US$", "decimals": 2, "stem": "How much?"}
CODE = {"kind": "code", "options": [], "key": ["I10", "I11.9"], "why": WHY, "system": "icd-10-cm"}


def authored(slug: str = "cpc-vessel", *, scenario: dict | None = None, **changes: object) -> AuthoredItem:
    data = item_values(slug, **changes)
    row = data["items"][0]
    if row["kind"] in ("numeric", "code", "ordering"):
        row["options"] = row["options"] or None
        data["items"] = [{name: value for name, value in row.items() if value is not None}]
    if scenario:
        data["stimuli"], data["items"][0]["stimulus"] = [scenario], scenario["id"]
    report = Report()
    item = read_item({"item.toml": item_text(data)}, slug, report)
    assert item is not None, list(report)
    return item


def cells_of(**changes: str) -> dict[str, str]:
    found = dict(zip(HEADINGS, map(str, item_cells(authored())), strict=True))
    return found | changes


def read(*rows: dict[str, str], drafts: dict | None = None, scenarios: dict | None = None) -> list[Entry]:
    table = [list(HEADINGS), *([row.get(heading, "") for heading in HEADINGS] for row in rows)]
    return list(read_rows(table, drafts or {}, scenarios or {}).entries)


def wrong(**changes: str) -> list[tuple[str, str, str]]:
    return [(each.file, each.field, each.message) for each in read(cells_of(**changes))[0].problems]


SCENARIO = {"id": "cpc-visit", "title": "A visit", "text": "Two lines\nof a visit."}


@pytest.mark.parametrize(
    "item",
    [
        authored(),
        authored(tags=["a;b", "c"], references=["Volume 1; page 3", "An atlas"], stem="Two\nlines of a stem?"),
        authored(kind="multiple", key=["A", "C"]),
        authored(**NUMERIC),
        authored(**NUMERIC | {"key": -12, "tolerance": 1}),
        authored(**CODE),
        authored(scenario=SCENARIO),
    ],
    ids=lambda item: f"{item.content.response.kind}-{item.slug}",
)
def test_a_question_in_a_row_reads_back_as_the_same_question(item):
    row = dict(zip(HEADINGS, map(str, item_cells(item)), strict=True))
    entry = read(row)[0]
    assert (entry.problems, entry.authored, entry.slug) == ((), item, item.slug)


@pytest.mark.parametrize("text", ["140.28", "0.1", "0.0000001", "12.50", "-0.5", "123456789012345"])
def test_a_number_keeps_its_value_whether_a_spreadsheet_can_hold_it_or_not(text):
    data = item_values(**NUMERIC)
    row = {name: value for name, value in data["items"][0].items() if name != "options"}
    files = {"item.toml": item_text(data | {"items": [row]}).replace("key = 96", f"key = {text}")}
    item = read_item(files, "cpc-vessel", Report())
    assert item is not None
    cells = dict(zip(HEADINGS, map(str, item_cells(item)), strict=True))
    assert read(cells)[0].authored == item


def test_both_examples_of_the_template_are_notes_and_good_rows_without_their_sign():
    examples = [{column.heading: getattr(column, name) for column in COLUMNS} for name in ("choice", "number")]
    assert read(*examples) == []
    entries = read(*(row | {"id": row["id"].removeprefix("# ")} for row in examples))
    assert [entry.problems for entry in entries] == [(), ()]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"id": ""}, "id"),
        ({"id": "Not An Id"}, "id"),
        ({"kind": "matching"}, "kind"),
        ({"track": "xyz"}, "track"),
        ({"difficulty": "hard"}, "difficulty"),
        ({"difficulty": ""}, "difficulty"),
        ({"bloom": "guess"}, "bloom"),
        ({"stem": ""}, "stem"),
        ({"why_B": ""}, "why_B"),
        ({"B": ""}, "B"),
        ({"key": "E"}, "key"),
        ({"key": ""}, "key"),
        ({"references": ""}, "references"),
        ({"edition": "26"}, "edition"),
        ({"unit": "US$"}, "unit"),
        ({"why": "Told twice."}, "why"),
        ({"scenario_text": "A text without a title."}, "scenario_title"),
        ({"scenario_id": "nobody-has-it"}, "scenario_title"),
    ],
)
def test_what_is_wrong_is_named_with_row_and_column(changes, field):
    assert ("row 2", field) in {(place, column) for place, column, _ in wrong(**changes)}


def test_options_that_are_all_missing_are_named_at_the_first():
    empty = {name: "" for letter in "ABCD" for name in (letter, f"why_{letter}")}
    assert "A" in {field for _, field, _ in wrong(**empty)}


def test_a_number_that_is_none_is_named():
    row = dict(zip(HEADINGS, map(str, item_cells(authored(**NUMERIC))), strict=True))
    problems = read(row | {"key": "about 96", "decimals": "two"})[0].problems
    assert {each.field for each in problems} == {"key", "decimals"}


def test_a_scenario_is_told_once_and_taken_from_the_bank():
    told = cells_of(id="cpc-a", scenario_id="cpc-visit", scenario_title="A visit", scenario_text="Long ago.")
    entries = read(cells_of(id="cpc-b", scenario_id="cpc-visit"), told)
    assert [entry.problems for entry in entries] == [(), ()]
    assert entries[0].authored.stimulus == entries[1].authored.stimulus
    known = read(cells_of(scenario_id="cpc-visit"), scenarios={"cpc-visit": ("A visit", "Here.")})[0]
    assert known.authored.stimulus.body == "Here."
    alone = read(cells_of(scenario_title="A visit", scenario_text="Here."))[0]
    assert alone.authored.stimulus.slug == "cpc-vessel-scenario"


def test_two_texts_of_one_scenario_are_a_problem():
    rows = [cells_of(id=f"cpc-{x}", scenario_id="s", scenario_title="A visit", scenario_text=x) for x in "ab"]
    problems = [each.problems for each in read(*rows)]
    assert problems[0] == ()
    assert "row 2 gives the scenario s another" in problems[1][0].message


def test_what_a_table_has_no_column_for_stays_as_it_is_in_the_draft():
    before = sound_item(sealed=True, key_reason="A new guideline.", accepted={"stem-length": "It has to be."})
    entry = read(
        cells_of(stem="Which vessel leaves the left chamber of the heart, if any?"), drafts={"cpc-vessel": before}
    )[0]
    row = (plain_data(entry.files["item.toml"]) or {})["items"][0]
    assert (row["sealed"], row["key_reason"]) == (True, "A new guideline.")
    assert row["accepted"] == {"stem-length": "It has to be."}


def test_headings_may_be_written_otherwise_and_unknown_ones_are_named():
    cells = cells_of()
    table = [[*(heading.upper().replace("_", " ") for heading in HEADINGS), "remark"]]
    table += [[*(cells[heading] for heading in HEADINGS), "mine", "stray"], []]
    found = read_rows(table, {}, {})
    assert found.entries[0].problems == ()
    assert [(each.file, each.field) for each in found.problems] == [("row 1", "remark"), ("row 2", "")]


def test_a_table_without_a_needed_column_with_one_twice_or_with_too_many_rows_is_refused():
    with pytest.raises(Refused, match="missing: id, track"):
        read_rows([["stem", "area"]], {}, {})
    with pytest.raises(Refused, match="twice: key"):
        read_rows([[*HEADINGS, "KEY"]], {}, {})
    with pytest.raises(Refused, match="At most 5,000"):
        read_rows([list(HEADINGS)] * (MAX_ROWS + 2), {}, {})


def test_what_has_no_row_says_why():
    ordering = authored(kind="ordering", key=list("ABCD"), why=WHY, options=plain_options("ABCD"))
    assert "ordering" in why_not_in_a_table(ordering)
    assert "A to E" in why_not_in_a_table(authored(options=[{"id": x, "text": x * 3, "why": WHY} for x in "ABCDEF"]))
    assert why_not_in_a_table(authored()) == ""
    with pytest.raises(ValueError, match="ordering"):
        item_cells(ordering)


def plain_options(letters: str) -> list[dict[str, str]]:
    return [{"id": letter, "text": letter} for letter in letters]


def test_a_field_that_has_no_column_stands_for_the_row():
    assert column_of("sealed", "single") == ""


def zipped(*files: tuple[str | ZipInfo, bytes | str]) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return out.getvalue()


def link() -> ZipInfo:
    info = ZipInfo("a.toml")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04 nothing", "cannot be read"),
        (zipped(("../a.toml", "x")), "leads out"),
        (zipped(("/etc/a.toml", "x")), "leads out"),
        (zipped(("c:\\a.toml", "x")), "leads out"),
        (zipped((link(), "/etc/passwd")), "leads out"),
        (zipped(("a.toml", b"x" * 2_000_001)), "Split it"),
        (zipped(*((f"{n}.bin", b"\0" * 4_000_000) for n in range(6))), "unpacks to more"),
        (zipped(*((f"{n}.toml", "") for n in range(3_001))), "unpacks to more"),
        (zipped(("a.toml", b"\xff\xfe")), "not UTF-8"),
    ],
)
def test_an_archive_that_is_broken_a_bomb_or_leads_out_is_refused(data, words):
    with pytest.raises(Refused, match=words):
        unpack(data)


def test_two_files_of_one_name_are_refused():
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("a.toml", "x")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.toml", "y")
    with pytest.raises(Refused, match="same name"):
        unpack(out.getvalue())


def test_what_computers_add_is_not_looked_at_and_the_same_texts_make_the_same_archive():
    data = zipped(
        ("__MACOSX/a.toml", "x"), (".hidden/b.toml", "x"), ("NOTES.txt", "x"), ("a/", ""), ("a/c.toml", "c\r\n")
    )
    assert unpack(data) == {"a/c.toml": "c\n"}
    assert pack({"a.toml": "x"}) == pack({"a.toml": "x"})


def test_files_that_hold_nothing_of_a_bank_are_named_or_passed_over():
    found = read_bundle(
        {
            "question_banks/blueprints/cpc.toml": "x = 1",
            "README.md": "Hello",
            "families.toml": 'families = ["family-x"]',
            "broken.toml": "x = ",
            "other.toml": "x = 1",
            "rows.toml": 'schema = 1\nextra = 2\nitems = [1]\n[[stimuli]]\nid = "s"\n',
        }
    )
    assert len(found.passed_over) == 2
    said = {(each.file, each.field) for each in found.problems}
    assert {("families.toml", ""), ("broken.toml", ""), ("other.toml", ""), ("rows.toml", "extra")} <= said
    assert {("rows.toml", "stimuli[s]"), ("rows.toml", "items")} <= said
    with pytest.raises(Refused, match="no file of a bank"):
        read_bundle({"README.md": "Hello"})


def test_a_case_without_its_other_files_and_an_item_with_a_problem_are_named_by_file_and_field():
    found = read_bundle(
        {
            "case_studies/query/a-case/case.toml": 'id = "a-case"',
            "x.toml": sound_item(bloom="guess")["item.toml"],
        }
    ).entries
    assert [(entry.kind, entry.slug) for entry in found] == [(DraftKind.CASE, "a-case"), (DraftKind.ITEM, "cpc-vessel")]
    assert {each.file for each in found[0].problems} == {
        f"case_studies/query/a-case/{x}" for x in ("chart.md", "key.toml")
    }
    assert [(each.file, each.field) for each in found[1].problems] == [("x.toml", "items[cpc-vessel].bloom")]


def test_one_scenario_with_two_texts_gets_two_ids_in_files():
    bundle = Bundle("mine")
    for slug, text in (("cpc-a", "One text."), ("cpc-b", "Another."), ("cpc-c", "One text.")):
        data = item_values(slug, stimulus="s") | {"stimuli": [{"id": "s", "title": "T", "text": text}]}
        bundle.add_item({"item.toml": item_text(data)})
    data = plain_data(bundle.files()["question_banks/cpc/anatomy/mine.toml"]) or {}
    assert [(row["id"], row["stimulus"]) for row in data["items"]] == [("cpc-a", "s"), ("cpc-c", "s"), ("cpc-b", "s-2")]
    assert len(data["stimuli"]) == 2
    assert "cpc-b has its scenario s as s-2" in bundle.notes[0]


def test_many_questions_of_an_area_make_several_files_that_can_be_read():
    bundle = Bundle("mine")
    for number in range(40):
        bundle.add_item(sound_item(f"cpc-{number}", stem="A long text. " * 1_500))
    files = bundle.files()
    assert list(files) == ["question_banks/cpc/anatomy/mine-part-2.toml", "question_banks/cpc/anatomy/mine.toml"]
    assert sum(len((plain_data(text) or {})["items"]) for text in files.values()) == 40

"""Readers of official files: the real ones where they are at hand, and every way in which a line can be wrong."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.support.requirements import check_data
from trainer.codebook.cpt import is_cpt, read_cpt
from trainer.codebook.dates import day_named
from trainer.codebook.edits import edit_kind, read_edits
from trainer.codebook.errors import ReleaseUnusable
from trainer.codebook.hcpcs import is_hcpcs, read_hcpcs
from trainer.codebook.index_tables import read_index_table
from trainer.codebook.orders import apply_addenda, as_addenda, is_addenda, is_order_file, read_addenda, read_order_file
from trainer.codebook.parts import Action, AddOnEdit, EditKind, EditTable, MueEdit, PtpEdit, Release, TableKind
from trainer.domain.codesets.book import Level, NoteKind, System

JANUARY = date(2026, 1, 1)


def xlsx(rows: list[list[object]]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(out)
    return out.getvalue()


# --- days in names


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("icd10cm-tabular-April-1-2026.xml", date(2026, 4, 1)),
        ("april-1-2026-code-tables-tabular-index.zip", date(2026, 4, 1)),
        ("icd10cm_order_2027.txt", date(2026, 10, 1)),
        ("icd10cm_order_addenda_2027.txt", date(2026, 10, 1)),
    ],
)
def test_the_name_of_a_file_says_from_when_it_is_in_force(name: str, day: date) -> None:
    assert day_named(name) == day


@pytest.mark.parametrize("name", ["codes.xml", "tabular-April-31-2026.xml", "icd10cm_order_20270.txt"])
def test_a_name_without_a_day_is_told_how_to_say_it(name: str) -> None:
    with pytest.raises(ReleaseUnusable, match="--in-force-from YYYY-MM-DD"):
        day_named(name)


# --- index and tables


@pytest.mark.parametrize(
    ("table", "kind", "columns", "terms"),
    [
        ("drug", TableKind.DRUG, 6, 5179 + 2251),
        ("neoplasm", TableKind.NEOPLASM, 6, 1 + 1939),
        ("eindex", TableKind.EXTERNAL, 1, 314 + 7776),
    ],
)
def test_an_official_table_is_read_to_the_last_term(table: str, kind: TableKind, columns: int, terms: int) -> None:
    path = check_data() / "icd10cm" / f"icd10cm-{table}-April-1-2026.xml"
    data = path.read_bytes()
    found = read_index_table(path.name, data)
    assert (found.kind, len(found.heads), len(found.terms)) == (kind, columns, terms)
    assert len(found.terms) == len(re.findall(rb"<(?:mainTerm|term)\b", data)), "counted a second way"
    assert sum(bool(cell) for term in found.terms for cell in term.cells) == len(
        re.findall(rb"<(?:cell|code)[^>]*>\s*[^<\s]", data)
    )
    assert found.effective_from == date(2026, 4, 1)


def an_index(body: str, version: str = "2026", title: str = "") -> bytes:
    text = f"<ICD10CM.index><version>{version}</version>{title}<letter><title>A</title>{body}</letter></ICD10CM.index>"
    return text.encode()


def test_terms_keep_their_depth_their_modifiers_and_where_they_refer_to() -> None:
    data = an_index(
        "<mainTerm><title>Abuse<nemod>(adult) (child)</nemod> NEC</title><code>X58</code><manif>Y07</manif>"
        "<term level='1'><title>car</title><see>Accident</see><seeAlso>Bus</seeAlso></term></mainTerm>"
    )
    table = read_index_table("icd10cm-index-April-1-2026.xml", data)
    main, below = table.terms
    assert (table.kind, table.heads) == (TableKind.INDEX, ("Code",))
    assert (main.depth, main.title, main.cells) == (0, "Abuse (adult) (child) NEC", ("X58", "Y07"))
    assert (below.depth, below.cells, below.see, below.see_also) == (1, (), "Accident", "Bus")


BOMB = (
    b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    b"<ICD10CM.index><version>&b;</version></ICD10CM.index>"
)
XXE = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><ICD10CM.index><version>&x;</version></ICD10CM.index>'


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (BOMB, "declares a document type"),
        (XXE, "declares a document type"),
        (b"<ICD10CM.index><version>2026", "line 1: is not complete XML"),
        (b"<html/>", "its root is <html>"),
        (an_index("", version="2025"), "is of 2025, not of 2026"),
        (an_index(""), "has no terms"),
        (an_index("<mainTerm><title>a</title>" + "<term>" * 60 + "</term>" * 60 + "</mainTerm>"), "levels deep"),
    ],
)
def test_a_bad_index_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(ReleaseUnusable, match=re.escape(message)):
        read_index_table("icd10cm-index-April-1-2026.xml", data)


# --- order files and addenda


def test_the_official_addenda_make_the_official_number_of_codes(release: Release) -> None:
    path = check_data() / "icd10cm" / "icd10cm_order_addenda_2027.txt"
    addenda = read_addenda(path.name, path.read_bytes())
    after = apply_addenda(release, addenda)
    entries = {entry.code: entry for entry in after.entries}
    assert (release.billable, after.billable) == (74_719, 74_879)
    assert (after.name, after.effective_from) == ("ICD-10-CM FY2027, October 2026", date(2026, 10, 1))
    assert (entries["D691"].is_billable, entries["D691"].level) == (False, Level.SUBCATEGORY)
    assert (entries["K6A"].parent, entries["K6A0"].parent, entries["K6A01"].parent) == ("K65-K68", "K6A", "K6A0")
    assert entries["L02232"].title.endswith("and flank]")
    unchanged = {entry.code: entry for entry in release.entries}
    assert entries["E1122"] is unchanged["E1122"]
    places = {code: place for place, code in enumerate(entries)}
    assert all(places[entry.parent] < places[code] for code, entry in entries.items() if entry.parent)
    assert places["K689"] < places["K6A"] < places["K6A01"] < places["K70-K77"]


ORDER = """\
00001 A00     0 Cholera                                                      Cholera
00002 A000    1 Cholera due to Vibrio                                        Cholera due to Vibrio cholerae 01
00003 A001    0 El Tor                                                       Cholera of the El Tor kind
00004 A001XXA 1 El Tor, initial                                              Cholera of the El Tor kind, initial
"""


def test_an_order_file_gives_a_hierarchy_by_beginnings() -> None:
    assert is_order_file(ORDER.encode())
    assert not is_addenda(ORDER.encode())
    release = read_order_file("icd10cm-order-2026.txt", ORDER.encode())
    rows = [(entry.code, entry.level, entry.parent, entry.is_billable) for entry in release.entries]
    assert rows == [
        ("A00", Level.CATEGORY, "", False),
        ("A000", Level.CODE, "A00", True),
        ("A001", Level.SUBCATEGORY, "A00", False),
        ("A001XXA", Level.CODE, "A001", True),
    ]
    assert release.entries[1].title == "Cholera due to Vibrio cholerae 01"
    assert release.effective_from == date(2025, 10, 1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (ORDER + "00005 A000    1 Again\n", "line 5: names A00.0 a second time"),
        (ORDER + "what is this\n", "line 5: cannot be read"),
        ("", "has no codes"),
        (ORDER.replace("Cholera", "Chol\xe9ra", 1).encode("latin-1"), "line 1: is not UTF-8"),
    ],
)
def test_a_bad_order_file_is_refused(text: str | bytes, message: str) -> None:
    data = text if isinstance(text, bytes) else text.encode()
    with pytest.raises(ReleaseUnusable, match=message):
        read_order_file("icd10cm-order-2026.txt", data)


def addenda_of(*lines: str) -> bytes:
    return "\r\n".join((*lines, "      1 additions", "")).encode()


def a_line(action: str, billable: int, code: str, title: str) -> str:
    return f"{action + ':':<13}{billable} {code:<7} {title:<60} {title}"


def base() -> Release:
    return read_order_file("icd10cm-order-2026.txt", ORDER.encode())


def test_addenda_add_delete_and_revise() -> None:
    data = addenda_of(
        a_line("Delete", 1, "A000", "Cholera due to Vibrio cholerae 01"),
        a_line("Add", 0, "A000", "Cholera due to Vibrio cholerae 01"),
        a_line("Add", 1, "A0001", "New below it"),
        a_line("Revise from", 1, "A001XXA", "Cholera of the El Tor kind, initial"),
        a_line("Revise to", 1, "A001XXA", "Cholera of the El Tor kind, initial encounter"),
        a_line("Add", 1, "A01", "A new category"),
    )
    assert is_addenda(data)
    addenda = read_addenda("icd10cm_order_addenda_2027.txt", data)
    assert [change.action for change in addenda.changes][:2] == [Action.DELETE, Action.ADD]
    entries = {entry.code: entry for entry in apply_addenda(base(), addenda).entries}
    assert list(entries) == ["A00", "A000", "A0001", "A001", "A001XXA", "A01"]
    assert not entries["A000"].is_billable
    assert entries["A001XXA"].title.endswith("encounter")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (a_line("Add", 1, "A000", "x"), "line 1: adds A00.0, which is there already"),
        (a_line("Delete", 1, "B99", "x"), "line 1: changes B99, which is not there"),
        (a_line("Revise from", 1, "A000", "Something else"), "line 1: changes A00.0, which is another one"),
        (a_line("Delete", 0, "A000", "Cholera due to Vibrio cholerae 01"), "line 1: changes A00.0"),
        (a_line("Delete", 0, "A001", "Cholera of the El Tor kind"), r"deletes what A00\.1XXA stands below"),
        ("Add:  maybe A0001", "line 1: is a change that cannot be read"),
        ("nothing", "has no changes"),
    ],
)
def test_addenda_that_do_not_fit_are_refused(line: str, message: str) -> None:
    with pytest.raises(ReleaseUnusable, match=message):
        apply_addenda(base(), read_addenda("icd10cm_order_addenda_2027.txt", addenda_of(line)))


def test_an_order_file_keeps_the_notes_of_the_release_before() -> None:
    first = base()
    noted = replace(first, entries=[replace(each, notes=((NoteKind.NOTE, "kept"),)) for each in first.entries])
    later = read_order_file("icd10cm-order-2027.txt", ORDER.replace("of the El Tor kind\n", "of El Tor\n").encode())
    entries = {entry.code: entry for entry in apply_addenda(noted, as_addenda(noted, later)).entries}
    assert entries["A001"].title == "Cholera of El Tor"
    assert {entry.notes for entry in entries.values()} == {((NoteKind.NOTE, "kept"),)}


# --- HCPCS


def test_the_official_hcpcs_file_is_read_without_what_has_ended() -> None:

    with zipfile.ZipFile(check_data() / "hcpcs" / "2020-Alpha-Numeric-HCPCS-File.zip") as archive:
        data = archive.read("HCPC2020_ANWEB_w_disclaimer.txt")
    assert is_hcpcs("HCPC2020_ANWEB_w_disclaimer.txt", data[:65_536])
    codes, modifiers = read_hcpcs("HCPC2020_ANWEB_w_disclaimer.txt", data)
    first = [line for line in data.decode("cp1252").splitlines() if len(line) > 300]
    in_force = [line for line in first if not line[284:292].strip() or line[284:292] >= "20200101"]
    begun = [line for line in in_force if line[268:276] <= "20200101"]
    assert (sum(line[10] == "3" for line in first), sum(line[10] == "7" for line in first)) == (6710, 369)
    assert len(codes.entries) == sum(line[10] == "3" for line in begun), "counted a second way"
    assert len(modifiers.entries) == sum(line[10] == "7" for line in begun)
    assert not any(re.fullmatch(r"D\d{4}", entry.code) for entry in codes.entries)
    titles = {entry.code: entry.title for entry in (*codes.entries, *modifiers.entries)}
    assert titles["AD"] == "Medical supervision by a physician: more than four concurrent anesthesia procedures"
    assert (codes.effective_from, codes.name) == (date(2020, 1, 1), "HCPCS Level II, January 2020")


def test_the_present_layout_is_read_as_well() -> None:
    path = check_data() / "hcpcs" / "HCPC2026_OCT_ANWEB.excerpt.csv"
    data = path.read_bytes()
    assert is_hcpcs(path.name, data)
    (modifiers,) = read_hcpcs(path.name, data)
    assert modifiers.effective_from == date(2026, 10, 1)
    assert [entry.code for entry in modifiers.entries] == ["A1", "AD", "AS"], "JF ended in 2015"


HEADINGS = ["HCPC", "SEQNUM", "RECID", "LONG DESCRIPTION", "SHORT DESCRIPTION", "ADD DT", "ACT EFF DT", "TERM DT"]


def a_row(code: str, kind: str = "3", long: str = "A thing", added: str = "20200101", ended: str = "") -> list[object]:
    return [code, "0010", kind, long, "thing", added, added, ended]


def as_csv(rows: list[list[object]]) -> bytes:
    return "\n".join(",".join(str(cell) for cell in row) for row in rows).encode()


@pytest.mark.parametrize("layout", [as_csv, xlsx])
def test_no_dental_code_gets_in_nor_what_continues_it(layout) -> None:
    rows = [
        HEADINGS,
        a_row("A0021"),
        a_row("A0021", "4", "that goes on"),
        a_row("D0120", long="Dental secret"),
        a_row("D0120", "4", "more dental secrets"),
        a_row("E0100", ended="20251231"),
        a_row("E0105", ended="20260101"),
        a_row("J0120", added="20260201"),
        a_row("25", "7"),
    ]
    codes, modifiers = read_hcpcs("HCPC2026_JAN_ANWEB.csv", layout(rows))
    assert [(entry.code, entry.title) for entry in codes.entries] == [
        ("A0021", "A thing that goes on"),
        ("E0105", "A thing"),
    ]
    assert codes.entries[0].notes == ((NoteKind.INCLUSION_TERM, "thing"),)
    assert [entry.code for entry in modifiers.entries] == ["25"]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([HEADINGS[:-1], a_row("A0021")[:-1]], "line 1: has no column TERM DT"),
        ([["code", "SEQNUM"], ["A0021", "x"]], "has no row of headings"),
        ([HEADINGS, a_row("A0021")[:4]], "line 2: has 4 columns"),
        ([HEADINGS, a_row("A0021"), a_row("A0022"), a_row("A0021")], "line 4: names A0021 again, after line 2"),
        ([HEADINGS, a_row("A002")], "line 2: has 'A002' with record '3', which is no code"),
        ([HEADINGS, a_row("A0021", "9")], "line 2: has 'A0021' with record '9'"),
        ([HEADINGS, a_row("A0021", added="2020-1-1")], "where a day"),
        ([HEADINGS, a_row("A0021", long="")], "line 2: has no description"),
        ([HEADINGS, a_row("A0021", ended="20200102")], "has no code that is in force"),
    ],
)
def test_a_bad_hcpcs_file_is_refused_with_its_line(rows: list[list[object]], message: str) -> None:
    with pytest.raises(ReleaseUnusable, match=message):
        read_hcpcs("HCPC2026_JAN_ANWEB.csv", as_csv(rows))


def test_a_hcpcs_file_whose_name_says_nothing_asks_for_its_day() -> None:
    data = as_csv([HEADINGS, a_row("A0021")])
    with pytest.raises(ReleaseUnusable, match="in-force-from"):
        read_hcpcs("list.csv", data)
    assert read_hcpcs("list.csv", data, JANUARY)[0].effective_from == JANUARY


@pytest.mark.parametrize("name", ["HCPC2020_TRANS_ALPHA_w_disclaimer.xlsx", "proc_notes_2020.txt", "Changes.prn"])
def test_what_comes_along_with_the_list_is_not_taken_for_it(name: str) -> None:
    assert not is_hcpcs(name, b"PK\x03\x04" if name.endswith("xlsx") else b"A0021  some note")


def test_a_spreadsheet_that_declares_entities_is_refused() -> None:

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx([HEADINGS, a_row("A0021")]))) as good, zipfile.ZipFile(out, "w") as bad:
        for name in good.namelist():
            data = good.read(name)
            if name.endswith("sheet1.xml"):
                data = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + data
            bad.writestr(name, data)
    with pytest.raises(ReleaseUnusable, match="declares a document type"):
        read_hcpcs("HCPC2026_JAN_ANWEB.xlsx", out.getvalue())
    with pytest.raises(ReleaseUnusable, match="no complete spreadsheet"):
        read_hcpcs("HCPC2026_JAN_ANWEB.xlsx", out.getvalue()[:200])


# --- CPT (all descriptors here are invented)


@pytest.mark.parametrize(
    "text",
    [
        "code,descriptor,short\n99213,Invented service one,One\n0001U,Invented analysis,\n",
        "Legal words, first\n\nConcept Id\tCPT Code\tLong\tMedium\tShort\n1\t99213\tInvented service one\tOne\tO\n"
        "2\t0001U\tInvented analysis\tA\tA\n",
        "Copyright somebody\n\n99213\tInvented service one\n0001U\tInvented analysis\n",
    ],
)
def test_a_licensed_file_is_read_in_each_layout(text: str) -> None:
    assert is_cpt("CPT2026.txt", text.encode())
    release = read_cpt("CPT2026.txt", text.encode())
    assert (release.system, release.effective_from) == (System.CPT, JANUARY)
    assert [(entry.code, entry.title) for entry in release.entries] == [
        ("99213", "Invented service one"),
        ("0001U", "Invented analysis"),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("code,text\n99213,Invented\n", "line 1: has no column descriptor"),
        ("code,descriptor\n99213,Invented\n99213,Again\n", "line 3: names 99213 again, after line 2"),
        ("code,descriptor\nD0120,Invented\n", "line 2: has 'D0120', which is no CPT code"),
        ("code,descriptor\nA0021,Invented\n", "which is no CPT code"),
        ("code,descriptor\n99213,\n", "line 2: has no descriptor"),
        ("code,descriptor\n99213\n", "line 2: has 1 columns"),
        ("code,descriptor\n", "has no codes"),
        ('code,descriptor\n99213,"never closed\n', "cannot be read"),
    ],
)
def test_a_bad_cpt_file_is_refused_with_its_line(text: str, message: str) -> None:
    with pytest.raises(ReleaseUnusable, match=message):
        read_cpt("CPT2026.csv", text.encode())


def test_older_files_in_windows_letters_are_read() -> None:
    release = read_cpt("x.csv", "code,descriptor\n99213,M\xe9ni\xe8re invented\n".encode("cp1252"), JANUARY)
    assert release.entries[0].title == "Ménière invented"
    with pytest.raises(ReleaseUnusable, match="in-force-from"):
        read_cpt("x.csv", b"code,descriptor\n99213,x\n")


# --- NCCI


def table_of(name: str, data: bytes, day: date | None = None) -> EditTable:
    return read_edits(name, data, lambda: io.BytesIO(data), day)


def edits_of(name: str, data: bytes, day: date | None = None) -> list[object]:
    return list(table_of(name, data, day).edits)


def official(name: str) -> tuple[str, bytes]:
    path: Path = check_data() / "ncci" / name
    return path.name, path.read_bytes()


def test_pairs_of_codes_are_read_with_their_days() -> None:
    name, data = official("ccipra-v322r0-f1.excerpt.txt")
    table = table_of(name, data)
    edits = {(edit.column_one, edit.column_two): edit for edit in table.edits if isinstance(edit, PtpEdit)}
    assert (table.kind, table.setting, table.effective_from) == (EditKind.PTP, "practitioner", date(2026, 7, 1))
    assert len(edits) == 10
    assert not edits["0001A", "99213"].is_in_force(date(2026, 7, 1))
    assert edits["0001A", "99213"].is_in_force(date(2023, 12, 31))
    assert edits["0001U", "0030U"].is_in_force(date(2026, 7, 1))
    assert not edits["0001A", "90473"].is_in_force(date(2022, 1, 1)), "it ended on the day on which it began"


def test_most_units_are_read_behind_their_headings_of_several_lines() -> None:
    name, data = official("mue-practitioner-2026q3.excerpt.csv")
    table = table_of(name, data)
    assert (table.kind, table.setting, table.effective_from) == (EditKind.MUE, "practitioner", date(2026, 7, 1))
    edits = list(table.edits)
    assert edits[0] == MueEdit("0001U", 1, 2, "Code Descriptor / CPT Instruction")
    assert len(edits) == 6


def test_add_on_codes_are_read_to_the_last_line() -> None:

    with zipfile.ZipFile(check_data() / "ncci" / "add-on-code-edits-2025q4.zip") as archive:
        data = archive.read("AOC_V2025Q4_01-MCR.txt")
    edits = edits_of("AOC_V2025Q4_01-MCR.txt", data)
    assert len(edits) == len(data.splitlines()) == 8615
    assert edits[0] == AddOnEdit("0054T", "", 2, date(2013, 4, 1), None)
    assert sum(edit.kind == 1 for edit in edits if isinstance(edit, AddOnEdit)) == 7908


PTP_HEAD = "Column1/Column2 Edits\nColumn 1\tColumn 2\t*\tEffective\tDeletion\tModifier\n"
MUE_HEAD = '"Code",Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale\n'


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("ccipra-v322r0.txt", PTP_HEAD + "99213\t99214\t\t20260101\t*\n", "line 3: has 5 columns"),
        ("ccipra-v322r0.txt", PTP_HEAD + "99213\t9921\t\t20260101\t*\t1\n", "line 3: has '9921' in column 2"),
        ("ccipra-v322r0.txt", PTP_HEAD + "99213\t99214\t\t2026\t*\t1\n", "where a day"),
        ("ccipra-v322r0.txt", PTP_HEAD + "99213\t99214\t\t20260101\t*\t5\n", "modifier indicator '5'"),
        ("ccipra-v322r0.txt", PTP_HEAD, "has no edits"),
        ("mue-2026q3.csv", MUE_HEAD + "99213,x,2 Day,Why\n", "line 2: has 'x' units"),
        ("mue-2026q3.csv", MUE_HEAD + "99213,1,7 Day,Why\n", "indicator '7'"),
        ("mue-2026q3.csv", MUE_HEAD + "9921,1,2 Day,Why\n", "which is no code"),
        ("mue-2026q3.csv", MUE_HEAD + "99213,1\n", "line 2: has 2 columns"),
        ("AOC_V2025Q4.txt", "10071U       0070U       2018274\nhello\n", "line 2: cannot be read"),
        ("AOC_V2025Q4.txt", "10071U       0070U       2018999\n", "where a day"),
        ("mue.csv", MUE_HEAD + "99213,1,2 Day,Why\n", "in-force-from"),
        ("x-2026q1.txt", "hello", "holds no edits"),
    ],
)
def test_bad_edits_are_refused_with_their_line(name: str, text: str, message: str) -> None:
    with pytest.raises(ReleaseUnusable, match=message):
        edits_of(name, text.encode())


def test_dental_codes_are_left_out_of_edits() -> None:
    rows = "99213\tD0120\t\t20260101\t*\t1\nD0120\t99213\t\t20260101\t*\t1\n99213\t99214\t\t20260101\t*\t1\tWhy\n"
    assert len(edits_of("ccipra-v322r0.txt", (PTP_HEAD + rows).encode())) == 1
    assert len(edits_of("mue-2026q3.csv", (MUE_HEAD + "D0120,1,2 x,y\n99213,1,3 x,y\n").encode())) == 1
    assert len(edits_of("AOC_2025Q4.txt", b"1D0120       0070U       2018274\n10071U       0070U       2018274")) == 1


def test_lists_of_changes_speak_of_the_edits_of_a_quarter() -> None:
    head = "words\nColumn 1\tColumn 2\tModifier\n"
    row = "99213\t99214\t1\n"
    (gone,) = edits_of("MCR_NCCI_OCE_Deletions_Eff_10-01-2025.txt", (head + row).encode())
    (new,) = edits_of("MCR_NCCI_OCE_Additions_Eff_10-01-2025.txt", (head + row).encode())
    assert isinstance(gone, PtpEdit)
    assert isinstance(new, PtpEdit)
    assert (gone.is_in_force(date(2025, 10, 1)), new.is_in_force(date(2025, 10, 1))) == (False, True)


@pytest.mark.parametrize(
    ("name", "setting"),
    [
        ("ccipra-v322r0.txt", "practitioner"),
        ("mue-outpatient.csv", "hospital"),
        ("mue-dme.csv", "supplier"),
        ("x", ""),
    ],
)
def test_the_setting_stands_in_the_name(name: str, setting: str) -> None:
    assert table_of(name, MUE_HEAD.encode(), JANUARY).setting == setting


def test_something_else_is_no_edits() -> None:
    assert edit_kind("x.txt", b"just words") is None

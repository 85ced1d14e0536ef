"""Edits of the National Correct Coding Initiative."""

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest

from tests.support.requirements import check_data
from trainer.codebook.edits import edit_kind, read_edits
from trainer.codebook.errors import ReleaseUnusable
from trainer.codebook.parts import EditKind, EditTable
from trainer.domain.codesets.edits import AddOnEdit, MueEdit, PtpEdit

JANUARY = date(2026, 1, 1)


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
        ("x", "practitioner"),
    ],
)
def test_the_setting_stands_in_the_name_or_else_in_the_headings(name: str, setting: str) -> None:
    assert table_of(name, MUE_HEAD.encode(), JANUARY).setting == setting


def test_something_else_is_no_edits() -> None:
    assert edit_kind("x.txt", b"just words") is None


def test_columns_are_found_by_their_headings() -> None:
    head = "Column1/Column2 Edits\nColumn 2\tColumn 1\t*\tDeletion\tEffective\tModifier\n"
    assert edit_kind("x.txt", head.encode()) is EditKind.PTP
    (pair,) = edits_of("ccipra-v322r0.txt", (head + "99214\t99213\t\t20260630\t20260101\t1\tWhy\n").encode())
    assert pair == PtpEdit("99213", "99214", date(2026, 1, 1), date(2026, 6, 30), 1, "Why")
    head = "Code,MUE Adjudication Indicator,Practitioner Services MUE Values,MUE Rationale\n"
    assert edits_of("mue-2026q3.csv", (head + "99213,2 Day,1,Why\n").encode()) == [MueEdit("99213", 1, 2, "Why")]


@pytest.mark.parametrize(
    ("name", "head", "message"),
    [
        (
            "ccipra-v322r0.txt",
            PTP_HEAD.replace("Column 1", "Col 1"),
            "line 2: has no column Column 1; it has Col 1, Column 2",
        ),
        ("ccipra-v322r0.txt", PTP_HEAD.replace("Modifier", "Mod"), "line 2: has no column Modifier"),
        (
            "ccipra-v322r0.txt",
            "Column1/Column2 Edits\n",
            "has no row of headings: Column 1, Column 2, Modifier, Effective",
        ),
        (
            "mue-2026q3.csv",
            MUE_HEAD.replace("MUE Adjudication Indicator", "MAI"),
            "line 1: has no column MUE Adjudication",
        ),
        ("mue-2026q3.csv", MUE_HEAD.replace('"Code"', "Number"), "line 1: has no column Code"),
    ],
)
def test_a_missing_column_is_named_with_its_line(name: str, head: str, message: str) -> None:
    row = "99213\t99214\t\t20260101\t*\t1\tWhy\n" if name.endswith("txt") else "99213,1,2 Day,Why\n"
    with pytest.raises(ReleaseUnusable, match=message):
        edits_of(name, (head + row).encode())


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("x" * 70_000, "line 3: is longer than 65,536 characters"),
        ('"' + "99213\t99214\n" * 20_000, "cannot be read: field larger than field limit"),
    ],
)
def test_what_would_be_held_in_memory_is_refused_with_its_line(row: str, message: str) -> None:
    with pytest.raises(ReleaseUnusable, match=message):
        edits_of("ccipra-v322r0.txt", (PTP_HEAD + row).encode())


@pytest.mark.parametrize(("begun", "is_right"), [("20200101", False), ("20251001", True), ("20271001", False)])
def test_edits_of_another_year_than_they_say_are_refused(begun: str, is_right: bool) -> None:
    old = "".join(f"99213\t{number}\t\t20050101\t*\t1\tWhy\n" for number in range(10000, 11000))
    data = (PTP_HEAD + old + f"99213\t99214\t\t{begun}\t*\t1\tWhy\n").encode()
    if is_right:
        assert len(edits_of("ccipra-v322r0.txt", data)) == 1001
    else:
        with pytest.raises(ReleaseUnusable, match="is not of July 2026 as its name says"):
            edits_of("ccipra-v322r0.txt", data)

"""The alpha-numeric HCPCS file in its layouts."""

import io
import re
import zipfile
from datetime import date

import openpyxl
import pytest

from tests.support.requirements import check_data
from trainer.codebook.errors import ReleaseUnusable
from trainer.codebook.hcpcs import is_hcpcs, read_hcpcs
from trainer.domain.codesets.book import NoteKind

JANUARY = date(2026, 1, 1)


def xlsx(rows: list[list[object]]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(out)
    return out.getvalue()


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


@pytest.mark.parametrize(
    "name",
    [
        "HCPC2020_TRANS_ALPHA_w_disclaimer.xlsx",
        "HCPC2026_OCT_ANWEB_Transaction Report_v2.xlsx",
        "HCPC2026_OCT_Corrections_09102026.xlsx",
        "proc_notes_2020.txt",
        "Changes.prn",
    ],
)
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


def a_whole_list(newest: str) -> bytes:
    old = [a_row(f"A{number:04}", added="20050101") for number in range(1000)]
    return as_csv([HEADINGS, *old, a_row("J0120", added=newest)])


@pytest.mark.parametrize("newest", ["20200101", "20271001"])
def test_a_list_of_another_year_than_it_says_is_refused(newest: str) -> None:
    with pytest.raises(ReleaseUnusable, match="is not of January 2026 as its name says: the newest day in it is 20"):
        read_hcpcs("HCPC2026_JAN_ANWEB.csv", a_whole_list(newest))


@pytest.mark.parametrize("newest", ["20250401", "20260101", "20260401"])
def test_a_list_that_was_added_to_in_its_year_is_taken(newest: str) -> None:
    assert read_hcpcs("HCPC2026_JAN_ANWEB.csv", a_whole_list(newest))


def test_the_official_list_is_refused_under_the_name_of_another_year() -> None:
    with zipfile.ZipFile(check_data() / "hcpcs" / "2020-Alpha-Numeric-HCPCS-File.zip") as archive:
        data = archive.read("HCPC2020_ANWEB_w_disclaimer.txt")
    with pytest.raises(ReleaseUnusable, match="is not of January 2027 as its name says"):
        read_hcpcs("HCPC2027_JAN_ANWEB.txt", data)


@pytest.mark.parametrize(
    ("was", "now"), [("HCPC,", "HCPCS,"), ("SEQNUM", "SEQ"), ("RECID", "REC"), ("TERM DT", "END"), ("HCPC", '"HCPC"')]
)
def test_a_list_with_a_wrong_column_is_known_for_what_it_is(was: str, now: str) -> None:
    assert is_hcpcs("list.csv", as_csv([HEADINGS, a_row("A0021")]).replace(was.encode(), now.encode(), 1))


@pytest.mark.parametrize("column", ["HCPC", "SEQNUM", "RECID"])
def test_a_wrong_column_is_named_with_its_line(column: str) -> None:
    rows = [[heading.replace(column, "X") for heading in HEADINGS], a_row("A0021")]
    with pytest.raises(ReleaseUnusable, match=f"line 1: has no column {column}"):
        read_hcpcs("HCPC2026_JAN_ANWEB.csv", as_csv(rows))


def test_a_day_of_zeros_is_none() -> None:
    (codes,) = read_hcpcs(
        "HCPC2026_JAN_ANWEB.csv", as_csv([HEADINGS, a_row("A0021", added="00000000", ended="00000000")])
    )
    assert [entry.code for entry in codes.entries] == ["A0021"]

"""Tables in and out: what is read, what is refused, and that nothing that is written is a formula."""

import csv
import io
from datetime import UTC, date, datetime
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from trainer.domain.kernel.errors import Refused
from trainer.services import tables
from trainer.services.tables import read_table, safe_cell, write_csv, write_xlsx

TABLE = [["name", "e-mail"], ["Zoë Marsh", "zoe@example.org"]]


def workbook(rows: list[list[object]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def altered(data: bytes, part: str, content: bytes) -> bytes:
    """The workbook with one part replaced or added."""
    out = io.BytesIO()
    with ZipFile(io.BytesIO(data)) as before, ZipFile(out, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            if name != part:
                after.writestr(name, before.read(name))
        after.writestr(part, content)
    return out.getvalue()


def refusal(data: bytes, name: str = "table.csv") -> str:
    with pytest.raises(Refused) as refused:
        read_table(data, name)
    assert refused.value.field == "file"
    return refused.value.reason


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1", "cp1252"])
def test_csv_is_read_in_every_usual_spelling(delimiter, encoding):
    text = "\r\n".join(delimiter.join(row) for row in TABLE)
    assert read_table(text.encode(encoding), "roster.csv") == TABLE


def test_the_delimiter_is_looked_for_outside_quotation_marks():
    assert read_table(b'"a, b, c";d\n1;2', "x.csv") == [["a, b, c", "d"], ["1", "2"]]


def test_excels_line_about_the_delimiter_is_believed_and_dropped():
    assert read_table(b"sep=|\r\na|b,c\r\n", "x.csv") == [["a", "b,c"]]


def test_bytes_that_windows_does_not_know_are_read_as_latin_1():
    assert read_table(b"a\x81b,c", "x.csv") == [["a\x81b", "c"]]


def test_rows_keep_their_places_and_lose_empty_ends():
    assert read_table(b" a ,b,,\n\n,c,\n,,\n", "x.csv") == [["a", "b"], [], ["", "c"]]


def test_a_quoted_cell_may_hold_line_ends():
    assert read_table(b'a,"one\ntwo"\n', "x.csv") == [["a", "one\ntwo"]]


def test_characters_that_are_not_seen_are_left_out():
    assert read_table("\u200bname\x07,\x1fb".encode(), "x.csv") == [["\u200bname", "b"]]


def test_a_workbook_gives_the_text_of_its_first_sheet():
    rows = [
        ["name", "number", "on", "at", "is", "none"],
        ["Zoë", 12, date(2026, 3, 1), datetime(2026, 3, 1, 9, 5, tzinfo=UTC).replace(tzinfo=None), True, None],
        ["Bo", 1.5, None, None, False, "x"],
        [None, 3.0],
    ]
    assert read_table(workbook(rows), "roster.xlsx") == [
        ["name", "number", "on", "at", "is", "none"],
        ["Zoë", "12", "2026-03-01", "2026-03-01 09:05", "yes"],
        ["Bo", "1.5", "", "", "no", "x"],
        ["", "3"],
    ]


def test_a_workbook_is_known_by_its_content_not_by_its_name():
    assert read_table(workbook([["a", "b"]]), "roster.csv") == [["a", "b"]]


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "x.csv", "nothing in this file"),
        (b"\n\n , ,\n", "x.csv", "nothing in this file"),
        (b"\x89PNG\r\n\x1a\n\0\0", "x.csv", "neither CSV nor an Excel workbook"),
        (b"\xff\xfea", "x.csv", "neither CSV nor an Excel workbook"),
        (b"\xd0\xcf\x11\xe0rest", "x.xls", "old or a protected Excel file"),
        (b"a,b", "x.xlsx", "cannot be read as an Excel workbook"),
        (b"PK\x03\x04 and no archive", "x.xlsx", "cannot be read as an Excel workbook"),
        (b'a,"b\nc,d\n', "x.csv", "a quotation mark is open or misplaced"),
        (b"x" * 131_073, "x.csv", "or a cell has more than 131,072 characters"),
        (b"x" * (tables.MAX_TABLE_BYTES + 1), "x.csv", "larger than 2,000,000 bytes"),
        (b"a" + b"\nb" * 10_001, "x.csv", "The file has 10,001 rows. At most 10,000 are read."),
        (b"a\n" + b"," * 50 + b"x", "x.csv", "Row 2 has 51 columns. At most 50 are read."),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(data, name, words):
    assert words in refusal(data, name)


def test_an_archive_that_is_no_workbook_is_refused():
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("hello.txt", "hello")
    assert "cannot be read as an Excel workbook" in refusal(out.getvalue(), "x.xlsx")


def test_a_workbook_of_broken_xml_is_refused():
    broken = altered(workbook([["a"]]), "xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row r='x'>")
    assert "cannot be read as an Excel workbook" in refusal(broken, "x.xlsx")


def test_a_workbook_that_unpacks_to_much_more_is_refused_before_it_is_unpacked():
    bomb = altered(workbook([["a"]]), "xl/media/big.bin", b"\0" * (tables.MAX_UNPACKED_BYTES + 1))
    assert len(bomb) < 100_000
    assert "unpacks to more than 30,000,000 bytes" in refusal(bomb, "x.xlsx")


def test_a_workbook_with_a_document_type_is_refused():
    lol = b'<!DOCTYPE lolz [<!ENTITY lol "lol">]><worksheet/>'
    evil = altered(workbook([["a"]]), "xl/worksheets/sheet1.xml", lol)
    assert "cannot be read as an Excel workbook" in refusal(evil, "x.xlsx")


def test_a_cell_a_billion_rows_down_is_refused_without_walking_there():
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="999999999"><c r="A999999999"><v>1</v></c></row></sheetData></worksheet>'
    )
    far = altered(workbook([["a"]]), "xl/worksheets/sheet1.xml", sheet)
    assert "goes on for more than 12,000 rows" in refusal(far, "x.xlsx")


def test_who_reads_larger_tables_says_how_large():
    data = b"name\n" + 20 * (b"x" * 100_000 + b"\n")
    assert "larger than 2,000,000 bytes" in refusal(data)
    assert len(read_table(data, "x.csv", len(data))) == 21
    with pytest.raises(Refused, match="larger than 2,000,024 bytes"):
        read_table(data, "x.csv", len(data) - 1)


def test_ten_thousand_rows_are_read():
    assert len(read_table(b"name\n" + b"Bo\n" * 10_000, "x.csv")) == 10_001


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\rx", " =1", "'=1", "＝1", "''-2"])
def test_what_a_spreadsheet_would_take_for_a_formula_gets_an_apostrophe(text):
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize("text", ["", "Zoë", "'tis", "a=b", "3-4", "D22.5"])
def test_other_text_stays_as_it_is(text):
    assert safe_cell(text) == text


def test_csv_is_written_for_spreadsheets():
    written = write_csv([["name", "on"], ["=cmd|' /C calc'!A0", date(2026, 3, 1)], ["Zoë", -2], [None, True]])
    assert written.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(written.decode("utf-8-sig")))) == [
        ["name", "on"],
        ["'=cmd|' /C calc'!A0", "2026-03-01"],
        ["Zoë", "-2"],
        ["", "yes"],
    ]


def test_a_workbook_is_written_with_neutral_text_and_fixed_headings():
    moment = datetime(2026, 3, 1, 9, 5, tzinfo=UTC)
    data = write_xlsx({"Week 1/2": [["name", "score"], ["=1+1", -2], ["Bo\x07", moment]], "week 1 2": []})
    book = load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["Week 1 2", "week 1 2 2"]
    sheet = book.worksheets[0]
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold
    assert [cell.data_type for row in sheet.iter_rows() for cell in row] == ["s", "s", "s", "n", "s", "s"]
    assert sheet["A2"].value == "'=1+1"
    assert sheet["A3"].value == "Bo"
    assert sheet["B3"].value == "2026-03-01 09:05+00:00"


@given(st.lists(st.lists(st.text(), min_size=1, max_size=4), min_size=1, max_size=4))
def test_what_is_written_is_read_back_but_for_spaces_at_the_ends(rows):
    def plain(text: str) -> str:
        return tables._UNSEEN.sub("", text).strip()

    try:
        found = read_table(write_csv([["head"], *rows]), "x.csv")
    except Refused as refused:
        pytest.fail(refused.reason)
    wanted = [[plain(cell) for cell in row] for row in rows]
    for row in wanted:
        while row and not row[-1]:
            row.pop()
    while wanted and not wanted[-1]:
        wanted.pop()
    assert found[1:] == wanted


def test_a_whole_number_that_is_stored_with_a_point_is_read_without_it():
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="1"><c r="A1"><v>17.0</v></c></row></sheetData></worksheet>'
    )
    assert read_table(altered(workbook([["a"]]), "xl/worksheets/sheet1.xml", sheet), "x.xlsx") == [["17"]]

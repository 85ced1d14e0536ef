"""Tables that people send and take away: CSV and XLSX, read within limits and written so that no cell is a formula."""

import csv
import io
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from zipfile import BadZipFile

from trainer.codebook.workbooks import Limits, TooLarge, rebuilt_workbook
from trainer.domain.kernel.errors import Refused

MAX_TABLE_BYTES = 2_000_000
MAX_ROWS = 10_000
"""Below the row of headings."""
MAX_COLUMNS = 50
MAX_UNPACKED_BYTES = 30_000_000
MAX_PARTS = 500
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Cell = str | int | float | date | None
"""What is written: a `datetime` is a date too; numbers stay numbers, moments and dates become ISO text."""
Rows = Iterable[Iterable[Cell]]

_LOOKED_AT_ROWS = 12_000
"""A sheet may name a row far down with nothing above it; so many are walked through."""
_LOOKED_AT_COLUMNS = 100
_FORMULA = re.compile(r"'*(?:\s*[=+\-@＝＋－＠]|[\t\r\n])")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]")
_BROKEN = (
    BadZipFile,
    SyntaxError,
    ArithmeticError,
    zlib.error,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    IndexError,
    EOFError,
    OSError,
    RuntimeError,
)
_NOT_A_WORKBOOK = "This file cannot be read as an Excel workbook. Open it, save it as .xlsx or CSV, and send that."
_MOST_WIDTH = 60
_MOST_CELL_CHARACTERS = 32_767


def read_table(data: bytes, filename: str, most_bytes: int = MAX_TABLE_BYTES) -> list[list[str]]:
    """The cells of a CSV file or of the first sheet of a workbook, as trimmed text; row n of the sheet at n - 1.

    Rows end with their last filled cell, the table with its last filled row. Of a CSV file delimiter (comma,
    semicolon, tab) and encoding (UTF-8, UTF-16 with a mark, else Western European) are found out. The apostrophe that
    `safe_cell` sets before what looks like a formula is taken off again.

    Raises:
        Refused: the file is no table, is broken, is larger than `most_bytes`, or than the other limits above.
    """
    if len(data) > most_bytes:
        raise Refused(f"The file is larger than {most_bytes:,} bytes. Split it and send the parts.", "file")
    if data.startswith(b"PK\x03\x04"):
        rows = _read_workbook(data)
    elif data.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused("This is an old or a protected Excel file. Save it as .xlsx or CSV, and send that.", "file")
    elif filename.casefold().endswith((".xlsx", ".xlsm")):
        raise Refused(_NOT_A_WORKBOOK, "file")
    else:
        rows = _read_csv(_decoded(data))
    table: list[list[str]] = []
    for row in _checked(rows):
        if len(table) > _LOOKED_AT_ROWS:
            raise Refused(f"The file goes on for more than {_LOOKED_AT_ROWS:,} rows. Delete the empty ones.", "file")
        table.append(row)
    while table and not table[-1]:
        table.pop()
    if not table:
        raise Refused("There is nothing in this file.", "file")
    if len(table) > MAX_ROWS + 1:
        raise Refused(f"The file has {len(table) - 1:,} rows. At most {MAX_ROWS:,} are read.", "file")
    return table


def safe_cell(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula: an apostrophe goes before what begins like one."""
    return f"'{text}" if _FORMULA.match(text) else text


def write_csv(rows: Rows) -> bytes:
    """A CSV file as spreadsheets expect one: UTF-8 with a mark, commas, CRLF, neutralised text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([_written(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(sheets: Mapping[str, Rows]) -> bytes:
    """A workbook of these sheets, each with its first row in bold and fixed, neutralised text."""
    from openpyxl import Workbook  # noqa: PLC0415 - large, and rarely needed
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415
    from openpyxl.styles import Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    book = Workbook(write_only=True)
    taken: set[str] = set()
    for title, rows in sheets.items():
        sheet = book.create_sheet(_sheet_title(title, taken))
        written = [[_written(cell) for cell in row] for row in rows]
        for place, width in enumerate(_widths(written), start=1):
            sheet.column_dimensions[get_column_letter(place)].width = width
        sheet.freeze_panes = "A2"
        for number, cells in enumerate(written):
            shown: list[object] = list(cells)
            if number == 0:
                shown = [WriteOnlyCell(sheet, cell) for cell in cells]
                for cell in shown:
                    cell.font = Font(bold=True)  # type: ignore[attr-defined]
            sheet.append(shown)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _decoded(data: bytes) -> str:
    is_marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if is_marked else ["utf-8-sig", "cp1252", "latin-1"]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
        break
    raise Refused("This file is neither CSV nor an Excel workbook (.xlsx).", "file")


def _read_csv(text: str) -> Iterator[list[str]]:
    first, _, rest = text.partition("\n")
    told = re.fullmatch(r"sep=(.)\s*", first)
    delimiter = told[1] if told else _delimiter(text)
    reader = csv.reader(io.StringIO(rest if told else text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        most = f"{csv.field_size_limit():,} characters"
        raise Refused(
            f"Line {reader.line_num} cannot be read: a quotation mark is open or misplaced, "
            f"or a cell has more than {most}.",
            "file",
        ) from error


def _delimiter(text: str) -> str:
    """The one that the first line with anything in it has most of, outside quotation marks."""
    line = next((line for line in text.splitlines() if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", line)
    return max(",;\t", key=bare.count)


def _read_workbook(data: bytes) -> Iterator[list[str]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - large, and rarely needed
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    try:
        safe = rebuilt_workbook(data, Limits(MAX_UNPACKED_BYTES, MAX_PARTS))
        book = load_workbook(safe, read_only=True, data_only=True, keep_links=False)
        try:
            for row in book.worksheets[0].iter_rows(values_only=True, max_col=_LOOKED_AT_COLUMNS):
                yield [_read(value) for value in row]
        finally:
            book.close()
    except TooLarge as error:
        raise Refused(f"The workbook {error}. Send a smaller one.", "file") from error
    except (*_BROKEN, InvalidFileException) as error:
        raise Refused(_NOT_A_WORKBOOK, "file") from error


def _read(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime():
            return value.isoformat(" ", "minutes")
        case _:
            return str(value)


def _checked(rows: Iterable[list[str]]) -> Iterator[list[str]]:
    for number, row in enumerate(rows, start=1):
        cells = [_cleaned(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if len(cells) > MAX_COLUMNS:
            raise Refused(f"Row {number:,} has {len(cells)} columns. At most {MAX_COLUMNS} are read.", "file")
        yield cells


def _cleaned(text: str) -> str:
    text = _UNSEEN.sub("", text).strip()
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def _written(cell: Cell) -> str | int | float | None:
    match cell:
        case bool():
            return "yes" if cell else "no"
        case datetime():
            return cell.isoformat(" ", "minutes")
        case date():
            return cell.isoformat()
        case str():
            return safe_cell(_UNSEEN.sub("", cell).strip())[:_MOST_CELL_CHARACTERS]
        case _:
            return cell


def _sheet_title(title: str, taken: set[str]) -> str:
    """A title that Excel takes: at most 31 characters, none of them special, no two alike."""
    plain = re.sub(r"[\[\]:*?/\\]", " ", title).strip().strip("'")[:31] or "Sheet"
    number, found = 1, plain
    while found.casefold() in taken:
        number += 1
        found = f"{plain[:27]} {number}"
    taken.add(found.casefold())
    return found


def _widths(rows: list[list[str | int | float | None]]) -> list[int]:
    """Wide enough for what stands in each column, within reason."""
    widths: list[int] = []
    for row in rows:
        widths += [8] * (len(row) - len(widths))
        for place, cell in enumerate(row):
            widths[place] = max(widths[place], min(_MOST_WIDTH, len(str(cell)) + 2))
    return widths

"""Rows of spreadsheets and of text files with separators, each with its number from 1."""

import csv
import io
import warnings
import zipfile
from collections.abc import Iterator, Sequence

from trainer.codebook.archives import DAMAGE, MOST_IN_A_SPREADSHEET, check_members
from trainer.codebook.errors import ReleaseUnusable
from trainer.codebook.workbooks import Limits, TooLarge, rebuilt_workbook

Row = tuple[int, list[str]]
_LIMITS = Limits(MOST_IN_A_SPREADSHEET, cells=5_000_000, others=2_000_000)


def rows_of(name: str, data: bytes, delimiter: str = ",") -> Iterator[Row]:
    """The rows of a spreadsheet's first sheet, or of a text file, cells stripped.

    Raises:
        ReleaseUnusable: it cannot be read.
    """
    return _of_spreadsheet(name, data) if data[:2] == b"PK" else _of_text(name, data, delimiter)


def decoded(data: bytes) -> str:
    """Text in UTF-8, or else in the Windows-1252 of older files."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _of_text(name: str, data: bytes, delimiter: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(decoded(data), newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise ReleaseUnusable(name, reader.line_num, f"cannot be read: {error}") from error


def _of_spreadsheet(name: str, data: bytes) -> Iterator[Row]:
    from openpyxl import load_workbook  # noqa: PLC0415 - large, and rarely needed

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            check_members(name, archive.infolist(), MOST_IN_A_SPREADSHEET)
        safe = rebuilt_workbook(data, _LIMITS)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles that openpyxl does not know
            book = load_workbook(safe, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # a sheet that calls itself larger than it is would have every row padded
        for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
            yield number, ["" if cell is None else str(cell).strip() for cell in row]
        book.close()
    except TooLarge as error:
        raise ReleaseUnusable(name, 0, f"{error}; no official list of codes does") from error
    except (
        *DAMAGE,
        LookupError,
        TypeError,
        AttributeError,
        SyntaxError,
    ) as error:  # as openpyxl has no error of its own
        raise ReleaseUnusable(name, 0, f"is no complete spreadsheet: {error}") from error


def columns(name: str, row: Row, wanted: Sequence[str]) -> dict[str, int]:
    """Where each wanted heading stands, case and white space aside.

    Raises:
        ReleaseUnusable: one is not there.
    """
    number, cells = row
    headings = [" ".join(cell.upper().split()) for cell in cells]
    missing = [heading for heading in wanted if heading not in headings]
    if missing:
        raise ReleaseUnusable(name, number, f"has no column {', '.join(missing)}; it has {', '.join(headings)}"[:400])
    return {heading: headings.index(heading) for heading in wanted}

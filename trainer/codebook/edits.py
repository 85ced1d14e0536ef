"""Reads the edit files of the National Correct Coding Initiative: pairs of codes, add-on codes, most units."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime
from typing import IO

from trainer.codebook.dates import day_written, unsaid
from trainer.codebook.errors import ReleaseUnusable
from trainer.codebook.parts import AddOnEdit, Edit, EditKind, EditTable, MueEdit, PtpEdit

_CODE = re.compile(r"[0-9A-Z]{5}")
_DENTAL = re.compile(r"D[0-9]{4}")
_ADD_ON_LINE = re.compile(
    r"(?P<kind>[123])(?P<add_on>[0-9A-Z]{5})(?:\d{7}| {7})(?P<primary>[0-9A-Z]{5})(?:\d{7}| {7})"
    r"(?P<begins>\d{7})(?P<ends>\d{7}| {7}|$)"
)
"""Type, add-on code, the day it was deleted, primary code, the day it was, first and last day of the edit."""

_CONTRACTORS = "CCCCC"
"""Stands for primary codes that the contractor decides on."""

_CHANGES = re.compile(r"OCE_(Additions|Deletions|CCMIChgs)_", re.IGNORECASE)
_DAY = re.compile(r"Eff_(\d\d)-(\d\d)-(\d{4})", re.IGNORECASE)
_VERSION = re.compile(r"v(\d\d)([0-3])r\d", re.IGNORECASE)
_QUARTER = re.compile(r"(20\d\d)[-_ ]?Q([1-4])", re.IGNORECASE)


def edit_kind(name: str, head: bytes) -> EditKind | None:
    """Which edits a file holds, by its content; None where it is something else."""
    text = head.decode("latin-1")
    if _ADD_ON_LINE.match(text.partition("\n")[0].rstrip()):
        return EditKind.ADD_ON
    if "MUE Values" in text and "MUE Adjudication Indicator" in text:
        return EditKind.MUE
    if "Column 1\tColumn 2" in text:
        return EditKind.PTP
    return None


def read_edits(
    name: str, head: bytes, open_stream: Callable[[], IO[bytes]], effective_from: date | None = None
) -> EditTable:
    """The edits of a file that begins with `head`. It is opened and read when they are asked for, and what is wrong
    with a line is told when it is reached.

    Raises:
        ReleaseUnusable: the file is none of edits, or the day is not known.
    """
    kind = edit_kind(name, head)
    if kind is None:
        raise ReleaseUnusable(name, 0, "holds no edits that are known")
    begins = effective_from or _begins(name)
    return EditTable(kind, _setting(name), begins, name, _edits(name, kind, begins, open_stream))


def _edits(name: str, kind: EditKind, begins: date, open_stream: Callable[[], IO[bytes]]) -> Iterator[Edit]:
    is_empty = True
    with open_stream() as stream:
        lines = io.TextIOWrapper(stream, encoding="cp1252", errors="replace", newline="")
        match kind:
            case EditKind.PTP:
                edits: Iterator[Edit] = _ptp(name, lines, begins)
            case EditKind.ADD_ON:
                edits = _add_on(name, lines)
            case EditKind.MUE:
                edits = _mue(name, lines)
        for edit in edits:
            is_empty = False
            yield edit
    if is_empty:
        raise ReleaseUnusable(name, 0, "has no edits")


def _ptp(name: str, lines: Iterable[str], begins: date) -> Iterator[PtpEdit]:
    """Rows of six or seven columns, or of three in the quarterly lists of changes: both codes and the indicator.

    A list of additions or of changed indicators begins with the quarter; one of deletions ends the day before.
    """
    changes = _CHANGES.search(name)
    reader = csv.reader(lines, delimiter="\t")
    for cells in reader:
        if len(cells) < 3 or not _CODE.fullmatch(cells[0].strip()):
            continue
        line, row = reader.line_num, [cell.strip() for cell in cells]
        if not _CODE.fullmatch(row[1]):
            raise ReleaseUnusable(name, line, f"has {row[1]!r} in column 2, which is no code")
        if _DENTAL.fullmatch(row[0]) or _DENTAL.fullmatch(row[1]):
            continue
        if changes:
            is_gone = changes[1].lower() == "deletions"
            yield PtpEdit(row[0], row[1], begins, begins if is_gone else None, _indicator(row[2], name, line), "")
            continue
        if len(row) < 6:
            raise ReleaseUnusable(name, line, f"has {len(row)} columns, and 6 are needed")
        ends = None if row[4] in ("*", "") else day_written(row[4], name, line)
        starts = day_written(row[3], name, line)
        yield PtpEdit(row[0], row[1], starts, ends, _indicator(row[5], name, line), row[6] if len(row) > 6 else "")


def _indicator(text: str, name: str, line: int) -> int:
    if text not in ("0", "1", "9"):
        raise ReleaseUnusable(name, line, f"has the modifier indicator {text!r}; there are 0, 1 and 9")
    return int(text)


def _add_on(name: str, lines: Iterable[str]) -> Iterator[AddOnEdit]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        found = _ADD_ON_LINE.match(line.rstrip())
        if found is None:
            raise ReleaseUnusable(name, number, "cannot be read: type, add-on code, primary code, days as yyyyddd")
        if _DENTAL.fullmatch(found["add_on"]) or _DENTAL.fullmatch(found["primary"]):
            continue
        primary = "" if found["primary"] == _CONTRACTORS else found["primary"]
        ends = _day_of_year(found["ends"], name, number) if found["ends"].strip() else None
        begins = _day_of_year(found["begins"], name, number)
        yield AddOnEdit(found["add_on"], primary, int(found["kind"]), begins, ends)


def _day_of_year(text: str, name: str, line: int) -> date:
    """A day written as the year and its day, 1 to 366."""
    try:
        return datetime.strptime(text, "%Y%j").replace(tzinfo=UTC).date()
    except ValueError as error:
        raise ReleaseUnusable(name, line, f"has {text!r} where a day (yyyyddd) belongs") from error


def _mue(name: str, lines: Iterable[str]) -> Iterator[MueEdit]:
    reader = csv.reader(lines)
    is_begun = False
    for row in reader:
        line = reader.line_num
        if not is_begun or not any(cell.strip() for cell in row):
            is_begun = is_begun or any("MUE Values" in cell for cell in row)
            continue
        if len(row) < 4:
            raise ReleaseUnusable(name, line, f"has {len(row)} columns, and 4 are needed")
        code, units, adjudication, rationale = (cell.strip() for cell in row[:4])
        if not _CODE.fullmatch(code):
            raise ReleaseUnusable(name, line, f"has {code!r}, which is no code")
        if not units.isdigit() or adjudication[:1] not in ("1", "2", "3"):
            raise ReleaseUnusable(name, line, f"has {units!r} units and the indicator {adjudication[:1]!r} (1, 2 or 3)")
        if not _DENTAL.fullmatch(code):
            yield MueEdit(code, int(units), int(adjudication[0]), rationale)


def _setting(name: str) -> str:
    lower = name.lower()
    if "prac" in lower or lower.startswith("ccipra"):
        return "practitioner"
    if "dme" in lower or "supplier" in lower:
        return "supplier"
    return "hospital" if any(mark in lower for mark in ("hosp", "outpatient", "oce", "ccioph")) else ""


def _begins(name: str) -> date:
    """The first day of the quarter: `v322r0` is version 32.2, the third of 2026, as 1.0 was the first of 1995."""
    if day := _DAY.search(name):
        return date(int(day[3]), int(day[1]), int(day[2]))
    if quarter := _QUARTER.search(name):
        return date(int(quarter[1]), int(quarter[2]) * 3 - 2, 1)
    if version := _VERSION.search(name):
        return date(1994 + int(version[1]), int(version[2]) * 3 + 1, 1)
    raise unsaid(name, "mue-practitioner-2026q3.csv")

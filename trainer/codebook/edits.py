"""Reads the edit files of the National Correct Coding Initiative: pairs of codes, add-on codes, most units."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import count
from typing import IO

from trainer.codebook.dates import check_newest, day_written, unsaid
from trainer.codebook.errors import ReleaseUnusable
from trainer.codebook.parts import Edit, EditKind, EditTable
from trainer.domain.codesets.edits import AddOnEdit, MueEdit, PtpEdit

_CODE = re.compile(r"[0-9A-Z]{5}")
_DENTAL = re.compile(r"D[0-9]{4}")
_ADD_ON_LINE = re.compile(
    r"(?P<kind>[123])(?P<add_on>[0-9A-Z]{5})(?:\d{7}| {7})(?P<primary>[0-9A-Z]{5})(?:\d{7}| {7})"
    r"(?P<begins>\d{7})(?P<ends>\d{7}| {7}|$)"
)
"""Type, add-on code, the day it was deleted, primary code, the day it was, first and last day of the edit."""

_CHANGE_HEADINGS = ("Column 1", "Column 2", "Modifier")
_PTP_HEADINGS = (*_CHANGE_HEADINGS, "Effective", "Deletion")
_MUE_HEADINGS = ("MUE Values", "MUE Adjudication Indicator", "MUE Rationale", "Code")
"""What the cells of the row of headings hold, whatever else they say."""

_LONGEST_LINE = 1 << 16
_CONTRACTORS = "CCCCC"
"""Stands for primary codes that the contractor decides on."""

_CHANGES = re.compile(r"OCE_(Additions|Deletions|CCMIChgs)_", re.IGNORECASE)
_DAY = re.compile(r"Eff_(\d\d)-(\d\d)-(\d{4})", re.IGNORECASE)
_MUE_SETTING = re.compile(r"([\w/ ]+) MUE Values")
_VERSION = re.compile(r"v(\d\d)([0-3])r\d", re.IGNORECASE)
_QUARTER = re.compile(r"(20\d\d)[-_ ]?Q([1-4])", re.IGNORECASE)


def edit_kind(name: str, head: bytes) -> EditKind | None:
    """Which edits a file holds, by its content; None where it is something else."""
    text = head.decode("latin-1")
    if _ADD_ON_LINE.match(text.partition("\n")[0].rstrip()):
        return EditKind.ADD_ON
    if sum(heading in text for heading in _MUE_HEADINGS[:3]) >= 2:
        return EditKind.MUE
    if any(mark in text for mark in ("Column 1\tColumn 2", "Column1/Column2 Edits", "PTP Edit Rationale")):
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
    setting = _setting(name)
    if kind is EditKind.MUE and not setting and (found := _MUE_SETTING.search(head.decode("latin-1"))):
        setting = _setting(found[1])
    return EditTable(kind, setting, begins, name, _edits(name, kind, begins, open_stream))


def _edits(name: str, kind: EditKind, begins: date, open_stream: Callable[[], IO[bytes]]) -> Iterator[Edit]:
    rows, newest = 0, date.min
    with open_stream() as stream:
        lines = _lines(name, stream)
        match kind:
            case EditKind.PTP:
                edits: Iterator[Edit] = _ptp(name, lines, begins)
            case EditKind.ADD_ON:
                edits = _add_on(name, lines)
            case EditKind.MUE:
                edits = _mue(name, lines)
        for edit in edits:
            rows += 1
            newest = max(newest, begins if isinstance(edit, MueEdit) else edit.effective_on)
            yield edit
    if not rows:
        raise ReleaseUnusable(name, 0, "has no edits")
    check_newest(name, newest, rows, begins)


def _lines(name: str, stream: IO[bytes]) -> Iterator[str]:
    """The lines of a stream, never a longer one than edits have: it would be held in memory."""
    text = io.TextIOWrapper(stream, encoding="cp1252", errors="replace", newline="")
    for number in count(1):
        line = text.readline(_LONGEST_LINE + 1)
        if len(line) > _LONGEST_LINE:
            raise ReleaseUnusable(name, number, f"is longer than {_LONGEST_LINE:,} characters")
        if not line:
            return
        yield line


def _below_headings(
    name: str, lines: Iterable[str], delimiter: str, wanted: Sequence[str]
) -> Iterator[tuple[int, list[str], Mapping[str, int]]]:
    """The rows below that of the headings, each with its line and where the headings stand."""
    reader = csv.reader(lines, delimiter=delimiter)
    at: Mapping[str, int] | None = None
    try:
        for cells in reader:
            row = [cell.strip() for cell in cells]
            if at is None:
                at = _places(name, reader.line_num, row, wanted)
            elif any(row):
                yield reader.line_num, row, at
    except csv.Error as error:
        raise ReleaseUnusable(name, reader.line_num, f"cannot be read: {error}") from error
    if at is None:
        raise ReleaseUnusable(name, 0, f"has no row of headings: {', '.join(wanted)}")


def _places(name: str, line: int, cells: Sequence[str], wanted: Sequence[str]) -> Mapping[str, int] | None:
    """Where each heading stands in the row of headings; None where the row is another one."""
    headings = [" ".join(cell.split()) for cell in cells]
    found = {part: place for part in wanted for place, cell in reversed([*enumerate(headings)]) if part in cell}
    if len(found) < 2:
        return None
    if missing := [part for part in wanted if part not in found]:
        raise ReleaseUnusable(name, line, f"has no column {', '.join(missing)}; it has {', '.join(headings)}"[:400])
    return found


def _check_width(name: str, line: int, row: Sequence[str], at: Mapping[str, int]) -> None:
    if len(row) <= max(at.values()):
        raise ReleaseUnusable(name, line, f"has {len(row)} columns, and {max(at.values()) + 1} are needed")


def _ptp(name: str, lines: Iterable[str], begins: date) -> Iterator[PtpEdit]:
    """Below the headings both codes, days and the indicator; no days in the quarterly lists of changes.

    A list of additions or of changed indicators begins with the quarter; one of deletions ends the day before.
    """
    changes = _CHANGES.search(name)
    for line, row, at in _below_headings(name, lines, "\t", _CHANGE_HEADINGS if changes else _PTP_HEADINGS):
        if len(row) <= at["Column 1"] or not _CODE.fullmatch(row[at["Column 1"]]):
            continue
        _check_width(name, line, row, at)
        one, two, indicator = (row[at[heading]] for heading in _CHANGE_HEADINGS)
        if not _CODE.fullmatch(two):
            raise ReleaseUnusable(name, line, f"has {two!r} in column 2, which is no code")
        if _DENTAL.fullmatch(one) or _DENTAL.fullmatch(two):
            continue
        if changes:
            ends = begins if changes[1].lower() == "deletions" else None
            yield PtpEdit(one, two, begins, ends, _indicator(indicator, name, line), "")
            continue
        starts, deleted = day_written(row[at["Effective"]], name, line), row[at["Deletion"]]
        ends = None if deleted in ("*", "") else day_written(deleted, name, line)
        why = row[max(at.values()) + 1 :]
        yield PtpEdit(one, two, starts, ends, _indicator(indicator, name, line), why[0] if why else "")


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
    for line, row, at in _below_headings(name, lines, ",", _MUE_HEADINGS):
        _check_width(name, line, row, at)
        units, adjudication, rationale, code = (row[at[heading]] for heading in _MUE_HEADINGS)
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

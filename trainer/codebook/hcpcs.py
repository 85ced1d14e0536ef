"""Reads the alpha-numeric HCPCS file of CMS in its layouts: fixed width, spreadsheet, CSV. Never a D code (CDT)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from trainer.codebook.dates import check_newest, day_written, unsaid
from trainer.codebook.errors import ReleaseUnusable
from trainer.codebook.parts import Entry, Release
from trainer.codebook.tables import columns, decoded, rows_of
from trainer.domain.codesets.book import Level, NoteKind, System

_FIXED_LINE = re.compile(r"( {3}[0-9A-Z]{2}|[A-Z][0-9]{4})\d{5,6}[3478]")
_CODE = re.compile(r"[A-Z][0-9]{4}")
_MODIFIER = re.compile(r"[0-9A-Z]{2}")
_FIRST_LINES, _CONTINUATIONS = "37", "48"
"""Record identification: 3 and 4 procedures, 7 and 8 modifiers."""

_CSV_COLUMNS = ("HCPC", "SEQNUM", "RECID", "LONG DESCRIPTION", "SHORT DESCRIPTION", "ADD DT", "TERM DT")
_TELLING = frozenset(_CSV_COLUMNS[:3])
"""Two of these head the list of codes; the reports of transactions and corrections that come with it have one."""

_NO_DAY = "00000000"
_MONTHS = {"JAN": 1, "APR": 4, "JUL": 7, "OCT": 10}
_DATED = re.compile(r"HCPC(20\d\d)_?(JAN|APR|JUL|OCT)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Record:
    line: int
    code: str
    kind: str
    long: str
    short: str
    added: str
    terminated: str


def is_hcpcs(name: str, head: bytes) -> bool:
    """Whether a file is the complete list; the lists of changes and of transactions that come with it are not."""
    if head[:2] == b"PK":
        is_named_so = re.search(r"HCPC20\d\d.*ANWEB.*\.xlsx$", name, re.IGNORECASE) is not None
        return is_named_so and "TRANS" not in name.upper()
    if name.lower().endswith(".prn"):
        return False
    lines = head.decode("latin-1").splitlines()[:40]
    return any(_is_heading(line.replace('"', "").split(",")) or _FIXED_LINE.match(line) for line in lines)


def read_hcpcs(name: str, data: bytes, effective_from: date | None = None) -> tuple[Release, ...]:
    """The codes in force when the release begins, and the modifiers, if there are any.

    Raises:
        ReleaseUnusable: a line cannot be read, a code is there twice, the day is not known, or the list is of another
            year than it says.
    """
    begins = effective_from or _begins(name)
    is_fixed = data[:2] != b"PK" and any(map(_FIXED_LINE.match, decoded(data[:65_536]).splitlines()[:40]))
    records = _of_fixed_width(name, data) if is_fixed else _of_table(name, data)
    entries: dict[System, list[Entry]] = {System.HCPCS: [], System.MODIFIER: []}
    added = []
    for first, long in _joined(name, records):
        added += [begun] if (begun := _day(first.added, name, first.line)) else []
        if _is_in_force(first, begins, name):
            system = System.HCPCS if first.kind == "3" else System.MODIFIER
            entries[system].append(_entry(first, long))
    check_newest(name, max(added, default=None), len(added), begins)
    releases = [
        Release(system, f"{title}, {begins:%B %Y}", begins, name, found)
        for system, title in ((System.HCPCS, "HCPCS Level II"), (System.MODIFIER, "Modifiers"))
        if (found := entries[system])
    ]
    if not releases:
        raise ReleaseUnusable(name, 0, "has no code that is in force")
    return tuple(releases)


def _of_fixed_width(name: str, data: bytes) -> Iterator[_Record]:
    for number, line in enumerate(decoded(data).splitlines(), 1):
        if _FIXED_LINE.match(line):
            yield _Record(
                number,
                line[:5].strip(),
                line[10],
                line[11:91],
                line[91:119],
                line[268:276].strip(),
                line[284:292].strip(),
            )


def _of_table(name: str, data: bytes) -> Iterator[_Record]:
    place: dict[str, int] = {}
    for number, cells in rows_of(name, data):
        if not place:
            if _is_heading(cells):
                place = columns(name, (number, cells), _CSV_COLUMNS)
            continue
        if not any(cells):
            continue
        if len(cells) <= max(place.values()):
            raise ReleaseUnusable(name, number, f"has {len(cells)} columns, and {max(place.values()) + 1} are needed")
        code, _, kind, *texts = (cells[place[heading]] for heading in _CSV_COLUMNS)
        yield _Record(number, code, kind, *texts)
    if not place:
        raise ReleaseUnusable(name, 0, f"has no row of headings: {', '.join(_CSV_COLUMNS)}")


def _joined(name: str, records: Iterator[_Record]) -> Iterator[tuple[_Record, str]]:
    """Each code with its whole description, the lines of D codes and what continues them left out."""
    seen: dict[str, int] = {}
    first, parts = None, list[str]()
    for record in records:
        if record.kind in _CONTINUATIONS and first is not None and record.code == first.code:
            parts.append(record.long)
            continue
        if first is not None:
            yield first, " ".join(" ".join(parts).split())
        _check(record, seen, name)
        is_dental = record.code.startswith("D") and len(record.code) == 5
        first, parts = (None if is_dental else record), [record.long]
    if first is not None:
        yield first, " ".join(" ".join(parts).split())


def _check(record: _Record, seen: dict[str, int], name: str) -> None:
    if record.kind in _CONTINUATIONS and record.code.startswith("D"):
        return
    form = {"3": _CODE, "7": _MODIFIER}.get(record.kind)
    if form is None or not form.fullmatch(record.code):
        raise ReleaseUnusable(name, record.line, f"has {record.code!r} with record {record.kind!r}, which is no code")
    if record.code in seen:
        raise ReleaseUnusable(name, record.line, f"names {record.code} again, after line {seen[record.code]}")
    if not record.long.strip():
        raise ReleaseUnusable(name, record.line, f"has no description of {record.code}")
    seen[record.code] = record.line


def _is_in_force(record: _Record, begins: date, name: str) -> bool:
    """Not ended before the release begins, and not added after that."""
    added, ended = (_day(text, name, record.line) for text in (record.added, record.terminated))
    return (added is None or added <= begins) and (ended is None or ended >= begins)


def _day(text: str, name: str, line: int) -> date | None:
    """A day written yyyymmdd; None where there is none, which some editions write as zeros."""
    return None if text in ("", _NO_DAY) else day_written(text, name, line)


def _is_heading(cells: Iterable[str]) -> bool:
    return len(_TELLING.intersection(cell.strip().upper() for cell in cells)) >= 2


def _entry(record: _Record, long: str) -> Entry:
    short = " ".join(record.short.split())
    notes = ((NoteKind.INCLUSION_TERM, short),) if short and short.casefold() != long.casefold() else ()
    return Entry(record.code, record.code, long, Level.CODE, "", is_billable=True, notes=notes)


def _begins(name: str) -> date:
    if found := _DATED.search(name):
        return date(int(found[1]), _MONTHS.get((found[2] or "JAN").upper(), 1), 1)
    raise unsaid(name, "HCPC2026_OCT_ANWEB.csv")

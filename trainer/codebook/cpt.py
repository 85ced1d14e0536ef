"""Reads a CPT file that the operator holds a licence for: the tab-separated list of the AMA, or a simple CSV."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from trainer.codebook.dates import unsaid
from trainer.codebook.errors import ReleaseUnusable
from trainer.codebook.parts import Entry, Release
from trainer.codebook.tables import Row, decoded, rows_of
from trainer.domain.codesets.book import Level, NoteKind, System

_CODE = re.compile(r"[0-9]{4}[0-9A-Z]")
_BARE_LINE = re.compile(r"[0-9]{4}[0-9A-Z]\t(?![0-9A-Z]{5}(\t|$))\S")
"""A code and its descriptor, which is no other code: that would be a pair of edits."""

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")
_CODE_HEADINGS = ("CPT CODE", "CODE")
_LONG_HEADINGS = ("LONG", "LONG DESCRIPTOR", "DESCRIPTOR", "DESCRIPTION")
_SHORTER_HEADINGS = ("CONSUMER", "MEDIUM", "MEDIUM DESCRIPTOR", "SHORT", "SHORT DESCRIPTOR")


def is_cpt(name: str, head: bytes, *, is_alone: bool = True) -> bool:
    """Whether a text file begins like a list of CPT codes.

    One of the two headings is enough in a file that was given by itself or is called CPT, so that what its columns
    lack is told; what else may lie in an archive is not judged by one word.
    """
    if head[:2] in (b"PK", b"%P"):
        return False
    needed = 1 if is_alone or "cpt" in name.lower() else 2
    lines = decoded(head).splitlines()[:60]
    return any(_headings_in(re.split(r"[\t,;]", line)) >= needed or _BARE_LINE.match(line) for line in lines)


def read_cpt(name: str, data: bytes, effective_from: date | None = None) -> Release:
    """The codes of a file with their long descriptors; shorter ones become terms that search knows.

    Raises:
        ReleaseUnusable: a row cannot be read, a column is missing, a code is there twice, or the day is not known.
    """
    begins = effective_from or _begins(name)
    entries: dict[str, tuple[int, Entry]] = {}
    for line, entry in _entries(name, data):
        if entry.code in entries:
            raise ReleaseUnusable(name, line, f"names {entry.code} again, after line {entries[entry.code][0]}")
        entries[entry.code] = line, entry
    if not entries:
        raise ReleaseUnusable(name, 0, "has no codes below headings such as code,descriptor")
    found = [entry for _, entry in entries.values()]
    return Release(System.CPT, f"CPT {begins.year}", begins, name, found)


def _entries(name: str, data: bytes) -> Iterator[tuple[int, Entry]]:
    delimiter = "\t" if b"\t" in data else ","
    rows = rows_of(name, data, delimiter)
    place: tuple[int, int, tuple[int, ...]] | None = None
    for number, cells in rows:
        if place is None and _headings_in(cells):
            place = _columns(name, (number, cells))
        elif place is None and _CODE.fullmatch(cells[0] if cells else ""):
            place = (0, 1, ())
            yield number, _entry(name, (number, cells), place)
        elif place is not None and any(cells):
            yield number, _entry(name, (number, cells), place)


def _entry(name: str, row: Row, place: tuple[int, int, tuple[int, ...]]) -> Entry:
    number, cells = row
    at_code, at_long, at_shorter = place
    if len(cells) <= max(at_code, at_long):
        raise ReleaseUnusable(name, number, f"has {len(cells)} columns, and {max(at_code, at_long) + 1} are needed")
    code, long = cells[at_code], " ".join(cells[at_long].split())
    if not _CODE.fullmatch(code):
        raise ReleaseUnusable(name, number, f"has {code!r}, which is no CPT code")
    if not long:
        raise ReleaseUnusable(name, number, f"has no descriptor of {code}")
    shorter = dict.fromkeys(" ".join(cells[at].split()) for at in at_shorter if at < len(cells))
    notes = tuple((NoteKind.INCLUSION_TERM, text) for text in shorter if text and text.casefold() != long.casefold())
    return Entry(code, code, long, Level.CODE, "", is_billable=True, notes=notes)


def _columns(name: str, row: Row) -> tuple[int, int, tuple[int, ...]]:
    number, cells = row
    headings = [cell.upper() for cell in cells]
    code, long, shorter = (
        [headings.index(heading) for heading in wanted if heading in headings]
        for wanted in (_CODE_HEADINGS, _LONG_HEADINGS, _SHORTER_HEADINGS)
    )
    if not code or not long:
        lacking = "descriptor or Long" if code else "code or CPT Code"
        raise ReleaseUnusable(name, number, f"has no column {lacking}: {', '.join(cells)}"[:300])
    return code[0], long[0], tuple(shorter)


def _headings_in(cells: Iterable[str]) -> int:
    """How many there are of a column of codes and one of descriptors."""
    found = {cell.strip().strip('"').upper() for cell in cells}
    return sum(not found.isdisjoint(wanted) for wanted in (_CODE_HEADINGS, _LONG_HEADINGS))


def _begins(name: str) -> date:
    if years := _YEAR.findall(name):
        return date(int(years[0]), 1, 1)
    raise unsaid(name, "CPT2026.csv")

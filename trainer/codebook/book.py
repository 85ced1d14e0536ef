"""Answers from a compiled code book. Read-only; one open file serves all threads of a process."""

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

from trainer.codebook.schema import FORMAT
from trainer.domain.codesets.book import Code, Conflict, Level, Note, NoteKind, SeventhCharacter, System
from trainer.domain.codesets.codes import normalise_code
from trainer.domain.codesets.references import references_in

_SIDE = re.compile(r"\b(right|left|bilateral|unspecified)\b", re.IGNORECASE)
_MANIFESTATION = re.compile(
    r"\bin (?:\w+ )*(?:diseases?|conditions|reactions) (?:\w+ )*classified elsewhere\b", re.IGNORECASE
)
_REMEMBERED = 20_000


class CodeBookUnusable(Exception):
    """The file is missing, damaged, or of another format; it is to be built again."""


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """One release in a code book."""

    name: str
    effective_from: date
    source: str
    billable: int


def list_releases(path: Path) -> tuple[datetime, tuple[ReleaseRow, ...]]:
    """When the code book was built, and its releases, oldest first.

    Raises:
        CodeBookUnusable: see there.
    """
    with closing(_open(path)) as connection:
        (built_at,) = connection.execute("SELECT value FROM meta WHERE key = 'built_at'").fetchone()
        rows = connection.execute("SELECT name, effective_from, source, billable FROM releases ORDER BY effective_from")
        releases = tuple(ReleaseRow(row[0], date.fromisoformat(row[1]), row[2], row[3]) for row in rows)
    return datetime.fromisoformat(built_at).astimezone(UTC), releases


class SqliteCodeBook:
    """One release set as it was in force on a day; implements `trainer.domain.codesets.book.CodeBook`."""

    def __init__(self, path: Path, day: date) -> None:
        """Raises:
        CodeBookUnusable: see there.
        """
        self._connection = _open(path)
        self._release = _release_on(self._connection, day)
        self._row = lru_cache(maxsize=_REMEMBERED)(self._read_row)

    def close(self) -> None:
        self._connection.close()

    def get(self, code: str) -> Code | None:
        row = self._row(normalise_code(code))
        return None if row is None else row[1]

    def is_billable(self, code: str) -> bool:
        found = self.get(code)
        return found is not None and found.is_billable

    def valid_on(self, code: str, day: date) -> bool:
        release = _release_on(self._connection, day)
        found = self._connection.execute(
            "SELECT is_billable FROM codes WHERE code = ? AND first_release <= ? AND last_release >= ?",
            (normalise_code(code), release, release),
        ).fetchone()
        return found is not None and bool(found[0])

    def ancestors(self, code: str) -> Sequence[Code]:
        above = []
        found = self.get(code)
        while found is not None and found.parent:
            found = self.get(found.parent)
            if found is not None:
                above.append(found)
        return tuple(above)

    def notes(self, code: str, *, inherited: bool = True) -> Sequence[Note]:
        owners = [normalise_code(code)]
        if inherited:
            owners += [ancestor.code for ancestor in self.ancestors(code)]
        return tuple(note for owner in owners for note in self._own_notes(owner))

    def conflicts(self, one: str, other: str) -> Sequence[Conflict]:
        first, second = normalise_code(one), normalise_code(other)
        if first == second:
            return ()
        return (*self._excluded_by(first, second), *self._excluded_by(second, first))

    def required_seventh(self, code: str) -> Sequence[SeventhCharacter]:
        found = self.get(code)
        if found is None:
            return ()
        for owner in (found, *self.ancestors(code)):
            rows = self._connection.execute(
                "SELECT character, meaning FROM sevenths WHERE code_id = ? ORDER BY position", (self._id(owner.code),)
            ).fetchall()
            if rows:
                taken = [row for row in rows if self.get(found.code[:6].ljust(6, "X") + row[0]) is not None]
                return tuple(SeventhCharacter(*row) for row in taken or rows)
        return ()

    def laterality_siblings(self, code: str) -> Sequence[Code]:
        found = self.get(code)
        if found is None or not (sides := _sides(found.title)):
            return ()
        siblings = []
        for other in self._of_category(found.code[:3], len(found.code)):
            differing = sum(mine != yours for mine, yours in zip(found.code, other.code, strict=True))
            if differing == 1 and any(_has_another_side(other.title, *side) for side in sides):
                siblings.append(other)
        return tuple(siblings)

    def more_specific(self, code: str) -> Sequence[Code]:
        found = self.get(code)
        if found is None:
            return ()
        if not found.is_billable:
            return self._billable_below(found.code)
        if "unspecified" not in found.title.lower():
            return ()
        stem = self.get(found.parent)
        if stem is None or len(found.code) < 7 or "unspecified" not in stem.title.lower():
            beside = self._billable_below(found.parent)
        else:
            beside = tuple(other for other in self._billable_below(stem.parent) if other.code[6:] == found.code[6:])
        named = [side for _, side in _sides(found.title) if side != "unspecified"]
        refused = {found.code, *(other.code for other in self.laterality_siblings(found.code) if named)}
        return tuple(other for other in beside if other.code not in refused)

    def manifestation_only(self, code: str) -> bool:
        found = self.get(code)
        return found is not None and _MANIFESTATION.search(found.title) is not None

    def first_required_by(self, code: str) -> Sequence[Note]:
        return tuple(note for note in self.notes(code) if note.kind is NoteKind.CODE_FIRST)

    def _excluded_by(self, code: str, other: str) -> Sequence[Conflict]:
        return tuple(
            Conflict(note, code, other)
            for note in self.notes(code)
            if note.kind is NoteKind.EXCLUDES1 and any(named.covers(other) for named in references_in(note.text))
        )

    def _read_row(self, code: str) -> tuple[int, Code] | None:
        row = self._connection.execute(
            "SELECT c.id, c.system, c.code, c.display, c.title, c.level, c.is_billable, p.code FROM codes c"
            " LEFT JOIN codes p ON p.id = c.parent_id"
            " WHERE c.code = ? AND c.first_release <= ? AND c.last_release >= ?",
            (code, self._release, self._release),
        ).fetchone()
        return None if row is None else (row[0], _code(row[1:]))

    def _id(self, code: str) -> int:
        row = self._row(code)
        return 0 if row is None else row[0]

    def _own_notes(self, code: str) -> list[Note]:
        rows = self._connection.execute(
            "SELECT kind, text FROM notes WHERE code_id = ? ORDER BY position", (self._id(code),)
        )
        return [Note(NoteKind(kind), text, code) for kind, text in rows]

    def _of_category(self, category: str, length: int) -> list[Code]:
        rows = self._connection.execute(
            "SELECT c.system, c.code, c.display, c.title, c.level, c.is_billable, p.code FROM codes c"
            " LEFT JOIN codes p ON p.id = c.parent_id WHERE c.code >= ? AND c.code < ? AND length(c.code) = ?"
            " AND c.first_release <= ? AND c.last_release >= ? ORDER BY c.code",
            (category, category + "~", length, self._release, self._release),
        )
        return [_code(row) for row in rows]

    def _billable_below(self, code: str) -> tuple[Code, ...]:
        rows = self._connection.execute(
            "WITH RECURSIVE below (id) AS (SELECT ? UNION ALL SELECT codes.id FROM codes JOIN below"
            " ON codes.parent_id = below.id)"
            " SELECT c.system, c.code, c.display, c.title, c.level, c.is_billable, p.code FROM below"
            " JOIN codes c ON c.id = below.id LEFT JOIN codes p ON p.id = c.parent_id"
            " WHERE c.is_billable AND c.first_release <= ? AND c.last_release >= ? ORDER BY c.code",
            (self._id(code), self._release, self._release),
        )
        return tuple(_code(row) for row in rows)


def _open(path: Path) -> sqlite3.Connection:
    if not path.is_file():
        raise CodeBookUnusable(f"{path} is not there")
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    try:
        _check(connection, path)
    except sqlite3.DatabaseError as error:
        connection.close()
        raise CodeBookUnusable(f"{path} is damaged: {error}") from error
    except CodeBookUnusable:
        connection.close()
        raise
    return connection


def _check(connection: sqlite3.Connection, path: Path) -> None:
    row = connection.execute("SELECT value FROM meta WHERE key = 'format'").fetchone()
    if row is None or row[0] != str(FORMAT):
        raise CodeBookUnusable(f"{path} is of another format")
    if connection.execute("SELECT 1 FROM releases WHERE system = ?", (System.ICD10CM,)).fetchone() is None:
        raise CodeBookUnusable(f"{path} holds no release of ICD-10-CM")
    (size,) = connection.execute("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size").fetchone()
    if path.stat().st_size != size:
        raise CodeBookUnusable(f"{path} is damaged: it has not the {size} bytes that it says")


def _release_on(connection: sqlite3.Connection, day: date) -> int:
    """The release in force on a day; the earliest one for days before it."""
    row = connection.execute(
        "SELECT id FROM releases WHERE system = ? ORDER BY effective_from <= ? DESC,"
        " CASE WHEN effective_from <= ? THEN effective_from END DESC, effective_from LIMIT 1",
        (System.ICD10CM, day.isoformat(), day.isoformat()),
    ).fetchone()
    return int(row[0])


def _code(row: Sequence[object]) -> Code:
    system, code, display, title, level, is_billable, parent = row
    return Code(
        System(str(system)),
        str(code),
        str(display),
        str(title),
        Level(str(level)),
        bool(is_billable),
        str(parent or ""),
    )


def _sides(title: str) -> list[tuple[str, str]]:
    """The words of side in a title, each with what stands before it; unspecified ones only where no side is named."""
    found = [(title[: match.start()].lower(), match[1].lower()) for match in _SIDE.finditer(title)]
    named = [side for side in found if side[1] != "unspecified"]
    return named[-1:] or found


def _has_another_side(title: str, before: str, side: str) -> bool:
    """Whether a title begins alike and goes on with another word of side."""
    other = _SIDE.match(title, len(before)) if title.lower().startswith(before) else None
    return other is not None and other[1].lower() != side

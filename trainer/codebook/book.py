"""Answers from a compiled code book. Read-only; one open file serves all threads of a process."""

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from trainer.codebook.reference import Reference
from trainer.codebook.schema import FORMAT
from trainer.codebook.search import Search, code_of
from trainer.domain.codesets.book import (
    ChangeKind,
    Code,
    CodeChange,
    Conflict,
    Level,
    Note,
    NoteKind,
    SeventhCharacter,
    System,
)
from trainer.domain.codesets.codes import normalise_code
from trainer.domain.codesets.references import CodeReference, references_in

_SIDE = re.compile(r"\b(right|left|bilateral|unspecified)\b", re.IGNORECASE)
_MANIFESTATION = re.compile(
    r"\bin (?:\w+ )*(?:diseases?|conditions|reactions) (?:\w+ )*classified elsewhere\b", re.IGNORECASE
)
_REMEMBERED = 20_000
_NOTES_REMEMBERED = 2_000
"""Grading asks for the notes of the same few hundred codes again and again."""


class CodeBookUnusable(Exception):
    """The file is missing, damaged, or of another format; it is to be built again."""


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """One release in a code book."""

    number: int
    system: System
    name: str
    effective_from: date
    source: str
    billable: int


class SqliteCodeBook:
    """One release set as it was in force on a day; implements `trainer.domain.codesets.book.CodeBook`."""

    def __init__(self, path: Path, day: date) -> None:
        """Raises:
        CodeBookUnusable: see there.
        """
        self._connection = open_book(path)
        self._all_releases = releases_of(self._connection)
        self.releases = {release.system: release for release in self.in_force(day)}
        self.search = Search(self._connection, [release.number for release in self.releases.values()])
        self.reference = Reference(self._connection)
        self._row = lru_cache(maxsize=_REMEMBERED)(self._read_row)
        self._notes = lru_cache(maxsize=_NOTES_REMEMBERED)(self._read_notes)
        self._excludes = lru_cache(maxsize=_NOTES_REMEMBERED)(self._read_excludes)
        self._validity = lru_cache(maxsize=_REMEMBERED)(self._read_validity)

    def in_force(self, day: date) -> tuple[ReleaseRow, ...]:
        """One release of each code set: the latest that had begun by that day, or else the earliest."""
        return tuple(release for system in System if (release := self._release_on(system, day)))

    @property
    def all_releases(self) -> tuple[ReleaseRow, ...]:
        """All releases, those of a code set together, oldest first."""
        return self._all_releases

    def close(self) -> None:
        self._connection.close()

    def get(self, code: str, system: System = System.ICD10CM) -> Code | None:
        row = self._row(normalise_code(code), system)
        return None if row is None else row[1]

    def is_billable(self, code: str, system: System = System.ICD10CM) -> bool:
        found = self.get(code, system)
        return found is not None and found.is_billable

    def valid_on(self, code: str, day: date, system: System = System.ICD10CM) -> bool:
        release = self._release_on(system, day)
        return self._validity(normalise_code(code), system, release.number if release else 0)

    def ancestors(self, code: str, system: System = System.ICD10CM) -> Sequence[Code]:
        above = []
        found = self.get(code, system)
        while found is not None and found.parent:
            found = self.get(found.parent, system)
            if found is not None:
                above.append(found)
        return tuple(above)

    def notes(self, code: str, system: System = System.ICD10CM, *, inherited: bool = True) -> Sequence[Note]:
        return self._notes(normalise_code(code), system, inherited)

    def children(self, code: str, system: System = System.ICD10CM) -> Sequence[Code]:
        """What stands directly below an entry, in printed order; the chapters, or all codes, below ""."""
        return self._read_codes("parent = ? ORDER BY position", (normalise_code(code),), system)

    def subtree(self, code: str, system: System = System.ICD10CM) -> Sequence[tuple[int, Code]]:
        """Everything below an entry as printed, with its depth from 1; without those made by a seventh character."""
        release = self.releases.get(system)
        number = release.number if release else 0
        rows = self._connection.execute(
            "WITH RECURSIVE below (depth, code) AS (SELECT 0, ? UNION ALL SELECT depth + 1, c.code FROM codes c"
            " JOIN below b ON c.parent = b.code WHERE c.system = ? AND ? BETWEEN c.first_release AND c.last_release"
            " AND NOT (length(c.code) = 7 AND c.title LIKE (SELECT p.title || ', %' FROM codes p WHERE p.code = b.code"
            " AND p.system = c.system AND ? BETWEEN p.first_release AND p.last_release)))"
            " SELECT c.system, c.code, c.display, c.title, c.level, c.is_billable, c.parent, b.depth FROM below b"
            " JOIN codes c ON c.code = b.code WHERE b.depth > 0 AND c.system = ?"
            " AND ? BETWEEN c.first_release AND c.last_release ORDER BY c.position",
            (normalise_code(code), system, number, number, system, number),
        )
        return tuple((row[7], code_of(row)) for row in rows)

    def changes(self, code: str, system: System = System.ICD10CM) -> Sequence[CodeChange]:
        """What the release in force changed at an entry and below it; nothing where no earlier release is known."""
        release = self.releases.get(system)
        if release is None:
            return ()
        stem = normalise_code(code)
        rows = self._connection.execute(
            "SELECT system, code, display, title, level, is_billable, parent, first_release FROM codes WHERE system = ?"
            " AND code >= ? AND code < ? AND ((first_release = ? AND EXISTS (SELECT 1 FROM releases r WHERE r.id = ?"
            " AND r.system = codes.system)) OR last_release = ?) ORDER BY position, first_release",
            (system, stem, stem + "~", release.number, release.number - 1, release.number - 1),
        ).fetchall()
        before = {row[1]: code_of(row) for row in rows if row[7] < release.number}
        after = {row[1]: code_of(row) for row in rows if row[7] == release.number}
        changed = dict.fromkeys(row[1] for row in rows)
        return tuple(_change(before.get(each), after.get(each)) for each in changed)

    def neighbours(self, code: str, system: System = System.ICD10CM) -> tuple[Code | None, Code | None]:
        """The entries of the same level before and behind this one, in printed order."""
        row = self._row(normalise_code(code), system)
        if row is None:
            return None, None
        here, values = "(SELECT position FROM codes WHERE id = ?)", (row[1].level, row[0])
        before = self._read_codes(f"level = ? AND position < {here} ORDER BY position DESC LIMIT 1", values, system)
        behind = self._read_codes(f"level = ? AND position > {here} ORDER BY position LIMIT 1", values, system)
        return (before[0] if before else None), (behind[0] if behind else None)

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
        if found is None or _MANIFESTATION.search(found.title):
            return found is not None
        within = [
            found,
            *(above for above in self.ancestors(code) if above.level not in (Level.CHAPTER, Level.SECTION)),
        ]
        is_of_category = any(_MANIFESTATION.search(above.title) for above in within)
        owners = {above.code for above in within}
        return is_of_category and any(note.owner in owners for note in self.first_required_by(code))

    def first_required_by(self, code: str) -> Sequence[Note]:
        return tuple(note for note in self.notes(code) if note.kind is NoteKind.CODE_FIRST)

    def _excluded_by(self, code: str, other: str) -> Sequence[Conflict]:
        excluded = self.get(other)
        title = excluded.title if excluded else ""
        return tuple(
            Conflict(note, code, other)
            for note, named in self._excludes(code)
            if any(each.covers(other, title) for each in named)
        )

    def _read_excludes(self, code: str) -> tuple[tuple[Note, tuple[CodeReference, ...]], ...]:
        """The Excludes1 notes that hold for a code, with what they name."""
        notes = [note for note in self.notes(code) if note.kind is NoteKind.EXCLUDES1]
        return tuple((note, references_in(note.text)) for note in notes)

    def _read_row(self, code: str, system: System) -> tuple[int, Code] | None:
        release = self.releases.get(system)
        row = self._connection.execute(
            "SELECT system, code, display, title, level, is_billable, parent, id FROM codes"
            " WHERE code = ? AND system = ? AND ? BETWEEN first_release AND last_release",
            (code, system, release.number if release else 0),
        ).fetchone()
        return None if row is None else (row[7], code_of(row))

    def _read_validity(self, code: str, system: System, release: int) -> bool:
        found = self._connection.execute(
            "SELECT is_billable FROM codes WHERE code = ? AND system = ? AND ? BETWEEN first_release AND last_release",
            (code, system, release),
        ).fetchone()
        return found is not None and bool(found[0])

    def _read_notes(self, code: str, system: System, inherited: bool) -> tuple[Note, ...]:
        owners = [code]
        if inherited:
            owners += [ancestor.code for ancestor in self.ancestors(code, system)]
        return tuple(note for owner in owners for note in self._own_notes(owner, system))

    def _read_codes(self, where: str, values: tuple[object, ...], system: System) -> tuple[Code, ...]:
        release = self.releases.get(system)
        rows = self._connection.execute(
            "SELECT system, code, display, title, level, is_billable, parent FROM codes"  # noqa: S608 - from this file
            f" WHERE system = ? AND ? BETWEEN first_release AND last_release AND {where}",
            (system, release.number if release else 0, *values),
        )
        return tuple(code_of(row) for row in rows)

    def _id(self, code: str, system: System = System.ICD10CM) -> int:
        row = self._row(code, system)
        return 0 if row is None else row[0]

    def _own_notes(self, code: str, system: System) -> list[Note]:
        rows = self._connection.execute(
            "SELECT kind, text FROM notes WHERE code_id = ? ORDER BY position", (self._id(code, system),)
        )
        return [Note(NoteKind(kind), text, code) for kind, text in rows]

    def _of_category(self, category: str, length: int) -> Sequence[Code]:
        where = "code >= ? AND code < ? AND length(code) = ? ORDER BY position"
        return self._read_codes(where, (category, category + "~", length), System.ICD10CM)

    def _billable_below(self, code: str) -> tuple[Code, ...]:
        where = (
            "is_billable AND code IN (WITH RECURSIVE below (code) AS (SELECT ? UNION SELECT codes.code FROM codes"
            " JOIN below ON codes.parent = below.code AND codes.system = ?) SELECT code FROM below) ORDER BY position"
        )
        return self._read_codes(where, (code, System.ICD10CM), System.ICD10CM)

    def _release_on(self, system: System, day: date) -> ReleaseRow | None:
        """The release in force on a day; the earliest one for days before it; None where there is none at all."""
        of_system = [release for release in self._all_releases if release.system is system]
        before = [release for release in of_system if release.effective_from <= day]
        return before[-1] if before else of_system[0] if of_system else None


def releases_of(connection: sqlite3.Connection) -> tuple[ReleaseRow, ...]:
    """All releases in an open code book, those of a code set together, oldest first."""
    rows = connection.execute("SELECT id, system, name, effective_from, source, billable FROM releases ORDER BY id")
    return tuple(
        ReleaseRow(number, System(system), name, date.fromisoformat(begins), source, billable)
        for number, system, name, begins, source, billable in rows
    )


def open_book(path: Path) -> sqlite3.Connection:
    """An open code book, to be read by any thread.

    Raises:
        CodeBookUnusable: see there.
    """
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


def _change(before: Code | None, after: Code | None) -> CodeChange:
    kind = ChangeKind.ADDED if before is None else ChangeKind.RETIRED if after is None else ChangeKind.REVISED
    return CodeChange(kind, before, after)


def _sides(title: str) -> list[tuple[str, str]]:
    """The words of side in a title, each with what stands before it; unspecified ones only where no side is named."""
    found = [(title[: match.start()].lower(), match[1].lower()) for match in _SIDE.finditer(title)]
    named = [side for side in found if side[1] != "unspecified"]
    return named[-1:] or found


def _has_another_side(title: str, before: str, side: str) -> bool:
    """Whether a title begins alike and goes on with another word of side."""
    other = _SIDE.match(title, len(before)) if title.lower().startswith(before) else None
    return other is not None and other[1].lower() != side

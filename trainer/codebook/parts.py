"""What readers of official files hand to the compiler. Values only; nothing here opens a file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from trainer.domain.codesets.book import Level, NoteKind, System
from trainer.domain.codesets.edits import AddOnEdit, MueEdit, PtpEdit
from trainer.domain.codesets.glossary import WordPart

Sevenths = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a code set, `code` and `parent` ("" at the top) normalised. `sevenths` are defined at this entry."""

    code: str
    display: str
    title: str
    level: Level
    parent: str
    is_billable: bool
    notes: tuple[tuple[NoteKind, str], ...] = ()
    sevenths: Sevenths = ()


@dataclass(frozen=True, slots=True)
class Release:
    """One release of one code set, parents before their children, each code once."""

    system: System
    name: str
    effective_from: date
    source: str
    entries: Sequence[Entry]

    @property
    def billable(self) -> int:
        return sum(entry.is_billable for entry in self.entries)


class Action(StrEnum):
    """What a line of an order addenda file does."""

    ADD = "add"
    DELETE = "delete"
    REVISE_FROM = "revise from"
    REVISE_TO = "revise to"


@dataclass(frozen=True, slots=True)
class Change:
    """One line of an order addenda file; `line` counts from 1."""

    action: Action
    code: str
    is_billable: bool
    title: str
    line: int


@dataclass(frozen=True, slots=True)
class Addenda:
    """The changes that make the release before `effective_from` into that of it.

    `billable` is how many codes that one has, or 0 where the file does not say it.
    """

    name: str
    effective_from: date
    source: str
    changes: Sequence[Change]
    billable: int = 0


class TableKind(StrEnum):
    """The index and the tables that come with ICD-10-CM."""

    INDEX = "index"
    EXTERNAL = "external"
    NEOPLASM = "neoplasm"
    DRUG = "drug"


@dataclass(frozen=True, slots=True)
class Term:
    """One line of an index or table: `depth` 0 is a main term; `title` with its nonessential modifiers in parentheses.

    `cells` holds codes as printed ("X58", "C79.8-", "--" where none), one for an index (none where the line only refers
    on), one for each column of a table. The terms of a table stand in printed order: those below a term follow it.
    """

    depth: int
    title: str
    cells: tuple[str, ...] = ()
    see: str = ""
    see_also: str = ""


@dataclass(frozen=True, slots=True)
class IndexTable:
    """An index or table of one release; `heads` names the columns of `cells` ("Code" for an index)."""

    kind: TableKind
    effective_from: date
    source: str
    heads: tuple[str, ...]
    terms: Sequence[Term]


class EditKind(StrEnum):
    """Edits of the National Correct Coding Initiative."""

    PTP = "ptp"
    ADD_ON = "add-on"
    MUE = "mue"


Edit = PtpEdit | AddOnEdit | MueEdit


@dataclass(frozen=True, slots=True)
class EditTable:
    """Edits of one file, maybe as a stream; `setting` is "practitioner", "hospital" or "" where it does not say."""

    kind: EditKind
    setting: str
    effective_from: date
    source: str
    edits: Iterable[Edit]


Part = Release | Addenda | IndexTable | EditTable
"""What one official file may hold; a zip holds several."""


@dataclass(frozen=True, slots=True)
class Synonym:
    """What people write: other `means` in the words of titles, or `codes` (with all below them) it stands for."""

    phrase: str
    means: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Collection:
    """Everything that one code book is compiled from. `fingerprint` tells whether a book was made from the same."""

    releases: Sequence[Release]
    tables: Sequence[IndexTable] = ()
    edits: Sequence[EditTable] = ()
    synonyms: Sequence[Synonym] = ()
    glossary: Sequence[WordPart] = ()
    fingerprint: str = ""

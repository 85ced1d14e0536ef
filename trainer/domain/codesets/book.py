"""What a code book knows of codes, and the protocol by which the other parts of the domain ask it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol


class System(StrEnum):
    """Code sets. The same characters can be a code of several: J0120 is a HCPCS code, and J01.20 without its dot."""

    ICD10CM = "icd-10-cm"
    HCPCS = "hcpcs"
    CPT = "cpt"
    MODIFIER = "modifier"
    PLACE_OF_SERVICE = "pos"
    CARC = "carc"
    RARC = "rarc"


class Level(StrEnum):
    """Place in the hierarchy. A code that is a section as well (B20) is listed as the code."""

    CHAPTER = "chapter"
    SECTION = "section"
    CATEGORY = "category"
    SUBCATEGORY = "subcategory"
    CODE = "code"


class NoteKind(StrEnum):
    """Instructional notes of the tabular list, in the order in which a page shows them."""

    INCLUSION_TERM = "inclusion_term"
    INCLUDES = "includes"
    NOTE = "note"
    SEVENTH_CHARACTER = "seventh_character"
    CODE_FIRST = "code_first"
    USE_ADDITIONAL = "use_additional"
    CODE_ALSO = "code_also"
    EXCLUDES1 = "excludes1"
    EXCLUDES2 = "excludes2"


@dataclass(frozen=True, slots=True)
class Code:
    """One entry: `code` normalised (no dot), `display` as printed. `parent` is "" at the top."""

    system: System
    code: str
    display: str
    title: str
    level: Level
    is_billable: bool
    parent: str


@dataclass(frozen=True, slots=True)
class Note:
    """One note and the entry that it is printed at."""

    kind: NoteKind
    text: str
    owner: str


@dataclass(frozen=True, slots=True)
class SeventhCharacter:
    character: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """An Excludes1 note that names one of two codes: the note, the code it applies to, the code it excludes."""

    note: Note
    code: str
    excluded: str


class ChangeKind(StrEnum):
    """What a release did to an entry."""

    ADDED = "added"
    REVISED = "revised"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class CodeChange:
    """How an entry differs from the release before: `before` is None where it was added, `after` where it was retired.

    Where neither differs in title, completeness or place, its notes were revised.
    """

    kind: ChangeKind
    before: Code | None
    after: Code | None


class CodeBook(Protocol):
    """One release set. Codes may be given in any written form; unknown ones give None or nothing, never an error."""

    def get(self, code: str, system: System = System.ICD10CM) -> Code | None:
        """The entry of a code."""

    def is_billable(self, code: str, system: System = System.ICD10CM) -> bool:
        """Whether the code is known and complete."""

    def valid_on(self, code: str, day: date, system: System = System.ICD10CM) -> bool:
        """Whether the code is billable for a service on that day; the earliest release answers for days before it."""

    def ancestors(self, code: str, system: System = System.ICD10CM) -> Sequence[Code]:
        """Parent first, chapter last."""

    def notes(self, code: str, system: System = System.ICD10CM, *, inherited: bool = True) -> Sequence[Note]:
        """The notes of the entry, then those of every ancestor up to the chapter."""

    def conflicts(self, one: str, other: str) -> Sequence[Conflict]:
        """Excludes1 notes of either code, own or inherited, that name the other."""

    def required_seventh(self, code: str) -> Sequence[SeventhCharacter]:
        """The seventh characters that codes of this place take; empty where none is asked for."""

    def laterality_siblings(self, code: str) -> Sequence[Code]:
        """Codes that differ from this one in the side alone."""

    def more_specific(self, code: str) -> Sequence[Code]:
        """Billable codes below an entry, or beside an unspecified one."""

    def manifestation_only(self, code: str) -> bool:
        """Whether the code can never be listed first: it, or its category with a "code first" note, is "in diseases
        classified elsewhere" (ICD-10-CM guidelines I.A.13).
        """

    def first_required_by(self, code: str) -> Sequence[Note]:
        """The "code first" notes that hold for a code."""


class NothingKnown:
    """A code book (and edits) that knows nothing and holds every code for valid: for work that is not about codes."""

    def get(self, code: str, system: System = System.ICD10CM) -> Code | None:
        return None

    def is_billable(self, code: str, system: System = System.ICD10CM) -> bool:
        return True

    def valid_on(self, code: str, day: date, system: System = System.ICD10CM) -> bool:
        return True

    def ancestors(self, code: str, system: System = System.ICD10CM) -> Sequence[Code]:
        return ()

    def notes(self, code: str, system: System = System.ICD10CM, *, inherited: bool = True) -> Sequence[Note]:
        return ()

    def conflicts(self, one: str, other: str) -> Sequence[Conflict]:
        return ()

    def required_seventh(self, code: str) -> Sequence[SeventhCharacter]:
        return ()

    def laterality_siblings(self, code: str) -> Sequence[Code]:
        return ()

    def more_specific(self, code: str) -> Sequence[Code]:
        return ()

    def manifestation_only(self, code: str) -> bool:
        return False

    def first_required_by(self, code: str) -> Sequence[Note]:
        return ()

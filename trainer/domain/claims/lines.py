"""Claim lines: as typed (text, never lost) and as read (normalised values), with the problems in between."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from trainer.domain.codesets.codes import MODIFIER, normalise_code

MAX_DIAGNOSES = 12
MAX_MODIFIERS = 4
MAX_POINTERS = 4
MAX_PROCEDURES = 50
MAX_UNITS = 999
POINTER_LETTERS = "ABCDEFGHIJKL"
"""Item 21 of the CMS-1500 labels its twelve diagnoses A to L, and item 24E points by these letters."""


@dataclass(frozen=True, slots=True)
class TypedLine:
    """One line exactly as it was typed. A diagnosis line uses only `code`."""

    code: str
    modifiers: str = ""
    units: str = ""
    pointers: str = ""

    @property
    def is_blank(self) -> bool:
        return not (self.code + self.modifiers + self.pointers).strip() and self.units.strip() in ("", "1")


@dataclass(frozen=True, slots=True)
class TypedClaim:
    diagnoses: tuple[TypedLine, ...]
    procedures: tuple[TypedLine, ...]


@dataclass(frozen=True, slots=True)
class ProcedureLine:
    """A CPT or HCPCS code with its modifiers in order, units (1 or more) and pointers (0-based, in order)."""

    code: str
    modifiers: tuple[str, ...] = ()
    units: int = 1
    pointers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """Diagnoses in claim order, then procedure lines. Codes are normalised, without dots."""

    diagnoses: tuple[str, ...]
    procedures: tuple[ProcedureLine, ...]


@dataclass(frozen=True, slots=True)
class LineProblem:
    """What cannot be read: section (`diagnoses` or `procedures`), 1-based line, a sentence."""

    section: str
    line: int
    message: str


def read_claim(typed: TypedClaim) -> tuple[Claim, tuple[LineProblem, ...]]:
    """The claim as a payer would read it, blank lines left out and pointers moved along with their diagnoses.

    Whatever cannot be read is named in a problem; a claim that has problems is not fit to be graded.
    """
    problems: list[LineProblem] = []
    letters: dict[int, int] = {}
    diagnoses: list[str] = []
    for place, line in enumerate(typed.diagnoses):
        if not line.is_blank:
            letters[place] = len(diagnoses)
            diagnoses.append(_code("diagnoses", place, line.code, problems))
    if len(diagnoses) > MAX_DIAGNOSES:
        first_too_many = list(letters)[MAX_DIAGNOSES] + 1
        problems.append(LineProblem("diagnoses", first_too_many, f"A claim takes at most {MAX_DIAGNOSES} diagnoses."))
    entered = [(place, line) for place, line in enumerate(typed.procedures) if not line.is_blank]
    procedures = tuple(_procedure(place, line, letters, problems) for place, line in entered)
    if len(procedures) > MAX_PROCEDURES:
        first_too_many = entered[MAX_PROCEDURES][0] + 1
        problems.append(
            LineProblem("procedures", first_too_many, f"At most {MAX_PROCEDURES} procedure lines are taken.")
        )
    return Claim(tuple(diagnoses), procedures), tuple(problems)


def _code(section: str, place: int, text: str, problems: list[LineProblem]) -> str:
    code = normalise_code(text)
    if not code:
        problems.append(LineProblem(section, place + 1, "The code is missing."))
    elif not re.fullmatch(r"[0-9A-Z]{3,8}", code):
        problems.append(LineProblem(section, place + 1, f"“{text.strip()}” is not written like a code."))
    return code


def _procedure(place: int, line: TypedLine, letters: dict[int, int], problems: list[LineProblem]) -> ProcedureLine:
    def report(message: str) -> None:
        problems.append(LineProblem("procedures", place + 1, message))

    code = _code("procedures", place, line.code, problems)
    modifiers = tuple(_words(line.modifiers))
    if len(modifiers) > MAX_MODIFIERS:
        report(f"A line takes at most {MAX_MODIFIERS} modifiers.")
    for modifier in modifiers:
        if not MODIFIER.fullmatch(modifier):
            report(f"“{modifier}” is not a modifier: a modifier has two letters or digits.")
    units = unicodedata.normalize("NFKC", line.units).strip() or "1"
    if not re.fullmatch(r"[0-9]{1,3}", units) or int(units) == 0:
        report(f"Units are a whole number from 1 to {MAX_UNITS}.")
        units = "1"
    return ProcedureLine(code, modifiers, int(units), _pointers(line.pointers, letters, report))


def _pointers(text: str, letters: dict[int, int], report: Callable[[str], None]) -> tuple[int, ...]:
    pointers: list[int] = []
    for letter in re.findall(r"\S", "".join(_words(text))):
        place = POINTER_LETTERS.find(letter)
        if place not in letters:
            report(f"The pointer {letter} names no diagnosis line.")
        elif letters[place] not in pointers:
            pointers.append(letters[place])
    if len(pointers) > MAX_POINTERS:
        report(f"A line points to at most {MAX_POINTERS} diagnoses.")
    return tuple(pointers)


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[\s,;/.\-]+", unicodedata.normalize("NFKC", text).upper()) if word]


def typed_lines(columns: Sequence[Sequence[str]]) -> tuple[TypedLine, ...]:
    """Lines from parallel form columns (code, modifiers, units, pointers); short columns are filled with blanks."""
    length = max((len(column) for column in columns), default=0)
    padded = [list(column) + [""] * (length - len(column)) for column in columns]
    return tuple(TypedLine(*values) for values in zip(*padded, strict=True))

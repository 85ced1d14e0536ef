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
    """One line exactly as it was typed. A diagnosis line uses only `code`.

    An auditor also says what is wrong with it (`mark`, "" for nothing), and may strike it from the claim.
    """

    code: str
    modifiers: str = ""
    units: str = ""
    pointers: str = ""
    mark: str = ""
    is_struck: bool = False

    @property
    def is_blank(self) -> bool:
        return not (self.code + self.modifiers + self.pointers).strip() and self.units.strip() in ("", "1")

    @property
    def stands(self) -> bool:
        """Whether the line is part of the claim."""
        return not self.is_blank and not self.is_struck


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
    """The claim as a payer would read it, blank and struck lines left out, pointers moved along with their diagnoses.

    Whatever cannot be read is named in a problem; a claim that has problems is not fit to be graded.
    """
    problems: list[LineProblem] = []
    letters: dict[int, int] = {}
    diagnoses: list[str] = []
    for place, line in enumerate(typed.diagnoses):
        if line.stands:
            letters[place] = len(diagnoses)
            diagnoses.append(_code("diagnoses", place, line.code, problems))
    if len(diagnoses) > MAX_DIAGNOSES:
        first_too_many = list(letters)[MAX_DIAGNOSES] + 1
        problems.append(LineProblem("diagnoses", first_too_many, f"A claim takes at most {MAX_DIAGNOSES} diagnoses."))
    entered = [(place, line) for place, line in enumerate(typed.procedures) if line.stands]
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
    """Lines from parallel form columns (code, modifiers, units, pointers, mark); short columns are filled with blanks.

    A code with tabs or line breaks was pasted from a spreadsheet: it becomes lines of its own.
    """
    length = max((len(column) for column in columns), default=0)
    padded = [list(column) + [""] * (length - len(column)) for column in columns]
    lines: list[TypedLine] = []
    for values in zip(*padded, strict=True):
        line = TypedLine(*values[:5])
        lines += _split(line) if re.search(r"[\t\r\n]", line.code.strip()) else [line]
    return tuple(lines)


def _split(line: TypedLine) -> list[TypedLine]:
    """The rows pasted into a code; what stood beside it stays with the first row that does not say it itself."""
    first, *rest = pasted_lines(line.code)
    kept = TypedLine(
        first.code,
        first.modifiers or line.modifiers,
        first.units or line.units,
        first.pointers or line.pointers,
        line.mark,
        line.is_struck,
    )
    return [kept, *rest]


def said(line: TypedLine) -> tuple[str, tuple[str, ...], str, str]:
    """What a line says, however it is written: code, modifiers in the order of letters, units, pointers."""
    units = unicodedata.normalize("NFKC", line.units).strip() or "1"
    if units.isascii() and units.isdigit():
        units = str(int(units))
    return normalise_code(line.code), tuple(sorted(_words(line.modifiers))), units, "".join(_words(line.pointers))


def pasted_codes(text: str) -> list[TypedLine]:
    """The rows of a spreadsheet as diagnoses: the first cell of each, and what is written like a code beside it."""
    rows = [[cell.strip() for cell in row.split("\t") if cell.strip()] for row in re.split(r"[\r\n]+", text)]
    return [
        TypedLine(cell)
        for row in rows
        for place, cell in enumerate(row)
        if place == 0 or re.fullmatch(r"[A-Z][0-9][0-9A-Z]{1,5}", normalise_code(cell))
    ]


def pasted_lines(text: str) -> list[TypedLine]:
    """The rows of a spreadsheet as lines: code, modifiers, units, pointers, one cell each. Empty rows are left out."""
    rows = [row.split("\t") for row in re.split(r"[\r\n]+", text) if row.strip()]
    cells = [[cell.strip() for cell in (*row, "", "", "")[:4]] for row in rows]
    return [TypedLine(code, modifiers, units, pointers) for code, modifiers, units, pointers in cells]

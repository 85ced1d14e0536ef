"""Rosters: rows of a table as people to invite, with everything that is wrong said row by row."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from trainer.domain.classes.roles import Role
from trainer.domain.kernel.errors import Refused

MAX_ROSTER_ROWS = 2_000
MAX_NAME = 80
MAX_ADDRESS = 254
MAX_STUDENT_NUMBER = 40


class Column(StrEnum):
    """What a column can hold; the values are the headings of the template."""

    NAME = "name"
    FIRST_NAME = "first name"
    LAST_NAME = "last name"
    EMAIL = "email"
    STUDENT_NUMBER = "student number"
    ROLE = "role"


class Standing(StrEnum):
    """How an address stands to the class already."""

    MEMBER = "member"
    INVITED = "invited"


_HEADINGS = {
    Column.NAME: ("name", "full name", "student", "student name", "display name"),
    Column.FIRST_NAME: ("first name", "firstname", "first", "given name", "forename"),
    Column.LAST_NAME: ("last name", "lastname", "last", "surname", "family name"),
    Column.EMAIL: ("email", "e mail", "mail", "email address", "e mail address", "address", "sis login id"),
    Column.STUDENT_NUMBER: ("student number", "student no", "student id", "studentid", "number", "id", "sis user id"),
    Column.ROLE: ("role",),
}
_COLUMN_OF = {heading: column for column, headings in _HEADINGS.items() for heading in headings}
_ROLE_OF = {
    "": Role.LEARNER,
    "learner": Role.LEARNER,
    "student": Role.LEARNER,
    "assistant": Role.ASSISTANT,
    "teaching assistant": Role.ASSISTANT,
    "ta": Role.ASSISTANT,
    "instructor": Role.INSTRUCTOR,
    "teacher": Role.INSTRUCTOR,
    "co instructor": Role.INSTRUCTOR,
}
_STANDING = {
    Standing.MEMBER: "is in the class already.",
    Standing.INVITED: "is invited already. Send the mail again from the page of members.",
}


@dataclass(frozen=True, slots=True)
class RosterRow:
    """Somebody to invite; `row` counts as the spreadsheet does, its headings are row 1."""

    row: int
    name: str
    email: str
    student_number: str
    role: Role


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row is left out; `who` is what stands in it."""

    row: int
    who: str
    message: str


@dataclass(frozen=True, slots=True)
class Roster:
    """Both in the order of the file. A row is in one of them; several things may be wrong with a row."""

    rows: tuple[RosterRow, ...]
    problems: tuple[RowProblem, ...]

    @property
    def bad_rows(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(problem.row for problem in self.problems))


@dataclass(frozen=True, slots=True)
class Addresses:
    """What there is to know of addresses: whether a text is one, the form by which two are the same, who has come."""

    is_address: Callable[[str], bool]
    key_of: Callable[[str], str]
    standing: Mapping[str, Standing]


def read_roster(table: Sequence[Sequence[str]], addresses: Addresses) -> Roster:
    """The people of a table whose first row has the headings, in any order and case.

    Raises:
        Refused: a heading is not known or stands twice, one that is needed is missing, or there are too many rows.
    """
    columns = _columns(table[0] if table else ())
    filled = [(number, row) for number, row in enumerate(table[1:], start=2) if any(cell.strip() for cell in row)]
    if not filled:
        raise Refused("There is nobody below the headings.", "file")
    if len(filled) > MAX_ROSTER_ROWS:
        raise Refused(
            f"The file has {len(filled):,} rows. A roster takes at most {MAX_ROSTER_ROWS:,}: split the file.", "file"
        )
    rows: list[RosterRow] = []
    problems: list[RowProblem] = []
    seen: dict[str, int] = {}
    for number, cells in filled:
        person, wrong = _read_row(number, columns, cells, addresses)
        key = addresses.key_of(person.email)
        if person.email and key in seen:
            wrong.append(f"The address stands in row {seen[key]} already.")
        seen.setdefault(key, number)
        problems += (RowProblem(number, person.email or person.name or "–", message) for message in wrong)
        if not wrong:
            rows.append(person)
    return Roster(tuple(rows), tuple(problems))


def _columns(headings: Sequence[str]) -> dict[Column, int]:
    found: dict[Column, int] = {}
    unknown = [heading or f"column {place}" for place, heading in enumerate(headings, start=1) if not _known(heading)]
    if unknown:
        raise Refused(
            f"Unknown: {', '.join(_clipped(heading) for heading in unknown)}. Known columns are {', '.join(Column)}. "
            "Delete the others from the file, or rename them.",
            "file",
        )
    for place, heading in enumerate(headings):
        column = _COLUMN_OF[_folded(heading)]
        if column in found:
            raise Refused(f"Two columns hold the {column}: keep one of them.", "file")
        found[column] = place
    if Column.EMAIL not in found:
        raise Refused("There is no column email. The first row of the file must hold the headings.", "file")
    if Column.NAME not in found and not {Column.FIRST_NAME, Column.LAST_NAME} <= found.keys():
        raise Refused("There is no column name, and not both of first name and last name.", "file")
    return found


def _known(heading: str) -> bool:
    return _folded(heading) in _COLUMN_OF


def _folded(text: str) -> str:
    """Without case, and with one space for whatever stands between words."""
    return re.sub(r"[\s_\-./:#]+", " ", text).strip().casefold()


def _clipped(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def _read_row(
    number: int, columns: Mapping[Column, int], cells: Sequence[str], addresses: Addresses
) -> tuple[RosterRow, list[str]]:
    """The person of a row, and what is wrong with them; what is wrong stands in the person as it was typed."""

    def cell(column: Column) -> str:
        place = columns.get(column, len(cells))
        return " ".join(cells[place].split()) if place < len(cells) else ""

    name = cell(Column.NAME) or f"{cell(Column.FIRST_NAME)} {cell(Column.LAST_NAME)}".strip()
    email, student_number, role = cell(Column.EMAIL), cell(Column.STUDENT_NUMBER), cell(Column.ROLE)
    person = RosterRow(number, name, email, student_number, _ROLE_OF.get(_folded(role), Role.LEARNER))
    wrong = [message for _, message in check_person(name, email, student_number, addresses)]
    if _folded(role) not in _ROLE_OF:
        wrong.append(f"There is no role “{_clipped(role)}”: write learner, assistant or instructor.")
    return person, wrong


def check_person(name: str, email: str, student_number: str, addresses: Addresses) -> list[tuple[Column, str]]:
    """What is wrong with somebody to invite, as column and sentence; nothing: they can be invited."""
    wrong = []
    if not name:
        wrong.append((Column.NAME, "The name is missing."))
    if len(name) > MAX_NAME:
        wrong.append((Column.NAME, f"The name is longer than {MAX_NAME} characters."))
    if not email:
        wrong.append((Column.EMAIL, "The address is missing."))
    elif len(email) > MAX_ADDRESS or not addresses.is_address(email):
        wrong.append((Column.EMAIL, f"“{_clipped(email)}” is not an e-mail address."))
    elif standing := addresses.standing.get(addresses.key_of(email)):
        wrong.append((Column.EMAIL, f"{email} {_STANDING[standing]}"))
    if len(student_number) > MAX_STUDENT_NUMBER:
        wrong.append((Column.STUDENT_NUMBER, f"The student number is longer than {MAX_STUDENT_NUMBER} characters."))
    return wrong

"""Rosters in and out: a file is looked at first, then its good rows are invited; the members as a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from trainer.domain.classes.roles import Act
from trainer.domain.classes.rosters import Column, Roster, read_roster
from trainer.domain.kernel.errors import Refused
from trainer.services.class_access import Member, changer_of, member_for
from trainer.services.class_members import list_members
from trainer.services.file_names import kept_name
from trainer.services.invitations import addresses_of, invite_all
from trainer.services.scope import Scope
from trainer.services.tables import Cell, read_table, write_csv, write_xlsx

HEADINGS = (Column.NAME, Column.EMAIL, Column.STUDENT_NUMBER, Column.ROLE)
_CARRIED_CHARACTERS = 300
"""More than any good cell has, so that a bad one stays bad."""
_HOW_TO: tuple[tuple[str, str], ...] = (
    ("column", "what belongs in it"),
    (Column.NAME, "As the person writes it. Or two columns: first name, last name."),
    (Column.EMAIL, "The invitation goes there. One row for each address."),
    (Column.STUDENT_NUMBER, "If your school has such numbers. Format the column as text to keep leading zeros."),
    (Column.ROLE, "learner, assistant or instructor. Empty: learner."),
)


@dataclass(frozen=True, slots=True)
class RosterPreview:
    """What an import would do; nothing is stored. `carried` is the table as text, to be sent back for the import."""

    member: Member
    filename: str
    roster: Roster
    carried: str


@dataclass(frozen=True, slots=True)
class Imported:
    """How many were invited, and what was left out."""

    invited: int
    roster: Roster


def preview_roster(scope: Scope, class_id: int, data: bytes, filename: str) -> RosterPreview:
    """What the rows of a file are, each good or with what is wrong with it.

    Raises:
        NotFound, Refused: see `changer_of`, `read_table` and `read_roster`.
    """
    member = changer_of(scope, class_id, Act.MANAGE)
    table = read_table(data, filename)
    roster = read_roster(table, addresses_of(scope, class_id))
    return RosterPreview(member, kept_name(filename), roster, _carried(table))


def import_roster(scope: Scope, class_id: int, carried: str) -> Imported:
    """Invites everybody in a good row of the table that `preview_roster` gave; it is read and checked again.

    Raises:
        NotFound, Refused: see `preview_roster`.
        Refused: no row is good any more.
    """
    member = changer_of(scope, class_id, Act.MANAGE)
    roster = read_roster(read_table(carried.encode(), "roster.csv"), addresses_of(scope, class_id))
    if not roster.rows:
        raise Refused("Nobody is left to invite: every row has something wrong, or was invited meanwhile.", "file")
    return Imported(invite_all(scope, member, roster.rows), roster)


def _carried(table: Sequence[Sequence[str]]) -> str:
    return write_csv([[cell[:_CARRIED_CHARACTERS] for cell in row] for row in table]).decode("utf-8-sig")


def roster_template(ending: str) -> bytes:
    """An empty roster with the headings: "csv" or "xlsx"; the workbook says what belongs in each column."""
    if ending == "csv":
        return write_csv([HEADINGS])
    return write_xlsx({"Roster": [HEADINGS], "How to": _HOW_TO})


def export_roster(scope: Scope, class_id: int, ending: str) -> bytes:
    """The members as "csv" or "xlsx", in the columns of the template, so that it can be imported elsewhere.

    Raises:
        NotFound: see `member_for`.
    """
    member_for(scope, class_id, Act.GRADE)
    rows: list[Sequence[Cell]] = [HEADINGS]
    rows += [(row.name, row.email, row.student_number, row.role) for row in list_members(scope, class_id)]
    return write_csv(rows) if ending == "csv" else write_xlsx({"Roster": rows})

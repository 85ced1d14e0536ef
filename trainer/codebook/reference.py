"""Reads what stands beside the codes in an open code book: word parts, index and tables, edits."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from trainer.codebook.parts import EditKind, TableKind, Term
from trainer.domain.codesets.edits import AddOnEdit, MueEdit, PtpEdit
from trainer.domain.codesets.glossary import WordPart

_OF_PRACTITIONERS = "t.setting IN ('practitioner', '')"


@dataclass(frozen=True, slots=True)
class TableRow:
    """An index or table that was imported; `heads` names its columns of codes."""

    number: int
    kind: TableKind
    effective_from: date
    source: str
    heads: tuple[str, ...]


class Reference:
    """What is looked up on the connection of a code book."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def glossary(self) -> tuple[WordPart, ...]:
        """Roots, prefixes and suffixes, in the order of the file."""
        rows = self._connection.execute(
            "SELECT part, kind, meaning, examples, variants FROM glossary ORDER BY position"
        )
        return tuple(
            WordPart(part, kind, meaning, tuple(json.loads(examples)), tuple(json.loads(variants)))
            for part, kind, meaning, examples, variants in rows
        )

    def tables(self, day: date) -> Sequence[TableRow]:
        """For each kind the table in force on a day, or else the earliest."""
        rows = self._connection.execute(
            "SELECT id, kind, effective_from, source, heads FROM index_tables"
            " ORDER BY effective_from <= ?, CASE WHEN effective_from <= ? THEN effective_from END, effective_from DESC",
            (day.isoformat(), day.isoformat()),
        )
        of_kind = {
            kind: TableRow(number, TableKind(kind), date.fromisoformat(begins), source, tuple(json.loads(heads)))
            for number, kind, begins, source, heads in rows
        }
        return tuple(of_kind[kind] for kind in TableKind if kind in of_kind)

    def letters(self, table: TableRow) -> Sequence[str]:
        """The letters under which terms stand."""
        rows = self._connection.execute(
            "SELECT DISTINCT letter FROM index_terms WHERE table_id = ? ORDER BY letter", (table.number,)
        )
        return tuple(letter for (letter,) in rows)

    def terms(self, table: TableRow, letter: str, start: int, limit: int) -> tuple[Sequence[Term], int]:
        """Lines of a letter in printed order, from `start`, and how many there are."""
        (count,) = self._connection.execute(
            "SELECT count(*) FROM index_terms WHERE table_id = ? AND letter = ?", (table.number, letter)
        ).fetchone()
        rows = self._connection.execute(
            "SELECT depth, title, cells, see, see_also FROM index_terms WHERE table_id = ? AND letter = ?"
            " ORDER BY position LIMIT ? OFFSET ?",
            (table.number, letter, limit, start),
        )
        return tuple(Term(depth, title, tuple(json.loads(cells)), *see) for depth, title, cells, *see in rows), count

    def ptp_edits(self, one: str, other: str, day: date) -> Sequence[PtpEdit]:
        """The edits in force on a day between two codes of a practitioner's claim, whichever of them is column one.

        Each setting has lists of its own; a file that does not say its setting counts for practitioners too. Of several
        rows for a pair the latest that had begun counts: lists of changes follow the complete ones.
        """
        rows = self._connection.execute(
            "SELECT p.column_one, p.column_two, p.effective_on, p.deleted_on, p.modifier_indicator, p.rationale"  # noqa: S608
            " FROM ptp_edits p JOIN edit_tables t ON t.id = p.table_id"
            " WHERE ((p.column_one = ? AND p.column_two = ?) OR (p.column_one = ? AND p.column_two = ?))"
            f" AND p.effective_on <= ? AND {_OF_PRACTITIONERS} ORDER BY p.effective_on, t.effective_from, p.rowid",
            (one, other, other, one, day.isoformat()),
        )
        latest = {
            (first, second): PtpEdit(first, second, date.fromisoformat(begins), _day(ends), indicator, rationale)
            for first, second, begins, ends, indicator, rationale in rows
        }
        return tuple(edit for edit in latest.values() if edit.is_in_force(day))

    def add_on_edits(self, add_on: str, day: date) -> Sequence[AddOnEdit]:
        """What an add-on code may be reported beside on a day, each once; nothing for codes that are none.

        Each list is complete, with days of its own: the latest that had begun answers, or else the earliest.
        """
        wanted = day.isoformat()
        rows = self._connection.execute(
            "SELECT DISTINCT a.add_on, a.primary_code, a.kind, a.effective_on, a.deleted_on FROM add_on_edits a"  # noqa: S608
            " JOIN edit_tables t ON t.id = a.table_id WHERE a.add_on = ? AND a.effective_on <= ?"
            f" AND (a.deleted_on IS NULL OR a.deleted_on >= ?) AND {_OF_PRACTITIONERS} AND t.effective_from = ("
            f"SELECT t.effective_from FROM edit_tables t WHERE t.kind = ? AND {_OF_PRACTITIONERS}"
            " ORDER BY t.effective_from <= ? DESC,"
            " CASE WHEN t.effective_from <= ? THEN t.effective_from END DESC, t.effective_from LIMIT 1)"
            " ORDER BY a.primary_code, a.effective_on",
            (add_on, wanted, wanted, EditKind.ADD_ON, wanted, wanted),
        )
        edits = (AddOnEdit(code, primary, kind, date.fromisoformat(a), _day(b)) for code, primary, kind, a, b in rows)
        return tuple({edit.primary: edit for edit in edits}.values())

    def mue_edits(self, code: str, day: date) -> Sequence[tuple[str, MueEdit]]:
        """The most units of a code on a day, for each setting the latest list that had begun."""
        rows = self._connection.execute(
            "SELECT t.setting, m.code, m.units, m.adjudication, m.rationale FROM mue_edits m"
            " JOIN edit_tables t ON t.id = m.table_id WHERE m.code = ? AND t.effective_from <= ?"
            " ORDER BY t.effective_from",
            (code, day.isoformat()),
        )
        latest = {setting: MueEdit(*values) for setting, *values in rows}
        return tuple(sorted(latest.items()))


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)

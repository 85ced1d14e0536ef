"""Edits of the National Correct Coding Initiative held in memory: what grading asks where an operator imported them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from trainer.domain.codesets.edits import AddOnEdit, MueEdit, PtpEdit


@dataclass(frozen=True, slots=True)
class SomeEdits:
    """Implements `ClaimEdits`. `mues` are of the setting that is named beside each."""

    pairs: tuple[PtpEdit, ...] = ()
    add_ons: tuple[AddOnEdit, ...] = ()
    mues: tuple[tuple[str, MueEdit], ...] = ()

    def ptp_edits(self, one: str, other: str, day: date) -> Sequence[PtpEdit]:
        both = {one, other}
        return tuple(
            edit for edit in self.pairs if {edit.column_one, edit.column_two} == both and edit.is_in_force(day)
        )

    def add_on_edits(self, add_on: str, day: date) -> Sequence[AddOnEdit]:
        return tuple(
            edit
            for edit in self.add_ons
            if edit.add_on == add_on
            and edit.effective_on <= day
            and (edit.deleted_on is None or day <= edit.deleted_on)
        )

    def mue_edits(self, code: str, day: date) -> Sequence[tuple[str, MueEdit]]:
        return tuple((setting, edit) for setting, edit in self.mues if edit.code == code)


def a_pair(
    column_one: str, column_two: str, indicator: int, begins: date = date(2020, 1, 1), ends: date | None = None
) -> SomeEdits:
    """One pair of codes, by default in force for years; the indicator is 0, 1 or 9."""
    return SomeEdits(pairs=(PtpEdit(column_one, column_two, begins, ends, indicator, "more extensive procedure"),))


def an_add_on(add_on: str, *primaries: str, kind: int = 1, ends: date | None = None) -> SomeEdits:
    """An add-on code and what it goes beside; no primaries: the contractor decides (CMS types 2 and 3)."""
    return SomeEdits(
        add_ons=tuple(AddOnEdit(add_on, primary, kind, date(2013, 4, 1), ends) for primary in primaries or ("",))
    )


def a_limit(code: str, units: int, adjudication: int = 2, setting: str = "practitioner") -> SomeEdits:
    """The most units of a code. `adjudication` 1: a line; 2 and 3: a day."""
    return SomeEdits(mues=((setting, MueEdit(code, units, adjudication, "clinical: data")),))

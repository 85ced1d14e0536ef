"""Edits of the National Correct Coding Initiative, and the protocol by which grading asks for them.

Empty where an operator has imported none: the files list CPT codes and are not shipped.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol


@dataclass(frozen=True, slots=True)
class PtpEdit:
    """`column_two` is not paid beside `column_one`, from `effective_on` to `deleted_on` (None: still).

    `modifier_indicator`: 0 no modifier lifts it, 1 one may, 9 not applicable. An edit that ends on the day on which it
    begins was never in force.
    """

    column_one: str
    column_two: str
    effective_on: date
    deleted_on: date | None
    modifier_indicator: int
    rationale: str

    def is_in_force(self, day: date) -> bool:
        """Whether the edit holds for services on a day."""
        is_over = self.deleted_on is not None and (self.deleted_on < day or self.deleted_on == self.effective_on)
        return self.effective_on <= day and not is_over


@dataclass(frozen=True, slots=True)
class AddOnEdit:
    """`add_on` is paid only beside `primary` ("" where contractors decide, types 2, 3); `kind` is CMS's type, 1-3."""

    add_on: str
    primary: str
    kind: int
    effective_on: date
    deleted_on: date | None


@dataclass(frozen=True, slots=True)
class MueEdit:
    """The most units of a code; `adjudication` 1: claim line, 2: day of service (policy), 3: day (clinical)."""

    code: str
    units: int
    adjudication: int
    rationale: str


class ClaimEdits(Protocol):
    """The imported edits; codes normalised."""

    def ptp_edits(self, one: str, other: str, day: date) -> Sequence[PtpEdit]:
        """The edits in force on a day between two codes, whichever of them is column one."""

    def add_on_edits(self, add_on: str, day: date) -> Sequence[AddOnEdit]:
        """What an add-on code may be reported beside on a day; nothing for codes that are none."""

    def mue_edits(self, code: str, day: date) -> Sequence[tuple[str, MueEdit]]:
        """The most units of a code on a day, for each setting."""


class NoEdits:
    """Where no edits were imported."""

    def ptp_edits(self, one: str, other: str, day: date) -> Sequence[PtpEdit]:
        return ()

    def add_on_edits(self, add_on: str, day: date) -> Sequence[AddOnEdit]:
        return ()

    def mue_edits(self, code: str, day: date) -> Sequence[tuple[str, MueEdit]]:
        return ()

"""What a learner can do: each move with its minutes. The `kind` tells them apart where they are stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from trainer.domain.simulation.world import Argument, Item


class Disposition(StrEnum):
    """What becomes of an amount when a remittance is posted. OPEN keeps it for the next payer or to be worked."""

    WRITE_OFF = "write-off"
    PATIENT = "patient"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class CheckCoverage:
    """Asks the payer that the draft bills about the member."""

    encounter: str
    kind: Literal["check"] = "check"


@dataclass(frozen=True, slots=True)
class Fix:
    """Changes an item of the claim to one of the offered values."""

    encounter: str
    item: Item
    value: str
    kind: Literal["fix"] = "fix"


@dataclass(frozen=True, slots=True)
class Submit:
    """Sends the claim, or the corrected lines of a denied one."""

    encounter: str
    kind: Literal["submit"] = "submit"


@dataclass(frozen=True, slots=True)
class Post:
    """Posts the remittance in the inbox: one decision for each of its parts, in their order."""

    encounter: str
    decisions: tuple[Disposition, ...]
    kind: Literal["post"] = "post"


@dataclass(frozen=True, slots=True)
class Appeal:
    encounter: str
    argument: Argument
    kind: Literal["appeal"] = "appeal"


@dataclass(frozen=True, slots=True)
class BillSecondary:
    """Sends the claim with the first payer's answer to the payer of the other card."""

    encounter: str
    kind: Literal["secondary"] = "secondary"


@dataclass(frozen=True, slots=True)
class BillPatient:
    """Moves what is open to the patient, who gets a statement tonight."""

    encounter: str
    kind: Literal["patient"] = "patient"


@dataclass(frozen=True, slots=True)
class WriteOff:
    """Writes off all that is open; of a copied encounter that was never sent: voids it."""

    encounter: str
    kind: Literal["write-off"] = "write-off"


@dataclass(frozen=True, slots=True)
class Call:
    """Asks the payer on the telephone what became of the claim, or why it was denied."""

    encounter: str
    kind: Literal["call"] = "call"


@dataclass(frozen=True, slots=True)
class EndDay:
    """Goes home; the next working day begins, or the month closes."""

    kind: Literal["end-day"] = "end-day"


AccountMove = CheckCoverage | Fix | Submit | Post | Appeal | BillSecondary | BillPatient | WriteOff | Call
Move = AccountMove | EndDay

MINUTES: Mapping[type[Move], int] = {
    CheckCoverage: 8,
    Fix: 5,
    Submit: 6,
    Post: 8,
    Appeal: 40,
    BillSecondary: 8,
    BillPatient: 5,
    WriteOff: 4,
    Call: 20,
    EndDay: 0,
}
COMPLAINT_MINUTES = 20
"""What a patient's complaint takes of the day on which it comes."""

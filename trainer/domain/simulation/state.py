"""Where the month stands: every account with its money, the day, the minutes left, and what was lost so far.

Money: charge = insurers' payments + patient's share + contractual + given up + billed to the patient in error + open.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from trainer.domain.claims.contracts import Accumulators
from trainer.domain.claims.remittance import ClaimPayment
from trainer.domain.simulation.payers import Answer, Cure, Fields, Part, Remitted, service_lines
from trainer.domain.simulation.world import Encounter, World


class Stage(StrEnum):
    """Whose turn it is on an account: DRAFT, ANSWERED and OPEN wait for the biller."""

    DRAFT = "draft"
    WAITING = "waiting"
    ANSWERED = "answered"
    OPEN = "open"
    SETTLED = "settled"


class Asked(StrEnum):
    """What a payer is working on."""

    CLAIM = "claim"
    CORRECTED = "corrected claim"
    SECOND = "second payer's claim"
    APPEAL = "appeal"


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the payer was asked, the day and the move on which, and the answer that will come (hidden)."""

    asked: Asked
    on: date
    move: int
    answer: Answer


@dataclass(frozen=True, slots=True)
class Denial:
    """Denied parts that stay open, the day of their remittance, and whose contract it fell under."""

    parts: tuple[Part, ...]
    on: date
    payer_id: str
    is_appealed: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """A coverage check: the card and the number that were asked about, and the day."""

    card: str
    member_id: str
    on: date


@dataclass(frozen=True, slots=True)
class Account:
    """One encounter in the books. `lines` are those that no payer has settled yet; `parts` amounts of a remittance
    that were kept open. `misbilled_cents`: with the patient, who does not owe it and complains on `complains_on`.
    Hidden: `cure` is what a right handling of `lines` brings, `kept_worth` what one of `parts` does, `is_copy` whether
    the same visit is already billed on another account.
    """

    id: str
    stage: Stage
    fields: Fields
    lines: tuple[int, ...]
    so_far: Accumulators
    cure: Cure
    is_copy: bool = False
    insurer_cents: int = 0
    share_cents: int = 0
    patient_cents: int = 0
    contractual_cents: int = 0
    given_up_cents: int = 0
    misbilled_cents: int = 0
    misbilled_agreed_cents: int = 0
    """What of it is contractual, so that it is written off as such after the complaint."""
    misbilled_by: int = 0
    """The number of the move that billed the patient in error."""
    parts: tuple[Part, ...] = ()
    kept_worth: int = 0
    waiting: Waiting | None = None
    inbox: Remitted | None = None
    denial: Denial | None = None
    first_payment: ClaimPayment | None = None
    is_second_done: bool = False
    pays_on: date | None = None
    complains_on: date | None = None
    sent_count: int = 0
    was_clean: bool | None = None
    """Whether the first claim of the month had no error; None while none was sent."""
    is_posted: bool = False
    denials: int = 0
    overturned: int = 0
    checks: tuple[Checked, ...] = ()
    touched: int = 0
    """The number of the last move on this account, 0 for none."""
    insurer_before_cents: int = 0
    """What of the insurers' payments was posted in the months before."""
    is_rework: bool = False
    """Whether a claim that was sent this month came back rejected, or denied for an error of the practice."""
    rework_minutes: int = 0
    """What was worked on the account since then."""

    def open_cents(self, encounter: Encounter) -> int:
        """What payers still owe by the books."""
        lines = service_lines(encounter, self.fields)
        return sum(lines[place].charge_cents for place in self.lines) + sum(part.cents for part in self.parts)

    def charge_cents(self, encounter: Encounter) -> int:
        return sum(line.charge_cents for line in service_lines(encounter, self.fields))

    @property
    def denial_is_open(self) -> bool:
        """Whether denied lines wait to be worked."""
        return self.stage is Stage.OPEN and self.denial is not None and bool(self.lines)

    @property
    def patient_open_cents(self) -> int:
        return self.share_cents - self.patient_cents


class LossKind(StrEnum):
    """GIVEN_AWAY by a move, OVERDUE by a deadline that passed, LEFT untouched when the month closed."""

    GIVEN_AWAY = "given away"
    OVERDUE = "overdue"
    LEFT = "left lying"


@dataclass(frozen=True, slots=True)
class Loss:
    """Money left on the table: on which day, by which move (numbered from 1), what was done, what was right."""

    cents: int
    on: date
    encounter: str
    move: int
    kind: LossKind
    done: str
    right: str


@dataclass(frozen=True, slots=True)
class Complaint:
    """A patient who was billed what he does not owe: the move that did it, and the day of the complaint."""

    on: date
    encounter: str
    move: int
    cents: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. `move` is the number of the move that did it; `encounter` may be empty."""

    on: date
    move: int
    encounter: str
    text: str


@dataclass(frozen=True, slots=True)
class State:
    """`accounts` by encounter id, those that have arrived; `moves` is how many were made, `minutes_worked` what they
    took, and `night` the number of the move that ended the day before (0 on the first day).
    """

    world: World
    today: date
    minutes_left: int
    accounts: Mapping[str, Account]
    moves: int = 0
    is_closed: bool = False
    log: tuple[Entry, ...] = ()
    losses: tuple[Loss, ...] = ()
    complaints: tuple[Complaint, ...] = ()
    minutes_worked: int = 0
    night: int = 0

    def encounter(self, account_id: str) -> Encounter:
        return self.world.encounters[account_id]

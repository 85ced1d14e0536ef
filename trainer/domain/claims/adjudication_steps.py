"""A claim line on its way through adjudication: what is left of it, what was taken off and why, in plain sentences."""

from dataclasses import dataclass, field
from enum import StrEnum

from trainer.domain.claims.contracts import Fee
from trainer.domain.claims.professional import ServiceLine
from trainer.domain.claims.remittance import Adjustment


class Rule(StrEnum):
    """The steps of adjudication, in their order."""

    COORDINATION = "coordination of benefits"
    COVERAGE = "coverage"
    PAYER = "right payer"
    DUPLICATE = "duplicate"
    TIMELY_FILING = "timely filing"
    MISSING = "missing information"
    AUTHORIZATION = "authorization"
    EXCLUSION = "excluded service"
    BUNDLING = "bundling"
    FEE = "fee schedule"
    BILATERAL = "bilateral procedure"
    MULTIPLE = "multiple procedures"
    NONPARTICIPATING = "nonparticipating provider"
    ALLOWED = "allowed amount"
    WRITE_OFF = "write-off"
    PREVENTIVE = "preventive service"
    DEDUCTIBLE = "deductible"
    COPAYMENT = "copayment"
    COINSURANCE = "coinsurance"
    OUT_OF_POCKET = "out-of-pocket maximum"
    SEQUESTRATION = "sequestration"
    PAYMENT = "payment"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of adjudication in a sentence for learners. `line` counts from 1; 0 is the whole claim.

    With an adjustment, `before_cents` and `after_cents` are what was left to pay of the line, and their difference is
    the adjustment. Without one they are the amount that the step looked at and what it made of it.
    """

    line: int
    rule: Rule
    sentence: str
    before_cents: int
    after_cents: int
    adjustment: Adjustment | None = None


_NO_FEE = Fee("", 0)


@dataclass(slots=True)
class WorkLine:
    """A line while it is adjudicated: `left_cents` is billed less every adjustment so far, and in the end the payment.

    `is_open` until it is denied; `fee` is that of an open line. `scheduled_cents` is what the contract has for it,
    `allowed_cents` that or the charge, `ceiling_cents` the most that may be collected from everybody together.
    """

    number: int
    line: ServiceLine
    left_cents: int
    fee: Fee = _NO_FEE
    is_open: bool = True
    scheduled_cents: int = 0
    allowed_cents: int = 0
    ceiling_cents: int = 0
    adjustments: list[Adjustment] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    def take(self, rule: Rule, adjustment: Adjustment, sentence: str) -> None:
        """Takes an adjustment off what is left; one of zero cents is not written on a remittance."""
        before = self.left_cents
        self.left_cents -= adjustment.cents
        if adjustment.cents:
            self.adjustments.append(adjustment)
            self.steps.append(Step(self.number, rule, sentence, before, self.left_cents, adjustment))

    def note(self, rule: Rule, sentence: str, before_cents: int, after_cents: int) -> None:
        """Explains an amount that changes nothing on the remittance by itself."""
        self.steps.append(Step(self.number, rule, sentence, before_cents, after_cents))

    def deny(self, rule: Rule, adjustment: Adjustment, sentence: str) -> None:
        """Closes the line: the adjustment takes all that is left."""
        self.is_open = False
        if adjustment.cents:
            self.take(rule, adjustment, sentence)
        else:
            self.note(rule, sentence, 0, 0)

"""What a payer has agreed to: its fee schedule and payment rules, and the benefits of one member.

Money is in integer cents; rates are in basis points (2,000 = 20 %), so that no float touches money.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from trainer.domain.claims.professional import Profile


class MultipleRule(StrEnum):
    """How a second procedure of the day is paid (the fee schedule's multiple-procedure indicator)."""

    NONE = "0"
    STANDARD = "2"
    ENDOSCOPY = "3"


@dataclass(frozen=True, slots=True)
class Fee:
    """What the contract allows for one unit of a code at one place.

    `base_code` is the endoscopy that a code of that family contains; `is_addon` codes are never reduced;
    `is_bilateral` (indicator 1): 150 % with modifier 50. `modifier` (26 or TC) makes it the fee of one component;
    `base_units` are those of an anesthesia code, which has no fee but the contract's anesthesia factor.
    """

    code: str
    allowed_cents: int
    multiple: MultipleRule = MultipleRule.NONE
    base_code: str = ""
    is_addon: bool = False
    is_bilateral: bool = False
    needs_authorization: bool = False
    is_preventive: bool = False
    """Paid in full: no deductible, no coinsurance, no copayment."""
    modifier: str = ""
    base_units: int = 0


@dataclass(frozen=True, slots=True)
class Bundle:
    """An NCCI pair: `column_two` is not paid beside `column_one`, unless a modifier may and does set them apart."""

    column_one: str
    column_two: str
    is_modifier_allowed: bool


@dataclass(frozen=True, slots=True)
class Contract:
    """One payer's rules. Days are calendar days.

    `timely_days` counts from the date of service to the day of receipt (365: Medicare's calendar year is counted by
    the calendar, see filing_limits). `multiple_rates` are basis points for the first, second, … procedure, the last one
    repeats. `sequestration` is taken from the payment (200 for Medicare). `nonparticipating_rate`: basis points of the
    fee schedule that are allowed where the provider does not participate (9,500 for Medicare; 10,000 for TRICARE, whose
    limit is 115 % of the allowable charge itself), `limiting_rate` the most that may then be charged of
    that (11,500). `anesthesia_factor` pays one anesthesia unit, in ten-thousandths of a dollar (204,976 for 20.4976).
    `is_nonduplicating`: as second payer it pays only what its own benefit exceeds the first payment by.
    """

    payer: str
    payer_id: str
    profile: Profile
    fees: tuple[Fee, ...]
    year: int
    bundles: tuple[Bundle, ...] = ()
    timely_days: int = 365
    appeal_days: int = 120
    multiple_rates: tuple[int, ...] = (10_000, 5_000)
    sequestration: int = 0
    is_participating: bool = True
    nonparticipating_rate: int = 9_500
    limiting_rate: int = 11_500
    anesthesia_factor: int = 0
    is_nonduplicating: bool = False

    def fee_of(self, code: str, modifiers: tuple[str, ...] = ()) -> Fee | None:
        """The fee of a code, that of a component (26, TC) where a modifier names one that has its own."""
        fees = {fee.modifier: fee for fee in self.fees if fee.code == code}
        return next((fees[modifier] for modifier in modifiers if modifier in fees), fees.get(""))


@dataclass(frozen=True, slots=True)
class Benefits:
    """What a member's plan makes the member pay. A limit of None: there is none.

    `copay_cents` is per visit (date of service) and replaces coinsurance on the codes in `copay_codes`;
    `coinsurance` in basis points of what is left after the deductible.
    """

    deductible_cents: int = 0
    coinsurance: int = 0
    copay_cents: int = 0
    copay_codes: frozenset[str] = frozenset()
    out_of_pocket_cents: int | None = None
    is_active: bool = True
    covered_from: date | None = None
    covered_through: date | None = None
    excluded_codes: frozenset[str] = frozenset()
    authorizations: frozenset[str] = field(default_factory=frozenset)
    """Authorization numbers that the payer has issued."""
    is_deductible_waived_for_copay: bool = False
    """Many plans take the copayment of a visit alone; others take the deductible first."""


@dataclass(frozen=True, slots=True)
class Accumulators:
    """What a member has paid so far in the benefit year."""

    deductible_cents: int = 0
    out_of_pocket_cents: int = 0

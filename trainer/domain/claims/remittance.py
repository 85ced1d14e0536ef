"""The remittance advice (835): what a payer paid of which claim, and why not more; and whether its sums hold.

Money is in integer cents. Line: billed - adjustments = paid. Claim: billed - all its adjustments = paid.
Batch: payment = sum of the claims - provider-level adjustments. Source: ASC X12 835 005010X221A1, balancing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from trainer.domain.claims.professional import Address, Name
from trainer.domain.kernel.errors import Refused

REVERSAL = "22"
"""The status (CLP02) of a payment that is taken back."""
_TURNS = {"2": 1, "20": 1, "3": 2, "21": 2}


class Group(StrEnum):
    """Who bears an adjustment: contractual obligation, patient, other, payer initiated."""

    CONTRACTUAL = "CO"
    PATIENT = "PR"
    OTHER = "OA"
    PAYER = "PI"


@dataclass(frozen=True, slots=True)
class Adjustment:
    """`reason` is the claim adjustment reason code (CARC); a negative amount adds to the payment."""

    group: Group
    reason: str
    cents: int


@dataclass(frozen=True, slots=True)
class ServicePayment:
    """One line (SVC). `remarks` are remittance advice remark codes (RARC); `line_number` is the claim's, from 1."""

    code: str
    on: date
    billed_cents: int
    paid_cents: int
    adjustments: tuple[Adjustment, ...] = ()
    modifiers: tuple[str, ...] = ()
    units: int = 1
    allowed_cents: int | None = None
    remarks: tuple[str, ...] = ()
    line_number: int = 0


@dataclass(frozen=True, slots=True)
class ClaimPayment:
    """One claim (CLP). `status`: 1, 2, 3 processed as primary, secondary, tertiary, paid or denied; 4 denied because
    the payer does not know the patient; 19 primary and forwarded; 22 reversal. `filing_code` as in SBR09.
    """

    account_number: str
    status: str
    patient: Name
    member_id: str
    control_number: str
    filing_code: str
    billed_cents: int
    paid_cents: int
    patient_cents: int
    lines: tuple[ServicePayment, ...]
    adjustments: tuple[Adjustment, ...] = ()
    remarks: tuple[str, ...] = ()
    rendering_npi: str = ""
    received_on: date | None = None


def turn_of_status(status: str) -> int:
    """The turn of the payer by a claim's status: 0 primary, 1 secondary, 2 tertiary; 0 where the status tells none."""
    return _TURNS.get(status, 0)


def line_numbers(claim: ClaimPayment) -> tuple[int, ...]:
    """Which lines of the claim, from 1, the lines of an answer are: as they say, or their places where none says it.

    Raises:
        Refused: some lines have a number and others have none, so that none can be trusted.
    """
    numbers = tuple(line.line_number for line in claim.lines)
    if not any(numbers):
        return tuple(range(1, len(numbers) + 1))
    if not all(numbers):
        raise Refused(
            "some lines of the claim have a line number, and others have none", f"claim {claim.account_number}"
        )
    return numbers


@dataclass(frozen=True, slots=True)
class ProviderAdjustment:
    """An amount that belongs to no claim of the batch (PLB): WO recovers, L6 interest. Positive lowers the payment."""

    reason: str
    reference: str
    cents: int
    fiscal_year_ends_on: date


@dataclass(frozen=True, slots=True)
class Party:
    """Payer or payee. `identifier` is the payer's id, or the payee's NPI; `tax_id` nine digits."""

    name: str
    identifier: str
    address: Address
    tax_id: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Remittance:
    """A payment with its claims. `number` is the check or trace number; `method`: ACH, CHK, or NON for no payment."""

    payer: Party
    payee: Party
    number: str
    method: str
    paid_on: date
    claims: tuple[ClaimPayment, ...]
    payment_cents: int
    provider_adjustments: tuple[ProviderAdjustment, ...] = ()


@dataclass(frozen=True, slots=True)
class Imbalance:
    """A sum that does not hold: where (`batch`, `claim A1`, `claim A1 line 2`), what it should be and what it says."""

    where: str
    expected_cents: int
    stated_cents: int


def imbalances(remittance: Remittance) -> tuple[Imbalance, ...]:
    """Every sum of the remittance that does not hold, lines first, then claims, then the batch; empty where all do."""
    found = [each for claim in remittance.claims for each in _of_claim(claim)]
    total = sum(claim.paid_cents for claim in remittance.claims)
    expected = total - sum(each.cents for each in remittance.provider_adjustments)
    if expected != remittance.payment_cents:
        found.append(Imbalance("batch", expected, remittance.payment_cents))
    return tuple(found)


def _of_claim(claim: ClaimPayment) -> Iterator[Imbalance]:
    where = f"claim {claim.account_number}"
    for number, line in enumerate(claim.lines, 1):
        expected = line.billed_cents - sum(each.cents for each in line.adjustments)
        if expected != line.paid_cents:
            yield Imbalance(f"{where} line {line.line_number or number}", expected, line.paid_cents)
    if claim.lines and (billed := sum(line.billed_cents for line in claim.lines)) != claim.billed_cents:
        yield Imbalance(f"{where} billed", billed, claim.billed_cents)
    everything = [*claim.adjustments, *(each for line in claim.lines for each in line.adjustments)]
    expected = claim.billed_cents - sum(each.cents for each in everything)
    if expected != claim.paid_cents:
        yield Imbalance(where, expected, claim.paid_cents)
    patient = sum(each.cents for each in everything if each.group is Group.PATIENT)
    if patient != claim.patient_cents and claim.status != REVERSAL:
        yield Imbalance(f"{where} patient share", patient, claim.patient_cents)

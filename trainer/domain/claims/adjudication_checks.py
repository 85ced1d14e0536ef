"""Reasons for which a payer denies a line before it looks at the price, in the order of `Rule`.

The codes are those of X12's public lists (CARC, RARC), in our own words; who bears a denial (CO, PR, OA) follows
common practice, because the lists leave it to the payer.
"""

from dataclasses import dataclass
from datetime import date

from trainer.domain.claims.adjudication_steps import Rule
from trainer.domain.claims.code_rules import has_rendering, is_ordered
from trainer.domain.claims.contracts import Benefits, Contract
from trainer.domain.claims.filing_limits import last_filing_day
from trainer.domain.claims.professional import Frequency, ProfessionalClaim, Profile, Sequence, ServiceLine
from trainer.domain.claims.remittance import Group

COMPONENTS = {"26", "TC"}
_TURNS = {Sequence.PRIMARY: 0, Sequence.SECONDARY: 1, Sequence.TERTIARY: 2}
_UNPROCESSABLE = "MA130"
"""Medicare's remark that the claim was not processed: correct it and send it as new, there is nothing to appeal."""


@dataclass(frozen=True, slots=True)
class Received:
    """A claim on the payer's desk, with what the payer knows beside it. `prior_count`: payers that paid before."""

    claim: ProfessionalClaim
    contract: Contract
    benefits: Benefits
    known_claims: tuple[ProfessionalClaim, ...]
    pays_after: tuple[str, ...]
    prior_count: int
    received_on: date


@dataclass(frozen=True, slots=True)
class Denial:
    rule: Rule
    group: Group
    reason: str
    sentence: str
    remarks: tuple[str, ...] = ()


def turn_of(claim: ProfessionalClaim) -> int:
    """How many payers the claim itself says come before this one."""
    return _TURNS[claim.coverage.sequence]


def denial_of(received: Received, place: int) -> Denial | None:
    """Why the line at a place (from 0) is denied before it is priced: the first reason in the order of `Rule`."""
    line = received.claim.lines[place]
    return (
        _coverage(received, line)
        or _payer(received)
        or _duplicate(received, place)
        or _timely_filing(received, line)
        or _missing(received, line)
        or _authorization(received, line)
        or _exclusion(received, line)
    )


def _coverage(received: Received, line: ServiceLine) -> Denial | None:
    benefits = received.benefits
    if benefits.covered_from and line.on < benefits.covered_from:
        sentence = f"The service of {line.on} was before the coverage began on {benefits.covered_from}."
        return Denial(Rule.COVERAGE, Group.PATIENT, "26", sentence)
    if benefits.covered_through and line.on > benefits.covered_through:
        sentence = f"The service of {line.on} was after the coverage ended on {benefits.covered_through}."
        return Denial(Rule.COVERAGE, Group.PATIENT, "27", sentence)
    if not benefits.is_active:
        return Denial(Rule.COVERAGE, Group.PATIENT, "27", f"The coverage is not active on {line.on}.")
    return None


def _payer(received: Received) -> Denial | None:
    """Work injuries go to the employer's insurer; a payer whose turn has not come sends the claim back."""
    claim, contract = received.claim, received.contract
    if claim.coverage.payer.payer_id != contract.payer_id:
        sentence = f"The claim is for payer {claim.coverage.payer.payer_id}; this is {contract.payer_id}."
        return Denial(Rule.PAYER, Group.CONTRACTUAL, "109", sentence)
    at_work = claim.circumstances.is_employment and contract.profile is not Profile.WORKERS_COMPENSATION
    if at_work and not received.prior_count:
        sentence = "The injury happened at work: the workers' compensation insurer pays first."
        return Denial(Rule.PAYER, Group.CONTRACTUAL, "19", sentence)
    if received.prior_count < max(turn_of(claim), len(received.pays_after)):
        sentence = f"{', '.join(received.pays_after) or 'Another payer'} pays first, and its answer is not here."
        return Denial(Rule.PAYER, Group.CONTRACTUAL, "22", sentence)
    return None


def _duplicate(received: Received, place: int) -> Denial | None:
    """The same service of the same day, provider and patient; a modifier such as 76 makes it another one."""
    claim = received.claim
    seen = [_identity(line) for line in claim.lines[:place]]
    if claim.frequency is Frequency.ORIGINAL:
        ours = (claim.coverage.member_id, claim.patient.born_on, claim.billing.provider.npi)
        for known in received.known_claims:
            if ours == (known.coverage.member_id, known.patient.born_on, known.billing.provider.npi):
                seen += map(_identity, known.lines)
    line = claim.lines[place]
    if _identity(line) not in seen:
        return None
    return Denial(Rule.DUPLICATE, Group.OTHER, "18", f"{line.code} of {line.on} is on a claim line that came before.")


def _identity(line: ServiceLine) -> tuple[object, ...]:
    return line.code, tuple(sorted(line.modifiers)), line.on, line.units


def _timely_filing(received: Received, line: ServiceLine) -> Denial | None:
    last = last_filing_day(line.on, received.contract)
    if received.received_on <= last:
        return None
    sentence = f"The last day to file for {line.on} was {last}; the claim came on {received.received_on}."
    return Denial(Rule.TIMELY_FILING, Group.CONTRACTUAL, "29", sentence)


def _missing(received: Received, line: ServiceLine) -> Denial | None:
    found = _missing_item(received, line)
    if not found:
        return None
    remark, what = found
    remarks = (remark, _UNPROCESSABLE) if received.contract.profile is Profile.MEDICARE else (remark,)
    sentence = f"The claim lacks {what}. Correct it and send it again."
    return Denial(Rule.MISSING, Group.CONTRACTUAL, "16", sentence, remarks)


def _missing_item(received: Received, line: ServiceLine) -> tuple[str, str] | None:
    """The remark code of the first thing that the claim lacks, and its name."""
    claim = received.claim
    rendering = line.rendering or claim.rendering
    if not claim.coverage.member_id:
        return "N382", "the member's number (item 1a)"
    if not claim.billing.provider.npi:
        return "N257", "the billing provider's NPI (item 33a)"
    if rendering and not rendering.npi:
        return "N290", "the rendering provider's NPI (item 24J)"
    is_by_a_person = has_rendering(line.code, line.place_of_service)
    if not rendering and not claim.billing.provider.is_person and is_by_a_person:
        return "N290", "the rendering provider (item 24J)"
    if not line.pointers:
        return "M76", "a diagnosis for the line (item 24E)"
    if claim.frequency is Frequency.REPLACEMENT and not claim.original_reference:
        return "M47", "the number of the claim that it replaces (item 22)"
    if received.contract.profile is Profile.MEDICARE and is_ordered(line.code) and not _has_referral(claim):
        return "N265", "the NPI of the provider who ordered the test (items 17 and 17b)"
    return None


def _has_referral(claim: ProfessionalClaim) -> bool:
    return claim.referral is not None and bool(claim.referral.provider.npi)


def _authorization(received: Received, line: ServiceLine) -> Denial | None:
    """A service that needs authorization; an emergency needs none."""
    fee = received.contract.fee_of(line.code, line.modifiers)
    number = received.claim.prior_authorization
    if not fee or not fee.needs_authorization or line.is_emergency or number in received.benefits.authorizations:
        return None
    if number:
        sentence = f"{line.code} needs authorization, and this payer has not issued the number {number}."
        return Denial(Rule.AUTHORIZATION, Group.CONTRACTUAL, "15", sentence)
    sentence = f"{line.code} needs authorization, and item 23 is empty."
    return Denial(Rule.AUTHORIZATION, Group.CONTRACTUAL, "197", sentence)


def _exclusion(received: Received, line: ServiceLine) -> Denial | None:
    """What the plan does not cover is the patient's; what the contract does not price is the provider's.

    Medicare: GZ (no notice was given) makes the provider liable, GY (excluded by law) the patient.
    """
    code, contract = line.code, received.contract
    if contract.profile is Profile.MEDICARE and "GZ" in line.modifiers:
        sentence = f"{code} with GZ: not necessary, and no notice was given. The provider bears it."
        return Denial(Rule.EXCLUSION, Group.CONTRACTUAL, "50", sentence)
    if contract.profile is Profile.MEDICARE and "GY" in line.modifiers:
        return Denial(Rule.EXCLUSION, Group.PATIENT, "96", f"{code} with GY: excluded by law.", ("N425",))
    if code in received.benefits.excluded_codes:
        return Denial(Rule.EXCLUSION, Group.PATIENT, "204", f"The plan of this member does not cover {code}.")
    fee = contract.fee_of(code, line.modifiers)
    if not fee:
        return Denial(Rule.EXCLUSION, Group.CONTRACTUAL, "96", f"The contract has no fee for {code}.", ("N130",))
    if not fee.modifier and COMPONENTS & set(line.modifiers):
        sentence = f"{code} is priced as a whole only: it has no component fee for 26 or TC."
        return Denial(Rule.EXCLUSION, Group.CONTRACTUAL, "4", sentence, ("N823",))
    return None

"""Adjudication: what a payer pays of a professional claim, what it takes off and why, each step explained.

Money is in integer cents. The order of the steps is that of `Rule`: first whether the line is payable at all (Medicare
Claims Processing Manual, chapters 1 and 29), then its price (chapter 12), the member's share, and other payers' money.
Every line ends with billed - adjustments = paid (ASC X12 835 005010X221A1, balancing).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from trainer.domain.claims.adjudication_checks import Received, denial_of, turn_of
from trainer.domain.claims.adjudication_steps import Rule, Step, WorkLine
from trainer.domain.claims.bundling import bundles_of
from trainer.domain.claims.contracts import Accumulators, Benefits, Contract
from trainer.domain.claims.coordination import PriorShare, prior_shares, take_prior
from trainer.domain.claims.cost_sharing import Limits, shares_of, use
from trainer.domain.claims.filing_limits import last_filing_day
from trainer.domain.claims.pricing import is_unassigned, price
from trainer.domain.claims.professional import Frequency, ProfessionalClaim, Profile
from trainer.domain.claims.professional import Sequence as Turn
from trainer.domain.claims.remittance import (
    REVERSAL,
    Adjustment,
    ClaimPayment,
    Group,
    Party,
    ProviderAdjustment,
    Remittance,
    ServicePayment,
)
from trainer.domain.claims.settlement import Terms, pays_patient, settle
from trainer.domain.kernel.errors import Refused

_FORWARDED = "19"


@dataclass(frozen=True, slots=True)
class Member:
    """What the payer knows of the insured: the plan, what was paid so far this year, and earlier claims.

    `prior` are the payments of the payers before this one on the same claim, in their order. `known_claims` are the
    claims that this payer has already processed (not those that it returned as unprocessable). `pays_after` names the
    payers that, by this payer's files, pay before it, whatever the claim says.
    """

    benefits: Benefits = field(default_factory=Benefits)
    so_far: Accumulators = field(default_factory=Accumulators)
    prior: tuple[ClaimPayment, ...] = ()
    known_claims: tuple[ProfessionalClaim, ...] = ()
    pays_after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Adjudication:
    """The answer to one claim, how it came about (line by line, the whole claim first), and what the member has paid
    after it."""

    payment: ClaimPayment
    steps: tuple[Step, ...]
    so_far_after: Accumulators


def adjudicate(claim: ProfessionalClaim, contract: Contract, member: Member, received_on: date) -> Adjudication:
    """What the payer answers to a claim that it received on a day.

    A line that is denied keeps its one reason; the others are priced, shared and paid. What the patient of a claim with
    earlier payers owes is what is left of it.

    Raises:
        Refused: a void (frequency 8) is answered by `reversal`, not adjudicated; or an earlier payer's answer numbers
            some of its lines and not others.
    """
    if claim.frequency is Frequency.VOID:
        raise Refused("A void takes back an earlier payment; there is nothing to adjudicate.", "frequency")
    prior = tuple(payment for payment in member.prior if payment.status != REVERSAL)
    received = Received(
        claim, contract, member.benefits, member.known_claims, member.pays_after, len(prior), received_on
    )
    shares = prior_shares(prior, claim) if prior else (None,) * len(claim.lines)
    works = _checked(received, shares)
    price(works, claim, contract)
    limits = Limits.after(member.benefits, member.so_far)
    paid_by_patient = _paid_out(works, shares, limits, _terms(claim, contract))
    payment = _payment(works, received, len(prior))
    steps = (*_claim_steps(received, works), *(step for work in works for step in work.steps))
    after = Accumulators(
        member.so_far.deductible_cents + _used(member, limits),
        member.so_far.out_of_pocket_cents + paid_by_patient,
    )
    return Adjudication(payment, steps, after)


def _terms(claim: ProfessionalClaim, contract: Contract) -> Terms:
    unassigned = is_unassigned(claim, contract)
    return Terms(contract, pays_patient(claim, contract, is_unassigned=unassigned))


def _used(member: Member, limits: Limits) -> int:
    return Limits.after(member.benefits, member.so_far).deductible - limits.deductible


def _checked(received: Received, shares: Sequence[PriorShare | None]) -> list[WorkLine]:
    """The lines with earlier payers' money taken off, denied where a rule denies them.

    Of a duplicate nothing is taken for earlier payers: it was, with the claim that came first.
    """
    claim, contract = received.claim, received.contract
    works = []
    for place, line in enumerate(claim.lines):
        work = WorkLine(place + 1, line, line.charge_cents)
        denial = denial_of(received, place)
        share = shares[place]
        if share is not None and not (denial and denial.rule is Rule.DUPLICATE):
            take_prior(work, share)
        if denial:
            work.deny(denial.rule, Adjustment(denial.group, denial.reason, work.left_cents), denial.sentence)
            work.remarks += denial.remarks
        else:
            work.fee = contract.fee_of(line.code, line.modifiers) or work.fee
        works.append(work)
    _bundle(works, contract)
    return works


def _bundle(works: Sequence[WorkLine], contract: Contract) -> None:
    """Denies lines that are part of another payable line; a line that is bundled itself carries no other."""
    payable = [work for work in works if work.is_open]
    for work, bundle in zip(payable, bundles_of([work.line for work in payable], contract.bundles), strict=True):
        if bundle:
            why = "no modifier sets them apart" if bundle.is_modifier_allowed else "no modifier can set them apart"
            sentence = f"{bundle.column_two} is part of {bundle.column_one} of the same day, and {why}."
            work.deny(Rule.BUNDLING, Adjustment(Group.CONTRACTUAL, "97", work.left_cents), sentence)
            work.remarks.append("M15")


def _paid_out(works: Sequence[WorkLine], prior: Sequence[PriorShare | None], limits: Limits, terms: Terms) -> int:
    """Settles the open lines in their order; in cents, what the patient pays toward the maximum."""
    total = 0
    for work, share in zip(works, prior, strict=True):
        if work.is_open:
            parts = shares_of(work, limits)
            counted = settle(work, parts, share, terms)
            use(limits, work.line.on, parts, counted)
            total += counted
    return total


def _claim_steps(received: Received, works: Sequence[WorkLine]) -> tuple[Step, ...]:
    """The checks that the whole claim has passed."""
    claim, contract = received.claim, received.contract
    failed = {step.rule for work in works if not work.is_open for step in work.steps}
    first = min((line.on for line in claim.lines), default=received.received_on)
    last = last_filing_day(first, contract)
    said = {
        Rule.COVERAGE: "The coverage is active on the day of every service.",
        Rule.PAYER: f"It is the turn of {contract.payer}.",
        Rule.TIMELY_FILING: f"Received on {received.received_on}; the last day to file is {last}.",
    }
    charge = claim.charge_cents
    order = list(said)
    stop = next((place for place, rule in enumerate(order) if rule in failed), len(order))
    return tuple(Step(0, rule, said[rule], charge, charge) for rule in order[:stop])


def _payment(works: Sequence[WorkLine], received: Received, prior_count: int) -> ClaimPayment:
    claim, contract = received.claim, received.contract
    everything = [each for work in works for each in work.adjustments]
    return ClaimPayment(
        account_number=claim.account_number,
        status=_status(received, prior_count),
        patient=claim.patient.name,
        member_id=claim.coverage.member_id,
        control_number=f"{received.received_on:%y%j}{claim.account_number}",
        filing_code=contract.profile.filing_code,
        billed_cents=claim.charge_cents,
        paid_cents=sum(work.left_cents for work in works),
        patient_cents=sum(each.cents for each in everything if each.group is Group.PATIENT),
        lines=tuple(_service(work) for work in works),
        rendering_npi=claim.rendering.npi if claim.rendering else "",
        received_on=received.received_on,
    )


def _status(received: Received, prior_count: int) -> str:
    """By the payer's turn, of a denied claim too: 4 is for a patient whom the payer does not know (CLP02)."""
    claim = received.claim
    turn = max(turn_of(claim), min(prior_count, 2))
    has_next = any(other.sequence is not Turn.PRIMARY for other in claim.others)
    is_crossover = received.contract.profile is Profile.MEDICARE and turn == 0 and has_next
    return _FORWARDED if is_crossover else str(turn + 1)


def _service(work: WorkLine) -> ServicePayment:
    line = work.line
    return ServicePayment(
        code=line.code,
        on=line.on,
        billed_cents=line.charge_cents,
        paid_cents=work.left_cents,
        adjustments=tuple(work.adjustments),
        modifiers=line.modifiers,
        units=line.units,
        allowed_cents=work.allowed_cents if work.is_open else None,
        remarks=tuple(work.remarks),
        line_number=work.number,
    )


def reversal(payment: ClaimPayment) -> ClaimPayment:
    """The payment taken back, every amount with the opposite sign (CLP02 = 22); units stay as they were."""
    return replace(
        payment,
        status=REVERSAL,
        billed_cents=-payment.billed_cents,
        paid_cents=-payment.paid_cents,
        patient_cents=-payment.patient_cents,
        adjustments=_negative(payment.adjustments),
        lines=tuple(
            replace(
                line,
                billed_cents=-line.billed_cents,
                paid_cents=-line.paid_cents,
                allowed_cents=None if line.allowed_cents is None else -line.allowed_cents,
                adjustments=_negative(line.adjustments),
            )
            for line in payment.lines
        ),
    )


def _negative(adjustments: Sequence[Adjustment]) -> tuple[Adjustment, ...]:
    return tuple(replace(each, cents=-each.cents) for each in adjustments)


def make_remittance(
    payments: Sequence[ClaimPayment],
    payer: Party,
    payee: Party,
    number: str,
    paid_on: date,
    *,
    provider_adjustments: Sequence[ProviderAdjustment] = (),
    method: str = "ACH",
) -> Remittance:
    """The payments in one remittance whose sum is the claims less the provider adjustments.

    No payment is below zero: what a recovery exceeds the claims by is carried forward (PLB FB, negative), and a
    remittance without money has the method NON.
    """
    adjustments = list(provider_adjustments)
    total = sum(payment.paid_cents for payment in payments) - sum(each.cents for each in adjustments)
    if total < 0:
        adjustments.append(ProviderAdjustment("FB", number, total, date(paid_on.year, 12, 31)))
        total = 0
    return Remittance(
        payer=payer,
        payee=payee,
        number=number,
        method=method if total else "NON",
        paid_on=paid_on,
        claims=tuple(payments),
        payment_cents=total,
        provider_adjustments=tuple(adjustments),
    )

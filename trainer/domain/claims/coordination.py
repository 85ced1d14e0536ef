"""Coordination of benefits: what a payer pays after others have paid, and what the patient still owes.

Sources: Medicare second 42 CFR 411.33; Medicaid last and no more than its own rate 42 CFR 447.15 and 433.139;
commercial plans NAIC model regulation 120, section 7; how it is reported (OA-23) ASC X12 835 005010X221A1, 1.10.2.13.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from trainer.domain.claims.adjudication_steps import Rule, WorkLine
from trainer.domain.claims.contracts import Contract
from trainer.domain.claims.money import write_cents
from trainer.domain.claims.professional import ProfessionalClaim, Profile
from trainer.domain.claims.remittance import Adjustment, ClaimPayment, Group, ServicePayment, line_numbers

COST_SHARING = {"1", "2", "3"}
"""Deductible, coinsurance, copayment."""


@dataclass(frozen=True, slots=True)
class PriorShare:
    """What the payers before say of one line: paid by all, left to the patient by the last, the highest allowed.

    Where a payer does not say what it allowed, it is its payment with deductible, coinsurance and copayment.
    """

    paid_cents: int
    patient_cents: int
    allowed_cents: int


def prior_shares(prior: Sequence[ClaimPayment], claim: ProfessionalClaim) -> tuple[PriorShare, ...]:
    """The earlier payers' word on every line of the claim, in its order, never more than the charge.

    Where a payer answered for the claim as a whole, its amounts fill the lines in their order.

    Raises:
        Refused: an answer numbers some of its lines and not others.
    """
    charges = [line.charge_cents for line in claim.lines]
    answers = [_answer(payment, charges) for payment in prior]
    shares = []
    for place, charge in enumerate(charges):
        paid = min(charge, sum(answer[place].paid_cents for answer in answers))
        patient = max(0, min(charge - paid, answers[-1][place].patient_cents))
        shares.append(PriorShare(paid, patient, max(answer[place].allowed_cents for answer in answers)))
    return tuple(shares)


def _answer(payment: ClaimPayment, charges: list[int]) -> list[PriorShare]:
    if payment.adjustments or not payment.lines:
        return _spread(payment, charges)
    numbered = dict(zip(line_numbers(payment), payment.lines, strict=True))
    return [
        _of_line(numbered[place]) if place in numbered else PriorShare(0, charge, charge)
        for place, charge in enumerate(charges, 1)
    ]


def _of_line(line: ServicePayment) -> PriorShare:
    """What was sent to the patient (PR-100) is paid all the same."""
    shares = [each for each in line.adjustments if each.group is Group.PATIENT]
    sent = sum(each.cents for each in shares if each.reason == "100")
    paid, patient = line.paid_cents + sent, sum(each.cents for each in shares) - sent
    shared = sum(each.cents for each in shares if each.reason in COST_SHARING)
    return PriorShare(paid, patient, paid + shared if line.allowed_cents is None else line.allowed_cents)


def _spread(payment: ClaimPayment, charges: list[int]) -> list[PriorShare]:
    """Payment and patient's share of a whole claim over its lines: each line is filled up to its charge."""
    paid_left, patient_left = payment.paid_cents, payment.patient_cents
    shares = []
    for charge in charges:
        paid = min(charge, paid_left)
        patient = min(charge - paid, patient_left)
        paid_left -= paid
        patient_left -= patient
        shares.append(PriorShare(paid, patient, paid + patient))
    return shares


def take_prior(work: WorkLine, prior: PriorShare) -> None:
    """Takes off what the payers before have paid and written off, so that nobody posts it twice."""
    impact = work.line.charge_cents - prior.patient_cents
    sentence = (
        f"The payers before paid {write_cents(prior.paid_cents)} and wrote off"
        f" {write_cents(impact - prior.paid_cents)}; {write_cents(prior.patient_cents)} is left."
    )
    work.take(Rule.COORDINATION, Adjustment(Group.OTHER, "23", impact), sentence)


def secondary_payment(work: WorkLine, prior: PriorShare, own_cents: int, contract: Contract) -> int:
    """What a payer pays after others: `own_cents` is what it would have paid alone; never more than what is left.

    Medicare: the lowest of three amounts. Medicaid: up to its own allowed amount. Others: until the patient comes out
    whole, or only what their own benefit exceeds the earlier payments by. A balance bill above every payer's allowed
    amount is nobody's benefit.
    """
    left = min(prior.patient_cents, max(0, max(work.allowed_cents, prior.allowed_cents) - prior.paid_cents))
    if contract.profile is Profile.MEDICARE:
        return _medicare_second(work, prior, own_cents)
    if contract.profile is Profile.MEDICAID:
        gap = max(0, work.allowed_cents - prior.paid_cents)
        sentence = (
            f"Medicaid pays the lower of what is left, {write_cents(left)}, and its allowed"
            f" {write_cents(work.allowed_cents)} less {write_cents(prior.paid_cents)} paid, {write_cents(gap)}."
        )
        paid = min(left, gap)
    elif contract.is_nonduplicating:
        excess = max(0, own_cents - prior.paid_cents)
        sentence = (
            f"Alone this plan would pay {write_cents(own_cents)}; {write_cents(prior.paid_cents)} is paid already,"
            f" so it adds at most {write_cents(excess)}."
        )
        paid = min(left, excess)
    else:
        sentence = (
            f"Alone this plan would pay {write_cents(own_cents)}; {write_cents(left)} is left:"
            " it pays the lower, until the patient comes out whole."
        )
        paid = min(left, own_cents)
    work.note(Rule.COORDINATION, sentence, left, paid)
    return paid


def _medicare_second(work: WorkLine, prior: PriorShare, own_cents: int) -> int:
    """42 CFR 411.33(a). The charge counts as far as the provider may still collect it."""
    highest = max(work.allowed_cents, prior.allowed_cents)
    difference = max(0, highest - prior.paid_cents)
    paid = min(prior.patient_cents, own_cents, difference)
    accepted, before = write_cents(prior.paid_cents + prior.patient_cents), write_cents(prior.paid_cents)
    first = f"First: the provider must accept {accepted}; less {before} paid is {write_cents(prior.patient_cents)}."
    third = f"Third: the higher allowed amount {write_cents(highest)} less {before} paid is {write_cents(difference)}."
    work.note(Rule.COORDINATION, first, prior.paid_cents + prior.patient_cents, prior.patient_cents)
    work.note(Rule.COORDINATION, f"Second: alone Medicare would pay {write_cents(own_cents)}.", own_cents, own_cents)
    work.note(Rule.COORDINATION, third, highest, difference)
    sentence = f"Medicare pays the lowest of the three, {write_cents(paid)}."
    work.note(Rule.COORDINATION, sentence, prior.patient_cents, paid)
    return paid

"""The end of a line: the write-off, the patient's share and the payment, as adjustments that add up to the charge."""

from dataclasses import dataclass

from trainer.domain.claims.adjudication_steps import Rule, WorkLine
from trainer.domain.claims.contracts import Contract
from trainer.domain.claims.coordination import PriorShare, secondary_payment
from trainer.domain.claims.cost_sharing import SharePart
from trainer.domain.claims.money import share_half_up, write_cents
from trainer.domain.claims.pricing import percent
from trainer.domain.claims.professional import ProfessionalClaim, Profile
from trainer.domain.claims.remittance import Adjustment, Group

_TO_PATIENT = {Profile.MEDICARE, Profile.TRICARE}


@dataclass(frozen=True, slots=True)
class Terms:
    """What decides about a claim's money. `is_to_patient`: the plan pays the patient, who owes the provider all."""

    contract: Contract
    is_to_patient: bool


def pays_patient(claim: ProfessionalClaim, contract: Contract, *, is_unassigned: bool) -> bool:
    """Whether the money goes to the patient: no assignment of the claim (federal) or of the benefits (others)."""
    return is_unassigned and (contract.profile in _TO_PATIENT or not claim.assigns_benefits)


def settle(work: WorkLine, shares: tuple[SharePart, ...], prior: PriorShare | None, terms: Terms) -> int:
    """Writes the last adjustments of an open line and returns what the patient pays toward the plan's maximum."""
    own_cents = work.allowed_cents - sum(part.cents for part in shares)
    if prior is None:
        payment, already = own_cents, 0
    else:
        for part in shares:
            work.note(part.rule, part.sentence, part.of_cents, part.of_cents - part.cents)
        payment, already = secondary_payment(work, prior, own_cents, terms.contract), prior.paid_cents
    owed = min(work.left_cents - payment, max(0, work.ceiling_cents - already - payment))
    if prior is not None and terms.contract.profile is Profile.MEDICAID:
        owed = 0
    _write_off(work, work.left_cents - payment - owed, already)
    counted = _patient_shares(work, shares, owed, is_first=prior is None)
    _pay(work, terms)
    return counted


def _write_off(work: WorkLine, cents: int, already: int) -> None:
    if already:
        sentence = f"{write_cents(cents)} may be collected from nobody: it is written off."
    else:
        limit = write_cents(work.left_cents - cents)
        sentence = (
            f"Of {write_cents(work.left_cents)} only {limit} may be collected: {write_cents(cents)} is written off."
        )
    work.take(Rule.WRITE_OFF, Adjustment(Group.CONTRACTUAL, "45", cents), sentence)


def _patient_shares(work: WorkLine, shares: tuple[SharePart, ...], owed: int, *, is_first: bool) -> int:
    """The patient's amount under its reasons, in the order of the shares; what is above them is a balance bill."""
    left = owed
    for part in shares:
        cents = min(part.cents, left)
        left -= cents
        sentence = part.sentence if is_first else f"Of the {part.rule} the patient still owes {write_cents(cents)}."
        work.take(part.rule, Adjustment(Group.PATIENT, part.reason, cents), sentence)
    sentence = f"The charge is {write_cents(left)} above what the plan allows; the patient owes it too."
    work.take(Rule.NONPARTICIPATING, Adjustment(Group.PATIENT, "45", left), sentence)
    return owed - left


def _pay(work: WorkLine, terms: Terms) -> None:
    """Sequestration comes off the payment after every share (CMS: claims from 1 April 2013 on), half up, by line.

    Where the payment goes to the patient, so does the cut: what the patient owes the provider is the same.
    """
    payment, rate = work.left_cents, terms.contract.sequestration
    cut = share_half_up(payment, rate)
    group = Group.PATIENT if terms.is_to_patient else Group.CONTRACTUAL
    sentence = f"Sequestration takes {percent(rate)} of {write_cents(payment)}: {write_cents(cut)}."
    work.take(Rule.SEQUESTRATION, Adjustment(group, "253", cut), sentence)
    if terms.is_to_patient:
        sentence = f"The plan sends {write_cents(work.left_cents)} to the patient, who owes it to the provider."
        work.take(Rule.PAYMENT, Adjustment(Group.PATIENT, "100", work.left_cents), sentence)
    work.note(Rule.PAYMENT, f"The plan pays the provider {write_cents(work.left_cents)}.", payment, work.left_cents)

"""What a payer would say to a draft: adjudication by a contract on file, explained step by step; its remittance."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby

from trainer.content.x12.segments import Envelope, X12Error
from trainer.content.x12.write_835 import write_835
from trainer.domain.claims.adjudication import Member, adjudicate, make_remittance
from trainer.domain.claims.adjudication_steps import Step
from trainer.domain.claims.contracts import Benefits, Contract, Fee
from trainer.domain.claims.money import share_half_up
from trainer.domain.claims.professional import Address, Payer, ProfessionalClaim, Profile
from trainer.domain.claims.remittance import Party, Remittance
from trainer.domain.kernel.errors import Refused
from trainer.domain.simulation.practice import AGREEMENTS
from trainer.services.claim_drafts import Draft
from trainer.services.claim_papers import read_claim
from trainer.services.file_names import one_line
from trainer.services.scope import Scope

MADE = "made-for-this-claim"
"""The id of the contract that has a fee for every code of the claim."""
MADE_SHARE = 6_000
"""Basis points of the charge that it allows."""
FIRST_YEAR, LAST_YEAR = 1990, 2100

_VISITS = ("992", "993")
"""How codes of visits begin, on which a copayment is taken."""
_ANESTHESIA_UNITS, _ANESTHESIA_FACTOR = 5, 204_976
"""Base units that it gives to any anesthesia code; Medicare's factor of 2026 is 20.4976 dollars a unit."""
_MEDICARE_SEQUESTRATION = 200
_DAYS_TO_ARRIVE, _DAYS_TO_PAY = 5, 14
_PAYER_ADDRESS = Address("PO Box 4100", "Columbus", "OH", "430850018")


@dataclass(frozen=True, slots=True)
class ContractOnFile:
    """A contract to choose from, with the benefits that its members usually have."""

    id: str
    title: str
    contract: Contract
    benefits: Benefits


@dataclass(frozen=True, slots=True)
class Question:
    """How the claim is to be answered. Money in cents, coinsurance in basis points; a limit of None: there is none."""

    contract: ContractOnFile
    received_on: date
    deductible_cents: int
    coinsurance: int
    copay_cents: int
    out_of_pocket_cents: int | None = None
    is_active: bool = True
    is_authorized: bool = True


@dataclass(frozen=True, slots=True)
class LineSteps:
    """The steps of one line, from 1 (0: the whole claim), with its code and whether it was paid anything."""

    line: int
    code: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class PayerAnswer:
    """The answer: the remittance, how it came about, and what is to be known about the way it was asked."""

    remittance: Remittance
    lines: tuple[LineSteps, ...]
    notes: tuple[str, ...]
    without_fee: tuple[str, ...]


def list_contracts(claim: ProfessionalClaim) -> tuple[ContractOnFile, ...]:
    """The claim's own payer first, by its contract on file or by one that is made for this claim; then the others."""
    on_file = [
        ContractOnFile(payer_id, agreement.contract.payer, agreement.contract, agreement.benefits)
        for payer_id, agreement in AGREEMENTS.items()
    ]
    on_file.append(_made(claim))
    own = claim.coverage.payer
    return tuple(sorted(on_file, key=lambda each: (each.id != own.payer_id, each.id != MADE)))


def default_question(claim: ProfessionalClaim, contract: ContractOnFile) -> Question:
    """The claim on the payer's desk five days after it was signed, of a member with the usual benefits.

    Raises:
        Refused: a day of the claim is in no year that a payer answers for.
    """
    _check_years(claim)
    done = max(line.through or line.on for line in claim.lines)
    benefits = contract.benefits
    return Question(
        contract,
        max(done, claim.signed_on or done) + timedelta(days=_DAYS_TO_ARRIVE),
        benefits.deductible_cents,
        benefits.coinsurance,
        benefits.copay_cents,
        benefits.out_of_pocket_cents,
    )


def answer_claim(draft: Draft, question: Question) -> PayerAnswer:
    """What the payer of that contract answers to the draft.

    Raises:
        ClaimUnreadable: the items do not make a claim.
        Refused: the claim voids another one, which no payer adjudicates, or one of its days is in no usual year.
    """
    claim = read_claim(draft)
    _check_years(claim)
    contract = question.contract.contract
    sent, notes = _addressed(claim, contract)
    done = adjudicate(sent, contract, Member(_benefits(sent, question)), question.received_on)
    paid_on = question.received_on + timedelta(days=_DAYS_TO_PAY)
    number = f"{paid_on:%y%j}{draft.number:05}"
    remittance = make_remittance([done.payment], _payer(contract), _payee(claim), number, paid_on)
    without = tuple(dict.fromkeys(line.code for line in sent.lines if not contract.fee_of(line.code, line.modifiers)))
    return PayerAnswer(remittance, tuple(_by_line(done.steps, sent)), notes, without)


def write_answer(scope: Scope, draft: Draft, question: Question) -> tuple[str, str]:
    """Name and text of the 835 of that answer.

    Raises:
        ClaimUnreadable: the items do not make a claim.
        Refused: the claim voids another one, or the 835 cannot say what the answer says.
    """
    answer = answer_claim(draft, question)
    return f"835-claim-{draft.number}.txt", write_remittance(scope, answer.remittance, draft.number)


def write_remittance(scope: Scope, remittance: Remittance, number: int) -> str:
    """A remittance as an 835 with this control number.

    Raises:
        Refused: the format cannot say it, such as an address that is missing.
    """
    sender = one_line(remittance.payer.identifier)[:15] or "PAYER"
    try:
        return write_835(remittance, Envelope(sender, "MEDCODELAB", scope.now, number, "HP", ""))
    except X12Error as error:
        raise Refused(f"The 835 cannot be written: {error}.") from error


def _check_years(claim: ProfessionalClaim) -> None:
    days = [day for line in claim.lines for day in (line.on, line.through, claim.signed_on) if day]
    for day in days:
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise Refused(f"The claim has a day in {day.year}: payers answer for {FIRST_YEAR} to {LAST_YEAR}.")


def _made(claim: ProfessionalClaim) -> ContractOnFile:
    """A contract of the claim's own payer with a fee for everything in it."""
    payer = claim.coverage.payer
    fees: dict[tuple[str, str], Fee] = {}
    for line in claim.lines:
        unit = share_half_up(line.charge_cents, MADE_SHARE) // max(line.units, 1)
        component = next((each for each in line.modifiers if each in ("26", "TC")), "")
        base = _ANESTHESIA_UNITS if line.is_minutes else 0
        fees.setdefault((line.code, component), Fee(line.code, unit, base_units=base, modifier=component))
    is_medicare = payer.profile is Profile.MEDICARE
    contract = Contract(
        payer.name or "The payer",
        payer.payer_id or MADE,
        payer.profile,
        tuple(fees.values()),
        2026,
        sequestration=_MEDICARE_SEQUESTRATION if is_medicare else 0,
        anesthesia_factor=_ANESTHESIA_FACTOR,
    )
    benefits = Benefits(deductible_cents=0, coinsurance=2_000)
    return ContractOnFile(MADE, f"{contract.payer}, by a contract made for this claim", contract, benefits)


def _addressed(claim: ProfessionalClaim, contract: Contract) -> tuple[ProfessionalClaim, tuple[str, ...]]:
    """The claim as if it had gone to the payer of the contract."""
    payer = claim.coverage.payer
    if payer.payer_id == contract.payer_id:
        return claim, ()
    named = payer.name or "nobody"
    note = f"The claim names {named} as its payer. This is what {contract.payer} would say if it had been sent there."
    to = Payer(contract.payer, contract.payer_id, contract.profile, payer.address)
    return replace(claim, coverage=replace(claim.coverage, payer=to)), () if contract.payer_id == MADE else (note,)


def _benefits(claim: ProfessionalClaim, question: Question) -> Benefits:
    number = claim.prior_authorization
    visits = frozenset(line.code for line in claim.lines if line.code.startswith(_VISITS))
    usual = question.contract.benefits
    return replace(
        usual,
        deductible_cents=question.deductible_cents,
        coinsurance=question.coinsurance,
        copay_cents=question.copay_cents,
        copay_codes=visits if question.copay_cents else frozenset(),
        out_of_pocket_cents=question.out_of_pocket_cents,
        is_active=question.is_active,
        authorizations=frozenset({number}) if number and question.is_authorized else frozenset(),
    )


def _payer(contract: Contract) -> Party:
    return Party(contract.payer, contract.payer_id, _PAYER_ADDRESS)


def _payee(claim: ProfessionalClaim) -> Party:
    billing = claim.billing
    name = billing.provider.name
    who = " ".join(part for part in (name.first, name.middle, name.last, name.suffix) if part)
    return Party(who, billing.provider.npi, billing.address, billing.tax_id, billing.phone)


def _by_line(steps: tuple[Step, ...], claim: ProfessionalClaim) -> Iterator[LineSteps]:
    for line, group in groupby(steps, key=lambda step: step.line):
        yield LineSteps(line, claim.lines[line - 1].code if line else "", tuple(group))

"""Files to try validators on: invented claims as 837P, and what invented payers answer to such claims as 835.

A file depends on the seed and its own number alone, so that more files of a seed begin with the same ones.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

from trainer.content.x12.segments import Envelope
from trainer.content.x12.validator import validate_x12
from trainer.content.x12.write_835 import write_835
from trainer.content.x12.write_837p import Submitter, write_837p
from trainer.domain.claims.adjudication import Member, adjudicate, make_remittance, reversal
from trainer.domain.claims.contracts import Benefits, Bundle, Contract, Fee, MultipleRule
from trainer.domain.claims.money import share_half_up
from trainer.domain.claims.professional import (
    Address,
    Coverage,
    Frequency,
    Payer,
    ProfessionalClaim,
    Profile,
)
from trainer.domain.claims.professional import (
    Sequence as Turn,
)
from trainer.domain.claims.remittance import ClaimPayment, Party, ProviderAdjustment, Remittance
from trainer.domain.claims.samples import sample_claim

_AT = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
_SUBMITTER = Submitter("Medcode Billing Lab", "Claims desk", "5555550100", "Training clearing house")
_PAYER_ADDRESS = Address("PO Box 4100", "Columbus", "OH", "430850018")
_ANESTHESIA_FACTOR = 204_976
"""Medicare's of 2026: 20.4976 dollars for a unit."""
_CLAIMS_IN_A_FILE = (1, 1, 1, 2, 3)
_CLAIMS_IN_A_REMITTANCE = (1, 1, 2, 3, 5)


def make_samples(count: int, seed: int) -> Iterator[tuple[str, str]]:
    """Name and text of `count` 837P files and then of as many 835 files."""
    for number in range(1, count + 1):
        yield f"837P-{number:04}.txt", _claim_file(_dice(seed, "837P", number), number)
    for number in range(1, count + 1):
        text = write_835(_remittance(_dice(seed, "835", number), number), _envelope("PAYER", number))
        yield f"835-{number:04}.txt", text


def judge_sample(data: bytes) -> tuple[str, ...]:
    """What pyx12 finds wrong with a file; nothing: it is accepted."""
    return validate_x12(data.decode("ascii", "replace"))


def _dice(seed: int, kind: str, number: int) -> Random:
    return Random(f"{seed}/{kind}/{number}")  # noqa: S311 - the same seed must give the same files


def _envelope(sender: str, number: int) -> Envelope:
    return Envelope(sender, "MEDCODELAB" if sender == "PAYER" else "CLEARINGHOUSE", _AT, number, "", "")


def _claim_file(rng: Random, number: int) -> str:
    claims = [sample_claim(rng, number * 10 + place) for place in range(rng.choice(_CLAIMS_IN_A_FILE))]
    return write_837p(claims, _SUBMITTER, _envelope("MEDCODELAB", number))


def _remittance(rng: Random, number: int) -> Remittance:
    """One payer's answer to some claims of one practice: paid, denied, taken back, with amounts outside of claims."""
    first = sample_claim(rng, number * 10)
    payer = first.coverage.payer
    claims = [
        first,
        *(sample_claim(rng, number * 10 + place) for place in range(1, rng.choice(_CLAIMS_IN_A_REMITTANCE))),
    ]
    claims = [replace(claim, billing=first.billing, coverage=_to(claim, payer)) for claim in claims]
    contract = _contract(rng, payer, claims)
    payments = [payment for claim in claims for payment in _payments(rng, claim, contract)]
    paid_on = max(payment.received_on for payment in payments if payment.received_on) + timedelta(rng.randint(3, 30))
    name = first.billing.provider.name
    who = " ".join(part for part in (name.first, name.middle, name.last, name.suffix) if part)
    return make_remittance(
        payments,
        Party(payer.name, payer.payer_id, payer.address or _PAYER_ADDRESS, "311111111", "8005550100"),
        Party(who, first.billing.provider.npi, first.billing.address, first.billing.tax_id),
        f"{paid_on:%y%j}{number:05}",
        paid_on,
        provider_adjustments=_outside(rng, number, paid_on),
        method=rng.choice(("ACH", "ACH", "CHK")),
    )


def _to(claim: ProfessionalClaim, payer: Payer) -> Coverage:
    return replace(claim.coverage, payer=payer)


def _contract(rng: Random, payer: Payer, claims: Sequence[ProfessionalClaim]) -> Contract:
    """A fee for nearly every code of the claims; some need authorization, some are bundled or reduced."""
    charges = {line.code: line for claim in claims for line in claim.lines}
    fees = tuple(
        Fee(
            code,
            share_half_up(line.charge_cents, rng.randint(4_000, 11_000)) // line.units,
            rng.choice((MultipleRule.NONE, MultipleRule.NONE, MultipleRule.STANDARD)),
            needs_authorization=rng.random() < 0.06,
            is_preventive=rng.random() < 0.06,
            base_units=rng.randint(3, 12) if line.is_minutes else 0,
        )
        for code, line in charges.items()
        if rng.random() < 0.95
    )
    codes = list(charges)
    pairs = [rng.sample(codes, 2)] if len(codes) > 1 and rng.random() < 0.25 else []
    return Contract(
        payer.name,
        payer.payer_id,
        payer.profile,
        fees,
        2026,
        bundles=tuple(Bundle(one, two, rng.random() < 0.5) for one, two in pairs),
        timely_days=rng.choice((90, 120, 180, 365)),
        sequestration=200 if payer.profile is Profile.MEDICARE else 0,
        is_participating=rng.random() < 0.9,
        anesthesia_factor=_ANESTHESIA_FACTOR,
        is_nonduplicating=rng.random() < 0.2,
    )


def _benefits(rng: Random, claim: ProfessionalClaim) -> Benefits:
    codes = [line.code for line in claim.lines]
    copay = rng.choice((0, 0, 2_000, 3_500))
    number = claim.prior_authorization
    return Benefits(
        deductible_cents=rng.choice((0, 0, 5_000, 28_300)),
        coinsurance=rng.choice((0, 1_000, 2_000, 2_000, 3_000)),
        copay_cents=copay,
        copay_codes=frozenset(codes[:1]) if copay else frozenset(),
        out_of_pocket_cents=rng.choice((None, None, 4_000, 250_000)),
        is_active=rng.random() < 0.96,
        excluded_codes=frozenset(codes[-1:]) if rng.random() < 0.08 else frozenset(),
        authorizations=frozenset((number,)) if number and rng.random() < 0.7 else frozenset(),
        is_deductible_waived_for_copay=rng.random() < 0.5,
    )


def _payments(rng: Random, claim: ProfessionalClaim, contract: Contract) -> list[ClaimPayment]:
    """The answer to a claim. A void gets its payment taken back, a replacement that and a new answer."""
    done = max(line.through or line.on for line in claim.lines)
    received = done + timedelta(rng.choice((4, 9, 21, 30, 45, 45, 60, 400)))
    benefits = _benefits(rng, claim)
    original = replace(claim, frequency=Frequency.ORIGINAL)
    prior = _first_payment(original, contract, benefits, received)
    paid = adjudicate(original, contract, Member(benefits, prior=prior), received).payment
    match claim.frequency:
        case Frequency.ORIGINAL:
            return [paid]
        case Frequency.VOID:
            return [reversal(paid)]
        case Frequency.REPLACEMENT:
            fewer = replace(original, lines=original.lines[: max(1, len(original.lines) // 2)])
            again = adjudicate(fewer, contract, Member(benefits), received).payment
            return [reversal(paid), again]


def _first_payment(
    claim: ProfessionalClaim, contract: Contract, benefits: Benefits, received: date
) -> tuple[ClaimPayment, ...]:
    """What a first payer paid of a claim that goes to the second; a third payer has to do without, and denies."""
    if claim.coverage.sequence is not Turn.SECONDARY:
        return ()
    as_first = replace(claim, coverage=replace(claim.coverage, sequence=Turn.PRIMARY), others=())
    return (adjudicate(as_first, contract, Member(benefits), received).payment,)


def _outside(rng: Random, number: int, paid_on: date) -> list[ProviderAdjustment]:
    """An overpayment that is recovered, interest that is paid, in some remittances."""
    ends_on = date(paid_on.year, 12, 31)
    found = []
    if rng.random() < 0.15:
        found.append(ProviderAdjustment("WO", f"OVP{number:06}", rng.randint(500, 20_000), ends_on))
    if rng.random() < 0.15:
        found.append(ProviderAdjustment("L6", f"INT{number:06}", -rng.randint(5, 900), ends_on))
    return found

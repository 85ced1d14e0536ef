"""Random claims with contracts, benefits and earlier payers, for the property tests of adjudication."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from tests.domain.claims.adjudication_builders import DAY, PAYER_ID, a_claim
from trainer.domain.claims.adjudication import Member, adjudicate
from trainer.domain.claims.contracts import Accumulators, Benefits, Bundle, Contract, Fee, MultipleRule
from trainer.domain.claims.professional import ProfessionalClaim, Profile, Provider, Referral, Sequence, ServiceLine
from trainer.domain.claims.remittance import ClaimPayment

CODES = ("99213", "99214", "20610", "11042", "27447", "64484", "45378", "45380", "45385", "71046", "00840", "99396")
MODIFIERS = ("25", "59", "50", "RT", "LT", "26", "TC", "QK", "76", "GZ", "GY")
_BUNDLES = (
    Bundle("45385", "45378", is_modifier_allowed=False),
    Bundle("20610", "99213", is_modifier_allowed=True),
    Bundle("27447", "20610", is_modifier_allowed=True),
)
ORDERED = Referral("DK", Provider(a_claim([]).patient.name, "1234567893"))


@dataclass(frozen=True, slots=True)
class Sample:
    claim: ProfessionalClaim
    contract: Contract
    member: Member
    received_on: date


def a_sample(rng: Random) -> Sample:
    """A claim with one to six lines; every third one comes after one or two earlier payers that answered it."""
    profile = rng.choice(list(Profile))
    claim = a_random_claim(rng, profile)
    member = Member(a_plan(rng), Accumulators(_cents(rng, 2_000), _cents(rng, 3_000)))
    received_on = DAY + timedelta(days=rng.randrange(0, 60) if rng.random() < 0.95 else 500)
    if rng.random() < 0.35:
        prior = _earlier_answers(rng, claim, rng.choice((1, 1, 1, 2)))
        turn = list(Sequence)[len(prior)]
        claim = replace(claim, coverage=replace(claim.coverage, sequence=turn))
        member = replace(member, prior=prior)
    return Sample(claim, a_contract(rng, profile), member, received_on)


def _earlier_answers(rng: Random, claim: ProfessionalClaim, count: int) -> tuple[ClaimPayment, ...]:
    answers: tuple[ClaimPayment, ...] = ()
    for place in range(count):
        profile = rng.choice((Profile.COMMERCIAL, Profile.MEDICARE))
        payer = replace(claim.coverage.payer, profile=profile)
        earlier = replace(claim, coverage=replace(claim.coverage, payer=payer, sequence=list(Sequence)[place]))
        contract = replace(a_contract(rng, profile), timely_days=3_650)
        answer = adjudicate(earlier, contract, Member(a_plan(rng), prior=answers), DAY + timedelta(days=10)).payment
        answers = (*answers, replace(answer, lines=()) if rng.random() < 0.1 else answer)
    return answers


def a_random_claim(rng: Random, profile: Profile) -> ProfessionalClaim:
    claim = a_claim([], profile)
    return replace(
        claim,
        lines=tuple(_a_line(rng) for _ in range(rng.randint(1, 6))),
        referral=ORDERED if rng.random() < 0.9 else None,
        prior_authorization=rng.choice(("", "A77", "B99")),
        accepts_assignment=rng.random() < 0.7,
        assigns_benefits=rng.random() < 0.8,
    )


def _a_line(rng: Random) -> ServiceLine:
    code = rng.choice(CODES)
    is_minutes = code == "00840"
    return ServiceLine(
        code=code,
        on=DAY + timedelta(days=rng.choice((0, 0, 0, 1))),
        charge_cents=_cents(rng, 2_000),
        pointers=(0,),
        place_of_service="11",
        modifiers=tuple(rng.sample(MODIFIERS, rng.choice((0, 0, 0, 1, 2)))),
        units=rng.randint(1, 240) if is_minutes else rng.choice((1, 1, 1, 2, 7)),
        is_minutes=is_minutes,
    )


def a_plan(rng: Random) -> Benefits:
    return Benefits(
        deductible_cents=_cents(rng, 2_000),
        coinsurance=rng.choice((0, 1_000, 2_000, 3_333, 10_000)),
        copay_cents=_cents(rng, 60),
        copay_codes=frozenset(rng.sample(CODES, rng.randint(0, 4))),
        out_of_pocket_cents=rng.choice((None, _cents(rng, 4_000))),
        is_active=rng.random() < 0.97,
        covered_through=rng.choice((None, None, None, DAY)),
        excluded_codes=frozenset(rng.sample(CODES, rng.choice((0, 0, 1)))),
        authorizations=frozenset({"A77"}),
        is_deductible_waived_for_copay=rng.random() < 0.5,
    )


def a_contract(rng: Random, profile: Profile) -> Contract:
    return Contract(
        payer="Lakeshore Health",
        payer_id=PAYER_ID,
        profile=profile,
        fees=_fees(rng),
        year=DAY.year,
        bundles=_BUNDLES,
        timely_days=rng.choice((90, 365)),
        multiple_rates=rng.choice(((10_000, 5_000), (10_000, 5_000, 2_500), (10_000,))),
        sequestration=rng.choice((0, 200)),
        is_participating=rng.random() < 0.7,
        nonparticipating_rate=rng.choice((9_500, 6_000)),
        anesthesia_factor=rng.choice((204_976, 600_000)),
        is_nonduplicating=rng.random() < 0.3,
    )


def _fees(rng: Random) -> tuple[Fee, ...]:
    """Fees for most codes: endoscopies with their base, an add-on, a code with components, a preventive one."""
    families = {"45380": MultipleRule.ENDOSCOPY, "45385": MultipleRule.ENDOSCOPY, "45378": MultipleRule.STANDARD}
    ranked = dict.fromkeys(("20610", "11042", "27447"), MultipleRule.STANDARD) | families
    fees = [
        Fee(
            code,
            _cents(rng, 1_500),
            multiple=ranked.get(code, MultipleRule.NONE),
            base_code="45378" if code in ("45380", "45385") else "",
            is_addon=code == "64484",
            is_bilateral=code in ("20610", "27447"),
            needs_authorization=code == "27447",
            is_preventive=code == "99396",
            base_units=6 if code == "00840" else 0,
        )
        for code in CODES
        if rng.random() < 0.95
    ]
    return (*fees, Fee("71046", _cents(rng, 100), modifier="26"), Fee("71046", _cents(rng, 100), modifier="TC"))


def _cents(rng: Random, most_dollars: int) -> int:
    """An amount up to some dollars; now and then nothing."""
    return 0 if rng.random() < 0.05 else rng.randint(1, most_dollars * 100)

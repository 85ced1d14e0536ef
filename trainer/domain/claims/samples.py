"""Professional claims made up from a seed: right in form and in codes, of invented people, practices and payers.

For the tests of what writes and reads claims and for files to try validators on; whether a service makes medical sense
beside its diagnosis is not looked at.
"""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from trainer.domain.claims.professional import (
    BillingProvider,
    Circumstances,
    Coverage,
    Facility,
    Frequency,
    Person,
    ProfessionalClaim,
    Profile,
    Provider,
    Referral,
    Relationship,
    Sequence,
    ServiceLine,
)
from trainer.domain.claims.sample_people import (
    PLANS,
    chance,
    digits,
    some_address,
    some_employer,
    some_member_id,
    some_organisation,
    some_payer,
    some_person,
    some_phone,
    some_provider,
)
from trainer.domain.claims.sample_scenes import SCENES, Offer, Scene

FIRST_DAY = date(2026, 1, 5)
_DAYS = 84
_FACILITIES = {"19", "21", "22", "23", "24"}
_FIRST_LISTED = 5
_OTHER_DATES = ("454", "304", "453", "455", "471", "090", "091", "444")
_AGES = {
    Profile.MEDICARE: (65, 92),
    Profile.MEDICAID: (1, 64),
    Profile.TRICARE: (1, 70),
    Profile.COMMERCIAL: (1, 70),
    Profile.WORKERS_COMPENSATION: (18, 67),
}
_OF_RELATIONSHIP = {Relationship.SELF: (18, 95), Relationship.SPOUSE: (20, 80), Relationship.CHILD: (1, 25)}
_COMMERCIAL, _MEDICARE, _MEDICAID = Profile.COMMERCIAL, Profile.MEDICARE, Profile.MEDICAID
_Turns = tuple[tuple[Profile, ...], tuple[Profile, ...]]
_ALONE: _Turns = ((), ())
_TURNS: dict[Profile, tuple[_Turns, ...]] = {
    _MEDICARE: (_ALONE, ((), (_COMMERCIAL,)), ((), (_MEDICAID,)), ((_COMMERCIAL,), ()), ((_COMMERCIAL,), (_MEDICAID,))),
    _COMMERCIAL: (_ALONE, ((), (_COMMERCIAL,)), ((_COMMERCIAL,), ()), ((), (_COMMERCIAL, _MEDICAID))),
    _MEDICAID: (_ALONE, ((_COMMERCIAL,), ()), ((_COMMERCIAL, _COMMERCIAL), ())),
    Profile.TRICARE: (_ALONE, ((_COMMERCIAL,), ()), ((), (_MEDICAID,))),
    Profile.WORKERS_COMPENSATION: (_ALONE,),
}
"""Who pays before a payer and who after it: Medicaid last of all, TRICARE after other plans."""


def sample_claim(rng: Random, number: int) -> ProfessionalClaim:
    """A claim with that number in its account; the same state of `rng` gives the same claim.

    Up to twenty lines: a paper form holds the first six.
    """
    profile = rng.choice(tuple(Profile))
    relationship = _relationship(rng, profile)
    scene, age = _scene_and_age(rng, profile, relationship)
    on = FIRST_DAY + timedelta(days=rng.randrange(_DAYS))
    patient = some_person(rng, age, on, scene.sexes)
    diagnoses = _diagnoses(rng, scene)
    billing, rendering = _providers(rng, scene)
    lines = _lines(rng, scene, on, len(diagnoses))
    claim = ProfessionalClaim(
        account_number=f"S{number:05d}",
        coverage=_coverage(rng, profile, relationship, patient, on),
        patient=patient,
        billing=billing,
        diagnoses=diagnoses,
        lines=lines,
        rendering=rendering,
        referral=_referral(rng, scene),
        facility=_facility(rng, lines),
        circumstances=_circumstances(rng, scene, profile, on),
        accepts_assignment=chance(rng, 90),
        assigns_benefits=chance(rng, 90),
        is_signed_by_patient=chance(rng, 90),
    )
    return _with_others(rng, _with_numbers(rng, claim, scene), on)


def _relationship(rng: Random, profile: Profile) -> Relationship:
    if profile is Profile.WORKERS_COMPENSATION:
        return Relationship.OTHER
    if profile in (Profile.MEDICARE, Profile.MEDICAID):
        return Relationship.SELF
    return rng.choice((Relationship.SELF, Relationship.SELF, Relationship.SPOUSE, Relationship.CHILD))


def _scene_and_age(rng: Random, profile: Profile, relationship: Relationship) -> tuple[Scene, int]:
    """A practice that sees such a patient. A child may have Medicaid of its own."""
    low, high = _AGES[profile]
    if profile is not Profile.MEDICAID:
        youngest, oldest = _OF_RELATIONSHIP.get(relationship, (low, high))
        low, high = max(low, youngest), min(high, oldest)
    fitting = [
        scene
        for scene in SCENES
        if max(low, scene.ages[0]) <= min(high, scene.ages[1])
        and (scene.is_injury or profile is not Profile.WORKERS_COMPENSATION)
    ]
    scene = rng.choice(fitting)
    return scene, rng.randint(max(low, scene.ages[0]), min(high, scene.ages[1]))


def _coverage(rng: Random, profile: Profile, relationship: Relationship, patient: Person, on: date) -> Coverage:
    match relationship:
        case Relationship.SELF:
            insured = patient
        case Relationship.OTHER:
            insured = some_employer(rng)
        case _:
            insured = some_person(rng, rng.randint(40, 60), on, last=patient.name.last)
    has_group = profile in (Profile.COMMERCIAL, Profile.TRICARE)
    return Coverage(
        payer=some_payer(rng, profile),
        sequence=Sequence.PRIMARY,
        relationship=relationship,
        insured=insured,
        member_id=some_member_id(rng, profile),
        group_number=f"G{digits(rng, 5)}" if has_group and chance(rng, 70) else "",
        plan_name=rng.choice(PLANS) if has_group and chance(rng, 50) else "",
    )


def _diagnoses(rng: Random, scene: Scene) -> tuple[str, ...]:
    """One to twelve, mostly few; what only explains or counts (external cause, weeks) is never first."""
    count = rng.choice((1, 1, 2, 2, 3, 4, 5, 8, 12))
    first = rng.choice(scene.diagnoses[:_FIRST_LISTED])
    return first, *rng.sample([code for code in scene.diagnoses if code != first], count - 1)


def _providers(rng: Random, scene: Scene) -> tuple[BillingProvider, Provider | None]:
    """A group with the person who gave the services, a group by itself, or somebody in practice alone."""
    address, phone = replace(some_address(rng, has_whole_zip=True), second_line=""), some_phone(rng)
    is_alone = scene.has_rendering and chance(rng, 20)
    provider = (
        some_provider(rng, scene.taxonomy) if is_alone else some_organisation(rng, scene.practice, scene.taxonomy)
    )
    billing = BillingProvider(provider, address, digits(rng, 9), is_alone and chance(rng, 50), phone)
    if is_alone or not scene.has_rendering:
        return billing, None
    if chance(rng, 10):
        return billing, some_organisation(rng, "Locum Group", scene.taxonomy)
    return billing, some_provider(rng, scene.taxonomy if chance(rng, 70) else "")


def _lines(rng: Random, scene: Scene, on: date, diagnoses: int) -> tuple[ServiceLine, ...]:
    """No service twice on a day: what goes beyond the offers of the practice is given in the next week."""
    count = rng.choice((1, 1, 2, 2, 3, 3, 4, 5, 6, 8, 13, 20))
    offers = rng.sample(scene.offers, len(scene.offers))
    place = rng.choice(scene.places)
    lines = []
    for number in range(count):
        week, which = divmod(number, len(offers))
        where = place if chance(rng, 90) else rng.choice(scene.places)
        lines.append(_line(rng, scene, offers[which], on + timedelta(weeks=week), where))
    return tuple(replace(line, pointers=_pointers(rng, diagnoses)) for line in lines)


def _pointers(rng: Random, diagnoses: int) -> tuple[int, ...]:
    return tuple(rng.sample(range(diagnoses), rng.randint(1, min(4, diagnoses))))


def _line(rng: Random, scene: Scene, offer: Offer, on: date, place: str) -> ServiceLine:
    units = rng.randint(20, 240) if scene.is_minutes else rng.randint(1, offer.most_units)
    has_drug = offer.code.startswith("J")
    modifiers = (offer.modifier,) if offer.modifier and chance(rng, 60) else ()
    return ServiceLine(
        code=offer.code,
        on=on,
        charge_cents=offer.cents * units + rng.choice((0, 0, 50, 5)),
        pointers=(),
        place_of_service=place,
        modifiers=(*modifiers, "KX") if modifiers and chance(rng, 10) else modifiers,
        units=units,
        is_minutes=scene.is_minutes,
        through=on + timedelta(days=rng.choice((0, 1, 29))) if chance(rng, 15) else None,
        is_emergency=place == "23" and chance(rng, 80),
        is_epsdt=scene.practice == "Pediatrics" and chance(rng, 40),
        rendering=some_provider(rng, scene.taxonomy) if scene.has_rendering and chance(rng, 8) else None,
        ndc=f"99999{digits(rng, 6)}" if has_drug else "",
        ndc_quantity=rng.choice(("ML2.5", "ML10", "UN1", "ME0.125", "GR3", "F2500")) if has_drug else "",
    )


def _referral(rng: Random, scene: Scene) -> Referral | None:
    """Equipment and laboratories work on an order; the others may have a referral or a supervisor."""
    if scene.role != "DK" and not chance(rng, 40):
        return None
    return Referral(scene.role, some_provider(rng))


def _facility(rng: Random, lines: tuple[ServiceLine, ...]) -> Facility | None:
    if lines[0].place_of_service not in _FACILITIES:
        return None
    facility = some_organisation(rng, rng.choice(("Regional Hospital", "Surgery Center", "Medical Center")))
    return Facility(facility.name.last, some_address(rng, has_whole_zip=True), facility.npi if chance(rng, 80) else "")


def _circumstances(rng: Random, scene: Scene, profile: Profile, on: date) -> Circumstances:
    before = on - timedelta(days=rng.randint(1, 40))
    if profile is Profile.WORKERS_COMPENSATION:
        away = chance(rng, 60)
        said = Circumstances(is_employment=True, onset_on=before, other_on=before, other_date_qualifier="439")
        unable_through = before + timedelta(days=60) if away and chance(rng, 60) else None
        return replace(said, unable_from=before if away else None, unable_through=unable_through)
    if scene.is_injury and chance(rng, 60):
        is_auto = chance(rng, 50)
        accident = Circumstances(onset_on=before, other_on=before, other_date_qualifier="439")
        state = rng.choice(("OH", "KS", "TX", "GA")) if is_auto else ""
        return replace(accident, is_auto_accident=is_auto, auto_state=state, is_other_accident=not is_auto)
    if scene.is_pregnancy:
        return Circumstances(onset_on=on - timedelta(weeks=rng.randint(8, 36)), onset_qualifier="484")
    if scene.places == ("21",):
        discharged = on + timedelta(days=rng.randint(0, 5)) if chance(rng, 70) else None
        return Circumstances(hospital_from=on - timedelta(days=rng.randint(0, 3)), hospital_through=discharged)
    if chance(rng, 25):
        return Circumstances(onset_on=before, other_on=before, other_date_qualifier=rng.choice(_OTHER_DATES))
    return Circumstances()


def _with_numbers(rng: Random, claim: ProfessionalClaim, scene: Scene) -> ProfessionalClaim:
    """What stands in items 11b, 19, 22, 23 and 29."""
    frequency = rng.choice((*(Frequency.ORIGINAL,) * 8, Frequency.REPLACEMENT, Frequency.VOID))
    said = claim.circumstances
    return replace(
        claim,
        frequency=frequency,
        original_reference="" if frequency is Frequency.ORIGINAL else f"ICN{digits(rng, 10)}",
        prior_authorization=f"PA{digits(rng, 7)}" if chance(rng, 15) else "",
        clia_number=f"36D{digits(rng, 7)}" if scene.practice == "Clinical Laboratory" else "",
        claim_number=f"WC-{digits(rng, 6)}" if said.is_employment or said.is_auto_accident else "",
        note=rng.choice(("Records upon request", "Second visit the same day")) if chance(rng, 15) else "",
        patient_paid_cents=min(claim.charge_cents, rng.choice((1500, 2500, 4005))) if chance(rng, 25) else 0,
    )


def _with_others(rng: Random, claim: ProfessionalClaim, on: date) -> ProfessionalClaim:
    """Other insurances in some claims; those that pay before this payer have paid a part."""
    own = claim.coverage
    before, after = rng.choice(_TURNS[own.payer.profile])
    turns = tuple(Sequence)
    others = [_other(rng, claim, profile, on) for profile in (*before, *after)]
    paid = [claim.charge_cents // rng.randint(3, 9) for _ in before]
    others = [
        replace(other, sequence=turns[place if place < len(before) else place + 1], paid_cents=each)
        for place, (other, each) in enumerate(zip(others, [*paid, *(None for _ in after)], strict=True))
    ]
    return replace(claim, coverage=replace(own, sequence=turns[len(before)]), others=tuple(others))


def _other(rng: Random, claim: ProfessionalClaim, profile: Profile, on: date) -> Coverage:
    """Of somebody else a claim knows name and address only."""
    relationship = Relationship.SELF
    if profile is Profile.COMMERCIAL:
        relationship = rng.choice((Relationship.SELF, Relationship.SPOUSE, Relationship.CHILD))
    coverage = _coverage(rng, profile, relationship, claim.patient, on)
    insured = coverage.insured
    if relationship is not Relationship.SELF:
        insured = Person(insured.name, insured.address)
    return replace(coverage, insured=insured)

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.claim_forms import NPI_DOCTOR, NPI_HOSPITAL, a_form
from trainer.domain.claims.cms1500 import ITEMS
from trainer.domain.claims.form_parts import MEDIGAP
from trainer.domain.claims.form_reading import is_timed, read_form
from trainer.domain.claims.form_writing import NotOnPaper, pages, write_form
from trainer.domain.claims.identifiers import make_npi
from trainer.domain.claims.professional import (
    Address,
    BillingProvider,
    Circumstances,
    Coverage,
    Facility,
    Frequency,
    Name,
    Payer,
    Person,
    ProfessionalClaim,
    Profile,
    Provider,
    Referral,
    Relationship,
    Sequence,
    ServiceLine,
    Sex,
)

SEEDS = st.integers(0, 2**32 - 1)
WORDS = ("Amber", "Birch", "Cole", "Dunn", "Ezra", "Falk", "Gray", "Holt", "Iris", "Juno")


def a_word(rng: random.Random) -> str:
    return rng.choice(WORDS)


def maybe(rng: random.Random, text: str) -> str:
    return rng.choice(("", text))


def a_number(rng: random.Random) -> str:
    return f"{rng.choice('ABC')}{rng.randrange(10**6):06}"


def a_day(rng: random.Random) -> date:
    return date(1940, 1, 1) + timedelta(rng.randrange(31_000))


def maybe_day(rng: random.Random) -> date | None:
    return rng.choice((None, a_day(rng)))


def an_npi(rng: random.Random) -> str:
    return make_npi(str(rng.randrange(100_000_000, 300_000_000)))


def a_name(rng: random.Random) -> Name:
    return Name(a_word(rng), a_word(rng), maybe(rng, a_word(rng)), rng.choice(("", "", "Jr", "III")))


def an_address(rng: random.Random) -> Address:
    postal = f"{rng.randrange(10**5):05}{maybe(rng, '1234')}"
    return Address(f"{rng.randrange(1, 9999)} {a_word(rng)} St", a_word(rng), rng.choice(("OH", "PR")), postal)


def a_person(rng: random.Random) -> Person:
    return Person(a_name(rng), an_address(rng), a_day(rng), rng.choice(list(Sex)), maybe(rng, "6145550123"))


def a_doctor(rng: random.Random, taxonomy: str = "") -> Provider:
    return Provider(a_name(rng), an_npi(rng), taxonomy=maybe(rng, taxonomy))


def a_company(rng: random.Random) -> Name:
    return Name(f"{a_word(rng)} {a_word(rng)} Works")


def a_line(rng: random.Random, diagnoses: int, *, is_medicare: bool) -> ServiceLine:
    code = rng.choice(("99214", "J1885", "00790", "01996", "0001F"))
    on, is_drug = a_day(rng), code == "J1885"
    most = min(diagnoses, 1 if is_medicare else 4)
    return ServiceLine(
        code=code,
        on=on,
        charge_cents=rng.randrange(10**7),
        pointers=tuple(rng.sample(range(diagnoses), rng.randint(1, most))),
        place_of_service=rng.choice(("11", "12", "21")),
        modifiers=tuple(rng.sample(("25", "59", "LT", "JZ"), rng.randint(0, 4))),
        units=rng.randint(1, 999),
        is_minutes=code == "00790",
        through=rng.choice((None, on + timedelta(rng.randint(1, 30)))),
        is_emergency=rng.random() < 0.5,
        is_epsdt=not is_medicare and rng.random() < 0.5,
        ndc="00026064871" if is_drug else "",
        ndc_quantity="ML2.5" if is_drug else "",
    )


def coverages(rng: random.Random, profile: Profile, patient: Person) -> tuple[Coverage, tuple[Coverage, ...]]:
    payer = Payer(a_word(rng), a_number(rng), profile, rng.choice((None, an_address(rng))))
    plan = Payer(a_word(rng), "", Profile.COMMERCIAL)
    holder = Person(replace(a_name(rng), last="Other"))
    own = Coverage(plan, Sequence.SECONDARY, Relationship.SELF, patient, "POL1")
    other = rng.choice((own, replace(own, relationship=Relationship.OTHER, insured=holder)))
    relationship = rng.choice(list(Relationship))
    insured = patient if relationship is Relationship.SELF else a_person(rng)
    if profile is Profile.MEDICARE:
        before = Coverage(Payer("Group Plan", "", Profile.COMMERCIAL), Sequence.PRIMARY, relationship, insured, "G77")
        first = rng.choice(((), (before,)))
        turn, next_turn = (Sequence.SECONDARY, Sequence.TERTIARY) if first else (Sequence.PRIMARY, Sequence.SECONDARY)
        medigap = rng.choice((plan, Payer(MEDIGAP, "55123", Profile.COMMERCIAL)))
        last = rng.choice(((), (replace(other, payer=medigap, sequence=next_turn),)))
        return Coverage(payer, turn, Relationship.SELF, patient, "1EG4TE5MK73"), (*first, *last)
    others = rng.choice(((), (other,)))
    turn = Sequence.PRIMARY
    if others and profile in (Profile.MEDICAID, Profile.TRICARE):
        turn, others = Sequence.SECONDARY, (replace(other, sequence=Sequence.PRIMARY),)
    if profile is Profile.WORKERS_COMPENSATION and relationship is not Relationship.SELF:
        relationship, insured = Relationship.OTHER, Person(a_company(rng), an_address(rng))
    member = "12345678901" if profile is Profile.TRICARE else a_number(rng)
    group, plan_name = maybe(rng, a_number(rng)), maybe(rng, a_word(rng))
    return Coverage(payer, turn, relationship, insured, member, group, plan_name), others


def circumstances(rng: random.Random, *, is_medicare: bool) -> Circumstances:
    onset, other = maybe_day(rng), None if is_medicare else maybe_day(rng)
    is_auto = rng.random() < 0.5
    return Circumstances(
        is_employment=rng.random() < 0.5,
        is_auto_accident=is_auto,
        auto_state="OH" if is_auto else "",
        is_other_accident=rng.random() < 0.5,
        onset_on=onset,
        onset_qualifier="431" if onset is None or is_medicare else rng.choice(("431", "484")),
        other_on=other,
        other_date_qualifier="454" if other else "",
        unable_from=maybe_day(rng),
        unable_through=maybe_day(rng),
        hospital_from=maybe_day(rng),
        hospital_through=maybe_day(rng),
    )


def a_paper_claim(seed: int, most_lines: int = 6) -> ProfessionalClaim:
    """A claim that fits on paper: nothing in it that `form_writing` says it leaves out."""
    rng = random.Random(seed)
    profile = rng.choice(list(Profile))
    is_medicare = profile is Profile.MEDICARE
    patient = a_person(rng)
    coverage, others = coverages(rng, profile, patient)
    is_solo = rng.random() < 0.3
    biller = (
        a_doctor(rng, "207Q00000X")
        if is_solo
        else Provider(a_company(rng), an_npi(rng), is_person=False, taxonomy=maybe(rng, "261QR0405X"))
    )
    is_replaced = not is_medicare and rng.random() < 0.5
    authorization, clia = rng.choice((("AUTH77", ""), ("", "36D0123456"), ("", "")))
    diagnoses = rng.sample(("I10", "E119", "S72001A", "M5450", "Z0000", "J189", "R079", "K219"), rng.randint(1, 8))
    count = rng.randint(1, most_lines)
    return ProfessionalClaim(
        account_number=a_number(rng),
        coverage=coverage,
        patient=patient,
        billing=BillingProvider(biller, an_address(rng), "123456789", rng.random() < 0.5, maybe(rng, "6145550123")),
        diagnoses=tuple(diagnoses),
        lines=tuple(a_line(rng, len(diagnoses), is_medicare=is_medicare) for _ in range(count)),
        others=others,
        rendering=None if is_solo else a_doctor(rng, "" if is_medicare else "207RC0000X"),
        referral=rng.choice((None, Referral(rng.choice(("DN", "DK", "DQ")), a_doctor(rng)))),
        facility=rng.choice((None, Facility(a_word(rng), an_address(rng), maybe(rng, an_npi(rng))))),
        circumstances=circumstances(rng, is_medicare=is_medicare),
        frequency=rng.choice((Frequency.REPLACEMENT, Frequency.VOID)) if is_replaced else Frequency.ORIGINAL,
        original_reference="REF1" if is_replaced else "",
        prior_authorization=authorization,
        clia_number=clia,
        claim_number="" if is_medicare else maybe(rng, a_number(rng)),
        note=maybe(rng, a_word(rng)),
        patient_paid_cents=rng.randrange(10**5),
        accepts_assignment=rng.random() < 0.5,
        is_signed_by_patient=rng.random() < 0.5,
        assigns_benefits=rng.random() < 0.5,
        signed_on=maybe_day(rng),
    )


@given(SEEDS)
def test_a_claim_that_fits_on_paper_is_read_back_from_its_form(seed: int) -> None:
    claim = a_paper_claim(seed)
    assert read_form(write_form(claim), claim.coverage.payer.profile) == (claim, ())


@given(SEEDS)
def test_pages_hold_every_line_once_and_their_totals_add_up(seed: int) -> None:
    claim = a_paper_claim(seed, most_lines=20)
    read = [read_form(page, claim.coverage.payer.profile) for page in pages(claim)]
    assert [problems for _, problems in read if problems] == []
    parts = [part for part, _ in read if part]
    assert len(parts) == -(-len(claim.lines) // 6)
    assert sum((part.lines for part in parts), ()) == claim.lines
    assert sum(part.charge_cents for part in parts) == claim.charge_cents
    assert sum(part.patient_paid_cents for part in parts) == claim.patient_paid_cents


def a_claim(profile: Profile = Profile.COMMERCIAL) -> ProfessionalClaim:
    claim, problems = read_form(a_form(profile), profile)
    assert problems == ()
    assert claim is not None
    return claim


@given(SEEDS)
def test_a_form_has_its_items_in_order_as_plain_text_and_no_empty_one(seed: int) -> None:
    form = write_form(a_paper_claim(seed))
    assert list(form) == [item for item in ITEMS if item in form]
    assert all(type(text) is str and text for text in form.values())


def test_more_than_a_form_has_room_for_is_refused_by_name() -> None:
    claim = a_claim()
    cases = [
        (replace(claim, lines=claim.lines * 7), "room for 6 service lines, the claim has 7"),
        (replace(claim, diagnoses=("I10",) * 13), "room for 12 diagnoses, the claim has 13"),
        (
            replace(claim, prior_authorization="A1", clia_number="36D0123456"),
            "room for 1 number in item 23, the claim has 2",
        ),
    ]
    for too_much, reason in cases:
        with pytest.raises(NotOnPaper) as caught:
            write_form(too_much)
        assert reason in str(caught.value)


def test_what_paper_cannot_say_is_left_out() -> None:
    claim = a_claim()
    other = Coverage(
        Payer("Plan B", "PB1", Profile.COMMERCIAL),
        Sequence.SECONDARY,
        Relationship.SPOUSE,
        Person(Name("Diaz", "Rosa")),
        "POL9",
        group_number="G1",
        plan_name="Gold",
        paid_cents=1200,
    )
    second = Provider(Name("Okafor", "Ben"), NPI_HOSPITAL)
    assert claim.patient.address is not None
    more = replace(
        claim,
        patient=replace(claim.patient, address=replace(claim.patient.address, second_line="Apt 4")),
        others=(other, other),
        referral=Referral("DN", Provider(Name("Okafor", "Ben"), NPI_HOSPITAL, taxonomy="207Q00000X")),
        lines=(claim.lines[0], replace(claim.lines[0], rendering=second)),
    )
    read, problems = read_form(write_form(more), Profile.COMMERCIAL)
    assert problems == ()
    assert read is not None
    assert read.others == (
        Coverage(
            Payer("Plan B", "", Profile.COMMERCIAL),
            Sequence.SECONDARY,
            Relationship.OTHER,
            Person(Name("Diaz", "Rosa")),
            "POL9",
        ),
    )
    assert read.referral == Referral("DN", Provider(Name("Okafor", "Ben"), NPI_HOSPITAL))
    assert read.rendering == Provider(Name("Lindt", "Mara"), NPI_DOCTOR)
    assert read.lines[0].rendering is None
    assert read.lines[1].rendering == Provider(Name(""), NPI_HOSPITAL)
    assert read.patient.address == replace(claim.patient.address, line="12 Elm St Apt 4")


def test_a_medicare_form_leaves_out_what_medicare_does_not_take() -> None:
    claim = a_claim(Profile.MEDICARE)
    more = replace(
        claim,
        frequency=Frequency.REPLACEMENT,
        original_reference="REF1",
        claim_number="C1",
        circumstances=Circumstances(onset_on=date(2026, 1, 5), onset_qualifier="484", other_on=date(2026, 1, 6)),
        lines=(replace(claim.lines[0], pointers=(1, 0), is_epsdt=True),),
    )
    form = write_form(more)
    assert form["24.1.pointers"] == "B"
    assert form["14"] == "01/05/2026"
    assert form["11"] == "NONE"
    assert not {"14.qualifier", "15", "22.code", "22.reference", "11b", "11d", "24.1.epsdt", "4", "7.street"} & set(
        form
    )


def test_taxonomy_codes_stand_in_33b_and_24j_for_everybody_but_medicares_24j() -> None:
    for profile in (Profile.MEDICAID, Profile.MEDICARE):
        claim = a_claim(profile)
        more = replace(
            claim,
            billing=replace(claim.billing, provider=replace(claim.billing.provider, taxonomy="261QR0405X")),
            rendering=Provider(Name("Lindt", "Mara"), NPI_DOCTOR, taxonomy="207Q00000X"),
            lines=(
                claim.lines[0],
                replace(claim.lines[0], rendering=Provider(Name(""), NPI_HOSPITAL, taxonomy="207RC0000X")),
            ),
        )
        form = write_form(more)
        assert form["33b"] == "ZZ261QR0405X"
        if profile is Profile.MEDICARE:
            assert not [item for item in form if item.endswith((".qualifier", ".other"))]
        else:
            assert (form["24.1.qualifier"], form["24.1.other"]) == ("ZZ", "207Q00000X")
            assert (form["24.2.qualifier"], form["24.2.other"]) == ("ZZ", "207RC0000X")
            assert read_form(form, profile) == (more, ())


def test_medicare_is_told_the_place_of_services_and_at_home_the_patients_address() -> None:
    claim = a_claim(Profile.MEDICARE)
    assert claim.facility is None
    assert write_form(claim)["32.street"] == "400 Main St"
    at_home = replace(claim, lines=(replace(claim.lines[0], place_of_service="12"),))
    form = write_form(at_home)
    assert (form["32.street"], form["32.zip"], "32.name" in form) == ("12 Elm St", "43017", False)
    assert read_form(form, Profile.MEDICARE) == (at_home, ())
    mixed = write_form(replace(at_home, lines=(*at_home.lines, *claim.lines)))
    assert mixed["32.street"] == "400 Main St"
    assert "32.street" not in write_form(a_claim())


def test_who_signs_is_the_rendering_person_or_the_solo_biller_or_a_signature_on_file() -> None:
    claim = a_claim()
    assert write_form(claim)["31"] == "Mara Lindt"
    group = replace(claim, rendering=None)
    assert write_form(group)["31"] == "Signature on file"
    nameless = replace(claim, rendering=Provider(Name(""), NPI_DOCTOR))
    assert write_form(nameless)["31"] == "Signature on file"
    solo = replace(group, billing=replace(claim.billing, provider=Provider(Name("Lindt", "Mara"), NPI_DOCTOR)))
    assert write_form(solo)["31"] == "Mara Lindt"
    assert write_form(solo)["33.name"] == "Lindt, Mara"


@pytest.mark.parametrize(
    ("code", "expected"),
    [("00790", True), ("01967", True), ("01996", False), ("01953", False), ("99214", False), ("0001F", False)],
)
def test_anesthesia_counts_minutes(code: str, expected: bool) -> None:
    assert is_timed(code) is expected

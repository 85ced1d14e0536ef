"""Sample claims: the same from the same seed, right in form and in codes, and of every kind that a claim knows."""

import csv
import random
from datetime import date, timedelta

import pytest

from tests.support.official_codes import icd_10_cm
from tests.support.requirements import check_data
from trainer.domain.claims.identifiers import (
    check_clia,
    check_dod_number,
    check_mbi,
    check_ndc,
    check_npi,
    check_phone,
    check_place,
    check_state,
    check_tax_id,
    check_taxonomy,
    check_zip,
)
from trainer.domain.claims.professional import (
    Address,
    Coverage,
    Frequency,
    Person,
    ProfessionalClaim,
    Profile,
    Provider,
    Relationship,
    Sequence,
)
from trainer.domain.claims.sample_scenes import SCENES
from trainer.domain.claims.samples import FIRST_DAY, sample_claim


@pytest.fixture(scope="module")
def claims() -> list[ProfessionalClaim]:
    rng = random.Random(2026)
    return [sample_claim(rng, number) for number in range(1, 1_501)]


def coverages(claim: ProfessionalClaim) -> list[Coverage]:
    return [claim.coverage, *claim.others]


def providers(claim: ProfessionalClaim) -> list[Provider]:
    some = [claim.billing.provider, claim.rendering, claim.referral and claim.referral.provider]
    return [each for each in (*some, *(line.rendering for line in claim.lines)) if each]


def people(claim: ProfessionalClaim) -> list[Person]:
    return [claim.patient, *(each.insured for each in coverages(claim))]


def addresses(claim: ProfessionalClaim) -> list[Address]:
    some = [claim.billing.address, claim.facility and claim.facility.address]
    some += [each.address for each in people(claim)] + [each.payer.address for each in coverages(claim)]
    return [each for each in some if each]


def test_the_same_seed_gives_the_same_claims() -> None:
    first, second = random.Random(5), random.Random(5)
    assert [sample_claim(first, n) for n in range(30)] == [sample_claim(second, n) for n in range(30)]
    assert sample_claim(random.Random(6), 1) != sample_claim(random.Random(7), 1)


def test_the_number_names_the_account() -> None:
    assert sample_claim(random.Random(1), 42).account_number == "S00042"


def test_every_diagnosis_is_billable_in_the_official_release() -> None:
    _, billable = icd_10_cm()
    assert {code for scene in SCENES for code in scene.diagnoses} <= billable
    assert all(len(set(scene.diagnoses)) == len(scene.diagnoses) >= 12 for scene in SCENES)


def test_every_service_is_a_number_in_force() -> None:
    with (check_data() / "hcpcs" / "numbers_2026_april.csv").open(encoding="utf-8", newline="") as file:
        in_force = {row["code"] for row in csv.DictReader(file)}
    assert {offer.code for scene in SCENES for offer in scene.offers} <= in_force


def test_what_only_explains_or_counts_is_never_first_listed() -> None:
    """External causes (V to Y), weeks of pregnancy (Z3A), status (Z79, Z99)."""
    first = {code for scene in SCENES for code in scene.diagnoses[:5]}
    assert not {code for code in first if code[0] in "VWXY" or code.startswith(("Z3A", "Z79", "Z99"))}


def test_every_number_has_its_form(claims: list[ProfessionalClaim]) -> None:
    for claim in claims:
        assert not [check_npi(each.npi) for each in providers(claim) if check_npi(each.npi)]
        assert not [each for each in providers(claim) if each.taxonomy and check_taxonomy(each.taxonomy)]
        assert not [each for each in people(claim) if each.phone and check_phone(each.phone)]
        assert not [each for each in addresses(claim) if check_zip(each.postal_code) or check_state(each.state)]
        assert not [line for line in claim.lines if check_place(line.place_of_service)]
        assert not [line for line in claim.lines if line.ndc and check_ndc(line.ndc)]
        assert check_tax_id(claim.billing.tax_id) is None
        assert not claim.clia_number or check_clia(claim.clia_number) is None
        assert not claim.facility or not claim.facility.npi or check_npi(claim.facility.npi) is None
        checks = {Profile.MEDICARE: check_mbi, Profile.TRICARE: check_dod_number}
        for each in coverages(claim):
            check = checks.get(each.payer.profile)
            assert check is None or check(each.member_id) is None


def test_a_claim_is_whole(claims: list[ProfessionalClaim]) -> None:
    for claim in claims:
        assert 1 <= len(claim.diagnoses) == len(set(claim.diagnoses)) <= 12
        assert 1 <= len(claim.lines) <= 20
        assert len({(line.code, line.on) for line in claim.lines}) == len(claim.lines)
        assert 0 <= claim.patient_paid_cents <= claim.charge_cents
        assert claim.patient.born_on is not None
        assert claim.patient.born_on < FIRST_DAY
        for line in claim.lines:
            assert FIRST_DAY <= line.on <= date(2026, 4, 30)
            assert line.through is None or line.on <= line.through <= line.on + timedelta(days=29)
            assert line.charge_cents > 0
            assert 1 <= len(line.pointers) == len(set(line.pointers)) <= 4
            assert all(pointer < len(claim.diagnoses) for pointer in line.pointers)
            assert bool(line.ndc) == bool(line.ndc_quantity)


def test_insurances_take_turns_and_those_before_have_paid(claims: list[ProfessionalClaim]) -> None:
    for claim in claims:
        turns = [each.sequence for each in coverages(claim)]
        assert sorted(turns, key=list(Sequence).index) == list(Sequence)[: len(turns)]
        for other in claim.others:
            is_before = list(Sequence).index(other.sequence) < list(Sequence).index(claim.coverage.sequence)
            assert (other.paid_cents is not None) == is_before
        assert sum(other.paid_cents or 0 for other in claim.others) < claim.charge_cents
        for each in coverages(claim):
            assert (each.insured == claim.patient) == (each.relationship is Relationship.SELF)


def test_who_is_insured_fits_the_payer(claims: list[ProfessionalClaim]) -> None:
    for claim in claims:
        match claim.coverage.payer.profile:
            case Profile.WORKERS_COMPENSATION:
                assert claim.coverage.relationship is Relationship.OTHER
                assert claim.circumstances.is_employment
                assert claim.claim_number
            case Profile.MEDICARE:
                assert claim.patient.born_on is not None
                assert claim.patient.born_on < date(1962, 1, 1)
            case _:
                assert not claim.circumstances.is_employment


def test_every_kind_turns_up(claims: list[ProfessionalClaim]) -> None:
    lines = [line for claim in claims for line in claim.lines]
    said = [claim.circumstances for claim in claims]
    assert {claim.coverage.payer.profile for claim in claims} == set(Profile)
    assert {claim.coverage.relationship for claim in claims} == set(Relationship)
    assert {claim.coverage.sequence for claim in claims} == set(Sequence)
    assert {claim.frequency for claim in claims} == set(Frequency)
    assert {claim.referral.role if claim.referral else "" for claim in claims} == {"", "DN", "DK", "DQ"}
    assert {claim.rendering.is_person if claim.rendering else None for claim in claims} == {True, False, None}
    assert {claim.billing.provider.is_person for claim in claims} == {True, False}
    assert {claim.billing.is_social_security for claim in claims} == {True, False}
    assert {len(claim.others) for claim in claims} == {0, 1, 2}
    assert {1, 12} <= {len(claim.diagnoses) for claim in claims}
    assert {1, 20} <= {len(claim.lines) for claim in claims}
    assert {each.onset_qualifier for each in said} == {"431", "484"}
    assert {"439", "454", ""} <= {each.other_date_qualifier for each in said}
    assert {(each.is_auto_accident, each.is_other_accident) for each in said} == {
        (False, False),
        (True, False),
        (False, True),
    }
    assert {bool(each.unable_from) + bool(each.unable_through) for each in said} == {0, 1, 2}
    assert {bool(each.hospital_from) + bool(each.hospital_through) for each in said} == {0, 1, 2}
    for asked in ("is_minutes", "is_emergency", "is_epsdt", "ndc", "rendering", "through", "modifiers"):
        assert {bool(getattr(line, asked)) for line in lines} == {True, False}, asked
    for asked in ("facility", "prior_authorization", "clia_number", "note", "patient_paid_cents", "assigns_benefits"):
        assert {bool(getattr(claim, asked)) for claim in claims} == {True, False}, asked

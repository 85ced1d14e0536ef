"""A claim written as an 837P and read back is the same claim."""

import random
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.claims_837p import CLAIM, ENVELOPE, SUBMITTER, claims
from trainer.content.x12.read_837p import read_837p
from trainer.content.x12.write_837p import write_837p
from trainer.domain.claims.professional import Person, ProfessionalClaim, Provider, Referral, Relationship, Sex
from trainer.domain.claims.samples import sample_claim


def there_and_back(*written: ProfessionalClaim) -> tuple[ProfessionalClaim, ...]:
    return read_837p(write_837p(written, SUBMITTER, ENVELOPE).encode())


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(claims())
def test_a_claim_comes_back_as_it_went(claim: ProfessionalClaim) -> None:
    assert there_and_back(claim) == (claim,)


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(st.lists(claims(), min_size=1, max_size=2), st.lists(st.integers(0, 1), min_size=1, max_size=6))
def test_claims_come_back_in_their_order_however_they_share_levels(
    some: list[ProfessionalClaim], order: list[int]
) -> None:
    """The same claims in a row stand below one subscriber, or below one patient; others begin a new level."""
    written = [some[which % len(some)] for which in order]
    assert there_and_back(*written) == tuple(written)


def test_three_hundred_sample_claims_come_back_as_they_went() -> None:
    rng = random.Random(837)
    written = [sample_claim(rng, number) for number in range(1, 301)]
    assert there_and_back(*written) == tuple(written)
    assert all(there_and_back(claim) == (claim,) for claim in written[:60])


def test_what_an_837p_has_no_place_for_is_lost_and_nothing_else() -> None:
    """The list that the writer's module promises."""
    other = replace(
        CLAIM.coverage,
        relationship=Relationship.SPOUSE,
        insured=Person(CLAIM.patient.name, CLAIM.patient.address, date(1981, 5, 4), Sex.FEMALE, "6145550177"),
        paid_cents=1200,
    )
    claim = replace(
        CLAIM,
        signed_on=date(2026, 3, 9),
        coverage=replace(CLAIM.coverage, paid_cents=900),
        others=(other,),
        referral=Referral("DN", replace(CLAIM.rendering or Provider(CLAIM.patient.name, ""), taxonomy="207Q00000X")),
    )
    assert there_and_back(claim) == (
        replace(
            claim,
            signed_on=None,
            coverage=CLAIM.coverage,
            others=(replace(other, insured=Person(CLAIM.patient.name, CLAIM.patient.address)),),
            referral=Referral("DN", CLAIM.rendering or Provider(CLAIM.patient.name, "")),
        ),
    )


@pytest.mark.parametrize("relationship", Relationship)
def test_two_claims_of_one_patient_with_different_claim_numbers_keep_them(relationship: Relationship) -> None:
    insured = CLAIM.patient if relationship is Relationship.SELF else CLAIM.coverage.insured
    claim = replace(CLAIM, coverage=replace(CLAIM.coverage, relationship=relationship, insured=insured))
    written = (replace(claim, claim_number="WC-1"), replace(claim, claim_number="WC-2"), claim, claim)
    assert there_and_back(*written) == written

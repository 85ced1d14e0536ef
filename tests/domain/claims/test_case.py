from dataclasses import FrozenInstanceError, replace
from datetime import date

import pytest

from trainer.domain.claims.case import CaseContent, CaseKind, Patient, PriorEncounter

CASE = CaseContent(
    kind=CaseKind.CODE,
    title="Earache behind a wall of wax",
    specialty="urgent care",
    level=2,
    edition="2026",
    setting="outpatient",
    place_of_service="20",
    payer="commercial",
    convention="CPT",
    patient=Patient(7, "male", "established"),
    date_of_service=date(2026, 3, 10),
    summary="A boy with an earache.",
    task="Code the visit.",
    chart="Impacted cerumen, right, removed.",
)


def test_new_or_established_does_not_apply_unless_the_case_says_so() -> None:
    assert Patient(48, "female").status == "not applicable"


def test_what_a_learner_has_seen_of_a_case_cannot_change() -> None:
    with pytest.raises(FrozenInstanceError):
        CASE.chart = "Another chart."  # type: ignore[misc]


def test_two_readings_of_the_same_case_are_equal() -> None:
    assert replace(CASE) == CASE
    assert replace(CASE, chart="Another chart.") != CASE


def test_an_earlier_service_is_one_of_the_same_specialty_face_to_face_and_no_operation_unless_it_says_so() -> None:
    prior = PriorEncounter(date(2025, 1, 2), "a visit")
    assert (prior.global_days, prior.is_same_specialty, prior.is_face_to_face) == (0, True, True)


def test_a_case_to_be_coded_has_neither_a_finished_claim_nor_a_query() -> None:
    assert (CASE.billed, CASE.query, CASE.asks_elements, CASE.prior_encounters) == (None, None, False, ())

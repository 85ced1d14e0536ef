"""Codes of one sex or age, by chapter, category and the ages of the Medicare Code Editor."""

import pytest

from trainer.domain.codesets.demographics import unfit_for


@pytest.mark.parametrize(
    ("code", "age", "sex", "says"),
    [
        ("O80", 30, "male", "The code is for female patients; the patient is male."),
        ("C541", 60, "male", "for female patients"),
        ("N400", 60, "female", "The code is for male patients; the patient is female."),
        ("C61", 60, "female", "for male patients"),
        ("O80", 30, "female", ""),
        ("N400", 60, "male", ""),
        ("N400", 60, "unknown", ""),
        ("O80", 30, "unknown", ""),
        ("C50911", 60, "male", ""),  # men have breasts
        ("Z1231", 60, "male", ""),
        ("N640", 60, "male", ""),
        ("O80", 8, "female", "The code is of motherhood (9 to 64 years); the patient is 8."),
        ("O80", 9, "female", ""),
        ("O80", 64, "female", ""),
        ("O80", 65, "female", "of motherhood"),
        ("Z3A38", 70, "female", "of motherhood"),
        ("Z3A38", 30, "male", "for female patients"),
        ("Z3800", 0, "male", ""),
        ("Z3800", 1, "male", "The code is of the newborn (0 to 0 years); the patient is 1."),
        ("Z00110", 0, "female", ""),
        ("Z00110", 1, "female", "of the newborn"),
        ("Z00129", 17, "male", ""),
        ("Z00129", 18, "male", "of childhood (0 to 17 years)"),
        ("Z0000", 14, "male", "of adults (15 to 124 years)"),
        ("Z0000", 15, "male", ""),
        ("I10", 120, "female", ""),
        ("", 30, "female", ""),
    ],
)
def test_a_code_may_hold_for_one_sex_or_age_only(code: str, age: int, sex: str, says: str) -> None:
    found = unfit_for(code, age, sex)
    assert (says in found) if says else found == ""

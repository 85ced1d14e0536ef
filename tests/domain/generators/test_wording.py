import random
from fractions import Fraction

import pytest

from trainer.domain.generators import wording
from trainer.domain.generators.wording import Patient


@pytest.mark.parametrize(
    ("noun", "article"),
    [
        ("vial", "a"), ("ampule", "an"), ("8 mg dose", "an"), ("$80 copay", "an"), ("80-mile trip", "an"),
        ("11-year-old boy", "an"), ("11 mm nodule", "an"), ("18-month limit", "an"), ("18,000 dollar bill", "an"),
        ("110 mg dose", "a"), ("7 cm wound", "a"), ("MRI", "an"), ("CT scan", "a"), ("EKG", "an"), ("US scan", "a"),
        ("unit", "a"), ("union", "a"), ("uninsured man", "an"), ("ulcer", "an"), ("urologist", "a"),
        ("one-day stay", "a"),
        ("hour", "an"), ("hernia", "a"), ("European plan", "a"), ("x-ray", "a"),
    ],
)  # fmt: skip
def test_the_article_follows_the_sound(noun: str, article: str) -> None:
    assert wording.a(noun) == f"{article} {noun}"


def test_nouns_are_counted() -> None:
    assert [wording.count(n, "unit") for n in (0, 1, 1200)] == ["0 units", "1 unit", "1,200 units"]
    assert wording.count(2, "biopsy", "biopsies") == "2 biopsies"


def test_money_is_written_with_cents() -> None:
    assert [wording.money(cents) for cents in (5, 124_050, -120)] == ["$0.05", "$1,240.50", "-$1.20"]


def test_a_half_is_rounded_away_from_zero() -> None:
    assert [wording.rounded(Fraction(value, 2)) for value in (1, 3, -1, -3, 4)] == [1, 2, -1, -2, 2]
    assert wording.percent_of(1005, 10) == 101
    assert wording.percent_of(1004, 10) == 100


def test_decimals_are_rounded_half_up() -> None:
    assert wording.decimal(Fraction(53, 20), 2) == "2.65"
    assert wording.decimal(Fraction(25, 1000), 2) == "0.03"
    assert wording.decimal(Fraction(12345), 1) == "12,345.0"


def test_days_and_lists_are_written_in_words() -> None:
    from datetime import date

    assert wording.long_day(date(2026, 3, 4)) == "4 March 2026"
    assert [wording.joined(list("abc")[:n]) for n in (1, 2, 3)] == ["a", "a and b", "a, b and c"]
    assert wording.joined(["a", "b"], "or") == "a or b"


def test_a_patient_is_an_adult_or_a_child() -> None:
    assert (Patient(54, "woman").phrase, Patient(8, "boy").phrase) == ("A 54-year-old woman", "An 8-year-old boy")
    assert [Patient(30, noun).subject for noun in ("man", "boy", "woman", "girl")] == ["he", "he", "she", "she"]
    assert [Patient(30, noun).possessive for noun in ("man", "boy", "woman", "girl")] == ["his", "his", "her", "her"]
    drawn = [wording.patient(random.Random(seed), 3, 30) for seed in range(60)]
    assert all((each.age < 18) == (each.noun in ("boy", "girl")) for each in drawn)
    assert {each.noun for each in drawn} == {"man", "woman", "boy", "girl"}

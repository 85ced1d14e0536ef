"""Sums of keys: exact, rounded half up to the cent, and nothing but sums."""

from decimal import Decimal

import pytest

from trainer.content.sums import SumError, evaluate, sum_cents


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("250.00 - 160.00", 9_000),
        ("(160.00 - 60.00) * 20%", 2_000),
        ("160.00 * (1 - 20 %)", 12_800),
        ("132.50 * 80%", 10_600),
        ("100 / 20%", 50_000),
        ("100 / 3", 3_333),
        ("200 / 3", 6_667),
        ("0.005", 1),
        ("1.115", 112),
        ("-0.005", -1),
        ("- 20 + 5", -1_500),
        ("min(88.40 - 106.00, 26.50)", -1_760),
        ("max(0, min(26.50, 88.40 - 106.00))", 0),
        ("min(5)", 500),
        (" 2 * 38.00 ", 7_600),
        ("0.1 + 0.2", 30),
        ("100.00 * 95% * 115%", 10_925),
        ("3 * 40.10", 12_030),
    ],
)
def test_a_sum_comes_out_to_the_cent(text: str, cents: int) -> None:
    assert sum_cents(text) == cents


def test_a_sum_has_its_exact_value() -> None:
    assert evaluate("1 / 8") == Decimal("0.125")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "is not written as a sum"),
        ("1 +", "is not written as a sum"),
        ("1,200.00 +", "is not written as a sum"),
        ("\x00", "is not written as a sum"),
        ("(1 + 2)%", "has a percent sign that does not stand behind a number"),
        ("1 / 0", "has no value"),
        ("0 / 0", "has no value"),
        ("9" * 40, "is too large"),
        ("1e5", "1e5 is no number of a sum"),
        ("1_000", "1_000 is no number of a sum"),
        ("'a'", "'a' is no number of a sum"),
        ("True", "True is no number of a sum"),
        ("1,200.00", "1,200.00 is no part of a sum"),
        ("total * 2", "total is no part of a sum"),
        ("2 ** 9", "2 ** 9 is no part of a sum"),
        ("sum(1, 2)", "sum(1, 2) is no part of a sum"),
        ("min()", "min() is no part of a sum"),
        ("min(1, key=2)", "min(1, key=2) is no part of a sum"),
        ("(1).real", "(1).real is no part of a sum"),
        ("+1", "+1 is no part of a sum"),
        ("1" + " + 1" * 200, "has more than 400 characters"),
    ],
)
def test_what_is_no_sum_says_why(text: str, reason: str) -> None:
    with pytest.raises(SumError) as error:
        sum_cents(text)
    assert str(error.value) == reason

"""Sums of keys: exact, rounded half up to the cent, and nothing but sums."""

from decimal import Decimal

import pytest

from trainer.domain.claims.sums import SumError, evaluate, fill_in, names_in, sum_cents, sum_whole


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


@pytest.mark.parametrize(
    ("text", "number"), [("160960.00 / 4500.00", 36), ("5 / 2", 3), ("-5 / 2", -3), ("7 / 5", 1), ("2 * 3", 6)]
)
def test_a_sum_comes_out_to_the_whole_number(text: str, number: int) -> None:
    assert sum_whole(text) == number


def test_a_whole_number_has_its_limits_too() -> None:
    with pytest.raises(SumError, match="is too large"):
        sum_whole("9" * 40)


def test_names_in_braces_are_found_once_and_in_their_order() -> None:
    assert names_in("{line-3} - min({open}, {line-3}) * 20% + 4") == ("line-3", "open")
    assert names_in("12 - 5") == ()


def test_names_are_filled_in_with_their_values() -> None:
    values = {"a": Decimal("-5.10"), "b": Decimal(100)}
    assert fill_in("{b} - {a} * 20%", values) == "(100) - (-5.10) * 20%"
    assert sum_cents(fill_in("{b} - {a} * 20%", values)) == 10_102
    assert fill_in("3 - 1", {}) == "3 - 1"


def test_a_name_without_a_value_cannot_be_filled_in() -> None:
    with pytest.raises(SumError, match="names 'c', which has no value"):
        fill_in("{a} + {c}", {"a": Decimal(1)})

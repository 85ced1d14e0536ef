from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.domain.claims.money import MoneyError, dollars, read_cents, share_half_up, write_cents
from trainer.domain.kernel.errors import DomainError

AMOUNTS = st.integers(-9_999_999_999, 9_999_999_999)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("120", 12000),
        ("120.00", 12000),
        (" 120.05 ", 12005),
        ("$120.50", 12050),
        ("0", 0),
        ("0.07", 7),
        ("007.50", 750),
        ("99999999.99", 9_999_999_999),
    ],
)
def test_an_amount_is_read_as_cents(text: str, cents: int) -> None:
    assert read_cents(text) == cents


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "missing"),
        ("   ", "missing"),
        ("$", "missing"),
        ("1,200.50", "comma"),
        ("$1,200.50", "comma"),
        ("120.500", "two decimals"),
        ("120.5", "two decimals"),
        ("120.", "two decimals"),
        (".50", "two decimals"),
        ("-120.00", "negative"),
        ("-$1.00", "negative"),
        ("100000000.00", "at most 10 digits"),
        ("twelve", "not an amount"),
        ("1 200", "not an amount"),
        ("120$", "not an amount"),
        ("$$5", "not an amount"),
        ("١٢", "not an amount"),
        ("1e3", "not an amount"),
    ],
)
def test_what_is_no_amount_is_named(text: str, reason: str) -> None:
    with pytest.raises(MoneyError) as caught:
        read_cents(text)
    assert reason in str(caught.value)
    assert caught.value.text == text
    assert isinstance(caught.value, DomainError)


def test_a_negative_amount_is_read_where_it_may_be() -> None:
    assert read_cents("-20.00", may_be_negative=True) == -2000
    assert read_cents("-$0.05", may_be_negative=True) == -5


@pytest.mark.parametrize(
    ("cents", "written", "shown"),
    [
        (0, "0.00", "$0.00"),
        (5, "0.05", "$0.05"),
        (120050, "1200.50", "$1,200.50"),
        (-510, "-5.10", "-$5.10"),
        (123456789, "1234567.89", "$1,234,567.89"),
    ],
)
def test_cents_are_written_for_claims_and_for_people(cents: int, written: str, shown: str) -> None:
    assert write_cents(cents) == written
    assert dollars(cents) == shown


@given(AMOUNTS)
def test_what_is_written_is_read_back(cents: int) -> None:
    assert read_cents(write_cents(cents), may_be_negative=True) == cents


@pytest.mark.parametrize(
    ("cents", "basis_points", "share"),
    [
        (10000, 2000, 2000),  # 20 % of 100.00
        (12345, 2000, 2469),
        (25, 5000, 13),  # half of 0.25 is 0.125
        (-25, 5000, -13),
        (7600, 200, 152),  # sequestration of 76.00
        (1225, 200, 25),  # 0.245
        (1224, 200, 24),
        (10000, -2000, -2000),
        (0, 2000, 0),
        (10000, 10925, 10925),  # limiting charge of a fee of 100.00
    ],
)
def test_a_share_is_rounded_half_up(cents: int, basis_points: int, share: int) -> None:
    assert share_half_up(cents, basis_points) == share


@given(AMOUNTS, st.integers(0, 20_000))
def test_a_share_is_within_half_a_cent_and_a_reversal_takes_it_back(cents: int, basis_points: int) -> None:
    share = share_half_up(cents, basis_points)
    exact = Fraction(cents * basis_points, 10_000)
    assert abs(share - exact) <= Fraction(1, 2)
    assert share_half_up(-cents, basis_points) == -share

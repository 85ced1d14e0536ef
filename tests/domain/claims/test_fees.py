"""Fee arithmetic: properties beside the worked examples. The amounts are in worked_examples.toml."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.domain.claims.contracts import Contract, Fee
from trainer.domain.claims.fees import (
    Indices,
    RelativeValues,
    anesthesia_fee,
    anesthesia_units,
    half_up,
    limiting_charge,
    nonparticipating_fee,
    rbrvs_fee,
)
from trainer.domain.claims.pricing import percent
from trainer.domain.claims.professional import Profile

CENTS = st.integers(0, 10_000_000)


@given(st.fractions(min_value=0, max_value=10_000))
def test_half_up_is_nearest_and_takes_the_half_upwards(amount: Fraction) -> None:
    assert -Fraction(1, 2) < half_up(amount) - amount <= Fraction(1, 2)


@given(CENTS)
def test_the_limiting_charge_is_about_nine_and_a_quarter_percent_above_the_fee(cents: int) -> None:
    assert abs(limiting_charge(nonparticipating_fee(cents)) - Fraction(cents) * 10_925 / 10_000) <= Fraction(11, 10)


@pytest.mark.parametrize(
    ("minutes", "tenths"), [(0, 0), (1, 1), (15, 10), (17, 11), (29, 19), (95, 63), (129, 86), (150, 100)]
)
def test_anesthesia_time_is_counted_to_one_decimal(minutes: int, tenths: int) -> None:
    assert anesthesia_units(0, minutes) == Fraction(tenths, 10)


@given(st.integers(1, 30), st.integers(0, 1_000), st.integers(100_000, 400_000))
def test_two_halves_of_a_directed_case_are_the_whole_to_a_cent(base: int, minutes: int, factor: int) -> None:
    units = anesthesia_units(base, minutes)
    half = anesthesia_fee(units, factor, is_directed=True)
    assert abs(2 * half - anesthesia_fee(units, factor)) <= 1


def test_an_index_of_one_changes_nothing_and_rounding_comes_last() -> None:
    values = RelativeValues(Decimal("0.005"), Decimal("0.005"), Decimal("0.005"))
    assert rbrvs_fee(values, Indices(Decimal(1), Decimal(1), Decimal(1)), 10_000) == 2
    assert rbrvs_fee(values, Indices(Decimal(2), Decimal(2), Decimal(2)), 10_000) == 3


@pytest.mark.parametrize(
    ("rate", "text"),
    [(0, "0 %"), (200, "2 %"), (1_250, "12.5 %"), (3_333, "33.33 %"), (10_000, "100 %"), (605, "6.05 %")],
)
def test_rates_are_said_in_percent(rate: int, text: str) -> None:
    assert percent(rate) == text


@pytest.mark.parametrize(("modifiers", "cents"), [((), 2_600), (("26",), 900), (("59", "TC"), 1_700), (("59",), 2_600)])
def test_a_modifier_finds_the_fee_of_its_component(modifiers: tuple[str, ...], cents: int) -> None:
    fees = (Fee("71046", 2_600), Fee("71046", 900, modifier="26"), Fee("71046", 1_700, modifier="TC"))
    fee = Contract("Lakeshore Health", "77001", Profile.COMMERCIAL, fees, 2026).fee_of("71046", modifiers)
    assert fee is not None
    assert fee.allowed_cents == cents


def test_a_code_with_component_fees_only_has_no_fee_as_a_whole() -> None:
    contract = Contract("Lakeshore Health", "77001", Profile.COMMERCIAL, (Fee("71046", 900, modifier="26"),), 2026)
    assert contract.fee_of("71046") is None
    assert contract.fee_of("99213") is None

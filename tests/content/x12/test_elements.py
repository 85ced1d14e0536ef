"""Money, days, counts and words in the elements of a segment."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.content.x12.elements import (
    amount,
    composite,
    day_text,
    needed_text,
    optional_text,
    read_cents,
    read_choice,
    read_day,
    read_text,
    read_units,
)
from trainer.content.x12.segments import Segment, X12Error


def said(text: str) -> Segment:
    return Segment("SV1", ("HC:99213", text), 12)


@pytest.mark.parametrize(
    ("cents", "text"),
    [
        (0, "0"),
        (5, "0.05"),
        (50, "0.5"),
        (100, "1"),
        (12_050, "120.5"),
        (12_055, "120.55"),
        (-7, "-0.07"),
        (-200, "-2"),
    ],
)
def test_money_is_written_without_needless_zeros(cents: int, text: str) -> None:
    assert amount(cents) == text


@given(st.integers(0, 9_999_999_999))
def test_money_written_is_read_again(cents: int) -> None:
    assert read_cents(said(amount(cents)), 2, "the charge") == cents


@pytest.mark.parametrize(
    ("text", "cents"),
    [("120", 12_000), ("120.", 12_000), ("120.5", 12_050), ("120.50", 12_050), (".5", 50), ("00.10", 10)],
)
def test_money_is_read_as_others_write_it(text: str, cents: int) -> None:
    assert read_cents(said(text), 2, "the charge") == cents


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "SV102 is missing: the charge"),
        ("12.345", "SV102 (the charge) says “12.345”: an amount has at most two decimals"),
        ("1,200.00", "without a comma, as 1234.56"),
        ("12,50", "without a comma"),
        ("-5", "it cannot be negative"),
        ("abc", "that is no amount"),
        (".", "that is no amount"),
        ("1e5", "that is no amount"),
        ("$5", "that is no amount"),
        ("٥", "that is no amount"),
        ("123456789", "at most 8 digits before the point"),
        ("9" * 6000, "at most 8 digits before the point"),
    ],
)
def test_money_that_cannot_be_is_named_with_its_segment(text: str, says: str) -> None:
    with pytest.raises(X12Error) as caught:
        read_cents(said(text), 2, "the charge")
    assert says in caught.value.message
    assert (caught.value.position, caught.value.segment) == (12, "SV1")


def test_a_day_is_written_and_read_as_eight_digits() -> None:
    assert day_text(date(2026, 3, 9)) == "20260309"
    assert day_text(date(812, 3, 9)) == "08120309"
    assert read_day(said("20260309"), 2) == date(2026, 3, 9)
    assert read_day(said("20260309-20260401"), 2, "20260401") == date(2026, 4, 1)


@pytest.mark.parametrize(
    "text", ["20260230", "20261301", "2026-03-09", "260309", "00000101", "today", "２０２６０３０９"]
)
def test_a_day_that_the_calendar_lacks_is_named(text: str) -> None:
    with pytest.raises(X12Error, match="no day of the calendar"):
        read_day(said(text), 2)


@pytest.mark.parametrize(("text", "units"), [("1", 1), ("12", 12), ("2.0", 2), ("3.", 3), ("999", 999)])
def test_units_are_whole(text: str, units: int) -> None:
    assert read_units(said(text), 2, 999) == units


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "SV102 is missing: the units"),
        ("1.5", "SV102 says “1.5” units: parts of a unit are not supported, only whole units or minutes"),
        (".25", "parts of a unit are not supported"),
        ("0", "a whole number from 1 to 999"),
        ("0.0", "a whole number from 1 to 999"),
        ("-1", "a whole number from 1 to 999"),
        ("-1.5", "a whole number from 1 to 999"),
        ("1000", "a whole number from 1 to 999"),
        ("9" * 5000, "a whole number from 1 to 999"),
        ("two", "a whole number from 1 to 999"),
    ],
)
def test_units_that_cannot_be_are_named(text: str, says: str) -> None:
    with pytest.raises(X12Error) as caught:
        read_units(said(text), 2, 999)
    assert says in caught.value.message


def test_words_are_cleaned_and_measured_and_may_be_needed() -> None:
    assert optional_text(" a*b ", 3, "the name") == "a b"
    assert optional_text("", 3, "the name") == ""
    assert needed_text("abc", 3, "the name") == "abc"
    with pytest.raises(X12Error, match="the name has 4 signs, “abc…”; there is room for 3"):
        optional_text("abcd", 3, "the name")
    with pytest.raises(X12Error, match="the name is missing"):
        needed_text(" * ", 3, "the name")
    with pytest.raises(X12Error, match=r"^the name: “И” in “Иван” cannot be sent"):
        optional_text("Иван", 60, "the name")


def test_parts_of_an_element_lose_the_empty_ones_at_the_end() -> None:
    assert composite("HC", "99213", "25", "") == "HC:99213:25"
    assert composite("AA", "", "", "OH") == "AA:::OH"
    assert composite("", "", "", "") == ""


def test_a_text_or_a_choice_that_is_missing_or_unknown_is_named() -> None:
    assert read_text(said(" x "), 2, "the thing") == "x"
    assert read_choice(said("UN"), 2, ("UN", "MJ"), "the unit") == "UN"
    with pytest.raises(X12Error, match="SV102 is missing: the thing"):
        read_text(said(" "), 2, "the thing")
    with pytest.raises(X12Error, match=r"SV102 \(the unit\) says “DA”; UN, MJ are read"):
        read_choice(said("DA"), 2, ("UN", "MJ"), "the unit")

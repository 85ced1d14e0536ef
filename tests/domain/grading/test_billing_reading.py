"""What was typed, read as what it means."""

from datetime import date

import pytest

from trainer.domain.claims.billing_case import FieldType
from trainer.domain.grading.billing_reading import (
    Unreadable,
    fold,
    fold_bare,
    fold_name,
    ordered_pairs,
    read_cents,
    read_day,
    read_ids,
    read_value,
    read_whole,
    right_less_wrong,
    round_decimals,
    same_words,
)

NINTH = date(2026, 3, 9)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("120", 12_000),
        ("120.00", 12_000),
        (" $ 120.5 ", 12_050),
        ("120.", 12_000),
        (".50", 50),
        ("-.50", -50),
        ("-.5", -50),
        ("1,200.00", 120_000),
        ("USD 12,345,678.90", 1_234_567_890),
        ("-20.00", -2_000),
        ("-$20", -2_000),
        ("(20.00)", -2_000),
        ("($1,020.00)", -102_000),
        ("０.0", 0),
        ("1 200.00", 120_000),
        ("\u221258.82", -5_882),
        ("\u201358.82", -5_882),
        ("37.60-", -3_760),
        ("$37.60 \u2212", -3_760),
    ],
)
def test_an_amount_is_read_as_cents_however_it_is_written(text: str, cents: int) -> None:
    assert read_cents(text) == cents


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("9.005", "two decimals"),
        ("12,50", "comma"),
        ("1,20.00", "comma"),
        ("1,200.005", "two decimals"),
        ("ten", "not an amount"),
        (".", "two decimals"),
        ("-", "not an amount"),
        ("-5-", "not an amount"),
        ("(20.00)-", "not an amount"),
        ("(20.00", "not an amount"),
        ("٣.٥", "not an amount"),
        ("9" * 5000, "too large"),
    ],
)
def test_an_amount_that_cannot_be_read_says_why(text: str, word: str) -> None:
    read = read_cents(text)
    assert isinstance(read, Unreadable)
    assert word in read.reason


@pytest.mark.parametrize(
    "text",
    [
        "03/09/2026",
        "3/9/2026",
        "2026-03-09",
        "2026\u201303\u201309",
        "03 09 2026",
        " 03-09-2026 ",
        "03.09.2026",
        "03092026",
        "9 March 2026",
        "9 MAR 2026",
        "09-Mar-2026",
        "9th March, 2026",
        "March 9, 2026",
        "march 9 2026",
        "Mar. 9, 2026",
        "March 9th, 2026",
    ],
)
def test_a_day_is_read_in_the_styles_of_the_form(text: str) -> None:
    assert read_day(text) == NINTH


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("02/30/2026", "no such day"),
        ("2026-13-01", "no such day"),
        ("03/09/26", "four digits"),
        ("030926", "four digits"),
        ("March 9", "cannot be read"),
        ("9 March 26", "four digits"),
        ("Mar 9, 26", "four digits"),
        ("9 Marsh 2026", "cannot be read"),
        ("Ma 9, 2026", "cannot be read"),
        ("31 April 2026", "no such day"),
        ("٠٣/٠٩/٢٠٢٦", "cannot be read"),
        ("0000-01-01", "no such day"),
    ],
)
def test_a_day_that_cannot_be_read_says_why(text: str, word: str) -> None:
    read = read_day(text)
    assert isinstance(read, Unreadable)
    assert word in read.reason


@pytest.mark.parametrize(
    ("text", "number"),
    [("30", 30), ("1,200", 1200), ("30 days", 30), ("20 %", 20), ("-3", -3), ("30.0", 30), ("+4", 4), ("3-", -3)],
)
def test_a_whole_number_may_have_its_unit(text: str, number: int) -> None:
    assert read_whole(text) == number


MONTHS = "January February March April May June July August September October November December"


@pytest.mark.parametrize(("number", "name"), list(enumerate(MONTHS.split(), 1)))
def test_every_month_is_read_by_its_name_and_by_three_letters(number: int, name: str) -> None:
    day = date(2026, number, 17)
    assert read_day(f"17 {name} 2026") == read_day(f"{name[:3]} 17, 2026") == day


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("35.77", 36),
        ("19.17 %", 19),
        ("95.07%", 95),
        ("2.5", 3),
        ("-2.5", -3),
        ("\u22122.4", -2),
        (".5", 1),
        ("1,200.4 days", 1200),
        ("30", None),
        ("2.", None),
        ("2.5.1", None),
        ("many", None),
        ("", None),
    ],
)
def test_a_number_with_decimals_rounds_half_up(text: str, number: int | None) -> None:
    assert round_decimals(text) == number


@pytest.mark.parametrize(("text", "word"), [("2.5", "whole"), ("many", "cannot be read"), ("٣", "cannot be read")])
def test_a_number_that_cannot_be_read_says_why(text: str, word: str) -> None:
    read = read_whole(text)
    assert isinstance(read, Unreadable)
    assert word in read.reason


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Muñoz-Díaz, José", "munoz diaz jose"),
        ("CO-45", "co 45"),
        ("E11.22", "e1122"),
        ("ＡＢ", "ab"),
        ("Straße", "STRASSE"),
    ],
)
def test_texts_are_compared_by_their_letters_and_digits(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("Dr. Samuel Otieno", "Samuel Otieno"),
        ("dr samuel otieno", "Samuel Otieno"),
        ("Samuel Otieno, M.D.", "Samuel Otieno"),
        ("Otieno, Samuel, MD, PA", "Otieno, Samuel"),
        ("COLIN ELLIS (husband)", "Colin Ellis"),
        ("Mrs Ann Diaz NP", "Ann Diaz"),
        ("MD", "md"),
        ("Dr.", "dr"),
        ("(none)", "none"),
        ("Drake, Ann", "drakeann"),
        ("Msomi Ndo", "msomindo"),
        ("(614) 555-0120", "6145550120"),
    ],
)
def test_titles_and_words_in_parentheses_are_passed_over_in_names(text: str, same: str) -> None:
    assert fold_name(text) == fold(same)


def test_words_in_parentheses_are_passed_over_in_codes() -> None:
    assert fold_bare("7 (replacement)") == "7"
    assert fold_bare("(replacement)") == "replacement"
    assert fold_bare("99213 (25)") == "9921325"


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("Harold T Benning", "Benning, Harold, T", True),
        ("Mr. Harold T. Benning", "BENNING,HAROLD,T", True),
        ("Harold Benning", "Benning, Harold, T", False),
        ("", "Benning", False),
    ],
)
def test_the_same_words_in_another_order_are_the_same_words(one: str, other: str, is_same: bool) -> None:
    assert same_words(one, other) is is_same


def test_ids_stand_in_their_order_and_once() -> None:
    assert read_ids(" b, a;b\nc") == ("b", "a", "c")


@pytest.mark.parametrize(
    ("type_", "one", "same", "other"),
    [
        (FieldType.MONEY, "120.00", "$120", "120.01"),
        (FieldType.DATE, "2026-03-09", "03/09/2026", "03/10/2026"),
        (FieldType.NUMBER, "30", "30 days", "31"),
        (FieldType.CODE, "E11.22", "e1122", "E11.21"),
        (FieldType.CODE, "7", "7 (replacement)", "8"),
        (FieldType.TEXT, "Colin Ellis", "COLIN ELLIS (husband)", "Ellis, Colin"),
        (FieldType.TEXT, "O'Neil, Ann", "ONEIL ANN", "Oneal Ann"),
        (FieldType.CHOICE, "a", " a ", "b"),
        (FieldType.CHOICES, "a b", "b a", "a"),
        (FieldType.ORDER, "a b", "a, b", "b a"),
    ],
)
def test_values_of_every_type_are_equal_when_they_mean_the_same(
    type_: FieldType, one: str, same: str, other: str
) -> None:
    assert read_value(type_, one) == read_value(type_, same)
    assert read_value(type_, one) != read_value(type_, other)


def test_two_texts_that_mean_nothing_are_equal_only_when_they_are_the_same() -> None:
    assert read_cents("x") == read_cents(" x ")
    assert read_cents("x") != read_cents("y")


def test_choices_are_counted_right_wrong_and_in_all() -> None:
    assert right_less_wrong("a b x", "a b c") == (2, 1, 3)


@pytest.mark.parametrize(
    ("entered", "held"), [("a b c d", 6), ("b a c d", 5), ("d c b a", 0), ("a b", 1), ("", 0), ("a x b", 1)]
)
def test_pairs_of_an_order_that_stand_right(entered: str, held: int) -> None:
    assert ordered_pairs(entered, "a b c d") == (held, 6)

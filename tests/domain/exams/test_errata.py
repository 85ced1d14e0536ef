"""Reasons that name the answer, and reasons that only sound as if they did."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.builders import every_kind
from trainer.domain.exams.errata import names_answer
from trainer.domain.items.content import CodeEntry, NumericEntry, Option, Ordering, SingleBest
from trainer.domain.items.keys import CodeKey, NumericKey, SingleKey

SINGLE = SingleBest(
    tuple(
        Option(letter, text) for letter, text in zip("ABCD", ("12032, D22.5", "The *aorta*", "Yes", "3"), strict=True)
    )
)
KEYS = (SingleKey("A"), SingleKey("B"))


@pytest.mark.parametrize(
    "reason",
    [
        "Option B is right.",
        "The key was b.",
        "It should be B.",
        "It should be A because the guideline says so.",
        "A is right.",
        "B is correct",
        "Changed from A to B",
        "Read it (C)",
        "A -> B",
        "Answer: D",
        "B",
        "options A and C were mixed up",
        "option (b), not the other one",
        "Code 12032 fits better.",
        "d225 fits better",
        "The Aorta leaves the heart, the other vessel does not: THE AORTA it is.",
        "It is 3.",
    ],
)
def test_a_reason_that_names_an_option_is_found(reason):
    assert names_answer(reason, SINGLE, KEYS)


@pytest.mark.parametrize(
    "reason",
    [
        "",
        "The atlas was misread.",
        "A guideline was overlooked. A margin counts: A physician measures it.",
        "Medicare Part B pays this, hepatitis B does not matter, nor vitamin A deficiency.",
        "Type A is not a subtype of this.",
        "It goes to A&E, and to the A/B MAC.",
        "Yes, the stem says so.",
        "The 2026 guidelines changed.",
        "Option E was never offered.",
        "The option a coder picks depends on the payer.",
        "Plan D72 is not named.",
    ],
)
def test_a_reason_that_says_why_passes(reason):
    assert not names_answer(reason, SINGLE, KEYS)


@pytest.mark.parametrize(
    ("reason", "named"),
    [("It comes to $1,080.50.", True), ("It comes to 1080.5", True), ("Rule 1080 says so.", False), ("No sum.", False)],
)
def test_the_value_of_a_key_is_found_however_it_is_written(reason, named):
    assert (
        names_answer(reason, NumericEntry("USD", 2), [NumericKey(Decimal(1)), NumericKey(Decimal("1080.50"))]) is named
    )


@pytest.mark.parametrize(
    ("reason", "named"),
    [("See j20.9.", True), ("See J209", True), ("See J20.0 instead", False), ("Wrong book.", False)],
)
def test_the_code_of_a_key_is_found_however_it_is_written(reason, named):
    assert names_answer(reason, CodeEntry("icd-10-cm"), [CodeKey(("J20.9",))]) is named


def test_the_text_of_what_is_put_in_order_counts_too():
    response = Ordering((Option("A", "Verify eligibility"), Option("B", "Post the payment")))
    assert names_answer("One must verify  eligibility first.", response, [])
    assert not names_answer("Two steps were swapped.", response, [])


@given(st.text(max_size=200))
def test_any_text_can_be_asked_about_for_any_kind_of_item(text):
    for response, key in every_kind():
        assert names_answer(text, response, [key]) in (True, False)

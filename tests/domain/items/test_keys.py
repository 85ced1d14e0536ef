from decimal import Decimal
from itertools import product

import pytest

from tests.support.builders import a_matching, every_kind, some_options
from trainer.domain.items.content import CodeEntry, MultipleResponse, NumericEntry, Ordering, Response, SingleBest
from trainer.domain.items.keys import (
    CodeKey,
    Explanation,
    Key,
    MatchingKey,
    MultipleKey,
    NumericKey,
    OrderingKey,
    SingleKey,
    key_problems,
    right_options,
)

SINGLE = SingleBest(some_options("ABC"))
MULTIPLE = MultipleResponse(some_options("ABC"))
ORDERING = Ordering(some_options("ABC"))
MATCHING = a_matching("PQ", "ABC")
NUMERIC = NumericEntry("USD", 2)


@pytest.mark.parametrize(("response", "key"), every_kind(), ids=lambda value: value.kind)
def test_a_key_that_fits_has_no_problems(response: Response, key: Key) -> None:
    assert list(key_problems(response, key)) == []


@pytest.mark.parametrize(
    ("response", "key"),
    [(response, key) for (response, own), (_, key) in product(every_kind(), every_kind()) if key.kind != own.kind],
    ids=lambda value: value.kind,
)
def test_a_key_of_another_kind_does_not_fit_and_that_is_all_there_is_to_say(response: Response, key: Key) -> None:
    assert list(key_problems(response, key)) == [f"a {key.kind} key does not fit a {response.kind} item"]


@pytest.mark.parametrize(
    ("response", "key"),
    [
        pytest.param(MULTIPLE, MultipleKey(("A", "B", "C")), id="every option is right"),
        pytest.param(NUMERIC, NumericKey(Decimal("-1.5")), id="a negative number, to be met exactly"),
        pytest.param(MATCHING, MatchingKey((("Q", "A"), ("P", "A"))), id="one option for two prompts"),
    ],
)
def test_less_usual_keys_fit_too(response: Response, key: Key) -> None:
    assert list(key_problems(response, key)) == []


@pytest.mark.parametrize(
    ("response", "key", "sentences"),
    [
        pytest.param(SINGLE, SingleKey("D"), ["names no option: 'D' (there are A, B, C)"], id="single: unknown"),
        pytest.param(MULTIPLE, MultipleKey(("A", "X")), ["names no option: 'X' (there are A, B, C)"], id="multiple"),
        pytest.param(
            MULTIPLE,
            MultipleKey(("X", "Y")),
            ["names no option: 'X' (there are A, B, C)", "names no option: 'Y' (there are A, B, C)"],
            id="multiple: every unknown option is named",
        ),
        pytest.param(MULTIPLE, MultipleKey(()), ["names no option, or the same one twice"], id="multiple: none"),
        pytest.param(
            MULTIPLE, MultipleKey(("A", "A")), ["names no option, or the same one twice"], id="multiple: twice"
        ),
        pytest.param(CodeEntry("cpt"), CodeKey(()), ["names no code"], id="code: none"),
        pytest.param(ORDERING, OrderingKey(("A", "B")), ["must place every option once"], id="ordering: one missing"),
        pytest.param(
            ORDERING, OrderingKey(("A", "B", "C", "C")), ["must place every option once"], id="ordering: one twice"
        ),
        pytest.param(
            ORDERING,
            OrderingKey(("A", "B", "D")),
            ["names no option: 'D' (there are A, B, C)", "must place every option once"],
            id="ordering: unknown",
        ),
        pytest.param(
            MATCHING, MatchingKey((("P", "A"),)), ["must give every prompt one option"], id="matching: one missing"
        ),
        pytest.param(
            MATCHING,
            MatchingKey((("P", "A"), ("P", "B"), ("Q", "C"))),
            ["must give every prompt one option"],
            id="matching: a prompt twice",
        ),
        pytest.param(
            MATCHING,
            MatchingKey((("P", "A"), ("Q", "Z"))),
            ["names no option: 'Z' (there are A, B, C)"],
            id="matching: unknown option",
        ),
    ],
)
def test_a_key_that_does_not_fit_says_how(response: Response, key: Key, sentences: list[str]) -> None:
    assert list(key_problems(response, key)) == sentences


@pytest.mark.parametrize(
    ("value", "tolerance"), [("NaN", "0"), ("Infinity", "0"), ("1", "NaN"), ("1", "Infinity"), ("1", "-0.01")]
)
def test_a_numeric_key_is_a_number_with_a_tolerance_of_zero_or_more(value: str, tolerance: str) -> None:
    problems = list(key_problems(NUMERIC, NumericKey(Decimal(value), Decimal(tolerance))))
    assert problems == ["the value must be a number and the tolerance zero or more"]


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        (SingleKey("B"), {"B"}),
        (MultipleKey(("A", "C")), {"A", "C"}),
        (NumericKey(Decimal(1)), set()),
        (CodeKey(("J20.9",)), set()),
        (OrderingKey(("A", "B")), set()),
        (MatchingKey((("P", "A"),)), set()),
    ],
    ids=lambda value: getattr(value, "kind", ""),
)
def test_a_page_marks_options_as_right_only_where_choosing_them_is_right(key: Key, expected: set[str]) -> None:
    assert right_options(key) == expected


def test_an_explanation_has_one_rationale_for_each_option_and_none_for_others() -> None:
    explanation = Explanation("", (("A", "too general"), ("B", "exact")), ("ICD-10-CM guidelines, I.B.2",))
    assert explanation.rationale("B") == "exact"
    assert explanation.rationale("C") == ""

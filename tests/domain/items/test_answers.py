from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.builders import a_matching, every_kind, some_options
from trainer.domain.items.answers import (
    MAX_FIELD_CHARACTERS,
    Blank,
    CodeAnswer,
    Malformed,
    MatchingAnswer,
    MultipleAnswer,
    NumericAnswer,
    OrderingAnswer,
    SingleAnswer,
    fields_of,
    parse_answer,
)
from trainer.domain.items.content import CodeEntry, MultipleResponse, NumericEntry, Ordering, Response, SingleBest
from trainer.domain.items.keys import Key

ANSWERS = {
    "single": SingleAnswer,
    "multiple": MultipleAnswer,
    "numeric": NumericAnswer,
    "code": CodeAnswer,
    "ordering": OrderingAnswer,
    "matching": MatchingAnswer,
}
SINGLE = SingleBest(some_options())
MULTIPLE = MultipleResponse(some_options())
NUMERIC = NumericEntry("USD", 2)
CODE = CodeEntry("icd-10-cm")
ORDERING = Ordering(some_options("ABC"))
MATCHING = a_matching("PQR", "AB")
RESPONSES = [response for response, _ in every_kind()]

FIELD_NAMES = st.sampled_from(
    ["choice", "number", "code", *(f"place-{letter}" for letter in "ABCDX"), *(f"match-{letter}" for letter in "PQRX")]
)
LIKELY = st.sampled_from([*"ABCDE", *"12345", "", " ", "J20.9", "$1,234.50", "-", ".", "1e9", "NaN", "²", "１"])
FIELDS = st.dictionaries(
    FIELD_NAMES | st.text(), st.lists(LIKELY | st.text(st.characters()) | st.text("0123456789.,+-$% "), max_size=3)
)


def placed(**places: str) -> dict[str, list[str]]:
    return {f"place-{option}": [place] for option, place in places.items()}


def matched(**options: str) -> dict[str, list[str]]:
    return {f"match-{prompt}": [option] for prompt, option in options.items()}


@pytest.mark.parametrize("response", RESPONSES, ids=lambda response: response.kind)
@given(fields=FIELDS)
def test_whatever_is_sent_is_an_answer_of_the_items_kind_or_blank_or_malformed(
    response: Response, fields: Mapping[str, list[str]]
) -> None:
    answer = parse_answer(response, fields)
    assert isinstance(answer, ANSWERS[response.kind] | Blank | Malformed)


@pytest.mark.parametrize("response", RESPONSES, ids=lambda response: response.kind)
@pytest.mark.parametrize(
    "text", [pytest.param(None, id="no field"), pytest.param("", id="empty"), pytest.param(" \t\n", id="white space")]
)
def test_where_nothing_was_entered_the_answer_is_blank(response: Response, text: str | None) -> None:
    names = ["choice", "number", "code", *(f"place-{x}" for x in "ABCDE"), *(f"match-{x}" for x in "PQR")]
    fields = {} if text is None else {name: [text] for name in names}
    assert parse_answer(response, fields) == Blank()


@pytest.mark.parametrize("response", RESPONSES, ids=lambda response: response.kind)
def test_fields_of_other_kinds_are_no_answer(response: Response) -> None:
    assert parse_answer(response, {"csrf_token": ["x"], "place-X": ["1"], "match-X": ["A"]}) == Blank()


@pytest.mark.parametrize("response", RESPONSES, ids=lambda response: response.kind)
def test_text_longer_than_any_right_answer_is_refused(response: Response) -> None:
    fields = {name: ["1" * (MAX_FIELD_CHARACTERS + 1)] for name in ("choice", "number", "code", "place-A", "match-P")}
    assert isinstance(parse_answer(response, fields), Malformed)


@pytest.mark.parametrize(
    ("response", "fields", "answer"),
    [
        pytest.param(SINGLE, {"choice": ["B"]}, SingleAnswer("B"), id="single"),
        pytest.param(SINGLE, {"choice": [" B "]}, SingleAnswer("B"), id="single: space around it"),
        pytest.param(SINGLE, {"choice": ["", "B"]}, SingleAnswer("B"), id="single: an empty choice beside it"),
        pytest.param(MULTIPLE, {"choice": ["C"]}, MultipleAnswer(("C",)), id="multiple: one"),
        pytest.param(MULTIPLE, {"choice": ["D", "A", "C"]}, MultipleAnswer(("A", "C", "D")), id="multiple: sorted"),
        pytest.param(MULTIPLE, {"choice": ["C", "A", "C"]}, MultipleAnswer(("A", "C")), id="multiple: once each"),
        pytest.param(CODE, {"code": ["j20.9"]}, CodeAnswer("J209"), id="code: lower case with a dot"),
        pytest.param(CODE, {"code": [" Ｊ２０ ．９ "]}, CodeAnswer("J209"), id="code: full-width with spaces"),
        pytest.param(CODE, {"code": ["S82.101A"]}, CodeAnswer("S82101A"), id="code: seven characters"),
        pytest.param(ORDERING, placed(A="2", B="3", C="1"), OrderingAnswer(("C", "A", "B")), id="ordering"),
        pytest.param(ORDERING, placed(A=" 1 ", B="2", C="3"), OrderingAnswer(("A", "B", "C")), id="ordering: space"),
        pytest.param(
            MATCHING,
            matched(R="A", Q="B", P="A"),
            MatchingAnswer((("P", "A"), ("Q", "B"), ("R", "A"))),
            id="matching: in the order of the prompts",
        ),
        pytest.param(
            MATCHING,
            matched(R="B", P="", Q=" "),
            MatchingAnswer((("R", "B"),)),
            id="matching: unanswered prompts are left out",
        ),
    ],
)
def test_a_well_formed_answer_is_read(response: Response, fields: dict[str, list[str]], answer: Any) -> None:
    assert parse_answer(response, fields) == answer


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("80", "80"),
        ("80.5", "80.5"),
        (".5", "0.5"),
        ("5.", "5"),
        ("-3", "-3"),
        ("+3", "3"),
        ("1,234.50", "1234.50"),
        ("$ 1 234.50", "1234.50"),
        ("20 %", "20"),
        ("１２．５", "12.5"),
        ("007", "7"),
        ("999999999999999.9999999999", "999999999999999.9999999999"),
    ],
)
def test_a_number_may_carry_its_usual_signs(typed: str, value: str) -> None:
    assert parse_answer(NUMERIC, {"number": [typed]}) == NumericAnswer(Decimal(value))


@pytest.mark.parametrize(
    ("response", "fields"),
    [
        pytest.param(SINGLE, {"choice": ["E"]}, id="single: no such option"),
        pytest.param(SINGLE, {"choice": ["A", "B"]}, id="single: two"),
        pytest.param(MULTIPLE, {"choice": ["A", "E"]}, id="multiple: no such option"),
        *(
            pytest.param(NUMERIC, {"number": [text]}, id=f"numeric: {text}")
            for text in ("eighty", "$", "-", ".", "--1", "1.2.3", "1e3", "NaN", "Infinity", "1/2", "٣", "9" * 16)
        ),
        pytest.param(CODE, {"code": ["99213-25"]}, id="code: with a modifier"),
        pytest.param(CODE, {"code": ["J20.9, J45.909"]}, id="code: two"),
        pytest.param(CODE, {"code": ["."]}, id="code: only a dot"),
        pytest.param(CODE, {"code": ["é20"]}, id="code: another alphabet"),
        pytest.param(ORDERING, placed(A="1", B="2"), id="ordering: one missing"),
        pytest.param(ORDERING, placed(A="1", B="2", C="2"), id="ordering: the same place twice"),
        pytest.param(ORDERING, placed(A="0", B="1", C="2"), id="ordering: place 0"),
        pytest.param(ORDERING, placed(A="1", B="2", C="4"), id="ordering: past the last"),
        pytest.param(ORDERING, placed(A="1", B="2", C="third"), id="ordering: a word"),
        pytest.param(MATCHING, matched(P="A", Q="Z"), id="matching: no such option"),
        pytest.param(MATCHING, matched(P="Q"), id="matching: a prompt instead of an option"),
    ],
)
def test_a_malformed_answer_says_what_is_asked_for(response: Response, fields: dict[str, list[str]]) -> None:
    answer = parse_answer(response, fields)
    assert isinstance(answer, Malformed)
    assert answer.message.endswith(".")


@given(st.permutations("ABC"))
def test_any_order_of_the_options_can_be_entered(order: list[str]) -> None:
    fields = {f"place-{option}": [str(place)] for place, option in enumerate(order, start=1)}
    assert parse_answer(ORDERING, fields) == OrderingAnswer(tuple(order))


@given(st.lists(st.sampled_from("ABCD"), min_size=1, max_size=8))
def test_the_order_and_number_of_clicks_do_not_change_a_multiple_response(clicks: list[str]) -> None:
    assert parse_answer(MULTIPLE, {"choice": clicks}) == MultipleAnswer(tuple(sorted(set(clicks))))


@given(st.decimals(-(10**14), 10**14, places=4))
def test_any_plain_number_is_read_exactly(value: Decimal) -> None:
    assert parse_answer(NUMERIC, {"number": [f"{value:,f}"]}) == NumericAnswer(value)


@pytest.mark.parametrize(("response", "key"), every_kind())
def test_the_fields_of_an_answer_are_read_as_that_answer(response: Response, key: Key) -> None:
    answers = {
        "single": SingleAnswer("C"),
        "multiple": MultipleAnswer(("A", "D")),
        "numeric": NumericAnswer(Decimal("1234567.50")),
        "code": CodeAnswer("J209"),
        "ordering": OrderingAnswer(("D", "A", "C", "B")),
        "matching": MatchingAnswer((("P", "B"), ("R", "A"))),
    }
    answer = answers[response.kind]
    assert parse_answer(response, fields_of(answer)) == answer

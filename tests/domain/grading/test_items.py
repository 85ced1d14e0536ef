from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.builders import a_matching, every_kind, some_options
from trainer.domain.grading.items import KeyMismatch, grade_item, possible_points
from trainer.domain.items.answers import (
    Answer,
    Blank,
    CodeAnswer,
    Malformed,
    MatchingAnswer,
    MultipleAnswer,
    NumericAnswer,
    OrderingAnswer,
    SingleAnswer,
    parse_answer,
)
from trainer.domain.items.content import CodeEntry, MultipleResponse, NumericEntry, Ordering, Response, SingleBest
from trainer.domain.items.keys import (
    CodeKey,
    Key,
    MatchingKey,
    MultipleKey,
    NumericKey,
    OrderingKey,
    SingleKey,
    key_problems,
)
from trainer.domain.kernel.points import Points

IDS = "ABCDE"
OPTION = st.sampled_from(IDS)
MONEY = st.decimals(-10_000, 10_000, places=2)
CODE = st.text("ABJ0123456789", min_size=3, max_size=7)
OWN_ANSWERS = {
    "single": lambda key: SingleAnswer(key.option),
    "multiple": lambda key: MultipleAnswer(tuple(sorted(key.options))),
    "numeric": lambda key: NumericAnswer(key.value),
    "code": lambda key: CodeAnswer(key.any_of[0]),
    "ordering": lambda key: OrderingAnswer(key.order),
    "matching": lambda key: MatchingAnswer(key.pairs),
}
ONE_OF_EACH = [(key, OWN_ANSWERS[key.kind](key)) for _, key in every_kind()]


def pairs(text: str) -> tuple[tuple[str, str], ...]:
    """`PB QA` is P with B and Q with A."""
    return tuple((pair[0], pair[1]) for pair in text.split())


def full_matching(prompts: str = "PQR") -> st.SearchStrategy[tuple[tuple[str, str], ...]]:
    return st.tuples(*(OPTION for _ in prompts)).map(lambda chosen: tuple(zip(prompts, chosen, strict=True)))


ITEMS: st.SearchStrategy[tuple[Response, Key]] = st.one_of(
    st.tuples(st.just(SingleBest(some_options(IDS))), OPTION.map(SingleKey)),
    st.tuples(
        st.just(MultipleResponse(some_options(IDS))),
        st.lists(OPTION, min_size=1, unique=True).map(lambda chosen: MultipleKey(tuple(chosen))),
    ),
    st.tuples(st.just(NumericEntry()), st.builds(NumericKey, MONEY, st.decimals(0, 10, places=2))),
    st.tuples(
        st.just(CodeEntry("icd-10-cm")), st.lists(CODE, min_size=1, max_size=3).map(lambda codes: CodeKey(tuple(codes)))
    ),
    st.tuples(st.just(Ordering(some_options(IDS))), st.permutations(IDS).map(lambda order: OrderingKey(tuple(order)))),
    st.tuples(st.just(a_matching("PQR", IDS)), full_matching().map(MatchingKey)),
)
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "choice": st.lists(OPTION, max_size=5),
        "number": st.lists(MONEY.map(str), max_size=1),
        "code": st.lists(CODE, max_size=1),
        **{f"match-{prompt}": st.lists(OPTION, max_size=1) for prompt in "PQR"},
    },
)
PLACES = st.permutations("12345").map(
    lambda places: {f"place-{option}": [place] for option, place in zip(IDS, places, strict=True)}
)


@given(ITEMS)
def test_the_keys_own_answer_earns_everything(item: tuple[Response, Key]) -> None:
    response, key = item
    assert list(key_problems(response, key)) == []
    grade = grade_item(key, OWN_ANSWERS[key.kind](key))
    assert grade == Points(possible_points(key), possible_points(key))


@given(ITEMS)
def test_an_unanswered_item_earns_nothing_of_what_it_is_worth(item: tuple[Response, Key]) -> None:
    assert grade_item(item[1], None) == Points(0, possible_points(item[1]))


@given(ITEMS, FIELDS, PLACES)
def test_whatever_is_entered_earns_between_nothing_and_what_the_item_is_worth(
    item: tuple[Response, Key], fields: dict[str, list[str]], places: dict[str, list[str]]
) -> None:
    response, key = item
    answer = parse_answer(response, {**fields, **places})
    assert not isinstance(answer, Malformed) or response.kind == "single"
    if isinstance(answer, Blank | Malformed):
        answer = None
    grade = grade_item(key, answer)
    assert 0 <= grade.earned <= grade.possible == possible_points(key)


@pytest.mark.parametrize(
    ("key", "worth"),
    [
        (SingleKey("A"), 1),
        (NumericKey(Decimal(5)), 1),
        (CodeKey(("J20.9", "J20.8")), 1),
        (MultipleKey(("A", "C", "D")), 3),
        (OrderingKey(("B", "A", "C", "D")), 4),
        (MatchingKey(pairs("PA QA")), 2),
    ],
    ids=lambda value: getattr(value, "kind", ""),
)
def test_an_item_is_worth_one_point_or_one_for_each_right_option_or_place(key: Key, worth: int) -> None:
    assert possible_points(key) == worth


@pytest.mark.parametrize(
    ("key", "answer", "earned"),
    [
        pytest.param(SingleKey("B"), SingleAnswer("B"), 1, id="single: right"),
        pytest.param(SingleKey("B"), SingleAnswer("A"), 0, id="single: wrong"),
        pytest.param(CodeKey(("J20.9",)), CodeAnswer("J209"), 1, id="code: the dot does not matter"),
        pytest.param(CodeKey(("J20.9", "j20.8")), CodeAnswer("J208"), 1, id="code: any of them"),
        pytest.param(CodeKey(("J20.9",)), CodeAnswer("J20"), 0, id="code: the category alone"),
        pytest.param(MultipleKey(("A", "B", "C")), MultipleAnswer(("A", "B")), 2, id="multiple: one is missing"),
        pytest.param(
            MultipleKey(("A", "B", "C")), MultipleAnswer(("A", "B", "D")), 1, id="multiple: less the wrong one"
        ),
        pytest.param(MultipleKey(("A", "B")), MultipleAnswer(("A", "B", "C", "D")), 0, id="multiple: every box ticked"),
        pytest.param(MultipleKey(("A",)), MultipleAnswer(("B", "C")), 0, id="multiple: never below nothing"),
        pytest.param(OrderingKey(tuple("ABCD")), OrderingAnswer(tuple("ABDC")), 2, id="ordering: two swapped"),
        pytest.param(OrderingKey(tuple("ABCD")), OrderingAnswer(tuple("BCDA")), 0, id="ordering: all shifted"),
        pytest.param(MatchingKey(pairs("PA QB")), MatchingAnswer(pairs("PA QA")), 1, id="matching: one right"),
        pytest.param(MatchingKey(pairs("PA QB")), MatchingAnswer(pairs("QB")), 1, id="matching: one not answered"),
        pytest.param(MatchingKey(pairs("PA QB")), MatchingAnswer(pairs("PB QA")), 0, id="matching: swapped"),
    ],
)
def test_an_answer_earns_what_is_right_in_it(key: Key, answer: Answer, earned: int) -> None:
    assert grade_item(key, answer) == Points(earned, possible_points(key))


@pytest.mark.parametrize(
    ("value", "tolerance", "entered", "earned"),
    [
        ("80", "0", "80", 1),
        ("80", "0", "80.00", 1),
        ("80", "0", "80.01", 0),
        ("6.3", "0.05", "6.25", 1),
        ("6.3", "0.05", "6.35", 1),
        ("6.3", "0.05", "6.24", 0),
        ("6.3", "0.05", "6.3500001", 0),
        ("-5", "1", "-6", 1),
        ("-5", "1", "5", 0),
    ],
)
def test_a_number_is_right_within_the_tolerance_both_ends_included(
    value: str, tolerance: str, entered: str, earned: int
) -> None:
    key = NumericKey(Decimal(value), Decimal(tolerance))
    assert grade_item(key, NumericAnswer(Decimal(entered))) == Points(earned, 1)


@pytest.mark.parametrize(
    ("key", "answer"),
    [(key, answer) for (key, _), (_, answer) in product(ONE_OF_EACH, ONE_OF_EACH) if key.kind != answer.kind],
    ids=lambda value: value.kind,
)
def test_an_answer_of_another_kind_than_the_key_is_an_error(key: Key, answer: Answer) -> None:
    with pytest.raises(KeyMismatch) as caught:
        grade_item(key, answer)
    assert (caught.value.answer_kind, caught.value.key_kind) == (answer.kind, key.kind)

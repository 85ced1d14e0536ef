"""Quotas and the choice of the next item: rules one by one, then whole diagnostics by simulation."""

import random
from collections import Counter
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.domain.calibration.ability import Ability, Answered, chance_of_right, estimate_ability
from trainer.domain.calibration.adaptive import BEST_FEW, Candidate, area_quotas, next_item

UNKNOWN = Ability(0.0, 1.0)
BLUEPRINT = {"surgery": 36, "em": 6, "radiology": 6, "anatomy": 4, "cases": 10, "guidelines": 7, "icd": 5, "hcpcs": 3}


@pytest.mark.parametrize(
    ("questions", "count", "expected"),
    [
        ({"a": 60, "b": 30, "c": 10}, 30, {"a": 18, "b": 9, "c": 3}),
        ({"a": 5, "b": 3, "c": 2}, 4, {"a": 2, "b": 1, "c": 1}),  # shares 2, 1.2, 0.8: c gets its one, 3 × 5/8 = 1.875
        ({"a": 1, "b": 1, "c": 1}, 4, {"a": 2, "b": 1, "c": 1}),  # equal remainders: the earlier area
        ({"a": 97, "b": 2, "c": 1}, 10, {"a": 8, "b": 1, "c": 1}),
        ({"a": 88, "b": 10, "c": 1, "d": 1}, 10, {"a": 7, "b": 1, "c": 1, "d": 1}),  # without c and d b falls under one
        ({"a": 1, "b": 5, "c": 3, "d": 3}, 2, {"b": 1, "c": 1}),  # more areas than questions: the largest
        ({"a": 4, "b": 0, "c": 4}, 2, {"a": 1, "c": 1}),
        ({"a": 4, "b": 0}, 6, {"a": 6}),
        ({}, 30, {}),
    ],
)
def test_the_blueprint_is_scaled_by_largest_remainders(
    questions: dict[str, int], count: int, expected: dict[str, int]
) -> None:
    assert list(area_quotas(questions, count).items()) == list(expected.items())


@given(st.dictionaries(st.text(max_size=3), st.integers(1, 60), min_size=1, max_size=20), st.integers(1, 60))
def test_quotas_add_up_and_no_area_is_left_out_where_there_is_room(questions: dict[str, int], count: int) -> None:
    quotas = area_quotas(questions, count)
    assert sum(quotas.values()) == count
    assert len(quotas) == min(len(questions), count)
    assert min(quotas.values()) >= 1
    for one, other in zip(quotas, list(quotas)[1:], strict=False):
        if questions[one] > questions[other]:
            assert quotas[one] >= quotas[other]


def a_pool(per_area: dict[str, int], seed: int = 1) -> list[Candidate]:
    dice = random.Random(seed)
    areas = [area for area, count in per_area.items() for _ in range(count)]
    return [Candidate(100 + place, place, area, dice.gauss(-0.5, 1), 0.25) for place, area in enumerate(areas)]


def deal(pool: list[Candidate], quotas: dict[str, int], seed: int = 3) -> list[Candidate]:
    """Everything that is dealt to a learner whose estimate stays where it is."""
    rng, dealt = random.Random(seed), list[Candidate]()
    while item := next_item(pool, quotas, dealt, UNKNOWN, rng):
        dealt.append(item)
    return dealt


def by_area(dealt: list[Candidate]) -> dict[str, int]:
    return dict(Counter(item.area for item in dealt))


def test_one_of_the_few_items_that_tell_most_is_dealt() -> None:
    pool = [Candidate(number, number, "a", difficulty / 10, 0.0) for number, difficulty in enumerate(range(-30, 31))]
    met = {next_item(pool, {"a": 1}, [], Ability(1.0, 0.5), random.Random(seed)) for seed in range(60)}
    assert {item.difficulty for item in met if item} == {0.9, 1.0, 1.1}
    assert len(met) == BEST_FEW


def test_the_same_dice_give_the_same_item_whatever_the_order_of_the_pool() -> None:
    pool, quotas = a_pool({"a": 9, "b": 9}), {"a": 3, "b": 3}
    assert deal(pool, quotas) == deal(pool[::-1], quotas)


def test_areas_are_spread_over_the_sitting() -> None:
    dealt = deal(a_pool({"a": 20, "b": 20, "c": 20}), {"a": 4, "b": 2, "c": 2})
    halves = by_area(dealt[:4]), by_area(dealt[4:])
    assert halves == ({"a": 2, "b": 1, "c": 1}, {"a": 2, "b": 1, "c": 1})


def test_which_of_equal_areas_comes_first_is_chance() -> None:
    pool = a_pool({"a": 5, "b": 5})
    assert {deal(pool, {"a": 1, "b": 1}, seed)[0].area for seed in range(20)} == {"a", "b"}


def test_nothing_is_dealt_twice_and_areas_without_a_quota_not_at_all() -> None:
    dealt = deal(a_pool({"a": 8, "b": 8, "other": 8}), {"a": 6, "b": 2})
    assert by_area(dealt) == {"a": 6, "b": 2}
    assert len({item.item_id for item in dealt}) == 8


def test_of_a_family_and_of_an_item_only_one_is_dealt() -> None:
    variants = [Candidate(number, number, "a", 0.0, 0.25, family="wounds") for number in range(5)]
    versions = [Candidate(number, 77, "a", 0.0, 0.25) for number in (10, 11)]
    dealt = deal([*variants, *versions], {"a": 7})
    assert {item.kin for item in dealt} == {"wounds", 77}
    assert len(dealt) == 2


def test_variants_of_one_family_do_not_crowd_out_others() -> None:
    variants = [Candidate(number, number, "a", 0.0, 0.0, family="wounds") for number in range(5)]
    others = [Candidate(number, number, "a", 1.0, 0.0) for number in (10, 11)]
    met = {next_item([*variants, *others], {"a": 1}, [], UNKNOWN, random.Random(seed)) for seed in range(80)}
    assert {item.kin for item in met if item} == {"wounds", 10, 11}


@pytest.mark.parametrize(
    ("per_area", "quotas", "expected"),
    [
        ({"a": 1, "b": 9, "c": 9}, {"a": 3, "b": 4, "c": 3}, {"a": 1, "b": 5, "c": 4}),  # 5/4, 4/3 before 6/4, 5/3
        ({"b": 9}, {"a": 3, "b": 4}, {"b": 7}),
        ({"a": 2, "b": 2}, {"a": 3, "b": 4}, {"a": 2, "b": 2}),
        ({"a": 1, "b": 9}, {"a": 3, "b": 2, "c": 0}, {"a": 1, "b": 4}),
        ({}, {"a": 3}, {}),
    ],
)
def test_an_area_that_runs_out_gives_its_quota_to_the_others(
    per_area: dict[str, int], quotas: dict[str, int], expected: dict[str, int]
) -> None:
    assert by_area(deal(a_pool(per_area), quotas)) == expected


def test_after_the_last_question_there_is_none_even_if_the_pool_has_changed_meanwhile() -> None:
    dealt = [Candidate(number, number, "a", 0.0, 0.25) for number in range(900, 904)]
    assert next_item(a_pool({"a": 5, "b": 5}), {"a": 2, "b": 2}, dealt, UNKNOWN, random.Random(1)) is None


@given(
    st.dictionaries(st.sampled_from("abcde"), st.integers(0, 8)),
    st.dictionaries(st.sampled_from("abcde"), st.integers(1, 6), min_size=1),
    st.integers(0, 99),
)
def test_as_much_as_can_be_is_dealt_and_no_quota_is_missed_that_can_be_met(
    per_area: dict[str, int], quotas: dict[str, int], seed: int
) -> None:
    dealt = by_area(deal(a_pool(per_area), quotas, seed))
    room = {area: per_area.get(area, 0) for area in quotas}
    assert sum(dealt.values()) == min(sum(quotas.values()), sum(room.values()))
    for area, quota in quotas.items():
        assert dealt.get(area, 0) >= min(quota, room[area])


def sit(pool: list[Candidate], quotas: dict[str, int], ability: float, rng: random.Random) -> tuple[float, int]:
    """Squared errors of an adaptive diagnostic; how many items it dealt."""
    answers, dealt, estimate = list[Answered](), list[Candidate](), UNKNOWN
    while item := next_item(pool, quotas, dealt, estimate, rng):
        dealt.append(item)
        answers.append(answer_to(item, ability, rng))
        estimate = estimate_ability(answers)
    assert by_area(dealt) == quotas
    return (estimate.mean - ability) ** 2, len(dealt)


def answer_to(item: Candidate, ability: float, rng: random.Random) -> Answered:
    is_right = rng.random() < chance_of_right(ability, item.difficulty, item.guess)
    return Answered(item.difficulty, item.guess, is_right)


def test_adaptive_choice_errs_less_than_random_choice_within_the_same_quotas() -> None:
    quotas = area_quotas(BLUEPRINT)
    pool = a_pool({area: 3 * questions for area, questions in BLUEPRINT.items()})
    rng = random.Random(11)
    adaptive, at_random = [], []
    for _ in range(250):
        ability = rng.gauss(0, 1)
        error, count = sit(pool, quotas, ability, rng)
        adaptive.append(error)
        assert count == 30
        plan = [
            item
            for area, quota in quotas.items()
            for item in rng.sample([each for each in pool if each.area == area], quota)
        ]
        answers = [answer_to(item, ability, rng) for item in plan]
        at_random.append((estimate_ability(answers).mean - ability) ** 2)
    root = [sqrt(sum(errors) / len(errors)) for errors in (adaptive, at_random)]
    assert root[0] < 0.95 * root[1]
    assert root[0] < 0.5

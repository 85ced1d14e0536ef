import random
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.builders import a_candidate, some_options
from trainer.domain.exams.practice import MAX_PRACTICE_ITEMS, Candidate, deal_options, deal_practice
from trainer.domain.items.content import CodeEntry, Option, SingleBest

SEEDS = st.integers(0, 2**32)
NUMBERS = st.integers(0, 30)


@st.composite
def candidates(draw: st.DrawFn, stimuli: int = 3) -> list[Candidate]:
    """Different items, some of them sharing one of a few scenarios."""
    facts = draw(st.lists(st.tuples(st.integers(0, stimuli), st.integers(0, 3)), max_size=25))
    dealt = [Candidate(item, stimulus, seen) for item, (stimulus, seen) in enumerate(facts, start=1)]
    return draw(st.permutations(dealt))


def group_of(candidate: Candidate) -> tuple[str, int]:
    if candidate.stimulus_id:
        return "scenario", candidate.stimulus_id
    return "item", candidate.item_version_id


def deal(pool: list[Candidate], number: int, seed: int = 1) -> tuple[Candidate, ...]:
    return deal_practice(pool, number, random.Random(seed))


@given(candidates(), NUMBERS, SEEDS)
def test_no_item_is_dealt_twice_and_each_is_one_of_the_candidates(
    pool: list[Candidate], number: int, seed: int
) -> None:
    dealt = deal(pool, number, seed)
    assert len(set(dealt)) == len(dealt)
    assert set(dealt) <= set(pool)


@given(candidates(), NUMBERS, SEEDS)
def test_as_many_are_dealt_as_asked_for_or_as_there_are(pool: list[Candidate], number: int, seed: int) -> None:
    assert len(deal(pool, number, seed)) == min(number, len(pool))


@given(candidates(stimuli=0), NUMBERS, SEEDS)
def test_the_least_seen_come_first(pool: list[Candidate], number: int, seed: int) -> None:
    times = [candidate.times_seen for candidate in deal(pool, number, seed)]
    assert times == sorted(candidate.times_seen for candidate in pool)[:number]


@given(candidates(), NUMBERS, SEEDS)
def test_nothing_seen_is_dealt_while_a_group_with_something_unseen_waits(
    pool: list[Candidate], number: int, seed: int
) -> None:
    least = {}
    for candidate in pool:
        least[group_of(candidate)] = min(candidate.times_seen, least.get(group_of(candidate), 99))
    order = [least[group_of(candidate)] for candidate in deal(pool, number, seed)]
    assert order == sorted(least[group_of(candidate)] for candidate in pool)[:number]


@given(candidates(), NUMBERS, SEEDS)
def test_a_shared_scenario_stays_together(pool: list[Candidate], number: int, seed: int) -> None:
    runs = [group for group, _ in groupby(deal(pool, number, seed), key=group_of)]
    assert len(set(runs)) == len(runs)


@given(candidates(), NUMBERS, SEEDS)
def test_only_the_last_scenario_may_be_cut(pool: list[Candidate], number: int, seed: int) -> None:
    dealt = deal(pool, number, seed)
    groups = list(dict.fromkeys(map(group_of, dealt)))
    for group in groups[:-1]:
        assert {c for c in dealt if group_of(c) == group} == {c for c in pool if group_of(c) == group}


@given(candidates(), SEEDS)
def test_the_questions_of_a_scenario_keep_their_order(pool: list[Candidate], seed: int) -> None:
    dealt = deal(pool, 25, seed)
    for group in set(map(group_of, pool)):
        assert [c for c in dealt if group_of(c) == group] == [c for c in pool if group_of(c) == group]


@given(candidates(), NUMBERS, SEEDS)
def test_the_same_dice_deal_the_same_session(pool: list[Candidate], number: int, seed: int) -> None:
    assert deal(pool, number, seed) == deal(pool, number, seed)


def test_equals_come_in_any_order() -> None:
    pool = [a_candidate(item) for item in range(1, 4)]
    orders = {tuple(candidate.item_version_id for candidate in deal(pool, 3, seed)) for seed in range(100)}
    assert len(orders) == 6


def test_a_session_has_an_upper_limit() -> None:
    pool = [a_candidate(item) for item in range(1, 2 * MAX_PRACTICE_ITEMS)]
    assert len(deal(pool, 2 * MAX_PRACTICE_ITEMS)) == MAX_PRACTICE_ITEMS


@pytest.mark.parametrize("number", [0, 1, 10])
def test_without_candidates_nothing_is_dealt(number: int) -> None:
    assert deal([], number) == ()


def test_options_are_dealt_by_chance_and_amounts_keep_their_order() -> None:
    words = SingleBest(some_options())
    orders = {deal_options(words, random.Random(seed)) for seed in range(40)}
    assert len(orders) > 10
    assert all(sorted(order) == ["A", "B", "C", "D"] for order in orders)
    amounts = SingleBest(tuple(Option(letter, f"${place}.00") for place, letter in enumerate("ABCD")))
    assert deal_options(amounts, random.Random(1)) == ("A", "B", "C", "D")
    assert deal_options(CodeEntry("cpt"), random.Random(1)) == ()

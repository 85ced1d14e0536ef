"""Which line answers which: the most total worth, whatever the order of the lines."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from trainer.domain.grading.alignment import align

WORTHS = st.dictionaries(st.tuples(st.sampled_from("abcd"), st.integers(0, 3)), st.integers(0, 9))


def aligned(lines: str, keys: int, worths: dict[tuple[str, int], int]) -> dict[int, int]:
    return align(list(lines), keys, lambda place, key: worths.get((lines[place], key), 0))


def total(lines: str, pairs: dict[int, int], worths: dict[tuple[str, int], int]) -> int:
    return sum(worths.get((lines[place], key), 0) for place, key in pairs.items())


def test_nothing_answers_nothing() -> None:
    assert aligned("", 3, {}) == {}
    assert aligned("ab", 0, {}) == {}
    assert aligned("ab", 2, {}) == {}


def test_the_whole_counts_and_not_the_best_pair() -> None:
    assert aligned("ab", 2, {("a", 0): 9, ("a", 1): 8, ("b", 0): 8}) == {0: 1, 1: 0}


def test_pairs_that_are_worth_nothing_are_left_apart() -> None:
    assert aligned("ab", 2, {("a", 1): 1}) == {0: 1}


def test_of_equal_lines_those_that_stand_first_are_taken_first() -> None:
    assert aligned("axa", 1, {("a", 0): 5}) == {0: 0}
    assert aligned("aa", 3, {("a", 0): 2, ("a", 2): 2}) == {0: 0, 1: 2}


def test_more_lines_than_keys_and_more_keys_than_lines() -> None:
    assert aligned("abc", 1, {("b", 0): 1}) == {1: 0}
    assert aligned("b", 3, {("b", 2): 1}) == {0: 2}


@given(st.text("abcd", max_size=4), st.integers(0, 4), WORTHS)
def test_no_other_assignment_is_worth_more(lines: str, keys: int, worths: dict[tuple[str, int], int]) -> None:
    found = aligned(lines, keys, worths)
    assert len(set(found.values())) == len(found)
    choices = [*range(keys), *[None] * len(lines)]
    best = max(
        sum(worths.get((line, key), 0) for line, key in zip(lines, chosen, strict=True) if key is not None)
        for chosen in permutations(choices, len(lines))
    )
    assert total(lines, found, worths) == best


@given(st.text("abcd", max_size=6), WORTHS, st.data())
def test_another_order_of_the_same_lines_is_aligned_in_the_same_way(
    lines: str, worths: dict[tuple[str, int], int], data: st.DataObject
) -> None:
    permuted = "".join(data.draw(st.permutations(lines)))
    pairs = sorted((lines[place], key) for place, key in aligned(lines, 4, worths).items())
    assert sorted((permuted[place], key) for place, key in aligned(permuted, 4, worths).items()) == pairs

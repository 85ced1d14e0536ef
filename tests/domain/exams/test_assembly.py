"""Exams put together from candidates: by example, by property, and two golden ones."""

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.domain.exams.assembly import Dealt, ExamItem, NotEnoughItems, Shortage, assemble
from trainer.domain.exams.forms import Form

SEEN = datetime(2026, 3, 1, tzinfo=UTC)


def a_form(**quotas: int) -> Form:
    return Form("test", "cpc", "Test", tuple(quotas.items()), 60, 1)


def items(area: str, count: int, first: int = 1, **fields: object) -> list[ExamItem]:
    """Single-best items with four options and the right one first; numbered from `first`."""
    made = [
        ExamItem(number, number, area, 1 + number % 5, option_ids=("A", "B", "C", "D"), right_option="A")
        for number in range(first, first + count)
    ]
    return [replace(item, **fields) for item in made]  # type: ignore[arg-type]


def a_set(area: str, set_id: int, size: int, **fields: object) -> list[ExamItem]:
    return items(area, size, first=1000 * set_id, set_id=set_id, **fields)


def versions(dealt: list[Dealt]) -> list[int]:
    return [each.item_version_id for each in dealt]


def test_every_quota_is_met_in_the_order_of_the_areas() -> None:
    pool = items("one", 10) + items("two", 10, first=101)
    dealt = versions(assemble(a_form(two=3, one=4), pool, random.Random(1)))
    assert [number > 100 for number in dealt] == [True] * 3 + [False] * 4
    assert len(set(dealt)) == 7


def test_every_area_that_falls_short_is_named_with_what_there_is() -> None:
    pool = items("one", 2) + items("two", 9, first=101)
    with pytest.raises(NotEnoughItems) as raised:
        assemble(a_form(one=3, two=9, three=1), pool, random.Random(1))
    assert raised.value.shortages == (Shortage("one", 3, 2), Shortage("three", 1, 0))


def test_sets_are_dealt_whole_and_together() -> None:
    pool = a_set("case", 1, 4) + a_set("case", 2, 3) + a_set("case", 3, 4) + items("case", 1)
    dealt = versions(assemble(a_form(case=8), pool, random.Random(2), is_shuffled=True))
    assert len(dealt) == 8
    for set_id, size in ((1, 4), (2, 3), (3, 4)):
        places = [place for place, number in enumerate(dealt) if number // 1000 == set_id]
        assert len(places) in (0, size)
        assert not places or places == list(range(places[0], places[0] + size))


def test_sets_that_make_no_exact_sum_are_a_shortage_and_not_torn() -> None:
    pool = a_set("case", 1, 4) + a_set("case", 2, 4)
    with pytest.raises(NotEnoughItems) as raised:
        assemble(a_form(case=6), pool, random.Random(1))
    assert raised.value.shortages == (Shortage("case", 6, 4),)


def test_a_sum_is_found_where_a_greedy_choice_would_miss_it() -> None:
    pool = a_set("case", 1, 5) + a_set("case", 2, 3) + a_set("case", 3, 3)
    for seed in range(20):
        assert sorted(versions(assemble(a_form(case=6), pool, random.Random(seed))))[0] == 2000


def test_unseen_items_come_first_then_those_seen_longest_ago() -> None:
    unseen = items("one", 2)
    old = items("one", 2, first=11, last_seen_at=SEEN - timedelta(days=30))
    new = items("one", 5, first=21, last_seen_at=SEEN)
    assert sorted(versions(assemble(a_form(one=4), [*new, *old, *unseen], random.Random(3)))) == [1, 2, 11, 12]


def test_two_variants_of_a_family_never_meet_not_even_across_areas() -> None:
    pool = items("one", 3, family="f") + items("one", 1, first=11) + items("two", 2, first=21, family="f")
    pool += items("two", 1, first=31)
    for seed in range(10):
        dealt = versions(assemble(a_form(one=2, two=1), pool, random.Random(seed)))
        assert sum(number in (1, 2, 3, 21, 22) for number in dealt) == 1


def test_difficulties_come_near_their_shares() -> None:
    counts = Counter(item.difficulty for item in _chosen(a_form(one=100), items("one", 500)))
    assert counts == {1: 10, 2: 25, 3: 35, 4: 20, 5: 10}


def test_the_right_option_stands_in_every_place_equally_often() -> None:
    dealt = assemble(a_form(one=100), items("one", 100), random.Random(4))
    assert Counter(each.option_order.index("A") for each in dealt) == {0: 25, 1: 25, 2: 25, 3: 25}


def test_options_that_keep_their_order_keep_it() -> None:
    dealt = assemble(a_form(one=20), items("one", 20, keeps_order=True), random.Random(5))
    assert {each.option_order for each in dealt} == {("A", "B", "C", "D")}


def test_items_without_options_or_without_one_right_option_are_dealt_too() -> None:
    pool = items("one", 1, option_ids=(), right_option="") + items("one", 1, first=2, right_option="")
    assert {len(each.option_order) for each in assemble(a_form(one=2), pool, random.Random(6))} == {0, 4}


def test_shuffled_exams_are_in_another_order() -> None:
    pool = items("one", 30) + items("two", 30, first=101)
    form = a_form(one=30, two=30)
    assert versions(assemble(form, pool, random.Random(7), is_shuffled=True)) != versions(
        assemble(form, pool, random.Random(7))
    )


GOLDEN = {
    1: "12BDCA 1CDAB 7ABCD 8CADB 106BDAC 102BACD 105ABCD 104CDBA 103ACDB",
    2: "12BDCA 6DABC 7ACBD 8CDAB 106ADBC 102CDBA 104CBAD 105CADB 103BADC",
}
"""Version and options: a change of these is a change of which exam a learner gets."""


@pytest.mark.parametrize("seed", GOLDEN)
def test_golden_exams(seed: int) -> None:
    pool = items("one", 12) + a_set("two", 3, 3) + a_set("two", 4, 2) + items("two", 6, first=101)
    dealt = assemble(a_form(one=4, two=5), pool, random.Random(seed))
    assert " ".join(f"{each.item_version_id}{''.join(each.option_order)}" for each in dealt) == GOLDEN[seed]


def _chosen(form: Form, pool: list[ExamItem]) -> list[ExamItem]:
    by_version = {item.item_version_id: item for item in pool}
    return [by_version[number] for number in versions(assemble(form, pool, random.Random(8)))]


@st.composite
def pools(draw: st.DrawFn) -> list[ExamItem]:
    pool: list[ExamItem] = []
    for area in ("one", "two"):
        for number in range(draw(st.integers(0, 12))):
            pool += items(
                area,
                1,
                first=len(pool) + 1,
                family=draw(st.sampled_from(["", "", "f", "g"])),
                difficulty=draw(st.integers(1, 5)),
                last_seen_at=draw(st.sampled_from([None, SEEN, SEEN + timedelta(days=number)])),
            )
        for set_id in range(draw(st.integers(0, 3))):
            pool += items(area, draw(st.integers(2, 5)), first=len(pool) + 1, set_id=1 + set_id + 10 * (area == "two"))
    return pool


@given(pools(), st.integers(0, 9), st.integers(0, 9), st.integers(0, 5), st.booleans())
def test_an_exam_obeys_every_rule_or_says_what_lacks(
    pool: list[ExamItem], one: int, two: int, seed: int, is_shuffled: bool
) -> None:
    form = Form("test", "cpc", "Test", tuple((area, n) for area, n in (("one", one), ("two", two)) if n), 60, 1)
    by_version = {item.item_version_id: item for item in pool}
    try:
        dealt = assemble(form, pool, random.Random(seed), is_shuffled=is_shuffled)
    except NotEnoughItems as error:
        for shortage in error.shortages:
            assert shortage.available < shortage.wanted == dict(form.quotas)[shortage.area]
        return
    assert dealt == assemble(form, list(reversed(pool)), random.Random(seed), is_shuffled=is_shuffled)
    chosen = [by_version[each.item_version_id] for each in dealt]
    assert Counter(item.area for item in chosen) == dict(form.quotas)
    assert len({item.item_id for item in chosen}) == len(chosen)
    families = [item.family for item in chosen if item.family]
    assert len(set(families)) == len(families)
    for set_id in {item.set_id for item in chosen if item.set_id}:
        whole = [item.item_version_id for item in pool if item.set_id == set_id]
        places = [place for place, item in enumerate(chosen) if item.set_id == set_id]
        assert len(places) == len(whole)
        assert places == list(range(places[0], places[0] + len(places)))
    for each in dealt:
        assert sorted(each.option_order) == list(by_version[each.item_version_id].option_ids)

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.domain.classes.draws import Pooled, draw_items, fits, in_chance_order
from trainer.domain.classes.work import Draw, DrawBy


def area(value: str, count: int) -> Draw:
    return Draw(DrawBy.AREA, value, count)


def tag(value: str, count: int) -> Draw:
    return Draw(DrawBy.TAG, value, count)


def some(first: int, count: int, **values: object) -> list[Pooled]:
    return [
        replace(Pooled(number, f"i-{number}", "body", 1), **values)  # type: ignore[arg-type]
        for number in range(first, first + count)
    ]


def dice() -> random.Random:
    return random.Random(7)


@pytest.mark.parametrize(
    ("draw", "is_taken"),
    [
        (area("body", 1), True),
        (area("ear", 1), False),
        (tag("bone", 1), True),
        (tag("bo", 1), False),
        (Draw(DrawBy.DIFFICULTY, "3", 1), True),
        (Draw(DrawBy.DIFFICULTY, "4", 1), False),
        (Draw(DrawBy.FAMILY, "f", 1), True),
        (Draw(DrawBy.FAMILY, "g", 1), False),
    ],
)
def test_a_draw_takes_what_is_alike(draw, is_taken):
    assert fits(draw, Pooled(1, "f", "body", 3, ("bone",), is_family=True)) is is_taken


def test_an_item_of_the_same_slug_is_no_family():
    assert not fits(Draw(DrawBy.FAMILY, "f", 1), Pooled(1, "f", "body", 3))


def test_each_draw_gets_what_it_asks_for():
    pool = some(1, 9) + some(20, 9, area="ear")
    drawn = draw_items((area("ear", 4), area("body", 3)), pool, dice())
    assert [len(items) for items in drawn.items] == [4, 3]
    assert set(drawn.items[0]) <= set(range(20, 29))
    assert drawn.lacking == (0, 0)


def test_what_a_draw_lacks_is_told():
    assert draw_items((area("body", 35),), some(1, 31), dice()).lacking == (4,)
    assert draw_items((area("nowhere", 2),), some(1, 31), dice()).lacking == (2,)


def test_what_was_dealt_least_comes_first():
    pool = some(1, 5, times_dealt=2) + some(10, 3) + some(20, 5, times_dealt=1)
    (items,) = draw_items((area("body", 5),), pool, dice()).items
    assert set(items) >= {10, 11, 12}
    assert len(set(items) & set(range(20, 25))) == 2


def test_a_scenario_stays_whole_where_it_fits():
    pool = some(1, 1) + some(10, 3, set_id=5) + some(20, 3, set_id=6)
    for seed in range(20):
        (items,) = draw_items((area("body", 6),), pool, random.Random(seed)).items
        assert len(items) == 6
        assert any(set(items) >= set(range(first, first + 3)) for first in (10, 20))


def test_a_draw_hands_on_what_another_needs():
    """The only two bones stand in the body as well: however they fall, both draws can be filled."""
    pool = some(1, 2, tags=("bone",)) + some(3, 3)
    for seed in range(20):
        drawn = draw_items((area("body", 3), tag("bone", 2)), pool, random.Random(seed))
        assert drawn.lacking == (0, 0)
        assert set(drawn.items[1]) == {1, 2}


def test_items_are_handed_on_over_several_draws():
    """A takes from {1, 2}, B from {2, 3}, C from {3}: with the same room for each, all can have one."""
    pool = [
        Pooled(1, "i-1", "x", 1, ("a",)),
        Pooled(2, "i-2", "x", 1, ("a", "b")),
        Pooled(3, "i-3", "x", 1, ("b", "c")),
        Pooled(4, "i-4", "x", 1, ("c",)),
    ]
    for seed in range(40):
        drawn = draw_items((tag("a", 1), tag("b", 2), tag("c", 1)), pool, random.Random(seed))
        assert drawn.lacking == (0, 0, 0)


def test_the_chain_of_handing_on_may_be_long():
    tags = [("a", "b"), ("b", "c"), ("c", "d"), ("d",), ("a",)]
    pool = [Pooled(number, f"i-{number}", "x", 1, each) for number, each in enumerate(tags, 1)]
    draws = tuple(tag(name, count) for name, count in (("d", 1), ("c", 1), ("b", 1), ("a", 2)))
    for seed in range(40):
        assert draw_items(draws, pool, random.Random(seed)).lacking == (0, 0, 0, 0)


@given(
    pool=st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 3), st.integers(0, 2)), max_size=12),
    wanted=st.lists(st.tuples(st.sampled_from(["a", "b", "c", "1", "2"]), st.integers(1, 6)), max_size=4),
    seed=st.integers(0, 9),
)
def test_nothing_is_drawn_twice_and_nobody_lacks_what_is_left(pool, wanted, seed):
    items = [Pooled(at, f"i-{at}", name, level, (), set_id=of) for at, (name, level, of) in enumerate(pool, 1)]
    draws = [Draw(DrawBy.DIFFICULTY if name.isdigit() else DrawBy.AREA, name, count) for name, count in wanted]
    drawn = draw_items(draws, items, random.Random(seed))
    taken = [item_id for each in drawn.items for item_id in each]
    assert len(taken) == len(set(taken))
    by_id = {item.item_id: item for item in items}
    for draw, each, lacking in zip(draws, drawn.items, drawn.lacking, strict=True):
        assert all(fits(draw, by_id[item_id]) for item_id in each)
        assert len(each) + lacking == draw.count
        assert not lacking or not [item for item in items if fits(draw, item) and item.item_id not in taken]


def test_sets_stay_together_and_in_their_order_when_shuffled():
    items = [(1, 0), (2, 9), (3, 0), (4, 9), (5, 0)]
    orders = {tuple(in_chance_order(items, random.Random(seed))) for seed in range(30)}
    assert len(orders) > 5
    assert all(order.index(4) == order.index(2) + 1 for order in orders)

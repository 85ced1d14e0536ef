"""Draws items by rules: so many of an area, with a tag, of a difficulty, of a family; none twice."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from trainer.domain.classes.work import Draw, DrawBy


@dataclass(frozen=True, slots=True)
class Pooled:
    """An item that can be drawn. Items with the same `set_id` (0: none) share a scenario.

    `times_dealt`: to whom it is drawn for.
    """

    item_id: int
    slug: str
    area: str
    difficulty: int
    tags: tuple[str, ...] = ()
    is_family: bool = False
    set_id: int = 0
    times_dealt: int = 0


@dataclass(frozen=True, slots=True)
class Drawn:
    """The items by draw, in the order of the draws, and how many each draw lacks."""

    items: tuple[tuple[int, ...], ...]
    lacking: tuple[int, ...]


def fits(draw: Draw, item: Pooled) -> bool:
    """Whether the draw may take the item."""
    match draw.by:
        case DrawBy.AREA:
            return item.area == draw.value
        case DrawBy.TAG:
            return draw.value in item.tags
        case DrawBy.DIFFICULTY:
            return str(item.difficulty) == draw.value
        case DrawBy.FAMILY:
            return item.is_family and item.slug == draw.value
        case unreachable:
            assert_never(unreachable)


def draw_items(draws: Sequence[Draw], pool: Iterable[Pooled], rng: random.Random) -> Drawn:
    """As many items for every draw as it asks for, or the most that there are.

    Those dealt least often come first, by chance among equals; scenarios stay whole where they fit. A draw that finds
    its items taken by another has that one take others, as long as there are any.
    """
    items = sorted(pool, key=lambda item: item.item_id)
    fitting = [[item for item in items if fits(draw, item)] for draw in draws]
    taken: dict[int, int] = {}
    for place in sorted(range(len(draws)), key=lambda place: len(fitting[place]) - draws[place].count):
        free = [item for item in fitting[place] if item.item_id not in taken]
        for item in _in_turn(free, rng)[: draws[place].count]:
            taken[item.item_id] = place
    pools = [[item.item_id for item in each] for each in fitting]
    counts = [draw.count for draw in draws]
    for place, count in enumerate(counts):
        while _held(taken, place) < count and _make_room(taken, pools, place):
            pass
    order = {item.item_id: (item.set_id or -item.item_id, item.item_id) for item in items}
    drawn = tuple(
        tuple(sorted((item for item, by in taken.items() if by == place), key=order.__getitem__))
        for place in range(len(draws))
    )
    return Drawn(drawn, tuple(count - len(each) for count, each in zip(counts, drawn, strict=True)))


def in_chance_order(items: Iterable[tuple[int, int]], rng: random.Random) -> list[int]:
    """Items (id, set id; 0: none) in chance order, with sets together in theirs."""
    groups: dict[tuple[int, int], list[int]] = {}
    for item_id, set_id in items:
        groups.setdefault((set_id, 0 if set_id else item_id), []).append(item_id)
    shuffled = list(groups.values())
    rng.shuffle(shuffled)
    return [item_id for group in shuffled for item_id in group]


def _in_turn(items: Sequence[Pooled], rng: random.Random) -> list[Pooled]:
    by_id = {item.item_id: item for item in items}
    groups: dict[tuple[int, int], int] = {}
    for item in items:
        group = (item.set_id, 0 if item.set_id else item.item_id)
        groups[group] = min(groups.get(group, item.times_dealt), item.times_dealt)
    shuffled = in_chance_order(((item.item_id, item.set_id) for item in items), rng)
    return sorted(
        (by_id[item_id] for item_id in shuffled),
        key=lambda item: groups[item.set_id, 0 if item.set_id else item.item_id],
    )


def _held(taken: Mapping[int, int], place: int) -> int:
    return sum(by == place for by in taken.values())


def _make_room(taken: dict[int, int], pools: Sequence[Sequence[int]], place: int) -> bool:
    """Gives the draw at `place` one item more, by handing items on from draw to draw; whether that can be done."""
    asked = {place: -1}
    waiting = [place]
    through: dict[int, int] = {}
    for here in waiting:
        for item in pools[here]:
            holder = taken.get(item)
            if holder is None:
                _hand_on(taken, asked, through, here, item)
                return True
            if holder not in asked:
                asked[holder], through[holder] = here, item
                waiting.append(holder)
    return False


def _hand_on(taken: dict[int, int], asked: Mapping[int, int], through: Mapping[int, int], here: int, item: int) -> None:
    """`here` takes the free item and gives up the one that it was asked for, and so on back to who asked first."""
    while True:
        taken[item] = here
        if asked[here] < 0:
            return
        item, here = through[here], asked[here]

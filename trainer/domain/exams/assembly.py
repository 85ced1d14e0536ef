"""Puts an exam together: every quota met, sets whole, nothing twice, unseen before seen, difficulties spread.

The same candidates and the same dice give the same exam. Keys are looked at for one thing only, the balance of the
place of the right option, and are not part of the result.
"""

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from trainer.domain.exams.forms import Form

DIFFICULTY_SHARES = {1: 10, 2: 25, 3: 35, 4: 20, 5: 10}
"""What share of an exam (per cent) each difficulty should have."""


@dataclass(frozen=True, slots=True)
class ExamItem:
    """An item that may be dealt. Items with the same `set_id` (0: none) share a scenario and stay together, in order.

    Of a `family` ("" : none) at most one is dealt. `last_seen_at` None: never seen. `option_ids` in the file's order;
    `right_option` "" where it has no single one; `keeps_order` where the options stay as they are (numbers, ranges).
    """

    item_version_id: int
    item_id: int
    area: str
    difficulty: int
    set_id: int = 0
    family: str = ""
    last_seen_at: datetime | None = None
    option_ids: tuple[str, ...] = ()
    right_option: str = ""
    keeps_order: bool = False


@dataclass(frozen=True, slots=True)
class Dealt:
    """An item at its place in the exam, with its options in the order in which they are shown."""

    item_version_id: int
    option_order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shortage:
    """An area that cannot be filled: `available` is the most that can be dealt of it, up to `wanted`."""

    area: str
    wanted: int
    available: int


@dataclass(eq=False)
class NotEnoughItems(Exception):
    """The candidates do not fill the form; every area that falls short is named."""

    shortages: tuple[Shortage, ...]


Group = tuple[ExamItem, ...]


def assemble(
    form: Form, candidates: Iterable[ExamItem], rng: random.Random, *, is_shuffled: bool = False
) -> list[Dealt]:
    """The exam in the order of its areas, or shuffled with its sets kept together.

    Raises:
        NotEnoughItems: see there.
    """
    by_area: dict[str, list[ExamItem]] = {area: [] for area, _ in form.quotas}
    for item in sorted(candidates, key=lambda item: item.item_version_id):
        if item.area in by_area:
            by_area[item.area].append(item)
    wanted = {level: share * form.questions / 100 for level, share in DIFFICULTY_SHARES.items()}
    dealt: list[Group] = []
    used: set[str] = set()
    shortages = []
    for area, count in form.quotas:
        groups = _groups(by_area[area], used, rng)
        most = most_of(Counter(map(len, groups)), count)
        if most < count:
            shortages.append(Shortage(area, count, most))
            continue
        chosen = _choose(groups, count, wanted)
        used |= {item.family for group in chosen for item in group if item.family}
        dealt += chosen
    if shortages:
        raise NotEnoughItems(tuple(shortages))
    if is_shuffled:
        rng.shuffle(dealt)
    return _with_options([item for group in dealt for item in group], rng)


def most_of(sizes: Counter[int], count: int) -> int:
    """How many questions whole sets of these sizes give, `count` at most: sets of four give 4 where 6 are wanted."""
    sums = _sums(sizes)
    return max(size for size in range(count + 1) if sums >> size & 1)


def _groups(items: Sequence[ExamItem], used: set[str], rng: random.Random) -> list[Group]:
    """Sets and single items in chance order, without families that are used and with one item of every other."""
    sets: dict[tuple[int, int], list[ExamItem]] = {}
    for item in items:
        sets.setdefault((item.set_id, 0 if item.set_id else item.item_version_id), []).append(item)
    shuffled = [tuple(group) for group in sets.values()]
    rng.shuffle(shuffled)
    shuffled.sort(key=_staleness)
    taken = set(used)
    groups = []
    for group in shuffled:
        families = {item.family for item in group if item.family}
        if not families & taken:
            taken |= families
            groups.append(group)
    return groups


def _staleness(group: Group) -> tuple[bool, float]:
    """Unseen groups first, then those whose most recent sight lies furthest back."""
    seen = [item.last_seen_at for item in group if item.last_seen_at is not None]
    return bool(seen), max(seen).timestamp() if seen else 0.0


def _sums(sizes: Counter[int]) -> int:
    """The totals that some groups of these sizes have together: bit n is set where n items can be dealt."""
    sums = 1
    for size, times in sizes.items():
        for _ in range(times):
            sums |= sums << size
    return sums


def _choose(groups: list[Group], count: int, wanted: dict[int, float]) -> list[Group]:
    """Groups of exactly `count` items: the least seen ones; among equals those whose difficulty is wanted most.

    `wanted` is what the exam still lacks of each difficulty, and is brought up to date.
    """
    chosen: list[Group] = []
    left = list(groups)
    staleness = [_staleness(group) for group in groups]
    while count:
        sizes = _fitting(left, count)
        fitting = [place for place, group in enumerate(left) if len(group) in sizes]  # in the order of their staleness
        alike = [place for place in fitting if staleness[place] == staleness[fitting[0]]]
        needs = [_need(left[place], wanted) for place in alike]
        place = alike[needs.index(max(needs))]
        group = left.pop(place)
        staleness.pop(place)
        count -= len(group)
        chosen.append(group)
        for item in group:
            wanted[item.difficulty] = wanted.get(item.difficulty, 0) - 1
    return chosen


def _fitting(groups: Sequence[Group], count: int) -> set[int]:
    """The sizes of groups after whose choice the rest can still be filled exactly."""
    sizes = Counter(map(len, groups))
    return {size for size in sizes if size <= count and _sums(sizes - Counter((size,))) >> (count - size) & 1}


def _need(group: Group, wanted: dict[int, float]) -> float:
    """How much the exam lacks the difficulties of a group, on average."""
    if len(group) == 1:
        return wanted.get(group[0].difficulty, 0)
    return sum(wanted.get(item.difficulty, 0) for item in group) / len(group)


def _with_options(items: Sequence[ExamItem], rng: random.Random) -> list[Dealt]:
    """Options in chance order, the right one as often in every place as can be."""
    places: Counter[int] = Counter()
    dealt = []
    for item in items:
        order = list(item.option_ids)
        if not item.keeps_order:
            rng.shuffle(order)
            if item.right_option in order:
                order.remove(item.right_option)
                rare = min(range(len(order) + 1), key=lambda place: (places[place], rng.random()))
                order.insert(rare, item.right_option)
        if item.right_option in order:
            places[order.index(item.right_option)] += 1
        dealt.append(Dealt(item.item_version_id, tuple(order)))
    return dealt

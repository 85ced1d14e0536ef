"""Which item a diagnostic deals next: its areas by the blueprint, and in them the item that tells most."""

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from trainer.domain.calibration.ability import Ability, information

DIAGNOSTIC_QUESTIONS = 30
BEST_FEW = 3
"""One of so many most informative items is dealt, by chance: not everybody meets the same ones (Kingsbury and Zara)."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item that may be dealt, its difficulty above the floor `guess` as in `ability`.

    Of a `family` ("": none) at most one is dealt, of an item at most one version.
    """

    item_version_id: int
    item_id: int
    area: str
    difficulty: float
    guess: float
    family: str = ""

    @property
    def kin(self) -> str | int:
        """What candidates have in common of which only one is dealt."""
        return self.family or self.item_id


def area_quotas(questions_by_area: Mapping[str, int], count: int = DIAGNOSTIC_QUESTIONS) -> dict[str, int]:
    """The blueprint scaled to `count` questions by largest remainders, at least one of each area, in its order.

    Where there are more areas than questions, one of each of the largest. Ties go to the earlier area; areas without
    a question, and those that get none, are left out.
    """
    wanted = {area: questions for area, questions in questions_by_area.items() if questions > 0}
    if len(wanted) >= count:
        largest = sorted(wanted, key=lambda area: -wanted[area])[:count]
        return {area: 1 for area in wanted if area in largest}
    quotas: dict[str, int] = {}
    while small := _small_areas(wanted, quotas, count):
        quotas |= dict.fromkeys(small, 1)
    rest = {area: questions for area, questions in wanted.items() if area not in quotas}
    quotas |= _by_largest_remainders(rest, count - len(quotas))
    return {area: quotas[area] for area in wanted}


def _small_areas(wanted: Mapping[str, int], settled: Mapping[str, int], count: int) -> list[str]:
    """The areas whose share of what is left is under one question."""
    rest = {area: questions for area, questions in wanted.items() if area not in settled}
    left, total = count - len(settled), sum(rest.values())
    return [area for area, questions in rest.items() if questions * left < total]


def _by_largest_remainders(wanted: Mapping[str, int], count: int) -> dict[str, int]:
    total = sum(wanted.values())
    quotas = {area: questions * count // total for area, questions in wanted.items()}
    by_remainder = sorted(wanted, key=lambda area: -(wanted[area] * count % total))
    for area in by_remainder[: count - sum(quotas.values())]:
        quotas[area] += 1
    return quotas


def next_item(
    candidates: Iterable[Candidate],
    quotas: Mapping[str, int],
    dealt: Sequence[Candidate],
    ability: Ability,
    rng: random.Random,
) -> Candidate | None:
    """The item to deal after `dealt`; None when as many as the quotas ask are dealt, or nothing is left.

    `candidates` is the whole pool: what was dealt, or is kin to it, is passed over. Areas come evenly spread over the
    sitting. One that has too few items gives the rest of its quota to the others in proportion.
    """
    used = {item.kin for item in dealt}
    left: dict[str, list[Candidate]] = {area: [] for area in quotas}
    for item in sorted(candidates, key=lambda item: item.item_version_id):
        if item.area in left and item.kin not in used:
            left[item.area].append(item)
    served = Counter(item.area for item in dealt)
    available = {area: served[area] + len({item.kin for item in items}) for area, items in left.items()}
    due = {area: _due(quota, served[area], rng) for area, quota in _reachable(quotas, available).items()}
    open_areas = [area for area in quotas if due[area][0] > 0 and left[area]]
    if not open_areas or sum(served[area] for area in quotas) >= sum(quotas.values()):
        return None
    return _one_of_the_best(left[max(open_areas, key=due.__getitem__)], ability, rng)


def _due(quota: int, served: int, rng: random.Random) -> tuple[float, float]:
    """How much an area waits for its turn: the middle of its next question's stretch (Sainte-Laguë); ties by chance."""
    return (2 * (quota - served) - 1) / max(1, quota), rng.random()


def _reachable(quotas: Mapping[str, int], available: Mapping[str, int]) -> dict[str, int]:
    """The quotas that can be met: what an area lacks goes one by one to the area that is least over its own quota."""
    reachable = {area: min(quota, available[area]) for area, quota in quotas.items()}
    for _ in range(sum(quotas.values()) - sum(reachable.values())):
        roomy = [area for area, quota in quotas.items() if quota and reachable[area] < available[area]]
        if not roomy:
            break
        reachable[min(roomy, key=lambda area: (reachable[area] + 1) / quotas[area])] += 1
    return reachable


def _one_of_the_best(items: Sequence[Candidate], ability: Ability, rng: random.Random) -> Candidate:
    """One by chance of the few most informative, which are no kin; equals stand in chance order."""
    shuffled = list(items)
    rng.shuffle(shuffled)
    shuffled.sort(key=lambda item: -information(ability.mean, item.difficulty, item.guess))
    best: dict[str | int, Candidate] = {}
    for item in shuffled:
        best.setdefault(item.kin, item)
    return rng.choice(list(best.values())[:BEST_FEW])

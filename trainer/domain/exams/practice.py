"""Deals a practice session: which of the candidates, in which order."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from trainer.domain.items.content import Response, has_natural_order, options_of

MAX_PRACTICE_ITEMS = 100


@dataclass(frozen=True, slots=True)
class Candidate:
    """An item that fits the learner's filters. Items with the same `stimulus_id` (0 for none) stay together."""

    item_version_id: int
    stimulus_id: int
    times_seen: int


def deal_practice(candidates: Sequence[Candidate], number: int, rng: random.Random) -> tuple[Candidate, ...]:
    """At most `number` candidates, least seen first, at random among equals; a shared scenario is not torn apart.

    Scenarios are dealt whole where they fit in and cut at the end where they do not.
    """
    groups: dict[tuple[int, int], list[Candidate]] = {}
    for candidate in candidates:
        alone = 0 if candidate.stimulus_id else candidate.item_version_id
        groups.setdefault((candidate.stimulus_id, alone), []).append(candidate)
    shuffled = list(groups.values())
    rng.shuffle(shuffled)
    shuffled.sort(key=lambda group: min(candidate.times_seen for candidate in group))
    dealt = [candidate for group in shuffled for candidate in group]
    return tuple(dealt[: min(number, MAX_PRACTICE_ITEMS)])


def deal_options(response: Response, rng: random.Random) -> tuple[str, ...]:
    """Ids of the options in the order in which they are shown: by chance, but for amounts, which keep theirs."""
    options = options_of(response)
    order = [option.id for option in options]
    if not has_natural_order(options):
        rng.shuffle(order)
    return tuple(order)

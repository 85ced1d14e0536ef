"""What a guesser makes of the options alone: a family whose key shows without the question measures nothing.

The guesser is test-wise: always takes the same place, the longest or shortest option, or the one that has most or least
in common with the others (the "convergence" cue of item-writing research). By chance each is right in a quarter.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from trainer.domain.generators.family import LETTERS
from trainer.domain.items.content import Option

MOST, MOST_AT_A_PLACE, LEAST_AT_A_PLACE = 0.60, 0.50, 0.05
"""The shares of a guesser, and of keys at one place, from which (below which) a family gives itself away."""

_PARTS = re.compile(r"[A-Za-z]+|\d+(?:[.,]\d+)*")


def guessers(options: tuple[Option, ...]) -> dict[str, list[str]]:
    """What each guesser would take: the ids between which it cannot decide."""
    parts = [Counter(_PARTS.findall(option.text)) for option in options]
    shared = [
        sum(sum((mine & other).values()) for place, other in enumerate(parts) if place != here)
        for here, mine in enumerate(parts)
    ]
    length = [len(option.text) for option in options]
    ids = [option.id for option in options]
    return {
        "the longest option": _those(ids, length, max),
        "the shortest option": _those(ids, length, min),
        "the option most like the others": _those(ids, shared, max),
        "the option least like the others": _those(ids, shared, min),
    }


def _those(ids: list[str], values: list[int], which: Callable[[list[int]], int]) -> list[str]:
    wanted = which(values)
    return [option for option, value in zip(ids, values, strict=True) if value == wanted]


def giveaways(variants: Iterable[tuple[tuple[Option, ...], str]]) -> list[str]:
    """Sentences about guessers that are right too often, and places where the key stands too often or hardly ever.

    `variants` are pairs of the options and the id of the right one; ties count in parts.
    """
    hits: dict[str, float] = defaultdict(float)
    places: Counter[str] = Counter()
    total = 0
    for options, key in variants:
        total += 1
        places[key] += 1
        for guesser, taken in guessers(options).items():
            hits[guesser] += 1 / len(taken) if key in taken else 0
    found = [
        f"{guesser} is right in {count / total:.0%}" for guesser, count in sorted(hits.items()) if count > MOST * total
    ]
    for letter in LETTERS:
        share = places[letter] / total
        if not LEAST_AT_A_PLACE <= share <= MOST_AT_A_PLACE:
            found.append(f"the key stands at {letter} in {share:.0%}")
    return found

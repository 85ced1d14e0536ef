"""Which mistakes become options, so chosen that the options do not give the key away."""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence

from trainer.domain.generators.family import Wrong, amount


def ranked(
    rng: random.Random, right: str, slips: Iterable[Wrong], number: Callable[[str], float] = amount
) -> tuple[Wrong, ...]:
    """Three of the slips, so that the right answer is as often the smallest or the largest as in between.

    Of slips with the same answer the first counts. Fewer than three come back where there are no three.
    """
    unlike: dict[str, Wrong] = {}
    for each in slips:
        if each.text != right:
            unlike.setdefault(each.text, each)
    drawn = list(unlike.values())
    rng.shuffle(drawn)
    below = [each for each in drawn if number(each.text) < number(right)]
    above = [each for each in drawn if number(each.text) > number(right)]
    places = [place for place in range(4) if place <= len(below) and 3 - place <= len(above)]
    if not places:
        return tuple(drawn)
    place = rng.choice(places)
    return (*below[:place], *above[: 3 - place])


def arranged(rng: random.Random, mistakes: Mapping[str, Wrong], sets: Sequence[str]) -> tuple[Wrong, ...]:
    """One of the sets first (names of mistakes with spaces between), then all the others by chance.

    The sets are weighed so that what the options have in common does not show the right one. A set may name mistakes
    that are not possible in a draw: others take their places.
    """
    first = rng.choice(sets).split()
    rest = sorted(name for name in mistakes if name not in first)
    rng.shuffle(rest)
    return tuple(mistakes[name] for name in (*first, *rest) if name in mistakes)

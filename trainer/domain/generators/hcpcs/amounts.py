"""Amounts of drugs and supplies in words, and wrong answers so chosen that the options do not give the key away."""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from trainer.domain.generators.family import Wrong, amount
from trainer.domain.generators.wording import Patient, a, decimal, patient


def plain(value: Fraction) -> str:
    """A number with at most two decimals and no trailing zeros: 365, 2.3, 0.25, 1,500."""
    text = decimal(value, 2)
    return text.rstrip("0").rstrip(".") if "." in text else text


def units_of(amount: Fraction, unit: Fraction) -> int:
    """How many units of a descriptor an amount fills, a part of a unit counted as a whole one."""
    return int(-(-amount // unit))


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


@dataclass(frozen=True, slots=True)
class Person:
    """Who is treated, at the start of a sentence and inside one."""

    start: str
    inside: str


def person(rng: random.Random, noun: str = "", low: int = 22, high: int = 84) -> Person:
    """A patient from `low` to `high` years; `noun` fixes man or woman where the illness does."""
    drawn = patient(rng, low, high)
    who = Patient(drawn.age, noun or drawn.noun)
    return Person(who.phrase, a(f"{who.age}-year-old {who.noun}"))

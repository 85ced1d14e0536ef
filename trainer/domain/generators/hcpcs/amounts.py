"""Amounts of drugs and supplies, and people, in words."""

import random
from dataclasses import dataclass
from fractions import Fraction

from trainer.domain.generators.wording import Patient, a, decimal, patient


def plain(value: Fraction) -> str:
    """A number with at most two decimals and no trailing zeros: 365, 2.3, 0.25, 1,500."""
    text = decimal(value, 2)
    return text.rstrip("0").rstrip(".") if "." in text else text


def units_of(amount: Fraction, unit: Fraction) -> int:
    """How many units of a descriptor an amount fills, a part of a unit counted as a whole one."""
    return int(-(-amount // unit))


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

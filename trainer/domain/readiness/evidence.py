"""The evidence for an estimate: first-seen answers, what each weighs, and how much there is."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

HALF_LIFE_DAYS = 45
"""An answer of that age weighs half as much as one of today."""

UNTIMED_WEIGHT = 0.75
"""What an answer without a clock weighs beside one with a clock, which is how the mock is sat."""

FEWEST_SIGHTS = 100
"""Under so many first-seen answers there is no estimate: 75 right of 100 is anything from 66 % to 83 %."""

FEWEST_WEIGHED = 60
"""Nor under so much weight: a hundred answers of last year say little about today."""

FAIR_FROM, GOOD_FROM = 120, 240
"""The weight from which the evidence is called fair, and good."""

FEWEST_IN_AREA = 3
"""Under so many first sights an area counts as blank: what is said of it comes from the other areas."""

MOST_BLANK = 0.25
"""Where blank areas hold more of the mock than this, the evidence is called one level lower."""


class Level(StrEnum):
    """How much evidence an estimate rests on."""

    FIRST = "first"
    FAIR = "fair"
    GOOD = "good"


@dataclass(frozen=True, slots=True)
class FirstSight:
    """The first answer to an item that was new to the learner; of a family only its first variant is new.

    `difficulty` is in logits; `guess` is the chance to be right by guessing: 1 / options, 0 for a typed answer.
    """

    area: str
    difficulty: float
    guess: float
    is_right: bool
    age_days: float
    is_timed: bool

    @property
    def weight(self) -> float:
        """1 for a timed answer of today."""
        by_age: float = 0.5 ** (max(0.0, self.age_days) / HALF_LIFE_DAYS)
        return by_age if self.is_timed else UNTIMED_WEIGHT * by_age


def weigh(sights: Sequence[FirstSight]) -> float:
    """The weight of all answers: so many timed answers of today would say as much."""
    return math.fsum(sight.weight for sight in sights)


def missing(sights: Sequence[FirstSight]) -> int:
    """How many more first-seen answers an estimate needs, counted as untimed ones of today; 0: there are enough."""
    too_light = math.ceil((FEWEST_WEIGHED - weigh(sights)) / UNTIMED_WEIGHT)
    return max(0, FEWEST_SIGHTS - len(sights), too_light)


def level(weight: float, blank: float) -> Level:
    """The level of evidence of so much weight, where `blank` is the share of the mock that lies in blank areas."""
    if weight < FAIR_FROM or (weight < GOOD_FROM and blank > MOST_BLANK):
        return Level.FIRST
    return Level.FAIR if weight < GOOD_FROM or blank > MOST_BLANK else Level.GOOD

"""What reviewing a card today is worth on a later day: FSRS for many cards at once, because a queue has hundreds.

The formulae are those of FSRS-6 with the library's default parameters; a test holds them to the library.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from fsrs.scheduler import DEFAULT_PARAMETERS, MAX_DIFFICULTY, MIN_DIFFICULTY, STABILITY_MIN
from numpy.typing import NDArray

from trainer.domain.review.cards import Card

Floats = NDArray[np.float64]

_W = DEFAULT_PARAMETERS
_DECAY = -_W[20]
_FACTOR = 0.9 ** (1 / _DECAY) - 1
_EASIEST = _W[4] - np.exp(3 * _W[5]) + 1
"""The difficulty to which every review pulls a little."""


@dataclass(frozen=True, slots=True)
class Memories:
    """Stability in days and difficulty, one entry a card."""

    stability: Floats
    difficulty: Floats


def worth_of_reviews(cards: Sequence[Card], now: datetime, then: datetime, days_a_round: int) -> list[float]:
    """By how much a review now raises the chance that each item is remembered `then`, per review that it costs.

    A review goes well (`good`) with the chance that the item is remembered, otherwise it is `again`. Reviewed or not,
    each item is taken to have its turn once more in the last round before `then`, a round being the days that it takes
    to get through the queue; what a review now adds is what is still left of it after that. With no round to come it is
    all that it adds. One that is missed costs a second review, so the gain is divided by 2 - the chance to remember.
    """
    memories = Memories(np.array([card.stability for card in cards]), np.array([card.difficulty for card in cards]))
    since = np.array([(now - card.reviewed_at).days for card in cards], dtype=float)
    days = float((then - now).days)
    wait = days - days_a_round
    chance = remembered(memories.stability, since)
    good, again = after_good(memories, chance), after_again(memories, chance)
    if wait > 1:
        left = float(days_a_round)
        with_it = chance * _after_review(good, wait, left) + (1 - chance) * _after_review(again, wait, left)
        without = _after_review(memories, since + wait, left)
    else:
        with_it = chance * remembered(good.stability, days) + (1 - chance) * remembered(again.stability, days)
        without = remembered(memories.stability, since + days)
    return [float(worth) for worth in (with_it - without) / (2 - chance)]


def remembered(stability: Floats, days: Floats | float) -> Floats:
    """The chance to remember so many days after a review."""
    return np.asarray((1 + _FACTOR * days / stability) ** _DECAY)


def after_good(memories: Memories, chance: Floats) -> Memories:
    """After a right answer at a moment at which the chance of it was `chance`, a day or more after the last review."""
    gain = (
        np.exp(_W[8]) * (11 - memories.difficulty) * memories.stability ** -_W[9] * (np.exp((1 - chance) * _W[10]) - 1)
    )
    return Memories(memories.stability * (1 + gain), _pulled(memories.difficulty))


def after_again(memories: Memories, chance: Floats) -> Memories:
    """After a wrong answer at a moment at which the chance of a right one was `chance`."""
    long_term = (
        _W[11]
        * memories.difficulty ** -_W[12]
        * ((memories.stability + 1) ** _W[13] - 1)
        * np.exp((1 - chance) * _W[14])
    )
    stability = np.minimum(long_term, memories.stability / np.exp(_W[17] * _W[18]))
    harder = memories.difficulty + (10 - memories.difficulty) * 2 * _W[6] / 9
    return Memories(np.maximum(stability, STABILITY_MIN), _pulled(harder))


def _pulled(difficulty: Floats) -> Floats:
    return np.asarray(np.clip(_W[7] * _EASIEST + (1 - _W[7]) * difficulty, MIN_DIFFICULTY, MAX_DIFFICULTY))


def _after_review(memories: Memories, wait: Floats | float, left: float) -> Floats:
    """The chance to remember `left` days after a review that comes `wait` days after the last one."""
    chance = remembered(memories.stability, wait)
    good, again = after_good(memories, chance), after_again(memories, chance)
    return np.asarray(chance * remembered(good.stability, left) + (1 - chance) * remembered(again.stability, left))

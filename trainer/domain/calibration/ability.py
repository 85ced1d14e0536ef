"""How able a learner is, from answers to items of known difficulty, in logits from the average learner.

P(right) = guess + (1 - guess) / (1 + exp(difficulty - ability)): a Rasch model above a fixed floor of lucky guesses.
Difficulties from answers or authors know no floor; `difficulty.above_guessing` turns them into those used here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, sqrt

import numpy as np

from trainer.domain.kernel.scipy_parts import scipy_part

NODES, WIDTH = 121, 6.0
"""Equally spaced nodes, from minus to plus so many standard deviations of the prior."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer to an item: its difficulty in logits above the floor `guess`, 0 <= guess < 1.

    Raises:
        ValueError: `guess` is no such share.
    """

    difficulty: float
    guess: float
    is_right: bool

    def __post_init__(self) -> None:
        if not 0 <= self.guess < 1:
            raise ValueError(f"not a chance to guess: {self.guess}")


@dataclass(frozen=True, slots=True)
class Ability:
    """Mean and standard deviation, in logits, of what is believed of a learner's ability."""

    mean: float
    sd: float


def estimate_ability(answers: Sequence[Answered], prior_mean: float = 0.0, prior_sd: float = 1.0) -> Ability:
    """The mean of the posterior after these answers (EAP), and its standard deviation; the prior where there are none.

    Finite whatever the answers; their order does not matter. After Bock and Mislevy (1982).
    """
    expit, log_expit = (scipy_part("special", "_special_ufuncs", name) for name in ("expit", "log_expit"))
    standard = np.linspace(-WIDTH, WIDTH, NODES)
    nodes = prior_mean + prior_sd * standard
    difficulties = np.array([answer.difficulty for answer in answers])
    guesses = np.array([answer.guess for answer in answers])
    is_right = np.array([answer.is_right for answer in answers], dtype=bool)
    distance = nodes[None, :] - difficulties[:, None]
    right = np.log(np.maximum(guesses[:, None] + (1 - guesses[:, None]) * expit(distance), np.finfo(float).tiny))
    wrong = np.log1p(-guesses)[:, None] + log_expit(-distance)
    logs = np.where(is_right[:, None], right, wrong).sum(axis=0) - standard**2 / 2
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    mean = float(weights @ nodes)
    return Ability(mean, sqrt(float(weights @ (nodes - mean) ** 2)))


def chance_of_right(ability: float, difficulty: float, guess: float = 0.0) -> float:
    """The chance of a right answer, from `guess` to 1."""
    return guess + (1 - guess) * _above_floor(ability, difficulty)


def information(ability: float, difficulty: float, guess: float = 0.0) -> float:
    """Fisher's information on ability in one answer: 1/4 at most, where ability equals difficulty and guess is 0.

    The square of the slope over P (1 - P) (Birnbaum 1968); most where ability lies a little above the difficulty.
    """
    able = _above_floor(ability, difficulty)
    return (1 - guess) * able * (1 - able) * able / chance_of_right(ability, difficulty, guess)


def _above_floor(ability: float, difficulty: float) -> float:
    """The chance without guessing. Distances over 30 logits are cut to 30: never 0, never an overflow."""
    return 1 / (1 + exp(min(30.0, max(-30.0, difficulty - ability))))

"""What a learner can do today: a general ability, and for each area a deviation from it, in logits.

P(right) = guess + (1 - guess) × logistic(SLOPE × (general + deviation of the area - difficulty)). All terms have normal
priors, which is what pulls an area with few answers to the general ability; answers count by their weight. The estimate
is the mode of the posterior (Fisher scoring) and the normal distribution with its curvature there (Laplace).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trainer.domain.readiness.evidence import FirstSight

SLOPE = 0.9
"""Logits of an answer for a logit of ability: under 1, because items differ in ways that nobody has measured."""

GENERAL_MEAN, GENERAL_SD = 0.5, 1.5
"""Before any answer: seven of ten four-option items right, with a margin wider than learners differ.

Answers are discounted by age; a prior as narrow as the learners are would pull what is left of them too far.
"""

AREA_SD = 0.4
"""Areas of one learner differ by less than learners do."""

GAIN, GAIN_DAYS = 0.15, 90
"""Who goes on practising gains about so many logits in the long run, nearly two thirds of it in so many days."""

EASE = 0.1
"""Without a clock items are so much easier, in logits."""

MOST_ROUNDS, TOLERANCE, MOST_HALVINGS = 50, 1e-7, 30

MOST_LOGITS = 30.0
"""An item is no further from an ability than that, so that no chance is exactly 0 or 1."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ability:
    """The posterior of the terms: the general ability first, then the deviations in the order of `areas`."""

    areas: tuple[str, ...]
    mean: Floats
    covariance: Floats


@dataclass(frozen=True, slots=True)
class _Answers:
    """One entry an answer. `area` is a place in the list of areas; `difficulty` is for who is as able as today."""

    area: NDArray[np.int64]
    difficulty: Floats
    guess: Floats
    is_right: NDArray[np.bool_]
    weight: Floats


def chance(ability: Floats, difficulty: Floats, guess: Floats) -> Floats:
    """The chance of a right answer to an item."""
    distance = np.clip(SLOPE * (ability - difficulty), -MOST_LOGITS, MOST_LOGITS)
    return np.asarray(guess + (1 - guess) / (1 + np.exp(-distance)))


def steepness(right: Floats, guess: Floats) -> Floats:
    """By how much the chance `right` rises for a logit of ability."""
    return np.asarray(SLOPE * (right - guess) * (1 - right) / (1 - guess))


def fit_ability(sights: Sequence[FirstSight], areas: Sequence[str]) -> Ability:
    """The posterior after these answers, whose order does not matter.

    Raises:
        KeyError: an answer lies in none of the areas.
    """
    answers = _answers(sights, areas)
    mean = np.array([GENERAL_MEAN, *[0.0] * len(areas)])
    for _ in range(MOST_ROUNDS):
        slope, bend = _slope_and_bend(answers, mean)
        step = _uphill(answers, mean, np.asarray(np.linalg.solve(bend, slope), np.float64))
        mean = mean + step
        if np.max(np.abs(step)) < TOLERANCE:
            break
    _, bend = _slope_and_bend(answers, mean)
    return Ability(tuple(areas), mean, np.asarray(np.linalg.inv(bend), np.float64))


def _answers(sights: Sequence[FirstSight], areas: Sequence[str]) -> _Answers:
    place = {area: at for at, area in enumerate(areas)}
    age = np.maximum(np.array([sight.age_days for sight in sights], float), 0)
    ease = np.array([0.0 if sight.is_timed else EASE for sight in sights])
    return _Answers(
        area=np.array([place[sight.area] for sight in sights], np.int64),
        difficulty=np.array([sight.difficulty for sight in sights]) + GAIN * (1 - np.exp(-age / GAIN_DAYS)) - ease,
        guess=np.array([sight.guess for sight in sights]),
        is_right=np.array([sight.is_right for sight in sights], bool),
        weight=np.array([sight.weight for sight in sights]),
    )


def _precision(areas: int) -> Floats:
    return np.array([1 / GENERAL_SD**2, *[1 / AREA_SD**2] * areas])


def _from_prior(mean: Floats) -> Floats:
    return np.asarray(mean - np.array([GENERAL_MEAN, *[0.0] * (len(mean) - 1)]))


def _right(answers: _Answers, mean: Floats) -> Floats:
    return chance(mean[0] + mean[1:][answers.area], answers.difficulty, answers.guess)


def _height(answers: _Answers, mean: Floats) -> float:
    """The logarithm of the posterior, but for a constant."""
    right = _right(answers, mean)
    logs = np.log(np.where(answers.is_right, right, 1 - right))
    return float(answers.weight @ logs - _precision(len(mean) - 1) @ _from_prior(mean) ** 2 / 2)


def _slope_and_bend(answers: _Answers, mean: Floats) -> tuple[Floats, Floats]:
    """The gradient of the height, and the information that is expected of the answers with that of the prior."""
    areas = len(mean) - 1
    right = _right(answers, mean)
    rise, spread = steepness(right, answers.guess), right * (1 - right)
    slopes = np.bincount(answers.area, answers.weight * (answers.is_right - right) * rise / spread, areas)
    bends = np.bincount(answers.area, answers.weight * rise**2 / spread, areas)
    precision = _precision(areas)
    bend = np.diag(np.array([bends.sum(), *bends]) + precision)
    bend[0, 1:] = bend[1:, 0] = bends
    return np.array([slopes.sum(), *slopes]) - precision * _from_prior(mean), bend


def _uphill(answers: _Answers, mean: Floats, step: Floats) -> Floats:
    """The step, halved until it does not lead down."""
    here = _height(answers, mean)
    for _ in range(MOST_HALVINGS):
        if _height(answers, mean + step) >= here:
            return step
        step = step / 2
    return np.zeros_like(step)

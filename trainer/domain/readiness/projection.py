"""From ability to the score of a mock that is drawn from the bank by the blueprint: the chance of every score.

What is uncertain is the ability (the posterior), the form of the day, the items that are drawn, and each answer. The
expected score is a smooth function of the abilities; its one direction of steepest uncertainty is integrated over a
fixed grid, and what is left beside that direction flattens the curves of the areas. No dice.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trainer.domain.kernel.scipy_parts import scipy_part
from trainer.domain.readiness.ability import SLOPE, Ability, Floats, chance, steepness

DAY_SD = 0.2
"""In logits: the form of the day, and by how much a learner has changed otherwise than most do."""

COVERAGE = 0.9
"""The chance that the interval is meant to hold."""

FLATTENING = 0.346
"""A logistic curve averaged over a normal variance v is nearly one whose slope is divided by √(1 + 0.346 × v)."""

LEAST_VARIANCE = 1e-9

_GRID = np.linspace(-4, 4, 33)
_GRID_WEIGHTS = np.exp(-(_GRID**2) / 2) / np.exp(-(_GRID**2) / 2).sum()


@dataclass(frozen=True, slots=True)
class BankItem:
    """An item that a mock may draw: its difficulty in logits, and the chance to be right by guessing."""

    difficulty: float
    guess: float


@dataclass(frozen=True, slots=True)
class AreaShape:
    """An area of the blueprint: how many questions it has in the mock, and the items they are drawn from.

    Raises:
        ValueError: there are questions and no items, or no questions.
    """

    area: str
    title: str
    questions: int
    items: tuple[BankItem, ...]

    def __post_init__(self) -> None:
        if self.questions < 1 or not self.items:
            raise ValueError(f"{self.area} has {self.questions} questions and {len(self.items)} items")


@dataclass(frozen=True, slots=True)
class MockShape:
    """The mock: its areas, in the order of the blueprint, and how many right answers pass."""

    areas: tuple[AreaShape, ...]
    pass_questions: int

    @property
    def questions(self) -> int:
        return sum(area.questions for area in self.areas)


@dataclass(frozen=True, slots=True)
class Bank:
    """The items of a mock as arrays: one entry an item, area by area; `first`, `counts`, `questions` one an area."""

    area: np.ndarray[tuple[int], np.dtype[np.int64]]
    difficulty: Floats
    guess: Floats
    first: np.ndarray[tuple[int], np.dtype[np.int64]]
    counts: Floats
    questions: Floats

    def rates(self, right: Floats) -> Floats:
        """The mean over the items of each area, along the last axis."""
        return np.asarray(np.add.reduceat(right, self.first, axis=-1) / self.counts)


@dataclass(frozen=True, slots=True)
class Projection:
    """`scores`: the chance of 0, 1, … right answers. `expected`: right answers in each area, in the order of the shape.

    `means` and `covariance` are of the abilities in the areas, in logits, before the form of the day; `rise` is what a
    logit in an area adds to the score; `spread` is the variance of the score once the abilities of the day are known.
    """

    scores: Floats
    expected: Floats
    means: Floats
    covariance: Floats
    rise: Floats
    spread: float


def bank_of(shape: MockShape) -> Bank:
    items = [item for area in shape.areas for item in area.items]
    counts = np.array([len(area.items) for area in shape.areas])
    return Bank(
        area=np.repeat(np.arange(len(counts)), counts),
        difficulty=np.array([item.difficulty for item in items]),
        guess=np.array([item.guess for item in items]),
        first=np.cumsum(counts) - counts,
        counts=counts.astype(float),
        questions=np.array([area.questions for area in shape.areas], float),
    )


def project(ability: Ability, areas: Sequence[str], bank: Bank) -> Projection:
    """The chance of every score of the mock; `areas` are those of the shape, all among those of the ability."""
    means, covariance = _in_areas(ability, areas)
    on_the_day = covariance + DAY_SD**2
    right = chance(means[bank.area], bank.difficulty, bank.guess)
    rise = bank.questions * bank.rates(steepness(right, bank.guess))
    along = on_the_day @ rise
    direction = along / np.sqrt(rise @ along)
    beside = np.maximum(np.diag(on_the_day) - direction**2, 0)
    flat = 1 / np.sqrt(1 + FLATTENING * SLOPE**2 * beside[bank.area])
    distance = means[bank.area] + _GRID[:, None] * direction[bank.area] - bank.difficulty
    rates = bank.rates(chance(distance * flat, np.zeros_like(flat), bank.guess))
    spreads = (rates * (1 - rates)) @ bank.questions
    return Projection(
        scores=_scores(rates @ bank.questions, spreads, int(bank.questions.sum())),
        expected=bank.questions * (_GRID_WEIGHTS @ rates),
        means=means,
        covariance=covariance,
        rise=rise,
        spread=float(_GRID_WEIGHTS @ spreads),
    )


def _in_areas(ability: Ability, areas: Sequence[str]) -> tuple[Floats, Floats]:
    """Means and covariance of general ability and deviation together."""
    place = {area: at for at, area in enumerate(ability.areas, start=1)}
    terms = np.zeros((len(areas), len(ability.mean)))
    terms[:, 0] = 1
    terms[np.arange(len(areas)), [place[area] for area in areas]] = 1
    return terms @ ability.mean, terms @ ability.covariance @ terms.T


def _scores(means: Floats, variances: Floats, questions: int) -> Floats:
    """A mixture of normal distributions, cut into whole right answers."""
    ndtr = scipy_part("special", "_special_ufuncs", "ndtr")
    edges = np.arange(questions) + 0.5
    below = ndtr((edges - means[:, None]) / np.sqrt(np.maximum(variances, LEAST_VARIANCE))[:, None])
    return np.asarray(np.diff(_GRID_WEIGHTS @ below, prepend=0.0, append=1.0))


def median(scores: Floats) -> int:
    """The highest score that is reached with a chance of at least one half."""
    at_least = 1 - np.cumsum(scores) + scores
    return int(np.flatnonzero(at_least >= 0.5)[-1])


def interval(scores: Floats) -> tuple[int, int]:
    """The ends, both included, that leave a twentieth outside on each side; of the nearest, those nearest to 90 %."""
    up_to = np.cumsum(scores)
    below = up_to - scores
    tail = (1 - COVERAGE) / 2
    low = int(np.flatnonzero(below <= tail)[-1])
    high = int(np.flatnonzero(up_to >= 1 - tail)[0])
    ends = [(first, last) for first in (low, low + 1) for last in (high - 1, high) if first <= last]
    return min(ends, key=lambda end: (abs(up_to[end[1]] - below[end[0]] - COVERAGE), end[1] - end[0]))

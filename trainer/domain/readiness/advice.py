"""What would move an estimate: where new answers narrow it most, and which areas cost most against the pass mark."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from trainer.domain.readiness.ability import Floats, chance, steepness
from trainer.domain.readiness.projection import DAY_SD, AreaShape, Bank, MockShape, Projection

NEW_ITEMS = 20
"""The number of unseen items that a narrowing is told for, where there are so many."""

MOST_MOVES = 3
LEAST_NARROWING, LEAST_COST = 0.1, 0.5
"""What comes to less than that, in questions, is not told."""

NORMAL_90 = 1.645


@dataclass(frozen=True, slots=True)
class Narrowing:
    """`items` unseen items of the area, answered with a clock, make the interval narrower by so many questions."""

    area: str
    title: str
    items: int
    questions: float


@dataclass(frozen=True, slots=True)
class Cost:
    """The area is expected to bring so many questions less than its share of the pass mark."""

    area: str
    title: str
    questions: float


@dataclass(frozen=True, slots=True)
class Moves:
    """At most three of each, the greatest first."""

    narrowings: tuple[Narrowing, ...]
    costs: tuple[Cost, ...]


def moves(shape: MockShape, bank: Bank, projection: Projection, unseen: Mapping[str, int] | None = None) -> Moves:
    """What would move the estimate, by the items that are left to be seen first: area -> how many.

    An area that `unseen` does not name has plenty; one that has none is not told.
    """
    left = unseen or {}
    items = {area.area: min(NEW_ITEMS, left.get(area.area, NEW_ITEMS)) for area in shape.areas}
    narrower = _narrower(bank, projection, np.array(list(items.values()), dtype=float))
    share = shape.pass_questions / shape.questions
    cost = bank.questions * share - projection.expected
    return Moves(
        tuple(
            Narrowing(area.area, area.title, items[area.area], by)
            for area, by in _most(shape, narrower, LEAST_NARROWING)
        ),
        tuple(Cost(area.area, area.title, by) for area, by in _most(shape, cost, LEAST_COST)),
    )


def _most(shape: MockShape, values: Floats, least: float) -> Sequence[tuple[AreaShape, float]]:
    """The greatest values, to one decimal; ties in the order of the blueprint."""
    rounded = [(area, round(float(value), 1)) for area, value in zip(shape.areas, values, strict=True)]
    return sorted((each for each in rounded if each[1] >= least), key=lambda each: -each[1])[:MOST_MOVES]


def _narrower(bank: Bank, projection: Projection, items: Floats) -> Floats:
    """By how many questions the interval shrinks for each area by so many new items, as if the score were normal.

    One more observation of an ability with information k takes (covariance with it)² × k / (1 + k × its variance) from
    the variance of the score.
    """
    right = chance(projection.means[bank.area], bank.difficulty, bank.guess)
    information = items * bank.rates(steepness(right, bank.guess) ** 2 / (right * (1 - right)))
    with_score = projection.covariance @ projection.rise
    before = projection.rise @ with_score + (DAY_SD * projection.rise.sum()) ** 2 + projection.spread
    taken = with_score**2 * information / (1 + information * np.diag(projection.covariance))
    return np.asarray(2 * NORMAL_90 * (np.sqrt(before) - np.sqrt(before - taken)))

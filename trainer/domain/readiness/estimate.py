"""The estimate of readiness: a projected score on a mock from this bank, how sure it is, and what would move it.

A practice estimate: it says nothing about the real exam beyond what this bank resembles it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from trainer.domain.exams.scoring import Band
from trainer.domain.readiness.ability import chance as chance_of
from trainer.domain.readiness.ability import fit_ability
from trainer.domain.readiness.advice import Moves, moves
from trainer.domain.readiness.evidence import FEWEST_IN_AREA, FirstSight, Level, level, missing, weigh
from trainer.domain.readiness.projection import Bank, MockShape, Projection, bank_of, interval, median, project

BAND_SDS = 1.28
"""An area stands above or below the mark where the middle 80 % of its ability does: so many standard deviations."""


class Standing(StrEnum):
    """Where the interval lies to the pass mark."""

    BELOW = "below"
    NEAR = "near"
    ABOVE = "above"


@dataclass(frozen=True, slots=True)
class NotEnough:
    """Too little evidence for a number; `missing` more first-seen answers are needed, if not too much time passes."""

    first_sights: int
    missing: int


@dataclass(frozen=True, slots=True)
class AreaEstimate:
    """`right` of `seen` first sights so far; `expected` right answers of `questions` in the mock, to one decimal."""

    area: str
    title: str
    right: int
    seen: int
    expected: float
    questions: int
    band: Band


@dataclass(frozen=True, slots=True)
class Estimate:
    """`score` is as likely reached as not; from `low` to `high`, both included, it lies nine times of ten.

    `chance` is that of `pass_questions` or more right answers on a mock drawn from this bank. `weight` is the evidence
    in timed answers of today; `level` is what that is called. The areas stand in the order of the blueprint.
    """

    score: int
    low: int
    high: int
    questions: int
    pass_questions: int
    chance: float
    standing: Standing
    level: Level
    first_sights: int
    weight: float
    areas: tuple[AreaEstimate, ...]
    moves: Moves


Readiness = NotEnough | Estimate


def estimate(sights: Sequence[FirstSight], shape: MockShape, unseen: Mapping[str, int] | None = None) -> Readiness:
    """How near to passing a mock of this shape a learner is, by the first-seen answers in any order.

    Answers in areas that the mock does not have count for the general ability alone. `unseen` (area -> items left to
    be seen first) bounds what is told of narrowing the interval; an area that it does not name has plenty.
    """
    lacking = missing(sights)
    if lacking:
        return NotEnough(len(sights), lacking)
    areas = tuple(area.area for area in shape.areas)
    others = sorted({sight.area for sight in sights} - set(areas))
    bank = bank_of(shape)
    projection = project(fit_ability(sights, (*areas, *others)), areas, bank)
    low, high = interval(projection.scores)
    weight = weigh(sights)
    seen = Counter(sight.area for sight in sights)
    blank = sum(area.questions for area in shape.areas if seen[area.area] < FEWEST_IN_AREA)
    return Estimate(
        score=median(projection.scores),
        low=low,
        high=high,
        questions=shape.questions,
        pass_questions=shape.pass_questions,
        chance=min(1.0, float(projection.scores[shape.pass_questions :].sum())),
        standing=_standing(low, high, shape.pass_questions),
        level=level(weight, blank / shape.questions),
        first_sights=len(sights),
        weight=weight,
        areas=_areas(sights, shape, bank, projection),
        moves=moves(shape, bank, projection, unseen),
    )


def _standing(low: int, high: int, pass_questions: int) -> Standing:
    if low >= pass_questions:
        return Standing.ABOVE
    return Standing.BELOW if high < pass_questions else Standing.NEAR


def _areas(
    sights: Sequence[FirstSight], shape: MockShape, bank: Bank, projection: Projection
) -> tuple[AreaEstimate, ...]:
    seen = Counter(sight.area for sight in sights)
    right = Counter(sight.area for sight in sights if sight.is_right)
    margin = BAND_SDS * np.sqrt(np.diag(projection.covariance))
    least, most = (
        bank.rates(chance_of(ability[bank.area], bank.difficulty, bank.guess))
        for ability in (projection.means - margin, projection.means + margin)
    )
    share = shape.pass_questions / shape.questions
    return tuple(
        AreaEstimate(
            area=area.area,
            title=area.title,
            right=right[area.area],
            seen=seen[area.area],
            expected=round(float(projection.expected[at]), 1),
            questions=area.questions,
            band=_band(seen[area.area], float(least[at]) - share, float(most[at]) - share),
        )
        for at, area in enumerate(shape.areas)
    )


def _band(seen: int, least: float, most: float) -> Band:
    """By the likely range of the area's share of right answers, as a distance from the mark."""
    if seen < FEWEST_IN_AREA:
        return Band.UNCLEAR
    if least >= 0:
        return Band.ABOVE
    return Band.BELOW if most < 0 else Band.NEAR

"""A calibration: everything that first answers say of a bank's items, at one time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from trainer.domain.calibration.answers import AnswerTable, AuthoredItem, FirstAnswer, Item, tabulate
from trainer.domain.calibration.difficulty import AUTHOR_SD, Difficulty, author_difficulty
from trainer.domain.calibration.drift import Drift, drifts
from trainer.domain.calibration.flags import Flag, flags_of
from trainer.domain.calibration.rasch import Prior, RaschFit, fit_rasch
from trainer.domain.calibration.statistics import ItemStatistics, OptionStatistics, statistics_of

FITTED_LEARNERS = 30
"""Under so many learners how far they differ cannot be told, and the authors' difficulties stand."""


@dataclass(frozen=True, slots=True)
class ItemCalibration:
    """What is known of one item; the fields are those of ItemStatistics, Difficulty and Drift."""

    item: Item
    n: int
    facility: float | None
    facility_standard_error: float | None
    rest_n: int
    point_biserial: float | None
    options: tuple[OptionStatistics, ...]
    timed_n: int
    median_seconds: float | None
    difficulty: float
    standard_error: float
    drift: Drift | None
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True)
class Calibration:
    """Items in the order given; how many learners and answers counted; `ability_sd` of the learners in logits.

    Under 30 learners nothing was fitted: `ability_sd` is 1 by convention.
    """

    items: tuple[ItemCalibration, ...]
    learners: int
    answers: int
    ability_sd: float
    has_settled: bool


def calibrate(
    answers: Iterable[FirstAnswer],
    items: Sequence[AuthoredItem],
    before: Mapping[Item, Difficulty],
    pace_seconds: float,
) -> Calibration:
    """Statistics, difficulty, drift since `before` and flags of every item, answered or not.

    Difficulties are Rasch, with the author's level as prior: an item without answers has its author's difficulty, and
    so has every item under 30 learners.
    Answers to other items are passed over; of several by one learner to one item the first that is listed counts.

    Raises:
        ValueError: a level is none of 1 to 5.
    """
    table = tabulate(answers, items)
    fit = _fit(table, items)
    now = _difficulties(fit, items)
    drifted = drifts(before, {each.item: now[each.item] for each in items if each.item in before})
    found = statistics_of(table, items)
    return Calibration(
        items=tuple(_together(each, now[each.item], drifted.get(each.item), pace_seconds) for each in found),
        learners=table.learner_count,
        answers=len(table.answers),
        ability_sd=fit.sd,
        has_settled=fit.has_settled,
    )


def difficulties(answers: Iterable[FirstAnswer], items: Sequence[AuthoredItem]) -> dict[Item, Difficulty]:
    """The difficulties alone, such as those before a date, to compare with.

    Raises:
        ValueError: a level is none of 1 to 5.
    """
    return _difficulties(_fit(tabulate(answers, items), items), items)


def _fit(table: AnswerTable, items: Sequence[AuthoredItem]) -> RaschFit:
    levels = np.array([author_difficulty(each.level) for each in items], dtype=float)
    if table.learner_count < FITTED_LEARNERS:
        return RaschFit(levels, np.full(len(items), AUTHOR_SD), sd=1.0, rounds=0, has_settled=True)
    return fit_rasch(table.responses(), Prior(levels, AUTHOR_SD))


def _difficulties(fit: RaschFit, items: Sequence[AuthoredItem]) -> dict[Item, Difficulty]:
    estimates = zip(items, fit.difficulties.tolist(), fit.standard_errors.tolist(), strict=True)
    return {each.item: Difficulty(logits, error) for each, logits, error in estimates}


def _together(
    found: ItemStatistics, difficulty: Difficulty, drift: Drift | None, pace_seconds: float
) -> ItemCalibration:
    return ItemCalibration(
        item=found.item,
        n=found.n,
        facility=found.facility,
        facility_standard_error=found.facility_standard_error,
        rest_n=found.rest_n,
        point_biserial=found.point_biserial,
        options=found.options,
        timed_n=found.timed_n,
        median_seconds=found.median_seconds,
        difficulty=difficulty.logits,
        standard_error=difficulty.standard_error,
        drift=drift,
        flags=flags_of(found, drift, pace_seconds),
    )

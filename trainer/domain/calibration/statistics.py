"""Classical item statistics from first answers: facility index, point-biserial, options, time.

The score that an item is held against is the learner's *rest score*: over all other items of theirs, the share of
right answers less the share that is usual on these items. Where everybody answered the same items its correlation
is that of the plain rest score; where they did not, it is fair to those who met harder ones.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from trainer.domain.calibration.answers import (
    AnswerColumns,
    AnswerTable,
    AuthoredItem,
    FirstAnswer,
    Item,
    columns_of,
    tabulate,
)

REST_ANSWERS = 10
"""A learner with fewer answers to other items has no rest score."""
CORRELATED_ANSWERS = 30
"""Under so many answers with a rest score no point-biserial is given."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class OptionStatistics:
    """Who chose an option: how many, what share of the answers, their mean rest score with its standard error.

    The mean is in shares: +0.08 is eight points in a hundred above the usual. None where too few have a rest score.
    """

    option: str
    is_right: bool
    n: int
    share: float
    mean_rest: float | None
    rest_standard_error: float | None
    point_biserial: float | None


@dataclass(frozen=True, slots=True)
class ItemStatistics:
    """What first answers say of an item; None where they say too little. `rest_n` answers have a rest score."""

    item: Item
    n: int
    facility: float | None
    facility_standard_error: float | None
    rest_n: int
    point_biserial: float | None
    options: tuple[OptionStatistics, ...]
    timed_n: int
    median_seconds: float | None


@dataclass(frozen=True, slots=True)
class _Sums:
    """Of a group of answers: how many there are; of those with a rest score how many, its sum, and of its squares."""

    n: int
    rest_n: int
    rest: float
    squares: float


def item_statistics(
    answers: Iterable[FirstAnswer], items: Sequence[AuthoredItem], rest_answers: int = REST_ANSWERS
) -> tuple[ItemStatistics, ...]:
    """The statistics of each item in the order given; answers to other items are passed over."""
    return statistics_of(tabulate(answers, items), items, rest_answers)


def statistics_of(
    table: AnswerTable, items: Sequence[AuthoredItem], rest_answers: int = REST_ANSWERS
) -> tuple[ItemStatistics, ...]:
    """The same from a table of answers to these items."""
    columns = columns_of(table, items)
    return statistics_from(columns, items, rest_scores(columns, rest_answers))


def statistics_from(columns: AnswerColumns, items: Sequence[AuthoredItem], rest: Floats) -> tuple[ItemStatistics, ...]:
    """The same from columns of answers to these items and their rest scores (see `rest_scores`)."""
    everybody = _sums(columns.places, rest, columns.item_count)
    rights = _sums(columns.places[columns.is_right], rest[columns.is_right], columns.item_count)
    chosen = _option_sums(columns, items, rest)
    times = _times(columns)
    found = []
    for each, whole, right, options, seconds in zip(items, everybody, rights, chosen, times, strict=True):
        found.append(
            ItemStatistics(
                item=each.item,
                n=whole.n,
                facility=right.n / whole.n if whole.n else None,
                facility_standard_error=share_standard_error(right.n, whole.n) if whole.n else None,
                rest_n=whole.rest_n,
                point_biserial=_point_biserial(right, whole),
                options=tuple(
                    _option(option, option in each.right_options, sums, whole)
                    for option, sums in zip(each.options, options, strict=True)
                ),
                timed_n=len(seconds),
                median_seconds=float(np.median(seconds)) if len(seconds) else None,
            )
        )
    return tuple(found)


def share_standard_error(part: int, whole: int) -> float:
    """The standard error of a share, with two of each kind added, so that it is not 0 at none or all.

    After Agresti and Coull (1998).
    """
    share = (part + 2) / (whole + 4)
    return sqrt(share * (1 - share) / (whole + 4))


def rest_scores(columns: AnswerColumns, rest_answers: int = REST_ANSWERS) -> Floats:
    """For each answer the rest score of who gave it; not a number where there are too few other answers."""
    counts = np.bincount(columns.places, minlength=columns.item_count)
    facility = np.bincount(columns.places, columns.is_right, columns.item_count) / np.maximum(1, counts)
    surplus = columns.is_right - facility[columns.places]
    others = np.bincount(columns.persons, minlength=columns.learner_count)[columns.persons] - 1
    total = np.bincount(columns.persons, surplus, columns.learner_count)[columns.persons]
    has_rest = others >= max(1, rest_answers)
    return np.asarray(np.divide(total - surplus, others, out=np.full(len(others), np.nan), where=has_rest))


def _sums(groups: NDArray[np.int64], rest: Floats, group_count: int) -> list[_Sums]:
    known = ~np.isnan(rest)
    with_rest, rest = groups[known], rest[known]
    columns = (
        np.bincount(groups, minlength=group_count).tolist(),
        np.bincount(with_rest, minlength=group_count).tolist(),
        np.bincount(with_rest, rest, group_count).tolist(),
        np.bincount(with_rest, rest**2, group_count).tolist(),
    )
    return [_Sums(*row) for row in zip(*columns, strict=True)]


def _option_sums(columns: AnswerColumns, items: Sequence[AuthoredItem], rest: Floats) -> list[list[_Sums]]:
    """For each item, for each of its options, the answers that chose it."""
    sums = iter(_sums(columns.chosen, rest[columns.choosers], sum(len(each.options) for each in items)))
    return [[next(sums) for _ in each.options] for each in items]


def _times(columns: AnswerColumns) -> list[Floats]:
    """For each item the times that are known."""
    timed = ~np.isnan(columns.seconds)
    places, seconds = columns.places[timed], columns.seconds[timed]
    seconds = seconds[np.argsort(places, kind="stable")]
    counts = np.bincount(places, minlength=columns.item_count)
    return [seconds[end - count : end] for end, count in zip(np.cumsum(counts), counts, strict=True)]


def _option(option: str, is_right: bool, sums: _Sums, whole: _Sums) -> OptionStatistics:
    mean = sums.rest / sums.rest_n if sums.rest_n else None
    error = None
    if mean is not None and sums.rest_n > 1:
        error = sqrt(max(0.0, sums.squares - sums.rest * mean) / (sums.rest_n - 1) / sums.rest_n)
    return OptionStatistics(
        option=option,
        is_right=is_right,
        n=sums.n,
        share=sums.n / whole.n if whole.n else 0.0,
        mean_rest=mean,
        rest_standard_error=error,
        point_biserial=_point_biserial(sums, whole),
    )


def _point_biserial(group: _Sums, whole: _Sums) -> float | None:
    """The correlation of being in the group with the rest score; None under 30 answers, or where either is the same."""
    n = whole.rest_n
    if n < CORRELATED_ANSWERS or group.rest_n in (0, n):
        return None
    spread = n * whole.squares - whole.rest**2
    if spread <= 1e-12 * n * n:
        return None
    covariance = n * group.rest - group.rest_n * whole.rest
    return covariance / sqrt(group.rest_n * (n - group.rest_n) * spread)

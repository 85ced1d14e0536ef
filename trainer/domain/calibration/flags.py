"""What an instructor should look at: items whose statistics say that something may be wrong. No flag on thin data.

A flag is a reason to read the item again, not a verdict.
"""

from collections.abc import Iterator
from enum import StrEnum
from math import hypot, sqrt

from trainer.domain.calibration.drift import Drift
from trainer.domain.calibration.statistics import ItemStatistics, OptionStatistics

SURE = 1.645
"""One-sided 95 per cent."""
DISCRIMINATION_ANSWERS = 50
PLAINLY_NEGATIVE = -0.1
DISTRACTOR_ANSWERS = 50
CHOOSERS = 20
"""Two options are compared by their choosers where each has so many."""
TIMED_ANSWERS = 30
SLOW_PACES = 2
FACILITY_ANSWERS = 50
EASIEST, HARDEST = 0.95, 0.30


class Flag(StrEnum):
    NEGATIVE_DISCRIMINATION = "negative_discrimination"
    DISTRACTOR_BEATS_KEY = "distractor_beats_key"
    TOO_SLOW = "too_slow"
    TOO_EASY = "too_easy"
    TOO_HARD = "too_hard"
    DRIFT = "drift"


def flags_of(statistics: ItemStatistics, drift: Drift | None, pace_seconds: float) -> tuple[Flag, ...]:
    """The flags of an item, most serious first; `pace_seconds` is what the exam grants to a question."""
    return tuple(_flags(statistics, drift, pace_seconds))


def _flags(statistics: ItemStatistics, drift: Drift | None, pace_seconds: float) -> Iterator[Flag]:
    if _discriminates_negatively(statistics):
        yield Flag.NEGATIVE_DISCRIMINATION
    if statistics.n >= DISTRACTOR_ANSWERS and _has_better_distractor(statistics):
        yield Flag.DISTRACTOR_BEATS_KEY
    median = statistics.median_seconds
    if median is not None and statistics.timed_n >= TIMED_ANSWERS and median > SLOW_PACES * pace_seconds:
        yield Flag.TOO_SLOW
    if statistics.facility is not None and statistics.n >= FACILITY_ANSWERS:
        if statistics.facility >= EASIEST:
            yield Flag.TOO_EASY
        if statistics.facility <= HARDEST:
            yield Flag.TOO_HARD
    if drift is not None and drift.is_notable:
        yield Flag.DRIFT


def _discriminates_negatively(statistics: ItemStatistics) -> bool:
    """Below 0 by more than chance, or by a tenth: the better learners get it wrong."""
    if statistics.point_biserial is None or statistics.rest_n < DISCRIMINATION_ANSWERS:
        return False
    by_chance = -SURE / sqrt(statistics.rest_n - 1)
    return statistics.point_biserial <= max(PLAINLY_NEGATIVE, by_chance)


def _has_better_distractor(statistics: ItemStatistics) -> bool:
    """Only where exactly one option is right."""
    right = [option for option in statistics.options if option.is_right]
    wrong = [option for option in statistics.options if not option.is_right]
    return len(right) == 1 and any(_beats(distractor, right[0]) for distractor in wrong)


def _beats(distractor: OptionStatistics, key: OptionStatistics) -> bool:
    """Chosen more often than the key, or by better learners; either by more than chance."""
    if distractor.n - key.n > SURE * sqrt(distractor.n + key.n):
        return True
    if min(distractor.n, key.n) < CHOOSERS:
        return False
    better, errors = _rest(distractor), _rest(key)
    if better is None or errors is None:
        return False
    return better[0] - errors[0] > SURE * hypot(better[1], errors[1])


def _rest(option: OptionStatistics) -> tuple[float, float] | None:
    if option.mean_rest is None or option.rest_standard_error is None:
        return None
    return option.mean_rest, option.rest_standard_error

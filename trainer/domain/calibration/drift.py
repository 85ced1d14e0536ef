"""Whether an item has become easier or harder since an earlier calibration."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import hypot, isfinite
from statistics import median

from trainer.domain.calibration.answers import Item
from trainer.domain.calibration.difficulty import Difficulty

NOTABLE_Z = 3.0
NOTABLE_LOGITS = 0.5
"""A drift is notable when it is both surely there and large enough to matter."""
LINKING_ITEMS = 5
"""Under so many common items a change of the learners cannot be told from one of the items: no drift is given."""


@dataclass(frozen=True, slots=True)
class Drift:
    """Harder (plus) or easier, in logits, than at the calibration before, and the standard error of that."""

    before: float
    difference: float
    standard_error: float

    @property
    def z(self) -> float:
        return self.difference / self.standard_error

    @property
    def is_notable(self) -> bool:
        return abs(self.z) >= NOTABLE_Z and abs(self.difference) >= NOTABLE_LOGITS


def drifts(before: Mapping[Item, Difficulty], now: Mapping[Item, Difficulty]) -> dict[Item, Drift]:
    """The drift of every item that both calibrations know, less the median of all differences.

    Logits count from the average learner of their own calibration; the median is how much the learners changed.
    The standard error combines both as if no answer were in both; where answers are, drift is found later, never
    falsely, so that `before` had better stand on answers of its own.
    """
    common = [item for item in now if item in before and _is_known(before[item]) and _is_known(now[item])]
    if len(common) < LINKING_ITEMS:
        return {}
    shift = median(now[item].logits - before[item].logits for item in common)
    return {
        item: Drift(
            before[item].logits,
            now[item].logits - before[item].logits - shift,
            hypot(before[item].standard_error, now[item].standard_error),
        )
        for item in common
    }


def _is_known(difficulty: Difficulty) -> bool:
    return isfinite(difficulty.standard_error) and difficulty.standard_error > 0

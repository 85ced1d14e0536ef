from math import inf, sqrt

import numpy as np
import pytest

from trainer.domain.calibration.difficulty import Difficulty
from trainer.domain.calibration.drift import LINKING_ITEMS, Drift, drifts


def test_drift_counts_from_how_much_all_items_moved() -> None:
    before = {item: Difficulty(0.1 * item, 0.3) for item in range(7)}
    now = {item: Difficulty(0.1 * item + 0.5, 0.4) for item in range(7)}
    now[3] = Difficulty(0.3 + 0.5 + 2.0, 0.4)
    found = drifts(before, now)
    assert found[3] == Drift(before=pytest.approx(0.3), difference=pytest.approx(2.0), standard_error=0.5)
    assert found[3].z == pytest.approx(4)
    assert [item for item, drift in found.items() if drift.is_notable] == [3]
    assert found[0].difference == pytest.approx(0)


@pytest.mark.parametrize(
    ("difference", "error", "is_notable"),
    [(0.5, 0.1, True), (-0.5, 0.1, True), (0.49, 0.1, False), (0.9, 0.3, True), (0.89, 0.3, False), (-2, 1, False)],
)
def test_a_drift_is_notable_when_it_is_sure_and_large(difference: float, error: float, is_notable: bool) -> None:
    assert Drift(0.0, difference, error).is_notable is is_notable


def test_only_items_that_both_calibrations_know_are_compared() -> None:
    before = {item: Difficulty(0.0, 0.2) for item in range(LINKING_ITEMS + 1)} | {90: Difficulty(0.0, inf)}
    now = {item: Difficulty(0.0, 0.2) for item in range(1, LINKING_ITEMS + 2)} | {90: Difficulty(0.0, 0.2)}
    assert set(drifts(before, now)) == set(range(1, LINKING_ITEMS + 1))
    assert drifts(now, now | {1: Difficulty(0.0, 0.0)}).keys() == now.keys() - {1}


def test_with_few_common_items_no_drift_is_told_from_a_change_of_the_learners() -> None:
    few = {item: Difficulty(0.0, 0.2) for item in range(LINKING_ITEMS - 1)}
    assert drifts(few, few) == {}


def test_chance_alone_is_hardly_ever_notable() -> None:
    """|z| of 3 or more has a chance of 0.0027."""
    dice = np.random.default_rng(4)
    before = {item: Difficulty(float(dice.normal(0, 0.3)), 0.3) for item in range(5000)}
    now = {item: Difficulty(float(dice.normal(0, 0.3)), 0.3) for item in range(5000)}
    share = sum(drift.is_notable for drift in drifts(before, now).values()) / 5000
    assert share == pytest.approx(0.0027, abs=3 * sqrt(0.0027 / 5000))

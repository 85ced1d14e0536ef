"""Reliability of fixed forms against published and hand-computed values, of drawn forms against simulated truth."""

from math import sqrt

import numpy as np
import pytest

from tests.domain.calibration.test_rasch import LSAT_6
from trainer.domain.calibration.reliability import reliability_of_drawn, reliability_of_fixed


def test_alpha_of_the_lsat_data_is_the_published_one() -> None:
    """`cronbach.alpha(LSAT)` of the R package ltm: 0.295."""
    rows = [[int(character) for character in pattern] for pattern, count in LSAT_6.items() for _ in range(count)]
    found = reliability_of_fixed("lsat", rows)
    assert found is not None
    assert (found.form, found.is_fixed, found.learners, found.questions) == ("lsat", True, 1000, 5)
    assert found.reliability == pytest.approx(0.295, abs=0.0005)
    assert found.sem == pytest.approx(found.sd * sqrt(1 - 0.295), abs=0.001)


def test_kr_20_of_a_small_form_computed_by_hand() -> None:
    """Totals 3, 2, 1, 0: variance 5/4. p q: 3/16, 4/16, 3/16, together 10/16. 3/2 × (1 - 10/16 ÷ 5/4) = 3/4.

    The sample's variance is 5/3, so that the SEM is √(5/3 × 1/4).
    """
    found = reliability_of_fixed("small", [[1, 1, 1], [1, 1, 0], [1, 0, 0], [0, 0, 0]])
    assert found is not None
    assert (found.mean, found.reliability) == pytest.approx((1.5, 0.75))
    assert (found.sd, found.sem) == pytest.approx((sqrt(5 / 3), sqrt(5 / 12)))
    assert not found.is_telling


def test_questions_that_contradict_each_other_have_a_negative_alpha() -> None:
    """Totals 1, 1, 1, 2: variance 1/4; the questions' 1/3 and 1/4. 2 × (1 - 7/12 ÷ 1/4) = -8/3."""
    found = reliability_of_fixed("odd", [[1, 0], [0, 1], [0, 1], [1, 1]])
    assert found is not None
    assert found.reliability == pytest.approx(-8 / 3)


@pytest.mark.parametrize("scores", [[[1, 0, 1]], [[1], [0]], [[1, 0], [0, 1]]])
def test_without_two_learners_who_differ_on_two_questions_a_fixed_form_has_none(scores: list[list[int]]) -> None:
    assert reliability_of_fixed("thin", scores) is None


@pytest.mark.parametrize(("rights", "questions"), [([7], 10), ([1, 0], 1), ([7, 7, 7], 10)])
def test_without_two_learners_who_differ_drawn_forms_have_none(rights: list[int], questions: int) -> None:
    assert reliability_of_drawn("thin", rights, questions) is None


def test_drawn_forms_computed_by_hand() -> None:
    """Of 10: 4, 6, 8. Errors 4 × 6/9, 6 × 4/9, 8 × 2/9: on average 64/27. Variance 4. 1 - 16/27 = 11/27."""
    found = reliability_of_drawn("mock", [4, 6, 8], 10)
    assert found is not None
    assert (found.is_fixed, found.mean, found.sd) == (False, 6, 2)
    assert found.sem == pytest.approx(sqrt(64 / 27))
    assert found.reliability == pytest.approx(11 / 27)


def test_kr_21_is_what_it_comes_to() -> None:
    """k/(k-1) × (1 - M (k - M) / (k s²)) with the variance over n."""
    rights = np.random.default_rng(3).binomial(100, np.random.default_rng(4).beta(14, 6, 5000))
    found = reliability_of_drawn("mock", rights.tolist(), 100)
    assert found is not None
    mean, variance = rights.mean(), rights.var()
    assert found.reliability == pytest.approx(100 / 99 * (1 - mean * (100 - mean) / (100 * variance)), abs=1e-3)


def test_drawn_forms_tell_how_two_mocks_of_the_same_learners_agree() -> None:
    """Reliability is the correlation of two mocks drawn at random from the bank, SEM the error of one of them."""
    dice = np.random.default_rng(8)
    difficulty, ability = dice.normal(-1, 1, 800), dice.normal(0, 0.7, 3000)
    mocks = []
    for _ in range(2):
        drawn = np.array([dice.choice(800, 100, replace=False) for _ in ability])
        mocks.append((dice.random(drawn.shape) < 1 / (1 + np.exp(difficulty[drawn] - ability[:, None]))).sum(axis=1))
    found = reliability_of_drawn("mock", mocks[0].tolist(), 100)
    assert found is not None
    assert found.is_telling
    assert found.reliability == pytest.approx(np.corrcoef(*mocks)[0, 1], abs=0.02)
    assert found.sem == pytest.approx(np.std(mocks[0] - mocks[1]) / sqrt(2), rel=0.04)

"""Rasch difficulties: the published example of the field, recovery of known values, priors, sparse answers."""

import numpy as np
import pytest

from trainer.domain.calibration.rasch import Prior, Responses, fit_rasch

LSAT_6 = {
    "00000": 3, "00001": 6, "00010": 2, "00011": 11, "00100": 1, "00101": 1, "00110": 3, "00111": 4,
    "01000": 1, "01001": 8, "01011": 16, "01101": 3, "01110": 2, "01111": 15,
    "10000": 10, "10001": 29, "10010": 14, "10011": 81, "10100": 3, "10101": 28, "10110": 15, "10111": 80,
    "11000": 16, "11001": 56, "11010": 21, "11011": 173, "11100": 11, "11101": 61, "11110": 28, "11111": 298,
}  # fmt: skip
"""Patterns of 1,000 candidates on five items of section 6 of the Law School Admission Test (Bock & Lieberman, 1970)."""


def lsat() -> Responses:
    rows = [pattern for pattern, count in LSAT_6.items() for _ in range(count)]
    table = np.array([[character == "1" for character in row] for row in rows])
    persons, items = np.indices(table.shape)
    return Responses(persons.ravel(), items.ravel(), table.ravel(), 1000, 5)


def simulated(persons: int, difficulties: np.ndarray, share: float, sd: float = 1.0, seed: int = 5) -> Responses:
    """Answers of people with normal abilities, each having seen a share of the items."""
    dice = np.random.default_rng(seed)
    ability = dice.normal(0, sd, persons)
    seen = dice.random((persons, len(difficulties))) < share
    who, which = np.nonzero(seen)
    chance = 1 / (1 + np.exp(difficulties[which] - ability[who]))
    return Responses(who, which, dice.random(len(who)) < chance, persons, len(difficulties))


def test_the_lsat_data_give_the_published_difficulties() -> None:
    """Thissen (1982), and `rasch(LSAT)` of the R package ltm, with a slope of 0.7551.

    Here the slope is 1 and the standard deviation free, which is the same model: difficulty × slope, and sd = slope.
    """
    fit = fit_rasch(lsat())
    published = np.array([-3.6153, -1.3224, -0.3176, -1.7301, -2.7802]) * 0.7551
    assert fit.has_settled
    assert fit.difficulties == pytest.approx(published, abs=0.005)
    assert fit.sd == pytest.approx(0.7551, abs=0.005)


def test_standard_errors_are_near_the_published_ones() -> None:
    """ltm gives 0.1304, 0.0792, 0.0718, 0.0846, 0.1054 for difficulty × slope."""
    assert fit_rasch(lsat()).standard_errors == pytest.approx([0.130, 0.079, 0.072, 0.085, 0.105], rel=0.1)


def test_known_difficulties_are_recovered_from_sparse_answers() -> None:
    true = np.linspace(-2, 2, 60)
    fit = fit_rasch(simulated(1500, true, 0.3, sd=0.8))
    assert np.corrcoef(true, fit.difficulties)[0, 1] > 0.99
    assert np.mean(np.abs(true - fit.difficulties)) < 0.1
    assert fit.sd == pytest.approx(0.8, abs=0.06)
    within = np.abs(true - fit.difficulties) < 1.645 * fit.standard_errors
    assert 0.75 <= within.mean() <= 1


def test_an_item_without_answers_keeps_its_prior_and_without_a_prior_is_unknown() -> None:
    true = np.array([-1.0, 0.0, 1.0, 0.0])
    answers = simulated(400, true, 1.0)
    kept = answers.items != 3
    few = Responses(answers.persons[kept], answers.items[kept], answers.is_right[kept], 400, 4)
    fit = fit_rasch(few)
    assert (fit.difficulties[3], fit.standard_errors[3]) == (0, np.inf)
    believed = fit_rasch(few, Prior(np.array([0, 0, 0, 1.5]), 0.5))
    assert believed.difficulties[3] == pytest.approx(1.5)
    assert believed.standard_errors[3] == pytest.approx(0.5)


def test_a_prior_pulls_few_answers_and_gives_way_to_many() -> None:
    true = np.zeros(30)
    prior = Prior(np.concatenate([[2.0], np.zeros(29)]), 0.5)
    few, many = (fit_rasch(simulated(persons, true, 1.0), prior).difficulties for persons in (12, 3000))
    assert 0.4 < few[0] < 1.9
    assert abs(many[0]) < 0.15


def test_an_item_that_everybody_got_right_stays_finite_with_a_prior() -> None:
    answers = Responses(np.arange(20), np.zeros(20, int), np.ones(20, bool), 20, 1)
    fit = fit_rasch(answers, Prior(np.zeros(1), 1.0))
    assert -4 < fit.difficulties[0] < -1
    assert fit.has_settled


def test_people_who_do_not_differ_have_hardly_any_spread() -> None:
    assert fit_rasch(simulated(3000, np.zeros(10), 1.0, sd=0.01)).sd < 0.25


def test_without_any_answer_nothing_is_known() -> None:
    nobody = Responses(np.array([], int), np.array([], int), np.array([], bool), 0, 2)
    fit = fit_rasch(nobody)
    assert fit.difficulties == pytest.approx([0, 0])
    assert np.isinf(fit.standard_errors).all()


def test_estimates_that_have_not_settled_are_called_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trainer.domain.calibration.rasch.MOST_ROUNDS", 2)
    fit = fit_rasch(lsat())
    assert (fit.rounds, fit.has_settled) == (2, False)


@pytest.mark.parametrize("is_right", [False, True])
def test_learners_who_know_nothing_or_all_do_not_make_the_spread_run_away(is_right: bool) -> None:
    persons, items = np.indices((60, 20))
    everything = Responses(persons.ravel(), items.ravel(), np.full(1200, is_right), 60, 20)
    fit = fit_rasch(everything, Prior(np.linspace(-2, 1, 20), 0.75))
    assert fit.has_settled
    assert fit.sd <= 3
    assert np.isfinite(fit.difficulties).all()
    assert np.isfinite(fit.standard_errors).all()

"""Ability after answers, against integration by another method; information, against the definition."""

from itertools import permutations
from math import exp, inf, pi, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad

from trainer.domain.calibration.ability import Ability, Answered, chance_of_right, estimate_ability, information

ANSWERS = [
    Answered(-0.5, 0.25, is_right=True),
    Answered(0.4, 0.25, is_right=False),
    Answered(1.2, 0.0, is_right=True),
    Answered(2.0, 0.5, is_right=False),
]


def model(ability: float, answer: Answered) -> float:
    right = answer.guess + (1 - answer.guess) / (1 + exp(answer.difficulty - ability))
    return right if answer.is_right else 1 - right


def by_quadrature(answers: list[Answered], mean: float, sd: float) -> tuple[float, float]:
    """Mean and standard deviation of the posterior, by adaptive quadrature."""

    def moment(power: int) -> float:
        def density(ability: float) -> float:
            value = exp(-(((ability - mean) / sd) ** 2) / 2) / (sd * sqrt(2 * pi)) * ability**power
            for answer in answers:
                value *= model(ability, answer)
            return value

        return float(quad(density, mean - 8 * sd, mean + 8 * sd, epsabs=1e-12)[0])

    total, first, second = moment(0), moment(1), moment(2)
    return first / total, sqrt(second / total - (first / total) ** 2)


@pytest.mark.parametrize(("mean", "sd"), [(0.0, 1.0), (0.7, 0.5), (-1.0, 2.0)])
@pytest.mark.parametrize("count", [1, 2, 4])
def test_the_estimate_is_the_mean_and_spread_of_the_posterior(count: int, mean: float, sd: float) -> None:
    found = estimate_ability(ANSWERS[:count], mean, sd)
    assert (found.mean, found.sd) == pytest.approx(by_quadrature(ANSWERS[:count], mean, sd), abs=1e-5)


def test_without_answers_the_prior_stands() -> None:
    found = estimate_ability([], 0.4, 0.8)
    assert (found.mean, found.sd) == pytest.approx((0.4, 0.8), abs=1e-6)


def test_the_order_of_answers_does_not_matter() -> None:
    means = [estimate_ability(order).mean for order in permutations(ANSWERS)]
    assert means == pytest.approx([means[0]] * len(means))


def test_a_right_answer_that_could_be_guessed_says_less() -> None:
    typed, chosen = (estimate_ability([Answered(0, guess, is_right=True)]).mean for guess in (0.0, 0.25))
    assert typed > chosen > 0


@given(
    st.lists(st.builds(Answered, st.floats(-6, 6), st.sampled_from([0.0, 0.2, 0.25, 0.5]), st.booleans()), max_size=40),
    st.floats(-6, 6),
    st.sampled_from([0.0, 0.25]),
)
def test_another_right_answer_raises_the_estimate_and_a_wrong_one_lowers_it(
    answers: list[Answered], difficulty: float, guess: float
) -> None:
    lower, now, higher = (
        estimate_ability(more).mean
        for more in (
            [*answers, Answered(difficulty, guess, is_right=False)],
            answers,
            [*answers, Answered(difficulty, guess, is_right=True)],
        )
    )
    assert lower <= now + 1e-9
    assert now <= higher + 1e-9


@pytest.mark.parametrize("is_right", [True, False])
def test_estimates_are_finite_whatever_the_answers(is_right: bool) -> None:
    found = estimate_ability(
        [Answered(difficulty, 0.0, is_right) for difficulty in (-2000, 0, 2000)] * 50, prior_sd=200
    )
    assert -inf < found.mean < inf
    assert 0 <= found.sd < inf


@pytest.mark.parametrize("guess", [-0.1, 1.0, 1.5])
def test_a_chance_to_guess_is_a_share_under_one(guess: float) -> None:
    with pytest.raises(ValueError, match="guess"):
        Answered(0, guess, is_right=True)


@pytest.mark.parametrize(
    ("ability", "difficulty", "guess", "expected"),
    [(0, 0, 0, 0.5), (0, 0, 0.25, 0.625), (1, 0, 0, 0.731059), (0, 1, 0.2, 0.2 + 0.8 * 0.268941), (0, 900, 0.25, 0.25)],
)
def test_the_chance_of_a_right_answer(ability: float, difficulty: float, guess: float, expected: float) -> None:
    assert chance_of_right(ability, difficulty, guess) == pytest.approx(expected, abs=1e-6)


def test_information_is_a_quarter_at_most_without_guessing() -> None:
    assert information(1.3, 1.3) == pytest.approx(0.25)
    assert information(1.3, 0.3) == pytest.approx(0.731059 * 0.268941, abs=1e-6)


@pytest.mark.parametrize("guess", [0.0, 0.25, 0.5])
@pytest.mark.parametrize("ability", [-2.0, 0.0, 1.5])
def test_information_is_the_squared_slope_over_the_variance_of_an_answer(ability: float, guess: float) -> None:
    step = 1e-6
    slope = (chance_of_right(ability + step, 0.3, guess) - chance_of_right(ability - step, 0.3, guess)) / (2 * step)
    chance = chance_of_right(ability, 0.3, guess)
    assert information(ability, 0.3, guess) == pytest.approx(slope**2 / (chance * (1 - chance)), rel=1e-6)


def test_information_of_a_hopeless_item_is_next_to_nothing_and_no_error() -> None:
    assert information(0, 1e6) == pytest.approx(0, abs=1e-9)
    assert information(0, -1e6, 0.25) == pytest.approx(0, abs=1e-9)


def test_an_ability_is_a_value() -> None:
    assert Ability(0.0, 1.0) == Ability(0.0, 1.0)

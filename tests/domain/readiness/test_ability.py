"""The posterior of ability: against integration on a grid, and how its terms pull on each other."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.readiness.strategies import ANY_SIGHT, AREAS, sights
from trainer.domain.readiness import ability as module
from trainer.domain.readiness.ability import fit_ability
from trainer.domain.readiness.evidence import FirstSight


def integrated(given_sights: list[FirstSight], areas: tuple[str, str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mode, mean and standard deviations of (general, two deviations), by brute force on a grid of 81³ points."""
    general = np.linspace(-3.5, 4.5, 81)
    own = np.linspace(-2, 2, 81)
    axes = np.meshgrid(general, own, own, indexing="ij")
    log = -((axes[0] - 0.5) ** 2) / (2 * 1.5**2) - (axes[1] ** 2 + axes[2] ** 2) / (2 * 0.4**2)
    for sight in given_sights:
        then = 0.15 * (1 - np.exp(-sight.age_days / 90))
        ability = axes[0] + axes[1 + areas.index(sight.area)] - then + (0 if sight.is_timed else 0.1)
        right = sight.guess + (1 - sight.guess) / (1 + np.exp(-0.9 * (ability - sight.difficulty)))
        log += sight.weight * np.log(right if sight.is_right else 1 - right)
    weights = np.exp(log - log.max())
    weights /= weights.sum()
    highest = np.unravel_index(weights.argmax(), weights.shape)
    mode = np.array([axis[highest] for axis in axes])
    mean = np.array([(weights * axis).sum() for axis in axes])
    sd = np.sqrt([(weights * (axis - each) ** 2).sum() for axis, each in zip(axes, mean, strict=True)])
    return mode, mean, sd


MIXED = [
    *sights("+++-++-+" * 5, "anatomy", difficulty=0.5, age_days=30, is_timed=False),
    *sights("+-" * 15, "cases", guess=0.0),
    *sights("+-+" * 10, "cases", difficulty=-1.0, age_days=90),
]


@pytest.mark.parametrize(
    "given_sights",
    [
        pytest.param(MIXED, id="two areas, several ages and difficulties"),
        pytest.param(sights("++-" * 40, "anatomy"), id="one area without answers"),
        pytest.param(sights("+" * 30, "anatomy") + sights("-" * 30, "cases"), id="areas that contradict each other"),
    ],
)
def test_the_posterior_is_that_of_integration_on_a_grid(given_sights: list[FirstSight]) -> None:
    areas = ("anatomy", "cases")
    mode, mean, sd = integrated(given_sights, areas)
    fit = fit_ability(given_sights, areas)
    assert fit.mean == pytest.approx(mode, abs=0.1), "the grid has steps of 0.1 and 0.05"
    assert fit.mean == pytest.approx(mean, abs=0.12), "a posterior is a little skewed"
    assert np.sqrt(np.diag(fit.covariance)) == pytest.approx(sd, rel=0.1)


def test_without_answers_the_posterior_is_the_prior() -> None:
    fit = fit_ability([], AREAS)
    assert fit.areas == AREAS
    assert fit.mean == pytest.approx([0.5, 0, 0, 0])
    assert fit.covariance == pytest.approx(np.diag([2.25, 0.16, 0.16, 0.16]))


def test_an_area_without_answers_has_the_general_ability_and_less_certainty() -> None:
    fit = fit_ability(sights("+" * 70 + "-" * 50, "anatomy") + sights("+" * 90 + "-" * 30, "cases"), AREAS)
    assert fit.mean[3] == pytest.approx(0)
    assert fit.mean[1] < 0 < fit.mean[2]
    assert fit.covariance[3, 3] == pytest.approx(0.16)
    assert fit.covariance[1, 1] < 0.16


def test_few_answers_in_an_area_move_it_less_than_many() -> None:
    usual = sights("+++-" * 30, "cases")
    few, many = (fit_ability(usual + sights("-" * count, "anatomy"), AREAS).mean[1] for count in (3, 30))
    assert many < few < 0


def test_harder_items_answered_equally_well_mean_more_ability() -> None:
    easy, hard = (fit_ability(sights("++-" * 30, difficulty=each), AREAS).mean[0] for each in (-1.0, 1.0))
    assert hard > easy + 1


def test_what_may_be_guessed_says_less_for_ability() -> None:
    typed, guessed = (fit_ability(sights("++-" * 30, guess=each), AREAS) for each in (0.0, 0.5))
    assert typed.mean[0] > guessed.mean[0]
    assert typed.covariance[0, 0] < guessed.covariance[0, 0]


def test_old_answers_are_those_of_somebody_who_has_grown_since() -> None:
    """So much so that the same answers mean 0.15 × (1 - 1/e) logits more, but for the pull of the prior."""
    many = sights("+++-" * 400)
    now, then = (fit_ability([replace(each, age_days=age) for each in many], AREAS).mean[:2].sum() for age in (0, 90))
    assert then - now == pytest.approx(0.15 * (1 - np.exp(-1)), abs=0.02)


def test_answers_without_a_clock_came_easier() -> None:
    many = sights("+++-" * 400)
    timed, untimed = (
        fit_ability([replace(each, is_timed=it) for each in many], AREAS).mean[:2].sum() for it in (True, False)
    )
    assert timed - untimed == pytest.approx(0.1, abs=0.01)


@given(st.lists(ANY_SIGHT, min_size=1, max_size=60), st.randoms(use_true_random=False))
def test_the_order_of_answers_and_areas_does_not_matter(given_sights: list[FirstSight], dice: object) -> None:
    shuffled = list(given_sights)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = fit_ability(given_sights, AREAS), fit_ability(shuffled, AREAS[::-1])
    places = [0, 3, 2, 1]
    assert other.mean[places] == pytest.approx(one.mean, abs=1e-5)
    assert other.covariance[np.ix_(places, places)] == pytest.approx(one.covariance, abs=1e-5)


@given(st.lists(ANY_SIGHT, min_size=1, max_size=60), st.integers(0, 59))
def test_one_more_right_answer_lowers_no_area(given_sights: list[FirstSight], place: int) -> None:
    chosen = place % len(given_sights)
    wrong, right = (
        [replace(each, is_right=verdict) if at == chosen else each for at, each in enumerate(given_sights)]
        for verdict in (False, True)
    )
    low, high = (fit_ability(each, AREAS).mean for each in (wrong, right))
    assert (high[0] + high[1:] >= low[0] + low[1:] - 1e-5).all()


@pytest.mark.parametrize("difficulty", [-60.0, -9.0, 9.0, 60.0])
@pytest.mark.parametrize("guess", [0.0, 0.25])
@pytest.mark.parametrize("text", ["+" * 300, "-" * 300, "+-" * 150])
def test_items_far_beyond_the_learner_give_finite_numbers(difficulty: float, guess: float, text: str) -> None:
    fit = fit_ability(sights(text, difficulty=difficulty, guess=guess), AREAS)
    assert np.isfinite(fit.mean).all()
    assert (np.linalg.eigvalsh(fit.covariance) > 0).all()


def test_a_search_that_is_stopped_early_still_gives_a_posterior(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_ROUNDS", 1)
    rough = fit_ability(MIXED, AREAS)
    monkeypatch.undo()
    assert rough.mean == pytest.approx(fit_ability(MIXED, AREAS).mean, abs=0.2)


def test_a_step_that_nowhere_leads_up_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_HALVINGS", 0)
    assert fit_ability(MIXED, AREAS).mean == pytest.approx([0.5, 0, 0, 0])


def test_an_answer_outside_the_areas_is_refused() -> None:
    with pytest.raises(KeyError):
        fit_ability(sights("+", "unknown"), AREAS)

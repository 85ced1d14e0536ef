"""From ability to scores: against dice, and the rules for the ends of the interval."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.readiness.strategies import a_shape, sights
from trainer.domain.readiness.ability import Ability, fit_ability
from trainer.domain.readiness.projection import (
    AreaShape,
    BankItem,
    MockShape,
    Projection,
    bank_of,
    interval,
    median,
    project,
)

EASY, HARD = BankItem(-1.0, 0.25), BankItem(1.5, 0.0)


def projected(ability: Ability, shape: MockShape) -> Projection:
    return project(ability, [area.area for area in shape.areas], bank_of(shape))


def by_dice(ability: Ability, shape: MockShape, count: int = 100_000) -> np.ndarray:
    """Scores of mocks: a draw of the terms, a form of the day, items drawn with replacement, and the answers."""
    dice = np.random.default_rng(7)
    terms = dice.multivariate_normal(ability.mean, ability.covariance, count)
    day = dice.normal(0, 0.2, count)
    scores = np.zeros(count, int)
    for area in shape.areas:
        able = terms[:, 0] + terms[:, 1 + ability.areas.index(area.area)] + day
        for _ in range(area.questions):
            drawn = dice.integers(0, len(area.items), count)
            difficulty = np.array([item.difficulty for item in area.items])[drawn]
            guess = np.array([item.guess for item in area.items])[drawn]
            scores += dice.random(count) < guess + (1 - guess) / (1 + np.exp(-0.9 * (able - difficulty)))
    return scores


UNEVEN = MockShape(
    (
        AreaShape("hcpcs", "HCPCS", 20, (EASY, EASY, HARD)),
        AreaShape("anatomy", "Anatomy", 50, (EASY, HARD)),
        AreaShape("cases", "Cases", 30, (HARD, BankItem(0.0, 0.25))),
    ),
    70,
)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("+-" * 50, id="middling"),
        pytest.param("+++++++++-" * 12, id="strong"),
        pytest.param("-" * 90 + "+" * 20, id="weak"),
        pytest.param("+" * 12, id="hardly any evidence"),
    ],
)
def test_the_chance_of_every_score_is_that_of_dice(text: str) -> None:
    fit = fit_ability(sights(text, "anatomy") + sights(text[::2], "cases"), ("anatomy", "cases", "hcpcs"))
    projection = projected(fit, UNEVEN)
    scores = by_dice(fit, UNEVEN)
    assert projection.scores.sum() == pytest.approx(1)
    assert len(projection.scores) == 101
    reached = np.cumsum(projection.scores)
    rolled = np.cumsum(np.bincount(scores, minlength=101)) / len(scores)
    assert reached == pytest.approx(rolled, abs=0.012)
    assert projection.expected.sum() == pytest.approx(scores.mean(), abs=0.25)


def test_more_certainty_about_ability_narrows_the_scores() -> None:
    vague, sure = (
        projected(fit_ability(sights("+++-" * rounds, "anatomy"), ("anatomy",)), a_shape(anatomy=100)).scores
        for rounds in (10, 200)
    )
    (low, high), (first, last) = interval(vague), interval(sure)
    assert last - first < high - low


def test_what_is_left_when_ability_is_known_is_the_luck_of_one_mock() -> None:
    """100 items with a chance of 1/2 each: variance 25; a day's form of 0.2 logits adds (100 × 0.9 × 0.25 × 0.2)²."""
    shape = MockShape((AreaShape("anatomy", "Anatomy", 100, (BankItem(0.5, 0.0),)),), 70)
    scores = projected(Ability(("anatomy",), np.array([0.5, 0.0]), np.zeros((2, 2))), shape).scores
    places = np.arange(101)
    assert scores @ places == pytest.approx(50, abs=0.01)
    assert scores @ (places - 50) ** 2 == pytest.approx(25 + 4.5**2, rel=0.02)


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        pytest.param([0.5, 0.5], 1, id="the higher of two halves"),
        pytest.param([0.51, 0.49], 0, id="less than a half"),
        pytest.param([0.1, 0.2, 0.4, 0.3], 2, id="the middle"),
        pytest.param([0.0, 0.0, 1.0], 2, id="certain"),
        pytest.param([1.0, 0.0, 0.0], 0, id="none right"),
    ],
)
def test_the_score_is_the_highest_that_is_as_likely_reached_as_not(scores: list[float], expected: int) -> None:
    assert median(np.array(scores)) == expected


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        pytest.param([0.05, 0.2, 0.5, 0.2, 0.05], (1, 3), id="exactly a twentieth on each side"),
        pytest.param([0.06, 0.22, 0.44, 0.22, 0.06], (1, 3), id="88 is nearer to 90 than 94 or 100"),
        pytest.param([0.02, 0.05, 0.43, 0.43, 0.05, 0.02], (1, 3), id="91 and not 96; a tie goes to the lower side"),
        pytest.param([0.0, 0.0, 1.0], (2, 2), id="certain"),
        pytest.param([0.5, 0.5], (0, 1), id="all, because a half is farther from 90"),
    ],
)
def test_the_ends_hold_what_is_nearest_to_nine_tenths(scores: list[float], expected: tuple[int, int]) -> None:
    assert interval(np.array(scores)) == expected


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40).filter(lambda values: sum(values) > 0.01))
def test_the_interval_lies_on_the_scale_and_leaves_little_out(values: list[float]) -> None:
    scores = np.array(values) / sum(values)
    low, high = interval(scores)
    assert 0 <= low <= high < len(scores)
    assert scores[: max(0, low - 1)].sum() <= 0.05 + 1e-9
    assert scores[high + 2 :].sum() <= 0.05 + 1e-9


@pytest.mark.parametrize(("questions", "items"), [(0, (EASY,)), (3, ())])
def test_an_area_has_questions_and_items(questions: int, items: tuple[BankItem, ...]) -> None:
    with pytest.raises(ValueError, match="anatomy has"):
        AreaShape("anatomy", "Anatomy", questions, items)


def test_a_mock_has_the_questions_of_its_areas() -> None:
    assert UNEVEN.questions == 100

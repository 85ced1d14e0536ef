from math import exp

import pytest

from trainer.domain.calibration.ability import chance_of_right
from trainer.domain.calibration.difficulty import above_guessing, author_difficulty, guess_of
from trainer.domain.items.content import (
    CodeEntry,
    Matching,
    MultipleResponse,
    NumericEntry,
    Option,
    Ordering,
    Response,
    SingleBest,
)

MOCK_SHARES = {1: 0.10, 2: 0.25, 3: 0.35, 4: 0.20, 5: 0.10}


def some(count: int) -> tuple[Option, ...]:
    return tuple(Option("ABCDEF"[place], "text") for place in range(count))


@pytest.mark.parametrize(("level", "percent"), [(1, 88), (2, 82), (3, 73), (4, 62), (5, 50)])
def test_a_level_says_how_many_of_a_hundred_average_learners_are_right(level: int, percent: int) -> None:
    assert round(100 / (1 + exp(author_difficulty(level)))) == percent


def test_an_average_learner_is_about_at_the_pass_mark_of_a_mock() -> None:
    expected = sum(share / (1 + exp(author_difficulty(level))) for level, share in MOCK_SHARES.items())
    assert expected == pytest.approx(0.72, abs=0.005)


@pytest.mark.parametrize("level", [0, 6])
def test_other_levels_are_refused(level: int) -> None:
    with pytest.raises(ValueError, match="level"):
        author_difficulty(level)


@pytest.mark.parametrize(
    ("response", "guess"),
    [
        (SingleBest(some(4)), 1 / 4),
        (SingleBest(some(5)), 1 / 5),
        (MultipleResponse(some(5)), 1 / 31),
        (Ordering(some(4)), 1 / 24),
        (Matching(some(3), some(4)), 1 / 64),
        (NumericEntry(), 0),
        (CodeEntry("cpt"), 0),
    ],
)
def test_what_guessing_earns(response: Response, guess: float) -> None:
    assert guess_of(response) == pytest.approx(guess)


@pytest.mark.parametrize("logits", [-3.0, -1.0, 0.5])
@pytest.mark.parametrize("guess", [0.0, 0.25, 1 / 31])
def test_above_guessing_the_average_learner_is_right_as_often(logits: float, guess: float) -> None:
    assert chance_of_right(0, above_guessing(logits, guess), guess) == pytest.approx(1 / (1 + exp(logits)))


def test_an_item_that_is_right_less_often_than_by_guessing_is_hard_but_finite() -> None:
    assert above_guessing(3.0, 0.25) == pytest.approx(2.944439, abs=1e-6)  # logit of 0.95

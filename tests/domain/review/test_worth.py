"""The formulae for many cards are the library's, and the worth of a review is what the library's cards give."""

from datetime import UTC, datetime, timedelta

import fsrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.domain.review.cards import Card
from trainer.domain.review.worth import Memories, after_again, after_good, remembered, worth_of_reviews

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
LIBRARY = fsrs.Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
GOOD, AGAIN = fsrs.Rating.Good, fsrs.Rating.Again

stabilities = st.floats(0.001, 500)
difficulties = st.floats(1, 10)


def of_library(stability: float, difficulty: float, days: int) -> fsrs.Card:
    return fsrs.Card(1, fsrs.State.Review, None, stability, difficulty, NOW, NOW - days * DAY)


@given(stability=stabilities, difficulty=difficulties, days=st.integers(1, 500))
def test_memories_are_those_of_the_library(stability, difficulty, days):
    card = of_library(stability, difficulty, days)
    memories = Memories(np.array([stability]), np.array([difficulty]))
    chance = remembered(memories.stability, float(days))
    assert chance[0] == pytest.approx(LIBRARY.get_card_retrievability(card, NOW), rel=1e-12)
    for after, rating in ((after_good, GOOD), (after_again, AGAIN)):
        reviewed, _ = LIBRARY.review_card(card, rating, NOW)
        made = after(memories, chance)
        assert made.stability[0] == pytest.approx(reviewed.stability, rel=1e-9)
        assert made.difficulty[0] == pytest.approx(reviewed.difficulty, rel=1e-9)


def expected(card: fsrs.Card, moments: list[datetime], then: datetime) -> float:
    """The chance to remember `then`, after a review at each of the moments, over everything that can happen."""
    if not moments:
        return LIBRARY.get_card_retrievability(card, then)
    chance = LIBRARY.get_card_retrievability(card, moments[0])
    well, badly = (
        expected(LIBRARY.review_card(card, rating, moments[0])[0], moments[1:], then) for rating in (GOOD, AGAIN)
    )
    return chance * well + (1 - chance) * badly


@given(
    stability=st.floats(0.05, 200),
    difficulty=difficulties,
    days=st.integers(1, 90),
    until=st.integers(1, 60),
    days_a_round=st.integers(1, 40),
)
def test_a_review_is_worth_what_it_adds_for_each_review_that_it_costs(stability, difficulty, days, until, days_a_round):
    card, then = of_library(stability, difficulty, days), NOW + until * DAY
    later = [NOW + (until - days_a_round) * DAY] if until - days_a_round > 1 else []
    added = expected(card, [NOW, *later], then) - expected(card, later, then)
    worth = worth_of_reviews([Card(stability, difficulty, NOW, NOW - days * DAY)], NOW, then, days_a_round)
    assert worth == pytest.approx([added / (2 - LIBRARY.get_card_retrievability(card, NOW))], rel=1e-6, abs=1e-9)


def test_no_cards_have_no_worth():
    assert worth_of_reviews([], NOW, NOW + DAY, 1) == []

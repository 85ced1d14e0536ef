import pytest

from trainer.domain.review.ratings import Confidence, Rating, rate

PACE = 144
SURE, UNSURE = Confidence.SURE, Confidence.UNSURE


@pytest.mark.parametrize(
    ("is_right", "confidence", "spent_seconds", "rating"),
    [
        (False, SURE, 10, Rating.AGAIN),
        (False, UNSURE, 500, Rating.AGAIN),
        (False, None, None, Rating.AGAIN),
        (True, UNSURE, 10, Rating.HARD),
        (True, UNSURE, None, Rating.HARD),
        (True, SURE, 289, Rating.HARD),
        (True, None, 289, Rating.HARD),
        (True, SURE, 288, Rating.GOOD),
        (True, SURE, 73, Rating.GOOD),
        (True, SURE, 72, Rating.EASY),
        (True, SURE, 0, Rating.EASY),
        (True, SURE, None, Rating.GOOD),
        (True, None, 10, Rating.GOOD),
        (True, None, None, Rating.GOOD),
    ],
)
def test_an_answer_is_rated_by_verdict_confidence_and_time(is_right, confidence, spent_seconds, rating):
    assert rate(is_right, confidence, spent_seconds, PACE) is rating


def test_half_an_odd_pace_is_not_rounded_up():
    assert rate(is_right=True, confidence=SURE, spent_seconds=53, pace_seconds=107) is Rating.EASY
    assert rate(is_right=True, confidence=SURE, spent_seconds=54, pace_seconds=107) is Rating.GOOD

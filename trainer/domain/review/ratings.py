"""How well an item was remembered, judged from the answer, the learner's own confidence, and the time it took."""

from enum import StrEnum


class Rating(StrEnum):
    """The four ratings of FSRS, worst first."""

    AGAIN = "again"
    HARD = "hard"
    GOOD = "good"
    EASY = "easy"


class Confidence(StrEnum):
    """What the learner said of the answer before seeing whether it is right."""

    SURE = "sure"
    UNSURE = "unsure"


def rate(is_right: bool, confidence: Confidence | None, spent_seconds: int | None, pace_seconds: int) -> Rating:
    """The rating that an answer suggests; the learner may overrule it.

    Wrong is `again`, however sure. Right is `hard` when unsure or when it took more than twice the pace of the exam,
    `easy` when sure and within half the pace, otherwise `good`. Without a time only the confidence counts; without a
    confidence nothing is `easy`, because a quick right answer may be a guess.
    """
    if not is_right:
        return Rating.AGAIN
    if confidence is Confidence.UNSURE or (spent_seconds is not None and spent_seconds > 2 * pace_seconds):
        return Rating.HARD
    if confidence is Confidence.SURE and spent_seconds is not None and 2 * spent_seconds <= pace_seconds:
        return Rating.EASY
    return Rating.GOOD

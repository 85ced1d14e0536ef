"""What is known of one learner's memory of one item, and when the item comes back, by FSRS.

The library's steps of minutes are switched off and so is its chance: an item of an exam is no flash card to be shown
again ten minutes later, a missed one comes back on another day, and the log must replay to the same card.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

import fsrs

from trainer.domain.kernel.moments import require_utc
from trainer.domain.review.days import DAY
from trainer.domain.review.ratings import Rating

USUAL_PERCENT = 90
"""Desired retention without an exam ahead."""
FAR_PERCENT, NEAR_PERCENT, NEAR_DAYS = 85, 95, 90

_RATINGS = {
    Rating.AGAIN: fsrs.Rating.Again,
    Rating.HARD: fsrs.Rating.Hard,
    Rating.GOOD: fsrs.Rating.Good,
    Rating.EASY: fsrs.Rating.Easy,
}


@dataclass(frozen=True, slots=True)
class Card:
    """Stability in days (after so many, 90 % of such items are remembered), difficulty from 1 to 10, the next review,
    the last one."""

    stability: float
    difficulty: float
    due_at: datetime
    reviewed_at: datetime


def retention_percent(today: date, exam_on: date | None) -> int:
    """How much shall be remembered when an item comes back.

    85 % while the exam is 90 days away or more, rising evenly to 95 % on its day, rounded to whole per cent; 90 %
    without a date and after the exam. Far from the exam it pays to learn much; near it, to forget little.
    """
    if exam_on is None or exam_on < today:
        return USUAL_PERCENT
    days = min((exam_on - today).days, NEAR_DAYS)
    return NEAR_PERCENT - round((NEAR_PERCENT - FAR_PERCENT) * days / NEAR_DAYS)


def latest_due(now: datetime, exam_at: datetime | None) -> datetime | None:
    """The last moment to which an item reviewed now may be put off: a day before the exam, but a day from now at least.

    So on the day before the exam an item comes back on its morning, and nothing comes back on the day of its review.
    None without a date and when the exam is less than a day away or over: what follows then is life after the exam.
    """
    if exam_at is None or exam_at - now < DAY:
        return None
    return max(exam_at - DAY, now + DAY)


def review(
    card: Card | None, rating: Rating, now: datetime, retention_percent: int, not_after: datetime | None = None
) -> Card:
    """The card after a review; none before it means that the item is new.

    Raises:
        ValueError: an instant is not in UTC.
    """
    scheduler = _scheduler(retention_percent)
    before = fsrs.Card(card_id=0, due=now) if card is None else _of_library(card)
    after, _ = scheduler.review_card(before, _RATINGS[rating], require_utc(now))
    assert after.stability is not None
    assert after.difficulty is not None
    due_at = after.due if not_after is None else min(after.due, require_utc(not_after))
    return Card(after.stability, after.difficulty, due_at, require_utc(now))


def retrievability(card: Card, at: datetime) -> float:
    """The chance that the item is remembered then, from 0 to 1; whole days count."""
    return _scheduler(USUAL_PERCENT).get_card_retrievability(_of_library(card), at)


def _of_library(card: Card) -> fsrs.Card:
    return fsrs.Card(0, fsrs.State.Review, None, card.stability, card.difficulty, card.due_at, card.reviewed_at)


@lru_cache(maxsize=99)
def _scheduler(percent: int) -> fsrs.Scheduler:
    return fsrs.Scheduler(desired_retention=percent / 100, learning_steps=(), relearning_steps=(), enable_fuzzing=False)

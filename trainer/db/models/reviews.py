"""Spaced repetition: the log of ratings (frozen) and the cards that it replays to (a cache)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from trainer.db.models.base import Base

_RATING = "IN ('again', 'hard', 'good', 'easy')"


class ReviewLog(Base):
    """One rating of an item (a generated family is one item), with the card before and after it.

    `number` counts the ratings of the item, from 1. An overruling stands beside the rating that it replaces and starts
    from the same card. `attempt_number` and `position` are the answer that was rated. `reviewed_at`, `due_*` and
    `not_after` (the last day to which the card could be put off) are study dates of the learner, as midnight UTC;
    `logged_at` is the instant.
    """

    __tablename__ = "review_logs"
    __table_args__ = (
        ForeignKeyConstraint(
            ["learner_id", "attempt_number", "position"],
            ["attempt_items.learner_id", "attempt_items.attempt_number", "attempt_items.position"],
        ),
        CheckConstraint(f"rating {_RATING}", name="rating"),
        CheckConstraint("confidence IS NULL OR confidence IN ('sure', 'unsure')", name="confidence"),
        CheckConstraint("retention_percent BETWEEN 1 AND 99", name="retention"),
        CheckConstraint("number >= 1 AND (number > 1 OR NOT is_overruling)", name="number"),
        Index(None, "learner_id", "reviewed_at"),
    )

    learner_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"), primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    attempt_number: Mapped[int]
    position: Mapped[int]
    rating: Mapped[str] = mapped_column(String(8))
    confidence: Mapped[str | None] = mapped_column(String(8))
    spent_seconds: Mapped[int | None]
    is_overruling: Mapped[bool]
    reviewed_at: Mapped[datetime]
    retention_percent: Mapped[int]
    not_after: Mapped[datetime | None]
    stability_before: Mapped[float | None]
    difficulty_before: Mapped[float | None]
    due_before: Mapped[datetime | None]
    reviewed_before: Mapped[datetime | None]
    stability_after: Mapped[float]
    difficulty_after: Mapped[float]
    due_after: Mapped[datetime]
    logged_at: Mapped[datetime]


class ReviewCard(Base):
    """When an item comes back to a learner. `entries` is the number of its last rating in the log.

    `due_at` and `reviewed_at` are study dates as midnight UTC, see `domain.review.days`.
    """

    __tablename__ = "review_cards"
    __table_args__ = (Index(None, "learner_id", "due_at"),)

    learner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, autoincrement=False)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"), primary_key=True, autoincrement=False)
    stability: Mapped[float]
    difficulty: Mapped[float]
    due_at: Mapped[datetime]
    reviewed_at: Mapped[datetime]
    entries: Mapped[int]

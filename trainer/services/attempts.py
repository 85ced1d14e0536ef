"""Sittings as the domain sees them."""

from typing import Any

from trainer.domain.attempts.attempt import Attempt, AttemptState, Feedback
from trainer.domain.exams.review import ReviewPolicy, Shows


def to_attempt(row: Any) -> Attempt:
    """The domain's view of a row that has the columns of a sitting's policy."""
    return Attempt(
        AttemptState(row["state"]),
        Feedback(row["feedback"]),
        row["started_at"],
        row["deadline_at"],
        row["allows_pause"],
        row["paused_at"],
    )


def to_review_policy(row: Any) -> ReviewPolicy:
    """What may be shown of a sitting, from a row that has the columns of its policy."""
    return ReviewPolicy(Shows(row["shows"]), row["shows_from"])

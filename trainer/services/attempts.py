"""Sittings as the domain sees them."""

from typing import Any

from trainer.domain.attempts.attempt import Attempt, AttemptState, Feedback


def to_attempt(row: Any) -> Attempt:
    """The domain's view of a row that has the columns of a sitting's policy."""
    return Attempt(AttemptState(row["state"]), Feedback(row["feedback"]), row["started_at"], row["deadline_at"])

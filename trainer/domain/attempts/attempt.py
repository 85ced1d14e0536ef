"""The state of one sitting and the policy that it was started under."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

GRACE = timedelta(seconds=5)
"""An answer that arrives this long after the deadline was on its way before it, and counts."""


class AttemptKind(StrEnum):
    PRACTICE = "practice"
    CASE = "case"


class AttemptState(StrEnum):
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    EXPIRED = "expired"
    ABANDONED = "abandoned"


class Feedback(StrEnum):
    """When verdict, key and rationales are shown."""

    AT_ONCE = "at_once"
    AT_END = "at_end"


@dataclass(frozen=True, slots=True)
class Attempt:
    """What the rules need to know of a sitting. `deadline_at` is None where the policy sets no time limit."""

    state: AttemptState
    feedback: Feedback
    started_at: datetime
    deadline_at: datetime | None

    def effective_state(self, now: datetime) -> AttemptState:
        """A sitting past its deadline *is* expired, whether or not anybody has stored that yet."""
        if self.state is AttemptState.IN_PROGRESS and self.deadline_at is not None and now > self.deadline_at + GRACE:
            return AttemptState.EXPIRED
        return self.state

    def is_open(self, now: datetime) -> bool:
        return self.effective_state(now) is AttemptState.IN_PROGRESS

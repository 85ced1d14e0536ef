"""The state of one sitting and the policy that it was started under."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

GRACE = timedelta(seconds=5)
"""An answer that arrives this long after the deadline was on its way before it, and counts."""


class AttemptKind(StrEnum):
    PRACTICE = "practice"
    CASE = "case"
    EXAM = "exam"
    DIAGNOSTIC = "diagnostic"
    ASSIGNMENT = "assignment"
    """Questions of an assignment with a time limit, sat as an exam is; without one they are a quiz in practice."""


RUNNER_KINDS = (AttemptKind.EXAM, AttemptKind.ASSIGNMENT)
"""Kinds that are sat in the exam runner: a paper against the clock, nothing told before the end."""


def is_sat_as(kind: str, place: AttemptKind) -> bool:
    """Whether a sitting of `kind` is sat where those of `place` are: an assignment in the runner of exams."""
    return kind == place or (place is AttemptKind.EXAM and kind in RUNNER_KINDS)


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
    """What the rules need to know of a sitting. `deadline_at` is None where the policy sets no time limit.

    While it is paused its clock stands still: what was left at `paused_at` is left when it goes on.
    """

    state: AttemptState
    feedback: Feedback
    started_at: datetime
    deadline_at: datetime | None
    allows_pause: bool = False
    paused_at: datetime | None = None

    def effective_state(self, now: datetime) -> AttemptState:
        """A sitting past its deadline *is* expired, whether or not anybody has stored that yet."""
        if self.state is not AttemptState.IN_PROGRESS or self.deadline_at is None or self.paused_at is not None:
            return self.state
        return AttemptState.EXPIRED if now > self.deadline_at + GRACE else self.state

    def is_open(self, now: datetime) -> bool:
        return self.effective_state(now) is AttemptState.IN_PROGRESS

    def deadline_from(self, now: datetime) -> datetime | None:
        """The deadline if the clock runs from `now` on: it moves while the sitting is paused."""
        if self.deadline_at is None or self.paused_at is None:
            return self.deadline_at
        return self.deadline_at + (now - self.paused_at)

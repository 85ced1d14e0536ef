"""What is shown of a sitting, and when."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from trainer.domain.kernel.moments import require_utc


class Shows(StrEnum):
    """What a learner gets to see once a sitting is over."""

    EVERYTHING = "everything"
    SCORE = "score"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class ReviewPolicy:
    """`shows` from the end of the sitting on, or from `not_before` if that is later."""

    shows: Shows = Shows.EVERYTHING
    not_before: datetime | None = None

    def __post_init__(self) -> None:
        if self.not_before is not None:
            require_utc(self.not_before)

    def score_is_shown(self, is_over: bool, now: datetime) -> bool:
        """Whether points, areas and pass or fail may be seen."""
        return self.shows is not Shows.NOTHING and self._is_due(is_over, now)

    def keys_are_shown(self, is_over: bool, now: datetime) -> bool:
        """Whether keys, rationales and what was right may be seen."""
        return self.shows is Shows.EVERYTHING and self._is_due(is_over, now)

    def _is_due(self, is_over: bool, now: datetime) -> bool:
        return is_over and (self.not_before is None or now >= self.not_before)

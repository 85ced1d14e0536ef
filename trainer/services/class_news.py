"""What teachers did for a learner lately: scores and excuses by hand, comments, terms of their own."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from trainer.db.queries import class_news as queries
from trainer.services.scope import Scope

NEWS_FOR = timedelta(days=14)
"""What is older is no news, whether or not it was looked at."""


class NewsKind(StrEnum):
    """What was done. CLEARED: a mark was taken back; ENDED: what was granted holds no longer."""

    SCORE = "score"
    EXCUSED = "excused"
    CLEARED = "cleared"
    COMMENT = "comment"
    GRANTED = "granted"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class News:
    """One thing that was done. `assignment_id` None and an empty title: it is about everything in the class."""

    class_id: int
    class_title: str
    assignment_id: int | None
    title: str
    kind: NewsKind
    at: datetime


def list_news(scope: Scope, class_id: int | None = None) -> tuple[News, ...]:
    """What was done for the learner in the last two weeks, newest first, in all classes or in one; in one statement."""
    rows = queries.list_news(scope.session, scope.learner.id, scope.now - NEWS_FOR, class_id)
    return tuple(
        News(
            row["class_id"],
            row["class_title"],
            row["assignment_id"],
            row["spec"].title if row["spec"] else "",
            NewsKind(row["what"]),
            row["at"],
        )
        for row in rows
    )

"""What is stored at once when an answer is graded: the answer with its verdict, and the rating of its item."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from trainer.db.models.attempts import AnswerEvent, AnswerRow
from trainer.db.models.grades import GradeRow
from trainer.db.models.reviews import ReviewCard, ReviewLog
from trainer.db.models.study import ItemSight, StudyDay
from trainer.db.queries.multi_inserts import MultiInsert, Row
from trainer.db.queries.sights import add_to_day, see_again
from trainer.db.queries.upserts import replace_all

_ANSWERS = MultiInsert(
    "graded_answers",
    {AnswerEvent: None, AnswerRow: None, GradeRow: None, ItemSight: see_again, StudyDay: add_to_day},
)
_RATINGS = MultiInsert("rated_items", {ReviewLog: None, ReviewCard: replace_all})
MULTI_INSERTS = (_ANSWERS, _RATINGS)


@dataclass(frozen=True, slots=True)
class GradedAnswer:
    """The rows of a first answer that is graded as it comes in."""

    event: Row
    answer: Row
    grade: Row
    sight: Row
    day: Row


def add_graded_answer(session: Session, rows: GradedAnswer) -> None:
    """Stores an answer with its grade, and takes it into the sights and the day."""
    _ANSWERS.send(session, [(rows.event, rows.answer, rows.grade, rows.sight, rows.day)])


def add_ratings(session: Session, rows: Sequence[tuple[Row, Row]]) -> None:
    """Appends ratings to the log, in their order, each with the card that takes the place of the one before it."""
    _RATINGS.send(session, rows)

"""Answers in the word game."""

from sqlalchemy import RowMapping, select
from sqlalchemy.orm import Session

from trainer.db.models.words import WordAnswer


def list_answers(session: Session, learner_id: int) -> list[RowMapping]:
    """All answers of a learner in the order of time; those to one part in the order of its repetitions."""
    statement = (
        select(*WordAnswer.__table__.c)
        .where(WordAnswer.learner_id == learner_id)
        .order_by(WordAnswer.answered_at, WordAnswer.repetition, WordAnswer.part)
    )
    return list(session.execute(statement).mappings())


def answers_to(session: Session, learner_id: int, part: str) -> dict[int, str]:
    """Repetition -> the part whose meaning was chosen then."""
    statement = select(WordAnswer.repetition, WordAnswer.chosen).where(
        WordAnswer.learner_id == learner_id, WordAnswer.part == part
    )
    return {row.repetition: row.chosen for row in session.execute(statement)}

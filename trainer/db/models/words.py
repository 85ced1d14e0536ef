"""The word game: what a learner took parts of medical words to mean."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from trainer.db.models.base import Base


class WordAnswer(Base):
    """The answer at the `repetition`-th time that a part was asked; `chosen` is the part whose meaning was chosen.

    When a part comes back is computed from its answers.
    """

    __tablename__ = "word_answers"
    __table_args__ = (CheckConstraint("repetition >= 1", name="repetition"),)

    learner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, autoincrement=False)
    part: Mapped[str] = mapped_column(String(40), primary_key=True)
    repetition: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    chosen: Mapped[str] = mapped_column(String(40))
    is_right: Mapped[bool]
    answered_at: Mapped[datetime]

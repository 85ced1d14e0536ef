"""What belongs to exams only: aids at a question, the notepad, time spent, extra time and who gave it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from trainer.db.columns import Stored
from trainer.db.models.base import Base
from trainer.domain.exams.aids import QuestionAids


def _of_attempt() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["learner_id", "attempt_number"], ["attempts.learner_id", "attempts.number"])


def _of_question() -> ForeignKeyConstraint:
    own = ["learner_id", "attempt_number", "position"]
    return ForeignKeyConstraint(own, [f"attempt_items.{name}" for name in own])


class QuestionAidsRow(Base):
    """What a learner struck out and highlighted at a question, as it stands now."""

    __tablename__ = "question_aids"
    __table_args__ = (_of_question(),)

    learner_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    attempt_number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    aids: Mapped[QuestionAids] = mapped_column(Stored(QuestionAids))
    saved_at: Mapped[datetime]


class Notepad(Base):
    """The notepad of a sitting, as it stands now."""

    __tablename__ = "notepads"
    __table_args__ = (_of_attempt(),)

    learner_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    attempt_number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime]


class QuestionView(Base):
    """A question was on the screen for so long. Frozen; the same (client, sequence) is the same view."""

    __tablename__ = "question_views"
    __table_args__ = (_of_question(), CheckConstraint("spent_ms >= 0", name="spent_ms"))

    learner_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    attempt_number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    client_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int]
    spent_ms: Mapped[int]
    received_at: Mapped[datetime]


class AccommodationRow(Base):
    """More time for a learner in every sitting with a time limit, from when it was granted until it is ended."""

    __tablename__ = "accommodations"
    __table_args__ = (CheckConstraint("percent >= 0 AND seconds >= 0 AND percent + seconds > 0", name="time"),)

    learner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    percent: Mapped[int]
    seconds: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    granted_at: Mapped[datetime]
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    ended_at: Mapped[datetime | None]


class TimeExtension(Base):
    """More time that was given during one sitting. Frozen."""

    __tablename__ = "time_extensions"
    __table_args__ = (_of_attempt(), CheckConstraint("seconds > 0", name="seconds"))

    learner_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    attempt_number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seconds: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    granted_at: Mapped[datetime]
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class Notice(Base):
    """Something that a learner is told about a sitting of theirs until they have read it."""

    __tablename__ = "notices"
    __table_args__ = (_of_attempt(),)

    learner_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    attempt_number: Mapped[int]
    run_id: Mapped[int] = mapped_column(ForeignKey("grading_runs.id"))
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]

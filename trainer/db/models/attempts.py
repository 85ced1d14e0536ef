"""Sittings and answers. Every key begins with the learner, so that one learner's rows lie together."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from trainer.db.columns import Stored
from trainer.db.models.base import Base
from trainer.domain.exams.forms import Form
from trainer.domain.exams.review import Shows
from trainer.domain.items.answers import Answer


class AttemptRow(Base):
    """One sitting and the policy that it was started under. The same `request_id` starts the same sitting again.

    `extra_seconds` are part of `deadline_at`. `active_client` is the page that the learner works in. Work on an
    assignment is the part `assignment_part` (1…) of the try `assignment_try` (1…) under that version of it.
    """

    __tablename__ = "attempts"
    __table_args__ = (
        UniqueConstraint("learner_id", "request_id"),
        CheckConstraint("kind IN ('practice', 'case', 'exam', 'diagnostic', 'assignment')", name="kind"),
        CheckConstraint("feedback IN ('at_once', 'at_end')", name="feedback"),
        CheckConstraint("state IN ('in_progress', 'submitted', 'expired', 'abandoned')", name="state"),
        CheckConstraint("(state = 'in_progress') = (closed_at IS NULL)", name="closed_at"),
        CheckConstraint("graded_at IS NULL OR closed_at IS NOT NULL", name="graded_at"),
        CheckConstraint("track IN ('cpc', 'cpb')", name="track"),
        CheckConstraint("(kind IN ('exam', 'assignment')) = (form IS NOT NULL)", name="form"),
        CheckConstraint("shows IN ('everything', 'score', 'nothing')", name="shows"),
        CheckConstraint("paused_at IS NULL OR (allows_pause AND state = 'in_progress')", name="paused_at"),
        CheckConstraint("extra_seconds >= 0", name="extra_seconds"),
        CheckConstraint(
            "(assignment_id IS NULL) = (assignment_version IS NULL)"
            " AND (assignment_id IS NULL) = (assignment_try IS NULL)"
            " AND (assignment_id IS NULL) = (assignment_part IS NULL)",
            name="assignment",
        ),
        ForeignKeyConstraint(
            ["assignment_id", "assignment_version"], ["assignment_versions.assignment_id", "assignment_versions.number"]
        ),
        Index(
            "ix_attempts_open_assignment",
            "learner_id",
            "assignment_id",
            "assignment_part",
            unique=True,
            sqlite_where=text("state = 'in_progress' AND assignment_id IS NOT NULL"),
            postgresql_where=text("state = 'in_progress' AND assignment_id IS NOT NULL"),
        ),
        Index(
            "ix_attempts_of_assignment",
            "assignment_id",
            "graded_at",
            sqlite_where=text("assignment_id IS NOT NULL"),
            postgresql_where=text("assignment_id IS NOT NULL"),
        ),
    )

    learner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    request_id: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(10))
    track: Mapped[str] = mapped_column(String(8))
    title: Mapped[str] = mapped_column(String(200))
    feedback: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(12))
    item_count: Mapped[int]
    started_at: Mapped[datetime]
    deadline_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    graded_at: Mapped[datetime | None]
    form: Mapped[Form | None] = mapped_column(Stored(Form))
    shows: Mapped[str] = mapped_column(String(12), default=Shows.EVERYTHING)
    shows_from: Mapped[datetime | None]
    is_exam_like: Mapped[bool] = mapped_column(default=False)
    allows_pause: Mapped[bool] = mapped_column(default=False)
    paused_at: Mapped[datetime | None]
    extra_seconds: Mapped[int] = mapped_column(default=0)
    active_client: Mapped[str] = mapped_column(String(32), default="")
    assignment_id: Mapped[int | None]
    assignment_version: Mapped[int | None]
    assignment_try: Mapped[int | None]
    assignment_part: Mapped[int | None]


class AttemptItem(Base):
    """The item version dealt at a position (1…n), with its options in the order shown."""

    __tablename__ = "attempt_items"
    __table_args__ = (
        ForeignKeyConstraint(["learner_id", "attempt_number"], ["attempts.learner_id", "attempts.number"]),
        Index(None, "item_version_id"),
    )

    learner_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    attempt_number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    item_version_id: Mapped[int] = mapped_column(ForeignKey("item_versions.id"))
    option_order: Mapped[tuple[str, ...]] = mapped_column(Stored(tuple[str, ...]))


def _of_attempt_item() -> ForeignKeyConstraint:
    own = ["learner_id", "attempt_number", "position"]
    return ForeignKeyConstraint(own, [f"attempt_items.{name}" for name in own])


class AnswerRow(Base):
    """The current answer at a position; None where it was cleared."""

    __tablename__ = "answers"
    __table_args__ = (_of_attempt_item(), CheckConstraint("revision >= 1", name="revision"))

    learner_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    attempt_number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    revision: Mapped[int]
    answer: Mapped[Answer | None] = mapped_column(Stored(Answer))
    saved_at: Mapped[datetime]


class AnswerEvent(Base):
    """One save as it arrived. The same (client, sequence) is the same event, however often it is sent."""

    __tablename__ = "answer_events"
    __table_args__ = (_of_attempt_item(), CheckConstraint("sequence >= 1", name="sequence"))

    learner_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    attempt_number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    client_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int]
    base_revision: Mapped[int]
    answer: Mapped[Answer | None] = mapped_column(Stored(Answer))
    received_at: Mapped[datetime]
    is_late: Mapped[bool] = mapped_column(default=False)


class ItemNote(Base):
    """A learner's own note on an item; it follows the item, not the sitting."""

    __tablename__ = "item_notes"

    learner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, autoincrement=False)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"), primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(Text)
    updated_at: Mapped[datetime]


class ItemFlag(Base):
    """A learner wants to come back to this item."""

    __tablename__ = "item_flags"

    learner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, autoincrement=False)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"), primary_key=True, autoincrement=False)
    flagged_at: Mapped[datetime]

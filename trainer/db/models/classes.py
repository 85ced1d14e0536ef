"""Classes and who belongs to them; assignments, what was granted and set by hand, what was said about work."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from trainer.db.columns import Stored
from trainer.db.models.base import Base
from trainer.domain.classes.work import AssignmentSpec

_ROLE = "role IN ('learner', 'assistant', 'instructor')"


class ClassRow(Base):
    """A class. Its dates are written in `time_zone` (IANA list); `join_code` lets in while `is_joinable`."""

    __tablename__ = "classes"
    __table_args__ = (CheckConstraint("track IN ('cpc', 'cpb')", name="track"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    term: Mapped[str] = mapped_column(String(60))
    track: Mapped[str] = mapped_column(String(8))
    time_zone: Mapped[str] = mapped_column(String(64))
    join_code: Mapped[str] = mapped_column(String(12), unique=True)
    is_joinable: Mapped[bool] = mapped_column(default=True, server_default=true())
    copied_from_id: Mapped[int | None] = mapped_column(ForeignKey("classes.id"))
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]


class Enrolment(Base):
    """Somebody in a class. Who has left (`left_at`) is no member; coming back fills the same row again."""

    __tablename__ = "enrolments"
    __table_args__ = (CheckConstraint(_ROLE, name="role"), Index(None, "person_id"))

    class_id: Mapped[int] = mapped_column(ForeignKey("classes.id"), primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, autoincrement=False)
    role: Mapped[str] = mapped_column(String(12))
    student_number: Mapped[str] = mapped_column(String(40), default="", server_default="")
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]


class ClassInvitation(Base):
    """A place kept for whoever reads mail to this address. Only the SHA-256 of the link's token is stored."""

    __tablename__ = "class_invitations"
    __table_args__ = (
        CheckConstraint(_ROLE, name="role"),
        CheckConstraint("(accepted_at IS NULL) = (accepted_by IS NULL)", name="accepted"),
        UniqueConstraint("class_id", "email_key"),
        Index(None, "email_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("classes.id"))
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(12))
    student_number: Mapped[str] = mapped_column(String(40), default="")
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    invited_at: Mapped[datetime]
    invited_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    accepted_at: Mapped[datetime | None]
    accepted_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    withdrawn_at: Mapped[datetime | None]


class AssignmentRow(Base):
    """An assignment through its life: a draft until it is published, gone from pages once it is archived."""

    __tablename__ = "assignments"
    __table_args__ = (
        Index(None, "class_id"),
        CheckConstraint("current_number >= 1", name="current_number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("classes.id"))
    position: Mapped[int]
    current_number: Mapped[int]
    copied_from_id: Mapped[int | None] = mapped_column(ForeignKey("assignments.id"))
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]


class AssignmentVersion(Base):
    """One version of an assignment. Frozen: a sitting pins the one it was started under.

    `dealt`: ids of the items of a draw that is the same for all, in order; empty where nothing was drawn for all.
    """

    __tablename__ = "assignment_versions"
    __table_args__ = (CheckConstraint("number >= 1", name="number"),)

    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"), primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    spec: Mapped[AssignmentSpec] = mapped_column(Stored(AssignmentSpec))
    dealt: Mapped[tuple[int, ...]] = mapped_column(Stored(tuple[int, ...]), default=())
    created_at: Mapped[datetime]
    created_by: Mapped[int] = mapped_column(ForeignKey("users.id"))


class AssignmentOverride(Base):
    """What was granted to a learner for one assignment, or (None) for all of the class, until it is ended."""

    __tablename__ = "assignment_overrides"
    __table_args__ = (
        ForeignKeyConstraint(["class_id", "learner_id"], ["enrolments.class_id", "enrolments.person_id"]),
        CheckConstraint("extra_percent >= 0 AND extra_seconds >= 0 AND extra_attempts >= 0", name="extra"),
        Index(None, "class_id", "learner_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int]
    learner_id: Mapped[int]
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignments.id"))
    extra_percent: Mapped[int] = mapped_column(default=0)
    extra_seconds: Mapped[int] = mapped_column(default=0)
    extra_attempts: Mapped[int] = mapped_column(default=0)
    opens_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text)
    granted_at: Mapped[datetime]
    granted_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    ended_at: Mapped[datetime | None]


class AssignmentMark(Base):
    """What was set by hand for one learner and one assignment, with the reason. Frozen; the highest number counts."""

    __tablename__ = "assignment_marks"
    __table_args__ = (
        CheckConstraint("kind IN ('score', 'excused', 'cleared')", name="kind"),
        CheckConstraint("permille BETWEEN 0 AND 1000", name="permille"),
        CheckConstraint("number >= 1", name="number"),
    )

    learner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, autoincrement=False)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"), primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(10))
    permille: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
    made_by: Mapped[int] = mapped_column(ForeignKey("users.id"))


class WorkComment(Base):
    """Something that was said to a learner about their work on an assignment; `position` 0: about all of it."""

    __tablename__ = "work_comments"
    __table_args__ = (
        ForeignKeyConstraint(["learner_id", "attempt_number"], ["attempts.learner_id", "attempts.number"]),
        CheckConstraint("position >= 0", name="position"),
    )

    learner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, autoincrement=False)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"), primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    attempt_number: Mapped[int | None]
    position: Mapped[int] = mapped_column(default=0)
    text: Mapped[str] = mapped_column(Text)
    said_at: Mapped[datetime]
    said_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    withdrawn_at: Mapped[datetime | None]


class Presence(Base):
    """When the page of a sitting last said that it is there."""

    __tablename__ = "presences"
    __table_args__ = (
        ForeignKeyConstraint(["learner_id", "attempt_number"], ["attempts.learner_id", "attempts.number"]),
    )

    learner_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    attempt_number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int]
    seen_at: Mapped[datetime]


class ItemReport(Base):
    """A learner's "this key is wrong" about a question they have seen the key of, and what came of it."""

    __tablename__ = "item_reports"
    __table_args__ = (
        ForeignKeyConstraint(
            ["learner_id", "attempt_number", "position"],
            ["attempt_items.learner_id", "attempt_items.attempt_number", "attempt_items.position"],
        ),
        CheckConstraint("(answered_at IS NULL) = (answer IS NULL)", name="answer"),
        CheckConstraint("outcome IS NULL OR outcome IN ('explained', 'corrected')", name="outcome"),
        CheckConstraint("(answered_at IS NULL) = (outcome IS NULL)", name="answered"),
    )

    learner_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    attempt_number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    item_key_id: Mapped[int] = mapped_column(ForeignKey("item_keys.id"))
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    answer: Mapped[str | None] = mapped_column(Text)
    outcome: Mapped[str | None] = mapped_column(String(10))
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

"""People, their sessions and their mail tokens. A guest is a user without an e-mail address."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from trainer.db.models.base import Base


class User(Base):
    """A person. `email` as typed, `email_key` folded for comparing.

    `next_attempt_number` counts their sittings, `next_paper_number` what they keep in the billing lab.
    """

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("(email IS NULL) = (email_key IS NULL)", name="email_has_key"),
        CheckConstraint("next_attempt_number >= 1", name="attempt_counter"),
        CheckConstraint("next_paper_number >= 1", name="paper_counter"),
        {"sqlite_autoincrement": True},  # else the number of a guest who was deleted goes to the next who comes
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str | None] = mapped_column(String(254))
    email_key: Mapped[str | None] = mapped_column(String(254), unique=True)
    email_verified_at: Mapped[datetime | None]
    display_name: Mapped[str] = mapped_column(String(80))
    password_hash: Mapped[str] = mapped_column(String(255))
    is_administrator: Mapped[bool] = mapped_column(default=False)
    may_teach: Mapped[bool] = mapped_column(default=False)
    next_attempt_number: Mapped[int] = mapped_column(default=1)
    next_paper_number: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    purge_started_at: Mapped[datetime | None]


class UserSession(Base):
    """One sign-in. The cookie holds a token; only its SHA-256 is stored.

    `administrator_id`: the administrator who looks at the program as this person.
    """

    __tablename__ = "user_sessions"
    __table_args__ = (Index(None, "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    device: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    administrator_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class EmailToken(Base):
    """A link sent by mail: proves that `email` is read by the user, once, until it expires."""

    __tablename__ = "email_tokens"
    __table_args__ = (
        Index(None, "user_id"),
        CheckConstraint("purpose IN ('verify', 'reset')", name="purpose"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    purpose: Mapped[str] = mapped_column(String(10))
    email: Mapped[str] = mapped_column(String(254))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class LearnerProfile(Base):
    """What a learner prepares for, until when, and how much they want to do.

    `time_zone` is a name of the IANA list; days are counted in it. `mail_hour` is the hour there at which the daily
    mail goes out (None: none is wanted); `mailed_on` the day of the last one.
    """

    __tablename__ = "learner_profiles"
    __table_args__ = (
        CheckConstraint("track IN ('cpc', 'cpb')", name="track"),
        CheckConstraint("weekly_hours BETWEEN 1 AND 60", name="weekly_hours"),
        CheckConstraint("daily_review_limit BETWEEN 1 AND 200", name="daily_review_limit"),
        CheckConstraint("mail_hour IS NULL OR mail_hour BETWEEN 0 AND 23", name="mail_hour"),
    )

    learner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, autoincrement=False)
    track: Mapped[str] = mapped_column(String(8))
    exam_on: Mapped[date | None]
    weekly_hours: Mapped[int] = mapped_column(default=6, server_default="6")
    daily_review_limit: Mapped[int] = mapped_column(default=30, server_default="30")
    time_zone: Mapped[str] = mapped_column(String(64), default="UTC", server_default="UTC")
    mail_hour: Mapped[int | None]
    mailed_on: Mapped[date | None]


class SentForm(Base):
    """A form that made something; sent again by the same person, it leads there.

    `made_id` is what it made, by the kind of `form`; None only until the transaction that makes it is done.
    """

    __tablename__ = "sent_forms"
    __table_args__ = (Index(None, "sent_at"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, autoincrement=False)
    form: Mapped[str] = mapped_column(String(20), primary_key=True)
    request_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    made_id: Mapped[int | None]
    sent_at: Mapped[datetime]

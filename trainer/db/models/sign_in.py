"""Ways to sign in beside a password: the second step with its recovery codes, and identities at a provider."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from trainer.db.models.base import Base


class SecondStep(Base):
    """The authenticator app of a person. The secret is not stored: it is derived from `salt` and the program's key.

    `confirmed_at`: since when it is asked for; None while it is being set up. `last_step` is the number of the half
    minute (RFC 6238) whose code was taken last: no code is taken twice.
    """

    __tablename__ = "second_steps"
    __table_args__ = (CheckConstraint("last_step >= 0", name="last_step"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, autoincrement=False)
    salt: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(default=0)


class RecoveryCode(Base):
    """A code that stands in for the app, once. Only its SHA-256 is stored: it has 80 random bits."""

    __tablename__ = "recovery_codes"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, autoincrement=False)
    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Identity(Base):
    """A person as a provider of sign-ins (OpenID Connect) knows them: `subject` never changes there, an address may."""

    __tablename__ = "identities"
    __table_args__ = (UniqueConstraint("issuer", "subject"), UniqueConstraint("user_id", "issuer"))

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    issuer: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(255))
    email: Mapped[str] = mapped_column(String(254))
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime]

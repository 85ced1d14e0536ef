"""The audit trail: who did what, and when. Frozen."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from trainer.db.models.base import Base


class AuditEvent(Base):
    """One act. `actor_id` is None for acts of the program or of nobody signed in."""

    __tablename__ = "audit_events"
    __table_args__ = (Index(None, "actor_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(120))
    detail: Mapped[str] = mapped_column(Text, default="")

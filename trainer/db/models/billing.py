"""What a learner keeps in the billing lab: claims in draft, remittances that were read in, months in the practice."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from trainer.db.columns import Stored
from trainer.db.models.base import Base
from trainer.domain.claims.billing_case import FormEntries
from trainer.domain.claims.remittance import Remittance


class ClaimDraft(Base):
    """A CMS-1500 as last saved, exactly as typed. The revision counts saves; `source` is the file it was read from."""

    __tablename__ = "claim_drafts"
    __table_args__ = (
        CheckConstraint(
            "profile IN ('medicare', 'commercial', 'medicaid', 'tricare', 'workers-compensation')", name="profile"
        ),
    )

    learner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    title: Mapped[str] = mapped_column(String(200))
    profile: Mapped[str] = mapped_column(String(24))
    entries: Mapped[FormEntries] = mapped_column(Stored(FormEntries))
    source: Mapped[str] = mapped_column(String(200), default="")
    revision: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    saved_at: Mapped[datetime]


class RemittanceImport(Base):
    """A remittance that a learner read in from a file of this name."""

    __tablename__ = "remittance_imports"

    learner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(200))
    remittance: Mapped[Remittance] = mapped_column(Stored(Remittance))
    imported_at: Mapped[datetime]


class PracticeMonth(Base):
    """A month in the practice: its world follows from scenario, seed and engine version, its course from the moves.

    `move_count` is how many moves there are; whoever adds one names the count that they saw.
    """

    __tablename__ = "practice_months"
    __table_args__ = (
        CheckConstraint("scenario IN ('easy', 'normal', 'hard')", name="scenario"),
        CheckConstraint("state IN ('in_progress', 'closed', 'abandoned')", name="state"),
        CheckConstraint("(state = 'in_progress') = (ended_at IS NULL)", name="ended_at"),
        CheckConstraint("move_count >= 0", name="move_count"),
    )

    learner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    scenario: Mapped[str] = mapped_column(String(10))
    seed: Mapped[int]
    engine_version: Mapped[int]
    state: Mapped[str] = mapped_column(String(12))
    move_count: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime]
    moved_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    report: Mapped[str | None] = mapped_column(Text)


class PracticeMove(Base):
    """One move in a month, in the order of `sequence` (1…n)."""

    __tablename__ = "practice_moves"
    __table_args__ = (
        ForeignKeyConstraint(["learner_id", "month_number"], ["practice_months.learner_id", "practice_months.number"]),
        CheckConstraint("sequence >= 1", name="sequence"),
    )

    learner_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    month_number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    move: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]

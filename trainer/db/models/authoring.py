"""What is written in the browser before it is published: drafts, what they were before, who solved them blind."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from trainer.db.columns import Stored
from trainer.db.models.base import Base


class Draft(Base):
    """An item, a scenario, a case or the parameters of a family, being written. `files`: name -> text, as in a folder.

    `revision` counts saves; `published_revision` is the one that learners have (0: none).
    """

    __tablename__ = "drafts"
    __table_args__ = (
        CheckConstraint("kind IN ('item', 'scenario', 'case', 'family')", name="kind"),
        CheckConstraint("state IN ('draft', 'in_review', 'published', 'retired')", name="state"),
        CheckConstraint("revision >= 1 AND published_revision >= 0", name="revision"),
        UniqueConstraint("kind", "slug"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("banks.id"))
    kind: Mapped[str] = mapped_column(String(10))
    slug: Mapped[str] = mapped_column(String(120))
    track: Mapped[str] = mapped_column(String(8))
    title: Mapped[str] = mapped_column(String(200))
    area: Mapped[str] = mapped_column(String(40))
    tags: Mapped[tuple[str, ...]] = mapped_column(Stored(tuple[str, ...]))
    files: Mapped[dict[str, str]] = mapped_column(Stored(dict[str, str]))
    state: Mapped[str] = mapped_column(String(12))
    revision: Mapped[int]
    published_revision: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    created_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    saved_at: Mapped[datetime]
    saved_by: Mapped[int] = mapped_column(ForeignKey("users.id"))


class DraftRevision(Base):
    """A draft as it was saved. Frozen."""

    __tablename__ = "draft_revisions"

    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id"), primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    files: Mapped[dict[str, str]] = mapped_column(Stored(dict[str, str]))
    note: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime]
    saved_by: Mapped[int] = mapped_column(ForeignKey("users.id"))


class DraftSolution(Base):
    """What a second person answered without seeing the key, and what they said of it. Frozen."""

    __tablename__ = "draft_solutions"

    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id"), primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    revision: Mapped[int]
    answer: Mapped[str] = mapped_column(Text)
    agrees: Mapped[bool]
    comment: Mapped[str] = mapped_column(Text)
    solved_at: Mapped[datetime]
    solved_by: Mapped[int] = mapped_column(ForeignKey("users.id"))

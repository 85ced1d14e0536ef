"""Items: what may be seen (versions, frozen) apart from what is right (keys, frozen)."""

from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from trainer.db.columns import Stored
from trainer.db.models.base import Base
from trainer.domain.exams.blueprint import Blueprint
from trainer.domain.items.content import ItemContent
from trainer.domain.items.keys import Explanation, Key


class Area(Base):
    """A row of a track's blueprint."""

    __tablename__ = "areas"
    __table_args__ = (CheckConstraint("track IN ('cpc', 'cpb')", name="track"),)

    track: Mapped[str] = mapped_column(String(8), primary_key=True)
    slug: Mapped[str] = mapped_column(String(40), primary_key=True)
    title: Mapped[str] = mapped_column(String(120))
    position: Mapped[int]
    questions: Mapped[int]


class BlueprintVersion(Base):
    """The blueprint of a track as published. Frozen; the highest number counts."""

    __tablename__ = "blueprints"
    __table_args__ = (CheckConstraint("track IN ('cpc', 'cpb')", name="track"),)

    track: Mapped[str] = mapped_column(String(8), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    blueprint: Mapped[Blueprint] = mapped_column(Stored(Blueprint))
    published_at: Mapped[datetime]


class Bank(Base):
    """A collection of content. Banks from files are changed only by publishing the files.

    One that is written in the browser has an owner; the others see it once it `is_shared`.
    """

    __tablename__ = "banks"
    __table_args__ = (CheckConstraint("origin IN ('files', 'browser')", name="origin"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(120))
    origin: Mapped[str] = mapped_column(String(10))
    source_fingerprint: Mapped[str] = mapped_column(String(64), default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    is_shared: Mapped[bool] = mapped_column(default=True, server_default=true())


class Stimulus(Base):
    """A scenario that several items share. Frozen: a changed text is a new number."""

    __tablename__ = "stimuli"
    __table_args__ = (UniqueConstraint("slug", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(120))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(String(64))


class Item(Base):
    """An item through its life. The three fingerprints are those last published from its file.

    A generated family is one item with many variants of each version. A sealed item is dealt in the sealed mock only,
    until the learner has sat that. An item of a `lesson` is dealt at its end, and comes back in reviews and among what
    was missed, but stands in no exam, diagnostic or assignment.
    """

    __tablename__ = "items"
    __table_args__ = (
        ForeignKeyConstraint(["track", "area"], ["areas.track", "areas.slug"]),
        CheckConstraint("difficulty BETWEEN 1 AND 5", name="difficulty"),
        CheckConstraint("bloom IN ('recall', 'apply', 'analyze')", name="bloom"),
        Index(None, "track", "area"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    bank_id: Mapped[int] = mapped_column(ForeignKey("banks.id"))
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    track: Mapped[str] = mapped_column(String(8))
    area: Mapped[str] = mapped_column(String(40))
    difficulty: Mapped[int]
    bloom: Mapped[str] = mapped_column(String(10))
    tags: Mapped[tuple[str, ...]] = mapped_column(Stored(tuple[str, ...]))
    current_number: Mapped[int]
    published_content: Mapped[str] = mapped_column(String(64))
    published_key: Mapped[str] = mapped_column(String(64))
    published_explanation: Mapped[str] = mapped_column(String(64))
    retired_at: Mapped[datetime | None]
    is_sealed: Mapped[bool] = mapped_column(default=False, server_default=false())
    lesson: Mapped[str | None] = mapped_column(String(120))


class ItemVersion(Base):
    """What a learner may see. Variant 0 is fixed text; 1…n are generated, each from its `seed`."""

    __tablename__ = "item_versions"
    __table_args__ = (
        UniqueConstraint("item_id", "number", "variant"),
        CheckConstraint("variant >= 0", name="variant"),
        CheckConstraint("(variant = 0) = (seed IS NULL)", name="seed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"))
    number: Mapped[int]
    variant: Mapped[int] = mapped_column(default=0)
    seed: Mapped[int | None]
    stimulus_id: Mapped[int | None] = mapped_column(ForeignKey("stimuli.id"))
    content: Mapped[ItemContent] = mapped_column(Stored(ItemContent))
    content_fingerprint: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]


class ItemKey(Base):
    """One revision of the key and its explanation, with the reason for it. The highest revision counts."""

    __tablename__ = "item_keys"
    __table_args__ = (UniqueConstraint("item_version_id", "revision"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_version_id: Mapped[int] = mapped_column(ForeignKey("item_versions.id"))
    revision: Mapped[int]
    key: Mapped[Key] = mapped_column(Stored(Key))
    explanation: Mapped[Explanation] = mapped_column(Stored(Explanation))
    key_fingerprint: Mapped[str] = mapped_column(String(64))
    explanation_fingerprint: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

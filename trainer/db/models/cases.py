"""Cases of coding and billing: what is shown (versions, frozen) apart from the key (frozen); a learner's work."""

from datetime import datetime
from typing import Annotated

from pydantic import Field
from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from trainer.db.columns import Stored
from trainer.db.models.base import Base
from trainer.domain.claims.billing_case import BillingContent, Worksheet
from trainer.domain.claims.case import CaseContent
from trainer.domain.grading.billing_key import BillingKey
from trainer.domain.grading.case_key import CaseKey, VisitElements
from trainer.domain.grading.queries import QueryAnswer

AnyContent = CaseContent | BillingContent
AnyKey = CaseKey | BillingKey
_IN_ORDER = Field(union_mode="left_to_right")  # a kind belongs to one of the two; the first has fields without default


class Case(Base):
    """A case through its life. The fingerprints are those last published from its files."""

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint("level BETWEEN 1 AND 5", name="level"),
        CheckConstraint("track IN ('cpc', 'cpb')", name="track"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    track: Mapped[str] = mapped_column(String(8), default="cpc")
    bank_id: Mapped[int] = mapped_column(ForeignKey("banks.id"))
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    specialty: Mapped[str] = mapped_column(String(80))
    level: Mapped[int]
    current_number: Mapped[int]
    published_content: Mapped[str] = mapped_column(String(64))
    published_key: Mapped[str] = mapped_column(String(64))
    published_explanation: Mapped[str] = mapped_column(String(64))
    retired_at: Mapped[datetime | None]


class CaseVersion(Base):
    """What a learner may see of a case."""

    __tablename__ = "case_versions"
    __table_args__ = (UniqueConstraint("case_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    number: Mapped[int]
    content: Mapped[AnyContent] = mapped_column(Stored(Annotated[AnyContent, _IN_ORDER]))
    content_fingerprint: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]


class CaseKeyRevision(Base):
    """One revision of a case's key, with the reason for it. The highest revision counts."""

    __tablename__ = "case_keys"
    __table_args__ = (UniqueConstraint("case_version_id", "revision"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_version_id: Mapped[int] = mapped_column(ForeignKey("case_versions.id"))
    revision: Mapped[int]
    key: Mapped[AnyKey] = mapped_column(Stored(Annotated[AnyKey, _IN_ORDER]))
    key_fingerprint: Mapped[str] = mapped_column(String(64))
    explanation_fingerprint: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class CaseSubmission(Base):
    """The work on one case in one sitting. The revision counts saves of it; `note` is the learner's own."""

    __tablename__ = "case_submissions"
    __table_args__ = (
        ForeignKeyConstraint(["learner_id", "attempt_number"], ["attempts.learner_id", "attempts.number"]),
    )

    learner_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    attempt_number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    case_version_id: Mapped[int] = mapped_column(ForeignKey("case_versions.id"))
    revision: Mapped[int] = mapped_column(default=0)
    saved_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(Text, default="")
    elements: Mapped[VisitElements | None] = mapped_column(Stored(VisitElements))
    query: Mapped[QueryAnswer | None] = mapped_column(Stored(QueryAnswer))
    worksheet: Mapped[Worksheet] = mapped_column(Stored(Worksheet), default=())


class CaseLine(Base):
    """One line of the claim exactly as typed; in an audit also what is said to be wrong with it."""

    __tablename__ = "case_lines"
    __table_args__ = (
        ForeignKeyConstraint(
            ["learner_id", "attempt_number"], ["case_submissions.learner_id", "case_submissions.attempt_number"]
        ),
        CheckConstraint("section IN ('diagnoses', 'procedures')", name="section"),
    )

    learner_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    attempt_number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    section: Mapped[str] = mapped_column(String(10), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code: Mapped[str] = mapped_column(String(40))
    modifiers: Mapped[str] = mapped_column(String(40), default="")
    units: Mapped[str] = mapped_column(String(40), default="")
    pointers: Mapped[str] = mapped_column(String(40), default="")
    mark: Mapped[str] = mapped_column(String(40), default="")
    is_struck: Mapped[bool] = mapped_column(default=False)


class KeyDispute(Base):
    """A learner's objection to the key of a case they handed in, and the answer to it."""

    __tablename__ = "key_disputes"
    __table_args__ = (
        ForeignKeyConstraint(
            ["learner_id", "attempt_number"], ["case_submissions.learner_id", "case_submissions.attempt_number"]
        ),
        CheckConstraint("(answered_at IS NULL) = (answer IS NULL)", name="answer"),
    )

    learner_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    attempt_number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    case_key_id: Mapped[int] = mapped_column(ForeignKey("case_keys.id"))
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    answer: Mapped[str | None] = mapped_column(Text)
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

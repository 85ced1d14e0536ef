"""Grades: facts about (answer revision, key revision, grader version, run). Frozen; a regrade adds rows."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from trainer.db.columns import Stored
from trainer.db.models.base import Base
from trainer.domain.grading.findings import Finding
from trainer.domain.grading.lines import SectionPoints

FIRST_RUN_ID = 1
"""The run that every first grade belongs to; the migration creates it."""


class GradingRun(Base):
    """A reason for which grades were made. `item_key_id`: the key that it went by."""

    __tablename__ = "grading_runs"
    __table_args__ = (CheckConstraint("kind IN ('first', 'regrade', 'manual')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    item_key_id: Mapped[int | None] = mapped_column(ForeignKey("item_keys.id"))


class GradeRow(Base):
    """The grade of one answer. Answer revision 0: nothing was ever answered."""

    __tablename__ = "grades"
    __table_args__ = (
        ForeignKeyConstraint(
            ["learner_id", "attempt_number", "position"],
            ["attempt_items.learner_id", "attempt_items.attempt_number", "attempt_items.position"],
        ),
        CheckConstraint("possible >= 1 AND earned >= 0 AND earned <= possible", name="points"),
    )

    learner_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    attempt_number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    run_id: Mapped[int] = mapped_column(ForeignKey("grading_runs.id"), primary_key=True, autoincrement=False)
    answer_revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    item_key_id: Mapped[int] = mapped_column(ForeignKey("item_keys.id"))
    grader_version: Mapped[int]
    earned: Mapped[int]
    possible: Mapped[int]
    graded_at: Mapped[datetime]


class AttemptScore(Base):
    """The sum of a sitting's grades in a run: a cache."""

    __tablename__ = "attempt_scores"
    __table_args__ = (
        ForeignKeyConstraint(["learner_id", "attempt_number"], ["attempts.learner_id", "attempts.number"]),
        CheckConstraint("possible >= 1 AND earned >= 0 AND earned <= possible", name="points"),
    )

    learner_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    attempt_number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    run_id: Mapped[int] = mapped_column(ForeignKey("grading_runs.id"), primary_key=True, autoincrement=False)
    earned: Mapped[int]
    possible: Mapped[int]
    correct: Mapped[int]
    answered: Mapped[int]


class CaseGradeRow(Base):
    """The grade of a case: points of all sections together (each counts the same) and apart, and the three scores."""

    __tablename__ = "case_grades"
    __table_args__ = (
        ForeignKeyConstraint(
            ["learner_id", "attempt_number"], ["case_submissions.learner_id", "case_submissions.attempt_number"]
        ),
        CheckConstraint("possible >= 1 AND earned >= 0 AND earned <= possible", name="points"),
    )

    learner_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    attempt_number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    run_id: Mapped[int] = mapped_column(ForeignKey("grading_runs.id"), primary_key=True, autoincrement=False)
    submission_revision: Mapped[int]
    case_key_id: Mapped[int] = mapped_column(ForeignKey("case_keys.id"))
    grader_version: Mapped[int]
    earned: Mapped[int]
    possible: Mapped[int]
    sections: Mapped[SectionPoints] = mapped_column(Stored(SectionPoints), default=())
    correct_lines: Mapped[int]
    key_lines: Mapped[int]
    is_clean: Mapped[bool]
    graded_at: Mapped[datetime]


class GradedLineRow(Base):
    """One code line with its verdict. `learner_line` or `key_line` is None where the other side stands alone."""

    __tablename__ = "graded_lines"
    __table_args__ = (
        ForeignKeyConstraint(
            ["learner_id", "attempt_number", "run_id"],
            ["case_grades.learner_id", "case_grades.attempt_number", "case_grades.run_id"],
        ),
        CheckConstraint(
            "section IN ('diagnoses', 'procedures', 'audit', 'query', 'fields', 'form', 'accounts')", name="section"
        ),
        CheckConstraint("learner_line IS NOT NULL OR key_line IS NOT NULL", name="line"),
    )

    learner_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    attempt_number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    run_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    row: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    section: Mapped[str] = mapped_column(String(10))
    learner_line: Mapped[int | None]
    key_line: Mapped[int | None]
    verdict: Mapped[str] = mapped_column(String(12))
    earned: Mapped[int]
    faults: Mapped[tuple[str, ...]] = mapped_column(Stored(tuple[str, ...]))
    entered: Mapped[str] = mapped_column(String(200))
    explanation: Mapped[str] = mapped_column(Text)
    findings: Mapped[tuple[Finding, ...]] = mapped_column(Stored(tuple[Finding, ...]), default=())

"""Sittings, answers, claims, notes and grades.

Revision ID: 0003
Revises: 0002
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "attempts",
        sa.Column("learner_id", ID, autoincrement=False, nullable=False),
        sa.Column("number", ID, autoincrement=False, nullable=False),
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("track", sa.String(length=8), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("feedback", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("item_count", ID, nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("deadline_at", INSTANT, nullable=True),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("graded_at", INSTANT, nullable=True),
        sa.CheckConstraint("(state = 'in_progress') = (closed_at IS NULL)", name=op.f("ck_attempts_closed_at")),
        sa.CheckConstraint("feedback IN ('at_once', 'at_end')", name=op.f("ck_attempts_feedback")),
        sa.CheckConstraint("kind IN ('practice', 'case')", name=op.f("ck_attempts_kind")),
        sa.CheckConstraint(
            "state IN ('in_progress', 'submitted', 'expired', 'abandoned')", name=op.f("ck_attempts_state")
        ),
        sa.CheckConstraint("track IN ('cpc', 'cpb')", name=op.f("ck_attempts_track")),
        sa.CheckConstraint("graded_at IS NULL OR closed_at IS NOT NULL", name=op.f("ck_attempts_graded_at")),
        sa.ForeignKeyConstraint(["learner_id"], ["users.id"], name=op.f("fk_attempts_learner_id")),
        sa.PrimaryKeyConstraint("learner_id", "number", name=op.f("pk_attempts")),
        sa.UniqueConstraint("learner_id", "request_id", name=op.f("uq_attempts_learner_id_request_id")),
    )
    op.create_table(
        "grading_runs",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", ID, nullable=True),
        sa.CheckConstraint("kind IN ('first', 'regrade')", name=op.f("ck_grading_runs_kind")),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_grading_runs_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grading_runs")),
    )
    op.create_table(
        "attempt_scores",
        sa.Column("learner_id", ID, autoincrement=False, nullable=False),
        sa.Column("attempt_number", ID, autoincrement=False, nullable=False),
        sa.Column("run_id", ID, autoincrement=False, nullable=False),
        sa.Column("earned", ID, nullable=False),
        sa.Column("possible", ID, nullable=False),
        sa.Column("correct", ID, nullable=False),
        sa.Column("answered", ID, nullable=False),
        sa.CheckConstraint(
            "possible >= 1 AND earned >= 0 AND earned <= possible", name=op.f("ck_attempt_scores_points")
        ),
        sa.ForeignKeyConstraint(
            ["learner_id", "attempt_number"],
            ["attempts.learner_id", "attempts.number"],
            name=op.f("fk_attempt_scores_learner_id_attempt_number"),
        ),
        sa.ForeignKeyConstraint(["run_id"], ["grading_runs.id"], name=op.f("fk_attempt_scores_run_id")),
        sa.PrimaryKeyConstraint("learner_id", "attempt_number", "run_id", name=op.f("pk_attempt_scores")),
    )
    op.create_table(
        "item_flags",
        sa.Column("learner_id", ID, autoincrement=False, nullable=False),
        sa.Column("item_id", ID, autoincrement=False, nullable=False),
        sa.Column("flagged_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_item_flags_item_id")),
        sa.ForeignKeyConstraint(["learner_id"], ["users.id"], name=op.f("fk_item_flags_learner_id")),
        sa.PrimaryKeyConstraint("learner_id", "item_id", name=op.f("pk_item_flags")),
    )
    op.create_table(
        "item_notes",
        sa.Column("learner_id", ID, autoincrement=False, nullable=False),
        sa.Column("item_id", ID, autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_item_notes_item_id")),
        sa.ForeignKeyConstraint(["learner_id"], ["users.id"], name=op.f("fk_item_notes_learner_id")),
        sa.PrimaryKeyConstraint("learner_id", "item_id", name=op.f("pk_item_notes")),
    )
    op.create_table(
        "attempt_items",
        sa.Column("learner_id", ID, autoincrement=False, nullable=False),
        sa.Column("attempt_number", ID, autoincrement=False, nullable=False),
        sa.Column("position", ID, autoincrement=False, nullable=False),
        sa.Column("item_version_id", ID, nullable=False),
        sa.Column("option_order", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_version_id"], ["item_versions.id"], name=op.f("fk_attempt_items_item_version_id")
        ),
        sa.ForeignKeyConstraint(
            ["learner_id", "attempt_number"],
            ["attempts.learner_id", "attempts.number"],
            name=op.f("fk_attempt_items_learner_id_attempt_number"),
        ),
        sa.PrimaryKeyConstraint("learner_id", "attempt_number", "position", name=op.f("pk_attempt_items")),
    )
    op.create_index(op.f("ix_attempt_items_item_version_id"), "attempt_items", ["item_version_id"])
    op.create_table(
        "case_submissions",
        sa.Column("learner_id", ID, autoincrement=False, nullable=False),
        sa.Column("attempt_number", ID, autoincrement=False, nullable=False),
        sa.Column("case_version_id", ID, nullable=False),
        sa.Column("revision", ID, nullable=False),
        sa.Column("saved_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["case_version_id"], ["case_versions.id"], name=op.f("fk_case_submissions_case_version_id")
        ),
        sa.ForeignKeyConstraint(
            ["learner_id", "attempt_number"],
            ["attempts.learner_id", "attempts.number"],
            name=op.f("fk_case_submissions_learner_id_attempt_number"),
        ),
        sa.PrimaryKeyConstraint("learner_id", "attempt_number", name=op.f("pk_case_submissions")),
    )
    op.create_table(
        "answer_events",
        sa.Column("learner_id", ID, autoincrement=False, nullable=False),
        sa.Column("attempt_number", ID, autoincrement=False, nullable=False),
        sa.Column("client_id", sa.String(length=32), nullable=False),
        sa.Column("sequence", ID, autoincrement=False, nullable=False),
        sa.Column("position", ID, nullable=False),
        sa.Column("base_revision", ID, nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("received_at", INSTANT, nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.CheckConstraint("sequence >= 1", name=op.f("ck_answer_events_sequence")),
        sa.ForeignKeyConstraint(
            ["learner_id", "attempt_number", "position"],
            ["attempt_items.learner_id", "attempt_items.attempt_number", "attempt_items.position"],
            name=op.f("fk_answer_events_learner_id_attempt_number_position"),
        ),
        sa.PrimaryKeyConstraint("learner_id", "attempt_number", "client_id", "sequence", name=op.f("pk_answer_events")),
    )
    op.create_table(
        "answers",
        sa.Column("learner_id", ID, autoincrement=False, nullable=False),
        sa.Column("attempt_number", ID, autoincrement=False, nullable=False),
        sa.Column("position", ID, autoincrement=False, nullable=False),
        sa.Column("revision", ID, nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.CheckConstraint("revision >= 1", name=op.f("ck_answers_revision")),
        sa.ForeignKeyConstraint(
            ["learner_id", "attempt_number", "position"],
            ["attempt_items.learner_id", "attempt_items.attempt_number", "attempt_items.position"],
            name=op.f("fk_answers_learner_id_attempt_number_position"),
        ),
        sa.PrimaryKeyConstraint("learner_id", "attempt_number", "position", name=op.f("pk_answers")),
    )
    op.create_table(
        "case_grades",
        sa.Column("learner_id", ID, autoincrement=False, nullable=False),
        sa.Column("attempt_number", ID, autoincrement=False, nullable=False),
        sa.Column("run_id", ID, autoincrement=False, nullable=False),
        sa.Column("submission_revision", ID, nullable=False),
        sa.Column("case_key_id", ID, nullable=False),
        sa.Column("grader_version", ID, nullable=False),
        sa.Column("earned", ID, nullable=False),
        sa.Column("possible", ID, nullable=False),
        sa.Column("correct_lines", ID, nullable=False),
        sa.Column("key_lines", ID, nullable=False),
        sa.Column("is_clean", sa.Boolean(), nullable=False),
        sa.Column("graded_at", INSTANT, nullable=False),
        sa.CheckConstraint("possible >= 1 AND earned >= 0 AND earned <= possible", name=op.f("ck_case_grades_points")),
        sa.ForeignKeyConstraint(["case_key_id"], ["case_keys.id"], name=op.f("fk_case_grades_case_key_id")),
        sa.ForeignKeyConstraint(
            ["learner_id", "attempt_number"],
            ["case_submissions.learner_id", "case_submissions.attempt_number"],
            name=op.f("fk_case_grades_learner_id_attempt_number"),
        ),
        sa.ForeignKeyConstraint(["run_id"], ["grading_runs.id"], name=op.f("fk_case_grades_run_id")),
        sa.PrimaryKeyConstraint("learner_id", "attempt_number", "run_id", name=op.f("pk_case_grades")),
    )
    op.create_table(
        "case_lines",
        sa.Column("learner_id", ID, autoincrement=False, nullable=False),
        sa.Column("attempt_number", ID, autoincrement=False, nullable=False),
        sa.Column("section", sa.String(length=10), nullable=False),
        sa.Column("position", ID, autoincrement=False, nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("modifiers", sa.String(length=40), nullable=False),
        sa.Column("units", sa.String(length=40), nullable=False),
        sa.Column("pointers", sa.String(length=40), nullable=False),
        sa.CheckConstraint("section IN ('diagnoses', 'procedures')", name=op.f("ck_case_lines_section")),
        sa.ForeignKeyConstraint(
            ["learner_id", "attempt_number"],
            ["case_submissions.learner_id", "case_submissions.attempt_number"],
            name=op.f("fk_case_lines_learner_id_attempt_number"),
        ),
        sa.PrimaryKeyConstraint("learner_id", "attempt_number", "section", "position", name=op.f("pk_case_lines")),
    )
    op.create_table(
        "grades",
        sa.Column("learner_id", ID, autoincrement=False, nullable=False),
        sa.Column("attempt_number", ID, autoincrement=False, nullable=False),
        sa.Column("position", ID, autoincrement=False, nullable=False),
        sa.Column("run_id", ID, autoincrement=False, nullable=False),
        sa.Column("answer_revision", ID, autoincrement=False, nullable=False),
        sa.Column("item_key_id", ID, nullable=False),
        sa.Column("grader_version", ID, nullable=False),
        sa.Column("earned", ID, nullable=False),
        sa.Column("possible", ID, nullable=False),
        sa.Column("graded_at", INSTANT, nullable=False),
        sa.CheckConstraint("possible >= 1 AND earned >= 0 AND earned <= possible", name=op.f("ck_grades_points")),
        sa.ForeignKeyConstraint(["item_key_id"], ["item_keys.id"], name=op.f("fk_grades_item_key_id")),
        sa.ForeignKeyConstraint(
            ["learner_id", "attempt_number", "position"],
            ["attempt_items.learner_id", "attempt_items.attempt_number", "attempt_items.position"],
            name=op.f("fk_grades_learner_id_attempt_number_position"),
        ),
        sa.ForeignKeyConstraint(["run_id"], ["grading_runs.id"], name=op.f("fk_grades_run_id")),
        sa.PrimaryKeyConstraint(
            "learner_id", "attempt_number", "position", "run_id", "answer_revision", name=op.f("pk_grades")
        ),
    )
    op.create_table(
        "graded_lines",
        sa.Column("learner_id", ID, autoincrement=False, nullable=False),
        sa.Column("attempt_number", ID, autoincrement=False, nullable=False),
        sa.Column("run_id", ID, autoincrement=False, nullable=False),
        sa.Column("row", ID, autoincrement=False, nullable=False),
        sa.Column("section", sa.String(length=10), nullable=False),
        sa.Column("learner_line", ID, nullable=True),
        sa.Column("key_line", ID, nullable=True),
        sa.Column("verdict", sa.String(length=12), nullable=False),
        sa.Column("earned", ID, nullable=False),
        sa.Column("faults", sa.Text(), nullable=False),
        sa.Column("entered", sa.String(length=200), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.CheckConstraint("section IN ('diagnoses', 'procedures')", name=op.f("ck_graded_lines_section")),
        sa.CheckConstraint("learner_line IS NOT NULL OR key_line IS NOT NULL", name=op.f("ck_graded_lines_line")),
        sa.ForeignKeyConstraint(
            ["learner_id", "attempt_number", "run_id"],
            ["case_grades.learner_id", "case_grades.attempt_number", "case_grades.run_id"],
            name=op.f("fk_graded_lines_learner_id_attempt_number_run_id"),
        ),
        sa.PrimaryKeyConstraint("learner_id", "attempt_number", "run_id", "row", name=op.f("pk_graded_lines")),
    )

    runs = sa.table("grading_runs", sa.column("kind"), sa.column("reason"), sa.column("created_at", INSTANT))
    first = {"kind": "first", "reason": "Graded when handed in.", "created_at": datetime(2026, 1, 1, tzinfo=UTC)}
    op.bulk_insert(runs, [first])


def downgrade() -> None:
    for table in (
        "graded_lines",
        "grades",
        "case_lines",
        "case_grades",
        "answers",
        "answer_events",
        "case_submissions",
        "attempt_items",
        "item_notes",
        "item_flags",
        "attempt_scores",
        "grading_runs",
        "attempts",
    ):
        op.drop_table(table)

"""Classes, assignments and what is granted and set by hand in them; reports of wrong keys.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

from trainer.db.columns import Id, Instant

revision = "0009"
down_revision = "0008"

_KINDS = "'practice', 'case', 'exam', 'diagnostic'"
_OPEN = "state = 'in_progress' AND assignment_id IS NOT NULL"
_ASSIGNMENT = (
    "(assignment_id IS NULL) = (assignment_version IS NULL)"
    " AND (assignment_id IS NULL) = (assignment_try IS NULL)"
    " AND (assignment_id IS NULL) = (assignment_part IS NULL)"
)


def upgrade() -> None:
    _create_classes()
    _create_enrolments()
    _create_class_invitations()
    _create_assignments()
    _create_assignment_versions()
    _create_assignment_overrides()
    _create_assignment_marks()
    _create_work_comments()
    _create_presences()
    _create_item_reports()
    with op.batch_alter_table("attempts") as attempts:
        for name in ("assignment_id", "assignment_version", "assignment_try", "assignment_part"):
            attempts.add_column(sa.Column(name, Id, nullable=True))
        attempts.drop_constraint(op.f("ck_attempts_kind"), type_="check")
        attempts.drop_constraint(op.f("ck_attempts_form"), type_="check")
        attempts.create_check_constraint(op.f("ck_attempts_kind"), f"kind IN ({_KINDS}, 'assignment')")
        attempts.create_check_constraint(
            op.f("ck_attempts_form"), "(kind IN ('exam', 'assignment')) = (form IS NOT NULL)"
        )
        attempts.create_check_constraint(op.f("ck_attempts_assignment"), _ASSIGNMENT)
        attempts.create_foreign_key(
            op.f("fk_attempts_assignment_id_assignment_version"),
            "assignment_versions",
            ["assignment_id", "assignment_version"],
            ["assignment_id", "number"],
        )
    op.create_index(
        "ix_attempts_open_assignment",
        "attempts",
        ["learner_id", "assignment_id", "assignment_part"],
        unique=True,
        sqlite_where=sa.text(_OPEN),
        postgresql_where=sa.text(_OPEN),
    )
    op.create_index(
        "ix_attempts_of_assignment",
        "attempts",
        ["assignment_id", "graded_at"],
        sqlite_where=sa.text("assignment_id IS NOT NULL"),
        postgresql_where=sa.text("assignment_id IS NOT NULL"),
    )
    with op.batch_alter_table("key_disputes") as disputes:
        disputes.add_column(sa.Column("answered_by", Id, nullable=True))
        disputes.create_foreign_key(op.f("fk_key_disputes_answered_by"), "users", ["answered_by"], ["id"])


def _create_classes() -> None:
    op.create_table(
        "classes",
        sa.Column("id", Id, nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("term", sa.String(length=60), nullable=False),
        sa.Column("track", sa.String(length=8), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("join_code", sa.String(length=12), nullable=False),
        sa.Column("is_joinable", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("copied_from_id", Id, nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("archived_at", Instant(), nullable=True),
        sa.CheckConstraint("track IN ('cpc', 'cpb')", name=op.f("ck_classes_track")),
        sa.ForeignKeyConstraint(["copied_from_id"], ["classes.id"], name=op.f("fk_classes_copied_from_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_classes")),
        sa.UniqueConstraint("join_code", name=op.f("uq_classes_join_code")),
    )


def _create_enrolments() -> None:
    op.create_table(
        "enrolments",
        sa.Column("class_id", Id, autoincrement=False, nullable=False),
        sa.Column("person_id", Id, autoincrement=False, nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("student_number", sa.String(length=40), nullable=False, server_default=""),
        sa.Column("joined_at", Instant(), nullable=False),
        sa.Column("left_at", Instant(), nullable=True),
        sa.CheckConstraint("role IN ('learner', 'assistant', 'instructor')", name=op.f("ck_enrolments_role")),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name=op.f("fk_enrolments_class_id")),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name=op.f("fk_enrolments_person_id")),
        sa.PrimaryKeyConstraint("class_id", "person_id", name=op.f("pk_enrolments")),
    )
    op.create_index(op.f("ix_enrolments_person_id"), "enrolments", ["person_id"])


def _create_class_invitations() -> None:
    op.create_table(
        "class_invitations",
        sa.Column("id", Id, nullable=False),
        sa.Column("class_id", Id, nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_key", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("student_number", sa.String(length=40), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("invited_at", Instant(), nullable=False),
        sa.Column("invited_by", Id, nullable=False),
        sa.Column("accepted_at", Instant(), nullable=True),
        sa.Column("accepted_by", Id, nullable=True),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.CheckConstraint("(accepted_at IS NULL) = (accepted_by IS NULL)", name=op.f("ck_class_invitations_accepted")),
        sa.CheckConstraint("role IN ('learner', 'assistant', 'instructor')", name=op.f("ck_class_invitations_role")),
        sa.ForeignKeyConstraint(["accepted_by"], ["users.id"], name=op.f("fk_class_invitations_accepted_by")),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name=op.f("fk_class_invitations_class_id")),
        sa.ForeignKeyConstraint(["invited_by"], ["users.id"], name=op.f("fk_class_invitations_invited_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_invitations")),
        sa.UniqueConstraint("class_id", "email_key", name=op.f("uq_class_invitations_class_id_email_key")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_class_invitations_token_hash")),
    )
    op.create_index(op.f("ix_class_invitations_email_key"), "class_invitations", ["email_key"])


def _create_assignments() -> None:
    op.create_table(
        "assignments",
        sa.Column("id", Id, nullable=False),
        sa.Column("class_id", Id, nullable=False),
        sa.Column("position", Id, nullable=False),
        sa.Column("current_number", Id, nullable=False),
        sa.Column("copied_from_id", Id, nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("published_at", Instant(), nullable=True),
        sa.Column("archived_at", Instant(), nullable=True),
        sa.CheckConstraint("current_number >= 1", name=op.f("ck_assignments_current_number")),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name=op.f("fk_assignments_class_id")),
        sa.ForeignKeyConstraint(["copied_from_id"], ["assignments.id"], name=op.f("fk_assignments_copied_from_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
    )
    op.create_index(op.f("ix_assignments_class_id"), "assignments", ["class_id"])


def _create_assignment_versions() -> None:
    op.create_table(
        "assignment_versions",
        sa.Column("assignment_id", Id, autoincrement=False, nullable=False),
        sa.Column("number", Id, autoincrement=False, nullable=False),
        sa.Column("spec", sa.Text(), nullable=False),
        sa.Column("dealt", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", Id, nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_assignment_versions_number")),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignments.id"], name=op.f("fk_assignment_versions_assignment_id")
        ),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_assignment_versions_created_by")),
        sa.PrimaryKeyConstraint("assignment_id", "number", name=op.f("pk_assignment_versions")),
    )


def _create_assignment_overrides() -> None:
    op.create_table(
        "assignment_overrides",
        sa.Column("id", Id, nullable=False),
        sa.Column("class_id", Id, nullable=False),
        sa.Column("learner_id", Id, nullable=False),
        sa.Column("assignment_id", Id, nullable=True),
        sa.Column("extra_percent", Id, nullable=False),
        sa.Column("extra_seconds", Id, nullable=False),
        sa.Column("extra_attempts", Id, nullable=False),
        sa.Column("opens_at", Instant(), nullable=True),
        sa.Column("due_at", Instant(), nullable=True),
        sa.Column("closes_at", Instant(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_at", Instant(), nullable=False),
        sa.Column("granted_by", Id, nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "extra_percent >= 0 AND extra_seconds >= 0 AND extra_attempts >= 0",
            name=op.f("ck_assignment_overrides_extra"),
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignments.id"], name=op.f("fk_assignment_overrides_assignment_id")
        ),
        sa.ForeignKeyConstraint(
            ["class_id", "learner_id"],
            ["enrolments.class_id", "enrolments.person_id"],
            name=op.f("fk_assignment_overrides_class_id_learner_id"),
        ),
        sa.ForeignKeyConstraint(["granted_by"], ["users.id"], name=op.f("fk_assignment_overrides_granted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_overrides")),
    )
    op.create_index(
        op.f("ix_assignment_overrides_class_id_learner_id"), "assignment_overrides", ["class_id", "learner_id"]
    )


def _create_assignment_marks() -> None:
    op.create_table(
        "assignment_marks",
        sa.Column("learner_id", Id, autoincrement=False, nullable=False),
        sa.Column("assignment_id", Id, autoincrement=False, nullable=False),
        sa.Column("number", Id, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("permille", Id, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("made_by", Id, nullable=False),
        sa.CheckConstraint("kind IN ('score', 'excused', 'cleared')", name=op.f("ck_assignment_marks_kind")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_assignment_marks_number")),
        sa.CheckConstraint("permille BETWEEN 0 AND 1000", name=op.f("ck_assignment_marks_permille")),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignments.id"], name=op.f("fk_assignment_marks_assignment_id")),
        sa.ForeignKeyConstraint(["learner_id"], ["users.id"], name=op.f("fk_assignment_marks_learner_id")),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name=op.f("fk_assignment_marks_made_by")),
        sa.PrimaryKeyConstraint("learner_id", "assignment_id", "number", name=op.f("pk_assignment_marks")),
    )


def _create_work_comments() -> None:
    op.create_table(
        "work_comments",
        sa.Column("learner_id", Id, autoincrement=False, nullable=False),
        sa.Column("assignment_id", Id, autoincrement=False, nullable=False),
        sa.Column("number", Id, autoincrement=False, nullable=False),
        sa.Column("attempt_number", Id, nullable=True),
        sa.Column("position", Id, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("said_at", Instant(), nullable=False),
        sa.Column("said_by", Id, nullable=False),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.CheckConstraint("position >= 0", name=op.f("ck_work_comments_position")),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignments.id"], name=op.f("fk_work_comments_assignment_id")),
        sa.ForeignKeyConstraint(["learner_id"], ["users.id"], name=op.f("fk_work_comments_learner_id")),
        sa.ForeignKeyConstraint(
            ["learner_id", "attempt_number"],
            ["attempts.learner_id", "attempts.number"],
            name=op.f("fk_work_comments_learner_id_attempt_number"),
        ),
        sa.ForeignKeyConstraint(["said_by"], ["users.id"], name=op.f("fk_work_comments_said_by")),
        sa.PrimaryKeyConstraint("learner_id", "assignment_id", "number", name=op.f("pk_work_comments")),
    )


def _create_presences() -> None:
    op.create_table(
        "presences",
        sa.Column("learner_id", Id, autoincrement=False, nullable=False),
        sa.Column("attempt_number", Id, autoincrement=False, nullable=False),
        sa.Column("position", Id, nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["learner_id", "attempt_number"],
            ["attempts.learner_id", "attempts.number"],
            name=op.f("fk_presences_learner_id_attempt_number"),
        ),
        sa.PrimaryKeyConstraint("learner_id", "attempt_number", name=op.f("pk_presences")),
    )


def _create_item_reports() -> None:
    op.create_table(
        "item_reports",
        sa.Column("learner_id", Id, autoincrement=False, nullable=False),
        sa.Column("attempt_number", Id, autoincrement=False, nullable=False),
        sa.Column("position", Id, autoincrement=False, nullable=False),
        sa.Column("number", Id, autoincrement=False, nullable=False),
        sa.Column("item_key_id", Id, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("answered_by", Id, nullable=True),
        sa.CheckConstraint("(answered_at IS NULL) = (answer IS NULL)", name=op.f("ck_item_reports_answer")),
        sa.CheckConstraint("(answered_at IS NULL) = (outcome IS NULL)", name=op.f("ck_item_reports_answered")),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome IN ('explained', 'corrected')", name=op.f("ck_item_reports_outcome")
        ),
        sa.ForeignKeyConstraint(["answered_by"], ["users.id"], name=op.f("fk_item_reports_answered_by")),
        sa.ForeignKeyConstraint(["item_key_id"], ["item_keys.id"], name=op.f("fk_item_reports_item_key_id")),
        sa.ForeignKeyConstraint(
            ["learner_id", "attempt_number", "position"],
            ["attempt_items.learner_id", "attempt_items.attempt_number", "attempt_items.position"],
            name=op.f("fk_item_reports_learner_id_attempt_number_position"),
        ),
        sa.PrimaryKeyConstraint("learner_id", "attempt_number", "position", "number", name=op.f("pk_item_reports")),
    )


def downgrade() -> None:
    """Sittings with a time limit that belonged to an assignment are exams for the program before."""
    with op.batch_alter_table("key_disputes") as disputes:
        disputes.drop_constraint(op.f("fk_key_disputes_answered_by"), type_="foreignkey")
        disputes.drop_column("answered_by")
    op.drop_index("ix_attempts_open_assignment", "attempts")
    op.drop_index("ix_attempts_of_assignment", "attempts")
    with op.batch_alter_table("attempts") as attempts:
        for name in ("kind", "form", "assignment"):
            attempts.drop_constraint(op.f(f"ck_attempts_{name}"), type_="check")
        attempts.drop_constraint(op.f("fk_attempts_assignment_id_assignment_version"), type_="foreignkey")
        for name in ("assignment_id", "assignment_version", "assignment_try", "assignment_part"):
            attempts.drop_column(name)
    op.execute("UPDATE attempts SET kind = 'exam' WHERE kind = 'assignment'")
    with op.batch_alter_table("attempts") as attempts:
        attempts.create_check_constraint(op.f("ck_attempts_kind"), f"kind IN ({_KINDS})")
        attempts.create_check_constraint(op.f("ck_attempts_form"), "(kind = 'exam') = (form IS NOT NULL)")
    for table in (
        "item_reports",
        "presences",
        "work_comments",
        "assignment_marks",
        "assignment_overrides",
        "assignment_versions",
        "assignments",
        "class_invitations",
        "enrolments",
        "classes",
    ):
        op.drop_table(table)

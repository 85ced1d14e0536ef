"""Audits and queries: marks on lines, notes, elements, queries; findings and points by section; disputed keys."""

import sqlalchemy as sa
from alembic import op

from trainer.db.columns import Id, Instant

revision = "0004"
down_revision = "0003"

_SECTION = "ck_graded_lines_section"


def upgrade() -> None:
    with op.batch_alter_table("case_lines") as lines:
        lines.add_column(sa.Column("mark", sa.String(length=40), nullable=False, server_default=""))
        lines.add_column(sa.Column("is_struck", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("case_submissions") as submissions:
        submissions.add_column(sa.Column("note", sa.Text(), nullable=False, server_default=""))
        submissions.add_column(sa.Column("elements", sa.Text(), nullable=True))
        submissions.add_column(sa.Column("query", sa.Text(), nullable=True))
    with op.batch_alter_table("case_grades") as grades:
        grades.add_column(sa.Column("sections", sa.Text(), nullable=False, server_default="[]"))
    with op.batch_alter_table("graded_lines") as graded:
        graded.add_column(sa.Column("findings", sa.Text(), nullable=False, server_default="[]"))
        graded.drop_constraint(op.f(_SECTION), type_="check")
        graded.create_check_constraint(op.f(_SECTION), "section IN ('diagnoses', 'procedures', 'audit', 'query')")
    op.create_table(
        "key_disputes",
        sa.Column("learner_id", Id, autoincrement=False, nullable=False),
        sa.Column("attempt_number", Id, autoincrement=False, nullable=False),
        sa.Column("number", Id, autoincrement=False, nullable=False),
        sa.Column("case_key_id", Id, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.CheckConstraint("(answered_at IS NULL) = (answer IS NULL)", name=op.f("ck_key_disputes_answer")),
        sa.ForeignKeyConstraint(["case_key_id"], ["case_keys.id"], name=op.f("fk_key_disputes_case_key_id")),
        sa.ForeignKeyConstraint(
            ["learner_id", "attempt_number"],
            ["case_submissions.learner_id", "case_submissions.attempt_number"],
            name=op.f("fk_key_disputes_learner_id_attempt_number"),
        ),
        sa.PrimaryKeyConstraint("learner_id", "attempt_number", "number", name=op.f("pk_key_disputes")),
    )


def downgrade() -> None:
    op.drop_table("key_disputes")
    op.execute("DELETE FROM graded_lines WHERE section IN ('audit', 'query')")  # 0003 has no place for them
    with op.batch_alter_table("graded_lines") as graded:
        graded.drop_constraint(op.f(_SECTION), type_="check")
        graded.create_check_constraint(op.f(_SECTION), "section IN ('diagnoses', 'procedures')")
        graded.drop_column("findings")
    with op.batch_alter_table("case_grades") as grades:
        grades.drop_column("sections")
    with op.batch_alter_table("case_submissions") as submissions:
        for column in ("query", "elements", "note"):
            submissions.drop_column(column)
    with op.batch_alter_table("case_lines") as lines:
        lines.drop_column("is_struck")
        lines.drop_column("mark")

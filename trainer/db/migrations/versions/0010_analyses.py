"""Item analyses of classes.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

from trainer.db.columns import Id, Instant

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    _create_class_analyses()


def _create_class_analyses() -> None:
    op.create_table(
        "class_analyses",
        sa.Column("id", Id, nullable=False),
        sa.Column("class_id", Id, nullable=False),
        sa.Column("assignment_id", Id, nullable=True),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("learners", Id, nullable=False),
        sa.Column("answers", Id, nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["assignment_id"], ["assignments.id"], name=op.f("fk_class_analyses_assignment_id")),
        sa.ForeignKeyConstraint(["class_id"], ["classes.id"], name=op.f("fk_class_analyses_class_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_analyses")),
    )
    op.create_index(
        op.f("ix_class_analyses_class_id_assignment_id_made_at"),
        "class_analyses",
        ["class_id", "assignment_id", "made_at"],
    )


def downgrade() -> None:
    for table in ("class_analyses",):
        op.drop_table(table)

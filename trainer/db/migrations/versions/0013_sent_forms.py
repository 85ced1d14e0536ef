"""Forms that made something, so that the same form sent twice makes it once.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

from trainer.db.columns import Id, Instant

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "sent_forms",
        sa.Column("person_id", Id, nullable=False, autoincrement=False),
        sa.Column("form", sa.String(length=20), nullable=False),
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.Column("made_id", Id, nullable=True),
        sa.Column("sent_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name=op.f("fk_sent_forms_person_id")),
        sa.PrimaryKeyConstraint("person_id", "form", "request_id", name=op.f("pk_sent_forms")),
    )
    op.create_index(op.f("ix_sent_forms_sent_at"), "sent_forms", ["sent_at"])


def downgrade() -> None:
    op.drop_table("sent_forms")

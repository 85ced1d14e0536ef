"""Second steps with their recovery codes, and identities at a provider of sign-ins.

Only new tables: the release before knows nothing of them. While both run, it lets people in without their second step.

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

from trainer.db.columns import Id, Instant

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "second_steps",
        sa.Column("user_id", Id, nullable=False, autoincrement=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("confirmed_at", Instant(), nullable=True),
        sa.Column("last_step", Id, nullable=False),
        sa.CheckConstraint("last_step >= 0", name=op.f("ck_second_steps_last_step")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_second_steps_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_second_steps")),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("user_id", Id, nullable=False, autoincrement=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_recovery_codes_user_id")),
        sa.PrimaryKeyConstraint("user_id", "code_hash", name=op.f("pk_recovery_codes")),
    )
    op.create_table(
        "identities",
        sa.Column("id", Id, nullable=False),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("issuer", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("last_used_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_identities_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identities")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_identities_issuer_subject")),
        sa.UniqueConstraint("user_id", "issuer", name=op.f("uq_identities_user_id_issuer")),
    )


def downgrade() -> None:
    for table in ("identities", "recovery_codes", "second_steps"):
        op.drop_table(table)

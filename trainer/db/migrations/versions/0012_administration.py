"""Settings of the site; signing in as somebody else.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

from trainer.db.columns import Id, Instant

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    _create_site_settings()
    with op.batch_alter_table("user_sessions") as sessions:
        sessions.add_column(sa.Column("administrator_id", Id, nullable=True))
        sessions.create_foreign_key(op.f("fk_user_sessions_administrator_id"), "users", ["administrator_id"], ["id"])


def _create_site_settings() -> None:
    op.create_table(
        "site_settings",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("set_at", Instant(), nullable=False),
        sa.Column("set_by", Id, nullable=True),
        sa.ForeignKeyConstraint(["set_by"], ["users.id"], name=op.f("fk_site_settings_set_by")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_site_settings")),
    )


def downgrade() -> None:
    for table in ("site_settings",):
        op.drop_table(table)
    with op.batch_alter_table("user_sessions") as sessions:
        sessions.drop_constraint(op.f("fk_user_sessions_administrator_id"), type_="foreignkey")
        sessions.drop_column("administrator_id")

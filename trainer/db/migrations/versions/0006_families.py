"""Families of generated items, and items sealed for one mock: the seed of a variant, a mark on the item.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

from trainer.db.columns import Id

revision = "0006"
down_revision = "0005"

_SEED = "ck_item_versions_seed"


def upgrade() -> None:
    with op.batch_alter_table("items") as items:
        items.add_column(sa.Column("is_sealed", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("item_versions") as versions:
        versions.add_column(sa.Column("seed", Id, nullable=True))
        versions.create_check_constraint(op.f(_SEED), "(variant = 0) = (seed IS NULL)")


def downgrade() -> None:
    with op.batch_alter_table("item_versions") as versions:
        versions.drop_constraint(op.f(_SEED), type_="check")
        versions.drop_column("seed")
    with op.batch_alter_table("items") as items:
        items.drop_column("is_sealed")

"""Drafts that are written in the browser; banks with owners.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

from trainer.db.columns import Id, Instant

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    _create_drafts()
    _create_draft_revisions()
    _create_draft_solutions()
    with op.batch_alter_table("banks") as banks:
        banks.add_column(sa.Column("owner_id", Id, nullable=True))
        banks.add_column(sa.Column("is_shared", sa.Boolean(), nullable=False, server_default=sa.true()))
        banks.create_foreign_key(op.f("fk_banks_owner_id"), "users", ["owner_id"], ["id"])


def _create_drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("id", Id, nullable=False),
        sa.Column("bank_id", Id, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("track", sa.String(length=8), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("area", sa.String(length=40), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("revision", Id, nullable=False),
        sa.Column("published_revision", Id, nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", Id, nullable=False),
        sa.Column("saved_at", Instant(), nullable=False),
        sa.Column("saved_by", Id, nullable=False),
        sa.CheckConstraint("kind IN ('item', 'scenario', 'case', 'family')", name=op.f("ck_drafts_kind")),
        sa.CheckConstraint("revision >= 1 AND published_revision >= 0", name=op.f("ck_drafts_revision")),
        sa.CheckConstraint("state IN ('draft', 'in_review', 'published', 'retired')", name=op.f("ck_drafts_state")),
        sa.ForeignKeyConstraint(["bank_id"], ["banks.id"], name=op.f("fk_drafts_bank_id")),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_drafts_created_by")),
        sa.ForeignKeyConstraint(["saved_by"], ["users.id"], name=op.f("fk_drafts_saved_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sa.UniqueConstraint("kind", "slug", name=op.f("uq_drafts_kind_slug")),
    )


def _create_draft_revisions() -> None:
    op.create_table(
        "draft_revisions",
        sa.Column("draft_id", Id, autoincrement=False, nullable=False),
        sa.Column("number", Id, autoincrement=False, nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("saved_at", Instant(), nullable=False),
        sa.Column("saved_by", Id, nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_draft_revisions_draft_id")),
        sa.ForeignKeyConstraint(["saved_by"], ["users.id"], name=op.f("fk_draft_revisions_saved_by")),
        sa.PrimaryKeyConstraint("draft_id", "number", name=op.f("pk_draft_revisions")),
    )


def _create_draft_solutions() -> None:
    op.create_table(
        "draft_solutions",
        sa.Column("draft_id", Id, autoincrement=False, nullable=False),
        sa.Column("number", Id, autoincrement=False, nullable=False),
        sa.Column("revision", Id, nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("solved_at", Instant(), nullable=False),
        sa.Column("solved_by", Id, nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_draft_solutions_draft_id")),
        sa.ForeignKeyConstraint(["solved_by"], ["users.id"], name=op.f("fk_draft_solutions_solved_by")),
        sa.PrimaryKeyConstraint("draft_id", "number", name=op.f("pk_draft_solutions")),
    )


def downgrade() -> None:
    for table in (
        "draft_solutions",
        "draft_revisions",
        "drafts",
    ):
        op.drop_table(table)
    with op.batch_alter_table("banks") as banks:
        banks.drop_constraint(op.f("fk_banks_owner_id"), type_="foreignkey")
        banks.drop_column("is_shared")
        banks.drop_column("owner_id")

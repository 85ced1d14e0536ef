"""Areas, banks, items and cases, their versions and keys.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "areas",
        sa.Column("track", sa.String(length=8), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("position", ID, nullable=False),
        sa.Column("questions", ID, nullable=False),
        sa.CheckConstraint("track IN ('cpc', 'cpb')", name=op.f("ck_areas_track")),
        sa.PrimaryKeyConstraint("track", "slug", name=op.f("pk_areas")),
    )
    op.create_table(
        "banks",
        sa.Column("id", ID, nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("source_fingerprint", sa.String(length=64), nullable=False),
        sa.CheckConstraint("origin IN ('files', 'browser')", name=op.f("ck_banks_origin")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_banks")),
        sa.UniqueConstraint("slug", name=op.f("uq_banks_slug")),
    )
    op.create_table(
        "stimuli",
        sa.Column("id", ID, nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("number", ID, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stimuli")),
        sa.UniqueConstraint("slug", "number", name=op.f("uq_stimuli_slug_number")),
    )
    op.create_table(
        "cases",
        sa.Column("id", ID, nullable=False),
        sa.Column("bank_id", ID, nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("specialty", sa.String(length=80), nullable=False),
        sa.Column("level", ID, nullable=False),
        sa.Column("current_number", ID, nullable=False),
        sa.Column("published_content", sa.String(length=64), nullable=False),
        sa.Column("published_key", sa.String(length=64), nullable=False),
        sa.Column("published_explanation", sa.String(length=64), nullable=False),
        sa.Column("retired_at", INSTANT, nullable=True),
        sa.CheckConstraint("level BETWEEN 1 AND 5", name=op.f("ck_cases_level")),
        sa.ForeignKeyConstraint(["bank_id"], ["banks.id"], name=op.f("fk_cases_bank_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("slug", name=op.f("uq_cases_slug")),
    )
    op.create_table(
        "items",
        sa.Column("id", ID, nullable=False),
        sa.Column("bank_id", ID, nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("track", sa.String(length=8), nullable=False),
        sa.Column("area", sa.String(length=40), nullable=False),
        sa.Column("difficulty", ID, nullable=False),
        sa.Column("bloom", sa.String(length=10), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("current_number", ID, nullable=False),
        sa.Column("published_content", sa.String(length=64), nullable=False),
        sa.Column("published_key", sa.String(length=64), nullable=False),
        sa.Column("published_explanation", sa.String(length=64), nullable=False),
        sa.Column("retired_at", INSTANT, nullable=True),
        sa.CheckConstraint("bloom IN ('recall', 'apply', 'analyze')", name=op.f("ck_items_bloom")),
        sa.CheckConstraint("difficulty BETWEEN 1 AND 5", name=op.f("ck_items_difficulty")),
        sa.ForeignKeyConstraint(["bank_id"], ["banks.id"], name=op.f("fk_items_bank_id")),
        sa.ForeignKeyConstraint(["track", "area"], ["areas.track", "areas.slug"], name=op.f("fk_items_track_area")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_items")),
        sa.UniqueConstraint("slug", name=op.f("uq_items_slug")),
    )
    op.create_index(op.f("ix_items_track_area"), "items", ["track", "area"])
    op.create_table(
        "case_versions",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("number", ID, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("content_fingerprint", sa.String(length=64), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_versions_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_versions")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_case_versions_case_id_number")),
    )
    op.create_table(
        "item_versions",
        sa.Column("id", ID, nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("number", ID, nullable=False),
        sa.Column("variant", ID, nullable=False),
        sa.Column("stimulus_id", ID, nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("content_fingerprint", sa.String(length=64), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.CheckConstraint("variant >= 0", name=op.f("ck_item_versions_variant")),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_item_versions_item_id")),
        sa.ForeignKeyConstraint(["stimulus_id"], ["stimuli.id"], name=op.f("fk_item_versions_stimulus_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_versions")),
        sa.UniqueConstraint("item_id", "number", "variant", name=op.f("uq_item_versions_item_id_number_variant")),
    )
    op.create_table(
        "case_keys",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_version_id", ID, nullable=False),
        sa.Column("revision", ID, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("key_fingerprint", sa.String(length=64), nullable=False),
        sa.Column("explanation_fingerprint", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", ID, nullable=True),
        sa.ForeignKeyConstraint(["case_version_id"], ["case_versions.id"], name=op.f("fk_case_keys_case_version_id")),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_case_keys_created_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_keys")),
        sa.UniqueConstraint("case_version_id", "revision", name=op.f("uq_case_keys_case_version_id_revision")),
    )
    op.create_table(
        "item_keys",
        sa.Column("id", ID, nullable=False),
        sa.Column("item_version_id", ID, nullable=False),
        sa.Column("revision", ID, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("key_fingerprint", sa.String(length=64), nullable=False),
        sa.Column("explanation_fingerprint", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", ID, nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_item_keys_created_by")),
        sa.ForeignKeyConstraint(["item_version_id"], ["item_versions.id"], name=op.f("fk_item_keys_item_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_keys")),
        sa.UniqueConstraint("item_version_id", "revision", name=op.f("uq_item_keys_item_version_id_revision")),
    )


def downgrade() -> None:
    for table in (
        "item_keys",
        "case_keys",
        "item_versions",
        "case_versions",
        "items",
        "cases",
        "stimuli",
        "banks",
        "areas",
    ):
        op.drop_table(table)

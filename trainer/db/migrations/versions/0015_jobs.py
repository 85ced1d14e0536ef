"""Jobs tell what they are about, who waits, who works and how far they are; files that they made.

Every new column has a default in the database: the release before may go on writing jobs.

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

from trainer.db.columns import Id, Instant

revision = "0015"
down_revision = "0014"

_TEXTS = {"about": sa.String(length=120), "worker": sa.String(length=80), "progress_unit": sa.String(length=20)}
_COUNTS = ("progress_done", "progress_total")


def upgrade() -> None:
    with op.batch_alter_table("jobs") as jobs:
        for name, kind in (*_TEXTS.items(), ("result", sa.Text())):
            jobs.add_column(sa.Column(name, kind, nullable=False, server_default=""))
        for name in _COUNTS:
            jobs.add_column(sa.Column(name, Id, nullable=False, server_default="0"))
        jobs.add_column(sa.Column("requested_by", Id, nullable=True))
        jobs.create_check_constraint(op.f("ck_jobs_progress"), "progress_done >= 0 AND progress_total >= 0")
        jobs.create_foreign_key(op.f("fk_jobs_requested_by"), "users", ["requested_by"], ["id"], ondelete="SET NULL")
    op.create_index(op.f("ix_jobs_requested_by"), "jobs", ["requested_by"])
    op.create_table(
        "job_files",
        sa.Column("job_id", Id, nullable=False, autoincrement=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_job_files_job_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["users.id"], name=op.f("fk_job_files_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_job_files")),
    )
    op.create_index(op.f("ix_job_files_person_id"), "job_files", ["person_id"])
    op.create_index(op.f("ix_job_files_expires_at"), "job_files", ["expires_at"])


def downgrade() -> None:
    op.drop_table("job_files")
    op.drop_index(op.f("ix_jobs_requested_by"), "jobs")
    with op.batch_alter_table("jobs") as jobs:
        jobs.drop_constraint(op.f("fk_jobs_requested_by"), type_="foreignkey")
        jobs.drop_constraint(op.f("ck_jobs_progress"), type_="check")
        for name in (*_TEXTS, "result", *_COUNTS, "requested_by"):
            jobs.drop_column(name)

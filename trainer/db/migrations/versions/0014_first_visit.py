"""The first visit: items of a lesson, answers in the word game, official wages by state, numbers of people for good.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

from trainer.db.columns import Id, Instant

revision = "0014"
down_revision = "0013"

_WAGES = ("employment", "median_dollars", "mean_dollars", "p10_dollars", "p25_dollars", "p75_dollars", "p90_dollars")
_CHECKS = {
    "email_has_key": "(email IS NULL) = (email_key IS NULL)",
    "attempt_counter": "next_attempt_number >= 1",
    "paper_counter": "next_paper_number >= 1",
}
"""Those of users: Alembic does not read them when it copies the table."""


def upgrade() -> None:
    _number_people(for_good=True)
    with op.batch_alter_table("items") as items:
        items.add_column(sa.Column("lesson", sa.String(length=120), nullable=True))
    op.create_table(
        "word_answers",
        sa.Column("learner_id", Id, nullable=False, autoincrement=False),
        sa.Column("part", sa.String(length=40), nullable=False),
        sa.Column("repetition", Id, nullable=False, autoincrement=False),
        sa.Column("chosen", sa.String(length=40), nullable=False),
        sa.Column("is_right", sa.Boolean(), nullable=False),
        sa.Column("answered_at", Instant(), nullable=False),
        sa.CheckConstraint("repetition >= 1", name=op.f("ck_word_answers_repetition")),
        sa.ForeignKeyConstraint(["learner_id"], ["users.id"], name=op.f("fk_word_answers_learner_id")),
        sa.PrimaryKeyConstraint("learner_id", "part", "repetition", name=op.f("pk_word_answers")),
    )
    op.create_table(
        "state_wages",
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("occupation", sa.String(length=7), nullable=False),
        sa.Column("year", Id, nullable=False, autoincrement=False),
        sa.Column("area_title", sa.String(length=60), nullable=False),
        *(sa.Column(name, Id, nullable=True) for name in _WAGES),
        sa.Column("imported_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("state", "occupation", "year", name=op.f("pk_state_wages")),
    )


def downgrade() -> None:
    op.drop_table("state_wages")
    op.drop_table("word_answers")
    with op.batch_alter_table("items") as items:
        items.drop_column("lesson")
    _number_people(for_good=False)


def _number_people(*, for_good: bool) -> None:
    """Whether SQLite, as PostgreSQL does, never gives the number of a guest who was deleted to somebody else."""
    if op.get_bind().dialect.name != "sqlite":
        return
    checks = tuple(sa.CheckConstraint(rule, name=op.f(f"ck_users_{name}")) for name, rule in _CHECKS.items())
    kept = {"sqlite_autoincrement": True} if for_good else {}
    with op.batch_alter_table("users", recreate="always", table_args=checks, table_kwargs=kept):
        pass

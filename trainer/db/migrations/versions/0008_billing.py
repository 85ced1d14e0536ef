"""The billing lab: tracks of cases, worksheets, claims in draft, remittances read in, months in the practice.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

from trainer.db.columns import Id, Instant

revision = "0008"
down_revision = "0007"

_SECTIONS = "'diagnoses', 'procedures', 'audit', 'query'"


def _key(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, Id, autoincrement=False, nullable=False) for name in names]


def _numbers(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, Id, nullable=False) for name in names]


def _of_learner(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["learner_id"], ["users.id"], name=op.f(f"fk_{table}_learner_id"))


def _primary(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("learner_id", *columns, name=op.f(f"pk_{table}"))


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def upgrade() -> None:
    with op.batch_alter_table("users") as users:
        users.add_column(sa.Column("next_paper_number", Id, nullable=False, server_default="1"))
        users.create_check_constraint(op.f("ck_users_paper_counter"), "next_paper_number >= 1")
    with op.batch_alter_table("cases") as cases:
        cases.add_column(sa.Column("track", sa.String(length=8), nullable=False, server_default="cpc"))
        cases.create_check_constraint(op.f("ck_cases_track"), "track IN ('cpc', 'cpb')")
    with op.batch_alter_table("case_submissions") as submissions:
        submissions.add_column(sa.Column("worksheet", sa.Text(), nullable=False, server_default="[]"))
    with op.batch_alter_table("graded_lines") as lines:
        lines.drop_constraint(op.f("ck_graded_lines_section"), type_="check")
        lines.create_check_constraint(
            op.f("ck_graded_lines_section"), f"section IN ({_SECTIONS}, 'fields', 'form', 'accounts')"
        )
    _create_papers()
    _create_months()


def _create_papers() -> None:
    profiles = "'medicare', 'commercial', 'medicaid', 'tricare', 'workers-compensation'"
    op.create_table(
        "claim_drafts",
        *_key("learner_id", "number"),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("profile", sa.String(length=24), nullable=False),
        sa.Column("entries", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        *_numbers("revision"),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("saved_at", Instant(), nullable=False),
        _check("claim_drafts", "profile", f"profile IN ({profiles})"),
        _of_learner("claim_drafts"),
        _primary("claim_drafts", "number"),
    )
    op.create_table(
        "remittance_imports",
        *_key("learner_id", "number"),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("remittance", sa.Text(), nullable=False),
        sa.Column("imported_at", Instant(), nullable=False),
        _of_learner("remittance_imports"),
        _primary("remittance_imports", "number"),
    )


def _create_months() -> None:
    op.create_table(
        "practice_months",
        *_key("learner_id", "number"),
        sa.Column("scenario", sa.String(length=10), nullable=False),
        *_numbers("seed", "engine_version"),
        sa.Column("state", sa.String(length=12), nullable=False),
        *_numbers("move_count"),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("moved_at", Instant(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("report", sa.Text(), nullable=True),
        _check("practice_months", "scenario", "scenario IN ('easy', 'normal', 'hard')"),
        _check("practice_months", "state", "state IN ('in_progress', 'closed', 'abandoned')"),
        _check("practice_months", "ended_at", "(state = 'in_progress') = (ended_at IS NULL)"),
        _check("practice_months", "move_count", "move_count >= 0"),
        _of_learner("practice_months"),
        _primary("practice_months", "number"),
    )
    op.create_table(
        "practice_moves",
        *_key("learner_id", "month_number", "sequence"),
        sa.Column("move", sa.Text(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        _check("practice_moves", "sequence", "sequence >= 1"),
        sa.ForeignKeyConstraint(
            ["learner_id", "month_number"],
            ["practice_months.learner_id", "practice_months.number"],
            name=op.f("fk_practice_moves_learner_id_month_number"),
        ),
        _primary("practice_moves", "month_number", "sequence"),
    )


def downgrade() -> None:
    """Billing cases are retired; sittings with them stay, and the program before cannot show those."""
    for table in ("practice_moves", "practice_months", "remittance_imports", "claim_drafts"):
        op.drop_table(table)
    op.execute("UPDATE graded_lines SET section = 'query' WHERE section IN ('fields', 'form', 'accounts')")
    with op.batch_alter_table("graded_lines") as lines:
        lines.drop_constraint(op.f("ck_graded_lines_section"), type_="check")
        lines.create_check_constraint(op.f("ck_graded_lines_section"), f"section IN ({_SECTIONS})")
    with op.batch_alter_table("case_submissions") as submissions:
        submissions.drop_column("worksheet")
    op.execute("UPDATE cases SET retired_at = CURRENT_TIMESTAMP WHERE track = 'cpb' AND retired_at IS NULL")
    with op.batch_alter_table("cases") as cases:
        cases.drop_constraint(op.f("ck_cases_track"), type_="check")
        cases.drop_column("track")
    with op.batch_alter_table("users") as users:
        users.drop_constraint(op.f("ck_users_paper_counter"), type_="check")
        users.drop_column("next_paper_number")

"""Exams: blueprints, the policy of a sitting, aids, notepads, time spent, extra time, notices; regrades name their key.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

from trainer.db.columns import Id, Instant

revision = "0005"
down_revision = "0004"

_QUESTION = ["learner_id", "attempt_number", "position"]
_KIND, _RUN_KIND = "ck_attempts_kind", "ck_grading_runs_kind"


def _learner_key(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, Id, autoincrement=False, nullable=False) for name in ("learner_id", *names)]


def _of_attempt(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_learner_id_attempt_number")
    return sa.ForeignKeyConstraint(_QUESTION[:2], ["attempts.learner_id", "attempts.number"], name=name)


def _of_question(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_learner_id_attempt_number_position")
    return sa.ForeignKeyConstraint(_QUESTION, [f"attempt_items.{column}" for column in _QUESTION], name=name)


def _of_users(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["users.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    with op.batch_alter_table("attempts") as attempts:
        attempts.add_column(sa.Column("form", sa.Text(), nullable=True))
        attempts.add_column(sa.Column("shows", sa.String(length=12), nullable=False, server_default="everything"))
        attempts.add_column(sa.Column("shows_from", Instant(), nullable=True))
        attempts.add_column(sa.Column("is_exam_like", sa.Boolean(), nullable=False, server_default=sa.false()))
        attempts.add_column(sa.Column("allows_pause", sa.Boolean(), nullable=False, server_default=sa.false()))
        attempts.add_column(sa.Column("paused_at", Instant(), nullable=True))
        attempts.add_column(sa.Column("extra_seconds", Id, nullable=False, server_default="0"))
        attempts.add_column(sa.Column("active_client", sa.String(length=32), nullable=False, server_default=""))
        attempts.drop_constraint(op.f(_KIND), type_="check")
        attempts.create_check_constraint(op.f(_KIND), "kind IN ('practice', 'case', 'exam')")
        attempts.create_check_constraint(op.f("ck_attempts_form"), "(kind = 'exam') = (form IS NOT NULL)")
        attempts.create_check_constraint(op.f("ck_attempts_shows"), "shows IN ('everything', 'score', 'nothing')")
        attempts.create_check_constraint(
            op.f("ck_attempts_paused_at"), "paused_at IS NULL OR (allows_pause AND state = 'in_progress')"
        )
        attempts.create_check_constraint(op.f("ck_attempts_extra_seconds"), "extra_seconds >= 0")
    with op.batch_alter_table("grading_runs") as runs:
        runs.add_column(sa.Column("item_key_id", Id, nullable=True))
        runs.create_foreign_key(op.f("fk_grading_runs_item_key_id"), "item_keys", ["item_key_id"], ["id"])
        runs.drop_constraint(op.f(_RUN_KIND), type_="check")
        runs.create_check_constraint(op.f(_RUN_KIND), "kind IN ('first', 'regrade', 'manual')")
    op.create_table(
        "blueprints",
        sa.Column("track", sa.String(length=8), nullable=False),
        sa.Column("number", Id, autoincrement=False, nullable=False),
        sa.Column("blueprint", sa.Text(), nullable=False),
        sa.Column("published_at", Instant(), nullable=False),
        sa.CheckConstraint("track IN ('cpc', 'cpb')", name=op.f("ck_blueprints_track")),
        sa.PrimaryKeyConstraint("track", "number", name=op.f("pk_blueprints")),
    )
    _create_tables_at_questions()
    _create_tables_of_time()
    op.create_table(
        "notices",
        *_learner_key("number"),
        sa.Column("attempt_number", Id, nullable=False),
        sa.Column("run_id", Id, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("read_at", Instant(), nullable=True),
        _of_attempt("notices"),
        sa.ForeignKeyConstraint(["run_id"], ["grading_runs.id"], name=op.f("fk_notices_run_id")),
        sa.PrimaryKeyConstraint("learner_id", "number", name=op.f("pk_notices")),
    )


def _create_tables_at_questions() -> None:
    op.create_table(
        "question_aids",
        *_learner_key("attempt_number", "position"),
        sa.Column("aids", sa.Text(), nullable=False),
        sa.Column("saved_at", Instant(), nullable=False),
        _of_question("question_aids"),
        sa.PrimaryKeyConstraint(*_QUESTION, name=op.f("pk_question_aids")),
    )
    op.create_table(
        "notepads",
        *_learner_key("attempt_number"),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("saved_at", Instant(), nullable=False),
        _of_attempt("notepads"),
        sa.PrimaryKeyConstraint("learner_id", "attempt_number", name=op.f("pk_notepads")),
    )
    op.create_table(
        "question_views",
        *_learner_key("attempt_number"),
        sa.Column("client_id", sa.String(length=32), nullable=False),
        sa.Column("sequence", Id, autoincrement=False, nullable=False),
        sa.Column("position", Id, nullable=False),
        sa.Column("spent_ms", Id, nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.CheckConstraint("spent_ms >= 0", name=op.f("ck_question_views_spent_ms")),
        _of_question("question_views"),
        sa.PrimaryKeyConstraint(
            "learner_id", "attempt_number", "client_id", "sequence", name=op.f("pk_question_views")
        ),
    )


def _create_tables_of_time() -> None:
    op.create_table(
        "accommodations",
        *_learner_key("number"),
        sa.Column("percent", Id, nullable=False),
        sa.Column("seconds", Id, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_at", Instant(), nullable=False),
        sa.Column("granted_by", Id, nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "percent >= 0 AND seconds >= 0 AND percent + seconds > 0", name=op.f("ck_accommodations_time")
        ),
        _of_users("accommodations", "learner_id"),
        _of_users("accommodations", "granted_by"),
        sa.PrimaryKeyConstraint("learner_id", "number", name=op.f("pk_accommodations")),
    )
    op.create_table(
        "time_extensions",
        *_learner_key("attempt_number", "number"),
        sa.Column("seconds", Id, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_at", Instant(), nullable=False),
        sa.Column("granted_by", Id, nullable=True),
        sa.CheckConstraint("seconds > 0", name=op.f("ck_time_extensions_seconds")),
        _of_attempt("time_extensions"),
        _of_users("time_extensions", "granted_by"),
        sa.PrimaryKeyConstraint("learner_id", "attempt_number", "number", name=op.f("pk_time_extensions")),
    )


def downgrade() -> None:
    for table in ("notices", "time_extensions", "accommodations", "question_views", "notepads", "question_aids"):
        op.drop_table(table)
    op.drop_table("blueprints")
    _remove_what_0004_has_no_place_for()
    with op.batch_alter_table("grading_runs") as runs:
        runs.drop_constraint(op.f(_RUN_KIND), type_="check")
        runs.create_check_constraint(op.f(_RUN_KIND), "kind IN ('first', 'regrade')")
        runs.drop_constraint(op.f("fk_grading_runs_item_key_id"), type_="foreignkey")
        runs.drop_column("item_key_id")
    with op.batch_alter_table("attempts") as attempts:
        for name in ("extra_seconds", "paused_at", "shows", "form", "kind"):
            attempts.drop_constraint(op.f(f"ck_attempts_{name}"), type_="check")
        attempts.create_check_constraint(op.f(_KIND), "kind IN ('practice', 'case')")
        for column in ("active_client", "extra_seconds", "paused_at", "allows_pause", "is_exam_like"):
            attempts.drop_column(column)
        for column in ("shows_from", "shows", "form"):
            attempts.drop_column(column)


def _remove_what_0004_has_no_place_for() -> None:
    """Exams become practice: their answers and grades stay. Grades that were set by hand go with their runs."""
    op.execute("UPDATE attempts SET kind = 'practice', form = NULL WHERE kind = 'exam'")
    op.execute("DELETE FROM grades WHERE run_id IN (SELECT id FROM grading_runs WHERE kind = 'manual')")
    op.execute("DELETE FROM attempt_scores WHERE run_id IN (SELECT id FROM grading_runs WHERE kind = 'manual')")
    op.execute("DELETE FROM grading_runs WHERE kind = 'manual'")

"""Study: the learner's dates, sights of items and days of study, reviews, plans, estimates, results, calibrations.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

from trainer.db.columns import Id, Instant

revision = "0007"
down_revision = "0006"

_KIND = "ck_attempts_kind"
_QUESTION = ["learner_id", "attempt_number", "position"]
_CARD = ("learner_id", "item_id")


def _key(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, Id, autoincrement=False, nullable=False) for name in names]


def _numbers(*names: str, nullable: bool = False) -> list[sa.Column[int]]:
    return [sa.Column(name, Id, nullable=nullable) for name in names]


def _of(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def _of_question(table: str, prefix: str = "") -> sa.ForeignKeyConstraint:
    own = [_QUESTION[0], *(prefix + name for name in _QUESTION[1:])]
    name = op.f(f"fk_{table}_{'_'.join(own)}")
    return sa.ForeignKeyConstraint(own, [f"attempt_items.{column}" for column in _QUESTION], name=name)


def _track(table: str) -> sa.CheckConstraint:
    return sa.CheckConstraint("track IN ('cpc', 'cpb')", name=op.f(f"ck_{table}_track"))


def _primary(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def upgrade() -> None:
    with op.batch_alter_table("learner_profiles") as profiles:
        profiles.add_column(sa.Column("exam_on", sa.Date(), nullable=True))
        profiles.add_column(sa.Column("weekly_hours", Id, nullable=False, server_default="6"))
        profiles.add_column(sa.Column("daily_review_limit", Id, nullable=False, server_default="30"))
        profiles.add_column(sa.Column("time_zone", sa.String(length=64), nullable=False, server_default="UTC"))
        profiles.add_column(sa.Column("mail_hour", Id, nullable=True))
        profiles.add_column(sa.Column("mailed_on", sa.Date(), nullable=True))
        for column, condition in _PROFILE_CHECKS.items():
            profiles.create_check_constraint(op.f(f"ck_learner_profiles_{column}"), condition)
    with op.batch_alter_table("attempts") as attempts:
        attempts.drop_constraint(op.f(_KIND), type_="check")
        attempts.create_check_constraint(op.f(_KIND), "kind IN ('practice', 'case', 'exam', 'diagnostic')")
    _create_caches()
    _create_reviews()
    _create_plans_and_estimates()
    _create_outcomes_and_lookups()
    _create_calibrations()


_PROFILE_CHECKS = {
    "weekly_hours": "weekly_hours BETWEEN 1 AND 60",
    "daily_review_limit": "daily_review_limit BETWEEN 1 AND 200",
    "mail_hour": "mail_hour IS NULL OR mail_hour BETWEEN 0 AND 23",
}


def _create_caches() -> None:
    op.create_table(
        "item_sights",
        *_key(*_CARD),
        *_numbers("first_attempt_number", "first_position"),
        sa.Column("first_seen_at", Instant(), nullable=False),
        sa.Column("first_is_answered", sa.Boolean(), nullable=False),
        sa.Column("first_is_right", sa.Boolean(), nullable=False),
        sa.Column("first_is_timed", sa.Boolean(), nullable=False),
        *_numbers("first_seconds", nullable=True),
        *_numbers("last_attempt_number", "last_position"),
        sa.Column("last_seen_at", Instant(), nullable=False),
        sa.Column("last_is_right", sa.Boolean(), nullable=False),
        *_numbers("times", "answered", "times_right"),
        sa.CheckConstraint(
            "times >= answered AND answered >= times_right AND times_right >= 0", name=op.f("ck_item_sights_times")
        ),
        _of("item_sights", "learner_id", "users"),
        _of("item_sights", "item_id", "items"),
        _of_question("item_sights", "first_"),
        _of_question("item_sights", "last_"),
        _primary("item_sights", *_CARD),
    )
    op.create_table(
        "study_days",
        *_key("learner_id"),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("track", sa.String(length=8), nullable=False),
        *_numbers("answers", "cases", "timed_answers", "timed_seconds"),
        _track("study_days"),
        _of("study_days", "learner_id", "users"),
        _primary("study_days", "learner_id", "day", "track"),
    )


def _create_reviews() -> None:
    op.create_table(
        "review_logs",
        *_key(*_CARD, "number"),
        *_numbers("attempt_number", "position"),
        sa.Column("rating", sa.String(length=8), nullable=False),
        sa.Column("confidence", sa.String(length=8), nullable=True),
        *_numbers("spent_seconds", nullable=True),
        sa.Column("is_overruling", sa.Boolean(), nullable=False),
        sa.Column("reviewed_at", Instant(), nullable=False),
        *_numbers("retention_percent"),
        sa.Column("not_after", Instant(), nullable=True),
        sa.Column("stability_before", sa.Double(), nullable=True),
        sa.Column("difficulty_before", sa.Double(), nullable=True),
        sa.Column("due_before", Instant(), nullable=True),
        sa.Column("reviewed_before", Instant(), nullable=True),
        sa.Column("stability_after", sa.Double(), nullable=False),
        sa.Column("difficulty_after", sa.Double(), nullable=False),
        sa.Column("due_after", Instant(), nullable=False),
        sa.Column("logged_at", Instant(), nullable=False),
        sa.CheckConstraint("rating IN ('again', 'hard', 'good', 'easy')", name=op.f("ck_review_logs_rating")),
        sa.CheckConstraint(
            "confidence IS NULL OR confidence IN ('sure', 'unsure')", name=op.f("ck_review_logs_confidence")
        ),
        sa.CheckConstraint("retention_percent BETWEEN 1 AND 99", name=op.f("ck_review_logs_retention")),
        sa.CheckConstraint("number >= 1 AND (number > 1 OR NOT is_overruling)", name=op.f("ck_review_logs_number")),
        _of("review_logs", "item_id", "items"),
        _of_question("review_logs"),
        _primary("review_logs", *_CARD, "number"),
    )
    op.create_index(op.f("ix_review_logs_learner_id_reviewed_at"), "review_logs", ["learner_id", "reviewed_at"])
    op.create_table(
        "review_cards",
        *_key(*_CARD),
        sa.Column("stability", sa.Double(), nullable=False),
        sa.Column("difficulty", sa.Double(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("reviewed_at", Instant(), nullable=False),
        *_numbers("entries"),
        _of("review_cards", "learner_id", "users"),
        _of("review_cards", "item_id", "items"),
        _primary("review_cards", *_CARD),
    )
    op.create_index(op.f("ix_review_cards_learner_id_due_at"), "review_cards", ["learner_id", "due_at"])


def _create_plans_and_estimates() -> None:
    op.create_table(
        "study_plans",
        *_key("learner_id", "number"),
        sa.Column("track", sa.String(length=8), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        _track("study_plans"),
        _of("study_plans", "learner_id", "users"),
        _primary("study_plans", "learner_id", "number"),
    )
    op.create_table(
        "readiness_snapshots",
        *_key("learner_id"),
        sa.Column("track", sa.String(length=8), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("taken_at", Instant(), nullable=False),
        *_numbers("first_sights", "questions", "pass_questions", "score", "low", "high", "chance_permille"),
        sa.Column("level", sa.String(length=12), nullable=False),
        _track("readiness_snapshots"),
        sa.CheckConstraint(
            "0 <= low AND low <= score AND score <= high AND high <= questions",
            name=op.f("ck_readiness_snapshots_interval"),
        ),
        sa.CheckConstraint("chance_permille BETWEEN 0 AND 1000", name=op.f("ck_readiness_snapshots_chance")),
        _of("readiness_snapshots", "learner_id", "users"),
        _primary("readiness_snapshots", "learner_id", "track", "day"),
    )


def _create_outcomes_and_lookups() -> None:
    op.create_table(
        "exam_outcomes",
        *_key("learner_id", "number"),
        sa.Column("track", sa.String(length=8), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("has_passed", sa.Boolean(), nullable=False),
        *_numbers("percent", nullable=True),
        sa.Column("areas", sa.Text(), nullable=False),
        *_numbers("score", "low", "high", "questions", "chance_permille", "first_sights", nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        _track("exam_outcomes"),
        sa.CheckConstraint("percent IS NULL OR percent BETWEEN 0 AND 100", name=op.f("ck_exam_outcomes_percent")),
        sa.CheckConstraint(
            "chance_permille IS NULL OR chance_permille BETWEEN 0 AND 1000", name=op.f("ck_exam_outcomes_chance")
        ),
        _of("exam_outcomes", "learner_id", "users"),
        _primary("exam_outcomes", "learner_id", "number"),
    )
    op.create_table(
        "code_lookups",
        *_key("learner_id"),
        sa.Column("client_id", sa.String(length=32), nullable=False),
        *_key("sequence"),
        *_numbers("attempt_number", "position"),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("looked_up_at", Instant(), nullable=False),
        sa.CheckConstraint("sequence >= 1", name=op.f("ck_code_lookups_sequence")),
        _of_question("code_lookups"),
        _primary("code_lookups", "learner_id", "client_id", "sequence"),
    )
    op.create_index(op.f("ix_code_lookups_learner_id_looked_up_at"), "code_lookups", ["learner_id", "looked_up_at"])


def _create_calibrations() -> None:
    op.create_table(
        "calibration_runs",
        sa.Column("id", Id, nullable=False),
        sa.Column("track", sa.String(length=8), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        *_numbers("learners", "answers"),
        sa.Column("ability_sd", sa.Double(), nullable=False),
        sa.Column("has_settled", sa.Boolean(), nullable=False),
        sa.Column("forms", sa.Text(), nullable=False),
        _track("calibration_runs"),
        _primary("calibration_runs", "id"),
    )
    op.create_table(
        "item_calibrations",
        *_key("run_id", "item_version_id"),
        *_numbers("answers"),
        sa.Column("difficulty", sa.Double(), nullable=False),
        sa.Column("standard_error", sa.Double(), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        _of("item_calibrations", "run_id", "calibration_runs"),
        _of("item_calibrations", "item_version_id", "item_versions"),
        _primary("item_calibrations", "run_id", "item_version_id"),
    )
    op.create_index(op.f("ix_item_calibrations_item_version_id"), "item_calibrations", ["item_version_id"])


def downgrade() -> None:
    tables = ("item_calibrations", "calibration_runs", "code_lookups", "exam_outcomes", "readiness_snapshots")
    for table in (*tables, "study_plans", "review_cards", "review_logs", "study_days", "item_sights"):
        op.drop_table(table)
    op.execute("UPDATE attempts SET kind = 'practice' WHERE kind = 'diagnostic'")
    with op.batch_alter_table("attempts") as attempts:
        attempts.drop_constraint(op.f(_KIND), type_="check")
        attempts.create_check_constraint(op.f(_KIND), "kind IN ('practice', 'case', 'exam')")
    with op.batch_alter_table("learner_profiles") as profiles:
        for column in _PROFILE_CHECKS:
            profiles.drop_constraint(op.f(f"ck_learner_profiles_{column}"), type_="check")
        for column in ("mailed_on", "mail_hour", "time_zone", "daily_review_limit", "weekly_hours", "exam_on"):
            profiles.drop_column(column)

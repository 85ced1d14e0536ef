"""The registry of frozen tables and the triggers that keep them so, on both databases.

Frozen rows refuse UPDATE always. Content refuses DELETE too; a learner's facts may be deleted only once that learner's
`purge_started_at` is set.
"""

import re

from sqlalchemy import Connection, inspect

FROZEN_CONTENT = (
    "blueprints",
    "stimuli",
    "item_versions",
    "item_keys",
    "case_versions",
    "case_keys",
    "grading_runs",
    "audit_events",
    "calibration_runs",
    "item_calibrations",
    "assignment_versions",
    "class_analyses",
    "draft_revisions",
    "draft_solutions",
)
FROZEN_OF_LEARNERS = (
    "answer_events",
    "grades",
    "case_grades",
    "graded_lines",
    "question_views",
    "time_extensions",
    "review_logs",
    "study_plans",
    "code_lookups",
    "practice_moves",
    "assignment_marks",
    "word_answers",
)

_PURGING = "EXISTS (SELECT 1 FROM users WHERE id = OLD.learner_id AND purge_started_at IS NOT NULL)"


def create_triggers(connection: Connection) -> None:
    """Creates the triggers of every frozen table that are missing; run after each migration."""
    tables = _existing(connection)
    there = existing_triggers(connection)
    for statement in _postgresql(tables) if connection.dialect.name == "postgresql" else _sqlite(tables):
        name = re.match(r"CREATE TRIGGER (\w+)", statement)
        if name is None or name[1] not in there:
            connection.exec_driver_sql(statement)


def drop_triggers(connection: Connection) -> None:
    """Drops the triggers that exist; run before each migration, because copying a table would lose them."""
    for table in _existing(connection):
        on_table = f" ON {table}" if connection.dialect.name == "postgresql" else ""
        for act in ("delete", "update"):
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS frozen_{table}_{act}{on_table}")


def trigger_names() -> list[str]:
    """The names of all triggers, sorted."""
    tables = (*FROZEN_CONTENT, *FROZEN_OF_LEARNERS)
    return sorted(f"frozen_{table}_{act}" for table in tables for act in ("delete", "update"))


def _existing(connection: Connection) -> list[str]:
    return sorted({*FROZEN_CONTENT, *FROZEN_OF_LEARNERS} & set(inspect(connection).get_table_names()))


def expected_triggers(connection: Connection) -> set[str]:
    """The names of the triggers of all frozen tables that exist."""
    return {f"frozen_{table}_{act}" for table in _existing(connection) for act in ("delete", "update")}


def existing_triggers(connection: Connection) -> set[str]:
    """The names of all triggers that there are."""
    if connection.dialect.name == "sqlite":
        statement = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        statement = (
            "SELECT tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            "WHERE NOT tgisinternal AND relnamespace = 'public'::regnamespace"
        )
    return set(connection.exec_driver_sql(statement).scalars())


def _sqlite(tables: list[str]) -> list[str]:
    statements = []
    for table in tables:
        refuse = f"SELECT RAISE(ABORT, '{table} rows are frozen');"
        condition = f"WHEN NOT {_PURGING} " if table in FROZEN_OF_LEARNERS else ""
        statements.append(f"CREATE TRIGGER frozen_{table}_update BEFORE UPDATE ON {table} BEGIN {refuse} END")
        statements.append(
            f"CREATE TRIGGER frozen_{table}_delete BEFORE DELETE ON {table} {condition}BEGIN {refuse} END"
        )
    return statements


def _postgresql(tables: list[str]) -> list[str]:
    refuse = "RAISE EXCEPTION '%% rows are frozen', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';"
    statements = [
        f"CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {refuse} END $$",
        "CREATE OR REPLACE FUNCTION refuse_unless_purging() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {_PURGING} THEN RETURN OLD; END IF; {refuse} END $$",
    ]
    for table in tables:
        on_delete = "refuse_unless_purging" if table in FROZEN_OF_LEARNERS else "refuse_change"
        for act, function in (("update", "refuse_change"), ("delete", on_delete)):
            name = f"frozen_{table}_{act}"
            statements.append(
                f"CREATE TRIGGER {name} BEFORE {act.upper()} ON {table} FOR EACH ROW EXECUTE FUNCTION {function}()"
            )
    return statements

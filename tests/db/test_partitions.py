"""Learner-owned tables split by learner on PostgreSQL: every rule holds as before, and the program notices nothing."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import BigInteger, Column, Connection, Engine, Table, Text, text
from sqlalchemy.exc import IntegrityError

from tests.conftest import CHEAP
from tests.db.sample_rows import another, insert, insert_first, prepare_another, rows_of, tables_of
from tests.db.test_constraints import CHECKS, NATURAL_KEYS, REFERENCES, UNIQUES
from tests.support.clock import Clock
from tests.support.databases import PostgresqlTemplate
from tests.support.library import RIGHT, publish
from tests.support.people import sign_up
from trainer.config import Settings
from trainer.db.compatibility import ROLLING_FROM
from trainer.db.digests import digest_tables
from trainer.db.engine import Engines, make_engines
from trainer.db.frozen import FROZEN_OF_LEARNERS
from trainer.db.migrate import head_revision, migrate_to
from trainer.db.partitions import (
    CannotPartition,
    citus_statements,
    learner_tables,
    partition_state,
    partition_tables,
    reference_tables,
    uniques_without_learner,
)
from trainer.domain.attempts.attempt import Feedback
from trainer.services import practice_results, sittings
from trainer.services.backups import make_backup
from trainer.services.restoring import verify_backup
from trainer.services.scope import Scopes

ROOT = Path(__file__).parents[2]
PARTS = 3
OWNED = {
    "accommodations",
    "answer_events",
    "answers",
    "assignment_marks",
    "attempt_items",
    "attempt_scores",
    "attempts",
    "case_grades",
    "case_lines",
    "case_submissions",
    "claim_drafts",
    "code_lookups",
    "exam_outcomes",
    "graded_lines",
    "grades",
    "item_flags",
    "item_notes",
    "item_reports",
    "item_sights",
    "key_disputes",
    "learner_profiles",
    "notepads",
    "notices",
    "practice_months",
    "practice_moves",
    "presences",
    "question_aids",
    "question_views",
    "readiness_snapshots",
    "remittance_imports",
    "review_cards",
    "review_logs",
    "study_days",
    "study_plans",
    "time_extensions",
    "word_answers",
    "work_comments",
}


@pytest.fixture(scope="module")
def split(postgresql_template: PostgresqlTemplate) -> Iterator[Engines]:
    """A database with a row in every table, then split."""
    with postgresql_template.copy() as url:
        engines = make_engines(url)
        with engines.write.begin() as connection:
            insert_first(connection, tables_of(connection))
        before = shape(engines.write)
        assert set(partition_tables(engines.write, PARTS)) == OWNED
        assert shape(engines.write) == before
        yield engines
        engines.dispose()


@pytest.fixture
def connection(split: Engines) -> Iterator[Connection]:
    with split.write.connect() as connection:
        yield connection
        connection.rollback()


def whole_tables(connection: Connection) -> dict[str, Table]:
    """The tables that the program knows, without the parts of those that are split."""
    return {name: table for name, table in tables_of(connection).items() if "_p" not in name or name[-2:].isalpha()}


def shape(engine: Engine) -> tuple[object, ...]:
    """Rows of every table, and the definitions of its constraints, indexes, columns and triggers."""
    with engine.connect() as connection:
        here = "relnamespace = 'public'::regnamespace AND NOT relispartition"
        return (
            digest_tables(connection),
            *(
                connection.execute(text(statement)).all()
                for statement in (
                    "SELECT relname, conname, pg_get_constraintdef(pg_constraint.oid) FROM pg_constraint "
                    f"JOIN pg_class ON pg_class.oid = conrelid WHERE {here} AND conparentid = 0 ORDER BY 1, 2",
                    "SELECT relname, replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON ') FROM pg_index "
                    f"JOIN pg_class ON pg_class.oid = indrelid WHERE {here} ORDER BY 1, 2",
                    "SELECT relname, attname, format_type(atttypid, atttypmod), attnotnull, "
                    "pg_get_expr(adbin, adrelid) FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid "
                    "LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum "
                    f"WHERE {here} AND relkind IN ('r', 'p') AND attnum > 0 ORDER BY 1, attnum",
                    "SELECT relname, tgname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
                    f"WHERE {here} AND NOT tgisinternal ORDER BY 1, 2",
                )
            ),
        )


def test_these_tables_belong_to_a_learner() -> None:
    assert {table.name for table in learner_tables()} == OWNED
    assert [uniques_without_learner(table) for table in learner_tables()] == [[]] * len(OWNED)


def test_every_table_is_split_and_its_rows_and_rules_are_those_that_were(split: Engines) -> None:
    with split.read.connect() as connection:
        state = partition_state(connection)
        assert state is not None
        assert (set(state.done), state.left, state.modulus) == (OWNED, (), PARTS)
        parts = connection.execute(text("SELECT count(*) FROM pg_class WHERE relispartition AND relkind = 'r'"))
        assert parts.scalar_one() == PARTS * len(OWNED)
    assert list(partition_tables(split.write, PARTS)) == [], "nothing is left to do"
    with pytest.raises(CannotPartition, match=f"into {PARTS} parts already"):
        list(partition_tables(split.write, PARTS + 1))


def test_every_rule_refuses_what_it_refused_before(connection: Connection) -> None:
    tables = whole_tables(connection)
    tried = 0
    for case in (*CHECKS, *UNIQUES, *NATURAL_KEYS, *REFERENCES):
        if case.table not in OWNED:
            continue
        with connection.begin_nested() as savepoint:
            prepare_another(connection, tables, case.table)
            with pytest.raises(IntegrityError) as refused, connection.begin_nested():
                insert(connection, tables[case.table], another(case.table, **case.changes))
            savepoint.rollback()
        name = refused.value.orig.diag.constraint_name
        assert name == case.name or case.name.startswith(("pk_", "uq_")), (name, case.name)
        tried += 1
    assert tried > 150


def test_a_second_row_can_be_added_to_every_table(connection: Connection) -> None:
    tables = whole_tables(connection)
    for name in sorted(OWNED):
        with connection.begin_nested() as savepoint:
            prepare_another(connection, tables, name)
            insert(connection, tables[name], another(name))
            savepoint.rollback()


@pytest.mark.parametrize("table", FROZEN_OF_LEARNERS)
def test_facts_are_frozen_until_their_learner_is_purged(connection: Connection, table: str) -> None:
    for statement in (f"UPDATE {table} SET learner_id = learner_id", f"DELETE FROM {table}"):
        with pytest.raises(IntegrityError, match="rows are frozen"), connection.begin_nested():
            connection.execute(text(statement))
    connection.execute(text("UPDATE users SET purge_started_at = now()"))
    if table == "case_grades":
        connection.execute(text("DELETE FROM graded_lines"))
    connection.execute(text(f"DELETE FROM {table}"))


def test_later_migrations_reach_every_part(connection: Connection) -> None:
    operations = Operations(MigrationContext.configure(connection))
    operations.add_column("answers", Column("mood", Text(), nullable=False, server_default="calm"))
    operations.create_index("ix_answers_mood", "answers", ["learner_id", "mood"])
    operations.create_check_constraint("ck_answers_mood", "answers", "mood <> ''")
    operations.create_table("answer_moods", Column("learner_id", BigInteger()), Column("attempt_number", BigInteger()))
    operations.create_foreign_key(
        "fk_answer_moods", "answer_moods", "attempts", ["learner_id", "attempt_number"], ["learner_id", "number"]
    )
    assert connection.execute(text("SELECT DISTINCT mood FROM answers")).scalars().all() == ["calm"]
    with pytest.raises(IntegrityError), connection.begin_nested():
        connection.execute(text("UPDATE answers SET mood = ''"))
    with pytest.raises(IntegrityError), connection.begin_nested():
        connection.execute(text("INSERT INTO answer_moods VALUES (77, 1)"))


@pytest.fixture
def program(postgresql_template: PostgresqlTemplate, tmp_path: Path) -> Iterator[Scopes]:
    """A database of an earlier revision that was split, then migrated."""
    with postgresql_template.copy() as url:
        engines = make_engines(url)
        list(partition_tables(engines.write, 2))
        migrate_to(engines.write, ROLLING_FROM)
        migrate_to(engines.write, head_revision())
        settings = Settings(tmp_path, url, secret_key="only for tests", password_cost=CHEAP)
        yield Scopes(engines, settings, Clock(), random.Random(20260302))
        engines.dispose()


def test_people_work_on_it_and_it_can_be_backed_up(program: Scopes, tmp_path: Path) -> None:
    publish(program)
    for name in ("ann", "ben", "cleo"):
        learner = sign_up(program, f"{name}@example.org", name.title())
        number = learner.start(Feedback.AT_ONCE)
        for kind, answer in RIGHT.items():
            position = learner.position_of(number, kind)
            assert learner.save(number, position, answer) == sittings.Saved(1)
        learner.hand_in(number)
        with learner.reading() as scope:
            page = practice_results.get_result(scope, number)
        assert page.correct == page.answered == len(RIGHT)
    with program.engines.read.connect() as connection:
        split_answers = connection.execute(text("SELECT count(DISTINCT tableoid) FROM answers")).scalar_one()
        assert split_answers == 2
        before = rows_of(connection, whole_tables(connection))
        assert len(before["attempts"]) == 3
    made = make_backup(program, tmp_path / "split.zip")
    assert verify_backup(program, made.path).differences == ()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_sqlite_file_is_left_alone(engines: Engines) -> None:
    with pytest.raises(CannotPartition, match="Only PostgreSQL"):
        list(partition_tables(engines.write))
    with engines.read.connect() as connection:
        assert partition_state(connection) is None


def test_the_script_for_citus_names_every_table_in_an_order_that_can_be_run() -> None:
    script = (ROOT / "deploy" / "citus.sql").read_text().splitlines()
    statements = [line for line in script if line.startswith("SELECT create_")]
    assert statements == citus_statements()
    place = {line.split("'")[1]: number for number, line in enumerate(statements)}
    assert set(place) == OWNED | {table.name for table in reference_tables()}
    for table in (*reference_tables(), *learner_tables()):
        for key in table.foreign_keys:
            assert place[key.column.table.name] <= place[table.name], f"{table.name} refers to a table after it"


def test_what_citus_asks_of_a_distributed_table_holds() -> None:
    """Unique constraints hold the learner; references go to tables that every node has, or along the learner."""
    reference = set(reference_tables())
    for table in learner_tables():
        assert "learner_id" in table.primary_key.columns
        for constraint in table.foreign_key_constraints:
            along = ("learner_id", "learner_id") in [(key.parent.name, key.column.name) for key in constraint.elements]
            assert along or constraint.referred_table in reference, constraint.name

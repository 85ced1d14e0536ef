"""Frozen tables, on the database itself: what a learner has seen and every fact about it can only be added."""

import pytest
from sqlalchemy import Connection, Table, text
from sqlalchemy.exc import IntegrityError

from tests.db.sample_rows import AT, another, insert, insert_first, prepare_another, rows_of, tables_of
from trainer.db.engine import Engines
from trainer.db.frozen import FROZEN_CONTENT, FROZEN_OF_LEARNERS

FROZEN = [*FROZEN_CONTENT, *FROZEN_OF_LEARNERS]


def purge(connection: Connection, learner_id: int = 1) -> None:
    connection.execute(
        text("UPDATE users SET purge_started_at = :at WHERE id = :id"), {"at": AT.isoformat(" "), "id": learner_id}
    )


def refused(connection: Connection, statement: str) -> None:
    """The statement is refused, in a savepoint, so that the transaction can be used further."""
    with pytest.raises(IntegrityError, match="rows are frozen"), connection.begin_nested():
        connection.execute(text(statement))


def test_what_a_learner_has_seen_and_every_fact_is_frozen() -> None:
    """DESIGN 3.1 and 3.2: blueprints, versions, keys, scenarios; events, grades, runs, time spent and given."""
    assert set(FROZEN) == {
        "blueprints",
        "stimuli",
        "item_versions",
        "item_keys",
        "case_versions",
        "case_keys",
        "grading_runs",
        "audit_events",
        "answer_events",
        "grades",
        "case_grades",
        "graded_lines",
        "question_views",
        "time_extensions",
        "calibration_runs",
        "item_calibrations",
        "review_logs",
        "study_plans",
        "code_lookups",
        "practice_moves",
        "assignment_versions",
        "assignment_marks",
        "word_answers",
        "class_analyses",
        "draft_revisions",
        "draft_solutions",
    }


@pytest.mark.parametrize("table", FROZEN)
def test_a_frozen_row_refuses_every_update(connection: Connection, tables: dict[str, Table], table: str) -> None:
    before = rows_of(connection, {table: tables[table]})
    for column in tables[table].c:
        refused(connection, f'UPDATE {table} SET "{column.name}" = "{column.name}"')
    assert rows_of(connection, {table: tables[table]}) == before


@pytest.mark.parametrize("table", FROZEN_OF_LEARNERS)
def test_a_fact_refuses_updates_even_while_its_learner_is_purged(connection: Connection, table: str) -> None:
    purge(connection)
    refused(connection, f"UPDATE {table} SET learner_id = 1")


@pytest.mark.parametrize("table", FROZEN)
def test_a_frozen_row_refuses_to_be_deleted(connection: Connection, tables: dict[str, Table], table: str) -> None:
    before = rows_of(connection, {table: tables[table]})
    refused(connection, f"DELETE FROM {table}")
    assert rows_of(connection, {table: tables[table]}) == before


@pytest.mark.parametrize("table", FROZEN_CONTENT)
def test_content_refuses_to_be_deleted_even_while_a_learner_is_purged(connection: Connection, table: str) -> None:
    purge(connection)
    refused(connection, f"DELETE FROM {table}")


@pytest.mark.parametrize("table", FROZEN_OF_LEARNERS)
def test_a_fact_may_be_deleted_once_the_purge_of_its_learner_has_started(connection: Connection, table: str) -> None:
    refused(connection, f"DELETE FROM {table}")
    purge(connection)
    if table == "case_grades":
        connection.execute(text("DELETE FROM graded_lines"))
    connection.execute(text(f"DELETE FROM {table}"))
    assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() == 0


@pytest.mark.parametrize("table", FROZEN_OF_LEARNERS)
def test_the_purge_of_one_learner_permits_nothing_about_another(
    connection: Connection, tables: dict[str, Table], table: str
) -> None:
    insert(connection, tables["users"], another("users"))
    purge(connection, learner_id=2)
    refused(connection, f"DELETE FROM {table}")


@pytest.mark.parametrize("table", FROZEN)
def test_a_second_row_can_be_added_beside_a_frozen_one(
    connection: Connection, tables: dict[str, Table], table: str
) -> None:
    prepare_another(connection, tables, table)
    insert(connection, tables[table], another(table))
    assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() >= 2


@pytest.mark.parametrize("table", FROZEN)
@pytest.mark.parametrize("filled", ["sqlite"], indirect=True)
def test_a_frozen_row_cannot_be_replaced_by_an_insert(
    connection: Connection, tables: dict[str, Table], table: str
) -> None:
    """INSERT OR REPLACE deletes the row in its way, and SQLite tells the triggers only when asked to."""
    before = rows_of(connection, {table: tables[table]})
    refused(connection, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
    assert rows_of(connection, {table: tables[table]}) == before


@pytest.mark.parametrize("table", ["item_versions", "grades"])
def test_a_frozen_row_cannot_be_changed_by_an_upsert(connection: Connection, table: str) -> None:
    columns = "id" if table == "item_versions" else "learner_id, attempt_number, position, run_id, answer_revision"
    change = "number = 9" if table == "item_versions" else "earned = 0"
    refused(
        connection,
        f"INSERT INTO {table} SELECT * FROM {table} WHERE true ON CONFLICT ({columns}) DO UPDATE SET {change}",
    )


def test_a_refused_change_rolls_back_the_whole_transaction_of_its_caller(engines: Engines) -> None:
    with engines.write.begin() as connection:
        insert_first(connection, tables_of(connection))
    with engines.write.connect() as connection, connection.begin() as transaction:
        connection.execute(text("UPDATE items SET difficulty = 5"))
        with pytest.raises(IntegrityError):
            connection.execute(text("UPDATE item_versions SET number = 2"))
        transaction.rollback()
    with engines.write.connect() as connection:
        assert connection.execute(text("SELECT difficulty FROM items")).scalar_one() == 3

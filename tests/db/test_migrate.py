"""Migrations, up and down, empty and with data; what is refused, and what is kept."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, select, text
from sqlalchemy.orm import Session

from tests.db.sample_rows import AT, FIRST, another, index_names, insert, insert_first, narrowed, rows_of, tables_of
from trainer.db.engine import Engines, make_engines
from trainer.db.frozen import FROZEN_CONTENT, FROZEN_OF_LEARNERS, trigger_names
from trainer.db.migrate import (
    MIGRATIONS,
    DatabaseUnusable,
    Upgrade,
    current_revision,
    head_revision,
    migrate_to,
    upgrade,
)
from trainer.db.models import Base
from trainer.db.models.cases import CaseLine, CaseSubmission
from trainer.db.models.grades import CaseGradeRow, GradedLineRow

HEAD = head_revision()
FROZEN = {*FROZEN_CONTENT, *FROZEN_OF_LEARNERS}


def scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(config)


def revisions() -> list[str]:
    """All revisions, oldest first, as Alembic orders them."""
    return [script.revision for script in reversed(list(scripts().walk_revisions()))]


def triggers(connection: Connection) -> set[str]:
    if connection.dialect.name == "sqlite":
        statement = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        statement = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    return set(connection.execute(text(statement)).scalars())


def expected_triggers(tables: set[str]) -> set[str]:
    return {f"frozen_{table}_{act}" for table in FROZEN & tables for act in ("delete", "update")}


def snapshot(engine: Engine) -> tuple[object, ...]:
    """All rows, tables, triggers and indexes, and the revision."""
    with engine.connect() as connection:
        tables = tables_of(connection)
        return (
            rows_of(connection, tables),
            triggers(connection),
            index_names(connection),
            connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one(),
        )


@pytest.fixture
def empty(engines: Engines) -> Engine:
    """An engine on a database from which all migrations were taken back."""
    migrate_to(engines.write, "base")
    return engines.write


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "trainer.sqlite3"


@pytest.fixture
def sqlite(file: Path):
    engines = make_engines(f"sqlite:///{file}")
    yield engines.write
    engines.dispose()


def test_the_newest_revision_is_the_head_that_alembic_knows() -> None:
    assert scripts().get_heads() == [HEAD]
    assert revisions() == sorted(revisions()), "revisions are compared as text: each must sort after the one before"


def test_the_migrated_tables_are_those_of_the_models(engines: Engines) -> None:
    with engines.write.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_the_migrated_checks_are_those_of_the_models(engines: Engines) -> None:
    with engines.write.connect() as connection:
        tables = tables_of(connection)
        migrated = {name: _checks(table) for name, table in tables.items()}
    assert migrated == {name: _checks(table) for name, table in Base.metadata.tables.items()}


def _checks(table) -> set[str]:
    return {str(each.name) for each in table.constraints if each.__visit_name__ == "check_constraint"}


def test_all_migrations_can_be_taken_back_and_run_again(engines: Engines) -> None:
    before = snapshot(engines.write)
    migrate_to(engines.write, "base")
    assert current_revision(engines.write) == ""
    with engines.write.connect() as connection:
        assert tables_of(connection) == {}
        assert triggers(connection) == set()
    migrate_to(engines.write, HEAD)
    assert snapshot(engines.write) == before


def test_every_revision_upwards_keeps_rows_triggers_and_indexes(empty: Engine) -> None:
    kept: dict[str, object] = {}
    tables: dict[str, object] = {}
    indexes: set[str] = set()
    for revision in revisions():
        migrate_to(empty, revision)
        with empty.begin() as connection:
            assert rows_of(connection, tables) == kept
            assert indexes <= index_names(connection)
            now_there = tables_of(connection)
            assert triggers(connection) == expected_triggers(set(now_there))
            insert_first(connection, now_there, already=tables)
            tables, kept = now_there, rows_of(connection, now_there)
            indexes = index_names(connection)
    assert set(tables) == set(FIRST) == set(Base.metadata.tables)
    assert all(kept.values())


def test_every_revision_downwards_keeps_the_rows_triggers_and_indexes_of_the_tables_that_stay(engines: Engines) -> None:
    with engines.write.begin() as connection:
        insert_first(connection, tables_of(connection))
        rows, indexes = rows_of(connection, tables_of(connection)), index_names(connection)
    for revision in [*reversed(revisions()[:-1]), "base"]:
        migrate_to(engines.write, revision)
        with engines.write.connect() as connection:
            tables = tables_of(connection)
            assert rows_of(connection, tables) == narrowed(rows, tables)
            assert triggers(connection) == expected_triggers(set(tables))
            assert index_names(connection) <= indexes


def test_work_on_cases_from_before_0004_is_read_as_work_without_its_later_parts(empty: Engine) -> None:
    migrate_to(empty, "0003")
    with empty.begin() as connection:
        insert_first(connection, tables_of(connection))
    migrate_to(empty, HEAD)
    with Session(empty) as session:
        line, submission = session.scalars(select(CaseLine)).one(), session.scalars(select(CaseSubmission)).one()
        assert (line.code, line.mark, line.is_struck) == ("H66.001", "", False)
        assert (submission.revision, submission.note, submission.elements, submission.query) == (1, "", None, None)
        grade, graded = session.scalars(select(CaseGradeRow)).one(), session.scalars(select(GradedLineRow)).one()
        assert (grade.earned, grade.sections) == (1, ())
        assert (graded.entered, graded.findings) == ("H66.001", ())


def test_going_back_before_0004_takes_only_the_graded_rows_that_had_no_place_there(engines: Engines) -> None:
    with engines.write.begin() as connection:
        tables = tables_of(connection)
        insert_first(connection, tables)
        for row, section in ((2, "audit"), (3, "query"), (4, "procedures")):
            insert(connection, tables["graded_lines"], another("graded_lines", row=row, section=section))
    migrate_to(engines.write, "0003")
    migrate_to(engines.write, HEAD)
    with engines.write.connect() as connection:
        kept = connection.execute(select(tables["graded_lines"].c["row", "section"]).order_by("row"))
        assert [tuple(row) for row in kept] == [(1, "diagnoses"), (4, "procedures")]


def test_the_head_has_every_trigger_of_the_registry(engines: Engines) -> None:
    with engines.write.connect() as connection:
        assert sorted(triggers(connection)) == trigger_names()


def test_a_migration_that_fails_leaves_nothing_behind_and_takes_nothing_away(empty: Engine) -> None:
    migrate_to(empty, "0002")
    with empty.begin() as connection:
        insert_first(connection, tables_of(connection))
        connection.execute(text("CREATE TABLE grades (note TEXT)"))
    before = snapshot(empty)
    with pytest.raises(DatabaseUnusable, match="grades"):
        upgrade(empty, None, AT)
    assert snapshot(empty) == before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_migration_that_would_end_with_a_broken_reference_changes_nothing(empty: Engine) -> None:
    migrate_to(empty, "0002")
    raw = empty.raw_connection()
    raw.cursor().execute("PRAGMA foreign_keys=OFF")
    raw.cursor().execute("INSERT INTO learner_profiles (learner_id, track) VALUES (99, 'cpc')")
    raw.close()
    empty.dispose()
    before = snapshot(empty)
    with pytest.raises(DatabaseUnusable, match=r"references.*learner_profiles.*nothing was changed"):
        upgrade(empty, None, AT)
    assert snapshot(empty) == before


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_foreign_keys_are_on_again_after_a_migration(empty: Engine) -> None:
    migrate_to(empty, HEAD)
    with empty.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_the_first_grading_run_was_made_at_an_instant_in_utc(database_url: str) -> None:
    separator = "&" if "?" in database_url else "?"
    options = f"{separator}options=-ctimezone%3DAmerica/New_York" if database_url.startswith("postgresql") else ""
    engines = make_engines(database_url + options)
    migrate_to(engines.write, "base")
    migrate_to(engines.write, HEAD)
    runs = Base.metadata.tables["grading_runs"]
    with engines.write.connect() as connection:
        moment = connection.execute(runs.select()).one().created_at
    engines.dispose()
    assert moment.isoformat() == "2026-01-01T00:00:00+00:00"


def test_upgrading_an_empty_database_makes_no_backup(sqlite: Engine, file: Path) -> None:
    assert upgrade(sqlite, file, AT) == Upgrade("", HEAD, None)
    assert current_revision(sqlite) == HEAD
    assert list(file.parent.glob("*.bak")) == []


def test_upgrading_a_database_that_is_up_to_date_does_nothing(engines: Engines, tmp_path: Path) -> None:
    with engines.write.begin() as connection:
        insert_first(connection, tables_of(connection))
    before = snapshot(engines.write)
    path = Path(engines.write.url.database or "") if engines.write.dialect.name == "sqlite" else None
    assert upgrade(engines.write, path, AT) == Upgrade(HEAD, HEAD, None)
    assert snapshot(engines.write) == before
    assert path is None or list(path.parent.glob(f"{path.name}*.bak")) == []


def test_a_file_with_content_is_copied_before_it_is_migrated(sqlite: Engine, file: Path) -> None:
    migrate_to(sqlite, "0001")
    with sqlite.begin() as connection:
        insert_first(connection, tables_of(connection))
    before = snapshot(sqlite)
    done = upgrade(sqlite, file, AT)
    assert done == Upgrade("0001", HEAD, file.with_name(f"trainer.sqlite3.20260302T090000Z.before-{HEAD}.bak"))
    assert current_revision(sqlite) == HEAD
    copy = make_engines(f"sqlite:///{done.backup}")
    assert current_revision(copy.write) == "0001"
    assert snapshot(copy.write) == before
    assert upgrade(copy.write, None, AT).after == HEAD, "the backup can be used in the database's place"
    copy.dispose()


def test_a_file_with_the_tables_of_another_program_is_copied_before_it_is_migrated(sqlite: Engine, file: Path) -> None:
    with sqlite.begin() as connection:
        connection.execute(text("CREATE TABLE recipes (name TEXT)"))
        connection.execute(text("INSERT INTO recipes VALUES ('soup')"))
    backup = upgrade(sqlite, file, AT).backup
    assert backup is not None
    with closing(sqlite3.connect(backup)) as copy:
        assert copy.execute("SELECT * FROM recipes").fetchall() == [("soup",)]


def test_no_migration_is_run_when_the_backup_cannot_be_made(sqlite: Engine, file: Path) -> None:
    migrate_to(sqlite, "0001")
    file.with_name(f"trainer.sqlite3.20260302T090000Z.before-{HEAD}.bak").mkdir()
    with pytest.raises(DatabaseUnusable, match="backup"):
        upgrade(sqlite, file, AT)
    assert current_revision(sqlite) == "0001"


def test_a_database_newer_than_the_program_is_refused_and_left_as_it_is(engines: Engines) -> None:
    with engines.write.begin() as connection:
        insert_first(connection, tables_of(connection))
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    before = snapshot(engines.write)
    with pytest.raises(DatabaseUnusable) as refused:
        upgrade(engines.write, None, AT)
    assert snapshot(engines.write) == before
    for part in ("9999", HEAD, "Nothing was changed", "Install the newer version", "go back", "backup"):
        assert part in str(refused.value)


def test_the_message_about_a_newer_database_names_its_backup(sqlite: Engine, file: Path) -> None:
    """A newer version names its backup by the revision it migrates to; ours does the same, so the hint fits."""
    migrate_to(sqlite, "0001")
    backup = upgrade(sqlite, file, AT).backup
    assert backup is not None
    assert backup.name.endswith(f".before-{HEAD}.bak")
    with sqlite.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseUnusable, match=r"\.before-9999\.bak"):
        upgrade(sqlite, file, AT)
    assert len(list(file.parent.glob("*.bak"))) == 1


@pytest.mark.parametrize("content", [b"Dear diary, this is no database. " * 200, b"\x00\xff" * 5000])
def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(sqlite: Engine, file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(DatabaseUnusable, match=r"trainer\.sqlite3 is no database.*left as it is.*Move it away"):
        upgrade(sqlite, file, AT)
    assert file.read_bytes() == content
    assert list(file.parent.iterdir()) == [file]


def test_a_folder_in_the_place_of_the_file_is_refused(sqlite: Engine, file: Path) -> None:
    file.mkdir()
    with pytest.raises(DatabaseUnusable, match=r"trainer\.sqlite3 cannot be opened.*permissions"):
        upgrade(sqlite, file, AT)


def test_a_folder_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    engines = make_engines(f"sqlite:///{tmp_path / 'missing' / 'trainer.sqlite3'}")
    with pytest.raises(DatabaseUnusable, match=r"missing/trainer\.sqlite3 cannot be opened"):
        current_revision(engines.write)
    engines.dispose()


@pytest.mark.parametrize("has_content", [False, True])
def test_a_read_only_folder_is_refused(sqlite: Engine, file: Path, has_content: bool) -> None:
    if has_content:
        migrate_to(sqlite, "0001")
        sqlite.dispose()
    file.parent.chmod(0o500)
    try:
        if os.access(file.parent, os.W_OK):
            pytest.skip("a user who may not write to a read-only folder: this one is root")
        with pytest.raises(DatabaseUnusable, match=r"trainer\.sqlite3 cannot be opened for writing.*permissions"):
            upgrade(sqlite, file, AT)
    finally:
        file.parent.chmod(0o700)


def test_a_database_that_can_only_be_read_is_refused_and_left_as_it_is(engines: Engines) -> None:
    migrate_to(engines.write, "0001")
    before = snapshot(engines.write)
    with pytest.raises(DatabaseUnusable, match="cannot be opened for writing"):
        upgrade(engines.read, None, AT)
    assert snapshot(engines.write) == before


def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    engines = make_engines("postgresql+psycopg://trainer:hush@127.0.0.1:1/trainer")
    with pytest.raises(DatabaseUnusable, match=r"127\.0\.0\.1:1/trainer cannot be used") as refused:
        upgrade(engines.write, None, AT)
    assert "hush" not in str(refused.value)
    engines.dispose()


def test_a_row_that_is_added_after_a_migration_is_frozen_at_once(empty: Engine) -> None:
    migrate_to(empty, HEAD)
    with empty.begin() as connection:
        insert(connection, tables_of(connection)["stimuli"], FIRST["stimuli"])
    with pytest.raises(Exception, match="frozen"), empty.begin() as connection:
        connection.execute(text("UPDATE stimuli SET title = ''"))

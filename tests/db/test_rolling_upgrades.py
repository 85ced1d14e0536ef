"""Each release works with the database of the next one: what migrations may do, and who may go on with what."""

import ast
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from tests.support.exams import publish_exams
from tests.support.people import sign_up
from trainer.db import compatibility
from trainer.db.compatibility import (
    ROLLING_FROM,
    VERSIONS,
    may_run,
    note_oldest_program,
    oldest_program_for,
    read_oldest_program,
    revisions,
)
from trainer.db.engine import Engines
from trainer.db.migrate import DatabaseUnusable, Upgrade, head_revision, migrate_to, read_state, upgrade
from trainer.domain.attempts.attempt import AttemptKind
from trainer.services import export_jobs, maintenance, sittings, waiting
from trainer.services.jobs import run_due_jobs
from trainer.services.scope import Scopes
from trainer.services.waiting import Stage

HEAD = head_revision()
LATER = f"{int(HEAD) + 2:04}"
"""A revision that this program does not know."""

ADDS = {
    "add_column",
    "batch_alter_table",
    "bulk_insert",
    "create_check_constraint",
    "create_foreign_key",
    "create_index",
    "create_table",
    "execute",
    "f",
    "get_bind",
}
"""What a migration may call on `op`, or on a table in a batch, unless it names its `oldest_program`."""


def migrations() -> list[Path]:
    return [VERSIONS / f"{name}.py" for number, name in revisions().items() if number > ROLLING_FROM]


def faults_of(source: str) -> list[str]:
    """What is wrong with a migration that says nothing about older programs; of `downgrade` nothing is asked."""
    tree = ast.parse(source)
    names = {target.id for node in tree.body if isinstance(node, ast.Assign) for target in node.targets}
    if "oldest_program" in names:
        return []
    upward = [node for node in tree.body if not (isinstance(node, ast.FunctionDef) and node.name == "downgrade")]
    calls = [node for part in upward for node in ast.walk(part) if isinstance(node, ast.Call)]
    batches = {
        item.optional_vars.id
        for part in upward
        for node in ast.walk(part)
        if isinstance(node, ast.With)
        for item in node.items
        if isinstance(item.optional_vars, ast.Name)
    }
    found = []
    for call in calls:
        if not (isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name)):
            continue
        of, what = call.func.value.id, call.func.attr
        if of not in {"op", *batches}:
            continue
        if what not in ADDS:
            found.append(f"{what} takes something away from the release before")
        if what == "add_column":
            found += _faults_of_column(next(each for each in call.args if isinstance(each, ast.Call)))
        if what == "execute" and not _only_writes(call):
            found.append("execute does more than INSERT or UPDATE")
    return found


def _faults_of_column(column: ast.Call) -> list[str]:
    given = {keyword.arg: keyword.value for keyword in column.keywords}
    nullable = given.get("nullable")
    may_be_left_out = isinstance(nullable, ast.Constant) and nullable.value is True
    if may_be_left_out or "server_default" in given:
        return []
    return ["a new column is filled neither by NULL nor by a server_default: the release before leaves it out"]


def _only_writes(call: ast.Call) -> bool:
    statement = call.args[0]
    if isinstance(statement, ast.JoinedStr):
        statement = statement.values[0]
    return isinstance(statement, ast.Constant) and str(statement.value).startswith(("INSERT ", "UPDATE "))


@pytest.mark.parametrize("migration", migrations(), ids=lambda path: path.stem)
def test_a_migration_only_adds(migration: Path) -> None:
    assert faults_of(migration.read_text()) == []


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("op.drop_table('jobs')", "takes something away"),
        ("op.drop_index('ix')", "takes something away"),
        ("op.rename_table('jobs', 'work')", "takes something away"),
        ("op.alter_column('jobs', 'kind', nullable=False)", "takes something away"),
        ("op.create_unique_constraint('uq', 'jobs', ['kind'])", "takes something away"),
        ("op.add_column('jobs', sa.Column('a', sa.Text(), nullable=False))", "server_default"),
        ("op.add_column('jobs', sa.Column('a', sa.Text()))", "server_default"),
        ("op.execute('DELETE FROM jobs')", "more than INSERT"),
        ("op.execute(statement)", "more than INSERT"),
        ("op.add_column('jobs', sa.Column('a', sa.Text(), nullable=True))", ""),
        ("op.add_column('jobs', sa.Column('a', sa.Text(), nullable=False, server_default=''))", ""),
        ("op.execute('UPDATE jobs SET a = 1')", ""),
    ],
)
def test_what_takes_away_is_found(line: str, fault: str) -> None:
    in_a_batch = line.replace("op.", "jobs.", 1).replace("'jobs', ", "", 1)
    for source in (
        f"def upgrade():\n    {line}\n",
        f"def upgrade():\n    _helper()\n\ndef _helper():\n    {line}\n",
        f"def upgrade():\n    with op.batch_alter_table('jobs') as jobs:\n        {in_a_batch}\n",
    ):
        found = faults_of(source)
        assert [fault in each for each in found] == ([True] if fault else [])
        assert faults_of(f"oldest_program = '0015'\n{source}") == []
    assert faults_of(f"def upgrade():\n    pass\n\ndef downgrade():\n    {line}\n") == []


def test_a_migration_that_takes_away_names_the_oldest_program(tmp_path, monkeypatch) -> None:
    assert oldest_program_for("0009") == "0009", "nothing was promised then"
    assert oldest_program_for(HEAD) == ROLLING_FROM
    module = "trainer.db.migrations.versions.9001_contract"
    monkeypatch.setitem(__import__("sys").modules, module, type("Module", (), {"oldest_program": "0016"}))
    monkeypatch.setattr(compatibility, "revisions", lambda: {**revisions(), "9001": "9001_contract"})
    assert oldest_program_for("9001") == "0016"
    assert oldest_program_for(HEAD) == ROLLING_FROM


def test_who_may_run() -> None:
    assert may_run("0016", "0014", "0014")
    assert may_run("0016", "0016", "")
    assert may_run("0016", "0018", "0016")
    assert not may_run("0016", "0018", "0017")
    assert not may_run("0016", "0018", ""), "nothing was written down"


def test_a_migrated_database_says_who_may_work_on_it(engines: Engines) -> None:
    assert read_state(engines.write).oldest_program == ROLLING_FROM
    migrate_to(engines.write, "0013")
    assert read_state(engines.write).oldest_program == "0013"
    with engines.write.begin() as connection:
        note_oldest_program(connection, LATER)
    with engines.read.connect() as connection:
        assert read_oldest_program(connection, LATER) == ROLLING_FROM
        assert read_oldest_program(connection, HEAD) == "", "it was written down for another revision"


def pretend_newer(engine: Engine) -> None:
    """The database as the next release leaves it: with a table, a column and an index that this one does not know."""
    with engine.begin() as connection:
        for statement in (
            "CREATE TABLE badges (id BIGINT PRIMARY KEY, name TEXT NOT NULL)",
            "ALTER TABLE users ADD COLUMN nickname VARCHAR(40) NOT NULL DEFAULT ''",
            "ALTER TABLE attempts ADD COLUMN mood VARCHAR(10)",
            "ALTER TABLE answer_events ADD COLUMN device VARCHAR(10)",
            "ALTER TABLE grades ADD COLUMN weight BIGINT NOT NULL DEFAULT 1",
            "ALTER TABLE item_sights ADD COLUMN streak BIGINT NOT NULL DEFAULT 0",
            "ALTER TABLE review_cards ADD COLUMN deck VARCHAR(10) NOT NULL DEFAULT ''",
            "ALTER TABLE jobs ADD COLUMN priority BIGINT NOT NULL DEFAULT 0",
            "CREATE INDEX ix_jobs_priority ON jobs (priority)",
            f"UPDATE alembic_version SET version_num = '{LATER}'",
        ):
            connection.execute(text(statement))
        note_oldest_program(connection, LATER)


def test_this_release_goes_on_when_the_next_one_has_migrated(scopes: Scopes, tmp_path: Path) -> None:
    """A machine that is started again before it is replaced neither migrates nor publishes, and people work on it."""
    publish_exams(scopes)
    pretend_newer(scopes.engines.write)
    assert upgrade(scopes.engines.write, scopes.settings.sqlite_path, scopes.clock()) == Upgrade(LATER, LATER, None)
    state = maintenance.database_state(scopes)
    assert (state.current, state.newest, state.is_usable) == (LATER, HEAD, True)
    assert maintenance.publish_if_changed(scopes, tmp_path, tmp_path) is None
    learner = sign_up(scopes)
    with scopes.engines.read.connect() as connection:
        assert connection.execute(text("SELECT nickname FROM users WHERE id = :id"), {"id": learner.id}).scalar() == ""
    practice, exam = learner.start(number=2), learner.start_exam()
    for position in (1, 2):
        learner.answer(practice, position, rightly=True)
    assert learner.question(practice, 2).verdict.points.is_full
    assert learner.save(exam, 1, {"choice": ["A"]}, kind=AttemptKind.EXAM) == sittings.Saved(1)
    for number in (practice, exam):
        learner.hand_in(number)
    with learner.writing() as scope:
        job_id = export_jobs.queue_export(scope, "json")
    run_due_jobs(scopes)
    with learner.reading() as scope:
        assert waiting.get_waited_for(scope, job_id).stage is Stage.DONE
    with scopes.engines.read.connect() as connection:
        statement = (
            "SELECT sum(item_count), (SELECT count(*) FROM grades), (SELECT min(weight) FROM grades) FROM attempts"
        )
        dealt, graded, weight = connection.execute(text(statement)).one()
    assert (dealt, weight) == (graded, 1)


def test_a_newer_database_that_says_nothing_is_refused(scopes: Scopes) -> None:
    with scopes.engines.write.begin() as connection:
        connection.execute(text(f"UPDATE alembic_version SET version_num = '{LATER}'"))
    with pytest.raises(DatabaseUnusable, match="Nothing was changed"):
        upgrade(scopes.engines.write, None, scopes.clock())
    assert not maintenance.database_state(scopes).is_usable


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_migration_gives_up_on_a_table_that_somebody_holds_and_changes_nothing(
    engines: Engines, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate_to(engines.write, "0014")
    monkeypatch.setattr("trainer.db.migrate.LOCK_SECONDS", 0.2)
    with engines.write.connect() as holder, holder.begin():
        holder.execute(text("LOCK TABLE jobs IN SHARE MODE"))
        with pytest.raises(DatabaseUnusable, match=r"in use: a table was not free.*try again"):
            upgrade(engines.write, None, None)  # type: ignore[arg-type]
    assert read_state(engines.write).revision == "0014"
    migrate_to(engines.write, HEAD)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_people_go_on_saving_while_a_migration_of_other_tables_waits_to_commit(engines: Engines) -> None:
    """No trigger is dropped and made again: that would lock every frozen table."""
    migrate_to(engines.write, "0015")
    with engines.write.connect() as reader, reader.begin():
        reader.execute(text("LOCK TABLE answer_events IN ROW EXCLUSIVE MODE"))
        migrate_to(engines.write, "0016")
    assert read_state(engines.write).revision == "0016"

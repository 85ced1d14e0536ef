"""The `trainer` command: what it prints, what it refuses, and that a refusal changes nothing."""

import re
import socket
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from importlib import import_module
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs
from werkzeug.test import Client

from tests.support.command import run
from tests.support.people import PASSWORD, sign_up
from trainer import __version__, factory
from trainer.db.engine import make_engines
from trainer.db.migrate import head_revision, migrate_to
from trainer.db.models.audit import AuditEvent
from trainer.db.models.content import Item
from trainer.db.models.jobs import Job
from trainer.factory import Program, build_program
from trainer.services import accounts, sign_in

BLUEPRINT = """
schema = 1
track = "cpc"
title = "CPC"
questions = 1
minutes = 3
pass_questions = 1
as_of = "2026-01-01"
areas = [{ slug = "anatomy", title = "Anatomy", questions = 1, source = "the body" }]
"""
ITEM = """
schema = 1
track = "cpc"
area = "anatomy"

[[items]]
id = "an-item"
kind = "code"
edition = "2026"
difficulty = 1
bloom = "recall"
stem = "Which code?"
system = "icd-10-cm"
key = ["J20.9"]
why = "Because."
references = ["ICD-10-CM"]
"""


@pytest.fixture
def banks(tmp_path: Path) -> Path:
    """A folder of question banks with one item."""
    root = tmp_path / "banks"
    (root / "blueprints").mkdir(parents=True)
    (root / "blueprints" / "cpc.toml").write_text(BLUEPRINT)
    (root / "cpc" / "anatomy").mkdir(parents=True)
    (root / "cpc" / "anatomy" / "one.toml").write_text(ITEM)
    return root


@pytest.fixture
def no_cases(tmp_path: Path) -> Path:
    folder = tmp_path / "cases"
    folder.mkdir()
    return folder


def test_the_version_is_told():
    assert __version__ in run("--version").output


def test_validating_the_shipped_content_prints_counts_by_track_and_area_and_no_problem(data):
    result = run("content", "validate")
    assert result.exit_code == 0, result.output
    assert "\n0 problems, 0 unexplained warnings (numbers of CPT and HCPCS not checked)\n" in result.output
    totals = [
        int(number)
        for number in re.findall(r"^\S.*: (\d+) items, \d+ generated families$", result.output, re.MULTILINE)
    ]
    assert len(totals) == 2
    assert min(totals) >= 60
    counts = [int(number) for number in re.findall(r"^ +(\d+) +\d+  \S", result.output, re.MULTILINE)]
    assert sum(counts) == sum(totals)
    assert min(counts) > 0, "items are spread over every area"
    cases = re.search(r"Coding cases: (\d+)", result.output)
    assert cases
    assert int(cases[1]) >= 6
    assert "The codes of keys were not looked up: there is no code book" in result.output
    assert not data.exists(), "validating stores nothing"


def test_validating_names_every_problem_with_its_file_and_fails(data, banks, no_cases):
    folder = banks / "cpc" / "anatomy"
    (folder / "broken.toml").write_text("schema = ")
    (folder / "latin.toml").write_bytes(b'stem = "caf\xe9"')
    result = run("content", "validate", "--banks", banks, "--cases", no_cases)
    assert result.exit_code == 1
    assert "cpc/anatomy/broken.toml: is not TOML" in result.output
    assert "cpc/anatomy/latin.toml: is not UTF-8" in result.output
    assert "2 problems" in result.output


def test_publishing_tells_what_was_done_and_the_second_time_that_nothing_was(data, banks, no_cases):
    first = run("content", "publish", "--banks", banks, "--cases", no_cases)
    assert first.exit_code == 0, first.output
    assert "1 items added" in first.output
    assert "nothing has changed" in run("content", "publish", "--banks", banks, "--cases", no_cases).output


def test_nothing_is_published_when_one_file_has_a_problem(program, banks, no_cases):
    (banks / "cpc" / "anatomy" / "two.toml").write_text(ITEM)
    result = run("content", "publish", "--banks", banks, "--cases", no_cases)
    assert result.exit_code == 1
    assert "Not published: " in result.output
    assert "an-item" in result.output
    with program.scopes.reading() as scope:
        assert scope.session.scalars(select(Item)).all() == []


def test_a_folder_that_is_not_there_is_named(data, banks):
    result = run("content", "validate", "--banks", banks / "nowhere")
    assert result.exit_code == 2
    assert "does not exist" in result.output


def test_a_new_database_is_made_and_its_revision_told(data):
    assert f"from revision none to {head_revision()}" in run("db", "upgrade").output
    assert (data / "trainer.sqlite3").is_file()
    assert "Nothing to do" in run("db", "upgrade").output
    status = run("db", "status").output
    assert f"revision {head_revision()}" in status
    assert "trainer.sqlite3" in status


def test_a_sqlite_file_cannot_be_split(data):
    run("db", "upgrade")
    assert "Only PostgreSQL" in run("db", "partition", "--yes").output
    assert run("db", "partition").exit_code == 1, "nobody said that there is a backup"
    assert "split" not in run("db", "status").output


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_learner_owned_tables_are_split_on_postgresql(data, database_url, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", database_url)
    result = run("db", "partition", "--modulus", "2", "--yes")
    assert result.exit_code == 0, result.output
    assert "answers: 2 parts" in result.output
    program = build_program()
    with program.scopes.reading() as scope:
        split = scope.session.scalars(select(AuditEvent.subject).where(AuditEvent.action == "database.partition")).all()
    program.scopes.engines.dispose()
    assert len(split) == result.output.count(": 2 parts")
    assert "answers" in split
    assert re.search(r"(\d+) of \1 learner-owned tables are split into 2 parts", run("db", "status").output)
    assert "already" in run("db", "partition", "--modulus", "3", "--yes").output


def test_an_older_database_is_copied_before_it_is_migrated(data):
    data.mkdir(parents=True)
    engines = make_engines(f"sqlite:///{data / 'trainer.sqlite3'}")
    migrate_to(engines.write, "0001")
    engines.dispose()
    result = run("db", "upgrade")
    assert result.exit_code == 0, result.output
    assert f"from revision 0001 to {head_revision()}" in result.output
    (backup,) = data.glob("*.bak")
    assert backup.name in result.output.replace("\n", "")
    with closing(sqlite3.connect(backup)) as copy:
        assert copy.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)


def test_a_database_from_a_newer_version_is_refused_and_left_as_it_is(data):
    run("db", "upgrade")
    with closing(sqlite3.connect(data / "trainer.sqlite3")) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()
    result = run("db", "upgrade")
    assert result.exit_code == 1
    assert "9999" in result.output
    assert "go back" in result.output
    assert "revision 9999" in run("db", "status").output


@pytest.mark.parametrize("arguments", [("db", "upgrade"), ("db", "status"), ("content", "publish")])
def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(data, arguments):
    data.mkdir(parents=True)
    file = data / "trainer.sqlite3"
    file.write_bytes(b"a letter to my aunt, and certainly no database" * 50)
    result = run(*arguments)
    assert result.exit_code == 1
    assert "is no database of this program" in result.output
    assert file.read_bytes() == b"a letter to my aunt, and certainly no database" * 50


def test_a_data_folder_that_cannot_be_made_is_named(data):
    data.parent.write_text("a file where the folder should be")
    result = run("db", "upgrade")
    assert result.exit_code == 1
    assert "cannot be made" in result.output
    assert "TRAINER_DATA" in result.output


def test_an_administrator_is_made_and_can_log_in(program):
    result = run("users", "create-admin", "--email", "ada@example.org", "--name", "Ada", "--password", PASSWORD)
    assert result.exit_code == 0, result.output
    assert "Ada <ada@example.org> may now log in as administrator." in result.output
    with program.scopes.writing() as scope:
        token = sign_in.log_in(scope, "ada@example.org", PASSWORD, "a shell")
        scope.session.flush()
        who = accounts.find_signed_in(scope, token)
    assert who is not None
    assert who.is_administrator


def test_what_is_not_given_is_asked_for_and_the_password_never_shown(data):
    given = f"ada@example.org\nAda\n{PASSWORD}\n{PASSWORD}\n"
    result = run("users", "create-admin", given=given)
    assert result.exit_code == 0, result.output
    assert PASSWORD not in result.output


@pytest.mark.parametrize("password", ["short", "ada@example.org", "x" * 201])
def test_an_administrator_with_a_weak_password_is_refused(program, password):
    given = ("users", "create-admin", "--email", "ada@example.org", "--name", "Ada", "--password")
    result = run(*given, password)
    assert result.exit_code == 1
    assert "Error: " in result.output
    assert run(*given, PASSWORD).exit_code == 0, "the address is still free"
    assert "There is an account with this address" in run(*given, PASSWORD).output


def test_every_bad_setting_is_reported_at_once(data, monkeypatch):
    monkeypatch.setenv("TRAINER_PORT", "http")
    monkeypatch.setenv("TRAINER_SECURE_COOKIES", "perhaps")
    monkeypatch.setenv("DATABASE_URL", "mysql://db/trainer")
    result = run("db", "status")
    assert result.exit_code == 1
    for name in ("TRAINER_PORT", "TRAINER_SECURE_COOKIES", "DATABASE_URL"):
        assert name in result.output


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_a_port_that_is_taken_is_named_before_anything_is_done(data, monkeypatch, host):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as taken:
        try:
            taken.bind((host, 0))
        except OSError:
            pytest.skip(f"this machine has no address {host}")
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setenv("TRAINER_HOST", host)
        monkeypatch.setenv("TRAINER_PORT", str(port))
        result = run("serve")
    assert result.exit_code == 1
    assert f"Port {port} on {host} cannot be used" in result.output
    assert not data.exists()


def test_due_jobs_are_run_and_counted(program):
    run("db", "upgrade")
    sign_up(program.scopes)
    with capture_logs():
        assert "1 jobs done, 0 sittings tidied up." in run("jobs", "run").output
        assert "0 jobs done, 0 sittings tidied up." in run("jobs", "run").output


def test_the_server_works_in_the_background_and_survives_a_failure(program, monkeypatch):
    serve = import_module("trainer.cli.serve")  # the package has a command of the same name
    monkeypatch.setattr("trainer.services.jobs.POLL_SECONDS", 0.02)
    monkeypatch.setattr("trainer.services.jobs.MOST_POLL_SECONDS", 0.1)
    stop = Event()
    with capture_logs() as logs:
        worker = Thread(target=serve._work_in_background, args=(program, stop))
        worker.start()
        wait_until(lambda: any(entry["event"] == "the database cannot be used" for entry in logs))
        run("db", "upgrade")
        sign_up(program.scopes)
        wait_until(lambda: is_done(program))
        stop.set()
        worker.join(10)
    assert not worker.is_alive()


def is_done(program: Program) -> bool:
    with program.scopes.reading() as scope:
        return scope.session.scalars(select(Job.state).where(Job.kind == "mail")).one() == "done"


def wait_until(condition: Callable[[], bool]) -> None:
    for _ in range(500):
        if condition():
            return
        time.sleep(0.02)
    pytest.fail("this took more than ten seconds")


def test_a_server_such_as_gunicorn_finds_the_application(data, monkeypatch):
    run("db", "upgrade")
    factory.create_app.cache_clear()
    try:
        response = Client(factory.wsgi).get("/")
        assert (response.status_code, "Medcode Trainer" in response.text) == (200, True)
        assert (data / "secret.key").is_file()
    finally:
        factory.create_app().extensions["scopes"].engines.dispose()
        factory.create_app.cache_clear()

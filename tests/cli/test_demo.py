"""`trainer demo` as an instructor starts it: a database of its own, kept unless asked otherwise, never the real one."""

import socket
from pathlib import Path

import pytest

from tests.support.command import run
from tests.support.people import sign_up
from trainer.factory import Program, build_program
from trainer.services import accounts, demo
from trainer.services.demo.standing import BEGUN
from trainer.services.maintenance import prepare_database

TINY = ("--learners", "5", "--weeks", "1")


@pytest.fixture
def begun(data: Path) -> Path:
    """The folder of a demo whose filling was interrupted at once."""
    folder = data / "demo"
    program = build_program({"TRAINER_DATA": str(folder)})
    prepare_database(program.scopes)
    with program.scopes.writing() as scope:
        accounts.record(scope, BEGUN, "demo")
    program.scopes.engines.dispose()
    return folder


def test_a_demo_is_made_beside_the_real_database_told_of_and_kept(data, begun, code_book_of_program, monkeypatch):
    assert "was interrupted. Make it with --again" in run("demo", *TINY).output
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@nowhere.example.org/real")
    made = run("demo", "--again", *TINY)
    assert made.exit_code == 0, made.output
    for told in (demo.PASSWORD, demo.INSTRUCTOR.email, demo.ADMINISTRATOR.email, "/log-in", "Week 1 of 1"):
        assert told in made.output
    assert not (data / "trainer.sqlite3").exists()
    before = (begun / "trainer.sqlite3").read_bytes()
    kept = run("demo", *TINY)
    assert kept.exit_code == 0
    assert "it is kept" in kept.output
    assert (begun / "trainer.sqlite3").read_bytes() == before
    _is_served_after_the_port_is_checked(monkeypatch)


def _is_served_after_the_port_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("TRAINER_PORT", str(taken.getsockname()[1]))
        served = run("demo", "--serve")
    assert served.exit_code == 1
    assert "cannot be used" in served.output


def test_the_folder_of_the_real_program_is_refused(data):
    refused = run("demo", "--data", data)
    assert refused.exit_code == 1
    assert "is the data folder of the real program" in refused.output
    assert not data.exists()


def test_a_database_with_other_people_is_left_alone(data, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    program: Program = build_program({"TRAINER_DATA": str(elsewhere)})
    prepare_database(program.scopes)
    sign_up(program.scopes, "somebody@example.org", "Somebody")
    program.scopes.engines.dispose()
    before = (elsewhere / "trainer.sqlite3").read_bytes()
    for arguments in ((), ("--again",)):
        refused = run("demo", "--data", elsewhere, *arguments)
        assert refused.exit_code == 1
        assert "accounts that the demo did not make (somebody@example.org): it is left alone" in refused.output
    assert (elsewhere / "trainer.sqlite3").read_bytes() == before


def test_what_is_no_database_is_left_alone(data, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "trainer.sqlite3").write_bytes(b"a letter, and no database at all" * 200)
    refused = run("demo", "--data", elsewhere, "--again")
    assert refused.exit_code == 1
    assert "cannot be read: it is left alone" in refused.output
    assert (elsewhere / "trainer.sqlite3").read_bytes().startswith(b"a letter")


def test_a_demo_that_another_program_has_open_is_not_thrown_away(begun):
    program = build_program({"TRAINER_DATA": str(begun)})
    with program.scopes.reading() as scope:
        demo.standing_of(scope)
        refused = run("demo", "--again")
    program.scopes.engines.dispose()
    assert refused.exit_code == 1
    assert "Stop it first" in refused.output
    assert (begun / "trainer.sqlite3").exists()

"""`trainer backup` and `trainer restore`, as an operator types them."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.support.command import run
from trainer.db.models.audit import AuditEvent
from trainer.factory import build_program

ROOT = Path(__file__).parents[2]
NO_ROOM = """
import resource, sys
from trainer.__main__ import main
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
sys.argv[0] = "trainer"
main()
"""


@pytest.fixture
def database(data: Path) -> Path:
    """The program's database, migrated."""
    assert run("db", "upgrade").exit_code == 0
    return data / "trainer.sqlite3"


def test_a_backup_is_made_listed_verified_and_restored(data: Path, database: Path, code_book_of_program: Path) -> None:
    made = run("backup")
    assert made.exit_code == 0, made.output
    (file,) = (data / "backups").iterdir()
    assert str(file) in made.output.replace("\n", "")
    assert "tables with" in made.output
    assert str(file) in run("backup", "list").output.replace("\n", "")
    verified = run("backup", "verify", file)
    assert verified.exit_code == 0, verified.output
    assert "can be restored" in verified.output
    refused = run("restore", file)
    assert refused.exit_code == 1
    assert "--replace" in refused.output
    restored = run("restore", file, "--replace")
    assert restored.exit_code == 0, restored.output
    (kept,) = data.glob("trainer.sqlite3.*.before-restore.bak")
    assert kept.name in restored.output.replace("\n", "")
    assert "Restored:" in restored.output
    assert "Nothing to do" in run("db", "upgrade").output
    program = build_program()
    with program.scopes.reading() as scope:
        trail = scope.session.execute(select(AuditEvent.action, AuditEvent.subject, AuditEvent.actor_id)).all()
    program.scopes.engines.dispose()
    assert trail == [("backup.restore", file.name, None)], "the database is as it was before the backup was recorded"
    with closing(sqlite3.connect(kept)) as before:
        assert before.execute("SELECT action, subject FROM audit_events").fetchall() == [("backup.make", file.name)]


def test_backups_go_to_a_folder_of_ones_choice_and_old_ones_are_deleted(database: Path, tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    for day in (1, 2, 3):
        (folder / f"medcode-trainer-2020010{day}T000000Z.zip").write_text("")
    made = run("backup", folder, "--keep", "2")
    assert made.exit_code == 0, made.output
    assert made.output.count("Deleted:") == 2
    names = sorted(path.name for path in folder.iterdir())
    assert len(names) == 2
    assert names[0] == "medcode-trainer-20200103T000000Z.zip"
    named = run("backup", tmp_path / "today.zip", "--without-secret-key")
    assert named.exit_code == 0, named.output
    again = run("backup", tmp_path / "today.zip")
    assert again.exit_code == 1
    assert "there already" in again.output


def test_a_backup_that_cannot_be_relied_on_fails(database: Path, tmp_path: Path) -> None:
    file = tmp_path / "one.zip"
    assert run("backup", file).exit_code == 0
    whole = bytearray(file.read_bytes())
    whole[len(whole) // 2] ^= 1
    file.write_bytes(whole)
    for command in (("backup", "verify", file), ("restore", file, "--replace")):
        result = run(*command)
        assert result.exit_code == 1
        assert "damaged" in result.output
    file.write_text("no archive at all")
    assert "is no backup of this program" in run("backup", "verify", file).output.replace("\n", " ")


def test_there_is_nothing_to_back_up_before_the_first_start(data: Path) -> None:
    data.mkdir(parents=True)
    result = run("backup")
    assert result.exit_code == 1
    assert "nothing to back up" in result.output


@pytest.mark.skipif(os.name != "posix", reason="a system that can limit the size of files")
def test_a_disk_without_room_is_told_and_nothing_is_left_behind(data: Path, database: Path, tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    command = [sys.executable, "-c", NO_ROOM, "backup", str(folder)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert "cannot be written" in result.stderr
    assert "Nothing was left behind" in result.stderr
    assert list(folder.iterdir()) == []
    assert not (data / "last-backup.json").exists()


def test_help_names_what_can_be_done(data: Path) -> None:
    told = run("backup", "--help").output
    for name in ("make", "verify", "list"):
        assert name in told

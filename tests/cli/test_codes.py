"""`trainer codes`: building the code book and looking at it."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from tests.support.command import run
from trainer.codebook import sources
from trainer.codebook.parts import Release
from trainer.codebook.releases import read_icd10cm, shipped_tabular
from trainer.config import read_settings
from trainer.services.code_releases import imported_sources

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def shipped_release_read_once(release: Release, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every build here begins with the same file, which takes two seconds to read."""
    shipped = shipped_tabular().name

    def read(name: str, *more: Any) -> Release:
        return release if name == shipped else read_icd10cm(name, *more)

    monkeypatch.setattr(sources, "read_icd10cm", read)


def trainer(folder: Path, *arguments: str) -> Result:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRAINER_DATA", str(folder))
        return run(*arguments)


def test_the_book_is_built_in_place_of_a_damaged_one_and_its_status_names_the_official_total(tmp_path):
    before = trainer(tmp_path, "codes", "status")
    assert before.exit_code == 1
    assert "Build it with: trainer codes build" in before.stderr
    (tmp_path / "codebook.sqlite3").write_bytes(b"not a database at all" * 1000)
    damaged = trainer(tmp_path, "codes", "status")
    assert damaged.exit_code == 1
    assert "damaged" in damaged.stderr
    built = trainer(tmp_path, "codes", "build")
    assert built.exit_code == 0, built.stderr
    status = trainer(tmp_path, "codes", "status")
    assert "74,719 billable codes" in status.stdout
    assert status.stdout in built.stdout


def test_a_folder_that_cannot_be_made_is_named_and_nothing_is_left(tmp_path):
    (tmp_path / "file").write_text("in the way")
    failed = trainer(tmp_path / "file" / "data", "codes", "build")
    assert failed.exit_code == 1
    assert "The code book in use was left as it is." in failed.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_official_files_are_imported_refused_and_removed(tmp_path):
    data = tmp_path / "data"
    order = tmp_path / "icd10cm_order_addenda_2027.txt"
    title = "A code that was made up for this test"
    order.write_text(f"{'Add:':<13}1 A0099   {title:<60} {title}\n")
    imported = trainer(data, "codes", "import", str(order))
    assert imported.exit_code == 0, imported.stderr
    assert "ICD-10-CM FY2027, October 2026: 74,720 billable codes, in force from 2026-10-01" in imported.stdout
    again = trainer(data, "codes", "import", str(order))
    assert again.exit_code == 1
    assert "was imported before" in again.stderr
    assert "The code book in use was left as it is." in again.stderr
    nothing = tmp_path / "words.txt"
    nothing.write_text("just words")
    assert "holds nothing that can be imported" in trainer(data, "codes", "import", str(nothing)).stderr
    removed = trainer(data, "codes", "remove", order.name)
    assert removed.exit_code == 0, removed.stderr
    assert "FY2027" not in removed.stdout


def test_an_import_that_is_killed_was_none_and_can_be_run_again(tmp_path, book_file):
    data = tmp_path / "data"
    data.mkdir()
    shutil.copyfile(book_file, data / "codebook.sqlite3")
    order = tmp_path / "icd10cm_order_addenda_2027.txt"
    order.write_text(f"{'Add:':<13}1 A0099   {'Made up':<60} Made up\n")
    command = [sys.executable, "-m", "trainer", "codes", "import", str(order)]
    environment = {**os.environ, "TRAINER_DATA": str(data)}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as at_work:
        until = time.monotonic() + 60
        while not [*data.glob("*.building")] and time.monotonic() < until:
            time.sleep(0.01)
        at_work.kill()
    assert [*data.glob("*.building")], "killed in the middle of its work"
    assert "FY2027" not in trainer(data, "codes", "status").stdout
    assert imported_sources(read_settings({"TRAINER_DATA": str(data)}, tmp_path)) == [], "what a build would take in"
    again = trainer(data, "codes", "import", str(order))
    assert again.exit_code == 0, again.stderr
    assert len(imported_sources(read_settings({"TRAINER_DATA": str(data)}, tmp_path))) == 1
    assert "FY2027" in trainer(data, "codes", "status").stdout


def test_a_year_without_addresses_is_told(tmp_path):
    failed = trainer(tmp_path, "codes", "fetch", "--year", "1999")
    assert failed.exit_code == 1
    assert "names no official files of 1999" in failed.stderr

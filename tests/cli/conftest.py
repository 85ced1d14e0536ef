"""The program as its environment describes it, with a data folder of its own."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from trainer.factory import Program, build_program


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder that the environment names; cheap passwords."""
    folder = tmp_path / "a folder" / "data"
    monkeypatch.setenv("TRAINER_DATA", str(folder))
    monkeypatch.setenv("TRAINER_ARGON2_PASSES", "1")
    monkeypatch.setenv("TRAINER_ARGON2_MEMORY_KIB", "8")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.fixture
def program(data: Path) -> Iterator[Program]:
    """On SQLite, or on the database of `migrated_program` where that was made before."""
    program = build_program()
    yield program
    program.scopes.engines.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated_program(request: pytest.FixtureRequest, data: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    """The program with a database that is migrated and empty."""
    with request.getfixturevalue(f"{request.param}_template").copy() as url:
        monkeypatch.setenv("DATABASE_URL", url)
        program = build_program()
        yield program
        program.scopes.engines.dispose()


@pytest.fixture
def code_book_of_program(data: Path, small_book: Path) -> Path:
    """The small code book where the program looks for its own."""
    data.mkdir(parents=True, exist_ok=True)
    return shutil.copyfile(small_book, data / "codebook.sqlite3")

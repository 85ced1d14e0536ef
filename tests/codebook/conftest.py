"""The code book of the shipped release, compiled once a session."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from trainer.codebook.book import SqliteCodeBook
from trainer.codebook.compile import compile_book
from trainer.codebook.parts import Collection, Release
from trainer.codebook.releases import read_icd10cm, shipped_tabular

NOW = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def release() -> Release:
    return read_icd10cm(shipped_tabular().name, shipped_tabular().read_bytes())


@pytest.fixture(scope="session")
def book_file(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("codebook") / "codes.sqlite"
    compile_book(target, Collection([release]), NOW, lambda *_: None)
    return target


@pytest.fixture(scope="session")
def book(book_file: Path) -> Iterator[SqliteCodeBook]:
    book = SqliteCodeBook(book_file, date(2026, 6, 1))
    yield book
    book.close()

"""The code book as an artefact: built from the shipped release, looked at, opened."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from trainer.codebook.book import CodeBookUnusable, ReleaseRow, list_releases
from trainer.codebook.compile import compile_book
from trainer.codebook.errors import ReleaseUnusable
from trainer.codebook.releases import read_icd10cm, shipped_tabular
from trainer.config import Settings

__all__ = ["BookStatus", "CodeBookUnusable", "ReleaseUnusable", "book_status", "build_book"]


@dataclass(frozen=True, slots=True)
class BookStatus:
    """Where the code book is, when it was built, and the releases in it, oldest first."""

    path: Path
    built_at: datetime
    releases: tuple[ReleaseRow, ...]

    def in_force(self, day: date) -> ReleaseRow | None:
        """The release for services on a day; None for days before the oldest one."""
        return next((row for row in reversed(self.releases) if row.effective_from <= day), None)


def build_book(settings: Settings, now: datetime, progress: Callable[[str, int, int], None]) -> BookStatus:
    """Compiles the shipped release into the data folder; the old file serves until the new one is complete.

    Raises:
        ReleaseUnusable: the shipped release cannot be read.
        OSError: the data folder cannot be written, or the disk is full.
    """
    release = read_icd10cm(shipped_tabular())
    settings.data_folder.mkdir(parents=True, exist_ok=True)
    compile_book(settings.codebook_path, [release], now, progress)
    return book_status(settings)


def book_status(settings: Settings) -> BookStatus:
    """What the code book holds.

    Raises:
        CodeBookUnusable: there is none, or it is damaged or of another format.
    """
    built_at, releases = list_releases(settings.codebook_path)
    return BookStatus(settings.codebook_path, built_at, releases)

"""The code book as an artefact: built from what is shipped and what was imported, looked at, rebuilt when damaged."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from trainer.codebook.book import CodeBookUnusable, ReleaseRow, open_book, releases_of
from trainer.codebook.compile import compile_book, is_whole
from trainer.codebook.errors import ReleaseUnusable
from trainer.codebook.sources import collect, fingerprint
from trainer.config import Settings, resource_folder

__all__ = ["BookStatus", "CodeBookUnusable", "ReleaseUnusable", "book_status", "build_book", "is_up_to_date"]


@dataclass(frozen=True, slots=True)
class BookStatus:
    """Where the code book is, when it was built, how long that took, and its releases by code set, oldest first."""

    path: Path
    built_at: datetime
    build_seconds: float
    releases: tuple[ReleaseRow, ...]


def build_book(settings: Settings, now: datetime, progress: Callable[[str, int, int], None]) -> BookStatus:
    """Compiles what is at hand into the data folder; the old file serves until the new one is complete.

    Raises:
        ReleaseUnusable: a file of codes cannot be read.
        OSError: the data folder cannot be written, or the disk is full.
    """
    settings.data_folder.mkdir(parents=True, exist_ok=True)
    compile_book(settings.codebook_path, collect(_own(), imported_files(settings)), now, progress)
    return book_status(settings)


def is_up_to_date(settings: Settings) -> bool:
    """Whether the code book is there, undamaged in every byte, and made from the files at hand.

    Raises:
        ReleaseUnusable: the shipped release is not there.
    """
    try:
        with closing(open_book(settings.codebook_path)) as connection:
            (made_from,) = connection.execute("SELECT value FROM meta WHERE key = 'fingerprint'").fetchone()
    except CodeBookUnusable:
        return False
    return bool(made_from == fingerprint(_own(), imported_files(settings))) and is_whole(settings.codebook_path)


def book_status(settings: Settings) -> BookStatus:
    """What the code book holds.

    Raises:
        CodeBookUnusable: there is none, or it is damaged or of another format.
    """
    with closing(open_book(settings.codebook_path)) as connection:
        meta = dict(connection.execute("SELECT key, value FROM meta"))
        built_at = datetime.fromisoformat(meta["built_at"]).astimezone(UTC)
        return BookStatus(settings.codebook_path, built_at, float(meta["build_seconds"]), releases_of(connection))


def imported_files(settings: Settings) -> list[Path]:
    """The official files that were imported, kept as they came."""
    folder = settings.imported_codes
    return sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []


def _own() -> Path:
    return resource_folder("question_banks") / "code_sets"

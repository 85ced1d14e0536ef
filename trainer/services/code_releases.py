"""The code book as an artefact: built from what is shipped and what was imported, looked at, rebuilt when damaged."""

import shutil
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from trainer.codebook.book import CodeBookUnusable, ReleaseRow, open_book, releases_of
from trainer.codebook.compile import compile_book, is_whole
from trainer.codebook.errors import ReleaseUnusable
from trainer.codebook.fetch import FetchFailed, fetch, read_addresses
from trainer.codebook.sources import Source, checksum, collect, fingerprint
from trainer.config import Settings, resource_folder

__all__ = ["CodeBookUnusable", "FetchFailed", "ReleaseUnusable"]

Progress = Callable[[str, int, int], None]

_AS_NAMED = "as-named"
_ROOM_FOR_A_BUILD = 400_000_000
"""Bytes that a build may need beside the file that is imported."""


@dataclass(frozen=True, slots=True)
class TableStatus:
    """An imported index, table or list of edits, with the number of its lines."""

    kind: str
    effective_from: date
    source: str
    lines: int


@dataclass(frozen=True, slots=True)
class BookStatus:
    """Where the code book is, when it was built, how long that took, and what is in it, oldest first by code set."""

    path: Path
    built_at: datetime
    build_seconds: float
    releases: tuple[ReleaseRow, ...]
    tables: tuple[TableStatus, ...]


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """An official file in the download folder."""

    path: Path
    size: int
    sha256: str


def build_book(settings: Settings, now: datetime, progress: Progress) -> BookStatus:
    """Compiles what is at hand into the data folder; the old file serves until the new one is complete.

    Raises:
        ReleaseUnusable: a file of codes cannot be read.
        OSError: the data folder cannot be written, or the disk is full.
    """
    settings.data_folder.mkdir(parents=True, exist_ok=True)
    compile_book(settings.codebook_path, collect(_own(), imported_sources(settings)), now, progress)
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
    return bool(made_from == fingerprint(_own(), imported_sources(settings))) and is_whole(settings.codebook_path)


def book_status(settings: Settings) -> BookStatus:
    """What the code book holds.

    Raises:
        CodeBookUnusable: there is none, or it is damaged or of another format.
    """
    with closing(open_book(settings.codebook_path)) as connection:
        meta = dict(connection.execute("SELECT key, value FROM meta"))
        rows = connection.execute(
            "SELECT kind, effective_from, source, (SELECT count(*) FROM index_terms WHERE table_id = t.id)"
            " FROM index_tables t UNION ALL SELECT kind, effective_from, source, edits FROM edit_tables"
        )
        tables = tuple(TableStatus(kind, date.fromisoformat(begins), *rest) for kind, begins, *rest in rows)
        built_at = datetime.fromisoformat(meta["built_at"]).astimezone(UTC)
        return BookStatus(
            settings.codebook_path, built_at, float(meta["build_seconds"]), releases_of(connection), tables
        )


def import_files(
    settings: Settings, paths: Sequence[Path], effective_from: date | None, now: datetime, progress: Progress
) -> BookStatus:
    """Takes official files into the code book, all or none. They are kept, so that it can be built again without them.

    Raises:
        ReleaseUnusable: a file cannot be imported, or was before; the code book in use is as it was.
        OSError: the data folder cannot be written, or has no room.
    """
    folder = settings.imported_codes / (effective_from.isoformat() if effective_from else _AS_NAMED)
    known = {checksum(source.path): source.path.name for source in imported_sources(settings)}
    for path in paths:
        if name := known.get(checksum(path)):
            raise ReleaseUnusable(path.name, 0, f"was imported before, as {name}")
        if (folder / path.name).exists():
            message = f"another file of this name was imported; remove that first: trainer codes remove {path.name}"
            raise ReleaseUnusable(path.name, 0, message)
        known[checksum(path)] = path.name
    folder.mkdir(parents=True, exist_ok=True)
    _check_room(folder, sum(path.stat().st_size for path in paths) + _ROOM_FOR_A_BUILD)
    try:
        for path in paths:
            shutil.copyfile(path, folder / path.name)
        return build_book(settings, now, progress)
    except BaseException:
        for path in paths:
            (folder / path.name).unlink(missing_ok=True)
        raise


def remove_import(settings: Settings, name: str, now: datetime, progress: Progress) -> BookStatus:
    """Takes an imported file out of the code book again.

    Raises:
        ReleaseUnusable: no file of that name was imported, or what was imported later needs it.
        OSError: the data folder cannot be written.
    """
    found = [source for source in imported_sources(settings) if source.path.name == name]
    if not found:
        raise ReleaseUnusable(name, 0, "was not imported")
    aside = [(source.path, source.path.with_name(f".{name}.removed")) for source in found]
    for path, away in aside:
        path.replace(away)
    try:
        status = build_book(settings, now, progress)
    except BaseException:
        for path, away in aside:
            away.replace(path)
        raise
    for _, away in aside:
        away.unlink()
    return status


def fetch_year(settings: Settings, year: int, progress: Progress) -> list[FetchedFile]:
    """Downloads the official files of a year into the data folder; what is there already is not loaded again.

    Raises:
        FetchFailed: a file could not be had; what had arrived of it is kept, and a second run goes on from there.
        ReleaseUnusable: the file of addresses cannot be read, or names none for that year.
    """
    addresses = [address for address in read_addresses(_own() / "addresses.toml") if address.year == year]
    if not addresses:
        raise ReleaseUnusable("addresses.toml", 0, f"names no official files of {year}")
    folder = settings.data_folder / "downloads"
    folder.mkdir(parents=True, exist_ok=True)
    fetched = [fetch(address, folder, progress) for address in addresses]
    return [FetchedFile(each.path, each.size, each.sha256) for each in fetched]


def imported_sources(settings: Settings) -> list[Source]:
    """The official files that were imported, kept as they came, in folders named for their day where that was given."""
    if not settings.imported_codes.is_dir():
        return []
    return [
        Source(path, None if folder.name == _AS_NAMED else date.fromisoformat(folder.name))
        for folder in sorted(settings.imported_codes.iterdir())
        for path in sorted(folder.iterdir())
        if not path.name.startswith(".")
    ]


def _check_room(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise OSError(f"{folder}: {free // 1_000_000:,} MB are free, and an import may need {needed // 1_000_000:,} MB")


def _own() -> Path:
    return resource_folder("question_banks") / "code_sets"

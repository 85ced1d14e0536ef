"""The code book as an artefact: built from what is shipped and what was imported, looked at, rebuilt when damaged."""

import os
import re
import shutil
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
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
_FOLDER = re.compile(rf"({_AS_NAMED}|\d{{4}}-\d\d-\d\d)(\.\d+)?")
"""The files of one import; named for the day that was given, and numbered from the second on."""

_INCOMING = ".importing-"
_OLD_SECONDS = 3600
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


@dataclass(frozen=True, slots=True)
class FetchedYear:
    """The official files of a year that are there now, and what kept the others away."""

    files: tuple[FetchedFile, ...]
    failures: tuple[FetchFailed, ...]


def build_book(settings: Settings, now: datetime, progress: Progress) -> BookStatus:
    """Compiles what is at hand into the data folder; the old file serves until the new one is complete.

    Raises:
        ReleaseUnusable: a file of codes cannot be read.
        OSError: the data folder cannot be written, or the disk is full.
    """
    return _build_of(settings, imported_sources(settings), now, progress)


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

    They are copied into a folder aside, which is renamed to where imported files lie when the code book with them is
    complete: an import that is killed before was none, and can be run again.

    Raises:
        ReleaseUnusable: a file cannot be imported, or was before; the code book in use is as it was.
        OSError: the data folder cannot be written, or has no room.
    """
    sources = imported_sources(settings)
    _check_new(paths, effective_from, sources)
    settings.imported_codes.mkdir(parents=True, exist_ok=True)
    _sweep(settings.imported_codes, now)
    _check_room(settings.imported_codes, sum(path.stat().st_size for path in paths) + _ROOM_FOR_A_BUILD)
    aside = settings.imported_codes / f"{_INCOMING}{os.getpid()}"
    shutil.rmtree(aside, ignore_errors=True)
    try:
        aside.mkdir()
        for path in paths:
            shutil.copyfile(path, aside / path.name)
        new = [Source(aside / path.name, effective_from) for path in paths]
        status = _build_of(settings, [*sources, *new], now, progress)
        aside.rename(_folder_for(settings, effective_from))
        return status
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def remove_import(settings: Settings, name: str, now: datetime, progress: Progress) -> BookStatus:
    """Takes an imported file out of the code book again.

    Raises:
        ReleaseUnusable: no file of that name was imported, or what was imported later needs it.
        OSError: the data folder cannot be written.
    """
    sources = imported_sources(settings)
    left = [source for source in sources if source.path.name != name]
    if len(left) == len(sources):
        raise ReleaseUnusable(name, 0, "was not imported")
    status = _build_of(settings, left, now, progress)
    for source in sources:
        if source not in left:
            source.path.unlink()
            with suppress(OSError):  # other files were imported with it
                source.path.parent.rmdir()
    return status


def fetch_year(settings: Settings, year: int, progress: Progress) -> FetchedYear:
    """Downloads the official files of a year into the data folder; what is there already is not loaded again.

    Each address is tried. What had arrived of a file that failed is kept, and a second run goes on from there.

    Raises:
        ReleaseUnusable: the file of addresses cannot be read, or names none for that year.
    """
    addresses = [address for address in read_addresses(_own() / "addresses.toml") if address.year == year]
    if not addresses:
        raise ReleaseUnusable("addresses.toml", 0, f"names no official files of {year}")
    folder = settings.data_folder / "downloads"
    folder.mkdir(parents=True, exist_ok=True)
    files, failures = [], []
    for address in addresses:
        try:
            fetched = fetch(address, folder, progress)
        except FetchFailed as failure:
            failures.append(failure)
        else:
            files.append(FetchedFile(fetched.path, fetched.size, fetched.sha256))
    return FetchedYear(tuple(files), tuple(failures))


def imported_sources(settings: Settings) -> list[Source]:
    """The official files that were imported, kept as they came, in folders named for their day where that was given.

    What else lies there, such as the notes of a file manager, is none of them.
    """
    folders = sorted(settings.imported_codes.iterdir()) if settings.imported_codes.is_dir() else []
    return [
        Source(path, None if found[1] == _AS_NAMED else date.fromisoformat(found[1]))
        for folder in folders
        if folder.is_dir() and (found := _FOLDER.fullmatch(folder.name))
        for path in sorted(folder.iterdir())
        if path.is_file() and not path.name.startswith(".")
    ]


def _build_of(settings: Settings, sources: Sequence[Source], now: datetime, progress: Progress) -> BookStatus:
    settings.data_folder.mkdir(parents=True, exist_ok=True)
    compile_book(settings.codebook_path, collect(_own(), sources), now, progress)
    return book_status(settings)


def _check_new(paths: Sequence[Path], effective_from: date | None, sources: Sequence[Source]) -> None:
    """Each file is another than those that were imported or come with it, by what is in it and by its name."""
    known = {checksum(source.path): source.path.name for source in sources}
    there = {source.path.name.casefold() for source in sources if source.effective_from == effective_from}
    names: set[str] = set()
    for path in paths:
        name, what = path.name, checksum(path)
        if name.startswith("."):
            raise ReleaseUnusable(name, 0, "is hidden, as its name begins with a dot; give it another name")
        if what in known:
            raise ReleaseUnusable(name, 0, f"was imported before, as {known[what]}")
        if name.casefold() in there:
            message = f"another file of this name was imported; remove that first: trainer codes remove {name}"
            raise ReleaseUnusable(name, 0, message)
        if name.casefold() in names:
            raise ReleaseUnusable(name, 0, "is there twice, and the files differ; give one of them another name")
        known[what] = name
        names.add(name.casefold())


def _folder_for(settings: Settings, effective_from: date | None) -> Path:
    """Where the files of an import come to lie: a folder that is not there yet."""
    name = effective_from.isoformat() if effective_from else _AS_NAMED
    names = (name, *(f"{name}.{number}" for number in range(2, 10_000)))
    return next(folder for each in names if not (folder := settings.imported_codes / each).exists())


def _sweep(folder: Path, now: datetime) -> None:
    """Removes what a killed import left behind; what is younger may be another process at work."""
    for left in folder.glob(f"{_INCOMING}*"):
        if now.timestamp() - left.stat().st_mtime > _OLD_SECONDS:
            shutil.rmtree(left, ignore_errors=True)


def _check_room(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise OSError(f"{folder}: {free // 1_000_000:,} MB are free, and an import may need {needed // 1_000_000:,} MB")


def _own() -> Path:
    return resource_folder("question_banks") / "code_sets"

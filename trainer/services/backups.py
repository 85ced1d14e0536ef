"""Backups: one file with the database as of one moment, the imported code files, the key, and a manifest.

A backup gets its name when it is complete and on disk; until then it lies in a hidden folder beside, which is removed
whatever happens.
"""

import json
import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError

from trainer import __version__
from trainer.config import Settings
from trainer.db import postgresql_dumps, sqlite_copies
from trainer.db.digests import TableDigest, digest_tables
from trainer.db.migrate import DatabaseUnusable, current_revision
from trainer.services.backup_files import (
    CODE_FILES,
    DATABASES,
    POSTGRESQL,
    SECRET_KEY,
    SQLITE,
    BackupUnusable,
    Manifest,
    Writer,
    mark_of,
    writing,
)
from trainer.services.code_releases import imported_sources
from trainer.services.scope import Scopes

__all__ = [
    "Backup",
    "BackupFailed",
    "BackupUnusable",
    "backups_folder",
    "latest_backup",
    "list_backups",
    "make_backup",
    "rotate",
]

_NAME = re.compile(r"medcode-trainer-\d{8}T\d{6}Z\.zip")
_PARTIAL = ".medcode-trainer-partial-"
_STALE_SECONDS = 24 * 60 * 60
_ROOM_BESIDE = 50_000_000
"""What stays free: a full disk would stop people from saving."""


class BackupFailed(Exception):
    """No backup was made, and nothing of it was left behind; the message says why."""


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that is complete."""

    path: Path
    bytes: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class MadeBackup:
    """What was just backed up."""

    path: Path
    bytes: int
    manifest: Manifest


def backups_folder(settings: Settings) -> Path:
    """Where backups go when no other place is named."""
    return settings.data_folder / "backups"


def make_backup(scopes: Scopes, target: Path, *, with_secret_key: bool = True) -> MadeBackup:
    """Makes a backup while people save. `target` is a folder, or the name of a file that ends in .zip.

    Raises:
        BackupFailed: it cannot be written, the database cannot be read or is damaged, pg_dump is missing or has failed.
        DatabaseUnusable: the database does not answer, or holds nothing yet.
    """
    now = scopes.clock()
    revision = current_revision(scopes.engines.write)
    if not revision:
        raise DatabaseUnusable("The database is empty: there is nothing to back up.")
    path = target if target.suffix == ".zip" else target / f"medcode-trainer-{now:%Y%m%dT%H%M%SZ}.zip"
    if path.exists():
        raise BackupFailed(f"{path} is there already, and was left as it is.")
    with _failures(path), _workplace(path.parent, now) as folder:
        partial = folder / path.name
        with writing(partial) as writer:
            tables = _add_database(scopes, writer, folder)
            has_key = _add_files(scopes.settings, writer, with_secret_key=with_secret_key)
            manifest = Manifest(
                program=__version__,
                revision=revision,
                database=_kind(scopes.settings),
                made_at=now,
                has_secret_key=has_key,
                key_mark=_key_mark(scopes.settings),
                tables=tables,
                parts=writer.parts,
            )
            writer.add_manifest(manifest)
        partial.replace(path)
        sync_folder(path.parent)
    made = MadeBackup(path, path.stat().st_size, manifest)
    _remember(scopes.settings, made)
    return made


def list_backups(folder: Path) -> list[Backup]:
    """Those in a folder that have the names that the program gives, newest first."""
    paths = [path for path in folder.glob("medcode-trainer-*.zip") if path.is_file() and _NAME.fullmatch(path.name)]
    found = [Backup(path, path.stat().st_size, _moment_in(path.name)) for path in paths]
    return sorted(found, key=lambda backup: backup.made_at, reverse=True)


def rotate(folder: Path, keep: int) -> list[Path]:
    """Deletes all but the newest `keep` backups of the folder, and says which. Files of other names stay."""
    old = [backup.path for backup in list_backups(folder)[keep:]]
    for path in old:
        path.unlink()
    return old


def latest_backup(settings: Settings) -> Backup | None:
    """The last one that was made from this data folder, wherever it went; `bytes` is 0 where it lies there no more."""
    found = list_backups(backups_folder(settings))
    with suppress(OSError, ValueError, KeyError):
        told = json.loads(_memory(settings).read_text())
        path = Path(told["path"])
        there = path.stat().st_size if path.is_file() else 0
        found.append(Backup(path, there, datetime.fromisoformat(told["made_at"])))
    return max(found, key=lambda backup: (backup.made_at, backup.bytes), default=None)


def sync_folder(folder: Path) -> None:
    """Puts new names of a folder onto the disk, where the system can do so."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _kind(settings: Settings) -> str:
    return SQLITE if settings.sqlite_path else POSTGRESQL


def _add_database(scopes: Scopes, writer: Writer, folder: Path) -> dict[str, TableDigest]:
    """Writes the database, and tells rows and digests of the same moment."""
    file = scopes.settings.sqlite_path
    if file is None:
        _check_room(folder, 0)
        with writer.part(DATABASES[POSTGRESQL], is_packed=True) as target:
            return _dump(scopes, target)
    _check_room(folder, file.stat().st_size * 5 // 4)
    copy = folder / "copy.sqlite3"
    sqlite_copies.copy_database(file, copy)
    sqlite_copies.check_copy(copy)
    writer.add_file(DATABASES[SQLITE], copy)
    return digest_of_file(copy)


def _dump(scopes: Scopes, target: IO[bytes]) -> dict[str, TableDigest]:
    engine = scopes.engines.write
    with postgresql_dumps.snapshot(engine) as (connection, name):
        programs = postgresql_dumps.find_programs(postgresql_dumps.server_version(connection))
        postgresql_dumps.dump(programs, engine.url, name, target)
        return digest_tables(connection)


def digest_of_file(file: Path) -> dict[str, TableDigest]:
    """Rows and digests of every table of a SQLite file that nobody else uses."""
    engine = create_engine(f"sqlite:///{file}")
    try:
        with engine.connect() as connection:
            return digest_tables(connection)
    finally:
        engine.dispose()


def _add_files(settings: Settings, writer: Writer, *, with_secret_key: bool) -> bool:
    """Imported code files as they came, and the key where the data folder holds it; whether it did."""
    for source in imported_sources(settings):
        place = source.path.relative_to(settings.imported_codes).as_posix()
        writer.add_file(f"{CODE_FILES}/{place}", source.path)
    key = settings.data_folder / SECRET_KEY
    if settings.secret_key or not with_secret_key or not key.is_file():
        return False
    writer.add_file(SECRET_KEY, key)
    return True


def _key_mark(settings: Settings) -> str:
    """A mark of the key in use, "" while there is none."""
    key = settings.data_folder / SECRET_KEY
    text = settings.secret_key or (key.read_text().strip() if key.is_file() else "")
    return mark_of(text) if text else ""


def _check_room(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed + _ROOM_BESIDE:
        words = f"{free // 1_000_000:,} MB are free, and the copy may need {(needed + _ROOM_BESIDE) // 1_000_000:,} MB"
        raise BackupFailed(f"There is no room for a backup in {folder.parent}: {words}.")


@contextmanager
def _workplace(folder: Path, now: datetime) -> Iterator[Path]:
    """A hidden folder within it, removed at the end. What killed backups left there long ago is removed first."""
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(f"{_PARTIAL}*"):
        if now.timestamp() - left.stat().st_mtime > _STALE_SECONDS:
            shutil.rmtree(left, ignore_errors=True)
    place = folder / f"{_PARTIAL}{os.getpid()}"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(mode=0o700)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


@contextmanager
def _failures(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite_copies.CopyBroken as error:
        raise BackupFailed(f"The database is damaged: {error}. No backup was made; keep the older ones.") from error
    except postgresql_dumps.DumpFailed as error:
        raise BackupFailed(f"{error} No backup was made.") from error
    except (OSError, sqlite3.Error, DBAPIError) as error:
        reason = getattr(error, "orig", None) or error
        raise BackupFailed(f"{path} cannot be written: {reason}. Nothing was left behind.") from error


def _memory(settings: Settings) -> Path:
    return settings.data_folder / "last-backup.json"


def _remember(settings: Settings, made: MadeBackup) -> None:
    """For `trainer doctor`, which cannot know where backups are kept."""
    told = {"path": str(made.path.absolute()), "made_at": made.manifest.made_at.isoformat()}
    with suppress(OSError):
        settings.data_folder.mkdir(parents=True, exist_ok=True)
        _memory(settings).write_text(json.dumps(told))


def _moment_in(name: str) -> datetime:
    return datetime.strptime(name, "medcode-trainer-%Y%m%dT%H%M%SZ.zip").replace(tzinfo=UTC)

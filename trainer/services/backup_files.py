"""The file of a backup: a ZIP archive with the database, what lies beside it, and a manifest that says what is whole.

The table of contents of an archive is written last: one that was broken off cannot be opened.
"""

import hashlib
import json
import os
import shutil
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

from trainer.db.digests import TableDigest

FORMAT = 1
MANIFEST = "manifest.json"
SQLITE, POSTGRESQL = "sqlite", "postgresql"
DATABASES = {SQLITE: "database.sqlite3", POSTGRESQL: "database.dump"}
SECRET_KEY = "secret.key"  # noqa: S105 - the name of a file
CODE_FILES = "code_sets"
_CHUNK = 1 << 20
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, KeyError, TypeError, NotImplementedError)


class BackupUnusable(Exception):
    """The file is no backup, is damaged, or does not fit; the message says which."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file within the backup."""

    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. `database`: sqlite or postgresql. `key_mark`: see `mark_of`."""

    program: str
    revision: str
    database: str
    made_at: datetime
    has_secret_key: bool
    key_mark: str
    tables: Mapping[str, TableDigest]
    parts: Mapping[str, Part]

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())


def mark_of(secret_key: str) -> str:
    """Tells keys apart without giving them away: 32 bits of a hash."""
    return hashlib.sha256(b"medcode-trainer backup\0" + secret_key.encode()).hexdigest()[:8]


class Writer:
    """Puts parts into an archive and remembers their digests."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.parts: dict[str, Part] = {}

    @contextmanager
    def part(self, name: str, *, is_packed: bool = False) -> Iterator[IO[bytes]]:
        """Where to write the part; `is_packed`: it is compressed already."""
        entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
        entry.compress_type = zipfile.ZIP_STORED if is_packed else zipfile.ZIP_DEFLATED
        entry.external_attr = 0o600 << 16
        with self._archive.open(entry, "w", force_zip64=True) as target:
            counted = _Counted(target)
            yield counted  # type: ignore[misc]
        self.parts[name] = Part(counted.bytes, counted.sha256.hexdigest())

    def add_file(self, name: str, path: Path) -> None:
        with path.open("rb") as source, self.part(name) as target:
            shutil.copyfileobj(source, target, _CHUNK)

    def add_manifest(self, manifest: Manifest) -> None:
        told = {"format": FORMAT} | asdict(manifest) | {"made_at": manifest.made_at.isoformat()}
        self._archive.writestr(MANIFEST, json.dumps(told, indent=1, sort_keys=True))


class _Counted:
    """Counts and digests what goes through it."""

    def __init__(self, target: IO[bytes]) -> None:
        self._target = target
        self.bytes = 0
        self.sha256 = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.bytes += len(data)
        self.sha256.update(data)
        return self._target.write(data)


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """A new archive for its owner only, on disk when the block is left."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            yield Writer(archive)
        file.flush()
        os.fsync(file.fileno())


def read_manifest(path: Path) -> Manifest:
    """What the backup says it holds.

    Raises:
        BackupUnusable: it is no backup, or one of a newer format.
        OSError: it cannot be read.
    """
    try:
        with zipfile.ZipFile(path) as archive, archive.open(MANIFEST) as file:
            return _manifest_of(json.load(file))
    except _DAMAGE as error:
        raise BackupUnusable(f"{path} is no backup of this program, or was broken off ({error}).") from error


def _manifest_of(told: dict[str, Any]) -> Manifest:
    if told["format"] != FORMAT:
        raise BackupUnusable(
            f"This is a backup of format {told['format']}; this version of the program reads {FORMAT}."
        )
    if told["database"] not in DATABASES:
        raise ValueError(f"database {told['database']}")
    return Manifest(
        program=str(told["program"]),
        revision=str(told["revision"]),
        database=told["database"],
        made_at=datetime.fromisoformat(told["made_at"]),
        has_secret_key=bool(told["has_secret_key"]),
        key_mark=str(told["key_mark"]),
        tables={name: TableDigest(table["rows"], table["digest"]) for name, table in told["tables"].items()},
        parts={_checked(name): Part(part["bytes"], part["sha256"]) for name, part in told["parts"].items()},
    )


def _checked(name: str) -> str:
    """A name of a part that lies where parts lie, whatever the archive says."""
    known = name in (*DATABASES.values(), SECRET_KEY)
    place = PurePosixPath(name).parts
    if known or (len(place) == 3 and place[0] == CODE_FILES and ".." not in place and "\\" not in name):
        return name
    raise ValueError(f"a part called {name}")


def check_parts(path: Path, manifest: Manifest) -> None:
    """Reads every part once.

    Raises:
        BackupUnusable: one is missing, or is not as it was written.
        OSError: it cannot be read.
    """
    for name in manifest.parts:
        with open_part(path, manifest, name) as source:
            while source.read(_CHUNK):
                pass


@contextmanager
def open_part(path: Path, manifest: Manifest, name: str) -> Iterator[IO[bytes]]:
    """The part, whose digest is compared when it was read to its end.

    Raises:
        BackupUnusable: it is missing, or is not as it was written.
        OSError: it cannot be read.
    """
    try:
        with zipfile.ZipFile(path) as archive, archive.open(name) as source:
            yield _Checked(source, manifest.parts[name], name)  # type: ignore[misc]
    except _DAMAGE as error:
        raise BackupUnusable(f"{path} is damaged: {name} ({error}).") from error


def extract(path: Path, manifest: Manifest, name: str, target: Path) -> None:
    """Writes the part into a new file for its owner only, and onto the disk.

    Raises:
        BackupUnusable, OSError: as for `open_part`; or there is no room.
    """
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file, open_part(path, manifest, name) as source:
        shutil.copyfileobj(source, file, _CHUNK)
        file.flush()
        os.fsync(file.fileno())


class _Checked:
    """Compares what was read with what was written, at the end."""

    def __init__(self, source: IO[bytes], part: Part, name: str) -> None:
        self._source, self._part, self._name = source, part, name
        self._bytes, self._sha256 = 0, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(size)
        self._bytes += len(data)
        self._sha256.update(data)
        if not data and (self._bytes, self._sha256.hexdigest()) != (self._part.bytes, self._part.sha256):
            raise zipfile.BadZipFile("it is not as it was written")
        return data

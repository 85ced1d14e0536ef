"""Opens files and archives that came from outside, within limits. Nothing is unpacked to disk."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from trainer.codebook.errors import ReleaseUnusable

MOST_BYTES = 1 << 30
"""Unpacked bytes of one archive; the largest official one has about 400 MB."""

MOST_AT_ONCE = 40 << 20
"""Bytes of a file that is read whole; the largest official one, an order file, has about 15 MB. Edits are streamed."""

MOST_IN_A_SPREADSHEET = 128 << 20
"""Unpacked bytes of a spreadsheet; that of HCPCS has about 35 MB."""

MOST_MEMBERS = 10_000
_MOST_RATIO = 200
_RATIO_MATTERS_FROM = 10 << 20
_SPREADSHEET = "[Content_Types].xml"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError)
"""What unpacking raises where bytes of an archive are not as they should be."""


@dataclass(slots=True)
class _Budget:
    """What may still be unpacked of one archive."""

    name: str
    left: int

    def spend(self, count: int) -> None:
        self.left -= count
        if self.left < 0:
            raise ReleaseUnusable(self.name, 0, f"unpacks to more than {MOST_BYTES >> 20:,} MB; no official file does")


class _Limited(io.RawIOBase):
    """A member of an archive; errors of the archive become ours, and what is read counts."""

    def __init__(self, inner: IO[bytes], name: str, budget: _Budget) -> None:
        self._inner, self._name, self._budget = inner, name, budget

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]
        try:
            data = self._inner.read(len(buffer))
        except DAMAGE as error:
            raise ReleaseUnusable(self._name, 0, f"is damaged: {error}. Download it again") from error
        self._budget.spend(len(data))
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._inner.close()
        super().close()


@dataclass(frozen=True, slots=True)
class Member:
    """A file, or a file in an archive. `name` is without folders."""

    name: str
    _source: "Path | _InArchive"

    @property
    def archive(self) -> str:
        """The name of the archive that it is in; "" where it is in none."""
        return "" if isinstance(self._source, Path) else self._source.path.name

    def open(self) -> IO[bytes]:
        """A stream of its bytes, which raises ReleaseUnusable where the archive is damaged."""
        if isinstance(self._source, Path):
            return self._source.open("rb")
        return self._source.open()

    def read(self) -> bytes:
        """All its bytes.

        Raises:
            ReleaseUnusable: it cannot be read, or is too large to be read at once.
        """
        with self.open() as stream:
            data = stream.read(MOST_AT_ONCE + 1)
        if len(data) > MOST_AT_ONCE:
            raise ReleaseUnusable(
                self.name, 0, f"has more than {MOST_AT_ONCE >> 20:,} MB; no official list of codes does"
            )
        return data


@dataclass(frozen=True, slots=True)
class _InArchive:
    path: Path
    member: zipfile.ZipInfo
    budget: _Budget

    def open(self) -> IO[bytes]:
        archive = _opened(self.path, self.path.name)
        try:
            inner = archive.open(self.member)
        except DAMAGE as error:
            raise ReleaseUnusable(self.path.name, 0, f"{self.member.filename} cannot be unpacked: {error}") from error
        return io.BufferedReader(_Limited(inner, f"{self.path.name}/{self.member.filename}", self.budget))


def open_members(path: Path) -> Iterator[Member]:
    """The file itself, or the files of an archive; a spreadsheet, which is an archive as well, is one file.

    Raises:
        ReleaseUnusable: it cannot be read, is a damaged archive, or one that unpacks beyond all measure.
    """
    try:
        with path.open("rb") as file:
            head = file.read(4)
    except OSError as error:
        raise ReleaseUnusable(path.name, 0, f"cannot be read: {error.strerror}") from error
    if head[:2] != b"PK" and path.suffix.lower() not in (".zip", ".xlsx"):
        yield Member(path.name, path)
        return
    with _opened(path, path.name) as archive:
        members = [member for member in archive.infolist() if not member.filename.endswith("/")]
    check_members(path.name, members)
    if any(member.filename == _SPREADSHEET for member in members):
        yield Member(path.name, path)
        return
    budget = _Budget(path.name, MOST_BYTES)
    for member in members:
        if not member.filename.startswith("__MACOSX/"):
            yield Member(member.filename.rpartition("/")[2], _InArchive(path, member, budget))


def check_members(name: str, members: list[zipfile.ZipInfo], most_bytes: int = MOST_BYTES) -> None:
    """Raises:
    ReleaseUnusable: an archive says of itself that it has too much in it, is locked, or packed in an odd way.
    """
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > most_bytes:
        raise ReleaseUnusable(name, 0, f"unpacks to more than {most_bytes >> 20:,} MB; no official file does")
    for member in members:
        if member.flag_bits & 1:
            raise ReleaseUnusable(name, 0, f"{member.filename} is locked with a password")
        if member.compress_type not in _METHODS:
            message = (
                f"{member.filename} is packed by method {member.compress_type}, as no official file is; pack it anew"
            )
            raise ReleaseUnusable(name, 0, message)
        if member.file_size > max(_RATIO_MATTERS_FROM, member.compress_size * _MOST_RATIO):
            raise ReleaseUnusable(name, 0, f"{member.filename} unpacks to {member.file_size:,} bytes, far too many")


def _opened(file: Path | IO[bytes], name: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except DAMAGE as error:
        raise ReleaseUnusable(name, 0, f"is no complete archive: {error}. Download it again") from error

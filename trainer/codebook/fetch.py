"""Downloads official files from the addresses in one settings file; a cut download goes on where it stopped."""

import hashlib
import http.client
import tomllib
import urllib.error
import urllib.request
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from trainer.codebook.errors import ReleaseUnusable

MOST_BYTES = 2 << 30
_AT_ONCE = 1 << 16
_AGENT = "Medcode-Trainer (fetching official code files)"
_SCHEMES = ("http", "https")


class FetchFailed(Exception):
    """A file could not be had: what happened, what was kept, what to do."""


@dataclass(frozen=True, slots=True)
class Address:
    """An official file: for which year, what it is, where. `sha256` "" and `size` 0 where they are not known."""

    year: int
    what: str
    url: str
    sha256: str = ""
    size: int = 0

    @property
    def name(self) -> str:
        """The name that the file has at its address."""
        return urlsplit(self.url).path.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Fetched:
    """A file on disk. `resumed_at` is how many bytes an earlier download had brought; `was_there` if all of them."""

    path: Path
    size: int
    sha256: str
    resumed_at: int = 0
    was_there: bool = False


def read_addresses(path: Path) -> tuple[Address, ...]:
    """The addresses in the settings file.

    Raises:
        ReleaseUnusable: it cannot be read, or an address is none.
    """
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8"))["files"]
        addresses = tuple(Address(**row) for row in rows)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReleaseUnusable(path.name, 0, f"cannot be read: {error}") from error
    for address in addresses:
        if urlsplit(address.url).scheme not in _SCHEMES or not address.name.lower().endswith(".zip"):
            raise ReleaseUnusable(path.name, 0, f"{address.url} is no http address of a zip file")
    return addresses


def fetch(
    address: Address, folder: Path, progress: Callable[[str, int, int], None], *, tries: int = 3, timeout: float = 60
) -> Fetched:
    """The file in a folder: loaded, or found there whole from before. Cut connections are taken up again.

    Raises:
        FetchFailed: the server does not give it, or gives something else; see there.
        OSError: the folder cannot be written, or the disk is full.
    """
    target, part = folder / address.name, folder / f"{address.name}.part"
    if target.is_file() and _fault(target, address) == "":
        return Fetched(target, target.stat().st_size, _checksum(target), was_there=True)
    resumed_at = part.stat().st_size if part.is_file() else 0
    for attempt in range(1, tries + 1):
        try:
            _load(address, part, progress, timeout)
            break
        except (http.client.HTTPException, TimeoutError, ConnectionError, urllib.error.URLError) as error:
            if isinstance(error, urllib.error.HTTPError):
                error.close()
                raise FetchFailed(_told(address, part, f"the server answers {error.code} {error.reason}")) from error
            if attempt == tries:
                raise FetchFailed(_told(address, part, f"the connection broke ({error})")) from error
    fault = _fault(part, address)
    if fault:
        part.unlink()
        raise FetchFailed(_told(address, part, fault))
    part.replace(target)
    _mark(part).unlink(missing_ok=True)
    return Fetched(target, target.stat().st_size, _checksum(target), resumed_at)


def _load(address: Address, part: Path, progress: Callable[[str, int, int], None], timeout: float) -> None:
    """Loads what is still missing. The mark of the server tells whether what is there is of the same file."""
    have = part.stat().st_size if part.is_file() else 0
    headers = {"User-Agent": _AGENT}
    if have and _mark(part).is_file():
        headers |= {"Range": f"bytes={have}-", "If-Range": _mark(part).read_text(encoding="latin-1")}
    request = urllib.request.Request(address.url, headers=headers)  # noqa: S310 - the scheme was checked
    try:
        answer = urllib.request.urlopen(request, timeout=timeout)  # noqa: S310 - the same
    except urllib.error.HTTPError as error:
        if error.code == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and have:
            error.close()  # all of it had arrived
            return
        raise
    with answer:
        if answer.headers.get_content_type() in ("text/html", "application/xhtml+xml"):
            raise FetchFailed(_told(address, part, "the server sent a web page instead of the file"))
        goes_on = answer.status == http.HTTPStatus.PARTIAL_CONTENT
        mark = answer.headers.get("ETag") or answer.headers.get("Last-Modified")
        if mark:
            _mark(part).write_text(mark, encoding="latin-1")
        done = have if goes_on else 0
        total = done + int(answer.headers.get("Content-Length") or 0)
        with part.open("ab" if goes_on else "wb") as file:
            done = _copy(answer, file, done, lambda done: progress(address.name, done, max(total, done)))
    if done < total:
        raise http.client.IncompleteRead(b"", total - done)
    if done > MOST_BYTES:
        part.unlink()
        raise FetchFailed(_told(address, part, f"the file is larger than {MOST_BYTES >> 30} GB"))


def _copy(answer: IO[bytes], file: IO[bytes], done: int, told: Callable[[int], None]) -> int:
    while done <= MOST_BYTES and (data := answer.read(_AT_ONCE)):
        file.write(data)
        done += len(data)
        told(done)
    return done


def _fault(path: Path, address: Address) -> str:
    """What is wrong with a file that should be whole; "" if nothing is."""
    if address.size and path.stat().st_size != address.size:
        return f"the file has {path.stat().st_size:,} bytes, and should have {address.size:,}"
    if address.sha256 and _checksum(path) != address.sha256:
        return "the file is another one than that whose checksum is known"
    try:
        with zipfile.ZipFile(path) as archive:
            damaged = archive.testzip()
    except (zipfile.BadZipFile, OSError, EOFError, zlib.error) as error:
        return f"the file is no complete zip archive ({error})"
    return f"{damaged} in the archive is damaged" if damaged else ""


def _told(address: Address, part: Path, happened: str) -> str:
    kept = f"{part.stat().st_size:,} bytes are kept, and a second run goes on from there" if part.is_file() else ""
    advice = f"or load it by hand from {address.url} and take it in with: trainer codes import {address.name}"
    return f"{address.name}: {happened}. {kept or 'Nothing of it is kept; try again later'}, {advice}"


def _mark(part: Path) -> Path:
    """Where the server's mark of the file is kept, its ETag or its date."""
    return part.with_name(f"{part.name}.mark")


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

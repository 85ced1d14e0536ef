"""Downloads official files from the addresses in one settings file; a cut download goes on where it stopped."""

import hashlib
import http.client
import re
import time
import tomllib
import urllib.error
import urllib.request
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from email.message import Message
from enum import StrEnum
from http import HTTPStatus
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from trainer.codebook.archives import DAMAGE, check_members
from trainer.codebook.errors import ReleaseUnusable
from trainer.codebook.web import open_web

MOST_BYTES = 2 << 30
"""A download that grows beyond this is broken off; the largest official file has about 25 MB."""

Progress = Callable[[str, int, int], None]
"""Called with the name of the file, the bytes that are there, and all of its bytes (as many, where not known)."""

_AGENT = "Medcode-Trainer/0.1 (trainer codes fetch)"
_ADDRESS = re.compile(
    r"https?://[a-z0-9.-]+(:[1-5]?\d{1,4})?/([\w%.,()+~-]+/)*[a-z0-9]([\w.()+-]|%20)*\.zip", re.ASCII | re.IGNORECASE
)
_SHA256 = re.compile(r"[0-9a-f]{64}")
_RANGE = re.compile(r"bytes (?:(\d+)-\d+|\*)/(\d+)")


class FileKind(StrEnum):
    """What an official file holds."""

    ICD10CM_TABLES = "icd10cm-tables"
    ICD10CM_ORDER = "icd10cm-order"
    HCPCS = "hcpcs"
    NCCI_PTP = "ncci-ptp"
    NCCI_ADD_ON = "ncci-add-on"
    NCCI_MUE = "ncci-mue"


@dataclass(frozen=True, slots=True)
class Address:
    """Where an official file is. ICD-10-CM goes by fiscal years. `sha256` "" and `size` 0 where they are not known."""

    year: int
    kind: FileKind
    what: str
    url: str
    sha256: str = ""
    size: int = 0

    @property
    def name(self) -> str:
        """The name that the file has at its address."""
        return unquote(urlsplit(self.url).path).rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Fetched:
    """A whole file on disk. `resumed_from`: bytes that an earlier run had brought; `already_there`: no request made."""

    path: Path
    size: int
    sha256: str
    resumed_from: int = 0
    already_there: bool = False


class FetchFailed(Exception):
    """A file could not be had: what happened, what was kept (in bytes), what to do (`again`: another run may help)."""

    def __init__(self, address: Address, happened: str, kept: int = 0, *, again: bool = True) -> None:
        left = f"{kept:,} bytes that had arrived are kept" if kept else "Nothing of it is kept"
        run = f"Run the same command again{' to go on from there' if kept else ''}, or download {address.url} by hand"
        look = f"Open {address.url} in a browser, or look for the file on that site,"
        todo = f"{run if again else look} and take it in with: trainer codes import FILE"
        self.url, self.kept, self.message = address.url, kept, f"{address.name}: {happened}. {left}. {todo}"
        super().__init__(self.message)


class _Cut(Exception):
    """The connection broke; what had arrived is on disk."""


def read_addresses(path: Path) -> tuple[Address, ...]:
    """The addresses in the settings file, in its order.

    Raises:
        ReleaseUnusable: it cannot be read, or something in it is wrong; the message names all of it.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ReleaseUnusable(path.name, 0, f"cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise ReleaseUnusable(path.name, 0, f"is not TOML: {error}") from error
    rows = data.get("files")
    problems = [f"{key} is not a field of this file format" for key in sorted(data.keys() - {"schema", "files"})]
    problems += ["schema should be 1"] if data.get("schema") != 1 else []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        problems, rows = [*problems, "files should be tables, each headed [[files]]"], []
    problems += [f"files[{place}]: {fault}" for place, row in enumerate(rows, 1) for fault in _faults_of(row)]
    addresses = () if problems else tuple(_address(row) for row in rows)
    names = Counter(address.name.casefold() for address in addresses)
    problems += [f"two files are called {name}" for name, count in names.items() if count > 1]
    if problems:
        raise ReleaseUnusable(path.name, 0, "; ".join(problems))
    return addresses


def _address(row: Mapping[str, Any]) -> Address:
    kind = FileKind(row["kind"])
    return Address(row["year"], kind, row["what"], row["url"], row.get("sha256", ""), row.get("bytes", 0))


def _faults_of(row: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with a table of the settings file."""
    checks: dict[str, tuple[Callable[[Any], bool], str]] = {
        "year": (lambda year: type(year) is int and 2000 <= year <= 2100, "should be a year"),
        "kind": (lambda kind: kind in list(FileKind), f"should be one of {', '.join(FileKind)}"),
        "what": (_matches(re.compile(r".*\S.*")), "should be a sentence"),
        "url": (_matches(_ADDRESS), "should be the http or https address of a zip file"),
        "sha256": (_matches(_SHA256), "should be 64 hex digits"),
        "bytes": (lambda size: type(size) is int and 0 < size <= MOST_BYTES, f"should be from 1 to {MOST_BYTES}"),
    }
    for key in sorted(row.keys() - checks.keys()):
        yield f"{key} is not a field of this file format"
    for key, (is_right, sentence) in checks.items():
        if key in row and not is_right(row[key]):
            yield f"{key} {sentence}"
        elif key not in row and key not in ("sha256", "bytes"):
            yield f"{key} is missing"


def _matches(pattern: re.Pattern[str]) -> Callable[[object], bool]:
    return lambda text: isinstance(text, str) and pattern.fullmatch(text) is not None


def fetch(
    address: Address,
    folder: Path,
    progress: Progress,
    *,
    tries: int = 4,
    pause: float = 2.0,
    timeout: float = 60.0,
    most_bytes: int = MOST_BYTES,
) -> Fetched:
    """The file in a folder: loaded, or found there whole from before. Cut connections are taken up again.

    `pause` is the time in seconds between tries, `timeout` how long the server may be silent.

    Raises:
        FetchFailed: the server is not reached, does not give the file or gives something else; the disk is full.
    """
    if not _ADDRESS.fullmatch(address.url):
        raise FetchFailed(address, "its address is not one of a zip file on the web", again=False)
    target, part = folder / address.name, _Part(folder / f"{address.name}.part")
    try:
        if target.is_file() and not _fault(target, address):
            size = target.stat().st_size
            progress(address.name, size, size)
            return Fetched(target, size, _checksum(target), already_there=True)
        download = _Download(address, part, progress, timeout, most_bytes, part.kept)
        download.run(tries, pause)
        if fault := _fault(part.path, address):
            part.discard()
            raise FetchFailed(address, fault)
        part.path.replace(target)
        part.discard()
        return Fetched(target, target.stat().st_size, _checksum(target), download.used)
    except OSError as error:
        happened = f"{folder} cannot be written: {error.strerror or error}"
        raise FetchFailed(address, happened, part.kept) from error


@dataclass(frozen=True, slots=True)
class _Part:
    """What has arrived of a file, and beside it the server's mark of that file: its ETag, or when it was changed."""

    path: Path

    @property
    def kept(self) -> int:
        """The bytes that can be gone on from: without a mark, none."""
        return self.path.stat().st_size if self.mark and self.path.is_file() else 0

    @property
    def mark(self) -> str:
        return self._beside.read_text(encoding="latin-1") if self._beside.is_file() else ""

    @property
    def _beside(self) -> Path:
        return self.path.with_name(f"{self.path.name}.mark")

    def begin(self, mark: str) -> None:
        """Empties it. The old bytes go before the new mark comes: they never stand together."""
        self.path.write_bytes(b"")
        self._beside.write_text(mark, encoding="latin-1")

    def discard(self) -> None:
        self.path.unlink(missing_ok=True)
        self._beside.unlink(missing_ok=True)


@dataclass(slots=True)
class _Download:
    """The way of one file into its part. `used`: bytes of an earlier run. An OSError that leaves it is of the disk."""

    address: Address
    part: _Part
    progress: Progress
    timeout: float
    most_bytes: int
    used: int

    def run(self, tries: int, pause: float) -> None:
        """Loads what is missing, and goes on with that where the connection is cut."""
        while True:
            try:
                self._load()
                break
            except _Cut as cut:
                tries -= 1
                if tries < 1:
                    raise self._failed(f"the connection was cut ({cut})", again=True) from cut
            time.sleep(pause)

    def _load(self) -> None:
        """One request: for what is missing where the server can do that, else for all of the file."""
        have, mark = self.part.kept, self.part.mark
        answer = self._ask(have, mark)
        if answer is None:
            return
        with answer:
            begins = _first_byte(answer, have, mark)
            if begins is None and not have:
                raise self._failed("the server sent a part of it that was not asked for", again=False)
            if begins is not None:
                self._store(answer, begins)
        if begins is None:
            self.part.discard()
            self._load()

    def _ask(self, have: int, mark: str) -> http.client.HTTPResponse | None:
        """The answer of the server; None if it says that there is nothing more to come."""
        headers = {"User-Agent": _AGENT} | ({"Range": f"bytes={have}-", "If-Range": mark} if have else {})
        request = urllib.request.Request(self.address.url, headers=headers)  # noqa: S310 - the scheme was checked
        try:
            answer: http.client.HTTPResponse = open_web().open(request, timeout=self.timeout)
        except urllib.error.HTTPError as error:
            with closing(error):
                if error.code != HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE or not have:
                    raise self._failed(*_refusal(error)) from error
                if _range(error.headers) == (None, have):
                    return None
            self.part.discard()
            return self._ask(0, "")
        except urllib.error.URLError as error:
            raise self._failed(f"the server cannot be reached ({_reason(error)})", again=True) from error
        except (OSError, http.client.HTTPException) as error:
            raise _Cut(_reason(error)) from error
        return answer

    def _store(self, answer: http.client.HTTPResponse, begins: int) -> None:
        """Appends what arrives. The part is emptied for a new file only when that has turned out to be a zip."""
        length = answer.headers.get("Content-Length", "")
        total = begins + int(length) if length.isdecimal() else 0
        self._check_size(total)
        pieces = _pieces(answer)
        first = next(pieces, b"")
        if begins == 0:
            self._check_content(answer, first, total)
            self.part.begin(_mark(answer.headers))
            self.used = 0
        done = begins
        with self.part.path.open("ab") as file:
            for piece in chain([first], pieces):
                done += len(piece)
                self._check_size(done)
                file.write(piece)
                self.progress(self.address.name, done, max(total, done))
        if done < total:
            raise _Cut(f"{done:,} of {total:,} bytes had arrived")

    def _check_size(self, size: int) -> None:
        if size > self.most_bytes:
            self.part.discard()
            raise FetchFailed(self.address, f"it is larger than any official file ({size:,} bytes)", again=False)

    def _check_content(self, answer: http.client.HTTPResponse, first: bytes, total: int) -> None:
        if answer.headers.get_content_type() in ("text/html", "application/xhtml+xml") or first.lstrip()[:1] == b"<":
            raise self._failed("the server sent a page instead of a zip", again=False)
        if not first.startswith(b"PK") and (first or not total):
            raise self._failed("the server sent something that is not a zip", again=False)

    def _failed(self, happened: str, again: bool) -> FetchFailed:
        return FetchFailed(self.address, happened, self.part.kept, again=again)


def _first_byte(answer: http.client.HTTPResponse, have: int, mark: str) -> int | None:
    """Where the bytes of an answer belong; None if that is neither behind those that are there nor at the start."""
    if answer.status != HTTPStatus.PARTIAL_CONTENT:
        return 0
    of_another = _mark(answer.headers) not in ("", mark)
    return have if have and _range(answer.headers)[0] == have and not of_another else None


def _range(headers: Message) -> tuple[int | None, int]:
    """The first byte that is sent, None for none, and the size of the whole file, 0 where that is not said."""
    found = _RANGE.match(headers.get("Content-Range", ""))
    return (int(found[1]) if found[1] else None, int(found[2])) if found else (None, 0)


def _mark(headers: Message) -> str:
    """What tells this file from a later one. A weak ETag (W/…) may not be asked for parts with (RFC 9110, 13.1.5)."""
    etag: str = headers.get("ETag", "")
    return etag if etag.startswith('"') else headers.get("Last-Modified", "")


def _pieces(answer: http.client.HTTPResponse) -> Iterator[bytes]:
    try:
        while piece := answer.read(1 << 16):
            yield piece
    except (OSError, http.client.HTTPException) as error:
        raise _Cut(_reason(error)) from error


def _refusal(error: urllib.error.HTTPError) -> tuple[str, bool]:
    """What an error of the server means, and whether it may be another one next time."""
    match error.code:
        case HTTPStatus.NOT_FOUND | HTTPStatus.GONE:
            return f"the server has no such file ({error.code}): it was moved or renamed", False
        case HTTPStatus.UNAUTHORIZED | HTTPStatus.FORBIDDEN:
            return f"the server refuses to give it ({error.code})", False
        case code if 300 <= code < 400:
            return f"the server leads on to where no file can be had ({code})", False
        case code:
            return f"the server answers with an error ({code} {error.reason})", True


def _reason(error: Exception) -> str:
    cause = getattr(error, "reason", error)
    return getattr(cause, "strerror", None) or str(cause) or type(cause).__name__


def _fault(path: Path, address: Address) -> str:
    """What is wrong with a file that should be whole; "" if nothing is."""
    size = path.stat().st_size
    if address.size and size != address.size:
        return f"the file has {size:,} bytes, not {address.size:,} as the one that is known"
    if address.sha256 and (sha256 := _checksum(path)) != address.sha256:
        return f"the file is not the one that is known: its SHA-256 is {sha256}, not {address.sha256}"
    try:
        with zipfile.ZipFile(path) as archive:
            check_members(path.name, archive.infolist())
            damaged = archive.testzip()
    except ReleaseUnusable as error:
        return f"the zip {error.message}"
    except DAMAGE as error:
        return f"the server says that it is complete, but the zip is broken ({error})"
    return f"the zip is broken: {damaged} in it is damaged" if damaged else ""


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

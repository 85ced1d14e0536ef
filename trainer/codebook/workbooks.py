"""Workbooks (.xlsx) from outside, made safe to be parsed: unpacked within limits, and looked through before they are.

What an archive says of the size of its parts may be a lie, and the library that reads workbooks unpacks parts whole and
keeps a row, a style or a text of its own for every element. So nothing of the archive goes on to it: the parts are
unpacked here, no further than they say they go, and packed anew.
"""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from xml.parsers import expat

_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_IN_CELLS = frozenset({"v", "f", "is", "t", "r"})
"""Elements inside cells and shared texts (`si`); no cell has more of them than a few."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`cells` bounds those of all sheets, and the texts that they share; `others` all that is neither, as styles."""

    unpacked_bytes: int
    parts: int = 500
    cells: int = 600_000
    cells_in_a_row: int = 20_000
    others: int = 200_000


class TooLarge(Exception):
    """A workbook that goes beyond the limits; the message says in what."""


def rebuilt_workbook(data: bytes, limits: Limits) -> io.BytesIO:
    """A workbook of the same parts, without pictures and what else is no XML.

    Raises:
        TooLarge: it goes beyond the limits, or says so of itself.
        ValueError: an archive that is packed as no workbook is, or XML that is broken or declares a document type.
        zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError: it is damaged or locked.
    """
    counts = _Counts(limits)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w") as rebuilt:
        parts = archive.infolist()
        if len(parts) > limits.parts or sum(part.file_size for part in parts) > limits.unpacked_bytes:
            raise TooLarge(f"unpacks to more than {limits.unpacked_bytes:,} bytes")
        if len({part.filename for part in parts}) != len(parts):
            raise ValueError("two parts have the same name")
        for part in parts:
            if part.compress_type not in _METHODS:
                raise ValueError("a part is packed as no workbook is")
            if not part.filename.endswith((".xml", ".rels")):
                continue
            with archive.open(part) as stream:  # unpacks no more than is asked for; read() alone unpacks all there is
                content = stream.read(part.file_size)
            counts.add(content)
            rebuilt.writestr(part.filename, content)
    out.seek(0)
    return out


class _Counts:
    """Counts elements while the parser that makes no tree of them goes through each part."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._cells = self._shared = self._inner = self._others = self._in_row = 0

    def add(self, content: bytes) -> None:
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.StartElementHandler = self._counter()
        try:
            parser.Parse(content, True)  # noqa: FBT003 - as the library has it
        except expat.ExpatError as error:
            raise ValueError(str(error)) from error

    def _counter(self) -> Callable[[str, dict[str, str]], None]:
        def count(tag: str, attributes: dict[str, str]) -> None:
            name = tag.rpartition(":")[2]
            if name == "row":
                self._in_row = 0
            elif name == "c":
                self._cells += 1
                self._in_row += 1
            elif name == "si":
                self._shared += 1
            elif name in _IN_CELLS:
                self._inner += 1
            else:
                self._others += 1
            self._check()

        return count

    def _check(self) -> None:
        limits = self._limits
        if self._in_row > limits.cells_in_a_row:
            raise TooLarge(f"has a row of more than {limits.cells_in_a_row:,} cells")
        texts = max(self._cells, self._shared, self._inner // 4)
        if texts > limits.cells or self._others > limits.others:
            raise TooLarge(f"holds more than {limits.cells:,} cells, or other things beyond all measure")


def _refuse_doctype(*_: object) -> None:
    raise ValueError("a part declares a document type, so it is refused")

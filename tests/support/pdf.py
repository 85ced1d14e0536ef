"""The text of a PDF that reportlab made with one of the fonts that every reader has."""

import base64
import re
import zlib
from collections.abc import Iterator

_ESCAPED = re.compile(rb"\\([0-7]{3}|.)", re.DOTALL)


def pdf_pages(document: bytes) -> int:
    """How many pages it says that it has."""
    found = re.search(rb"/Count (\d+)", document)
    assert found
    return int(found[1])


def pdf_text(document: bytes) -> str:
    """All that is written in it, on one line."""
    assert document.startswith(b"%PDF-1.")
    assert document.rstrip().endswith(b"%%EOF")
    return " ".join(" ".join(_strings(document)).split())


def _strings(document: bytes) -> Iterator[str]:
    for stream in re.findall(rb"/ASCII85Decode /FlateDecode.*?stream\r?\n(.*?)endstream", document, re.DOTALL):
        content = zlib.decompress(base64.a85decode(b"<~" + stream.strip(), adobe=True))
        for written in re.findall(rb"\(((?:[^\\()]|\\.)*)\) Tj", content, re.DOTALL):
            yield _ESCAPED.sub(_plain, written).decode("cp1252")


def _plain(escaped: re.Match[bytes]) -> bytes:
    sign = escaped[1]
    return bytes([int(sign, 8)]) if sign.isdigit() else sign

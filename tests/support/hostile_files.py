"""Files that nobody honest sends: archives that unpack to more than they say, XML with entities, endless nesting."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import cache

from trainer.services.tables import write_xlsx

SHEET = "xl/worksheets/sheet1.xml"
UNPACKED = 60_000_000
"""What the bombs really unpack to: far more than may be taken, and bearable where a test finds that it is."""
ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e0 "lol">{ENTITIES}]><a>&e9;</a>'
XXE = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
EXTERNAL = '<?xml version="1.0"?><!DOCTYPE a SYSTEM "http://127.0.0.1:9/evil.dtd"><a/>'
DOCTYPES = {"bomb": BOMB, "xxe": XXE, "external": EXTERNAL}
ITEM_HEAD = 'schema = 1\ntrack = "cpc"\narea = "anatomy"\n[[items]]\nid = "cpc-a"\nkind = "single"\n'


def packed(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


@cache
def a_workbook() -> bytes:
    return write_xlsx({"Sheet": [["name", "email"], ["Bo", "bo@example.org"]]})


def sheet_text() -> str:
    with zipfile.ZipFile(io.BytesIO(a_workbook())) as archive:
        return archive.read(SHEET).decode()


def with_part(name: str, content: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A workbook with this part in place of its own, or beside them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(a_workbook())) as good, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bad:
        for part in good.namelist():
            if part != name:
                bad.writestr(part, good.read(part))
        bad.writestr(name, content, method)
    return out.getvalue()


def lying(data: bytes, name: str, start: bytes) -> bytes:
    """The archive, in which a member says that it is no longer than its `start`, and has the checksum of that."""
    changed = bytearray(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        at = archive.getinfo(name).header_offset
    struct.pack_into("<I", changed, at + 14, zlib.crc32(start))
    struct.pack_into("<I", changed, at + 22, len(start))
    at = changed.find(b"PK\x01\x02")
    while at >= 0:
        length = struct.unpack_from("<H", changed, at + 28)[0]
        if changed[at + 46 : at + 46 + length] == name.encode():
            struct.pack_into("<I", changed, at + 16, zlib.crc32(start))
            struct.pack_into("<I", changed, at + 24, len(start))
        at = changed.find(b"PK\x01\x02", at + 4)
    return bytes(changed)


def with_rows(rows: str) -> bytes:
    """A workbook whose sheet has these rows."""
    before = sheet_text().partition("<sheetData>")[0]
    return with_part(SHEET, f"{before}<sheetData>{rows}</sheetData></worksheet>".encode())


def a_lying_workbook() -> bytes:
    start = sheet_text().encode()
    return lying(with_part(SHEET, start + b" " * UNPACKED), SHEET, start)


def a_part_packed_by(method: int) -> bytes:
    return lying(with_part("xl/junk.xml", b" " * UNPACKED, method), "xl/junk.xml", b" " * 1_000)


def _doubled() -> bytes:
    """`sheet1.xmm` beside `sheet1.xml`, of which the name is then changed."""
    other = SHEET.replace(".xml", ".xmm")
    return with_part(other, b"<worksheet/>").replace(other.encode(), SHEET.encode())


WORKBOOKS: dict[str, Callable[[], bytes]] = {
    "a part that unpacks to more than it says": a_lying_workbook,
    "bzip2": lambda: a_part_packed_by(zipfile.ZIP_BZIP2),
    "lzma": lambda: a_part_packed_by(zipfile.ZIP_LZMA),
    "a million cells in a row": lambda: with_rows(f'<row r="1">{"<c><v>1</v></c>" * 1_000_000}</row>'),
    "more cells than rows times columns": lambda: with_rows(f"<row>{'<c/>' * 1_000}</row>" * 620),
    "more texts than cells": lambda: with_part(
        "xl/sharedStrings.xml", b"<sst>" + b"<si><t/></si>" * 620_000 + b"</sst>"
    ),
    "too many styles": lambda: with_part(
        "xl/styles.xml", b"<styleSheet><cellXfs>" + b"<xf/>" * 220_000 + b"</cellXfs></styleSheet>"
    ),
    "two parts of the same name": _doubled,
    "no end": lambda: a_workbook()[:-40],
    **{
        f"{kind} in {encoding}": lambda text=text, encoding=encoding: with_part(
            SHEET, text.replace("?>", f' encoding="{encoding}"?>', 1).encode(encoding)
        )
        for kind, text in DOCTYPES.items()
        for encoding in ("utf-8", "utf-16")
    },
}
"""What is wrong -> the file. None of them is a table."""


def _with_link() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("bank/a.toml")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()


def _overlapping() -> bytes:
    """Many members that all say to be the same packed bytes."""
    data = packed(("a.toml", b" " * 1_900_000))
    end = data.index(b"PK\x05\x06")
    start = data.index(b"PK\x01\x02")
    entry = data[start:end]
    entries = b"".join(entry.replace(b"a.toml", f"{n:06}"[:6].encode()) for n in range(400))
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 400, 400, len(entries), start, 0)
    return data[:start] + entries + tail


BUNDLES: dict[str, Callable[[], bytes]] = {
    "a file that unpacks to twenty times the limit": lambda: packed(("a.toml", b" " * UNPACKED)),
    "bzip2": lambda: lying(packed(("a.toml", b" " * UNPACKED), method=zipfile.ZIP_BZIP2), "a.toml", b" " * 1_000),
    "lzma": lambda: lying(packed(("a.toml", b" " * UNPACKED), method=zipfile.ZIP_LZMA), "a.toml", b" " * 1_000),
    "four hundred members of the same bytes": _overlapping,
    "too many members": lambda: packed(*((f"{n}.toml", b"") for n in range(3_001))),
    "a way out": lambda: packed(("../../a.toml", b"a = 1")),
    "a way out by a drive": lambda: packed(("C:\\a.toml", b"a = 1")),
    "an absolute path": lambda: packed(("/etc/a.toml", b"a = 1")),
    "a link": _with_link,
    "an archive in an archive": lambda: packed(("a.zip", packed(("a.toml", b" " * UNPACKED)))),
    "no text": lambda: packed(("a.toml", b"\xff\xfe\x00")),
    "no archive": lambda: b"PK\x03\x04" + b"\0" * 200,
    "nothing": lambda: b"",
}
TEXTS: dict[str, str] = {
    "lists in lists": f"{ITEM_HEAD}tags = {'[' * 400}{']' * 400}\n",
    "lists in lists, deeper": f"{ITEM_HEAD}tags = {'[' * 20_000}{']' * 20_000}\n",
    "tables in tables": f"{ITEM_HEAD}a = {'{a = ' * 300}1{'}' * 300}\n",
    "a key of many parts": f"{ITEM_HEAD}{'a.' * 900_000}a = 1\n",
    "a header of many parts": f"[{'a.' * 900_000}a]\n",
    "a number of ten thousand digits": f"{ITEM_HEAD}difficulty = {'9' * 10_000}\n",
    "a hexadecimal number of a hundred thousand": f"{ITEM_HEAD}difficulty = 0x{'f' * 100_000}\n",
    "a number with a million zeros": f"{ITEM_HEAD}tolerance = 1e999999\n",
    "infinity": f"{ITEM_HEAD}tolerance = inf\n",
    "no number": f"{ITEM_HEAD}tolerance = nan\n",
    "no TOML": "<html>",
    "control signs": f"{ITEM_HEAD}stem = '\x01'\n",
}
"""TOML of a bank that is refused with words."""
TABLES: dict[str, bytes] = {
    "a million columns": b"a," * 900_000,
    "a cell of a megabyte": b'"' + b"x" * 1_000_000 + b'"',
    "an open quotation mark": b'name,email\n"' + b"x\n" * 1_000,
    "a NUL": b"name\0,email\n",
    "half of UTF-16": b"\xff\xfea",
    "an old workbook": b"\xd0\xcf\x11\xe0" + b"\0" * 2_000,
    "only separators": b",,,\n" * 1_000,
    "only line ends": b"\n" * 1_000_000,
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
}
_ISA = (
    "ISA*00*          *00*          *ZZ*A              *ZZ*B              *260401*0930*{0}*00501*000000001*0*T*{1}{2}"
)
X12: dict[str, bytes] = {
    "separators that are all the same": _ISA.format("*", "*", "*").encode(),
    "a letter as separator": _ISA.replace("*", "A").format("^", ":", "~").encode(),
    "a line end as separator of parts": _ISA.format("^", "\n", "~").encode() + b"GS*HC~",
    "a NUL as separator": _ISA.format("^", "\0", "~").encode(),
    "a bracket as separator": _ISA.format("[", "]", "\\").encode() + b"GS*HC\\IEA*0*1\\",
    "a hundred thousand segments": _ISA.format("^", ":", "~").encode() + b"GS*HC~" * 100_001,
    "a segment of a hundred thousand elements": _ISA.format("^", ":", "~").encode() + b"GS" + b"*" * 100_000 + b"~",
    "a count of a thousand digits": _ISA.format("^", ":", "~").encode() + b"IEA*" + b"9" * 1_000 + b"*000000001~",
    "no text": _ISA.format("^", ":", "~").encode() + b"\xff\xfe~",
    "XML": XXE.encode(),
    "an archive": packed(("a.txt", b"ISA")),
}

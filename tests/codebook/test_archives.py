"""What archives may do, and what is refused of them."""

import random
import struct
import zipfile
from pathlib import Path

import pytest

from trainer.codebook import archives
from trainer.codebook.archives import open_members
from trainer.codebook.errors import ReleaseUnusable
from trainer.codebook.sources import Source, read_source


def zipped(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def test_a_plain_file_is_its_own_member(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"hello")
    (member,) = open_members(path)
    assert (member.name, member.read(), member.archive) == ("a.txt", b"hello", "")


def test_an_archive_gives_its_files_without_folders(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"folder/b.txt": b"b", "folder/": b"", "__MACOSX/b.txt": b"x", "c.txt": b"c"})
    assert [(member.name, member.read(), member.archive) for member in open_members(path)] == [
        ("b.txt", b"b", "a.zip"),
        ("c.txt", b"c", "a.zip"),
    ]


def test_a_spreadsheet_is_one_file(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.xlsx", {"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b"<a/>"})
    assert [member.name for member in open_members(path)] == ["a.xlsx"]


def test_a_truncated_archive_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"b.txt": b"b" * 10_000})
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(ReleaseUnusable, match=r"a\.zip: is no complete archive.*Download it again"):
        list(open_members(path))


def test_a_damaged_member_is_refused_when_it_is_read(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"b.txt": b"b" * 10_000}, zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    data[500] ^= 0xFF
    path.write_bytes(bytes(data))
    (member,) = open_members(path)
    with pytest.raises(ReleaseUnusable, match="is damaged: Bad CRC"):
        member.read()


def test_a_locked_archive_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"b.txt": b"b"})
    data = bytearray(path.read_bytes())
    place = data.index(b"PK\x01\x02")
    struct.pack_into("<H", data, place + 8, 1)
    path.write_bytes(bytes(data))
    with pytest.raises(ReleaseUnusable, match="locked with a password"):
        list(open_members(path))


def test_an_archive_that_unpacks_beyond_all_measure_is_refused_by_what_it_says(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"b.txt": b"\0" * (20 << 20)})
    assert path.stat().st_size < 50_000
    with pytest.raises(ReleaseUnusable, match="unpacks to 20,971,520 bytes, far too many"):
        list(open_members(path))


def test_and_by_what_really_comes_out_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zipped(tmp_path / "a.zip", {"b.txt": bytes(range(256)) * 40, "c.txt": bytes(range(256)) * 40})
    monkeypatch.setattr(archives, "MOST_BYTES", 30_000)
    one, two = open_members(path)
    assert len(one.read()) == 10_240
    two.read()
    with pytest.raises(ReleaseUnusable, match="no official file does"):
        one.read()


def test_too_many_members_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_MEMBERS", 3)
    path = zipped(tmp_path / "a.zip", {f"{number}.txt": b"" for number in range(4)})
    with pytest.raises(ReleaseUnusable, match="no official file does"):
        list(open_members(path))


def at_directory(path: Path, offset: int, value: bytes) -> None:
    """Overwrites bytes of the first entry in the directory at the end of an archive."""
    data = bytearray(path.read_bytes())
    place = data.index(b"PK\x01\x02") + offset
    data[place : place + len(value)] = value
    path.write_bytes(bytes(data))


@pytest.mark.parametrize(
    ("offset", "value", "message"),
    [
        (6, b"\xff\x00", r"a\.zip: is no complete archive: zip file version 25\.5"),
        (46, b"\xff", r"a\.zip: is no complete archive: 'utf-8' codec can't decode"),
        (10, b"\x4d\x00", r"a\.zip: bé\.txt is packed by method 77, as no official file is; pack it anew"),
        (42, b"\xff\xff\xff\x7f", r"a\.zip: bé\.txt cannot be unpacked"),
    ],
)
def test_an_archive_with_a_wrong_directory_is_refused(tmp_path: Path, offset: int, value: bytes, message: str) -> None:
    path = zipped(tmp_path / "a.zip", {"bé.txt": b"b" * 10_000})
    at_directory(path, offset, value)
    with pytest.raises(ReleaseUnusable, match=message):
        [member.read() for member in open_members(path)]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_archive_that_is_packed_as_official_ones_are_not_is_refused(tmp_path: Path, method: int) -> None:
    path = zipped(tmp_path / "a.zip", {"b.txt": b"b" * 10_000}, method)
    with pytest.raises(ReleaseUnusable, match=rf"a\.zip: b\.txt is packed by method {method}"):
        list(open_members(path))


def test_a_member_without_a_name_is_one_all_the_same(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"b.txt": b"b"})
    at_directory(path, 28, b"\0\0\0\0\x05\0")  # the name becomes the comment
    assert [member.name for member in open_members(path)] == [""]


def test_what_is_read_whole_may_not_be_larger_than_any_official_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MOST_AT_ONCE", 2 << 20)
    data = b"Add:         1 A0099   A code that counts\n" + random.Random(1).randbytes(2 << 20)
    plain = tmp_path / "icd10cm_order_addenda_2027.txt"
    plain.write_bytes(data)
    packed = zipped(tmp_path / "a.zip", {plain.name: data})
    for path in (plain, packed):
        with pytest.raises(
            ReleaseUnusable, match=r"addenda_2027\.txt: has more than 2 MB; no official list of codes does"
        ):
            read_source(Source(path))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReleaseUnusable, match="cannot be read: No such file"):
        list(open_members(tmp_path / "nowhere.zip"))

"""Files that come in from outside, made to do harm: refused with words, in little time and little memory."""

import io
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support.hostile_files import (
    BUNDLES,
    DOCTYPES,
    TABLES,
    TEXTS,
    UNPACKED,
    WORKBOOKS,
    X12,
    a_workbook,
    packed,
    with_part,
    with_rows,
)
from trainer.codebook.archives import open_members
from trainer.codebook.errors import ReleaseUnusable
from trainer.codebook.tables import rows_of
from trainer.codebook.workbooks import Limits, TooLarge, rebuilt_workbook
from trainer.codebook.xml import parse_xml
from trainer.content.bank_bundles import read_bundle, unpack
from trainer.content.toml_files import load_toml
from trainer.content.x12.read_835 import read_835s
from trainer.content.x12.read_837p import read_837p
from trainer.content.x12.segments import X12Error
from trainer.domain.kernel.errors import Refused
from trainer.services.tables import read_table

MOST_MEMORY = 48_000_000
"""Less than what the bombs unpack to."""
MOST_SECONDS = 20
"""Of the processor; the files take minutes where nothing bounds them."""


@contextmanager
def bounded() -> Iterator[None]:
    assert MOST_MEMORY < UNPACKED
    tracemalloc.start()
    began = time.process_time()
    try:
        yield
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < MOST_MEMORY
    assert time.process_time() - began < MOST_SECONDS


def refusal(act: Callable[[], object], kind: type[Exception] = Refused) -> str:
    with bounded(), pytest.raises(kind) as caught:
        act()
    return str(getattr(caught.value, "reason", caught.value))


@pytest.mark.parametrize("name", WORKBOOKS)
def test_a_hostile_workbook_is_no_table(name):
    data = WORKBOOKS[name]()
    assert len(data) < 2_000_000, "small enough to be looked at"
    if name == "a part that unpacks to more than it says":
        with bounded():
            assert read_table(data, "a.xlsx") == [["name", "email"], ["Bo", "bo@example.org"]], "no more than it says"
        return
    assert "workbook" in refusal(lambda: read_table(data, "a.xlsx"))


@pytest.mark.parametrize("name", sorted(WORKBOOKS.keys() - {"a part that unpacks to more than it says"}))
def test_nor_is_it_an_official_list_of_codes(name):
    data = WORKBOOKS[name]()
    limits = Limits(2_000_000, cells=100_000, others=50_000)
    with pytest.raises((TooLarge, ValueError, OSError, KeyError, *_zip_errors())):
        rebuilt_workbook(data, limits)
    if " in utf-" in name or name in ("bzip2", "lzma", "no end"):
        assert "list.xlsx" in refusal(lambda: list(rows_of("list.xlsx", data)), ReleaseUnusable)


def _zip_errors() -> tuple[type[Exception], ...]:
    return zipfile.BadZipFile, zlib.error


def test_pictures_and_programs_in_a_workbook_are_left_out():
    rebuilt = rebuilt_workbook(with_part("xl/vbaProject.bin", b"MZ" * 100), Limits(1_000_000))
    with zipfile.ZipFile(rebuilt) as archive:
        assert "xl/vbaProject.bin" not in archive.namelist()
    assert read_table(with_part("xl/media/a.png", b"\x89PNG"), "a.xlsx") == read_table(a_workbook(), "a.xlsx")


def test_a_sheet_that_calls_itself_enormous_is_as_large_as_it_is():
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row>'
    data = with_rows(rows)
    with bounded():
        assert read_table(data, "a.xlsx") == [["name"]]


@pytest.mark.parametrize("name", BUNDLES)
def test_a_hostile_archive_of_a_bank_is_refused(name):
    data = BUNDLES[name]()
    assert len(data) < 5_000_000
    assert refusal(lambda: read_bundle(unpack(data)))


@pytest.mark.parametrize("name", TEXTS)
def test_hostile_toml_is_a_problem_of_its_file(name):
    with bounded():
        entries = read_bundle({"cpc/anatomy/a.toml": TEXTS[name]})
        problems = [*entries.problems, *(each for entry in entries.entries for each in entry.problems)]
    assert problems


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a = " + "[" * 40 + "]" * 40, "more than 32 deep"),
        ("a = 9223372036854775808", "too large"),
        ("a = 1e31", "too large or too small"),
        ("a = 1e-31", "too large or too small"),
    ],
)
def test_values_beyond_all_measure_are_no_toml_of_ours(text, words):
    with pytest.raises(ValueError, match=words):
        load_toml(text)


def test_values_within_measure_are():
    assert load_toml("a = 9223372036854775807\nb = 0.0\nc = 1e30\nd = [[1]]")["a"] == 2**63 - 1


@pytest.mark.parametrize("name", TABLES)
def test_a_hostile_table_is_refused(name):
    assert refusal(lambda: read_table(TABLES[name], "roster.csv"))


@pytest.mark.parametrize("read", [read_835s, read_837p])
@pytest.mark.parametrize("name", X12)
def test_a_hostile_x12_file_is_refused_with_its_place(name, read):
    assert refusal(lambda: read(X12[name]), X12Error)


@pytest.mark.parametrize("kind", DOCTYPES)
def test_official_xml_has_no_document_type(kind):
    data = DOCTYPES[kind].encode()
    assert refusal(lambda: parse_xml("tabular.xml", data, "a"), ReleaseUnusable)


def test_xml_that_is_nested_beyond_all_measure_is_refused():
    data = b"<a>" * 100_000 + b"</a>" * 100_000
    assert refusal(lambda: parse_xml("tabular.xml", data, "a"), ReleaseUnusable)


def test_an_archive_of_codes_is_looked_at_before_it_is_unpacked(tmp_path: Path):
    path = tmp_path / "codes.zip"
    path.write_bytes(packed(("codes.txt", b" " * UNPACKED)))
    assert "far too many" in refusal(lambda: _read_all(path), ReleaseUnusable)
    path.write_bytes(packed(("../../codes.txt", b"A01"), ("inner.zip", packed(("a.txt", b"x")))))
    assert [member.name for member in open_members(path)] == ["codes.txt", "inner.zip"], "nothing is unpacked to disk"
    assert list(tmp_path.iterdir()) == [path]


def _read_all(path: Path) -> list[Any]:
    return [io.BytesIO(member.read()) for member in open_members(path)]

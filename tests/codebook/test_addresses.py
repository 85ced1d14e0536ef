"""The file of addresses of official files."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from trainer.codebook.errors import ReleaseUnusable
from trainer.codebook.fetch import Address, FileKind, read_addresses
from trainer.config import resource_folder


def test_the_shipped_addresses_are_official_ones() -> None:
    addresses = read_addresses(resource_folder("question_banks") / "code_sets" / "addresses.toml")
    assert {address.year for address in addresses} == {2025, 2026, 2027}
    assert {address.kind for address in addresses} >= {FileKind.ICD10CM_TABLES, FileKind.HCPCS}
    for address in addresses:
        parts = urlsplit(address.url)
        assert parts.scheme == "https"
        assert (parts.hostname or "").endswith((".cms.gov", ".cdc.gov"))
        assert "license" not in address.url
        assert address.what.endswith(".")


def test_an_address_is_read_with_all_that_is_known_of_it(tmp_path: Path) -> None:
    file = tmp_path / "addresses.toml"
    file.write_text(
        'schema = 1\n[[files]]\nyear = 2027\nkind = "hcpcs"\nwhat = "Codes."\n'
        f'url = "https://www.cms.gov/files/zip/a%20b.zip"\nsha256 = "{"a" * 64}"\nbytes = 12\n'
    )
    (address,) = read_addresses(file)
    url = "https://www.cms.gov/files/zip/a%20b.zip"
    assert address == Address(2027, FileKind.HCPCS, "Codes.", url, "a" * 64, 12)
    assert address.name == "a b.zip"


def test_everything_that_is_wrong_with_the_addresses_is_named(tmp_path: Path) -> None:
    file = tmp_path / "addresses.toml"
    file.write_text(
        'schema = 2\n[[files]]\nyear = "2027"\nkind = "cpt"\nwhat = " "\nurl = "ftp://ftp.cdc.gov/a.zip"\n'
        'sha256 = "abc"\nbytes = 0\nsize = 3\n[[files]]\nyear = 2027\n'
    )
    with pytest.raises(ReleaseUnusable) as caught:
        read_addresses(file)
    assert caught.value.file == "addresses.toml"
    assert caught.value.message.split("; ") == [
        "schema should be 1",
        "files[1]: size is not a field of this file format",
        "files[1]: year should be a year",
        f"files[1]: kind should be one of {', '.join(FileKind)}",
        "files[1]: what should be a sentence",
        "files[1]: url should be the http or https address of a zip file",
        "files[1]: sha256 should be 64 hex digits",
        "files[1]: bytes should be from 1 to 2147483648",
        "files[2]: kind is missing",
        "files[2]: what is missing",
        "files[2]: url is missing",
    ]


@pytest.mark.parametrize(
    "url",
    [
        "https://me:secret@www.cms.gov/a.zip",
        "https://www.cms.gov/license/ama?file=/files/zip/a.zip",
        "https://www.cms.gov/..%2Fa.zip",
        "https://www.cms.gov/a%00.zip",
        "https://www.cms.gov/.zip",
        "https://www.cms.gov/a b.zip",
        "https://www.cms.gov/a.zip#top",
        "https:///a.zip",
        "file:///a.zip",
    ],
)
def test_an_address_leads_to_a_plainly_named_zip_file_on_the_web(tmp_path: Path, url: str) -> None:
    file = tmp_path / "addresses.toml"
    file.write_text(f'schema = 1\n[[files]]\nyear = 2027\nkind = "hcpcs"\nwhat = "Codes."\nurl = "{url}"\n')
    with pytest.raises(ReleaseUnusable, match="url should be the http or https address of a zip file"):
        read_addresses(file)


def test_two_files_of_one_name_would_overwrite_each_other(tmp_path: Path) -> None:
    rows = [
        f'[[files]]\nyear = 2027\nkind = "hcpcs"\nwhat = "Codes."\nurl = "https://www.cms.gov/{folder}.zip"\n'
        for folder in ("one/Codes", "two/codes")
    ]
    file = tmp_path / "addresses.toml"
    file.write_text("schema = 1\n" + "".join(rows))
    with pytest.raises(ReleaseUnusable, match=r"two files are called codes\.zip"):
        read_addresses(file)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("schema = ", "is not TOML"),
        ("schema = 1", r"files should be tables, each headed \[\[files\]\]"),
        ("schema = 1\nfiles = [1]", "files should be tables"),
        ("schema = 1\nfiles = []\nmore = 1", "more is not a field of this file format"),
    ],
)
def test_a_file_that_holds_no_addresses_is_refused(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "addresses.toml"
    file.write_text(text)
    with pytest.raises(ReleaseUnusable, match=told):
        read_addresses(file)


def test_a_file_of_addresses_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ReleaseUnusable, match=r"addresses\.toml: cannot be read: No such file"):
        read_addresses(tmp_path / "addresses.toml")

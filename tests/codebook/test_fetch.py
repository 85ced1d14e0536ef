import hashlib
import io
import os
import random
import urllib.request
import zipfile
from collections.abc import Iterator
from email.message import Message
from pathlib import Path

import pytest

from tests.support.file_server import FileServer, nobody_at_home
from trainer.codebook.fetch import Address, Fetched, FetchFailed, FileKind, fetch
from trainer.codebook.web import SameSiteOnly

NAME = "codes 2027.zip"
PATH = "/files/codes%202027.zip"


def a_zip(size: int = 200_000, seed: int = 1) -> bytes:
    """An archive whose one file cannot be made smaller."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(zipfile.ZipInfo("codes.txt"), random.Random(seed).randbytes(size))
    return data.getvalue()


ZIP = a_zip()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[FileServer]:
    monkeypatch.setenv("no_proxy", "*")
    with FileServer() as server:
        yield server


class Bar:
    """What a progress bar was told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, int, int]] = []

    def __call__(self, name: str, done: int, total: int) -> None:
        self.told.append((name, done, total))


def get(server: FileServer, folder: Path, *, path: str = PATH, tries: int = 1, **fields: object) -> Fetched:
    known = {name: fields.pop(name) for name in ("sha256", "size") if name in fields}
    address = Address(2027, FileKind.HCPCS, "Codes.", server.url(path), **known)  # type: ignore[arg-type]
    return fetch(address, folder, fields.pop("progress", Bar()), tries=tries, pause=0, timeout=5, **fields)  # type: ignore[arg-type]


def failure(server: FileServer, folder: Path, **fields: object) -> str:
    with pytest.raises(FetchFailed) as caught:
        get(server, folder, **fields)  # type: ignore[arg-type]
    assert str(caught.value) == caught.value.message
    assert caught.value.url in caught.value.message
    assert caught.value.message.endswith(" and take it in with: trainer codes import FILE")
    return caught.value.message


def on_disk(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def a_part(folder: Path, data: bytes, mark: str = '"one"') -> Path:
    """What an earlier run left behind."""
    part = folder / f"{NAME}.part"
    part.write_bytes(data)
    if mark:
        part.with_name(f"{part.name}.mark").write_text(mark)
    return part


def test_a_file_is_loaded_and_nothing_else_is_left_behind(server: FileServer, tmp_path: Path) -> None:
    server.serve(PATH, ZIP)
    bar = Bar()
    found = get(server, tmp_path, progress=bar)
    assert found == Fetched(tmp_path / NAME, len(ZIP), hashlib.sha256(ZIP).hexdigest())
    assert found.path.read_bytes() == ZIP
    assert on_disk(tmp_path) == [NAME]
    assert bar.told[-1] == (NAME, len(ZIP), len(ZIP))
    assert [done for _, done, _ in bar.told] == sorted(done for _, done, _ in bar.told)
    assert server.asked[0].agent.startswith("Medcode-Trainer")


def test_a_server_that_does_not_say_how_long_the_file_is_will_do(server: FileServer, tmp_path: Path) -> None:
    server.serve(PATH, ZIP, sends_length=False)
    assert get(server, tmp_path).size == len(ZIP)


def test_a_file_that_is_there_and_whole_is_not_asked_for_again(server: FileServer, tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(ZIP)
    found = get(server, tmp_path)
    assert (found.already_there, found.size, found.sha256) == (True, len(ZIP), hashlib.sha256(ZIP).hexdigest())
    assert server.asked == []


@pytest.mark.parametrize("there", [ZIP[:-100], b"", b"<html>"], ids=["truncated", "empty", "no zip"])
def test_a_file_that_is_there_and_broken_is_loaded_again(server: FileServer, tmp_path: Path, there: bytes) -> None:
    (tmp_path / NAME).write_bytes(there)
    server.serve(PATH, ZIP)
    assert get(server, tmp_path).already_there is False
    assert (tmp_path / NAME).read_bytes() == ZIP


def test_a_file_that_is_there_and_not_the_one_that_is_known_is_loaded_again(server: FileServer, tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(a_zip(seed=2))
    server.serve(PATH, ZIP)
    get(server, tmp_path, sha256=hashlib.sha256(ZIP).hexdigest())
    assert (tmp_path / NAME).read_bytes() == ZIP


def test_a_redirect_on_the_web_is_followed(server: FileServer, tmp_path: Path) -> None:
    server.serve("/new/place.zip", ZIP)
    server.serve(PATH, b"", status=301, location=server.url("/new/place.zip"))
    assert get(server, tmp_path).path == tmp_path / NAME


@pytest.mark.parametrize(
    "location",
    [
        *("file:///etc/passwd", "ftp://127.0.0.1/codes.zip", "data:,PK"),
        *("http://localhost/codes.zip", "http://169.254.169.254/codes.zip", "http://[::1]/codes.zip"),
    ],
)
def test_a_redirect_to_anywhere_else_is_not(server: FileServer, tmp_path: Path, location: str) -> None:
    server.serve(PATH, b"", status=302, location=location)
    assert "the server leads on to where no file can be had (302). Nothing of it is kept. Open http" in failure(
        server, tmp_path
    )
    assert on_disk(tmp_path) == []


def test_a_redirect_stays_on_the_site_and_encrypted() -> None:
    def follows(before: str, after: str) -> bool:
        request = urllib.request.Request(before)
        return SameSiteOnly().redirect_request(request, io.BytesIO(), 302, "", Message(), after) is not None

    assert follows("https://www.cms.gov/a.zip", "https://downloads.cms.gov/b.zip")
    assert follows("http://www.cms.gov/a.zip", "https://www.cms.gov/a.zip")
    assert not follows("https://www.cms.gov/a.zip", "http://www.cms.gov/a.zip")
    assert not follows("https://www.cms.gov/a.zip", "https://cms.gov.evil.example/a.zip")
    assert not follows("http://10.0.0.1/a.zip", "http://192.168.0.1/a.zip"), "numbers have no site"


@pytest.mark.parametrize("url", ["file:///srv/codes.zip", "ftp://ftp.cdc.gov/codes.zip", "https://www.cms.gov/codes"])
def test_only_zip_files_on_the_web_are_asked_for(tmp_path: Path, url: str) -> None:
    with pytest.raises(FetchFailed, match="its address is not one of a zip file on the web"):
        fetch(Address(2027, FileKind.HCPCS, "Codes.", url), tmp_path, Bar())


def test_what_had_arrived_before_a_cut_is_kept_and_the_next_run_goes_on_from_there(
    server: FileServer, tmp_path: Path
) -> None:
    server.serve(PATH, ZIP, cuts=[70_000])
    message = failure(server, tmp_path)
    assert f"{NAME}: the connection was cut (70,000 of {len(ZIP):,} bytes had arrived)" in message
    assert "70,000 bytes that had arrived are kept. Run the same command again to go on from there, or" in message
    assert (tmp_path / f"{NAME}.part").read_bytes() == ZIP[:70_000]

    assert get(server, tmp_path).resumed_from == 70_000
    assert (server.asked[-1].range, server.asked[-1].if_range) == ("bytes=70000-", '"one"')
    assert (tmp_path / NAME).read_bytes() == ZIP
    assert on_disk(tmp_path) == [NAME]


def test_a_cut_connection_is_taken_up_again_a_few_times(server: FileServer, tmp_path: Path) -> None:
    server.serve(PATH, ZIP, cuts=[10, 20_000, 30_000])
    found = get(server, tmp_path, tries=4)
    assert (found.size, found.resumed_from) == (len(ZIP), 0)
    assert [asked.range for asked in server.asked] == ["", "bytes=10-", "bytes=20010-", "bytes=50010-"]


def test_after_the_last_try_it_gives_up_and_keeps_what_came(server: FileServer, tmp_path: Path) -> None:
    server.serve(PATH, ZIP, cuts=[100] * 9)
    assert "300 bytes that had arrived are kept" in failure(server, tmp_path, tries=3)
    assert len(server.asked) == 3


def test_a_connection_that_is_cut_before_a_byte_came_is_told_as_cut(server: FileServer, tmp_path: Path) -> None:
    server.serve(PATH, ZIP, cuts=[0])
    assert f"the connection was cut (0 of {len(ZIP):,} bytes had arrived). Nothing of it is kept" in failure(
        server, tmp_path
    )


def test_a_server_that_hangs_up_without_an_answer_is_told_as_cut(server: FileServer, tmp_path: Path) -> None:
    server.serve(PATH, ZIP, hangs_up=True)
    assert "the connection was cut (Remote end closed connection without response)" in failure(
        server, tmp_path, tries=2
    )
    assert len(server.asked) == 2


def test_a_server_that_falls_silent_counts_as_a_cut_connection(server: FileServer, tmp_path: Path) -> None:
    server.serve(PATH, ZIP, cuts=[90_000], falls_silent=True)
    address = Address(2027, FileKind.HCPCS, "Codes.", server.url(PATH))
    with pytest.raises(FetchFailed, match=r"the connection was cut .*timed out"):
        fetch(address, tmp_path, Bar(), tries=1, pause=0, timeout=0.2)


def test_a_server_that_knows_the_day_alone_is_asked_with_the_day(server: FileServer, tmp_path: Path) -> None:
    day = "Tue, 16 Jun 2026 08:00:00 GMT"
    server.serve(PATH, ZIP, etag='W/"weak"', last_modified=day, cuts=[500])
    failure(server, tmp_path)
    assert get(server, tmp_path).resumed_from == 500
    assert server.asked[-1].if_range == day


def test_without_a_mark_of_the_server_it_starts_anew_and_promises_nothing(server: FileServer, tmp_path: Path) -> None:
    server.serve(PATH, ZIP, etag="", cuts=[500])
    assert "Nothing of it is kept. Run the same command again, or" in failure(server, tmp_path)
    assert get(server, tmp_path).resumed_from == 0
    assert server.asked[-1].range == ""


def test_a_server_that_cannot_send_parts_sends_the_file_anew(server: FileServer, tmp_path: Path) -> None:
    a_part(tmp_path, ZIP[:900])
    server.serve(PATH, ZIP, takes_ranges=False)
    assert get(server, tmp_path).resumed_from == 0
    assert (tmp_path / NAME).read_bytes() == ZIP


def test_a_file_that_has_changed_meanwhile_is_loaded_anew(server: FileServer, tmp_path: Path) -> None:
    a_part(tmp_path, a_zip(seed=2)[:900])
    server.serve(PATH, ZIP, etag='"two"')
    assert get(server, tmp_path).resumed_from == 0
    assert (tmp_path / NAME).read_bytes() == ZIP


def test_a_part_of_another_file_is_not_put_behind_the_old_one(server: FileServer, tmp_path: Path) -> None:
    a_part(tmp_path, a_zip(seed=2)[:900])
    server.serve(PATH, ZIP, etag='"two"', minds_if_range=False)
    assert get(server, tmp_path).resumed_from == 0
    assert [asked.range for asked in server.asked] == ["bytes=900-", ""]


def test_a_part_that_begins_elsewhere_is_not_put_behind_the_old_one(server: FileServer, tmp_path: Path) -> None:
    a_part(tmp_path, ZIP[:900])
    server.serve(PATH, ZIP, shifts_ranges_by=7)
    assert get(server, tmp_path).resumed_from == 0
    assert (tmp_path / NAME).read_bytes() == ZIP


def test_a_part_that_nobody_asked_for_is_refused(server: FileServer, tmp_path: Path) -> None:
    server.serve(PATH, ZIP, status=206)
    assert "the server sent a part of it that was not asked for" in failure(server, tmp_path)


def test_a_download_that_was_ended_just_before_its_last_step_is_complete(server: FileServer, tmp_path: Path) -> None:
    a_part(tmp_path, ZIP)
    server.serve(PATH, ZIP)
    assert get(server, tmp_path).resumed_from == len(ZIP)
    assert [asked.range for asked in server.asked] == [f"bytes={len(ZIP)}-"]
    assert on_disk(tmp_path) == [NAME]


def test_more_than_the_file_has_is_thrown_away(server: FileServer, tmp_path: Path) -> None:
    a_part(tmp_path, ZIP + b"more")
    server.serve(PATH, ZIP)
    assert get(server, tmp_path).resumed_from == 0
    assert (tmp_path / NAME).read_bytes() == ZIP


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (404, "the server has no such file (404): it was moved or renamed. Nothing of it is kept. Open http"),
        (410, "the server has no such file (410): it was moved or renamed. Nothing of it is kept. Open http"),
        (403, "the server refuses to give it (403). Nothing of it is kept. Open http"),
        (500, "the server answers with an error (500 Internal Server Error). Nothing of it is kept. Run the same"),
        (503, "the server answers with an error (503 Service Unavailable). Nothing of it is kept. Run the same"),
        (416, "the server answers with an error (416 Requested Range Not Satisfiable). Nothing of it is kept. Run"),
    ],
)
def test_what_the_server_refuses_is_told(server: FileServer, tmp_path: Path, status: int, told: str) -> None:
    server.serve(PATH, b"no", status=status, content_type="text/html")
    assert told in failure(server, tmp_path, tries=3)
    assert len(server.asked) == 1
    assert on_disk(tmp_path) == []


def test_a_refusal_leaves_what_had_arrived_before(server: FileServer, tmp_path: Path) -> None:
    a_part(tmp_path, ZIP[:900])
    server.serve(PATH, b"busy", status=503, takes_ranges=False)
    assert "900 bytes that had arrived are kept. Run the same command again to go on" in failure(server, tmp_path)
    server.serve(PATH, ZIP)
    assert get(server, tmp_path).resumed_from == 900


def test_a_server_that_does_not_answer_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")
    with nobody_at_home() as home, pytest.raises(FetchFailed, match=r"cannot be reached \(Connection refused\)"):
        fetch(Address(2027, FileKind.HCPCS, "Codes.", f"{home}{PATH}"), tmp_path, Bar())


def test_a_server_that_nobody_knows_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")
    with pytest.raises(FetchFailed, match=r"the server cannot be reached \(.+\)\. Nothing of it is kept\. Run"):
        fetch(Address(2027, FileKind.HCPCS, "Codes.", f"http://nobody.invalid{PATH}"), tmp_path, Bar(), timeout=5)


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (b"<!doctype html><p>Accept the licence", "text/html; charset=utf-8"),
        (b"\n<html>", "application/zip"),
        (ZIP, "text/html"),
    ],
)
def test_a_page_in_place_of_the_zip_is_told_and_not_kept(
    server: FileServer, tmp_path: Path, data: bytes, content_type: str
) -> None:
    server.serve(PATH, data, content_type=content_type)
    assert "the server sent a page instead of a zip. Nothing of it is kept. Open http" in failure(server, tmp_path)
    assert on_disk(tmp_path) == []


@pytest.mark.parametrize("data", [b"order 00001", b""], ids=["text", "nothing"])
def test_anything_else_in_place_of_the_zip_is_told(server: FileServer, tmp_path: Path, data: bytes) -> None:
    server.serve(PATH, data)
    assert "the server sent something that is not a zip" in failure(server, tmp_path)
    assert on_disk(tmp_path) == []


def test_a_page_leaves_what_had_arrived_before(server: FileServer, tmp_path: Path) -> None:
    part = a_part(tmp_path, ZIP[:900])
    server.serve(PATH, b"<html>Back soon", content_type="text/html", takes_ranges=False)
    assert "900 bytes that had arrived are kept" in failure(server, tmp_path)
    assert part.read_bytes() == ZIP[:900]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (ZIP[:-1000], "the server says that it is complete, but the zip is broken (File is not a zip file)"),
        (ZIP[:900] + b"?" + ZIP[901:], "the zip is broken: codes.txt in it is damaged"),
    ],
    ids=["truncated", "damaged"],
)
def test_a_broken_zip_is_told_and_not_kept(server: FileServer, tmp_path: Path, data: bytes, told: str) -> None:
    server.serve(PATH, data)
    assert f"{told}. Nothing of it is kept. Run the same command again, or" in failure(server, tmp_path)
    assert on_disk(tmp_path) == []


def test_a_zip_that_unpacks_beyond_all_measure_is_not_unpacked(server: FileServer, tmp_path: Path) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("codes.txt", bytes(30_000_000))
    server.serve(PATH, data.getvalue())
    assert "the zip codes.txt unpacks to 30,000,000 bytes, far too many" in failure(server, tmp_path)
    assert on_disk(tmp_path) == []


def test_a_server_that_promises_too_much_counts_as_cut_and_can_be_asked_for_the_rest(
    server: FileServer, tmp_path: Path
) -> None:
    server.serve(PATH, ZIP, says_length=len(ZIP) + 10)
    assert f"({len(ZIP):,} of {len(ZIP) + 10:,} bytes had arrived)" in failure(server, tmp_path)
    assert get(server, tmp_path).size == len(ZIP)


def test_a_server_that_promises_too_little_sends_a_broken_zip(server: FileServer, tmp_path: Path) -> None:
    server.serve(PATH, ZIP, says_length=len(ZIP) - 10)
    assert "but the zip is broken" in failure(server, tmp_path)
    assert on_disk(tmp_path) == []


def test_another_file_than_the_known_one_is_told_and_not_kept(server: FileServer, tmp_path: Path) -> None:
    server.serve(PATH, ZIP)
    message = failure(server, tmp_path, sha256="0" * 64)
    assert f"its SHA-256 is {hashlib.sha256(ZIP).hexdigest()}, not {'0' * 64}. Nothing of it is kept" in message
    message = failure(server, tmp_path, size=len(ZIP) + 1)
    assert f"the file has {len(ZIP):,} bytes, not {len(ZIP) + 1:,} as the one that is known" in message
    assert on_disk(tmp_path) == []


@pytest.mark.parametrize("sends_length", [True, False])
def test_a_file_without_end_is_broken_off(server: FileServer, tmp_path: Path, *, sends_length: bool) -> None:
    server.serve(PATH, ZIP, sends_length=sends_length)
    assert "it is larger than any official file" in failure(server, tmp_path, most_bytes=100_000)
    assert on_disk(tmp_path) == []


def test_a_full_disk_is_told(server: FileServer, tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full, the disk that is always full")
    (tmp_path / f"{NAME}.part").symlink_to("/dev/full")
    server.serve(PATH, ZIP)
    message = failure(server, tmp_path)
    assert f"{NAME}: {tmp_path} cannot be written: No space left on device. Nothing of it is kept. Run" in message


@pytest.mark.skipif(os.geteuid() == 0, reason="who is root may write everywhere")
def test_a_folder_that_cannot_be_written_is_told(server: FileServer, tmp_path: Path) -> None:
    server.serve(PATH, ZIP)
    tmp_path.chmod(0o500)
    assert "cannot be written: Permission denied" in failure(server, tmp_path)


def test_a_folder_that_is_not_there_is_told(server: FileServer, tmp_path: Path) -> None:
    server.serve(PATH, ZIP)
    assert "cannot be written: No such file or directory" in failure(server, tmp_path / "nowhere")

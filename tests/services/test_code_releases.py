"""Building, importing, removing: the old code book serves until the new one is complete."""

import errno
import io
import os
import shutil
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from tests.support.clock import Clock
from tests.support.file_server import FileServer
from trainer.cli.codes import fetch
from trainer.codebook import sources
from trainer.codebook.releases import shipped_tabular
from trainer.codebook.shelf import Shelf
from trainer.config import Settings
from trainer.domain.codesets.book import System
from trainer.services import code_releases
from trainer.services.code_releases import (
    CodeBookUnusable,
    ReleaseUnusable,
    book_status,
    build_book,
    fetch_year,
    import_files,
    imported_sources,
    is_up_to_date,
    remove_import,
)

NOW = Clock()()
CPT = b"code,descriptor\n99213,Invented service one\n"


def quietly(*_: object) -> None:
    """A progress bar that nobody sees."""


def a_file(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.fixture(scope="module", autouse=True)
def _one_chapter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Of the shipped tabular list one chapter alone: the whole takes seconds (see `tests/cli/test_codes.py`)."""
    folder = tmp_path_factory.mktemp("shipped")
    whole = ET.parse(shipped_tabular())
    for chapter in whole.getroot().findall("chapter"):
        if chapter.findtext("name") != "4":
            whole.getroot().remove(chapter)
    whole.write(folder / shipped_tabular().name, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sources, "shipped_tabular", lambda: folder / shipped_tabular().name)
        yield


@pytest.fixture(scope="module")
def built(_one_chapter: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the code book of it."""
    folder = tmp_path_factory.mktemp("built")
    build_book(Settings(folder, "sqlite://"), NOW, quietly)
    return folder


@pytest.fixture
def settings(built: Path, tmp_path: Path) -> Settings:
    shutil.copytree(built, tmp_path / "data")
    return Settings(tmp_path / "data", "sqlite://")


@pytest.fixture
def cpt(tmp_path: Path) -> Path:
    path = tmp_path / "CPT2026.csv"
    path.write_bytes(CPT)
    return path


def test_a_book_that_was_just_built_is_up_to_date_and_knows_its_releases(settings: Settings) -> None:
    assert is_up_to_date(settings)
    status = book_status(settings)
    releases = {release.system: release for release in status.releases}
    assert 100 < releases[System.ICD10CM].billable < 2_000
    assert status.built_at == NOW
    assert 0 < status.build_seconds < 60


def flip_a_byte(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        byte = file.read(1)
        file.seek(-1, 1)
        file.write(bytes([byte[0] ^ 1]))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-4096])


@pytest.mark.parametrize("damage", [flip_a_byte, cut, Path.unlink])
def test_damage_is_noticed_and_a_new_build_mends_it(settings: Settings, damage) -> None:
    damage(settings.codebook_path)
    assert not is_up_to_date(settings)


def test_a_missing_checksum_means_a_new_build(settings: Settings) -> None:
    settings.codebook_path.with_name("codebook.sqlite3.sha256").unlink()
    assert not is_up_to_date(settings)


def test_an_import_is_kept_and_can_be_taken_back(settings: Settings, cpt: Path, tmp_path: Path) -> None:
    status = import_files(settings, [cpt], None, NOW, quietly)
    assert (System.CPT, 1) in {(release.system, release.billable) for release in status.releases}
    assert is_up_to_date(settings)
    assert [source.path.name for source in imported_sources(settings)] == ["CPT2026.csv"]
    later = a_file(tmp_path / "CPT2027.csv", CPT + b"99214,Another\n")
    status = import_files(settings, [later], None, NOW, quietly)
    assert [release.billable for release in status.releases if release.system is System.CPT] == [1, 2]
    status = remove_import(settings, "CPT2026.csv", NOW, quietly)
    assert [release.billable for release in status.releases if release.system is System.CPT] == [2]
    assert [
        path.relative_to(settings.imported_codes).as_posix() for path in settings.imported_codes.rglob("*.csv")
    ] == ["as-named.2/CPT2027.csv"]
    assert is_up_to_date(settings)


def test_a_day_that_was_given_is_kept_with_the_file(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "licensed.csv"
    path.write_bytes(CPT)
    with pytest.raises(ReleaseUnusable, match="--in-force-from"):
        import_files(settings, [path], None, NOW, quietly)
    import_files(settings, [path], date(2026, 1, 1), NOW, quietly)
    (source,) = imported_sources(settings)
    assert source.effective_from == date(2026, 1, 1)
    assert build_book(settings, NOW, quietly).releases


def test_the_same_file_twice_is_refused_whatever_its_name(settings: Settings, cpt: Path, tmp_path: Path) -> None:
    import_files(settings, [cpt], None, NOW, quietly)
    again = tmp_path / "CPT2026-again.csv"
    again.write_bytes(CPT)
    with pytest.raises(ReleaseUnusable, match=r"was imported before, as CPT2026\.csv"):
        import_files(settings, [again], None, NOW, quietly)
    cpt.write_bytes(CPT + b"99214,Another\n")
    with pytest.raises(ReleaseUnusable, match="another file of this name"):
        import_files(settings, [cpt], None, NOW, quietly)


def test_two_files_of_one_name_cannot_be_imported_together(settings: Settings, cpt: Path, tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    other = tmp_path / "b" / "cpt2026.csv"
    other.write_bytes(CPT + b"99214,Another\n")
    with pytest.raises(ReleaseUnusable, match=r"cpt2026\.csv: is there twice"):
        import_files(settings, [cpt, other], None, NOW, quietly)
    assert imported_sources(settings) == []


def test_a_hidden_file_is_refused_as_it_would_be_passed_over(settings: Settings, tmp_path: Path) -> None:
    hidden = tmp_path / ".CPT2027.csv"
    hidden.write_bytes(CPT)
    with pytest.raises(ReleaseUnusable, match=r"\.CPT2027\.csv: is hidden, as its name begins with a dot"):
        import_files(settings, [hidden], None, NOW, quietly)


def test_what_a_file_manager_leaves_among_the_imported_files_is_none_of_them(settings: Settings) -> None:
    for folder in ("as-named", "as-named/New folder", "2026-01-01.2", "New folder"):
        (settings.imported_codes / folder).mkdir(parents=True)
    for name in (
        ".DS_Store",
        "Thumbs.db",
        "as-named/.DS_Store",
        "New folder/c.csv",
        "as-named/a.csv",
        "2026-01-01.2/b.csv",
    ):
        a_file(settings.imported_codes / name, CPT)
    found = [(source.path.name, source.effective_from) for source in imported_sources(settings)]
    assert found == [("b.csv", date(2026, 1, 1)), ("a.csv", None)]


def test_what_a_killed_import_left_is_no_part_of_the_book_and_goes_in_time(settings: Settings, tmp_path: Path) -> None:
    left, at_work = (settings.imported_codes / f".importing-{number}" for number in (1, 2))
    for folder in (left, at_work):
        folder.mkdir(parents=True)
        (folder / "CPT2026.csv").write_bytes(b"code,descriptor\nhalf")
    os.utime(left, (NOW.timestamp() - 7200, NOW.timestamp() - 7200))
    os.utime(at_work, (NOW.timestamp(), NOW.timestamp()))
    assert imported_sources(settings) == []
    assert is_up_to_date(settings)
    with pytest.raises(ReleaseUnusable, match=r"words\.txt: holds nothing"):
        import_files(settings, [a_file(tmp_path / "words.txt", b"just words")], None, NOW, quietly)
    assert [path.name for path in settings.imported_codes.iterdir()] == [at_work.name]


def test_a_bad_file_among_good_ones_leaves_everything_as_it_was(settings: Settings, cpt: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.zip"
    bad.write_bytes(b"PK\x03\x04 half an archive")
    before = settings.codebook_path.read_bytes()
    with pytest.raises(ReleaseUnusable, match=r"bad\.zip"):
        import_files(settings, [cpt, bad], None, NOW, quietly)
    assert settings.codebook_path.read_bytes() == before
    assert imported_sources(settings) == []
    assert is_up_to_date(settings)


def test_no_room_on_the_disk_leaves_everything_as_it_was(
    settings: Settings, cpt: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(code_releases.shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(100, 99, 1_000_000))
    with pytest.raises(OSError, match="1 MB are free, and an import may need"):
        import_files(settings, [cpt], None, NOW, quietly)
    assert imported_sources(settings) == []


def test_a_disk_that_fills_up_during_the_copy_leaves_everything_as_it_was(
    settings: Settings, cpt: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Path, target: Path) -> None:
        target.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(code_releases.shutil, "copyfile", full)
    with pytest.raises(OSError, match="No space left"):
        import_files(settings, [cpt], None, NOW, quietly)
    assert imported_sources(settings) == []
    assert is_up_to_date(settings)


def test_what_was_never_imported_cannot_be_removed(settings: Settings) -> None:
    with pytest.raises(ReleaseUnusable, match=r"x\.csv: was not imported"):
        remove_import(settings, "x.csv", NOW, quietly)


def test_a_file_that_others_need_stays(settings: Settings, cpt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import_files(settings, [cpt], None, NOW, quietly)

    def fail(*_: object) -> None:
        raise ReleaseUnusable("other.txt", 0, "needs it")

    monkeypatch.setattr(code_releases, "collect", fail)
    with pytest.raises(ReleaseUnusable, match="needs it"):
        remove_import(settings, "CPT2026.csv", NOW, quietly)
    assert [source.path.name for source in imported_sources(settings)] == ["CPT2026.csv"]


def test_without_a_book_there_is_no_status(tmp_path: Path) -> None:
    with pytest.raises(CodeBookUnusable, match="is not there"):
        book_status(Settings(tmp_path, "sqlite://"))


def test_a_running_program_sees_a_new_book_and_who_reads_the_old_one_keeps_it(settings: Settings, cpt: Path) -> None:
    shelf = Shelf(settings.codebook_path)
    old = shelf.on(date(2026, 6, 1))
    assert shelf.on(date(2026, 6, 2)) is old
    import_files(settings, [cpt], None, NOW, quietly)
    new = shelf.on(date(2026, 6, 1))
    assert new is not old
    assert (old.get("99213", System.CPT), new.get("99213", System.CPT) is not None) == (None, True)
    assert old.get("E11.22") is not None
    old.close()
    new.close()


def test_a_shelf_without_a_book_says_so(tmp_path: Path) -> None:
    with pytest.raises(CodeBookUnusable):
        Shelf(tmp_path / "none.sqlite3").on(date(2026, 6, 1))


def addresses_of(server: FileServer, *names: str) -> str:
    """The settings file with the addresses of some files."""
    rows = (f'year = 2026\nkind = "hcpcs"\nwhat = "Test."\nurl = "{server.url(f"/{name}.zip")}"\n' for name in names)
    return "schema = 1\n" + "".join(f"[[files]]\n{row}" for row in rows)


def test_a_file_that_cannot_be_had_does_not_keep_the_others_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("CPT2026.csv", CPT)
    monkeypatch.setattr(code_releases, "_own", lambda: tmp_path)
    with FileServer() as server:
        server.serve("/codes.zip", packed.getvalue())
        server.serve("/page.zip", b"<html>not yet</html>", content_type="text/html")
        (tmp_path / "addresses.toml").write_text(addresses_of(server, "gone", "codes", "page"))
        year = fetch_year(Settings(tmp_path / "data", "sqlite://"), 2026, quietly)
        told = CliRunner().invoke(
            fetch, ["--year", "2026"], obj=lambda: SimpleNamespace(settings=Settings(tmp_path / "data", "sqlite://"))
        )
    assert [file.path.name for file in year.files] == ["codes.zip"]
    assert [failure.url for failure in year.failures] == [server.url("/gone.zip"), server.url("/page.zip")]
    assert told.exit_code == 1
    assert "codes.zip" in told.stdout
    assert "trainer codes import" in told.stdout
    assert "2 of 3 files could not be had" in told.stderr
    assert "gone.zip: the server has no such file (404)" in told.stderr
    assert "page.zip: the server sent a page instead of a zip" in told.stderr


def test_the_files_of_a_year_are_fetched_into_the_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("CPT2026.csv", CPT)
    monkeypatch.setattr(code_releases, "_own", lambda: tmp_path)
    with FileServer() as server:
        server.serve("/codes.zip", packed.getvalue())
        (tmp_path / "addresses.toml").write_text(addresses_of(server, "codes"))
        year = fetch_year(Settings(tmp_path / "data", "sqlite://"), 2026, quietly)
    (fetched,) = year.files
    assert year.failures == ()
    assert fetched.path == tmp_path / "data" / "downloads" / "codes.zip"
    assert fetched.path.read_bytes() == packed.getvalue()
    assert (fetched.size, len(fetched.sha256)) == (len(packed.getvalue()), 64)

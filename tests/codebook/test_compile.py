import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.codebook.conftest import NOW
from trainer.codebook.book import CodeBookUnusable, SqliteCodeBook
from trainer.codebook.compile import checksum_file, compile_book
from trainer.codebook.errors import ReleaseUnusable
from trainer.codebook.parts import Collection, EditKind, EditTable, Entry, IndexTable, Release, TableKind, Term
from trainer.codebook.releases import read_icd10cm
from trainer.domain.codesets.book import Level, System
from trainer.domain.codesets.edits import AddOnEdit, PtpEdit

DAY = date(2026, 6, 1)


def a_release(title: str = "Cholera", **fields: object) -> Release:
    entries = [
        Entry("CH1", "Chapter 1", "One", Level.CHAPTER, "", is_billable=False),
        Entry("A00", "A00", title, Level.CATEGORY, "CH1", is_billable=True),
    ]
    return replace(Release(System.ICD10CM, "FY2026", date(2026, 4, 1), "a.xml", entries), **fields)


def quietly(*_: object) -> None:
    """A progress bar that nobody sees."""


def title_in(path: Path) -> str:
    book = SqliteCodeBook(path, DAY)
    found = book.get("A00")
    book.close()
    assert found is not None
    return found.title


@pytest.fixture
def target(tmp_path: Path) -> Path:
    target = tmp_path / "codes #1 100%?.sqlite"
    compile_book(target, Collection([a_release()]), NOW, quietly)
    return target


def test_a_second_build_replaces_the_first(target: Path) -> None:
    compile_book(target, Collection([a_release("Cholera, renamed")]), NOW, quietly)
    assert title_in(target) == "Cholera, renamed"
    assert sorted(target.parent.iterdir()) == [target, checksum_file(target)]


def test_who_has_the_old_file_open_keeps_it(target: Path) -> None:
    book = SqliteCodeBook(target, DAY)
    compile_book(target, Collection([a_release("Cholera, renamed")]), NOW, quietly)
    found = book.get("A00")
    book.close()
    assert found is not None
    assert found.title == "Cholera"


def test_a_build_that_fails_leaves_the_old_file_and_nothing_else(target: Path) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the power went")

    with pytest.raises(RuntimeError, match="the power went"):
        compile_book(target, Collection([a_release("Cholera, renamed")]), NOW, fail)
    assert title_in(target) == "Cholera"
    assert sorted(target.parent.iterdir()) == [target, checksum_file(target)]


def test_a_code_that_is_there_twice_leaves_the_old_file(target: Path) -> None:
    release = a_release("Cholera, renamed")
    twice = replace(release, entries=[*release.entries, release.entries[1]])
    with pytest.raises(ReleaseUnusable, match=r"a\.xml: names A00 twice"):
        compile_book(target, Collection([twice]), NOW, quietly)
    assert title_in(target) == "Cholera"


def test_a_folder_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        compile_book(tmp_path / "nowhere" / "codes.sqlite", Collection([a_release()]), NOW, quietly)


def test_a_build_that_is_killed_leaves_the_old_file_in_place(target: Path) -> None:
    script = """
        import os, signal, sys
        from pathlib import Path
        from tests.codebook.test_compile import NOW, Collection, a_release, compile_book
        kill = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
        compile_book(Path(sys.argv[1]), Collection([a_release("Cholera, renamed")]), NOW, kill)
    """
    command = [sys.executable, "-c", textwrap.dedent(script), str(target)]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, check=False)
    assert done.returncode == -signal.SIGKILL
    (left,) = target.parent.glob("*.building")
    assert title_in(target) == "Cholera"
    os.utime(left, (NOW.timestamp() - 3601,) * 2)
    young = left.with_name(f"{target.name}.1.building")
    young.touch()
    compile_book(target, Collection([a_release("Cholera, renamed")]), NOW, quietly)
    assert title_in(target) == "Cholera, renamed"
    assert sorted(target.parent.iterdir()) == [target, young, checksum_file(target)], "another process may be at work"


def test_what_a_killed_build_of_the_same_process_number_left_is_no_harm(target: Path) -> None:
    left = target.with_name(f"{target.name}.{os.getpid()}.building")
    left.write_bytes(b"half a file")
    compile_book(target, Collection([a_release("Cholera, renamed")]), NOW, quietly)
    assert title_in(target) == "Cholera, renamed"
    assert not left.exists()


def test_progress_is_told_up_to_the_last_code(tmp_path: Path, release: Release) -> None:
    told: list[tuple[str, int, int]] = []
    some = replace(release, entries=release.entries[:12_000])
    compile_book(tmp_path / "codes.sqlite", Collection([some]), NOW, lambda *step: told.append(step))
    assert [step for step in told if step[0] == "codes"] == [("codes", 10_000, 12_000), ("codes", 12_000, 12_000)]
    name, done, total = told[-1]
    assert name == "search"
    assert done == total >= 12_000


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def scribble(path: Path) -> None:
    path.write_bytes(b"\xff" * 5000)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def change(statement: str) -> Callable[[Path], None]:
    def run(path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection, connection:
            connection.execute(statement)

    return run


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(Path.unlink, id="missing"),
        pytest.param(cut, id="truncated"),
        pytest.param(scribble, id="overwritten"),
        pytest.param(empty, id="empty"),
        pytest.param(change("UPDATE meta SET value = '0' WHERE key = 'format'"), id="other format"),
        pytest.param(change("DELETE FROM meta"), id="no format"),
        pytest.param(change("DROP TABLE meta"), id="not a code book"),
        pytest.param(change("DELETE FROM releases"), id="no release"),
    ],
)
def test_a_file_that_cannot_serve_is_found_out_when_it_is_opened(
    target: Path, damage: Callable[[Path], object]
) -> None:
    damage(target)
    with pytest.raises(CodeBookUnusable):
        SqliteCodeBook(target, DAY)


@pytest.mark.parametrize("name", ["tabular.xml", "icd10c-tabular-Foo-1-2026.xml", "icd10c-tabular-April-31-2026.xml"])
def test_a_file_that_does_not_say_its_day_is_refused(name: str) -> None:
    with pytest.raises(ReleaseUnusable, match="does not say in its name"):
        read_icd10cm(name, b"")


@pytest.mark.parametrize(
    ("name", "year", "fits"),
    [
        ("April-1-2026", 2026, True),
        ("October-1-2025", 2026, True),
        ("October-1-2026", 2026, False),
        ("April-1-2025", 2026, False),
        ("April-1-2026", 2025, False),
    ],
)
def test_a_file_of_another_fiscal_year_than_its_name_says_is_refused(name: str, year: int, fits: bool) -> None:
    code = "<diag><name>A00</name><desc>Cholera</desc></diag>"
    chapter = (
        f"<chapter><name>1</name><desc>One</desc><section id='A00-A09'><desc>Some</desc>{code}</section></chapter>"
    )
    data = f"<ICD10CM.tabular><version>{year}</version>{chapter}</ICD10CM.tabular>".encode()
    name = f"icd10c-tabular-{name}.xml"
    if fits:
        assert read_icd10cm(name, data).name.startswith(f"ICD-10-CM FY{year}")
    else:
        with pytest.raises(ReleaseUnusable, match=f"is of {year}, not of"):
            read_icd10cm(name, data)


def test_two_releases_of_the_same_day_are_refused(target: Path) -> None:
    with pytest.raises(
        ReleaseUnusable, match=r"b\.xml: there is another release of icd-10-cm in force from 2026-04-01"
    ):
        compile_book(target, Collection([a_release(), a_release(source="b.xml")]), NOW, quietly)
    assert title_in(target) == "Cholera"


def test_two_tables_of_the_same_day_are_refused(target: Path) -> None:
    table = IndexTable(TableKind.DRUG, date(2026, 4, 1), "drug.xml", ("Code",), [Term(0, "Acid")])
    with pytest.raises(ReleaseUnusable, match=r"drug\.xml: there is another drug table in force from 2026-04-01"):
        compile_book(target, Collection([a_release()], [table, table]), NOW, quietly)


def test_the_latest_edit_of_a_pair_counts(tmp_path: Path) -> None:
    begun, changed, ended = (
        PtpEdit("A", "B", date(2026, month, 1), None, number, "") for month, number in ((1, 0), (4, 1), (7, 9))
    )
    edits = [begun, changed, replace(ended, deleted_on=ended.effective_on)]
    table = EditTable(EditKind.PTP, "", date(2026, 1, 1), "ptp.txt", edits)
    compile_book(tmp_path / "codes.sqlite", Collection([a_release()], edits=[table]), NOW, quietly)
    book = SqliteCodeBook(tmp_path / "codes.sqlite", DAY)
    found = {month: book.reference.ptp_edits("B", "A", date(2026, month, 15)) for month in (1, 5, 8)}
    book.close()
    assert found == {1: (begun,), 5: (changed,), 8: ()}
    assert not begun.is_in_force(date(2025, 12, 31))


def reference_of(path: Path, edits: list[EditTable]) -> SqliteCodeBook:
    compile_book(path, Collection([a_release()], edits=edits), NOW, quietly)
    return SqliteCodeBook(path, DAY)


def test_pairs_of_other_settings_say_nothing_of_a_practitioner(tmp_path: Path) -> None:
    day, quarter = date(2026, 5, 1), date(2026, 4, 1)
    edit = PtpEdit("90963", "99221", date(2020, 1, 1), None, 1, "Because")
    gone = PtpEdit("90963", "99221", quarter, quarter, 1, "")
    tables = {
        setting: EditTable(EditKind.PTP, setting, quarter, f"ptp-{setting}.txt", [row])
        for setting, row in (("practitioner", edit), ("", edit), ("hospital", gone), ("supplier", edit))
    }
    for settings, expected in (
        (("practitioner", "hospital"), (edit,)),
        (("hospital", "practitioner"), (edit,)),
        (("", "hospital"), (edit,)),
        (("supplier", "hospital"), ()),
    ):
        book = reference_of(tmp_path / "codes.sqlite", [tables[setting] for setting in settings])
        assert book.reference.ptp_edits("99221", "90963", day) == expected, settings
        book.close()


def test_of_two_lists_of_pairs_the_later_one_knows_when_an_edit_ended(tmp_path: Path) -> None:
    edit = PtpEdit("A", "B", date(2020, 1, 1), None, 1, "")
    ended = replace(edit, deleted_on=date(2026, 3, 31))
    later, earlier = (
        EditTable(EditKind.PTP, "practitioner", date(2026, month, 1), f"{month}.txt", [row])
        for month, row in ((4, ended), (1, edit))
    )
    book = reference_of(tmp_path / "codes.sqlite", [later, earlier])
    assert book.reference.ptp_edits("A", "B", date(2026, 5, 1)) == ()
    book.close()


def test_add_on_codes_are_those_of_one_list_and_each_primary_code_stands_once(tmp_path: Path) -> None:
    def a_table(day: date, *primaries: str) -> EditTable:
        edits = [AddOnEdit("11001", primary, 1, date(2013, 4, 1), None) for primary in primaries]
        return EditTable(EditKind.ADD_ON, "", day, f"{day}.txt", edits)

    first, second = date(2025, 10, 1), date(2026, 1, 1)
    tables = [a_table(second, "11000", "11005"), a_table(first, "11000"), a_table(first, "11000", "11004")]
    book = reference_of(tmp_path / "codes.sqlite", tables)
    for day, expected in (
        (date(2020, 1, 1), ["11000", "11004"]),
        (first, ["11000", "11004"]),
        (second, ["11000", "11005"]),
        (date(2013, 3, 31), []),
    ):
        assert [edit.primary for edit in book.reference.add_on_edits("11001", day)] == expected
    book.close()


def test_terms_of_an_index_lead_to_a_code_in_every_release(tmp_path: Path) -> None:
    renamed = a_release("Cholera, renamed", name="FY2027", effective_from=date(2026, 10, 1))
    index = IndexTable(TableKind.INDEX, date(2026, 4, 1), "index.xml", ("Code",), [Term(0, "Rice water", ("A00",))])
    path = tmp_path / "codes.sqlite"
    compile_book(path, Collection([a_release(), renamed], [index]), NOW, quietly)
    for day in (DAY, date(2026, 10, 1)):
        book = SqliteCodeBook(path, day)
        assert [hit.code.code for hit in book.search.find("rice water").hits] == ["A00"]
        book.close()

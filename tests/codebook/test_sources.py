"""From files to a collection: what is recognised, what archives may do, how releases are put together."""

import struct
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.support.code_book import an_entry
from tests.support.requirements import check_data
from trainer.codebook import archives
from trainer.codebook.archives import open_members
from trainer.codebook.errors import ReleaseUnusable
from trainer.codebook.merging import merge_releases
from trainer.codebook.parts import Action, Addenda, Change, Entry, IndexTable, Release
from trainer.codebook.sources import Source, collect, fingerprint, read_source
from trainer.config import resource_folder
from trainer.domain.codesets.book import Level, NoteKind, System

OWN = resource_folder("question_banks") / "code_sets"
APRIL, OCTOBER = date(2026, 4, 1), date(2026, 10, 1)


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


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReleaseUnusable, match="cannot be read: No such file"):
        list(open_members(tmp_path / "nowhere.zip"))


def tabular(title: str = "Cholera", version: int = 2026) -> bytes:
    return (
        f"<ICD10CM.tabular><version>{version}</version><chapter><name>1</name><desc>Infections (A00-B99)</desc>"
        f'<section id="A00-A09"><desc>Bowel (A00-A09)</desc><diag><name>A00</name><desc>{title}</desc>'
        "<includes><note>kept</note></includes></diag></section></chapter></ICD10CM.tabular>"
    ).encode()


INDEX = (
    b"<ICD10CM.index><version>2026</version><letter>"
    b"<mainTerm><title>Fall</title><code>W19</code></mainTerm></letter></ICD10CM.index>"
)


def test_the_day_in_the_name_of_an_archive_holds_for_the_files_in_it(tmp_path: Path) -> None:
    members = {"icd10cm_tabular_2026.xml": tabular(), "icd10cm_index_2026.xml": INDEX, "readme.pdf": b"%PDF-1.7"}
    release, index = read_source(Source(zipped(tmp_path / "april-1-2026-code-tables.zip", members)))
    assert isinstance(release, Release)
    assert isinstance(index, IndexTable)
    assert (release.effective_from, index.effective_from) == (APRIL, APRIL)
    release, _ = read_source(Source(zipped(tmp_path / "code-tables.zip", members)))
    assert release.effective_from == date(2025, 10, 1)


def test_a_day_that_is_given_wins(tmp_path: Path) -> None:
    path = tmp_path / "tabular.xml"
    path.write_bytes(tabular())
    (release,) = read_source(Source(path, date(2026, 1, 1)))
    assert release.effective_from == date(2026, 1, 1)


def test_a_file_of_another_year_than_it_says_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "icd10cm-tabular-April-1-2026.xml"
    path.write_bytes(tabular(version=2025))
    with pytest.raises(ReleaseUnusable, match="is of 2025, not of 2026 as its name says"):
        read_source(Source(path))


@pytest.mark.parametrize(("name", "data"), [("a.pdf", b"%PDF-1.7 hello"), ("a.txt", b"hello"), ("a.bin", b"\0" * 99)])
def test_what_is_nothing_of_ours_is_refused_with_what_would_be(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ReleaseUnusable, match="holds nothing that can be imported, which is: the tabular list"):
        read_source(Source(tmp_path / name))


def test_the_same_list_as_text_and_spreadsheet_is_taken_once(tmp_path: Path) -> None:
    text = b"code,descriptor\n99213,Invented\n"
    path = zipped(tmp_path / "a.zip", {"CPT2026.csv": text, "CPT2026.txt": text})
    assert len(read_source(Source(path))) == 1


@pytest.mark.parametrize(
    ("file", "parts"),
    [
        ("hcpcs/2020-Alpha-Numeric-HCPCS-File.zip", ["HCPCS Level II, January 2020", "Modifiers, January 2020"]),
        ("icd10cm/icd10cm_order_addenda_2027.txt", ["ICD-10-CM FY2027, October 2026"]),
        ("ncci/add-on-code-edits-2025q4.zip", ["add-on"]),
        ("ncci/ptp-hospital-changes-2025q4.zip", ["ptp", "ptp", "ptp"]),
        ("ncci/mue-practitioner-2026q3.excerpt.csv", ["mue"]),
    ],
)
def test_official_files_are_recognised_by_what_is_in_them(file: str, parts: list[str]) -> None:
    found = read_source(Source(check_data() / file))
    assert [getattr(part, "name", None) or getattr(part, "kind", None) for part in found] == parts


def test_everything_shipped_makes_one_collection() -> None:
    collection = collect(OWN)
    by_system = {release.system: release for release in collection.releases}
    assert by_system[System.ICD10CM].billable == 74_719
    assert by_system[System.HCPCS].billable == 893
    assert {entry.code for entry in by_system[System.MODIFIER].entries} >= {"25", "RT", "P3"}
    drug = next(entry for entry in by_system[System.HCPCS].entries if entry.code == "J0120")
    assert (drug.parent, drug.notes) == ("JCODES", ((NoteKind.NOTE, "One unit is 250 mg."),))
    assert len(collection.synonyms) >= 300
    assert len(collection.glossary) >= 400


def test_the_fingerprint_changes_with_every_file_and_day(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"one")
    first = fingerprint(OWN, [Source(path)])
    assert first == fingerprint(OWN, [Source(path)])
    assert len({first, fingerprint(OWN), fingerprint(OWN, [Source(path, APRIL)])}) == 3
    path.write_bytes(b"two")
    assert fingerprint(OWN, [Source(path)]) != first


def test_a_folder_of_ours_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ReleaseUnusable, match=r"hcpcs\.toml: cannot be read"):
        collect(tmp_path)
    (tmp_path / "hcpcs.toml").write_text("what [")
    with pytest.raises(ReleaseUnusable, match=r"hcpcs\.toml: is not TOML"):
        collect(tmp_path)


# --- putting releases together


def icd(begins: date, *, title: str = "Cholera", source: str = "a.xml", chapters: bool = True) -> Release:
    above = [an_entry("CH1", "Infections", "", billable=False), an_entry("A00-A09", "Bowel", "CH1", billable=False)]
    category = an_entry(
        "A00", title, "A00-A09" if chapters else "", notes=((NoteKind.INCLUDES, "kept"),) if chapters else ()
    )
    category = replace(category, level=Level.CATEGORY, display="A00", code="A00")
    return Release(System.ICD10CM, f"FY {begins}", begins, source, [*(above if chapters else []), category])


def flat(system: System, begins: date, *entries: tuple[str, str]) -> Release:
    found = [Entry(code, code, title, Level.CODE, "", is_billable=True) for code, title in entries]
    return Release(system, f"{system} {begins}", begins, f"{system}.txt", found)


def of(releases: list[Release], system: System, begins: date) -> dict[str, Entry]:
    (found,) = [release for release in releases if (release.system, release.effective_from) == (system, begins)]
    return {entry.code: entry for entry in found.entries}


def test_addenda_change_the_release_before_them() -> None:
    addenda = Addenda("FY2027", OCTOBER, "b.txt", [Change(Action.ADD, "A01", is_billable=True, title="New", line=1)])
    merged = merge_releases([icd(APRIL)], [], [addenda])
    assert "A01" not in of(merged, System.ICD10CM, APRIL)
    assert of(merged, System.ICD10CM, OCTOBER)["A00"].notes == ((NoteKind.INCLUDES, "kept"),)
    assert of(merged, System.ICD10CM, OCTOBER)["A01"].parent == "A00-A09"


def test_addenda_without_a_release_before_them_are_refused() -> None:
    addenda = Addenda("FY2026", date(2025, 10, 1), "b.txt", [])
    with pytest.raises(ReleaseUnusable, match=r"b\.txt: changes the release before 2025-10-01, which is not"):
        merge_releases([icd(APRIL)], [], [addenda])


def test_addenda_of_a_day_that_is_listed_completely_have_nothing_to_add() -> None:
    addenda = Addenda("FY2027", OCTOBER, "b.txt", [Change(Action.DELETE, "Z99", is_billable=True, title="x", line=1)])
    merged = merge_releases([icd(APRIL)], [icd(OCTOBER)], [addenda])
    assert "A00" in of(merged, System.ICD10CM, OCTOBER)


@pytest.mark.parametrize("begins", [APRIL, OCTOBER])
def test_an_order_file_renews_the_codes_and_keeps_notes_and_chapters(begins: date) -> None:
    merged = merge_releases([icd(APRIL)], [icd(begins, title="Cholera, anew", chapters=False)], [])
    category = of(merged, System.ICD10CM, begins)["A00"]
    assert (category.title, category.parent, category.notes) == (
        "Cholera, anew",
        "A00-A09",
        ((NoteKind.INCLUDES, "kept"),),
    )
    assert len([release for release in merged if release.system is System.ICD10CM]) == (1 if begins == APRIL else 2)


def test_an_order_file_before_all_releases_stands_by_itself() -> None:
    merged = merge_releases([icd(APRIL)], [icd(date(2025, 10, 1), chapters=False)], [])
    assert set(of(merged, System.ICD10CM, date(2025, 10, 1))) == {"A00"}


def test_an_imported_release_takes_the_place_of_the_shipped_one_of_its_day() -> None:
    merged = merge_releases([icd(APRIL)], [icd(APRIL, title="Cholera, imported")], [])
    assert of(merged, System.ICD10CM, APRIL)["A00"].title == "Cholera, imported"


def test_two_imports_of_the_same_release_are_refused() -> None:
    with pytest.raises(
        ReleaseUnusable, match=r"b\.xml: icd-10-cm in force from 2026-10-01 is in the code book already, from a\.xml"
    ):
        merge_releases([icd(APRIL)], [icd(OCTOBER), icd(OCTOBER, source="b.xml")], [])


def test_our_wording_stays_beside_an_official_release() -> None:
    ours = [flat(System.HCPCS, APRIL, ("J0120", "Ours")), flat(System.MODIFIER, APRIL, ("25", "Ours"), ("RT", "Right"))]
    official = [
        flat(System.HCPCS, OCTOBER, ("J0120", "Official"), ("J0121", "Only official")),
        flat(System.MODIFIER, OCTOBER, ("RT", "Right")),
    ]
    merged = merge_releases([icd(APRIL), *ours], official, [])
    codes, modifiers = of(merged, System.HCPCS, OCTOBER), of(merged, System.MODIFIER, OCTOBER)
    assert codes["J0120"].notes == ((NoteKind.INCLUSION_TERM, "Ours"),)
    assert codes["J0121"].notes == ()
    assert set(modifiers) == {"25", "RT"}, "modifiers of CPT are in no file of CMS"


def test_procedures_are_grouped_so_that_they_can_be_browsed() -> None:
    codes = [("99213", "a"), ("00100", "b"), ("0001F", "c"), ("0001T", "d"), ("0001U", "e"), ("02000", "f")]
    merged = merge_releases(
        [icd(APRIL)], [flat(System.CPT, APRIL, *codes), flat(System.HCPCS, OCTOBER, ("X0001", "g"))], []
    )
    found = of(merged, System.CPT, APRIL)
    assert found[found["99213"].parent].title == "Evaluation and management"
    assert found[found["00100"].parent].title == "Anesthesia"
    assert found[found["0001F"].parent].display == "CPT-F"
    assert found[found["02000"].parent].title == "Further codes"
    assert of(merged, System.HCPCS, OCTOBER)["XCODES"].title == "Further codes"

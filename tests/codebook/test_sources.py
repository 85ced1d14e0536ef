"""From files to a collection: what is recognised, and what makes a code book another one."""

from datetime import date
from pathlib import Path

import pytest

from tests.codebook.test_archives import zipped
from tests.codebook.test_hcpcs import xlsx
from tests.support.requirements import check_data
from trainer.codebook.errors import ReleaseUnusable
from trainer.codebook.parts import IndexTable, Release
from trainer.codebook.sources import Source, collect, fingerprint, read_source
from trainer.config import resource_folder
from trainer.domain.codesets.book import NoteKind, System

OWN = resource_folder("question_banks") / "code_sets"
APRIL, OCTOBER = date(2026, 4, 1), date(2026, 10, 1)


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


HCPCS_HEADINGS = ["HCPC", "SEQNUM", "RECID", "LONG DESCRIPTION", "SHORT DESCRIPTION", "ADD DT", "TERM DT"]
HCPCS_ROW = ["A0021", "00100", "3", "A ride", "Ride", "20200101", ""]


@pytest.mark.parametrize("with_text", [True, False])
def test_the_reports_that_come_with_the_hcpcs_list_are_passed_over(tmp_path: Path, with_text: bool) -> None:
    """The files that CMS packs together since 2022, under their names."""
    rows = [HCPCS_HEADINGS, HCPCS_ROW]
    report = [["HCPC", "ACTION CD", "SHORT DESCRIPTION", "LONG DESCRIPTION"], ["A0021", "ADD", "Ride", "A ride"]]
    members = {
        "HCPC2026_OCT_ANWEB_Transaction Report_v2.xlsx": xlsx(report),
        "HCPC2026_OCT_ANWEB_v2.xlsx": xlsx(rows),
        "HCPC2026_OCT_Corrections_09102026.xlsx": xlsx(report),
        "HCPC2026_recordlayout.txt": b"Positions, Code\r\n1-5, HCPCS Code\r\n",
        "NOC codes_OCT2026.xlsx": xlsx([["Code", "Description"], ["A0999", "A ride, not listed"]]),
        "proc_notes_OCT2026.txt": b"0001--A note\r\n",
    }
    if with_text:
        members["HCPC2026_OCT_ANWEB_v2.txt"] = "\n".join(",".join(row) for row in rows).encode()
    (release,) = read_source(Source(zipped(tmp_path / "october-2026-alpha-numeric-hcpcs-file.zip", members)))
    assert isinstance(release, Release)
    assert (release.effective_from, [entry.code for entry in release.entries]) == (OCTOBER, ["A0021"])
    assert release.source == f"HCPC2026_OCT_ANWEB_v2.{'txt' if with_text else 'xlsx'}"


ADD_ONS = b"10071U       0070U       2018274\n"
MUE = b"Code,Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale\n99213,1,2 Day,Why\n"
PTP = b"Column 1\tColumn 2\t*\tEffective\tDeletion\tModifier\n99213\t99214\t\t20260101\t*\t1\n"


def edit_files(folder: Path, files: dict[str, bytes]) -> list[Source]:
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return [Source(folder / name) for name in files]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (
            {"AOC_V2025Q4_01-MCR.txt": ADD_ONS, "AOC_V2025Q4_02-MCR.txt": ADD_ONS + ADD_ONS},
            r"AOC_V2025Q4_02-MCR\.txt: add-on edits in force from 2025-10-01 are in the code book already,"
            r" from AOC_V2025Q4_01-MCR\.txt",
        ),
        (
            {"mue-practitioner-2026q3.csv": MUE, "second-2026q3.csv": MUE.replace(b",1,", b",2,")},
            r"second-2026q3\.csv: mue edits \(practitioner\) in force from 2026-07-01 are in the code book already",
        ),
        (
            {"ccipra-v322r0-f1.txt": PTP, "ccipra-v322r0-f1.zip": b""},
            r"ccipra-v322r0-f1\.txt: ptp edits \(practitioner\) in force from 2026-07-01 are in the code book already",
        ),
    ],
)
def test_a_second_list_of_the_same_edits_is_refused(tmp_path: Path, files: dict[str, bytes], message: str) -> None:
    sources = edit_files(tmp_path, files)
    for source in sources:
        if source.path.suffix == ".zip":
            zipped(source.path, {"ccipra-v322r0-f1.txt": PTP})
    with pytest.raises(ReleaseUnusable, match=message):
        collect(OWN, sources)


def test_lists_of_another_quarter_or_setting_and_the_files_of_one_stand_side_by_side(tmp_path: Path) -> None:
    names = ["AOC_V2025Q4.txt", "AOC_V2026Q1.txt"]
    files = dict.fromkeys(names, ADD_ONS) | {"mue-practitioner-2026q3.csv": MUE, "mue-practitioner-2026q4.csv": MUE}
    files |= {"mue-outpatient-2026q3.csv": MUE, "ccipra-v322r0-f1.txt": PTP, "ccipra-v322r0-f2.txt": PTP}
    assert len(collect(OWN, edit_files(tmp_path, files)).edits) == 7


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


def test_the_fingerprint_does_not_depend_on_where_the_files_lie(tmp_path: Path) -> None:
    for folder in ("a", "z"):
        (tmp_path / folder).mkdir()
        for name in ("m.txt", "n.txt"):
            (tmp_path / folder / name).write_text(name)
    here = [Source(tmp_path / "a" / "n.txt"), Source(tmp_path / "z" / "m.txt")]
    there = [Source(tmp_path / "z" / "n.txt"), Source(tmp_path / "a" / "m.txt")]
    assert fingerprint(OWN, here) == fingerprint(OWN, there) == fingerprint(OWN, here[::-1])


def test_a_folder_of_ours_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ReleaseUnusable, match=r"hcpcs\.toml: cannot be read"):
        collect(tmp_path)
    (tmp_path / "hcpcs.toml").write_text("what [")
    with pytest.raises(ReleaseUnusable, match=r"hcpcs\.toml: is not TOML"):
        collect(tmp_path)

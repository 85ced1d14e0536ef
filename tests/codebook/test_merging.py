"""Releases of the same code set, put together."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.codebook.conftest import NOW
from tests.support.code_book import an_entry
from tests.support.requirements import check_data
from trainer.codebook.book import SqliteCodeBook
from trainer.codebook.compile import compile_book
from trainer.codebook.errors import ReleaseUnusable
from trainer.codebook.merging import merge_releases
from trainer.codebook.parts import Action, Addenda, Change, Collection, Entry, Release
from trainer.codebook.shipped import own_releases
from trainer.codebook.sources import Source, read_source
from trainer.config import resource_folder
from trainer.domain.codesets.book import Level, NoteKind, System

OWN = resource_folder("question_banks") / "code_sets"
APRIL, OCTOBER = date(2026, 4, 1), date(2026, 10, 1)


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


def test_a_level_two_modifier_that_an_older_list_does_not_name_was_not_there_yet() -> None:
    ours = flat(System.MODIFIER, APRIL, *((code, "Ours") for code in ("25", "1P", "P3", "JZ", "RT")))
    older, later = (flat(System.MODIFIER, day, ("RT", "Right side")) for day in (date(2020, 1, 1), OCTOBER))
    merged = merge_releases([icd(APRIL), ours], [older, later], [])
    assert set(of(merged, System.MODIFIER, date(2020, 1, 1))) == {"25", "1P", "P3", "RT"}
    assert set(of(merged, System.MODIFIER, OCTOBER)) == {"25", "1P", "P3", "JZ", "RT"}


def test_the_modifiers_of_2020_are_those_of_its_list_and_of_cpt(book_with_2020: SqliteCodeBook) -> None:
    day = date(2020, 3, 1)
    assert [code for code in ("JZ", "JW", "25", "P3", "RT") if book_with_2020.valid_on(code, day, System.MODIFIER)] == [
        "JW",
        "25",
        "P3",
        "RT",
    ]
    assert book_with_2020.valid_on("JZ", date(2026, 6, 1), System.MODIFIER)


@pytest.fixture
def book_with_2020(tmp_path: Path) -> Iterator[SqliteCodeBook]:
    parts = read_source(Source(check_data() / "hcpcs" / "2020-Alpha-Numeric-HCPCS-File.zip"))
    (modifiers,) = [part for part in parts if isinstance(part, Release) and part.system is System.MODIFIER]
    merged = merge_releases([icd(APRIL), *own_releases(OWN)], [modifiers], [])
    compile_book(tmp_path / "codes.sqlite", Collection(merged), NOW, lambda *_: None)
    book = SqliteCodeBook(tmp_path / "codes.sqlite", date(2026, 6, 1))
    yield book
    book.close()


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

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.codebook.conftest import NOW
from trainer.codebook.book import SqliteCodeBook
from trainer.codebook.compile import compile_book
from trainer.codebook.parts import Collection, Entry, Release
from trainer.domain.codesets.book import Code, CodeBook, Level, NoteKind, System


def displays(codes: Sequence[Code]) -> list[str]:
    return [code.display for code in codes]


@pytest.mark.parametrize("written", ["E11.22", "e11.22", "E1122", " e 11 22 ", "Ｅ１１．２２", "E11.22."])
def test_a_code_is_found_in_any_written_form(book: CodeBook, written: str) -> None:
    title = "Type 2 diabetes mellitus with diabetic chronic kidney disease"
    assert book.get(written) == Code(
        System.ICD10CM, "E1122", "E11.22", title, Level.CODE, is_billable=True, parent="E112"
    )


@pytest.mark.parametrize(
    "written", ["", ".", "E11.222", "S06.307D", "S06.0X7A'", "99213", "%", "E11%", "x" * 9999, "\0"]
)
def test_what_is_no_code_is_nothing_and_no_error(book: CodeBook, written: str) -> None:
    assert book.get(written) is None
    assert not book.is_billable(written)
    assert not book.valid_on(written, date(2026, 6, 1))
    assert not book.manifestation_only(written)
    for answer in (book.ancestors, book.notes, book.required_seventh, book.laterality_siblings, book.more_specific):
        assert answer(written) == ()
    assert book.first_required_by(written) == ()


@pytest.mark.parametrize(
    ("code", "billable"),
    [("E11.22", True), ("E11.2", False), ("E11", False), ("I10", True), ("S72.001A", True), ("S72.001", False)],
)
def test_a_code_is_billable_when_it_is_complete(book: CodeBook, code: str, billable: bool) -> None:
    assert book.is_billable(code) is billable
    assert book.valid_on(code, date(2026, 4, 1)) is billable


@pytest.mark.parametrize(
    ("code", "above"),
    [
        ("E11.22", ["E11.2", "E11", "E08-E13", "Chapter 4"]),
        ("S06.0X0A", ["S06.0X0", "S06.0X", "S06.0", "S06", "S00-S09", "Chapter 19"]),
        ("C50.911", ["C50.91", "C50.9", "C50", "C00-C75", "C00-C96", "Chapter 2"]),
        ("D3A.00", ["D3A.0", "D3A", "Chapter 2"]),
        ("B20", ["Chapter 1"]),
        ("CH4", []),
    ],
)
def test_ancestors_run_from_the_parent_to_the_chapter(book: CodeBook, code: str, above: list[str]) -> None:
    assert displays(book.ancestors(code)) == above


def test_a_code_inherits_the_notes_of_its_category(book: CodeBook) -> None:
    notes = [(note.owner, note.kind, note.text) for note in book.notes("E11.22")]
    assert ("E11", NoteKind.USE_ADDITIONAL, "insulin (Z79.4)") in notes
    assert ("CH4", NoteKind.EXCLUDES1) in [note[:2] for note in notes]


def test_own_notes_come_first_and_can_be_had_alone(book: CodeBook) -> None:
    own = book.notes("E11.22", inherited=False)
    assert [(note.owner, note.text) for note in own] == [
        ("E1122", "code to identify stage of chronic kidney disease (N18.1-N18.6)")
    ]
    assert book.notes("E11.22")[: len(own)] == own


@pytest.mark.parametrize(
    ("code", "characters"),
    [
        ("S72.001", "ABCDEFGHJKMNPQRS"),
        ("S72.001A", "ABCDEFGHJKMNPQRS"),
        ("T36.0X1", "ADS"),
        ("W00.0", "ADS"),
        ("S06.30", "ADS"),
        ("S06.307", "A"),
        ("S06.308A", "A"),
        ("H40.11", "01234"),
        ("O31.00", "0123459"),
        ("E11.22", ""),
        ("I10", ""),
    ],
)
def test_the_seventh_characters_that_a_code_takes(book: CodeBook, code: str, characters: str) -> None:
    assert "".join(sorted(each.character for each in book.required_seventh(code))) == characters


def test_a_seventh_character_comes_with_its_meaning(book: CodeBook) -> None:
    assert [each.meaning for each in book.required_seventh("T36.0X1")] == [
        "initial encounter",
        "subsequent encounter",
        "sequela",
    ]


@pytest.mark.parametrize(
    ("code", "siblings"),
    [
        ("S72.001A", ["S72.002A", "S72.009A"]),
        ("M17.11", ["M17.10", "M17.12"]),
        ("H40.1110", ["H40.1120", "H40.1130", "H40.1190"]),
        ("H40.1190", ["H40.1110", "H40.1120", "H40.1130"]),
        ("C50.911", ["C50.912", "C50.919"]),
        ("S42.009A", ["S42.001A", "S42.002A"]),
        ("I10", []),
        ("J18.9", []),
    ],
)
def test_laterality_siblings_differ_in_the_side_alone(book: CodeBook, code: str, siblings: list[str]) -> None:
    assert displays(book.laterality_siblings(code)) == siblings


@pytest.mark.parametrize(
    ("code", "better"),
    [
        ("J18.9", ["J18.0", "J18.1", "J18.2", "J18.8"]),
        ("M17.1", ["M17.10", "M17.11", "M17.12"]),
        ("S42.009A", ["S42.001A", "S42.002A"]),
        ("H40.1110", ["H40.1111", "H40.1112", "H40.1113", "H40.1114"]),
        ("C50.911", []),
        ("E11.22", []),
        ("I10", []),
    ],
)
def test_more_specific_codes_never_change_a_side_or_an_encounter(book: CodeBook, code: str, better: list[str]) -> None:
    assert displays(book.more_specific(code)) == better


@pytest.mark.parametrize(
    "code",
    ["G63", "H42", "I43", "N08", "F02.80", "J91.8", "G47.37", "M36.4", "D63.0", "D63.1", "M36.0", "H36.811", "I68.0"],
)
def test_a_manifestation_can_never_be_listed_first(book: CodeBook, code: str) -> None:
    assert book.manifestation_only(code)
    assert book.first_required_by(code)


@pytest.mark.parametrize("code", ["E11.9", "I10", "B95.0", "B97.4", "F54", "N18.6", "M14.60", "X99.9"])
def test_other_codes_are_no_manifestations(book: CodeBook, code: str) -> None:
    assert not book.manifestation_only(code)


def test_what_is_to_be_coded_first_is_inherited(book: CodeBook) -> None:
    texts = {(note.owner, note.text) for note in book.first_required_by("F02.80")}
    assert ("F02", "Alzheimer's (G30.-)") in texts
    assert book.first_required_by("E11.9") == ()


def test_a_date_of_service_picks_the_release_in_force(tmp_path: Path, release: Release) -> None:
    entries = release.entries[:39]
    old = replace(release, name="old", effective_from=date(2025, 10, 1), entries=entries[:-1])
    new = replace(release, name="new", effective_from=date(2026, 4, 1), entries=entries)
    path = tmp_path / "codes.sqlite"
    compile_book(path, Collection([old, new]), NOW, lambda *_: None)
    added = entries[-1]
    assert added.is_billable
    for day, there in [(date(2026, 3, 31), False), (date(2026, 4, 1), True), (date(2030, 1, 1), True)]:
        book = SqliteCodeBook(path, day)
        assert (book.get(added.code) is not None) is there
        assert book.valid_on(added.code, day) is there
        assert book.is_billable(entries[5].code) is entries[5].is_billable
        book.close()


@pytest.mark.parametrize(
    ("code", "before", "behind"),
    [("M1A", "M08", "M10"), ("C4A", "C43", "C44"), ("C43", "C41", "C4A"), ("A00", None, "A01")],
)
def test_neighbors_stand_as_they_are_printed(
    book: SqliteCodeBook, code: str, before: str | None, behind: str | None
) -> None:
    found = book.neighbours(code)
    assert tuple(each and each.code for each in found) == (before, behind)


def test_all_categories_follow_one_another_as_in_the_tabular_list(book: SqliteCodeBook, release: Release) -> None:
    printed = [entry.code for entry in release.entries if entry.level is Level.CATEGORY]
    told = [behind.code for code in printed if (behind := book.neighbours(code)[1])]
    assert told == printed[1:]
    assert book.neighbours("no code") == (None, None)


def test_what_stands_below_an_entry_is_in_printed_order(book: SqliteCodeBook, release: Release) -> None:
    printed: dict[str, list[str]] = {}
    for entry in release.entries:
        printed.setdefault(entry.parent, []).append(entry.code)
    above = [code for code in printed if len(code) < 4 or "-" in code]
    assert len(above) > 1500
    assert {code: [child.code for child in book.children(code)] for code in above} == {
        code: printed[code] for code in above
    }
    assert [code.code for depth, code in book.subtree("C43-C44") if depth == 1] == ["C43", "C4A", "C44"]


def test_codes_of_an_earlier_release_keep_their_place(tmp_path: Path) -> None:
    def a_release(day: date, codes: str) -> Release:
        entries = [Entry(code, code, code, Level.CATEGORY, "", is_billable=True) for code in codes.split()]
        return Release(System.ICD10CM, f"{day}", day, f"{day}.xml", entries)

    first, second, third = date(2025, 10, 1), date(2026, 4, 1), date(2026, 10, 1)
    releases = {first: "B01 A09 C03 C02", second: "B01 A08 C03 C02", third: "A07 B01 C03 C99"}
    path = tmp_path / "codes.sqlite"
    compile_book(path, Collection([a_release(*each) for each in releases.items()]), NOW, lambda *_: None)
    for day, codes in releases.items():
        book = SqliteCodeBook(path, day)
        assert displays(book.children("")) == codes.split()
        changed = book.changes("")
        book.close()
    assert [(change.after or change.before).code for change in changed if change] == ["A07", "A08", "C02", "C99"]

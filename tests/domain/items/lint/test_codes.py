"""With the real release of ICD-10-CM; the small code book has modifiers, HCPCS codes and descriptors of CPT."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.support.code_book import BUILT, an_entry
from tests.support.drafts import STEM, a_draft, explained
from trainer.codebook.book import SqliteCodeBook
from trainer.codebook.compile import compile_book
from trainer.codebook.parts import Collection, Entry, Release
from trainer.domain.codesets.book import Level, System
from trainer.domain.items.content import CodeEntry, ItemContent
from trainer.domain.items.keys import CodeKey
from trainer.domain.items.lint.codes import KnownCodes, Shown, code_findings, codes_in, distance
from trainer.domain.items.lint.findings import Draft

DAY = date(2026, 6, 1)
TEXTS = ("99213-25", "99214-25", "99215-25", "99212-25")
ICD, CPT, HCPCS = System.ICD10CM, System.CPT, System.HCPCS


@pytest.fixture
def book(book_file: Path) -> Iterator[SqliteCodeBook]:
    opened = SqliteCodeBook(book_file, DAY)
    yield opened
    opened.close()


@pytest.fixture
def small(small_book: Path) -> Iterator[SqliteCodeBook]:
    opened = SqliteCodeBook(small_book, DAY)
    yield opened
    opened.close()


def found(draft: Draft, known: KnownCodes) -> list[tuple[str, bool, str]]:
    return [(finding.rule, finding.is_problem, finding.message) for finding in code_findings(draft, known)]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("12032, 11403-51; D22.5", [("12032", CPT), ("11403", CPT), ("D22.5", ICD)]),
        ("J1885 × 2 and I10, B20", [("J1885", HCPCS), ("I10", ICD), ("B20", ICD)]),
        ("0001U or 3008F", [("0001U", CPT), ("3008F", CPT)]),
        ("G0121, G0121", [("G0121", HCPCS)]),
        ("$12032.50, 12,032 units, 12032%, #12345, 1 of E11 and B12 vitamin", []),
        ("account 4.12345 and A1C", []),
        ("U07.1, or U09.9 after it", [("U07.1", ICD), ("U09.9", ICD)]),
        ("The diagnosis is I10.", [("I10", ICD)]),
        ("12032,11403", [("12032", CPT), ("11403", CPT)]),
    ],
)
def test_codes_are_found_in_texts_by_their_form(
    text: str, codes: list[tuple[str, System]], book: SqliteCodeBook
) -> None:
    assert codes_in(text, book) == [Shown(*each) for each in codes]


def test_a_code_that_is_incomplete_or_unknown_is_a_problem(book: SqliteCodeBook) -> None:
    draft = a_draft(texts=("S52.531A", "S52.531", "S52.53X", "S52.532A"), right="A")
    assert found(draft, KnownCodes(book)) == [
        ("code", True, "S52.531 is not complete on 2026-06-01"),
        ("code", True, "S52.53X is not a code of ICD-10-CM on 2026-06-01"),
    ]


def test_a_dental_code_is_never_shown(book: SqliteCodeBook) -> None:
    rules = [
        (rule, is_problem)
        for rule, is_problem, _ in found(a_draft(texts=("D1110", "99213", "99214", "99215")), KnownCodes(book))
    ]
    assert ("cdt", True) in rules


def test_a_code_may_be_odd_on_purpose(book: SqliteCodeBook) -> None:
    texts = ("S52.531A", "S52.531", "S52.539A", "S52.532A")
    assert found(a_draft(texts=texts, right="A", odd_codes={"S52.531": "no 7th character"}), KnownCodes(book)) == []


@pytest.mark.parametrize("code", ["S52.531A", "S52.533A"])
def test_a_code_called_odd_that_is_in_force_or_not_shown_is_a_problem(code: str, book: SqliteCodeBook) -> None:
    texts = ("S52.531A", "S52.539A", "S52.532A", "S52.501A")
    ((rule, is_problem, _),) = found(a_draft(texts=texts, right="A", odd_codes={code: "why"}), KnownCodes(book))
    assert (rule, is_problem) == ("odd-codes", True)


def test_an_odd_number_is_taken_on_trust_while_there_is_no_list_of_numbers(book: SqliteCodeBook) -> None:
    draft = a_draft(texts=("37220", "37221", "37222", "37223"), odd_codes={"37220": "gone since January"})
    assert found(draft, KnownCodes(book)) == []
    listed = KnownCodes(book, frozenset({"37221", "37222", "37223"}))
    assert found(draft, listed) == []
    assert [each[2] for each in found(a_draft(texts=("37220", "37221", "37222", "37223")), listed)] == [
        "37220 is not in force on 2026-06-01"
    ]


def test_codes_are_looked_up_on_the_date_of_service(small: SqliteCodeBook) -> None:
    """E11.8 is gone in October, E11.29 new."""
    texts = ("E11.22", "E11.8", "E11.29", "E12")
    assert [each[2] for each in found(a_draft(texts=texts, right="A"), KnownCodes(small))] == [
        "E11.29 is not a code of ICD-10-CM on 2026-06-01"
    ]
    late = a_draft(texts=texts, right="A", service_on=date(2026, 10, 5))
    assert [each[2][:5] for each in found(late, KnownCodes(small))] == ["E11.8"]


def test_hcpcs_codes_of_the_code_book_are_known_without_being_listed(small: SqliteCodeBook) -> None:
    draft = a_draft(texts=("J0120", "J0121", "99213", "99214"), right="A")
    assert [each[2][:5] for each in found(draft, KnownCodes(small, frozenset({"99213", "99214"})))] == ["J0121"]


def test_an_unknown_modifier_is_a_problem_but_for_ambulance_trips(small: SqliteCodeBook, book: SqliteCodeBook) -> None:
    draft = a_draft(texts=("99213-25", "99213-2X", "99213-RH", "99213-QQ"), odd_codes={"QQ": "there is none"})
    assert [each[2] for each in found(draft, KnownCodes(small))][-1] == "there is no modifier 2X"
    assert [each for each in found(draft, KnownCodes(book)) if "modifier" in each[2]] == []


def test_a_run_of_five_words_from_an_imported_descriptor_is_a_quotation(tmp_path: Path) -> None:
    title = "Invented look at the inside of an ear with a very small lamp"
    releases = [
        Release(System.ICD10CM, "FY2026", DAY, "first.xml", [an_entry("E12", "Gestational diabetes", "")]),
        Release(System.CPT, "CPT", DAY, "ours", [Entry("92504", "92504", title, Level.CODE, "", True, ())]),  # noqa: FBT003
    ]
    compile_book(tmp_path / "codes.sqlite", Collection(releases), BUILT, lambda *_: None)
    known = KnownCodes(SqliteCodeBook(tmp_path / "codes.sqlite", DAY))
    quoting = explained("The inside of an ear was seen.", "It was the inside of an elbow.")
    assert found(a_draft(texts=("92504", "92502", "92511", "92505"), explanation=quoting), known) == [
        ("cpt-text", True, "quotes the descriptor of 92504: 'the inside of an ear'")
    ]
    assert found(a_draft(texts=("92503", "92502", "92511", "92505"), explanation=quoting), known) == []


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (("D22.5", ICD), ("D22.5", ICD), 0),
        (("D22.5", ICD), ("D22.61", ICD), 1),
        (("D22.5", ICD), ("D23.5", ICD), 2),
        (("D22.5", ICD), ("C44.519", ICD), 3),
        (("D22.5", ICD), ("I10", ICD), 4),
        (("D22.5", ICD), ("R21", ICD), 3),
        (("Z85.3", ICD), ("C50.911", ICD), 3),
        (("D99.9", ICD), ("D22.5", ICD), 3),
        (("Q99.99", ICD), ("D22.5", ICD), 4),
        (("11403", CPT), ("11402", CPT), 1),
        (("11403", CPT), ("11603", CPT), 2),
        (("11403", CPT), ("12032", CPT), 3),
        (("11403", CPT), ("21931", CPT), 4),
        (("99213", CPT), ("99417", CPT), 2),
        (("0001U", CPT), ("80053", CPT), 3),
        (("J1885", HCPCS), ("J1890", HCPCS), 1),
        (("J1885", HCPCS), ("J9035", HCPCS), 3),
        (("J1885", HCPCS), ("G0121", HCPCS), 3),
        (("J1885", HCPCS), ("96372", CPT), 3),
    ],
)
def test_the_distance_of_codes(
    one: tuple[str, System], other: tuple[str, System], expected: int, book: SqliteCodeBook
) -> None:
    assert distance(Shown(*one), Shown(*other), book) == expected
    assert distance(Shown(*other), Shown(*one), book) == expected


def test_a_wrong_option_whose_codes_are_all_far_from_the_key_is_a_warning(book: SqliteCodeBook) -> None:
    ((rule, is_problem, message),) = found(a_draft(texts=("27447", "11403", "11402", "11404")), KnownCodes(book))
    assert (rule, is_problem, message) == (
        "far-distractor",
        False,
        "option A: 27447 is far from every code of the key",
    )


def test_a_code_that_the_stem_names_or_that_stands_beside_a_near_one_is_plausible(book: SqliteCodeBook) -> None:
    far, near = ("27447", "11403", "11402", "11404"), ("11402, 27447", "11403", "11402", "11404")
    assert found(a_draft(f"The biller proposes 27447. {STEM}", far), KnownCodes(book)) == []
    assert found(a_draft(texts=near), KnownCodes(book)) == []


def test_options_in_words_have_no_distance(book: SqliteCodeBook) -> None:
    assert found(a_draft(), KnownCodes(book)) == []


def test_an_item_without_one_best_answer_has_its_codes_looked_up_and_no_distances(book: SqliteCodeBook) -> None:
    content = ItemContent("Code the fracture S52.53, which is not complete.", CodeEntry("icd-10-cm"), "2026")
    draft = a_draft(content=content, key=CodeKey(("S52.531A",)))
    assert found(draft, KnownCodes(book)) == [("code", True, "S52.53 is not complete on 2026-06-01")]

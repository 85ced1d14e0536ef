"""The codes of keys against the code book, in the release of their date of service."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.support.builders import a_case, a_case_key, a_diagnosis_key
from tests.support.code_book import SECOND, build_small_book
from tests.support.shipped import shipped_library
from trainer.codebook.shelf import Shelf
from trainer.content.case_files import AuthoredCase
from trainer.content.code_checks import look_codes_up
from trainer.content.library import Library
from trainer.domain.claims.case import Patient
from trainer.domain.grading.case_key import Trap
from trainer.domain.grading.findings import FindingKind
from trainer.domain.items.content import CodeEntry
from trainer.domain.items.keys import CodeKey
from trainer.domain.kernel.problems import Report

JUNE = date(2026, 6, 1)


@pytest.fixture(scope="module")
def shipped() -> Library:
    return shipped_library()


@pytest.fixture
def small(tmp_path: Path) -> Shelf:
    build_small_book(tmp_path / "codes.sqlite3")
    return Shelf(tmp_path / "codes.sqlite3")


@pytest.fixture(scope="session")
def full(full_book_file: Path) -> Shelf:
    """All that the program ships, as it is built at the first start."""
    return Shelf(full_book_file)


def problems(library: Library, shelf: Shelf) -> list[str]:
    report = Report()
    look_codes_up(library, shelf.open_on, report)
    return [str(problem) for problem in report]


def with_diagnoses(day: date, *codes: str, **parts: object) -> Library:
    """One case with these diagnoses and nothing else; `parts` are of its key."""
    lines = tuple(a_diagnosis_key(code, first=place == 0) for place, code in enumerate(codes))
    content = a_case(date_of_service=day, patient=Patient(40, "female"))
    key = replace(a_case_key(lines, ()), **parts)  # type: ignore[arg-type]
    return Library((), (), (AuthoredCase("a-case", content, key, "", ""),))


def test_billable_codes_pass(small: Shelf) -> None:
    assert problems(with_diagnoses(JUNE, "E11.22", "S52.5XXA"), small) == []


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (JUNE, "E11.2"),
        (JUNE, "Q99.9"),
        (JUNE, "E11.29"),
        (SECOND, "E11.8"),
    ],
)
def test_a_code_that_is_not_billable_on_the_day_is_named(small: Shelf, day: date, code: str) -> None:
    (problem,) = problems(with_diagnoses(day, "S52.5XXA", code), small)
    assert f"diagnoses[{code}].code: is no billable code of ICD-10-CM on {day}" in problem


def test_what_does_not_hold_when_the_claims_of_a_case_are_graded_is_named(small: Shelf) -> None:
    trap = Trap("S52.5", (), FindingKind.LATERALITY, "x", instead_of="S52.5XXA")
    assert problems(with_diagnoses(JUNE, "E12", "S52.5XXA", traps=(trap,)), small) == [
        "a-case/key.toml: traps[S52.5].finding: declares laterality; graded, it gives seventh_character"
    ]


def test_items_that_ask_for_a_code_are_looked_up_as_well(shipped: Library, small: Shelf) -> None:
    item = shipped.items[0]
    content = replace(item.content, response=CodeEntry("icd-10-cm"))
    wrong = replace(item, content=content, key=CodeKey(("E11.22", "E11.2")))
    (problem,) = problems(Library((), (wrong,), ()), small)
    assert "E11.2 is no billable code of ICD-10-CM 2026" in problem
    other = replace(wrong, content=replace(content, response=CodeEntry("cpt")))
    assert problems(Library((), (other,), ()), small) == []


def test_all_shipped_keys_hold_when_their_codes_are_looked_up_and_their_claims_graded(
    shipped: Library, full: Shelf
) -> None:
    report = Report()
    looked_up = look_codes_up(shipped, full.open_on, report)
    assert looked_up >= sum(len(case.key.diagnoses) for case in shipped.cases) > 0
    assert list(map(str, report)) == []


def test_a_manifestation_is_never_listed_first(full: Shelf) -> None:
    found = problems(with_diagnoses(JUNE, "G63"), full)
    assert "a-case/key.toml: diagnoses[G63].code: can never be listed first: it is a manifestation" in found

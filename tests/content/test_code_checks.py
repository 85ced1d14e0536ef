"""The codes of keys against the code book, in the release of their date of service."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.support.code_book import BUILT, SECOND, build_small_book
from trainer.codebook.book import SqliteCodeBook
from trainer.codebook.compile import compile_book
from trainer.codebook.sources import collect
from trainer.config import resource_folder
from trainer.content.code_checks import look_codes_up
from trainer.content.library import Library, load_library
from trainer.domain.grading.case_key import DiagnosisKey
from trainer.domain.items.content import CodeEntry
from trainer.domain.items.keys import CodeKey
from trainer.domain.kernel.problems import Report


@pytest.fixture(scope="module")
def shipped() -> Library:
    return load_library(resource_folder("question_banks"), resource_folder("case_studies"))[0]


@pytest.fixture
def book(tmp_path: Path) -> Iterator[SqliteCodeBook]:
    build_small_book(tmp_path / "codes.sqlite3")
    book = SqliteCodeBook(tmp_path / "codes.sqlite3", date(2026, 6, 1))
    yield book
    book.close()


def problems(library: Library, book: SqliteCodeBook) -> list[str]:
    report = Report()
    look_codes_up(library, book, report)
    return [str(problem) for problem in report]


def with_diagnoses(shipped: Library, day: date, *codes: str) -> Library:
    case = shipped.cases[0]
    lines = tuple(DiagnosisKey(code, "x", "y", is_first_listed=place == 0) for place, code in enumerate(codes))
    content, key = replace(case.content, date_of_service=day), replace(case.key, diagnoses=lines)
    return Library((), (), (replace(case, content=content, key=key),))


def test_billable_codes_pass(shipped: Library, book: SqliteCodeBook) -> None:
    assert problems(with_diagnoses(shipped, date(2026, 6, 1), "E11.22", "S52.5XXA"), book) == []


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2026, 6, 1), "E11.2"),
        (date(2026, 6, 1), "Q99.9"),
        (date(2026, 6, 1), "E11.29"),
        (SECOND, "E11.8"),
    ],
)
def test_a_code_that_is_not_billable_on_the_day_is_named(
    shipped: Library, book: SqliteCodeBook, day: date, code: str
) -> None:
    (problem,) = problems(with_diagnoses(shipped, day, "E12", code), book)
    assert f"diagnoses[{code}].code: is no billable code of ICD-10-CM on {day}" in problem


def test_items_that_ask_for_a_code_are_looked_up_as_well(shipped: Library, book: SqliteCodeBook) -> None:
    item = shipped.items[0]
    content = replace(item.content, response=CodeEntry("icd-10-cm"))
    wrong = replace(item, content=content, key=CodeKey(("E11.22", "E11.2")))
    (problem,) = problems(Library((), (wrong,), ()), book)
    assert "E11.2 is no billable code of ICD-10-CM 2026" in problem
    other = replace(wrong, content=replace(content, response=CodeEntry("cpt")))
    assert problems(Library((), (other,), ()), book) == []


def test_the_codes_of_all_shipped_keys_hold(shipped: Library, tmp_path: Path) -> None:
    path = tmp_path / "full.sqlite3"
    own = resource_folder("question_banks") / "code_sets"
    compile_book(path, collect(own), BUILT, lambda *_: None)
    full = SqliteCodeBook(path, date(2026, 6, 1))
    report = Report()
    assert look_codes_up(shipped, full, report) >= sum(len(case.key.diagnoses) for case in shipped.cases) > 0
    assert list(report) == []
    manifestation = with_diagnoses(shipped, date(2026, 6, 1), "G63")
    look_codes_up(manifestation, full, report)
    full.close()
    assert "can never be listed first" in str(next(iter(report)))

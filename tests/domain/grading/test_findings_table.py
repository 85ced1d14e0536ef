"""Every kind of finding in rows: a claim, a key, the facts, and what the cited rule says of them.

What is expected comes from the cited rule, never from what the program says: where the two differ, a row changes only
when a second look at the rule says so.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.domain.grading import (
    rows_of_codes,
    rows_of_conflicts,
    rows_of_diagnoses,
    rows_of_edits,
    rows_of_services,
    rows_of_visits,
)
from tests.support.audit_rows import Row, agrees, credited, found_in, kinds_of
from tests.support.turnover import build_turnover_book
from trainer.codebook.book import SqliteCodeBook
from trainer.codebook.parts import Release
from trainer.domain.codesets.book import CodeBook
from trainer.domain.grading.cases import grade_case
from trainer.domain.grading.findings import FindingKind, Severity

MODULES = (rows_of_codes, rows_of_diagnoses, rows_of_conflicts, rows_of_visits, rows_of_services, rows_of_edits)
ROWS: tuple[Row, ...] = tuple(row for module in MODULES for row in module.ROWS)
WARNED_OF = {FindingKind(kind) for kind in ("excludes1", "age_sex", "addon_alone", "mue", "pos", "code_first")}


@pytest.fixture(scope="session")
def turnover_file(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A code book of the releases of April and October 2026."""
    path = tmp_path_factory.mktemp("turnover") / "codes.sqlite"
    build_turnover_book(path, release)
    return path


@pytest.fixture
def book_of_the_day(request: pytest.FixtureRequest, row: Row) -> Iterator[CodeBook]:
    """The shipped release or, where a row is about the turn of the year, the releases in force on its day."""
    if not row.is_dated:
        yield request.getfixturevalue("book")
        return
    dated = SqliteCodeBook(request.getfixturevalue("turnover_file"), row.on)
    yield dated
    dated.close()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.says)
def test_the_audit_says_what_the_rule_says(row: Row, book_of_the_day: CodeBook) -> None:
    grade = grade_case(row.key, row.typed(), row.context(book_of_the_day))
    found = {severity: found_in(grade, severity) for severity in Severity}
    of_rule = {Severity.ERROR: row.finds, Severity.WARNING: row.warns, Severity.NOTE: row.notes}
    differing = {
        severity: found[severity] for severity, wanted in of_rule.items() if not agrees(wanted, found[severity])
    }
    assert not differing, f"{row.source} says {of_rule}"
    sections = ("procedures", "diagnoses") if row.is_of_services else ("diagnoses", "procedures")
    for section, credit in zip(sections, (row.credit, row.other), strict=True):
        assert credited(grade, section, credit), f"{section}: {credit} is due, not {grade.points_of(section)}"
    assert grade.is_clean is (not row.finds), "a claim without errors, and no other, is clean"
    assert all(finding.rule.text and finding.rule.source for line in grade.lines for finding in line.findings)


def test_there_are_rows_enough_each_with_its_source() -> None:
    assert len(ROWS) >= 130
    assert all(row.source for row in ROWS)
    assert not [says for says, times in Counter(row.says for row in ROWS).items() if times > 1]


@pytest.mark.parametrize("kind", FindingKind)
def test_every_kind_is_an_error_in_two_rows(kind: FindingKind) -> None:
    assert sum(kind in kinds_of(row.finds) for row in ROWS) >= 2


@pytest.mark.parametrize("kind", sorted(WARNED_OF))
def test_what_can_be_a_mere_warning_is_one_in_a_row(kind: FindingKind) -> None:
    assert any(kind in kinds_of(row.warns) for row in ROWS)


def test_many_rows_have_nothing_wrong() -> None:
    assert sum(not row.finds for row in ROWS) >= 40


def test_the_keys_hold_only_codes_that_are_complete_on_the_day(book: SqliteCodeBook) -> None:
    codes = [line.code for row in ROWS if not row.is_dated for line in row.key.diagnoses]
    assert [code for code in codes if not book.is_billable(code)] == []

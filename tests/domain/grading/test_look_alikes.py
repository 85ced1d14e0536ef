"""O for 0 and I for 1: read as what was meant where only one of the two is a code, pointed out, never counted."""

import pytest

from tests.support.builders import VISIT, a_case_key, a_claim, a_context, grade_claim
from trainer.codebook.book import SqliteCodeBook
from trainer.domain.claims.lines import Claim, ProcedureLine
from trainer.domain.grading.findings import FindingKind, Severity
from trainer.domain.grading.look_alikes import read_look_alikes


@pytest.mark.parametrize(
    ("entered", "read"),
    [
        ("H66OO1", "H66001"),
        ("HG6001", "HG6001"),  # a G looks like nothing else
        ("1I0", "I10"),
        ("1II0", "I110"),
        ("080", "O80"),
        ("O80", "O80"),
        ("110", "I10"),
        ("I1O", "I10"),
        ("I10", "I10"),
        ("O09O1", "O0901"),
        ("S52532A", "S52532A"),
        ("J2O", "J2O"),  # J20 is no complete code: what was meant is not clear
        ("99213", "99213"),
    ],
)
def test_a_diagnosis_is_read_as_what_it_can_only_mean(entered: str, read: str, book: SqliteCodeBook) -> None:
    claim, misread = read_look_alikes(Claim((entered,), ()), a_context(book))
    assert claim.diagnoses == (read,)
    assert misread == ({} if entered == read else {("diagnoses", 0): (entered, read)})


@pytest.mark.parametrize(
    ("entered", "read"),
    [
        ("992I3", "99213"),
        ("9921O", "99210"),
        ("O0840", "00840"),  # no code of services begins with an O or an I
        ("I2001", "12001"),
        ("OO84O", "00840"),
        ("I2OO1", "12001"),
        ("JO120", "J0120"),
        ("J0120", "J0120"),
        ("J012", "J012"),
        ("0001A", "0001A"),
        ("99213", "99213"),
        ("E1165", "E1165"),
    ],
)
def test_a_service_has_digits_behind_its_first_character(entered: str, read: str, book: SqliteCodeBook) -> None:
    claim, misread = read_look_alikes(Claim((), (ProcedureLine(entered),)), a_context(book))
    assert [line.code for line in claim.procedures] == [read]
    assert misread == ({} if entered == read else {("procedures", 0): (entered, read)})


def test_look_alikes_earn_everything_and_are_pointed_out(book: SqliteCodeBook) -> None:
    claim = a_claim(("H66OO1", "H6I21"), (VISIT, ProcedureLine("692IO", (), 1, (1,))))
    grade = grade_claim(a_case_key(), claim, a_context(book))
    assert (grade.is_clean, grade.line_score.is_full, grade.correct_lines) == (True, True, 4)
    notes = [(line.section, line.learner_line, found) for line in grade.lines for found in line.findings]
    assert [(section, place, found.look_up) for section, place, found in notes] == [
        ("diagnoses", 0, "H66001"),
        ("diagnoses", 1, "H6121"),
        ("procedures", 1, "69210"),
    ]
    assert {(found.kind, found.severity, found.cost) for _, _, found in notes} == {
        (FindingKind.INVALID, Severity.NOTE, 0)
    }
    assert notes[0][2].remark.startswith("“H66OO1” was read as H66001")


def test_a_wrong_code_that_was_misread_has_its_error_and_the_note(book: SqliteCodeBook) -> None:
    (line, _) = (
        line
        for line in grade_claim(a_case_key(), a_claim(("H66OO2", "H6121")), a_context(book)).lines
        if line.section == "diagnoses"
    )
    assert [(found.kind, found.severity) for found in line.findings] == [
        (FindingKind.LATERALITY, Severity.ERROR),
        (FindingKind.INVALID, Severity.NOTE),
    ]

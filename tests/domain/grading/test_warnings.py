"""What is pointed out on a claim and costs nothing."""

from dataclasses import replace

import pytest

from tests.support.builders import a_case_key, a_context, a_diagnosis_key, a_procedure_key, grade_claim
from tests.support.edits import SomeEdits, a_limit, a_pair, an_add_on
from trainer.codebook.book import SqliteCodeBook
from trainer.domain.claims.case import Patient
from trainer.domain.claims.lines import Claim, ProcedureLine
from trainer.domain.grading.case_key import CaseKey, RelatedPair
from trainer.domain.grading.findings import Finding, FindingKind, Severity
from trainer.domain.grading.lines import CaseGrade

K = FindingKind
WOMAN = Patient(54, "female")


def a_key(*codes: str) -> CaseKey:
    return a_case_key(tuple(a_diagnosis_key(code, first=place == 0) for place, code in enumerate(codes)), ())


def warnings(grade: CaseGrade) -> list[tuple[int | None, FindingKind]]:
    return [(line.learner_line, found.kind) for line in grade.lines for found in line.findings if is_warning(found)]


def is_warning(found: Finding) -> bool:
    assert (found.severity is Severity.ERROR) is (found.cost > 0)
    return found.severity is Severity.WARNING


@pytest.mark.parametrize(
    ("key", "entered", "warned"),
    [
        pytest.param(("E11.9", "I10"), ("E119", "I10"), [], id="nothing to say"),
        pytest.param(("E11.9",), ("E119", "E109"), [(1, K.EXCLUDES1)], id="E10 and E11 exclude each other"),
        pytest.param(("E10.9", "E11.9"), ("E109", "E119"), [(1, K.EXCLUDES1)], id="even where both are right"),
        pytest.param(("N40.0",), ("N400",), [(0, K.AGE_SEX)], id="of the other sex, though the key has it"),
        pytest.param(("G63",), ("G63",), [(0, K.CODE_FIRST)], id="a manifestation without its cause"),
        pytest.param(("I10", "G63"), ("I10", "G63"), [(1, K.CODE_FIRST)], id="a manifestation behind something else"),
        pytest.param(("E85.9", "H42"), ("E859", "H42"), [], id="a manifestation behind its cause"),
        pytest.param(("G47.37",), ("G4737",), [(0, K.CODE_FIRST)], id="one due to any condition, without one"),
        pytest.param(("I50.9", "G47.37"), ("I509", "G4737"), [], id="one due to any condition, behind one"),
    ],
)
def test_diagnoses_that_ask_to_be_looked_at(
    key: tuple[str, ...], entered: tuple[str, ...], warned: list[tuple[int, FindingKind]], book: SqliteCodeBook
) -> None:
    grade = grade_claim(a_key(*key), Claim(entered, ()), a_context(book, patient=WOMAN))
    assert warnings(grade) == warned
    assert grade.correct_lines == len(key)


def test_a_manifestation_before_its_cause_is_an_error_and_no_warning_besides(book: SqliteCodeBook) -> None:
    claim = Claim(("H42", "E859"), ())
    grade = grade_claim(a_key("E85.9", "H42"), claim, a_context(book, patient=WOMAN))
    assert [line.faults for line in grade.lines] == [(), (K.CODE_FIRST,)]
    assert warnings(grade) == []


def test_the_author_says_why_two_conditions_are_unrelated(book: SqliteCodeBook) -> None:
    pair = RelatedPair("E10.9", "E11.9", "Two patients' worth of one family.", is_related=False)
    key = replace(a_key("E10.9", "E11.9"), related=(pair,))
    grade = grade_claim(key, Claim(("E109", "E119"), ()), a_context(book, patient=WOMAN))
    (found,) = [found for line in grade.lines for found in line.findings]
    assert (found.kind, found.severity, found.remark) == (K.EXCLUDES1, Severity.WARNING, pair.why)
    assert found.rule.text.startswith("Excludes1: ")
    assert grade.is_clean


@pytest.mark.parametrize(("related", "kinds"), [(True, [K.EXCLUDES1]), (False, [K.UNSUPPORTED, K.EXCLUDES1])])
def test_what_is_an_error_already_is_not_warned_of_again(
    related: bool, kinds: list[FindingKind], book: SqliteCodeBook
) -> None:
    pairs = (RelatedPair("E11.9", "E10.9", "One kind of diabetes."),) if related else ()
    key = replace(a_key("E11.9"), related=pairs)
    grade = grade_claim(key, Claim(("E119", "E109"), ()), a_context(book, patient=WOMAN))
    assert [found.kind for found in grade.lines[1].findings] == kinds


def test_a_related_pair_that_no_note_parts_is_an_error_all_the_same(book: SqliteCodeBook) -> None:
    key = replace(a_key("I10"), related=(RelatedPair("R51.9", "I10", "The headache is the pressure."),))
    grade = grade_claim(key, Claim(("I10", "R519"), ()), a_context(book, patient=WOMAN))
    (found,) = grade.lines[1].findings
    assert (found.kind, found.severity, found.remark) == (K.EXCLUDES1, Severity.ERROR, "The headache is the pressure.")
    grade = grade_claim(key, Claim(("R519",), ()), a_context(book, patient=WOMAN))
    assert grade.lines[0].faults == (K.SYMPTOM_WITH_DEFINITIVE,), "one of the two alone is no conflict"


@pytest.mark.parametrize(
    ("edits", "codes", "warned"),
    [
        pytest.param(SomeEdits(), "99291 99292", [], id="no edits imported"),
        pytest.param(a_pair("99291", "99292", 1), "99291 99292", [(1, K.UNBUNDLED)], id="a pair"),
        pytest.param(a_limit("99292", 0), "99291 99292", [(1, K.MUE)], id="more than the limit"),
        pytest.param(an_add_on("99292", "99291"), "99291 99292", [], id="an add-on beside its primary"),
        pytest.param(an_add_on("99292", "99291"), "99292", [(0, K.ADDON_ALONE)], id="an add-on alone"),
    ],
)
def test_edits_warn_of_right_lines_as_well(edits: SomeEdits, codes: str, warned: list[tuple[int, FindingKind]]) -> None:
    key = a_case_key((), (a_procedure_key("99291"), a_procedure_key("99292")))
    grade = grade_claim(key, Claim((), tuple(map(ProcedureLine, codes.split()))), a_context(edits=edits))
    assert warnings(grade) == warned
    assert grade.correct_lines == len(codes.split())

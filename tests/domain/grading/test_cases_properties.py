"""What holds of every key and every claim."""

from collections import Counter
from copy import deepcopy
from dataclasses import replace
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from tests.domain.grading.case_strategies import case_keys, keys_with_claims, permitted_claims
from trainer.domain.claims.lines import Claim, ProcedureLine
from trainer.domain.codesets.codes import normalise_code
from trainer.domain.grading.case_key import CaseKey
from trainer.domain.grading.cases import (
    LINE_POINTS,
    CaseGrade,
    Fault,
    GradedLine,
    Verdict,
    exact_claim,
    grade_case,
)

FINE = (Verdict.RIGHT, Verdict.OPTIONAL)


def score(grade: CaseGrade) -> Fraction:
    return Fraction(grade.line_score.earned, grade.line_score.possible)


def numbers(grade: CaseGrade) -> object:
    """Everything that a learner is credited with."""
    verdicts = Counter((line.section, line.verdict, line.earned, line.faults) for line in grade.lines)
    return grade.line_score, grade.diagnoses, grade.procedures, grade.correct_lines, grade.is_clean, verdicts


def with_diagnoses(claim: Claim, places: list[int]) -> Claim:
    """The diagnoses from these places, in this order; pointers follow them, and go with those that are left out."""
    moved = {old: new for new, old in enumerate(places)}
    procedures = tuple(
        replace(line, pointers=tuple(moved[pointer] for pointer in line.pointers if pointer in moved))
        for line in claim.procedures
    )
    return Claim(tuple(claim.diagnoses[place] for place in places), procedures)


@given(case_keys())
def test_the_exact_claim_is_clean_and_full(key: CaseKey) -> None:
    grade = grade_case(key, exact_claim(key))
    assert grade.is_clean
    assert grade.line_score.is_full
    assert grade.correct_lines == grade.key_lines


@given(case_keys().flatmap(lambda key: st.tuples(st.just(key), permitted_claims(key))))
def test_every_claim_that_the_key_permits_is_clean_and_full(pair: tuple[CaseKey, Claim]) -> None:
    grade = grade_case(*pair)
    assert grade.is_clean
    assert grade.line_score.is_full
    assert grade.correct_lines == grade.key_lines


@given(keys_with_claims())
def test_the_same_claim_and_key_give_the_same_grade(pair: tuple[CaseKey, Claim]) -> None:
    assert grade_case(*deepcopy(pair)) == grade_case(*pair)


@given(keys_with_claims(), st.data())
def test_permuting_secondary_diagnoses_and_their_pointers_changes_no_score(
    pair: tuple[CaseKey, Claim], data: st.DataObject
) -> None:
    key, claim = pair
    assume(claim.diagnoses)
    secondary = data.draw(st.permutations(range(1, len(claim.diagnoses))))
    permuted = with_diagnoses(claim, [0, *secondary])
    assert numbers(grade_case(key, permuted)) == numbers(grade_case(key, claim))


@given(keys_with_claims(), st.data())
def test_permuting_procedures_changes_no_score(pair: tuple[CaseKey, Claim], data: st.DataObject) -> None:
    key, claim = pair
    before = grade_case(key, claim)
    after = grade_case(key, replace(claim, procedures=tuple(data.draw(st.permutations(claim.procedures)))))
    assert (after.line_score, after.procedures, after.correct_lines, after.is_clean) == (
        before.line_score,
        before.procedures,
        before.correct_lines,
        before.is_clean,
    )


def key_line(key: CaseKey, claim: Claim, grade: CaseGrade, place: int) -> ProcedureLine | None:
    """The plainest form of a line of the key on this claim; None while the diagnosis that it points to is missing."""
    line = key.procedures[place]
    pointers: tuple[int, ...] = ()
    if line.pointers:
        aligned = {graded.key_line: graded.learner_line for graded in grade.lines if graded.section == "diagnoses"}
        first = aligned.get(line.pointers.first)
        if first is None:
            return None
        pointers = (first,)
    modifiers = (*line.modifiers.all, *line.modifiers.one_of[:1])
    return ProcedureLine(normalise_code(line.code), modifiers, line.units_low, pointers)


def with_diagnosis_corrected(key: CaseKey, claim: Claim, line: GradedLine) -> Claim:
    everything, place = list(range(len(claim.diagnoses))), line.learner_line
    if line.verdict is Verdict.MISSED:
        assert line.key_line is not None
        wanted = key.diagnoses[line.key_line]
        longer = replace(claim, diagnoses=(*claim.diagnoses, normalise_code(wanted.code)))
        added = len(everything)
        return with_diagnoses(longer, [added, *everything] if wanted.is_first_listed else [*everything, added])
    assert place is not None
    others = [other for other in everything if other != place]
    if line.verdict is Verdict.UNSUPPORTED:
        return with_diagnoses(claim, others)
    if line.faults == (Fault.SEQUENCING,):
        return with_diagnoses(claim, [place, *others])
    assert line.key_line is not None
    codes = list(claim.diagnoses)
    codes[place] = normalise_code(key.diagnoses[line.key_line].code)
    return replace(claim, diagnoses=tuple(codes))


def with_procedure_corrected(key: CaseKey, claim: Claim, grade: CaseGrade, line: GradedLine) -> Claim | None:
    lines, place = list(claim.procedures), line.learner_line
    if line.key_line is None:
        assert place is not None
        return replace(claim, procedures=(*lines[:place], *lines[place + 1 :]))
    wanted = key_line(key, claim, grade, line.key_line)
    if wanted is None:
        return None
    place = len(lines) if place is None else place
    return replace(claim, procedures=(*lines[:place], wanted, *lines[place + 1 :]))


@given(keys_with_claims(), st.data())
def test_correcting_one_wrong_line_never_lowers_the_score(pair: tuple[CaseKey, Claim], data: st.DataObject) -> None:
    key, claim = pair
    grade = grade_case(key, claim)
    wrong = [line for line in grade.lines if line.verdict not in FINE]
    assume(wrong)
    line = data.draw(st.sampled_from(wrong))
    if line.section == "diagnoses":
        corrected: Claim | None = with_diagnosis_corrected(key, claim, line)
    else:
        corrected = with_procedure_corrected(key, claim, grade, line)
    assume(corrected is not None)
    assert corrected is not None
    assert score(grade_case(key, corrected)) >= score(grade)


@given(keys_with_claims())
def test_correcting_line_after_line_leads_to_a_clean_claim(pair: tuple[CaseKey, Claim]) -> None:
    key, claim = pair
    for _ in range(30):
        grade = grade_case(key, claim)
        wrong = next((line for line in grade.lines if line.verdict not in FINE), None)
        if wrong is None:
            break
        if wrong.section == "diagnoses":
            claim = with_diagnosis_corrected(key, claim, wrong)
        else:
            corrected = with_procedure_corrected(key, claim, grade, wrong)
            assume(corrected is not None)
            assert corrected is not None
            claim = corrected
    grade = grade_case(key, claim)
    assert grade.is_clean
    assert grade.line_score.is_full


@given(keys_with_claims())
def test_every_line_of_claim_and_key_stands_in_the_report_once(pair: tuple[CaseKey, Claim]) -> None:
    key, claim = pair
    grade = grade_case(key, claim)
    for section, entered, wanted in (
        ("diagnoses", claim.diagnoses, key.diagnoses),
        ("procedures", claim.procedures, key.procedures),
    ):
        lines = [line for line in grade.lines if line.section == section]
        learner_lines = [line.learner_line for line in lines if line.learner_line is not None]
        assert sorted(learner_lines) == list(range(len(entered)))
        key_lines = [line.key_line for line in lines if line.key_line is not None]
        assert len(set(key_lines)) == len(key_lines)
        required = {place for place, line in enumerate(wanted) if line.status == "required"}
        assert required <= set(key_lines) <= set(range(len(wanted)))


@given(keys_with_claims())
def test_verdict_faults_and_credit_agree(pair: tuple[CaseKey, Claim]) -> None:
    grade = grade_case(*pair)
    for line in grade.lines:
        assert (line.faults == ()) is (line.verdict in FINE)
        assert (line.earned == LINE_POINTS) is (line.verdict is Verdict.RIGHT)
        assert line.explanation
    assert grade.is_clean is all(line.verdict in FINE for line in grade.lines)
    assert 0 <= grade.correct_lines <= grade.key_lines
    for section, points in (("diagnoses", grade.diagnoses), ("procedures", grade.procedures)):
        earned = sum(line.earned for line in grade.lines if line.section == section)
        assert earned == (points.earned if points else 0)


@given(keys_with_claims())
def test_without_optional_lines_a_section_is_worth_12_points_for_each_line_of_the_longer_side(
    pair: tuple[CaseKey, Claim],
) -> None:
    key, claim = pair
    key = replace(key, diagnoses=tuple(replace(line, status="required") for line in key.diagnoses))
    points = grade_case(key, claim).diagnoses
    assert (points.possible if points else 0) == 12 * max(len(key.diagnoses), len(claim.diagnoses))

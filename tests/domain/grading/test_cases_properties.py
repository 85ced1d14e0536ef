"""What holds of every key and every claim."""

from collections import Counter
from copy import deepcopy
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.domain.grading.case_strategies import (
    CONTEXT,
    case_keys,
    combinations,
    extensions,
    keys_with_claims,
    permitted_claims,
)
from tests.support.builders import a_case_key, a_claim, a_context, grade_claim
from tests.support.corrections import FINE, bound_places, lowered, measured, with_diagnoses
from trainer.codebook.book import SqliteCodeBook
from trainer.domain.claims.lines import Claim, TypedClaim, TypedLine, read_claim
from trainer.domain.grading.case_key import CaseKey
from trainer.domain.grading.findings import FindingKind
from trainer.domain.grading.lines import LINE_POINTS, CaseGrade, Verdict
from trainer.domain.grading.variants import exact_claim


def numbers(grade: CaseGrade) -> object:
    """Everything that a learner is credited with, and told."""
    verdicts = Counter((line.section, line.verdict, line.earned, line.faults) for line in grade.lines)
    return grade.line_score, grade.sections, grade.correct_lines, grade.is_clean, verdicts


@given(case_keys())
def test_the_exact_claim_of_every_alternative_is_clean_and_full(key: CaseKey) -> None:
    for variant in combinations(key):
        grade = grade_claim(key, exact_claim(variant.key))
        assert grade.is_clean
        assert grade.line_score.is_full
        assert grade.correct_lines == grade.key_lines


@given(case_keys().flatmap(lambda key: st.tuples(st.just(key), permitted_claims(key))))
def test_every_claim_that_the_key_permits_is_clean_and_full(pair: tuple[CaseKey, Claim]) -> None:
    grade = grade_claim(*pair)
    assert grade.is_clean
    assert grade.line_score.is_full
    assert grade.correct_lines == grade.key_lines


@given(keys_with_claims())
def test_the_same_claim_and_key_give_the_same_grade(pair: tuple[CaseKey, Claim]) -> None:
    assert grade_claim(*deepcopy(pair)) == grade_claim(*pair)


@given(keys_with_claims(), st.data())
def test_permuting_diagnoses_within_the_constraints_of_the_key_and_their_pointers_changes_nothing(
    pair: tuple[CaseKey, Claim], data: st.DataObject
) -> None:
    """Two lines keep their order where one of the key's alternatives has a word on it; all others stand anywhere."""
    key, claim = pair
    bound = set().union(*(bound_places(variant.key, claim, CONTEXT) for variant in combinations(key)))
    places = list(range(len(claim.diagnoses)))
    permuted = with_diagnoses(claim, data.draw(extensions(places, bound)))
    assert numbers(grade_claim(key, permuted)) == numbers(grade_claim(key, claim))


@given(keys_with_claims(), st.data())
def test_permuting_procedures_changes_nothing(pair: tuple[CaseKey, Claim], data: st.DataObject) -> None:
    key, claim = pair
    permuted = replace(claim, procedures=tuple(data.draw(st.permutations(claim.procedures))))
    assert numbers(grade_claim(key, permuted)) == numbers(grade_claim(key, claim))


@given(keys_with_claims(), st.data())
def test_permuting_modifiers_changes_nothing(pair: tuple[CaseKey, Claim], data: st.DataObject) -> None:
    key, claim = pair
    lines = tuple(
        replace(line, modifiers=tuple(data.draw(st.permutations(line.modifiers)))) for line in claim.procedures
    )
    assert numbers(grade_claim(key, replace(claim, procedures=lines))) == numbers(grade_claim(key, claim))


@given(keys_with_claims())
def test_correcting_any_single_error_never_lowers_any_score(pair: tuple[CaseKey, Claim]) -> None:
    key, claim = pair
    before = grade_claim(key, claim)
    for what, corrected in measured(key, claim, CONTEXT).corrections():
        assert not lowered(before, grade_claim(key, corrected)), (what, corrected)


@given(keys_with_claims())
def test_correcting_line_after_line_leads_to_a_clean_claim(pair: tuple[CaseKey, Claim]) -> None:
    key, claim = pair
    for _ in range(60):
        corrections = list(measured(key, claim, CONTEXT).corrections())
        if not corrections:
            break
        claim = corrections[-1][1]  # a line with all that is wrong with it
    grade = grade_claim(key, claim)
    assert grade.is_clean
    assert grade.line_score.is_full
    assert grade.correct_lines == grade.key_lines


@given(keys_with_claims())
def test_every_line_of_claim_and_key_stands_in_the_report_once(pair: tuple[CaseKey, Claim]) -> None:
    key, claim = pair
    subject = measured(key, claim, CONTEXT)
    for section, entered, wanted in (
        ("diagnoses", claim.diagnoses, subject.key.diagnoses),
        ("procedures", claim.procedures, subject.key.procedures),
    ):
        lines = [line for line in subject.grade.lines if line.section == section]
        learner_lines = [line.learner_line for line in lines if line.learner_line is not None]
        assert sorted(learner_lines) == list(range(len(entered)))
        key_lines = [line.key_line for line in lines if line.key_line is not None]
        assert len(set(key_lines)) == len(key_lines)
        required = {place for place, line in enumerate(wanted) if line.status == "required"}
        assert required <= set(key_lines) <= set(range(len(wanted)))


@given(keys_with_claims())
def test_verdict_faults_cost_and_credit_agree(pair: tuple[CaseKey, Claim]) -> None:
    key, _ = pair
    grade = grade_claim(*pair)
    for line in grade.lines:
        assert (line.faults == ()) is (line.verdict in FINE)
        assert (line.earned == LINE_POINTS) is (line.verdict is Verdict.RIGHT)
        assert line.explanation
        costs = [found.cost for found in line.findings]
        assert all(cost == 0 for cost in costs[1:])
        key_lines = key.diagnoses if line.section == "diagnoses" else key.procedures
        is_optional = line.key_line is not None and key_lines[line.key_line].status == "optional"
        assert line.earned + sum(costs) == (0 if is_optional else LINE_POINTS)
    assert grade.is_clean is all(line.verdict in FINE for line in grade.lines)
    assert 0 <= grade.correct_lines <= grade.key_lines
    for section in ("diagnoses", "procedures"):
        points = grade.points_of(section)
        earned = sum(line.earned for line in grade.lines if line.section == section)
        assert earned == (points.earned if points else 0)


@given(keys_with_claims())
def test_without_optional_lines_a_section_is_worth_12_points_for_each_line_of_the_longer_side(
    pair: tuple[CaseKey, Claim],
) -> None:
    key, claim = pair
    key = replace(key, diagnoses=tuple(replace(line, status="required") for line in key.diagnoses))
    subject = measured(key, claim, CONTEXT)
    points = subject.grade.points_of("diagnoses")
    assert (points.possible if points else 0) == 12 * max(len(subject.key.diagnoses), len(claim.diagnoses))


TEXT = st.text(max_size=9) | st.text("ABCLMSX0123456789.,;/- ﬁ²\t", max_size=9)
CODES = TEXT | st.sampled_from(["H66.001", "h66 00", "99213", "S52", "OO840", "W11A", "."])
TYPED = st.lists(st.builds(TypedLine, CODES, TEXT, TEXT, TEXT), max_size=15).map(tuple)


@given(TYPED, TYPED)
def test_whatever_is_typed_can_be_graded(
    book: SqliteCodeBook, diagnoses: tuple[TypedLine, ...], procedures: tuple[TypedLine, ...]
) -> None:
    """A sitting whose time is up is graded as it was left, readable or not."""
    claim, _ = read_claim(TypedClaim(diagnoses, procedures))
    grade = grade_claim(a_case_key(), claim, a_context(book))
    assert len(grade.lines) >= len(claim.diagnoses) + len(claim.procedures)


def test_the_same_code_fifty_times_is_one_line_and_forty_nine_duplicates() -> None:
    claim = Claim(("H66001", "H6121"), (*a_claim().procedures, *[a_claim().procedures[1]] * 49))
    grade = grade_claim(a_case_key(), claim)
    assert grade.correct_lines == 4
    assert Counter(line.faults for line in grade.lines) == {(): 4, (FindingKind.DUPLICATE,): 49}

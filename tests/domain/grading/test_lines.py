"""The rows of a report and the three scores that are made of them."""

import pytest

from tests.support.builders import a_context
from trainer.domain.grading.context import Policy
from trainer.domain.grading.findings import (
    DIAGNOSIS_KINDS,
    PROCEDURE_KINDS,
    RULES,
    FindingKind,
    Rule,
    Severity,
    finding,
)
from trainer.domain.grading.lines import CaseGrade, GradedLine, Verdict
from trainer.domain.kernel.points import Points

K = FindingKind


@pytest.mark.parametrize(
    ("sections", "score"),
    [
        pytest.param((), Points(0, 12), id="none: nothing is earned"),
        pytest.param((("diagnoses", Points(9, 24)),), Points(9, 24), id="one"),
        pytest.param(
            (("diagnoses", Points(12, 12)), ("procedures", Points(0, 12))), Points(12, 24), id="two of one size"
        ),
        pytest.param(
            (("diagnoses", Points(72, 72)), ("procedures", Points(0, 12))),
            Points(72, 144),
            id="six lines weigh as much as one",
        ),
        pytest.param(
            (("diagnoses", Points(24, 36)), ("procedures", Points(12, 24))), Points(84, 144), id="two thirds and a half"
        ),
        pytest.param(
            (("a", Points(12, 12)), ("b", Points(12, 24)), ("c", Points(0, 36))), Points(108, 216), id="three"
        ),
    ],
)
def test_all_sections_count_the_same(sections: tuple[tuple[str, Points], ...], score: Points) -> None:
    grade = CaseGrade((), sections, 0, 0, is_clean=False)
    assert grade.line_score == score


def test_points_of_a_section_that_is_not_used_are_none() -> None:
    grade = CaseGrade((), (("diagnoses", Points(9, 24)),), 0, 0, is_clean=False)
    assert grade.points_of("diagnoses") == Points(9, 24)
    assert grade.points_of("procedures") is None


def test_faults_are_the_errors_of_a_row_in_their_order() -> None:
    findings = (
        finding(K.UNITS, cost=6),
        finding(K.MUE, severity=Severity.WARNING),
        finding(K.POINTER),
        finding(K.INVALID, severity=Severity.NOTE),
    )
    row = GradedLine("procedures", 0, 0, Verdict.PARTLY, 6, findings, "why")
    assert row.faults == (K.UNITS, K.POINTER)


@pytest.mark.parametrize("kind", FindingKind)
def test_every_kind_has_a_rule_and_a_place_where_it_is_written(kind: FindingKind) -> None:
    found = finding(kind)
    assert found.rule == RULES[kind]
    assert found.rule.text.endswith(".")
    assert found.rule.source
    assert (found.severity, found.cost, found.remark, found.span, found.look_up) == (Severity.ERROR, 0, "", "", "")


def test_a_finding_may_carry_a_more_exact_rule() -> None:
    rule = Rule("Code first N18.", "ICD-10-CM tabular list, note at D63.1")
    assert finding(K.CODE_FIRST, rule=rule).rule == rule


def test_an_auditor_may_choose_every_kind_at_a_line_of_one_section_or_both() -> None:
    assert {*DIAGNOSIS_KINDS, *PROCEDURE_KINDS} == set(FindingKind)
    assert len(set(DIAGNOSIS_KINDS)) == len(DIAGNOSIS_KINDS)
    assert len(set(PROCEDURE_KINDS)) == len(PROCEDURE_KINDS)
    assert {K.SEQUENCING, K.EXCLUDES1, K.SEQUELA, K.DUPLICATE} <= set(DIAGNOSIS_KINDS)
    assert {K.EM_OVER, K.UNITS, K.POINTER, K.DUPLICATE, K.LATERALITY} <= set(PROCEDURE_KINDS)
    assert not {K.EM_OVER, K.POINTER} & set(DIAGNOSIS_KINDS)
    assert not {K.SEQUENCING, K.SEQUELA} & set(PROCEDURE_KINDS)


def test_claims_are_graded_under_the_teaching_policy_unless_another_is_asked_for() -> None:
    assert a_context().policy is Policy.TEACHING

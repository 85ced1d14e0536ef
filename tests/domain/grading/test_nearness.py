"""Which alternative of a key is the measure: the nearest one, by codes, then by faults, then as written."""

import pytest

from tests.support.builders import a_diagnosis_key, a_procedure_key, grade_claim
from trainer.domain.claims.lines import Claim, ProcedureLine
from trainer.domain.grading.case_key import CaseKey, Choice, DiagnosisKey, ModifierRule, ProcedureKey

ONE, TWO = Choice("ears", "one line"), Choice("ears", "two lines")


def a_line(code: str, *modifiers: str, choice: Choice | None = None) -> ProcedureKey:
    line = a_procedure_key(code, modifiers=ModifierRule(all=modifiers))
    return ProcedureKey(line.code, line.span, line.why, modifiers=line.modifiers, choice=choice)


DIAGNOSIS: tuple[DiagnosisKey, ...] = (a_diagnosis_key("H66.001", first=True),)
BOTH_EARS = CaseKey(
    DIAGNOSIS,
    (
        a_line("69436", "50", choice=ONE),
        a_line("69436", "RT", choice=TWO),
        a_line("69436", "LT", choice=TWO),
    ),
)
MARKS = CaseKey(
    DIAGNOSIS,
    (
        a_line("17000", "59", choice=Choice("apart", "on the destruction")),
        a_line("11102", choice=Choice("apart", "on the destruction")),
        a_line("17000", choice=Choice("apart", "on the biopsy")),
        a_line("11102", "59", choice=Choice("apart", "on the biopsy")),
    ),
)


def claim(*lines: tuple[str, ...], diagnoses: tuple[str, ...] = ("H66001",)) -> Claim:
    return Claim(diagnoses, tuple(ProcedureLine(code, tuple(modifiers)) for code, *modifiers in lines))


@pytest.mark.parametrize(
    ("key", "entered", "measure"),
    [
        pytest.param(BOTH_EARS, claim(("69436", "50")), {0}, id="exactly the first"),
        pytest.param(BOTH_EARS, claim(("69436", "RT"), ("69436", "LT")), {1, 2}, id="exactly the second"),
        pytest.param(BOTH_EARS, claim(("69436", "RT")), {0}, id="one code: nothing to add in the first"),
        pytest.param(BOTH_EARS, claim(("69436", "RT"), ("69436",)), {1, 2}, id="two codes: nothing to take away"),
        pytest.param(BOTH_EARS, claim(), {0}, id="nothing entered: the fewest to add"),
        pytest.param(MARKS, claim(("17000",), ("11102", "59")), {2, 3}, id="the same codes, fewer faults"),
        pytest.param(MARKS, claim(("17000",), ("11102",)), {0, 1}, id="as near: the one written first"),
        pytest.param(
            MARKS, claim(("17000",), ("11102", "59"), diagnoses=()), {2, 3}, id="a fault elsewhere changes nothing"
        ),
    ],
)
def test_the_nearest_alternative_is_the_measure(key: CaseKey, entered: Claim, measure: set[int]) -> None:
    rows = grade_claim(key, entered).lines
    assert {row.key_line for row in rows if row.section == "procedures" and row.key_line is not None} == measure


def test_all_three_scores_come_from_the_measure() -> None:
    grade = grade_claim(BOTH_EARS, claim(("69436", "RT")))
    assert (grade.correct_lines, grade.key_lines, grade.is_clean) == (1, 2, False)
    assert grade.line_score.earned * 4 == grade.line_score.possible * 3, "the diagnosis whole, the service half"

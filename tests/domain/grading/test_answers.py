"""Which line of a claim answers which line of the key: required before optional, each once, the best total."""

from dataclasses import replace

import pytest

from tests.support.builders import REMOVAL, VISIT, a_case_key, a_claim, a_diagnosis_key, a_procedure_key, grade_claim
from trainer.domain.claims.lines import Claim, ProcedureLine
from trainer.domain.grading.case_key import ModifierRule, PointerRule
from trainer.domain.grading.findings import FindingKind
from trainer.domain.grading.lines import CaseGrade, Verdict
from trainer.domain.grading.variants import exact_claim
from trainer.domain.kernel.points import Points

RIGHT = (Verdict.RIGHT, (), 12)


def outcome(grade: CaseGrade, section: str) -> list[tuple[Verdict, tuple[FindingKind, ...], int]]:
    return [(line.verdict, line.faults, line.earned) for line in grade.lines if line.section == section]


OPTIONAL = a_case_key(
    diagnoses=(a_diagnosis_key("H66.001", first=True), a_diagnosis_key("Z88.0", status="optional")),
    procedures=(
        a_procedure_key("69210"),
        a_procedure_key("99213", modifiers=ModifierRule(all=("25",)), status="optional"),
    ),
)


@pytest.mark.parametrize(
    ("diagnoses", "procedures", "expected", "clean"),
    [
        pytest.param(("H66001",), ("69210",), (Points(12, 12), Points(12, 12)), True, id="left out"),
        pytest.param(("H66001", "Z880"), ("69210", "99213-25"), (Points(12, 12), Points(12, 12)), True, id="entered"),
        pytest.param(("Z880",), ("99213-25",), (Points(0, 12), Points(0, 12)), False, id="entered alone"),
        pytest.param(("H66001",), ("69210", "99213"), (Points(12, 12), Points(12, 12)), False, id="modifier missing"),
        pytest.param((), ("99213",), (Points(0, 12), Points(0, 12)), False, id="alone, modifier missing"),
        pytest.param(("H66001", "Z881"), ("69210",), (Points(12, 24), Points(12, 12)), False, id="another diagnosis"),
        pytest.param(("H66001",), ("69210", "99214"), (Points(12, 12), Points(12, 24)), False, id="another visit"),
    ],
)
def test_optional_lines_count_neither_way_but_another_code_in_their_place_does(
    diagnoses: tuple[str, ...], procedures: tuple[str, ...], expected: tuple[Points, Points], clean: bool
) -> None:
    lines = tuple(ProcedureLine(code, tuple(modifier)) for code, *modifier in (text.split("-") for text in procedures))
    grade = grade_claim(OPTIONAL, Claim(diagnoses, lines))
    assert (grade.points_of("diagnoses"), grade.points_of("procedures")) == expected
    assert grade.is_clean is clean
    assert grade.key_lines == 2


def test_a_wrong_code_is_held_against_the_required_line_before_the_optional_one() -> None:
    key = a_case_key((a_diagnosis_key("E11.8", status="optional"), a_diagnosis_key("E11.9")), ())
    (line,) = grade_claim(key, Claim(("E1165",), ())).lines
    assert line.key_line == 1


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["as in the key", "the other way round"])
@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(ModifierRule(optional=("59",)), ModifierRule(all=("59",)), id="the strict line last"),
        pytest.param(ModifierRule(all=("59",)), ModifierRule(optional=("59",)), id="the strict line first"),
    ],
)
def test_lines_of_the_same_code_are_aligned_for_the_best_total(
    first: ModifierRule, second: ModifierRule, order: tuple[int, int]
) -> None:
    key = a_case_key((), (a_procedure_key("11104", modifiers=first), a_procedure_key("11104", modifiers=second)))
    lines = (ProcedureLine("11104"), ProcedureLine("11104", ("59",)))
    assert grade_claim(key, Claim((), tuple(lines[place] for place in order))).is_clean


@pytest.mark.parametrize("linked", ["E1121", "E1165"])
def test_two_wrong_codes_of_a_category_cost_the_same_in_either_order(linked: str) -> None:
    diagnoses = tuple(map(a_diagnosis_key, ("I10", "E11.8", "E11.9")))
    key = a_case_key(diagnoses, (a_procedure_key("69210", pointers=PointerRule(1)),))

    def score(*codes: str) -> Points:
        line = ProcedureLine("69210", pointers=(codes.index(linked),))
        return grade_claim(key, Claim(codes, (line,))).line_score

    assert score("I10", "E1121", "E1165") == score("I10", "E1165", "E1121")


def test_a_diagnosis_that_is_optional_is_right_and_not_a_wrong_code_for_one_that_is_missing() -> None:
    """Insulin may be said; that the drug by mouth was not said is another line."""
    key = a_case_key((a_diagnosis_key("Z79.4", status="optional"), a_diagnosis_key("Z79.84")), ())
    grade = grade_claim(key, Claim(("Z794",), ()))
    assert [(line.key_line, line.verdict) for line in grade.lines] == [(0, Verdict.OPTIONAL), (1, Verdict.MISSED)]


def test_a_wrong_visit_answers_the_required_line_and_not_the_optional_one() -> None:
    """An optional line that is answered by a wrong code is one line too many."""
    lines = ("99213-25-26?", "99213?", "99213")
    key = a_case_key(
        (),
        tuple(
            a_procedure_key(
                text[:5],
                status="optional" if text.endswith("?") else "required",
                modifiers=ModifierRule(all=tuple(text.rstrip("?").split("-")[1:])),
            )
            for text in lines
        ),
    )
    entered = (ProcedureLine("99213", ("25", "26")), ProcedureLine("99213", ("25",)), ProcedureLine("99214"))
    assert grade_claim(key, Claim((), entered)).points_of("procedures") == Points(6, 12)


def test_what_points_to_a_diagnosis_that_stands_twice_points_to_the_one_that_counts() -> None:
    claim = a_claim(("H66001", "H6121", "H6121"), (VISIT, replace(REMOVAL, pointers=(2,))))
    grade = grade_claim(a_case_key(), claim)
    assert outcome(grade, "diagnoses") == [RIGHT, RIGHT, (Verdict.UNSUPPORTED, (FindingKind.DUPLICATE,), 0)]
    assert outcome(grade, "procedures") == [RIGHT, RIGHT]


def test_a_diagnosis_that_stands_twice_answers_nothing_the_second_time_whatever_points_to_it() -> None:
    key = a_case_key(procedures=(a_procedure_key("69210", pointers=PointerRule(1)),))
    grade = grade_claim(key, a_claim(("H66001", "H66001"), (ProcedureLine("69210", pointers=(1,)),)))
    assert outcome(grade, "diagnoses") == [
        RIGHT,
        (Verdict.UNSUPPORTED, (FindingKind.DUPLICATE,), 0),
        (Verdict.MISSED, (FindingKind.MISSED,), 0),
    ]


@pytest.mark.parametrize("pointer", [1, 2])
def test_a_wrong_reason_that_stands_twice_is_one_reason_whichever_is_pointed_to(pointer: int) -> None:
    key = a_case_key(procedures=(a_procedure_key("69210", pointers=PointerRule(1)),))
    grade = grade_claim(key, a_claim(("H66001", "J209", "J209"), (ProcedureLine("69210", pointers=(pointer,)),)))
    assert outcome(grade, "diagnoses") == [
        RIGHT,
        (Verdict.WRONG, (FindingKind.WRONG_CODE,), 0),
        (Verdict.UNSUPPORTED, (FindingKind.DUPLICATE,), 0),
    ]
    assert outcome(grade, "procedures") == [RIGHT]


def test_a_diagnosis_that_only_a_link_says_is_meant_for_another_makes_nothing_late() -> None:
    """Whoever puts a wrong reason first has made one mistake, not a second one at the first-listed diagnosis."""
    diagnoses = (a_diagnosis_key("E11.65", first=True), a_diagnosis_key("H66.001"))
    key = a_case_key(diagnoses, (a_procedure_key("99213", pointers=PointerRule(1)),))
    grade = grade_claim(key, Claim(("J209", "E1165"), (ProcedureLine("99213", pointers=(0,)),)))
    assert outcome(grade, "diagnoses") == [(Verdict.WRONG, (FindingKind.WRONG_CODE,), 0), RIGHT]
    assert outcome(grade, "procedures") == [RIGHT]


def test_of_equal_totals_the_one_with_more_right_lines_is_taken() -> None:
    lines = (
        a_procedure_key("99214", modifiers=ModifierRule(all=("57",)), units=(2, 2)),
        a_procedure_key("99214", modifiers=ModifierRule(all=("57",)), units=(1, 2)),
    )
    entered = (ProcedureLine("99213", ("57",), 1), ProcedureLine("99214", ("57",), 1))
    grade = grade_claim(a_case_key((), lines), Claim((), entered))
    assert (grade.points_of("procedures"), grade.correct_lines) == (Points(12, 24), 1)


def test_of_two_lines_of_the_same_code_the_required_one_is_answered_first() -> None:
    key = a_case_key((), (a_procedure_key("99292", status="optional"), a_procedure_key("99292")))
    assert grade_claim(key, exact_claim(key)).is_clean

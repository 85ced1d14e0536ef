"""What each difference between claim and key costs, by example; the properties are in test_cases_properties."""

from dataclasses import replace

import pytest

from tests.support.builders import (
    REMOVAL,
    VISIT,
    a_case_key,
    a_claim,
    a_context,
    a_diagnosis_key,
    a_procedure_key,
    grade_claim,
)
from trainer.domain.claims.lines import Claim, ProcedureLine
from trainer.domain.grading.case_key import CaseKey, ModifierRule, PointerRule
from trainer.domain.grading.context import Policy
from trainer.domain.grading.findings import FindingKind, Severity
from trainer.domain.grading.lines import CaseGrade, GradedLine, Verdict
from trainer.domain.grading.variants import exact_claim
from trainer.domain.kernel.points import Points

RIGHT = (Verdict.RIGHT, (), 12)


def outcome(grade: CaseGrade, section: str) -> list[tuple[Verdict, tuple[FindingKind, ...], int]]:
    return [(line.verdict, line.faults, line.earned) for line in grade.lines if line.section == section]


def one_line(key: CaseKey, claim: Claim) -> GradedLine:
    (line,) = grade_claim(key, claim).lines
    return line


def only(entered: ProcedureLine, rule: ModifierRule | None = None, units: tuple[int, int] = (1, 1)) -> GradedLine:
    """The graded line of a key that has nothing but one procedure."""
    key = a_case_key(diagnoses=(), procedures=(a_procedure_key("20610", modifiers=rule, units=units),))
    return one_line(key, Claim((), (entered,)))


def test_the_claim_that_the_key_asks_for_is_clean_and_earns_everything() -> None:
    grade = grade_claim(a_case_key(), a_claim())
    assert (grade.points_of("diagnoses"), grade.points_of("procedures"), grade.line_score) == (
        Points(24, 24),
        Points(24, 24),
        Points(48, 48),
    )
    assert (grade.correct_lines, grade.key_lines, grade.is_clean) == (4, 4, True)


def test_the_exact_claim_has_every_diagnosis_and_every_required_procedure() -> None:
    key = a_case_key(
        diagnoses=(a_diagnosis_key("H66.001", first=True), a_diagnosis_key("Z88.0", status="optional")),
        procedures=(
            a_procedure_key("99213", status="optional"),
            a_procedure_key(
                "J1885",
                modifiers=ModifierRule(all=("59",), one_of=("RT", "LT"), optional=("51",)),
                units=(2, 3),
                pointers=PointerRule(1, (0,)),
            ),
        ),
    )
    assert exact_claim(key) == Claim(("H66001", "Z880"), (ProcedureLine("J1885", ("59", "RT"), 2, (1,)),))


@pytest.mark.parametrize(
    ("diagnoses", "expected"),
    [
        pytest.param(
            ("H6691", "H6121"),
            [(Verdict.WRONG, (FindingKind.WRONG_CODE,), 3), RIGHT],
            id="another code of the same category earns a quarter",
        ),
        pytest.param(
            ("H6121", "H66001"),
            [RIGHT, (Verdict.PARTLY, (FindingKind.SEQUENCING,), 6)],
            id="the first-listed one in another place earns half",
        ),
        pytest.param(
            ("J209", "H66001", "H6121"),
            [(Verdict.UNSUPPORTED, (FindingKind.UNSUPPORTED,), 0), RIGHT, RIGHT],
            id="first-listed is judged among the lines that answer the key",
        ),
        pytest.param(
            ("H6122", "H66001"),
            [(Verdict.WRONG, (FindingKind.WRONG_CODE,), 3), (Verdict.PARTLY, (FindingKind.SEQUENCING,), 6)],
            id="a wrong code answers the key as well: what stands behind it stands behind it",
        ),
        pytest.param(
            ("H66001", "J209"),
            [
                RIGHT,
                (Verdict.UNSUPPORTED, (FindingKind.UNSUPPORTED,), 0),
                (Verdict.MISSED, (FindingKind.MISSED,), 0),
            ],
            id="a code of another category is unsupported and the right one missed",
        ),
        pytest.param(("H66001",), [RIGHT, (Verdict.MISSED, (FindingKind.MISSED,), 0)], id="one is missing"),
        pytest.param(
            ("H66001", "H6121", "H6121"),
            [RIGHT, RIGHT, (Verdict.UNSUPPORTED, (FindingKind.DUPLICATE,), 0)],
            id="the same diagnosis twice",
        ),
    ],
)
def test_diagnosis_lines(
    diagnoses: tuple[str, ...], expected: list[tuple[Verdict, tuple[FindingKind, ...], int]]
) -> None:
    grade = grade_claim(a_case_key(), a_claim(diagnoses, ()))
    assert outcome(grade, "diagnoses") == expected
    assert not grade.is_clean


@pytest.mark.parametrize(
    ("visit", "expected"),
    [
        pytest.param(replace(VISIT, pointers=(1,)), [(Verdict.PARTLY, (FindingKind.POINTER,), 9)], id="link wrong"),
        pytest.param(
            replace(VISIT, modifiers=()), [(Verdict.PARTLY, (FindingKind.MODIFIER_MISSING,), 6)], id="modifier missing"
        ),
        pytest.param(replace(VISIT, units=2), [(Verdict.PARTLY, (FindingKind.UNITS,), 6)], id="units wrong"),
        pytest.param(
            ProcedureLine("99213", ("24",), 2, (1,)),
            [(Verdict.PARTLY, (FindingKind.MODIFIER_WRONG, FindingKind.UNITS, FindingKind.POINTER), 6)],
            id="everything but the code wrong",
        ),
        pytest.param(
            replace(VISIT, code="99214"), [(Verdict.WRONG, (FindingKind.EM_OVER,), 6)], id="a visit one level too high"
        ),
        pytest.param(
            replace(VISIT, code="99212"), [(Verdict.WRONG, (FindingKind.EM_UNDER,), 6)], id="a visit one level too low"
        ),
        pytest.param(replace(VISIT, code="99215"), [(Verdict.WRONG, (FindingKind.EM_OVER,), 0)], id="two levels off"),
        pytest.param(
            replace(VISIT, code="99214", modifiers=()),
            [(Verdict.WRONG, (FindingKind.EM_OVER,), 0)],
            id="one level off, and the modifier missing",
        ),
        pytest.param(
            replace(VISIT, code="99214", pointers=(1,)),
            [(Verdict.WRONG, (FindingKind.EM_OVER,), 0)],
            id="one level off, and the link wrong",
        ),
        pytest.param(
            replace(VISIT, code="99214", units=2),
            [(Verdict.WRONG, (FindingKind.EM_OVER,), 0)],
            id="one level off, and the units wrong",
        ),
        pytest.param(
            replace(VISIT, code="99203"),
            [(Verdict.WRONG, (FindingKind.EM_CATEGORY,), 0)],
            id="a visit of a new patient",
        ),
        pytest.param(
            replace(VISIT, code="99381"), [(Verdict.WRONG, (FindingKind.EM_CATEGORY,), 0)], id="another kind of visit"
        ),
        pytest.param(
            replace(VISIT, code="99291"), [(Verdict.WRONG, (FindingKind.EM_CATEGORY,), 0)], id="no visit with levels"
        ),
        pytest.param(
            replace(VISIT, code="99292"), [(Verdict.WRONG, (FindingKind.WRONG_CODE,), 0)], id="of the same neighborhood"
        ),
        pytest.param(
            replace(VISIT, code="20610"),
            [(Verdict.UNSUPPORTED, (FindingKind.UNSUPPORTED,), 0)],
            id="something not done",
        ),
    ],
)
def test_procedure_lines(visit: ProcedureLine, expected: list[tuple[Verdict, tuple[FindingKind, ...], int]]) -> None:
    grade = grade_claim(a_case_key(), a_claim(procedures=(visit, REMOVAL)))
    assert outcome(grade, "procedures")[:2] == [*expected, RIGHT]
    assert not grade.is_clean


@pytest.mark.parametrize(
    ("claim", "section"),
    [
        pytest.param(a_claim(("H6691", "H6121")), "diagnoses", id="another code of the category"),
        pytest.param(a_claim(procedures=(replace(VISIT, code="99214"), REMOVAL)), "procedures", id="one level off"),
    ],
)
def test_under_the_strict_policy_what_is_near_earns_nothing(claim: Claim, section: str) -> None:
    grade = grade_claim(a_case_key(), claim, a_context(policy=Policy.STRICT))
    assert grade.points_of(section) == Points(12, 24)
    costs = [found.cost for line in grade.lines for found in line.findings if found.severity is Severity.ERROR]
    assert costs == [12]


def test_one_cause_is_one_deduction() -> None:
    """What a line lost stands at its first finding; the sum of the costs is what the line lost."""
    claim = a_claim(procedures=(ProcedureLine("99213", ("24",), 2, (1,)), REMOVAL))
    (line,) = [line for line in grade_claim(a_case_key(), claim).lines if line.findings]
    assert [found.cost for found in line.findings] == [6, 0, 0]


@pytest.mark.parametrize(("units", "fits"), [(1, False), (2, True), (3, True), (4, True), (5, False)])
def test_units_fit_from_the_lowest_to_the_highest_number(units: int, fits: bool) -> None:
    line = only(ProcedureLine("20610", units=units), units=(2, 4))
    assert (line.verdict, line.faults, line.earned) == (RIGHT if fits else (Verdict.PARTLY, (FindingKind.UNITS,), 6))


@pytest.mark.parametrize(
    ("line", "kind", "remark"),
    [
        (ProcedureLine("J9305", ("JW",), 85), FindingKind.DRUG_WASTE, "85 entered; 15 is right."),
        (ProcedureLine("J9305", (), 15), FindingKind.DRUG_WASTE, "Entered: none; right: JW."),
    ],
)
def test_units_and_modifiers_of_a_discarded_drug_are_about_waste(
    line: ProcedureLine, kind: FindingKind, remark: str
) -> None:
    key = a_case_key((), (a_procedure_key("J9305", modifiers=ModifierRule(all=("JW",)), units=(15, 15)),))
    (found,) = one_line(key, Claim((), (line,))).findings
    assert (found.kind, found.remark, found.cost) == (kind, remark, 6)


@pytest.mark.parametrize(
    ("rule", "pointers", "fits"),
    [
        (None, (), True),
        (None, (2, 0), True),
        (PointerRule(0), (0,), True),
        (PointerRule(0), (), False),
        (PointerRule(0), (1,), False),
        (PointerRule(0), (0, 1), False),
        (PointerRule(0, (1,)), (0,), True),
        (PointerRule(0, (1,)), (0, 1), True),
        (PointerRule(0, (1,)), (1, 0), False),
        (PointerRule(0, (0, 1, 2)), (0, 2, 1), True),
        (PointerRule(0, (1,)), (0, 2), False),
        (PointerRule(0, (1,)), (0, 7), False),
        (PointerRule(0), (7,), False),
    ],
)
def test_pointers_begin_with_the_first_and_stay_within_the_allowed(
    rule: PointerRule | None, pointers: tuple[int, ...], fits: bool
) -> None:
    codes = ("H66.001", "H61.21", "J20.9")
    key = a_case_key(tuple(map(a_diagnosis_key, codes)), (a_procedure_key("69210", pointers=rule),))
    grade = grade_claim(key, a_claim(("H66001", "H6121", "J209"), (ProcedureLine("69210", pointers=pointers),)))
    assert outcome(grade, "procedures") == [RIGHT if fits else (Verdict.PARTLY, (FindingKind.POINTER,), 9)]


@pytest.mark.parametrize(
    ("diagnoses", "visit", "removal"),
    [
        pytest.param(("H66001", "J209", "H6121"), (0,), (2,), id="another line between"),
        pytest.param(("H6121", "H66001"), (1,), (0,), id="another order"),
        pytest.param(("H6691", "H6122"), (0,), (1,), id="other codes of the same categories"),
    ],
)
def test_links_are_read_through_the_diagnoses_that_they_lead_to(
    diagnoses: tuple[str, ...], visit: tuple[int, ...], removal: tuple[int, ...]
) -> None:
    procedures = (replace(VISIT, pointers=visit), replace(REMOVAL, pointers=removal))
    assert grade_claim(a_case_key(), a_claim(diagnoses, procedures)).points_of("procedures") == Points(24, 24)


@pytest.mark.parametrize(
    ("claim", "diagnoses", "procedures", "score"),
    [
        pytest.param(Claim((), ()), Points(0, 24), Points(0, 24), 0, id="nothing entered"),
        pytest.param(a_claim(procedures=()), Points(24, 24), Points(0, 24), 50, id="no procedures"),
        pytest.param(a_claim(("H66001",), (VISIT,)), Points(12, 24), Points(12, 24), 50, id="half of each"),
        pytest.param(
            a_claim(("H66001", "H6121", "J209", "R05")),
            Points(24, 48),
            Points(24, 24),
            75,
            id="more lines than the key has",
        ),
        pytest.param(
            a_claim(procedures=(VISIT,) * 4), Points(24, 24), Points(12, 48), 62, id="one procedure four times"
        ),
    ],
)
def test_each_section_is_scored_over_the_larger_number_of_lines_and_counts_half(
    claim: Claim, diagnoses: Points, procedures: Points, score: int
) -> None:
    grade = grade_claim(a_case_key(), claim)
    assert (grade.points_of("diagnoses"), grade.points_of("procedures")) == (diagnoses, procedures)
    assert 100 * grade.line_score.earned // grade.line_score.possible == score


def test_six_diagnoses_do_not_drown_a_wrong_operation() -> None:
    codes = ("I10", "E11.9", "J20.9", "R05", "M54.5", "Z00.00")
    key = a_case_key(tuple(map(a_diagnosis_key, codes)), (a_procedure_key("20610"),))
    claim = Claim(exact_claim(key).diagnoses, (ProcedureLine("69210"),))
    score = grade_claim(key, claim).line_score
    assert 2 * score.earned == score.possible


def test_a_section_that_neither_key_nor_claim_uses_does_not_count() -> None:
    grade = grade_claim(a_case_key(procedures=()), a_claim(("H66001",), ()))
    assert (grade.points_of("procedures"), grade.line_score) == (None, Points(12, 24))


def test_a_section_that_only_the_claim_uses_counts() -> None:
    grade = grade_claim(a_case_key(procedures=()), a_claim(procedures=(VISIT,)))
    assert (grade.points_of("diagnoses"), grade.points_of("procedures")) == (Points(24, 24), Points(0, 12))
    assert 2 * grade.line_score.earned == grade.line_score.possible


def test_where_nothing_is_asked_for_and_nothing_entered_nothing_is_earned() -> None:
    grade = grade_claim(CaseKey((), ()), Claim((), ()))
    assert grade.line_score.earned == 0
    assert not grade.is_clean


def test_a_line_that_nobody_foresaw_is_explained_too() -> None:
    line = grade_claim(a_case_key(), a_claim(procedures=(VISIT, REMOVAL, ProcedureLine("20610")))).lines[-1]
    assert (line.verdict, bool(line.explanation)) == (Verdict.UNSUPPORTED, True)

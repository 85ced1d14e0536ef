"""Audits of a finished claim: a third each for noticing an error, for its kind, for putting it right; alarms cost."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.builders import a_case_key, a_context, a_diagnosis_key, a_procedure_key
from trainer.domain.claims.lines import TypedClaim, TypedLine
from trainer.domain.grading.audits import SECTION, grade_audit, seeded_rows
from trainer.domain.grading.case_key import CaseKey, Choice, ModifierRule, PointerRule, SeededError
from trainer.domain.grading.findings import FindingKind
from trainer.domain.grading.lines import CaseGrade, Verdict
from trainer.domain.kernel.points import Points

K = FindingKind
KEY = replace(
    a_case_key(
        (
            a_diagnosis_key("H66.001", first=True),
            a_diagnosis_key("H61.21"),
            a_diagnosis_key("Z88.0", status="optional"),
        ),
        (
            a_procedure_key("99213", modifiers=ModifierRule(all=("25",)), pointers=PointerRule(0)),
            a_procedure_key("69210", pointers=PointerRule(1)),
            a_procedure_key("99051", status="optional"),
        ),
    ),
    seeded=(
        SeededError("diagnoses", (K.LATERALITY, K.WRONG_CODE), "It is the right ear.", 0),
        SeededError("procedures", (K.MODIFIER_MISSING,), "A visit beside a procedure.", 0),
        SeededError("procedures", (K.UNBUNDLED, K.UNSUPPORTED), "The microscope is included.", 1),
        SeededError("procedures", (K.MISSED,), "The wax was removed.", missing="69210"),
    ),
)
BILLED = TypedClaim(
    (TypedLine("H66.002"), TypedLine("H61.21")),
    (TypedLine("99213", "", "1", "A"), TypedLine("92504", "", "1", "B")),
)
EAR = TypedLine("H66.001", mark="laterality")
VISIT = TypedLine("99213", "25", "1", "A", mark="modifier_missing")
MICROSCOPE = replace(BILLED.procedures[1], is_struck=True, mark="unbundled")
REMOVAL = TypedLine("69210", "", "1", "B")
RIGHT = TypedClaim((EAR, BILLED.diagnoses[1]), (VISIT, MICROSCOPE, REMOVAL))
"""The audit that leaves nothing to be said."""


def audit(typed: TypedClaim, key: CaseKey = KEY, billed: TypedClaim = BILLED) -> CaseGrade:
    return grade_audit(key, billed, typed, a_context())


def with_line(section: str, place: int, line: TypedLine, typed: TypedClaim = BILLED) -> TypedClaim:
    """One line of the claim as billed changed, or added behind the last."""
    lines = typed.diagnoses if section == "diagnoses" else typed.procedures
    return replace(typed, **{section: (*lines[:place], line, *lines[place + 1 :])})


def test_the_claim_as_billed_has_the_seeded_errors_and_no_other() -> None:
    rows = seeded_rows(KEY, BILLED, a_context())
    assert [(row.section, row.learner_line, row.verdict) for row in rows] == [
        ("diagnoses", 0, Verdict.WRONG),
        ("procedures", 0, Verdict.PARTLY),
        ("procedures", 1, Verdict.UNSUPPORTED),
        ("procedures", None, Verdict.MISSED),
    ]


def test_all_errors_found_named_and_put_right_earn_everything() -> None:
    grade = audit(RIGHT)
    assert grade.sections == ((SECTION, Points(48, 48)),)
    assert (grade.correct_lines, grade.key_lines, grade.is_clean) == (4, 4, True)
    assert [(line.verdict, line.findings, line.explanation) for line in grade.lines] == [
        (Verdict.RIGHT, (), error.why) for error in KEY.seeded
    ]


def test_an_auditor_who_lets_everything_pass_earns_nothing() -> None:
    grade = audit(BILLED)
    assert (grade.points_of(SECTION), grade.correct_lines, grade.is_clean) == (Points(0, 48), 0, False)
    assert [line.verdict for line in grade.lines] == [Verdict.MISSED] * 4
    assert [line.faults for line in grade.lines] == [(error.kinds[0],) for error in KEY.seeded]
    assert [(line.section, line.learner_line, line.key_line) for line in grade.lines] == [
        ("diagnoses", 0, 0),
        ("procedures", 0, 0),
        ("procedures", 1, None),
        ("procedures", None, 1),
    ]
    assert {found.remark for line in grade.lines for found in line.findings} == {"Not noticed."}


@pytest.mark.parametrize(
    ("line", "earned", "remark"),
    [
        pytest.param(TypedLine("H66.002"), 0, "Not noticed.", id="as it was"),
        pytest.param(TypedLine(" h66 002"), 0, "Not noticed.", id="written otherwise"),
        pytest.param(TypedLine("H66.002", mark="sequela"), 4, "Noticed, not named and not put right.", id="marked"),
        pytest.param(TypedLine("H66.003"), 4, "Noticed, not named and not put right.", id="changed for the worse"),
        pytest.param(TypedLine("H66.002", mark="laterality"), 8, "Noticed, not put right.", id="named"),
        pytest.param(TypedLine("H66.002", mark="wrong_code"), 8, "Noticed, not put right.", id="named fairly as well"),
        pytest.param(TypedLine("H66.001"), 8, "Noticed, not named.", id="put right"),
        pytest.param(TypedLine("H66.001", mark="sequela"), 8, "Noticed, not named.", id="put right, wrongly named"),
        pytest.param(TypedLine("H66.001", mark="laterality"), 12, None, id="named and put right"),
        pytest.param(TypedLine("h66001", mark="wrong_code"), 12, None, id="named otherwise and put right"),
        pytest.param(
            TypedLine("H66.002", is_struck=True), 4, "Noticed, not named and not put right.", id="struck: no correction"
        ),
        pytest.param(
            TypedLine("H66.002", mark="laterality", is_struck=True), 8, "Noticed, not put right.", id="named and struck"
        ),
        pytest.param(TypedLine(""), 4, "Noticed, not named and not put right.", id="emptied: as good as struck"),
    ],
)
def test_an_error_at_a_line_is_worth_a_third_for_each_step(line: TypedLine, earned: int, remark: str | None) -> None:
    row = audit(with_line("diagnoses", 0, line)).lines[0]
    assert row.earned == earned
    assert [(found.kind, found.cost, found.remark) for found in row.findings] == (
        [(K.LATERALITY, 12 - earned, remark)] if remark else []
    )
    verdict = Verdict.RIGHT if earned == 12 else Verdict.PARTLY if earned else Verdict.MISSED
    assert (row.verdict, row.explanation) == (verdict, "It is the right ear.")


@pytest.mark.parametrize(
    ("line", "earned"),
    [
        pytest.param(replace(MICROSCOPE, mark=""), 12, id="who strikes a line says that it is not supported"),
        pytest.param(replace(MICROSCOPE, mark="unbundled"), 12, id="named and struck"),
        pytest.param(replace(MICROSCOPE, mark="units"), 8, id="struck for a wrong reason"),
        pytest.param(replace(MICROSCOPE, mark="unbundled", is_struck=False), 8, id="named and left"),
        pytest.param(TypedLine("92504", "59", "1", "B", mark="unbundled"), 8, id="named and patched"),
    ],
)
def test_a_line_that_does_not_belong_there_is_put_right_by_striking_it(line: TypedLine, earned: int) -> None:
    assert audit(with_line("procedures", 1, line)).lines[2].earned == earned


def test_striking_is_not_its_name_where_the_line_is_wrong_for_another_reason() -> None:
    key = replace(KEY, seeded=(replace(KEY.seeded[2], kinds=(K.UNBUNDLED,)),))
    assert audit(with_line("procedures", 1, replace(MICROSCOPE, mark="")), key).lines[0].earned == 8


@pytest.mark.parametrize(
    ("line", "earned"),
    [
        pytest.param(REMOVAL, 12, id="added"),
        pytest.param(replace(REMOVAL, mark="missed"), 12, id="added and marked"),
        pytest.param(replace(REMOVAL, modifiers="50"), 8, id="added with a modifier too many"),
        pytest.param(replace(REMOVAL, code="69209"), 8, id="another code added in its place"),
        pytest.param(replace(REMOVAL, is_struck=True), 0, id="added and struck"),
        pytest.param(TypedLine(""), 0, id="nothing added"),
    ],
)
def test_a_missing_line_is_found_by_adding_it(line: TypedLine, earned: int) -> None:
    grade = audit(with_line("procedures", 2, line))
    assert grade.lines[3].earned == earned
    assert grade.points_of(SECTION) == Points(earned, 48)


def test_a_wrong_line_may_be_struck_and_the_right_one_added() -> None:
    """As an auditor would on paper: the claim as corrected is the same."""
    struck = replace(BILLED.procedures[0], is_struck=True, mark="modifier_missing")
    grade = audit(replace(RIGHT, procedures=(struck, MICROSCOPE, REMOVAL, replace(VISIT, mark=""))))
    assert (grade.is_clean, grade.points_of(SECTION)) == (True, Points(48, 48))


@pytest.mark.parametrize(
    ("typed", "alarms"),
    [
        pytest.param(with_line("diagnoses", 1, TypedLine("H61.21", mark="laterality")), 1, id="marked"),
        pytest.param(with_line("diagnoses", 1, TypedLine("H61.21", is_struck=True)), 1, id="struck"),
        pytest.param(with_line("diagnoses", 1, TypedLine("H61.22")), 1, id="changed"),
        pytest.param(with_line("diagnoses", 1, TypedLine("")), 1, id="emptied"),
        pytest.param(replace(BILLED, diagnoses=BILLED.diagnoses[:1]), 1, id="not there any more"),
        pytest.param(with_line("diagnoses", 1, TypedLine(" h6121 ")), 0, id="written otherwise"),
        pytest.param(with_line("diagnoses", 2, TypedLine("R05.9")), 1, id="added"),
        pytest.param(with_line("diagnoses", 2, TypedLine("Z88.0")), 0, id="an optional line added"),
        pytest.param(with_line("procedures", 2, TypedLine("99051", "", "1", "A")), 0, id="an optional service added"),
        pytest.param(with_line("procedures", 2, TypedLine("99213", "25", "1", "A")), 1, id="a service added again"),
        pytest.param(with_line("procedures", 2, TypedLine("20610", "", "1", "A")), 1, id="a service added for nothing"),
        pytest.param(with_line("procedures", 2, TypedLine("20610", is_struck=True)), 0, id="added and struck again"),
    ],
)
def test_every_false_alarm_adds_12_points_that_nobody_can_earn(typed: TypedClaim, alarms: int) -> None:
    grade = audit(typed)
    points = grade.points_of(SECTION)
    assert points is not None
    assert points.possible == 48 + 12 * alarms
    rows = [line for line in grade.lines if line.verdict is Verdict.UNSUPPORTED]
    assert [(row.verdict, row.earned, row.key_line) for row in rows] == [(Verdict.UNSUPPORTED, 0, None)] * alarms
    assert all(row.explanation for row in rows)


@pytest.mark.parametrize(
    ("line", "alarms"),
    [
        pytest.param(TypedLine("69210", "", "", "A"), 0, id="pointers alone"),
        pytest.param(TypedLine("69210", "", "1", ""), 0, id="no pointers"),
        pytest.param(TypedLine("69210", "", "2", "B"), 1, id="units"),
        pytest.param(TypedLine("69210", "RT", "1", "B"), 1, id="a modifier, even one that means nothing"),
        pytest.param(TypedLine("69210", "", "1", "B", mark="pointer"), 1, id="pointers, marked"),
    ],
)
def test_pointers_may_follow_a_correction_elsewhere_and_are_no_alarm(line: TypedLine, alarms: int) -> None:
    key = replace(KEY, seeded=KEY.seeded[:1])
    billed = TypedClaim(BILLED.diagnoses, (TypedLine("99213", "25", "1", "A"), REMOVAL))
    points = audit(with_line("procedures", 1, line, billed), key, billed).points_of(SECTION)
    assert points == Points(0, 12 + 12 * alarms)


def test_a_line_written_otherwise_says_the_same() -> None:
    """As in a claim: white space, commas, dashes and full-width digits mean nothing."""
    key = replace(KEY, seeded=KEY.seeded[:1])
    services = (TypedLine("99213", "25 24", "1", "A"), REMOVAL)
    billed = TypedClaim(BILLED.diagnoses, services)
    written = (TypedLine("９９２１３", "24/25", "01", "A"), replace(REMOVAL, code="69210 "))
    assert audit(replace(billed, procedures=written), key, billed).points_of(SECTION) == Points(0, 12)


def test_the_second_line_of_a_code_can_be_the_missing_one() -> None:
    """85 units given, 15 thrown away: the line with JW is missing, that without is there."""
    waste = a_procedure_key("J9305", modifiers=ModifierRule(all=("JW",)), units=(15, 15))
    error = SeededError("procedures", (K.DRUG_WASTE, K.MISSED), "15 were discarded.", missing="J9305")
    key = replace(a_case_key((), (a_procedure_key("J9305", units=(85, 85)), waste)), seeded=(error,))
    billed = TypedClaim((), (TypedLine("J9305", "", "85"),))
    assert audit(billed, key, billed).points_of(SECTION) == Points(0, 12)
    added = replace(billed, procedures=(*billed.procedures, TypedLine("J9305", "JW", "15")))
    assert audit(added, key, billed).points_of(SECTION) == Points(12, 12)


def test_what_is_missing_may_be_added_in_each_of_the_ways_that_the_key_allows() -> None:
    one, two = Choice("tubes", "one line"), Choice("tubes", "two lines")
    sides = (a_procedure_key("69436", modifiers=ModifierRule(all=(side,))) for side in ("RT", "LT"))
    both = replace(a_procedure_key("69436", modifiers=ModifierRule(all=("50",))), choice=one)
    error = SeededError("procedures", (K.MISSED,), "Tubes were placed.", missing="69436")
    lines = (a_procedure_key("42820"), both, *(replace(line, choice=two) for line in sides))
    key = replace(a_case_key((), lines), seeded=(error,))
    billed = TypedClaim((), (TypedLine("42820"),))
    for added in ("50",), ("RT", "LT"):
        typed = replace(billed, procedures=(*billed.procedures, *(TypedLine("69436", each) for each in added)))
        grade = audit(typed, key, billed)
        assert (grade.points_of(SECTION), grade.is_clean) == (Points(12, 12), True), added


def test_a_perfect_audit_with_a_false_alarm_is_not_clean() -> None:
    grade = audit(replace(RIGHT, diagnoses=(EAR, TypedLine("H61.21", mark="laterality"))))
    assert (grade.points_of(SECTION), grade.correct_lines, grade.is_clean) == (Points(48, 60), 4, False)


def test_diagnoses_in_the_wrong_order_can_be_put_right() -> None:
    key = replace(a_case_key(), seeded=(SeededError("diagnoses", (K.SEQUENCING,), "The infection first.", 1),))
    services = (TypedLine("99213", "25", "1", "B"), TypedLine("69210", "", "1", "A"))
    billed = TypedClaim((TypedLine("H61.21"), TypedLine("H66.001")), services)
    assert len(seeded_rows(key, billed, a_context())) == 1
    swapped = TypedClaim(
        (TypedLine("H66.001"), TypedLine("H61.21", mark="sequencing")),
        (replace(services[0], pointers="A"), replace(services[1], pointers="B")),
    )
    grade = audit(swapped, key, billed)
    assert (grade.points_of(SECTION), grade.is_clean) == (Points(12, 12), True)


def test_a_missing_diagnosis_is_added_as_a_missing_service_is() -> None:
    key = replace(a_case_key(), seeded=(SeededError("diagnoses", (K.MISSED,), "It was treated.", missing="H61.21"),))
    billed = TypedClaim((TypedLine("H66.001"),), (TypedLine("99213", "25", "1", "A"), TypedLine("69210", "", "1", "")))
    added = TypedClaim((TypedLine("H66.001"), TypedLine("H61.21")), (billed.procedures[0], REMOVAL))
    assert (audit(added, key, billed).is_clean, audit(added, key, billed).points_of(SECTION)) == (True, Points(12, 12))
    assert audit(billed, key, billed).lines[0].key_line == 1


STEPS = {
    ("diagnoses", 0): (EAR, replace(EAR, mark=""), replace(EAR, code="H66.002"), BILLED.diagnoses[0]),
    ("diagnoses", 1): (BILLED.diagnoses[1], TypedLine("H61.22"), TypedLine("H61.21", mark="laterality")),
    ("procedures", 0): (VISIT, replace(VISIT, mark=""), replace(VISIT, modifiers=""), BILLED.procedures[0]),
    ("procedures", 1): (MICROSCOPE, replace(MICROSCOPE, mark="units"), BILLED.procedures[1]),
    ("procedures", 2): (REMOVAL, replace(REMOVAL, code="69209"), TypedLine("")),
    ("procedures", 3): (TypedLine(""), TypedLine("20610", "", "1", "A")),
}
"""For each line of an audit what is best done with it, and what is worse."""


@given(st.fixed_dictionaries({line: st.sampled_from(states) for line, states in STEPS.items()}), st.data())
def test_doing_what_is_best_with_one_line_more_never_lowers_a_score(
    done: dict[tuple[str, int], TypedLine], data: st.DataObject
) -> None:
    def graded(lines: dict[tuple[str, int], TypedLine]) -> CaseGrade:
        return audit(
            TypedClaim(
                tuple(lines["diagnoses", place] for place in range(2)),
                tuple(lines["procedures", place] for place in range(4)),
            )
        )

    place = data.draw(st.sampled_from(list(STEPS)))
    before, after = graded(done), graded(done | {place: STEPS[place][0]})
    shares = [grade.line_score.earned / grade.line_score.possible for grade in (before, after)]
    assert shares[0] <= shares[1]
    assert before.correct_lines <= after.correct_lines
    assert before.is_clean <= after.is_clean

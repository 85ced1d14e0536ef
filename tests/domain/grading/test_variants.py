"""The claims that a key takes for right: its choices combined, lines for other payers left out, pointers moved."""

from dataclasses import replace

import pytest

from tests.support.builders import a_case_key, a_context, a_diagnosis_key, a_procedure_key, grade_claim
from trainer.domain.claims.lines import Claim, ProcedureLine
from trainer.domain.grading.case_key import CaseKey, Choice, ModifierRule, PointerRule
from trainer.domain.grading.variants import Variant, exact_claim, variants

ONE, TWO = Choice("tubes", "one line"), Choice("tubes", "two lines")
BOTH_EARS = replace(a_procedure_key("69436", modifiers=ModifierRule(all=("50",)), pointers=PointerRule(1)), choice=ONE)
RIGHT_EAR = replace(a_procedure_key("69436", modifiers=ModifierRule(all=("RT",)), pointers=PointerRule(1)), choice=TWO)
LEFT_EAR = replace(a_procedure_key("69436", modifiers=ModifierRule(all=("LT",)), pointers=PointerRule(1)), choice=TWO)
TUBES = a_case_key(
    (a_diagnosis_key("J35.3", first=True), a_diagnosis_key("H65.33")),
    (a_procedure_key("42820"), BOTH_EARS, RIGHT_EAR, LEFT_EAR),
)


def places(found: tuple[Variant, ...]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(each.diagnoses, each.procedures) for each in found]


def test_a_key_without_choices_is_its_own_variant() -> None:
    (only,) = variants(a_case_key(), "commercial", "CPT")
    assert only == Variant(a_case_key(), (0, 1), (0, 1))


def test_of_each_group_one_choice_stands_the_first_written_first() -> None:
    found = variants(TUBES)
    assert places(found) == [((0, 1), (0, 1)), ((0, 1), (0, 2, 3))]
    assert [[line.modifiers.all for line in each.key.procedures] for each in found] == [
        [(), ("50",)],
        [(), ("RT",), ("LT",)],
    ]


def test_groups_are_combined() -> None:
    one, two = (replace(a_diagnosis_key(code), choice=Choice("wax", code)) for code in ("H61.21", "H61.20"))
    found = variants(replace(TUBES, diagnoses=(*TUBES.diagnoses, one, two)))
    assert places(found) == [
        ((0, 1, 2), (0, 1)),
        ((0, 1, 2), (0, 2, 3)),
        ((0, 1, 3), (0, 1)),
        ((0, 1, 3), (0, 2, 3)),
    ]


def test_one_choice_may_span_both_sections() -> None:
    diagnosis = replace(a_diagnosis_key("H65.31"), choice=TWO)
    assert places(variants(replace(TUBES, diagnoses=(*TUBES.diagnoses, diagnosis)))) == [
        ((0, 1, 2), (0, 2, 3)),
        ((0, 1), (0, 1)),
    ]


def test_a_variant_is_a_plain_key() -> None:
    lines = (*TUBES.diagnoses, replace(a_diagnosis_key("Z88.0"), when="commercial"))
    for variant in variants(replace(TUBES, diagnoses=lines), "commercial"):
        assert {line.choice for line in (*variant.key.diagnoses, *variant.key.procedures)} == {None}
        assert {line.when for line in (*variant.key.diagnoses, *variant.key.procedures)} == {""}


def billed_to(key: CaseKey, payer: str, convention: str) -> list[str]:
    (only,) = variants(key, payer, convention)
    return [line.code for line in only.key.procedures]


@pytest.mark.parametrize(
    ("payer", "convention", "codes"),
    [
        ("Medicare", "Medicare", ["99214", "G2212"]),
        ("Evergreen Health", "CPT", ["99214", "99417", "90480"]),
        ("Blue Lake", "CPT", ["99214", "99417"]),
        ("evergreen health", "Medicare", ["99214", "G2212", "90480"]),
    ],
)
def test_lines_for_other_payers_and_conventions_are_left_out(payer: str, convention: str, codes: list[str]) -> None:
    key = a_case_key(
        (),
        (
            a_procedure_key("99214"),
            replace(a_procedure_key("99417"), when="CPT"),
            replace(a_procedure_key("G2212"), when="Medicare"),
            replace(a_procedure_key("90480"), when="Evergreen Health"),
        ),
    )
    assert billed_to(key, payer, convention) == codes


def test_pointers_go_where_the_diagnoses_of_the_variant_stand() -> None:
    diagnoses = (
        a_diagnosis_key("J35.3", first=True),
        replace(a_diagnosis_key("H65.33"), when="Medicare"),
        a_diagnosis_key("Z88.0"),
    )
    key = a_case_key(
        diagnoses,
        (
            a_procedure_key("42820", pointers=PointerRule(2, (0, 1))),
            a_procedure_key("69436", pointers=PointerRule(1, (2, 0))),
            a_procedure_key("69990", pointers=PointerRule(1)),
            a_procedure_key("00170"),
        ),
    )
    (elsewhere,), (at_medicare,) = variants(key, "commercial"), variants(key, "Medicare")
    assert [line.pointers for line in elsewhere.key.procedures] == [
        PointerRule(1, (0,)),
        PointerRule(1, (0,)),  # the next one that is allowed comes first
        None,  # nothing is left to point to
        None,
    ]
    assert [line.pointers for line in at_medicare.key.procedures] == [line.pointers for line in key.procedures]


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
    ("tubes", "verdicts", "score"),
    [
        pytest.param("69436-50", "right right right right", 100, id="the first choice"),
        pytest.param("69436-RT 69436-LT", "right right right right right", 100, id="the other one"),
        pytest.param("69436-LT 69436-RT", "right right right right right", 100, id="in another order"),
        pytest.param(
            "69436-50 69436-RT", "right right right partly right", 91, id="both mixed: two lines come nearest"
        ),
        pytest.param("69436", "right right right partly", 87, id="neither"),
        pytest.param("", "right right right missed", 75, id="nothing"),
    ],
)
def test_a_claim_is_held_against_the_choice_that_it_comes_nearest_to(tubes: str, verdicts: str, score: int) -> None:
    lines = tuple(
        ProcedureLine(code, tuple(more), 1, (1,)) for code, *more in (text.split("-") for text in tubes.split())
    )
    grade = grade_claim(TUBES, Claim(("J353", "H6533"), (ProcedureLine("42820"), *lines)))
    assert [line.verdict.value for line in grade.lines] == verdicts.split()
    assert 100 * grade.line_score.earned // grade.line_score.possible == score


def test_rows_of_a_report_name_the_places_of_the_whole_key() -> None:
    claim = Claim(("J353", "H6533"), tuple(ProcedureLine("69436", (side,), 1, (1,)) for side in ("LT", "RT")))
    grade = grade_claim(TUBES, claim)
    assert [line.key_line for line in grade.lines if line.section == "procedures"] == [3, 2, 0]
    lines = (replace(a_diagnosis_key("I10"), when="Medicare"), *TUBES.diagnoses)
    grade = grade_claim(replace(TUBES, diagnoses=lines), Claim(("J353",), ()), a_context(payer="commercial"))
    assert [line.key_line for line in grade.lines if line.section == "diagnoses"] == [1, 2]


def test_code_over_code_counts_the_right_lines_of_the_report() -> None:
    """One service of two units comes nearest; that three other ones would have had a right line is another story."""
    one, two = Choice("way", "one"), Choice("way", "two")
    diagnoses = tuple(a_diagnosis_key(code, first=code == "H66.001") for code in ("H66.001", "H66.91", "H66.004"))
    services = (
        replace(a_procedure_key("99213"), choice=two),
        replace(a_procedure_key("99213", modifiers=ModifierRule(all=("25",))), choice=two),
        a_procedure_key("99213", units=(2, 4)),
        replace(a_procedure_key("G0463"), choice=one, when="Medicare"),
    )
    grade = grade_claim(a_case_key(diagnoses, services), Claim((), (ProcedureLine("99213", ("25",)),)))
    assert [(line.key_line, line.verdict.value) for line in grade.lines if line.section == "procedures"] == [
        (2, "partly")
    ]
    assert (grade.correct_lines, grade.key_lines) == (0, 4)

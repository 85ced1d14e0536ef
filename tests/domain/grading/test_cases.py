"""What each difference between claim and key costs, by example; the properties are in test_cases_properties."""

from dataclasses import replace

import pytest

from tests.support.builders import REMOVAL, VISIT, a_case_key, a_claim, a_diagnosis_key, a_procedure_key
from trainer.domain.claims.lines import Claim, ProcedureLine
from trainer.domain.grading.case_key import CaseKey, ModifierRule, NotReportable, PointerRule, Trap
from trainer.domain.grading.cases import CaseGrade, Fault, GradedLine, Verdict, exact_claim, grade_case
from trainer.domain.kernel.points import Points

RIGHT = (Verdict.RIGHT, (), 12)


def outcome(grade: CaseGrade, section: str) -> list[tuple[Verdict, tuple[Fault, ...], int]]:
    return [(line.verdict, line.faults, line.earned) for line in grade.lines if line.section == section]


def one_line(key: CaseKey, claim: Claim) -> GradedLine:
    (line,) = grade_case(key, claim).lines
    return line


def only(entered: ProcedureLine, rule: ModifierRule | None = None, units: tuple[int, int] = (1, 1)) -> GradedLine:
    """The graded line of a key that has nothing but one procedure."""
    key = a_case_key(diagnoses=(), procedures=(a_procedure_key("20610", modifiers=rule, units=units),))
    return one_line(key, Claim((), (entered,)))


def test_the_claim_that_the_key_asks_for_is_clean_and_earns_everything() -> None:
    grade = grade_case(a_case_key(), a_claim())
    assert (grade.diagnoses, grade.procedures, grade.line_score) == (Points(24, 24), Points(24, 24), Points(1152, 1152))
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
            [(Verdict.WRONG, (Fault.CATEGORY,), 3), RIGHT],
            id="another code of the same category earns a quarter",
        ),
        pytest.param(
            ("H6121", "H66001"),
            [RIGHT, (Verdict.PARTLY, (Fault.SEQUENCING,), 6)],
            id="the first-listed one in another place earns half",
        ),
        pytest.param(
            ("H66001", "J209"),
            [RIGHT, (Verdict.UNSUPPORTED, (Fault.UNSUPPORTED,), 0), (Verdict.MISSED, (Fault.MISSED,), 0)],
            id="a code of another category is unsupported and the right one missed",
        ),
        pytest.param(("H66001",), [RIGHT, (Verdict.MISSED, (Fault.MISSED,), 0)], id="one is missing"),
        pytest.param(
            ("H66001", "H6121", "H6121"),
            [RIGHT, RIGHT, (Verdict.UNSUPPORTED, (Fault.UNSUPPORTED,), 0)],
            id="the same diagnosis twice",
        ),
    ],
)
def test_diagnosis_lines(diagnoses: tuple[str, ...], expected: list[tuple[Verdict, tuple[Fault, ...], int]]) -> None:
    grade = grade_case(a_case_key(), a_claim(diagnoses))
    assert outcome(grade, "diagnoses") == expected
    assert not grade.is_clean


@pytest.mark.parametrize(
    ("visit", "expected"),
    [
        pytest.param(replace(VISIT, pointers=(1,)), [(Verdict.PARTLY, (Fault.POINTER,), 9)], id="link wrong"),
        pytest.param(replace(VISIT, modifiers=()), [(Verdict.PARTLY, (Fault.MODIFIER,), 6)], id="modifier missing"),
        pytest.param(replace(VISIT, units=2), [(Verdict.PARTLY, (Fault.UNITS,), 6)], id="units wrong"),
        pytest.param(
            ProcedureLine("99213", ("24",), 2, (1,)),
            [(Verdict.PARTLY, (Fault.MODIFIER, Fault.UNITS, Fault.POINTER), 6)],
            id="everything but the code wrong",
        ),
        pytest.param(
            replace(VISIT, code="99214"), [(Verdict.WRONG, (Fault.CODE,), 0)], id="another level of the visit"
        ),
        pytest.param(replace(VISIT, code="99381"), [(Verdict.WRONG, (Fault.CODE,), 0)], id="another kind of visit"),
        pytest.param(
            replace(VISIT, code="20610"), [(Verdict.UNSUPPORTED, (Fault.UNSUPPORTED,), 0)], id="something not done"
        ),
    ],
)
def test_procedure_lines(visit: ProcedureLine, expected: list[tuple[Verdict, tuple[Fault, ...], int]]) -> None:
    grade = grade_case(a_case_key(), a_claim(procedures=(visit, REMOVAL)))
    assert outcome(grade, "procedures")[:2] == [*expected, RIGHT]
    assert not grade.is_clean


DISTINCT = ModifierRule(all=("XS",))


@pytest.mark.parametrize(
    ("rule", "entered", "fits"),
    [
        (ModifierRule(), "", True),
        (ModifierRule(), "22", False),
        (ModifierRule(all=("25",)), "25", True),
        (ModifierRule(all=("25",)), "", False),
        (ModifierRule(all=("26", "59")), "59 26", True),  # their order is neutral
        (ModifierRule(all=("26", "59")), "26", False),
        (ModifierRule(one_of=("E1", "E2")), "E2", True),
        (ModifierRule(one_of=("E1", "E2")), "", False),
        (ModifierRule(one_of=("E1", "E2")), "E1 E2", False),
        (ModifierRule(all=("50",), one_of=("E1", "E2")), "E1 50", True),
        (ModifierRule(optional=("GC", "Q6")), "Q6 GC", True),
        (ModifierRule(optional=("GC",)), "", True),
        (ModifierRule(forbidden=("50",)), "50", False),
        (ModifierRule(), "RT", True),  # a side that is not needed is neutral
        (ModifierRule(), "LT", True),
        (ModifierRule(forbidden=("RT",)), "RT", False),
        (ModifierRule(all=("RT",)), "LT", False),
        (ModifierRule(forbidden=("51",)), "51", False),
        (DISTINCT, "XS", True),
        (DISTINCT, "59", True),  # 59 stands for an X modifier
        (DISTINCT, "XU", False),
        (DISTINCT, "59 XS", False),  # both together are an error
        (DISTINCT, "59 XU", False),
        (ModifierRule(one_of=("XE", "XS")), "59", True),
        (ModifierRule(one_of=("59", "XS")), "59", True),
        (ModifierRule(one_of=("59", "XS")), "XS", True),
        (ModifierRule(one_of=("59", "XS")), "59 XS", False),
        (ModifierRule(all=("XS",), forbidden=("59",)), "59", False),
        (ModifierRule(all=("59",)), "59", True),
        (ModifierRule(), "59", False),
    ],
)
def test_modifiers_fit_all_one_of_optional_and_forbidden(rule: ModifierRule, entered: str, fits: bool) -> None:
    line = only(ProcedureLine("20610", tuple(entered.split())), rule)
    assert (line.verdict, line.faults, line.earned) == (RIGHT if fits else (Verdict.PARTLY, (Fault.MODIFIER,), 6))


def test_51_on_a_secondary_line_is_neutral() -> None:
    claim = a_claim(procedures=(VISIT, replace(REMOVAL, modifiers=("51",))))
    assert grade_case(a_case_key(), claim).is_clean


@pytest.mark.parametrize(("units", "fits"), [(1, False), (2, True), (3, True), (4, True), (5, False)])
def test_units_fit_from_the_lowest_to_the_highest_number(units: int, fits: bool) -> None:
    line = only(ProcedureLine("20610", units=units), units=(2, 4))
    assert (line.verdict, line.faults, line.earned) == (RIGHT if fits else (Verdict.PARTLY, (Fault.UNITS,), 6))


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
    ],
)
def test_pointers_begin_with_the_first_and_stay_within_the_allowed(
    rule: PointerRule | None, pointers: tuple[int, ...], fits: bool
) -> None:
    codes = ("H66.001", "H61.21", "J20.9")
    key = a_case_key(tuple(map(a_diagnosis_key, codes)), (a_procedure_key("69210", pointers=rule),))
    grade = grade_case(key, a_claim(("H66001", "H6121", "J209"), (ProcedureLine("69210", pointers=pointers),)))
    assert outcome(grade, "procedures") == [RIGHT if fits else (Verdict.PARTLY, (Fault.POINTER,), 9)]


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
    assert grade_case(a_case_key(), a_claim(diagnoses, procedures)).procedures == Points(24, 24)


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
    grade = grade_case(a_case_key(), claim)
    assert (grade.diagnoses, grade.procedures) == (diagnoses, procedures)
    assert 100 * grade.line_score.earned // grade.line_score.possible == score


def test_six_diagnoses_do_not_drown_a_wrong_operation() -> None:
    codes = ("I10", "E11.9", "J20.9", "R05", "M54.5", "Z00.00")
    key = a_case_key(tuple(map(a_diagnosis_key, codes)), (a_procedure_key("20610"),))
    claim = Claim(exact_claim(key).diagnoses, (ProcedureLine("69210"),))
    score = grade_case(key, claim).line_score
    assert 2 * score.earned == score.possible


def test_a_section_that_neither_key_nor_claim_uses_does_not_count() -> None:
    grade = grade_case(a_case_key(procedures=()), a_claim(("H66001",), ()))
    assert (grade.procedures, grade.line_score) == (None, Points(12, 24))


def test_a_section_that_only_the_claim_uses_counts() -> None:
    grade = grade_case(a_case_key(procedures=()), a_claim(procedures=(VISIT,)))
    assert (grade.diagnoses, grade.procedures) == (Points(24, 24), Points(0, 12))
    assert 2 * grade.line_score.earned == grade.line_score.possible


def test_where_nothing_is_asked_for_and_nothing_entered_nothing_is_earned() -> None:
    grade = grade_case(CaseKey((), ()), Claim((), ()))
    assert grade.line_score.earned == 0
    assert not grade.is_clean


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
    grade = grade_case(OPTIONAL, Claim(diagnoses, lines))
    assert (grade.diagnoses, grade.procedures) == expected
    assert grade.is_clean is clean
    assert grade.key_lines == 2


def test_a_wrong_code_is_held_against_the_required_line_before_the_optional_one() -> None:
    key = a_case_key((a_diagnosis_key("E11.8", status="optional"), a_diagnosis_key("E11.9")), ())
    assert one_line(key, Claim(("E1165",), ())).key_line == 1


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
    assert grade_case(key, Claim((), tuple(lines[place] for place in order))).is_clean


@pytest.mark.parametrize("linked", ["E1121", "E1165"])
def test_two_wrong_codes_of_a_category_cost_the_same_in_either_order(linked: str) -> None:
    diagnoses = tuple(map(a_diagnosis_key, ("I10", "E11.8", "E11.9")))
    key = a_case_key(diagnoses, (a_procedure_key("69210", pointers=PointerRule(1)),))

    def score(*codes: str) -> Points:
        line = ProcedureLine("69210", pointers=(codes.index(linked),))
        return grade_case(key, Claim(codes, (line,))).line_score

    assert score("I10", "E1121", "E1165") == score("I10", "E1165", "E1121")


def test_of_two_lines_of_the_same_code_the_required_one_is_answered_first() -> None:
    key = a_case_key((), (a_procedure_key("99292", status="optional"), a_procedure_key("99292")))
    assert grade_case(key, exact_claim(key)).is_clean


TRAPS = (
    Trap("99213", (), "modifier_missing", "needs 25"),
    Trap("99213", ("57",), "modifier_wrong", "57 is for major surgery"),
    Trap("99214", ("25",), "em_over", "two of three are not reached"),
    Trap("69210", (), "units", "one ear, one unit", units=2),
    Trap("H66.91", (), "less_specific", "the chart gives type and side"),
    Trap("20610", (), "unsupported", "no joint was injected"),
)
REFUSED = (NotReportable("H92.01", "pain is integral"), NotReportable("69209", "no irrigation"))


@pytest.mark.parametrize(
    ("claim", "explanation"),
    [
        pytest.param(a_claim(), "why H66.001", id="right: the key's reason"),
        pytest.param(a_claim(("H66001",)), "why H61.21", id="missed: the key's reason"),
        pytest.param(a_claim(("H6691", "H6121")), "the chart gives type and side why H66.001", id="a known mistake"),
        pytest.param(a_claim(("H66002", "H6121")), "why H66.001", id="an unknown mistake"),
        pytest.param(a_claim(("H66001", "H6121", "H9201")), "pain is integral", id="not reportable"),
        pytest.param(a_claim(procedures=(replace(VISIT, modifiers=()),)), "needs 25 why 99213", id="no modifier"),
        pytest.param(
            a_claim(procedures=(replace(VISIT, modifiers=("57",)),)),
            "57 is for major surgery why 99213",
            id="exactly this modifier",
        ),
        pytest.param(
            a_claim(procedures=(replace(VISIT, modifiers=("24",)),)),
            "why 99213",
            id="a remark on other modifiers of the right code does not speak of these",
        ),
        pytest.param(
            a_claim(procedures=(replace(VISIT, code="99214", modifiers=()),)),
            "two of three are not reached why 99213",
            id="a wrong code with other modifiers",
        ),
        pytest.param(
            a_claim(procedures=(replace(REMOVAL, units=2),)), "one ear, one unit why 69210", id="a trap of units"
        ),
        pytest.param(
            a_claim(procedures=(replace(VISIT, code="99214"),)),
            "two of three are not reached why 99213",
            id="another level",
        ),
        pytest.param(a_claim(procedures=(replace(REMOVAL, pointers=(0,)),)), "why 69210", id="a fault without a trap"),
        pytest.param(a_claim(procedures=(ProcedureLine("20610"),)), "no joint was injected", id="not done"),
    ],
)
def test_lines_are_explained_by_trap_reason_or_both(claim: Claim, explanation: str) -> None:
    grade = grade_case(a_case_key(traps=TRAPS, not_reportable=REFUSED), claim)
    assert explanation in [line.explanation for line in grade.lines]


def test_a_line_that_nobody_foresaw_is_explained_too() -> None:
    line = grade_case(a_case_key(), a_claim(procedures=(VISIT, REMOVAL, ProcedureLine("20610")))).lines[-1]
    assert (line.verdict, bool(line.explanation)) == (Verdict.UNSUPPORTED, True)

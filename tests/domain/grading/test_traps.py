"""The claims that traps describe: the exact claim with one mistake in it, and where it shows."""

from dataclasses import replace

import pytest

from tests.support.builders import a_case_key, a_diagnosis_key, a_procedure_key, grade_claim
from trainer.domain.claims.lines import Claim, ProcedureLine
from trainer.domain.grading.case_key import CaseKey, Choice, ModifierRule, PointerRule, Trap
from trainer.domain.grading.findings import FindingKind
from trainer.domain.grading.traps import TrapClaim, is_written_as_diagnosis, trap_claim

K = FindingKind
KEY = a_case_key()
VISIT, REMOVAL = ProcedureLine("99213", ("25",), 1, (0,)), ProcedureLine("69210", (), 1, (1,))


def a_trap(code: str, modifiers: str = "", finding: FindingKind = K.UNSUPPORTED, **parts: object) -> Trap:
    return Trap(code, tuple(modifiers.split()), finding, "a remark", **parts)  # type: ignore[arg-type]


def with_services(*lines: ProcedureLine) -> Claim:
    return Claim(("H66001", "H6121"), lines)


@pytest.mark.parametrize(
    ("trap", "expected"),
    [
        pytest.param(
            a_trap("H61.22", instead_of="H61.21"),
            TrapClaim(Claim(("H66001", "H6122"), (VISIT, REMOVAL)), "diagnoses", 1),
            id="a diagnosis in the place of another",
        ),
        pytest.param(
            a_trap("H92.01"),
            TrapClaim(Claim(("H66001", "H6121", "H9201"), (VISIT, REMOVAL)), "diagnoses", 2),
            id="a diagnosis beside the others",
        ),
        pytest.param(
            a_trap("R05"),
            TrapClaim(Claim(("H66001", "H6121", "R05"), (VISIT, REMOVAL)), "diagnoses", 2),
            id="a diagnosis of three characters",
        ),
        pytest.param(
            a_trap("H61.21", finding=K.DUPLICATE),
            TrapClaim(Claim(("H66001", "H6121", "H6121"), (VISIT, REMOVAL)), "diagnoses", 2),
            id="the same diagnosis again",
        ),
        pytest.param(
            a_trap("69210", "50", K.MODIFIER_WRONG),
            TrapClaim(with_services(VISIT, replace(REMOVAL, modifiers=("50",))), "procedures", 1),
            id="a line of the key, written otherwise",
        ),
        pytest.param(
            a_trap("69210", finding=K.UNITS, units=2, pointers=(0,)),
            TrapClaim(with_services(VISIT, replace(REMOVAL, units=2, pointers=(0,))), "procedures", 1),
            id="with units and pointers of its own",
        ),
        pytest.param(
            a_trap("99214", "25", K.EM_OVER, instead_of="99213"),
            TrapClaim(with_services(replace(VISIT, code="99214"), REMOVAL), "procedures", 0),
            id="a service in the place of another has its pointers",
        ),
        pytest.param(
            a_trap("92504"),
            TrapClaim(with_services(VISIT, REMOVAL, ProcedureLine("92504", (), 1, (0,))), "procedures", 2),
            id="a service beside the others points to the first diagnosis",
        ),
        pytest.param(
            a_trap("69210", finding=K.DUPLICATE),
            TrapClaim(with_services(VISIT, REMOVAL, ProcedureLine("69210", (), 1, (0,))), "procedures", 2),
            id="the same service again",
        ),
        pytest.param(
            a_trap("H61.21", finding=K.SEQUENCING, place=1),
            TrapClaim(
                Claim(("H6121", "H66001"), (replace(VISIT, pointers=(1,)), replace(REMOVAL, pointers=(0,)))),
                "diagnoses",
                1,
            ),
            id="moved to the front: what it passes is late",
        ),
        pytest.param(
            a_trap("H66.001", finding=K.SEQUENCING, place=2),
            TrapClaim(
                Claim(("H6121", "H66001"), (replace(VISIT, pointers=(1,)), replace(REMOVAL, pointers=(0,)))),
                "diagnoses",
                1,
            ),
            id="moved to the end: it is late itself",
        ),
        pytest.param(
            a_trap("H61.21", finding=K.MISSED, is_left_out=True),
            TrapClaim(Claim(("H66001",), (VISIT, replace(REMOVAL, pointers=()))), "diagnoses", None, "H6121"),
            id="a diagnosis left out, and its link",
        ),
        pytest.param(
            a_trap("99213", finding=K.MISSED, is_left_out=True),
            TrapClaim(with_services(REMOVAL), "procedures", None, "99213"),
            id="a service left out",
        ),
    ],
)
def test_a_trap_describes_a_claim_with_one_mistake(trap: Trap, expected: TrapClaim) -> None:
    assert trap_claim(KEY, trap) == expected


def test_a_service_beside_a_claim_without_diagnoses_points_to_nothing() -> None:
    described = trap_claim(a_case_key((), (a_procedure_key("85025"),)), a_trap("36415"))
    assert described.claim.procedures[1] == ProcedureLine("36415")


TUBES = a_case_key(
    (a_diagnosis_key("H65.33", first=True),),
    (
        replace(a_procedure_key("69436", modifiers=ModifierRule(all=("50",))), choice=Choice("tubes", "one")),
        replace(a_procedure_key("69433", modifiers=ModifierRule(all=("RT",))), choice=Choice("tubes", "two")),
        replace(a_procedure_key("69990"), when="Medicare"),
    ),
)


@pytest.mark.parametrize(
    ("trap", "codes"),
    [
        pytest.param(a_trap("69421", instead_of="69433"), ["69421"], id="where the line that it stands for is"),
        pytest.param(a_trap("69436", "RT"), ["69436"], id="the first one"),
        pytest.param(a_trap("69433", finding=K.MISSED, is_left_out=True), [], id="where the line left out is"),
    ],
)
def test_a_trap_is_a_mistake_in_that_alternative_that_it_speaks_of(trap: Trap, codes: list[str]) -> None:
    assert [line.code for line in trap_claim(TUBES, trap).claim.procedures] == codes


def test_lines_for_another_payer_are_not_on_the_claim() -> None:
    trap = a_trap("H65.31")
    assert [line.code for line in trap_claim(TUBES, trap, "Medicare").claim.procedures] == ["69436", "69990"]
    assert [line.code for line in trap_claim(TUBES, trap, "commercial").claim.procedures] == ["69436"]


@pytest.mark.parametrize(("code", "expected"), [("H66.001", True), ("I10", True), ("69210", False), ("J1100", False)])
def test_diagnoses_are_told_from_services_by_how_they_are_written(code: str, expected: bool) -> None:
    assert is_written_as_diagnosis(code) is expected


def found(key: CaseKey, trap: Trap) -> tuple[str, ...]:
    described = trap_claim(key, trap)
    return tuple(kind.value for kind in described.kinds_found(grade_claim(key, described.claim).lines, key))


@pytest.mark.parametrize(
    ("trap", "kinds"),
    [
        (a_trap("H61.22", instead_of="H61.21"), ("wrong_code",)),
        (a_trap("69210", "50"), ("modifier_wrong",)),
        (a_trap("69210"), ()),
        (a_trap("H61.21", place=1), ("sequencing",)),
        (a_trap("H61.21", is_left_out=True), ("missed",)),
        (a_trap("99213", is_left_out=True), ("missed",)),
        (a_trap("H61.21", finding=K.DUPLICATE), ("duplicate",)),
    ],
)
def test_the_kinds_are_those_that_are_found_where_the_mistake_is(trap: Trap, kinds: tuple[str, ...]) -> None:
    """The key itself says nothing of it here, so that the name is the program's."""
    assert found(KEY, trap) == kinds


def test_what_the_author_says_of_a_mistake_is_found_there() -> None:
    trap = a_trap("H61.22", finding=K.CONTRADICTS_CHART, instead_of="H61.21")
    assert found(replace(KEY, traps=(trap,)), trap) == ("contradicts_chart",)
    trap = a_trap("H61.21", finding=K.COMBINATION_MISSED, is_left_out=True)
    assert found(replace(KEY, traps=(trap,)), trap) == ("combination_missed",)


def test_nothing_is_found_at_a_line_that_is_not_missing() -> None:
    described = trap_claim(KEY, a_trap("H61.21", is_left_out=True))
    rows = grade_claim(KEY, Claim(("H66001", "H6121"), (VISIT, REMOVAL))).lines
    assert described.kinds_found(rows, KEY) == ()


def test_pointers_of_the_key_are_those_of_the_exact_claim() -> None:
    key = replace(KEY, procedures=(replace(KEY.procedures[0], pointers=PointerRule(1, (0,))), KEY.procedures[1]))
    assert trap_claim(key, a_trap("99214", "25", instead_of="99213")).claim.procedures[0].pointers == (1,)

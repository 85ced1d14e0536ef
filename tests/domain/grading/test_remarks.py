"""What the author of a case says of wrong lines, and where a report says it."""

from dataclasses import replace

import pytest

from tests.support.builders import REMOVAL, VISIT, a_case_key, a_claim, grade_claim
from trainer.domain.claims.lines import Claim, ProcedureLine
from trainer.domain.grading.case_key import NotReportable, Trap
from trainer.domain.grading.findings import FindingKind
from trainer.domain.grading.remarks import (
    remark_on_absence,
    remark_on_code,
    remark_on_line,
    remark_on_place,
    stands_for,
)

TRAPS = (
    Trap("99213", (), FindingKind.MODIFIER_MISSING, "needs 25"),
    Trap("99213", ("57",), FindingKind.MODIFIER_WRONG, "57 is for major surgery"),
    Trap("99214", ("25",), FindingKind.EM_OVER, "two of three are not reached", instead_of="99213"),
    Trap("69210", (), FindingKind.UNITS, "one ear, one unit", units=2),
    Trap("H66.91", (), FindingKind.LESS_SPECIFIC, "the chart gives type and side", instead_of="H66.001"),
    Trap("20610", (), FindingKind.CONTRADICTS_CHART, "no joint was injected"),
)
REFUSED = (
    NotReportable("H92.01", "pain is integral", FindingKind.SYMPTOM_WITH_DEFINITIVE),
    NotReportable("69209", "no irrigation"),
)


@pytest.mark.parametrize(
    ("claim", "kind", "remark", "explanation"),
    [
        pytest.param(
            a_claim(procedures=(VISIT,)), FindingKind.MISSED, "", "why 69210", id="missed: the key's reason, no remark"
        ),
        pytest.param(
            a_claim(("H6691", "H6121")),
            FindingKind.LESS_SPECIFIC,
            "the chart gives type and side",
            "why H66.001",
            id="a known mistake",
        ),
        pytest.param(a_claim(("H66002", "H6121")), FindingKind.WRONG_CODE, "", "why H66.001", id="an unknown mistake"),
        pytest.param(
            a_claim(("H66001", "H6121", "H9201")),
            FindingKind.SYMPTOM_WITH_DEFINITIVE,
            "pain is integral",
            "pain is integral",
            id="not reportable",
        ),
        pytest.param(
            a_claim(procedures=(replace(VISIT, modifiers=()), REMOVAL)),
            FindingKind.MODIFIER_MISSING,
            "needs 25",
            "why 99213",
            id="no modifier",
        ),
        pytest.param(
            a_claim(procedures=(replace(VISIT, modifiers=("57",)), REMOVAL)),
            FindingKind.MODIFIER_WRONG,
            "57 is for major surgery",
            "why 99213",
            id="exactly this modifier",
        ),
        pytest.param(
            a_claim(procedures=(replace(VISIT, modifiers=("24",)), REMOVAL)),
            FindingKind.MODIFIER_WRONG,
            "Entered: 24; right: 25.",
            "why 99213",
            id="a remark on other modifiers of the right code does not speak of these",
        ),
        pytest.param(
            a_claim(procedures=(replace(VISIT, code="99214", modifiers=()), REMOVAL)),
            FindingKind.EM_OVER,
            "two of three are not reached",
            "why 99213",
            id="a wrong code with other modifiers",
        ),
        pytest.param(
            a_claim(procedures=(VISIT, replace(REMOVAL, units=2))),
            FindingKind.UNITS,
            "one ear, one unit",
            "why 69210",
            id="a trap of units",
        ),
        pytest.param(
            a_claim(procedures=(replace(VISIT, code="99214"), REMOVAL)),
            FindingKind.EM_OVER,
            "two of three are not reached",
            "why 99213",
            id="another level",
        ),
        pytest.param(
            a_claim(procedures=(VISIT, replace(REMOVAL, pointers=(0,)))),
            FindingKind.POINTER,
            "It points to other diagnoses than the one that made it necessary.",
            "why 69210",
            id="a fault without a trap",
        ),
        pytest.param(
            a_claim(procedures=(VISIT, REMOVAL, ProcedureLine("20610"))),
            FindingKind.CONTRADICTS_CHART,
            "no joint was injected",
            "no joint was injected",
            id="not done",
        ),
    ],
)
def test_a_finding_has_the_remark_of_the_author_and_its_line_the_reason_of_the_key(
    claim: Claim, kind: FindingKind, remark: str, explanation: str
) -> None:
    grade = grade_claim(a_case_key(traps=TRAPS, not_reportable=REFUSED), claim)
    (line,) = [line for line in grade.lines if line.findings]
    (found,) = line.findings
    assert (found.kind, found.remark, line.explanation) == (kind, remark, explanation)


@pytest.mark.parametrize(
    ("line", "declared", "kinds"),
    [
        pytest.param(replace(VISIT, modifiers=("24",)), "global_included", ["global_included"], id="the author's name"),
        pytest.param(
            replace(VISIT, modifiers=("24",), units=2), "units", ["modifier_wrong", "units"], id="found there as well"
        ),
        pytest.param(replace(VISIT, pointers=(1,)), "units", ["pointer"], id="a wrong link is a wrong link"),
    ],
)
def test_the_author_names_a_line_unless_only_its_link_is_wrong(
    line: ProcedureLine, declared: str, kinds: list[str]
) -> None:
    trap = Trap(line.code, line.modifiers, FindingKind(declared), "a remark", line.units)
    grade = grade_claim(a_case_key(traps=(trap,)), a_claim(procedures=(line, REMOVAL)))
    (row,) = [row for row in grade.lines if row.findings]
    assert ([kind.value for kind in row.faults], row.findings[0].remark) == (kinds, "a remark")


def test_a_right_line_is_explained_by_the_reason_of_the_key() -> None:
    grade = grade_claim(a_case_key(traps=TRAPS, not_reportable=REFUSED), a_claim())
    assert [line.explanation for line in grade.lines] == ["why H66.001", "why H61.21", "why 99213", "why 69210"]
    assert [line.findings for line in grade.lines] == [()] * 4


def test_what_the_key_quotes_is_quoted_by_the_finding() -> None:
    grade = grade_claim(a_case_key(), a_claim(("H66002",), (replace(VISIT, modifiers=()),)))
    spans = [found.span for line in grade.lines for found in line.findings]
    assert spans == ["the chart on H66.001", "the chart on H61.21", "the chart on 99213", "the chart on 69210"]


MANY = a_case_key(
    traps=(
        Trap("H92.01", (), FindingKind.SYMPTOM_WITH_DEFINITIVE, "in place of the wax", instead_of="H61.21"),
        Trap("H92.01", (), FindingKind.UNSUPPORTED, "beside them"),
        Trap("H61.23", (), FindingKind.LATERALITY, "one ear only", instead_of="H61.21"),
        Trap("H61.21", (), FindingKind.SEQUENCING, "the infection first", place=1),
        Trap("H61.21", (), FindingKind.COMBINATION_MISSED, "the wax was treated", is_left_out=True),
        Trap("69210", ("50", "22"), FindingKind.MODIFIER_WRONG, "both at once", units=2, pointers=(1, 0)),
        Trap("69209", (), FindingKind.WRONG_CODE, "no water", instead_of="69210"),
    ),
    not_reportable=(NotReportable("92.504", "no microscope", FindingKind.UNBUNDLED),),
)


@pytest.mark.parametrize(
    ("code", "instead_of", "remark"),
    [
        pytest.param("H9201", "H61.21", "in place of the wax", id="what is said of it in that place"),
        pytest.param("H9201", "", "beside them", id="what is said of it beside all lines"),
        pytest.param("H9201", "H66001", "in place of the wax", id="in a third place: the first that is said"),
        pytest.param("H6123", "", "one ear only", id="said of another place, where nothing else is"),
        pytest.param("H6121", "", None, id="what is said of a place or an absence is not said of the code"),
        pytest.param("92504", "69210", "no microscope", id="not reportable, wherever it stands"),
        pytest.param("69210", "", "both at once", id="any line of that code"),
        pytest.param("R05", "", None, id="nothing is said"),
    ],
)
def test_a_remark_on_a_code_is_that_for_its_place_before_any_other(
    code: str, instead_of: str, remark: str | None
) -> None:
    found = remark_on_code(MANY, code, instead_of)
    assert (found and found[1]) == remark


@pytest.mark.parametrize(
    ("line", "is_meant"),
    [
        (ProcedureLine("69210", ("22", "50"), 2, (1, 0)), True),
        (ProcedureLine("69210", ("22", "50"), 2, (0, 1)), False),
        (ProcedureLine("69210", ("22", "50"), 1, (1, 0)), False),
        (ProcedureLine("69210", ("22",), 2, (1, 0)), False),
        (ProcedureLine("69200", ("22", "50"), 2, (1, 0)), False),
    ],
)
def test_a_remark_on_a_line_is_for_exactly_this_line(line: ProcedureLine, is_meant: bool) -> None:
    assert remark_on_line(MANY, line) == ((FindingKind.MODIFIER_WRONG, "both at once") if is_meant else None)


def test_a_remark_on_a_line_without_pointers_holds_wherever_it_points() -> None:
    assert remark_on_line(MANY, ProcedureLine("69209", pointers=(1,))) == (FindingKind.WRONG_CODE, "no water")


def test_absence_and_place_have_remarks_of_their_own() -> None:
    assert remark_on_absence(MANY, "H61.21") == (FindingKind.COMBINATION_MISSED, "the wax was treated")
    assert remark_on_absence(MANY, "H66001") is None
    assert remark_on_place(MANY, "H6121") == "the infection first"
    assert remark_on_place(MANY, "H66001") == ""


def test_only_a_trap_says_that_a_code_stands_for_another() -> None:
    assert stands_for(MANY, "H9201", "H6121")
    assert not stands_for(MANY, "H9201", "H66001")
    assert not stands_for(MANY, "92504", "69210")


@pytest.mark.parametrize(
    ("claim", "kind", "remark"),
    [
        pytest.param(a_claim(("H66001", "H9201")), "symptom_with_definitive", "in place of the wax", id="in the place"),
        pytest.param(a_claim(("H66001", "H6121", "H9201")), "unsupported", "beside them", id="beside all lines"),
        pytest.param(
            Claim(("H6121", "H66001"), (replace(VISIT, pointers=(1,)), replace(REMOVAL, pointers=(0,)))),
            "sequencing",
            "H66.001 stands before what depends on it.",
            id="in the wrong place: a remark on the one that was moved is not one on the other",
        ),
        pytest.param(
            a_claim(procedures=(VISIT, ProcedureLine("69209", pointers=(1,)))), "wrong_code", "no water", id="a service"
        ),
        pytest.param(
            a_claim(procedures=(VISIT, REMOVAL, ProcedureLine("92504", pointers=(1,)))),
            "unbundled",
            "no microscope",
            id="a service that is not reportable",
        ),
    ],
)
def test_a_report_has_these_remarks(claim: Claim, kind: str, remark: str) -> None:
    (found,) = [found for line in grade_claim(MANY, claim).lines for found in line.findings]
    assert (found.kind, found.remark) == (kind, remark)

"""The visits of a key against the rules of their levels."""

import pytest

from trainer.content.em_checks import trap_problem, visit_problems

MODERATE = {"problems": "moderate", "data": "limited", "risk": "moderate"}


@pytest.mark.parametrize(
    ("code", "elements", "status"),
    [
        ("99214", MODERATE, "established"),
        ("99204", MODERATE, "new"),
        ("99284", MODERATE, "not applicable"),
        ("99214", {}, "established"),
        ("12001", {}, "new"),
        ("99349", MODERATE, "established"),
        ("99344", MODERATE, "new"),
        ("99222", MODERATE, "established"),
    ],
)
def test_what_fits_has_no_problems(code: str, elements: dict[str, str], status: str) -> None:
    assert list(visit_problems(code, elements, status)) == []


@pytest.mark.parametrize(
    ("code", "elements", "status", "field", "message"),
    [
        ("99213", MODERATE, "established", "elements", "support 99214"),
        ("99284", {**MODERATE, "problems": "low"}, "new", "elements", "support 99283"),
        ("99204", MODERATE, "established", "code", "for a patient who is new; the facts say established"),
        ("99214", {**MODERATE, "risk": "severe"}, "established", "elements", "are problems, data and risk"),
        ("99214", {"problems": "moderate"}, "established", "elements", "are problems, data and risk"),
        ("99214", {**MODERATE, "time": "high"}, "established", "elements", "are problems, data and risk"),
        ("12001", MODERATE, "new", "elements", "has no levels"),
        ("99344", MODERATE, "established", "code", "for a patient who is new; the facts say established"),
        ("99349", MODERATE, "not applicable", "code", "for a patient who is established"),
        ("99348", MODERATE, "established", "elements", "support 99349"),
    ],
)
def test_what_does_not_fit_is_named(code: str, elements: dict[str, str], status: str, field: str, message: str) -> None:
    (problem,) = visit_problems(code, elements, status)
    assert problem[0] == field
    assert message in problem[1]


@pytest.mark.parametrize(
    ("code", "finding", "fits"),
    [
        ("99215", "em_over", True),
        ("99213", "em_under", True),
        ("99204", "em_category", True),
        ("99213", "em_over", False),
        ("99215", "em_under", False),
        ("99215", "em_category", False),
        ("99204", "em_over", False),
        ("12001", "em_category", False),
        ("99396", "em_category", True),
        ("99349", "em_category", True),
        ("99417", "em_category", False),
        ("12001", "unbundled", True),
    ],
)
def test_a_trap_about_a_level_declares_what_it_is(code: str, finding: str, fits: bool) -> None:
    assert (trap_problem(code, finding, ["99214", "12001"]) is None) is fits


def test_a_trap_about_a_level_needs_a_visit_in_the_key() -> None:
    assert "beside no visit" in str(trap_problem("99215", "em_over", ["12001"]))

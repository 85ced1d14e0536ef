"""What edits, code book and facts say of a service beside others."""

from datetime import date

import pytest

from tests.support.builders import a_context
from tests.support.edits import SomeEdits, a_limit, a_pair, an_add_on
from trainer.codebook.book import SqliteCodeBook
from trainer.domain.claims.case import PriorEncounter
from trainer.domain.claims.lines import ProcedureLine
from trainer.domain.codesets.edits import MueEdit
from trainer.domain.grading.services import (
    alone,
    bundled,
    exceeds,
    in_global_period,
    is_like_a_diagnosis,
    is_of_another_payer,
)

JUNE = date(2026, 6, 10)


def lines(text: str) -> list[ProcedureLine]:
    """`"99213-25 69210x2"`: codes with their modifiers and units."""
    found = []
    for each in text.split():
        written, _, units = each.partition("x")
        code, *modifiers = written.split("-")
        found.append(ProcedureLine(code, tuple(modifiers), int(units or 1)))
    return found


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("E1165", True),
        ("I10", True),
        ("99213", False),
        ("0001A", False),
        ("XYZ", False),
    ],
)
def test_a_diagnosis_among_the_services_is_recognized(code: str, expected: bool, book: SqliteCodeBook) -> None:
    assert is_like_a_diagnosis(code, a_context(book)) is expected


@pytest.mark.parametrize(("one", "other", "expected"), [("G2212", "99417", True), ("99417", "99418", False)])
def test_some_services_have_one_code_for_medicare_and_one_for_others(one: str, other: str, expected: bool) -> None:
    assert is_of_another_payer(one, other) is is_of_another_payer(other, one) is expected


@pytest.mark.parametrize(
    ("edits", "line", "beside", "says"),
    [
        pytest.param(a_pair("69210", "92504", 0), "92504", "69210", "no modifier lifts it", id="indicator 0"),
        pytest.param(a_pair("69210", "92504", 0), "92504-59", "69210", "no modifier lifts it", id="0, with 59"),
        pytest.param(a_pair("69210", "92504", 1), "92504", "69210", "a modifier may lift it", id="indicator 1"),
        pytest.param(a_pair("69210", "92504", 1), "92504-XS", "69210", "", id="1, lifted"),
        pytest.param(a_pair("69210", "92504", 1), "92504", "69210-RT", "", id="1, lifted on the other line"),
        pytest.param(a_pair("69210", "92504", 1), "92504-22", "69210", "a modifier may", id="1, another modifier"),
        pytest.param(a_pair("69210", "92504", 9), "92504", "69210", "", id="indicator 9: void"),
        pytest.param(a_pair("69210", "92504", 0), "69210", "92504", "", id="column one is paid"),
        pytest.param(a_pair("69210", "92504", 0), "92504", "99213", "", id="beside another service"),
        pytest.param(a_pair("69210", "92504", 0), "92504", "", "", id="beside none"),
        pytest.param(
            a_pair("69210", "92504", 0, date(2026, 7, 1)), "92504", "69210", "", id="not yet in force on the day"
        ),
        pytest.param(
            a_pair("69210", "92504", 0, ends=date(2026, 3, 31)), "92504", "69210", "", id="not in force any more"
        ),
    ],
)
def test_an_edit_denies_the_code_of_column_two(edits: SomeEdits, line: str, beside: str, says: str) -> None:
    found = bundled(lines(line)[0], lines(beside), a_context(edits=edits))
    assert (says in found) if says else found == ""
    assert not says or found.startswith("Part of 69210: NCCI edit in force since 2020-01-01")


@pytest.mark.parametrize(
    ("edits", "line", "above", "expected"),
    [
        pytest.param(a_limit("69210", 1), "69210x2", "", True, id="more than the limit"),
        pytest.param(a_limit("69210", 2), "69210x2", "", False, id="the limit"),
        pytest.param(a_limit("99213", 1), "69210x2", "", False, id="of another code"),
        pytest.param(SomeEdits(), "69210x99", "", False, id="no limit"),
        pytest.param(a_limit("69210", 1, setting="outpatient"), "69210x2", "", False, id="of hospitals"),
        pytest.param(a_limit("69210", 1, setting=""), "69210x2", "", True, id="of no setting in particular"),
        pytest.param(
            SomeEdits(mues=(("outpatient", MueEdit("69210", 1, 2, "")), ("practitioner", MueEdit("69210", 3, 2, "")))),
            "69210x2",
            "",
            False,
            id="the one of practitioners counts",
        ),
        pytest.param(a_limit("69210", 2, 1), "69210x2", "69210x2", False, id="adjudication 1: each line"),
        pytest.param(a_limit("69210", 2, 2), "69210", "69210x2", True, id="adjudication 2: the day"),
        pytest.param(a_limit("69210", 2, 3), "69210", "69210x2", True, id="adjudication 3: the day"),
        pytest.param(a_limit("69210", 2, 3), "69210", "99213x2", False, id="the day, other codes aside"),
    ],
)
def test_units_exceed_the_limit_of_line_or_day(edits: SomeEdits, line: str, above: str, expected: bool) -> None:
    assert exceeds(lines(line)[0], lines(above), a_context(edits=edits)) is expected


@pytest.mark.parametrize(
    ("edits", "line", "beside", "says"),
    [
        pytest.param(an_add_on("99292", "99291"), "99292", "99213", "beside 99291.", id="none of its primaries"),
        pytest.param(an_add_on("99292", "99291"), "99292", "99291", "", id="its primary"),
        pytest.param(an_add_on("11101", "11100", "11102"), "11101", "11102", "", id="one of its primaries"),
        pytest.param(an_add_on("11101", "11102", "11100"), "11101", "", "beside 11100, 11102.", id="in order"),
        pytest.param(
            an_add_on("15003", *(f"1500{number}" for number in (9, 8, 7, 6, 5, 4, 2))),
            "15003",
            "",
            "beside 15002, 15004, 15005, 15006, 15007, 15008 ….",
            id="many: six are enough to see",
        ),
        pytest.param(an_add_on("99292", kind=2), "99292", "", "", id="the contractor decides"),
        pytest.param(an_add_on("99292", "99291", kind=3), "99292", "", "", id="the contractor knows more"),
        pytest.param(an_add_on("99292", "99291", ends=date(2026, 1, 1)), "99292", "", "", id="not in force any more"),
        pytest.param(an_add_on("99292", "99291"), "99213", "", "", id="no add-on"),
    ],
)
def test_an_add_on_goes_beside_a_primary(edits: SomeEdits, line: str, beside: str, says: str) -> None:
    found = alone(lines(line)[0], lines(beside), a_context(edits=edits))
    assert found == (f"An add-on code, reported only {says}" if says else "")


@pytest.mark.parametrize(
    ("code", "prior", "is_in"),
    [
        pytest.param("99213", PriorEncounter(date(2026, 6, 1), "repair", "12002", 10), True, id="within ten days"),
        pytest.param("99213", PriorEncounter(date(2026, 5, 31), "repair", "12002", 10), True, id="on the tenth day"),
        pytest.param("99213", PriorEncounter(date(2026, 5, 30), "repair", "12002", 10), False, id="on the eleventh"),
        pytest.param("99213", PriorEncounter(date(2026, 3, 12), "fusion", "22612", 90), True, id="on the 90th day"),
        pytest.param("99213", PriorEncounter(JUNE, "repair", "12002", 10), True, id="on the day itself"),
        pytest.param("99213", PriorEncounter(date(2026, 6, 1), "a visit"), False, id="no operation"),
        pytest.param("99024", PriorEncounter(date(2026, 6, 1), "repair", "12002", 10), True, id="99024"),
        pytest.param("69210", PriorEncounter(date(2026, 6, 1), "repair", "12002", 10), False, id="no visit"),
        pytest.param(
            "99213",
            PriorEncounter(date(2026, 6, 1), "repair", "12002", 10, is_same_specialty=False),
            False,
            id="of another specialty",
        ),
    ],
)
def test_a_visit_belongs_to_an_operation_for_its_global_days(code: str, prior: PriorEncounter, is_in: bool) -> None:
    found = in_global_period(code, a_context(prior_encounters=(prior,), date_of_service=JUNE))
    assert found == (f"Within the {prior.global_days} days of {prior.service} on {prior.on}." if is_in else "")

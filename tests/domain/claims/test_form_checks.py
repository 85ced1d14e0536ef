from collections.abc import Iterable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.claim_forms import DAY, NPI_HOSPITAL, NPI_REFERRING, a_form
from trainer.domain.claims.cms1500 import ITEMS, ORDER
from trainer.domain.claims.form_checks import check_form
from trainer.domain.claims.form_values import FormProblem, ProblemKind
from trainer.domain.claims.professional import Profile

M, C, D, T, W = Profile
MISSING, UNWANTED, FORMAT, DISAGREES, UNKNOWN = (
    ProblemKind.MISSING,
    ProblemKind.NOT_WANTED,
    ProblemKind.FORMAT,
    ProblemKind.DISAGREES,
    ProblemKind.UNKNOWN,
)
LINE_TWO = {
    "24.2.from": "03/10/2026",
    "24.2.place": "11",
    "24.2.code": "99213",
    "24.2.pointers": "B",
    "24.2.charge": "90.00",
    "24.2.units": "1",
    "24.2.rendering": NPI_HOSPITAL,
    "28": "300.00",
}
SECOND = {"11": "G77", "11c": "Brass Mill Plan", "4": "SAME", "7.street": "SAME"}
ELSEWHERE = {"7.street": "1 Oak St", "7.city": "Troy", "7.state": "OH", "7.zip": "45373"}
SPOUSE = {"6": "spouse", "4": "Diaz, Rosa", "11a.born": "05/06/1953", "11a.sex": "F", **ELSEWHERE}
REFERRED = {"17.qualifier": "DK", "17": "Ben Okafor MD", "17b": NPI_REFERRING}
HOSPITAL = {
    "32.name": "Hill Hospital",
    "32.street": "1 Hill Rd",
    "32.city": "Troy",
    "32.state": "OH",
    "32.zip": "45373",
}

SNIPPETS = st.sampled_from(("", "A", "12", "yes", "SAME", "03/09/2026"))


def checked(profile: Profile, changes: dict[str, str], on: date = DAY) -> tuple[FormProblem, ...]:
    return check_form(a_form(profile, changes), profile, on)


def named(problems: Iterable[FormProblem]) -> list[tuple[str, ProblemKind]]:
    return [(problem.item, problem.kind) for problem in problems]


@pytest.mark.parametrize(
    ("profile", "changes"),
    [
        *((profile, {}) for profile in Profile),
        (M, SECOND),
        (M, SECOND | SPOUSE),
        (M, {"9": "SAME", "9a": "MG X1", "9d": "55123", "13": "SOF"}),
        (M, {"24.1.place": "12", "32.name": ""}),
        (M, {"10b": "yes", "10b.state": "OH"}),
        (M, {"24.1.code": "98941", "14": "02/20/2026"}),
        (M, {"24.1.code": "81003", "24.1.modifiers": "QW", "23": "36D0123456", **REFERRED}),
        (M, {"24.1.code": "81003", "24.1.place": "81", "24.1.rendering": "", "23": "36D0123456", **REFERRED}),
        (M, {"33b": "ZZ207Q00000X", "32b": "G2X1"}),
        (M, {"24.1.code": "85025", "23": "36D0123456", **REFERRED}),
        (M, {"24.1.code": "85060", "24.1.modifiers": "26", **REFERRED}),
        (M, {"24.1.code": "77067"}),
        (C, LINE_TWO),
        (C, SPOUSE),
        (C, {"6": "", "11d": ""}),
        (C, {"24.1.place": "24", "24.1.rendering": ""}),
        (C, {"24.1.code": "E0601", "24.1.rendering": ""}),
        (C, {"33.name": "Ann Fox DC", "24.1.rendering": ""}),
        (C, {"33.name": "Ann Fox PT", "24.1.rendering": ""}),
        (C, {"25": "123-45-6789", "25.kind": "SSN"}),
        (C, {"25": "123456789", "25.kind": "SSN"}),
        (C, {"29": "210 00", "24.1.charge": "210 00", "24.1.from": "03 09 26"}),
        (C, {"14": "03/09/2026", "14.qualifier": "431"}),
        (C, {"17a.qualifier": "G2", "17a": "X99", **REFERRED}),
        (C, {"11d": "yes", "9": "Diaz, Rosa", "9a": "P-1", "9d": "Plan B"}),
        (C, {"10b": "yes", "10b.state": "OH", "14": "03/01/2026", "14.qualifier": "431"}),
        (C, {"10c": "yes", "15": "03/01/2026", "15.qualifier": "439"}),
        (C, {"16.from": "03/09/2026", "16.through": "04/09/2026"}),
        (C, {"24.1.place": "21", "18.from": "03/08/2026", **HOSPITAL}),
        (C, {"20": "yes", "20.charges": "20.00", **HOSPITAL}),
        (C, {"22.code": "7", "22.reference": "ICN5"}),
        (C, {"12": "Luis Diaz", "12.date": "03/09/2026"}),
        (C, {"33.name": "Mara Lindt MD", "24.1.rendering": ""}),
        (C, {"24.1.pointers": "BA", "24.1.modifiers": "25 59"}),
        (C, {"24.1.from": "2026-03-09", "24.1.through": "03 09 2026"}),
        (C, {"1": "Other"}),
        (D, {"24.1.code": "J1885", "24.1.shaded": "N400026064871 ML2.5"}),
        (D, {"24.1.epsdt": "ST", "24.1.qualifier": "ZZ", "24.1.other": "207Q00000X", "33b": "ZZ207Q00000X"}),
        (D, {"24.1.epsdt": "N", "24.1.qualifier": "G2", "24.1.other": "12345"}),
        (T, {"1": "champva"}),
        (W, {"1": "feca"}),
    ],
)
def test_a_clean_form_has_no_problems(profile: Profile, changes: dict[str, str]) -> None:
    assert checked(profile, changes) == ()


@pytest.mark.parametrize(
    ("profile", "changes", "expected"),
    [
        (M, {"11": ""}, [("11", MISSING)]),
        (M, {"4": "Diaz, Rosa"}, [("6", DISAGREES), ("4", UNWANTED)]),
        (M, {"4": "SAME", "7.street": "SAME"}, [("4", UNWANTED), ("7.street", UNWANTED)]),
        (M, {"11": "G77"}, [(item, MISSING) for item in ("4", *ELSEWHERE, "11c")]),
        (M, {"11d": "no"}, [("11d", UNWANTED)]),
        (M, {"14": "03/01/2026", "14.qualifier": "431"}, [("14.qualifier", UNWANTED)]),
        (M, {"15": "03/01/2026", "15.qualifier": "454"}, [("15", UNWANTED), ("15.qualifier", UNWANTED)]),
        (M, {"22.code": "7", "22.reference": "X"}, [("22.code", UNWANTED), ("22.reference", UNWANTED)]),
        (M, {"24.1.pointers": "AB"}, [("24.1.pointers", DISAGREES)]),
        (M, {"24.1.epsdt": "Y"}, [("24.1.epsdt", UNWANTED)]),
        (M, {"27": ""}, [("27", MISSING)]),
        (M, {"1a": "0EG4TE5MK73"}, [("1a", FORMAT)]),
        (M, {"9a": "MG X1"}, [("9", MISSING), ("9d", MISSING), ("13", MISSING)]),
        (M, {"32.zip": ""}, [("32.zip", MISSING)]),
        (M, {"24.1.place": "12", **dict.fromkeys(HOSPITAL, "")},
            [(item, MISSING) for item in HOSPITAL if item != "32.name"]),
        (M, {"24.1.code": "98941"}, [("14", MISSING)]),
        (M, {"24.1.code": "78452"}, [("17.qualifier", MISSING), ("17", MISSING), ("17b", MISSING)]),
        (M, {"24.1.code": "81003", "24.1.modifiers": "QW", **REFERRED}, [("23", MISSING)]),
        (M, {"17a.qualifier": "G2", "17a": "X9"}, [("17a.qualifier", UNWANTED), ("17a", UNWANTED)]),
        (M, {"24.1.qualifier": "ZZ", "24.1.other": "207Q00000X"},
            [("24.1.qualifier", UNWANTED), ("24.1.other", UNWANTED)]),
        (M, {"24.1.code": "71046"}, [("17.qualifier", MISSING), ("17", MISSING), ("17b", MISSING)]),
        (M, {"24.1.code": "85025", **REFERRED}, [("23", MISSING)]),
        (C, {"11d": "yes"}, [("9", MISSING), ("9a", MISSING), ("9d", MISSING)]),
        (C, {"9a": "P-1"}, [("9a", UNWANTED)]),
        (C, {"10b": "yes"}, [("10b.state", MISSING), ("14", MISSING)]),
        (C, {"10b.state": "OH"}, [("10b.state", UNWANTED)]),
        (C, {"14": "03/01/2026"}, [("14.qualifier", MISSING)]),
        (C, {"15": "03/01/2026"}, [("15.qualifier", MISSING)]),
        (C, {"17": "Ben Okafor MD"}, [("17.qualifier", MISSING), ("17b", MISSING)]),
        (C, {"17.qualifier": "XX", "17": "Ben Okafor", "17b": NPI_REFERRING}, [("17.qualifier", FORMAT)]),
        (C, {"17a": "X9"}, [("17a.qualifier", MISSING)]),
        (C, {"17a.qualifier": "G2"}, [("17a", MISSING)]),
        (C, {"24.1.other": "X9"}, [("24.1.qualifier", MISSING)]),
        (C, {"24.1.qualifier": "G2"}, [("24.1.other", MISSING)]),
        (C, {"24.1.qualifier": "ZZ", "24.1.other": "207Q"}, [("24.1.other", DISAGREES)]),
        (C, {"33b": "207Q00000X"}, [("33b", FORMAT)]),
        (C, {"33b": "G2" + "X" * 20}, [("33b", FORMAT)]),
        (C, {"6": "", "4": "SAME"}, [("6", MISSING)]),
        (T, {"6": "", "11d": ""}, [("6", MISSING), ("11d", MISSING)]),
        (C, {"9": "Diaz, Rosa", "9a": "P-1", "9d": "Plan B", "11d": ""},
            [("11d", MISSING), ("9", UNWANTED), ("9a", UNWANTED), ("9d", UNWANTED)]),
        (C, {"24.1.place": "24"}, [(item, MISSING) for item in HOSPITAL]),
        (C, {"29": "210.01"}, [("29", DISAGREES)]),
        (C, {"3.born": "05/04/0070"}, [("3.born", DISAGREES)]),
        (C, {"3.born": "05/04/1750"}, [("3.born", DISAGREES)]),
        (C, {"3.born": "04 02 51"}, [("3.born", FORMAT)]),
        (C, {"14": "03/10/2026", "14.qualifier": "431"}, [("14", DISAGREES)]),
        (C, {"25": "123-45-6789"}, [("25", DISAGREES)]),
        (C, {"25.kind": "SSN"}, [("25", DISAGREES)]),
        (C, {"24.1.place": "21", "18.from": "03/10/2026", **HOSPITAL}, [("18.from", DISAGREES)]),
        (C, {"6": "spouse"}, [(item, MISSING) for item in ("4", "7.street", "7.city", "7.state", "7.zip")]
            + [("11a.born", MISSING), ("11a.sex", MISSING)]),
        (C, {"6": "self", "4": "Diaz, Rosa"}, [("6", DISAGREES)]),
        (C, {"12": "Luis Diaz"}, [("12.date", MISSING)]),
        (C, {"24.1.place": "21", **HOSPITAL}, [("18.from", MISSING)]),
        (C, {"24.1.place": "22"}, [(item, MISSING) for item in HOSPITAL]),
        (C, {"20": "no", "20.charges": "5.00"}, [("20.charges", UNWANTED)]),
        (C, {"22.code": "7"}, [("22.reference", MISSING)]),
        (C, {"22.code": "1"}, [("22.code", FORMAT), ("22.reference", MISSING)]),
        (C, {"24.1.rendering": ""}, [("24.1.rendering", MISSING)]),
        (C, {"24.1.rendering": "1234567890"}, [("24.1.rendering", FORMAT)]),
        (C, {"32a": "12"}, [("32a", FORMAT)]),
        (C, {"3.born": "02/30/1951"}, [("3.born", FORMAT)]),
        (C, {"3.born": "04/02/2051"}, [("3.born", DISAGREES)]),
        (C, {"3.born": "03/10/2026"}, [("3.born", DISAGREES)]),
        (C, {"31.date": "03/08/2026"}, [("31.date", DISAGREES)]),
        (C, {"24.1.from": "03/21/2026", "24.1.through": "03/21/2026"},
            [("24.1.from", DISAGREES), ("24.1.through", DISAGREES), ("31.date", DISAGREES)]),
        (C, {"24.1.through": "03/08/2026"}, [("24.1.through", DISAGREES)]),
        (C, {"16.through": "03/09/2026"}, [("16.from", MISSING)]),
        (C, {"24.1.place": "28"}, [("24.1.place", FORMAT)]),
        (C, {"24.1.code": "9921"}, [("24.1.code", FORMAT)]),
        (C, {"24.1.units": "-1"}, [("24.1.units", FORMAT)]),
        (C, {"24.1.units": "1.5"}, [("24.1.units", FORMAT)]),
        (C, {"24.1.modifiers": "25 5"}, [("24.1.modifiers", FORMAT)]),
        (C, {"24.1.modifiers": "25 25"}, [("24.1.modifiers", DISAGREES)]),
        (C, {"24.1.pointers": "C"}, [("24.1.pointers", DISAGREES)]),
        (C, {"24.1.pointers": "ABAB"}, [("24.1.pointers", FORMAT)]),
        (C, {"24.1.charge": "1,200.00"}, [("24.1.charge", FORMAT)]),
        (C, {"28": "201.00"}, [("28", DISAGREES)]),
        (C, {"28": ""}, [("28", MISSING)]),
        (C, {"21.A": ""}, [("21.A", MISSING), ("24.1.pointers", DISAGREES)]),
        (C, {"21.B": "", "21.C": "E11.9", "21.D": "I25.10"}, [("21.C", DISAGREES)]),
        (C, {"21.C": "e119"}, [("21.C", DISAGREES)]),
        (C, {"21.B": "diabetes"}, [("21.B", FORMAT)]),
        (C, {item.replace("24.2", "24.3"): text for item, text in LINE_TWO.items()}, [("24.3.code", DISAGREES)]),
        (C, LINE_TWO | {"24.2.units": ""}, [("24.2.units", MISSING)]),
        (C, LINE_TWO | {"24.2.charge": ""}, [("24.2.charge", MISSING)]),
        (C, {"1": "medicare"}, [("1", DISAGREES)]),
        (C, {"5.zip": "430"}, [("5.zip", FORMAT)]),
        (C, {"23": "36D12"}, [("23", FORMAT)]),
        (C, {"26": "A-1042-2026-000001"}, [("26", FORMAT)]),
        (C, {"1a": "x" * 30, "33.name": "x" * 41}, [("1a", FORMAT), ("33.name", FORMAT)]),
        (C, {"4": "Luis Diaz"}, [("4", FORMAT)]),
        (C, {"8": "x", "zz": "y", "9b": " "}, [("8", UNKNOWN), ("zz", UNKNOWN)]),
        (D, {"24.1.code": "J1885"}, [("24.1.shaded", MISSING)]),
        (T, {"1a": "1234567890"}, [("1a", FORMAT)]),
        (W, {"10a": "no"}, [("10a", DISAGREES)]),
        (W, {"4": "", "14": "", "14.qualifier": ""}, [("4", MISSING), ("14", MISSING)]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_form_is_named_in_form_order(
    profile: Profile, changes: dict[str, str], expected: list[tuple[str, ProblemKind]]
) -> None:
    assert named(checked(profile, changes)) == sorted(expected, key=lambda each: ORDER.get(each[0], len(ORDER)))


def test_an_empty_form_lacks_one_line_and_no_more() -> None:
    problems = check_form({}, Profile.COMMERCIAL, DAY)
    assert {kind for _, kind in named(problems)} == {MISSING}
    assert [item for item, _ in named(problems) if item.startswith("24.")] == [
        f"24.1.{part}" for part in ("from", "place", "code", "pointers", "charge", "units")
    ]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"28": "201.00"}, "Item 28 (total charge) says $201.00, the lines add up to $210.00: correct the total."),
        (
            {"24.1.rendering": ""},
            "Item 24J, line 1 (rendering provider's NPI) is empty: needed when item 33 names a group.",
        ),
        ({"33a": ""}, "Item 33a (billing provider's NPI) is empty: this payer needs it on every claim."),
        (
            {"9a": "P-1"},
            "Item 9a (other insured's policy or group number) is filled, but it is needed after a yes in 11d, and only "
            "then. Leave it empty or correct what it depends on.",
        ),
        (
            {"24.1.units": "-1"},
            "Item 24G, line 1 (days or units): “-1” is negative: units count what was done, 1 or more.",
        ),
    ],
)
def test_a_problem_is_a_sentence_that_says_what_to_do(changes: dict[str, str], sentence: str) -> None:
    assert [problem.message for problem in checked(C, changes)] == [sentence]


def test_the_day_of_sending_decides_what_lies_ahead() -> None:
    assert checked(C, {}, date(2026, 3, 12)) == ()
    assert named(checked(C, {}, date(2026, 3, 11))) == [("31.date", DISAGREES)]


@given(
    st.dictionaries(st.sampled_from(list(ITEMS)), SNIPPETS | st.text(max_size=6), max_size=10),
    st.sampled_from(Profile),
)
def test_any_form_can_be_checked_and_is_not_blamed_twice_for_one_thing(
    changes: dict[str, str], profile: Profile
) -> None:
    problems = checked(profile, changes)
    assert len(set(named(problems))) == len(problems)
    places = [ORDER[problem.item] for problem in problems]
    assert places == sorted(places)
    assert all(problem.message.endswith((".", "?")) for problem in problems)

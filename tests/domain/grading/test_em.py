"""Levels of visits; expectations from the rules named in trainer/domain/grading/em.py, not from its output."""

from datetime import date
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.domain.grading.em import (
    Category,
    Complexity,
    DecisionMaking,
    are_other_kinds,
    category_of,
    code_by_decision_making,
    code_by_time,
    complexity_named,
    fits_place,
    is_new_patient,
    is_visit,
    levels_between,
    supported_code,
)

S, L, M, H = Complexity
COMPLEXITIES = st.sampled_from(Complexity)
MADE = st.builds(DecisionMaking, COMPLEXITIES, COMPLEXITIES, COMPLEXITIES)


@pytest.mark.parametrize(
    ("elements", "level"),
    [
        ((S, S, H), S),
        ((S, L, H), L),
        ((L, L, M), L),
        ((M, L, M), M),
        ((M, M, H), M),
        ((H, S, H), H),
        ((S, M, H), M),
    ],
)
def test_two_of_three_elements_decide_whichever_they_are(elements: tuple[Complexity, ...], level: Complexity) -> None:
    for problems, data, risk in permutations(elements):
        assert DecisionMaking(problems, data, risk).level is level


@pytest.mark.parametrize(
    ("category", "codes"),
    [
        (Category.OFFICE_NEW, ["99202", "99203", "99204", "99205"]),
        (Category.OFFICE_ESTABLISHED, ["99212", "99213", "99214", "99215"]),
        (Category.HOSPITAL_INITIAL, ["99221", "99221", "99222", "99223"]),
        (Category.HOSPITAL_SUBSEQUENT, ["99231", "99231", "99232", "99233"]),
        (Category.HOSPITAL_SAME_DAY, ["99234", "99234", "99235", "99236"]),
        (Category.EMERGENCY, ["99282", "99283", "99284", "99285"]),
        (Category.HOME_NEW, ["99341", "99342", "99344", "99345"]),
        (Category.HOME_ESTABLISHED, ["99347", "99348", "99349", "99350"]),
    ],
)
def test_decision_making_gives_the_code_of_each_category(category: Category, codes: list[str]) -> None:
    assert [code_by_decision_making(category, DecisionMaking(each, each, each)) for each in Complexity] == codes


@pytest.mark.parametrize(
    ("category", "minutes", "code"),
    [
        (Category.OFFICE_NEW, 14, None),
        (Category.OFFICE_NEW, 15, "99202"),
        (Category.OFFICE_NEW, 29, "99202"),
        (Category.OFFICE_NEW, 30, "99203"),
        (Category.OFFICE_NEW, 45, "99204"),
        (Category.OFFICE_NEW, 59, "99204"),
        (Category.OFFICE_NEW, 60, "99205"),
        (Category.OFFICE_ESTABLISHED, 9, None),
        (Category.OFFICE_ESTABLISHED, 10, "99212"),
        (Category.OFFICE_ESTABLISHED, 20, "99213"),
        (Category.OFFICE_ESTABLISHED, 39, "99214"),
        (Category.OFFICE_ESTABLISHED, 40, "99215"),
        (Category.HOSPITAL_INITIAL, 39, None),
        (Category.HOSPITAL_INITIAL, 54, "99221"),
        (Category.HOSPITAL_INITIAL, 75, "99223"),
        (Category.HOSPITAL_SUBSEQUENT, 35, "99232"),
        (Category.HOSPITAL_SUBSEQUENT, 50, "99233"),
        (Category.HOSPITAL_SAME_DAY, 69, "99234"),
        (Category.HOSPITAL_SAME_DAY, 85, "99236"),
        (Category.EMERGENCY, 180, None),
        (Category.HOME_NEW, 14, None),
        (Category.HOME_NEW, 15, "99341"),
        (Category.HOME_NEW, 30, "99342"),
        (Category.HOME_NEW, 59, "99342"),  # 99343 was deleted
        (Category.HOME_NEW, 60, "99344"),
        (Category.HOME_NEW, 75, "99345"),
        (Category.HOME_ESTABLISHED, 19, None),
        (Category.HOME_ESTABLISHED, 20, "99347"),
        (Category.HOME_ESTABLISHED, 30, "99348"),
        (Category.HOME_ESTABLISHED, 40, "99349"),
        (Category.HOME_ESTABLISHED, 59, "99349"),
        (Category.HOME_ESTABLISHED, 60, "99350"),
    ],
)
def test_time_meets_or_exceeds_the_minimum_of_the_code(category: Category, minutes: int, code: str | None) -> None:
    assert code_by_time(category, minutes) == code


def test_the_higher_of_decision_making_and_time_is_supported() -> None:
    low = DecisionMaking(L, L, M)
    assert supported_code(Category.OFFICE_ESTABLISHED, low) == "99213"
    assert supported_code(Category.OFFICE_ESTABLISHED, low, 41) == "99215"
    assert supported_code(Category.OFFICE_ESTABLISHED, low, 5) == "99213"
    assert supported_code(Category.EMERGENCY, low, 300) == "99283"


@given(st.sampled_from(Category), MADE, MADE)
def test_more_complex_elements_never_give_a_lower_code(
    category: Category, one: DecisionMaking, two: DecisionMaking
) -> None:
    more = DecisionMaking(max(one.problems, two.problems), max(one.data, two.data), max(one.risk, two.risk))
    assert code_by_decision_making(category, more) >= code_by_decision_making(category, one)


@pytest.mark.parametrize(
    ("entered", "wanted", "levels"),
    [
        ("99214", "99213", 1),
        ("99213", "99215", -2),
        ("99285", "99285", 0),
        ("99204", "99214", None),
        ("99222", "99232", None),
        ("12001", "99213", None),
        ("99213", "G2211", None),
        ("99344", "99342", 1),
        ("99350", "99347", 3),
        ("99341", "99347", None),
    ],
)
def test_levels_are_counted_within_a_category(entered: str, wanted: str, levels: int | None) -> None:
    assert levels_between(entered, wanted) == levels


def test_the_category_stands_in_the_code() -> None:
    assert category_of("99283") is Category.EMERGENCY
    assert category_of("99417") is None


@pytest.mark.parametrize(
    ("last_seen", "is_new"),
    [
        (None, True),
        (date(2023, 3, 4), True),
        (date(2023, 3, 5), True),
        (date(2023, 3, 6), False),
        (date(2026, 3, 4), False),
    ],
)
def test_a_patient_is_new_again_after_three_full_years(last_seen: date | None, is_new: bool) -> None:
    assert is_new_patient(last_seen, date(2026, 3, 5)) is is_new


def test_three_years_after_a_leap_day_end_on_the_first_of_march() -> None:
    assert not is_new_patient(date(2024, 2, 29), date(2027, 2, 28))
    assert is_new_patient(date(2024, 2, 29), date(2027, 3, 1))


@pytest.mark.parametrize(
    ("word", "meant"),
    [("Limited", L), ("minimal", S), (" extensive ", H), ("moderate", M), ("severe", None), ("", None)],
)
def test_the_words_of_the_elements_are_known(word: str, meant: Complexity | None) -> None:
    assert complexity_named(word) is meant


@pytest.mark.parametrize(
    ("category", "fits", "does_not_fit"),
    [
        pytest.param(Category.OFFICE_NEW, "11 19 20 22 02 10 23", "12 13 21 31 32 51 61", id="office, new"),
        pytest.param(Category.OFFICE_ESTABLISHED, "11 22 50 72", "12 14 33 55 21", id="office, established"),
        pytest.param(Category.HOSPITAL_INITIAL, "21 22 23 51 61", "11 12 20 31", id="hospital, initial"),
        pytest.param(Category.HOSPITAL_SUBSEQUENT, "21 22", "11 12", id="hospital, subsequent"),
        pytest.param(Category.HOSPITAL_SAME_DAY, "21 22 23", "11 12", id="hospital, same day"),
        pytest.param(Category.EMERGENCY, "23", "11 20 21 22", id="emergency department"),
        pytest.param(Category.HOME_NEW, "04 12 13 14 16 33 55", "11 21 23 31 32", id="home, new"),
        pytest.param(Category.HOME_ESTABLISHED, "12 13", "11 31", id="home, established"),
    ],
)
def test_visits_of_a_category_are_given_in_their_places(category: Category, fits: str, does_not_fit: str) -> None:
    """Places of service as in the CMS list: 11 office, 12 home, 20 urgent care, 21 inpatient hospital, 22 outpatient
    hospital, 23 emergency room, 31 and 32 nursing facility."""
    assert [place for place in fits.split() if not fits_place(category, place)] == []
    assert [place for place in does_not_fit.split() if fits_place(category, place)] == []


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("99202", True),
        ("99213", True),
        ("99291", True),
        ("99396", True),
        ("99499", True),
        ("99417", False),  # time added to a visit
        ("99292", False),
        ("99201", False),  # deleted in 2021
        ("99500", False),
        ("9921", False),
        ("G2211", False),
        ("0002F", False),
    ],
)
def test_visits_are_services_in_their_own_right(code: str, expected: bool) -> None:
    assert is_visit(code) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("99203", "99213", True),
        ("99213", "99214", False),
        ("99213", "99396", True),
        ("99386", "99396", True),
        ("99395", "99396", False),
        ("99349", "99214", True),
        ("99291", "99285", True),
        ("99213", "69210", False),
        ("69210", "99213", False),
        ("99213", "99417", False),
    ],
)
def test_visits_are_of_other_kinds_or_levels_of_one(one: str, other: str, expected: bool) -> None:
    assert are_other_kinds(one, other) is are_other_kinds(other, one) is expected

"""What a certification takes in money and months."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.domain.careers.calculator import (
    WEEKS_A_MONTH,
    Assumptions,
    BreakEven,
    Cost,
    Course,
    NoGain,
    NotAsked,
    Reckoning,
    Wages,
    reckon,
)

ALONE = Assumptions(
    exam_cents=42_500,
    membership_cents_a_year=22_200,
    books_cents=None,
    course=None,
    study_hours=200,
    hours_a_week=10,
    lost_cents_a_month=0,
    search_months=3,
    wages=None,
)
COURSE = Course(105_000, 16, covers_exam=True, covers_books=True)
RAISE = Wages(now_cents=3_300_000, first_cents=4_020_000, kept_percent=75)


def bill(result: Reckoning) -> dict[str, int | None]:
    return {cost.name: cost.cents for cost in result.costs}


def test_on_ones_own_the_hours_decide():
    result = reckon(ALONE)
    assert result == Reckoning(
        (Cost("Exam", 42_500), Cost("Membership", 22_200, "1 year"), Cost("Books", None, "no price entered")),
        total_cents=64_700,
        study_months=Fraction(47, 10),  # 20 weeks of 52/12 are 4.615… months
        membership_years=1,
        until_work_months=Fraction(77, 10),
        back=NotAsked(),
    )


def test_a_course_takes_as_long_as_it_runs_or_as_the_hours_need():
    quick = replace(ALONE, course=COURSE, hours_a_week=40)
    assert reckon(quick).study_months == Fraction(37, 10)  # 16 weeks are 3.69… months
    assert reckon(replace(quick, hours_a_week=10)).study_months == Fraction(47, 10)


@pytest.mark.parametrize(
    ("covers_exam", "covers_books", "exam", "books", "total"),
    [
        (True, True, 0, 0, 127_200),
        (True, False, 0, 30_000, 157_200),
        (False, True, 42_500, 0, 169_700),
        (False, False, 42_500, 30_000, 199_700),
    ],
)
def test_what_the_price_of_a_course_covers_is_not_paid_twice(covers_exam, covers_books, exam, books, total):
    course = replace(COURSE, covers_exam=covers_exam, covers_books=covers_books)
    result = reckon(replace(ALONE, course=course, books_cents=30_000))
    assert bill(result) == {"Exam": exam, "Membership": 22_200, "Books": books, "Course": 105_000}
    assert result.total_cents == total


def test_membership_is_due_for_each_year_begun_until_the_first_day_of_work():
    at_once = replace(ALONE, search_months=0)
    result = reckon(replace(at_once, study_hours=520, hours_a_week=10))  # 52 weeks: one year to the day
    assert (result.membership_years, result.study_months) == (1, 12)
    assert reckon(replace(ALONE, search_months=7)).membership_years == 1  # 4.6… and 7 months
    assert reckon(replace(ALONE, search_months=8)).membership_years == 2
    result = reckon(replace(at_once, study_hours=521, hours_a_week=10))
    assert (result.membership_years, result.study_months) == (2, Fraction(121, 10))
    assert Cost("Membership", 44_400, "2 years") in result.costs


def test_pay_that_is_given_up_counts_for_the_months_of_study_cents_upward():
    result = reckon(replace(ALONE, lost_cents_a_month=10_000))
    assert bill(result)["Pay given up while studying"] == 46_154  # 4.61538… months


def test_the_money_is_back_after_whole_months_of_the_new_wage():
    result = reckon(replace(ALONE, wages=RAISE))
    # 75 % of $7,200 is $5,400 a year, less $222 of membership: $431.50 a month; $647 needs two of them.
    assert result.back == BreakEven(43_150, 2, Fraction(97, 10))
    exactly = reckon(replace(ALONE, membership_cents_a_year=0, exam_cents=45_000, wages=RAISE))
    assert exactly.back == BreakEven(45_000, 1, Fraction(87, 10))


@pytest.mark.parametrize(
    ("wages", "loss"),
    [
        (Wages(4_020_000, 4_020_000, 75), 1_850),  # no raise: only the membership
        (Wages(4_140_000, 4_020_000, 75), 11_850),  # a lower wage is lost whole
        (Wages(4_020_000, 4_049_600, 75), 0),  # the raise is the membership
    ],
)
def test_where_nothing_is_left_over_the_money_does_not_come_back(wages, loss):
    assert reckon(replace(ALONE, wages=wages)).back == NoGain(loss)


def test_a_gain_of_cents_comes_too_late_for_any_working_life():
    free = replace(ALONE, membership_cents_a_year=0, wages=Wages(0, 1_200, 100))  # a dollar a month
    in_time, too_late = (reckon(replace(free, exam_cents=cents)).back for cents in (60_000, 60_001))
    assert isinstance(in_time, BreakEven)
    assert isinstance(too_late, BreakEven)
    assert (in_time.months_of_work, in_time.is_too_late) == (600, False)
    assert (too_late.months_of_work, too_late.is_too_late) == (601, True)


def test_what_costs_nothing_is_back_at_once():
    free = replace(ALONE, exam_cents=0, membership_cents_a_year=0, wages=RAISE)
    assert reckon(free).back == BreakEven(45_000, 0, Fraction(77, 10))


@pytest.mark.parametrize("hours", [{"hours_a_week": 0}, {"study_hours": 0}])
def test_somebody_who_studies_no_hours_never_finishes(hours):
    with pytest.raises(ValueError, match="never finishes"):
        replace(ALONE, **hours)


CENTS = st.integers(0, 10_000_000)
COURSES = st.builds(
    Course, cents=CENTS, weeks=st.integers(1, 208), covers_exam=st.booleans(), covers_books=st.booleans()
)
WAGES = st.builds(Wages, now_cents=CENTS, first_cents=CENTS, kept_percent=st.integers(1, 100))
ASSUMPTIONS = st.builds(
    Assumptions,
    exam_cents=CENTS,
    membership_cents_a_year=CENTS,
    books_cents=st.none() | CENTS,
    course=st.none() | COURSES,
    study_hours=st.integers(1, 5_000),
    hours_a_week=st.integers(1, 80),
    lost_cents_a_month=CENTS,
    search_months=st.integers(0, 60),
    wages=st.none() | WAGES,
)


@given(ASSUMPTIONS)
def test_the_total_is_the_sum_of_the_bill_and_rounding_never_favors_the_plan(assumed):
    result = reckon(assumed)
    assert result.total_cents == sum(cents or 0 for cents in bill(result).values())
    exact = Fraction(assumed.study_hours, assumed.hours_a_week)
    exact = max(exact, Fraction(assumed.course.weeks)) if assumed.course else exact
    assert 0 <= result.study_months - exact / WEEKS_A_MONTH < Fraction(1, 10)
    assert result.until_work_months == result.study_months + assumed.search_months


@given(ASSUMPTIONS)
def test_break_even_is_the_first_month_in_which_the_gain_covers_the_total(assumed):
    result = reckon(assumed)
    match result.back:
        case BreakEven(gain, months, from_now):
            assert assumed.wages
            raised = assumed.wages.first_cents - assumed.wages.now_cents
            exact = (Fraction(raised * assumed.wages.kept_percent, 100) - assumed.membership_cents_a_year) / 12
            assert exact > 0
            assert months * exact >= result.total_cents > (months - 1) * exact or (months, result.total_cents) == (0, 0)
            assert 0 <= exact - gain < 1
            assert from_now == result.until_work_months + months
        case NoGain(loss):
            assert assumed.wages
            assert loss >= 0
        case NotAsked():
            assert assumed.wages is None


@given(ASSUMPTIONS, st.integers(1, 40))
def test_more_hours_a_week_never_take_longer_and_never_cost_more(assumed, more):
    slow, quick = reckon(assumed), reckon(replace(assumed, hours_a_week=assumed.hours_a_week + more))
    assert quick.study_months <= slow.study_months
    assert quick.total_cents <= slow.total_cents


@given(ASSUMPTIONS, CENTS)
def test_a_dearer_exam_never_costs_less_nor_pays_back_sooner(assumed, more):
    cheap, dear = reckon(assumed), reckon(replace(assumed, exam_cents=assumed.exam_cents + more))
    assert dear.total_cents >= cheap.total_cents
    if isinstance(cheap.back, BreakEven) and isinstance(dear.back, BreakEven):
        assert dear.back.months_of_work >= cheap.back.months_of_work

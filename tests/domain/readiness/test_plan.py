from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.readiness.plan_builders import FULL, MONDAY, SEALED, SHORT, a_situation, an_area
from trainer.domain.readiness.plan import make_plan
from trainer.domain.readiness.plan_values import (
    AreaState,
    Plan,
    PlanWarning,
    PlanWeek,
    Situation,
    Task,
    TaskKind,
    WarningKind,
)


def tasks_of(plan: Plan, kind: TaskKind | None = None) -> list[Task]:
    return [task for week in plan.weeks for task in week.tasks if kind in (None, task.kind)]


def minutes_of(week: PlanWeek, kind: TaskKind) -> int:
    return sum(task.minutes for task in week.tasks if task.kind is kind)


def questions_by_area(plan: Plan) -> Counter[str]:
    counts: Counter[str] = Counter()
    for task in tasks_of(plan, TaskKind.PRACTICE):
        counts[task.subject] += task.count
    return counts


def mocks_of(plan: Plan) -> list[tuple[str, date]]:
    return [(task.subject, task.on) for task in tasks_of(plan, TaskKind.MOCK)]


def kinds_of(plan: Plan) -> list[WarningKind]:
    return [warning.kind for warning in plan.warnings]


def test_without_an_exam_date_eight_weeks_are_planned_and_the_plan_says_so() -> None:
    plan = make_plan(a_situation(today=date(2026, 3, 5)))
    assert [week.starts_on for week in plan.weeks] == [
        date(2026, 3, 5),
        *(date(2026, 3, 9) + timedelta(weeks=number) for number in range(7)),
    ]
    assert plan.weeks[-1].ends_on == date(2026, 4, 26)
    assert (plan.made_on, plan.exam_on) == (date(2026, 3, 5), None)
    assert plan.warnings == (PlanWarning(WarningKind.NO_EXAM_DATE, 10, has=8),)


def test_a_passed_exam_gives_a_rolling_plan_and_is_named() -> None:
    plan = make_plan(a_situation(exam_on=date(2026, 2, 27)))
    assert (len(plan.weeks), plan.exam_on) == (8, None)
    assert plan.warnings == (PlanWarning(WarningKind.EXAM_PASSED, 10, has=8, until=date(2026, 2, 27)),)


def test_an_exam_today_leaves_nothing_to_plan() -> None:
    plan = make_plan(a_situation(exam_on=MONDAY, forms=(SEALED,)))
    assert (plan.weeks, plan.exam_on) == ((), MONDAY)
    assert plan.warnings == (PlanWarning(WarningKind.EXAM_TODAY, 10, until=MONDAY),)


@pytest.mark.parametrize(("days", "minutes"), [(1, [15]), (2, [30, 15])])
def test_the_last_two_days_are_light(days: int, minutes: list[int]) -> None:
    exam_on = MONDAY + timedelta(days)
    plan = make_plan(a_situation(exam_on=exam_on, forms=(SEALED, SHORT)))
    assert [(task.kind, task.minutes) for task in tasks_of(plan)] == [(TaskKind.READING, each) for each in minutes]
    assert plan.warnings == (PlanWarning(WarningKind.EXAM_NEAR, 10, has=days, until=exam_on),)


def test_only_half_a_year_is_planned_of_a_far_exam() -> None:
    exam_on = MONDAY + timedelta(weeks=60, days=2)
    plan = make_plan(a_situation(exam_on=exam_on, forms=(SEALED, SHORT)))
    assert len(plan.weeks) == 26
    assert plan.weeks[-1].ends_on == date(2026, 8, 30)
    assert PlanWarning(WarningKind.EXAM_FAR, 10, has=26, needs=61, until=exam_on) in plan.warnings
    assert {slug for slug, _ in mocks_of(plan)} == {"short-25"}


def test_an_exam_in_the_26th_week_is_planned_to_its_eve() -> None:
    plan = make_plan(a_situation(exam_on=date(2026, 8, 31)))
    assert (len(plan.weeks), plan.weeks[-1].ends_on) == (26, date(2026, 8, 30))
    assert WarningKind.EXAM_FAR not in kinds_of(plan)


def test_a_week_is_a_quarter_reviews_a_fifth_cases_and_the_rest_practice() -> None:
    week = make_plan(a_situation(cases_open=500)).weeks[1]
    # 600 minutes: 150 of reviews, 120 = 6 cases, 330 of practice = 11 sessions of 30 minutes, but the six days hold
    # 2 × 6 tasks and three are cases: 9 sessions of 36 minutes = 12 questions.
    assert minutes_of(week, TaskKind.REVIEWS) == 150
    assert minutes_of(week, TaskKind.CASES) == 120
    assert [task.count for task in week.tasks if task.kind is TaskKind.CASES] == [2, 2, 2]
    assert [(task.count, task.minutes) for task in week.tasks if task.kind is TaskKind.PRACTICE] == [(12, 36)] * 9


@pytest.mark.parametrize(("track", "cases"), [("cpc", 12), ("cpb", 6)])
def test_billers_get_fewer_cases(track: str, cases: int) -> None:
    # Two full weeks of 300 minutes: 20 % are 60 minutes a week and 10 % are 30; a case takes 20.
    plan = make_plan(a_situation(weekly_hours=5, track=track, cases_open=99))
    first_four = [task for task in tasks_of(plan, TaskKind.CASES) if task.on < MONDAY + timedelta(weeks=4)]
    assert sum(task.count for task in first_four) == cases


def test_no_more_cases_are_planned_than_are_open() -> None:
    plan = make_plan(a_situation(cases_open=7))
    assert sum(task.count for task in tasks_of(plan, TaskKind.CASES)) == 7


def test_reviews_take_no_more_than_the_days_deal() -> None:
    # 10 a day × 6 days × 90 seconds = 90 minutes a week: four sittings of 22 minutes, 14 reviews each.
    plan = make_plan(a_situation(daily_reviews=10))
    assert {(task.count, task.minutes) for task in tasks_of(plan, TaskKind.REVIEWS)} == {(14, 22)}
    assert [minutes_of(week, TaskKind.REVIEWS) for week in plan.weeks] == [88] * 8
    assert tasks_of(make_plan(a_situation(daily_reviews=0)), TaskKind.REVIEWS) == []


def test_a_part_of_a_week_has_its_share_of_the_hours() -> None:
    # Saturday and Sunday of a ten-hour week: 600 × 2 // 7 = 171 minutes; 42 of reviews leave 4 sessions of 30.
    first = make_plan(a_situation(today=date(2026, 3, 7))).weeks[0]
    assert (first.starts_on, first.ends_on) == (date(2026, 3, 7), date(2026, 3, 8))
    assert minutes_of(first, TaskKind.REVIEWS) == 42
    assert first.minutes <= 171


def test_a_short_mock_comes_every_second_week_on_the_last_day_of_study_whenever_the_plan_is_made() -> None:
    plan = make_plan(a_situation(forms=(SHORT, replace(SHORT, slug="short-50", questions=50, minutes=120))))
    days = [day for slug, day in mocks_of(plan) if slug == "short-25"]
    assert len(days) == len(mocks_of(plan)) == 4
    assert {day.isoweekday() for day in days} == {6}
    assert {(later - earlier).days for earlier, later in pairwise(days)} == {14}
    later = make_plan(a_situation(today=MONDAY + timedelta(weeks=1), forms=(SHORT,)))
    assert set(days[1:]) < {day for _, day in mocks_of(later)}


@pytest.mark.parametrize(("hours", "sittings", "mocks"), [(3, 9, 4), (2, 9, 0), (10, 2, 2), (10, 0, 0)])
def test_a_short_mock_takes_at_most_a_third_of_the_week(hours: int, sittings: int, mocks: int) -> None:
    plan = make_plan(a_situation(weekly_hours=hours, forms=(replace(SHORT, sittings=sittings),)))
    assert len(mocks_of(plan)) == mocks


def test_a_mock_in_a_week_of_few_hours_still_lies_on_its_last_day() -> None:
    # 120 minutes fill four days of half an hour, evenly from Monday; the last of the four gives way to Saturday.
    plan = make_plan(a_situation(weekly_hours=2, forms=(replace(SHORT, minutes=40),)))
    assert {day.isoweekday() for _, day in mocks_of(plan)} == {6}
    assert len(mocks_of(plan)) == 4


def test_three_whole_mocks_lie_on_saturdays_before_the_exam_the_sealed_one_last() -> None:
    exam_on = date(2026, 5, 15)
    plan = make_plan(a_situation(exam_on=exam_on, forms=(FULL, SEALED)))
    assert mocks_of(plan) == [("full", date(2026, 4, 25)), ("full", date(2026, 5, 2)), ("sealed", date(2026, 5, 9))]
    assert [task.kind for task in tasks_of(plan) if task.on == date(2026, 5, 9)] == [TaskKind.MOCK]


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        pytest.param(8, 3, id="half of eight hours is a mock"),
        pytest.param(7, 1, id="the last one may take more than half"),
        pytest.param(4, 1, id="or all"),
        pytest.param(3, 0, id="but not more"),
    ],
)
def test_whole_mocks_wait_for_enough_hours(hours: int, expected: int) -> None:
    plan = make_plan(a_situation(weekly_hours=hours, exam_on=date(2026, 5, 15), forms=(FULL, SEALED)))
    assert len(mocks_of(plan)) == expected
    warned = PlanWarning(WarningKind.NO_WHOLE_MOCK, hours, has=180, needs=240, until=date(2026, 5, 15))
    assert (warned in plan.warnings) == (expected == 0)


def test_no_whole_mock_is_promised_that_cannot_be_sat() -> None:
    exam_on = date(2026, 5, 15)
    once = make_plan(a_situation(exam_on=exam_on, forms=(replace(FULL, sittings=1),)))
    assert mocks_of(once) == [("full", date(2026, 5, 9))]
    never = make_plan(a_situation(exam_on=exam_on, forms=(replace(FULL, sittings=0), SHORT)))
    assert "full" not in {slug for slug, _ in mocks_of(never)}
    assert WarningKind.NO_WHOLE_MOCK not in kinds_of(never)


def test_without_a_saturday_left_the_mock_lies_on_the_last_day_that_is_not_too_near() -> None:
    # Sunday to Thursday: only Sunday is four days before.
    plan = make_plan(a_situation(today=date(2026, 3, 8), exam_on=date(2026, 3, 12), weekly_hours=40, forms=(SEALED,)))
    assert mocks_of(plan) == [("sealed", date(2026, 3, 8))]
    assert [task.kind for task in plan.weeks[0].tasks] == [TaskKind.MOCK]


def test_a_learner_three_days_before_the_exam_is_not_told_that_a_whole_mock_is_missing() -> None:
    plan = make_plan(a_situation(exam_on=MONDAY + timedelta(3), forms=(SEALED,)))
    assert WarningKind.NO_WHOLE_MOCK not in kinds_of(plan)


def test_few_hours_are_told_with_the_figures() -> None:
    # Of 120 minutes a week 30 are reviews; 90 hold three sessions of 10 questions at 3 minutes. The last week has two
    # light days of 45 minutes; 75 are left, of them 18 of reviews, so one session: 10 × 10 questions in four weeks.
    areas = (an_area("radiology", questions=60, seen=30, share_right=0.5), an_area("anatomy", questions=40))
    plan = make_plan(a_situation(weekly_hours=2, exam_on=date(2026, 3, 30), areas=areas))
    assert sum(questions_by_area(plan).values()) == 100
    assert plan.warnings == (PlanWarning(WarningKind.FEW_HOURS, 2, has=100, needs=370, until=date(2026, 3, 30)),)


def test_few_hours_until_a_far_exam_are_carried_on_at_the_same_rate() -> None:
    # 26 full weeks of 30 questions, and 52 weeks until the exam: 780 × 364 / 182 = 1560, more than the 400 asked for.
    far = a_situation(weekly_hours=2, exam_on=MONDAY + timedelta(weeks=52))
    assert kinds_of(make_plan(far)) == [WarningKind.EXAM_FAR]
    more = replace(far, areas=(an_area(questions=500, unseen=9000),))
    assert make_plan(more).warnings[1:] == (
        PlanWarning(WarningKind.FEW_HOURS, 2, has=1560, needs=2000, until=far.exam_on),
    )


def test_sessions_shrink_so_that_every_area_has_its_turn() -> None:
    # Eight weeks of 90 minutes hold 24 sessions of half an hour, and 40 of 18 minutes (6 questions).
    forty = tuple(an_area(f"area-{number}") for number in range(40))
    plan = make_plan(a_situation(weekly_hours=2, areas=forty))
    assert len(questions_by_area(plan)) == 40
    assert set(questions_by_area(plan).values()) == {6}
    assert WarningKind.AREAS_LEFT_OUT not in kinds_of(plan)


def test_areas_that_find_no_place_are_counted() -> None:
    fifty = tuple(an_area(f"area-{number}") for number in range(50))
    plan = make_plan(a_situation(weekly_hours=2, areas=fifty))
    assert PlanWarning(WarningKind.AREAS_LEFT_OUT, 2, has=len(questions_by_area(plan)), needs=50) in plan.warnings


def test_when_the_bank_runs_out_the_plan_stops_asking_and_says_so() -> None:
    areas = (an_area("radiology", unseen=33), an_area("anatomy", unseen=4, seen=10, share_right=0.5))
    plan = make_plan(a_situation(areas=areas))
    assert questions_by_area(plan) == {"radiology": 33, "anatomy": 9}
    assert [warning.has for warning in plan.warnings if warning.kind is WarningKind.BANK_RUNS_OUT] == [42]
    assert all(task.minutes >= 15 for task in tasks_of(plan))


def test_a_learner_too_slow_for_the_hours_gets_no_practice_and_no_blame() -> None:
    plan = make_plan(a_situation(weekly_hours=1, pace_seconds=3600))
    assert tasks_of(plan, TaskKind.PRACTICE) == []
    assert kinds_of(plan) == [WarningKind.NO_EXAM_DATE]


@pytest.mark.parametrize("change", [{"weekly_hours": 0}, {"weekly_hours": 61}, {"pace_seconds": 0}])
def test_hours_and_pace_out_of_bounds_are_refused(change: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="not "):
        a_situation(**change)


def test_the_week_of_a_day_is_found() -> None:
    plan = make_plan(a_situation())
    assert plan.week_of(MONDAY + timedelta(13)) is plan.weeks[1]
    assert plan.week_of(MONDAY - timedelta(1)) is None


def some_area(values: tuple[int, int, int, int]) -> AreaState:
    questions, unseen, seen, right = values
    return an_area("area", questions=questions, unseen=unseen, seen=seen, share_right=right / 10 if seen else None)


AREAS = st.lists(
    st.tuples(st.integers(0, 34), st.integers(0, 80), st.integers(0, 60), st.integers(0, 10)).map(some_area),
    min_size=1,
    max_size=18,
).map(lambda areas: tuple(replace(area, area=f"area-{place}") for place, area in enumerate(areas)))


@st.composite
def situations(draw: st.DrawFn, **fixed: Any) -> Situation:
    today = MONDAY + timedelta(draw(st.integers(0, 13)))
    days = draw(st.none() | st.integers(-3, 60) | st.integers(61, 500))
    changes: dict[str, Any] = {
        "today": today,
        "exam_on": None if days is None else today + timedelta(days),
        "track": draw(st.sampled_from(["cpc", "cpb"])),
        "weekly_hours": draw(st.integers(1, 60)),
        "pace_seconds": draw(st.integers(1, 400)),
        "areas": draw(AREAS),
        "cases_open": draw(st.integers(0, 300)),
        "daily_reviews": draw(st.integers(0, 200)),
        "forms": draw(st.sampled_from([(), (SHORT,), (FULL,), (SHORT, FULL, SEALED), (SEALED, SHORT)])),
    }
    return a_situation(**changes | fixed)


@given(situations())
def test_a_plan_keeps_to_the_hours_the_days_and_the_bank(situation: Situation) -> None:
    plan = make_plan(situation)
    assert plan == make_plan(situation)
    for week in plan.weeks:
        assert sum(task.minutes for task in week.tasks) <= situation.weekly_hours * 60
        assert all(week.starts_on <= task.on <= week.ends_on for task in week.tasks)
        assert [task.on for task in week.tasks] == sorted(task.on for task in week.tasks)
    tasks = tasks_of(plan)
    assert all(task.minutes >= 15 and task.on >= situation.today for task in tasks)
    assert all(task.count > 0 for task in tasks if task.kind is not TaskKind.READING)
    assert not plan.exam_on or all(task.on < plan.exam_on for task in tasks)
    available = {area.area: area.unseen + area.seen for area in situation.areas}
    assert all(count <= available[area] for area, count in questions_by_area(plan).items())
    assert sum(task.count for task in tasks_of(plan, TaskKind.CASES)) <= situation.cases_open


@given(situations())
def test_a_day_has_no_more_tasks_than_a_person_keeps_in_mind(situation: Situation) -> None:
    most = 2 if situation.weekly_hours <= 12 else 3 if situation.weekly_hours <= 24 else 4
    days = Counter(task.on for task in tasks_of(make_plan(situation)) if task.kind is not TaskKind.REVIEWS)
    reviews = Counter(task.on for task in tasks_of(make_plan(situation), TaskKind.REVIEWS))
    assert max(days.values(), default=0) <= most
    assert max(reviews.values(), default=0) <= 1


@given(situations())
def test_the_last_days_and_the_days_of_whole_mocks_are_kept_free(situation: Situation) -> None:
    plan = make_plan(situation)
    whole = [(task, task.on) for task in tasks_of(plan, TaskKind.MOCK) if task.subject != "short-25"]
    assert len(whole) <= 3
    for task, day in whole:
        assert plan.exam_on
        assert 3 < (plan.exam_on - day).days <= 28
        assert [other for other in tasks_of(plan) if other.on == day] == [task]
    if plan.exam_on:
        late = [task for task in tasks_of(plan) if (plan.exam_on - task.on).days <= 2]
        assert {task.kind for task in late} <= {TaskKind.READING}


@given(situations(), st.integers(0, 100), st.integers(0, 60), st.lists(st.integers(0, 20), min_size=2, max_size=9))
def test_a_better_area_never_gets_more_than_a_worse_one_of_equal_weight(
    situation: Situation, unseen: int, seen: int, rights: list[int]
) -> None:
    areas = tuple(
        an_area(f"area-{place}", unseen=unseen, seen=seen + 1, share_right=right / 20)
        for place, right in enumerate(rights)
    )
    counts = questions_by_area(make_plan(replace(situation, areas=areas)))
    for better in areas:
        for worse in areas:
            if (better.share_right or 0) > (worse.share_right or 0):
                assert counts[better.area] <= counts[worse.area]


@given(st.integers(2, 60), st.integers(60, 200))
def test_with_enough_to_do_a_full_week_uses_its_hours(hours: int, pace: int) -> None:
    areas = tuple(an_area(f"area-{number}", unseen=9000) for number in range(7))
    plan = make_plan(a_situation(weekly_hours=hours, pace_seconds=pace, areas=areas, cases_open=999))
    assert all(week.minutes >= hours * 60 * 3 // 4 for week in plan.weeks)

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.readiness.plan_builders import MONDAY
from trainer.domain.readiness.plan_progress import Done, is_behind, minutes_behind, progress
from trainer.domain.readiness.plan_values import PlanWeek, Task, TaskKind

TUESDAY, WEDNESDAY, THURSDAY = (MONDAY + timedelta(offset) for offset in (1, 2, 3))
WEEK = PlanWeek(
    MONDAY,
    MONDAY + timedelta(6),
    (
        Task(TaskKind.PRACTICE, "radiology", "Radiology", 10, 30, MONDAY),
        Task(TaskKind.REVIEWS, "", "", 20, 30, MONDAY),
        Task(TaskKind.PRACTICE, "radiology", "Radiology", 10, 30, TUESDAY),
        Task(TaskKind.CASES, "", "", 2, 40, TUESDAY),
        Task(TaskKind.MOCK, "short-25", "25 questions", 25, 60, WEDNESDAY),
        Task(TaskKind.READING, "", "", 0, 15, THURSDAY),
    ),
)
REVIEW_WEEK = PlanWeek(
    MONDAY,
    MONDAY + timedelta(6),
    tuple(Task(TaskKind.REVIEWS, "", "", 10, 15, day) for day in (MONDAY, TUESDAY, WEDNESDAY)),
)


def test_work_counts_for_the_tasks_of_its_day_and_then_for_the_earliest_of_its_kind_and_area() -> None:
    done = Done(questions={"radiology": 13, "anatomy": 50}, cases=1, mocks={"short-25": 2, "full": 1}, reviews=7)
    found = progress(WEEK, {MONDAY: done}, WEDNESDAY)
    assert [(each.done, each.planned) for each in found] == [(10, 10), (7, 20), (3, 10), (1, 2), (1, 1), (0, 1)]
    assert [each.is_done for each in found] == [True, False, False, False, True, False]
    assert [each.minutes_done for each in found] == [30, 10, 9, 20, 60, 0]


@pytest.mark.parametrize(
    ("work", "expected"),
    [
        pytest.param({}, (0, 0, 0), id="nothing done"),
        pytest.param({MONDAY: 10}, (10, 0, 0), id="as planned"),
        pytest.param({MONDAY: 25}, (10, 10, 5), id="more than planned goes ahead"),
        pytest.param({TUESDAY: 10}, (0, 10, 0), id="after a missed day the day's own task is done first"),
        pytest.param({TUESDAY: 14}, (4, 10, 0), id="what is more makes good"),
        pytest.param({TUESDAY: 10, WEDNESDAY: 4}, (0, 10, 4), id="a tick stays where it was set"),
        pytest.param({TUESDAY: 25, WEDNESDAY: 5}, (10, 10, 10), id="made good and gone ahead"),
        pytest.param({MONDAY: 12, TUESDAY: 8}, (10, 10, 0), id="what was done ahead counts"),
        pytest.param({THURSDAY: 15}, (10, 5, 0), id="a day without a task of the kind: the earliest ones"),
        pytest.param({WEDNESDAY: 40}, (10, 10, 10), id="what is left over counts for none"),
        pytest.param({WEDNESDAY: 10, MONDAY: 25}, (10, 10, 10), id="days count in their order, however they come"),
    ],
)
def test_the_work_of_a_day_fills_its_own_task_first_then_the_earliest_that_are_open(
    work: dict[date, int], expected: tuple[int, ...]
) -> None:
    done = {day: Done(reviews=count) for day, count in work.items()}
    found = progress(REVIEW_WEEK, done, WEDNESDAY)
    assert tuple(each.done for each in found) == expected


@given(st.dictionaries(st.sampled_from([MONDAY + timedelta(offset) for offset in range(7)]), st.integers(0, 20)))
def test_no_work_is_lost_or_counted_twice(work: dict[date, int]) -> None:
    found = progress(REVIEW_WEEK, {day: Done(reviews=count) for day, count in work.items()}, WEDNESDAY)
    assert sum(each.done for each in found) == min(30, sum(work.values()))
    assert all(min(work.get(each.task.on, 0), 10) <= each.done <= 10 for each in found)


def test_nothing_done_is_nothing_done() -> None:
    assert {each.done for each in progress(WEEK, {}, THURSDAY)} == {0}


def test_reading_counts_as_done_when_its_day_is_over() -> None:
    assert [progress(WEEK, {}, THURSDAY + timedelta(offset))[-1].is_done for offset in (0, 1)] == [False, True]


@pytest.mark.parametrize(
    ("done", "today", "minutes", "behind"),
    [
        pytest.param(Done(), MONDAY, 0, False, id="the day is not over"),
        pytest.param(Done(), TUESDAY, 60, True, id="a day later"),
        pytest.param(Done(questions={"radiology": 10}, reviews=1), TUESDAY, 29, False, id="29 minutes are nothing"),
        pytest.param(Done(questions={"radiology": 10}), TUESDAY, 30, True, id="30 are"),
        pytest.param(Done(cases=2, questions={"radiology": 7}), TUESDAY, 0, False, id="work done ahead makes good"),
        pytest.param(Done(questions={"anatomy": 99}), TUESDAY, 60, True, id="work outside the plan does not"),
        pytest.param(Done(), THURSDAY + timedelta(1), 190, True, id="reading is never owed"),
    ],
)
def test_behind_is_what_the_days_before_today_asked_for_and_was_not_done(
    done: Done, today: date, minutes: int, behind: bool
) -> None:
    found = progress(WEEK, {MONDAY: done}, today)
    assert minutes_behind(found, today) == minutes
    assert is_behind(found, today) is behind

from datetime import date, timedelta

import pytest

from tests.domain.readiness.plan_builders import MONDAY
from trainer.domain.readiness.plan_weeks import is_mock_week, lay_out, weeks_until, whole_mock_days


def test_a_full_week_keeps_its_sunday_free_and_a_part_uses_all_its_days() -> None:
    first, second = lay_out(date(2026, 3, 6), None, 700)[:2]
    assert first.days == (date(2026, 3, 6), date(2026, 3, 7), date(2026, 3, 8))
    assert first.minutes == 300
    assert second.days == tuple(date(2026, 3, 9) + timedelta(offset) for offset in range(6))
    assert second.minutes == 700


@pytest.mark.parametrize(
    ("exam_on", "weekly", "days", "light", "minutes"),
    [
        pytest.param(date(2026, 3, 14), 700, 3, {4: 30, 5: 15}, 300, id="Saturday"),
        pytest.param(date(2026, 3, 11), 700, 0, {1: 30, 2: 15}, 0, id="Wednesday: light days alone"),
        pytest.param(
            date(2026, 3, 16), 60, 5, {6: 30, 7: 15}, 15, id="one hour, of which the light days leave a quarter"
        ),
    ],
)
def test_the_last_week_ends_with_its_light_days(
    exam_on: date, weekly: int, days: int, light: dict[int, int], minutes: int
) -> None:
    week = lay_out(date(2026, 3, 9), exam_on, weekly)[-1]
    expected = tuple((exam_on - timedelta(before), reading) for before, reading in ((2, 30), (1, 15)))
    assert (len(week.days), week.light, week.minutes) == (days, expected, minutes)
    assert {day.isoweekday(): reading for day, reading in week.light} == light
    assert week.ends_on == exam_on - timedelta(1)


def test_weeks_are_counted_by_the_calendar() -> None:
    assert weeks_until(date(2026, 3, 8), date(2026, 3, 8)) == 1
    assert weeks_until(date(2026, 3, 8), date(2026, 3, 9)) == 2


def test_of_two_weeks_in_a_row_one_has_a_mock_and_all_its_days_agree() -> None:
    assert is_mock_week(MONDAY) != is_mock_week(MONDAY + timedelta(7))
    assert len({is_mock_week(MONDAY + timedelta(offset)) for offset in range(7)}) == 1


@pytest.mark.parametrize(
    ("today", "exam_on", "days"),
    [
        pytest.param(
            date(2026, 3, 1),
            date(2026, 4, 29),
            [date(2026, 4, 25), date(2026, 4, 18), date(2026, 4, 11), date(2026, 4, 4)],
            id="an exam on Wednesday leaves the Saturday before it",
        ),
        pytest.param(
            date(2026, 3, 1),
            date(2026, 4, 28),
            [date(2026, 4, 18), date(2026, 4, 11), date(2026, 4, 4)],
            id="an exam on Tuesday does not",
        ),
        pytest.param(date(2026, 4, 20), date(2026, 4, 24), [date(2026, 4, 20)], id="no Saturday is left"),
        pytest.param(date(2026, 4, 21), date(2026, 4, 24), [], id="three days before"),
    ],
)
def test_whole_mocks_lie_in_the_last_four_weeks_but_not_in_the_last_three_days(
    today: date, exam_on: date, days: list[date]
) -> None:
    assert list(whole_mock_days(today, exam_on)) == days

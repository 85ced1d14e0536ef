from collections.abc import Collection
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.domain.readiness.streak import Streak, streak

TODAY = date(2026, 3, 31)


def days_of(row: str) -> list[date]:
    """The last sign is today: + studied, - not."""
    return [TODAY - timedelta(place) for place, sign in enumerate(reversed(row)) if sign == "+"]


@pytest.mark.parametrize(
    ("row", "days", "includes_today", "longest"),
    [
        pytest.param("", 0, False, 0, id="nothing studied"),
        pytest.param("+", 1, True, 1, id="today alone"),
        pytest.param("+-", 1, False, 1, id="yesterday alone"),
        pytest.param("+--", 1, False, 1, id="yesterday was the day of rest"),
        pytest.param("+---", 0, False, 1, id="two days in a row are missed"),
        pytest.param("+++++", 5, True, 5, id="five in a row"),
        pytest.param("+++++-", 5, False, 5, id="today is not over"),
        pytest.param("+++-+++", 6, True, 6, id="one day of rest is not counted and breaks nothing"),
        pytest.param("+++--+++", 3, True, 3, id="two days of rest in a row break it"),
        pytest.param("++-++++++-++", 10, True, 10, id="a rest every seventh day"),
        pytest.param(
            "++-+++++-++", 7, True, 7, id="the second rest within seven days drops what lies before the first"
        ),
        pytest.param("++++-+--", 1, False, 5, id="yesterday is the second rest within seven days"),
        pytest.param("++++-++++++--", 10, False, 10, id="yesterday is the rest after six days"),
        pytest.param("+-+-+", 2, True, 2, id="every other day is no streak of three"),
        pytest.param("++++++++--+", 1, True, 8, id="the longest lies in the past"),
        pytest.param("++-+++-+++++", 8, True, 8, id="two spans that share the middle"),
    ],
)
def test_a_streak_forgives_one_day_of_rest_in_any_seven(
    row: str, days: int, includes_today: bool, longest: int
) -> None:
    assert streak(days_of(row), TODAY) == Streak(days, includes_today, longest)


def test_days_after_today_and_repeated_days_change_nothing() -> None:
    days = days_of("++-")
    assert streak([*days, *days, TODAY + timedelta(1)], TODAY) == Streak(2, includes_today=False, longest=2)


def is_streak(studied: set[date], first: date, last: date) -> bool:
    span = [first + timedelta(offset) for offset in range((last - first).days + 1)]
    gaps = [day for day in span if day not in studied]
    return not any(0 < (later - earlier).days < 7 for earlier in gaps for later in gaps)


def by_trying_all(days: Collection[date], today: date) -> tuple[int, int]:
    """Present and longest streak, from the definition: every span of days is looked at."""
    studied = set(days)
    if not studied:
        return 0, 0
    end = today if today in studied else today - timedelta(1)
    reach = [min(studied) + timedelta(offset) for offset in range((today - min(studied)).days + 1)]
    present = [sum(first <= day <= end for day in studied) for first in reach if is_streak(studied, first, end)]
    spans = [
        sum(first <= day <= last for day in studied)
        for first in reach
        for last in reach
        if first <= last and is_streak(studied, first, last)
    ]
    return max(present, default=0), max(spans)


@given(st.sets(st.integers(0, 24)))
def test_streaks_are_what_the_definition_gives(ages: set[int]) -> None:
    days = [TODAY - timedelta(age) for age in ages]
    found = streak(days, TODAY)
    assert (found.days, found.longest) == by_trying_all(days, TODAY)
    assert found.includes_today == (0 in ages)

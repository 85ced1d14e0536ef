from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.domain.review.days import DAY, midnight_of, study_day


@pytest.mark.parametrize(
    ("zone", "now", "day"),
    [
        ("UTC", (2026, 3, 2, 4, 0), 2),
        ("UTC", (2026, 3, 2, 23, 59), 2),
        ("UTC", (2026, 3, 3, 3, 59), 2),
        ("Asia/Kolkata", (2026, 3, 2, 22, 29), 2),
        ("Asia/Kolkata", (2026, 3, 2, 22, 30), 3),
        ("Pacific/Honolulu", (2026, 3, 3, 13, 59), 2),
        ("Pacific/Honolulu", (2026, 3, 3, 14, 0), 3),
        ("Pacific/Kiritimati", (2026, 3, 2, 13, 59), 2),
        ("Pacific/Kiritimati", (2026, 3, 2, 14, 0), 3),
        pytest.param("America/New_York", (2026, 3, 8, 7, 59), 7, id="3:59 on the day on which clocks go forward"),
        pytest.param("America/New_York", (2026, 3, 8, 8, 0), 8, id="4:00 on that day"),
        pytest.param("America/New_York", (2026, 3, 9, 7, 59), 8, id="3:59 on the day after"),
        pytest.param("Europe/Berlin", (2026, 3, 28, 3, 0), 28, id="4:00 in winter"),
        pytest.param("Europe/Berlin", (2026, 3, 29, 1, 59), 28, id="3:59 in summer"),
    ],
)
def test_a_day_of_study_lasts_from_four_to_four_on_the_clock_of_the_learner(zone, now, day):
    assert study_day(datetime(*now, tzinfo=UTC), ZoneInfo(zone)) == datetime(2026, 3, day, tzinfo=UTC)


def test_in_the_night_to_the_first_of_a_month_it_is_still_the_last():
    assert study_day(datetime(2026, 3, 1, tzinfo=UTC), ZoneInfo("UTC")) == datetime(2026, 2, 28, tzinfo=UTC)


def test_a_date_has_its_moment():
    assert midnight_of(date(2026, 3, 2)) == datetime(2026, 3, 2, tzinfo=UTC)


@given(
    st.integers(0, 15 * 365 * 24 * 60).map(
        lambda minutes: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    ),
    st.sampled_from(["America/New_York", "Europe/London", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Kiritimati"]),
)
def test_days_follow_one_another_and_the_morning_at_nine_is_the_day_after_the_evening(now, zone):
    local = ZoneInfo(zone)
    wall = now.astimezone(local)
    assert study_day(now, local) <= study_day(now + timedelta(hours=1), local) <= study_day(now, local) + DAY
    evening = wall.replace(hour=22).astimezone(UTC)
    morning = (wall.replace(hour=9) + DAY).astimezone(UTC)
    assert study_day(morning, local) - study_day(evening, local) == DAY


def test_an_instant_in_another_zone_is_refused():
    with pytest.raises(ValueError, match="not a UTC instant"):
        study_day(datetime(2026, 3, 2, 9, 0, tzinfo=timezone(timedelta(hours=-5))), ZoneInfo("America/New_York"))

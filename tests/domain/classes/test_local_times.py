"""Times as a class writes them, when the clocks change."""

from datetime import datetime

import pytest

from tests.support.school import ZONE, at
from trainer.domain.classes.local_times import shifted, to_local, to_utc
from trainer.domain.kernel.errors import Refused


def wall(*numbers: int) -> datetime:
    """What a clock on the wall shows."""
    return datetime(*numbers)  # noqa: DTZ001 - a wall has no zone


def test_a_time_on_the_wall_is_a_moment_by_the_offset_of_its_day():
    assert to_utc(wall(2026, 3, 7, 23, 59), ZONE) == at("2026-03-08 05:59")
    assert to_utc(wall(2026, 3, 8, 23, 59), ZONE) == at("2026-03-09 04:59")


def test_a_time_that_the_clock_skips_is_refused_in_words():
    with pytest.raises(Refused, match="There is no 02:30 on 2026-03-08 in America/Chicago"):
        to_utc(wall(2026, 3, 8, 2, 30), ZONE)


def test_of_two_moments_with_the_same_time_the_first_counts():
    assert to_utc(wall(2026, 11, 1, 1, 30), ZONE) == at("2026-11-01 06:30")


@pytest.mark.parametrize("moment", [at("2026-11-01 06:30"), at("2026-11-01 07:30")])
def test_both_moments_of_the_hour_that_comes_twice_read_the_same(moment):
    assert to_local(moment, ZONE) == wall(2026, 11, 1, 1, 30)


def test_days_are_shifted_on_the_wall_not_by_hours():
    before = at("2026-03-01 05:59")  # 23:59 the evening before
    assert to_local(shifted(before, 14, ZONE), ZONE) == wall(2026, 3, 14, 23, 59)
    assert shifted(before, 14, ZONE) == at("2026-03-15 04:59")


def test_a_shift_into_the_skipped_hour_lands_an_hour_later():
    assert to_local(shifted(at("2026-03-01 08:30"), 7, ZONE), ZONE) == wall(2026, 3, 8, 3, 30)


def test_shifting_back_is_shifting_by_fewer_days():
    assert shifted(shifted(at("2026-02-20 15:00"), 200, ZONE), -200, ZONE) == at("2026-02-20 15:00")


def test_a_class_in_another_zone_keeps_the_time_on_its_wall():
    assert shifted(at("2026-02-02 15:00"), 7, ZONE, "America/New_York") == at("2026-02-09 14:00")

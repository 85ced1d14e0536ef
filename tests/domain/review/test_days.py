from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from trainer.domain.review.days import beginning_of, study_day


@pytest.mark.parametrize(
    ("now", "began"),
    [
        (datetime(2026, 3, 2, 9, 0, tzinfo=UTC), datetime(2026, 3, 2, 9, 0, tzinfo=UTC)),
        (datetime(2026, 3, 2, 23, 59, 59, 999_999, tzinfo=UTC), datetime(2026, 3, 2, 9, 0, tzinfo=UTC)),
        (datetime(2026, 3, 3, 8, 59, 59, 999_999, tzinfo=UTC), datetime(2026, 3, 2, 9, 0, tzinfo=UTC)),
        (datetime(2026, 3, 1, 0, 0, tzinfo=UTC), datetime(2026, 2, 28, 9, 0, tzinfo=UTC)),
    ],
)
def test_a_day_of_study_lasts_from_nine_to_nine_in_utc(now, began):
    assert study_day(now) == began


def test_a_date_has_a_beginning():
    assert beginning_of(date(2026, 3, 2)) == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_an_instant_in_another_zone_is_refused():
    with pytest.raises(ValueError, match="not a UTC instant"):
        study_day(datetime(2026, 3, 2, 9, 0, tzinfo=timezone(timedelta(hours=-5))))

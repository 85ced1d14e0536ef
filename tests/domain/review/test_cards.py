"""Cards: the library's numbers, published initial values, the cap of the exam, desired retention."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.domain.review.cards import Card, latest_due, retention_percent, retrievability, review
from trainer.domain.review.ratings import Rating

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("rating", "stability", "days"),
    [(Rating.AGAIN, 0.212, 1), (Rating.HARD, 1.2931, 1), (Rating.GOOD, 2.3065, 2), (Rating.EASY, 8.2956, 8)],
)
def test_a_new_item_gets_the_published_stability_and_comes_back_after_as_many_days(rating, stability, days):
    """Parameters 0 to 3 of FSRS-6; at 90 % the interval is the stability, in whole days, at least one."""
    card = review(None, rating, NOW, 90)
    assert card.stability == stability
    assert card.due_at == NOW + days * DAY
    assert card.reviewed_at == NOW


def test_after_as_many_days_as_its_stability_an_item_is_remembered_with_90_percent():
    card = Card(10, 5, NOW + 10 * DAY, NOW)
    assert retrievability(card, NOW) == 1
    assert retrievability(card, NOW + 10 * DAY) == pytest.approx(0.9)
    assert retrievability(card, NOW + 11 * DAY - timedelta(microseconds=1)) == pytest.approx(0.9)
    assert retrievability(card, NOW + 11 * DAY) < 0.9


def test_a_lower_desired_retention_waits_longer():
    waits = [review(None, Rating.EASY, NOW, percent).due_at for percent in (95, 90, 85)]
    assert waits == sorted(set(waits))


def test_an_instant_in_another_zone_is_refused():
    with pytest.raises(ValueError, match="not a UTC instant"):
        review(None, Rating.GOOD, NOW.replace(tzinfo=None), 90)


@pytest.mark.parametrize(
    ("exam_at", "latest"),
    [
        pytest.param(None, None, id="no date"),
        pytest.param(NOW + 30 * DAY, NOW + 29 * DAY, id="far"),
        pytest.param(NOW + 2 * DAY, NOW + DAY, id="the day after tomorrow"),
        pytest.param(NOW + 1.5 * DAY, NOW + DAY, id="never before tomorrow"),
        pytest.param(NOW + DAY, NOW + DAY, id="tomorrow: on its morning"),
        pytest.param(NOW + 0.5 * DAY, None, id="less than a day away"),
        pytest.param(NOW, None, id="today"),
        pytest.param(NOW - DAY, None, id="over"),
    ],
)
def test_the_exam_limits_how_far_an_item_is_put_off(exam_at, latest):
    assert latest_due(NOW, exam_at) == latest


@given(
    ratings=st.lists(st.tuples(st.sampled_from(Rating), st.floats(0, 40)), min_size=1, max_size=20),
    exam_after=st.floats(-5, 200),
    percent=st.integers(80, 95),
)
def test_nothing_is_scheduled_past_the_exam_nor_for_the_day_of_its_review(ratings, exam_after, percent):
    exam_at = NOW + exam_after * DAY
    card, free, now = None, None, NOW
    for rating, days in ratings:
        now += days * DAY
        card = review(card, rating, now, percent, latest_due(now, exam_at))
        free = review(free, rating, now, percent)
        assert (card.stability, card.difficulty) == (free.stability, free.difficulty)
        assert now + DAY <= card.due_at <= free.due_at
        if exam_at - now >= DAY:
            assert card.due_at <= exam_at
            assert card.due_at in (free.due_at, exam_at - DAY, now + DAY)
        else:
            assert card.due_at == free.due_at


EXAM = date(2026, 9, 1)


@pytest.mark.parametrize(
    ("days", "percent"),
    [(400, 85), (90, 85), (86, 85), (85, 86), (45, 90), (9, 94), (5, 94), (4, 95), (0, 95), (-1, 90)],
)
def test_desired_retention_rises_from_85_to_95_percent_over_the_last_90_days(days, percent):
    """95 - days / 9: 85.44 with 86 days left, 85.56 with 85; 94.44 with 5, 94.56 with 4."""
    assert retention_percent(EXAM - days * DAY, EXAM) == percent


def test_without_a_date_90_percent_are_desired():
    assert retention_percent(EXAM, None) == 90

"""The log: it gives the library's cards, it replays to them, and an overruling replaces what it overrules."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.reviews import history_is_equal
from trainer.domain.review.cards import latest_due, review
from trainer.domain.review.log import BrokenLog, next_entry, overrule, replay
from trainer.domain.review.ratings import Rating

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def test_500_random_histories_give_the_cards_of_the_library_and_replay_to_them():
    assert [seed for seed in range(500) if not history_is_equal(seed)] == []


@given(
    steps=st.lists(
        st.tuples(st.sampled_from(Rating), st.floats(0, 30), st.booleans(), st.integers(80, 95)), max_size=15
    ),
    exam_after=st.integers(-5, 120),
)
def test_a_log_replays_to_its_last_card_with_overrulings_and_an_exam(steps, exam_after):
    entries, now = [], NOW
    for rating, days, is_overruling, percent in steps:
        if is_overruling and entries:
            entries.append(overrule(entries[-1], rating))
        else:
            now += days * DAY
            last = entries[-1] if entries else None
            entries.append(next_entry(last, rating, now, percent, latest_due(now, NOW + exam_after * DAY)))
    assert replay(entries) == (entries[-1].after if entries else None)


def test_an_overruling_stands_beside_what_it_replaces_and_counts_in_its_place():
    first = next_entry(None, Rating.GOOD, NOW, 90)
    wrong = next_entry(first, Rating.AGAIN, NOW + 2 * DAY, 92, NOW + 20 * DAY)
    righted = overrule(overrule(wrong, Rating.EASY), Rating.HARD)
    assert (righted.number, righted.is_overruling, righted.before) == (4, True, first.after)
    assert righted.after == review(first.after, Rating.HARD, NOW + 2 * DAY, 92, NOW + 20 * DAY)


def test_the_first_rating_can_be_overruled():
    first = next_entry(None, Rating.AGAIN, NOW, 90)
    second = overrule(first, Rating.GOOD)
    assert second.after == review(None, Rating.GOOD, NOW, 90)
    assert replay([first, second]) == second.after


def test_a_replay_looks_at_ratings_and_not_at_stored_cards():
    entry = next_entry(None, Rating.GOOD, NOW, 90)
    spoilt = replace(entry, after=review(None, Rating.EASY, NOW, 90))
    assert replay([spoilt]) == entry.after


def broken_logs() -> list:
    first = next_entry(None, Rating.GOOD, NOW, 90)
    second = next_entry(first, Rating.GOOD, NOW + DAY, 90)
    return [
        pytest.param([second], 2, id="the first is missing"),
        pytest.param([first, replace(second, number=3)], 3, id="one is missing"),
        pytest.param([first, first], 1, id="one is there twice"),
        pytest.param([replace(first, is_overruling=True)], 1, id="overrules nothing"),
        pytest.param([first, replace(second, is_overruling=True)], 2, id="overrules at another moment"),
    ]


@pytest.mark.parametrize(("entries", "number"), broken_logs())
def test_a_log_with_gaps_is_refused(entries, number):
    with pytest.raises(BrokenLog) as error:
        replay(entries)
    assert error.value.number == number

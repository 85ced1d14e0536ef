"""The time an answer took, told from the moments of saving."""

from datetime import UTC, datetime, timedelta

import pytest

from trainer.domain.readiness.pace import LONGEST_GAP, gap_seconds, seconds_by_position

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0, 0), (0.9, 0), (144.7, 144), (15 * 60, 15 * 60), (15 * 60 + 1, None), (-1, None)],
)
def test_a_gap_is_whole_seconds_until_it_means_that_somebody_was_away(seconds: float, expected: int | None) -> None:
    assert gap_seconds(START, at(seconds)) == expected


def test_every_save_closes_the_time_since_the_one_before() -> None:
    assert seconds_by_position(START, [(1, at(60)), (2, at(200))]) == {1: 60, 2: 140}


def test_a_question_that_was_answered_twice_has_both_times() -> None:
    assert seconds_by_position(START, [(1, at(60)), (2, at(100)), (1, at(130))]) == {1: 90, 2: 40}


def test_an_answer_after_a_long_absence_has_no_time_and_the_next_one_has() -> None:
    away = LONGEST_GAP.total_seconds() + 1
    assert seconds_by_position(START, [(1, at(away)), (2, at(away + 30))]) == {2: 30}


def test_a_time_that_is_unknown_in_part_is_unknown() -> None:
    away = LONGEST_GAP.total_seconds() + 100
    assert seconds_by_position(START, [(1, at(60)), (1, at(60 + away)), (1, at(90 + away))]) == {}


def test_nothing_saved_is_no_time() -> None:
    assert seconds_by_position(START, []) == {}

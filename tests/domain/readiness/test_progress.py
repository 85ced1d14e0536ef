from datetime import UTC, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.builders import some_sights
from tests.support.clock import START
from trainer.domain.readiness.progress import AreaProgress, Sight, Trend, progress_by_area, trend


def verdicts(text: str) -> list[bool]:
    return [letter == "+" for letter in text]


def test_without_answers_there_is_no_progress() -> None:
    assert progress_by_area([]) == {}


def test_progress_counts_items_answers_and_right_ones_of_each_area() -> None:
    sights = [
        Sight("anatomy", 1, is_correct=False, at=START),
        Sight("anatomy", 1, is_correct=True, at=START + timedelta(days=1)),
        Sight("anatomy", 2, is_correct=True, at=START + timedelta(days=2)),
        Sight("hcpcs", 3, is_correct=False, at=START),
    ]
    assert progress_by_area(sights) == {
        "anatomy": AreaProgress(
            "anatomy", 2, 3, 2, START + timedelta(days=2), Trend.UNKNOWN, recent=(False, True, True)
        ),
        "hcpcs": AreaProgress("hcpcs", 1, 1, 0, START, Trend.UNKNOWN, recent=(False,)),
    }


def test_recent_are_the_last_answers_oldest_first_however_they_are_given() -> None:
    sights = some_sights("-" * 15 + "+" * 19 + "-")
    progress = progress_by_area(reversed(sights))["anatomy"]
    assert progress.recent == (*[True] * 19, False)
    assert progress.last_seen_at == sights[-1].at


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        pytest.param("", Trend.UNKNOWN, id="nothing"),
        pytest.param("-" * 9 + "+" * 10, Trend.UNKNOWN, id="nineteen answers"),
        pytest.param("-" * 10 + "+" * 10, Trend.RISING, id="from none to all"),
        pytest.param("+" * 10 + "-" * 10, Trend.FALLING, id="from all to none"),
        pytest.param("+-" * 10, Trend.STEADY, id="the same"),
        pytest.param("-" * 10 + "+" + "-" * 9, Trend.STEADY, id="one more is chance"),
        pytest.param("+" + "-" * 19, Trend.STEADY, id="one less is chance"),
        pytest.param("-" * 10 + "++" + "-" * 8, Trend.RISING, id="two more"),
        pytest.param("++" + "-" * 18, Trend.FALLING, id="two less"),
        pytest.param("+" * 30 + "-" * 10 + "+" * 10, Trend.RISING, id="only the last twenty count"),
    ],
)
def test_the_trend_compares_the_last_ten_answers_with_the_ten_before(answers: str, expected: Trend) -> None:
    assert trend(verdicts(answers)) is expected


@given(st.lists(st.booleans(), min_size=20, max_size=60))
def test_swapping_right_and_wrong_turns_the_trend_round(answers: list[bool]) -> None:
    opposite = {Trend.RISING: Trend.FALLING, Trend.FALLING: Trend.RISING, Trend.STEADY: Trend.STEADY}
    assert trend([not answer for answer in answers]) is opposite[trend(answers)]


SIGHTS = st.builds(Sight, st.sampled_from("AB"), st.integers(1, 5), st.booleans(), st.datetimes(timezones=st.just(UTC)))


@given(st.lists(SIGHTS, max_size=40))
def test_every_answer_is_counted_once_and_in_order(sights: list[Sight]) -> None:
    progress = progress_by_area(sights)
    assert sum(area.answers for area in progress.values()) == len(sights)
    for slug, area in progress.items():
        own = [sight for sight in sights if sight.area == slug]
        assert 0 <= area.correct <= area.answers
        assert 1 <= area.items_seen <= area.answers
        assert area.last_seen_at == max(sight.at for sight in own)
        assert len(area.recent) == min(20, len(own))


def test_areas_do_not_mix() -> None:
    both = some_sights("+" * 20) + some_sights("-" * 20, area="hcpcs")
    progress = progress_by_area(both)
    assert [progress["anatomy"].correct, progress["hcpcs"].correct] == [20, 0]

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.readiness.plan_builders import an_area
from trainer.domain.readiness.plan_areas import Session, askable, deal, expected_gains


def test_a_gain_is_the_questions_of_an_area_times_the_share_not_yet_right() -> None:
    # Average (6 × 0.5 + 6 × 0.75) / 12 = 0.625, counted as eight answers:
    # (0.5 × 8 + 5) / 16 = 0.5625 and (0.75 × 8 + 5) / 16 = 0.6875.
    areas = (an_area("a", seen=8, share_right=0.5), an_area("b", seen=8, share_right=0.75), an_area("c", questions=4))
    assert expected_gains(areas) == pytest.approx((6 * 0.4375, 6 * 0.3125, 4 * 0.375))


def test_without_answers_half_of_every_area_is_to_be_gained() -> None:
    assert expected_gains((an_area(questions=6), an_area(questions=3))) == (3, 1.5)


def test_something_is_always_to_be_gained() -> None:
    assert expected_gains((an_area(seen=50, share_right=1.0),)) == pytest.approx((6 * 0.05,))


def test_sessions_go_where_most_is_to_be_gained() -> None:
    # Gains 3 and 2. D'Hondt: 3, 2, 3/2, 2/2 = 3/3 (the tie goes to the first of the blueprint), 2/2, 3/4.
    first, second = an_area("first", questions=6), an_area("second", questions=4)
    order = [session.area.area for session in deal((first, second), 6, 10)]
    assert order == ["first", "second", "first", "first", "second", "first"]


def test_the_last_sessions_go_to_areas_without_one() -> None:
    large, small, tiny = an_area("large", questions=60), an_area("small", questions=4), an_area("tiny", questions=1)
    assert [session.area.area for session in deal((tiny, large, small), 4, 10)] == ["large", "large", "small", "tiny"]


def test_equal_gains_go_to_the_lower_share_first() -> None:
    better = an_area("better", seen=100, share_right=1.0)
    worse = an_area("worse", seen=100, share_right=0.99)
    assert [session.area.area for session in deal((better, worse), 1, 10)] == ["worse"]


def test_an_area_is_asked_its_unseen_questions_and_once_more_those_answered_wrongly() -> None:
    area = an_area(unseen=7, seen=10, share_right=0.6)
    assert deal((area,), 9, 8) == (Session(area, 8), Session(area, 3))


def test_areas_outside_the_exam_or_without_questions_are_left_out() -> None:
    outside, empty, asked = an_area("outside", questions=0), an_area("empty", unseen=0), an_area("asked")
    assert askable((outside, empty, asked)) == (asked,)
    assert {session.area for session in deal((outside, empty, asked), 5, 5)} == {asked}
    assert deal((outside, empty), 5, 5) == ()


@given(st.lists(st.integers(1, 34), min_size=1, max_size=18), st.integers(0, 80))
def test_every_area_has_a_session_where_there_are_enough(weights: list[int], sessions: int) -> None:
    areas = tuple(an_area(f"area-{place}", questions=weight) for place, weight in enumerate(weights))
    dealt = Counter(session.area.area for session in deal(areas, sessions, 5))
    assert dealt.total() == sessions
    assert len(dealt) == len(areas) or sessions < len(areas)


@given(st.lists(st.integers(0, 20), min_size=2, max_size=9), st.integers(0, 60))
def test_a_better_area_of_equal_weight_never_leads(rights: list[int], sessions: int) -> None:
    areas = [an_area(f"area-{place}", seen=12, share_right=right / 20) for place, right in enumerate(rights)]
    dealt = Counter(session.area.area for session in deal([replace(area, unseen=20) for area in areas], sessions, 5))
    for better in areas:
        for worse in areas:
            if (better.share_right or 0) > (worse.share_right or 0):
                assert dealt[better.area] <= dealt[worse.area]

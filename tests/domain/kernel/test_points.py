import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.domain.kernel.points import Points, percent


@pytest.mark.parametrize(("earned", "possible"), [(0, 1), (1, 1), (9, 12), (12, 12)])
def test_points_lie_between_nothing_and_what_is_possible(earned: int, possible: int) -> None:
    points = Points(earned, possible)
    assert (points.earned, points.possible) == (earned, possible)


@pytest.mark.parametrize(("earned", "possible"), [(-1, 1), (2, 1), (0, 0), (0, -1), (-2, -1)])
def test_any_other_pair_is_no_score(earned: int, possible: int) -> None:
    with pytest.raises(ValueError, match=f"not a score: {earned} of {possible}"):
        Points(earned, possible)


@pytest.mark.parametrize(
    ("points", "expected"), [(Points(12, 12), True), (Points(11, 12), False), (Points(0, 1), False)]
)
def test_full_means_that_nothing_is_missing(points: Points, expected: bool) -> None:
    assert points.is_full is expected


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (0, 5, 0),
        (5, 5, 100),
        (1, 3, 33),
        (2, 3, 67),
        (1, 8, 13),  # 12.5
        (1, 200, 1),  # 0.5
        (1, 201, 0),
        (199, 200, 100),  # 99.5
        (95, 135, 70),
        (0, 0, None),
        (3, 0, None),
        (1, -2, None),
    ],
)
def test_percent_is_whole_rounds_halves_up_and_needs_something_to_divide(
    part: int, whole: int, expected: int | None
) -> None:
    assert percent(part, whole) == expected


@given(st.integers(1, 10_000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_percent_is_never_further_off_than_half_a_point(pair: tuple[int, int]) -> None:
    part, whole = pair
    rounded = percent(part, whole)
    assert rounded is not None
    assert -whole <= 2 * (100 * part - rounded * whole) < whole

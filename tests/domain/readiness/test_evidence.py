import pytest

from tests.domain.readiness.strategies import sights
from trainer.domain.readiness.evidence import FirstSight, Level, level, missing, weigh


@pytest.mark.parametrize(
    ("age_days", "is_timed", "expected"),
    [
        pytest.param(0, True, 1.0, id="timed and of today"),
        pytest.param(45, True, 0.5, id="one half-life old"),
        pytest.param(90, True, 0.25, id="two half-lives old"),
        pytest.param(0, False, 0.75, id="without a clock"),
        pytest.param(45, False, 0.375, id="without a clock and old"),
        pytest.param(-1, True, 1.0, id="of a clock that went ahead"),
    ],
)
def test_an_answer_weighs_less_with_age_and_without_a_clock(age_days: float, is_timed: bool, expected: float) -> None:
    sight = FirstSight("anatomy", 0, 0.25, is_right=True, age_days=age_days, is_timed=is_timed)
    assert sight.weight == pytest.approx(expected)


def test_weights_add_up() -> None:
    assert weigh([*sights("++-"), *sights("-", age_days=45)]) == pytest.approx(3.5)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param([], 100, id="nothing yet"),
        pytest.param(sights("+" * 60), 40, id="enough weight but too few"),
        pytest.param(sights("+" * 99), 1, id="one is missing"),
        pytest.param(sights("+" * 100), 0, id="enough"),
        pytest.param(sights("+" * 100, is_timed=False), 0, id="enough without a clock"),
        pytest.param(
            sights("+" * 100, age_days=45), 14, id="fifty weigh, ten are missing, and each adds three quarters"
        ),
        pytest.param(sights("+" * 200, age_days=450), 80, id="many, but of long ago"),
        pytest.param(sights("+" * 50, age_days=45), 50, id="both are missing: the greater counts"),
    ],
)
def test_an_estimate_needs_a_hundred_first_sights_that_weigh_sixty(given: list[FirstSight], expected: int) -> None:
    assert missing(given) == expected


@pytest.mark.parametrize(
    ("weight", "blank", "expected"),
    [
        (60, 0.0, Level.FIRST),
        (119.9, 0.0, Level.FIRST),
        (120, 0.0, Level.FAIR),
        (120, 0.25, Level.FAIR),
        (120, 0.26, Level.FIRST),
        (239.9, 0.0, Level.FAIR),
        (240, 0.0, Level.GOOD),
        (240, 0.26, Level.FAIR),
        (60, 0.9, Level.FIRST),
    ],
)
def test_the_level_rises_with_weight_and_blank_areas_lower_it_by_one(
    weight: float, blank: float, expected: Level
) -> None:
    assert level(weight, blank) is expected

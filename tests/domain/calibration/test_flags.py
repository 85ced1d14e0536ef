"""Each flag at its threshold and just under it."""

from dataclasses import replace

import pytest

from trainer.domain.calibration.drift import Drift
from trainer.domain.calibration.flags import Flag, flags_of
from trainer.domain.calibration.statistics import ItemStatistics, OptionStatistics

PACE = 144
KEY = OptionStatistics(
    "A", is_right=True, n=60, share=0.6, mean_rest=0.05, rest_standard_error=0.01, point_biserial=0.3
)
WEAK = OptionStatistics(
    "B", is_right=False, n=30, share=0.3, mean_rest=-0.08, rest_standard_error=0.02, point_biserial=-0.2
)
RARE = replace(WEAK, option="C", n=10, share=0.1)
SOUND = ItemStatistics(1, 100, 0.6, 0.05, 100, 0.3, (KEY, WEAK, RARE), 100, 120.0)


def found(pace: float = PACE, drift: Drift | None = None, **changes: object) -> list[Flag]:
    return list(flags_of(replace(SOUND, **changes), drift, pace))  # type: ignore[arg-type]


def test_a_sound_item_has_no_flag() -> None:
    assert found(drift=Drift(0.0, 0.4, 0.01)) == []


def test_an_item_without_answers_has_no_flag() -> None:
    assert flags_of(ItemStatistics(1, 0, None, None, 0, None, (), 0, None), None, PACE) == ()


@pytest.mark.parametrize(
    ("n", "point_biserial", "is_flagged"),
    [
        (100, -0.10, True),
        (100, -0.09, False),
        (49, -0.9, False),
        (50, -0.10, True),
        (1000, -0.053, True),  # 1.645 / √999 = 0.0520
        (1000, -0.051, False),
        (1000, None, False),
    ],
)
def test_negative_discrimination_is_plain_or_sure(n: int, point_biserial: float | None, is_flagged: bool) -> None:
    assert (Flag.NEGATIVE_DISCRIMINATION in found(rest_n=n, point_biserial=point_biserial)) is is_flagged


@pytest.mark.parametrize(
    ("key", "distractor", "is_flagged"),
    [
        ({"n": 40}, {"n": 57}, True),  # 17 more; 1.645 × √97 = 16.2
        ({"n": 40}, {"n": 56}, False),  # 16 more; 1.645 × √96 = 16.1
        ({}, {"mean_rest": 0.09, "rest_standard_error": 0.02}, True),  # 0.04 more; 1.645 × √(0.01² + 0.02²) = 0.0368
        ({}, {"mean_rest": 0.08, "rest_standard_error": 0.02}, False),
        ({}, {"n": 19, "mean_rest": 0.5}, False),
        ({"n": 19}, {"n": 20, "mean_rest": 0.5}, False),
        ({"mean_rest": None}, {"mean_rest": 0.5}, False),
        ({}, {"mean_rest": 0.5, "rest_standard_error": None}, False),
    ],
)
def test_a_distractor_beats_the_key_by_number_or_by_who_chooses_it(
    key: dict[str, float], distractor: dict[str, float], is_flagged: bool
) -> None:
    options = (replace(KEY, **key), replace(WEAK, **distractor), RARE)
    assert (Flag.DISTRACTOR_BEATS_KEY in found(options=options)) is is_flagged


def test_no_distractor_is_flagged_on_thin_data_or_where_several_options_are_right() -> None:
    options = (replace(KEY, n=5), replace(WEAK, n=44))
    assert Flag.DISTRACTOR_BEATS_KEY in found(options=options, n=50)
    assert Flag.DISTRACTOR_BEATS_KEY not in found(options=options, n=49)
    assert Flag.DISTRACTOR_BEATS_KEY not in found(options=(*options, replace(RARE, is_right=True)))
    assert Flag.DISTRACTOR_BEATS_KEY not in found(options=(replace(WEAK, n=44),))


@pytest.mark.parametrize(
    ("n", "seconds", "is_flagged"), [(30, 289.0, True), (30, 288.0, False), (29, 900.0, False), (30, None, False)]
)
def test_too_slow_is_more_than_twice_the_pace(n: int, seconds: float | None, is_flagged: bool) -> None:
    assert (Flag.TOO_SLOW in found(timed_n=n, median_seconds=seconds)) is is_flagged


@pytest.mark.parametrize(
    ("n", "facility", "flags"),
    [
        (50, 0.95, [Flag.TOO_EASY]),
        (50, 0.94, []),
        (50, 0.30, [Flag.TOO_HARD]),
        (50, 0.31, []),
        (49, 1.0, []),
        (49, 0.0, []),
    ],
)
def test_too_easy_and_too_hard(n: int, facility: float, flags: list[Flag]) -> None:
    assert found(n=n, facility=facility) == flags


def test_flags_come_most_serious_first() -> None:
    options = (replace(KEY, n=10), replace(WEAK, n=90))
    everything = found(pace=30, drift=Drift(0.0, -0.9, 0.1), facility=0.1, point_biserial=-0.2, options=options)
    assert everything == [
        Flag.NEGATIVE_DISCRIMINATION,
        Flag.DISTRACTOR_BEATS_KEY,
        Flag.TOO_SLOW,
        Flag.TOO_HARD,
        Flag.DRIFT,
    ]

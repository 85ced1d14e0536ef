"""The whole estimate: what it says, what moves it, and what must not."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.readiness.strategies import ANY_SIGHT, a_shape, sights
from trainer.domain.exams.scoring import Band
from trainer.domain.readiness.estimate import AreaEstimate, Estimate, NotEnough, Standing, estimate
from trainer.domain.readiness.evidence import FirstSight, Level
from trainer.domain.readiness.projection import MockShape

EVEN = sights("+++-" * 30, "anatomy") + sights("++-+" * 30, "cases") + sights("+-++" * 30, "hcpcs")


def estimated(given_sights: list[FirstSight], shape: MockShape | None = None) -> Estimate:
    found = estimate(given_sights, shape or a_shape())
    assert isinstance(found, Estimate)
    return found


def of_area(found: Estimate, area: str) -> AreaEstimate:
    return next(each for each in found.areas if each.area == area)


@pytest.mark.parametrize(("count", "missing"), [(0, 100), (1, 99), (99, 1)])
def test_with_too_few_answers_there_is_no_number_but_how_many_are_missing(count: int, missing: int) -> None:
    assert estimate(sights("+" * count), a_shape()) == NotEnough(count, missing)


def test_a_hundred_old_answers_are_not_enough_either() -> None:
    assert estimate(sights("+" * 100, age_days=90), a_shape()) == NotEnough(100, 47)


def test_with_a_hundred_answers_there_is_an_estimate() -> None:
    assert estimated(sights("+" * 75 + "-" * 25)).level is Level.FIRST


def test_three_of_four_right_on_average_items_projects_to_about_three_quarters() -> None:
    found = estimated(EVEN)
    assert found.score == pytest.approx(75, abs=2)
    assert found.low < 70 < found.score < found.high
    assert found.standing is Standing.NEAR
    assert (found.questions, found.pass_questions, found.first_sights) == (100, 70, 360)
    assert (found.level, found.weight) == (Level.GOOD, pytest.approx(360))


def test_easy_items_seen_project_to_less_than_their_share_on_harder_ones() -> None:
    easy, hard = ([replace(each, difficulty=difficulty) for each in EVEN] for difficulty in (-1.0, 1.0))
    assert estimated(easy).score < 65
    assert estimated(hard).score > 83


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("+" * 19 + "-", Standing.ABOVE, id="nineteen of twenty"),
        pytest.param("+++-", Standing.NEAR, id="three of four"),
        pytest.param("+-", Standing.BELOW, id="half"),
    ],
)
def test_the_standing_is_where_the_whole_interval_lies(text: str, expected: Standing) -> None:
    found = estimated(
        [each for area in ("anatomy", "cases", "hcpcs") for each in sights(text * (100 // len(text)), area)]
    )
    assert found.standing is expected
    assert (found.low >= 70) == (expected is Standing.ABOVE)
    assert (found.high < 70) == (expected is Standing.BELOW)


def test_the_score_reaches_the_mark_where_the_chance_reaches_one_half() -> None:
    for right in range(60, 90):
        found = estimated(sights("+" * right + "-" * (100 - right)))
        assert (found.score >= found.pass_questions) == (found.chance >= 0.5)


def test_the_chance_falls_as_the_mark_rises() -> None:
    chances = [estimated(EVEN, replace(a_shape(), pass_questions=mark)).chance for mark in range(101)]
    assert chances[0] == pytest.approx(1)
    assert (np.diff(chances) <= 1e-12).all()
    assert 0 <= chances[100] < 0.01


def test_more_evidence_of_the_same_kind_narrows_the_interval_and_raises_its_level() -> None:
    found = [estimated(EVEN[::step]) for step in (3, 2, 1)]
    assert found[2].high - found[2].low < found[0].high - found[0].low
    assert [each.level for each in found] == [Level.FAIR, Level.FAIR, Level.GOOD]


def test_areas_are_counted_projected_and_stand_in_the_order_of_the_mock() -> None:
    found = estimated(
        sights("+" * 95 + "-" * 5, "anatomy") + sights("+" * 20 + "-" * 80, "cases") + sights("+-", "hcpcs")
    )
    assert [(area.area, area.title, area.right, area.seen, area.questions) for area in found.areas] == [
        ("anatomy", "Anatomy", 95, 100, 30),
        ("cases", "Cases", 20, 100, 50),
        ("hcpcs", "Hcpcs", 1, 2, 20),
    ]
    assert [area.band for area in found.areas] == [Band.ABOVE, Band.BELOW, Band.UNCLEAR]
    assert of_area(found, "anatomy").expected > 24
    assert of_area(found, "cases").expected < 22
    assert sum(area.expected for area in found.areas) == pytest.approx(found.score, abs=1)


def test_an_area_at_the_mark_is_near_it() -> None:
    assert of_area(estimated(sights("+++++++---" * 12)), "anatomy").band is Band.NEAR


def test_an_area_without_answers_is_projected_from_the_others() -> None:
    strong, weak = (
        estimated(sights(text * 15, "anatomy") + sights(text * 15, "cases")) for text in ("+++++++++-", "+-+-+-+-+-")
    )
    assert of_area(strong, "hcpcs").expected > of_area(weak, "hcpcs").expected + 3
    assert of_area(strong, "hcpcs").band is Band.UNCLEAR


def test_blank_areas_lower_the_level() -> None:
    assert estimated(sights("+++-" * 60, "anatomy")).level is Level.FAIR


def test_answers_in_areas_that_the_mock_does_not_have_count_for_the_general_ability() -> None:
    strong, weak = (estimated(EVEN[:120] + sights(sign * 100, "elsewhere")) for sign in "+-")
    assert strong.score > weak.score
    assert [area.area for area in strong.areas] == ["anatomy", "cases", "hcpcs"]


ENOUGH = st.lists(ANY_SIGHT, min_size=0, max_size=40).map(lambda more: EVEN[:120] + more)


@given(ENOUGH, st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(given_sights: list[FirstSight], dice: object) -> None:
    shuffled = list(given_sights)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = estimated(given_sights), estimated(shuffled)
    assert other.chance == pytest.approx(one.chance, abs=1e-6)
    assert (other.low, other.score, other.high) == (one.low, one.score, one.high)


@given(ENOUGH)
def test_the_order_of_areas_does_not_matter(given_sights: list[FirstSight]) -> None:
    shape = a_shape()
    one, other = estimated(given_sights, shape), estimated(given_sights, replace(shape, areas=shape.areas[::-1]))
    assert other.chance == pytest.approx(one.chance, abs=1e-6)
    assert [area.area for area in other.areas] == [area.area for area in one.areas][::-1]


@given(ENOUGH, st.integers(0, 159))
def test_one_more_right_answer_never_lowers_the_score(given_sights: list[FirstSight], place: int) -> None:
    chosen = place % len(given_sights)
    wrong, right = (
        [replace(each, is_right=verdict) if at == chosen else each for at, each in enumerate(given_sights)]
        for verdict in (False, True)
    )
    low, high = estimated(wrong), estimated(right)
    assert high.score >= low.score
    assert high.chance >= low.chance - 1e-6


@given(ENOUGH)
def test_the_numbers_fit_each_other(given_sights: list[FirstSight]) -> None:
    found = estimated(given_sights)
    assert 0 <= found.low <= found.score <= found.high <= found.questions
    assert 0 <= found.chance <= 1
    assert all(0 <= area.right <= area.seen and 0 <= area.expected <= area.questions for area in found.areas)


@pytest.mark.parametrize("text", ["+" * 400, "-" * 400])
def test_all_right_and_all_wrong_stay_on_the_scale(text: str) -> None:
    found = estimated(sights(text, difficulty=5.0 if "-" in text else -5.0))
    assert np.isfinite(found.chance)
    assert 0 <= found.low <= found.high <= 100

"""What would move an estimate."""

from dataclasses import replace

import numpy as np
import pytest

from tests.domain.readiness.strategies import a_shape, sights
from trainer.domain.readiness.ability import fit_ability
from trainer.domain.readiness.advice import Cost, moves
from trainer.domain.readiness.evidence import FirstSight
from trainer.domain.readiness.projection import AreaShape, BankItem, MockShape, Projection, bank_of, project


def projected(given_sights: list[FirstSight], shape: MockShape) -> Projection:
    areas = [area.area for area in shape.areas]
    return project(fit_ability(given_sights, areas), areas, bank_of(shape))


def sd_of(projection: Projection) -> float:
    places = np.arange(len(projection.scores))
    return float(np.sqrt(projection.scores @ (places - projection.scores @ places) ** 2))


SEEN = sights("++-" * 40, "anatomy") + sights("++-" * 5, "cases")


def test_the_area_with_many_questions_and_few_answers_narrows_most() -> None:
    shape = a_shape()
    narrowings = moves(shape, bank_of(shape), projected(SEEN, shape)).narrowings
    assert narrowings[0].area == "cases"
    assert (narrowings[0].title, narrowings[0].items) == ("Cases", 20)
    by = [each.questions for each in narrowings]
    assert by == sorted(by, reverse=True)


@pytest.mark.parametrize("area", ["cases", "hcpcs"])
def test_a_narrowing_is_what_twenty_more_answers_do(area: str) -> None:
    """Answers that are right as often as expected: twice 1.645 standard deviations before, less the same after."""
    shape = MockShape(
        tuple(AreaShape(each.area, each.title, each.questions, (BankItem(0.0, 0.25),)) for each in a_shape().areas), 70
    )
    before = projected(SEEN, shape)
    told = {each.area: each.questions for each in moves(shape, bank_of(shape), before).narrowings}
    after = projected(SEEN + sights("+" * 14 + "-" * 6, area), shape)
    assert told[area] == pytest.approx(2 * 1.645 * (sd_of(before) - sd_of(after)), abs=0.2)


@pytest.mark.parametrize(("right", "wrong"), [(3, 1), (7, 3)])
def test_where_few_are_unseen_a_narrowing_is_what_those_do(right: int, wrong: int) -> None:
    shape = MockShape(
        tuple(AreaShape(each.area, each.title, each.questions, (BankItem(0.0, 0.25),)) for each in a_shape().areas), 70
    )
    before = projected(SEEN, shape)
    found = moves(shape, bank_of(shape), before, {"cases": right + wrong}).narrowings
    (cases,) = [each for each in found if each.area == "cases"]
    after = projected(SEEN + sights("+" * right + "-" * wrong, "cases"), shape)
    assert cases.items == right + wrong
    assert cases.questions == pytest.approx(2 * 1.645 * (sd_of(before) - sd_of(after)), abs=0.2)


def test_the_order_is_by_what_the_unseen_items_do_and_an_area_without_any_is_left_out() -> None:
    """Four areas that nothing is known of, equal but for what is left of them."""
    shape = a_shape(anatomy=4, a=24, b=24, c=24, d=24)
    projection = projected(sights("++-" * 200), shape)
    found = moves(shape, bank_of(shape), projection, {"a": 4, "b": 35, "c": 0}).narrowings
    assert [(each.area, each.items) for each in found] == [("b", 20), ("d", 20), ("a", 4)]
    assert found[0].questions == found[1].questions > found[2].questions
    plenty = moves(shape, bank_of(shape), projection).narrowings
    assert [(each.area, each.items) for each in plenty] == [("a", 20), ("b", 20), ("c", 20)]
    none = dict.fromkeys(("anatomy", "a", "b", "c", "d"), 0)
    assert moves(shape, bank_of(shape), projection, none).narrowings == ()


def test_an_area_costs_what_it_lacks_of_its_share_of_the_mark() -> None:
    shape = a_shape(anatomy=50, cases=50)
    projection = replace(projected(sights("+-" * 60), shape), expected=np.array([31.96, 36.0]))
    assert moves(shape, bank_of(shape), projection).costs == (Cost("anatomy", "Anatomy", 3.0),)


def test_at_most_three_are_told_the_dearest_first_and_none_under_half_a_question() -> None:
    shape = a_shape(a=20, b=20, c=20, d=20, e=20)
    projection = replace(projected(sights("+-" * 60, "a"), shape), expected=np.array([12.0, 13.6, 10.0, 12.0, 13.0]))
    costs = moves(shape, bank_of(shape), projection).costs
    assert [(each.area, each.questions) for each in costs] == [("c", 4.0), ("a", 2.0), ("d", 2.0)]
    few = replace(projection, expected=np.array([13.51, 14.0, 15.0, 14.0, 14.0]))
    assert [each.area for each in moves(shape, bank_of(shape), few).costs] == ["a"]
    none = replace(projection, expected=np.array([13.56, 14.0, 15.0, 14.0, 14.0]))
    assert moves(shape, bank_of(shape), none).costs == ()


def test_where_everything_is_known_nothing_narrows() -> None:
    shape = a_shape(anatomy=3, cases=3)
    many = sights("+++-" * 2000, "anatomy") + sights("+++-" * 2000, "cases")
    assert moves(shape, bank_of(shape), projected(many, shape)).narrowings == ()

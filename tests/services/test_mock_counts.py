from dataclasses import replace

from tests.support.exams import CASES, CPC, STORY, an_exam_library, exam_items
from trainer.content.item_files import AuthoredItem
from trainer.domain.exams.blueprint import Area, Blueprint
from trainer.services.mock_counts import MockCount, count_mocks

FOUR = replace(CPC, questions=4, minutes=6, pass_questions=3, areas=(Area("cases", "Cases", 4, "x"),))


def count(items: tuple[AuthoredItem, ...], blueprint: Blueprint = FOUR) -> MockCount:
    (found,) = count_mocks(an_exam_library(items, (blueprint,)))
    return found


def of_cases() -> list[AuthoredItem]:
    """Seven single items and a scenario of three."""
    return [item for item in exam_items() if item.area == "cases"]


def test_whole_mocks_are_dealt_until_the_rest_fills_none() -> None:
    assert CASES == "area-cases"
    assert count(tuple(of_cases())) == MockCount("cpc", 4, 2, 0)


def test_scenarios_are_not_torn_apart() -> None:
    story = tuple(item for item in of_cases() if item.stimulus == STORY)
    assert len(story) == 3
    assert count(story).open == 0
    assert count((*story, *(item for item in of_cases() if item.slug == "cases-1"))).open == 1


def test_sealed_items_are_counted_apart() -> None:
    items = tuple(replace(item, is_sealed=place < 4) for place, item in enumerate(of_cases()))
    assert sum(item.is_sealed for item in items) == 4
    found = count(items)
    assert (found.open, found.sealed) == (1, 1)


def test_without_items_there_is_no_mock() -> None:
    assert count(()) == MockCount("cpc", 4, 0, 0)

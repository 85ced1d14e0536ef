"""What is wrong with an assignment, every problem with its field."""

from datetime import timedelta

import pytest

from tests.support.school import a_spec, at
from trainer.domain.classes.checks import SpecProblem, problems_of
from trainer.domain.classes.work import (
    CaseWork,
    Draw,
    DrawBy,
    DrawnItems,
    FeedbackRule,
    FixedItems,
    MockWork,
    ReviewWork,
)

MONDAY = at("2026-03-09 15:00")
LATER = MONDAY + timedelta(days=1)
LATEST = MONDAY + timedelta(days=2)
OF_ANATOMY = Draw(DrawBy.AREA, "anatomy", 3)


def fields(**values: object) -> list[tuple[str, int]]:
    return [(each.field, each.entry) for each in problems_of(a_spec("a-single", **values))]


@pytest.mark.parametrize(
    "work",
    [
        FixedItems(("a-single", "a-multiple")),
        DrawnItems((OF_ANATOMY, Draw(DrawBy.DIFFICULTY, "5", 1)), is_per_learner=True),
        CaseWork(("ear-with-wax",)),
        MockWork("full"),
        ReviewWork(100),
    ],
)
def test_work_of_every_kind_can_be_right(work):
    assert problems_of(a_spec(work=work)) == ()


def test_dates_in_their_order_with_a_deduction_are_right():
    assert fields(opens_at=MONDAY, due_at=LATER, closes_at=LATEST, late_percent_per_day=10) == []
    assert fields(opens_at=MONDAY, due_at=LATER, closes_at=LATER) == []
    assert fields(opens_at=MONDAY, closes_at=LATER, time_limit_minutes=600) == []
    assert fields(closes_at=LATER) == []
    assert fields(work=MockWork("full"), time_limit_minutes=60) == []
    assert fields(due_at=LATER, closes_at=LATER) == []


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"title": "  "}, [("title", 0)]),
        ({"title": "x" * 121}, [("title", 0)]),
        ({"instructions": "x" * 10_001}, [("instructions", 0)]),
        ({"track": "cpt"}, [("track", 0)]),
        ({"work": FixedItems(())}, [("items", 0)]),
        ({"work": FixedItems(("a", "b", "a"))}, [("items", 3)]),
        ({"work": FixedItems(tuple(f"i-{n}" for n in range(501)))}, [("items", 0)]),
        ({"work": DrawnItems((), is_per_learner=False)}, [("draws", 0)]),
        ({"work": DrawnItems((Draw(DrawBy.AREA, "anatomy", 0),), is_per_learner=False)}, [("draws", 1)]),
        ({"work": DrawnItems((OF_ANATOMY, Draw(DrawBy.TAG, "", 2)), is_per_learner=False)}, [("draws", 2)]),
        ({"work": DrawnItems((Draw(DrawBy.DIFFICULTY, "6", 2),), is_per_learner=False)}, [("draws", 1)]),
        ({"work": DrawnItems((OF_ANATOMY, OF_ANATOMY), is_per_learner=False)}, [("draws", 1), ("draws", 2)]),
        ({"work": DrawnItems((Draw(DrawBy.TAG, "spine", 501),), is_per_learner=False)}, [("draws", 0)]),
        ({"work": DrawnItems((OF_ANATOMY, Draw(DrawBy.FAMILY, "units", 2)), is_per_learner=True)}, [("draws", 2)]),
        ({"work": CaseWork(())}, [("cases", 0)]),
        ({"work": CaseWork(tuple(f"c-{n}" for n in range(51)))}, [("cases", 0)]),
        ({"work": MockWork("")}, [("form", 0)]),
        ({"work": ReviewWork(0)}, [("reviews", 0)]),
        ({"work": ReviewWork(2001)}, [("reviews", 0)]),
        ({"opens_at": LATER, "due_at": MONDAY}, [("due", 0)]),
        ({"opens_at": MONDAY, "due_at": MONDAY}, [("due", 0)]),
        ({"due_at": LATEST, "closes_at": LATER}, [("closes", 0)]),
        ({"opens_at": LATER, "closes_at": MONDAY}, [("closes", 0)]),
        ({"late_percent_per_day": 101}, [("late", 0)]),
        ({"late_percent_per_day": -1}, [("late", 0)]),
        ({"late_percent_per_day": 10}, [("late", 0)]),
        ({"late_percent_per_day": 10, "due_at": LATER}, [("late", 0)]),
        ({"late_percent_per_day": 10, "due_at": LATER, "closes_at": LATER}, [("late", 0)]),
        ({"attempts": 21}, [("attempts", 0)]),
        ({"attempts": -1}, [("attempts", 0)]),
        ({"time_limit_minutes": 0}, [("time_limit", 0)]),
        ({"time_limit_minutes": 601}, [("time_limit", 0)]),
        ({"work": ReviewWork(9), "time_limit_minutes": 60}, [("time_limit", 0)]),
        ({"access_code": "x" * 41}, [("access_code", 0)]),
        ({"weight": 101}, [("weight", 0)]),
        ({"weight": -1}, [("weight", 0)]),
    ],
)
def test_each_problem_names_its_field_and_its_entry(values, found):
    assert fields(**values) == found


def test_all_problems_come_at_once():
    spec = a_spec(title="", opens_at=LATER, due_at=MONDAY, attempts=99, weight=101)
    assert [each.field for each in problems_of(spec)] == ["title", "items", "due", "attempts", "weight"]


def test_a_problem_says_what_to_do():
    assert problems_of(a_spec("a", opens_at=LATER, due_at=MONDAY)) == (
        SpecProblem("due", "It would be due before it opens."),
    )


@pytest.mark.parametrize(
    ("values", "is_wrong"),
    [
        ({"attempts": 2}, True),
        ({"attempts": 0}, True),
        ({"attempts": 1}, False),
        ({"attempts": 2, "due_at": MONDAY}, False),
        ({"attempts": 0, "closes_at": MONDAY}, False),
        ({"attempts": 2, "feedback": FeedbackRule.NEVER_KEYS}, False),
        ({"attempts": 2, "feedback": FeedbackRule.AT_ONCE}, False),
    ],
)
def test_keys_after_the_end_need_an_end_where_there_is_another_try(values, is_wrong):
    assert fields(**values) == ([("feedback", 0)] if is_wrong else [])

"""Assignments that hold answers back from the readiness estimate are named, timed or not."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from tests.support.assignments import begin, grant
from tests.support.library import CASE_SLUG
from tests.support.school import School, a_spec, an_assignment
from trainer.domain.classes.work import CaseWork, FeedbackRule
from trainer.services import readiness
from trainer.services.holds import Hold, hold_on_items
from trainer.services.readiness import ReadinessPage

ITEMS = ("anatomy-1", "anatomy-2")
DAY = timedelta(days=1)
NEVER = FeedbackRule.NEVER_KEYS


def page_of(school: School, track: str = "cpc") -> ReadinessPage:
    with school.learner.reading() as scope:
        return readiness.get_readiness_page(scope, track)


def test_without_assignments_nothing_is_held_back(school):
    assert page_of(school).holds == ()


@pytest.mark.parametrize("minutes", [None, 30], ids=["untimed", "timed"])
def test_one_that_is_open_is_named_until_everybody_is_done(school, clock, minutes):
    assignment = an_assignment(school, a_spec(*ITEMS, due_at=clock() + DAY, time_limit_minutes=minutes))
    number = begin(school, school.learner, assignment).number
    until = clock() + DAY
    hold = Hold("Week 1", school.class_id, assignment, "America/Chicago", until, is_open=True, has_tries=False)
    page = page_of(school)
    assert (page.holds, page.examination) == ((hold,), None)
    assert page_of(school, "cpb").holds == ()
    school.learner.hand_in(number)
    assert [(each.until, each.is_open) for each in page_of(school).holds] == [(until, False)]
    clock.advance(days=1)
    assert page_of(school).holds == ()


def test_one_without_keys_is_named_until_no_try_is_left_and_agrees_with_the_pages_of_questions(school, clock):
    spec = a_spec(*ITEMS, due_at=clock() + DAY, feedback=NEVER, attempts=2)
    assignment = an_assignment(school, spec)
    grant(school, school.learner, assignment, due_at=clock() + 3 * DAY)
    number = begin(school, school.learner, assignment).number
    school.learner.hand_in(number)
    (hold,) = page_of(school).holds
    assert (hold.until, hold.is_open, hold.has_tries) == (clock() + 3 * DAY, False, True)
    with school.learner.reading() as scope:
        assert hold_on_items(scope, [school.learner.question(number, 1).item_id]) == hold
    school.learner.hand_in(begin(school, school.learner, assignment).number)
    assert page_of(school).holds == ()


def test_each_assignment_is_named_once_the_newest_first_in_as_many_statements(school, clock):
    def statements() -> int:
        found: list[str] = []
        engine = school.scopes.engines.read

        def count(connection, cursor, statement, *_) -> None:
            found.append(statement)

        event.listen(engine, "before_cursor_execute", count)
        try:
            page_of(school)
        finally:
            event.remove(engine, "before_cursor_execute", count)
        return len(found)

    def sit(title: str, *, tries: int = 2) -> None:
        spec = a_spec(*ITEMS, title=title, due_at=clock() + DAY, feedback=NEVER, attempts=3)
        assignment = an_assignment(school, spec)
        for _ in range(tries):
            school.learner.hand_in(begin(school, school.learner, assignment).number)

    sit("One")
    page_of(school)
    few = statements()
    sit("Two")
    sit("Three")
    assert [each.title for each in page_of(school).holds] == ["Three", "Two", "One"]
    assert statements() == few


@pytest.mark.usefixtures("code_book")
def test_cases_hold_nothing_back_here(ward, clock):
    assignment = an_assignment(ward, a_spec(work=CaseWork((CASE_SLUG,)), due_at=clock() + DAY))
    begin(ward, ward.learner, assignment)
    assert page_of(ward).holds == ()

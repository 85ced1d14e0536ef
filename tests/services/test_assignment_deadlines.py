"""The end of work that is open moves with dates and extra time, later only."""

from dataclasses import replace
from datetime import datetime

import pytest

from tests.services.test_assignments import create, edit
from tests.services.test_overrides import grant
from tests.support.exams import publish_exams
from tests.support.school import School, a_school, a_spec, at
from trainer.db.models.attempts import AttemptRow
from trainer.db.models.classes import Enrolment
from trainer.db.models.exams import TimeExtension
from trainer.domain.classes.work import AssignmentSpec, FeedbackRule
from trainer.services.assignment_sittings import start_assignment
from trainer.services.scope import Scopes

CLOSES = at("2026-03-02 09:20")
"""Twenty minutes behind the moment at which the tests play."""
OPEN = a_spec("anatomy-1", "anatomy-2", due_at=CLOSES)
TIMED = replace(OPEN, due_at=at("2026-03-20 15:00"), time_limit_minutes=60)


@pytest.fixture
def school(scopes: Scopes) -> School:
    publish_exams(scopes)
    return a_school(scopes)


def begun(school: School, spec: AssignmentSpec) -> tuple[int, int]:
    """The assignment, and the number of the learner's sitting of it."""
    assignment_id = create(school, spec, is_published=True)
    with school.learner.writing() as scope:
        return assignment_id, start_assignment(scope, school.class_id, assignment_id).number


def row(school: School, number: int) -> AttemptRow:
    with school.scopes.reading() as scope:
        return scope.session.get_one(AttemptRow, (school.learner.id, number))


def ends_at(school: School, number: int) -> datetime | None:
    return row(school, number).deadline_at


@pytest.mark.parametrize("feedback", [FeedbackRule.AT_ONCE, FeedbackRule.AFTER_DUE])
def test_extra_time_reaches_timed_work_of_every_kind(school, feedback):
    assignment_id, number = begun(school, replace(TIMED, feedback=feedback))
    assert ends_at(school, number) == at("2026-03-02 10:00")
    assert grant(school, assignment_id, extra_percent=50, extra_seconds=60).extended == 1
    assert ends_at(school, number) == at("2026-03-02 10:31")
    assert row(school, number).extra_seconds == 31 * 60


def test_time_that_a_closing_date_had_cut_comes_back_with_a_later_date(school):
    assignment_id, number = begun(school, replace(OPEN, time_limit_minutes=60))
    assert ends_at(school, number) == CLOSES
    assert grant(school, assignment_id, due_at=at("2026-03-20 15:00")).extended == 1
    assert ends_at(school, number) == at("2026-03-02 10:00")


def test_a_later_date_for_all_moves_the_end_of_what_is_open(school):
    assignment_id, number = begun(school, OPEN)
    assert ends_at(school, number) == CLOSES
    edit(school, assignment_id, replace(OPEN, due_at=at("2026-03-20 15:00")))
    assert ends_at(school, number) == at("2026-03-20 15:00")


def test_an_earlier_date_leaves_the_time_that_was_told(school):
    assignment_id, number = begun(school, replace(OPEN, due_at=at("2026-03-20 15:00")))
    edit(school, assignment_id, OPEN)
    assert ends_at(school, number) == at("2026-03-20 15:00")


def test_a_first_date_is_an_end_and_none_any_more_is_none(school):
    assignment_id, number = begun(school, replace(OPEN, due_at=None))
    assert ends_at(school, number) is None
    edit(school, assignment_id, OPEN)
    assert ends_at(school, number) == CLOSES
    edit(school, assignment_id, replace(OPEN, due_at=None), base=2)
    assert ends_at(school, number) is None
    edit(school, assignment_id, replace(OPEN, due_at=at("2026-03-02 08:00")), base=3)
    assert ends_at(school, number) is None


def test_more_than_a_day_is_given_in_steps(school):
    assignment_id, number = begun(school, replace(TIMED, time_limit_minutes=600))
    grant(school, assignment_id, extra_percent=300)
    assert ends_at(school, number) == at("2026-03-04 01:00")
    with school.scopes.reading() as scope:
        steps = scope.session.query(TimeExtension).filter_by(learner_id=school.learner.id)
        assert [each.seconds for each in steps.order_by("number")] == [24 * 3600, 6 * 3600]


def test_what_is_over_and_what_is_somebody_elses_stays(school, clock):
    assignment_id, number = begun(school, OPEN)
    assert grant(school, assignment_id, learner_id=school.classmate.id, due_at=at("2026-03-20 15:00")).extended == 0
    clock.advance(hours=1)
    assert grant(school, assignment_id, due_at=at("2026-03-20 15:00")).extended == 0
    assert ends_at(school, number) == CLOSES


def test_who_has_left_keeps_the_end_they_had(school):
    assignment_id, number = begun(school, OPEN)
    with school.scopes.writing() as scope:
        scope.session.get_one(Enrolment, (school.class_id, school.learner.id)).left_at = scope.now
    edit(school, assignment_id, replace(OPEN, due_at=at("2026-03-20 15:00")))
    assert ends_at(school, number) == CLOSES

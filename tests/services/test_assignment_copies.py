"""Copies of assignments: dates on the new wall, and what was granted comes along."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.services.test_assignments import acting, create, entry
from tests.support.assignments import begin
from tests.support.exams import publish_exams
from tests.support.school import ZONE, School, a_class, a_school, a_spec, at, enrol
from trainer.db.models.attempts import AttemptRow
from trainer.db.models.classes import AssignmentOverride, AssignmentRow
from trainer.domain.classes.local_times import to_local
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import assignments
from trainer.services.assignment_copies import copy_assignment, copy_assignments, copy_granted, list_sources
from trainer.services.assignments import Stage
from trainer.services.overrides import Grant, end_override, grant_override
from trainer.services.scope import Scopes

SPEC = a_spec("anatomy-1", opens_at=at("2026-02-23 15:00"), due_at=at("2026-03-02 05:59"))
"""Opens at 9:00, due at 23:59 of the first of March, by the clock of the class in winter."""


@pytest.fixture
def school(scopes: Scopes) -> School:
    publish_exams(scopes)
    return a_school(scopes)


@pytest.fixture
def next_term(school: School) -> int:
    """Ines's class of the next term, with one learner of the first class in it."""
    class_id = a_class(school.scopes, school.instructor, "Coding I", code="NEXT")
    enrol(school.scopes, class_id, school.learner)
    return class_id


def copy(school: School, class_id: int, days: int = 0) -> dict[int, int]:
    with acting(school.instructor) as scope:
        return copy_assignments(scope, school.class_id, class_id, days)


def grant(school: School, assignment_id: int | None, **values: object) -> int:
    with acting(school.instructor) as scope:
        given = Grant(**{"learner_id": school.learner.id, "assignment_id": assignment_id, "reason": "ADA"} | values)
        return grant_override(scope, school.class_id, given).override_id


def granted(school: School, class_id: int) -> list[AssignmentOverride]:
    with school.scopes.reading() as scope:
        return list(scope.session.query(AssignmentOverride).filter_by(class_id=class_id).order_by("id"))


def test_a_copy_in_the_class_is_a_draft_beside_it_with_what_was_granted(school):
    assignment_id = create(school, SPEC, is_published=True)
    grant(school, assignment_id, extra_percent=50)
    grant(school, None, extra_percent=25)
    with acting(school.instructor) as scope:
        copied = copy_assignment(scope, school.class_id, assignment_id)
    found = entry(school, copied)
    assert found.spec == replace(SPEC, title="Week 1 (copy)")
    assert (found.stage, found.number, found.begun) == (Stage.DRAFT, 1, 0)
    assert [(row.assignment_id, row.extra_percent) for row in granted(school, school.class_id)] == [
        (assignment_id, 50),
        (None, 25),
        (copied, 50),
    ]


def test_a_long_title_still_fits_when_it_is_copied(school):
    assignment_id = create(school, replace(SPEC, title="x" * 120))
    with acting(school.instructor) as scope:
        copied = copy_assignment(scope, school.class_id, assignment_id)
    assert entry(school, copied).spec.title == "x" * 113 + " (copy)"


def test_a_class_is_copied_in_order_as_drafts_without_what_is_archived(school, next_term):
    ids = [create(school, replace(SPEC, title=title), is_published=True) for title in "abc"]
    with acting(school.instructor) as scope:
        assignments.archive_assignment(scope, school.class_id, ids[1])
    copied = copy(school, next_term)
    assert list(copied) == [ids[0], ids[2]]
    with school.instructor.reading() as scope:
        found = assignments.list_assignments(scope, next_term)
        sources = [scope.session.get_one(AssignmentRow, each.id).copied_from_id for each in found]
    assert [(each.spec.title, each.stage) for each in found] == [("a", Stage.DRAFT), ("c", Stage.DRAFT)]
    assert sources == [ids[0], ids[2]]


def test_dates_keep_their_time_of_day_across_the_change_of_the_clocks(school, next_term):
    assignment_id = create(school, SPEC)
    copied = copy(school, next_term, 14)[assignment_id]
    with school.instructor.reading() as scope:
        spec = assignments.get_entry(scope, next_term, copied).spec
    assert to_local(spec.opens_at, ZONE) == datetime(2026, 3, 9, 9)  # noqa: DTZ001 - a clock on the wall
    assert to_local(spec.due_at, ZONE) == datetime(2026, 3, 15, 23, 59)  # noqa: DTZ001
    assert spec.closes_at is None


def test_a_class_in_another_zone_gets_the_same_time_on_its_own_wall(school):
    class_id = a_class(school.scopes, school.instructor, code="EAST", time_zone="America/New_York")
    assignment_id = create(school, SPEC)
    copied = copy(school, class_id)[assignment_id]
    with school.instructor.reading() as scope:
        spec = assignments.get_entry(scope, class_id, copied).spec
    assert spec.opens_at == at("2026-02-23 14:00")


def test_what_was_granted_comes_along_for_those_who_are_in_both_classes(school, next_term):
    assignment_id = create(school, SPEC)
    grant(school, assignment_id, due_at=at("2026-03-04 05:59"))
    grant(school, None, extra_percent=50)
    grant(school, None, extra_percent=10, learner_id=school.classmate.id)
    ended = grant(school, None, extra_percent=75)
    with acting(school.instructor) as scope:
        end_override(scope, school.class_id, ended)
    copied = copy(school, next_term, 7)[assignment_id]
    rows = granted(school, next_term)
    assert [(row.learner_id, row.assignment_id, row.extra_percent, row.due_at) for row in rows] == [
        (school.learner.id, copied, 0, at("2026-03-11 04:59")),
        (school.learner.id, None, 50, None),
    ]
    assert {row.reason for row in rows} == {"ADA"}


def test_for_those_who_come_later_it_is_brought_along_later_and_only_once(school, next_term):
    assignment_id = create(school, SPEC)
    grant(school, assignment_id, extra_attempts=1, learner_id=school.classmate.id)
    grant(school, None, extra_percent=50)
    copied = copy(school, next_term)[assignment_id]
    enrol(school.scopes, next_term, school.classmate)
    with acting(school.instructor) as scope:
        assert copy_granted(scope, school.class_id, next_term, 0) == 1
    with acting(school.instructor) as scope:
        assert copy_granted(scope, school.class_id, next_term, 0) == 0
    assert [(row.learner_id, row.assignment_id) for row in granted(school, next_term)] == [
        (school.learner.id, None),
        (school.classmate.id, copied),
    ]


def test_only_an_instructor_of_both_classes_copies(school):
    with pytest.raises(NotFound), acting(school.instructor) as scope:
        copy_assignments(scope, school.class_id, school.other_class_id, 0)
    with pytest.raises(NotFound), acting(school.instructor) as scope:
        copy_assignments(scope, school.other_class_id, school.class_id, 0)
    with pytest.raises(NotFound), acting(school.assistant) as scope:
        copy_assignment(scope, school.class_id, 1)


def test_more_than_ten_years_are_refused(school, next_term):
    with pytest.raises(Refused, match="3,660"):
        copy(school, next_term, 3661)


def test_the_classes_to_copy_from_are_ones_own_others(school, next_term):
    with school.instructor.reading() as scope:
        assert [each.id for each in list_sources(scope, next_term)] == [school.class_id]


def test_what_is_brought_along_moves_open_work_and_the_moment_at_which_keys_are_told(school, next_term, clock):
    enrol(school.scopes, next_term, school.classmate)
    due = clock() + timedelta(days=1)
    first = create(school, a_spec("anatomy-1", due_at=due))
    copied = copy(school, next_term)[first]
    with acting(school.instructor) as scope:
        assignments.publish_assignment(scope, next_term, copied)
    grant(school, first, learner_id=school.classmate.id, due_at=due + timedelta(days=4))
    there = replace(school, class_id=next_term)
    numbers = [begin(there, each, copied).number for each in (school.learner, school.classmate)]
    with acting(school.instructor) as scope:
        assert copy_granted(scope, school.class_id, next_term, 0) == 1
    with school.scopes.reading() as scope:
        rows = [
            scope.session.get_one(AttemptRow, (person.id, number))
            for person, number in zip((school.learner, school.classmate), numbers, strict=True)
        ]
        assert {row.shows_from for row in rows} == {due + timedelta(days=4)}
        assert [row.deadline_at for row in rows] == [due, due + timedelta(days=4)]

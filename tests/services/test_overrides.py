"""What is granted to single learners: it stacks, it has a reason, it moves the clock of what is open."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.services.test_assignments import acting, create
from tests.support.exams import publish_exams
from tests.support.people import Learner
from tests.support.school import School, a_school, a_spec, at, belongs_to
from trainer.db.models.attempts import AttemptRow
from trainer.db.models.audit import AuditEvent
from trainer.db.models.classes import Enrolment
from trainer.domain.classes.work import FeedbackRule, MockWork
from trainer.domain.exams.clock import Accommodation
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import assignments
from trainer.services.exam_clock import grant_extra_time
from trainer.services.exams import ExamRequest, start_exam
from trainer.services.overrides import (
    Grant,
    Granted,
    OverridesPage,
    end_override,
    grant_override,
    list_overrides,
    personal_terms,
)
from trainer.services.scope import Scopes

SPEC = a_spec("anatomy-1", opens_at=at("2026-03-02 15:00"), due_at=at("2026-03-20 15:00"), attempts=1)


@pytest.fixture
def school(scopes: Scopes) -> School:
    publish_exams(scopes)
    return a_school(scopes)


def grant(school: School, assignment_id: int | None, **values: object) -> Granted:
    with acting(school.instructor) as scope:
        given = Grant(**{"learner_id": school.learner.id, "assignment_id": assignment_id, "reason": "ADA"} | values)
        return grant_override(scope, school.class_id, given)


def page(school: School, who: Learner | None = None) -> OverridesPage:
    with (who or school.assistant).reading() as scope:
        return list_overrides(scope, school.class_id)


def test_time_and_attempts_add_up_and_of_each_date_the_newest_holds(school):
    assignment_id = create(school, SPEC, is_published=True)
    grant(school, None, extra_percent=50, reason="Letter of 2 March")
    grant(school, assignment_id, extra_seconds=600, extra_attempts=1, due_at=at("2026-03-22 15:00"))
    grant(school, assignment_id, extra_attempts=1, due_at=at("2026-03-21 15:00"), reason="  In hospital ")
    (row,) = page(school).rows
    (held,) = row.terms
    assert (held.assignment, held.terms.attempts, held.terms.due_at) == ("Week 1", 3, at("2026-03-21 15:00"))
    assert held.terms.extra == (Accommodation(50), Accommodation(0, 600))
    assert [(each.assignment, each.reason, each.granted_by) for each in row.overrides] == [
        ("Week 1", "In hospital", "Ines Okafor"),
        ("Week 1", "ADA", "Ines Okafor"),
        ("", "Letter of 2 March", "Ines Okafor"),
    ]


def test_extra_time_that_a_person_has_everywhere_is_on_the_page_and_in_the_terms(school):
    create(school, SPEC, is_published=True)
    with acting(school.instructor) as scope:
        grant_extra_time(scope, school.classmate.id, 25, 0, "Everywhere")
    (row,) = page(school).rows
    assert (row.name, row.overrides, row.everywhere) == ("Classmate", (), (Accommodation(25),))
    assert row.terms[0].terms.extra == (Accommodation(25),)


def test_what_was_ended_stays_on_the_page_and_holds_no_more(school):
    assignment_id = create(school, SPEC, is_published=True)
    given = grant(school, assignment_id, extra_attempts=2)
    for _ in range(2):
        with acting(school.instructor) as scope:
            end_override(scope, school.class_id, given.override_id)
    (row,) = page(school).rows
    assert row.overrides[0].ended_at is not None
    assert row.terms == ()


def test_what_was_granted_to_somebody_who_has_left_is_shown_to_nobody(school):
    grant(school, None, extra_percent=10, reason="Their own affair")
    with acting(school.instructor) as scope:
        grant_extra_time(scope, school.learner.id, 25, 0, "Everywhere")
    with school.scopes.writing() as scope:
        scope.session.get_one(Enrolment, (school.class_id, school.learner.id)).left_at = scope.now
    assert page(school).rows == ()
    assert [name for _, name in page(school).learners] == ["Classmate"]
    with school.scopes.writing() as scope:
        scope.session.get_one(Enrolment, (school.class_id, school.learner.id)).left_at = None
    assert [row.name for row in page(school).rows] == ["Learner"]


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({}, "percent", "Grant something"),
        ({"extra_percent": 301}, "percent", "300"),
        ({"extra_percent": -1}, "percent", "300"),
        ({"extra_seconds": 86_401}, "minutes", "1,440"),
        ({"extra_attempts": 21}, "attempts", "20"),
        ({"extra_percent": 50, "reason": "  "}, "reason", "Say why"),
        ({"extra_percent": 50, "reason": "x" * 501}, "reason", "500"),
        ({"extra_percent": 50, "learner_id": 99_999}, "learners", "learner of this class"),
        ({"extra_percent": 50, "assignment_id": 99_999}, "assignment", "assignment of this class"),
        ({"due_at": at("2026-03-22 15:00"), "assignment_id": None}, "assignment", "choose which"),
        ({"due_at": at("2026-03-01 15:00")}, "due", "due before it opens"),
        ({"opens_at": at("2026-03-21 15:00")}, "due", "due before it opens"),
        ({"closes_at": at("2026-03-19 15:00")}, "closes", "close before it is due"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_field(school, values, field, words):
    assignment_id = create(school, SPEC, is_published=True)
    with pytest.raises(Refused, match=words) as caught:
        grant(school, **{"assignment_id": assignment_id} | values)
    assert caught.value.field == field
    assert page(school).rows == ()


def test_a_closing_date_before_the_opening_is_refused_where_nothing_is_due(school):
    assignment_id = create(school, replace(SPEC, due_at=None))
    with pytest.raises(Refused, match="close before it opens"):
        grant(school, assignment_id, closes_at=at("2026-03-01 15:00"))


def test_dates_are_looked_at_with_what_was_granted_before(school):
    assignment_id = create(school, SPEC)
    grant(school, assignment_id, due_at=at("2026-03-30 15:00"))
    grant(school, assignment_id, opens_at=at("2026-03-25 15:00"))
    with pytest.raises(Refused, match="due before it opens"):
        grant(school, assignment_id, due_at=at("2026-03-24 15:00"))


def sit(school: School, learner: Learner, assignment_id: int) -> int:
    with learner.writing() as scope:
        number = start_exam(scope, ExamRequest("cpc", "short-25"))
    belongs_to(school, learner, number, assignment_id)
    return number


def ends_at(school: School, learner: Learner, number: int):
    with school.scopes.reading() as scope:
        return scope.session.get_one(AttemptRow, (learner.id, number)).deadline_at


def test_extra_time_moves_the_end_of_a_sitting_that_is_open(school):
    mock = create(school, a_spec(work=MockWork("short-25")), is_published=True)
    other = create(school, a_spec("anatomy-1"), is_published=True)
    number = sit(school, school.learner, mock)
    theirs = sit(school, school.classmate, mock)
    before, untouched = ends_at(school, school.learner, number), ends_at(school, school.classmate, theirs)
    assert grant(school, other, extra_percent=50).extended == 0
    assert grant(school, mock, extra_percent=50, extra_seconds=60).extended == 1
    assert ends_at(school, school.learner, number) == before + timedelta(minutes=19 + 1)  # half of 38 minutes, and one
    assert grant(school, None, extra_seconds=60).extended == 1
    assert ends_at(school, school.classmate, theirs) == untouched


def test_a_sitting_whose_time_is_up_is_not_opened_again(school, clock):
    mock = create(school, a_spec(work=MockWork("short-25")), is_published=True)
    number = sit(school, school.learner, mock)
    before = ends_at(school, school.learner, number)
    clock.advance(hours=2)
    assert grant(school, mock, extra_percent=50).extended == 0
    assert ends_at(school, school.learner, number) == before


def test_a_later_date_for_one_learner_holds_back_the_keys_of_all(school):
    spec = replace(SPEC, feedback=FeedbackRule.AFTER_DUE)
    assignment_id = create(school, spec, is_published=True)
    number = school.classmate.start()
    belongs_to(school, school.classmate, number, assignment_id)
    given = grant(school, assignment_id, due_at=at("2026-03-25 15:00"))

    def shown_from():
        with school.scopes.reading() as scope:
            return scope.session.get_one(AttemptRow, (school.classmate.id, number)).shows_from

    assert shown_from() == at("2026-03-25 15:00")
    with acting(school.instructor) as scope:
        end_override(scope, school.class_id, given.override_id)
    assert shown_from() == at("2026-03-20 15:00")


def test_only_an_instructor_grants_and_ends_and_only_in_the_class(school):
    given = grant(school, None, extra_percent=50)
    for who in (school.assistant, school.learner, school.stranger, school.other_instructor, school.administrator):
        with pytest.raises(NotFound), acting(who) as scope:
            grant_override(scope, school.class_id, Grant(school.learner.id, None, "x", extra_percent=1))
        with pytest.raises(NotFound), acting(who) as scope:
            end_override(scope, school.class_id, given.override_id)
    with pytest.raises(NotFound), acting(school.other_instructor) as scope:
        end_override(scope, school.other_class_id, given.override_id)
    with pytest.raises(NotFound):
        page(school, school.learner)


def test_terms_of_an_assignment_that_is_not_stored_are_those_of_the_class(school):
    grant(school, None, extra_percent=50)
    other = create(school, SPEC)
    grant(school, other, extra_attempts=5)
    with school.instructor.reading() as scope:
        (found,) = personal_terms(scope, school.class_id, SPEC, None)
    assert (found.name, found.terms.attempts, found.terms.extra) == ("Learner", 1, (Accommodation(50),))


def test_granting_and_ending_are_in_the_audit_trail(school):
    given = grant(school, None, extra_percent=50, reason="Letter")
    with acting(school.instructor) as scope:
        end_override(scope, school.class_id, given.override_id)
    with school.scopes.reading() as scope:
        found = scope.session.query(AuditEvent).filter(AuditEvent.action.like("override.%"))
        assert [(each.action, each.subject) for each in found] == [
            ("override.grant", f"user {school.learner.id}"),
            ("override.end", f"user {school.learner.id}"),
        ]


def test_an_override_of_an_archived_assignment_can_still_be_ended(school):
    assignment_id = create(school, SPEC, is_published=True)
    given = grant(school, assignment_id, extra_attempts=1)
    with acting(school.instructor) as scope:
        assignments.archive_assignment(scope, school.class_id, assignment_id)
        end_override(scope, school.class_id, given.override_id)
    assert page(school).rows[0].overrides[0].ended_at is not None


def test_dates_granted_for_the_past_are_named(school):
    assignment_id = create(school, replace(SPEC, opens_at=None), is_published=True)
    past = {"due_at": at("2026-02-20 15:00"), "closes_at": at("2026-02-21 15:00")}
    assert grant(school, assignment_id, **past).past == ("due", "closing")
    assert grant(school, assignment_id, due_at=at("2026-03-21 15:00")).past == ()


def test_an_earlier_due_date_closes_earlier_too(school):
    assignment_id = create(school, SPEC, is_published=True)
    grant(school, assignment_id, due_at=at("2026-03-10 15:00"))
    (row,) = page(school).rows
    assert row.terms[0].terms.closes_at == at("2026-03-10 15:00")


def test_longer_dates_say_how_many_have_seen_the_keys(school, clock):
    assignment_id = create(school, SPEC, is_published=True)
    number = school.classmate.start()
    belongs_to(school, school.classmate, number, assignment_id)
    assert grant(school, assignment_id, due_at=at("2026-03-20 16:00")).seen == 0  # sets when keys are shown
    school.classmate.hand_in(number)
    clock.advance(hours=24 * 20)
    assert grant(school, None, extra_percent=50).seen == 0
    assert grant(school, assignment_id, due_at=at("2026-03-21 15:00")).seen == 0
    assert grant(school, assignment_id, due_at=at("2026-03-30 15:00")).seen == 1

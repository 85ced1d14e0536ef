"""What holds for whom: dates, attempts and extra time, for one learner and for a class; from when on keys are told."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.support.assignments import begin
from tests.support.exams import SHORT, publish_exams
from tests.support.people import Learner
from tests.support.school import School, a_school, a_spec, an_assignment
from tests.web.test_query_counts import counted
from trainer.db.models.attempts import AttemptRow
from trainer.db.models.classes import AssignmentOverride, Enrolment
from trainer.db.models.exams import AccommodationRow
from trainer.domain.classes.dates import Terms
from trainer.domain.classes.work import AssignmentSpec, FeedbackRule, MockWork
from trainer.domain.exams.clock import Accommodation
from trainer.domain.kernel.errors import NotFound
from trainer.services import assignments, overrides
from trainer.services.assignment_terms import (
    in_words,
    refresh_for_learner,
    refresh_keys_shown,
    terms_for,
    terms_of_class,
)
from trainer.services.scope import Scopes

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def school(scopes: Scopes) -> School:
    publish_exams(scopes)
    return a_school(scopes)


def grant(school: School, learner_id: int, assignment_id: int | None = None, **values: object) -> None:
    with school.scopes.writing() as scope:
        usual = {"reason": "Illness.", "granted_at": scope.now, "granted_by": school.instructor.id}
        scope.session.add(
            AssignmentOverride(
                class_id=school.class_id, learner_id=learner_id, assignment_id=assignment_id, **usual | values
            )
        )


def accommodate(school: School, learner_id: int, percent: int) -> None:
    with school.scopes.writing() as scope:
        scope.session.add(
            AccommodationRow(
                learner_id=learner_id, number=1, percent=percent, seconds=0, reason="Reads.", granted_at=scope.now
            )
        )


def leave(school: School, person: Learner) -> None:
    with school.scopes.writing() as scope:
        scope.session.get_one(Enrolment, (school.class_id, person.id)).left_at = scope.now


def terms(school: School, assignment_id: int, learner_id: int) -> Terms:
    with school.scopes.reading() as scope:
        return terms_for(scope, assignment_id, learner_id)


def of_class(school: School) -> dict[tuple[int, int], Terms]:
    with school.scopes.reading() as scope:
        return terms_of_class(scope, school.class_id)


def test_everything_granted_stacks_and_the_class_knows_the_same(school, clock):
    one = an_assignment(school, a_spec("anatomy-1", due_at=clock() + DAY))
    two = an_assignment(school, a_spec("anatomy-2"))
    an_assignment(school, a_spec("anatomy-3"), is_published=False)
    mine = school.learner.id
    accommodate(school, mine, 50)
    grant(school, mine, extra_percent=25)
    grant(school, mine, one, due_at=clock() + 2 * DAY, extra_attempts=1)
    grant(school, mine, one, due_at=clock() + 9 * DAY, ended_at=clock())
    held = terms(school, one, mine)
    assert (held.due_at, held.closes_at, held.attempts) == (clock() + 2 * DAY, clock() + 2 * DAY, 2)
    assert held.extra == (Accommodation(50, 0), Accommodation(25, 0))
    assert terms(school, two, mine).extra == held.extra
    assert terms(school, one, school.classmate.id) == Terms(None, clock() + DAY, clock() + DAY, 0, 1, ())
    people = (mine, school.classmate.id)
    assert of_class(school) == {(each, who): terms(school, each, who) for each in (one, two) for who in people}


def test_whoever_left_is_not_among_them(school, clock):
    an_assignment(school, a_spec("anatomy-1"))
    with school.scopes.writing() as scope:
        scope.session.get_one(Enrolment, (school.class_id, school.classmate.id)).left_at = clock()
    assert [learner for _, learner in of_class(school)] == [school.learner.id]


def test_it_costs_the_same_however_many_there_are(school):
    an_assignment(school, a_spec("anatomy-1"))
    with counted(school.scopes) as few:
        of_class(school)
    for number in range(5):
        grant(school, school.learner.id, an_assignment(school, a_spec("anatomy-1")), extra_seconds=60 + number)
    accommodate(school, school.learner.id, 50)
    with counted(school.scopes) as many:
        of_class(school)
    assert len(many) == len(few) == 4


def test_there_is_no_such_assignment(school):
    with pytest.raises(NotFound):
        terms(school, 99, school.learner.id)
    with pytest.raises(NotFound), school.scopes.writing() as scope:
        refresh_keys_shown(scope, 99)


def test_times_are_told_in_the_zone_of_the_class(clock):
    assert in_words(clock(), "America/Chicago") == "2 Mar 2026, 03:00 America/Chicago"


class TestWhenKeysAreTold:
    def shows_from(self, school: School, number: int) -> object:
        with school.scopes.reading() as scope:
            return scope.session.get_one(AttemptRow, (school.learner.id, number)).shows_from

    def refresh(self, school: School, assignment: int) -> None:
        with school.scopes.writing() as scope:
            refresh_keys_shown(scope, assignment)

    def test_once_the_last_one_can_no_longer_work(self, school, clock):
        spec = a_spec("anatomy-1", due_at=clock() + DAY, closes_at=clock() + 2 * DAY, time_limit_minutes=60)
        assignment = an_assignment(school, spec)
        number = begin(school, school.learner, assignment).number
        assert self.shows_from(school, number) == clock() + 2 * DAY
        accommodate(school, school.classmate.id, 50)
        self.refresh(school, assignment)
        assert self.shows_from(school, number) == clock() + 2 * DAY + timedelta(minutes=30)
        grant(school, school.classmate.id, assignment, closes_at=clock() + 5 * DAY)
        self.refresh(school, assignment)
        assert self.shows_from(school, number) == clock() + 5 * DAY + timedelta(minutes=30)

    def test_extra_time_counts_in_a_mock_by_its_form(self, school, clock):
        assignment = an_assignment(school, a_spec(work=MockWork(SHORT), due_at=clock() + DAY))
        accommodate(school, school.classmate.id, 100)
        number = begin(school, school.learner, assignment).number
        assert self.shows_from(school, number) == clock() + DAY + timedelta(minutes=38)

    def test_without_dates_at_once(self, school):
        assignment = an_assignment(school, a_spec("anatomy-1"))
        number = begin(school, school.learner, assignment).number
        self.refresh(school, assignment)
        assert self.shows_from(school, number) is None

    @pytest.mark.parametrize("feedback", [FeedbackRule.AT_ONCE, FeedbackRule.NEVER_KEYS])
    def test_other_rules_know_no_date(self, school, clock, feedback):
        assignment = an_assignment(school, a_spec("anatomy-1", due_at=clock() + DAY, feedback=feedback))
        number = begin(school, school.learner, assignment).number
        self.refresh(school, assignment)
        assert self.shows_from(school, number) is None


def shows_from(learner: Learner, number: int) -> datetime | None:
    with learner.reading() as scope:
        return scope.session.get_one(AttemptRow, (learner.id, number)).shows_from


def edit(school: School, assignment_id: int, spec: AssignmentSpec) -> None:
    with school.instructor.writing() as scope:
        assignments.edit_assignment(scope, school.class_id, assignment_id, spec, 1)


class TestKeysWaitForEverybodyWhoIsAtWork:
    def test_also_when_the_due_date_comes_earlier(self, school, clock):
        spec = a_spec("anatomy-1", due_at=clock() + DAY)
        assignment = an_assignment(school, spec)
        mine = begin(school, school.learner, assignment).number
        school.learner.hand_in(mine)
        begin(school, school.classmate, assignment)
        edit(school, assignment, replace(spec, due_at=clock() + MINUTE))
        assert shows_from(school.learner, mine) == clock() + DAY, "the classmate keeps the time that they were told"

    def test_also_when_an_override_is_ended(self, school, clock):
        assignment = an_assignment(school, a_spec("anatomy-1", due_at=clock() + HOUR))
        with school.instructor.writing() as scope:
            given = overrides.Grant(school.classmate.id, assignment, "Illness.", due_at=clock() + DAY)
            granted = overrides.grant_override(scope, school.class_id, given)
        mine, theirs = (begin(school, each, assignment).number for each in (school.learner, school.classmate))
        school.learner.hand_in(mine)
        with school.instructor.writing() as scope:
            overrides.end_override(scope, school.class_id, granted.override_id)
        assert shows_from(school.learner, mine) == clock() + DAY
        school.classmate.hand_in(theirs)
        with school.scopes.writing() as scope:
            refresh_keys_shown(scope, assignment)
        assert shows_from(school.learner, mine) == clock() + HOUR

    def test_also_when_somebody_has_left_who_is_at_work(self, school, clock):
        spec = a_spec("anatomy-1", due_at=clock() + DAY)
        assignment = an_assignment(school, spec)
        mine = begin(school, school.learner, assignment).number
        begin(school, school.classmate, assignment)
        leave(school, school.classmate)
        edit(school, assignment, replace(spec, due_at=clock() + HOUR))
        assert shows_from(school.learner, mine) == clock() + DAY

    def test_also_when_extra_time_is_given_everywhere(self, school, clock):
        assignment = an_assignment(school, a_spec("anatomy-1", due_at=clock() + HOUR, time_limit_minutes=30))
        mine = begin(school, school.learner, assignment).number
        assert shows_from(school.learner, mine) == clock() + HOUR
        accommodate(school, school.classmate.id, 100)
        with school.scopes.writing() as scope:
            refresh_for_learner(scope, school.classmate.id)
        later = shows_from(school.learner, mine)
        assert later == clock() + HOUR + 30 * MINUTE
        with school.scopes.reading() as scope:
            own = terms_for(scope, assignment, school.classmate.id)
        assert later == own.ends_at(own.closes_at, 30 * 60)

    def test_the_next_who_begins_puts_it_right_for_all(self, school, clock):
        assignment = an_assignment(school, a_spec("anatomy-1", due_at=clock() + HOUR))
        mine = begin(school, school.learner, assignment).number
        grant(school, school.classmate.id, assignment, due_at=clock() + DAY)
        begin(school, school.classmate, assignment)
        assert shows_from(school.learner, mine) == clock() + DAY


class TestWithoutAnEnd:
    def test_one_learner_with_a_date_does_not_decide_for_all(self, school, clock):
        assignment = an_assignment(school, a_spec("anatomy-1"))
        grant(school, school.classmate.id, assignment, closes_at=clock() + DAY)
        assert shows_from(school.learner, begin(school, school.learner, assignment).number) is None

    def test_a_date_that_is_taken_away_leaves_what_was_told(self, school, clock):
        spec = a_spec("anatomy-1", due_at=clock() + DAY)
        assignment = an_assignment(school, spec)
        mine = begin(school, school.learner, assignment).number
        edit(school, assignment, replace(spec, due_at=None))
        assert shows_from(school.learner, mine) == clock() + DAY

    def test_with_another_try_left_no_key_is_told(self, school, clock):
        assignment = an_assignment(school, a_spec("anatomy-1"))
        grant(school, school.learner.id, assignment, extra_attempts=1)
        mine = begin(school, school.learner, assignment).number
        school.learner.hand_in(mine)
        assert school.learner.question(mine).verdict is None
        edit(school, assignment, a_spec("anatomy-1", due_at=clock() + HOUR))
        assert shows_from(school.learner, mine) == clock() + HOUR
        clock.advance(seconds=3600)
        assert school.learner.question(mine).verdict is not None

"""What is asked in an assignment is told nowhere else while that may still help somebody; everything else is."""

import io
import json
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import delete

from tests.support.assignments import begin, page_of, row_of
from tests.support.exams import publish_exams
from tests.support.library import AUDIT_SLUG, CASE_SLUG, publish
from tests.support.people import Learner
from tests.support.school import School, a_school, a_spec, an_assignment
from trainer.db.models.classes import AssignmentOverride
from trainer.domain.classes.dates import Window
from trainer.domain.classes.work import CaseWork, FeedbackRule
from trainer.domain.kernel.errors import Refused
from trainer.services import (
    assignments,
    billing,
    billing_reports,
    case_reports,
    cases,
    classes,
    exports,
    grading,
    progress,
    sittings,
)
from trainer.services.assignment_terms import terms_for
from trainer.services.case_sittings import tries_of
from trainer.services.practice import Pool
from trainer.services.practice_results import get_result
from trainer.services.scope import Scopes

ITEMS = ("anatomy-1", "anatomy-2")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NEVER = FeedbackRule.NEVER_KEYS


@pytest.fixture
def school(scopes: Scopes) -> School:
    publish_exams(scopes)
    return a_school(scopes)


@pytest.fixture
def ward(scopes: Scopes) -> School:
    """A school whose library has cases."""
    publish(scopes)
    return a_school(scopes)


def grant(school: School, learner: Learner, **values: object) -> None:
    with school.scopes.writing() as scope:
        usual = {"reason": "Illness.", "granted_at": scope.now, "granted_by": school.instructor.id}
        scope.session.add(AssignmentOverride(class_id=school.class_id, learner_id=learner.id, **usual | values))


def hidden(learner: Learner) -> frozenset[int]:
    with learner.reading() as scope:
        return sittings.items_under_examination(scope)


def items_of(learner: Learner, number: int) -> set[int]:
    return {learner.question(number, at).item_id for at in range(1, learner.question(number).item_count + 1)}


def practise_flagged(learner: Learner, number: int) -> int:
    """Own practice, in tutor mode, of the questions of this sitting; everything answered."""
    for position in range(1, learner.question(number).item_count + 1):
        with learner.writing() as scope:
            sittings.set_flag(scope, number, position, is_flagged=True)
    own = learner.start(number=10, pool=Pool.FLAGGED)
    for position in range(1, learner.question(own).item_count + 1):
        learner.answer(own, position, rightly=True)
    return own


class TestQuestions:
    @pytest.mark.parametrize("feedback", [FeedbackRule.AFTER_DUE, NEVER])
    def test_practice_begun_before_tells_nothing_while_the_quiz_is_open(self, school, clock, feedback):
        tutor = school.learner.start(number=100)
        count = school.learner.question(tutor).item_count
        for position in range(1, count + 1):
            school.learner.answer(tutor, position, rightly=True)
        number = begin(
            school, school.learner, an_assignment(school, a_spec(*ITEMS, due_at=clock() + DAY, feedback=feedback))
        ).number
        mine = items_of(school.learner, number)
        pages = [school.learner.question(tutor, at) for at in range(1, count + 1)]
        assert {page.item_id for page in pages if page.is_held_back} == mine
        assert {page.verdict for page in pages if page.item_id in mine} == {None}
        assert all(page.verdict for page in pages if page.item_id not in mine), "everything else is told"
        hold = next(page.hold for page in pages if page.is_held_back)
        assert (hold.title, hold.until, hold.is_open) == ("Week 1", clock() + DAY, True)

    @pytest.mark.parametrize("feedback", [FeedbackRule.AFTER_DUE, NEVER])
    def test_an_open_quiz_is_not_dealt_to_own_practice_and_the_rest_is(self, school, clock, feedback):
        number = begin(
            school, school.learner, an_assignment(school, a_spec(*ITEMS, due_at=clock() + DAY, feedback=feedback))
        ).number
        mine = items_of(school.learner, number)
        with pytest.raises(Refused):
            practise_flagged(school.learner, number)
        own = school.learner.start(number=100)
        dealt = items_of(school.learner, own)
        assert dealt
        assert not dealt & mine
        assert hidden(school.classmate) == frozenset()

    def test_after_the_due_date_rule_it_stays_so_until_the_keys_are_told(self, school, clock):
        number = begin(school, school.learner, an_assignment(school, a_spec(*ITEMS, due_at=clock() + DAY))).number
        school.learner.hand_in(number)
        assert hidden(school.learner) == items_of(school.learner, number)
        clock.advance(seconds=DAY.total_seconds())
        assert hidden(school.learner) == frozenset()
        assert school.learner.question(practise_flagged(school.learner, number)).verdict is not None

    def test_without_any_end_it_is_over_when_it_is_handed_in(self, school):
        number = begin(school, school.learner, an_assignment(school, a_spec(*ITEMS))).number
        assert len(hidden(school.learner)) == 2
        school.learner.hand_in(number)
        assert hidden(school.learner) == frozenset()

    def test_a_rule_that_never_tells_holds_while_a_try_is_left_and_time(self, school, clock):
        spec = a_spec(*ITEMS, attempts=2, due_at=clock() + DAY, feedback=NEVER)
        assignment = an_assignment(school, spec)
        first = begin(school, school.learner, assignment).number
        school.learner.hand_in(first)
        assert len(hidden(school.learner)) == 2, "one try is left"
        with school.learner.reading() as scope:
            assert get_result(scope, first).correct == 0, "its own score is told"
        assert row_of(school, school.learner, assignment).cell.permille == 0
        assert page_of(school, school.learner, assignment).parts[0].sittings[0].points is not None
        second = begin(school, school.learner, assignment).number
        school.learner.hand_in(second)
        assert hidden(school.learner) == frozenset(), "no try is left"
        grant(school, school.learner, assignment_id=assignment, extra_attempts=1)
        assert len(hidden(school.learner)) == 2
        clock.advance(seconds=DAY.total_seconds() + 1)
        assert hidden(school.learner) == frozenset(), "it is closed"

    def test_what_is_told_at_once_holds_nothing(self, school):
        begin(school, school.learner, an_assignment(school, a_spec(*ITEMS, feedback=FeedbackRule.AT_ONCE)))
        assert hidden(school.learner) == frozenset()

    def test_an_archived_assignment_or_class_lets_go(self, school, clock):
        spec = a_spec(*ITEMS, attempts=0, feedback=NEVER, due_at=clock() + DAY)
        for archive in (
            lambda scope, each: assignments.archive_assignment(scope, school.class_id, each),
            lambda scope, each: classes.archive_class(scope, school.class_id),
        ):
            assignment = an_assignment(school, spec)
            school.learner.hand_in(begin(school, school.learner, assignment).number)
            assert len(hidden(school.learner)) == 2
            with school.instructor.writing() as scope:
                archive(scope, assignment)
            assert hidden(school.learner) == frozenset()

    def test_scores_of_own_practice_wait_and_those_of_the_assignment_do_not(self, school, clock):
        own = school.learner.start(number=100)
        school.learner.answer(own, 1, rightly=True)
        school.learner.hand_in(own)
        work = begin(
            school,
            school.learner,
            an_assignment(school, a_spec(*ITEMS, attempts=2, due_at=clock() + DAY, feedback=NEVER)),
        ).number
        school.learner.hand_in(work)
        with school.learner.reading() as scope:
            told = {row.number: row.score for row in progress.get_history(scope, 1).rows}
            result = get_result(scope, own)
        assert told[own] is None
        assert told[work] is not None
        assert (result.is_held_back, result.hold.title, result.hold.has_tries) == (True, "Week 1", True)
        assert result.hold.until == clock() + DAY

    def test_the_database_says_of_every_learner_what_their_terms_say(self, school, clock):
        """The dates of the class, then those granted one after the other, in every combination of order."""
        now = clock()
        moments = (None, now - HOUR, now + HOUR)
        specs = [
            a_spec(*ITEMS, attempts=attempts, due_at=due, closes_at=closes, feedback=NEVER)
            for attempts, due, closes in product((0, 2), moments, moments)
            if due is None or closes is None or closes >= due
        ]
        for spec in specs[:6] + specs[-3:]:
            assignment = an_assignment(school, replace(spec, due_at=None, closes_at=None))
            school.learner.hand_in(begin(school, school.learner, assignment).number)
            with school.instructor.writing() as scope:
                assignments.edit_assignment(scope, school.class_id, assignment, replace(spec, title="Moved"), 1)
            for due, closes, more in product(moments, moments, (0, 1)):
                with school.scopes.writing() as scope:
                    scope.session.execute(delete(AssignmentOverride))
                grant(school, school.learner, assignment_id=assignment, due_at=now - DAY, closes_at=now - DAY)
                grant(school, school.learner, assignment_id=assignment, due_at=due, closes_at=closes)
                grant(school, school.learner, extra_attempts=more)
                with school.learner.reading() as scope:
                    terms = terms_for(scope, assignment, school.learner.id)
                may = terms.window(now) is not Window.CLOSED and (not terms.attempts or terms.attempts > 1)
                assert bool(hidden(school.learner)) == may, (spec, due, closes)
            with school.instructor.writing() as scope:
                assignments.archive_assignment(scope, school.class_id, assignment)


class TestCases:
    @pytest.mark.parametrize("feedback", [FeedbackRule.AFTER_DUE, NEVER])
    def test_own_work_on_the_case_shows_no_report_while_the_assigned_one_is_open(
        self, ward, clock, code_book, feedback
    ):
        spec = a_spec(work=CaseWork((CASE_SLUG,)), due_at=clock() + DAY, feedback=feedback)
        work = begin(ward, ward.learner, an_assignment(ward, spec)).number
        with ward.learner.writing() as scope:
            own = cases.start_case(scope, CASE_SLUG)
            other = cases.start_case(scope, AUDIT_SLUG)
        ward.learner.hand_in(own)
        ward.learner.hand_in(other)
        with ward.learner.writing() as scope:
            held = case_reports.get_report(scope, own)
            assert isinstance(held, case_reports.HeldBack)
            assert (held.score, held.hold.until, held.hold.is_open) == (None, clock() + DAY, True)
            assert isinstance(case_reports.get_report(scope, other), case_reports.CaseReport)
            assert [row.number for row in case_reports.list_tries(scope, tries_of(scope, AUDIT_SLUG))] == [other]
            assert case_reports.list_tries(scope, tries_of(scope, CASE_SLUG)) == ()
            best = {row.slug: row.best for row in cases.list_cases(scope)}
            assert best[CASE_SLUG] is None
            assert best[AUDIT_SLUG] is not None
            with pytest.raises(Refused):
                case_reports.dispute_key(scope, own, "No.")
            told = {row.number: row.score for row in progress.get_history(scope, 1).rows}
            assert told[own] is None
            assert told[other] is not None
        ward.learner.hand_in(work)
        clock.advance(seconds=DAY.total_seconds() + 1)
        with ward.learner.reading() as scope:
            assert isinstance(case_reports.get_report(scope, own), case_reports.CaseReport)

    def test_nothing_of_it_is_exported(self, ward, clock, code_book):
        begin(ward, ward.learner, an_assignment(ward, a_spec(work=CaseWork((CASE_SLUG,)), due_at=clock() + DAY)))
        with ward.learner.writing() as scope:
            own = cases.start_case(scope, CASE_SLUG)
        ward.learner.hand_in(own)
        with ward.learner.reading() as scope:
            target = io.BytesIO()
            exports.write_json(scope, target)
        sheets = json.loads(target.getvalue())
        assert sheets["case_grades"] == []
        assert sheets["case_graded_lines"] == []

    def test_billing_exercises_wait_too(self, scopes, clock, code_book):
        from tests.support.billing import FILL, publish_exercises

        publish(scopes)
        publish_exercises(scopes)
        school = a_school(scopes)
        begin(school, school.learner, an_assignment(school, a_spec(work=CaseWork((FILL,)), due_at=clock() + DAY)))
        with school.learner.writing() as scope:
            own = billing.start_exercise(scope, FILL)
        school.learner.hand_in(own)
        with school.learner.reading() as scope:
            held = billing_reports.get_billing_report(scope, own)
        assert isinstance(held, case_reports.HeldBack)
        assert held.hold.title.startswith("Week 1")


def test_archiving_a_class_hands_in_what_is_open_in_it(school, clock):
    work = begin(school, school.learner, an_assignment(school, a_spec(*ITEMS, due_at=clock() + DAY))).number
    own = school.learner.start(number=3)
    school.learner.answer(work, 1, rightly=True)
    with school.instructor.writing() as scope:
        classes.archive_class(scope, school.class_id)
    assert not school.learner.question(work).is_open
    assert school.learner.question(own).is_open
    assert grading.tidy_up(school.scopes).graded == 1

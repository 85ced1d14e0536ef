"""The tries of a class: sittings by try and part with their newest grade, cases in parts, reviews in their window."""

import pytest

from tests.support import reviews
from tests.support.cases import hand_in as hand_in_case
from tests.support.cases import start as start_case
from tests.support.gradebooks import Course, a_course, change_sitting, quiz
from tests.support.library import AUDIT_SLUG, BILLED, CASE_SLUG, RIGHT_CLAIM
from tests.support.people import Learner
from tests.support.school import a_spec, an_assignment, at, belongs_to
from trainer.db.models.classes import AssignmentOverride, AssignmentRow, Enrolment
from trainer.domain.attempts.attempt import AttemptState
from trainer.domain.classes.marks import Try
from trainer.domain.classes.work import CaseWork, ReviewWork
from trainer.domain.kernel.points import Points
from trainer.services import class_work, grading, regrading
from trainer.services.assignment_tries import tries_of_class
from trainer.services.scope import Scopes

NOW = at("2026-03-02 09:00")


@pytest.fixture
def course(scopes: Scopes) -> Course:
    return a_course(scopes)


def tries(course: Course, learner: Learner | None = None, assignment_id: int | None = None) -> tuple[Try, ...]:
    who = learner or course.school.learner
    with course.school.scopes.reading() as scope:
        found = tries_of_class(scope, course.school.class_id)
        assert tries_of_class(scope, course.school.class_id, who.id) == {
            key: value for key, value in found.items() if key[1] == who.id
        }
        return found.get((assignment_id or course.assignment_id, who.id), ())


def test_whoever_has_done_nothing_has_no_tries_and_own_practice_is_none(course):
    practice = course.school.learner.start(number=3)
    course.school.learner.hand_in(practice)
    assert tries(course) == ()


def test_a_quiz_is_a_try_from_its_start_to_its_grade(course, clock):
    number = quiz(course, "+++---", hands_in=False)
    assert tries(course) == (Try(1, NOW, None, None),)
    clock.advance(hours=1)
    with course.school.learner.writing() as scope:
        grading.submit_attempt(scope, number, "practice")
    assert tries(course) == (Try(1, NOW, clock(), None),)
    with course.school.learner.writing() as scope:
        grading.grade_attempt(scope, number)
    assert tries(course) == (Try(1, NOW, clock(), Points(3, 6)),)


def test_tries_come_first_to_last_and_of_each_learner_apart(course):
    quiz(course, "++++++", attempt=2)
    quiz(course, "+-----", attempt=1)
    quiz(course, "++----", learner=course.school.classmate)
    assert [(each.number, each.points) for each in tries(course)] == [(1, Points(1, 6)), (2, Points(6, 6))]
    assert [each.points for each in tries(course, course.school.classmate)] == [Points(2, 6)]


def test_the_newest_grade_counts(course):
    number = quiz(course, "+-----")
    with course.school.instructor.writing() as scope:
        regrading.mark_by_hand(scope, course.school.learner.id, number, 2, earned=1, reason="Misprinted.")
    assert tries(course)[0].points == Points(2, 6)


def test_a_sitting_whose_time_is_up_is_handed_in_though_nobody_has_stored_that(course, clock):
    number = quiz(course, hands_in=False)
    ends_at = at("2026-03-02 10:00")
    change_sitting(course.school.scopes, course.school.learner, number, deadline_at=ends_at)
    clock.advance(hours=1, seconds=5)
    assert tries(course)[0].handed_in_at is None
    clock.advance(seconds=1)
    assert tries(course) == (Try(1, NOW, ends_at, None),)
    change_sitting(course.school.scopes, course.school.learner, number, allows_pause=True, paused_at=NOW)
    assert tries(course)[0].handed_in_at is None


def test_what_was_given_up_is_no_try_and_another_sitting_takes_its_place(course):
    number = quiz(course, hands_in=False)
    change_sitting(course.school.scopes, course.school.learner, number, state=AttemptState.ABANDONED, closed_at=NOW)
    assert tries(course) == ()
    quiz(course, "++++++")
    assert [each.points for each in tries(course)] == [Points(6, 6)]


def test_of_two_sittings_of_one_part_the_newer_counts(course):
    quiz(course, "++++++")
    quiz(course, "+-----")
    assert [each.points for each in tries(course)] == [Points(1, 6)]


def test_drafts_and_archived_assignments_have_no_tries(course, scopes):
    quiz(course)
    with scopes.writing() as scope:
        scope.session.get_one(AssignmentRow, course.assignment_id).archived_at = scope.now
    assert tries(course) == ()


@pytest.mark.usefixtures("code_book")
def test_cases_are_parts_that_count_the_same_and_make_a_try_when_all_are_in(course):
    learner = course.school.learner
    spec = a_spec(title="Cases", work=CaseWork((CASE_SLUG, AUDIT_SLUG)))
    assignment_id = an_assignment(course.school, spec)
    first = hand_in_case(learner, RIGHT_CLAIM)
    belongs_to(course.school, learner, first.number, assignment_id, part=1)
    (found,) = tries(course, assignment_id=assignment_id)
    assert (found.handed_in_at, found.left_at) == (None, NOW)
    assert found.points is not None
    assert found.points.earned * 2 == found.points.possible
    second = start_case(learner, AUDIT_SLUG)
    belongs_to(course.school, learner, second, assignment_id, part=2)
    assert tries(course, assignment_id=assignment_id) == (Try(1, NOW, None, None),)
    learner.hand_in(second)
    (found,) = tries(course, assignment_id=assignment_id)
    assert found.handed_in_at == NOW
    assert found.points is not None
    assert found.points.earned * 2 == found.points.possible, BILLED


def reviewed(learner: Learner, clock, times: int) -> None:
    """Answers the due reviews of so many days, one item each day."""
    number = learner.start(number=1)
    learner.answer(number, 1, rightly=False)
    learner.hand_in(number)
    for _ in range(times):
        clock.advance(days=1)
        number = reviews.start_reviews(learner)
        learner.answer(number, 1, rightly=False)
        learner.hand_in(number)


def test_reviews_are_one_try_handed_in_when_as_many_are_done(course, clock):
    spec = a_spec(title="Reviews", work=ReviewWork(2), opens_at=NOW, due_at=at("2026-03-09 09:00"))
    assignment_id = an_assignment(course.school, spec)
    assert tries(course, assignment_id=assignment_id) == ()
    reviewed(course.school.learner, clock, 1)
    (found,) = tries(course, assignment_id=assignment_id)
    assert found == Try(1, clock(), None, Points(1, 2), left_at=clock())
    reviewed(course.school.learner, clock, 1)
    (found,) = tries(course, assignment_id=assignment_id)
    assert (found.points, found.handed_in_at, found.left_at) == (Points(2, 2), clock(), None)
    reached = clock()
    reviewed(course.school.learner, clock, 1)
    (found,) = tries(course, assignment_id=assignment_id)
    assert (found.points, found.handed_in_at) == (Points(2, 2), reached)


def test_only_reviews_between_a_learners_own_dates_count(course, clock, scopes):
    spec = a_spec(title="Reviews", work=ReviewWork(3), opens_at=NOW, due_at=at("2026-03-03 12:00"))
    assignment_id = an_assignment(course.school, spec)
    reviewed(course.school.learner, clock, 3)
    assert tries(course, assignment_id=assignment_id)[0].points == Points(1, 3)
    with scopes.writing() as scope:
        scope.session.add(
            AssignmentOverride(
                class_id=course.school.class_id,
                learner_id=course.school.learner.id,
                assignment_id=assignment_id,
                due_at=at("2026-03-09 12:00"),
                reason="Ill.",
                granted_at=scope.now,
                granted_by=course.school.instructor.id,
            )
        )
    assert tries(course, assignment_id=assignment_id)[0].points == Points(3, 3)


def test_without_an_opening_date_reviews_count_from_the_publishing_on(course, clock, scopes):
    reviewed(course.school.learner, clock, 2)
    clock.advance(hours=1)
    spec = a_spec(title="Reviews", work=ReviewWork(3))
    assignment_id = an_assignment(course.school, spec)
    assert tries(course, assignment_id=assignment_id) == ()
    with course.school.learner.reading() as scope:
        (work,) = [each for each in class_work.open_work(scope) if each.assignment_id == assignment_id]
    assert (work.reviews, work.is_begun) == ((0, 3), False)
    clock.advance(days=1)
    number = reviews.start_reviews(course.school.learner)
    course.school.learner.answer(number, 1, rightly=False)
    assert [each.points for each in tries(course, assignment_id=assignment_id)] == [Points(1, 3)]


def test_reviews_that_an_override_let_count_still_do_once_it_is_ended(course, clock, scopes):
    spec = a_spec(title="Reviews", work=ReviewWork(3), opens_at=NOW, due_at=at("2026-03-03 12:00"))
    assignment_id = an_assignment(course.school, spec)
    reviewed(course.school.learner, clock, 3)
    with scopes.writing() as scope:
        scope.session.add(
            AssignmentOverride(
                class_id=course.school.class_id,
                learner_id=course.school.learner.id,
                assignment_id=assignment_id,
                due_at=at("2026-03-09 12:00"),
                reason="Ill.",
                granted_at=scope.now,
                granted_by=course.school.instructor.id,
                ended_at=at("2026-03-04 12:00"),
            )
        )
    assert tries(course, assignment_id=assignment_id)[0].points == Points(2, 3)


def test_reviews_without_dates_and_of_another_track(course, clock):
    whenever = an_assignment(course.school, a_spec(title="Reviews", work=ReviewWork(1)))
    billing = an_assignment(course.school, a_spec(title="Billing", work=ReviewWork(1), track="cpb"))
    reviewed(course.school.learner, clock, 1)
    assert [each.points for each in tries(course, assignment_id=whenever)] == [Points(1, 1)]
    assert tries(course, assignment_id=billing) == ()


def test_the_number_of_statements_does_not_grow(course, clock, scopes):
    an_assignment(course.school, a_spec(title="Reviews", work=ReviewWork(1)))

    def read() -> None:
        with scopes.reading() as scope:
            tries_of_class(scope, course.school.class_id)

    before = reviews.statements(scopes, read)
    for learner in (course.school.learner, course.school.classmate):
        for attempt in (1, 2):
            quiz(course, learner=learner, attempt=attempt)
    an_assignment(course.school, a_spec(title="More reviews", work=ReviewWork(5)))
    assert reviews.statements(scopes, read) == before <= 8


def test_whoever_has_left_keeps_their_tries_in_the_tables(course, scopes):
    quiz(course)
    with scopes.writing() as scope:
        row = scope.session.get_one(Enrolment, (course.school.class_id, course.school.learner.id))
        row.left_at = scope.now
    assert course.school.learner.id not in [row.learner_id for row in course.page().rows]
    assert tries(course)[0].points == Points(6, 6)

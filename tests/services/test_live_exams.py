"""An assignment live: who is in, how far, how much time is left, whose page is silent; the heartbeat behind it."""

import pytest
from sqlalchemy import select

from tests.support.cases import an_answer
from tests.support.cases import hand_in as hand_in_case
from tests.support.cases import start as start_case
from tests.support.gradebooks import Course, a_course, an_exam, quiz
from tests.support.library import CASE_SLUG, QUERY_SLUG, RIGHT_CLAIM
from tests.support.people import Learner
from tests.support.reviews import statements
from tests.support.school import a_spec, an_assignment, at, belongs_to
from trainer.db.models.classes import Presence
from trainer.domain.classes.marks import CellState
from trainer.domain.classes.work import CaseWork, ReviewWork
from trainer.domain.kernel.errors import NotFound
from trainer.services.live_exams import LOST_AFTER_SECONDS, LivePage, LiveRow, LiveState, get_live
from trainer.services.presence import record_presence
from trainer.services.scope import Scopes


@pytest.fixture
def course(scopes: Scopes) -> Course:
    return a_course(scopes)


def live(course: Course) -> LivePage:
    with course.school.assistant.reading() as scope:
        return get_live(scope, course.school.class_id, course.assignment_id)


def row(course: Course) -> LiveRow:
    return next(each for each in live(course).rows if each.learner_id == course.school.learner.id)


def beat(learner: Learner, number: int, position: int = 1) -> bool:
    with learner.writing() as scope:
        return record_presence(scope, number, position)


def beats(scopes: Scopes) -> list[tuple[int, int]]:
    with scopes.reading() as scope:
        return [(each.attempt_number, each.position) for each in scope.session.scalars(select(Presence))]


def test_who_has_not_begun_is_listed_with_everybody_else(course):
    an_exam(course)
    page = live(course)
    assert [(each.name, each.state) for each in page.rows] == [
        ("Classmate", LiveState.NOT_BEGUN),
        ("Learner", LiveState.IN),
    ]
    assert (page.count(LiveState.IN, LiveState.LOST), page.count(LiveState.DONE)) == (1, 0)


def test_progress_time_left_and_the_question_on_the_screen(course, clock):
    number = an_exam(course, extra_seconds=120)
    learner = course.school.learner
    clock.advance(minutes=2)
    learner.save_in_exam(number, 3, {"choice": ["B"]})
    beat(learner, number, 4)
    clock.advance(seconds=30)
    found = row(course)
    assert (found.answered, found.total, found.position) == (1, 10, 4)
    assert found.seconds_left == int((learner.exam(number).deadline_at - clock()).total_seconds())
    assert (found.extra_seconds, found.silent_seconds, found.number, found.sittings) == (120, 30, number, 1)


def test_a_page_that_is_silent_for_longer_than_ninety_seconds_is_lost_until_it_speaks_again(course, clock):
    number = an_exam(course)
    beat(course.school.learner, number)
    clock.advance(seconds=LOST_AFTER_SECONDS)
    assert row(course).state is LiveState.IN
    clock.advance(seconds=1)
    assert (row(course).state, row(course).silent_seconds) == (LiveState.LOST, 91)
    beat(course.school.learner, number)
    assert row(course).state is LiveState.IN


def test_an_answer_that_is_saved_is_a_sign_of_life_too(course, clock):
    number = an_exam(course)
    clock.advance(minutes=3)
    assert row(course).state is LiveState.LOST
    course.school.learner.save_in_exam(number, 1, {"choice": ["B"]})
    assert (row(course).state, row(course).silent_seconds) == (LiveState.IN, 0)


def test_a_clock_that_was_set_back_makes_no_time_below_nothing(course, clock):
    beat(course.school.learner, an_exam(course))
    clock.advance(hours=-1)
    assert (row(course).state, row(course).silent_seconds) == (LiveState.IN, 0)


def test_who_is_done_is_done_also_when_the_time_ran_out(course, clock):
    number = an_exam(course)
    ends_at = course.school.learner.exam(number).deadline_at
    clock.advance(days=1)
    found = row(course)
    assert (found.state, found.seconds_left, found.silent_seconds, found.position) == (LiveState.DONE, None, None, None)
    assert found.handed_in_at == ends_at


def test_a_quiz_in_practice_has_no_heartbeat_and_is_never_lost(course, clock):
    quiz(course, "++", hands_in=False)
    clock.advance(hours=5)
    found = row(course)
    assert (found.state, found.answered, found.total, found.silent_seconds) == (LiveState.IN, 2, 6, 5 * 3600)
    assert (found.seconds_left, found.position) == (None, None)


def test_of_several_sittings_the_open_one_is_shown(course):
    quiz(course, "++++++", attempt=1)
    assert row(course).state is LiveState.DONE
    number = an_exam(course, attempt=2)
    found = row(course)
    assert (found.state, found.number, found.sittings) == (LiveState.IN, number, 2)


def test_a_case_shows_when_it_was_saved_last(course, clock):
    cases = Course(course.school, an_assignment(course.school, a_spec(title="Case", work=CaseWork((CASE_SLUG,)))))
    number = start_case(course.school.learner, CASE_SLUG)
    belongs_to(course.school, course.school.learner, number, cases.assignment_id)
    clock.advance(minutes=10)
    found = row(cases)
    assert (found.state, found.total, found.silent_seconds) == (LiveState.IN, 0, 600)


def test_the_number_of_statements_does_not_grow(course, scopes):
    before = statements(scopes, lambda: live(course))
    for learner in (course.school.learner, course.school.classmate):
        beat(learner, an_exam(course, learner))
    assert statements(scopes, lambda: live(course)) == before


@pytest.mark.parametrize("who", ["learner", "stranger", "other_instructor", "administrator"])
def test_only_those_who_grade_watch(course, who):
    with getattr(course.school, who).reading() as scope, pytest.raises(NotFound):
        get_live(scope, course.school.class_id, course.assignment_id)


def test_only_published_assignments_of_the_class_are_watched(course):
    draft = an_assignment(course.school, a_spec("q-1"), is_published=False)
    for assignment_id in (draft, 99):
        with course.school.instructor.reading() as scope, pytest.raises(NotFound):
            get_live(scope, course.school.class_id, assignment_id)
    with course.school.other_instructor.reading() as scope, pytest.raises(NotFound):
        get_live(scope, course.school.other_class_id, course.assignment_id)


def test_a_heartbeat_is_one_row_that_moves_with_the_page(course, scopes):
    number = an_exam(course)
    learner = course.school.learner
    assert beat(learner, number, 2)
    assert beat(learner, number, 3)
    assert beats(scopes) == [(number, 3)]
    assert beat(learner, number, 999)
    assert beats(scopes) == [(number, 10)]
    assert beat(learner, number, 0)
    assert beats(scopes) == [(number, 1)]


def test_nobody_watches_an_exam_of_ones_own_or_one_that_is_over(course, scopes, clock):
    own = course.school.learner.start_exam()
    assert not beat(course.school.learner, own)
    watched = an_exam(course, course.school.classmate)
    clock.advance(days=1)
    assert not beat(course.school.classmate, watched)
    assert beats(scopes) == []


def test_a_heartbeat_needs_a_sitting_of_ones_own_in_the_runner(course):
    practice = course.school.learner.start(number=3)
    number = an_exam(course)
    for learner, sitting in (
        (course.school.classmate, number),
        (course.school.learner, practice),
        (course.school.learner, 99),
    ):
        with pytest.raises(NotFound):
            beat(learner, sitting)


def test_a_moment_is_told_with_the_page(course, clock):
    clock.advance(hours=1)
    assert live(course).at == at("2026-03-02 10:00")


@pytest.mark.usefixtures("code_book")
def test_a_case_that_is_not_begun_keeps_the_work_open_as_in_the_gradebook(course):
    work = CaseWork((CASE_SLUG, QUERY_SLUG))
    cases = Course(course.school, an_assignment(course.school, a_spec(title="Cases", work=work)))
    first = hand_in_case(course.school.learner, RIGHT_CLAIM).number
    belongs_to(course.school, course.school.learner, first, cases.assignment_id)
    found = row(cases)
    assert (found.state, found.handed_in_at) == (LiveState.BETWEEN, None)
    assert cases.cells_of(course.school.learner)[1].state is CellState.IN_PROGRESS
    second = hand_in_case(course.school.learner, an_answer(), QUERY_SLUG).number
    belongs_to(course.school, course.school.learner, second, cases.assignment_id, part=2)
    assert row(cases).state is LiveState.DONE


def test_reviews_are_not_sat_so_nobody_is_live(course):
    reviews = an_assignment(course.school, a_spec(title="Reviews", work=ReviewWork(2)))
    with pytest.raises(NotFound):
        live(Course(course.school, reviews))

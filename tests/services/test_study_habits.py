"""Pace, what is left empty, looking codes up: of one learner, one track, the last days."""

from fractions import Fraction

import pytest
from sqlalchemy import update

from tests.support.exam_reports import look_at, sit
from tests.support.people import Learner, first_to_sign_up, sign_up
from tests.support.readiness import answer_many, log_in_again, publish_big
from trainer.db.models.people import LearnerProfile
from trainer.domain.attempts.attempt import Feedback
from trainer.services import study_habits
from trainer.services.code_lookups import LookedUp, record_lookup
from trainer.services.practice import Pool
from trainer.services.scope import Scopes
from trainer.services.study_habits import LookUps, Pace, StudyHabits, Unanswered

EXAM_SECONDS = Fraction(144)


@pytest.fixture
def student(scopes: Scopes) -> Learner:
    return first_to_sign_up(scopes, publish_big)


@pytest.fixture
def noise(scopes: Scopes, student: Learner, clock) -> Learner:
    """Ben, who is slow, leaves much empty, and looks everything up."""
    ben = sign_up(scopes, "ben@example.org", "Ben")
    number = ben.start(Feedback.AT_END, 4, pool=Pool.UNSEEN, is_timed=True)
    look_up(ben, number, 1)
    clock.advance(minutes=5)
    ben.save(number, 1, {"choice": ["A"]})
    ben.hand_in(number)
    return ben


def habits_of(learner: Learner, track: str = "cpc") -> StudyHabits:
    with learner.reading() as scope:
        return study_habits.get_habits(scope, track, EXAM_SECONDS)


def look_up(learner: Learner, number: int, position: int, sequence: int = 1) -> None:
    with learner.writing() as scope:
        record_lookup(scope, number, position, LookedUp(f"tab-{number}-{position}", sequence, "D22.5"))


def answer_slowly(learner: Learner, clock, *seconds: int) -> int:
    """A quiz whose answers take so long, one after the other."""
    number = learner.start(Feedback.AT_END, len(seconds), pool=Pool.UNSEEN)
    for position, spent in enumerate(seconds, start=1):
        clock.advance(seconds=spent)
        learner.save(number, position, {"choice": ["B"]})
    learner.hand_in(number)
    return number


@pytest.mark.usefixtures("noise")
def test_at_first_nothing_is_known(student):
    assert habits_of(student) == StudyHabits(EXAM_SECONDS, None, None, None, None)


@pytest.mark.usefixtures("noise")
def test_the_pace_is_the_mean_of_the_answers_whose_time_is_known(student, clock):
    """A gap of 16 minutes is somebody who was away: 100, 40 and 70 s are left."""
    answer_slowly(student, clock, 100, 40, 16 * 60, 70)
    assert habits_of(student).pace == Pace(Fraction(70), 3)
    assert habits_of(student, "cpb").pace is None


def test_the_pace_is_that_of_the_last_thirty_days(student, clock):
    answer_slowly(student, clock, 200)
    clock.advance(days=29)
    assert habits_of(student).pace == Pace(Fraction(200), 1), "the first of thirty days"
    clock.advance(days=1)
    assert habits_of(log_in_again(student)).pace is None


@pytest.mark.usefixtures("noise")
def test_the_pace_in_exams_is_the_median_of_what_was_answered(student, clock):
    exam = student.start_exam("area-anatomy")
    for sequence, (position, seconds) in enumerate(((1, 10), (2, 90), (3, 300), (4, 200), (1, 20)), start=1):
        clock.advance(seconds=seconds)
        look_at(student, exam, position, seconds, sequence)
    student.answer_exam(exam, "+-+")
    assert habits_of(student).exam_pace is None, "the exam is open"
    student.hand_in(exam)
    assert habits_of(student).exam_pace == Pace(Fraction(90), 3), "30, 90 and 300 s; the fourth was not answered"


def test_exams_that_ended_long_ago_say_nothing_of_the_pace_now(student, clock):
    exam = student.start_exam("area-anatomy")
    clock.advance(seconds=60)
    look_at(student, exam, 1, 60)
    student.answer_exam(exam, "+")
    student.hand_in(exam)
    clock.advance(days=29)
    assert habits_of(student).exam_pace == Pace(Fraction(60), 1)
    clock.advance(days=1)
    assert habits_of(log_in_again(student)).exam_pace is None


@pytest.mark.usefixtures("noise")
def test_what_was_left_empty_is_counted_in_exams_and_timed_quizzes_alone(student):
    answer_many(student, "+...")
    assert habits_of(student).unanswered is None, "no clock"
    answer_many(student, "+-..", is_timed=True)
    assert habits_of(student).unanswered == Unanswered(2, 4, 1)
    exam = sit(student, "+", "area-anatomy")
    count = student.exam(exam).form.questions
    assert habits_of(student).unanswered == Unanswered(2 + count - 1, 4 + count, 2)


def test_the_last_ten_timed_sittings_count(student):
    answer_many(student, "....", is_timed=True)
    for _ in range(10):
        answer_many(student, "+.", is_timed=True)
    assert habits_of(student).unanswered == Unanswered(10, 20, 10)


@pytest.mark.usefixtures("noise")
def test_look_ups_are_counted_by_answered_question_of_the_last_thirty_days(student, clock):
    number = student.start(Feedback.AT_END, 5, pool=Pool.UNSEEN)
    for position, sequence in ((1, 1), (1, 2), (2, 1), (5, 1)):
        look_up(student, number, position, sequence)
    for position in (1, 2, 3, 4):
        student.save(number, position, {"choice": ["B"]})
    assert habits_of(student).look_ups is None, "nothing is graded yet"
    student.hand_in(number)
    assert habits_of(student).look_ups == LookUps(2, 4), "twice beside the first; the fifth was left empty"
    clock.advance(days=30)
    student = log_in_again(student)
    assert habits_of(student).look_ups is None, "nothing was answered of late"
    answer_many(student, "+")
    assert habits_of(student).look_ups == LookUps(0, 1)


def test_what_was_looked_up_after_the_answer_helped_none(student, clock):
    """Beside the first before and after the answer; beside the second only when the verdict was read."""
    number = student.start(Feedback.AT_ONCE, 2, pool=Pool.UNSEEN)
    look_up(student, number, 1)
    for position in (1, 2):
        clock.advance(seconds=30)
        student.save(number, position, {"choice": ["B"]})
        clock.advance(seconds=30)
        look_up(student, number, position, 2)
    assert habits_of(student).look_ups == LookUps(1, 2)


@pytest.mark.parametrize(("zone", "expected"), [("UTC", Pace(Fraction(60), 1)), ("Pacific/Auckland", None)])
def test_days_are_those_of_the_learners_own_calendar(student, clock, zone, expected):
    """Answered on 2 March in both; at 23:01 UTC on the 31st, 30 days reach back to the 2nd, in Auckland to the 3rd."""
    with student.writing() as scope:
        mine = LearnerProfile.learner_id == student.id
        scope.session.execute(update(LearnerProfile).where(mine).values(time_zone=zone))
    answer_slowly(student, clock, 60)
    clock.advance(days=29, hours=14)
    assert habits_of(student).pace == expected

"""What of graded answers is logged as a review, how it is rated, and ratings that are changed afterwards."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete

from tests.support.people import Learner, first_to_sign_up, sign_up
from tests.support.regrades import correct, mark, practise, publish_ten, regrade
from tests.support.reviews import (
    answer,
    answer_all,
    cards,
    count,
    log,
    overrule,
    ratings,
    set_exam,
    set_profile,
    slugs,
    statements,
)
from trainer.db.models.people import User
from trainer.db.models.reviews import ReviewCard, ReviewLog
from trainer.domain.attempts.attempt import AttemptKind, Feedback
from trainer.domain.attempts.decisions import Abandon
from trainer.domain.exams.regrades import Mode
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.domain.review.cards import review
from trainer.domain.review.ratings import Confidence, Rating
from trainer.services import grading
from trainer.services.review_log import log_earlier_answers
from trainer.services.scope import Scopes

QUIZ, TUTOR = Feedback.AT_END, Feedback.AT_ONCE
SURE, UNSURE = Confidence
DAY = timedelta(days=1)
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
"""The day of study on which the clock stands, at 9:00 UTC."""


@pytest.fixture
def ann(scopes: Scopes) -> Learner:
    return first_to_sign_up(scopes, publish_ten)


@pytest.fixture
def ben(scopes: Scopes, ann: Learner) -> Learner:
    return sign_up(scopes, "ben@example.org", "Ben")


@pytest.mark.parametrize(
    ("given", "rating"),
    [
        (("A", None, 20), "again"),
        (("A", SURE, 20), "again"),
        (("B", UNSURE, 20), "hard"),
        (("B", SURE, 289), "hard"),
        (("B", None, 288), "good"),
        (("B", SURE, 73), "good"),
        (("B", SURE, 72), "easy"),
        (("B", None, 20), "good"),
        (("B", SURE, 3600), "good"),
    ],
)
def test_an_answer_in_tutor_mode_is_rated_by_verdict_confidence_and_time(ann, clock, given, rating):
    choice, said, seconds = given
    number = ann.start(TUTOR, 1)
    clock.advance(seconds=seconds)
    answer(ann, number, 1, choice, confidence=said)
    (row,) = log(ann)
    assert (row["rating"], row["confidence"], row["number"], row["is_overruling"]) == (rating, said, 1, False)
    assert (row["attempt_number"], row["position"]) == (number, 1)
    assert row["spent_seconds"] == (seconds if seconds < 900 else None), "a longer gap was spent on something else"
    expected = review(None, Rating(rating), MONDAY, 90)
    assert cards(ann) == {row["item_id"]: (1, expected)}


def test_a_quiz_is_reviewed_when_it_is_graded_on_the_day_of_each_answer_and_what_was_left_out_is_not(ann, clock):
    number = ann.start(QUIZ, 3)
    answer(ann, number, 1)
    clock.advance(days=1)
    answer(ann, number, 2, "A")
    assert log(ann) == []
    clock.advance(days=3)
    ann.hand_in(number)
    assert {(row["position"], row["rating"], row["reviewed_at"]) for row in log(ann)} == {
        (1, "good", MONDAY),
        (2, "again", MONDAY + DAY),
    }
    assert {row["logged_at"] for row in log(ann)} == {MONDAY + 4 * DAY + timedelta(hours=9)}


def test_an_exam_that_a_sweeper_grades_days_later_is_reviewed_on_its_day(ann, scopes, clock):
    number = ann.start_exam("full")
    answer(ann, number, 1, kind=AttemptKind.EXAM)
    clock.advance(days=2)
    assert grading.tidy_up(scopes).graded == 1
    (row,) = log(ann)
    assert (row["attempt_number"], row["position"], row["reviewed_at"]) == (number, 1, MONDAY)


@pytest.mark.parametrize(
    ("zone", "begins"),
    [
        ("UTC", datetime(2026, 3, 3, 4, tzinfo=UTC)),
        ("Asia/Kolkata", datetime(2026, 3, 2, 22, 30, tzinfo=UTC)),
        ("Pacific/Honolulu", datetime(2026, 3, 3, 14, tzinfo=UTC)),
        ("Pacific/Kiritimati", datetime(2026, 3, 2, 14, tzinfo=UTC)),
    ],
)
def test_the_day_of_study_begins_at_four_where_the_learner_is(ann, clock, zone, begins):
    set_profile(ann, time_zone=zone)
    clock.now = begins - timedelta(minutes=1)
    answer(ann, ann.start(TUTOR, 1), 1, "A")
    (row,) = log(ann)
    assert (row["reviewed_at"], row["due_after"]) == (MONDAY, MONDAY + DAY)
    assert count(ann).due == 0
    clock.advance(minutes=1)
    assert count(ann).due == 1


def test_what_was_missed_in_the_morning_does_not_come_back_on_the_same_day(ann, clock):
    set_profile(ann, time_zone="Asia/Kolkata")
    clock.now = datetime(2026, 3, 2, 4, 30, tzinfo=UTC)  # 10:00 there
    answer(ann, ann.start(TUTOR, 1), 1, "A")
    clock.now = datetime(2026, 3, 2, 18, 29, tzinfo=UTC)  # 23:59 there
    assert (count(ann).due, count(ann).next_on) == (0, date(2026, 3, 3))
    clock.now = datetime(2026, 3, 3, 3, 30, tzinfo=UTC)  # 9:00 there
    assert count(ann).due == 1


def test_the_clock_that_is_put_forward_takes_no_day_away(ann, clock):
    """New York, night to 8 March: from 10:00 to 9:00 on the next morning are 22 hours, and a day for FSRS."""
    set_profile(ann, time_zone="America/New_York")
    clock.now = datetime(2026, 3, 7, 15, tzinfo=UTC)
    answer_all(ann, ann.start(TUTOR, 10), "A")
    clock.now = datetime(2026, 3, 8, 13, tzinfo=UTC)
    assert count(ann).due == 10
    number = ann.start(TUTOR, 1)
    answer(ann, number, 1)
    first, second = [row for row in log(ann) if row["item_id"] == log_of(ann, number, 1)]
    saturday = datetime(2026, 3, 7, tzinfo=UTC)
    missed = review(None, Rating.AGAIN, saturday, 90)
    assert (first["reviewed_at"], second["reviewed_at"]) == (saturday, saturday + DAY)
    assert second["stability_after"] == review(missed, Rating.GOOD, saturday + DAY, 90).stability


def test_who_moves_west_reviews_no_day_before_the_last_review(ann, clock):
    set_profile(ann, time_zone="Pacific/Kiritimati")
    clock.now = datetime(2026, 3, 2, 15, tzinfo=UTC)  # Tuesday, 5:00
    answer_all(ann, ann.start(TUTOR, 10), "A")
    set_profile(ann, time_zone="Pacific/Honolulu")  # Monday, 5:00
    assert (count(ann).due, count(ann).next_on) == (0, date(2026, 3, 4))
    answer(ann, ann.start(TUTOR, 1), 1)
    assert {row["reviewed_at"] for row in log(ann)} == {MONDAY + DAY}


def test_an_older_answer_that_is_graded_later_is_dated_like_the_review_before_it(ann, clock):
    quiz = ann.start(QUIZ, 10)
    for position in range(1, 11):
        answer(ann, quiz, position)
    clock.advance(days=3)
    tutor = ann.start(TUTOR, 1)
    answer(ann, tutor, 1, "A")
    ann.hand_in(quiz)
    (first, second) = [row for row in log(ann) if row["item_id"] == log_of(ann, tutor, 1)]
    assert (first["attempt_number"], first["reviewed_at"]) == (tutor, MONDAY + 3 * DAY)
    assert (second["attempt_number"], second["reviewed_at"]) == (quiz, MONDAY + 3 * DAY)
    assert len(log(ann)) == 11


def log_of(learner: Learner, number: int, position: int) -> int:
    """The item of an answer."""
    return next(
        row["item_id"] for row in log(learner) if (row["attempt_number"], row["position"]) == (number, position)
    )


def test_a_quiz_that_is_given_up_is_no_review(ann):
    number = ann.start(QUIZ, 1)
    answer(ann, number, 1)
    with ann.writing() as scope:
        grading.close_attempt(scope, ann.id, number, Abandon())
    assert (log(ann), cards(ann)) == ([], {})


@pytest.mark.parametrize(("days", "percent"), [(None, 90), (90, 85), (45, 90), (9, 94), (1, 95), (0, 95), (-1, 90)])
def test_more_is_to_be_remembered_the_nearer_the_exam_and_nothing_is_put_off_past_it(ann, days, percent):
    exam_on = None if days is None else MONDAY.date() + timedelta(days=days)
    set_exam(ann, exam_on)
    answer(ann, ann.start(TUTOR, 1), 1)
    (row,) = log(ann)
    assert row["retention_percent"] == percent
    assert row["not_after"] == (None if days is None or days < 1 else MONDAY + max(days - 1, 1) * DAY)
    assert row["not_after"] is None or row["due_after"] <= row["not_after"]


def test_the_days_to_the_exam_are_counted_in_the_learners_zone(ann, clock):
    set_profile(ann, exam_on=date(2026, 3, 2), time_zone="Pacific/Kiritimati")
    clock.advance(hours=5)  # Tuesday, 4:00 there: the exam is over
    answer(ann, ann.start(TUTOR, 1), 1)
    assert [row["retention_percent"] for row in log(ann)] == [90]


def test_an_overruled_rating_stands_beside_the_other_and_starts_from_the_same_card(ann, clock):
    answer_all(ann, ann.start(TUTOR, 10))
    clock.advance(days=9)
    number = ann.start(TUTOR, 1)
    answer(ann, number, 1, "A")
    for _ in range(2):
        overrule(ann, number, 1, Rating.EASY)
    first, again, easy = [row for row in log(ann) if row["item_id"] == log_of(ann, number, 1)]
    assert ([again["rating"], easy["rating"]], easy["number"], easy["is_overruling"]) == (["again", "easy"], 3, True)
    for name in ("stability_before", "difficulty_before", "due_before", "reviewed_before", "reviewed_at"):
        assert easy[name] == again[name]
    assert easy["stability_before"] == first["stability_after"]
    back = ann.question(number).verdict.comes_back
    assert (back.rating, back.is_own) == ("easy", True)
    overrule(ann, number, 1, Rating.AGAIN)
    assert not ann.question(number).verdict.comes_back.is_own
    assert cards(ann)[easy["item_id"]][1].due_at == again["due_after"]


def test_only_the_last_answer_to_an_item_can_be_rated_otherwise(ann, clock):
    first = ann.start(TUTOR, 10)
    answer_all(ann, first)
    clock.advance(days=1)
    second = ann.start(TUTOR, 10)
    answer_all(ann, second)
    with pytest.raises(Refused):
        overrule(ann, first, 1, Rating.EASY)
    assert ann.question(first).verdict.comes_back.rating is None
    overrule(ann, second, 1, Rating.EASY)
    assert len(log(ann)) == 21


def test_nobody_rates_what_is_not_theirs_not_answered_or_no_practice(ann, ben):
    number = ann.start(TUTOR, 2)
    answer(ann, number, 1)
    exam = ann.start_exam("full")
    answer(ann, exam, 1, kind=AttemptKind.EXAM)
    ann.hand_in(exam)
    for who, place in ((ben, (number, 1)), (ann, (number, 2)), (ann, (number, 9)), (ann, (99, 1)), (ann, (exam, 1))):
        with pytest.raises(NotFound):
            overrule(who, *place, Rating.EASY)


@pytest.mark.parametrize("mode", list(Mode))
def test_a_corrected_key_turns_the_rating_of_the_answers_that_it_turns(ann, ben, scopes, mode):
    practise(ann, "A")
    practise(ben, "C")
    correct(scopes)
    regrade(scopes, mode)
    assert (ratings(ann), ratings(ben)) == (["again", "good"], ["again"])
    assert [row["is_overruling"] for row in log(ann)] == [False, True]
    regrade(scopes, mode)
    assert ratings(ann) == ["again", "good"]


def test_a_rating_that_was_chosen_goes_with_the_verdict_that_it_rested_on(ann, scopes):
    place = practise(ann, "B")
    overrule(ann, *place, Rating.EASY)
    correct(scopes)
    regrade(scopes)
    assert ratings(ann) == ["good", "easy", "again"]


def test_confidence_and_time_stay_with_the_answer(ann, scopes, clock):
    number = ann.start(TUTOR, 10)
    position = slugs(ann, number).index("anatomy-1") + 1
    clock.advance(seconds=20)
    answer(ann, number, position, "A", confidence=SURE)
    correct(scopes)
    regrade(scopes)
    assert [(row["rating"], row["confidence"], row["spent_seconds"]) for row in log(ann)] == [
        ("again", "sure", 20),
        ("easy", "sure", 20),
    ]


def test_an_item_that_was_answered_again_since_keeps_its_last_rating(ann, scopes, clock):
    practise(ann, "A")
    clock.advance(days=1)
    practise(ann, "D")
    correct(scopes)
    regrade(scopes)
    assert ratings(ann) == ["again", "again"]


def test_a_mark_by_hand_turns_the_rating_too_unless_it_is_that_already(ann, scopes):
    place = practise(ann, "A")
    overrule(ann, *place, Rating.GOOD)
    mark(ann, place, 1)
    assert ratings(ann) == ["again", "good"]
    mark(ann, place, 0)
    assert ratings(ann) == ["again", "good", "again"]


def test_an_exam_of_many_answers_takes_as_many_statements_as_one_of_one(ann, scopes):
    def sit(answers: int) -> int:
        number = ann.start_exam("full")
        for position in range(1, answers + 1):
            answer(ann, number, position, kind=AttemptKind.EXAM)
        before = len(log(ann))
        taken = statements(scopes, lambda: ann.hand_in(number))
        assert len(log(ann)) == before + answers
        return taken

    sit(1)  # the first one in a process also reads the bank
    assert sit(10) == sit(1) == sit(10)


def test_answers_of_before_there_was_a_log_are_taken_into_it(ann, ben, scopes, clock):
    number = ann.start(TUTOR, 2)
    clock.advance(seconds=300)
    answer(ann, number, 1)
    quiz = ann.start(QUIZ, 3)
    answer(ann, quiz, 1, "A")
    clock.advance(days=2)
    ann.hand_in(quiz)
    before = [dict(row) | {"logged_at": None} for row in log(ann)]
    forget(ann)
    clock.advance(days=1)
    assert log_earlier_answers(scopes) == 1
    assert [dict(row) | {"logged_at": None} for row in log(ann)] == before
    assert len(cards(ann)) == len({row["item_id"] for row in before})
    assert log_earlier_answers(scopes) == 0


def forget(learner: Learner) -> None:
    """Takes the learner's reviews away, which is only possible while their data is being removed."""
    with learner.scopes.writing() as scope:
        user = scope.session.get_one(User, learner.id)
        user.purge_started_at = scope.now
        scope.session.flush()
        for table in (ReviewLog, ReviewCard):
            scope.session.execute(delete(table).where(table.learner_id == user.id))
        user.purge_started_at = None

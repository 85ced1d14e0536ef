"""Notices: told once, newest first, put away, held back while they would tell the answer or the score too early."""

from datetime import timedelta

import pytest

from tests.support.people import Learner, first_to_sign_up, sign_up
from tests.support.regrades import (
    REASON,
    correct,
    mark,
    practise,
    publish_ten,
    regrade,
    sit,
    told,
)
from trainer.db.models.attempts import AttemptRow
from trainer.db.models.exams import Notice
from trainer.domain.attempts.attempt import AttemptKind
from trainer.domain.exams.review import Shows
from trainer.domain.items.keys import SingleKey
from trainer.domain.kernel.errors import NotFound
from trainer.services import notices
from trainer.services.scope import NotSignedIn, Scopes

WHY = "The stem was unclear."


@pytest.fixture
def ann(scopes: Scopes) -> Learner:
    return first_to_sign_up(scopes, publish_ten)


def read(learner: Learner, number: int) -> None:
    with learner.writing() as scope:
        notices.mark_read(scope, number)


def set_policy(learner: Learner, number: int, shows: Shows, after: timedelta | None = None) -> None:
    with learner.writing() as scope:
        row = scope.session.get_one(AttemptRow, (learner.id, number))
        row.shows, row.shows_from = shows, scope.now + after if after else None


def test_a_notice_stays_until_it_is_read(ann, clock):
    number, position = sit(ann, "A")
    mark(ann, (number, position), 1)
    clock.advance(hours=1)
    mark(ann, (number, position), 0)
    with ann.reading() as scope:
        newest, oldest = notices.list_notices(scope)
    assert (newest.number, newest.attempt_number, newest.kind) == (2, number, AttemptKind.EXAM)
    assert (oldest.number, newest.created_at) == (1, clock())
    read(ann, 2)
    assert told(ann) == [oldest.text]
    read_at = clock()
    clock.advance(hours=1)
    read(ann, 2)
    with ann.reading() as scope:
        assert scope.session.get_one(Notice, (ann.id, 2)).read_at == read_at
    read(ann, 1)
    assert told(ann) == []


def test_a_notice_of_somebody_else_is_not_there(ann, scopes):
    ben = sign_up(scopes, "ben@example.org", "Ben")
    mark(ann, sit(ann, "A"), 1)
    assert told(ben) == []
    for learner, number in ((ben, 1), (ann, 2), (ann, 0), (ann, 2**31 - 1)):
        with pytest.raises(NotFound):
            read(learner, number)
    assert len(told(ann)) == 1


def test_nobody_who_is_not_signed_in_has_notices(scopes):
    with scopes.reading() as scope, pytest.raises(NotSignedIn):
        notices.list_notices(scope)


@pytest.mark.parametrize("act", ["regrade", "mark"])
def test_while_the_question_stands_in_an_open_exam_its_notices_wait(ann, scopes, clock, act):
    place = practise(ann, "A")
    exam = ann.start_exam("full")
    if act == "mark":
        mark(ann, place, 1)
    else:
        correct(scopes)
        regrade(scopes)
    assert told(ann) == []
    clock.advance(days=1)
    assert len(told(ann)) == 1, "its time is up, whether or not anybody has closed it"
    assert ann.exam(exam).is_open is False


def test_nothing_is_told_of_an_exam_that_shows_nothing(ann, scopes):
    number, position = sit(ann, "A")
    set_policy(ann, number, Shows.NOTHING)
    mark(ann, (number, position), 1)
    correct(scopes)
    regrade(scopes)
    assert told(ann) == []


def test_a_notice_waits_for_the_day_on_which_the_score_is_shown(ann, clock):
    number, position = sit(ann, "A")
    set_policy(ann, number, Shows.EVERYTHING, timedelta(days=2))
    mark(ann, (number, position), 1)
    assert told(ann) == []
    clock.advance(days=2)
    assert len(told(ann)) == 1


def test_where_only_the_score_is_shown_the_question_is_not_named(ann, scopes):
    number, position = sit(ann, "A", 6)
    set_policy(ann, number, Shows.SCORE)
    correct(scopes)
    regrade(scopes)
    mark(ann, (number, position), 0, WHY)
    assert told(ann) == [
        f"The grade of a question in your exam {number} was changed by hand on 2 Mar 2026: {WHY} "
        f"Your exam {number} went from 7 to 6 of 10 right: no longer passed.",
        f"The key of a question in your exam {number} was corrected on 2 Mar 2026: {REASON} "
        f"Your exam {number} went from 6 to 7 of 10 right: passed.",
    ]


def test_a_reason_gets_the_full_stop_that_it_lacks(ann):
    mark(ann, sit(ann, "A", 6), 1, "No full stop")
    assert "changed by hand on 2 Mar 2026: No full stop. Your answer" in told(ann)[0]


def test_who_met_the_question_in_an_exam_only_and_keeps_the_points_is_not_told(ann, scopes):
    sit(ann, "C")
    correct(scopes)
    assert regrade(scopes).told == 0
    assert told(ann) == []


def test_a_key_corrected_once_more_is_told_once_more(ann, scopes):
    practise(ann, "D")
    correct(scopes)
    regrade(scopes)
    correct(scopes, SingleKey("C"), "It was misread again.")
    regrade(scopes)
    assert [REASON in text for text in told(ann)] == [False, True]

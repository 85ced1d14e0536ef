"""Grades set by hand: they stand, are summed up, told and shown with their reason; what cannot be marked is refused."""

import pytest

from tests.support.people import Learner, first_to_sign_up, sign_up
from tests.support.regrades import (
    FACTS,
    assert_sums_agree,
    changes,
    correct,
    count,
    grades_at,
    mark,
    practise,
    preview,
    publish_ten,
    regrade,
    scores,
    sit,
    told,
)
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.domain.kernel.points import Points
from trainer.services import accounts
from trainer.services.regrading import GradeChange
from trainer.services.scope import Scopes

ON = "2 Mar 2026"


@pytest.fixture
def ann(scopes: Scopes) -> Learner:
    return first_to_sign_up(scopes, publish_ten)


@pytest.fixture
def ben(scopes: Scopes, ann: Learner) -> Learner:
    return sign_up(scopes, "ben@example.org", "Ben")


def test_a_mark_set_by_hand_stands_and_is_shown_with_its_reason(ann, ben, scopes, clock):
    place, other = sit(ann, "C", 6), sit(ben, "A", 6)
    clock.advance(hours=1)
    mark(ann, place, 1)
    assert (grades_at(ann, place), scores(ann, place[0])[-1]) == ([(0, 1), (1, 1)], (7, 10, 7, 10))
    assert told(ann) == [
        f"The grade of question {place[1]} in your exam 1 was changed by hand on {ON}: The stem was unclear. "
        "Your answer now earns 1 of 1, before 0 of 1. Your exam 1 went from 6 to 7 of 10 right: passed."
    ]
    correct(scopes)
    seen, done = preview(scopes), regrade(scopes)
    assert ([line.display_name for line in seen.lines], seen.by_hand, done.by_hand) == (["Ben"], 1, 1)
    assert (grades_at(ann, place), grades_at(ben, other)) == ([(0, 1), (1, 1)], [(0, 1), (1, 1)])
    assert changes(ann, place[0]) == (
        GradeChange(place[1], Points(0, 1), Points(1, 1), clock(), "The stem was unclear.", is_by_hand=True),
    )
    mark(ann, place, 0, "It was clear after all")
    assert [change.after.earned for change in changes(ann, place[0])] == [1, 0]
    assert_sums_agree(scopes)


def test_a_mark_after_a_regrade_starts_from_its_points(ann, scopes):
    place = sit(ann, "A", 6)
    correct(scopes)
    regrade(scopes)
    mark(ann, place, 0)
    assert grades_at(ann, place) == [(0, 1), (1, 1), (0, 1)]
    assert [(change.is_by_hand, change.after.earned) for change in changes(ann, place[0])] == [(False, 1), (True, 0)]
    assert_sums_agree(scopes)


def test_a_mark_in_an_open_tutor_sitting_is_summed_up_at_its_end(ann, scopes):
    place = practise(ann, "A", hands_in=False)
    mark(ann, place, 1)
    assert scores(ann, place[0]) == []
    ann.hand_in(place[0])
    assert scores(ann, place[0]) == [(1, 10, 1, 1)]


def test_points_that_are_not_possible_are_refused(ann, scopes):
    place = sit(ann, "A")
    before = count(scopes, *FACTS)
    for earned in (-1, 2, 10**6):
        with pytest.raises(Refused, match="0 to 1 points"):
            mark(ann, place, earned)
        assert count(scopes, *FACTS) == before


def test_a_mark_without_a_reason_that_can_be_read_is_refused(ann, scopes):
    place = sit(ann, "A")
    before = count(scopes, *FACTS)
    for reason in ("", " \n\t ", "x" * 501, "a\x1b[2Jb", "a\0b"):
        with pytest.raises(Refused):
            mark(ann, place, 1, reason)
        assert count(scopes, *FACTS) == before, reason


def test_marks_where_there_is_nothing_to_mark_are_refused(ann, ben, scopes):
    number, position = sit(ann, "A")
    with pytest.raises(Refused, match="already"):
        mark(ann, (number, position), 0)
    for place in ((number, 0), (number, 11), (number, 2**31 - 1)):
        with pytest.raises(NotFound):
            mark(ann, place, 1)
    for learner, place in ((ann, (99, 1)), (ben, (number, position))):
        with pytest.raises(NotFound):
            mark(learner, place, 1)
    open_number = ann.start_exam("full")
    with pytest.raises(Refused, match="not graded yet"):
        mark(ann, (open_number, 1), 1)


def test_a_learner_is_found_by_address_however_it_is_typed(ann, scopes):
    with scopes.reading() as scope:
        assert accounts.get_learner_id(scope, " ANN@Example.org ") == ann.id
        with pytest.raises(NotFound):
            accounts.get_learner_id(scope, "nobody@example.org")

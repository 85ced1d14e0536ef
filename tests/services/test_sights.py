"""The caches of sights and days: kept up while one works, corrected by regrades, the same when made anew."""

import random
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select

from tests.support import diagnostics
from tests.support.library import RIGHT, WRONG
from tests.support.people import Learner, first_to_sign_up, sign_up
from tests.support.regrades import correct, mark, publish_ten, regrade, sit
from trainer.db.models.people import LearnerProfile
from trainer.db.models.study import ItemSight, StudyDay
from trainer.db.queries import items
from trainer.db.queries import sights as queries
from trainer.domain.attempts.attempt import AttemptKind, Feedback
from trainer.domain.attempts.decisions import Abandon
from trainer.services import grading
from trainer.services.scope import Scopes
from trainer.services.sights import rebuild_caches, rebuild_missing_caches

AWAY = timedelta(minutes=16)
KINDS = {"tutor": Feedback.AT_ONCE, "quiz": Feedback.AT_END, "exam": None}


def rows(scopes: Scopes, table: type) -> list[tuple[object, ...]]:
    with scopes.reading() as scope:
        found = scope.session.execute(select(*table.__table__.c).order_by(*table.__table__.primary_key)).all()
    return [tuple(row) for row in found]


def sights(learner: Learner) -> dict[int, ItemSight]:
    """Position in the learner's first sitting -> the sight of its item."""
    with learner.reading() as scope:
        found = scope.session.scalars(select(ItemSight).where(ItemSight.learner_id == scope.learner.id)).all()
    return {sight.first_position: sight for sight in found if sight.first_attempt_number == 1}


def days(learner: Learner) -> list[tuple[date, int, int, int, int]]:
    with learner.reading() as scope:
        found = queries.list_days(scope.session, scope.learner.id, date(2000, 1, 1))
    names = ("day", "answers", "cases", "timed_answers", "timed_seconds")
    return [tuple(row[name] for name in names) for row in found]


def move(learner: Learner, zone: str) -> None:
    with learner.writing() as scope:
        scope.session.get_one(LearnerProfile, scope.learner.id).time_zone = zone


def test_the_first_sight_stays_and_the_last_one_moves(learner, clock):
    first = learner.start(number=1, areas=("anatomy",))
    clock.advance(seconds=100)
    learner.answer(first, 1, rightly=False)
    (before,) = sights(learner).values()
    assert (before.first_is_right, before.last_is_right, before.first_seconds) == (False, False, 100)
    assert (before.times, before.answered, before.times_right, before.first_is_timed) == (1, 1, 0, False)
    for _ in range(3):  # until the same item comes again: there are three in the area
        number = learner.start(number=3, areas=("anatomy",))
        for position in (1, 2, 3):
            clock.advance(seconds=10)
            learner.answer(number, position, rightly=True)
    (after,) = sights(learner).values()
    assert after.item_id == before.item_id
    assert (after.first_attempt_number, after.first_is_right, after.first_seen_at) == (1, False, before.first_seen_at)
    assert (after.last_is_right, after.times, after.answered, after.times_right) == (True, 4, 4, 3)
    assert after.last_seen_at > after.first_seen_at


def test_a_question_left_unanswered_was_seen_and_is_no_answer(learner):
    number = learner.start(Feedback.AT_END, 2)
    learner.answer(number, 1, rightly=True)
    assert sights(learner) == {}, "a quiz tells nothing before its end"
    learner.hand_in(number)
    seen = sights(learner)
    assert (seen[1].first_is_answered, seen[1].first_is_right, seen[1].times_right) == (True, True, 1)
    assert (seen[2].first_is_answered, seen[2].first_is_right, seen[2].answered, seen[2].times) == (False, False, 0, 1)
    assert seen[2].first_seconds is None
    assert [row[1] for row in days(learner)] == [1]


def test_who_gives_a_quiz_up_has_seen_what_they_answered_there(learner, scopes):
    number = learner.start(Feedback.AT_END, 6)
    learner.answer(number, 1, rightly=True)
    with learner.writing() as scope:
        grading.abandon_attempt(scope, number, AttemptKind.PRACTICE)
    (seen,) = sights(learner).values()
    assert (seen.first_position, seen.first_is_answered, seen.times, seen.answered) == (1, False, 1, 0)
    assert days(learner) == []
    with learner.reading() as scope:
        pool = items.list_pool(scope.session, learner.id, "cpc", scope.now)
    assert sum(row["times_seen"] == 0 for row in pool) == 5
    assert not any(row["is_missed"] for row in pool), "what was never graded is not known to be missed"
    assert_rebuilt_the_same(scopes, learner)


def test_a_question_first_seen_in_a_sitting_given_up_is_no_first_sight_later(learner, scopes, clock):
    number = learner.start(Feedback.AT_END, 6)
    learner.answer(number, 1, rightly=False)
    with learner.writing() as scope:
        grading.abandon_attempt(scope, number, AttemptKind.PRACTICE)
    clock.advance(hours=1)
    again = learner.start(Feedback.AT_END, 6)
    for position in range(1, 7):
        learner.answer(again, position, rightly=True)
    learner.hand_in(again)
    seen = sights(learner)[1]
    assert (seen.first_is_answered, seen.first_is_right) == (False, False)
    assert (seen.last_attempt_number, seen.last_is_right, seen.times_right) == (again, True, 1)
    assert_rebuilt_the_same(scopes, learner)


def test_giving_up_changes_nothing_about_what_was_seen_before(learner, scopes):
    first = learner.start(number=6)
    for position in range(1, 7):
        learner.answer(first, position, rightly=True)
    before = rows(scopes, ItemSight)
    number = learner.start(Feedback.AT_END, 6)
    learner.answer(number, 1, rightly=False)
    with learner.writing() as scope:
        grading.abandon_attempt(scope, number, AttemptKind.PRACTICE)
    assert rows(scopes, ItemSight) == before
    assert_rebuilt_the_same(scopes, learner)


def test_the_time_of_an_answer_after_a_long_absence_is_not_known(learner, clock):
    number = learner.start(number=2)
    clock.advance(seconds=AWAY.total_seconds())
    learner.answer(number, 1, rightly=True)
    clock.advance(seconds=40)
    learner.answer(number, 2, rightly=True)
    assert [sights(learner)[position].first_seconds for position in (1, 2)] == [None, 40]
    assert days(learner) == [(date(2026, 3, 2), 2, 0, 1, 40)]


def test_a_timed_quiz_is_timed(learner):
    number = learner.start(Feedback.AT_END, 1, is_timed=True)
    learner.answer(number, 1, rightly=True)
    learner.hand_in(number)
    assert sights(learner)[1].first_is_timed


def test_an_answer_counts_for_the_day_in_the_learners_own_zone(learner, clock):
    move(learner, "Pacific/Auckland")
    number = learner.start(number=2)
    learner.answer(number, 1, rightly=True)  # 9:00 in London is 22:00 in Auckland
    clock.advance(minutes=14 * 60 + 30)
    learner.answer(number, 2, rightly=True)
    assert [(row[0], row[1]) for row in days(learner)] == [(date(2026, 3, 2), 1), (date(2026, 3, 3), 1)]


def test_an_exam_that_is_graded_later_counts_for_the_day_of_its_answers(candidate, clock):
    number = candidate.start_exam()
    candidate.save(number, 1, {"choice": ["B"]}, kind=AttemptKind.EXAM)
    clock.advance(days=3)
    grading.tidy_up(candidate.scopes)
    assert [(row[0], row[1]) for row in days(candidate)] == [(date(2026, 3, 2), 1)]
    assert all(sight.first_is_timed for sight in sights(candidate).values())


def test_an_answer_that_was_taken_back_is_none(learner, scopes):
    number = learner.start(Feedback.AT_END, 1, areas=("anatomy",))
    learner.answer(number, 1, rightly=True)
    learner.save(number, 1, {}, sequence=2, base=1)
    learner.hand_in(number)
    assert (sights(learner)[1].first_is_answered, days(learner)) == (False, [])
    assert_rebuilt_the_same(scopes, learner)


def test_in_a_diagnostic_not_knowing_is_an_answer_that_is_not_right(candidate, scopes):
    number = diagnostics.start(candidate)
    diagnostics.pass_on(candidate, number)
    diagnostics.answer(candidate, number, rightly=True)
    diagnostics.finish_early(candidate, number)
    seen = sights(candidate)
    assert (seen[1].first_is_answered, seen[1].first_is_right, seen[1].times_right) == (True, False, 0)
    assert (seen[2].first_is_answered, seen[2].first_is_right) == (True, True)
    assert [row[1] for row in days(candidate)] == [2]
    assert_rebuilt_the_same(scopes, candidate)


@pytest.fixture
def ann(scopes: Scopes) -> Learner:
    return first_to_sign_up(scopes, publish_ten)


def test_a_regrade_turns_first_and_last_sight_and_nobody_elses(ann, scopes, clock):
    ben = sign_up(scopes, "ben@example.org", "Ben")
    number, position = sit(ann, "A")
    sit(ben, "B")
    before = {learner.id: sights(learner) for learner in (ann, ben)}
    assert not before[ann.id][position].first_is_right
    clock.advance(days=1)
    correct(scopes)
    regrade(scopes)
    after = sights(ann)[position]
    assert (after.first_is_right, after.last_is_right) == (True, True)
    assert after.times_right == before[ann.id][position].times_right + 1
    for place, sight in sights(ann).items():
        if place != position:
            assert sight.times_right == before[ann.id][place].times_right
    assert_rebuilt_the_same(scopes, ann, ben)
    assert number == 1


def test_a_mark_by_hand_turns_the_sight_too(ann, scopes):
    number, position = sit(ann, "A")
    mark(ann, (number, position), 1)
    assert sights(ann)[position].first_is_right
    assert_rebuilt_the_same(scopes, ann)


def assert_rebuilt_the_same(scopes: Scopes, *learners: Learner) -> None:
    kept = {table: rows(scopes, table) for table in (ItemSight, StudyDay)}
    assert kept[ItemSight]
    for learner in learners:
        with scopes.writing() as scope:
            rebuild_caches(scope, learner.id)
    assert {table: rows(scopes, table) for table in kept} == kept


@pytest.mark.parametrize("seed", range(6))
def test_made_anew_from_the_facts_they_are_the_same(candidate, neighbour, scopes, clock, seed):
    dice = random.Random(seed)
    for learner in (candidate, neighbour):
        for _ in range(dice.randint(3, 6)):
            study(learner, dice, clock.advance)
    assert_rebuilt_the_same(scopes, candidate, neighbour)


def study(learner: Learner, dice: random.Random, advance: Callable[..., object]) -> None:
    """A sitting of some kind, some of it left unanswered or late, with pauses of any length."""
    kind = dice.choice(list(KINDS))
    advance(hours=dice.randint(1, 40))
    is_timed = dice.random() < 0.5
    number = learner.start_exam() if kind == "exam" else learner.start(KINDS[kind], 4, is_timed=is_timed)
    for position in range(1, 5):
        advance(seconds=dice.choice([5, 60, 170, 1200]))
        if dice.random() < 0.8:
            fields = (
                dice.choice([RIGHT, WRONG])["single"] if kind == "exam" else answer_to(learner, number, position, dice)
            )
            learner.save(number, position, fields, kind=AttemptKind.EXAM if kind == "exam" else AttemptKind.PRACTICE)
    if kind == "tutor" and dice.random() < 0.4:
        return
    if dice.random() < 0.25:
        with learner.writing() as scope:
            grading.close_attempt(scope, scope.learner.id, number, Abandon())
    learner.hand_in(number)


def answer_to(learner: Learner, number: int, position: int, dice: random.Random) -> dict[str, list[str]]:
    return dice.choice([RIGHT, WRONG])[learner.question(number, position).response.kind]


def test_who_has_grades_and_no_sights_gets_them(learner, other, scopes):
    for each in (learner, other):
        each.answer(each.start(number=1), 1, rightly=True)
    kept = rows(scopes, ItemSight)
    with scopes.writing() as scope:
        scope.session.execute(delete(ItemSight).where(ItemSight.learner_id == learner.id))
        scope.session.execute(delete(StudyDay).where(StudyDay.learner_id == learner.id))
    assert rebuild_missing_caches(scopes) == 1
    assert rows(scopes, ItemSight) == kept
    assert rebuild_missing_caches(scopes) == 0

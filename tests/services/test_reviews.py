"""Reviews of today: what the page of an answer says, what is due, which of it comes now."""

from datetime import UTC, date, datetime, timedelta
from threading import Thread
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from tests.support.families import a_family, authored
from tests.support.people import Learner, first_to_sign_up, sign_up
from tests.support.regrades import publish_ten, ten_questions
from tests.support.reviews import (
    answer,
    answer_all,
    cards,
    count,
    due,
    log,
    overrule,
    set_exam,
    set_profile,
    slugs,
    start_reviews,
    statements,
)
from trainer.content.library import Library
from trainer.db.models.attempts import AttemptRow
from trainer.db.models.content import Item
from trainer.domain.attempts.attempt import AttemptKind, AttemptState, Feedback
from trainer.domain.exams.review import Shows
from trainer.domain.kernel.errors import Refused
from trainer.domain.review.cards import review
from trainer.domain.review.ratings import Confidence, Rating
from trainer.services import grading, reviews
from trainer.services.review_log import to_entry
from trainer.services.scope import Scopes

QUIZ, TUTOR = Feedback.AT_END, Feedback.AT_ONCE
SURE, UNSURE = Confidence
DAY = timedelta(days=1)
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
"""The day of study on which the clock stands, at 9:00 UTC."""
FOUR = timedelta(hours=4)


@pytest.fixture
def ann(scopes: Scopes) -> Learner:
    return first_to_sign_up(scopes, publish_ten)


@pytest.fixture
def ben(scopes: Scopes, ann: Learner) -> Learner:
    return sign_up(scopes, "ben@example.org", "Ben")


def test_the_page_says_when_the_question_comes_back_and_why(ann, clock):
    number = ann.start(TUTOR, 1)
    clock.advance(seconds=30)
    answer(ann, number, 1, confidence=UNSURE)
    back = ann.question(number).verdict.comes_back
    due_at = review(None, Rating.HARD, MONDAY, 90).due_at
    assert (back.rating, back.is_own, back.is_right, back.confidence, back.speed) == ("hard", False, True, UNSURE, "")
    assert (back.due_on, back.days, back.is_due) == (due_at.date(), (due_at - MONDAY).days, False)
    clock.now = due_at + FOUR
    assert ann.question(number).verdict.comes_back.is_due


@pytest.mark.parametrize(("seconds", "speed"), [(20, "quick"), (100, ""), (400, "slow")])
def test_it_says_whether_the_time_decided(ann, clock, seconds, speed):
    number = ann.start(TUTOR, 1)
    clock.advance(seconds=seconds)
    answer(ann, number, 1, confidence=SURE)
    assert ann.question(number).verdict.comes_back.speed == speed


def test_an_exam_that_comes_nearer_brings_back_what_lay_beyond_it(ann, clock):
    number = ann.start(TUTOR, 1)
    clock.advance(seconds=20)
    answer(ann, number, 1, confidence=SURE)
    set_exam(ann, date(2026, 3, 6))
    assert ann.question(number).verdict.comes_back.due_on == date(2026, 3, 5)
    assert (count(ann).due, count(ann).next_on) == (0, date(2026, 3, 5))
    assert [(day.on, day.reviews) for day in due(ann).coming] == [(date(2026, 3, 5), 1)]
    clock.now = MONDAY + 3 * DAY + FOUR
    assert (count(ann).due, due(ann).areas[0].due) == (1, 1)
    clock.now = MONDAY + 4 * DAY + FOUR
    assert count(ann).due == 1
    sitting = start_reviews(ann)
    answer(ann, sitting, 1)
    assert (count(ann).due, count(ann).done) == (0, 1)
    clock.now = MONDAY + 5 * DAY + FOUR
    assert count(ann).due == 0, "after the exam what the card says counts again"


def test_on_the_day_before_the_exam_an_item_comes_back_on_its_morning(ann, clock):
    set_exam(ann, date(2026, 3, 3))
    answer(ann, ann.start(TUTOR, 1), 1)
    clock.advance(days=1)
    assert count(ann).due == 1
    clock.advance(days=3)
    set_exam(ann, None)
    assert due(ann).exam_on is None


def test_while_a_question_stands_in_an_open_exam_it_is_not_due_and_its_rating_is_out_of_reach(ann, clock):
    number = ann.start(TUTOR, 10)
    answer_all(ann, number, "A")
    clock.advance(days=1)
    assert count(ann).due == 10
    exam = ann.start_exam("full")
    assert (count(ann).cards, count(ann).due, due(ann).areas, due(ann).coming) == (0, 0, (), ())
    with pytest.raises(Refused):
        overrule(ann, number, 1, Rating.EASY)
    with pytest.raises(Refused):
        start_reviews(ann)
    assert ann.question(number).verdict is None
    ann.hand_in(exam)
    assert count(ann).due == 10


def test_what_may_not_be_shown_yet_does_not_come_back_yet(ann, clock):
    exam = ann.start_exam("full")
    answer(ann, exam, 1, "A", kind=AttemptKind.EXAM)
    ann.hand_in(exam)
    clock.advance(days=5)
    assert count(ann).due == 1
    with ann.writing() as scope:
        row = scope.session.get_one(AttemptRow, (ann.id, exam))
        row.shows, row.shows_from = Shows.EVERYTHING, scope.now + DAY
    assert (count(ann).cards, due(ann).areas) == (0, ())
    clock.advance(days=1)
    assert count(ann).due == 1


def test_retired_items_and_the_other_track_stay_away(ann, scopes, clock):
    answer_all(ann, ann.start(TUTOR, 10), "A")
    clock.advance(days=1)
    assert (count(ann).due, count(ann, "cpb").cards) == (10, 0)
    with scopes.writing() as scope:
        scope.session.execute(update(Item).where(Item.slug == "anatomy-1").values(retired_at=scope.now))
    assert (count(ann).due, sum(area.due for area in due(ann).areas)) == (9, 9)
    assert "anatomy-1" not in slugs(ann, start_reviews(ann))


def test_without_an_answer_there_is_nothing_to_review(ann):
    page = due(ann)
    assert (page.today.cards, page.today.due, page.today.next_on, page.areas, page.coming) == (0, 0, None, (), ())
    assert (page.days_to_clear, page.open_sitting) == (0, None)
    with pytest.raises(Refused):
        start_reviews(ann)


def test_when_nothing_is_due_the_next_days_are_shown_in_the_learners_zone(ann):
    set_profile(ann, time_zone="Asia/Tokyo")
    answer_all(ann, ann.start(TUTOR, 10), "A")
    page = due(ann)
    assert (page.today.due, page.today.next_on) == (0, date(2026, 3, 3))
    assert [(day.on, day.reviews) for day in page.coming] == [(date(2026, 3, 3), 10)]


@pytest.mark.parametrize("zone", ["Pacific/Honolulu", "America/New_York", "UTC", "Asia/Kolkata", "Pacific/Kiritimati"])
def test_at_no_hour_does_something_that_is_not_due_come_back_on_the_day_of_study_itself(ann, clock, zone):
    set_profile(ann, time_zone=zone)
    answer_all(ann, ann.start(TUTOR, 10), "A")
    for _ in range(30):
        page, today = due(ann), (clock() - FOUR).astimezone(ZoneInfo(zone)).date()
        coming = {day.on for day in page.coming} | {page.today.next_on} - {None}
        assert all(day > today for day in coming)
        assert page.on == clock().astimezone(ZoneInfo(zone)).date()
        assert bool(page.today.due) is not bool(coming)
        clock.advance(hours=1)
    assert page.today.due == 10


def test_in_the_evening_before_the_exam_and_on_its_morning_nothing_is_put_off(ann, clock):
    """In Honolulu the evening of the 5th is the 6th in UTC."""
    set_profile(ann, time_zone="Pacific/Honolulu", exam_on=date(2026, 3, 6))
    clock.advance(hours=10)
    number = ann.start(TUTOR, 1)
    answer(ann, number, 1, confidence=SURE)
    assert count(ann).next_on == date(2026, 3, 5)
    clock.now = datetime(2026, 3, 6, 9, 59, tzinfo=UTC)  # the 5th, 23:59
    assert (count(ann).due, due(ann).exam_on) == (1, date(2026, 3, 6))
    answer(ann, start_reviews(ann), 1)
    assert (count(ann).due, count(ann).done, count(ann).next_on) == (0, 1, date(2026, 3, 6))


def test_after_midnight_the_next_ones_come_back_today(ann, clock):
    clock.advance(hours=15, minutes=30)  # Tuesday, 0:30
    number = ann.start(TUTOR, 1)
    answer(ann, number, 1, "A")
    back = ann.question(number).verdict.comes_back
    assert (back.due_on, back.days, back.is_due) == (date(2026, 3, 3), 0, False)
    assert (due(ann).on, due(ann).today.next_on) == (date(2026, 3, 3), date(2026, 3, 3))


def test_a_day_holds_its_limit_and_the_rest_waits(ann, clock):
    answer_all(ann, ann.start(TUTOR, 10), "A")
    set_profile(ann, daily_review_limit=4)
    clock.advance(days=1)
    page = due(ann)
    assert (page.today.due, page.today.now, page.today.waiting, page.days_to_clear) == (10, 4, 6, 3)
    assert (sum(area.now for area in page.areas), sum(area.due for area in page.areas)) == (4, 10)
    assert page.minutes == 6, "4 reviews of 90 seconds"
    number = start_reviews(ann)
    assert ann.question(number).item_count == 4
    assert ann.question(number).title == "CPC review"
    answer(ann, number, 1)
    page = due(ann)
    assert (page.today.done, page.today.now, page.today.due) == (1, 3, 9)
    assert (page.open_sitting.number, page.open_sitting.answered, page.open_sitting.item_count) == (number, 1, 4)
    assert start_reviews(ann) == number
    for position in (2, 3, 4):
        answer(ann, number, position)
    page = due(ann)
    assert (page.today.done, page.today.now, page.today.waiting, page.more) == (4, 0, 6, 6)
    assert page.open_sitting is None
    with pytest.raises(Refused) as refusal:
        start_reviews(ann)
    assert refusal.value.reason == "Today's reviews are done."


def test_more_can_be_asked_for_and_what_was_answered_is_handed_in_on_the_way(ann, clock):
    answer_all(ann, ann.start(TUTOR, 10), "A")
    set_profile(ann, daily_review_limit=4)
    clock.advance(days=1)
    number = start_reviews(ann)
    answer_all(ann, number)
    more = start_reviews(ann, more=True)
    assert ann.question(number).state is AttemptState.SUBMITTED
    assert ann.question(more).item_count == 6
    assert set(slugs(ann, more)).isdisjoint(slugs(ann, number))


def test_what_is_answered_before_it_is_due_or_again_on_the_same_day_does_not_count_to_the_limit(ann, clock):
    answer_all(ann, ann.start(TUTOR, 10))
    assert count(ann).done == 0
    clock.advance(days=1)
    answer_all(ann, ann.start(TUTOR, 10))
    assert (count(ann).done, len(log(ann))) == (0, 20)


def test_the_limit_is_fresh_on_the_next_day_of_study(ann, clock):
    answer_all(ann, ann.start(TUTOR, 10), "A")
    set_profile(ann, daily_review_limit=2)
    clock.advance(days=1)
    answer_all(ann, start_reviews(ann))
    clock.now = MONDAY + 2 * DAY + FOUR - timedelta(seconds=1)
    assert count(ann).now == 0
    clock.advance(seconds=1)
    assert (count(ann).done, count(ann).now) == (0, 2)


def test_the_areas_of_the_exam_decide_among_items_alike(ann, clock):
    """Anatomy asks 6 questions of 6 items, compliance 4 of 4; with two of those retired the others count more."""
    answer_all(ann, ann.start(TUTOR, 10), "A")
    set_profile(ann, daily_review_limit=3)
    clock.advance(days=1)
    with ann.scopes.writing() as scope:
        names = ("compliance-3", "compliance-4")
        scope.session.execute(update(Item).where(Item.slug.in_(names)).values(retired_at=scope.now))
    assert [(area.title, area.due, area.now) for area in due(ann).areas] == [("Anatomy", 6, 1), ("Compliance", 2, 2)]
    assert slugs(ann, start_reviews(ann)) == ["compliance-1", "compliance-2", "anatomy-1"]


def test_the_same_request_starts_one_sitting(ann, clock):
    answer_all(ann, ann.start(TUTOR, 10), "A")
    clock.advance(days=1)
    assert start_reviews(ann, "twice") == start_reviews(ann, "twice")
    with ann.reading() as scope:
        titles = list(scope.session.scalars(select(AttemptRow.title)))
    assert titles.count("CPC review") == 1


def test_two_tabs_at_the_same_moment_start_one_sitting(ann, clock):
    answer_all(ann, ann.start(TUTOR, 10), "A")
    clock.advance(days=1)
    numbers: list[int] = []
    second = Thread(target=lambda: numbers.append(start_reviews(ann)))
    with ann.writing() as scope:
        numbers.append(reviews.start_reviews(scope, "cpc"))
        second.start()
        second.join(timeout=0.3)
        assert second.is_alive(), "it waits for the first one"
    second.join()
    assert numbers[0] == numbers[1]


def test_the_same_question_answered_in_two_sittings_at_the_same_moment_counts_twice(ann):
    quiz, tutor = ann.start(QUIZ, 10), ann.start(TUTOR, 10)
    place = slugs(ann, tutor).index(slugs(ann, quiz)[0]) + 1
    answer(ann, quiz, 1)
    with ann.writing() as scope:
        grading.submit_attempt(scope, quiz, AttemptKind.PRACTICE)
    second = Thread(target=lambda: answer(ann, tutor, place))
    with ann.writing() as scope:
        grading.grade_attempt(scope, quiz)
        second.start()
        second.join(timeout=0.3)
        assert second.is_alive(), "it waits for the first one"
    second.join()
    assert [(row["number"], row["attempt_number"]) for row in log(ann)] == [(1, quiz), (2, tutor)]
    ((entries, card),) = cards(ann).values()
    assert (entries, card) == (2, to_entry(log(ann)[1]).after)


def test_a_family_comes_back_with_other_facts_every_time(scopes, clock):
    library = ten_questions()
    publish_ten(scopes, Library(library.blueprints, library.items, (), (authored(a_family(), 3),)))
    learner = sign_up(scopes)
    number = learner.start(TUTOR, 11)
    at = next(place for place in range(1, 12) if "dollars" in learner.question(number, place).content.stem)
    answer(learner, number, at, learner.question(number, at).options[0].id)
    seen = [learner.question(number, at).content.stem]
    for _ in range(8):
        clock.now = next(iter(cards(learner).values()))[1].due_at + FOUR
        number = start_reviews(learner)
        page = learner.question(number)
        assert page.content.stem != seen[-1]
        seen.append(page.content.stem)
        answer(learner, number, 1, page.options[0].id)
    assert len(set(seen)) == 3
    assert len(cards(learner)) == 1
    assert [row["number"] for row in log(learner)] == list(range(1, 10))


def test_the_numbers_of_today_take_two_statements(ann, scopes):
    answer_all(ann, ann.start(TUTOR, 10))
    with ann.reading() as scope:
        assert statements(scopes, lambda: reviews.count_due(scope, "cpc")) == 2

"""The estimate as it stood at the end of each day: kept when a sitting is handed in, and every night."""

from datetime import date

import pytest
from sqlalchemy import delete, update
from structlog.testing import capture_logs

from tests.support.people import Learner, first_to_sign_up, sign_up
from tests.support.readiness import answer_many, publish_big
from trainer.db.models.people import LearnerProfile
from trainer.db.models.study import ReadinessSnapshot
from trainer.domain.attempts.attempt import Feedback
from trainer.services import readiness
from trainer.services.practice import Pool
from trainer.services.readiness import ReadinessPage, ReadinessView, Snapshot
from trainer.services.scope import Scopes

THREE_OF_FOUR = "+++-" * 25


@pytest.fixture
def student(scopes: Scopes) -> Learner:
    """Ann, with a bank of 140 items of the middle level."""
    return first_to_sign_up(scopes, publish_big)


@pytest.fixture
def noise(scopes: Scopes, student: Learner) -> Learner:
    """Ben, who answers everything wrongly."""
    ben = sign_up(scopes, "ben@example.org", "Ben")
    answer_many(ben, "-" * 30)
    return ben


def view_of(learner: Learner) -> ReadinessView:
    with learner.reading() as scope:
        return readiness.get_readiness(scope, "cpc")


def page_of(learner: Learner) -> ReadinessPage:
    with learner.reading() as scope:
        return readiness.get_readiness_page(scope, "cpc")


def take(learner: Learner) -> bool:
    with learner.writing() as scope:
        return readiness.take_snapshot(scope, learner.id, "cpc")


def snapshots_of(learner: Learner, days: int = 180) -> tuple[Snapshot, ...]:
    with learner.reading() as scope:
        return readiness.list_snapshots(scope, "cpc", days)


def move_zone(learner: Learner, zone: str) -> None:
    with learner.writing() as scope:
        mine = LearnerProfile.learner_id == learner.id
        scope.session.execute(update(LearnerProfile).where(mine).values(time_zone=zone))


def test_there_is_one_snapshot_a_day_and_the_last_of_the_day_stays(student, clock):
    assert not take(student), "not enough evidence: nothing to keep"
    answer_many(student, THREE_OF_FOUR)
    assert take(student)
    first = view_of(student).estimate
    clock.advance(hours=2)
    answer_many(student, "-" * 30)
    assert take(student)
    (only,) = snapshots_of(student)
    last = view_of(student).estimate
    assert last.first_sights == only.first_sights == 130
    assert (only.score, only.low, only.high, only.level) == (last.score, last.low, last.high, last.level)
    assert only.chance == pytest.approx(last.chance, abs=0.0005)
    assert last.chance < first.chance
    clock.advance(days=1)
    assert take(student)
    assert [row.day for row in snapshots_of(student)] == [date(2026, 3, 2), date(2026, 3, 3)]


@pytest.mark.parametrize(
    ("zone", "day"),
    [("UTC", date(2026, 3, 2)), ("Pacific/Auckland", date(2026, 3, 3)), ("America/Los_Angeles", date(2026, 3, 2))],
)
def test_the_day_is_that_of_the_learners_own_calendar(student, clock, zone, day):
    """At 12:30 UTC it is half past one in the morning of the next day in Auckland."""
    answer_many(student, THREE_OF_FOUR)
    forget_snapshots(student)
    move_zone(student, zone)
    clock.advance(hours=3.5)
    take(student)
    assert [row.day for row in snapshots_of(student)] == [day]


def test_the_list_of_snapshots_is_bounded(student, clock):
    answer_many(student, THREE_OF_FOUR)
    for _ in range(4):
        take(student)
        clock.advance(days=1)
    assert [row.day.day for row in snapshots_of(student)] == [2, 3, 4, 5]
    assert [row.day.day for row in snapshots_of(student, days=3)] == [4, 5], "today is the sixth"
    assert page_of(student).snapshots == snapshots_of(student)


@pytest.mark.usefixtures("noise")
def test_every_night_those_who_answered_since_have_a_snapshot_of_their_last_day(scopes, student, clock):
    assert readiness.snapshot_all(scopes) == 0, "nobody has enough"
    answer_many(student, THREE_OF_FOUR)
    forget_snapshots(student)
    clock.advance(hours=18)  # three in the morning
    assert readiness.snapshot_all(scopes) == 1
    assert [row.day for row in snapshots_of(student)] == [date(2026, 3, 2)]
    assert readiness.snapshot_all(scopes) == 0
    clock.advance(hours=1)
    number = student.start(Feedback.AT_ONCE, 1, pool=Pool.UNSEEN)
    student.answer(number, 1, rightly=True)
    clock.advance(hours=1)
    assert readiness.snapshot_all(scopes) == 1
    assert [(row.day.day, row.first_sights) for row in snapshots_of(student)] == [(2, 100), (3, 101)]


def test_one_learners_failure_does_not_end_the_night_for_all(scopes, student):
    """Of the two, the one who comes first has a time zone that there is not."""
    ben = sign_up(scopes, "ben@example.org", "Ben")
    for person in (student, ben):
        answer_many(person, THREE_OF_FOUR)
        forget_snapshots(person)
    move_zone(student, "Nowhere/Land")
    with capture_logs() as logs:
        assert readiness.snapshot_all(scopes) == 1
    assert [(entry["event"], entry["learner"]) for entry in logs] == [("a snapshot failed", student.id)]
    assert len(snapshots_of(ben)) == 1
    move_zone(student, "UTC")
    assert readiness.snapshot_all(scopes) == 1, "tried again the next night"


@pytest.mark.parametrize(("days", "taken"), [(29, 1), (31, 0)])
def test_who_has_not_answered_for_thirty_days_is_not_tried_again(scopes, student, clock, days, taken):
    """Timed answers weigh more than enough on either day."""
    answer_many(student, "+++-" * 35, is_timed=True)
    forget_snapshots(student)
    clock.advance(days=days)
    assert readiness.snapshot_all(scopes) == taken


def test_answers_saved_before_the_last_estimate_and_graded_after_it_make_a_new_one(scopes, student, clock):
    """Given at ten, estimated at eleven, handed in at noon; what the grading itself keeps is lost."""
    answer_many(student, THREE_OF_FOUR)
    number = student.start(Feedback.AT_END, 1, pool=Pool.UNSEEN)
    clock.advance(hours=1)
    student.save(number, 1, {"choice": ["B"]})
    clock.advance(hours=1)
    assert take(student)
    assert readiness.snapshot_all(scopes) == 0
    clock.advance(hours=24)
    student.hand_in(number)
    with student.writing() as scope:
        today = ReadinessSnapshot.day == date(2026, 3, 3)
        scope.session.execute(delete(ReadinessSnapshot).where(ReadinessSnapshot.learner_id == student.id, today))
    clock.advance(hours=12)
    assert readiness.snapshot_all(scopes) == 1
    assert [(row.day.day, row.first_sights) for row in snapshots_of(student)] == [(2, 100), (3, 101)]
    assert readiness.snapshot_all(scopes) == 0


def forget_snapshots(learner: Learner) -> None:
    with learner.writing() as scope:
        scope.session.execute(delete(ReadinessSnapshot).where(ReadinessSnapshot.learner_id == learner.id))


def test_handing_in_keeps_the_estimate_of_the_day(student):
    answer_many(student, THREE_OF_FOUR)
    number = student.start(Feedback.AT_END, 1, pool=Pool.UNSEEN)
    student.save(number, 1, {"choice": ["B"]})
    assert [kept.first_sights for kept in snapshots_of(student)] == [100]
    student.hand_in(number)
    (kept,) = snapshots_of(student)
    assert kept.first_sights == 101

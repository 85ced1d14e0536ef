"""The daily mail: at the learner's hour, once, with today's work; never to who must not get it; stopped by its link."""

import json
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, select, text, update
from structlog.testing import capture_logs

from tests.support.people import Learner, sign_up
from tests.support.plans import MONDAY, anatomy, practise, with_plan
from tests.web.test_query_counts import counted
from trainer.db.models.jobs import Job
from trainer.db.models.people import LearnerProfile, User
from trainer.db.models.reviews import ReviewCard
from trainer.db.models.study import StudyPlan
from trainer.domain.kernel.errors import NotFound
from trainer.domain.readiness.plan_values import Plan, PlanWeek, Task, TaskKind
from trainer.services.daily_mail import (
    check_stop_link,
    queue_daily_mail,
    queue_daily_mails,
    stop_daily_mail,
    stop_token,
)
from trainer.services.scope import Scopes


def wants_mail(learner: Learner, hour: int | None = 7, zone: str = "UTC", **person: object) -> Learner:
    """The learner with a confirmed address who asked for the mail, and a plan with work on every day of 2026."""
    with learner.writing() as scope:
        values = {"email_verified_at": scope.now} | person
        scope.session.execute(update(User).where(User.id == learner.id).values(**values))
        own = update(LearnerProfile).where(LearnerProfile.learner_id == learner.id)
        scope.session.execute(own.values(mail_hour=hour, time_zone=zone))
        days = [date(2026, 1, 1) + timedelta(offset) for offset in range(365)]
        tasks = tuple(Task(TaskKind.PRACTICE, "anatomy", "Anatomy", 4, 20, day) for day in days)
        plan = Plan((PlanWeek(days[0], days[-1], tasks),), days[0], None, ())
        row = {"learner_id": learner.id, "number": 1, "track": "cpc", "made_at": scope.now}
        scope.session.execute(insert(StudyPlan).values(plan=plan, **row))
    return learner


def mails(scopes: Scopes) -> list[dict[str, str]]:
    """The daily mails in the outbox, oldest first."""
    with scopes.reading() as scope:
        found = [json.loads(payload) for payload in scope.session.scalars(select(Job.payload).order_by(Job.id))]
    return [mail for mail in found if mail["subject"].startswith("Today:")]


def profile(learner: Learner) -> LearnerProfile:
    with learner.scopes.reading() as scope:
        return scope.session.get_one(LearnerProfile, learner.id)


def at(clock, text_of_it: str) -> None:
    clock.now = datetime.fromisoformat(text_of_it).replace(tzinfo=UTC)


# When


@pytest.mark.parametrize(
    ("zone", "hour", "before", "due"),
    [
        ("UTC", 7, "2026-03-02 06:59", "2026-03-02 07:00"),
        ("UTC", 0, "2026-03-01 23:59", "2026-03-02 00:00"),
        # New York: five hours behind in winter, four from 8 March to 1 November
        ("America/New_York", 7, "2026-03-07 11:59", "2026-03-07 12:00"),
        ("America/New_York", 7, "2026-03-08 10:59", "2026-03-08 11:00"),
        ("America/New_York", 7, "2026-10-31 10:59", "2026-10-31 11:00"),
        ("America/New_York", 7, "2026-11-01 11:59", "2026-11-01 12:00"),
        # on 8 March it is 3:00 after 1:59: what was asked for at 2:00 goes out then
        ("America/New_York", 2, "2026-03-08 06:59", "2026-03-08 07:00"),
        ("Asia/Kolkata", 7, "2026-03-02 01:29", "2026-03-02 01:30"),
        ("Pacific/Auckland", 7, "2026-03-01 17:59", "2026-03-01 18:00"),
    ],
)
def test_the_mail_goes_out_at_the_hour_of_the_learners_clock(learner, scopes, clock, *, zone, hour, before, due):
    wants_mail(learner, hour, zone)
    at(clock, before)
    assert queue_daily_mails(scopes) == 0
    at(clock, due)
    assert queue_daily_mails(scopes) == 1
    (mail,) = mails(scopes)
    assert f"at {hour}:00 ({zone})" in mail["body"]


def test_a_day_has_one_mail_also_when_its_hour_comes_twice(learner, scopes, clock):
    wants_mail(learner, 1, "America/New_York")
    at(clock, "2026-11-01 05:00")  # 1:00, summer time
    assert queue_daily_mails(scopes) == 1
    at(clock, "2026-11-01 06:00")  # 1:00 once more
    assert queue_daily_mails(scopes) == 0
    at(clock, "2026-11-02 06:00")
    assert queue_daily_mails(scopes) == 1


def test_a_server_that_was_away_sends_it_some_hours_late_and_then_lets_the_day_go(learner, scopes, clock):
    wants_mail(learner, 7)
    at(clock, "2026-03-02 11:00")
    assert queue_daily_mails(scopes) == 0
    at(clock, "2026-03-03 10:59")
    assert queue_daily_mails(scopes) == 1


def test_each_day_brings_one_however_often_somebody_looks(learner, scopes, clock):
    wants_mail(learner, 7)
    at(clock, "2026-03-02 00:00")
    for _ in range(3 * 24 * 4):
        queue_daily_mails(scopes)
        clock.advance(minutes=15)
    assert len(mails(scopes)) == 3


def test_of_two_servers_that_look_at_once_one_sends_it(learner, other, scopes, settings, clock):
    wants_mail(learner, 7)
    wants_mail(other, 7)
    servers = [Scopes(scopes.engines, settings, clock, random.Random(number)) for number in range(2)]
    with ThreadPoolExecutor(2) as pool:
        queued = list(pool.map(queue_daily_mails, servers))
    assert sum(queued) == 2
    assert sorted(mail["to"] for mail in mails(scopes)) == ["ann@example.org", "ben@example.org"]


def test_who_has_found_a_mail_due_that_another_server_took_since_sends_none(learner, scopes):
    wants_mail(learner, 7)
    taken = []
    for _ in range(2):
        with scopes.writing() as scope:
            taken.append(queue_daily_mail(scope, learner.id))
    assert taken == [True, False]
    assert len(mails(scopes)) == 1


def test_when_nobody_wants_mail_it_costs_one_statement(learner, scopes):
    with counted(scopes) as sent:
        assert queue_daily_mails(scopes) == 0
    assert len(sent) == 1


# Who


@pytest.mark.parametrize(
    "person",
    [
        {"email_verified_at": None},
        {"email": None, "email_key": None},
        {"disabled_at": datetime(2026, 3, 1, tzinfo=UTC)},
        {"purge_started_at": datetime(2026, 3, 1, tzinfo=UTC)},
    ],
)
def test_no_mail_goes_to_the_unverified_to_guests_to_the_disabled_or_those_who_leave(learner, scopes, clock, person):
    wants_mail(learner, 7, **person)
    at(clock, "2026-03-03 07:00")
    assert queue_daily_mails(scopes) == 0
    assert mails(scopes) == []


def test_no_mail_goes_to_who_has_not_asked_for_it(learner, scopes, clock):
    wants_mail(learner, None)
    for hour in range(24):
        at(clock, f"2026-03-03 {hour:02}:00")
        assert queue_daily_mails(scopes) == 0


# What


def test_it_names_the_work_of_the_day_the_days_to_the_exam_and_no_score(candidate, scopes, clock):
    wants_mail(candidate, 7)
    with_plan(candidate, anatomy(4, 20))
    practise(candidate, "+")
    with candidate.writing() as scope:
        scope.session.get_one(LearnerProfile, candidate.id).exam_on = date(2026, 6, 20)
    at(clock, "2026-03-02 07:00")
    assert queue_daily_mails(scopes) == 1
    (mail,) = mails(scopes)
    assert mail["to"] == "cleo@example.org"
    assert mail["subject"] == "Today: 15 minutes of your study plan"
    assert "Hello Cleo," in mail["body"]
    assert "\n- 4 questions: Anatomy, 20 minutes (1 of 4 done)\n" in mail["body"]
    assert "Your exam is in 110 days, on 20 June 2026." in mail["body"]
    assert "http://trainer.test/plan\n" in mail["body"]
    assert "%" not in mail["body"]
    assert "\n\n\n" not in mail["body"]
    assert not any(word in mail["body"] for word in ("right", "wrong", "score"))


@pytest.mark.parametrize(
    ("exam_on", "words"),
    [
        (date(2026, 3, 3), "Your exam is tomorrow, on 3 March 2026."),
        (date(2026, 3, 2), ""),
        (date(2026, 3, 1), ""),
        (None, ""),
    ],
)
def test_the_exam_is_named_while_it_is_ahead(learner, scopes, clock, exam_on, words):
    wants_mail(learner, 7)
    with learner.writing() as scope:
        scope.session.get_one(LearnerProfile, learner.id).exam_on = exam_on
    at(clock, "2026-03-02 07:00")
    queue_daily_mails(scopes)
    (mail,) = mails(scopes)
    assert ("Your exam" in mail["body"]) is bool(words)
    assert words in mail["body"]
    assert "\n\n\n" not in mail["body"]


def test_a_day_without_work_and_one_whose_work_is_done_bring_no_mail(candidate, scopes, clock):
    wants_mail(candidate, 7)
    at(clock, "2026-03-02 06:00")
    with_plan(candidate, anatomy(2, 10), anatomy(2, 10, 2))
    practise(candidate, "++")
    for day in (2, 3):
        at(clock, f"2026-03-0{day} 07:00")
        assert queue_daily_mails(scopes) == 0
        assert profile(candidate).mailed_on == date(2026, 3, day), "looked at once, not every minute"
    at(clock, "2026-03-04 07:00")
    assert queue_daily_mails(scopes) == 1


@pytest.mark.parametrize(("due", "line"), [(1, "1 review is due, 2 minutes"), (3, "3 reviews are due, 5 minutes")])
def test_reviews_that_are_due_stand_for_those_that_were_planned(candidate, scopes, clock, due, line):
    wants_mail(candidate, 7)
    practise(candidate, "-" * due)
    with candidate.writing() as scope:
        own = update(ReviewCard).where(ReviewCard.learner_id == candidate.id)
        scope.session.execute(own.values(due_at=datetime(2026, 3, 8, tzinfo=UTC)))
    with_plan(candidate, Task(TaskKind.REVIEWS, "", "", 9, 14, MONDAY + timedelta(7)), starts_on=MONDAY + timedelta(7))
    at(clock, "2026-03-09 07:00")
    assert queue_daily_mails(scopes) == 1
    (mail,) = mails(scopes)
    assert f"your plan for today:\n\n- {line}\n" in mail["body"]


def test_a_mail_that_fails_holds_no_other_up_and_is_tried_again(learner, other, scopes, clock):
    wants_mail(learner, 7)
    wants_mail(other, 7)
    with learner.writing() as scope:
        values = {"learner": learner.id, "at": "2026-03-02 09:00:00.000000"}
        scope.session.execute(
            text(
                "INSERT INTO study_plans (learner_id, number, track, plan, made_at) "
                "VALUES (:learner, 2, 'cpc', '{\"weeks\": 7}', :at)"
            ),
            values,
        )
    at(clock, "2026-03-03 07:00")
    with capture_logs() as logs:
        assert queue_daily_mails(scopes) == 1
        assert queue_daily_mails(scopes) == 0
    assert [(entry["event"], entry["learner"]) for entry in logs] == [("a daily mail failed", learner.id)] * 2
    assert [mail["to"] for mail in mails(scopes)] == ["ben@example.org"]
    assert profile(learner).mailed_on is None


def test_a_zone_that_is_no_more_is_logged_and_holds_nobody_up(learner, other, scopes, clock):
    wants_mail(learner, 7, "Mars/Olympus_Mons")
    wants_mail(other, 7)
    at(clock, "2026-03-03 07:00")
    with capture_logs() as logs:
        assert queue_daily_mails(scopes) == 1
    assert [entry["zone"] for entry in logs] == ["Mars/Olympus_Mons"]


# Stopping it


def the_link(scopes: Scopes) -> str:
    (mail,) = mails(scopes)
    return next(word for word in mail["body"].split() if "/plan/mail/stop/" in word)


def test_the_link_of_the_mail_stops_it_for_this_learner_alone(learner, other, scopes, clock):
    wants_mail(learner, 7)
    wants_mail(other, 8)
    at(clock, "2026-03-03 07:00")
    queue_daily_mails(scopes)
    link = the_link(scopes)
    assert link.startswith("http://trainer.test/plan/mail/stop/")
    token = link.rpartition("/")[2]
    with scopes.reading() as scope:
        check_stop_link(scope, token)
    assert profile(learner).mail_hour == 7, "looking changes nothing"
    for _ in range(2):
        with scopes.writing() as scope:
            stop_daily_mail(scope, token)
    assert (profile(learner).mail_hour, profile(other).mail_hour) == (None, 8)


def test_a_link_that_this_program_has_not_signed_is_no_link(learner, scopes, settings):
    wants_mail(learner, 7)
    good = stop_token(settings, learner.id)
    elsewhere = stop_token(replace(settings, secret_key="of another program"), learner.id)
    signature = good.partition("-")[2]
    forged = [
        elsewhere,
        f"{learner.id + 1}-{signature}",
        f"0{good}",
        good[:-1],
        good + "0",
        good.upper(),
        f"{learner.id}-",
        f"{learner.id}",
        "",
        "-",
        f"x-{signature}",
        f"٣-{signature}",
        "9" * 50 + "-" + signature,
        f"{learner.id}-é",
    ]
    for token in forged:
        with scopes.reading() as scope, pytest.raises(NotFound):
            check_stop_link(scope, token)
        with scopes.writing() as scope, pytest.raises(NotFound):
            stop_daily_mail(scope, token)
    assert profile(learner).mail_hour == 7


def test_a_link_of_somebody_who_is_gone_harms_nobody(scopes, settings):
    learner = sign_up(scopes)
    wants_mail(learner, 7)
    with scopes.writing() as scope:
        stop_daily_mail(scope, stop_token(settings, learner.id + 1000))
    assert profile(learner).mail_hour == 7

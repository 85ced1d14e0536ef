"""Plans: made from where the learner stands, appended when they say something new, shown with what was done."""

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import insert

from tests.services.test_sealed_exam import BLUEPRINT, some_items
from tests.support.exams import an_exam_library, publish_exams
from tests.support.people import Learner, sign_up
from tests.support.plans import MONDAY, again, anatomy, page, practise, save, situation, stored, with_plan
from trainer.db.models.exams import AccommodationRow
from trainer.db.models.study import StudyDay
from trainer.domain.attempts.attempt import AttemptKind, Feedback
from trainer.domain.kernel.errors import NotFound
from trainer.domain.readiness.plan_values import Plan, TaskKind
from trainer.services import cases, grading, plans
from trainer.services.accounts import set_profile
from trainer.services.dashboard import get_dashboard

# Where the learner stands


def test_a_newcomer_has_seen_nothing_and_goes_by_the_pace_of_the_exam(candidate):
    save(candidate, exam_on="2026-06-20", weekly_hours="8", daily_review_limit="40")
    found = situation(candidate)
    assert (found.today, found.exam_on, found.weekly_hours, found.daily_reviews) == (MONDAY, date(2026, 6, 20), 8, 40)
    assert found.pace_seconds == 90, "60 minutes for 40 questions"
    assert [(area.area, area.title, area.questions, area.unseen) for area in found.areas] == [
        ("anatomy", "Anatomy", 20, 26),
        ("compliance", "Compliance", 12, 14),
        ("cases", "Cases", 8, 10),
    ]
    assert {(area.share_right, area.seen) for area in found.areas} == {(None, 0)}


def test_what_was_seen_counts_with_the_share_right_at_first_sight(candidate):
    practise(candidate, "++--+")
    practise(candidate, "-", area="compliance")
    found = {area.area: (area.unseen, area.seen, area.share_right) for area in situation(candidate).areas}
    assert found == {"anatomy": (21, 5, 3 / 5), "compliance": (13, 1, 0.0), "cases": (10, 0, None)}


def test_what_stands_in_an_open_exam_is_not_told(candidate):
    for _ in range(2):
        candidate.hand_in(candidate.start_exam("area-anatomy"))
    assert (situation(candidate).areas[0].unseen, situation(candidate).areas[0].seen) == (6, 20)
    number = candidate.start_exam("area-anatomy")  # the six unseen ones, and four of those seen before
    assert (situation(candidate).areas[0].unseen, situation(candidate).areas[0].seen) == (0, 16)
    candidate.hand_in(number)
    assert (situation(candidate).areas[0].unseen, situation(candidate).areas[0].seen) == (0, 26)


def test_the_own_pace_counts_once_enough_answers_are_timed_and_within_reason(candidate, clock):
    for seconds in (40, 45, 50):
        number = candidate.start(Feedback.AT_END, 20)
        for position in range(1, 21):
            clock.advance(seconds=seconds)
            candidate.answer(number, position, rightly=True)
        candidate.hand_in(number)
        assert situation(candidate).pace_seconds == (45 if seconds == 50 else 90)
    clock.advance(days=29)
    assert situation(candidate).pace_seconds == 45


def test_the_pace_is_named_also_before_content_is_published(scopes):
    assert situation(sign_up(scopes)).pace_seconds == 144


def test_cases_count_until_they_were_graded_once(learner, code_book):
    assert situation(learner).cases_open == 3
    with learner.writing() as scope:
        number = cases.start_case(scope, "ear-with-wax")
    assert situation(learner).cases_open == 3
    learner.hand_in(number)
    assert situation(learner).cases_open == 2


def test_the_forms_are_those_that_stand_for_an_exam_with_extra_time_and_how_often_they_can_be_sat(candidate):
    with candidate.writing() as scope:
        scope.session.add(
            AccommodationRow(
                learner_id=candidate.id,
                number=1,
                percent=25,
                seconds=0,
                reason="",
                granted_at=scope.now,
                granted_by=None,
            )
        )
    found = [
        (form.slug, form.questions, form.minutes, form.sittings, form.is_whole) for form in situation(candidate).forms
    ]
    assert found == [("full", 40, 75, 1, True), ("short-25", 25, 48, 2, False)]


def test_a_form_that_the_bank_does_not_fill_cannot_be_sat(learner):
    assert [form.sittings for form in situation(learner).forms] == [0]


def test_the_sealed_mock_can_be_sat_until_it_was_sat_and_not_given_up(candidate):
    publish_exams(candidate.scopes, an_exam_library(some_items(), (BLUEPRINT,)))
    number = candidate.start_exam("sealed")
    with candidate.writing() as scope:
        grading.abandon_attempt(scope, number, AttemptKind.EXAM)
    assert sealed_sittings(candidate) == [1]
    number = candidate.start_exam("sealed")
    assert sealed_sittings(candidate) == [0]
    candidate.hand_in(number)
    assert sealed_sittings(candidate) == [0]


def sealed_sittings(learner: Learner) -> list[int]:
    return [form.sittings for form in situation(learner).forms if form.is_sealed and form.is_whole]


# Plans are appended


def test_planning_again_appends_only_what_says_something_new(candidate, clock):
    save(candidate, exam_on="2026-06-20")
    assert again(candidate) is False
    clock.advance(days=3)
    assert again(candidate) is True
    assert again(candidate) is False
    assert [(number, plan.made_on) for number, _, plan in stored(candidate)] == [
        (1, MONDAY),
        (2, MONDAY + timedelta(3)),
    ]


def test_what_was_missed_is_not_owed_by_the_next_plan(candidate, clock):
    save(candidate, exam_on="2026-06-20", weekly_hours="6")
    clock.advance(days=10)
    assert page(candidate).this_week.behind_minutes > 0
    assert again(candidate) is True
    week = page(candidate).this_week
    assert (week.starts_on, week.behind_minutes) == (MONDAY + timedelta(10), 0)
    assert week.minutes <= 6 * 60


def test_what_was_learnt_meanwhile_changes_where_the_questions_go(candidate, clock):
    save(candidate, exam_on="2026-04-20")
    before = by_area(stored(candidate)[-1][2])
    practise(candidate, "+" * 20)
    practise(candidate, "-" * 10, area="compliance")
    assert again(candidate) is True
    after = by_area(stored(candidate)[-1][2])
    assert before["anatomy"] > after["anatomy"]


def by_area(plan: Plan) -> Counter[str]:
    counts: Counter[str] = Counter()
    for week in plan.weeks:
        for task in week.tasks:
            if task.kind is TaskKind.PRACTICE:
                counts[task.subject] += task.count
    return counts


def test_each_track_has_its_own_plan_and_the_numbers_go_on(candidate):
    save(candidate, exam_on="2026-06-20")
    to_track(candidate, "cpb")
    with candidate.reading() as scope:
        assert plans.find_plan_page(scope) is None
        assert plans.todays_tasks(scope) == ()
    again(candidate)
    assert page(candidate).track == "cpb"
    to_track(candidate, "cpc")
    assert page(candidate).track == "cpc"
    assert [(number, track) for number, track, _ in stored(candidate)] == [(1, "cpc"), (2, "cpb")]


def to_track(learner: Learner, track: str) -> None:
    with learner.writing() as scope:
        set_profile(scope, "Cleo", track)


@pytest.mark.skipif("TRAINER_TEST_POSTGRESQL" not in os.environ, reason="SQLite lets one write at a time anyway")
def test_two_tabs_at_once_append_one_plan(candidate):
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda _: again(candidate), range(2)))
    assert sorted(made) == [False, True]


# The page


def test_before_a_plan_was_made_there_is_nothing_to_show(candidate):
    with candidate.reading() as scope:
        assert plans.find_plan_page(scope) is None
        assert plans.todays_tasks(scope) == ()
        with pytest.raises(NotFound):
            plans.get_calendar(scope)


def test_the_page_shows_this_week_by_day_and_the_others_at_a_glance(candidate):
    save(candidate, exam_on="2026-03-28", weekly_hours="6", time_zone="America/New_York")
    found = page(candidate)
    plan = stored(candidate)[0][2]
    assert (found.today, found.days_left, found.made_on) == (MONDAY, 26, MONDAY)
    assert [day.day for day in found.this_week.days] == [MONDAY + timedelta(offset) for offset in range(7)]
    assert [day.is_today for day in found.this_week.days] == [True] + [False] * 6
    shown = [line.task for day in found.this_week.days for line in day.tasks]
    assert tuple(shown) == plan.weeks[0].tasks
    assert [(week.starts_on, week.minutes) for week in found.coming] == [
        (week.starts_on, week.minutes) for week in plan.weeks[1:]
    ]
    glance = {title: questions for week in found.coming for title, questions in week.areas}
    assert set(glance) <= {"Anatomy", "Compliance", "Cases"}
    assert any(week.mocks for week in found.coming)


def test_without_a_date_the_plan_says_that_it_rolls(candidate):
    save(candidate, exam_on="")
    found = page(candidate)
    assert found.days_left is None
    assert any(line.startswith("No exam date is set") for line in found.warnings)
    assert len(found.coming) == 7


def test_what_is_said_of_the_day_of_planning_is_not_said_later(candidate, clock):
    save(candidate, exam_on="2026-03-04")
    assert any("in 2 days" in line for line in page(candidate).warnings)
    clock.advance(days=1)
    assert not any("in 2 days" in line for line in page(candidate).warnings)
    clock.advance(days=1)
    assert (page(candidate).days_left, page(candidate).this_week) == (0, None)
    clock.advance(days=1)
    assert (page(candidate).days_left, page(candidate).this_week) == (-1, None)


def test_the_days_in_a_row_are_counted_by_the_learners_clock(candidate, clock):
    save(candidate, time_zone="America/New_York")
    assert page(candidate).streak.days == 0
    for _ in range(3):
        practise(candidate, "+")
        clock.advance(days=1)
    assert page(candidate).streak.days == 3
    with candidate.reading() as scope:
        assert get_dashboard(scope).history.streak == page(candidate).streak


def test_a_streak_that_fills_what_is_looked_at_is_the_same_on_the_start_page(candidate, clock):
    with_plan(candidate, anatomy(4, 20))
    days = [{"day": MONDAY - timedelta(back), "answers": 1} for back in range(1, 200)]
    with candidate.writing() as scope:
        rows = [row | {"learner_id": candidate.id, "track": "cpc"} for row in days]
        scope.session.execute(insert(StudyDay), rows)
    with candidate.reading() as scope:
        history = get_dashboard(scope).history
    assert page(candidate).streak == history.streak
    assert history.streak.days == 181, "182 days are looked at, and today is not over"
    assert (page(candidate).is_streak_longer, history.reaches_back) == (True, True)


# The calendar


def events(learner: Learner) -> dict[str, object]:
    """UID -> event, of the file as a calendar program reads it."""
    with learner.reading() as scope:
        file = plans.get_calendar(scope)
    assert file.name.endswith("-study-plan.ics")
    return {str(event["UID"]): event for event in Calendar.from_ical(file.content).walk("VEVENT")}


def test_the_calendar_has_a_day_for_each_day_with_work_and_the_exam(candidate):
    save(candidate, exam_on="2026-03-28")
    found = events(candidate)
    plan = stored(candidate)[0][2]
    assert {event["DTSTART"].dt for event in found.values()} == {
        task.on for week in plan.weeks for task in week.tasks
    } | {date(2026, 3, 28)}
    assert all(uid.endswith("@trainer.test") for uid in found)
    assert {str(event["URL"]) for event in found.values()} == {"http://trainer.test/plan"}


def test_a_day_keeps_its_uid_over_plans_and_one_that_is_dropped_is_taken_back(candidate, clock):
    save(candidate, exam_on="2026-03-28", weekly_hours="12")
    before = events(candidate)
    clock.advance(days=3)
    save(candidate, exam_on="2026-03-14", weekly_hours="2")
    after = events(candidate)
    assert {uid for uid, event in after.items() if event.get("STATUS") == "CONFIRMED"} <= set(before)
    (exam,) = [uid for uid in after if uid.startswith("exam-")]
    assert (before[exam]["DTSTART"].dt, after[exam]["DTSTART"].dt) == (date(2026, 3, 28), date(2026, 3, 14))
    assert (before[exam]["SEQUENCE"], after[exam]["SEQUENCE"]) == (1, 2)
    cancelled = {event["DTSTART"].dt for event in after.values() if event.get("STATUS") == "CANCELLED"}
    worked = {event["DTSTART"].dt for uid, event in before.items() if not uid.startswith("exam-")}
    assert date(2026, 3, 20) in cancelled
    assert cancelled <= {day for day in worked if day >= MONDAY + timedelta(3)}, "what is past stays as it was"


def exam_event(learner: Learner) -> tuple[str, date] | None:
    """Status and day of the exam in the calendar."""
    found = [event for uid, event in events(learner).items() if uid.startswith("exam-")]
    return (str(found[0]["STATUS"]), found[0]["DTSTART"].dt) if found else None


def test_an_exam_whose_date_is_taken_out_is_taken_back_in_the_calendar_until_there_is_another(candidate, clock):
    save(candidate, weekly_hours="6")
    assert exam_event(candidate) is None
    save(candidate, exam_on="2026-03-20")
    save(candidate, exam_on="2026-03-28")
    save(candidate, exam_on="")
    assert exam_event(candidate) == ("CANCELLED", date(2026, 3, 28))
    clock.advance(days=1)
    save(candidate, weekly_hours="8")
    assert exam_event(candidate) == ("CANCELLED", date(2026, 3, 28)), "also for whoever left the last file out"
    save(candidate, exam_on="2026-04-04")
    assert exam_event(candidate) == ("CONFIRMED", date(2026, 4, 4))


def test_an_exam_that_was_sat_stays_in_the_calendar_when_its_date_is_taken_out(candidate, clock):
    save(candidate, exam_on="2026-03-10")
    clock.advance(days=10)
    save(candidate, exam_on="")
    assert exam_event(candidate) is None, "nothing is said of it, so what stands there stays"


def test_two_learners_have_no_uid_in_common_and_the_same_plan_gives_the_same_file(candidate, neighbour):
    for learner in (candidate, neighbour):
        save(learner, exam_on="2026-03-28")
    assert not set(events(candidate)) & set(events(neighbour))
    with candidate.reading() as scope:
        assert plans.get_calendar(scope) == plans.get_calendar(scope)

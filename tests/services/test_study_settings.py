"""Settings of one's studies: what is refused and why, what is kept, what a change brings about."""

from datetime import date

import pytest
from sqlalchemy import func, select

from tests.support.people import Learner, sign_up
from trainer.db.models.people import User
from trainer.db.models.study import StudyDay, StudyPlan
from trainer.services.study_settings import FIELDS, get_settings, known_zones, list_zones, save_settings

# The clock stands at Monday, 2 March 2026, 9:00 UTC.
GOOD = {
    "exam_on": "2026-06-20",
    "weekly_hours": "8",
    "daily_review_limit": "40",
    "time_zone": "America/New_York",
    "mail_hour": "",
}


def save(learner: Learner, **typed: str) -> dict[str, str]:
    with learner.writing() as scope:
        return save_settings(scope, typed)


def settings(learner: Learner) -> dict[str, str]:
    with learner.reading() as scope:
        return get_settings(scope).typed


def verify(learner: Learner) -> None:
    with learner.writing() as scope:
        scope.session.get_one(User, learner.id).email_verified_at = scope.now


def plans(learner: Learner) -> int:
    with learner.reading() as scope:
        own = select(func.count()).select_from(StudyPlan).where(StudyPlan.learner_id == learner.id)
        return scope.session.execute(own).scalar_one()


def test_at_first_six_hours_thirty_reviews_no_date_and_no_mail_are_set(learner):
    assert settings(learner) == {
        "exam_on": "",
        "weekly_hours": "6",
        "daily_review_limit": "30",
        "time_zone": "UTC",
        "mail_hour": "",
    }


def test_what_is_saved_comes_back(learner):
    verify(learner)
    typed = GOOD | {"mail_hour": "7"}
    assert save(learner, **typed) == {}
    assert settings(learner) == typed


@pytest.mark.parametrize(
    ("field", "typed", "part_of_the_message"),
    [
        ("exam_on", "2026-03-01", "gone by"),
        ("exam_on", "1999-12-31", "gone by"),
        ("exam_on", "2029-03-03", "three years"),
        ("exam_on", "20.6.2026", "year-month-day"),
        ("exam_on", "20260620", "year-month-day"),
        ("exam_on", "2026-02-30", "year-month-day"),
        ("exam_on", "٢٠٢٦-٠٦-٢٠", "year-month-day"),
        ("weekly_hours", "0", "1 to 60"),
        ("weekly_hours", "61", "1 to 60"),
        ("weekly_hours", "-6", "1 to 60"),
        ("weekly_hours", "6.5", "1 to 60"),
        ("weekly_hours", "", "1 to 60"),
        ("weekly_hours", "٦", "1 to 60"),
        ("weekly_hours", "9" * 5000, "1 to 60"),
        ("daily_review_limit", "0", "1 to 200"),
        ("daily_review_limit", "201", "1 to 200"),
        ("daily_review_limit", "many", "1 to 200"),
        ("time_zone", "", "no time zone"),
        ("time_zone", "Mars/Olympus_Mons", "no time zone"),
        ("time_zone", "../../etc/passwd", "no time zone"),
        ("time_zone", "localtime", "no time zone"),
        ("mail_hour", "24", "hours shown"),
        ("mail_hour", "-1", "hours shown"),
        ("mail_hour", "seven", "hours shown"),
    ],
)
def test_a_bad_value_is_refused_with_its_reason_and_nothing_is_stored(learner, field, typed, part_of_the_message):
    before = settings(learner)
    problems = save(learner, **GOOD | {field: typed})
    assert list(problems) == [field]
    assert part_of_the_message in problems[field]
    assert settings(learner) == before
    assert plans(learner) == 0


@pytest.mark.parametrize("day", ["2026-03-02", "2026-03-03", "2029-03-02", ""])
def test_today_and_up_to_three_years_ahead_are_days_for_an_exam_and_so_is_none(learner, day):
    assert save(learner, exam_on=day) == {}
    assert settings(learner)["exam_on"] == day


def test_every_bad_field_is_named_at_once(learner):
    bad = {
        "exam_on": "soon",
        "weekly_hours": "x",
        "daily_review_limit": "x",
        "time_zone": "x",
        "mail_hour": "x",
    }
    assert tuple(sorted(save(learner, **bad))) == tuple(sorted(FIELDS))


def test_whether_a_day_has_gone_by_is_told_by_the_clock_of_the_zone(learner, clock):
    clock.now = clock.now.replace(hour=3)  # 22:00 of 1 March in New York, 17:00 of 2 March in Auckland
    assert "exam_on" in save(learner, exam_on="2026-03-01", time_zone="Pacific/Auckland")
    assert save(learner, exam_on="2026-03-01", time_zone="America/New_York") == {}


def test_fields_that_are_left_out_stay_as_they_are(learner):
    save(learner, **GOOD)
    assert save(learner, weekly_hours="3") == {}
    assert settings(learner) == GOOD | {"weekly_hours": "3"}


def test_after_the_exam_the_stored_date_comes_back_with_the_form_and_stops_no_other_setting(learner, clock):
    soon = GOOD | {"exam_on": "2026-03-10"}
    save(learner, **soon)
    clock.advance(days=20)
    assert save(learner, **soon | {"weekly_hours": "3"}) == {}
    assert settings(learner) == soon | {"weekly_hours": "3"}
    assert "gone by" in save(learner, **soon | {"exam_on": "2026-03-11"})["exam_on"]


def test_a_date_is_cleared_by_an_empty_field_also_when_it_has_gone_by(learner, clock):
    soon = GOOD | {"exam_on": "2026-03-10"}
    save(learner, **soon)
    clock.advance(days=20)
    assert save(learner, **soon | {"exam_on": ""}) == {}
    assert settings(learner)["exam_on"] == ""
    assert "exam_on" in save(learner, **soon), "once it is cleared, it is a day that has gone by"


@pytest.mark.parametrize("typed", ["US/Eastern", "america/new_york", " America/New_York ", "Asia/Calcutta"])
def test_zones_are_known_by_their_old_names_too_in_any_case(learner, typed):
    assert save(learner, time_zone=typed) == {}
    assert settings(learner)["time_zone"].casefold() == typed.strip().casefold()


def test_the_daily_mail_needs_a_confirmed_address(learner):
    problems = save(learner, mail_hour="7")
    assert "Confirm your e-mail address" in problems["mail_hour"]
    assert settings(learner)["mail_hour"] == ""
    verify(learner)
    assert save(learner, mail_hour="0") == {}
    assert settings(learner)["mail_hour"] == "0"


def test_the_first_save_makes_a_plan_and_a_change_of_what_it_rests_on_another(learner):
    verify(learner)
    made = []
    for typed in (
        {"weekly_hours": "6"},  # as it was, but there is no plan yet
        {"weekly_hours": "6"},
        {"mail_hour": "7"},
        {"weekly_hours": "8"},
        {"exam_on": "2026-06-20"},
        {"exam_on": "2026-06-20"},
    ):
        assert save(learner, **typed) == {}
        made.append(plans(learner))
    assert made == [1, 1, 1, 2, 3, 3]


def test_nobody_elses_settings_are_touched(learner, other):
    save(learner, **GOOD)
    assert settings(other)["weekly_hours"] == "6"
    assert plans(other) == 0


def test_another_time_zone_counts_the_days_of_study_again_by_its_clock(learner, clock):
    clock.now = clock.now.replace(hour=3)  # 2 March in UTC, 1 March in New York
    number = learner.start()
    learner.answer(number, 1, rightly=True)
    assert days(learner) == [(date(2026, 3, 2), 1)]
    save(learner, time_zone="America/New_York")
    assert days(learner) == [(date(2026, 3, 1), 1)]


def days(learner: Learner) -> list[tuple[date, int]]:
    with learner.reading() as scope:
        rows = scope.session.scalars(select(StudyDay).where(StudyDay.learner_id == learner.id))
        return [(row.day, row.answers) for row in rows]


def test_a_track_without_questions_gets_a_plan_as_well(scopes):
    early = sign_up(scopes)
    assert save(early, **GOOD) == {}
    assert plans(early) == 1


def test_the_zones_to_choose_from_begin_with_the_united_states_and_name_each_zone_once():
    groups = list_zones()
    assert groups[0][0] == "United States"
    assert groups[0][1][0] == ("America/New_York", "Eastern: New York")
    names = [name for _, places in groups for name, _ in places]
    assert len(names) == len(set(names)) > 400
    assert set(names) <= set(known_zones().values())
    assert {"Europe/Berlin", "Asia/Kolkata", "UTC", "America/Indiana/Indianapolis"} <= set(names)

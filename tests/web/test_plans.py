"""The study plan in pages: three questions first, then this week, settings, the calendar, the end of the mail."""

import pytest
from icalendar import Calendar
from sqlalchemy import func, select, update

from tests.support.browser import Browser
from tests.support.exams import SHORT, publish_exams
from tests.support.html import Page
from tests.support.people import Learner, sign_up
from tests.support.plans import a_task, anatomy, practise, with_plan
from trainer.db.models.people import LearnerProfile, User
from trainer.db.models.study import StudyPlan
from trainer.domain.readiness.plan_values import TaskKind
from trainer.services.accounts import open_session
from trainer.services.daily_mail import stop_token

FIRST = {"exam_on": "2026-06-20", "weekly_hours": "8", "time_zone": "America/New_York"}
"""What the three questions of the beginning send; the clock stands at Monday, 2 March 2026."""


def plans(learner: Learner) -> int:
    with learner.reading() as scope:
        return scope.session.execute(select(func.count()).select_from(StudyPlan)).scalar_one()


def begin(browser: Browser, **more: str) -> Page:
    """The plan's page after the first three questions are answered."""
    assert browser.post("/plan/settings", FIRST | more).headers["Location"] == "/plan"
    return browser.page("/plan")


def test_before_anything_is_set_the_page_asks_three_questions_shows_a_sample_and_stores_nothing(browser, ann):
    page = browser.page("/plan")
    assert "What you get" in page.text
    form = page.form("/plan/settings").fields
    assert (form["exam_on"], form["weekly_hours"]) == ("", "6")
    assert "UTC" in page.chosen
    assert "mail_hour" not in form
    assert "/diagnostic?track=cpc" in page.links
    assert plans(ann) == 0


def test_the_answers_make_the_first_plan_and_its_page_counts_the_days(browser, ann):
    page = begin(browser)
    assert "110 days until your exam on 20 Jun 2026." in page.text
    assert "8 hours a week · made 2 Mar 2026" in page.text
    assert "This week until Sunday, 8 Mar 2026" in page.text
    assert "CPC exam" in page.text
    assert plans(ann) == 1
    for _ in range(2):
        browser.page("/plan")
    assert plans(ann) == 1, "looking makes no plan"


def test_each_task_leads_to_where_it_is_done(browser, ann):
    with_plan(
        ann,
        anatomy(4, 20),
        a_task(TaskKind.CASES, 1, 20),
        a_task(TaskKind.MOCK, 25, 38, subject=SHORT, title="CPC, 25 questions"),
        a_task(TaskKind.REVIEWS, 8, 12),
        a_task(TaskKind.READING, 0, 15, day=1),
    )
    page = browser.page("/plan")
    assert "4 questions: Anatomy, 20 minutes" in page.text
    for address in ("/practice?track=cpc&area=anatomy", "/cases", f"/exams?track=cpc&form={SHORT}", "/review"):
        assert address in page.links
        assert browser.get(address).status_code == 200
    assert "Light reading, then rest, 15 minutes" in page.text
    assert "anatomy" in browser.page("/practice?track=cpc&area=anatomy").chosen


def test_what_was_done_is_ticked_off(browser, ann, scopes):
    publish_exams(scopes)
    with_plan(ann, anatomy(2, 10), anatomy(4, 20, 1))
    practise(ann, "+-+")
    text = browser.page("/plan").text
    assert "✓ 2 questions: Anatomy, 10 minutes done" in text
    assert "4 questions: Anatomy, 20 minutes 1 of 4 done" in text
    assert "15 min of 30 min done" in text


def test_who_is_behind_is_offered_to_plan_again_without_blame_and_then_owes_nothing(browser, ann, clock):
    begin(browser)
    clock.advance(days=4)
    page = browser.page("/plan")
    assert "You are behind by" in page.text
    assert browser.post("/plan").headers["Location"] == "/plan"
    page = browser.page("/plan")
    assert "Planned again, from today." in page.text
    assert "You are behind" not in page.text
    assert plans(ann) == 2
    browser.post("/plan")
    assert "nothing has changed" in browser.page("/plan").text
    assert plans(ann) == 2


def test_some_days_in_a_row_are_told_and_none_or_one_are_not(browser, ann, clock):
    begin(browser)
    assert "in a row" not in browser.page("/plan").text
    for days in (1, 2, 3):
        ann.answer(ann.start(), 1, rightly=True)
        assert (f"{days} days in a row" in browser.page("/plan").text) is (days > 1)
        clock.advance(days=1)


def test_bad_settings_come_back_with_every_reason_and_what_was_typed(browser, ann):
    typed = {
        "exam_on": "2020-01-01",
        "weekly_hours": "100",
        "daily_review_limit": "<b>",
        "time_zone": "Mars/Olympus",
        "mail_hour": "7",
    }
    response = browser.post("/plan/settings", typed)
    assert response.status_code == 422
    page = Page(response.text)
    assert "5 fields need a correction" in page.text
    for reason in ("has gone by", "1 to 60", "1 to 200", "no time zone", "Confirm your e-mail address first"):
        assert reason in page.text
    form = page.form("/plan/settings").fields
    assert [form[name] for name in ("exam_on", "weekly_hours", "daily_review_limit")] == ["2020-01-01", "100", "<b>"]
    assert {"Mars/Olympus", "7"} <= set(page.chosen)
    assert len([each for each in page.elements if each.attributes.get("aria-invalid") == "true"]) == 5
    assert plans(ann) == 0


def test_the_settings_page_shows_what_is_set_and_saves_all_of_it(browser, ann):
    begin(browser)
    page = browser.page("/plan/settings")
    assert page.form("/plan/settings").fields["exam_on"] == "2026-06-20"
    assert "America/New_York" in page.chosen
    assert "It needs a confirmed address" in page.text
    assert "Mail is not configured on this server" in page.text
    with ann.writing() as scope:
        scope.session.execute(update(User).values(email_verified_at=scope.now))
    typed = FIRST | {"daily_review_limit": "50", "mail_hour": "6"}
    assert browser.post("/plan/settings", typed).status_code == 303
    page = browser.page("/plan/settings")
    assert page.form("/plan/settings").fields["daily_review_limit"] == "50"
    assert "6" in page.chosen
    assert "It needs a confirmed address" not in page.text


def test_a_zone_that_only_browsers_know_is_kept_in_the_list(browser):
    begin(browser, time_zone="US/Pacific")
    assert "US/Pacific" in browser.page("/plan/settings").chosen


@pytest.mark.parametrize(
    ("exam_on", "days", "words"),
    [
        ("", 0, "No exam date set."),
        ("", 58, "The weeks of this plan are over"),
        ("2026-03-12", 9, "1 day until your exam"),
        ("2026-03-12", 10, "Your exam is today."),
        ("2026-03-12", 11, "Your exam day, 12 Mar 2026, has gone by."),
        ("2026-03-12", 11, "Set the next date"),
    ],
)
def test_the_page_says_where_one_stands_before_on_and_after_the_exam(browser, ann, clock, *, exam_on, days, words):
    begin(browser, exam_on=exam_on)
    for part in (days // 2, days - days // 2):  # a sign-in lasts thirty days
        clock.advance(days=part)
        ann = signed_in_again(ann)
        browser.sign_in(ann)
    assert words in browser.page("/plan").text


def signed_in_again(learner: Learner) -> Learner:
    with learner.writing() as scope:
        return Learner(learner.scopes, open_session(scope, scope.learner.id, "a browser"))


def test_another_track_begins_with_the_questions_again_filled_in(browser, ann):
    begin(browser)
    browser.post("/account", {"display_name": "Ann", "track": "cpb"})
    page = browser.page("/plan")
    assert "What you get" in page.text
    assert page.form("/plan/settings").fields["weekly_hours"] == "8"
    browser.post("/plan/settings", page.form("/plan/settings").fields | {"time_zone": "America/New_York"})
    assert "CPB · biller" in browser.page("/plan").text


def test_the_calendar_is_a_file_of_its_kind_and_only_ones_own(app, browser, scopes, other):
    begin(browser)
    response = browser.get("/plan/calendar.ics")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="cpc-study-plan.ics"'
    calendar = Calendar.from_ical(response.data)
    assert len(calendar.walk("VEVENT")) > 20
    assert str(calendar["X-WR-TIMEZONE"]) == "America/New_York"
    assert Browser(app).sign_in(other).get("/plan/calendar.ics").status_code == 404


@pytest.fixture
def other(app, scopes) -> Learner:
    return sign_up(scopes, "ben@example.org", "Ben")


def mail_hour(learner: Learner) -> int | None:
    with learner.reading() as scope:
        return scope.session.get_one(LearnerProfile, learner.id).mail_hour


@pytest.fixture
def link(ann: Learner, settings) -> str:
    """Ann wants mail at seven, and this link ends it."""
    with ann.writing() as scope:
        scope.session.get_one(LearnerProfile, ann.id).mail_hour = 7
    return f"/plan/mail/stop/{stop_token(settings, ann.id)}"


def test_the_link_of_a_mail_shows_a_button_and_only_the_button_ends_it(stranger, ann, link):
    page = stranger.page(link)
    assert "Stop the daily mail?" in page.text
    assert "ann@example.org" not in page.text
    assert mail_hour(ann) == 7
    response = stranger.post(link, page.form(link).fields)
    assert "The daily mail is stopped" in Page(response.text).text
    assert mail_hour(ann) is None


def test_a_mail_program_can_end_it_without_a_page_or_a_cookie(app, ann, link):
    response = app.test_client().post(link, data={"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert mail_hour(ann) is None


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("token", ["1-" + "0" * 64, "x", "1", "1-é"])
def test_a_forged_link_is_not_there(stranger, ann, link, token, method):
    assert getattr(stranger, method)(f"/plan/mail/stop/{token}").status_code == 404
    assert mail_hour(ann) == 7


def test_a_plan_of_days_gone_by_is_shown_to_its_owner_alone(app, browser, ann, other):
    begin(browser)
    assert "What you get" in Browser(app).sign_in(other).page("/plan").text


def test_the_weeks_to_come_name_areas_cases_reviews_and_mocks_with_their_minutes(browser, ann, scopes):
    publish_exams(scopes)
    text = begin(browser).text
    assert "The weeks to come" in text
    assert "9 Mar 2026" in text
    for part in ("Anatomy", "Compliance", "Mock:", "reviews", " h"):
        assert part in text

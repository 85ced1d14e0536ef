"""The start page of strangers and of learners, its plots, and the choice of theme."""

from collections import Counter
from datetime import date, timedelta
from fractions import Fraction

import pytest

from tests.support.case_forms import hand_in
from tests.support.histories import Past, a_large_library, add_past
from tests.support.library import AUDIT_SLUG, CASE_SLUG, CASE_TITLE, QUERY_SLUG
from tests.support.plans import a_task, with_plan
from trainer.domain.attempts.attempt import Feedback
from trainer.domain.readiness.plan_values import TaskKind
from trainer.domain.readiness.streak import Streak
from trainer.services import study_settings
from trainer.services.dashboard_cases import Change
from trainer.services.dashboard_history import Estimated, History, WeekPace
from trainer.services.publishing import publish_library
from trainer.web.home import words
from trainer.web.plots.palette import PALETTES

PLOTS = ("readiness", "errors", "days", "pace")


def test_a_stranger_reads_what_this_is_and_how_much_there_is(stranger):
    page = stranger.page("/")
    assert "CPC questions 6" in page.text
    assert "CPB questions 3" in page.text
    assert "Coding cases 3" in page.text
    assert "Not affiliated with AAPC" in page.text
    assert {"/sign-up", "/log-in"} <= set(page.links)


def test_the_page_has_a_skip_link_one_main_and_one_heading(stranger):
    page = stranger.page("/")
    assert page.links[0] == "#main"
    tags = [element.tag for element in page.elements]
    assert (tags.count("main"), tags.count("h1")) == (1, 1)


def test_a_newcomer_is_offered_ten_questions_that_start_at_one_click(browser):
    page = browser.page("/")
    assert "Begin with ten questions" in page.text
    assert "No answer yet." in page.text
    assert CASE_TITLE in page.text
    form = page.form("/practice").fields
    assert browser.post("/practice", form).headers["Location"] == "/practice/1/questions/1"


def test_the_same_start_form_of_the_start_page_posted_twice_opens_one_sitting(browser):
    form = browser.page("/").form("/practice").fields
    places = [browser.post("/practice", form).headers["Location"] for _ in range(2)]
    assert places == ["/practice/1/questions/1"] * 2


def test_whoever_returns_goes_on_where_they_stopped(browser, ann):
    number = ann.start(Feedback.AT_END, number=5, is_timed=True)
    ann.answer(number, 1, rightly=True)
    ann.start()
    page = browser.page("/")
    assert "Go on where you stopped" in page.text
    assert "/practice/2" in page.links
    assert "1 more sitting not finished" in page.text
    ann.hand_in(2)
    page = browser.page("/")
    assert "CPC quiz · 1 of 5 answered" in page.text
    assert "ends 2 Mar 2026" in page.text
    assert "/practice/1" in page.links


@pytest.mark.usefixtures("code_book")
def test_the_next_case_is_offered_in_the_words_of_its_kind(browser):
    for slug, verb in ((CASE_SLUG, "Code this chart"), (AUDIT_SLUG, "Audit this claim"), (QUERY_SLUG, "Read this")):
        assert verb in browser.page("/").text
        hand_in(browser, {}, slug)
    assert "You have worked on every case at least once." in browser.page("/").text


def test_missed_questions_are_offered(browser, ann):
    number = ann.start()
    ann.answer(number, 1, rightly=False)
    page = browser.page("/")
    assert "/practice?track=cpc&pool=missed" in page.links
    assert "Practice 1 missed question" in page.text


@pytest.fixture
def past(ann, scopes):
    """Ann has answered and coded for two months, with an estimate."""
    with scopes.writing() as scope:
        publish_library(scope, a_large_library())
    with ann.writing() as scope:
        add_past(scope, scope.learner.id, Past(140, days=24, cases=12, span_days=60), a_large_library().blueprints[0])


def primary(page):
    """The one button or link that is the page's first action."""
    return [each.tag for each in page.elements if "btn-primary" in each.attributes.get("class", "")]


def test_a_newcomer_is_offered_the_diagnostic_or_ten_questions_and_told_what_will_stand_here(browser):
    page = browser.page("/")
    assert "See where you stand" in page.text
    assert "/diagnostic?track=cpc" in page.links
    assert primary(page) == ["a"]
    for told in (
        "After about 100 questions that are new to you, this shows what a mock",
        "No case graded in the last 26 weeks.",
        "Each day on which you answer a question",
        "The exam gives 144 seconds a question.",
    ):
        assert told in page.text
    assert not [each for each in page.elements if each.tag in ("img", "picture")], "no empty axes"
    assert [browser.get(f"/today/{name}.svg").status_code for name in PLOTS] == [404, 404, 200, 404]


def test_reviews_are_started_with_one_button(browser, ann, clock):
    number = ann.start(number=3)
    for position in (1, 2, 3):
        ann.answer(number, position, rightly=False)
    ann.hand_in(number)
    clock.advance(days=2)
    page = browser.page("/")
    assert "3 reviews today" in page.text
    assert "Today: 3 reviews · Make a study plan" in page.text
    assert primary(page) == ["button"]
    assert browser.post("/review", page.form("/review").fields).headers["Location"] == "/practice/2"
    page = browser.page("/")
    assert "Go on where you stopped" in page.text
    assert primary(page) == ["a"]


def test_the_plans_next_task_is_one_step_away(browser, ann):
    anatomy = a_task(TaskKind.PRACTICE, 20, 68, subject="anatomy", title="Anatomy")
    with_plan(
        ann, anatomy, a_task(TaskKind.CASES, 1, 20), a_task(TaskKind.MOCK, 10, 24, subject="full", title="A mock")
    )
    page = browser.page("/")
    assert "Your plan: Anatomy 20 questions: Anatomy, 68 minutes" in page.text
    assert "Today: 1 case · plan says Anatomy and A mock" in page.text
    assert primary(page) == ["a"]
    assert "/practice?track=cpc&area=anatomy" in page.links
    with_plan(ann, a_task(TaskKind.CASES, 1, 20))
    page = browser.page("/")
    assert "Your plan: cases 1 case, 20 minutes" in page.text
    assert primary(page) == ["button"]
    assert page.form(f"/cases/{CASE_SLUG}/start").action
    with_plan(ann, a_task(TaskKind.MOCK, 10, 24, subject="full", title="A mock"))
    assert "Choose the mock" in browser.page("/").text
    with_plan(ann, anatomy, starts_on=date(2026, 3, 9))
    page = browser.page("/")
    assert "Begin with ten questions" in page.text
    assert "Nothing waits today. What your plan says for the days ahead" in page.text


def test_the_day_of_the_exam_is_a_quiet_one(browser, ann, clock):
    with ann.writing() as scope:
        tomorrow = (clock() + timedelta(days=1)).date().isoformat()
        assert study_settings.save_settings(scope, {"exam_on": tomorrow}) == {}
    assert "Your exam is today" not in browser.page("/").text
    clock.advance(days=1)
    page = browser.page("/")
    assert "Your exam is today" in page.text
    assert "Ten questions" in page.text, "whoever wants to may"


@pytest.mark.usefixtures("past")
def test_every_plot_has_a_text_and_a_table(browser):
    page = browser.page("/")
    pictures = [each.attributes for each in page.elements if each.tag == "img"]
    assert [each["src"] for each in pictures] == [f"/today/{name}.svg?theme=light" for name in PLOTS]
    beginnings = (
        "The practice estimate went from",
        "Errors a case by fortnight",
        "Active on 24 of the last 182",
        "Mean seconds",
    )
    for picture, beginning in zip(pictures, beginnings, strict=True):
        assert picture["alt"].startswith(beginning)
    tables = ("Readiness over time", "Errors by fortnight", "Study by week", "Pace by week")
    assert [name for name in tables if f"{name} as a table" in page.text] == list(tables)
    regions = [each.attributes["aria-label"] for each in page.elements if each.attributes.get("role") == "region"]
    assert set(tables) <= set(regions)
    for name in PLOTS:
        for query in ("", "?theme=dark&size=narrow", "?theme=nonsense&size=nonsense"):
            response = browser.get(f"/today/{name}.svg{query}")
            assert (response.status_code, response.mimetype) == (200, "image/svg+xml")
            assert PALETTES["dark" if "dark" in query else "light"].sheet in response.text


@pytest.mark.usefixtures("past")
def test_the_pictures_are_those_of_the_theme_and_the_width(browser):
    sources = [each.attributes["media"] for each in browser.page("/").elements if each.tag == "source"]
    of_one = (
        "(max-width: 600px) and (prefers-color-scheme: dark)",
        "(max-width: 600px)",
        "(prefers-color-scheme: dark)",
    )
    assert Counter(sources) == dict.fromkeys(of_one, len(PLOTS))
    browser.client.set_cookie("theme", "dark")
    page = browser.page("/")
    assert {each.attributes["media"] for each in page.elements if each.tag == "source"} == {"(max-width: 600px)"}
    assert all(each.attributes["src"].endswith("theme=dark") for each in page.elements if each.tag == "img")


@pytest.mark.usefixtures("past")
def test_readiness_and_areas_say_on_what_they_rest(browser, ann):
    page = browser.page("/")
    assert "of 40 (" in page.text
    assert (
        ", 140 answers) pass mark 28 A practice estimate for a mock drawn from this bank: nine times of ten"
        in page.text
    )
    assert "evidence" in page.text
    assert "It is not the chance to pass the real exam." in page.text
    assert "/readiness/evidence" in page.links
    assert "the mark is at the pass mark, 28 of 40." in page.text
    assert "/readiness?track=cpc" in page.links
    bars = [each.attributes["aria-label"] for each in page.elements if each.attributes.get("class") == "cut-bar"]
    assert len(bars) == 3
    assert sum(int(bar.split()[2]) for bar in bars) == 140


def test_too_little_evidence_says_how_much_more(browser, ann, scopes):
    with scopes.writing() as scope:
        publish_library(scope, a_large_library())
    with ann.writing() as scope:
        add_past(scope, scope.learner.id, Past(63, days=9, cases=0, span_days=20), a_large_library().blueprints[0])
    page = browser.page("/")
    assert "Not enough evidence yet: 37 more first-seen answers make an estimate." in page.text
    assert browser.get("/today/readiness.svg").status_code == 404


MONDAY = date(2026, 2, 23)


def a_streak(days: int, *, reaches_back: bool = False) -> History:
    return History(MONDAY, (), (), (), (), Streak(days, includes_today=True, longest=days), reaches_back=reaches_back)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (Change("laterality", 6, 1, 5, 5), "Your “wrong side” errors fell from 6 to 1."),
        (Change("pointer", 1, 4, 3, 3), "Your “diagnosis pointer” errors rose from 1 to 4."),
        (
            Change("laterality", 8, 2, 4, 10),
            "Your “wrong side” errors fell from 2.0 to 0.2 a case (8 in 4 cases, then 2 in 10).",
        ),
    ],
)
def test_a_change_is_told_by_the_case_where_their_number_differs(change, told):
    assert words.change(change) == told
    same = change.cases_before == change.cases_now
    assert words.compared(change) == "The last 30 days beside the 30 before" + (
        f", {change.cases_now} cases each." if same else "."
    )


def test_a_streak_is_told_from_two_days_on():
    assert words.streak(a_streak(1)) == ""
    assert words.streak(a_streak(12)) == "12 days of study in a row; one day of rest in seven is part of it."
    assert words.streak(a_streak(180, reaches_back=True)).startswith("180 or more days of study in a row")


def test_the_course_and_the_pace_are_told_in_words():
    first, last = (Estimated(MONDAY + timedelta(days=back), 60 + back, 50, 75, 100, 100) for back in (0, 9))
    assert words.course((last,), 70) == (
        "The practice estimate is 69 (50 to 75) on 4 Mar 2026, of 100. The pass mark is 70."
    )
    assert words.course((first, last), 70) == (
        "The practice estimate went from 60 of 100 (50 to 75) on 23 Feb 2026 to 69 (50 to 75) on 4 Mar 2026. "
        "The pass mark is 70."
    )
    weeks = [WeekPace(MONDAY, 1, 120), WeekPace(MONDAY + timedelta(days=7), 9, 99)]
    pace = Fraction(320, 3)
    assert words.pace(weeks[:1], pace) == (
        "120 seconds a question in the week from 23 Feb 2026 (1 timed answer); the exam gives 107."
    )
    assert words.pace_course(weeks[:1], pace) == (
        "Mean seconds a question by week, 1 week: 120, last 120. The exam's pace is 107."
    )
    assert "2 weeks: between 99 and 120, last 99." in words.pace_course(weeks, pace)


def test_the_theme_is_kept_in_a_cookie_and_the_page_one_was_on_comes_back(stranger):
    response = stranger.post("/theme", {"theme": "dark", "next": "/log-in"})
    assert response.headers["Location"] == "/log-in"
    root = stranger.page("/").elements[0]
    assert (root.attributes["data-theme"], root.attributes["data-bs-theme"]) == ("dark", "dark")


def test_a_theme_that_there_is_not_counts_as_the_readers_own(stranger):
    stranger.post("/theme", {"theme": '"><script>'})
    assert stranger.page("/").elements[0].attributes["data-theme"] == "auto"
    stranger.client.set_cookie("theme", "neon")
    assert stranger.page("/").elements[0].attributes["data-theme"] == "auto"

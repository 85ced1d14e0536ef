"""The report of an exam in a real browser: every look, its plot, its PDF, on paper."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from tests.browser.live import LiveServer
from tests.browser.looks import assert_accessible, assert_good_in_every_look
from tests.browser.steps import Learner as Visitor
from tests.browser.steps import NewPage
from tests.support.exam_reports import look_at
from tests.support.people import Learner
from trainer.db.models.attempts import AttemptRow
from trainer.db.models.people import User
from trainer.services import accounts
from trainer.services.accounts import email_key


@dataclass(frozen=True, slots=True)
class Report:
    page: Page
    address: str


@pytest.fixture
def report(page: Page, learner: Visitor, live_server: LiveServer) -> Report:
    """A mock of 25 questions that took twenty minutes, one of them long, in the browser of who sat it."""
    with live_server.scopes.writing() as scope:
        of_visitor = select(User.id).where(User.email_key == email_key(learner.email))
        learner_id = scope.session.execute(of_visitor).scalar_one()
        candidate = Learner(live_server.scopes, accounts.open_session(scope, learner_id, "a test"))
    number = candidate.start_exam("short-25")
    with live_server.scopes.writing() as scope:
        here = (AttemptRow.learner_id == learner_id) & (AttemptRow.number == number)
        began = live_server.now() - timedelta(minutes=20)
        scope.session.execute(update(AttemptRow).where(here).values(started_at=began))
    for question in candidate.paper(number).questions:
        look_at(candidate, number, question.position, 400 if question.position == 7 else 30)
        if question.response.kind == "single" and question.position % 5:
            candidate.save_in_exam(number, question.position, {"choice": ["B"]})
    candidate.hand_in(number)
    page.goto(f"/exams/{number}/result")
    return Report(page, f"/exams/{number}")


def test_the_report_is_good_in_every_look(report: Report) -> None:
    assert_good_in_every_look(report.page)


def test_the_review_of_a_question_is_good_in_every_look(report: Report) -> None:
    report.page.get_by_role("link", name="Look at what was not right").click()
    report.page.locator("#questions .result-list a").first.click()
    expect(report.page.locator(".verdict-box")).to_be_visible()
    assert_good_in_every_look(report.page)


def test_the_plot_is_drawn_in_the_theme_and_for_the_width(report: Report, new_page: NewPage) -> None:
    plot = report.page.locator(".pace-plot img")
    drawn = {}
    for scheme, width in (("light", 1280), ("dark", 1280), ("dark", 390), ("light", 390)):
        report.page.emulate_media(color_scheme=scheme)
        report.page.set_viewport_size({"width": width, "height": 900})
        plot.scroll_into_view_if_needed()
        expect(plot).to_have_js_property("complete", value=True)
        assert plot.evaluate("image => image.naturalWidth") > 0
        drawn[scheme, width] = plot.evaluate("image => new URL(image.currentSrc).search")
    assert drawn == {
        ("light", 1280): "?theme=light",
        ("dark", 1280): "?theme=dark",
        ("dark", 390): "?theme=dark&size=narrow",
        ("light", 390): "?theme=light&size=narrow",
    }


def test_the_plot_looks_the_same_when_it_is_opened_alone(report: Report) -> None:
    """Its response forbids styles and scripts too: the look stands in attributes."""
    report.page.goto(f"{report.address}/pace.svg?theme=dark")
    painted = report.page.evaluate("getComputedStyle(document.querySelector('rect')).fill")
    assert painted == "rgb(30, 33, 39)"


def test_the_table_of_pace_opens_with_the_keyboard(report: Report) -> None:
    summary = report.page.get_by_text("The same as a table")
    summary.focus()
    report.page.keyboard.press("Enter")
    expect(report.page.get_by_role("row", name="7 6:40")).to_be_visible()
    assert_accessible(report.page)


def test_on_paper_there_is_the_report_and_not_the_desk_around_it(report: Report) -> None:
    page = report.page
    page.emulate_media(color_scheme="dark", media="print")
    for hidden in (".masthead", ".footer", ".report .tabs", ".report-head .actions", ".pace-plot"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator(".pace-on-paper")).to_be_visible()
    expect(page.locator(".only-print")).to_be_visible()
    ink = page.evaluate("getComputedStyle(document.querySelector('.report .secondary')).color")
    assert ink == "rgb(61, 67, 75)"


def test_the_pdf_is_saved_under_the_name_of_the_exam(report: Report) -> None:
    with report.page.expect_download() as started:
        report.page.get_by_role("link", name="Report as PDF").click()
    saved = started.value
    assert saved.suggested_filename.startswith("cpc-short-25-")
    assert Path(saved.path()).read_bytes().startswith(b"%PDF-")

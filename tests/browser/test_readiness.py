"""Readiness in a real browser: with and without an estimate, its evidence, telling a real result."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.browser.live import LiveServer
from tests.browser.looks import assert_good_in_every_look
from tests.browser.steps import Learner as Visitor
from tests.support.people import Learner
from tests.support.readiness import EVIDENCE
from trainer.db.models.people import User
from trainer.domain.attempts.attempt import Feedback
from trainer.services import accounts, readiness, readiness_evidence
from trainer.services.accounts import email_key
from trainer.services.practice import Pool


@dataclass(frozen=True, slots=True)
class Student:
    """Somebody who has answered a lot, and the page they look at."""

    page: Page
    learner: Learner


@pytest.fixture
def evidence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Evidence of a small test of the estimate, whatever is shipped."""
    file = tmp_path / "evidence.json"
    file.write_text(json.dumps(EVIDENCE), "utf-8")
    monkeypatch.setattr(readiness_evidence, "EVIDENCE_FILE", file)


@pytest.fixture
def student(page: Page, learner: Visitor, live_server: LiveServer) -> Student:
    """At least 120 unseen questions, two thirds answered rightly and the rest with B."""
    with live_server.scopes.writing() as scope:
        of_visitor = select(User.id).where(User.email_key == email_key(learner.email))
        learner_id = scope.session.execute(of_visitor).scalar_one()
        signed_in = Learner(live_server.scopes, accounts.open_session(scope, learner_id, "a test"))
    answered = 0
    while answered < 120:
        number = signed_in.start(Feedback.AT_END, 50, pool=Pool.UNSEEN)
        for position in range(1, 51):
            question = signed_in.question(number, position)
            if question.response.kind == "single":
                letter = live_server.right_letter(learner.email, number, position) if position % 3 else "B"
                option = question.options["ABCDEFGHIJ".index(letter)]
                signed_in.save(number, position, {"choice": [option.id]})
                answered += 1
        signed_in.hand_in(number)
    with signed_in.writing() as scope:
        assert readiness.take_snapshot(scope, learner_id, "cpc")
    return Student(page, signed_in)


def test_with_120_answers_the_page_is_good_in_every_look(student: Student) -> None:
    page = student.page
    page.goto("/readiness")
    expect(page.get_by_text("Chance to reach 70 on a mock drawn from this bank")).to_be_visible()
    expect(page.get_by_role("img", name="On a scale from 0 to 100")).to_be_visible()
    page.get_by_text("1 day with an estimate").click()
    assert_good_in_every_look(page)
    page.get_by_role("region", name="First answers by area").get_by_role("link", name="Medicine", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Practice")


def test_without_enough_answers_the_page_is_good_in_every_look_and_starts_practice(
    page: Page, learner: Visitor
) -> None:
    page.goto("/readiness")
    assert_good_in_every_look(page)
    page.get_by_role("button", name="20 unseen questions, with the clock").click()
    page.wait_for_url("**/questions/1")
    expect(page.get_by_text("Question 1 of 20")).to_be_visible()


@pytest.mark.usefixtures("evidence", "learner")
def test_the_evidence_and_its_plot_are_good_in_every_look(page: Page) -> None:
    page.goto("/readiness/evidence")
    drawn = page.get_by_role("img", name="For each tenth of the scale")
    drawn.scroll_into_view_if_needed()
    expect(drawn).to_have_js_property("complete", value=True)
    assert drawn.evaluate("image => image.naturalWidth") > 0
    assert_good_in_every_look(page)


@pytest.mark.usefixtures("learner")
def test_a_result_is_told_with_its_areas_and_taken_back(page: Page) -> None:
    page.goto("/readiness/results")
    page.get_by_role("button", name="Tell this result").click()
    expect(page.get_by_label("Day of the exam")).to_be_focused()
    assert_good_in_every_look(page)
    page.get_by_label("Day of the exam").fill(page.get_by_label("Day of the exam").get_attribute("max") or "")
    page.get_by_role("radio", name="Not passed").check()
    page.get_by_label("Per cent right").fill("68")
    page.get_by_text("Per cent by area").click()
    page.get_by_label("Anesthesia").fill("75 %")
    page.get_by_role("button", name="Tell this result").click()
    expect(page.get_by_text("not passed").last).to_be_visible()
    expect(page.get_by_text("Anesthesia 75 %")).to_be_visible()
    assert_good_in_every_look(page)
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("The result is taken back.")).to_be_visible()

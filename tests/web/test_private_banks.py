"""The pages on which work from a private bank is done, told of and graded: they are there, and nobody else has them."""

import pytest
from flask import Flask

from tests.support.billing import as_form, exact, exercise
from tests.support.browser import Browser
from tests.support.case_forms import RIGHT
from tests.support.private_banks import BILLING, CODING, QUESTION, Study, a_study, answer
from tests.support.school import a_spec
from tests.web.conftest import build
from trainer.config import Settings
from trainer.domain.classes.work import CaseWork
from trainer.services.scope import Scopes

TITLES = ("An ear of the class", exercise(BILLING).content.title)
OFFERS = ("/", "/cases", "/billing", "/practice", "/exams", "/review", "/plan", "/readiness", "/progress", "/errata")

pytestmark = pytest.mark.usefixtures("code_book")


@pytest.fixture
def study(scopes: Scopes) -> Study:
    return a_study(scopes)


@pytest.fixture
def app(study: Study, scopes: Scopes, settings: Settings) -> Flask:
    return build(scopes, settings)


@pytest.fixture
def learner(app: Flask, study: Study) -> Browser:
    return Browser(app).sign_in(study.school.learner)


def sent_on(browser: Browser, address: str, form: object = None) -> str:
    """Where a form leads."""
    response = browser.post(address, form)  # type: ignore[arg-type]
    assert response.status_code == 303, (address, response.status_code, response.text)
    return response.headers["Location"]


def work(study: Study, browser: Browser) -> tuple[int, int, list[str]]:
    """Two assignments done in the browser, and the addresses of their three results."""
    about_cases, about_items = study.set(a_spec(work=CaseWork((CODING, BILLING)))), study.set(a_spec(QUESTION))
    root = f"/classes/{study.school.class_id}/assignments"
    results = []
    exercise_form = as_form(exercise(BILLING).content, exact(BILLING))
    for part, form in (("1", RIGHT), ("2", exercise_form)):
        sitting = sent_on(browser, f"{root}/{about_cases}/start", {"part": part})
        browser.page(sitting)
        results.append(sent_on(browser, f"{sitting}/submission", form))
    number = int(sent_on(browser, f"{root}/{about_items}/start").split("/")[2])
    browser.page(f"/practice/{number}/questions/1")
    answer(study.school.learner, number, rightly=False)
    study.school.learner.hand_in(number)
    results.append(f"/practice/{number}/result")
    return about_cases, about_items, results


def test_the_learner_works_on_it_and_has_it_on_their_own_pages(learner, study):
    about_cases, about_items, results = work(study, learner)
    for address in (*results, *OFFERS, "/account/export"):
        learner.page(address)
    for address in ("/account/export.json", "/account/export.zip"):
        assert learner.get(address).status_code == 200
    for assignment in (about_cases, about_items):
        learner.page(f"/classes/{study.school.class_id}/assignments/{assignment}/mine")
    assert all(title in learner.page("/progress").text for title in TITLES)
    assert "100 %" in learner.page(results[1]).text


def test_what_is_on_offer_has_none_of_it(app, learner, study):
    study.set(a_spec(work=CaseWork((CODING, BILLING))))
    stranger = Browser(app).sign_in(study.school.stranger)
    for browser in (learner, stranger):
        for address in ("/cases", "/billing"):
            text = browser.page(address).text
            assert not [title for title in TITLES if title in text]
        for address in (f"/cases/{CODING}/start", f"/billing/exercises/{BILLING}/start"):
            assert browser.post(address).status_code == 404


def test_nobody_else_has_the_pages(app, study):
    assignment = study.set(a_spec(work=CaseWork((CODING,))))
    stranger = Browser(app).sign_in(study.school.stranger)
    root = f"/classes/{study.school.class_id}/assignments/{assignment}"
    assert stranger.get(f"{root}/mine").status_code == 404
    assert stranger.post(f"{root}/start").status_code == 404


def test_practising_it_again_is_refused_with_the_reason(learner, study):
    work(study, learner)
    for address in (f"/cases/{CODING}/start", f"/billing/exercises/{BILLING}/start"):
        response = learner.post(address)
        assert response.status_code == 422
        assert "not on offer for practice" in response.text


def test_its_instructor_grades_and_prints_it(app, learner, study):
    about_cases, about_items, results = work(study, learner)
    browser = Browser(app).sign_in(study.ines)
    root = f"/classes/{study.school.class_id}"
    me = study.school.learner.id
    pages = [f"{root}/gradebook", f"{root}/insight", f"{root}/insight/areas", f"{root}/insight/errors"]
    for assignment in (about_cases, about_items):
        pages += [f"{root}/assignments/{assignment}/{page}" for page in ("manage", "preview", "dry-run", "edit")]
        pages += [
            f"{root}/gradebook/{assignment}",
            f"{root}/gradebook/{assignment}/{me}",
            f"{root}/papers/{assignment}",
        ]
        for part in ("paper", "answers", "key"):
            assert browser.get(f"{root}/papers/{assignment}/{part}.pdf").mimetype == "application/pdf"
    numbers = [next(part for part in address.split("/") if part.isdigit()) for address in results]
    for number, assignment in zip(numbers, (about_cases, about_cases, about_items), strict=True):
        pages.append(f"{root}/gradebook/{assignment}/{me}/sittings/{number}")
    for page in pages:
        browser.page(page)

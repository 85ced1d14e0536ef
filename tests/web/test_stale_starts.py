"""The page of an assignment that a learner left open while something changed."""

from dataclasses import replace

import pytest
from flask import Flask

from tests.support.browser import Browser
from tests.support.exams import publish_exams
from tests.support.html import Page
from tests.support.school import School, a_school, a_spec, an_assignment
from tests.web.conftest import build
from trainer.services import assignments
from trainer.services.scope import Scopes

KEPT = "Nothing was started, and nothing is lost: look at what stands here now, then go on from it."


@pytest.fixture
def app(scopes: Scopes, settings) -> Flask:
    publish_exams(scopes)
    return build(scopes, settings)


@pytest.fixture
def school(app: Flask, scopes: Scopes) -> School:
    return a_school(scopes)


@pytest.fixture
def learner(app: Flask, school: School) -> Browser:
    return Browser(app).sign_in(school.learner)


def place(school: School, assignment: int) -> tuple[str, str]:
    root = f"/classes/{school.class_id}/assignments/{assignment}"
    return f"{root}/mine", f"{root}/start"


def test_a_changed_assignment_is_shown_anew_and_then_begun(learner, school):
    spec = a_spec("anatomy-1", access_code="owl")
    assignment = an_assignment(school, spec)
    page, action = place(school, assignment)
    form = learner.page(page).form(action).fields
    assert (form["version"], form["try"]) == ("1", "1")
    with school.instructor.writing() as scope:
        changed = replace(spec, title="Week 2", time_limit_minutes=20)
        assignments.edit_assignment(scope, school.class_id, assignment, changed, 1)
    response = learner.post(action, form | {"access_code": "owl"})
    assert response.status_code == 409
    shown = Page(response.text)
    assert "changed this assignment after this page was loaded (title, time limit)." in shown.text
    assert KEPT in shown.text
    assert shown.named("access_code")[0]["value"] == "owl"
    assert "aria-invalid" not in shown.named("access_code")[0]
    form = shown.form(action).fields
    assert form["version"] == "2"
    assert learner.post(action, form).status_code == 303


def test_a_try_that_was_made_in_another_window_is_told(learner, school):
    assignment = an_assignment(school, a_spec("anatomy-1", attempts=2))
    page, action = place(school, assignment)
    form = learner.page(page).form(action).fields
    other = learner.page(page).form(action).fields
    sitting = learner.post(action, other).headers["Location"]
    assert learner.post(action, form).headers["Location"] == sitting
    learner.post(f"{sitting}/finish")
    third = form | {"request_id": "three"}
    response = learner.post(action, third)
    assert response.status_code == 409
    assert f"You began try 1 of this in another window after this page was loaded. {KEPT}" in Page(response.text).text


def test_a_form_that_makes_no_sense_says_so_and_starts_nothing(learner, school):
    assignment = an_assignment(school, a_spec("anatomy-1"))
    _, action = place(school, assignment)
    response = learner.post(action, {"version": "7", "try": "1"})
    assert response.status_code == 409
    assert "What can be begun here is not what this page showed any more." in Page(response.text).text

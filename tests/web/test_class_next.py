"""The head of a class's page and of its list of assignments: what comes next, what waits, the first steps."""

from datetime import timedelta

import pytest
from flask import Flask

from tests.support.assignments import begin
from tests.support.browser import Browser
from tests.support.exams import publish_exams
from tests.support.school import School, a_class, a_school, a_spec, an_assignment
from tests.web.conftest import build
from trainer.services import assignments
from trainer.services.scope import Scopes

DAY = timedelta(days=1)


@pytest.fixture
def app(scopes: Scopes, settings) -> Flask:
    publish_exams(scopes)
    return build(scopes, settings)


@pytest.fixture
def school(app: Flask, scopes: Scopes) -> School:
    return a_school(scopes)


@pytest.fixture
def ines(app: Flask, school: School) -> Browser:
    return Browser(app).sign_in(school.instructor)


def heads(browser: Browser, class_id: int) -> list[str]:
    """The page of the class and its list of assignments."""
    return [browser.page(f"/classes/{class_id}{rest}").text for rest in ("", "/assignments")]


def test_a_new_class_teaches_the_first_steps(ines, school):
    class_id = a_class(school.scopes, school.instructor, "Empty", code="EMPTY")
    for text in heads(ines, class_id):
        assert "No assignment yet. The first step: make an assignment ." in text
        assert "Nobody is in the class yet. Give its code to your learners, invite a whole roster" in text
    links = ines.page(f"/classes/{class_id}").links
    assert f"/classes/{class_id}/assignments/new" in links
    assert f"/classes/{class_id}/roster" in links


def test_drafts_alone_are_to_be_published(ines, school):
    an_assignment(school, a_spec("anatomy-1"), is_published=False)
    for text in heads(ines, school.class_id):
        assert "Nothing is published: learners see no assignment yet. Look at the draft in the list" in text


def test_what_is_due_and_what_opens_next_stands_at_the_head(ines, school, clock):
    due = an_assignment(school, a_spec("anatomy-1", title="Week 1", due_at=clock() + DAY))
    an_assignment(school, a_spec("anatomy-1", title="Week 2", opens_at=clock() + 2 * DAY))
    school.learner.hand_in(begin(school, school.learner, due).number)
    for text in heads(ines, school.class_id):
        assert "Week 1 is due on Tue 3 Mar 2026, 03:00. 1 of 2 learners have handed it in." in text
        assert "Week 2 opens on Wed 4 Mar 2026, 03:00." in text
    risks = ["2 learners at risk , with the reasons." in text for text in heads(ines, school.class_id)]
    assert risks == [True, False], "the list is opened often, and risks take long to find"


def test_without_dates_ahead_it_says_so(ines, school):
    an_assignment(school, a_spec("anatomy-1"))
    for text in heads(ines, school.class_id):
        assert "No published assignment opens or is due from now on." in text


def test_an_assistant_reads_it_without_what_only_an_instructor_does(app, school):
    browser = Browser(app).sign_in(school.assistant)
    for text in heads(browser, school.class_id):
        assert "No assignment yet." in text
        assert "The first step" not in text


def test_an_archived_class_has_no_next(ines, school):
    ines.post(f"/classes/{school.class_id}/archive")
    for text in heads(ines, school.class_id):
        assert "The first step" not in text


def test_an_archived_assignment_is_no_next_one(ines, school, clock):
    due = an_assignment(school, a_spec("anatomy-1", due_at=clock() + DAY))
    with school.instructor.writing() as scope:
        assignments.archive_assignment(scope, school.class_id, due)
    assert "is due on" not in heads(ines, school.class_id)[1]

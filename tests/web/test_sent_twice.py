"""Forms that make a class or assignments, sent twice: a double click, a slow network, a reload."""

from threading import Barrier, Thread

import pytest
from flask import Flask

from tests.support.browser import Browser
from tests.support.exams import publish_exams
from tests.support.html import Page
from tests.support.school import School, a_class, a_school, a_spec, an_assignment
from tests.web.class_rows.classes import SPEC
from tests.web.conftest import Fill
from trainer.services import assignments, classes
from trainer.services.scope import Scopes

AGAIN = "It was made a moment ago."


@pytest.fixture
def fill() -> Fill:
    return publish_exams


@pytest.fixture
def school(app: Flask, scopes: Scopes) -> School:
    return a_school(scopes)


@pytest.fixture
def ines(app: Flask, school: School) -> Browser:
    return Browser(app).sign_in(school.instructor)


def class_titles(school: School) -> list[str]:
    with school.instructor.reading() as scope:
        return sorted(each.title for each in classes.list_classes(scope).teaching)


def assignment_titles(school: School) -> list[str]:
    with school.instructor.reading() as scope:
        return [each.spec.title for each in assignments.list_assignments(scope, school.class_id)]


def send_twice(browser: Browser, page: str, action: str, typed: dict[str, str]) -> Page:
    """The page that the second sending leads to; the first one leads to the same."""
    form = browser.page(page).form(action).fields | typed
    first, second = browser.post(action, form), browser.post(action, form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["Location"] == second.headers["Location"]
    return browser.page(second.headers["Location"])


def test_a_class_is_made_once(school, ines):
    page = send_twice(ines, "/classes/new", "/classes/new", SPEC)
    assert AGAIN in page.text
    assert class_titles(school) == ["Coding I", "Coding II"]


def test_every_form_has_a_mark_of_its_own(school, ines):
    marks = {ines.page("/classes/new").form("/classes/new").fields["request_id"] for _ in range(2)}
    assert len(marks) == 2
    for mark in marks:
        ines.post("/classes/new", SPEC | {"request_id": mark})
    assert class_titles(school) == ["Coding I", "Coding II", "Coding II"]


def test_a_form_that_was_refused_is_sent_again_with_its_correction(school, ines):
    response = ines.post("/classes/new", SPEC | {"title": "", "request_id": "mark"})
    assert response.status_code == 422
    assert Page(response.text).form("/classes/new").fields["request_id"] not in ("", "mark")
    assert ines.post("/classes/new", SPEC | {"request_id": "mark"}).status_code == 303
    assert AGAIN not in ines.page("/classes").text
    assert class_titles(school) == ["Coding I", "Coding II"]


def test_whoever_goes_back_and_changes_the_form_makes_another_one(school, ines):
    form = ines.page("/classes/new").form("/classes/new").fields | SPEC
    ines.post("/classes/new", form)
    ines.post("/classes/new", form | {"title": "Coding III"})
    assert AGAIN not in ines.page("/classes").text
    assert class_titles(school) == ["Coding I", "Coding II", "Coding III"]


def test_a_class_is_copied_to_a_new_term_once(school, ines):
    address = f"/classes/{school.class_id}/copy"
    page = send_twice(ines, address, address, {"term": "Fall 2026"})
    assert AGAIN in page.text
    assert "Fall 2026" in page.text
    assert class_titles(school) == ["Coding I", "Coding I"]


def test_an_assignment_is_made_once(school, ines):
    root = f"/classes/{school.class_id}/assignments"
    typed = {"title": "Week 3", "work": "items", "items": "anatomy-1", "track": "cpc"}
    page = send_twice(ines, f"{root}/new", f"{root}/new", typed)
    assert AGAIN in page.text
    assert assignment_titles(school) == ["Week 3"]


def test_an_assignment_is_copied_once(school, ines):
    root = f"/classes/{school.class_id}/assignments"
    here = f"{root}/{an_assignment(school, a_spec('anatomy-1'))}"
    page = send_twice(ines, f"{here}/manage", f"{here}/copy", {})
    assert AGAIN in page.text
    assert assignment_titles(school) == ["Week 1", "Week 1 (copy)"]


def test_all_assignments_of_another_class_are_copied_once(school, ines):
    source = a_class(school.scopes, school.instructor, "Last term", code="LAST")
    with school.instructor.writing() as scope:
        assignments.create_assignment(scope, source, a_spec("anatomy-1"))
        assignments.create_assignment(scope, source, a_spec("anatomy-2", title="Week 2"))
    root = f"/classes/{school.class_id}/assignments"
    page = send_twice(ines, root, f"{root}/copy", {"source": str(source), "days": "7"})
    assert AGAIN in page.text
    assert assignment_titles(school) == ["Week 1", "Week 2"]


def test_an_edit_has_no_mark_as_it_makes_nothing(school, ines):
    root = f"/classes/{school.class_id}/assignments/{an_assignment(school, a_spec('anatomy-1'))}"
    assert "request_id" not in ines.page(f"{root}/edit").form(f"{root}/edit").fields


def test_a_double_click_with_both_requests_in_flight_makes_one_class(app, school):
    browsers = [Browser(app).sign_in(school.instructor) for _ in range(2)]
    mark = browsers[0].page("/classes/new").form("/classes/new").fields["request_id"]
    browsers[1].page("/classes/new")
    together, places = Barrier(2), []

    def send(browser: Browser) -> None:
        together.wait()
        places.append(browser.post("/classes/new", SPEC | {"request_id": mark}).headers["Location"])

    threads = [Thread(target=send, args=(each,)) for each in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(places) == 2
    assert len(set(places)) == 1
    assert class_titles(school) == ["Coding I", "Coding II"]

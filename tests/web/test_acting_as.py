"""Looking in as somebody: the banner on every page, nothing can be sent, the way back."""

import pytest
from flask import Flask, url_for
from werkzeug.routing import Rule

from tests.support.browser import Browser
from tests.support.exams import publish_exams
from tests.support.people import Learner, an_administrator
from tests.support.school import a_school
from tests.web.test_class_access import ROWS
from trainer.db.models.people import User
from trainer.services import accounts
from trainer.services.scope import Scopes
from trainer.web.requests import RowNumber
from trainer.web.security import WRITES_WHILE_ACTING

WHY = "She cannot find her class."


@pytest.fixture
def ada(app: Flask, scopes: Scopes) -> Learner:
    return an_administrator(scopes)


@pytest.fixture
def looking(app: Flask, ada: Learner, ann: Learner) -> Browser:
    """Ada's browser, which looks at the program as Ann."""
    browser = Browser(app).sign_in(ada)
    response = browser.post(f"/administration/people/{ann.id}/log-in-as", {"reason": WHY})
    assert (response.status_code, response.headers["Location"]) == (303, "/")
    browser.get("/")
    return browser


@pytest.mark.parametrize("url", ["/", "/account", "/practice", "/exams", "/plan", "/no-such-page"])
def test_every_page_says_as_whom_and_why(looking, url):
    text = looking.get(url).text
    assert "You are looking at the program as <strong>Ann</strong>, because: She cannot find her class." in text
    assert 'action="/administration/stop-acting"' in text


def test_the_persons_own_pages_have_no_banner(looking, browser):
    assert "You are looking" not in browser.get("/").text


def test_what_is_seen_is_theirs(looking, ann):
    number = ann.start()
    assert looking.get(f"/practice/{number}/questions/1").status_code == 200
    assert "ann@example.org" in looking.get("/account").text
    assert looking.get("/administration").status_code == 404
    assert "Administration" not in looking.get("/").text


def test_nothing_can_be_sent_but_stop_and_theme(looking, app):
    refused = set()
    for rule in app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()) or rule.endpoint in WRITES_WHILE_ACTING:
            continue
        response = looking.post(_address(app, rule), {"reason": "x"})
        assert response.status_code == 403, rule.endpoint
        assert "You are only looking" in response.text, rule.endpoint
        refused.add(rule.endpoint)
    assert {"practice.answer", "accounts.account", "accounts.log_out", "exams.start"} <= refused
    assert looking.post("/theme", {"theme": "dark"}).status_code == 303


def _address(app: Flask, rule: Rule) -> str:
    """With the number 1, the first of several words, or an x, wherever the address names something."""
    values = {
        name: 1 if isinstance(kind, RowNumber) else min(getattr(kind, "items", "x"))
        for name, kind in rule._converters.items()
    }
    with app.test_request_context():
        return url_for(rule.endpoint, **values)


def test_nothing_was_changed_by_what_was_sent(looking, ann, scopes):
    looking.post("/account", {"display_name": "Somebody else", "track": "cpb"})
    with scopes.reading() as scope:
        assert scope.session.get_one(User, ann.id).display_name == "Ann"


@pytest.mark.parametrize("url", ["/account/export.json", "/account/export.zip"])
def test_their_data_are_not_taken_away_from_there(looking, url):
    assert looking.get(url).status_code == 403


def test_a_page_that_writes_while_it_is_read_is_refused_too(looking, app, monkeypatch):
    monkeypatch.setattr(app.view_functions["progress.index"], "writes", True, raising=False)
    assert looking.get("/progress").status_code == 403
    monkeypatch.undo()
    assert looking.get("/progress").status_code == 200


def test_stopping_leads_back_to_the_administrators_own_sign_in(looking, ann, ada):
    response = looking.post("/administration/stop-acting")
    assert (response.status_code, response.headers["Location"]) == (303, f"/administration/people/{ann.id}")
    text = looking.page(f"/administration/people/{ann.id}").text
    assert WHY in text
    assert "You are looking" not in text
    assert looking.post("/administration/stop-acting").status_code == 404


def test_who_stops_after_they_were_signed_out_themselves_has_to_log_in(looking, ada):
    with ada.writing() as scope:
        accounts.log_out(scope)
    assert looking.post("/administration/stop-acting").status_code == 303
    assert looking.get("/administration").headers["Location"].startswith("/log-in")


@pytest.mark.parametrize("url", ["/", "/practice", "/log-in"])
def test_when_the_hour_is_over_one_is_oneself_again(looking, clock, url):
    clock.advance(hours=1)
    response = looking.get(url)
    assert (response.status_code, response.headers["Location"]) == (303, "/administration")
    assert "that sign-in has ended" in looking.page("/administration").text


def test_without_a_reason_the_page_says_so_and_keeps_nothing(app, ada, ann):
    browser = Browser(app).sign_in(ada)
    response = browser.post(f"/administration/people/{ann.id}/log-in-as", {"reason": ""})
    assert response.status_code == 422
    assert "Say why" in response.text
    assert "You are looking" not in browser.get("/").text


def test_the_person_sees_it_on_their_account_page(looking, browser):
    text = browser.page("/account").text
    assert "Administrators who looked in" in text
    assert f"Ada: {WHY}" in text
    assert "an administrator who looks in" in text


@pytest.mark.usefixtures("code_book")
def test_no_file_of_a_class_is_taken_away_in_its_instructors_name(app, scopes):
    """Every page of the access table that an instructor gets as a file."""
    publish_exams(scopes)
    school = a_school(scopes)
    own, looking = Browser(app).sign_in(school.instructor), Browser(app).sign_in(school.administrator)
    looking.post(f"/administration/people/{school.instructor.id}/log-in-as", {"reason": WHY})
    files = set()
    for (endpoint, method), row in ROWS.items():
        if method != "GET" or row.outcomes[4] != 200:
            continue
        arguments = row.arguments(school)
        with app.test_request_context():
            url = url_for(endpoint, **arguments)
        if own.get(url).headers.get("Content-Disposition", "").startswith("attachment"):
            files.add(endpoint)
            response = looking.get(url)
            assert (response.status_code, "Content-Disposition" in response.headers) == (403, False), endpoint
            assert "You are only looking" in response.text
    assert files >= {
        "authoring.table_template",
        "classes.export_roster",
        "gradebook.export_csv",
        "gradebook.export_xlsx",
        "insight.areas_csv",
        "insight.errors_csv",
        "insight.items_csv",
        "insight.readiness_csv",
        "papers.pdf",
    }

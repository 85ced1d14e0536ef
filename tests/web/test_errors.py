"""Error pages: their status, what they say, and that nothing is half stored."""

import io
from dataclasses import replace

import pytest
from flask import abort
from sqlalchemy import func, select
from structlog.testing import capture_logs

from tests.support.browser import Browser
from tests.support.html import Page
from tests.support.people import sign_up
from tests.web.conftest import build
from trainer.db.models.audit import AuditEvent
from trainer.domain.attempts.attempt import AttemptState
from trainer.domain.attempts.decisions import AnswerFinal, AttemptClosed, StaleAnswer
from trainer.domain.kernel.errors import Conflict, DomainError, NotFound, Refused
from trainer.services import accounts
from trainer.services.scope import NotSignedIn
from trainer.web.app import MAX_REQUEST_BYTES
from trainer.web.requests import current_scope, next_step


class Unheard(DomainError):
    """A rule that no page knows yet."""


def fail(browser: Browser, error: Exception):
    """The response of a POST that stores something and then fails with `error`."""
    app = browser.client.application

    @app.post("/test-failure")
    def failure() -> str:
        accounts.record(current_scope(), "test.failure", "must not be stored")
        current_scope().session.flush()
        raise error

    return browser.post("/test-failure", {"choice": "typed before"})


def stored(scopes) -> int:
    with scopes.reading() as scope:
        return scope.session.execute(select(func.count()).select_from(AuditEvent)).scalar_one()


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (NotFound("thing"), 404, "There is no such page, or it is not yours."),
        (NotSignedIn(), 403, "This page needs a sign-in."),
        (AttemptClosed(AttemptState.SUBMITTED), 409, "What you saved before counts."),
        (StaleAnswer(2), 409, "Nothing was overwritten."),
        (AnswerFinal(), 409, "its answer stands"),
        (Conflict("thing"), 409, "at the same moment"),
        (Refused("Not on a Sunday."), 422, "Not on a Sunday."),
        (Unheard(), 500, "Something went wrong on our side."),
        (ZeroDivisionError("oops"), 500, "Something went wrong on our side."),
    ],
)
def test_each_error_has_its_status_says_what_happened_and_stores_nothing(browser, scopes, error, status, words):
    with capture_logs() as logs:
        response = fail(browser, error)
    page = Page(response.text)
    assert response.status_code == status
    assert words in page.text
    assert "/" in page.links, "there is a way on"
    assert stored(scopes) == 0
    assert bool(logs) == (status == 500)


def test_our_own_mistake_has_a_number_that_is_found_in_the_log(browser):
    with capture_logs() as logs:
        response = fail(browser, RuntimeError("the cause, which the page does not tell"))
    (entry,) = logs
    assert f"Number of this error: {entry['error_id']}" in Page(response.text).text
    assert "the cause" not in response.text
    assert "Traceback" not in response.text


def test_what_was_entered_into_a_stale_page_is_shown(browser):
    assert "typed before" in fail(browser, StaleAnswer(2)).text


def test_a_step_that_was_committed_before_the_failure_stays(app, browser, scopes):
    @app.post("/test-two-steps")
    def two_steps() -> str:
        accounts.record(current_scope(), "test.first", "is stored")
        accounts.record(next_step(), "test.second", "is not stored")
        raise RuntimeError

    with capture_logs():
        assert browser.post("/test-two-steps").status_code == 500
    with scopes.reading() as scope:
        assert list(scope.session.scalars(select(AuditEvent.action))) == ["test.first"]


def test_a_page_of_somebody_else_is_refused_with_words(app, browser):
    @app.get("/test-forbidden")
    def forbidden() -> str:
        abort(403)

    response = browser.get("/test-forbidden")
    assert response.status_code == 403
    assert "this page belongs to somebody else" in Page(response.text).text


@pytest.mark.parametrize("path", ["/no-such-page", "/static/no-such-file.css", "/practice/one", "/%00", "/%ff%fe"])
def test_an_unknown_address_is_not_there(stranger, path):
    response = stranger.get(path)
    assert response.status_code == (400 if path == "/%00" else 404)
    assert Page(response.text).forms, "it is one of our pages"


def test_the_wrong_method_is_named(browser):
    response = browser.post("/progress")
    assert response.status_code == 405
    assert "does not take that kind of request" in Page(response.text).text


def test_what_is_too_large_is_refused_and_stores_nothing(browser, ann):
    number = ann.start()
    response = browser.post(f"/practice/{number}/notes/1", {"note": "x" * (MAX_REQUEST_BYTES + 1)})
    assert response.status_code == 413
    assert "Nothing was stored." in Page(response.text).text
    assert ann.question(number).note == ""


def test_an_error_without_words_of_its_own_still_gets_a_page(app, browser):
    @app.get("/test-teapot")
    def teapot() -> str:
        abort(418)

    response = browser.get("/test-teapot")
    assert response.status_code == 418
    assert "Go back and try again." in Page(response.text).text


def test_a_redirect_of_the_router_is_followed_not_drawn_as_an_error(app, browser):
    @app.get("/test-folder/")
    def folder() -> str:
        return "inside"

    assert browser.get("/test-folder").status_code == 308


def test_behind_a_trusted_proxy_the_visitor_is_the_one_it_names(scopes, settings):
    sign_up(scopes)
    app = build(scopes, replace(settings, trusted_proxies=1, log_in_limit="1 per minute"))
    browser = Browser(app)
    form = {"email": "a@example.org", "password": "wrong"}
    for place, status in (("192.0.2.1", 422), ("192.0.2.2", 422), ("192.0.2.1", 429)):
        response = browser.post("/log-in", form, headers={"X-Forwarded-For": place})
        assert response.status_code == status


class Unread(io.RawIOBase):
    """What is on its way and must not be read."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        raise AssertionError("it was read")


@pytest.mark.parametrize(
    "url",
    [
        "/classes/1/roster/preview",
        "/authoring/banks/mine/files/preview",
        "/authoring/banks/mine/files/import",
        "/authoring/banks/mine/files/problems",
        "/practice",
    ],
)
@pytest.mark.parametrize("size", [1_000, 50_000_000])
def test_what_somebody_sends_who_is_not_signed_in_is_not_read(app, stranger, url, size):
    on_its_way = {"wsgi.input": Unread(), "CONTENT_LENGTH": str(size)}
    response = stranger.client.post(url, environ_overrides=on_its_way, content_type="multipart/form-data; boundary=x")
    assert response.status_code == 303
    assert response.headers["Location"].startswith("/log-in")

"""Everything around classes × every kind of visitor: who gets what."""

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules
from uuid import uuid4

import pytest
from flask import Flask, url_for

from tests.support.browser import Browser
from tests.support.exams import publish_exams
from tests.support.school import a_school
from tests.web import class_rows
from tests.web.class_rows.row import LOG_IN, VISITORS, Outcome, Row
from tests.web.conftest import build
from trainer.services.scope import Scopes

NOTHING_DONE = {LOG_IN, 403, 404}
ROWS: dict[tuple[str, str], Row] = {}
for _module in iter_modules(class_rows.__path__):
    ROWS |= getattr(import_module(f"tests.web.class_rows.{_module.name}"), "ROWS", {})


@pytest.fixture(scope="module")
def shared_app(shared_scopes: Scopes) -> Flask:
    publish_exams(shared_scopes)
    return build(shared_scopes, shared_scopes.settings)


def visit(browser: Browser, address: str, method: str, form: Mapping[str, str]) -> Outcome:
    response = browser.get(address) if method == "GET" else browser.post(address, dict(form))
    return LOG_IN if response.headers.get("Location", "").startswith("/log-in") else response.status_code


@pytest.mark.parametrize(("endpoint", "method"), list(ROWS), ids=str)
def test_each_visitor_gets_what_the_table_says(shared_app, shared_scopes, endpoint, method):
    row = ROWS[endpoint, method]
    found: dict[str, Outcome] = {}
    school = address = None
    for visitor in VISITORS:
        if school is None:
            school = a_school(shared_scopes, uuid4().hex)
            with shared_app.test_request_context():
                address = url_for(endpoint, **row.arguments(school))
        browser = Browser(shared_app)
        if visitor != "anonymous":
            browser.sign_in(getattr(school, visitor))
        found[visitor] = visit(browser, address, method, row.form)
        if method != "GET" and found[visitor] not in NOTHING_DONE:
            school = None  # the next visitor is to find what this one found
    assert found == dict(zip(VISITORS, row.outcomes, strict=True))

"""Everything around classes × every kind of visitor: who gets what."""

from importlib import import_module
from pkgutil import iter_modules
from uuid import uuid4

import pytest
from flask import Flask, url_for

from tests.support.browser import Browser
from tests.support.exams import publish_exams
from tests.support.school import School, a_school
from tests.support.visitors import Outcome, visit, what_each_gets
from tests.web import class_rows
from tests.web.class_rows.row import VISITORS, Row
from tests.web.conftest import build
from trainer.services.scope import Scopes

ROWS: dict[tuple[str, str], Row] = {}
for _module in iter_modules(class_rows.__path__):
    ROWS |= getattr(import_module(f"tests.web.class_rows.{_module.name}"), "ROWS", {})


@pytest.fixture(scope="module")
def shared_app(shared_scopes: Scopes) -> Flask:
    publish_exams(shared_scopes)
    return build(shared_scopes, shared_scopes.settings)


@pytest.mark.parametrize(("endpoint", "method"), list(ROWS), ids=str)
def test_each_visitor_gets_what_the_table_says(shared_app, shared_scopes, endpoint, method):
    row = ROWS[endpoint, method]

    def make() -> tuple[School, str]:
        school = a_school(shared_scopes, uuid4().hex)
        with shared_app.test_request_context():
            return school, url_for(endpoint, **row.arguments(school))

    def get(visitor: str, made: tuple[School, str]) -> Outcome:
        school, address = made
        browser = Browser(shared_app)
        if visitor != "anonymous":
            browser.sign_in(getattr(school, visitor))
        return visit(browser, address, method, row.form)

    assert what_each_gets(VISITORS, method, make, get) == dict(zip(VISITORS, row.outcomes, strict=True))

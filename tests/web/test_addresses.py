"""Addresses in templates are those that Flask would build."""

import pytest
from flask import render_template_string, url_for

CASES = [
    ("home.index", {}),
    ("practice.question", {"number": 3, "position": 12}),
    ("practice.question", {"position": 12, "number": 3}),
    ("practice.question", {"number": 3, "position": 13, "after": 4}),
    ("practice.setup", {"track": "cpc"}),
    ("practice.setup", {"area": ["a b", "c%d"]}),
    ("codes.search", {"q": "100 % of 5"}),
    ("classes.show", {"class_id": 0}),
    ("home.index", {"is_new": True}),
    ("home.index", {"_external": True}),
    ("home.index", {"_anchor": "top"}),
]


@pytest.mark.parametrize("root", ["", "/below"])
@pytest.mark.parametrize(("endpoint", "values"), CASES)
def test_an_address_is_the_one_that_flask_builds_first_and_later(app, endpoint, values, root):
    for _ in range(2):
        with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": root}):
            shown = render_template_string("{{ url_for(endpoint, **values)|safe }}", endpoint=endpoint, values=values)
            assert shown == url_for(endpoint, **values)
            assert app.jinja_env.globals["url_for"](endpoint, **values) == shown


def test_another_number_gives_another_address(app):
    with app.test_request_context("/"):
        build = app.jinja_env.globals["url_for"]
        shown = {build("practice.question", number=number, position=7) for number in range(1, 60)}
    assert shown == {f"/practice/{number}/questions/7" for number in range(1, 60)}


def test_files_stand_below_their_mark(app):
    with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": "/below"}):
        address = app.jinja_env.globals["url_for"]("static", filename="js/page.js")
    assert address == f"/below/static/v-{app.extensions['static_mark']}/js/page.js"


@pytest.mark.parametrize(
    ("page", "here"),
    [("/practice", "Practice"), ("/billing", "Billing"), ("/billing/claims", "Billing"), ("/classes", "Classes")],
)
def test_the_navigation_says_where_one_is(browser, page, here):
    for _ in range(2):
        found = browser.get(page)
        assert found.status_code == 200
        assert f'aria-current="page">{here}</a>' in found.text
        assert found.text.count('aria-current="page"') == 1


def test_the_navigation_of_a_stranger_is_another_one(browser, stranger):
    assert ">Try it</a>" not in browser.get("/field").text
    assert 'aria-current="page">The field</a>' in stranger.get("/field").text

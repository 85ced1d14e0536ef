"""Every route and everybody who is let in there: each can succeed, and nothing hostile breaks it or gets through.

A sample of the hostile requests, another one every day; `make bench NAME=fuzz` sends all of them. The number of the
day that a failure names, set as TRAINER_FUZZ_SEED, draws the same sample again.
"""

import os
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.wrappers import Response

from tests.web.fuzz.attack import Fuzz, Pair, faults_of, is_permitted, outcomes, permitted_pairs, prepare
from tests.web.fuzz.hostile import MARK, MARKUP, Target, field_names, hostile_requests
from tests.web.fuzz.valid import ELSEWHERE, RULED_OUT, VALID
from tests.web.test_access_matrix import endpoints
from trainer.services.scope import Scopes

SEED = int(os.environ.get("TRAINER_FUZZ_SEED") or datetime.now(UTC).toordinal())
PAIRS, REQUESTS = 16, 15
HARMLESS = {text for text in MARKUP if "<" not in text and "onfocus" not in text}
"""Markup that is text wherever HTML is expected."""


@pytest.fixture(scope="module")
def fuzz(shared_scopes: Scopes) -> Iterator[Fuzz]:
    return Fuzz(prepare(shared_scopes), shared_scopes)


def test_somebody_succeeds_at_every_route(app):
    succeeding = {pair.key for pair in permitted_pairs()}
    assert succeeding | ELSEWHERE.keys() == endpoints(app)
    assert not succeeding & ELSEWHERE.keys()
    assert all((Path(__file__).parents[2] / file).is_file() for file in ELSEWHERE.values())


def test_whoever_is_let_in_and_refused_has_a_valid_request_or_a_rule_against_it():
    refused = [
        str(pair)
        for pair, outcome in outcomes()
        if isinstance(outcome, int) and 400 <= outcome != 404 and not is_permitted(pair, outcome)
        if (pair.key, pair.visitor) not in RULED_OUT
    ]
    assert refused == []


def test_valid_requests_and_rules_are_about_routes_that_need_them(app):
    tabled = {pair.key for pair, outcome in outcomes() if isinstance(outcome, str) or outcome >= 400}
    assert VALID.keys() <= endpoints(app) & tabled
    assert {key for key, _ in RULED_OUT} <= endpoints(app)
    known = {(pair.key, pair.visitor) for pair, _ in outcomes()}
    assert {(key, visitor) for key, valid in VALID.items() for visitor in valid.visitors} <= known


@pytest.mark.parametrize("key", list(VALID), ids=str)
def test_a_valid_request_succeeds_where_the_access_tables_send_another(fuzz, key):
    """Of all who may send it on SQLite, of one on PostgreSQL. The other pairs succeed in the tests of the tables."""
    pairs = [pair for pair in permitted_pairs() if pair.key == key]
    if fuzz.scopes.settings.sqlite_path is None:
        pairs = [random.Random(f"{SEED} {key}").choice(pairs)]
    assert [wrong for pair in pairs if (wrong := fuzz.succeed(pair))] == []


@pytest.mark.parametrize("number", range(PAIRS))
def test_hostile_requests_meet_no_error_change_nothing_of_others_and_no_markup_gets_through(fuzz, number):
    pair = random.Random(f"{SEED} pairs").sample(permitted_pairs(), PAIRS)[number]
    wrong = fuzz.run_pair(pair, REQUESTS, random.Random(f"{SEED} {pair}"))
    assert wrong == [], f"TRAINER_FUZZ_SEED={SEED}"


def test_the_requests_reach_every_field_and_are_the_same_for_the_same_seed():
    target = Target("/practice/<int:number>", "POST", {"number": 1}, {"choice": "A"}, field_names("practice"))
    first, again = (list(hostile_requests(target, random.Random(7), 200)) for _ in range(2))
    assert first == again
    assert {b"choice", b"note", b"track", b"number"} <= {name for request in first for name, _ in request.form}
    assert any(request.body is not None for request in first)
    assert len({request.path for request in first}) > 20


@pytest.mark.parametrize("text", sorted(set(MARKUP) - HARMLESS))
def test_markup_that_is_not_escaped_would_be_found(app: Flask, text):
    assert found_on_a_page(app, f'<p title="{text}">{text}</p>') != []


@pytest.mark.parametrize("text", MARKUP)
def test_markup_that_is_escaped_is_not(app: Flask, text):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&#34;")
    assert found_on_a_page(app, f'<p title="{escaped}">{escaped}</p>') == []


@pytest.mark.parametrize(
    "page", [f'<a href="javascript:{MARK}()">', f"<script>var a = '{MARK}'</script>", f"<p>{MARK}1337</p>"]
)
def test_scripts_in_links_and_templates_that_were_rendered_would_be_found(app: Flask, page):
    assert found_on_a_page(app, page) != []


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example/"])
def test_a_redirect_to_elsewhere_would_be_found(app: Flask, target):
    app.view_functions["errata.index"] = lambda: Response(status=303, headers={"Location": target})
    assert [fault[:12] for fault in faults_of(app.test_client().get("/errata"))] == ["it leads awa"]


def found_on_a_page(app: Flask, html: str) -> list[str]:
    app.view_functions["errata.index"] = lambda: html
    return faults_of(app.test_client().get("/errata"))


NAMELESS = b"--x\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x--"


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (NAMELESS, "multipart/form-data; boundary=x", 400),
        (b"1e999", "application/json", 415),
        (b"[1]", "application/json; charset=utf-8", 415),
        (b"{", "application/problem+json", 415),
    ],
)
def test_what_the_library_of_forms_stumbles_over_is_refused_before_it(browser, body, kind, status):
    """Found by the hostile requests: each was answered with 500."""
    browser.get("/account")
    headers = {"X-CSRFToken": browser._token}
    response = browser.client.post("/account/password", data=body, content_type=kind, headers=headers)
    assert response.status_code == status
    assert "Nothing was stored." in response.text


def test_a_pair_says_what_it_is():
    assert str(Pair("practice.answer", "POST", "learner")) == "POST practice.answer by learner"

"""Arbitrary text in every field of every form: a page that explains, never our own mistake."""

import re
from urllib.parse import quote_plus

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.browser import Browser
from tests.support.library import AUDIT_SLUG, CASE_SLUG, QUERY_SLUG, RIGHT
from tests.support.people import Learner, sign_up
from trainer.domain.attempts.attempt import Feedback
from trainer.services import cases
from trainer.services.scope import Scopes

SLUGS = (CASE_SLUG, AUDIT_SLUG, QUERY_SLUG)
ANY_CHARACTER = st.characters(exclude_categories=())
TEXT = st.one_of(
    st.text(ANY_CHARACTER, max_size=60),
    st.sampled_from(
        ["", "\0", "a\0b", "\ud800", "\udfff\ud800", "1", "-1", "1e999", "NaN", "²", "٣", "x" * 5000, "ﬃ" * 90]
    ),
)
BYTES = st.one_of(TEXT.map(lambda text: text.encode("utf-8", "surrogatepass")), st.binary(max_size=30))
FAST = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture(scope="module")
def ann(shared_scopes: Scopes) -> Learner:
    return sign_up(shared_scopes)


@pytest.fixture(scope="module")
def browser(shared_app: Flask, ann: Learner) -> Browser:
    return Browser(shared_app).sign_in(ann)


@pytest.fixture(scope="module")
def quiz(ann: Learner) -> dict[str, str]:
    """The address that takes answers, for each kind of item."""
    number = ann.start(Feedback.AT_END)
    return {kind: f"/practice/{number}/answers/{ann.position_of(number, kind)}" for kind in RIGHT}


@pytest.fixture(scope="module")
def work(ann: Learner) -> dict[str, str]:
    """The workbench of a case of each kind."""
    with ann.writing() as scope:
        return {slug: f"/cases/sittings/{cases.start_case(scope, slug)}" for slug in SLUGS}


@pytest.fixture(scope="module")
def quick(shared_app: Flask, shared_scopes: Scopes) -> Browser:
    """Somebody who hands everything in at once."""
    return Browser(shared_app).sign_in(sign_up(shared_scopes, "quick@example.org"))


def send(browser: Browser, url: str, fields: list[tuple[str, bytes]]) -> int:
    """The status of a form whose values are these bytes, whatever they mean in UTF-8."""
    if not browser._token:
        browser.get("/")
    pairs = [f"{quote_plus(name)}={quote_plus(value)}" for name, value in fields]
    body = "&".join([f"csrf_token={quote_plus(browser._token)}", *pairs])
    response = browser.client.post(url, data=body, content_type="application/x-www-form-urlencoded")
    return response.status_code


def some_fields(*names: str) -> st.SearchStrategy[list[tuple[str, bytes]]]:
    """Some of these fields, any of them several times, with any content."""
    return st.lists(st.tuples(st.sampled_from(names), BYTES), max_size=8)


@pytest.mark.parametrize("kind", sorted(RIGHT))
@FAST
@given(data=st.data())
def test_any_answer_is_saved_or_explained(browser, quiz, kind, data):
    names = (*RIGHT[kind], "note", "note_before", "client_id", "sequence", "base_revision", "go")
    status = send(browser, quiz[kind], data.draw(some_fields(*names)))
    assert status in (303, 400, 409, 422)


CASE_FIELDS = (
    *("diagnosis_code", "diagnosis_mark", "pasted_diagnoses", "pasted_procedures", "struck", "note", "edit", "more"),
    *(f"procedure_{name}" for name in ("code", "modifiers", "units", "pointers", "mark")),
    *("element_problems", "element_data", "element_risk", "needed", "gap", "part_facts", "part_question", "part_"),
)


@pytest.mark.parametrize("slug", SLUGS)
@FAST
@given(fields=some_fields(*CASE_FIELDS))
def test_any_work_on_a_case_is_saved_or_explained(browser, work, slug, fields):
    base = re.search(r'name="base_revision" value="(\d+)"', browser.get(work[slug]).text)
    assert base
    fields.append(("base_revision", base[1].encode()))
    assert send(browser, f"{work[slug]}/claim", fields) in (303, 400, 422)


@pytest.mark.parametrize("slug", SLUGS)
@FAST
@given(fields=some_fields(*CASE_FIELDS))
def test_any_work_on_a_case_is_handed_in_or_explained(quick, slug, fields):
    work = quick.post(f"/cases/{slug}/start").headers["Location"]
    assert send(quick, f"{work}/submission", [*fields, ("base_revision", b"0")]) in (303, 400, 409, 422)
    assert quick.get(f"{work}/report").status_code == 200


@FAST
@given(text=BYTES)
def test_any_dispute_is_stored_or_explained(quick, text):
    work = quick.post(f"/cases/{QUERY_SLUG}/start").headers["Location"]
    quick.post(f"{work}/submission")
    assert send(quick, f"{work}/disputes", [("text", text)]) in (303, 400, 422)
    assert quick.get(f"{work}/report").status_code == 200


@FAST
@given(fields=some_fields("track", "area", "number", "pool", "feedback", "is_timed", "request_id"))
def test_any_choice_starts_a_sitting_or_is_explained(browser, fields):
    assert send(browser, "/practice", fields) in (303, 400, 422)


@FAST
@given(name=BYTES, email=BYTES, password=BYTES, track=BYTES)
def test_any_sign_up_is_taken_or_explained(shared_app, name, email, password, track):
    stranger = Browser(shared_app)
    fields = [("display_name", name), ("email", email), ("new_password", password), ("track", track)]
    assert send(stranger, "/sign-up", fields) in (303, 400, 422)


@FAST
@given(name=BYTES, password=BYTES, number=st.integers(0, 10**9))
def test_any_name_and_password_with_a_real_address_is_taken_or_explained(shared_app, name, password, number):
    stranger = Browser(shared_app)
    email = f"someone-{number}@example.org".encode()
    fields = [("display_name", name), ("email", email), ("new_password", password), ("track", b"cpc")]
    assert send(stranger, "/sign-up", fields) in (303, 400, 422)


@FAST
@given(email=BYTES, password=BYTES)
def test_any_log_in_is_refused_with_words(shared_app, email, password):
    assert send(Browser(shared_app), "/log-in", [("email", email), ("password", password)]) in (400, 422)


@FAST
@given(text=BYTES)
def test_any_note_flag_theme_or_profile_is_taken_or_explained(browser, quiz, text):
    at = quiz["single"]
    assert send(browser, at.replace("answers", "notes"), [("note", text)]) in (303, 400, 413)
    assert send(browser, at.replace("answers", "flags"), [("flag", text), ("choice", text)]) in (303, 400)
    assert send(browser, "/theme", [("theme", text), ("next", text)]) in (303, 400)
    assert send(browser, "/account", [("display_name", text), ("track", text)]) in (303, 400, 422)


@FAST
@given(text=BYTES)
def test_any_address_leads_to_a_page_or_to_none(browser, text):
    part = quote_plus(text)
    for path in (f"/reset-password/{part}", f"/verify-email/{part}", f"/practice/{part}", f"/log-in?next={part}"):
        assert browser.client.get(path).status_code in (200, 303, 308, 400, 404)
    for query in (f"/practice?track={part}&area={part}&pool={part}", f"/progress?track={part}&page={part}"):
        assert browser.client.get(query).status_code in (200, 400)
    assert send(browser, f"/cases/{part}/start", []) in (303, 308, 400, 404, 405)

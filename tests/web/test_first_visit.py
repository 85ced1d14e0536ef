"""What a stranger tries, and that signing up keeps it."""

import shutil
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from tests.support.browser import Browser
from tests.support.first_visit import ANSWERS, CLAIM, publish_first_visit
from tests.support.html import Page
from tests.support.library import RATIONALE
from tests.support.people import PASSWORD, sign_up
from tests.web.conftest import Fill, build
from trainer.db.models.people import User
from trainer.services import first_visit
from trainer.services.scope import Scopes

CODER_TRY, BILLER_TRY = "/try/code", "/try/denial"
NEWCOMER = {"display_name": "Gil", "email": "gil@example.org", "new_password": PASSWORD, "track": "cpb"}


@pytest.fixture
def fill(settings, book_file) -> Fill:
    shutil.copyfile(book_file, settings.codebook_path)
    return publish_first_visit


def people(scopes: Scopes) -> int:
    with scopes.reading() as scope:
        return scope.session.execute(select(func.count()).select_from(User)).scalar_one()


def place(response) -> str:
    assert response.status_code == 303, (response.status_code, response.text[:400])
    return response.headers["Location"]


def code_the_chart(browser: Browser) -> str:
    """The address of the report on the right claim."""
    work = place(browser.post(CODER_TRY))
    return place(browser.post(f"{work}/submission", CLAIM))


def fix_the_denial(browser: Browser, **fields: str) -> str:
    work = place(browser.post(BILLER_TRY))
    return place(browser.post(f"{work}/submission", ANSWERS | fields))


def test_looking_makes_nobody_a_guest(stranger, scopes):
    for path in ("/", "/?choice=A", "/try", "/try/fit", "/lessons", "/field", "/help"):
        assert stranger.get(path).status_code == 200, path
    stranger.post("/try/fit", {"enjoyed": "chart"})
    stranger.post("/try/forget")
    assert people(scopes) == 0


def test_a_stranger_codes_a_visit_with_the_guide_and_has_it_graded(stranger, scopes):
    work = place(stranger.post(CODER_TRY))
    assert people(scopes) == 1
    page = stranger.page(work)
    assert "Your first chart, step by step" in page.text
    assert place(stranger.post(CODER_TRY)) == work, "begun once"
    report = stranger.page(place(stranger.post(f"{work}/submission", CLAIM)))
    assert "Code over code 3 of 3" in report.text
    assert "What you just did" in report.text
    assert "Sign up and keep this" in report.text
    assert "Dispute" not in report.text
    again = place(stranger.post(CODER_TRY))
    assert "Your first chart, step by step" not in stranger.page(again).text, "led the first time only"


def test_a_stranger_fixes_a_denied_claim(stranger):
    work = place(stranger.post(BILLER_TRY))
    assert "step by step" in stranger.page(work).text
    report = stranger.page(place(stranger.post(f"{work}/submission", ANSWERS)))
    assert "What you just did" in report.text
    page = stranger.page("/try")
    assert "Done: 100 %" in page.text
    assert "Open the chart" in page.text


def test_signing_up_keeps_the_work(stranger, scopes):
    report = code_the_chart(stranger)
    assert place(stranger.post("/sign-up", NEWCOMER)) == "/"
    assert people(scopes) == 1
    assert "Good to see you, Gil" in stranger.page("/").text
    assert "Code over code 3 of 3" in stranger.page(report).text
    assert "here without an account" not in stranger.page("/try").text


def test_a_guest_who_is_refused_as_a_newcomer_keeps_everything_and_what_was_typed(stranger, scopes):
    sign_up(scopes, NEWCOMER["email"])
    report = code_the_chart(stranger)
    refused = stranger.post("/sign-up", NEWCOMER)
    assert refused.status_code == 422
    assert "There is an account with this address" in refused.text
    assert stranger.get(report).status_code == 200


def test_logging_in_to_an_account_leaves_the_guest_behind(stranger, scopes):
    sign_up(scopes, "ann@example.org")
    report = code_the_chart(stranger)
    assert place(stranger.post("/log-in", {"email": "ann@example.org", "password": PASSWORD})) == "/"
    assert stranger.get(report).status_code == 404


def test_what_needs_an_account_asks_for_one_and_leads_back_there(stranger):
    code_the_chart(stranger)
    response = stranger.get("/classes/join")
    assert place(response) == "/sign-up?next=/classes/join"
    assert "Nothing you did as a guest is lost" in stranger.page("/sign-up?next=/classes/join").text
    assert place(stranger.post("/sign-up?next=/classes/join", NEWCOMER)) == "/classes/join"


def test_a_guest_sees_until_when_their_work_is_kept_and_can_delete_it(stranger, scopes):
    code_the_chart(stranger)
    page = stranger.page("/try")
    assert "kept until" in page.text
    assert place(stranger.post("/try/forget")) == "/"
    assert people(scopes) == 0
    assert "Everything you did here as a guest is deleted." in stranger.page("/").text
    assert stranger.get("/cases").status_code == 303


def test_members_may_try_as_well(browser, ann, scopes):
    report = code_the_chart(browser)
    assert "Sign up and keep this" not in browser.page(report).text
    assert "here without an account" not in browser.page("/try").text


@pytest.mark.parametrize("track", ["cpc", "cpb"])
def test_a_taster_is_ten_timed_questions_over_the_areas_of_the_exam(stranger, scopes, track):
    form = {"request_id": "one"}
    address = place(stranger.post(f"/try/taster/{track}", form))
    assert address == "/practice/1/questions/1"
    assert place(stranger.post(f"/try/taster/{track}", form)) == address, "sent twice"
    page = stranger.page(address)
    assert f"{track.upper()} taster" in page.text
    assert RATIONALE not in page.text, "the reasons come at the end"
    assert "Go on with the one you began" in stranger.page("/try").text
    assert place(stranger.post("/practice/1/finish")) == "/practice/1/result"
    assert "0 of " in stranger.page("/try").text


def test_a_server_without_the_tries_says_so(settings, scopes):
    browser = Browser(build(scopes, settings))
    page = browser.page("/try")
    assert page.text.count("Not published on this server.") == 2
    assert browser.post(CODER_TRY).status_code == 404
    assert browser.post("/try/taster/cpc").status_code == 422
    assert people(scopes) == 0, "nobody is made a guest for nothing"
    assert "A question to begin with" not in browser.page("/").text


def test_the_question_of_the_landing_page_is_answered_on_the_spot(stranger):
    before = stranger.get("/")
    assert first_visit.LIVE_HINT in before.text
    assert RATIONALE not in before.text
    wrong = stranger.page("/?choice=A")
    assert "Not right: see why below." in wrong.text
    assert wrong.text.count(RATIONALE) == 4
    assert "✗ not right · your answer" in wrong.text
    assert "Right. " in stranger.page("/?choice=B").text
    assert RATIONALE not in stranger.get("/?choice=Z").text


def test_the_fit_page_shows_what_was_said_and_what_the_tries_showed(stranger):
    code_the_chart(stranger)
    fix_the_denial(stranger, **{"field.expected": "112.00"})
    page = stranger.page("/try/fit")
    assert "100 % of the points, 1 minute" in page.text
    assert "✓ which of three tests was run (right)" in page.text
    assert "✗ the payment to expect (not right)" in page.text
    said = {"enjoyed": "claim", "arithmetic": "gladly", "people": "gladly", "reading": "nonsense"}
    response = stranger.post("/try/fit", said)
    found = Page(response.text)
    assert "More for billing." in found.text
    assert "Together: 6 toward billing" in found.text
    assert sorted(found.chosen) == ["claim", "gladly", "gladly"]
    assert "About even." in stranger.post("/try/fit", {"enjoyed": "both"}).text
    assert "More for coding." in stranger.post("/try/fit", {"enjoyed": "chart", "reading": "gladly"}).text
    assert "Nothing was ticked" in stranger.post("/try/fit").text


def test_guests_are_limited_by_address_and_members_are_not(scopes, settings, app):
    limited = build(scopes, replace(settings, guest_limit="2 per hour"))
    statuses = [Browser(limited).post("/try/taster/cpc").status_code for _ in range(3)]
    assert statuses == [303, 303, 429]
    member = Browser(limited).sign_in(sign_up(scopes))
    assert [member.post("/try/taster/cpc").status_code for _ in range(3)] == [303] * 3

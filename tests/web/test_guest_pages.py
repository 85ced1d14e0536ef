"""What a guest meets on their way: no door that only leads to the sign-up page, nothing told wrongly, nothing lost."""

import shutil
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from tests.support.browser import Browser
from tests.support.first_visit import ANSWERS, CLAIM, publish_first_visit
from tests.support.html import Page
from tests.support.people import PASSWORD, Learner, an_administrator, sign_up
from tests.web.conftest import Fill, build
from trainer.db.models.attempts import AttemptRow
from trainer.db.models.people import User
from trainer.services import guests, retention, site_settings
from trainer.services.scope import Scopes
from trainer.web.security import PUBLIC_ENDPOINTS, _is_for_guests

NEWCOMER = {"display_name": "Gil", "email": "gil@example.org", "new_password": PASSWORD, "track": "cpb"}
WHY = "They ask where their work is."


@pytest.fixture
def fill(settings, book_file) -> Fill:
    shutil.copyfile(book_file, settings.codebook_path)
    return publish_first_visit


@pytest.fixture
def guest(app: Flask, scopes: Scopes) -> Learner:
    with scopes.writing() as scope:
        return Learner(scopes, guests.begin_guest(scope, "a browser", "cpb"))


@pytest.fixture
def visitor(app: Flask, guest: Learner) -> Browser:
    """The guest's browser."""
    return Browser(app).sign_in(guest)


def place(response) -> str:
    assert response.status_code == 303, (response.status_code, response.text[:400])
    return response.headers["Location"]


def people(scopes: Scopes) -> int:
    with scopes.reading() as scope:
        return scope.session.execute(select(func.count()).select_from(User)).scalar_one()


def do_all(visitor: Browser) -> None:
    """Both tries, one of them begun anew, a taster that was missed, a quiz, a tutor sitting with answers."""
    work = place(visitor.post("/try/code"))
    place(visitor.post(f"{work}/submission", CLAIM))
    place(visitor.post("/try/code"))
    work = place(visitor.post("/try/denial"))
    place(visitor.post(f"{work}/submission", ANSWERS | {"field.expected": "1.00"}))
    taster = place(visitor.post("/try/taster/cpc", {"request_id": "one"}))
    place(visitor.post(taster.replace("/questions/1", "/finish")))
    place(visitor.post("/practice", {"track": "cpb", "number": "3", "pool": "all", "feedback": "at_end"}))
    tutor = place(visitor.post("/practice", {"track": "cpc", "number": "6", "pool": "all", "feedback": "at_once"}))
    for position in range(1, 7):
        form = {"client_id": "tab", "sequence": str(position), "base_revision": "0", "choice": "A", "number": "1"}
        visitor.post(tutor.replace("/questions/1", f"/answers/{position}"), form | {"code": "A00", "go": "stay"})


def walk(visitor: Browser, first: str) -> dict[str, Page]:
    """All pages that links lead to, those inside the code book left out."""
    seen: dict[str, Page] = {}
    waiting = [first]
    while waiting:
        address = waiting.pop()
        if address in seen or address.startswith(("/static", "/codes/", "/field", "/help")):
            continue
        response = visitor.get(address)
        while response.status_code in (301, 302, 303, 308):
            address = response.headers["Location"]
            response = visitor.get(address)
        if not response.mimetype.endswith("html"):
            continue
        seen[address] = Page(response.text)
        links = [urlsplit(link) for link in seen[address].links]
        waiting += [
            link.path + (f"?{link.query}" if link.query else "")
            for link in links
            if not link.netloc and link.path and (link.path != "/codes" or not link.query)
        ]
    return seen


def test_no_link_and_no_form_on_a_guests_way_only_leads_to_the_sign_up_page(visitor, app):
    do_all(visitor)
    pages = walk(visitor, "/") | walk(visitor, "/practice") | walk(visitor, "/cases") | walk(visitor, "/billing")
    assert len(pages) > 30, sorted(pages)
    adapter = app.url_map.bind("trainer.test")
    found = set()
    for address, page in pages.items():
        targets = [(urlsplit(link).path, "GET") for link in page.links if link.startswith("/")]
        targets += [(urlsplit(form.action).path, form.method.upper()) for form in page.forms]
        actions = [each.attributes.get("formaction", "") for each in page.elements if each.tag == "button"]
        targets += [(urlsplit(action).path, "POST") for action in actions if action]
        for path, method in targets:
            endpoint, _ = adapter.match(path or address.partition("?")[0], method=method)
            if not _is_for_guests(endpoint):
                found.add((address, endpoint))
    assert found == set()


def test_a_guest_can_neither_rate_nor_object_and_is_not_told_of_keys_for_it(visitor):
    do_all(visitor)
    page = visitor.get("/practice/6/questions/1").text
    assert "References" in page
    assert "Comes back" not in page, "the page of reviews is a member's"
    assert "Rate it otherwise" not in page
    assert "1–4 rate" not in page
    assert "This key is wrong?" not in page


def test_the_result_of_a_guests_taster_leads_on(visitor):
    taster = place(visitor.post("/try/taster/cpc", {"request_id": "one"}))
    result = visitor.page(place(visitor.post(taster.replace("/questions/1", "/finish"))))
    assert "Go on trying" in result.text
    assert "Sign up and keep this" in result.text


def test_a_member_finds_all_that_as_before(browser, ann):
    number = ann.start(number=1)
    ann.answer(number, 1, rightly=True)
    page = browser.get(f"/practice/{number}/questions/1").text
    assert "Rate it otherwise" in page
    assert "This key is wrong?" in page
    assert "/diagnostic?track=cpc" in " ".join(browser.page("/practice").links)
    assert {"/billing/claims", "/billing/remittances"} <= set(browser.page("/billing").links)


# an administrator who looks in


@pytest.fixture
def looking(app: Flask, scopes: Scopes, guest: Learner) -> Browser:
    """The browser of an administrator who looks at the program as the guest."""
    browser = Browser(app).sign_in(an_administrator(scopes))
    place(browser.post(f"/administration/people/{guest.id}/log-in-as", {"reason": WHY}))
    browser.get("/")
    return browser


def test_an_administrator_who_looks_in_as_a_guest_changes_nothing(looking, guest, scopes):
    for address in ("/try/code", "/try/taster/cpc", "/try/forget", "/sign-up", "/words", "/practice", "/log-in"):
        response = looking.post(address, NEWCOMER)
        assert (response.status_code, "You are only looking" in response.text) == (403, True), address
    with guest.reading() as scope:
        assert scope.learner.is_guest
        assert scope.session.scalars(select(AttemptRow)).all() == []
    assert "You are looking at the program as <strong>Guest</strong>" in looking.get("/try").text
    assert looking.post("/try/fit", {"enjoyed": "chart"}).status_code == 200


def test_an_administrator_who_looked_in_as_a_guest_can_stop(looking):
    assert place(looking.post("/administration/stop-acting")).startswith("/administration")
    assert looking.get("/administration").status_code == 200


def test_an_administrator_who_looks_in_sees_until_when_the_guests_work_is_kept(looking, clock):
    assert f"{clock() + timedelta(days=30):%d %b %Y}".lstrip("0") in looking.page("/try").text


# until when


def test_what_is_said_of_how_long_work_is_kept_is_true_after_a_change_of_the_setting(guest, scopes, clock):
    began, ada = clock(), an_administrator(scopes)

    def set_days(days: str) -> None:
        with ada.writing() as scope:
            site_settings.change_settings(scope, {"guest_days": days})

    def said():
        with guest.reading() as scope:
            return guests.kept_until(scope)

    set_days("90")
    assert said() == began + timedelta(days=30), "the sign-in ends then, whatever is kept"
    set_days("7")
    assert said() == began + timedelta(days=7)
    clock.advance(days=10)
    assert said() == clock(), "the next night deletes it"


def test_a_guest_is_never_promised_more_than_the_cookie_lasts(scopes, clock, stranger):
    with an_administrator(scopes).writing() as scope:
        site_settings.change_settings(scope, {"guest_days": "3650"})
    stranger.post("/try/code")
    assert f"until {clock() + timedelta(days=30):%d %b %Y}".replace(" 0", " ") in stranger.page("/try").text
    assert "kept for 30 days" in stranger.page("/lessons/first-diagnosis-codes").text


def test_whose_work_was_deleted_meanwhile_is_told_so_and_not_asked_to_log_in(app, visitor, guest, scopes, clock):
    work = place(visitor.post("/try/code"))
    assert visitor.get(work).status_code == 200
    clock.advance(days=29, hours=23)
    assert visitor.get(work).status_code == 200
    with an_administrator(scopes).writing() as scope:
        site_settings.change_settings(scope, {"guest_days": "7"})
    retention.apply_retention(scopes)
    assert place(visitor.get(work)) == "/try"
    page = visitor.page("/try")
    assert "What you did here as a guest is no longer kept" in page.text
    assert "no longer kept" not in visitor.page("/try").text, "said once"
    assert place(visitor.get(work)).startswith("/log-in"), "a stranger like any other from then on"


def test_whose_first_step_was_refused_is_no_guest_who_lost_anything(settings, scopes):
    browser = Browser(build(scopes, settings))
    assert browser.post("/try/taster/cpc").status_code == 422
    assert place(browser.get("/cases")).startswith("/log-in")


# accounts


def test_a_guest_who_logs_in_is_told_what_stays_behind_and_their_session_ends(visitor, guest, scopes):
    sign_up(scopes, "ann@example.org")
    assert "cannot be moved into an account" in visitor.page("/log-in").text
    place(visitor.post("/log-in", {"email": "ann@example.org", "password": PASSWORD}))
    with guest.reading() as scope:
        assert scope.actor is None
    assert "cannot be moved" not in Browser(visitor.client.application).page("/log-in").text


def test_a_log_in_that_fails_leaves_the_guest_at_work(visitor, guest, scopes):
    sign_up(scopes, "ann@example.org")
    assert visitor.post("/log-in", {"email": "ann@example.org", "password": "another one"}).status_code == 422
    with guest.reading() as scope:
        assert scope.learner.is_guest


def test_the_sign_up_form_knows_what_a_guest_tried(visitor, stranger):
    assert visitor.page("/sign-up").chosen == ["cpb"]
    assert "stays with you" in visitor.page("/sign-up").text
    assert stranger.page("/sign-up").chosen == ["cpc"]


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example"])
def test_signing_up_and_logging_in_lead_nowhere_else(visitor, scopes, target):
    assert place(visitor.post("/sign-up", NEWCOMER, query_string={"next": target})) == "/"


# limits and hostile requests


def test_the_limit_counts_guests_whatever_they_begin_with(scopes, settings, app):
    limited = build(scopes, replace(settings, guest_limit="2 per hour"))
    assert Browser(limited).post("/try/code").status_code == 303
    assert Browser(limited).post("/try/taster/cpc").status_code == 303
    assert Browser(limited).post("/words", {"part": "cardi", "repetition": "1", "chosen": "cardi"}).status_code == 429
    assert Browser(limited).post("/lessons/first-diagnosis-codes/items").status_code == 429
    assert Browser(limited).post("/try/denial").status_code == 429
    assert people(scopes) == 2


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_asking_creates_nothing(app, scopes, method):
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if rule.endpoint in PUBLIC_ENDPOINTS and not rule.arguments:
            getattr(client, method)(rule.rule)
    for address in ("/try/code", "/try/taster/cpc", "/try/forget", "/lessons/first-diagnosis-codes/items"):
        assert getattr(client, method)(address).status_code == (200 if method == "options" else 405)
    assert people(scopes) == 0


def test_without_a_token_nobody_becomes_a_guest(app, scopes):
    for address in ("/try/code", "/try/taster/cpc", "/words", "/lessons/first-diagnosis-codes/items", "/try/forget"):
        assert app.test_client().post(address).status_code == 400
    assert people(scopes) == 0


HOSTILE = ("x" * 5000, "é" * 40, "😀" * 33, "\u202e" * 3, "' OR 1=1 --", "\ud7ff\uffff", " ", "\r\n", "")


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_stands_in_the_request_id_deals_one_taster(stranger, text, scopes):
    address = place(stranger.post("/try/taster/cpc", {"request_id": text}))
    again = place(stranger.post("/try/taster/cpc", {"request_id": text}))
    assert (again == address) == bool(text)
    assert stranger.get(address).status_code == 200
    assert people(scopes) == 1


def test_a_request_id_of_another_thing_leads_to_no_error(stranger):
    """The same name may have been given to a practice sitting before."""
    stranger.post("/try/taster/cpc", {"request_id": "one"})
    tutor = place(stranger.post("/practice", {"track": "cpc", "number": "2", "request_id": "two", "pool": "all"}))
    assert place(stranger.post("/try/taster/cpb", {"request_id": "two"})) == tutor
    assert stranger.get(tutor).status_code == 200


def test_a_nul_character_makes_nobody_a_guest(stranger, scopes):
    assert stranger.post("/try/taster/cpc", {"request_id": "a\0b"}).status_code == 400
    assert people(scopes) == 0


def test_the_cookie_of_a_guest_is_like_that_of_a_member(app, scopes, settings):
    strict = build(scopes, replace(settings, base_url="https://trainer.test", secure_cookies=True))
    browser = Browser(strict)
    browser.get("/", base_url="https://trainer.test")
    headers = {"Referer": "https://trainer.test/"}
    response = browser.post("/try/code", base_url="https://trainer.test", headers=headers)
    cookie = response.headers["Set-Cookie"]
    assert response.status_code == 303
    assert all(flag in cookie for flag in ("Secure", "HttpOnly", "SameSite=Lax", "Expires="))


# tasters and minutes


def test_a_taster_that_ran_out_of_time_leads_to_its_result(visitor, clock):
    place(visitor.post("/try/taster/cpc", {"request_id": "one"}))
    assert "Go on with the one you began" in visitor.page("/try").text
    clock.advance(hours=2)
    page = visitor.page("/try")
    assert "Go on with the one you began" not in page.text
    assert "Time is up: see the result" in page.text
    assert "/practice/1/finish" in page.links


def test_the_minutes_of_a_try_end_when_it_is_handed_in(visitor, guest, clock, scopes):
    """Grading that was interrupted comes later; a try that lay open over night says nothing of ten minutes."""
    work = place(visitor.post("/try/code"))
    clock.advance(minutes=9)
    place(visitor.post(f"{work}/submission", CLAIM))
    with scopes.writing() as scope:
        scope.session.execute(update(AttemptRow).values(graded_at=scope.now + timedelta(hours=5)))
    assert "9 minutes" in visitor.page("/try/fit").text
    work = place(visitor.post("/try/code"))
    clock.advance(hours=14)
    place(visitor.post(f"{work}/submission", CLAIM))
    text = visitor.page("/try/fit").text
    assert "840 minutes" not in text
    assert "more than two hours" in text


def test_the_fit_page_shows_every_step_of_its_sum(visitor):
    said = {"enjoyed": "chart", "reading": "gladly", "people": "rather-not", "arithmetic": "fine"}
    text = Page(visitor.post("/try/fit", said).text).text
    assert "The chart was enjoyed more: 2 toward coding" in text
    assert "Reading, gladly: 2 toward coding" in text
    assert "Talking with people, rather not: 2 toward coding" in text
    assert "Arithmetic, it is fine: 0" in text
    assert "6 toward coding" in text
    assert "Detail" not in text.partition("Counted, not tested")[2].partition("Which did you enjoy more?")[0]

"""The second step: set up with an app, asked for after every first step, its codes good once, lost and taken away."""

import json
import re
from dataclasses import replace

import pyotp
import pytest
from sqlalchemy import select, update

from tests.support.browser import Browser
from tests.support.html import Page
from tests.support.people import PASSWORD, Learner, an_administrator, sign_up
from tests.web.conftest import build
from trainer.db.models.audit import AuditEvent
from trainer.db.models.jobs import Job
from trainer.db.models.people import UserSession
from trainer.db.models.sign_in import RecoveryCode, SecondStep
from trainer.services import accounts, people_admin, second_steps, sign_in

ANN = {"email": "ann@example.org", "password": PASSWORD}
SET_UP = "/account/second-step/set-up"


class Phone:
    """An authenticator app, on the clock of the test."""

    def __init__(self, key: str, clock) -> None:
        self.totp = pyotp.TOTP(key.replace(" ", ""))
        self.clock = clock

    def code(self, steps: int = 0) -> str:
        return self.totp.at(int(self.clock().timestamp()) + 30 * steps)


def set_up(browser: Browser, clock) -> tuple[Phone, list[str]]:
    """The phone, and the recovery codes."""
    assert browser.post("/account/second-step", {"password": PASSWORD}).headers["Location"] == SET_UP
    page = browser.page(SET_UP)
    (key,) = re.findall(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", page.text)
    phone = Phone(key, clock)
    response = browser.post(SET_UP, {"one_time_code": phone.code()})
    assert response.status_code == 200
    return phone, re.findall(r"(?:[a-z2-9]{4}-){3}[a-z2-9]{4}", Page(response.text).text)


@pytest.fixture
def phone(browser, clock) -> Phone:
    """Ann's phone, once her second step is on; the next half minute has begun."""
    phone, _ = set_up(browser, clock)
    clock.advance(seconds=30)
    return phone


def half_way(app) -> Browser:
    """A browser that has told Ann's password."""
    browser = Browser(app)
    response = browser.post("/log-in", ANN, query_string={"next": "/plan"})
    assert (response.status_code, response.headers["Location"]) == (303, "/log-in/code?next=/plan")
    return browser


def is_in(browser: Browser) -> bool:
    return browser.get("/account").status_code == 200


def test_the_picture_and_the_key_say_the_same_and_need_no_other_host(browser, clock):
    browser.post("/account/second-step", {"password": PASSWORD})
    page = browser.page(SET_UP)
    (picture,) = [each for each in page.elements if each.tag == "img"]
    assert picture.attributes["src"].startswith("data:image/svg+xml")
    (uri,) = [e.attributes["href"] for e in page.elements if e.attributes.get("href", "").startswith("otpauth:")]
    parsed = pyotp.parse_uri(uri)
    assert (parsed.issuer, parsed.name) == ("Medcode Trainer", "ann@example.org")
    assert parsed.secret in page.text.replace(" ", "")
    assert len(parsed.secret) == 32, "160 bits"


def test_setting_it_up_needs_the_password_and_a_code_of_the_app(browser, scopes, app, clock):
    assert browser.post("/account/second-step", {"password": "wrong"}).status_code == 422
    assert browser.get(SET_UP).status_code == 404
    browser.post("/account/second-step", {"password": PASSWORD})
    assert browser.post(SET_UP, {"one_time_code": "000000"}).status_code == 422
    assert Browser(app).post("/log-in", ANN).headers["Location"] == "/", "nothing is asked for before it is confirmed"


def test_after_the_password_a_code_is_asked_for_and_one_goes_on_where_one_wanted(phone, app):
    browser = half_way(app)
    assert not is_in(browser)
    form = browser.page("/log-in/code?next=/plan").named("one_time_code")[0]
    assert form["autocomplete"] == "one-time-code"
    assert browser.post("/log-in/code", {"one_time_code": "12 34 56"}).status_code == 422
    response = browser.post("/log-in/code", {"one_time_code": phone.code()}, query_string={"next": "/plan"})
    assert (response.status_code, response.headers["Location"]) == (303, "/plan")
    assert is_in(browser)


def test_a_code_is_good_once_for_whoever_comes_first(phone, app, clock):
    code = phone.code()
    assert half_way(app).post("/log-in/code", {"one_time_code": code}).status_code == 303
    second = half_way(app)
    assert second.post("/log-in/code", {"one_time_code": code}).status_code == 422
    assert second.post("/log-in/code", {"one_time_code": phone.code(-1)}).status_code == 422, "nor an older one"
    assert second.post("/log-in/code", {"one_time_code": phone.code(1)}).status_code == 303


@pytest.mark.parametrize(("steps", "status"), [(-2, 422), (-1, 303), (0, 303), (1, 303), (2, 422)])
def test_a_clock_may_be_half_a_minute_off_and_no_more(phone, app, clock, steps, status):
    clock.advance(minutes=5)
    assert half_way(app).post("/log-in/code", {"one_time_code": phone.code(steps)}).status_code == status


def test_a_recovery_code_stands_in_once_in_any_spelling(browser, app, clock, scopes):
    _, codes = set_up(browser, clock)
    assert len(set(codes)) == second_steps.RECOVERY_CODES
    typed = codes[0].upper().replace("-", " ")
    assert half_way(app).post("/log-in/code", {"one_time_code": typed}).status_code == 303
    assert half_way(app).post("/log-in/code", {"one_time_code": codes[0]}).status_code == 422
    assert "9 recovery codes left" in browser.page("/account").text
    with scopes.reading() as scope:
        stored = set(scope.session.scalars(select(RecoveryCode.code_hash)))
        assert "second-step.recovery" in scope.session.scalars(select(AuditEvent.action)).all()
    assert not stored & {code.replace("-", "") for code in codes}


def test_new_recovery_codes_make_the_former_ones_void(browser, app, clock):
    _, old = set_up(browser, clock)
    assert browser.post("/account/second-step/codes", {"password": "wrong"}).status_code == 422
    response = browser.post("/account/second-step/codes", {"password": PASSWORD})
    new = re.findall(r"(?:[a-z2-9]{4}-){3}[a-z2-9]{4}", Page(response.text).text)
    assert half_way(app).post("/log-in/code", {"one_time_code": old[1]}).status_code == 422
    assert half_way(app).post("/log-in/code", {"one_time_code": new[1]}).status_code == 303


def test_turning_it_on_ends_all_other_sign_ins_and_renews_this_one(app, browser, ann, clock):
    with ann.writing() as scope:
        other = Browser(app).sign_in(replace(ann, token=accounts.open_session(scope, scope.learner.id, "a phone")))
    set_up(browser, clock)
    assert is_in(browser)
    assert not is_in(other)
    with ann.scopes.reading() as scope:
        assert accounts.find_signed_in(scope, ann.token) is None, "the token of before is worth nothing"


def test_turning_it_off_needs_password_and_code(phone, browser, app):
    off = "/account/second-step/off"
    assert browser.post(off, {"password": "wrong", "one_time_code": phone.code()}).status_code == 422
    assert browser.post(off, {"password": PASSWORD, "one_time_code": "000000"}).status_code == 422
    assert browser.post(off, {"password": PASSWORD, "one_time_code": phone.code()}).status_code == 303
    assert Browser(app).post("/log-in", ANN).headers["Location"] == "/"


def test_a_second_app_cannot_be_set_up_over_the_first(phone, browser):
    assert browser.post("/account/second-step", {"password": PASSWORD}).status_code == 422
    assert browser.get(SET_UP).status_code == 404


def test_a_mailed_password_link_does_not_get_around_it(phone, app, scopes):
    stranger = Browser(app)
    stranger.post("/forgotten-password", {"email": "ann@example.org"})
    with scopes.reading() as scope:
        payload = scope.session.scalars(select(Job.payload).order_by(Job.id.desc()).limit(1)).one()
    path = re.search(r"(/reset-password/[0-9a-f]+)", payload)[1]
    stranger.post(path, {"new_password": "quite another phrase"})
    stranger.get("/log-in")
    response = stranger.post("/log-in", ANN | {"password": "quite another phrase"})
    assert response.headers["Location"] == "/log-in/code"
    assert not is_in(stranger)


def test_the_first_step_is_good_for_ten_minutes_and_ends_with_the_password(phone, app, clock, scopes):
    late, changed = half_way(app), half_way(app)
    with scopes.writing() as scope:
        accounts.request_password_reset(scope, "ann@example.org")
        payload = scope.session.scalars(select(Job.payload).order_by(Job.id.desc()).limit(1)).one()
        accounts.reset_password(scope, re.search(r"/reset-password/([0-9a-f]+)", payload)[1], "quite another phrase")
    assert changed.post("/log-in/code", {"one_time_code": phone.code()}).headers["Location"] == "/log-in"
    late = Browser(app)
    late.post("/log-in", ANN | {"password": "quite another phrase"})
    clock.advance(minutes=11)
    assert late.post("/log-in/code", {"one_time_code": phone.code()}).headers["Location"] == "/log-in"
    assert sign_in.TOO_LATE in late.page("/log-in").text


def test_without_the_first_step_there_is_no_second_one(stranger, phone):
    assert stranger.get("/log-in/code").status_code == 404
    assert stranger.post("/log-in/code", {"one_time_code": phone.code()}).status_code == 404


def test_codes_cannot_be_tried_for_long(phone, app):
    wrong = [half_way(app).post("/log-in/code", {"one_time_code": "000000"}).status_code for _ in range(31)]
    assert wrong == [422] * 30 + [429]
    assert half_way(app).post("/log-in/code", {"one_time_code": phone.code()}).status_code == 429


def test_the_secret_is_not_in_the_database(phone, scopes):
    with scopes.reading() as scope:
        row = scope.session.scalars(select(SecondStep)).one()
        stored = json.dumps([row.salt, row.last_step])
        shown = pyotp.TOTP(phone.totp.secret)
    assert shown.secret not in stored
    other = replace(scopes.settings, secret_key="another key")
    with scopes.reading() as scope:
        scope.settings = other
        assert second_steps._secret(scope, row) != shown.secret


def test_an_administrator_takes_a_lost_one_away_with_a_reason_and_the_person_is_told(phone, app, ann, browser, scopes):
    ada = Browser(app).sign_in(an_administrator(scopes))
    path = f"/administration/people/{ann_id(scopes)}/second-step/reset"
    assert "Second step" in ada.page(f"/administration/people/{ann_id(scopes)}").text
    assert ada.post(path).status_code == 422
    assert ada.post(path, {"reason": "Her phone was stolen."}).status_code == 303
    assert not is_in(browser)
    assert Browser(app).post("/log-in", ANN).headers["Location"] == "/"
    with scopes.reading() as scope:
        event = scope.session.scalars(select(AuditEvent).where(AuditEvent.action == "second-step.reset")).one()
        mail = json.loads(scope.session.scalars(select(Job.payload).order_by(Job.id.desc()).limit(1)).one())
    assert (event.subject, event.detail) == (f"user {ann_id(scopes)}", "Her phone was stolen.")
    assert mail["to"] == "ann@example.org"
    assert "administrator" in mail["body"]
    assert ada.post(path, {"reason": "Once more."}).status_code == 422


def ann_id(scopes) -> int:
    with scopes.reading() as scope:
        return accounts.get_learner_id(scope, "ann@example.org")


@pytest.fixture
def strict(app, scopes, settings):
    """Where administrators need a second step."""
    scopes.settings = replace(settings, second_step_for="administrators")
    return build(scopes, scopes.settings)


def test_where_it_is_required_an_administrator_does_nothing_before_it_is_set_up(strict, scopes, clock):
    an_administrator(scopes)
    browser = Browser(strict)
    response = browser.post("/log-in", {"email": "admin@example.org", "password": PASSWORD})
    assert response.headers["Location"] == "/account/second-step"
    for path in ("/administration", "/account", "/plan", "/administration/people"):
        assert browser.get(path).headers["Location"] == "/account/second-step"
    browser.get("/account/second-step")
    response = browser.post("/account", {"display_name": "Mallory", "track": "cpc"})
    assert response.headers["Location"] == "/account/second-step"
    phone, _ = set_up(browser, clock)
    assert browser.get("/administration").status_code == 200
    clock.advance(seconds=30)
    off = browser.post("/account/second-step/off", {"password": PASSWORD, "one_time_code": phone.code()})
    assert off.status_code == 422
    assert "cannot be turned off" in Page(off.text).text


def test_where_it_is_required_nobody_else_is_asked(strict, scopes):
    sign_up(scopes)
    assert Browser(strict).post("/log-in", ANN).headers["Location"] == "/"


def test_an_administrators_sign_in_lasts_a_day_and_a_learners_as_long_as_is_set(app, scopes, ann):
    an_administrator(scopes)
    with scopes.writing() as scope:
        scope.session.execute(update(UserSession).values(revoked_at=scope.now))
        for email in ("admin@example.org", "ann@example.org"):
            sign_in.log_in(scope, email, PASSWORD, "a browser")
    with scopes.reading() as scope:
        rows = scope.session.scalars(
            select(UserSession).where(UserSession.revoked_at.is_(None)).order_by(UserSession.id)
        )
        assert [(row.expires_at - row.created_at).days for row in rows] == [1, 30]


def test_becoming_an_administrator_ends_the_sign_ins_of_before(app, scopes, ann: Learner):
    number = ann.id
    with scopes.writing() as scope:
        people_admin.set_roles(scope, number, is_administrator=False, may_teach=True, reason="She teaches.")
    assert ann.id == number, "what a learner does goes on when they may teach"
    with scopes.writing() as scope:
        people_admin.set_roles(scope, number, is_administrator=True, may_teach=True, reason="She runs it.")
    with scopes.reading() as scope:
        assert accounts.find_signed_in(scope, ann.token) is None

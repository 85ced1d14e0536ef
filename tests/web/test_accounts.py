"""The account pages: cookies, CSRF, rate limits, where one goes after logging in."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from tests.support.browser import Browser
from tests.support.html import Page
from tests.support.people import PASSWORD, sign_up
from tests.web.conftest import build
from trainer.config import Mail
from trainer.db.models.jobs import Job
from trainer.db.models.people import LearnerProfile, User
from trainer.services import accounts
from trainer.web.security import CSRF_LIFETIME_SECONDS

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}
NEWCOMER = {"display_name": "Cleo", "email": "cleo@example.org", "new_password": PASSWORD, "track": "cpb"}
ANN = {"email": "ann@example.org", "password": PASSWORD}


def mailed_path(scopes, page: str) -> str:
    """The path of the link of the newest mail."""
    with scopes.reading() as scope:
        payload = scope.session.scalars(select(Job.payload).order_by(Job.id.desc()).limit(1)).one()
    found = re.search(rf"http://trainer\.test(/{page}/[0-9a-f]+)", payload)
    assert found
    return found[1]


def users(scopes) -> int:
    with scopes.reading() as scope:
        return scope.session.execute(select(func.count()).select_from(User)).scalar_one()


def cookies_of(response, name: str) -> list[str]:
    return [each for each in response.headers.getlist("Set-Cookie") if each.startswith(f"{name}=")]


def test_signing_up_opens_the_start_page_of_the_chosen_track(stranger, scopes):
    response = stranger.post("/sign-up", NEWCOMER)
    assert (response.status_code, response.headers["Location"]) == (303, "/")
    page = stranger.page("/")
    assert "Good to see you, Cleo" in page.text
    assert "CPB" in page.text
    assert "not confirmed yet" in page.text
    assert "Mail is not configured" in page.text


@pytest.mark.parametrize(
    ("sent", "stored"),
    [({"time_zone": "America/Chicago"}, "America/Chicago"), ({}, "UTC"), ({"time_zone": "nowhere"}, "UTC")],
    ids=["told by the script", "without a script", "nonsense"],
)
def test_the_form_takes_the_time_zone_along(stranger, scopes, sent, stored):
    page = stranger.page("/sign-up")
    assert page.form("/sign-up").fields["time_zone"] == ""
    assert stranger.post("/sign-up", NEWCOMER | sent).status_code == 303
    with scopes.reading() as scope:
        assert scope.session.scalars(select(LearnerProfile.time_zone)).one() == stored


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "no address"),
        ("email", ""),
        ("new_password", "short"),
        ("new_password", "cleo@example.org"),
        ("display_name", "  "),
        ("display_name", "x" * 81),
        ("track", "ccs"),
    ],
)
def test_a_form_with_an_error_stores_nothing_and_keeps_what_was_typed(stranger, scopes, field, value):
    response = stranger.post("/sign-up", NEWCOMER | {field: value})
    page = Page(response.text)
    assert response.status_code == 422
    assert users(scopes) == 0
    assert page.named("email")[0]["value"] == (value if field == "email" else "cleo@example.org")
    assert "value" not in page.named("new_password")[0] or page.named("new_password")[0]["value"] == ""
    if field != "track":
        assert page.named(field)[0]["aria-invalid"] == "true"
        assert page.named(field)[0]["aria-describedby"].endswith(f"{field}-error")


def test_a_taken_address_is_named_beside_its_field(stranger, ann):
    response = stranger.post("/sign-up", NEWCOMER | {"email": "ANN@example.org"})
    assert response.status_code == 422
    assert "There is an account with this address" in Page(response.text).text


def test_the_session_cookie_is_hidden_from_scripts_and_other_sites(stranger, ann):
    (cookie,) = cookies_of(stranger.post("/log-in", ANN), "trainer")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie
    assert ann.token not in cookie


def test_the_session_cookie_is_secure_when_the_setting_says_so(scopes, settings):
    sign_up(scopes)
    browser = Browser(build(scopes, replace(settings, secure_cookies=True)))
    https = {"base_url": "https://localhost", "headers": {"Referer": "https://localhost/log-in"}}
    browser.get("/log-in", base_url="https://localhost")
    response = browser.post("/log-in", ANN, **https)
    (cookie,) = cookies_of(response, "__Host-trainer")
    assert "Secure" in cookie
    assert "Path=/;" in f"{cookie};"
    assert "Domain" not in cookie
    assert cookies_of(response, "trainer") == []
    assert all("Secure" in each for each in cookies_of(response, "device"))


def test_logging_in_with_a_wrong_password_says_the_same_as_with_an_unknown_address(stranger, ann):
    wrong = stranger.post("/log-in", ANN | {"password": "wrong"})
    unknown = stranger.post("/log-in", {"email": "nobody@example.org", "password": PASSWORD})
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert accounts.WRONG_CREDENTIALS in Page(wrong.text).text
    assert Page(unknown.text).text == Page(wrong.text).text


def test_after_logging_in_one_goes_on_where_one_wanted(stranger, ann):
    response = stranger.get("/progress?track=cpb")
    assert (response.status_code, response.headers["Location"]) == (303, "/log-in?next=/progress?track%3Dcpb")
    form = stranger.page(response.headers["Location"]).forms[0]
    response = stranger.post(form.action, ANN)
    assert response.headers["Location"] == "/progress?track=cpb"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/\x0b/evil.example",
        "javascript:alert(1)",
        "evil.example",
        "",
    ],
)
def test_one_is_never_sent_to_another_site(stranger, ann, target):
    response = stranger.post("/theme", {"theme": "dark", "next": target})
    assert (response.status_code, response.headers["Location"]) == (303, "/")
    response = stranger.post("/log-in", ANN, query_string={"next": target})
    assert (response.status_code, response.headers["Location"]) == (303, "/")


def test_a_session_that_was_revoked_elsewhere_leads_to_the_log_in_page(browser, ann):
    assert browser.get("/account").status_code == 200
    with ann.writing() as scope:
        accounts.log_out_everywhere(scope)
    response = browser.get("/account")
    assert (response.status_code, response.headers["Location"]) == (303, "/log-in?next=/account")
    assert browser.post("/practice", {"number": "1"}).headers["Location"] == "/log-in"


def test_a_forged_session_cookie_is_worth_nothing(app, ann):
    browser = Browser(app)
    browser.client.set_cookie("trainer", "eyJfdXNlcl9pZCI6ICIxIn0.forged.forged")
    assert browser.get("/account").status_code == 303


def test_logging_out_forgets_the_person(browser):
    assert browser.post("/log-out").headers["Location"] == "/"
    assert browser.get("/account").status_code == 303


def test_logging_out_everywhere_ends_the_other_browser_too(app, browser, ann):
    with ann.writing() as scope:
        other = Browser(app).sign_in(replace(ann, token=accounts.open_session(scope, scope.learner.id, "a phone")))
    assert "a phone" in browser.page("/account").text
    browser.post("/log-out-everywhere")
    assert other.get("/account").status_code == 303


def test_log_in_is_limited_by_account_and_by_address(scopes, settings):
    sign_up(scopes)
    app = build(scopes, replace(settings, log_in_limit="3 per minute"))
    browser = Browser(app)
    tries = [browser.post("/log-in", ANN | {"password": "wrong"}) for _ in range(4)]
    assert [response.status_code for response in tries] == [422, 422, 422, 429]
    assert "Wait a minute" in Page(tries[-1].text).text
    assert browser.post("/log-in", ANN).status_code == 429, "the right password does not help either"
    assert browser.post("/log-in", ANN | {"email": "ANN@example.org"}).status_code == 429, "in whatever spelling"
    assert browser.post("/log-in", ANN | {"email": "ben@example.org"}).status_code == 422, "others are not affected"
    assert browser.get("/log-in").status_code == 200
    assert Browser(app).post("/log-in", ANN, **at("192.0.2.7")).status_code == 303, "nor is she, elsewhere"


def at(address: str) -> dict[str, object]:
    return {"environ_base": {"REMOTE_ADDR": address}}


def fail(app, address: str, email: str = "ann@example.org") -> int:
    return Browser(app).post("/log-in", {"email": email, "password": "wrong"}, **at(address)).status_code


def test_tries_from_many_addresses_count_for_the_account_but_lock_nobody_out_of_a_known_device(scopes, settings):
    sign_up(scopes)
    app = build(scopes, replace(settings, log_in_limit="2 per hour"))
    own = Browser(app)
    assert own.post("/log-in", ANN, **at("192.0.2.200")).status_code == 303
    own.post("/log-out", **at("192.0.2.200"))
    assert [fail(app, f"192.0.2.{number}") for number in range(1, 12)] == [422] * 10 + [429]
    assert Browser(app).post("/log-in", ANN, **at("192.0.2.99")).status_code == 429, "a browser that nobody knows"
    assert own.post("/log-in", ANN, **at("192.0.2.201")).status_code == 303
    own.post("/log-out")
    own.get("/log-in")
    wrong = ANN | {"password": "wrong"}
    assert [own.post("/log-in", wrong).status_code for _ in range(3)] == [422, 422, 429], "it has a count of its own"


def test_a_device_is_known_for_the_account_that_logged_in_there_only(scopes, settings):
    for email in ("ann@example.org", "ben@example.org"):
        sign_up(scopes, email)
    app = build(scopes, replace(settings, log_in_limit="1 per hour"))
    own = Browser(app)
    own.post("/log-in", ANN)
    own.post("/log-out")
    assert [fail(app, f"192.0.2.{number}", "ben@example.org") for number in range(1, 7)] == [422] * 5 + [429]
    assert own.post("/log-in", ANN | {"email": "ben@example.org"}, **at("192.0.2.8")).status_code == 429
    own.client.set_cookie("device", "forged.value")
    assert own.post("/log-in", ANN | {"email": "ben@example.org"}, **at("192.0.2.8")).status_code == 429


def test_a_whole_class_may_log_in_through_one_address(scopes, settings):
    app = build(scopes, replace(settings, log_in_limit="1 per hour"))
    emails = [f"learner{number}@example.org" for number in range(12)]
    for email in emails:
        sign_up(scopes, email)
    assert {Browser(app).post("/log-in", ANN | {"email": email}).status_code for email in emails} == {303}
    assert [fail(app, "127.0.0.1", f"nobody{number}@example.org") for number in range(11)] == [422] * 10 + [429]


def test_a_form_without_a_token_is_refused_and_stores_nothing(app, scopes):
    response = app.test_client().post("/sign-up", data=NEWCOMER)
    assert response.status_code == 400
    assert "expired" in Page(response.text).text
    assert users(scopes) == 0


def test_an_expired_form_offers_what_was_typed_again_but_never_a_password(stranger, scopes):
    response = stranger.post("/sign-up", NEWCOMER | {"csrf_token": "old"}, headers=SAME_ORIGIN)
    page = Page(response.text)
    assert response.status_code == 400
    assert PASSWORD not in response.text
    again = page.form("/sign-up?")
    assert (again.fields["email"], again.fields["display_name"]) == ("cleo@example.org", "Cleo")
    assert "new_password" not in again.fields
    assert users(scopes) == 0
    assert stranger.post("/sign-up", again.fields | {"new_password": PASSWORD}).status_code == 303
    assert users(scopes) == 1


@pytest.mark.parametrize("name", ["password", "new_password", "current_password"])
def test_no_password_field_of_any_form_is_sent_back(browser, name):
    data = {name: "my dear secret", "email": "ann@new.example", "csrf_token": "old"}
    response = browser.post("/account/password", data, headers=SAME_ORIGIN)
    assert response.status_code == 400
    assert "my dear secret" not in response.text
    assert "ann@new.example" in response.text


def test_a_token_expires_with_time(stranger, monkeypatch):
    import time

    form = stranger.page("/sign-up").forms[1].fields
    later = time.time() + CSRF_LIFETIME_SECONDS + 60
    monkeypatch.setattr(time, "time", lambda: later)
    assert stranger.post("/sign-up", NEWCOMER | {"csrf_token": form["csrf_token"]}).status_code == 400


def test_a_form_from_another_site_is_refused_and_its_content_not_offered(browser):
    for headers in ({"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, {}):
        data = {"display_name": "Mallory was here", "csrf_token": "forged"}
        response = browser.post("/account", data, headers=headers)
        assert response.status_code == 400
        assert "Mallory" not in response.text


def test_the_profile_can_be_changed(browser):
    assert browser.post("/account", {"display_name": "Anna", "track": "cpb"}).status_code == 303
    page = browser.page("/")
    assert "Good to see you, Anna" in page.text
    assert "CPB" in page.text


def test_a_name_is_text_and_never_markup(browser):
    browser.post("/account", {"display_name": "<script>alert(1)</script>", "track": "cpc"})
    response = browser.get("/")
    assert "<script>alert" not in response.text
    assert "&lt;script&gt;alert" in response.text


def test_changing_the_password_needs_the_present_one_and_keeps_this_browser_signed_in(browser):
    wrong = browser.post("/account/password", {"current_password": "wrong", "new_password": "another password"})
    assert wrong.status_code == 422
    assert Page(wrong.text).named("current_password")[0]["aria-invalid"] == "true"
    right = browser.post("/account/password", {"current_password": PASSWORD, "new_password": "another password"})
    assert right.status_code == 303
    assert "Your password is changed" in browser.page("/account").text


def test_a_forgotten_password_is_replaced_by_the_mailed_link(stranger, ann, scopes):
    known = stranger.post("/forgotten-password", {"email": "ann@example.org"})
    path = mailed_path(scopes, "reset-password")
    unknown = stranger.post("/forgotten-password", {"email": "xyz@example.org"})
    assert Page(known.text).text.replace("ann@", "") == Page(unknown.text).text.replace("xyz@", "")
    assert "mail is not configured" in Page(known.text).text
    assert stranger.get(path).status_code == 200
    assert stranger.post(path, {"new_password": "short"}).status_code == 422
    assert stranger.post(path, {"new_password": "another password"}).headers["Location"] == "/log-in"
    assert stranger.get(path).status_code == 404
    assert stranger.post(path, {"new_password": "yet another one"}).status_code == 404
    assert stranger.post("/log-in", ANN | {"password": "another password"}).status_code == 303


def test_pages_do_not_speak_of_the_log_where_mail_is_configured(scopes, settings):
    browser = Browser(build(scopes, replace(settings, mail=Mail("127.0.0.1"))))
    assert "Mail is not configured" not in browser.page("/sign-up").text
    forgotten = Page(browser.post("/forgotten-password", {"email": "ann@example.org"}).text).text
    assert "mail is not configured" not in forgotten.lower()
    assert "If there is an account for ann@example.org, a link is on its way to ann@example.org." in forgotten
    browser.post("/sign-up", NEWCOMER)
    assert "Welcome, Cleo. A link to confirm your address is on its way to cleo@example.org." in browser.page("/").text


def test_no_page_says_that_a_mail_is_on_its_way_where_none_is_sent(stranger):
    """It is the first page that whoever tries the program at home sees."""
    stranger.post("/sign-up", NEWCOMER)
    assert "Welcome, Cleo. A link to confirm your address is in the log" in stranger.page("/").text
    stranger.post("/account/verification")
    assert "A new link is in the log" in stranger.page("/account").text
    stranger.post("/account/email", {"email": "cleo@new.example", "password": PASSWORD})
    assert "A link to confirm your new address is in the log" in stranger.page("/account").text
    forgotten = Page(stranger.post("/forgotten-password", {"email": "cleo@example.org"}).text).text
    where = "in the log of this server, where its operator finds it: mail is not configured"
    assert f"If there is an account for cleo@example.org, a link is {where}." in forgotten


def test_a_verification_link_acts_only_when_its_button_is_pressed(browser, scopes):
    path = mailed_path(scopes, "verify-email")
    for _ in range(2):
        assert "Is ann@example.org your address?" in browser.page(path).text
    assert "not confirmed yet" in browser.page("/account").text
    assert browser.post(path).status_code == 303
    assert "· confirmed" in browser.page("/account").text
    assert browser.get(path).status_code == 404


def test_the_verification_mail_can_be_asked_for_again(browser, scopes):
    old = mailed_path(scopes, "verify-email")
    assert browser.post("/account/verification").status_code == 303
    assert browser.get(old).status_code == 404
    assert browser.get(mailed_path(scopes, "verify-email")).status_code == 200


def test_the_address_changes_when_the_link_to_the_new_one_is_followed(browser, scopes):
    assert browser.post("/account/email", {"email": "ann@new.example", "password": "wrong"}).status_code == 422
    assert browser.post("/account/email", {"email": "ann@new.example", "password": PASSWORD}).status_code == 303
    assert "ann@example.org" in browser.page("/account").text
    browser.post(mailed_path(scopes, "verify-email"))
    assert "ann@new.example" in browser.page("/account").text


def test_a_link_to_an_address_that_was_taken_meanwhile_changes_nothing_and_says_so(browser, scopes):
    browser.post("/account/email", {"email": "late@example.org", "password": PASSWORD})
    path = mailed_path(scopes, "verify-email")
    sign_up(scopes, "late@example.org", "Ben")
    response = browser.post(path)
    assert response.status_code == 422
    assert accounts.ADDRESS_TAKEN in Page(response.text).text
    assert "ann@example.org" in browser.page("/account").text

"""Signing in by a provider that really listens: there, back, what it may say, and every lie that is not believed."""

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from tests.support.browser import Browser
from tests.support.clock import Clock
from tests.support.html import Page
from tests.support.library import publish
from tests.support.oidc_provider import (
    OidcProvider,
    a_provider,
    signed_by_somebody_else,
    signed_with_the_public_key_as_a_secret,
    unsigned,
)
from tests.support.people import PASSWORD, Learner, an_administrator, sign_up
from tests.web.conftest import build
from trainer.db.models.audit import AuditEvent
from trainer.db.models.people import User
from trainer.db.models.sign_in import Identity
from trainer.services import guests, identities, people_admin, provider

NOTHING = "/log-in"


@pytest.fixture
def school(clock: Clock) -> Iterator[OidcProvider]:
    with a_provider(clock) as provider:
        yield provider


@pytest.fixture
def app_with(scopes, settings, school):
    def make(**changes):
        scopes.settings = replace(settings, provider=school.settings(**changes))
        return build(scopes, scopes.settings)

    return make


def go(browser: Browser, school: OidcProvider, path: str = "/log-in/provider", **changes: str):
    """To the provider and back; the answer to coming back."""
    there = browser.get(path)
    assert there.status_code == 303
    assert there.headers["Location"].startswith(f"{school.issuer}/authorize?")
    return browser.get(school.come_back(there.headers["Location"], **changes))


def people(scopes) -> list[str | None]:
    with scopes.reading() as scope:
        return list(scope.session.scalars(select(User.email).order_by(User.id)))


def is_in(browser: Browser) -> bool:
    return browser.get("/account").status_code == 200


def link(browser: Browser, school: OidcProvider):
    page = Page(browser.post("/account/provider", {"password": PASSWORD}).text)
    (url,) = [each.attributes["href"] for each in page.elements if "/authorize?" in each.attributes.get("href", "")]
    return browser.get(school.come_back(url))


def test_somebody_new_signs_up_where_the_setting_allows_it_and_comes_back_to_the_same_account(app_with, school, scopes):
    app = app_with(allow_sign_up=True)
    browser = Browser(app)
    assert "Log in with the School" in browser.page("/log-in").text
    response = go(browser, school, "/log-in/provider?next=/plan")
    assert (response.status_code, response.headers["Location"]) == (303, "/plan")
    text = browser.page("/account").text
    assert "ann@example.org · confirmed" in text
    assert school.issuer in text
    school.email = "new-address@example.org"
    again = Browser(app)
    assert go(again, school).headers["Location"] == "/"
    assert "ann@example.org" in again.page("/account").text, "the subject counts, not the address"
    assert people(scopes) == ["ann@example.org"]


def test_an_address_that_the_provider_has_not_verified_is_verified_by_our_own_mail(app_with, school, scopes):
    school.is_verified = False
    browser = Browser(app_with(allow_sign_up=True))
    go(browser, school)
    assert "ann@example.org · not confirmed" in browser.page("/account").text


def test_nobody_new_comes_in_where_the_setting_does_not_allow_it(app_with, school, scopes):
    browser = Browser(app_with())
    assert go(browser, school).headers["Location"].startswith(NOTHING)
    assert identities.NO_ACCOUNT in browser.page("/log-in").text
    assert people(scopes) == []


@pytest.mark.parametrize("changes", [{}, {"allow_sign_up": True}, {"link_by_email": True}], ids=str)
@pytest.mark.parametrize("is_verified", [True, False])
def test_an_account_with_the_same_address_is_not_taken_over(app_with, school, scopes, changes, is_verified):
    """Ann's account is not confirmed here: somebody else may have made it in her name, and wait for her."""
    sign_up(scopes)
    school.is_verified = is_verified
    browser = Browser(app_with(**changes))
    go(browser, school)
    assert not is_in(browser)
    assert identities.NOT_LINKED in browser.page("/log-in").text


def test_where_both_sides_have_confirmed_the_address_it_may_link_by_setting(app_with, school, scopes):
    admin = an_administrator(scopes, "ann@example.org")  # made at the command line: confirmed
    school.is_verified = False
    browser = Browser(app_with(link_by_email=True))
    go(browser, school)
    assert not is_in(browser)
    school.is_verified = True
    assert go(browser, school).headers["Location"] == "/"
    assert is_in(browser)
    with scopes.reading() as scope:
        assert scope.session.scalars(select(Identity.user_id)).all() == [admin.id]
        assert "identity.link" in scope.session.scalars(select(AuditEvent.action)).all()


def test_an_account_is_linked_by_its_owner_who_tells_the_password_and_unlinked_again(app_with, school, scopes):
    ann = sign_up(scopes)
    school.email = "private@example.net"
    app = app_with()
    own = Browser(app).sign_in(ann)
    assert own.post("/account/provider", {"password": "wrong"}).status_code == 422
    assert link(own, school).headers["Location"] == "/account"
    assert "private@example.net" in own.page("/account").text
    other = Browser(app)
    assert go(other, school).headers["Location"] == "/"
    assert "ann@example.org" in other.page("/account").text
    with scopes.reading() as scope:
        (number,) = scope.session.scalars(select(Identity.id))
    assert own.post(f"/account/provider/{number}/unlink").status_code == 303
    assert not is_in(other), "all other devices are logged out"
    go(other, school)
    assert not is_in(other)


def test_an_identity_belongs_to_one_account_and_nobody_unlinks_another_ones(app_with, school, scopes):
    app = app_with()
    ann, ben = (Browser(app).sign_in(sign_up(scopes, f"{name}@example.org")) for name in ("ann", "ben"))
    link(ann, school)
    link(ben, school)
    assert identities.TAKEN in ben.page("/account").text
    with scopes.reading() as scope:
        (number,) = scope.session.scalars(select(Identity.id))
    assert ben.post(f"/account/provider/{number}/unlink").status_code == 404
    school.subject = "u-2"
    link(ann, school)
    assert identities.ONE_ONLY in ann.page("/account").text


def test_what_was_begun_for_one_account_is_not_finished_in_another(app_with, school, scopes):
    app = app_with()
    ann, ben = sign_up(scopes), sign_up(scopes, "ben@example.org")
    browser = Browser(app).sign_in(ann)
    page = Page(browser.post("/account/provider", {"password": PASSWORD}).text)
    (url,) = [each.attributes["href"] for each in page.elements if "/authorize?" in each.attributes.get("href", "")]
    with browser.client.session_transaction() as session:
        session["_user_id"] = ben.token
    browser.get(school.come_back(url))
    with scopes.reading() as scope:
        assert scope.session.scalars(select(Identity.id)).all() == []


def test_whoever_comes_by_the_provider_only_has_no_password_and_is_told_so(app_with, school, scopes):
    browser = Browser(app_with(allow_sign_up=True))
    go(browser, school)
    response = browser.post("/account/password", {"current_password": "x", "new_password": PASSWORD})
    assert response.status_code == 422
    assert "has no password yet" in Page(response.text).text
    with scopes.reading() as scope:
        (number,) = scope.session.scalars(select(Identity.id))
    browser.post(f"/account/provider/{number}/unlink")
    assert identities.ONLY_WAY_IN in browser.page("/account").text
    assert browser.post("/log-in", {"email": "ann@example.org", "password": "!"}).status_code == 303, "is in already"
    assert Browser(app_with()).post("/log-in", {"email": "ann@example.org", "password": "!"}).status_code == 422


def test_a_guest_who_signs_up_by_the_provider_keeps_what_they_did(app_with, school, scopes):
    publish(scopes)
    with scopes.writing() as scope:
        guest = Learner(scopes, guests.begin_guest(scope, "a browser", "cpb"))
    guest_id = guest.id
    browser = Browser(app_with(allow_sign_up=True)).sign_in(guest)
    go(browser, school)
    with scopes.reading() as scope:
        user = scope.session.scalars(select(User)).one()
    assert (user.id, user.email) == (guest_id, "ann@example.org")


def test_a_disabled_account_stays_shut(app_with, school, scopes):
    app = app_with(allow_sign_up=True)
    go(Browser(app), school)
    with scopes.writing() as scope:
        people_admin.disable(scope, scope.session.scalars(select(User.id)).one(), "Left the school.")
    browser = Browser(app)
    go(browser, school)
    assert not is_in(browser)
    assert "disabled" in browser.page("/log-in").text


LIES = {
    "another nonce": {"claims": {"nonce": "replayed"}},
    "no nonce": {"claims": {"nonce": None}},
    "another issuer": {"claims": {"iss": "https://evil.example"}},
    "another audience": {"claims": {"aud": "another program"}},
    "other audiences, for another party": {"claims": {"aud": ["trainer", "other"], "azp": "other"}},
    "expired": {"claims": {"exp": 1_500_000_000}},
    "never expires": {"claims": {"exp": None}},
    "issued tomorrow": {"claims": {"iat": 1_900_000_000}},
    "nobody": {"claims": {"sub": None}},
    "an empty subject": {"claims": {"sub": ""}},
    "a subject without end": {"claims": {"sub": "x" * 256}},
    "unsigned": {"forge": unsigned},
    "signed by somebody else": {"forge": signed_by_somebody_else},
    "signed with the public key as a secret": {"forge": signed_with_the_public_key_as_a_secret},
    "no token": {"forge": lambda provider, claims: ""},
    "keys elsewhere on the open net": {"document": {"jwks_uri": "https://keys.example/keys"}},
    "keys by a redirect": {"document": {"jwks_uri": "{here}/elsewhere"}},
    "an endless answer": {"document": {"jwks_uri": "{here}/endless"}},
    "keys in a file": {"document": {"jwks_uri": "file:///etc/passwd"}},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_not_believed_and_nobody_is_let_in(app_with, school, scopes, lie):
    browser = Browser(app_with(allow_sign_up=True))
    for name, value in LIES[lie].items():
        is_document = name == "document"
        here = {key: text.replace("{here}", school.issuer) for key, text in value.items()} if is_document else value
        setattr(school, name, here)
    response = go(browser, school)
    assert response.status_code == 502
    assert "could not be used" in response.text
    assert not is_in(browser)
    assert people(scopes) == []


def test_a_document_of_another_issuer_is_not_believed(app_with, school, scopes):
    school.document = {"issuer": "https://evil.example"}
    assert Browser(app_with()).get("/log-in/provider").status_code == 502


def test_an_answer_that_is_no_json_is_a_page_and_no_crash(app_with, school, scopes):
    school.answer = b"<html>busy</html>"
    response = Browser(app_with()).get("/log-in/provider")
    assert response.status_code == 502
    assert provider.AWAY in Page(response.text).text


def test_a_provider_that_is_away_leaves_the_password(scopes, settings, clock):
    with a_provider(clock) as gone:
        scopes.settings = replace(settings, provider=gone.settings())
    sign_up(scopes)
    browser = Browser(build(scopes, scopes.settings))
    assert browser.get("/log-in/provider").status_code == 502
    assert browser.post("/log-in", {"email": "ann@example.org", "password": PASSWORD}).status_code == 303


@pytest.mark.parametrize(
    "changes", [{"state": "another"}, {"iss": "https://evil.example"}, {"code": "guessed"}], ids=str
)
def test_an_answer_that_does_not_belong_to_what_was_begun_is_refused(app_with, school, scopes, changes):
    browser = Browser(app_with(allow_sign_up=True))
    assert go(browser, school, **changes).status_code == 502
    assert people(scopes) == []


def test_an_answer_is_good_once_in_the_browser_that_began_and_for_ten_minutes(app_with, school, scopes, clock):
    app = app_with(allow_sign_up=True)
    browser = Browser(app)
    url = browser.get("/log-in/provider").headers["Location"]
    back = school.come_back(url)
    stranger = Browser(app)
    assert stranger.get(back).headers["Location"] == NOTHING, "another browser holds no ticket"
    assert browser.get(back).headers["Location"] == "/"
    browser.post("/log-out")
    assert browser.get(back).headers["Location"] == NOTHING, "its ticket is used"
    url = browser.get("/log-in/provider").headers["Location"]
    clock.advance(minutes=11)
    assert browser.get(school.come_back(url)).status_code == 502


def test_a_code_that_was_used_is_refused_by_the_provider_and_by_us(app_with, school, scopes):
    app = app_with(allow_sign_up=True)
    first = Browser(app)
    url = first.get("/log-in/provider").headers["Location"]
    code = parse_qs(urlsplit(school.come_back(url)).query)["code"][0]
    state = parse_qs(urlsplit(url).query)["state"][0]
    path = f"/log-in/provider/callback?code={code}&state={state}"
    with first.client.session_transaction() as session:
        ticket = dict(session["provider"])
    assert first.get(path).headers["Location"] == "/"
    second = Browser(app)
    with second.client.session_transaction() as session:
        session["provider"] = ticket
    assert second.get(path).status_code == 502
    assert not is_in(second)


def test_turning_back_at_the_provider_changes_nothing(app_with, school, scopes):
    browser = Browser(app_with())
    url = browser.get("/log-in/provider").headers["Location"]
    state = parse_qs(urlsplit(url).query)["state"][0]
    response = browser.get(f"/log-in/provider/callback?error=access_denied&state={state}")
    assert response.status_code == 502
    assert "you turned back there" in response.text


def test_one_is_never_sent_to_another_site_afterwards(app_with, school, scopes):
    browser = Browser(app_with(allow_sign_up=True))
    assert go(browser, school, "/log-in/provider?next=//evil.example/").headers["Location"] == "/"


def test_without_a_provider_there_is_nothing_of_it(stranger, browser):
    assert stranger.get("/log-in/provider").status_code == 404
    assert stranger.get("/log-in/provider/callback?code=1&state=2").status_code == 404
    assert browser.get("/account/provider").status_code == 404
    assert "/log-in/provider" not in stranger.get("/log-in").text
    assert "Other ways in" not in browser.page("/account").text

"""Arbitrary text in any box of the form: every page of the claims desk explains it, none breaks."""

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.browser import Browser
from tests.support.claim_forms import a_form
from tests.support.people import sign_up
from trainer.domain.claims.cms1500 import ITEMS
from trainer.domain.claims.professional import Profile
from trainer.services.scope import Scopes

TEXT = st.one_of(
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=40),
    st.sampled_from(
        ["", "0", "-1", "99999999.99", "01/01/0001", "12/31/9999", "Z", "A, B", ",", "()", "SAME", "NONE", "ﬃ" * 9, "٣"]
    ),
)
CHANGES = st.dictionaries(st.sampled_from(sorted(ITEMS)), TEXT, max_size=6)
FAST = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture(scope="module")
def browser(shared_app: Flask, shared_scopes: Scopes) -> Browser:
    return Browser(shared_app).sign_in(sign_up(shared_scopes, "fuzz@example.org"))


@pytest.fixture(scope="module")
def addresses(browser: Browser) -> dict[Profile, str]:
    """A claim of each profile."""
    return {
        profile: browser.post("/billing/claims", {"title": "x", "profile": profile}).headers["Location"]
        for profile in Profile
    }


@pytest.fixture(scope="module")
def clean(browser: Browser) -> str:
    """A claim that nothing keeps from being answered."""
    address = browser.post("/billing/claims", {"title": "x", "profile": "commercial"}).headers["Location"]
    form = a_form(Profile.COMMERCIAL, {"carrier.id": "CPH01"})
    browser.post(f"{address}/form", {f"item.{item}": text for item, text in form.items()})
    return address


@FAST
@given(profile=st.sampled_from(Profile), changes=CHANGES)
def test_any_form_is_kept_checked_printed_and_answered_or_explained(browser, addresses, profile, changes):
    address = addresses[profile]
    form = {f"item.{item}": text for item, text in (a_form(profile, {"carrier.id": "CPH01"} | changes)).items()}
    revision = browser.page(address).named("base_revision")[0]["value"]
    assert browser.post(f"{address}/form", form | {"base_revision": revision}).status_code == 303
    for path in ("?check=1", "/form.pdf"):
        assert browser.get(f"{address}{path}").status_code == 200
    for path in ("/837p.txt", "/answer", "/answer.txt"):
        assert browser.get(f"{address}{path}").status_code in (200, 422), path


@FAST
@given(
    arguments=st.dictionaries(
        st.sampled_from(["asked", "contract", "received", "deductible", "coinsurance", "copay", "maximum", "number"]),
        TEXT,
    )
)
def test_any_question_to_a_payer_is_answered_or_explained(browser, clean, arguments):
    for path in ("answer", "answer.txt"):
        status = browser.get(f"{clean}/{path}", query_string=arguments).status_code
        assert status in (200, 303, 422)

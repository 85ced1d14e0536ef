"""Headers of every response, and pages that hold to the policy they send."""

from dataclasses import replace

import pytest

from tests.support.case_forms import AUDIT, QUERY, RIGHT, hand_in, start
from tests.support.html import Page
from tests.support.library import AUDIT_SLUG, CASE_SLUG, QUERY_SLUG
from tests.web.conftest import build
from trainer.domain.attempts.attempt import Feedback


def test_the_content_policy_allows_no_inline_code_and_no_other_host(stranger):
    policy = stranger.get("/").headers["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'none'"
    assert (directives["script-src"], directives["style-src"]) == ("'self'", "'self'")
    assert directives["form-action"] == "'self'"
    assert (directives["base-uri"], directives["frame-ancestors"]) == ("'none'", "'none'")
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize("path", ["/", "/account", "/no-such-page", "/static/css/theme.css"])
def test_every_response_carries_the_protecting_headers(stranger, path):
    headers = stranger.get(path).headers
    assert "Content-Security-Policy" in headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Strict-Transport-Security" not in headers, "only where the operator says that everything is https"
    assert all(len(headers.getlist(name)) == 1 for name in {name for name, _ in headers} - {"Set-Cookie"})


def test_https_is_asked_for_always_where_the_setting_says_so(scopes, settings):
    strict = replace(settings, secure_cookies=True, hsts_seconds=31_536_000)
    response = build(scopes, strict).test_client().get("/", base_url="https://localhost")
    assert response.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_pages_are_kept_by_no_cache_and_files_may_be(browser):
    assert browser.get("/account").headers["Cache-Control"] == "no-store"
    assert "no-store" not in browser.get("/static/css/theme.css").headers["Cache-Control"]


def breaches(html: str) -> list[str]:
    """What the content policy would block: inline scripts, styles and handlers, and files of other hosts."""
    found = []
    for element in Page(html).elements:
        attributes = element.attributes
        if element.tag == "style" or (element.tag == "script" and not attributes.get("src", "").startswith("/")):
            found.append(element.tag)
        found += [name for name in attributes if name == "style" or name.startswith("on")]
        source = attributes.get("src") or (attributes.get("href", "") if element.tag == "link" else "")
        if source and not source.startswith("/"):
            found.append(source)
        if attributes.get("href", "").startswith("javascript:"):
            found.append(attributes["href"])
    return found


@pytest.mark.usefixtures("code_book")
def test_no_page_holds_an_inline_script_style_or_handler(browser, stranger, ann):
    tutor, quiz, done, given_up = (ann.start(mode) for mode in (Feedback.AT_ONCE, *[Feedback.AT_END] * 3))
    for position in range(1, 7):
        ann.answer(tutor, position, rightly=position % 2 == 0)
    ann.hand_in(done)
    browser.post(f"/practice/{given_up}/abandon")
    open_cases, graded_cases = [], []
    for slug, work in ((CASE_SLUG, RIGHT), (AUDIT_SLUG, AUDIT), (QUERY_SLUG, QUERY)):
        graded_cases.append(hand_in(browser, work, slug))
        browser.post(f"{graded_cases[-1].removesuffix('/report')}/disputes", {"text": "The left ear."})
        open_cases.append(start(browser, slug))
    paths = ["/", "/practice", "/practice?track=cpb", "/progress", "/cases", "/account", "/account/email"]
    paths += ["/account/password", "/no-such-page", *open_cases, *graded_cases, f"{open_cases[0]}/report"]
    paths += [f"/practice/{done}/result", f"/practice/{quiz}/finish", "/cases?kind=audit-the-coder"]
    paths += [f"/practice/{given_up}/finish", f"/practice/{given_up}/questions/1"]
    paths += [f"/practice/{number}/questions/{at}" for number in (tutor, quiz, done) for at in range(1, 7)]
    pages = {path: browser.get(path).text for path in paths}
    for path in ("/", "/sign-up", "/log-in", "/forgotten-password", "/reset-password/0"):
        pages[f"a stranger at {path}"] = stranger.get(path).text
    pages["a form with errors"] = stranger.post("/sign-up").text
    pages["an expired form"] = browser.post("/account", {"csrf_token": "old"}).text
    assert {path: found for path, html in pages.items() if (found := breaches(html))} == {}
    assert all("<main" in html for html in pages.values())

"""The public list of corrected keys, and notices that are put away."""

import pytest
from flask import render_template

from tests.support.browser import Browser
from tests.support.html import Page
from tests.support.library import RATIONALE
from tests.support.people import Learner, sign_up
from tests.support.regrades import REASON, SLUG, correct, mark, practise, publish_ten, regrade, sit
from tests.web.conftest import Fill
from trainer.domain.items.keys import SingleKey
from trainer.services import notices


@pytest.fixture
def fill() -> Fill:
    return publish_ten


def test_a_stranger_reads_that_no_key_has_been_corrected(stranger):
    page = stranger.page("/errata")
    assert "No key has been corrected so far." in page.text
    assert [element.tag for element in page.elements].count("h1") == 1


def test_everybody_reads_what_was_corrected_and_why_and_no_answer(browser, stranger, ann, scopes):
    sit(ann, "A")
    practise(ann, "C")
    correct(scopes)
    regrade(scopes)
    for visitor in (browser, stranger):
        html = visitor.get("/errata").text
        page = Page(html)
        for told in (SLUG, "CPC · coder · Anatomy", "2 Mar 2026, 09:00 UTC", REASON):
            assert told in page.text
        assert "2 answers regraded" in page.text
        for secret in ("The stem of", "the text of", RATIONALE, "ann@example.org", "Ann <"):
            assert secret not in html


def test_while_an_exam_with_the_question_is_open_its_reason_is_nowhere(browser, stranger, ann, app, scopes):
    correct(scopes)
    exam = ann.start_exam("full")
    mine, public = browser.get("/errata").text, stranger.get("/errata").text
    assert "The reason is shown when your exam with this question is over." in mine
    assert "The reason is not shown while somebody sits an exam with this question." in public
    assert REASON not in mine + public
    ben = Browser(app).sign_in(sign_up(scopes, "ben@example.org", "Ben"))
    assert REASON in ben.get("/errata").text
    ann.hand_in(exam)
    assert REASON in browser.get("/errata").text
    assert REASON in stranger.get("/errata").text


def test_a_reason_is_text_not_markup(stranger, scopes):
    correct(scopes, reason="<script>alert(1)</script> & more")
    html = stranger.get("/errata").text
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in html


def test_a_page_that_is_no_page_is_the_first_or_an_empty_one(stranger, scopes):
    correct(scopes)
    for page in ("0", "-1", "x", "", "²"):
        assert REASON in stranger.page(f"/errata?page={page}").text
    assert "There are no more corrected keys." in stranger.page(f"/errata?page={'1' * 30}").text


def test_a_long_list_is_paged(stranger, scopes, clock):
    for turn in range(21):
        clock.advance(minutes=1)
        correct(scopes, SingleKey("AC"[turn % 2]), f"Turn {turn + 1000}")
    first, second = stranger.page("/errata"), stranger.page("/errata?page=2")
    assert "Page 1 of 2" in first.text
    assert "/errata?page=2" in first.links
    assert "Turn 1000" in second.text
    assert "/errata?page=1" in second.links
    assert "/errata" in stranger.page("/errata?page=3").links


def unread(learner: Learner) -> list[int]:
    with learner.reading() as scope:
        return [notice.number for notice in notices.list_notices(scope)]


def test_a_notice_is_put_away_with_one_click_and_again_without_harm(browser, ann):
    mark(ann, sit(ann, "A"), 1)
    assert unread(ann) == [1]
    for _ in range(2):
        response = browser.post("/notices/1/read", {"next": "/progress"})
        assert (response.status_code, response.headers["Location"]) == (303, "/progress")
        assert unread(ann) == []


def test_putting_away_leads_nowhere_else(browser, ann):
    mark(ann, sit(ann, "A"), 1)
    for target in ("https://elsewhere.example", "//elsewhere.example", ""):
        assert browser.post("/notices/1/read", {"next": target}).headers["Location"] == "/"


def test_a_notice_of_somebody_else_or_none_is_not_there(browser, ann, scopes):
    ben = sign_up(scopes, "ben@example.org", "Ben")
    mark(ben, sit(ben, "A"), 1)
    for number in (1, 2, 2**31 - 1, 2**40):
        assert browser.post(f"/notices/{number}/read").status_code == 404
    assert unread(ben) == [1]


def test_a_stranger_or_a_form_without_its_token_puts_nothing_away(browser, stranger, ann):
    mark(ann, sit(ann, "A"), 1)
    assert stranger.post("/notices/1/read").headers["Location"].startswith("/log-in")
    assert browser.client.post("/notices/1/read").status_code == 400
    assert browser.get("/notices/1/read").status_code == 405
    assert unread(ann) == [1]


def test_the_block_of_notices_says_each_with_a_button_of_its_own(app, ann):
    mark(ann, sit(ann, "A"), 1, "<b>Unclear</b>")
    mark(ann, sit(ann, "A"), 1)
    with ann.reading() as scope:
        rows = notices.list_notices(scope)
    with app.test_request_context("/progress"):
        html = render_template("errata/_notices.html", notices=rows)
        assert render_template("errata/_notices.html", notices=()).strip() == ""
    page = Page(html)
    assert [form.action for form in page.forms] == ["/notices/2/read", "/notices/1/read"]
    assert all({"csrf_token", "next"} <= form.fields.keys() and form.method == "post" for form in page.forms)
    assert page.forms[0].fields["next"] == "/progress"
    described = [each.attributes["aria-describedby"] for each in page.elements if each.tag == "button"]
    assert described == ["notice-2", "notice-1"]
    assert [link.split("/")[:3] for link in page.links] == [["", "exams", "2"], ["", "exams", "1"]]
    assert "&lt;b&gt;Unclear&lt;/b&gt;" in html

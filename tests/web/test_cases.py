"""The pages of the coding cases: list, workbench, report."""

from collections.abc import Sequence

import pytest

from tests.support.browser import Browser
from tests.support.html import Page
from tests.support.library import CASE_RATIONALE, CASE_SLUG, CASE_TITLE

Claim = dict[str, str | Sequence[str]]

RIGHT: Claim = {
    "diagnosis_code": ["H66.001", "H61.21", "", ""],
    "procedure_code": ["99213", "69210"],
    "procedure_modifiers": ["25", ""],
    "procedure_units": ["1", "1"],
    "procedure_pointers": ["A", "B"],
    "base_revision": "0",
}


def start(browser: Browser) -> str:
    """The address of the workbench of a new try."""
    response = browser.post(f"/cases/{CASE_SLUG}/start")
    assert response.status_code == 303
    return response.headers["Location"]


def test_the_list_names_each_case_and_what_was_done_with_it(browser):
    assert CASE_TITLE in browser.page("/cases").text
    assert "Code this chart" in browser.page("/cases").text
    work = start(browser)
    assert "Continue" in browser.page("/cases").text
    browser.post(f"{work}/submission", RIGHT)
    page = browser.page("/cases").text
    assert "1 try , best 100 %" in page.replace("try,", "try ,")
    assert "Try again" in page


def test_without_any_case_the_list_says_who_can_help(scopes, settings):
    from tests.support.people import sign_up
    from tests.web.conftest import build

    browser = Browser(build(scopes, settings)).sign_in(sign_up(scopes))
    assert "There are no cases yet." in browser.page("/cases").text


def test_the_workbench_shows_chart_facts_and_empty_lines_but_nothing_of_the_key(browser):
    response = browser.get(start(browser))
    page = Page(response.text)
    assert "<strong>red</strong>" in response.text
    for fact in ("3 Feb 2026", "place of service 11", "Evergreen Health", "9 years, female, established"):
        assert fact in page.text
    assert [field["value"] for field in page.named("diagnosis_code")] == [""] * 4
    assert len(page.named("procedure_code")) == 2
    assert "Never enter data of a real patient." in page.text
    for secret in (CASE_RATIONALE, "H66", "H61", "99213", "69210", "92504"):
        assert secret not in response.text


def test_a_draft_is_shown_again_exactly_as_typed(browser):
    work = start(browser)
    claim = RIGHT | {"diagnosis_code": [" h66.001", "<b>?</b>", "", "H61.21"], "procedure_units": ["1", "two"]}
    assert browser.post(f"{work}/claim", claim).headers["Location"] == work
    page = browser.page(work)
    assert "Your claim is saved." in page.text
    assert [field["value"] for field in page.named("diagnosis_code")][:4] == claim["diagnosis_code"]
    assert [field["value"] for field in page.named("procedure_units")][:2] == ["1", "two"]
    assert "Diagnosis line 2:" in page.text
    assert "Procedure line 2:" in page.text


def test_more_lines_can_be_asked_for_without_a_script(browser):
    work = start(browser)
    more = browser.post(f"{work}/claim", RIGHT | {"more": "1"}).headers["Location"]
    assert len(browser.page(more).named("diagnosis_code")) > len(browser.page(work).named("diagnosis_code"))
    many = RIGHT | {"diagnosis_code": ["H66.001"] * 12, "base_revision": "1"}
    browser.post(f"{work}/claim", many)
    assert len(browser.page(f"{work}?more=1").named("diagnosis_code")) == 12


def test_a_claim_that_cannot_be_read_is_saved_and_not_handed_in(browser):
    work = start(browser)
    response = browser.post(f"{work}/submission", RIGHT | {"diagnosis_code": ["H66.001", "??"]})
    assert response.headers["Location"] == work
    page = browser.page(work)
    assert "Not handed in yet" in page.text
    assert page.named("diagnosis_code")[1]["value"] == "??"


def test_handing_in_shows_the_report_with_verdict_chart_and_reason_of_each_line(browser):
    work = start(browser)
    wrong = RIGHT | {"diagnosis_code": ["H66.002", "J20.9"], "procedure_modifiers": ["", ""]}
    report = browser.post(f"{work}/submission", wrong).headers["Location"]
    page = browser.page(report)
    for words in ("right category, wrong code", "✗ not supported", "◐ partly right", "✗ missed", "modifier", "of 12"):
        assert words in page.text
    assert CASE_RATIONALE in page.text
    assert "the chart on H66.001" in page.text
    assert "Tempting, and not reported here" in page.text
    assert "Clean claim no" in page.text


def test_a_right_claim_is_reported_clean(browser):
    report = browser.post(f"{start(browser)}/submission", RIGHT).headers["Location"]
    page = browser.page(report).text
    assert "Clean claim yes" in page
    assert "Line score 100 %" in page
    assert "Code over code 4 of 4" in page


def test_after_handing_in_the_workbench_leads_to_the_report_and_takes_no_claim(browser):
    work = start(browser)
    report = browser.post(f"{work}/submission", RIGHT).headers["Location"]
    assert browser.get(work).headers["Location"] == report
    for action in ("claim", "submission"):
        response = browser.post(f"{work}/{action}", RIGHT | {"diagnosis_code": ["J20.9"]})
        assert response.status_code == 409
        assert "What you saved before counts." in Page(response.text).text
    assert "Clean claim yes" in browser.page(report).text


def test_a_second_try_starts_empty_and_the_report_lists_both(browser):
    browser.post(f"{start(browser)}/submission", RIGHT)
    work = start(browser)
    assert browser.page(work).named("diagnosis_code")[0]["value"] == ""
    report = browser.post(f"{work}/submission", RIGHT).headers["Location"]
    page = browser.page(report)
    assert "Your tries" in page.text
    assert {"/cases/sittings/1/report", "/cases/sittings/2/report"} <= set(page.links)


def test_a_stale_claim_is_not_saved_and_shown_to_be_copied(browser):
    work = start(browser)
    browser.post(f"{work}/claim", RIGHT)
    response = browser.post(f"{work}/claim", RIGHT | {"diagnosis_code": ["J20.9"]})
    assert response.status_code == 409
    assert "J20.9" in response.text
    assert browser.page(work).named("diagnosis_code")[0]["value"] == "H66.001"


@pytest.mark.parametrize("base", ["", "-1", "x", "9" * 30, "²"])
def test_a_base_revision_that_is_no_number_counts_as_none(browser, base):
    assert browser.post(f"{start(browser)}/claim", RIGHT | {"base_revision": base}).status_code == 303


def test_a_line_that_is_too_long_is_refused_and_the_draft_stays(browser):
    work = start(browser)
    browser.post(f"{work}/claim", RIGHT)
    response = browser.post(f"{work}/claim", RIGHT | {"diagnosis_code": ["H" * 41], "base_revision": "1"})
    assert response.status_code == 422
    assert "at most 40 characters" in Page(response.text).text
    assert browser.page(work).named("diagnosis_code")[0]["value"] == "H66.001"


def test_giving_up_keeps_the_claim_ungraded_and_allows_a_new_start(browser):
    work = start(browser)
    assert "This claim is not handed in yet." in browser.page(f"{work}/report").text
    assert browser.post(f"{work}/abandon").headers["Location"] == "/cases"
    report = browser.page(browser.get(work).headers["Location"])
    assert "This case was given up" in report.text
    assert start(browser) == "/cases/sittings/2"


def test_a_claim_whose_grading_was_interrupted_can_be_graded_from_its_page(browser, ann):
    from trainer.domain.attempts.attempt import AttemptKind
    from trainer.services import grading

    work = start(browser)
    browser.post(f"{work}/claim", RIGHT)
    with ann.writing() as scope:
        grading.submit_attempt(scope, 1, AttemptKind.CASE)
    assert "Its grading was interrupted." in browser.page(f"{work}/report").text
    assert browser.post(f"{work}/grading").headers["Location"] == f"{work}/report"
    assert "Clean claim yes" in browser.page(f"{work}/report").text


def test_an_unknown_case_or_claim_is_not_there(browser, ann):
    ann.start()
    assert browser.post("/cases/no-such-case/start").status_code == 404
    for path in ("/cases/sittings/9", "/cases/sittings/9/report", "/cases/sittings/1", "/cases/sittings/1/report"):
        assert browser.get(path).status_code == 404
    assert browser.post("/cases/sittings/9/grading").status_code == 404

"""The audit report: findings with their rules, the three scores, tries, disputes; and work that waits for its grade."""

import re

import pytest

from tests.support.browser import Browser
from tests.support.case_forms import AUDIT, QUERY, RIGHT, hand_in, start
from tests.support.html import Page
from tests.support.library import AUDIT_SLUG, CASE_RATIONALE, CASE_SLUG, QUERY_SLUG
from tests.support.people import sign_up
from trainer.db.models.cases import CaseKeyRevision
from trainer.db.models.grades import FIRST_RUN_ID, CaseGradeRow, GradedLineRow
from trainer.db.queries import cases as queries
from trainer.domain.attempts.attempt import AttemptKind
from trainer.domain.grading.case_key import QueryKey
from trainer.services import disputes, grading

with_code_book = pytest.mark.usefixtures("code_book")
WRONG = RIGHT | {
    "diagnosis_code": ["H66.002", "", "J20.9"],
    "procedure_modifiers": ["", ""],
    "procedure_pointers": ["A", "A"],
}
AS_BILLED = {
    "diagnosis_code": ["H66.002", "H61.21"],
    "procedure_code": ["99213"],
    "procedure_units": ["1"],
    "procedure_pointers": ["A"],
}


def part(page: Page, begin: str, end: str) -> str:
    """The text between two marks."""
    return page.text[page.text.index(begin) : page.text.index(end)]


@with_code_book
def test_handing_in_shows_verdict_cost_chart_rule_and_reason_of_each_line(browser):
    page = browser.page(hand_in(browser, WRONG))
    for words in ("wrong side", "✗ not supported", "◐ partly right", "✗ missed", "modifier missing", "of 12", "−9"):
        assert words in page.text
    assert "The side in the code is the side in the record" in page.text
    assert "ICD-10-CM Official Guidelines FY 2026, section I.B.13." in page.text
    assert "The key has H66.001" in page.text
    assert CASE_RATIONALE in page.text
    assert "Tempting, and not reported here" in page.text
    assert "Clean claim no" in page.text
    assert "/codes?q=H66001&date=2026-02-03" in page.links
    assert "Open H66.001 in the code book" in page.text


@with_code_book
def test_findings_lead_to_their_numbered_places_in_the_chart(browser):
    page = browser.page(hand_in(browser, WRONG))
    marks = [each.attributes["id"] for each in page.elements if each.tag == "mark" and "id" in each.attributes]
    assert sorted(marks) == ["span-1", "span-2", "span-3", "span-4"]
    assert {link for link in page.links if link.startswith("#span-")} == {f"#{mark}" for mark in marks}
    assert "The chart: The right ear is red" in page.text


@with_code_book
def test_a_right_claim_is_reported_clean(browser):
    page = browser.page(hand_in(browser, RIGHT)).text
    assert "Clean claim yes" in page
    assert "Line score 100 %" in page
    assert "Code over code 4 of 4" in page
    assert "Diagnoses: 24 of 24." in page
    assert "Procedures: 24 of 24." in page


def test_a_grade_from_before_findings_were_stored_is_shown_as_it_was(browser, ann):
    start(browser)
    with ann.writing() as scope:
        grading.submit_attempt(scope, 1, AttemptKind.CASE)
        place = {"learner_id": ann.id, "attempt_number": 1, "run_id": FIRST_RUN_ID}
        key = queries.get_latest_key(scope.session, queries.find_work(scope.session, ann.id, 1)["case_version_id"])
        score = {"earned": 3, "possible": 12, "correct_lines": 0, "key_lines": 4, "is_clean": False}
        scope.session.add(
            CaseGradeRow(
                **place, **score, submission_revision=0, case_key_id=key.id, grader_version=1, graded_at=scope.now
            )
        )
        scope.session.flush()
        scope.session.add(
            GradedLineRow(
                **place,
                row=0,
                section="diagnoses",
                learner_line=0,
                key_line=0,
                verdict="wrong",
                earned=3,
                faults=("wrong_code_same_category",),
                entered="H66.002",
                explanation="Said then.",
            )
        )
    page = browser.page("/cases/sittings/1/report").text
    for words in ("Line score 25 %", "H66.002 ✗ wrong 3 of 12", "wrong code same category", "Said then."):
        assert words in page


@with_code_book
def test_what_a_clean_claim_looks_like_is_shown(browser):
    page = browser.page(hand_in(browser, {}))
    clean = part(page, "What a clean claim looks like", "Tempting")
    for line in ("H66.001 The right ear is red", "H61.21 impacted wax", "99213-25 → A", "69210 → B"):
        assert line in clean


@with_code_book
@pytest.mark.parametrize(("slug", "work"), [(CASE_SLUG, {}), (AUDIT_SLUG, AS_BILLED), (QUERY_SLUG, {})])
def test_work_in_which_nothing_was_done_is_handed_in_and_earns_nothing(browser, slug, work):
    page = browser.page(hand_in(browser, work, slug)).text
    assert re.search(r"(Line score|Audit score|Score) 0 %", page)
    assert re.search(r"(Code over code|Errors settled|Criteria met) 0 of", page)
    assert re.search(r"(Clean claim|Compliant query) no", page)


@with_code_book
def test_the_elements_of_the_visit_are_shown_beside_those_of_the_key(browser):
    page = browser.page(hand_in(browser, RIGHT | {"element_problems": "low", "element_risk": "<b>high</b>"}))
    table = part(page, "The visit's elements", "Two of the three decide")
    assert "Problems low low ✓" in table
    assert "Data not chosen minimal" in table
    assert "Risk <b>high</b> moderate" in table


@with_code_book
def test_a_note_is_shown_as_text(browser):
    html = browser.get(hand_in(browser, RIGHT | {"note": "<script>alert(1)</script>"})).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script>alert" not in html


@with_code_book
def test_an_audit_is_reported_error_by_error_with_its_false_alarms(browser):
    page = browser.page(hand_in(browser, AUDIT, AUDIT_SLUG))
    assert "Audit score 47 %" in page.text, "12 + 8 + 8 of 60: two false alarms cost as much as two errors"
    assert "Errors settled 1 of 3" in page.text
    assert "Clean claim no" in page.text
    diagnoses = part(page, "Diagnoses H66", "Procedures 99")
    procedures = part(page, "Procedures 99", "What a clean claim looks like")
    assert "H66.001 ✓ right 12 of 12" in diagnoses
    assert "modifier missing : Noticed, not named." in procedures
    assert "99213-25 → A ◐ partly right 8 of 12" in procedures
    assert "69210 → B ◐ partly right 8 of 12" in procedures
    assert "missed : Noticed, not put right." in procedures
    assert "✗ false alarm This line was right as billed." in diagnoses + procedures
    assert "✗ false alarm This line was not missing." in diagnoses + procedures


def test_a_query_is_reported_criterion_by_criterion_with_the_composed_text(browser):
    html = browser.get(hand_in(browser, QUERY, QUERY_SLUG)).text
    page = Page(html)
    assert "Score 50 %" in page.text
    assert "Criteria met 2 of 4" in page.text
    assert "Compliant query no" in page.text
    assert "Is a query needed? ✓ right 12 of 12" in page.text
    assert "You: yes. The key: yes." in page.text
    gaps = part(page, "What is missing", "The facts ✓")
    assert "✓ Judged rightly: Which ear it was (you chose this)" in gaps
    assert "✗ Judged wrongly: Whether it hurt (you chose this)" in gaps
    assert "✗ Judged wrongly: Whether the drum burst " in gaps
    assert f"{CASE_RATIONALE} gap b" in gaps
    question = part(page, "The question ✗ wrong", "Your query")
    assert "✗ It was the right one? (you chose this)" in question
    assert "✓ Which one was it? (the key)" in question
    composed = html[html.index("Your query") :]
    assert "<p>An ear was <strong>red</strong>.</p>\n<p>It was the right one?</p>" in composed
    assert "What a clean claim looks like" not in page.text


def test_the_parts_of_a_query_are_shown_by_name_whatever_their_order_in_the_key(browser, ann):
    with ann.writing() as scope:  # As if the key had been written in another order: revisions are frozen.
        old = next(key for key in scope.session.query(CaseKeyRevision) if key.key.query is not None)
        query: QueryKey = old.key.query
        swapped = type(query)(query.is_needed, query.why, query.gaps, query.gap_remarks, query.parts[::-1])
        scope.session.add(
            CaseKeyRevision(
                case_version_id=old.case_version_id,
                revision=2,
                key=type(old.key)((), (), query=swapped),
                key_fingerprint="other",
                explanation_fingerprint="other",
                reason="In another order.",
                created_at=scope.now,
            )
        )
    page = browser.page(hand_in(browser, QUERY, QUERY_SLUG))
    assert "✓ An ear was red . (the key) (you chose this)" in part(page, "The facts ✓ right", "Your query")
    assert "✗ It was the right one?" in part(page, "The question ✗ wrong", "The facts ✓ right")


@with_code_book
def test_a_fresh_try_starts_empty_and_one_from_the_last_work_does_not(browser):
    report = hand_in(browser, WRONG)
    forms = [form for form in browser.page(report).forms if form.action == f"/cases/{CASE_SLUG}/start"]
    assert [form.fields.get("from_last", "") for form in forms] == ["", "1"]
    fresh = start(browser)
    assert browser.page(fresh).named("diagnosis_code")[0]["value"] == ""
    browser.post(f"{fresh}/abandon")
    again = start(browser, from_last="1")
    assert [each["value"] for each in browser.page(again).named("diagnosis_code")][:3] == ["H66.002", "", "J20.9"]


@with_code_book
def test_the_report_lists_the_tries_with_what_was_mended_and_what_is_new(browser):
    hand_in(browser, WRONG)
    page = browser.page(hand_in(browser, RIGHT | {"procedure_units": ["2", "1"]}))
    tries = part(page, "Your tries", "Dispute this key")
    assert "1 error · this one" in tries
    assert (
        "Mended: wrong side, missed, modifier missing, diagnosis pointer, not supported by the chart. New: units."
        in tries
    )
    assert {"/cases/sittings/1/report", "/cases/sittings/2/report"} <= set(page.links)


def test_tries_of_a_query_are_not_told_of_errors_or_claims(browser):
    hand_in(browser, QUERY, QUERY_SLUG)
    right = QUERY | {"gap": ["a", "c"], "part_question": "b"}
    tries = part(browser.page(hand_in(browser, right, QUERY_SLUG)), "Your tries", "Dispute this key")
    assert "100 % · every criterion met · this one" in tries
    assert "50 % · not all met" in tries


def test_without_a_code_book_the_claim_is_kept_ungraded_and_graded_later(browser, scopes, small_book):
    work = start(browser)
    response = browser.post(f"{work}/submission", RIGHT)
    assert response.status_code == 503
    page = Page(response.text)
    assert "No code book yet" in page.text
    assert "trainer codes build" in page.text
    waiting = browser.page(browser.get(work).headers["Location"])
    assert "Your claim is handed in and kept." in waiting.text
    assert browser.post(f"{work}/grading").status_code == 503
    scopes.settings.codebook_path.write_bytes(small_book.read_bytes())
    assert browser.post(f"{work}/grading").headers["Location"] == f"{work}/report"
    assert "Clean claim yes" in browser.page(f"{work}/report").text


def test_a_query_that_was_handed_in_needs_no_code_book(browser):
    assert "Criteria met 2 of 4" in browser.page(hand_in(browser, QUERY, QUERY_SLUG)).text


@with_code_book
def test_a_claim_whose_grading_was_interrupted_can_be_graded_from_its_page(browser, ann):
    work = start(browser)
    browser.post(f"{work}/claim", RIGHT)
    with ann.writing() as scope:
        grading.submit_attempt(scope, 1, AttemptKind.CASE)
    assert "Its grading was interrupted." in browser.page(f"{work}/report").text
    assert browser.post(f"{work}/grading").headers["Location"] == f"{work}/report"
    assert "Clean claim yes" in browser.page(f"{work}/report").text


@with_code_book
def test_a_dispute_stands_on_the_report_and_so_does_its_answer(browser, scopes):
    report = hand_in(browser, RIGHT)
    work = report.removesuffix("/report")
    assert "Disputed" not in browser.page(report).text
    for _ in range(2):
        sent = browser.post(f"{work}/disputes", {"text": " The <b>left</b> ear.\r\nSee the plan. "})
        assert sent.headers["Location"] == f"{report}#disputes"
    html = browser.get(report).text
    assert html.count("The &lt;b&gt;left&lt;/b&gt; ear.\nSee the plan.") == 1
    assert "Not answered yet." in Page(html).text
    with scopes.writing() as scope:
        (row,) = disputes.list_open_disputes(scope)
        disputes.answer_dispute(scope, row.reference, "The chart says <right>.")
    page = browser.page(report)
    assert "The chart says <right>." in page.text
    assert "Not answered yet." not in page.text


@with_code_book
@pytest.mark.parametrize("text", ["", " \r\n ", "x" * 2001])
def test_a_dispute_that_says_nothing_or_too_much_is_refused(browser, text):
    report = hand_in(browser, RIGHT)
    response = browser.post(f"{report.removesuffix('/report')}/disputes", {"text": text})
    assert response.status_code == 422
    assert "Nothing was stored." in Page(response.text).text
    assert "Disputed" not in browser.page(report).text


@with_code_book
def test_a_dispute_may_be_as_long_as_its_field_with_line_breaks_as_browsers_send_them(browser):
    report = hand_in(browser, RIGHT)
    text = "\r\n".join(["x" * 99] * 20)
    assert browser.post(f"{report.removesuffix('/report')}/disputes", {"text": text}).status_code == 303


@with_code_book
def test_a_key_cannot_be_disputed_before_the_work_is_graded_or_by_somebody_else(browser, app, scopes):
    work = start(browser)
    assert browser.post(f"{work}/disputes", {"text": "The left ear."}).status_code == 422
    browser.post(f"{work}/submission", RIGHT)
    ben = Browser(app).sign_in(sign_up(scopes, "ben@example.org", "Ben"))
    assert ben.post(f"{work}/disputes", {"text": "The left ear."}).status_code == 404
    with scopes.reading() as scope:
        assert disputes.list_open_disputes(scope) == ()

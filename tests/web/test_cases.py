"""The list of the coding cases and the workbench: what is shown, kept and refused."""

import pytest

from tests.support.browser import Browser
from tests.support.case_forms import AUDIT, QUERY, RIGHT, hand_in, start
from tests.support.html import Page
from tests.support.library import AUDIT_SLUG, CASE_SLUG, CASE_TITLE, QUERY_SLUG
from tests.support.people import sign_up
from tests.web.conftest import build

pytestmark = pytest.mark.usefixtures("code_book")
JSON = {"headers": {"Accept": "application/json"}}
WORK = {CASE_SLUG: RIGHT, AUDIT_SLUG: AUDIT, QUERY_SLUG: QUERY}


def values(page: Page, name: str) -> list[str]:
    return [field["value"] for field in page.named(name)]


def test_the_list_names_each_case_and_what_was_done_with_it(browser):
    page = browser.page("/cases").text
    assert CASE_TITLE in page
    for verb in ("Code this chart", "Audit this claim", "Read this record"):
        assert verb in page
    work = start(browser)
    assert "Continue" in browser.page("/cases").text
    browser.post(f"{work}/submission", RIGHT)
    page = browser.page("/cases").text
    assert "1 try , best 100 %" in page.replace("try,", "try ,")
    assert "Try again" in page


@pytest.mark.parametrize(
    ("kind", "titles"),
    [
        ("", 3),
        ("code-the-encounter", 1),
        ("audit-the-coder", 1),
        ("query-the-provider", 1),
        ("no-such-kind", 0),
    ],
)
def test_the_list_can_be_narrowed_to_one_kind_of_work(browser, kind, titles):
    page = browser.page(f"/cases?kind={kind}")
    assert len([form for form in page.forms if form.action.endswith("/start")]) == titles
    assert ("There is no case of this kind yet." in page.text) is (titles == 0)


def test_without_any_case_the_list_says_who_can_help(scopes, settings):
    browser = Browser(build(scopes, settings)).sign_in(sign_up(scopes))
    assert "There are no cases yet." in browser.page("/cases").text


def test_the_workbench_shows_chart_facts_and_empty_lines(browser):
    response = browser.get(start(browser))
    page = Page(response.text)
    assert "<strong>red</strong>" in response.text
    for fact in ("3 Feb 2026", "place of service 11", "Evergreen Health", "9 years, female, established"):
        assert fact in page.text
    assert values(page, "diagnosis_code") == [""] * 4
    assert len(page.named("procedure_code")) == 2
    assert "never enter or paste data of a real patient" in page.text


def test_the_workbench_of_an_audit_shows_the_claim_as_billed_beside_the_fields(browser):
    page = browser.page(start(browser, AUDIT_SLUG))
    assert values(page, "diagnosis_code") == ["H66.002", "H61.21", ""]
    assert values(page, "procedure_code") == ["99213", ""]
    assert "Diagnoses as billed A H66.002 What is wrong with diagnosis A" in page.text
    assert "99213 → A" in page.text
    assert page.chosen == []
    assert len(page.named("diagnosis_mark")) == 3, "one for each line, so that the marks keep their places"


def test_the_workbench_of_a_query_offers_its_choices_and_nothing_is_chosen(browser):
    page = browser.page(start(browser, QUERY_SLUG))
    for words in ("Which ear it was", "It looked expensive.", "Which one was it?", "Nothing chosen yet."):
        assert words in page.text
    assert page.chosen == []
    assert page.named("diagnosis_code") == []


@pytest.mark.parametrize("slug", WORK)
def test_a_note_is_shown_again_as_it_was_typed(browser, slug):
    work = start(browser, slug)
    browser.post(f"{work}/claim", WORK[slug] | {"note": "<b>Ask</b>\r\nabout the other ear."})
    html = browser.get(work).text
    assert ">&lt;b&gt;Ask&lt;/b&gt;\nabout the other ear.</textarea>" in html


def test_a_draft_is_shown_again_exactly_as_typed(browser):
    work = start(browser)
    claim = RIGHT | {"diagnosis_code": [" h66.001", "<b>?</b>", "", "H61.21"], "procedure_units": ["1", "two"]}
    assert browser.post(f"{work}/claim", claim | {"element_risk": "high"}).headers["Location"] == work
    page = browser.page(work)
    assert "Your work is saved." in page.text
    assert values(page, "diagnosis_code")[:4] == claim["diagnosis_code"]
    assert values(page, "procedure_units")[:2] == ["1", "two"]
    assert "Diagnosis line 2:" in page.text
    assert "Procedure line 2:" in page.text
    selected = [each for each in page.elements if each.tag == "option" and "selected" in each.attributes]
    assert len(selected) == 1


def test_an_audit_is_shown_again_with_marks_and_struck_lines(browser):
    work = start(browser, AUDIT_SLUG)
    browser.post(f"{work}/claim", AUDIT)
    page = browser.page(work)
    assert values(page, "diagnosis_code") == ["H66.001", "H61.21", "J20.9", ""]
    assert values(page, "procedure_code") == ["99213", "69210", ""]
    assert page.chosen == ["laterality", "unsupported", "d1", "units"]


def test_a_query_is_shown_again_with_what_was_chosen_put_together(browser):
    work = start(browser, QUERY_SLUG)
    browser.post(f"{work}/claim", QUERY)
    html = browser.get(work).text
    assert Page(html).chosen == ["yes", "a", "b", "a", "a"]
    composed = html[html.index('id="composed"') :]
    assert "<p>An ear was <strong>red</strong>.</p>\n<p>It was the right one?</p>" in composed


def test_more_lines_can_be_asked_for_without_a_script(browser):
    work = start(browser)
    more = browser.post(f"{work}/claim", RIGHT | {"more": "1"}).headers["Location"]
    assert len(browser.page(more).named("diagnosis_code")) > len(browser.page(work).named("diagnosis_code"))
    many = RIGHT | {"diagnosis_code": ["H66.001"] * 12, "base_revision": "1"}
    browser.post(f"{work}/claim", many)
    assert len(browser.page(f"{work}?more=1").named("diagnosis_code")) == 12


@pytest.mark.parametrize("slug", WORK)
def test_a_script_is_told_the_new_revision(browser, slug):
    work = start(browser, slug)
    for _ in range(2):
        response = browser.post(f"{work}/claim", WORK[slug], **JSON)
        assert (response.status_code, response.json) == (200, {"revision": 1, "problems": []})


def test_a_script_is_told_what_cannot_be_read(browser):
    response = browser.post(f"{start(browser)}/claim", RIGHT | {"diagnosis_code": ["??"]}, **JSON)
    assert response.json["revision"] == 1
    assert response.json["problems"] == [
        "diagnoses 1: “??” is not written like a code.",
        "procedures 2: The pointer B names no diagnosis line.",
    ]


@pytest.mark.parametrize("options", [{}, JSON], ids=["page", "script"])
@pytest.mark.parametrize("slug", WORK)
def test_stale_work_is_not_saved(browser, slug, options):
    work = start(browser, slug)
    browser.post(f"{work}/claim", WORK[slug])
    before = browser.get(work).text
    response = browser.post(f"{work}/claim", WORK[slug] | {"note": "an older tab"}, **options)
    assert response.status_code == 409
    after = browser.get(work).text
    assert "an older tab" in response.text, "shown, to be copied"
    assert "an older tab" not in after
    assert values(Page(after), "base_revision") == values(Page(before), "base_revision") == ["1"]
    assert Page(after).chosen == Page(before).chosen


@pytest.mark.parametrize("base", ["", "-1", "x", "9" * 30, "²"])
def test_a_base_revision_that_is_no_number_counts_as_none(browser, base):
    assert browser.post(f"{start(browser)}/claim", RIGHT | {"base_revision": base}).status_code == 303


def test_buttons_edit_the_lines_and_their_pointers_without_a_script(browser):
    work = start(browser)
    assert browser.page(work).named("edit") == [], "empty lines have no buttons"
    response = browser.post(f"{work}/claim", RIGHT | {"edit": "diagnoses.1.up"})
    assert response.headers["Location"] == work
    page = browser.page(work)
    assert "Your work is saved." not in page.text, "the move is seen"
    assert values(page, "diagnosis_code")[:2] == ["H61.21", "H66.001"]
    assert values(page, "procedure_pointers")[:2] == ["B", "A"]
    offered = values(page, "edit")
    assert offered[:4] == ["diagnoses.0.up", "diagnoses.0.down", "diagnoses.0.copy", "diagnoses.0.remove"]
    assert len(offered) == 4 * 4


@pytest.mark.parametrize("edit", ["diagnoses.7.remove", "x.0.up", "diagnoses.0.to.x", "diagnoses.-1.up", "𝟘.𝟘.𝟘"])
def test_a_forged_edit_saves_the_lines_as_they_are(browser, edit):
    work = start(browser)
    assert browser.post(f"{work}/claim", RIGHT | {"edit": edit}).status_code == 303
    assert values(browser.page(work), "diagnosis_code")[:2] == ["H66.001", "H61.21"]


def test_rows_pasted_from_a_spreadsheet_become_lines(browser):
    work = start(browser)
    pasted = {"pasted_diagnoses": "H66.001\r\nH61.21\r\n", "pasted_procedures": "99213\t25\t1\tA\r\n69210\t\t1\tB\r\n"}
    browser.post(f"{work}/claim", pasted)
    page = browser.page(work)
    assert values(page, "diagnosis_code")[:3] == ["H66.001", "H61.21", ""]
    assert values(page, "procedure_code") == ["99213", "69210", ""]
    report = browser.post(f"{work}/submission", {name: values(page, name) for name in RIGHT}).headers["Location"]
    assert "Clean claim yes" in browser.page(report).text


def test_more_diagnoses_than_a_claim_takes_are_kept_and_named(browser):
    """What is not shown would be gone with the next save."""
    work = start(browser)
    browser.post(f"{work}/claim", {"pasted_diagnoses": "\n".join(f"A{number}.1" for number in range(10, 30))})
    page = browser.page(work)
    shown = values(page, "diagnosis_code")
    assert shown == [f"A{number}.1" for number in range(10, 30)]
    assert "Diagnosis line 13: A claim takes at most 12 diagnoses." in page.text
    again = {"diagnosis_code": shown, "base_revision": "1"}
    assert browser.post(f"{work}/claim", again, **JSON).json["revision"] == 1, "nothing was lost"


MOST = {
    "diagnosis_code": ["H66.001"] * 200,
    "procedure_code": ["69210"] * 200,
    "procedure_modifiers": ["RT"] * 200,
    "procedure_units": ["1"] * 200,
    "procedure_pointers": ["A"] * 200,
    "procedure_mark": [""] * 200,
}


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "multipart/form-data"])
@pytest.mark.parametrize("slug", [CASE_SLUG, AUDIT_SLUG])
def test_two_hundred_lines_are_kept_however_they_are_sent(browser, slug, content_type):
    work = start(browser, slug)
    response = browser.post(f"{work}/claim", MOST, content_type=content_type, **JSON)
    assert (response.status_code, response.json["revision"]) == (200, 1)
    page = browser.page(work)
    assert (len(page.named("diagnosis_code")), len(page.named("procedure_code"))) == (200, 201)
    assert browser.post(f"{work}/submission", MOST | {"base_revision": "1"}).headers["Location"] == work


@pytest.mark.parametrize("column", ["diagnosis_code", "procedure_code"])
def test_two_hundred_and_one_lines_are_refused(browser, column):
    work = start(browser)
    browser.post(f"{work}/claim", RIGHT)
    response = browser.post(f"{work}/claim", MOST | {column: ["H66.001"] * 201, "base_revision": "1"})
    assert response.status_code == 422
    assert "At most 200 lines are kept" in Page(response.text).text
    assert values(browser.page(work), "diagnosis_code")[:2] == ["H66.001", "H61.21"]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"diagnosis_code": ["Ｈ６６．００１", "H6I.2I"]}, ""),
        ({"diagnosis_code": ["H66.OO1", "H61.21"]}, ""),
        ({"procedure_units": ["１", " 1 "]}, ""),
        ({"procedure_pointers": ["Ａ", "b"]}, ""),
        ({"procedure_units": ["1", "-1"]}, "Procedure line 2: Units are a whole number from 1 to 999."),
        ({"procedure_units": ["0", "1"]}, "Procedure line 1: Units are a whole number from 1 to 999."),
        ({"procedure_modifiers": ["ABCDE", ""]}, "Procedure line 1: “ABCDE” is not a modifier"),
        ({"procedure_modifiers": ["25 RT LT 59 76", ""]}, "Procedure line 1: A line takes at most 4 modifiers."),
        ({"procedure_pointers": ["A", "L"]}, "Procedure line 2: The pointer L names no diagnosis line."),
        ({"procedure_pointers": ["A", "7"]}, "Procedure line 2: The pointer 7 names no diagnosis line."),
        ({"procedure_code": ["99213", "6921O?"]}, "Procedure line 2: “6921O?” is not written like a code."),
        ({"procedure_code": ["99213", "…"]}, "Procedure line 2: The code is missing."),
    ],
)
def test_what_is_typed_oddly_is_read_or_named_and_never_lost(browser, changes, named):
    work = start(browser)
    answer = browser.post(f"{work}/submission", RIGHT | changes).headers["Location"]
    if not named:
        assert "Clean claim yes" in browser.page(answer).text
        return
    assert answer == work
    page = browser.page(work)
    assert "Not handed in yet" in page.text
    assert named in page.text
    for name, typed in changes.items():
        assert values(page, name)[: len(typed)] == typed


def test_a_line_that_is_too_long_is_refused_and_the_draft_stays(browser):
    work = start(browser)
    browser.post(f"{work}/claim", RIGHT)
    response = browser.post(f"{work}/claim", RIGHT | {"diagnosis_code": ["H" * 41], "base_revision": "1"})
    assert response.status_code == 422
    assert "at most 40 characters" in Page(response.text).text
    assert values(browser.page(work), "diagnosis_code")[0] == "H66.001"


def test_forged_choices_of_a_query_are_passed_over(browser):
    work = start(browser, QUERY_SLUG)
    browser.post(f"{work}/claim", QUERY | {"gap": ["a", "z", "'"], "part_question": "z", "part_tone": "a"})
    assert browser.page(work).chosen == ["yes", "a", "a"]


def test_after_handing_in_the_workbench_leads_to_the_report_and_takes_no_claim(browser):
    report = hand_in(browser, RIGHT)
    work = report.removesuffix("/report")
    assert browser.get(work).headers["Location"] == report
    for action in ("claim", "submission"):
        response = browser.post(f"{work}/{action}", RIGHT | {"diagnosis_code": ["J20.9"]})
        assert response.status_code == 409
        assert "What you saved before counts." in Page(response.text).text
    assert "Clean claim yes" in browser.page(report).text


def test_giving_up_keeps_the_claim_ungraded_and_allows_a_new_start(browser):
    work = start(browser)
    assert "This claim is not handed in yet." in browser.page(f"{work}/report").text
    assert browser.post(f"{work}/abandon").headers["Location"] == "/cases"
    report = browser.page(browser.get(work).headers["Location"])
    assert "This case was given up" in report.text
    assert start(browser) == "/cases/sittings/2"


def test_an_unknown_case_or_sitting_is_not_there(browser, ann):
    ann.start()
    assert browser.post("/cases/no-such-case/start").status_code == 404
    for path in ("/cases/sittings/9", "/cases/sittings/9/report", "/cases/sittings/1", "/cases/sittings/1/report"):
        assert browser.get(path).status_code == 404
    for action in ("claim", "submission", "grading", "disputes"):
        assert browser.post(f"/cases/sittings/9/{action}", RIGHT | {"text": "No."}).status_code == 404

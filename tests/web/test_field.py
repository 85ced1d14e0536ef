"""The pages about the field: for everybody, with their sources, and a calculator that keeps nothing."""

import re

import pytest
from flask import Flask

from tests.support.browser import Browser
from tests.support.html import Page
from tests.support.wages import state_rows, write_workbook
from trainer.services.field import PAGES, shipped_figures
from trainer.services.field_costs import FIELDS
from trainer.services.scope import Scopes
from trainer.services.state_wages import import_wages

ADDRESSES = {name: "/field" if name == "index" else f"/field/{name}" for name in PAGES}
COSTS = ADDRESSES["costs"]


def sent(browser: Browser, **changed: str) -> tuple[int, Page, str]:
    """The form as it is first shown, with these fields changed, sent."""
    shown = browser.page(COSTS)
    typed = {name: value for name, value in shown.form(f"{COSTS}#result").fields.items() if name != "csrf_token"}
    response = browser.post(COSTS, typed | {"way": "self"} | changed)
    return response.status_code, Page(response.text), response.text


@pytest.mark.parametrize("name", PAGES)
def test_everybody_reads_every_page(stranger, browser, name):
    for visitor in (stranger, browser):
        page = visitor.page(ADDRESSES[name])
        assert [element.tag for element in page.elements].count("h1") == 1
        assert not [element for element in page.elements if element.attributes.get("href", "") == "None"]


@pytest.mark.parametrize("name", PAGES)
def test_every_figure_on_a_page_comes_with_source_year_and_limits(stranger, name):
    html = stranger.get(ADDRESSES[name]).text
    facts = re.findall(r'<li class="fact[^"]*" id="figure-([^"]+)">(.*?)</li>', html, re.DOTALL)
    figures = shipped_figures()
    wanted = {id_ for ids in PAGES[name].values() for id_ in ids}
    assert wanted <= {id_ for id_, _ in facts}
    for id_, fact in facts:
        text, figure = Page(fact).text, figures[id_]
        assert figure.value in text
        assert figure.year.replace("-", "–") in text
        assert figure.source in text
        assert figure.caveat in text
        assert Page(fact).links == ([figure.url] if figure.url else [])


@pytest.mark.parametrize("name", PAGES)
def test_every_amount_in_dollars_belongs_to_a_figure(stranger, name):
    """Prose names no wage and no price of its own."""
    html = stranger.get(ADDRESSES[name]).text
    prose = re.sub(r'<li class="fact.*?</li>|<a class="fact-cell.*?</a>', "", html, flags=re.DOTALL)
    amounts = set(re.findall(r"\$[0-9][0-9,.]*[0-9]", Page(prose).text))
    assert amounts <= {"$12.40", "$90,000"}  # a difference in a made-up day; the end of the scale of bars


def test_old_figures_are_marked_and_young_ones_are_not(stranger, clock):
    def of(id_: str) -> str:
        html = stranger.get("/field/coder").text
        fact = re.search(rf'id="figure-{id_}">(.*?)</li>', html, re.DOTALL)
        assert fact
        return Page(fact[1]).text

    assert "2022 old ·" in of("cpc-average-2022")
    assert "old" not in of("bls-median")
    assert "May 2024 ·" in of("bls-median")
    assert "2024–2034, as of 2024 old ·" in of("bls-outlook")
    clock.advance(days=90)
    assert "May 2024 old ·" in of("bls-median")


def test_a_survey_never_stands_without_the_bureau(stranger):
    for address in ADDRESSES.values():
        html = stranger.get(address).text
        for group in re.findall(r'<ul class="fact-list".*?</ul>', html, re.DOTALL):
            ids = re.findall(r'id="figure-([^"]+)"', group)
            if any(shipped_figures()[id_].kind == "survey-wage" for id_ in ids):
                assert "bls-median" in ids


def test_no_two_elements_of_a_page_have_one_id(stranger):
    for address in ADDRESSES.values():
        ids = [element.attributes["id"] for element in stranger.page(address).elements if "id" in element.attributes]
        assert len(ids) == len(set(ids)), address


@pytest.mark.parametrize(("name", "fewest"), [("certifications", 10), ("coder", 5), ("biller", 4), ("costs", 8)])
def test_a_value_leads_to_its_figure_on_the_same_page(stranger, name, fewest):
    page = stranger.page(ADDRESSES[name])
    targets = [link[1:] for link in page.links if link.startswith("#figure-")]
    assert len(targets) >= fewest


@pytest.mark.parametrize("name", PAGES)
def test_places_within_a_page_are_there(stranger, name):
    page = stranger.page(ADDRESSES[name])
    ids = {element.attributes.get("id") for element in page.elements}
    assert {link[1:] for link in page.links if link.startswith("#")} <= ids


# --- The calculator ---


def test_the_form_begins_with_published_prices_and_marked_assumptions(stranger):
    page = stranger.page(COSTS)
    assert {name: page.named(name)[0]["value"] for name in ("exam", "membership", "books", "study_hours")} == {
        "exam": "425",
        "membership": "222",
        "books": "",
        "study_hours": "200",
    }
    assert page.text.count("our assumption") == 6
    assert page.text.count("source of “") == 3
    assert "Nothing that you type here is stored" in page.text
    assert stranger.page(f"{COSTS}?exam=cbcs").named("exam")[0]["value"] == "117"
    assert stranger.page(f"{COSTS}?exam=nothing").named("exam")[0]["value"] == "425"


def test_months_total_and_break_even_stand_below_the_form(stranger):
    status, page, html = sent(stranger, wage_now="33,000", books="300")
    assert status == 200
    for told in ("4.7 months", "$947", "after 3 months of work", "10.7 months from today", "$431.50 a month"):
        assert told in page.text, told
    assert html.index('id="result"') > html.index('name="kept_percent"')
    assert page.named("wage_now")[0]["value"] == "33,000"
    assert page.named("books")[0]["value"] == "300"


def test_what_was_not_entered_is_said_and_not_made_up(stranger):
    _, page, _ = sent(stranger)
    assert "without books: no price entered" in page.text
    assert "not counted" in page.text
    assert "enter what you earn now, and it is reckoned" in page.text


def test_a_new_wage_that_is_lower_never_pays_the_money_back(stranger):
    _, page, _ = sent(stranger, wage_now="60000")
    assert "not at these wages" in page.text
    assert "worse than now" in page.text
    assert "nothing is left over" in sent(stranger, wage_now="40200", membership="0")[1].text


def test_a_break_even_of_decades_is_told_in_years_and_one_after_a_lifetime_is_not(stranger):
    _, page, _ = sent(stranger, wage_now="39000", books="9000")
    assert "after 171 months of work 178.7 months (14.9 years) from today" in page.text
    _, page, _ = sent(stranger, wage_now="39900", books="9000")
    assert "not within a working life of the raise $0.25 a month is left" in page.text
    assert "months of work" not in page.text


def test_a_course_with_what_it_covers(stranger):
    _, page, _ = sent(stranger, way="course")
    assert page.text.count("in the price of the course") == 2
    assert "$1,272" in page.text


def test_wrong_fields_are_told_beside_them_and_everything_is_kept(stranger):
    status, page, html = sent(stranger, exam="lots", hours_a_week="0", wage_now="<b>12</b>", books="77")
    assert status == 422
    assert "3 fields cannot be read" in page.text
    for name in ("exam", "hours_a_week", "wage_now"):
        attributes = page.named(name)[0]
        assert attributes["aria-invalid"] == "true"
        assert f"{name}-error" in attributes["aria-describedby"].split()
        assert f'id="{name}-error"' in html
    assert page.named("exam")[0]["value"] == "lots"
    assert page.named("books")[0]["value"] == "77"
    assert page.named("wage_now")[0]["value"] == "<b>12</b>"
    assert "<b>12</b>" not in html


def test_an_empty_form_and_unknown_fields_break_nothing(stranger):
    response = stranger.post(COSTS, {"way": "", "sql": "'; --"})
    assert response.status_code == 422
    assert stranger.post(COSTS, dict.fromkeys(FIELDS, "9" * 4_000)).status_code == 422
    assert stranger.client.post(COSTS, data={}).status_code == 400  # without the token of the form


def test_wages_stay_out_of_addresses(stranger):
    assert stranger.page(COSTS).form(f"{COSTS}#result").method == "post"
    assert "987654" not in stranger.get(f"{COSTS}?wage_now=987654").text


# --- Wages by state ---


def test_without_the_file_the_page_says_who_can_bring_it(stranger):
    page = stranger.page(ADDRESSES["wages"])
    assert "No wages by state are here yet" in page.text
    assert "trainer field import-wages" in page.text


def test_wages_by_state_are_shown_by_occupation(stranger, app: Flask, scopes: Scopes, tmp_path):
    rows = state_rows()
    rows[0][6] = "**"
    import_wages(scopes, write_workbook(tmp_path, rows), 2024)
    page = stranger.page(ADDRESSES["wages"])
    assert "Medical records specialists, May 2024" in page.text
    assert "State of AA $31,000 $40,000 $60,000 not published" in page.text
    clerks = stranger.page("/field/wages?occupation=43-3021")
    assert "Billing and posting clerks, May 2024" in clerks.text
    assert "State of AA $29,000 $38,000 $58,000 1,000" in clerks.text
    assert "Medical records specialists, May 2024" in stranger.page("/field/wages?occupation=x").text

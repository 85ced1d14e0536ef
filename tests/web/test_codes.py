"""The pages of the code book."""

import pytest

from tests.support.browser import Browser
from tests.support.code_book import build_small_book
from tests.support.library import CASE_SLUG
from trainer.services import cases


@pytest.fixture
def reader(browser: Browser, settings) -> Browser:
    """Somebody who is signed in, where the small code book is at hand. Today is in its first release."""
    build_small_book(settings.codebook_path)
    return browser


def text(reader: Browser, address: str) -> str:
    response = reader.get(address)
    assert response.status_code == 200, response.status_code
    return " ".join(response.get_data(as_text=True).split())


def test_without_a_code_book_the_page_says_what_to_do(browser):
    response = browser.get("/codes?q=diabetes")
    assert response.status_code == 503
    assert "trainer codes build" in response.get_data(as_text=True)


def test_the_start_teaches_and_leads_on(reader):
    page = text(reader, "/codes")
    for lead in ("heart attack", "/codes/browse", "/codes/word-parts", "/codes/tables/neoplasm"):
        assert lead in page
    assert "ICD-10-CM FY2026, April 2026 · in force from 1 Apr 2026" in page


@pytest.mark.parametrize(
    ("query", "code", "why"),
    [
        ("e1122", "E11.22", "the code itself"),
        ("E11.2", "E11.22", "begins with E112"),
        ("s525xxa", "S52.5XXA", "the code itself"),
        ("EI1.22", "E11.22", "letters O and I read as digits: E1122"),
        ("kidneys sugar disease", "E11.22", "includes “Sugar disease of the kidneys &lt;b&gt;”"),
        ("radius fractures", "S52.5XXA", "title"),
        ("sugar", "E11.22", "known as “sugar”"),
        ("broken wrist", "S52.5XXA", "known as “broken wrist”"),
        ("fall ladder", "S52.5", "index: Fall, from ladder"),
        ("diabtes", "E12", "Searched for <strong>diabetes</strong> instead of “diabtes”"),
        ("gestational moonshine", "E12", "Left out “moonshine”"),
        ("25", "25", "Modifiers ·"),
        ("modifier 25", "25", "the code itself"),
        ("minor procedure", "25", "use: On the day of a minor procedure."),
        ("E12 sugar", "E11.22", "known as “sugar”"),
        ("j0120", "J0120", "HCPCS Level II ·"),
    ],
)
def test_a_search_finds_and_says_why(reader, query, code, why):
    page = text(reader, f"/codes?q={query}")
    assert why in page
    assert f">{code}</a>" in page


def test_a_search_for_nothing_known_keeps_the_words_and_says_what_to_try(reader):
    page = text(reader, "/codes?q=zzzz+qqqq&billable=1")
    assert "Nothing found" in page
    assert 'value="zzzz qqqq"' in page
    assert "A filter is on" in page


def test_filters_narrow_a_search_down(reader):
    assert ">E11</a>" in text(reader, "/codes?q=e11")
    assert ">E11</a>" not in text(reader, "/codes?q=e11&billable=1")
    assert ">E12</a>" not in text(reader, "/codes?q=diabetes&chapter=CH19")
    assert ">25</a>" not in text(reader, "/codes?q=25&system=carc")
    assert ">25</a>" in text(reader, "/codes?q=25&system=no-such-set")


def test_what_is_typed_is_shown_and_never_run(reader):
    page = text(reader, "/codes?q=%3Cscript%3Ealert(1)%3C/script%3E")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


@pytest.mark.parametrize("query", ["%22", "*", "AND OR NOT", "a" * 5000, "E11.22)", "💉", "-", "...", "NEAR(a b)"])
def test_no_query_breaks_the_search(reader, query):
    assert reader.get(f"/codes?q={query}").status_code == 200


def test_a_date_of_service_picks_the_release(reader):
    before, after = text(reader, "/codes/icd-10-cm/E11.22"), text(reader, "/codes/icd-10-cm/E11.22?date=2026-10-01")
    assert "Type 2 diabetes with nephropathy" in before
    assert "FY2026" in before
    assert "Type 2 diabetes mellitus with diabetic nephropathy" in after
    assert "in force from 1 Oct 2026" in after
    assert "/codes/icd-10-cm/E112?date=2026-10-01" in after


def test_a_date_that_is_none_is_told_and_today_answers(reader):
    page = text(reader, "/codes?q=E12&date=tomorrow")
    assert "“tomorrow” is no date" in page
    assert ">E12</a>" in page


def test_the_page_of_a_code_has_its_notes_and_apart_from_them_those_from_above(reader):
    page = text(reader, "/codes/icd-10-cm/e1122")
    own, _, inherited = page.partition("Also holds here, from above")
    assert "Sugar disease of the kidneys &lt;b&gt;" in own
    assert "Use additional code" in inherited
    assert "All of them." in inherited
    assert "Sugar disease" not in inherited
    assert "✓ billable" in own


def test_notes_link_the_codes_and_sections_that_the_book_knows_and_no_others(reader):
    page = text(reader, "/codes/icd-10-cm/E11")
    assert 'href="/codes/icd-10-cm/E12">E12</a>' in page
    assert 'href="/codes/icd-10-cm/E08-E13">E08-E13</a>' in page
    assert "Z79.4</a>" not in page
    assert "X99.9</a>" not in page


def test_the_page_of_a_heading_lists_what_is_below_and_its_seventh_characters(reader):
    page = text(reader, "/codes/icd-10-cm/S52.5")
    assert "not billable: choose a code below" in page
    assert "initial encounter" in page
    assert "/codes/icd-10-cm/S525XXA" in page
    category = text(reader, "/codes/icd-10-cm/S52")
    assert ">S52.5</a>" in category
    assert "from the codes below" in category


def test_a_category_knows_its_neighbors(reader):
    page = text(reader, "/codes/icd-10-cm/E12")
    assert 'rel="prev"' in page
    assert "/codes/icd-10-cm/S52" in page


def test_what_a_release_changed_stands_on_the_page(reader):
    page = text(reader, "/codes/icd-10-cm/E11?date=2026-11-24")
    assert "Changed since ICD-10-CM FY2026, April 2026" in page
    for change in ("Added", "Revised", "Retired", "was: Type 2 diabetes with nephropathy", "newly found", "of old"):
        assert change in page
    assert "Nothing here changed." in text(reader, "/codes/icd-10-cm/E12?date=2026-11-24")
    assert "Changed since" not in text(reader, "/codes/icd-10-cm/E11")


def test_titles_are_taken_apart_into_word_parts(reader):
    page = text(reader, "/codes/icd-10-cm/E11.22")
    assert "<em>nephropathy</em>" in page
    assert "kidney" in page.partition("Words:")[2]


def test_chapters_and_sections_list_what_is_in_them(reader):
    assert "/codes/icd-10-cm/E08-E13" in text(reader, "/codes/icd-10-cm/CH4")
    section = text(reader, "/codes/icd-10-cm/E08-E13")
    assert "/codes/icd-10-cm/E11" in section
    assert "Copy the code" not in section


@pytest.mark.parametrize(
    "address",
    ["/codes/icd-10-cm/Q99.9", "/codes/no-such-set/E11", "/codes/hcpcs/E11", "/codes/tables/drug", "/codes/tables/x"],
)
def test_what_is_not_in_the_book_is_not_found(reader, address):
    assert reader.get(address).status_code == 404


def test_a_code_that_is_new_is_not_there_before_its_release(reader):
    assert reader.get("/codes/icd-10-cm/E11.29").status_code == 404
    assert reader.get("/codes/icd-10-cm/E11.29?date=2026-10-01").status_code == 200
    assert reader.get("/codes/icd-10-cm/E11.8?date=2026-10-01").status_code == 404


def test_edits_stand_on_the_page_of_a_procedure(reader):
    assert "At most 1 unit a day (practitioner): Policy." in text(reader, "/codes/cpt/99213?date=2026-11-24")
    assert "An add-on code, reported only beside" in text(reader, "/codes/cpt/99214?date=2026-11-24")


def test_browsing_begins_at_the_chapters_and_code_sets(reader):
    page = text(reader, "/codes/browse")
    for name in ("Chapter 4", "Places of service", "HCPCS Level II", "Neoplasm table"):
        assert name in page


def test_word_parts_are_found_by_part_meaning_and_example(reader):
    assert "4 word parts" in text(reader, "/codes/word-parts")
    for query in ("nephr", "kidney", "nephritis"):
        assert "1 word part for" in text(reader, f"/codes/word-parts?q={query}")
    assert "No word part has that in it" in text(reader, "/codes/word-parts?q=zzzz")


def test_index_and_tables_are_read_line_by_line(reader):
    index = text(reader, "/codes/tables/external?letter=f")
    assert "from ladder" in index
    assert "see Fall, from" in index
    assert "see also Jump" in index
    table = text(reader, "/codes/tables/neoplasm")
    assert 'href="/codes/icd-10-cm/E1122">E11.22</a>' in table
    assert ">--<" in table


def test_the_panel_gets_the_page_without_its_frame(reader):
    page = reader.client.get("/codes?q=E12", headers={"X-Codebook-Panel": "1"}).get_data(as_text=True)
    assert '<div id="codebook"' in page
    assert "<html" not in page
    assert "<h1" not in page


def test_work_offers_the_code_book_of_its_date(reader, ann):
    with ann.writing() as scope:
        number = cases.start_case(scope, CASE_SLUG)
    page = text(reader, f"/cases/sittings/{number}")
    assert "data-codebook" in page
    assert "/codes?date=2026-" in page


def test_a_release_that_is_missing_is_told(reader):
    told = "For 1 Oct 2027 FY2028 is in force, which is not in this code book."
    assert told in text(reader, "/codes?date=2027-10-01")
    assert "not in this code book" not in text(reader, "/codes?date=2027-09-30")


@pytest.mark.parametrize("address", ["/codes?", "/codes?q=E12&", "/codes/browse?", "/codes/icd-10-cm/E12?"])
def test_a_day_before_the_earliest_release_is_told(reader, address):
    told = "31 Mar 2026 lies before the earliest release in this code book of ICD-10-CM"
    assert told in text(reader, f"{address}date=2026-03-31")
    assert "lies before" not in text(reader, f"{address}date=2026-04-01")


def test_a_day_before_the_earliest_release_is_told_of_each_code_set(reader):
    told = "31 Mar 2026 lies before the earliest release in this code book of {} (from 1 Apr 2026)."
    assert told.format("HCPCS Level II") in text(reader, "/codes/hcpcs/J0120?date=2026-03-31")
    assert "of ICD-10-CM, HCPCS Level II, CPT, Modifiers, " in text(reader, "/codes?q=25&date=2026-03-31")
    assert "; 31 Mar 2026 lies before it" in text(reader, "/codes/tables/neoplasm?date=2026-03-31")
    assert "lies before it" not in text(reader, "/codes/tables/neoplasm?date=2026-04-01")


def test_a_page_names_the_release_of_its_own_code_set(reader):
    page = text(reader, "/codes/hcpcs/J0120")
    assert "hcpcs of test · in force from 1 Apr 2026" in page
    assert "ICD-10-CM FY2026" not in page
    assert reader.get("/codes/hcpcs/E11").status_code == 404

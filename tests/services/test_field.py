"""Figures with their age by page, wages by state, and the form of the calculator."""

import zipfile
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from tests.support.clock import Clock
from tests.support.wages import HEADINGS, Row, state_rows, write_workbook
from trainer.content import field_files
from trainer.domain.careers.calculator import BreakEven, NotAsked
from trainer.services import field
from trainer.services.field import EVIDENCE, PAGES, FiguresUnusable, get_page, shipped_figures, spoken
from trainer.services.field_costs import CERTIFICATIONS, FIELDS, begin_costs, reckon_costs
from trainer.services.scope import Scopes
from trainer.services.state_wages import ImportedWages, get_wages, import_wages


def page(scopes: Scopes, name: str) -> field.FieldPage:
    with scopes.reading() as scope:
        return get_page(scope, name)


def test_every_figure_of_the_file_is_on_a_page_and_no_page_wants_another(scopes):
    wanted = {id_ for groups in PAGES.values() for ids in groups.values() for id_ in ids}
    assert wanted == set(shipped_figures())
    for name in PAGES:
        assert page(scopes, name).by_id


@pytest.mark.parametrize("name", PAGES)
def test_no_wage_of_a_survey_is_shown_without_the_bureau_in_the_same_group(scopes, name):
    for group in page(scopes, name).groups.values():
        if any(shipped_figures()[figure.id].kind == "survey-wage" for figure in group):
            assert any(figure.is_official for figure in group)


def test_age_goes_by_the_moment_of_the_scope(scopes: Scopes, clock: Clock):
    assert not page(scopes, "coder").by_id["bls-median"].is_old  # true in May 2024, and it is March 2026
    assert page(scopes, "coder").by_id["cpc-average-2022"].is_old
    clock.now = datetime(2026, 5, 2, tzinfo=UTC)
    assert page(scopes, "coder").by_id["bls-median"].is_old
    assert not page(scopes, "coder").by_id["cpc-median"].is_old


def test_a_figure_is_shown_in_words(scopes):
    shown = page(scopes, "coder").by_id
    assert (shown["bls-median"].year, shown["bls-median"].as_of) == ("2024", "May 2024")
    assert shown["bls-outlook"].year == "2024–2034"
    assert shown["bls-median"].dollars == 50_250
    assert shown["bls-median"].evidence == "secondhand"
    assert page(scopes, "costs").by_id["assumed-study-hours"].is_assumption
    assert [spoken(as_of) for as_of in ("2024", "2024-05", "2024-05-28")] == ["2024", "May 2024", "28 May 2024"]
    assert set(EVIDENCE) == {figure.evidence for figure in shipped_figures().values()}


def test_a_file_with_problems_is_refused_with_all_of_them(monkeypatch, tmp_path):
    monkeypatch.setattr(field, "resource_folder", lambda name: tmp_path)
    shipped_figures.cache_clear()
    try:
        with pytest.raises(FiguresUnusable, match=field_files.FILE):
            shipped_figures()
    finally:
        shipped_figures.cache_clear()


# --- The calculator ---


@pytest.mark.parametrize("slug", CERTIFICATIONS)
def test_the_form_begins_with_the_prices_of_the_file_and_can_be_sent_as_it_is(slug):
    form = begin_costs(slug)
    assert set(form.typed) == set(FIELDS)
    assert (form.problems, form.result) == ({}, None)
    _, fee, membership = CERTIFICATIONS[slug]
    figures = shipped_figures()
    sent = reckon_costs(slug, form.typed)
    assert sent.problems == {}
    assert sent.result
    assert sent.result.back == NotAsked()
    assert sent.result.total_cents == (figures[fee].cents or 0) + (figures[membership].cents or 0 if membership else 0)


def test_an_unknown_certification_is_the_first_one():
    assert begin_costs("mba").certification == "cpc"
    assert reckon_costs("mba", {}).certification == "cpc"


def test_amounts_are_read_as_people_write_them():
    typed = dict(begin_costs("cpc").typed) | {"exam": "$1,425.50", "books": " 300 ", "wage_now": "33,000"}
    form = reckon_costs("cpc", typed)
    assert form.problems == {}
    assert form.result
    assert [cost.cents for cost in form.result.costs] == [142_550, 22_200, 30_000]
    assert form.result.study_months == Fraction(47, 10)
    assert isinstance(form.result.back, BreakEven)


def test_a_course_counts_only_when_it_is_chosen():
    typed = dict(begin_costs("cpc").typed)
    alone = reckon_costs("cpc", typed | {"course": "rubbish", "course_weeks": ""})
    assert alone.problems == {}
    course = reckon_costs("cpc", typed | {"way": "course"})
    assert course.result
    assert [(cost.name, cost.cents) for cost in course.result.costs][-1] == ("Course", 105_000)
    assert course.result.total_cents == 105_000 + 22_200
    wrong = reckon_costs("cpc", typed | {"way": "course", "course": "rubbish", "course_weeks": "0"})
    assert set(wrong.problems) == {"course", "course_weeks"}


@pytest.mark.parametrize(
    ("field_name", "text", "told"),
    [
        ("exam", "", "Enter dollars"),
        ("exam", "much", "not an amount"),
        ("exam", "-5", "not an amount"),
        ("exam", "425.5", "not an amount"),
        ("exam", "4,25", "not an amount"),
        ("exam", "1000001", "At most $1,000,000"),
        ("exam", "9" * 500, "At most $1,000,000"),
        ("exam", "1e9", "not an amount"),
        ("exam", "１２", "not an amount"),
        ("exam", "$ 425", "not an amount"),
        ("books", "many", "not an amount"),
        ("study_hours", "0", "from 1 to 5,000"),
        ("study_hours", "²", "from 1 to 5,000"),
        ("hours_a_week", "81", "from 1 to 80"),
        ("hours_a_week", "ten", "from 1 to 80"),
        ("hours_a_week", "7.5", "from 1 to 80"),
        ("hours_a_week", "１０", "from 1 to 80"),
        ("search_months", "", "from 0 to 60"),
        ("kept_percent", "101", "from 1 to 100"),
        ("way", "luck", "one of the two ways"),
    ],
)
def test_what_cannot_be_read_is_told_beside_its_field_and_all_is_kept(field_name, text, told):
    typed = dict(begin_costs("cpc").typed) | {field_name: text}
    form = reckon_costs("cpc", typed)
    assert list(form.problems) == [field_name]
    assert told in form.problems[field_name]
    assert form.typed == typed
    assert form.result is None


def test_an_exam_in_the_price_of_the_course_needs_no_price_of_its_own():
    typed = dict(begin_costs("cpc").typed) | {"way": "course", "exam": ""}
    form = reckon_costs("cpc", typed)
    assert form.result
    assert form.result.total_cents == 105_000 + 22_200
    assert list(reckon_costs("cpc", typed | {"covers_exam": ""}).problems) == ["exam"]


def test_a_wage_of_today_needs_the_one_to_come():
    typed = dict(begin_costs("cpc").typed) | {"wage_now": "30000", "wage_first": ""}
    assert list(reckon_costs("cpc", typed).problems) == ["wage_first"]


def test_an_empty_form_names_every_field_that_is_needed():
    form = reckon_costs("cpc", {})
    assert set(form.problems) == {
        "way", "exam", "membership", "study_hours", "hours_a_week", "search_months", "kept_percent",
    }  # fmt: skip


# --- Wages by state ---


def imported(scopes: Scopes, path: Path, year: int = 2024) -> ImportedWages:
    return import_wages(scopes, path, year)


def medians(scopes: Scopes, occupation: str = "29-2072") -> dict[str, int | None]:
    with scopes.reading() as scope:
        return {row.state: row.median for row in get_wages(scope, occupation).rows}


def test_the_file_of_states_is_stored_and_shown(scopes, tmp_path):
    found = imported(scopes, write_workbook(tmp_path, state_rows()))
    assert [*found.report] == []
    assert found.states == {"29-2072": 51, "43-3021": 51}
    with scopes.reading() as scope:
        wages = get_wages(scope, "43-3021")
    assert (wages.title, wages.year, len(wages.rows)) == ("Billing and posting clerks", 2024, 51)
    first = wages.rows[0]
    assert (first.state, first.title, first.employment) == ("AA", "State of AA", 1_000)
    assert (first.p10, first.p25, first.median, first.p75, first.p90) == (29_000, 34_000, 38_000, 44_000, 58_000)
    assert wages.most == 58_000 + 100 * 50


def test_nothing_imported_is_an_empty_page_and_an_unknown_occupation_the_first_one(scopes):
    with scopes.reading() as scope:
        wages = get_wages(scope, "99-9999")
    assert (wages.occupation, wages.year, wages.rows, wages.most, wages.is_old) == ("29-2072", None, (), 0, False)


def test_a_year_again_replaces_its_rows_and_the_newest_year_is_shown(scopes, tmp_path):
    imported(scopes, write_workbook(tmp_path, state_rows()))
    fewer = [row for row in state_rows() if row[3] != "AA"]
    imported(scopes, write_workbook(tmp_path, fewer))
    assert len(medians(scopes)) == 50
    imported(scopes, write_workbook(tmp_path, state_rows(), "state_M2023_dl.xlsx"), 2023)
    with scopes.reading() as scope:
        assert get_wages(scope, "29-2072").year == 2024
    assert len(medians(scopes)) == 50


def test_wages_grow_old(scopes, tmp_path, clock):
    imported(scopes, write_workbook(tmp_path, state_rows()))
    with scopes.reading() as scope:
        assert not get_wages(scope, "29-2072").is_old
    clock.now = datetime(2026, 5, 2, tzinfo=UTC)
    with scopes.reading() as scope:
        assert get_wages(scope, "29-2072").is_old


def test_what_the_bureau_does_not_publish_stays_unknown(scopes, tmp_path):
    rows = state_rows()
    rows[0][6:13] = ["**", "*", "", "*", "*", "*", "#"]
    assert [*imported(scopes, write_workbook(tmp_path, rows)).report] == []
    with scopes.reading() as scope:
        row = get_wages(scope, "29-2072").rows[0]
    assert (row.employment, row.p10, row.p25, row.median, row.p75, row.p90) == (None,) * 6


def test_numbers_may_be_text_with_separators(scopes, tmp_path):
    rows = state_rows()
    rows[0][6], rows[0][10] = "1,234", "40,000"
    imported(scopes, write_workbook(tmp_path, rows))
    assert medians(scopes)["AA"] == 40_000


def spoiled(column: str, value: object) -> list[Row]:
    rows = state_rows()
    rows[0][HEADINGS.index(column)] = value
    return rows


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("AREA_TYPE", 4, "'4' is neither a state (2) nor a territory (3)"),
        ("PRIM_STATE", "Alabama", "'Alabama' is no state of two letters"),
        ("PRIM_STATE", "AB", "29-2072 of AB stands twice"),
        ("AREA_TITLE", "", "is empty or longer than 60"),
        ("AREA_TITLE", "A" * 61, "is empty or longer than 60"),
        ("A_MEDIAN", "much", "'much' is neither a whole number nor * or #"),
        ("A_MEDIAN", -5, "'-5' is neither a whole number"),
        ("A_MEDIAN", 40_000.5, "'40000.5' is neither a whole number"),
        ("A_MEDIAN", 99_000, "the percentiles do not ascend"),
    ],
)
def test_a_row_that_is_wrong_is_named_and_nothing_is_stored(scopes, tmp_path, column, value, told):
    found = imported(scopes, write_workbook(tmp_path, spoiled(column, value)))
    assert any(told in str(problem) for problem in found.report)
    assert found.states == {}
    assert medians(scopes) == {}


def test_what_was_stored_stays_when_a_later_file_is_wrong(scopes, tmp_path):
    imported(scopes, write_workbook(tmp_path, state_rows()))
    before = medians(scopes)
    assert imported(scopes, write_workbook(tmp_path, spoiled("A_MEDIAN", "much"))).report.problems
    assert medians(scopes) == before


def test_many_problems_are_cut_off(scopes, tmp_path):
    rows = state_rows()
    for row in rows:
        row[2] = 4
    assert len(imported(scopes, write_workbook(tmp_path, rows)).report) == 20


@pytest.mark.parametrize(
    ("year", "name", "told"),
    [
        (2023, "state_M2024_dl.xlsx", "is named for 2024, not for 2023"),
        (2020, "wages.xlsx", "the year should lie from 2021 to 2026, not 2020"),
        (2027, "wages.xlsx", "the year should lie from 2021 to 2026, not 2027"),
    ],
)
def test_a_year_that_cannot_be_is_refused(scopes, tmp_path, year, name, told):
    found = imported(scopes, write_workbook(tmp_path, state_rows(), name), year)
    assert [problem.message for problem in found.report] == [told]


def test_another_name_is_taken_at_its_word(scopes, tmp_path):
    assert not imported(scopes, write_workbook(tmp_path, state_rows(), "wages.xlsx"), 2025).report.problems


def test_a_file_that_is_incomplete_is_refused(scopes, tmp_path):
    found = imported(scopes, write_workbook(tmp_path, state_rows(44)))
    told = [problem.message for problem in found.report]
    assert told == [
        "has 44 states of 29-2072 (medical records specialists); the official file has more",
        "has 44 states of 43-3021 (billing and posting clerks); the official file has more",
    ]


def test_a_file_of_formulas_without_results_is_refused(scopes, tmp_path):
    rows = state_rows()
    for row in rows:
        row[HEADINGS.index("A_MEDIAN")] = "=40000+1"
    told = [problem.message for problem in imported(scopes, write_workbook(tmp_path, rows)).report]
    assert told == [
        "has a median of 29-2072 for 0 states only; the official file has more",
        "has a median of 43-3021 for 0 states only; the official file has more",
    ]


def test_reading_stops_when_enough_is_wrong(scopes, tmp_path):
    """The end of this file is broken: nobody gets that far, so a million wrong rows make no million complaints."""
    rows = [[number, "A state", 2, "ZZZ", "29-2072", "A title", *["much"] * 7] for number in range(2_000)]
    whole, broken = write_workbook(tmp_path, rows), tmp_path / "broken.xlsx"
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b"</sheetData>", b'<row r="x"/></sheetData>'))
    told = [str(problem) for problem in imported(scopes, broken).report]
    assert len(told) == 20
    assert {line.split(",")[0] for line in told} == {f"broken.xlsx: row {number}" for number in (2, 3, 4)}


def test_a_file_without_its_columns_is_refused(scopes, tmp_path):
    headings = ["MEDIAN" if heading == "A_MEDIAN" else heading for heading in HEADINGS]
    found = imported(scopes, write_workbook(tmp_path, state_rows(), headings=headings))
    assert "has no column A_MEDIAN" in str(found.report.problems[0])


@pytest.mark.parametrize(
    "data", [b"", b"AREA_TITLE,OCC_CODE\n", b"PK\x03\x04 and then nothing", b"\xd0\xcf\x11\xe0old"]
)
def test_what_is_no_workbook_is_refused(scopes, tmp_path, data):
    path = tmp_path / "state_M2024_dl.xlsx"
    path.write_bytes(data)
    found = imported(scopes, path)
    assert len(found.report) == 1
    assert medians(scopes) == {}


def test_a_file_beyond_all_size_is_not_opened(scopes, tmp_path):
    path = tmp_path / "state_M2024_dl.xlsx"
    with path.open("wb") as file:
        file.truncate((40 << 20) + 1)
    assert "is larger than 40 MB" in str(imported(scopes, path).report.problems[0])


def test_a_file_that_is_not_there_is_told(scopes, tmp_path):
    assert "cannot be read" in str(imported(scopes, tmp_path / "state_M2024_dl.xlsx").report.problems[0])

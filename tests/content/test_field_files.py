"""The file of figures about the field: what is shipped, and that nothing passes without source, year and limits."""

import re
from pathlib import Path

import pytest

from trainer.config import resource_folder
from trainer.content.field_files import FILE, check_figures, read_figures
from trainer.domain.careers.figures import Evidence, Kind
from trainer.domain.kernel.problems import Report

SHIPPED = resource_folder("question_banks") / FILE

VALID = """
schema = 1

[[figures]]
id = "official"
kind = "official-wage"
label = "A median"
value = "$50,250"
cents = 5025000
year = "2024"
as_of = "2024-05"
source = "A bureau"
url = "https://example.org/wages"
evidence = "official"
caveat = "Nothing about first jobs."

[[figures]]
id = "survey"
kind = "survey-wage"
label = "An average"
value = "$60,000"
year = "2024-2025"
as_of = "2025"
source = "A society"
url = "https://example.org/survey"
evidence = "secondary"
caveat = "Members only."
beside = ["official"]

[[figures]]
id = "assumed"
kind = "assumption"
label = "Hours"
value = "200"
number = 200
year = "2026"
as_of = "2026"
source = "Our assumption"
evidence = "assumption"
caveat = "Not counted on anybody."
"""


def read(tmp_path: Path, text: str) -> tuple[dict, list[str]]:
    path = tmp_path / FILE
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    report = Report()
    found = read_figures(tmp_path, report)
    return found, [str(problem) for problem in report]


def test_the_shipped_figures_are_free_of_problems():
    report = Report()
    figures = read_figures(resource_folder("question_banks"), report)
    assert [str(problem) for problem in report] == []
    assert len(figures) > 50
    for figure in figures.values():
        assert figure.source
        assert figure.caveat
        assert figure.year
        assert figure.as_of
    assert {figure.kind for figure in figures.values()} == set(Kind)


def test_every_shipped_wage_of_a_survey_has_the_bureau_beside_it():
    figures = read_figures(resource_folder("question_banks"), Report())
    surveys = [figure for figure in figures.values() if figure.kind is Kind.SURVEY_WAGE]
    assert surveys
    assert all("bls-median" in figure.beside for figure in surveys)
    assert figures["bls-median"].kind is Kind.OFFICIAL_WAGE


def test_growth_is_said_to_be_over_ten_years():
    figures = read_figures(resource_folder("question_banks"), Report())
    for figure in figures.values():
        if figure.id.startswith("bls-outlook"):
            begins, _, ends = figure.year.partition("-")
            assert int(ends) - int(begins) == 10
            assert figure.unit == "over ten years"


def test_reckoned_figures_follow_from_the_others():
    figures = read_figures(resource_folder("question_banks"), Report())

    def cents(id_: str) -> int:
        return figures[id_].cents or 0

    assert cents("least-student") == cents("cpc-fee-one") + cents("member-student")
    assert cents("least-professional") == cents("cpc-fee-one") + cents("member-professional")
    assert cents("assumed-first-wage") == cents("bls-median") * 4 // 5
    gap = cents("aapc-certified") / cents("aapc-uncertified") - 1
    assert f"{gap:.1%}".replace("%", " %") == "20.2 %"
    assert "20.2 %" in figures["aapc-premium"].caveat
    assert figures["cpb-pass-count"].value == str(-(-135 * 70 // 100))
    assert [figure.id for figure in figures.values() if figure.evidence is Evidence.COMPUTED] == ["cpb-pass-count"]


@pytest.mark.parametrize("field", ["source", "year", "caveat", "as_of", "label", "value", "evidence", "kind"])
def test_a_shipped_figure_without_one_of_these_is_refused(tmp_path, field):
    """The first figure of the shipped file, robbed of the field; then with nothing in it."""
    text = SHIPPED.read_text(encoding="utf-8")
    line = re.compile(rf'^{field} = ".*"$', re.MULTILINE)
    figures, problems = read(tmp_path, line.sub("", text, count=1))
    assert figures == {}
    assert problems == [f"{FILE}: figures[bls-median].{field}: is missing"]
    figures, problems = read(tmp_path, line.sub(f'{field} = " "', text, count=1))
    assert figures == {}
    assert any(f"figures[bls-median].{field}" in problem for problem in problems)


def test_a_valid_file_becomes_values_in_its_order(tmp_path):
    figures, problems = read(tmp_path, VALID)
    assert problems == []
    assert list(figures) == ["official", "survey", "assumed"]
    assert figures["survey"].beside == ("official",)
    assert (figures["official"].cents, figures["assumed"].number) == (5_025_000, 200)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('beside = ["official"]', "", "figures[survey].beside: a wage of a survey names an official wage"),
        ('beside = ["official"]', 'beside = ["assumed"]', "figures[survey].beside: a wage of a survey names an"),
        ('beside = ["official"]', 'beside = ["gone"]', "figures[survey].beside: there is no figure 'gone'"),
        ('beside = ["official"]', 'beside = ["official", "survey"]', "figures[survey].beside: names the figure itself"),
        ('id = "assumed"', 'id = "official"', "figures[official].id: is used twice"),
        ('as_of = "2024-05"', 'as_of = "May 2024"', "figures[official].as_of: should be a year, a month or a day"),
        ('as_of = "2024-05"', 'as_of = "2024-13"', "figures[official].as_of: month must be in 1..12"),
        ('as_of = "2024-05"', 'as_of = "1924"', "figures[official].as_of: is before 1990"),
        ('year = "2024-2025"', 'year = "2025-2024"', "figures[survey].year: ends before it begins"),
        ('year = "2024-2025"', 'year = "lately"', "figures[survey].year"),
        ('url = "https://example.org/wages"', "", "figures[official].url: is missing"),
        ('url = "https://example.org/wages"', 'url = "javascript:alert(1)"', "figures[official].url"),
        ("cents = 5025000", "cents = 502500", "figures[official].cents: $5,025.00 does not stand in the value"),
        ("number = 200", "number = 201", "figures[assumed].number: 201 does not stand in the value '200'"),
        ('evidence = "assumption"', 'evidence = "noted"', "figures[assumed].evidence: assumptions, and nothing else"),
        ('evidence = "official"', 'evidence = "assumption"', "figures[official].evidence: assumptions, and nothing"),
        ('evidence = "official"', 'evidence = "hearsay"', "figures[official].evidence"),
        ('kind = "survey-wage"', 'kind = "rumor"', "figures[survey].kind"),
        ('caveat = "Members only."', 'caveat = "Members only."\nmood = "good"', "figures[survey].mood: is not a field"),
        ("schema = 1", "schema = 2", "schema"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_read(tmp_path, old, new, problem):
    assert old in VALID
    figures, problems = read(tmp_path, VALID.replace(old, new, 1))
    assert figures == {}
    assert any(problem in each for each in problems), problems


def test_every_problem_is_named_at_once(tmp_path):
    text = VALID.replace('as_of = "2024-05"', 'as_of = "2024-99"').replace('["official"]', '["gone"]')
    figures, problems = read(tmp_path, text)
    assert figures == {}
    assert len(problems) == 3  # the month, the figure that is not there, and the wage without an official one


def test_a_folder_without_the_file_says_so(tmp_path):
    report = Report()
    assert read_figures(tmp_path, report) == {}
    assert [problem.file for problem in report] == [FILE]


def test_a_folder_of_banks_needs_no_figures_and_those_it_has_are_checked(tmp_path):
    report = Report()
    check_figures(tmp_path, report)
    assert not report
    read(tmp_path, "schema = 2")
    check_figures(tmp_path, report)
    assert report

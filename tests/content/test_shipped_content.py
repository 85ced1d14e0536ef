"""The banks and cases that the program ships: complete, of one form, and every code checked against official files.

Medical truth is the authors' and second solvers' work; what a machine can see is seen here.
"""

import csv
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.support.official_codes import FIVE_CHARACTERS, ICD_10_CM, icd_10_cm
from tests.support.requirements import check_data
from tests.support.shipped import load_shipped, shipped_library
from trainer.codebook.book import SqliteCodeBook
from trainer.content.case_files import AuthoredCase
from trainer.content.item_files import AuthoredItem
from trainer.content.lint_checks import lint_library
from trainer.domain.claims.case import CaseKind
from trainer.domain.codesets.codes import normalise_code
from trainer.domain.generators.registry import families
from trainer.domain.grading.items import grade_item
from trainer.domain.items.answers import SingleAnswer
from trainer.domain.items.content import SingleBest, options_of
from trainer.domain.items.keys import right_options
from trainer.domain.items.lint.codes import KnownCodes
from trainer.services.mock_counts import count_mocks
from trainer.services.publishing import LINT_DAY

TRACKS = ("cpc", "cpb")


def items(track: str = "") -> list[AuthoredItem]:
    return [item for item in shipped_library().items if not track or item.track == track]


def cases() -> tuple[AuthoredCase, ...]:
    return shipped_library().cases


def right_texts() -> Iterator[tuple[str, str]]:
    """(item, text) of every right option."""
    for item in items():
        right = right_options(item.key)
        yield from ((item.slug, option.text) for option in options_of(item.content.response) if option.id in right)


def key_codes() -> Iterator[tuple[str, str]]:
    """(case and line, code) of the lines that a claim may hold."""
    for case in cases():
        for line in (*case.key.diagnoses, *case.key.procedures):
            yield f"{case.slug} {line.code}", line.code


def other_codes() -> Iterator[tuple[str, str]]:
    """(case and line, code) of the lines that a learner is tempted to enter."""
    for case in cases():
        for line in (*case.key.not_reportable, *case.key.traps):
            yield f"{case.slug} {line.code}", line.code


def diagnoses_in(texts: Iterator[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(where, normalise_code(code)) for where, text in texts for code in ICD_10_CM.findall(text)]


def numbers_in(texts: Iterator[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(where, number) for where, text in texts for number in FIVE_CHARACTERS.findall(text)]


def test_the_shipped_files_have_no_problem() -> None:
    assert [str(problem) for problem in load_shipped()[1]] == []


@pytest.mark.parametrize(("track", "least"), [("cpc", 300), ("cpb", 270)])
def test_each_track_ships_enough_items_for_its_mocks(track: str, least: int) -> None:
    assert len(items(track)) >= least


def test_the_banks_fill_three_cpc_and_two_cpb_mocks_without_a_shared_item_one_of_each_sealed() -> None:
    counts = {each.track: (each.questions, each.open, each.sealed) for each in count_mocks(shipped_library())}
    assert counts == {"cpc": (100, 2, 1), "cpb": (135, 1, 1)}


def scenario_of(item: AuthoredItem) -> str:
    """The id of its scenario; empty where it has none."""
    return item.stimulus.slug if item.stimulus else ""


def test_a_scenario_has_three_to_six_questions_all_sealed_or_none() -> None:
    for scenario in {scenario_of(item) for item in items()} - {""}:
        mine = [item for item in items() if scenario_of(item) == scenario]
        assert 3 <= len(mine) <= 6, scenario
        assert len({item.is_sealed for item in mine}) == 1, scenario


def test_at_least_forty_cases_of_all_kinds_and_levels_are_shipped() -> None:
    kinds = Counter(case.content.kind for case in cases())
    least = {CaseKind.CODE: 26, CaseKind.AUDIT: 8, CaseKind.QUERY: 6}
    assert all(kinds[kind] >= number for kind, number in least.items()), kinds
    assert {case.content.level for case in cases()} == {1, 2, 3, 4, 5}


def test_every_case_happens_while_the_books_of_its_edition_hold() -> None:
    """From 15 January, when the exams turn to the new books, to 30 September, when ICD-10-CM turns over."""
    days = {case.slug: case.content.date_of_service for case in cases()}
    assert {slug: day for slug, day in days.items() if not date(2026, 1, 15) <= day <= date(2026, 9, 30)} == {}


def test_every_case_has_a_full_document() -> None:
    words = {case.slug: len(case.content.chart.split()) for case in cases()}
    assert {slug: number for slug, number in words.items() if not 150 <= number <= 900} == {}


def test_every_area_of_every_blueprint_has_an_item() -> None:
    wanted = {(blueprint.track, area.slug) for blueprint in shipped_library().blueprints for area in blueprint.areas}
    assert {track for track, _ in wanted} == set(TRACKS)
    assert wanted - set(shipped_library().counts()) == set()


def test_every_item_has_four_options_as_in_the_exam() -> None:
    for item in items():
        assert isinstance(item.content.response, SingleBest), item.slug
        assert [option.id for option in item.content.response.options] == ["A", "B", "C", "D"], item.slug


def test_lint_finds_nothing_and_the_second_solution_of_every_item_is_on_record(book_file: Path) -> None:
    """With every code of ICD-10-CM looked up; nothing stands without a written reason."""
    linted = lint_library(shipped_library(), KnownCodes(SqliteCodeBook(book_file, LINT_DAY)))
    assert linted.findings == ()


def test_lint_finds_nothing_with_the_numbers_in_force(book_file: Path) -> None:
    with (check_data() / "hcpcs" / "numbers_2026_april.csv").open(encoding="utf-8", newline="") as file:
        in_force = frozenset(row["code"] for row in csv.DictReader(file))
    assert len(in_force) > 15_000
    assert lint_library(shipped_library(), KnownCodes(SqliteCodeBook(book_file, LINT_DAY), in_force)).findings == ()


def test_second_solutions_agreed_in_at_least_97_of_100_before_anything_was_settled() -> None:
    standing = lint_library(shipped_library()).standings
    agreed = sum(each.has_agreed for each in standing)
    withdrawn = sum(len(batch.withdrawn) for batch in shipped_library().batches)
    assert agreed >= 0.97 * (len(standing) + withdrawn)
    assert not any(batch.must_be_solved_again for batch in shipped_library().batches)
    assert all(batch.planted for batch in shipped_library().batches)


def test_every_family_of_the_program_is_published_with_forty_variants() -> None:
    published = {family.slug: len(family.variants) for family in shipped_library().families}
    assert set(published) == set(families())
    assert set(published.values()) == {40}
    assert len(published) >= 30


def test_every_item_explains_every_option_and_gives_a_reference() -> None:
    for item in items():
        for option in options_of(item.content.response):
            assert item.explanation.rationale(option.id), f"{item.slug} {option.id}"
        assert item.explanation.references, item.slug


def test_every_case_was_solved_a_second_time() -> None:
    assert [case.slug for case in cases() if not case.second_solution] == []


def test_every_item_and_case_is_of_the_edition_2026() -> None:
    assert {item.content.edition for item in items()} == {"2026"}
    assert {case.content.edition for case in cases()} == {"2026"}


def test_every_id_begins_with_its_track_and_those_of_lessons_say_so() -> None:
    assert [item.slug for item in items() if not item.slug.startswith(f"{_beginning(item)}-")] == []


def _beginning(item: AuthoredItem) -> str:
    return "lesson" if item.lesson else item.track


@pytest.mark.parametrize("track", TRACKS)
def test_items_of_a_track_differ_in_difficulty(track: str) -> None:
    assert len({item.difficulty for item in items(track)}) >= 3


def test_the_right_option_of_an_item_earns_full_points_and_no_other_does() -> None:
    for item in items():
        for option in options_of(item.content.response):
            points = grade_item(item.key, SingleAnswer(option.id))
            assert points.is_full == (option.id in right_options(item.key)), f"{item.slug} {option.id}"


def test_every_case_quotes_its_chart_and_cites_a_reference() -> None:
    for case in cases():
        assert case.key.references, case.slug
        for line in (*case.key.diagnoses, *case.key.procedures):
            assert line.span in case.content.chart, f"{case.slug} {line.code}"


def test_the_official_release_has_as_many_billable_codes_as_its_publisher_says() -> None:
    """74,719 in April 2026; S52.532A, W11.XXXA and I10 show a 7th character, a placeholder and a bare category."""
    existing, billable = icd_10_cm()
    assert len(billable) == 74_719
    assert {"S52532A", "W11XXXA", "I10", "E1165"} <= billable
    assert {"S52532", "W11", "E116"} <= existing - billable
    assert not {"S52532B7", "S52532Z", "W11A", "S061X7D", "I10X"} & existing


def test_every_icd_10_cm_code_in_a_case_exists() -> None:
    existing, _ = icd_10_cm()
    named = [*diagnoses_in(key_codes()), *diagnoses_in(other_codes())]
    assert len(named) >= 100, "the pattern finds the codes"
    assert [(where, code) for where, code in named if code not in existing] == []


def test_every_icd_10_cm_code_in_a_right_option_or_a_key_is_billable() -> None:
    _, billable = icd_10_cm()
    named = [*diagnoses_in(right_texts()), *diagnoses_in(key_codes())]
    assert len(named) >= 160, "the pattern finds the codes"
    assert [(where, code) for where, code in named if code not in billable] == []


def test_every_five_character_number_in_a_case_is_in_force_in_april_2026() -> None:
    with (check_data() / "hcpcs" / "numbers_2026_april.csv").open(encoding="utf-8", newline="") as file:
        in_force = {row["code"] for row in csv.DictReader(file)}
    named = [*numbers_in(key_codes()), *numbers_in(other_codes())]
    assert len(named) >= 200, "the pattern finds the numbers"
    assert [(where, number) for where, number in named if number not in in_force] == []


def test_every_line_of_a_case_key_is_a_code_of_one_of_the_systems() -> None:
    """So that no code escapes the two checks above by being written like neither."""
    for where, code in (*key_codes(), *other_codes()):
        assert ICD_10_CM.fullmatch(code) or FIVE_CHARACTERS.fullmatch(code), where

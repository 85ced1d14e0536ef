"""Files of drafts: written from plain values they read back as the same; problems are named by file and field."""

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.families import a_family
from tests.support.library import ITEMS
from tests.support.library import SCENARIO as SHARED_SCENARIO
from trainer.config import resource_folder
from trainer.content import draft_files
from trainer.content.billing_files import AuthoredBillingCase
from trainer.content.case_files import AuthoredCase
from trainer.content.draft_files import (
    describe,
    family_text,
    file_names,
    item_data,
    item_text,
    plain_data,
    read_case_files,
    read_family,
    read_item,
    read_scenario,
    scenario_text,
)
from trainer.content.item_files import AuthoredItem
from trainer.domain.generators.registry import families
from trainer.domain.kernel.problems import Report

TEXTS = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\r"), min_size=1, max_size=40)
FAMILY = {"schema": 1, "id": "my-sides", "family": "family-icd-laterality"}


def problems(report: Report) -> list[str]:
    return [str(problem) for problem in report]


def read(data: dict[str, Any], slug: str = "a-single") -> tuple[AuthoredItem | None, list[str]]:
    report = Report()
    return read_item({"item.toml": item_text(data)}, slug, report), problems(report)


def single(**changes: Any) -> dict[str, Any]:
    data = item_data(ITEMS[0])
    data["items"][0] |= changes
    return data


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.slug)
def test_an_item_that_is_written_reads_back_as_the_same_item(item: AuthoredItem) -> None:
    found, report = read(item_data(item), item.slug)
    assert report == []
    assert found is not None
    assert (found.content, found.key, found.stimulus, found.tags) == (item.content, item.key, item.stimulus, item.tags)
    assert (found.explanation.references, found.second_solution) == (item.explanation.references, "agreed")
    if item.key.kind in ("single", "multiple"):
        assert found.explanation.rationales == item.explanation.rationales
    else:
        assert found.explanation.general == item.explanation.general


@given(stem=TEXTS, why=TEXTS, tag=TEXTS, code=TEXTS)
def test_any_text_survives_being_written_and_read(stem: str, why: str, tag: str, code: str) -> None:
    row: dict[str, Any] = {"stem": stem, "why": why, "tags": [tag], "odd_codes": {code: why}}
    row |= {"service_on": date(2026, 3, 4), "key": Decimal("1.50"), "options": [{"id": "A", "text": stem, "why": why}]}
    assert plain_data(item_text({"items": [row]})) == {"items": [row]}


def test_all_that_an_item_may_say_is_kept() -> None:
    data = single(
        sealed=True,
        service_on=date(2026, 3, 4),
        odd_codes={"S72.001": "It has no seventh character."},
        accepted={"stem-length": "It is short on purpose."},
        key_reason="The atlas was misread.",
        review={"second_solution": "settled", "note": "Talked over."},
    )
    found, report = read(data)
    assert report == []
    assert found is not None
    assert item_data(found) == data


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"stem": ""}, "item.toml: stem: string should have at least 1 character"),
        (
            {"options": [{"id": "A", "text": "One"}, {"id": "B", "text": "Two", "why": "w"}]},
            "item.toml: options[A].why: is missing",
        ),
        ({"key": "Z"}, "item.toml: key: names no option: 'Z' (there are A, B, C, D)"),
        ({"lesson": "who-pays"}, "item.toml: lesson: only items of the shipped lessons name one"),
        ({"id": "another"}, "item.toml: id: the id of this draft is 'a-single' and never changes"),
        ({"stimulus": "gone"}, "item.toml: stimulus: an item names the one scenario that its file holds, and no other"),
        (
            {"kind": "essay"},
            "item.toml: kind: should be one of 'single', 'multiple', 'numeric', 'code', 'ordering', 'matching'",
        ),
    ],
)
def test_what_is_wrong_is_named_by_field(changes: dict[str, Any], expected: str) -> None:
    found, report = read(single(**changes))
    assert found is None
    assert report == [expected]


def test_a_number_that_is_none_stays_as_it_was_typed_and_is_named() -> None:
    data = item_data(next(item for item in ITEMS if item.slug == "a-number"))
    data["items"][0]["key"] = "eighty"
    assert plain_data(item_text(data))["items"][0]["key"] == "eighty"  # type: ignore[index]
    assert read(data, "a-number") == (None, ["item.toml: key: should be a number"])


def test_a_draft_holds_one_item_and_its_own_scenario() -> None:
    data = single()
    data["items"] *= 2
    assert read(data)[1] == ["item.toml: items: a draft holds one item"]
    with_scenario = item_data(next(item for item in ITEMS if item.stimulus == SHARED_SCENARIO))
    with_scenario["stimuli"][0]["text"] = ""
    assert read(with_scenario, "denied-first")[1] == [
        "item.toml: scenario.text: string should have at least 1 character"
    ]


def test_a_text_that_is_no_toml_is_a_problem_and_describes_nothing() -> None:
    report = Report()
    assert read_item({"item.toml": "stem = "}, "x", report) is None
    assert problems(report)[0].startswith("item.toml: is not TOML")
    assert plain_data("stem = ") is None
    assert describe("item", {"item.toml": "stem = "}) == draft_files.Described("", "", "", ())


@pytest.mark.parametrize(
    "text",
    ["{} = 1", "  [{}]", "[[ {} ]]", "x = 1\na.{} = 2", "x = {{ b = 1, {} = 2 }}", "x = {{{} = 2 }}"],
)
@pytest.mark.parametrize("part", ["a", '"a b"', "'.'", "a "])
def test_a_key_of_many_parts_is_no_toml_as_it_would_take_all_memory(text: str, part: str) -> None:
    assert plain_data(text.format(".".join([part] * 40_000))) is None


def test_many_dots_in_a_text_are_only_text() -> None:
    dots = "a." * 300
    assert plain_data(f'x = "{dots}"\ny = """\nso {dots}"""') == {"x": dots, "y": f"so {dots}"}
    assert plain_data(".".join("a" * 20) + " = 1") is not None


def test_a_scenario_is_written_and_read() -> None:
    data = {
        "schema": 1,
        "track": "cpb",
        "area": "billing",
        "id": "a-day",
        "title": "A day",
        "text": "One\n\n| a |\n|---|",
    }
    data |= {"odd_codes": {"S72": "on purpose"}}  # type: ignore[dict-item]
    report = Report()
    files = {"scenario.toml": scenario_text(data)}
    found = read_scenario(files, "a-day", report)
    assert found is not None
    assert (found.title, found.body, found.odd_codes) == (
        "A day",
        data["text"],
        {"S72": "on purpose"},
    )
    assert describe("scenario", files) == draft_files.Described("A day", "cpb", "billing", ())
    assert read_scenario(files, "another", report) is None
    assert read_scenario({}, "a-day", report) is None
    assert problems(report)[0] == "scenario.toml: id: the id of this draft is 'another' and never changes"


def test_a_family_under_a_name_of_its_own_has_other_variants_and_what_its_author_sets() -> None:
    report = Report()
    own = {"variants": 5, "difficulty": 5, "bloom": "recall", "tags": ["left"], "title": "Sides"}
    files = {"family.toml": family_text(FAMILY | own)}
    found = read_family(files, "my-sides", report)
    plain = read_family({"family.toml": family_text(FAMILY)}, "my-sides", report)
    assert found is not None
    assert plain is not None
    assert problems(report) == []
    assert (len(found.variants), len(plain.variants)) == (5, 40)
    assert (found.family.difficulty, found.family.bloom, found.family.tags) == (5, "recall", ("left",))
    assert found.slug == plain.slug == "my-sides"
    assert describe("family", files) == draft_files.Described("Sides", "cpc", plain.family.area, ("left",))
    assert describe("family", {"family.toml": family_text(FAMILY)}).tags == plain.family.tags


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"family": "family-of-nothing"}, "family.toml: family: there is no such family"),
        ({"id": "yours"}, "family.toml: id: the id of this draft is 'my-sides' and never changes"),
        ({"variants": 0}, "family.toml: variants: input should be greater than or equal to 1"),
    ],
)
def test_parameters_that_no_family_takes_are_problems(changes: dict[str, Any], expected: str) -> None:
    report = Report()
    found = read_family({"family.toml": family_text(FAMILY | changes)}, "my-sides", report)
    assert found is None
    assert problems(report)[0].startswith(expected)


def test_a_family_that_gives_too_few_different_questions_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    family = replace(a_family(), draw=lambda rng: a_family().draw(random.Random(1)))
    monkeypatch.setitem(families(), "family-of-one", family)
    report = Report()
    text = family_text(FAMILY | {"family": "family-of-one", "variants": 2})
    assert read_family({"family.toml": text}, "my-sides", report) is None
    assert problems(report) == ["family.toml: variants: my-sides: 1 different stems, 2 wanted"]


def case_of(kind: str, slug: str) -> dict[str, str]:
    folder = resource_folder("case_studies") / kind / slug
    return {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


def test_the_files_of_a_coding_case_and_of_an_exercise_are_read_as_those_of_a_folder() -> None:
    report = Report()
    case = case_of("code-the-encounter", "urgent-care-ear")
    exercise = case_of("verify-coverage", "new-card-in-the-wallet")
    assert isinstance(read_case_files(case, "urgent-care-ear", report), AuthoredCase)
    assert isinstance(read_case_files(exercise, "new-card-in-the-wallet", report), AuthoredBillingCase)
    assert problems(report) == []
    assert (describe("case", case).track, describe("case", exercise).track) == ("cpc", "cpb")
    assert file_names("case", case) == ("case.toml", "chart.md", "key.toml")
    assert file_names("case", exercise) == ("case.toml", "exhibits.md", "key.toml")
    assert file_names("item", {}) == ("item.toml",)


def test_problems_of_a_case_name_its_files() -> None:
    case = case_of("code-the-encounter", "urgent-care-ear") | {"chart.md": "Nothing."}
    report = Report()
    assert read_case_files(case, "urgent-care-ear", report) is None
    assert {problem.file for problem in report} == {"key.toml"}
    assert "is not in the chart word for word" in problems(report)[0]


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("kind = ", ["case.toml: is not TOML", "case.toml: kind: should be one of"]),
        ('kind = "../../etc"', ["case.toml: kind: should be one of code-the-encounter"]),
        (
            'kind = "code-the-encounter"\nid = "../x"',
            ["case.toml: id: the id of this draft is 'ear' and never changes"],
        ),
    ],
)
def test_a_case_of_no_known_kind_or_another_id_is_not_read(case: str, expected: list[str]) -> None:
    report = Report()
    assert read_case_files({"case.toml": case}, "ear", report) is None
    assert len(report) == len(expected)
    assert all(found.startswith(start) for found, start in zip(problems(report), expected, strict=True))


def test_lists_show_the_beginning_of_a_long_stem() -> None:
    title = describe("item", {"item.toml": item_text(single(stem="word " * 100, tags=["a", "b"]))})
    assert (len(title.title), title.title[-1], title.tags) == (200, "…", ("a", "b"))
    assert describe("item", {"item.toml": 'items = 3\ntags = "no list"'}).title == ""


def test_titles_are_no_longer_than_their_columns() -> None:
    too_long, report = "x" * 201, Report()
    with_scenario = item_data(next(item for item in ITEMS if item.stimulus == SHARED_SCENARIO))
    with_scenario["stimuli"][0]["title"] = too_long
    assert read(with_scenario, "denied-first")[1] == [
        "item.toml: scenario.title: string should have at most 200 characters"
    ]
    scenario = {"schema": 1, "track": "cpb", "area": "billing", "id": "a-day", "title": too_long, "text": "x"}
    assert read_scenario({"scenario.toml": scenario_text(scenario)}, "a-day", report) is None
    for kind, slug in (
        ("code-the-encounter", "urgent-care-ear"),
        ("fill-the-claim", "workers-comp-ankle-on-the-stairs"),
    ):
        case = case_of(kind, slug)
        lines = case["case.toml"].splitlines()
        lines = [f'title = "{too_long}"' if line.startswith("title = ") else line for line in lines]
        lines = [f'specialty = "{"x" * 81}"' if line.startswith("specialty = ") else line for line in lines]
        assert read_case_files(case | {"case.toml": "\n".join(lines)}, slug, report) is None
    title, specialty = "string should have at most 200 characters", "string should have at most 80 characters"
    assert problems(report) == [
        f"scenario.toml: title: {title}",
        *[f"case.toml: title: {title}", f"case.toml: specialty: {specialty}"] * 2,
    ]


@pytest.mark.parametrize("slug", ["a/b", "..", "A", "", "x" * 121])
def test_the_id_of_a_case_is_looked_at_before_it_names_a_folder(slug: str) -> None:
    report = Report()
    files = {"case.toml": f'id = "{slug}"\nkind = "code-the-encounter"\n', "chart.md": "", "key.toml": ""}
    assert read_case_files(files, slug, report) is None
    assert [(each.file, each.field) for each in report] == [("case.toml", "id")]

"""The content in figures, sheets for second solvers, and what a release breaks."""

import random
import tomllib
from datetime import date
from pathlib import Path

import pytest

from tests.support.content_files import KINDS_FILE, ContentFolder
from trainer.codebook.shelf import Shelf
from trainer.domain.codesets.editions import BreakKind
from trainer.domain.kernel.errors import Refused
from trainer.services.content_audit import audit_content
from trainer.services.content_report import ContentReport, report_content
from trainer.services.item_lives import tell_lives
from trainer.services.solve_sheets import Order, make_sheet, unsolved_slugs

DAY = date(2026, 11, 25)
SOLVABLE = ["cpb-first", "cpb-second", "cpc-single"]


@pytest.fixture
def folder(tmp_path: Path) -> ContentFolder:
    return ContentFolder.valid(tmp_path / "content")


def sheet(folder: ContentFolder, *slugs: str, name: str = "one", seed: int = 1) -> tuple[str, str]:
    made = make_sheet(folder.banks, folder.cases, Order(name, slugs, DAY), random.Random(seed))
    return made.questions, made.answers


def solve(folder: ContentFolder, answers: str, **given: str) -> None:
    """Puts the filled-in file into the folder; items that are not given are answered with A."""
    lines = []
    slug = ""
    for line in answers.splitlines():
        if line.startswith("item = "):
            slug = line.split('"')[1]
        filled = {
            'answer = ""': f'answer = "{given.get(slug.replace("-", "_"), "A")}"',
            'best_loser = ""': 'best_loser = "B"',
        }
        lines.append({**filled, 'argument = ""': 'argument = "It could be."'}.get(line, line))
    folder.write("question_banks/second_solutions/one.toml", "\n".join(lines))


def report(folder: ContentFolder) -> ContentReport:
    return report_content(folder.banks, folder.cases)


def figures(folder: ContentFolder) -> dict[str, float]:
    return {figure.name: figure.value for figure in report(folder).figures}


def test_a_sheet_shows_scenario_stem_and_options_and_nothing_of_the_key(folder: ContentFolder) -> None:
    questions, _ = sheet(folder, "cpb-first", "cpc-single")
    assert questions.index("## cpb-first") < questions.index("## cpc-single")
    for text in (
        "Three claims arrive.",
        "Which claim is posted first?",
        "- A: The new one",
        "- B: Pulmonary trunk",
        "text: ",
    ):
        assert text in questions
    assert "deadline" not in questions
    assert "key" not in questions


def test_the_file_for_answers_holds_fingerprints_planted_keys_and_nothing_answered(folder: ContentFolder) -> None:
    questions, answers = sheet(folder, *SOLVABLE)
    batch = tomllib.loads(answers)
    assert (batch["batch"], batch["solved_on"], [each["item"] for each in batch["solutions"]]) == ("one", DAY, SOLVABLE)
    assert all(f"text: {each['text']}" in questions and each["answer"] == "" for each in batch["solutions"])
    assert len(batch["planted"]) == 1
    keys = {"cpb-first": "B", "cpb-second": "A", "cpc-single": "A"}
    assert all(keys[slug] != wrong for slug, wrong in batch["planted"].items())
    assert answers == sheet(folder, *SOLVABLE)[1]


@pytest.mark.parametrize("slugs", [(), ("cpc-nothing",), ("cpc-single", "cpc-numeric")])
def test_only_items_with_one_best_answer_can_be_put_on_a_sheet(folder: ContentFolder, slugs: tuple[str, ...]) -> None:
    with pytest.raises(Refused, match="No item with one best answer"):
        sheet(folder, *slugs)


@pytest.mark.parametrize(
    ("name", "slugs"), [("a/b", ("cpc-single",)), ('A b"', ("cpc-single",)), ("one", ("cpc-single",) * 2)]
)
def test_a_batch_has_a_name_for_a_file_and_every_item_once(
    folder: ContentFolder, name: str, slugs: tuple[str, ...]
) -> None:
    with pytest.raises(Refused, match="holds every item once"):
        sheet(folder, *slugs, name=name)


def test_banks_with_problems_are_neither_solved_nor_audited_nor_told(folder: ContentFolder, small_book: Path) -> None:
    folder.change(KINDS_FILE, 'key = "A"', 'key = "Z"')
    for work in (
        lambda: sheet(folder, "cpb-first"),
        lambda: audit_content(folder.banks, folder.cases, Shelf(small_book), "FY2027"),
        lambda: tell_lives(folder.banks, folder.cases, ["cpb-first"]),
    ):
        with pytest.raises(Refused, match="The content has problems"):
            work()


def test_items_that_stand_in_no_batch_are_unsolved(folder: ContentFolder) -> None:
    assert unsolved_slugs(folder.banks, folder.cases) == SOLVABLE
    solve(folder, sheet(folder, "cpb-first")[1])
    assert unsolved_slugs(folder.banks, folder.cases) == SOLVABLE[1:]


def test_the_report_counts_items_cases_families_and_problems(folder: ContentFolder) -> None:
    found = figures(folder)
    problems = found.pop("content.problems")
    assert found == {
        "content.cpc.items": 6,
        "content.cpb.items": 2,
        "content.cases": 1,
        "content.exercises": 0,
        "content.families": 0,
        "content.agreement": 0,
    }
    assert report(folder).unsolved == tuple(SOLVABLE)
    folder.change(KINDS_FILE, "left ventricle?", "left ventricle")
    assert figures(folder)["content.problems"] == problems + 1


def test_agreement_is_measured_on_first_answers_before_anything_was_settled(folder: ContentFolder) -> None:
    """cpb-first has B as its key: two of three agreed."""
    solve(folder, sheet(folder, *SOLVABLE, seed=5)[1])
    folder.change("question_banks/cpb/billing/shared.toml", 'text = "The late one"', 'text = "The late one"')
    found = report(folder)
    assert {area.title: (area.solved, area.agreed) for area in found.areas} == {
        "Anatomy": (1, 1),
        "Radiology": (0, 0),
        "Billing": (2, 0),
    }
    assert figures(folder)["content.agreement"] == round(1 / 3, 4)


def test_what_was_settled_or_withdrawn_is_told_and_counts_as_not_agreed(folder: ContentFolder) -> None:
    solve(folder, sheet(folder, *SOLVABLE, seed=5)[1])
    folder.change(
        KINDS_FILE, 'second_solution = "agreed"', 'second_solution = "settled", note = "The stem was mended."'
    )
    folder.remove_item("question_banks/cpb/billing/shared.toml", "cpb-second")
    folder.change(
        "question_banks/second_solutions/one.toml", "[planted]", '[withdrawn]\ncpb-second = "two fit"\n[planted]'
    )
    found = report(folder)
    assert [(each.slug, each.outcome, each.answer, each.key, each.note) for each in found.settled] == [
        ("cpc-single", "settled", "A", "A", "The stem was mended.")
    ]
    assert found.withdrawn == (("cpb-second", "two fit"),)
    assert figures(folder)["content.agreement"] == 0


def test_planted_keys_that_passed_unnoticed_are_told(folder: ContentFolder) -> None:
    _, answers = sheet(folder, *SOLVABLE)
    ((slug, wrong),) = tomllib.loads(answers)["planted"].items()
    solve(folder, answers, **{slug.replace("-", "_"): wrong})
    (batch,) = report(folder).batches
    assert (batch.solved, batch.planted, batch.missed, batch.must_be_solved_again) == (3, 1, (slug,), True)
    assert figures(folder)["content.agreement"] == 0, "the batch does not count"


def test_a_release_is_held_against_keys_options_stems_and_cases(folder: ContentFolder, small_book: Path) -> None:
    """In October E11.8 is gone, E11.22 has another title and E11.29 beside it."""
    folder.change(KINDS_FILE, 'text = "Aorta"', 'text = "E11.22"')
    folder.change(KINDS_FILE, 'text = "Pulmonary trunk"', 'text = "E11.8"')
    found = audit_content(folder.banks, folder.cases, Shelf(small_book), "FY2027")
    assert (found.release.effective_from, found.things) == (date(2026, 10, 1), 1)
    rows = [(each.broken.kind, each.broken.code.display, [use.place for use in each.uses]) for each in found.broken]
    assert rows == [
        (BreakKind.DELETED, "E11.8", ["wrong option"]),
        (BreakKind.RETITLED, "E11.22", ["right option"]),
    ]


def test_a_new_code_beside_one_in_a_key_is_named(folder: ContentFolder, small_book: Path) -> None:
    folder.change("case_studies/code-the-encounter/ear/key.toml", 'code = "H61.21"', 'code = "E11.22"')
    found = audit_content(folder.banks, folder.cases, Shelf(small_book), "October 2026")
    assert [(use.noun, use.slug, use.place, use.is_key) for each in found.broken for use in each.uses] == [
        ("case", "ear", "key", True)
    ]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("FY2031", "has no release 'FY2031'"),
        ("ICD-10-CM", "Several releases are called 'ICD-10-CM'"),
        ("FY2026", "is the earliest release"),
    ],
)
def test_a_release_that_cannot_be_held_against_anything_is_refused(
    folder: ContentFolder, small_book: Path, name: str, said: str
) -> None:
    with pytest.raises(Refused, match=said):
        audit_content(folder.banks, folder.cases, Shelf(small_book), name)

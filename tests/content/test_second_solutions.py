"""Files of second solutions, and lint over a whole folder of content."""

from datetime import date
from pathlib import Path

import pytest

from tests.support.content_files import KINDS_FILE, SHARED_FILE, ContentFolder
from trainer.content.lint_checks import Linted, lint_library
from trainer.content.second_solutions import read_batches
from trainer.domain.items.second_solution import Batch, Solution, seen_text
from trainer.domain.kernel.problems import Report

BATCH_FILE = "question_banks/second_solutions/one.toml"
BATCH = """
schema = 1
batch = "one"
solved_on = 2026-11-25

[planted]
cpc-single = "B"

[[solutions]]
item = "cpc-single"
text = "{text}"
answer = "{answer}"
looked_up = ["an atlas"]
best_loser = "B"
argument = "Both leave the heart."
"""


def write_batch(folder: ContentFolder, *, answer: str = "A", text: str = "", more: str = "") -> None:
    item = next(each for each in folder.load()[0].items if each.slug == "cpc-single")
    folder.write(BATCH_FILE, BATCH.format(text=text or seen_text(item.content, ""), answer=answer) + more)


def problems(folder: ContentFolder) -> list[str]:
    return [str(problem) for problem in folder.load()[1]]


def linted(folder: ContentFolder) -> Linted:
    library, report = folder.load()
    assert list(report) == []
    return lint_library(library)


def reviews(folder: ContentFolder, slug: str) -> list[str]:
    found = linted(folder).findings
    return [each.message for each in found if each.slug in (slug, "") and each.rule == "second-solution"]


def test_a_folder_without_the_files_has_no_batches(tmp_path: Path) -> None:
    assert read_batches(tmp_path, Report()) == ()


def test_a_batch_is_read_whole(folder: ContentFolder) -> None:
    write_batch(folder, text="0123456789abcdef")
    solution = Solution("cpc-single", "0123456789abcdef", "A", ("an atlas",), "B", "Both leave the heart.")
    assert folder.load()[0].batches == (Batch("one", date(2026, 11, 25), (solution,), {"cpc-single": "B"}),)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('batch = "one"', 'batch = "two"', "second_solutions/one.toml: batch: the file should be called two.toml"),
        ('answer = "A"', 'answer = ""', "second_solutions/one.toml: solutions[1].answer: "),
        (
            'cpc-single = "B"',
            'cpc-other = "B"',
            "second_solutions/one.toml: planted.cpc-other: was not solved in this batch",
        ),
        (
            "[planted]",
            '[withdrawn]\ncpc-gone = "why"\n[planted]',
            "one.toml: withdrawn.cpc-gone: was not solved in this batch",
        ),
        ("[[solutions]]", "[[solutions]]\nitem = 1\n[[solutions]]", "second_solutions/one.toml: solutions[1].item: "),
    ],
)
def test_what_is_wrong_with_a_batch_is_named(folder: ContentFolder, old: str, new: str, problem: str) -> None:
    write_batch(folder)
    folder.change(BATCH_FILE, old, new)
    assert any(problem in each for each in problems(folder)), problems(folder)


def test_an_item_is_answered_once_in_a_batch(folder: ContentFolder) -> None:
    write_batch(folder, more=BATCH[BATCH.index("[[solutions]]") :].format(text="x", answer="B"))
    assert problems(folder) == ["second_solutions/one.toml: solutions[cpc-single]: is answered more than once"]


def test_lint_holds_reviews_against_the_raw_answers(folder: ContentFolder) -> None:
    assert reviews(folder, "cpc-single") == ["nobody has solved it a second time without seeing the key"]
    write_batch(folder)
    assert reviews(folder, "cpc-single") == []
    folder.change(KINDS_FILE, "Which vessel leaves", "Which vessel begins at")
    assert reviews(folder, "cpc-single") == ["its text has changed since it was solved, and no note says why"]


def test_a_batch_needs_planted_keys_and_none_of_them_may_be_right(folder: ContentFolder) -> None:
    write_batch(folder)
    folder.change(BATCH_FILE, 'cpc-single = "B"', 'cpc-single = "A"')
    assert "one plants A for cpc-single, which is its key" in reviews(folder, "")
    folder.change(BATCH_FILE, 'cpc-single = "A"', "")
    assert "one has too few planted keys" in reviews(folder, "")


def test_an_answer_to_an_item_that_is_gone_needs_a_reason(folder: ContentFolder) -> None:
    write_batch(folder)
    folder.remove_item(KINDS_FILE, "cpc-single")
    assert reviews(folder, "cpc-single") == ["one answers cpc-single, which is no item"]
    folder.change(BATCH_FILE, "[planted]", '[withdrawn]\ncpc-single = "two vessels fit"\n[planted]')
    assert reviews(folder, "cpc-single") == []


def test_a_disputed_item_is_not_published(folder: ContentFolder) -> None:
    folder.change(KINDS_FILE, 'second_solution = "agreed"', 'second_solution = "disputed", note = "Two vessels fit."')
    library, report = folder.load()
    assert (list(report), "cpc-single" in {item.slug for item in library.items}) == ([], False)


def test_problems_of_lint_keep_content_from_being_published_and_warnings_do_not(folder: ContentFolder) -> None:
    found = linted(folder)
    assert found.findings == found.warnings
    folder.change(KINDS_FILE, "Which vessel leaves the left ventricle?", "The vessel that leaves the left ventricle is")
    report = Report()
    linted(folder).report_problems(report)
    assert [str(problem) for problem in report] == [
        "items: cpc-single: the stem does not end in a question (no-question)"
    ]


def test_fields_for_lint_are_read_and_reach_it(folder: ContentFolder) -> None:
    said = (
        'service_on = 2026-10-05\nsealed = true\nodd_codes = { "X99" = "none" }\n'
        'accepted = { option-count = "two" }\nstem = "Which'
    )
    folder.change(KINDS_FILE, 'stem = "Which', said)
    library, _ = folder.load()
    item = next(each for each in library.items if each.slug == "cpc-single")
    assert item.is_sealed
    draft = item.draft
    assert (draft.day, draft.odd_codes, draft.accepted) == (date(2026, 10, 5), {"X99": "none"}, {"option-count": "two"})


def test_odd_codes_of_a_scenario_hold_for_its_items(folder: ContentFolder) -> None:
    folder.change(SHARED_FILE, 'title = "A day of claims"', 'title = "A day"\nodd_codes = { "12345" = "a number" }')
    library, _ = folder.load()
    assert {item.slug for item in library.items if "12345" in item.draft.odd_codes} == {"cpb-first", "cpb-second"}

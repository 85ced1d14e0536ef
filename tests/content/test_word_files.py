"""The file of word parts: what it becomes, what is said about a bad one, and the one that is shipped."""

import random
from pathlib import Path

import pytest

from trainer.config import resource_folder
from trainer.content.word_files import FILE, check_word_parts, read_word_parts
from trainer.domain.kernel.problems import Report
from trainer.domain.review.words import CHOICES, PartKind, WordPart, offer, take_apart

VALID = """
schema = 1

[[parts]]
id = "nephr"
part = "nephr/o"
kind = "root"
meaning = "kidney"
example = "nephrectomy"
example_meaning = "removal of a kidney"
system = "urinary"
confused_with = ["ectomy"]
same_as = ["ren"]

[[parts]]
id = "ren"
part = "ren/o"
kind = "root"
meaning = "kidney, loin"
example = "renal"
example_meaning = "of the kidney"
system = "urinary"
same_as = ["nephr"]

[[parts]]
id = "peri"
part = "peri-"
kind = "prefix"
meaning = "around"
example = "pericardium"
example_meaning = "the sac around the heart"
system = ""

[[parts]]
id = "ectomy"
part = "-ectomy"
kind = "suffix"
meaning = "removal"
example = "appendectomy"
example_meaning = "removal of the appendix"
"""


def read(banks: Path, text: str) -> tuple[tuple[WordPart, ...], list[str]]:
    (banks / FILE).parent.mkdir(exist_ok=True)
    (banks / FILE).write_text(text, encoding="utf-8")
    report = Report()
    parts = read_word_parts(banks, report)
    assert {problem.file for problem in report} <= {FILE}
    return parts, [f"{problem.field}: {problem.message}" for problem in report]


def test_a_valid_file_gives_its_parts_in_its_order(tmp_path):
    parts, problems = read(tmp_path, VALID)
    assert problems == []
    assert [part.id for part in parts] == ["nephr", "ren", "peri", "ectomy"]
    assert parts[0] == WordPart(
        "nephr", "nephr/o", PartKind.ROOT, "kidney", "nephrectomy", "removal of a kidney", "urinary", ("ectomy",),
        ("ren",),
    )  # fmt: skip
    assert (parts[3].system, parts[3].confused_with, parts[3].same_as) == ("", (), ())


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('id = "peri"', 'id = "ren"', "parts[ren].id: is used twice"),
        ('id = "peri"', 'id = "Peri"', "parts[Peri].id: string should match"),
        ('"peri-"', '"peri"', "parts[peri].part: 'peri' is not written like a prefix"),
        ('"ren/o"', '"ren"', "parts[ren].part: 'ren' is not written like a root"),
        ('"-ectomy"', '"ectomy-"', "parts[ectomy].part: 'ectomy-' is not written like a suffix"),
        ('"pericardium"', '"cardium"', "parts[peri].example: 'cardium' does not hold 'peri-' where a prefix stands"),
        ('"renal"', '"kidneys"', "parts[ren].example: 'kidneys' does not hold 'ren/o' where a root stands"),
        ('"appendectomy"', '"ectomyst"', "parts[ectomy].example: 'ectomyst' does not hold '-ectomy'"),
        ('system = "urinary"\nconf', 'system = "kidneys"\nconf', "parts[nephr].system: should be one of bones"),
        ('system = ""', 'system = "blood"', "parts[peri].system: a prefix belongs to no system"),
        ('["ectomy"]', '["ectomy", "ectomy"]', "parts[nephr].confused_with: names a part twice"),
        ('["ectomy"]', '["nephr"]', "parts[nephr].confused_with: names the part itself"),
        ('["ectomy"]', '["lobot"]', "parts[nephr].confused_with: there is no part 'lobot'"),
        ('["ectomy"]', '["ren"]', "parts[nephr].confused_with: 'ren' stands in same_as too"),
        ('same_as = ["nephr"]', "", "parts[nephr].same_as: 'ren' does not name 'nephr' in turn"),
        ('same_as = ["ren"]', "", "parts[nephr].meaning: shares 'kidney' with 'ren', which same_as does not name"),
        ('"around"', '"Removal"', "parts[peri].meaning: shares 'removal' with 'ectomy', which same_as does not name"),
        ('kind = "prefix"', 'kind = "infix"', "parts[peri].kind: input should be"),
        ('meaning = "around"', "", "parts[peri].meaning: is missing"),
        ("schema = 1", "schema = 2", "schema: input should be 1"),
    ],
)
def test_a_bad_file_gives_nothing_and_every_problem_with_its_place(tmp_path, old, new, problem):
    assert VALID.count(old) == 1
    parts, problems = read(tmp_path, VALID.replace(old, new))
    assert parts == ()
    assert [each for each in problems if each.startswith(problem)] != [], problems


def test_a_missing_file_is_a_problem(tmp_path):
    report = Report()
    assert read_word_parts(tmp_path, report) == ()
    assert [problem.file for problem in report] == [FILE]


def test_banks_without_word_parts_are_whole_and_those_with_bad_ones_are_not(tmp_path):
    report = Report()
    check_word_parts(tmp_path, report)
    assert list(report) == []
    read(tmp_path, VALID.replace("schema = 1", ""))
    check_word_parts(tmp_path, report)
    assert [problem.field for problem in report] == ["schema"]


@pytest.fixture(scope="module")
def shipped() -> dict[str, WordPart]:
    report = Report()
    parts = read_word_parts(resource_folder("question_banks"), report)
    assert list(report) == []
    return {part.id: part for part in parts}


def test_the_shipped_file_holds_parts_of_every_kind(shipped):
    counts = {kind: sum(part.kind is kind for part in shipped.values()) for kind in PartKind}
    assert min(counts.values()) >= 30
    assert len(shipped) >= 150


def test_of_the_shipped_parts_four_distinct_meanings_are_always_offered(shipped):
    for part in shipped.values():
        for seed in range(20):
            offered = offer(part, shipped, random.Random(seed))
            assert len({each.meaning for each in offered}) == CHOICES
            assert part in offered
            wrong = {each.id for each in offered} - {part.id}
            assert not wrong & set(part.same_as)
            assert not any(part.id in shipped[each].same_as for each in wrong)


def test_every_shipped_example_is_taken_apart_without_losing_a_letter(shipped):
    for part in shipped.values():
        pieces = take_apart(part, tuple(shipped.values()))
        assert "".join(piece.letters for piece in pieces) == part.example
        assert part in [piece.part for piece in pieces]

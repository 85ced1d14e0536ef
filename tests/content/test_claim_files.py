"""Claim files: read as they would have been typed, and every problem named."""

from pathlib import Path

import pytest

from trainer.content.claim_files import read_claim_file
from trainer.domain.claims.lines import TypedClaim, TypedLine
from trainer.domain.grading.queries import QueryAnswer
from trainer.domain.kernel.problems import Report

FULL = """
schema_version = 1
diagnoses = [" h66.001", { code = "H61.21", mark = "laterality", struck = true }, ""]

[[procedures]]
code = "99213"
modifiers = ["25", "rt"]
units = 2
pointers = "ab"
mark = "units"

[[procedures]]
code = ""
struck = true

[query]
needed = false
gaps = ["c", "a"]
parts = { question = "b", facts = "a" }
"""


def read(folder: Path, text: str | bytes) -> tuple[tuple[TypedClaim, QueryAnswer] | None, list[str]]:
    file = folder / "claim.toml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    report = Report()
    return read_claim_file(file, report), [str(problem) for problem in report]


def test_every_field_is_taken_as_it_would_have_been_typed(tmp_path: Path) -> None:
    work, problems = read(tmp_path, FULL)
    assert problems == []
    assert work == (
        TypedClaim(
            (TypedLine(" h66.001"), TypedLine("H61.21", mark="laterality", is_struck=True), TypedLine("")),
            (TypedLine("99213", "25 rt", "2", "ab", "units"), TypedLine("", "", "1", is_struck=True)),
        ),
        QueryAnswer(is_needed=False, gaps=("a", "c"), parts=(("facts", "a"), ("question", "b"))),
    )


def test_an_empty_file_is_an_empty_claim(tmp_path: Path) -> None:
    assert read(tmp_path, "") == ((TypedClaim((), ()), QueryAnswer()), [])


@pytest.mark.parametrize("units", [-1, 0, 1000])
def test_what_the_grader_names_is_let_through(tmp_path: Path, units: int) -> None:
    work, _ = read(tmp_path, f'[[procedures]]\ncode = "99213"\nunits = {units}\nmodifiers = ["ABCDE"]')
    assert work is not None
    assert work[0].procedures == (TypedLine("99213", "ABCDE", str(units)),)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("diagnoses = ", "claim.toml: is not TOML"),
        (b"\xff\xfe", "claim.toml: is not UTF-8"),
        ("schema_version = 2", "claim.toml: schema_version"),
        ("claims = []", "claim.toml: claims"),
        ("diagnoses = [7]", "claim.toml: diagnoses[1]"),
        ('diagnoses = [{ mark = "units" }]', "claim.toml: diagnoses[1]"),
        ("[[procedures]]\nunits = 1", "claim.toml: procedures[1].code"),
        ('[[procedures]]\ncode = "99213"\nunits = 1.5', "claim.toml: procedures[1].units"),
        ('[[procedures]]\ncode = "99213"\nunits = "1"', "claim.toml: procedures[1].units"),
        ('[[procedures]]\ncode = "99213"\nmodifiers = "25"', "claim.toml: procedures[1].modifiers"),
        ('[query]\ngaps = ["a"]', "claim.toml: query.needed"),
        ('[query]\nneeded = "yes"', "claim.toml: query.needed"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_its_field(tmp_path: Path, text: str | bytes, field: str) -> None:
    work, problems = read(tmp_path, text)
    assert work is None
    assert problems
    assert all(problem.startswith(field) for problem in problems), problems


def test_every_problem_of_a_file_is_named_at_once(tmp_path: Path) -> None:
    _, problems = read(tmp_path, 'claims = []\n[[procedures]]\nunits = "two"')
    assert len(problems) == 3

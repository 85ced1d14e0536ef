"""`trainer content report | sheet | audit` and `trainer generators`, on the shipped content."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.command import run
from tests.support.families import a_family
from tests.support.shipped import load_shipped
from trainer.domain.generators.registry import families
from trainer.services import content_audit, content_report, family_checks, solve_sheets


@pytest.fixture(autouse=True)
def content_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command here reads the same shipped files, which takes a second each time."""
    for module in (content_audit, content_report, solve_sheets):
        monkeypatch.setattr(module, "load_library", lambda *_: load_shipped())


def test_the_report_prints_figures_with_their_bars(data: Path) -> None:
    result = run("content", "report", "--json")
    rows = {row["figure"]: row for row in map(json.loads, result.output.splitlines())}
    assert list(rows) == [
        "content.cpc.items",
        "content.cpb.items",
        "content.cases",
        "content.exercises",
        "content.families",
        "content.problems",
        "content.agreement",
    ]
    assert all(row["ok"] for row in rows.values()), rows
    assert result.exit_code == 0
    assert rows["content.cpc.items"]["value"] >= 300
    assert rows["content.cpb.items"]["value"] >= 270
    assert rows["content.agreement"]["bar"] == 0.97


def test_the_report_tells_agreement_by_area_and_how_disputes_were_settled(data: Path) -> None:
    output = run("content", "report").output
    assert re.search(r"cpc +\d+ of +\d+ +\d+%  \(\d+ items\)  Anesthesia", output)
    assert "planted noticed" in output
    assert "What was settled or changed after the second solution" in output
    assert "Not solved a second time" not in output


def test_a_sheet_is_written_once_and_not_over_another(data: Path, tmp_path: Path) -> None:
    slugs = ["cpc-musc-trigger-point-muscles", "cpb-ins-limiting-charge"]
    made = run("content", "sheet", "batch-a", *slugs, "--seed", 7, "--into", tmp_path)
    assert made.exit_code == 0, made.output
    assert "## cpc-musc-trigger-point-muscles" in (tmp_path / "batch-a.md").read_text()
    assert 'item = "cpb-ins-limiting-charge"' in (tmp_path / "batch-a.toml").read_text()
    again = run("content", "sheet", "batch-a", *slugs, "--seed", 7, "--into", tmp_path)
    assert (again.exit_code, "is there already" in again.output) == (1, True)
    assert "No item with one best answer: cpc-none" in run("content", "sheet", "b", "cpc-none", "--seed", 7).output


def test_a_release_that_is_not_in_the_code_book_is_refused(data: Path, code_book_of_program: Path) -> None:
    result = run("content", "audit", "--release", "FY2031")
    assert (result.exit_code, "The code book has no release 'FY2031'" in result.output) == (1, True)


def test_without_a_code_book_nothing_can_be_audited(data: Path) -> None:
    assert "codebook.sqlite3 is not there" in run("content", "audit", "--release", "FY2027").output.replace("\n", "")


def test_the_audit_prints_markdown(data: Path, code_book_of_program: Path) -> None:
    output = run("content", "audit", "--release", "FY2027").output
    assert output.startswith("# ICD-10-CM FY2027, October 2026: what it breaks\n")


def test_numbers_are_read_from_a_csv_file(data: Path, code_book_of_program: Path, tmp_path: Path) -> None:
    (tmp_path / "numbers.csv").write_text("code\n99213\n")
    result = run("content", "validate", "--numbers", tmp_path / "numbers.csv")
    assert "is not in force on 2026-06-01" in result.output
    for name, text, said in [
        ("empty.csv", "number\n99213\n", "has no column called code"),
        ("short.csv", "a,code\n1\n", "has no column called code"),
        ("bad.csv", "\xff", "is no CSV file"),
    ]:
        (tmp_path / name).write_bytes(text.encode("latin-1"))
        assert said in run("content", "validate", "--numbers", tmp_path / name).output


def test_families_are_listed_shown_and_checked(data: Path) -> None:
    assert f"{len(families())} families" in run("generators", "list").output
    shown = run("generators", "show", "family-cpt-lesion-excision-size", 3).output
    assert "[right]" in shown
    assert "excised diameter" in shown
    assert "There is no family 'family-x'" in run("generators", "show", "family-x").output


def test_checking_families_tells_how_many_there_are(data: Path) -> None:
    result = run("generators", "check", "--seeds", 3)
    assert result.exit_code == 0, result.output
    assert f"{len(families())} families, 3 seeds each, 0 failures" in result.output
    assert "The codes of the variants were not looked up" in result.output


def test_a_faulty_family_is_named_with_its_seed(
    data: Path, code_book_of_program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoiled = a_family(why="It is.")
    quoting = a_family(why="Unlike option B it is the sum of both lines.", slug="family-quoting")
    monkeypatch.setattr(family_checks, "families", lambda: {each.slug: each for each in (spoiled, quoting)})
    result = run("generators", "check", "--seeds", 40)
    assert result.exit_code == 1
    assert "family-sum: seed 1: a rationale says too little" in result.output
    assert "names an option by its letter" in result.output
    assert "2 families, 40 seeds each, 2 failures" in result.output
    assert "were not looked up" not in result.output


def test_a_family_that_gives_no_sound_item_is_named_once(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    poor = replace(a_family(), draw=lambda rng: replace(a_family().draw(rng), wrong=()))
    monkeypatch.setattr(family_checks, "families", lambda: {poor.slug: poor})
    output = run("generators", "check", "--seeds", 5).output
    assert output.count("too few different wrong answers") == 1

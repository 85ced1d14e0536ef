"""The threat model names code and tests that are there."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
TESTS = sorted(set(re.findall(r"`(tests/[\w/]+\.py(?:::\w+)?)`", TEXT)))
CODE = sorted(set(re.findall(r"`(trainer/[\w/]+\.py)`", TEXT)))


@pytest.mark.parametrize("name", TESTS)
def test_a_test_that_is_named_is_there(name):
    file, _, function = name.partition("::")
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    assert function in names if function else any(each.startswith("test_") for each in names)


@pytest.mark.parametrize("name", CODE)
def test_code_that_is_named_is_there(name):
    assert (ROOT / name).is_file()


def test_every_row_of_a_threat_names_a_test_and_every_chapter_has_rows():
    rows = [line for line in TEXT.splitlines() if line.startswith("| ") and line.count("|") >= 4]
    threats = [line for line in rows if not line.startswith(("| What they would do", "| What happens"))]
    assert len(threats) >= 40
    assert [line for line in threats if "`tests/" not in line] == []


def test_it_says_what_is_not_met_and_where_to_report():
    assert "## What is not met" in TEXT
    assert "SECURITY.md" in TEXT
    assert (ROOT / "SECURITY.md").is_file()

"""The house: its layers, its sizes, its templates, its stated dependencies."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.html import Page

ROOT = Path(__file__).parents[2]
PYTHON_FILES = sorted((ROOT / "trainer").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
MOST_LINES_IN_A_FILE = 400
MOST_LINES_IN_A_FUNCTION = 40


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs the contracts of pyproject.toml on the program in this folder."""
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", command, "--no-cache", "--config", folder / "pyproject.toml"],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the program that a test may spoil."""
    shutil.copytree(ROOT / "trainer", tmp_path / "trainer", ignore=shutil.ignore_patterns("__pycache__", "static"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_import_contracts_are_kept():
    run = lint_imports(ROOT)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("stray", ["trainer/helpers.py", "trainer/domain/helpers.py"])
def test_a_module_outside_the_layers_breaks_the_contracts(copy, stray):
    (copy / stray).write_text('"""Belongs nowhere."""\n')
    run = lint_imports(copy)
    assert run.returncode != 0
    assert "helpers" in run.stdout


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("trainer/domain/kernel/points.py", "import flask\n"),
        ("trainer/domain/items/content.py", "from trainer.domain.grading import items\n"),
        ("trainer/services/scope.py", "import flask\n"),
        ("trainer/web/rendering.py", "import sqlalchemy\n"),
        ("trainer/cli/jobs.py", "from trainer.db import engine\n"),
        ("trainer/db/columns.py", "from trainer.services import scope\n"),
    ],
)
def test_an_import_against_the_layers_breaks_the_contracts(copy, module, line):
    path = copy / module
    path.write_text(path.read_text() + line)
    assert lint_imports(copy).returncode != 0


def test_the_wsgi_file_has_at_most_three_statements():
    tree = ast.parse((ROOT / "app.py").read_text())
    assert sum(isinstance(node, ast.stmt) for node in ast.walk(tree)) <= 3


def test_a_file_is_short_enough_to_be_read():
    lines = {name_of(path): len(path.read_text().splitlines()) for path in PYTHON_FILES}
    assert {name: count for name, count in lines.items() if count >= MOST_LINES_IN_A_FILE} == {}


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            docstring = node.body[0] if ast.get_docstring(node) else None
            told = docstring.end_lineno - docstring.lineno + 1 if docstring and docstring.end_lineno else 0
            yield node.name, (node.end_lineno or 0) - node.lineno + 1 - told


def test_a_function_is_short_enough_to_be_understood():
    """Docstrings do not count, nor do migrations, which list columns."""
    too_long = [
        f"{name_of(path)}: {name} ({lines} lines)"
        for path in PYTHON_FILES
        if "versions" not in path.parts
        for name, lines in functions(path)
        if lines > MOST_LINES_IN_A_FUNCTION
    ]
    assert too_long == []


def test_a_module_says_what_it_is_for():
    trees = {name_of(path): ast.parse(path.read_text()) for path in PYTHON_FILES}
    assert [name for name, tree in trees.items() if tree.body and not ast.get_docstring(tree)] == []


def inline(path: Path) -> list[str]:
    """The scripts, styles and handlers within a template."""
    page = Page(re.sub(r"{%.*?%}|{#.*?#}", "", path.read_text(), flags=re.DOTALL))
    found = [each.tag for each in page.elements if each.tag == "style"]
    found += [each.tag for each in page.elements if each.tag == "script" and "src" not in each.attributes]
    names = (name for each in page.elements for name in each.attributes)
    return found + [name for name in names if name == "style" or name.startswith("on")]


def test_a_template_holds_no_inline_script_style_or_handler():
    held = {name_of(path): inline(path) for path in TEMPLATES}
    assert {name: what for name, what in held.items() if what} == {}


def test_every_runtime_dependency_is_justified():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *extras["postgresql"], *extras["redis"]]
    names = [re.split(r"[\[<>=]", requirement)[0] for requirement in wanted]
    text = (ROOT / "docs" / "dependencies.md").read_text().lower()
    assert [name for name in names if name not in text] == []


def test_every_runtime_dependency_is_pinned_and_no_pin_holds_an_address():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    names = [re.split(r"[\[<>=]", requirement)[0] for requirement in project["dependencies"]]
    lines = (ROOT / "constraints.txt").read_text().lower().replace("_", "-").splitlines()
    pinned = {line.split("==")[0] for line in lines if "==" in line}
    assert [name for name in names if name not in pinned] == []
    assert not [line for line in lines if "://" in line]

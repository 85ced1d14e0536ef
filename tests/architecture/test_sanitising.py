"""Where text becomes HTML or a cell of a spreadsheet, and what talks to other machines: short lists, each with why."""

import ast
import csv
import io
import re
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from trainer.services.exports import _csv_row
from trainer.services.file_names import kept_name
from trainer.services.tables import write_csv, write_xlsx
from trainer.web.rendering import inline_markdown, markdown

ROOT = Path(__file__).parents[2]
PYTHON_FILES = sorted((ROOT / "trainer").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*"))
MARKED_SAFE = {
    "trainer/web/rendering.py": "Markdown, sanitised by nh3 in the same line or the one above",
    "trainer/web/lessons/rendering.py": "the same, with links that the program made put in after it",
    "trainer/web/cases/chart.py": "sanitised by nh3 once more after its marks were put in",
    "trainer/web/gradebook/words.py": "numbers and words of the program",
    "trainer/web/practice/navigator.py": "numbers and words of the program",
}
"""Modules that call something HTML that was not escaped by Markup.format, and why that is so."""
TALKS = {
    "trainer/codebook/fetch.py": "official files, at an operator's command, from the shipped addresses",
    "trainer/codebook/web.py": "the same, on the site of that address only",
    "trainer/services/mail.py": "the mail server of the settings",
    "trainer/services/provider_client.py": "the sign-in provider of the settings",
    "trainer/services/doctor/surroundings.py": "asks the mail server of the settings whether it is there",
    "trainer/services/job_work.py": "the name of this machine",
    "trainer/cli/doctor.py": "names the errors of the mail server",
    "trainer/cli/draining.py": "the sockets of the embedded server",
    "trainer/cli/serve.py": "looks whether its own port is free",
}
CLIENTS = re.compile(
    r"(urllib\.(request|error)|http\.client|socket|smtplib|ftplib|requests|httpx|urllib3|authlib)(\.|$)"
)
WRITES_TABLES = {"trainer/services/tables.py", "trainer/services/exports.py"}
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree_of(path: Path) -> ast.AST:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == name:
            yield node


def test_no_template_calls_anything_safe():
    for path in TEMPLATES:
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"\|\s*safe\b|autoescape|Markup\(", text), name_of(path)


def test_only_the_modules_on_the_list_call_html_what_they_put_together():
    """A call with a constant text is a frame; what `format` puts into it is escaped."""
    found = {
        name_of(path)
        for path in PYTHON_FILES
        for call in calls(tree_of(path), "Markup")
        if not (call.args and isinstance(call.args[0], ast.Constant))
    }
    assert found == MARKED_SAFE.keys()


def test_only_the_modules_on_the_list_can_reach_another_machine():
    found = {
        name_of(path) for path in PYTHON_FILES if any(CLIENTS.match(f"{name}.") for name in imported(tree_of(path)))
    }
    assert found == TALKS.keys()
    assert not [name for name in found if name.startswith("trainer/web/")]


def test_official_files_are_fetched_by_the_command_line_alone():
    users = {
        name_of(path)
        for path in PYTHON_FILES
        if re.search(r"\bfetch_releases\b|codebook\.(fetch|web)\b", path.read_text(encoding="utf-8"))
    }
    assert users <= {"trainer/codebook/fetch.py", "trainer/services/code_releases.py", "trainer/cli/codes.py"}


def test_tables_are_written_by_two_modules_alone():
    found = {
        name_of(path)
        for path in PYTHON_FILES
        for kind in ("writer", "DictWriter", "Workbook")
        if any(calls(tree_of(path), kind))
    }
    assert found == WRITES_TABLES


ANY_TEXT = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.text(st.sampled_from("=+-@＝\t\r\n '\"|,;a1"), max_size=8),
)


@given(rows=st.lists(st.lists(ANY_TEXT, min_size=1, max_size=3), min_size=1, max_size=3))
def test_no_cell_of_any_table_begins_like_a_formula(rows):
    tables = [
        list(csv.reader(io.StringIO(write_csv(rows).decode("utf-8-sig"), newline=""))),
        [_csv_row(row) for row in rows],
        [_csv_row([tuple(row)]) for row in rows],
    ]
    assert [cell for table in tables for row in table for cell in row if FORMULA.match(str(cell))] == []


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\t=1", " =1", "＝1", "=cmd|' /C calc'!A0"])
def test_nor_does_one_of_a_workbook(text):
    book = load_workbook(io.BytesIO(write_xlsx({"A": [[text], [text]]})))
    for (cell,) in book.worksheets[0].iter_rows():
        assert cell.data_type == "s"
        assert str(cell.value).startswith("'")


@given(name=st.text(max_size=30))
def test_the_name_of_a_file_has_no_folder_and_no_second_line(name):
    kept = kept_name(name)
    assert kept
    assert not set(kept) & set("/\\\r\n\0")


HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(1))",
    "![a](x)",
    "<a href='javascript:alert(1)'>",
    "[a]: javascript:alert(1)\n\n[a]",
    "<style>*{}</style>",
    "&lt;script&gt;",
    "`<script>`",
    "| <b> |\n|---|\n| <i onclick=a> |",
)


@pytest.mark.parametrize("render", [markdown, inline_markdown])
@pytest.mark.parametrize("text", HOSTILE)
def test_markdown_has_no_html_no_link_and_no_picture(render, text):
    html = str(render(text))
    assert not re.search(r"<(script|img|a|style|b|i|iframe|svg)\b", html)
    assert not re.search(r"<[^>]*\bon\w+=", html)


@pytest.mark.parametrize(
    "text",
    [
        *("[" * 4_000, "![" * 4_000, "*a **b " * 2_500, "`" * 19_999, "_" * 19_999, "<" * 19_999, "> " * 4_000),
        *("- " * 4_000, "|" * 10_000 + "\n" + "|-" * 5_000, "a\n" * 9_000, "\\" * 19_999, "&" * 19_999, "[a](" * 4_000),
    ],
)
def test_no_text_keeps_the_renderer_for_long(text):
    began = time.process_time()
    markdown(text[:20_000])
    assert time.process_time() - began < 5

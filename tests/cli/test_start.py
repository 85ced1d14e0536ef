"""What a server imports before its first page, and a command before it begins: nothing that few need."""

import re
import subprocess
import sys

import pytest

from tests.support.command import run
from trainer.cli import trainer

NOT_AT_START = (
    *("scipy", "reportlab", "openpyxl", "pygal", "pyx12", "lxml", "icalendar", "authlib", "requests", "segno"),
    *("email_validator", "trainer.domain.generators.cpt", "trainer.cli.demo", "trainer.services.demo"),
)
NOT_FOR_A_COMMAND = ("flask_login", "jinja2.ext", "trainer.web.app", "trainer.cli.serve", "trainer.services.readiness")
SERVER = """
from trainer.__main__ import main
from trainer.factory import build_program
client = build_program({"TRAINER_DATA": sys.argv[1], "TRAINER_SECRET_KEY": "x" * 40}).web().test_client()
client.get("/static/js/page.js")
from trainer.adapters import _build
assert not _build.cache_info().currsize, "adapters are built when they are needed"
"""
COMMAND = """
from trainer.__main__ import main
try:
    main(["db", "--help"])
except SystemExit as end:
    assert not end.code
"""
END = """
import gc
assert gc.isenabled()
print("", *sys.modules, sep="\\n")
"""


def imported_by(code: str, *arguments: str) -> set[str]:
    """The modules that are there at the end of a process which runs the code."""
    command = [sys.executable, "-c", f"import sys\n{code}{END}", *arguments]
    return set(subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.splitlines())


def test_a_server_starts_without_what_few_pages_need(tmp_path):
    imported = imported_by(SERVER, str(tmp_path))
    assert {"flask", "sqlalchemy", "trainer.web.app", "trainer.services.readiness"} <= imported
    assert not imported & set(NOT_AT_START)


def test_a_command_waits_for_no_page_and_for_no_other_command():
    imported = imported_by(COMMAND)
    assert {"sqlalchemy", "trainer.cli.database"} <= imported
    assert not imported & {*NOT_AT_START, *NOT_FOR_A_COMMAND}


@pytest.mark.parametrize("name", trainer.commands)
def test_each_command_is_where_it_is_looked_for(name):
    result = run(name, "--help")
    assert result.exit_code == 0
    assert f"Usage: trainer {name} " in result.output


def test_a_command_that_is_misspelt_is_guessed():
    result = run("serv")
    assert result.exit_code == 2
    assert re.search("Did you mean.* 'serve'", result.output)

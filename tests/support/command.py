"""The `trainer` command: within the process of the tests, and as a process of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from click.testing import CliRunner, Result

from trainer.__main__ import _program
from trainer.cli import trainer
from trainer.factory import Program


def run(*arguments: str | Path, given: str = "") -> Result:
    """Runs the command as the shell does, its database closed at the end."""
    opened: list[Program] = []

    def build() -> Program:
        opened.append(_program())
        return opened[-1]

    result = CliRunner().invoke(trainer, [str(argument) for argument in arguments], obj=build, input=given or None)
    for each in opened:
        each.scopes.engines.dispose()
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return result


@contextmanager
def running(*arguments: str, without: str = "", **settings: str | Path) -> Iterator[subprocess.Popen[str]]:
    """The command as a process with these settings in its environment, and not the one named; killed at the end."""
    environment = {name: value for name, value in os.environ.items() if name != without} | {"PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [sys.executable, "-m", "trainer", *arguments],
        cwd=Path(__file__).parents[2],
        env=environment | {name: str(value) for name, value in settings.items()},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    yield process
    process.kill()
    process.wait()
    process.stdout.close()

"""The `trainer` command, run within the process of the tests."""

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

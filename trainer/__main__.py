"""The `trainer` command: builds the program when a command needs it, and hands it over through click's ctx.obj.

What importing makes is no garbage: not looking for any meanwhile saves a quarter of the time.
"""

import gc

gc.disable()

from collections.abc import Sequence  # noqa: E402

import click  # noqa: E402

from trainer.cli import trainer  # noqa: E402
from trainer.config import ConfigurationError  # noqa: E402
from trainer.factory import Program, build_program  # noqa: E402
from trainer.factory import wsgi as app  # noqa: E402

gc.freeze()
gc.enable()

__all__ = ["app", "main"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the command line."""
    trainer(arguments, obj=_program, prog_name="trainer")


def _program() -> Program:
    try:
        return build_program()
    except ConfigurationError as error:
        lines = "\n".join(f"  {problem}" for problem in error.problems)
        raise click.ClickException(f"The settings cannot be used:\n{lines}") from error


if __name__ == "__main__":
    main()

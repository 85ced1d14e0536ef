"""The `trainer` command: builds the program when a command needs it, and hands it over through click's ctx.obj."""

from collections.abc import Sequence

from trainer.services.memory import importing

with importing():
    import click

    from trainer.cli import trainer
    from trainer.config import ConfigurationError
    from trainer.factory import Program, build_program
    from trainer.factory import wsgi as app

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

"""`trainer jobs`: queued work, for servers that do not run it inside `trainer serve`."""

import click

from trainer.cli.program import Program, with_program
from trainer.services.grading import tidy_up
from trainer.services.jobs import run_due_jobs


@click.group()
def jobs() -> None:
    """Queued work: mail, overdue sittings."""


@jobs.command()
@with_program
def run(program: Program) -> None:
    """Do everything that is due now, then stop."""
    click.echo(f"{run_due_jobs(program.scopes)} jobs done, {tidy_up(program.scopes).graded} sittings tidied up.")

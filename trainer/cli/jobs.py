"""`trainer jobs`: queued work, for servers that do not run it inside `trainer serve`."""

import click

from trainer.cli.program import Program, with_program
from trainer.services.grading import tidy_up
from trainer.services.jobs import run_due_jobs
from trainer.services.nightly import queue_nightly


@click.group()
def jobs() -> None:
    """Queued work: mail, overdue sittings, what is done once a night."""


@jobs.command()
@with_program
def run(program: Program) -> None:
    """Do everything that is due now, then stop."""
    click.echo(f"{run_due_jobs(program.scopes)} jobs done, {tidy_up(program.scopes).graded} sittings tidied up.")
    if queued := queue_nightly(program.scopes):
        click.echo(f"Nightly work: {run_due_jobs(program.scopes)} of {queued} done.")

"""`trainer db`: the database's revision."""

import click

from trainer.cli.program import Program, with_program
from trainer.services.maintenance import database_state, prepare_database


@click.group()
def database() -> None:
    """The database and its revision."""


@database.command()
@with_program
def upgrade(program: Program) -> None:
    """Bring the database to the newest revision; a SQLite file is copied first."""
    done = prepare_database(program.scopes)
    if done.backup:
        click.echo(f"A copy of the database as it was is kept as {done.backup}.")
    if done.before == done.after:
        click.echo(f"Nothing to do: the database is at revision {done.after}.")
    else:
        click.echo(f"The database went from revision {done.before or 'none'} to {done.after}.")


@database.command()
@with_program
def status(program: Program) -> None:
    """Where the database is, and at which revision."""
    state = database_state(program.scopes)
    click.echo(f"{state.address}: revision {state.current or 'none'}; this program knows {state.newest}")

"""`trainer db`: the database's revision."""

import click

from trainer.cli.program import Program, with_program
from trainer.services import partitioning
from trainer.services.accounts import record
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
        if done.after > database_state(program.scopes).newest:
            click.echo("A newer version of the program has migrated it; this one may work on it until it is replaced.")
    else:
        click.echo(f"The database went from revision {done.before or 'none'} to {done.after}.")


@database.command()
@with_program
def status(program: Program) -> None:
    """Where the database is, and at which revision."""
    state = database_state(program.scopes)
    click.echo(f"{state.address}: revision {state.current or 'none'}; this program knows {state.newest}")
    if not state.is_usable:
        click.echo("This program cannot work on it: install the newer version.", err=True)
    if state.current and (parts := partitioning.state_of_partitions(program.scopes)) and parts.done:
        total = len(parts.done) + len(parts.left)
        click.echo(f"{len(parts.done)} of {total} learner-owned tables are split into {parts.modulus} parts.")


@database.command()
@click.option("--modulus", type=click.IntRange(2, 99), default=partitioning.MODULUS, show_default=True)
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_program
def partition(program: Program, modulus: int, yes: bool) -> None:
    """Split learner-owned tables by learner into so many parts; only PostgreSQL, and only for very large installations.

    Each table is copied while nobody can use it. Make a backup and stop the program first; see docs/scaling.md.
    """
    if not yes:
        click.confirm("Each table is copied while nobody can use it. Is there a backup?", abort=True)
    try:
        for name in partitioning.partition(program.scopes, modulus):
            with program.scopes.writing() as scope:
                record(scope, "database.partition", name, f"{modulus} parts")
            click.echo(f"{name}: {modulus} parts")
    except partitioning.CannotPartition as error:
        raise click.ClickException(str(error)) from error

"""`trainer users`: accounts that only an operator makes."""

import click

from trainer.cli.program import Program, with_program
from trainer.domain.kernel.errors import Refused
from trainer.services import accounts
from trainer.services.maintenance import prepare_database


@click.group()
def users() -> None:
    """Accounts."""


@users.command("create-admin")
@click.option("--email", prompt="E-mail address")
@click.option("--name", prompt="Name")
@click.password_option(help="Asked for when it is not given.")
@with_program
def create_admin(program: Program, email: str, name: str, password: str) -> None:
    """Create an administrator, whose address counts as verified."""
    prepare_database(program.scopes)
    try:
        with program.scopes.writing() as scope:
            accounts.create_administrator(scope, email, name, password)
    except Refused as error:
        raise click.ClickException(error.reason) from error
    click.echo(f"{name} <{email}> may now log in as administrator.")

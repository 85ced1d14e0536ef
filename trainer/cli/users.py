"""`trainer users`: accounts that only an operator makes, and what they may do."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

import click

from trainer.cli.program import Program, with_program
from trainer.config import PasswordCost
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import accounts, exports, people_admin, purges, second_steps
from trainer.services.maintenance import prepare_database
from trainer.services.password_cost import measure_cost, suggest_cost
from trainer.services.scope import Scope

_REASON = click.option("--reason", default="by the operator", help="Why; it stands in the audit log.")


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


@users.command("grant-teach")
@click.argument("email")
@_REASON
@with_program
def grant_teach(program: Program, email: str, reason: str) -> None:
    """Let the person with this EMAIL make classes, assignments and items."""
    with _of_person(program, email) as (scope, user_id):
        people_admin.set_may_teach(scope, user_id, True, reason)  # noqa: FBT003
    click.echo(f"{email} may teach.")


@users.command("revoke-teach")
@click.argument("email")
@_REASON
@with_program
def revoke_teach(program: Program, email: str, reason: str) -> None:
    """Take that from the person with this EMAIL. Their roles in classes stay."""
    with _of_person(program, email) as (scope, user_id):
        people_admin.set_may_teach(scope, user_id, False, reason)  # noqa: FBT003
    click.echo(f"{email} may not teach any more. Their roles in classes stay as they are.")


@users.command()
@click.argument("email")
@_REASON
@with_program
def disable(program: Program, email: str, reason: str) -> None:
    """Let nobody log in with this EMAIL any more. Everything of theirs is kept."""
    with _of_person(program, email) as (scope, user_id):
        people_admin.disable(scope, user_id, reason)
    click.echo(f"{email} is disabled and logged out. Undo it with: trainer users enable {email}")


@users.command()
@click.argument("email")
@_REASON
@with_program
def enable(program: Program, email: str, reason: str) -> None:
    """Let the person with this EMAIL log in again."""
    with _of_person(program, email) as (scope, user_id):
        people_admin.enable(scope, user_id, reason)
    click.echo(f"{email} may log in again.")


@users.command("reset-second-step")
@click.argument("email")
@_REASON
@with_program
def reset_second_step(program: Program, email: str, reason: str) -> None:
    """Take the second step from the person with this EMAIL, who has lost phone and recovery codes."""
    with _of_person(program, email) as (scope, user_id):
        second_steps.reset(scope, user_id, reason)
    click.echo(f"{email} logs in with the password alone. All sign-ins are ended, and they are told by mail.")


@users.command("hash-cost")
@click.option("--milliseconds", default=250, show_default=True, help="How long one password should take.")
@with_program
def hash_cost(program: Program, milliseconds: int) -> None:
    """Measure what a password costs on this machine, and suggest settings."""
    present = program.settings.password_cost
    click.echo(f"Now: {_cost_words(present)}: {measure_cost(present, perf_counter):.0f} ms")
    cost, taken = suggest_cost(milliseconds, present.at_once, perf_counter)
    click.echo(f"For about {milliseconds} ms: {_cost_words(cost)}: {taken:.0f} ms")
    for name, value in (("PASSES", cost.passes), ("MEMORY_KIB", cost.memory_kib), ("LANES", cost.lanes)):
        click.echo(f"TRAINER_ARGON2_{name}={value}")
    most = cost.at_once * cost.memory_kib / 1024
    click.echo(f"Memory of a process for passwords: {most:.0f} MB at most ({cost.at_once} at once).")
    click.echo(f"Sign-ins a minute: {cost.at_once * 60_000 / taken:.0f} a process, if that many CPUs are free.")


def _cost_words(cost: PasswordCost) -> str:
    return f"{cost.passes} passes over {cost.memory_kib / 1024:.0f} MB, {cost.lanes} lanes"


@users.command()
@click.argument("email")
@_REASON
@click.option(
    "--export",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    help="First write everything of theirs into this JSON file.",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_program
def delete(program: Program, email: str, reason: str, target: Path | None, yes: bool) -> None:
    """Delete the data of the person with this EMAIL. Answers and grades stay, without a name."""
    prepare_database(program.scopes)
    with program.scopes.reading() as scope:
        page = purges.get_purge_page(scope, _user_id(scope, email))
    for words, count in page.lost:
        click.echo(f"Deleted: {count} {words}")
    if not yes:
        click.confirm(f"Delete the data of {page.name} <{email}>? It cannot be undone", abort=True)
    if target is not None:
        _write_export(program, page.user_id, target)
    with _of_person(program, email) as (scope, user_id):
        purges.purge_person(scope, user_id, reason)
    click.echo(f"The data of {email} is deleted. Answers and grades stay under number {page.user_id}, without a name.")


def _write_export(program: Program, user_id: int, target: Path) -> None:
    try:
        with program.scopes.reading() as scope, target.open("xb") as file:
            exports.write_json(scope, file, user_id)
    except OSError as error:
        raise click.ClickException(f"{target} cannot be written ({error.strerror}). Nothing was deleted.") from error
    click.echo(f"Everything of theirs is in {target}.")


@contextmanager
def _of_person(program: Program, email: str) -> Iterator[tuple[Scope, int]]:
    """A transaction with the number of the person; what is refused becomes a message."""
    prepare_database(program.scopes)
    try:
        with program.scopes.writing() as scope:
            yield scope, _user_id(scope, email)
    except Refused as error:
        raise click.ClickException(error.reason) from error


def _user_id(scope: Scope, email: str) -> int:
    """Raises:
    ClickException: there is no account with this address.
    """
    try:
        return accounts.get_learner_id(scope, email)
    except NotFound as error:
        raise click.ClickException(f"There is no account with the address {email}.") from error

"""`trainer content`: check and publish the files of banks and cases."""

from pathlib import Path

import click

from trainer.cli.program import Program, with_program
from trainer.services.code_releases import CodeBookUnusable
from trainer.services.maintenance import prepare_database
from trainer.services.publisher import Published
from trainer.services.publishing import publish_content, validate_content
from trainer.services.scope import Shelf

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def content() -> None:
    """Items and cases in files."""


@content.command()
@click.option("--banks", type=_FOLDER, help="Another folder of question banks.")
@click.option("--cases", type=_FOLDER, help="Another folder of case studies.")
@with_program
def validate(program: Program, banks: Path | None, cases: Path | None) -> None:
    """Check all files; print counts by track and area, and every problem."""
    found = validate_content(banks or program.banks, cases or program.cases, _shelf(program))
    for blueprint in found.blueprints:
        click.echo(
            f"{blueprint.title}: {sum(found.items[blueprint.track, area.slug] for area in blueprint.areas)} items"
        )
        for area in blueprint.areas:
            click.echo(f"  {found.items[blueprint.track, area.slug]:4d}  {area.title}")
    click.echo(f"Coding cases: {found.cases}")
    if found.codes_looked_up:
        click.echo(
            f"With the code book: {found.codes_looked_up} diagnosis codes of keys looked up, the claims of cases graded"
        )
    else:
        click.echo("The codes of keys were not looked up: there is no code book (trainer codes build).")
    for problem in found.report:
        click.echo(str(problem), err=True)
    click.echo(f"{len(found.report)} problems")
    if found.report.problems:
        raise SystemExit(1)


@content.command()
@click.option("--banks", type=_FOLDER, help="Another folder of question banks.")
@click.option("--cases", type=_FOLDER, help="Another folder of case studies.")
@with_program
def publish(program: Program, banks: Path | None, cases: Path | None) -> None:
    """Publish what has changed in the files; nothing at all when one of them has a problem."""
    prepare_database(program.scopes)
    with program.scopes.writing() as scope:
        published = publish_content(scope, banks or program.banks, cases or program.cases)
    show_published(published)
    if published.report.problems:
        raise SystemExit(1)


def _shelf(program: Program) -> Shelf | None:
    """The shelf with the code book; None where it is not there or cannot be used."""
    try:
        program.scopes.shelf.on(program.scopes.clock().date())
    except CodeBookUnusable:
        return None
    return program.scopes.shelf


def show_published(published: Published) -> None:
    """Prints what publishing did and what it left alone."""
    for problem in published.report:
        click.echo(f"Not published: {problem}", err=True)
    if published.changes:
        click.echo("Content: " + ", ".join(f"{number} {name}" for name, number in published.changes.items()) + ".")
    elif not published.report.problems:
        click.echo("Content: nothing has changed.")

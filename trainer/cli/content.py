"""`trainer content`: check and publish the files of banks and cases."""

import csv
from pathlib import Path

import click

from trainer.cli.program import Program, with_program
from trainer.services.accounts import record
from trainer.services.code_releases import CodeBookUnusable
from trainer.services.maintenance import prepare_database
from trainer.services.publisher import Published
from trainer.services.publishing import publish_content, validate_content
from trainer.services.scope import Shelf

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def content() -> None:
    """Items and cases in files."""


@content.command()
@click.option("--banks", type=FOLDER, help="Another folder of question banks.")
@click.option("--cases", type=FOLDER, help="Another folder of case studies.")
@click.option("--numbers", type=FILE, help="CSV with a column `code`: the CPT and HCPCS numbers in force.")
@with_program
def validate(program: Program, banks: Path | None, cases: Path | None, numbers: Path | None) -> None:
    """Check all files; print counts by track and area, every problem, every warning without a written reason."""
    in_force = read_numbers(numbers) if numbers else None
    found = validate_content(banks or program.banks, cases or program.cases, shelf_of(program), in_force)
    for blueprint in found.blueprints:
        places = [(blueprint.track, area.slug) for area in blueprint.areas]
        total, families = sum(found.items[place] for place in places), sum(found.families[place] for place in places)
        click.echo(f"{blueprint.title}: {total} items, {families} generated families")
        for place, area in zip(places, blueprint.areas, strict=True):
            click.echo(f"  {found.items[place]:4d}  {found.families[place]:3d}  {area.title}")
    click.echo(f"Coding cases: {found.cases}")
    click.echo(f"Billing exercises: {found.exercises}")
    for mocks in found.mocks:
        whole = f"{mocks.open + mocks.sealed} whole mocks of {mocks.questions} without a shared question"
        click.echo(f"{mocks.track.upper()}: {whole}, {mocks.sealed} of them sealed")
    if found.codes_looked_up:
        click.echo(
            f"With the code book: {found.codes_looked_up} diagnosis codes of keys looked up, the claims of cases graded"
        )
    else:
        click.echo("The codes of keys were not looked up: there is no code book (trainer codes build).")
    if not found.has_numbers:
        click.echo("The numbers of CPT and HCPCS were not looked up: give a list of them with --numbers.")
    for problem in found.report:
        click.echo(str(problem), err=True)
    for warning in found.warnings:
        click.echo(f"warning: {warning.slug}: {warning.message} ({warning.rule})", err=True)
    unchecked = "" if found.has_numbers else " (numbers of CPT and HCPCS not checked)"
    click.echo(f"{len(found.report)} problems, {len(found.warnings)} unexplained warnings{unchecked}")
    if found.report.problems or found.warnings:
        raise SystemExit(1)


@content.command()
@click.option("--banks", type=FOLDER, help="Another folder of question banks.")
@click.option("--cases", type=FOLDER, help="Another folder of case studies.")
@click.option("--numbers", type=FILE, help="CSV with a column `code`: the CPT and HCPCS numbers in force.")
@with_program
def publish(program: Program, banks: Path | None, cases: Path | None, numbers: Path | None) -> None:
    """Publish what has changed in the files; nothing at all when one of them has a problem.

    Codes are looked up where there is a code book.
    """
    in_force = read_numbers(numbers) if numbers else None
    prepare_database(program.scopes)
    with program.scopes.writing() as scope:
        published = publish_content(scope, banks or program.banks, cases or program.cases, scope.shelf, in_force)
        if published.changes:
            done = ", ".join(f"{number} {name}" for name, number in published.changes.items())
            record(scope, "content.publish", "files", done)
    show_published(published)
    if published.report.problems:
        raise SystemExit(1)


def read_numbers(path: Path) -> frozenset[str]:
    """The column `code` of a CSV file."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            found = frozenset((row.get("code") or "").strip().upper() for row in csv.DictReader(file)) - {""}
    except (UnicodeDecodeError, csv.Error) as error:
        raise click.ClickException(f"{path.name} is no CSV file in UTF-8: {error}") from error
    if not found:
        raise click.ClickException(f"{path.name} has no column called code, or nothing in it.")
    return found


def shelf_of(program: Program) -> Shelf | None:
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

"""`trainer field`: official figures that the operator brings."""

from pathlib import Path

import click

from trainer.cli.program import Program, with_program
from trainer.services.maintenance import prepare_database
from trainer.services.state_wages import OCCUPATIONS, import_wages


@click.group()
def field() -> None:
    """Figures about the field."""


@field.command("import-wages")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--year", type=int, required=True, help="The year of the survey, as 2024 for May 2024.")
@with_program
def import_wages_(program: Program, file: Path, year: int) -> None:
    """Take wages by state from FILE, the state file of the Bureau of Labor Statistics (state_M2024_dl.xlsx).

    What was imported of that year before is replaced; when something is wrong with the file, nothing changes.
    """
    prepare_database(program.scopes)
    found = import_wages(program.scopes, file, year)
    if found.report.problems:
        told = "\n".join(str(problem) for problem in found.report)
        raise click.ClickException(f"Nothing was imported.\n{told}")
    click.echo(f"Wages of May {found.year}:")
    for number, states in found.states.items():
        click.echo(f"  {number} {OCCUPATIONS[number]}: {states} states and territories")

"""`trainer generators`: the families of generated items."""

import time

import click

from trainer.cli.program import Program, with_program
from trainer.domain.generators.family import generate
from trainer.domain.generators.registry import families
from trainer.services.family_checks import check_families


@click.group()
def generators() -> None:
    """Families of items whose key is computed."""


@generators.command("list")
def list_() -> None:
    """Name every family with its area."""
    for family in families().values():
        click.echo(f"{family.slug}  {family.track} {family.area}  {family.title}")
    click.echo(f"{len(families())} families")


@generators.command()
@click.option(
    "--seeds", type=click.IntRange(1, 100_000), default=500, show_default=True, help="Variants of each family."
)
@with_program
def check(program: Program, seeds: int) -> None:
    """Test every family: options, mistakes, wording; its first 60 variants with lint, which looks codes up."""
    begun = time.monotonic()
    checked = check_families(program.scopes.shelf, seeds)
    for slug, faults in checked.faults:
        for fault in faults:
            click.echo(f"{slug}: {fault}", err=True)
    if not checked.has_codes:
        click.echo("The codes of the variants were not looked up: there is no code book (trainer codes build).")
    failures = len(checked.faults)
    seconds = time.monotonic() - begun
    click.echo(f"{checked.families} families, {seeds} seeds each, {failures} failures, {seconds:.1f} s")
    if failures:
        raise SystemExit(1)


@generators.command()
@click.argument("slug")
@click.argument("seed", type=click.IntRange(1), default=1)
def show(slug: str, seed: int) -> None:
    """Print the variant of a seed with its key, its rationales and the mistake behind every wrong option."""
    family = families().get(slug)
    if family is None:
        raise click.ClickException(f"There is no family {slug!r}; trainer generators list names them.")
    variant = generate(family, seed)
    mistakes, whys = dict(variant.mistakes), dict(variant.explanation.rationales)
    click.echo(f"{variant.content.stem}\n")
    for option in variant.content.response.options:  # type: ignore[union-attr]
        mark = "right" if option.id == variant.key.option else mistakes[option.id]
        click.echo(f"{option.id}  {option.text}  [{mark}]\n   {whys[option.id]}")

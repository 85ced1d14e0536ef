"""`trainer content report | life | audit | sheet`: the state of the content, items, releases, second solutions."""

import json
import random
from pathlib import Path
from typing import Any

import click

from trainer.cli.content import FILE, FOLDER, content, read_numbers, shelf_of
from trainer.cli.program import Program, with_program
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services.code_releases import CodeBookUnusable
from trainer.services.content_audit import BrokenCode, ContentAudit, audit_content
from trainer.services.content_report import ContentReport, report_content
from trainer.services.item_lives import tell_lives
from trainer.services.solve_sheets import Order, make_sheet, unsolved_slugs


@content.command()
@click.option("--json", "as_json", is_flag=True, help="Figures only, one JSON object a line.")
@click.option("--numbers", type=FILE, help="CSV with a column `code`: the CPT and HCPCS numbers in force.")
@with_program
def report(program: Program, as_json: bool, numbers: Path | None) -> None:
    """How much content there is, how far the second solutions agree with the keys, and how each dispute was settled."""
    found = report_content(program.banks, program.cases, shelf_of(program), read_numbers(numbers) if numbers else None)
    if not as_json:
        _show(found)
    for figure in found.figures:
        row = {"figure": figure.name, "value": figure.value, "unit": figure.unit, "bar": figure.bar, "ok": figure.ok}
        click.echo(json.dumps(row))
    if not all(figure.ok for figure in found.figures):
        raise SystemExit(1)


def _show(found: ContentReport) -> None:
    click.echo("First answers of the second solvers that agreed with the key")
    for area in found.areas:
        share = f"{area.agreed / area.solved:.0%}" if area.solved else "–"
        click.echo(
            f"  {area.track}  {area.agreed:3d} of {area.solved:3d}  {share:>4}  ({area.items} items)  {area.title}"
        )
    click.echo("\nBatches, with planted wrong keys that were noticed")
    for batch in found.batches:
        again = "  to be solved again by somebody else" if batch.must_be_solved_again else ""
        noticed = batch.planted - len(batch.missed)
        click.echo(f"  {batch.name}: {batch.solved} solved, {noticed} of {batch.planted} planted noticed{again}")
    click.echo("\nWhat was settled or changed after the second solution")
    for each in found.settled:
        answers = f"first answer {each.answer or 'none'}, key {each.key}"
        click.echo(f"  {each.slug} ({each.outcome}; {answers}): {each.note}")
    for slug, reason in found.withdrawn:
        click.echo(f"  {slug} (withdrawn): {reason}")
    if found.unsolved:
        click.echo(f"\nNot solved a second time: {', '.join(found.unsolved)}")
    click.echo("")


@content.command()
@click.argument("slugs", nargs=-1, required=True)
@with_program
def life(program: Program, slugs: tuple[str, ...]) -> None:
    """Tell the whole life of items: source, key, rationales, lint, second solutions; in Markdown."""
    try:
        click.echo(tell_lives(program.banks, program.cases, slugs, shelf_of(program)), nl=False)
    except NotFound as error:
        raise click.ClickException(f"There is no {error.what} in the bank.") from error
    except Refused as error:
        raise click.ClickException(error.reason) from error


@content.command()
@click.option("--release", required=True, help="Words of the name of a release, such as FY2027.")
@with_program
def audit(program: Program, release: str) -> None:
    """List what a release breaks: deleted and incomplete codes, revised titles, new neighbors; in Markdown."""
    try:
        found = audit_content(program.banks, program.cases, program.scopes.shelf, release)
    except (Refused, CodeBookUnusable) as error:
        raise click.ClickException(getattr(error, "reason", str(error))) from error
    _show_audit(found)


def _show_audit(found: ContentAudit) -> None:
    click.echo(f"# {found.release.name}: what it breaks\n")
    click.echo(f"In force from {found.release.effective_from}. Codes held against it: {found.codes:,}. ", nl=False)
    click.echo(f"Codes concerned: {len(found.broken)}, in {found.things} items, families and cases.")
    last = None
    for each in found.broken:
        if each.broken.kind is not last:
            last = each.broken.kind
            click.echo(f"\n## {last.value.capitalize()}")
        _show_broken(each)


def _show_broken(each: BrokenCode) -> None:
    broken = each.broken
    now = f" → {broken.title_now}" if broken.title_now not in ("", broken.code.title) else ""
    click.echo(f"\n**{broken.code.display}** {broken.code.title}{now}\n")
    for successor in broken.successors:
        click.echo(f"- in its place or beside it: {successor.display} {successor.title}")
    for use in each.uses:
        click.echo(f"- {use.noun} `{use.slug}`: {use.place}")


@content.command()
@click.argument("name")
@click.argument("slugs", nargs=-1)
@click.option("--unsolved", type=click.IntRange(0, 200), default=0, help="So many items that stand in no batch yet.")
@click.option("--seed", type=int, required=True, help="For the dice that choose which keys are planted.")
@click.option("--into", type=FOLDER, default=Path(), help="The folder for NAME.md and NAME.toml.")
@with_program
def sheet(program: Program, name: str, slugs: tuple[str, ...], **options: Any) -> None:
    """Write what a second solver sees (NAME.md) and a file for the raw answers, with planted keys (NAME.toml)."""
    wanted = [*slugs, *unsolved_slugs(program.banks, program.cases)[: options["unsolved"]]]
    rng = random.Random(options["seed"])  # noqa: S311 - dice for planting
    try:
        made = make_sheet(program.banks, program.cases, Order(name, tuple(wanted), program.scopes.clock().date()), rng)
    except Refused as error:
        raise click.ClickException(error.reason) from error
    for suffix, text in (("md", made.questions), ("toml", made.answers)):
        path = options["into"] / f"{name}.{suffix}"
        if path.exists():
            raise click.ClickException(f"{path} is there already; nothing was written over it.")
        path.write_text(text, encoding="utf-8")
        click.echo(path)

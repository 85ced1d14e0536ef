"""`trainer codes`: the code book."""

import time

import click

from trainer.cli.program import Program, with_program
from trainer.services.code_releases import BookStatus, CodeBookUnusable, ReleaseUnusable, book_status, build_book


@click.group()
def codes() -> None:
    """The code book: official code sets, compiled into one file."""


@codes.command()
@with_program
def build(program: Program) -> None:
    """Compile the shipped release; the old code book serves until the new one is complete."""
    begun = time.monotonic()
    try:
        with click.progressbar(length=1000, label="Compiling the code book") as bar:

            def show(name: str, done: int, total: int) -> None:
                bar.update(done * 1000 // total - bar.pos)

            status_now = build_book(program.settings, program.scopes.clock(), show)
    except (ReleaseUnusable, OSError) as error:
        raise click.ClickException(f"{error}. The code book in use was left as it is.") from error
    _show(status_now)
    click.echo(f"Built in {time.monotonic() - begun:.1f} s.")


@codes.command()
@with_program
def status(program: Program) -> None:
    """The releases in the code book, with their number of billable codes."""
    try:
        _show(book_status(program.settings))
    except CodeBookUnusable as error:
        raise click.ClickException(f"{error}. Build it with: trainer codes build") from error


def _show(found: BookStatus) -> None:
    click.echo(f"{found.path}, built {found.built_at:%Y-%m-%d %H:%M} UTC in {found.build_seconds} s")
    for row in found.releases:
        click.echo(f"  {row.name}: {row.billable:,} billable codes, in force from {row.effective_from} ({row.source})")

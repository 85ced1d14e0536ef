"""`trainer codes`: the code book."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

import click
from click._termui_impl import ProgressBar

from trainer.cli.program import Program, with_program
from trainer.services.code_releases import (
    BookStatus,
    CodeBookUnusable,
    Progress,
    ReleaseUnusable,
    book_status,
    build_book,
    fetch_year,
    import_files,
    is_up_to_date,
    remove_import,
)

Result = TypeVar("Result")


@click.group()
def codes() -> None:
    """The code book: official code sets, compiled into one file."""


@codes.command()
@with_program
def build(program: Program) -> None:
    """Compile what is shipped and imported; the old code book serves until the new one is complete."""
    _show(_with_progress(partial(build_book, program.settings, program.scopes.clock())))


@codes.command()
@with_program
def status(program: Program) -> None:
    """The releases in the code book, with their number of billable codes."""
    try:
        _show(book_status(program.settings))
    except CodeBookUnusable as error:
        raise click.ClickException(f"{error}. Build it with: trainer codes build") from error


@codes.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--in-force-from",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day from which the release is in force, where the name of the file does not say so.",
)
@with_program
def import_(program: Program, files: tuple[Path, ...], in_force_from: datetime | None) -> None:
    """Take official CDC, CMS or licensed AMA files into the code book, all or none."""
    day = in_force_from.date() if in_force_from else None
    _show(_with_progress(partial(import_files, program.settings, files, day, program.scopes.clock())))


@codes.command()
@click.argument("name")
@with_program
def remove(program: Program, name: str) -> None:
    """Take an imported file out of the code book again."""
    _show(_with_progress(partial(remove_import, program.settings, name, program.scopes.clock())))


@codes.command()
@click.option("--year", type=int, required=True, help="The year whose code books are wanted.")
@with_program
def fetch(program: Program, year: int) -> None:
    """Download the official files of a year; an interrupted download goes on where it stopped."""
    fetched = _with_progress(partial(fetch_year, program.settings, year))
    for file in fetched.files:
        click.echo(f"{file.path}  {file.size:,} bytes  SHA-256 {file.sha256}")
    if fetched.files:
        names = " ".join(f'"{file.path}"' for file in fetched.files)
        click.echo(f"To take them into the code book: trainer codes import {names}")
    if fetched.failures:
        count = len(fetched.failures) + len(fetched.files)
        told = "\n".join(str(failure) for failure in fetched.failures)
        raise click.ClickException(f"{len(fetched.failures)} of {count} files could not be had.\n{told}")


def prepare_code_book(program: Program) -> None:
    """Builds the code book where it is missing, damaged or made from other files; without it the rest still serves."""
    try:
        if not is_up_to_date(program.settings):
            _with_progress(partial(build_book, program.settings, program.scopes.clock()))
    except (click.ClickException, ReleaseUnusable, OSError) as error:
        click.echo(f"{error} Codes cannot be looked up until then; everything else works.", err=True)


def _with_progress(work: Callable[[Progress], Result]) -> Result:
    """Does the work with a progress bar for each of its steps; what goes wrong becomes a message."""
    begun = time.monotonic()
    with _Bars() as bars:
        try:
            result = work(bars.show)
        except (ReleaseUnusable, OSError) as error:
            raise click.ClickException(f"{error}. The code book in use was left as it is.") from error
    click.echo(f"Done in {time.monotonic() - begun:.1f} s.")
    return result


class _Bars(ExitStack):
    """One progress bar after the other."""

    _bar: ProgressBar[int] | None = None
    _name = ""

    def show(self, name: str, done: int, total: int) -> None:
        """Opens a bar for a new step, and moves it on."""
        if self._bar is None or name != self._name:
            self.close()
            self._bar, self._name = self.enter_context(click.progressbar(length=total, label=name)), name
        self._bar.length = total
        self._bar.update(done - self._bar.pos)


def _show(found: BookStatus) -> None:
    click.echo(f"{found.path}, built {found.built_at:%Y-%m-%d %H:%M} UTC in {found.build_seconds} s")
    for row in found.releases:
        click.echo(f"  {row.name}: {row.billable:,} billable codes, in force from {row.effective_from} ({row.source})")
    for table in found.tables:
        click.echo(f"  {table.kind}: {table.lines:,} lines, in force from {table.effective_from} ({table.source})")

"""`trainer backup` and `trainer restore`: one file that holds everything, and the way back."""

from pathlib import Path

import click

from trainer.cli.codes import prepare_code_book
from trainer.cli.program import Program, with_program
from trainer.services import backups, restoring
from trainer.services.accounts import record

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class _WithDefault(click.Group):
    """A group whose first command may be left out."""

    def parse_args(self, context: click.Context, given: list[str]) -> list[str]:
        if not given or (given[0] not in self.commands and given[0] not in context.help_option_names):
            given = ["make", *given]
        return super().parse_args(context, given)


@click.group(cls=_WithDefault)
def backup() -> None:
    """Back up the database, imported code files and the signing key into one file.

    `trainer backup` alone makes one in the folder `backups` of the data folder; `trainer backup /media/disk` makes it
    there.
    """


@backup.command()
@click.argument("target", required=False, type=click.Path(path_type=Path))
@click.option("--keep", type=click.IntRange(min=1), help="Then delete all but so many of the newest backups there.")
@click.option("--without-secret-key", is_flag=True, help="Leave the signing key of the data folder out.")
@with_program
def make(program: Program, target: Path | None, keep: int | None, without_secret_key: bool) -> None:
    """Make a backup in the folder TARGET, or under that name if it ends in .zip, while the program runs."""
    where = target or backups.backups_folder(program.settings)
    try:
        made = backups.make_backup(program.scopes, where, with_secret_key=not without_secret_key)
    except backups.BackupFailed as error:
        raise click.ClickException(str(error)) from error
    manifest = made.manifest
    click.echo(
        f"{made.path}: {made.bytes:,} bytes, {len(manifest.tables)} tables with {manifest.rows:,} rows, "
        f"revision {manifest.revision}."
    )
    for old in backups.rotate(made.path.parent, keep) if keep else ():
        click.echo(f"Deleted: {old}")
    click.echo(f"To prove that it can be restored: trainer backup verify {made.path}")
    with program.scopes.writing() as scope:
        record(scope, "backup.make", made.path.name, f"{len(manifest.tables)} tables, {manifest.rows} rows")


@backup.command()
@click.argument("file", type=_FILE)
@with_program
def verify(program: Program, file: Path) -> None:
    """Restore FILE aside, and compare every table with what was written down when it was made."""
    try:
        verified = restoring.verify_backup(program.scopes, file)
    except (restoring.BackupUnusable, restoring.RestoreRefused) as error:
        raise click.ClickException(str(error)) from error
    for line in verified.differences:
        click.echo(line, err=True)
    if verified.differences:
        raise click.ClickException(f"{file} cannot be relied on: {len(verified.differences)} differences.")
    manifest = verified.manifest
    click.echo(
        f"{file} can be restored: {len(manifest.tables)} tables with {manifest.rows:,} rows are as they were on "
        f"{manifest.made_at:%Y-%m-%d %H:%M} UTC."
    )


@backup.command("list")
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@with_program
def list_(program: Program, folder: Path | None) -> None:
    """The backups in FOLDER, newest first."""
    for each in backups.list_backups(folder or backups.backups_folder(program.settings)):
        click.echo(f"{each.made_at:%Y-%m-%d %H:%M:%S} UTC  {each.bytes:>15,} bytes  {each.path}")


@click.command()
@click.argument("file", type=_FILE)
@click.option("--replace", is_flag=True, help="Replace a database that has content; a copy of it is kept.")
@with_program
def restore(program: Program, file: Path, replace: bool) -> None:
    """Put the backup FILE in the database's place. Stop the program first."""
    try:
        done = restoring.restore_backup(program.scopes, file, replaces=replace)
    except (restoring.BackupUnusable, restoring.RestoreRefused) as error:
        raise click.ClickException(str(error)) from error
    for path in done.kept:
        click.echo(f"What was there is kept as {path}.")
    if done.migrated_from:
        click.echo(f"The database was migrated from revision {done.migrated_from}.")
    if done.is_key_another:
        click.echo(
            "The signing key is another one than when the backup was made: everybody has to log in again, and what is "
            "encrypted with it, such as one-time codes, cannot be read. Set TRAINER_SECRET_KEY to the old one.",
            err=True,
        )
    prepare_code_book(program)
    manifest = done.manifest
    click.echo(
        f"Restored: {len(manifest.tables)} tables with {manifest.rows:,} rows, as they were on "
        f"{manifest.made_at:%Y-%m-%d %H:%M} UTC."
    )
    with program.scopes.writing() as scope:
        record(scope, "backup.restore", file.name, f"as of {manifest.made_at:%Y-%m-%d %H:%M} UTC")

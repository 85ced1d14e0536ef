"""`trainer billing`: sample files of claims and remittances, for whoever wants to run a validator on them."""

import sys
from pathlib import Path

import click

from trainer.services.billing_samples import judge_sample, make_samples

MOST_FILES = 9_999


@click.group()
def billing() -> None:
    """The billing lab: write sample claims (837P) and remittances (835)."""


@billing.command("export-samples")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--count",
    type=click.IntRange(1, MOST_FILES),
    default=500,
    show_default=True,
    help="Files of each of the two kinds.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed writes the same files.")
@click.option("--force", is_flag=True, help="Write into a folder that holds something already.")
@click.option("--validate", is_flag=True, help="Then have pyx12 judge every sample in the folder: a few a second.")
def export_samples(folder: Path, count: int, seed: int, force: bool, validate: bool) -> None:
    """Write invented 837P and 835 files to FOLDER."""
    try:
        if folder.exists() and any(folder.iterdir()) and not force:
            raise click.ClickException(f"{folder} is not empty. Name another folder, or add --force to write into it.")
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in make_samples(count, seed):
            (folder / name).write_text(text, encoding="ascii", newline="\n")
        click.echo(f"{count} claim files (837P) and {count} remittances (835) are in {folder}.")
        if not validate:
            click.echo(
                "Have them judged: add --validate (with --force), or x12valid of the package pyx12, or your own."
            )
        elif not _judge(folder):
            raise SystemExit(1)
    except OSError as error:
        raise click.ClickException(f"{error.filename or folder}: {error.strerror}") from error


def _judge(folder: Path) -> bool:
    """Whether pyx12 accepts every sample in the folder; what it finds is told, and how many it accepts."""
    is_fine = True
    for kind in ("837P", "835"):
        paths = sorted(folder.glob(f"{kind}-*.txt"))
        with click.progressbar(paths, label=f"Judging {kind}", file=sys.stderr) as shown:
            faults = {path.name: judge_sample(path.read_bytes()) for path in shown}
        for name, found in faults.items():
            for fault in found:
                click.echo(f"{name}: {fault}", err=True)
        accepted = sum(not found for found in faults.values())
        click.echo(f"{kind}: pyx12 accepts {accepted} of {len(paths)}")
        is_fine = is_fine and accepted == len(paths)
    return is_fine

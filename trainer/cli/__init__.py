"""The command line: `trainer serve | db | content | cases | generators | codes | …`. Knows no SQL."""

from functools import cache
from importlib import import_module

import click

from trainer import __version__
from trainer.services.memory import importing

_PLACES = {
    "backup": "backup.backup",
    "billing": "billing.billing",
    "calibrate": "calibrate.calibrate",
    "cases": "cases.cases",
    "codes": "codes.codes",
    "content": "content_reports.content",
    "db": "database.database",
    "demo": "demo.demo",
    "doctor": "doctor.doctor",
    "exams": "exams.exams",
    "field": "field.field",
    "generators": "generators.generators",
    "items": "items.items",
    "jobs": "jobs.jobs",
    "restore": "backup.restore",
    "serve": "serve.serve",
    "users": "users.users",
}
"""Where each command is, module and name."""


class CommandLine(click.Group):
    """Imports a command when it is named, so that none waits for what others need."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return _import(cmd_name) if cmd_name in _PLACES else None


@cache
def _import(command: str) -> click.Command:
    module, name = _PLACES[command].split(".")
    with importing():
        found: click.Command = getattr(import_module(f"{__name__}.{module}"), name)
    return found


@click.group(cls=CommandLine, commands=[click.Command(name) for name in _PLACES])
@click.version_option(__version__, prog_name="Medcode Trainer")
def trainer() -> None:
    """Certification trainer for medical coders and billers."""

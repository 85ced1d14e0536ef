"""The command line: `trainer serve | db | content | cases | generators | codes | …`. Knows no SQL."""

import click

from trainer import __version__
from trainer.cli.backup import backup, restore
from trainer.cli.billing import billing
from trainer.cli.calibrate import calibrate
from trainer.cli.cases import cases
from trainer.cli.codes import codes
from trainer.cli.content import content
from trainer.cli.content_reports import audit, life, report, sheet
from trainer.cli.database import database
from trainer.cli.demo import demo
from trainer.cli.doctor import doctor
from trainer.cli.exams import exams
from trainer.cli.field import field
from trainer.cli.generators import generators
from trainer.cli.items import items
from trainer.cli.jobs import jobs
from trainer.cli.serve import serve
from trainer.cli.users import users


@click.group()
@click.version_option(__version__, prog_name="Medcode Trainer")
def trainer() -> None:
    """Certification trainer for medical coders and billers."""


trainer.add_command(serve)
trainer.add_command(demo)
trainer.add_command(database, "db")
for command in (report, life, audit, sheet):
    content.add_command(command)
trainer.add_command(content)
trainer.add_command(cases)
trainer.add_command(billing)
trainer.add_command(generators)
trainer.add_command(codes)
trainer.add_command(users)
trainer.add_command(exams)
trainer.add_command(items)
trainer.add_command(calibrate)
trainer.add_command(jobs)
trainer.add_command(field)
trainer.add_command(backup)
trainer.add_command(restore)
trainer.add_command(doctor)

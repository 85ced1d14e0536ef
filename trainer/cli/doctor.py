"""`trainer doctor`: is everything in order, and if not, what to do."""

import json
import smtplib
import time
from dataclasses import asdict

import click

from trainer.cli.program import Program, with_program
from trainer.services.doctor.examination import Examination, examine
from trainer.services.doctor.findings import Finding, Outcome
from trainer.services.mail import failure_words, send_mail

_MARKS = {Outcome.OK: "ok     ", Outcome.WARNING: "WARNING", Outcome.PROBLEM: "PROBLEM"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for a monitor.")
@click.option("--send-mail", "address", help="Also send a mail to this address.")
@with_program
def doctor(program: Program, as_json: bool, address: str | None) -> None:
    """Look at settings, database, code book, content, backups, Redis, mail and this machine. Changes nothing.

    Ends with 1 when there is a problem, with 0 when there are only warnings.
    """
    given = Examination(program.banks, program.cases, time.perf_counter)
    found: list[Finding] = []
    for finding in examine(program.scopes, given):
        found.append(finding)
        if not as_json:
            _show(finding)
    if address:
        found.append(_send(program, address))
        if not as_json:
            _show(found[-1])
    counts = {outcome.value: sum(each.outcome is outcome for each in found) for outcome in Outcome}
    if as_json:
        click.echo(json.dumps({"counts": counts, "findings": [asdict(each) for each in found]}, indent=1))
    else:
        click.echo(f"{counts['ok']} ok, {counts['warning']} warnings, {counts['problem']} problems")
    if counts["problem"]:
        raise click.exceptions.Exit(1)


def _show(finding: Finding) -> None:
    click.echo(f"{_MARKS[finding.outcome]}  {finding.area}: {finding.what}")
    if finding.advice:
        click.echo(f"         {finding.advice}")


def _send(program: Program, address: str) -> Finding:
    mail = program.settings.mail
    if not mail.is_configured:
        return Finding("mail", Outcome.PROBLEM, "no mail was sent: it is not configured", "Set TRAINER_SMTP_HOST.")
    body = "This is a test of trainer doctor. Nobody has to do anything."
    try:
        send_mail(json.dumps({"to": address, "subject": "Test of the mail server", "body": body}), mail)
    except (OSError, smtplib.SMTPException) as error:
        return Finding("mail", Outcome.PROBLEM, f"no mail was sent: {failure_words(error)}", "Check TRAINER_SMTP_….")
    return Finding("mail", Outcome.OK, "a mail was handed over")

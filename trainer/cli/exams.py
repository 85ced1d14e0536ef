"""`trainer exams`: close what has run out of time, give learners more of it."""

import click

from trainer.cli.program import Program, with_program
from trainer.domain.attempts.decisions import AttemptClosed
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import accounts, exam_clock
from trainer.services.assignment_terms import refresh_for_learner
from trainer.services.grading import tidy_up
from trainer.services.maintenance import prepare_database
from trainer.services.scope import Scope

_NUMBER = click.IntRange(1, 2**31 - 1)


@click.group()
def exams() -> None:
    """Exams: close those whose time is up, give learners more time."""


@exams.command()
@with_program
def sweep(program: Program) -> None:
    """Close every sitting whose time is up, and grade what was closed and not graded yet.

    It can be run at any time, and again: `trainer serve` does the same twice a minute.
    """
    prepare_database(program.scopes)
    done = tidy_up(program.scopes)
    click.echo(f"{done.closed} closed because their time was up, {done.graded} graded.")
    if done.waiting:
        click.echo(f"Coding cases that wait for a code book: {done.waiting}. Build it: trainer codes build", err=True)


@exams.command("extra-time")
@click.argument("email")
@click.option("--percent", type=int, default=0, help="So many per cent of the time limit.")
@click.option("--minutes", type=int, default=0, help="So many minutes on top.")
@click.option("--reason", default="", help="Why; the learner sees it.")
@click.option("--list", "is_listing", is_flag=True, help="List what the learner has.")
@click.option("--end", "ended", type=_NUMBER, metavar="NUMBER", help="End one of these.")
@with_program
def extra_time(
    program: Program, *, email: str, percent: int, minutes: int, reason: str, is_listing: bool, ended: int | None
) -> None:
    """Give the learner with this EMAIL more time in every exam that they start from now on.

    Several grants add up. Exams under way keep the time that they started with: see `extend`.
    """
    is_granting = bool(percent or minutes or reason)
    if is_granting + is_listing + (ended is not None) != 1:
        raise click.UsageError("Give --percent or --minutes with a --reason, or --list, or --end NUMBER.")
    prepare_database(program.scopes)
    if is_listing:
        _list(program, email)
    elif ended is not None:
        _end(program, email, ended)
    else:
        _grant(program, email, percent, minutes, reason)


def _list(program: Program, email: str) -> None:
    with program.scopes.reading() as scope:
        rows = exam_clock.list_extra_time(scope, _learner_id(scope, email))
    for row in rows:
        reason = " ".join(row.reason.split())
        click.echo(f"{row.number}  {_words(row.percent, row.seconds)}, since {row.granted_at:%Y-%m-%d}: {reason}")
    if not rows:
        click.echo(f"{email} has no extra time.")


def _end(program: Program, email: str, number: int) -> None:
    with program.scopes.writing() as scope:
        learner_id = _learner_id(scope, email)
        try:
            exam_clock.end_extra_time(scope, learner_id, number)
            refresh_for_learner(scope, learner_id)
        except NotFound as error:
            raise click.ClickException(
                f"{email} was never given an extra time with the number {number}. See --list."
            ) from error
    click.echo(f"Extra time {number} of {email} is ended. Exams under way keep the time that they started with.")


def _grant(program: Program, email: str, percent: int, minutes: int, reason: str) -> None:
    try:
        with program.scopes.writing() as scope:
            learner_id = _learner_id(scope, email)
            number = exam_clock.grant_extra_time(scope, learner_id, percent, minutes * 60, reason)
            refresh_for_learner(scope, learner_id)
    except Refused as error:
        raise click.ClickException(error.reason) from error
    words = _words(percent, minutes * 60)
    click.echo(f"Extra time {number}: {email} has {words} more in every exam that starts from now on.")


@exams.command()
@click.argument("email")
@click.argument("number", type=_NUMBER)
@click.option("--minutes", type=int, required=True, help="How much more.")
@click.option("--reason", required=True, help="Why; the learner sees it.")
@with_program
def extend(program: Program, email: str, number: int, minutes: int, reason: str) -> None:
    """Give the learner with this EMAIL more time in the exam NUMBER that they are sitting.

    The number is the one in the address of the exam: /exams/3 is the learner's exam 3.
    """
    prepare_database(program.scopes)
    try:
        with program.scopes.writing() as scope:
            learner_id = _learner_id(scope, email)
            exam_clock.extend(scope, learner_id, number, minutes * 60, reason)
    except NotFound as error:
        raise click.ClickException(f"{email} has no exam {number}.") from error
    except AttemptClosed as error:
        raise click.ClickException(f"Exam {number} of {email} is over. Time cannot be added any more.") from error
    except Refused as error:
        raise click.ClickException(error.reason) from error
    click.echo(f"Exam {number} of {email} has {_words(0, minutes * 60)} more.")


@exams.command()
@click.argument("email")
@click.argument("number", type=_NUMBER)
@with_program
def late(program: Program, email: str, number: int) -> None:
    """List the answers of exam NUMBER that came after its end: kept as evidence, not counted."""
    prepare_database(program.scopes)
    with program.scopes.reading() as scope:
        try:
            rows = exam_clock.list_late_answers(scope, _learner_id(scope, email), number)
        except NotFound as error:
            raise click.ClickException(f"{email} has no exam with the number {number}.") from error
    for row in rows:
        seconds = f"{row.late_by_seconds} second{'' if row.late_by_seconds == 1 else 's'} late"
        click.echo(
            f"Question {row.position}: {row.entered or 'cleared'}, {row.received_at:%Y-%m-%d %H:%M:%S} UTC, {seconds}"
        )
    if not rows:
        click.echo("No answer came late.")


def _learner_id(scope: Scope, email: str) -> int:
    """Raises:
    ClickException: there is no account with this address.
    """
    try:
        return accounts.get_learner_id(scope, email)
    except NotFound as error:
        raise click.ClickException(f"There is no account with the address {email}.") from error


def _words(percent: int, seconds: int) -> str:
    parts = [f"{percent} %"] if percent else []
    minutes = seconds // 60
    parts += [f"{minutes} minute{'' if minutes == 1 else 's'}"] if seconds else []
    return " and ".join(parts)

"""`trainer jobs`: queued work, for servers that do not run it inside `trainer serve`, and what was given up."""

import os
import signal
import subprocess
import sys
import threading
import time

import click
from prometheus_client import CollectorRegistry, start_http_server

from trainer.cli.program import Program, with_program
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services import job_admin
from trainer.services.grading import tidy_up
from trainer.services.job_counters import JobCounters
from trainer.services.jobs import run_due_jobs, work_until
from trainer.services.nightly import queue_nightly
from trainer.services.regrade_jobs import Later

MOST_PROCESSES = 64
LAST_TURN_SECONDS = 25
"""Less than a service manager or a container gives before it kills."""
NEXT_START_SECONDS = 5.0
QUIET_SECONDS = 60
"""How long a worker that was just started leaves the night's work alone: what waits is done first."""


def _read_address(_context: click.Context, _parameter: click.Parameter, text: str) -> tuple[str, int] | None:
    host, _, port = text.rpartition(":")
    if not text:
        return None
    if not port.isdecimal() or not 0 < int(port) < 2**16 - MOST_PROCESSES:
        raise click.BadParameter(f"{text} is no [HOST:]PORT")
    return host or "127.0.0.1", int(port)


@click.group()
def jobs() -> None:
    """Queued work: mail, exports, regrades, overdue sittings, what is done once a night."""


def queued_words(later: Later, unit: str) -> str:
    """What is told of a regrade that is done in the background."""
    return (
        f"Queued as job {later.job_id}; {unit} to be graded anew: {later.number}. `trainer jobs list` tells how far it "
        f"is; where no server runs, `trainer jobs run` does it."
    )


@jobs.command()
@with_program
def run(program: Program) -> None:
    """Do everything that is due now, then stop."""
    click.echo(f"{run_due_jobs(program.scopes)} jobs done, {tidy_up(program.scopes).graded} sittings tidied up.")
    if queued := queue_nightly(program.scopes):
        click.echo(f"Nightly work: {run_due_jobs(program.scopes)} of {queued} done.")


@jobs.command()
@click.option("--processes", type=click.IntRange(1, MOST_PROCESSES), default=1, show_default=True)
@click.option("--last-turn", type=click.IntRange(0, 3600), default=LAST_TURN_SECONDS, show_default=True)
@click.option(
    "--figures",
    metavar="[HOST:]PORT",
    default="",
    callback=_read_address,
    help="Where Prometheus may ask; with --processes each further one takes the next port.",
)
@with_program
def work(program: Program, processes: int, last_turn: int, figures: tuple[str, int] | None) -> None:
    """Do what is due, again and again, until told to stop (SIGTERM or Ctrl+C).

    The job at hand is finished first, for at most --last-turn seconds; one that is cut off is taken up again by
    another worker when its lease is over. As many may run as the database has room for; on SQLite one.
    """
    if processes > 1 and program.settings.sqlite_path is not None:
        raise click.ClickException("SQLite has one writer at a time: one process is enough. Leave --processes out.")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    if processes > 1:
        _watch([_command(last_turn, figures, place) for place in range(processes)], last_turn, stop)
        return
    if figures is not None:
        _show_figures(program, *figures)
    _work_alone(program, last_turn, stop)


def _show_figures(program: Program, host: str, port: int) -> None:
    registry = CollectorRegistry()
    program.scopes.counts.job_listeners.append(JobCounters(registry).job_ended)
    try:
        start_http_server(port, host, registry)
    except OSError as error:
        raise click.ClickException(f"Figures cannot be shown at {host}:{port}: {error.strerror}.") from error


def _work_alone(program: Program, last_turn: int, stop: threading.Event) -> None:
    """The work is in a thread of its own, so that a job that does not end cannot keep the process."""
    worker = threading.Thread(target=lambda: work_until(program.scopes, stop, first_nightly=QUIET_SECONDS), daemon=True)
    worker.start()
    click.echo("Working. Stop it with Ctrl+C.")
    stop.wait()
    worker.join(last_turn)
    if worker.is_alive():
        click.echo("The job at hand was cut off. It is taken up again when its lease is over.")
        sys.stdout.flush()
        os._exit(0)  # a thread in the middle of its work can hold up the end of the process
    program.scopes.engines.dispose()
    click.echo("Stopped; nothing was cut off.")


def _watch(commands: list[list[str]], last_turn: int, stop: threading.Event) -> None:
    """Keeps a worker running for each command; one that ends by itself is replaced after a while."""
    workers = [_start(command) for command in commands]
    while not stop.wait(NEXT_START_SECONDS):
        for place, worker in enumerate(workers):
            if worker.poll() is not None:
                click.echo(f"A worker ended with {worker.returncode}; another one is started.")
                workers[place] = _start(commands[place])
    for worker in workers:
        worker.terminate()
    ends_at = time.monotonic() + last_turn + NEXT_START_SECONDS
    for worker in workers:
        try:
            worker.wait(max(0.0, ends_at - time.monotonic()))
        except subprocess.TimeoutExpired:
            worker.kill()


def _command(last_turn: int, figures: tuple[str, int] | None, place: int) -> list[str]:
    command = [sys.executable, "-m", "trainer", "jobs", "work", "--last-turn", str(last_turn)]
    return command if figures is None else [*command, "--figures", f"{figures[0]}:{figures[1] + place}"]


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command)  # noqa: S603 - this program itself


@jobs.command(name="list")
@click.option("--failed", "state", flag_value="failed", help="Only those that were given up.")
@click.option("--done", "state", flag_value="done", help="Only those that are done.")
@click.option("--queued", "state", flag_value="queued", default=True, help="Those that wait or are at work (default).")
@click.option("--kind", default="", help="Only jobs of this kind.")
@click.option("--page", type=click.IntRange(1), default=1, show_default=True)
@with_program
def list_(program: Program, state: str, kind: str, page: int) -> None:
    """Show jobs: number, kind, what it is about, tries, when, and the last error."""
    with program.scopes.reading() as scope:
        found = job_admin.list_jobs(scope, state, kind, page)
    for row in found.rows:
        moment = ((row.finished_at if state != "queued" else None) or row.run_at).strftime("%Y-%m-%d %H:%M:%SZ")
        place = f" {row.done}/{row.total} {row.unit}" if row.total else ""
        at_work = f" at work: {row.worker}" if row.is_running else ""
        click.echo(f"{row.id:>8}  {row.kind:<10} {row.about or '-':<30} {row.tries:>2} tries  {moment}{place}{at_work}")
        if row.error:
            click.echo(f"          {row.error}")
    click.echo(f"{found.total} {state}; page {found.page} of {found.pages}.")


@jobs.command()
@click.argument("job_id", type=int, required=False)
@click.option("--kind", default="", help="All of this kind that were given up.")
@with_program
def requeue(program: Program, job_id: int | None, kind: str) -> None:
    """Put a job that was given up back into the queue, or all of a kind."""
    if (job_id is None) == (not kind):
        raise click.UsageError("Name the number of a job, or a --kind.")
    try:
        with program.scopes.writing() as scope:
            if job_id is not None:
                click.echo(f"Job {job_id} ({job_admin.requeue_job(scope, job_id)}) is queued again.")
            else:
                click.echo(f"{job_admin.requeue_kind(scope, kind)} jobs of kind {kind} are queued again.")
    except NotFound as error:
        raise click.ClickException(f"There is no job {job_id}.") from error
    except Refused as error:
        raise click.ClickException(error.reason) from error

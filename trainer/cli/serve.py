"""`trainer serve`: prepares database and content, then serves with waitress."""

import logging
import socket
import threading
import time

import click
import structlog
import waitress

from trainer.cli.codes import prepare_code_book
from trainer.cli.content import show_published
from trainer.cli.program import Program, with_program
from trainer.services.grading import tidy_up
from trainer.services.jobs import run_due_jobs
from trainer.services.maintenance import prepare_database, publish_if_changed
from trainer.services.nightly import queue_nightly

THREADS = 8
CONNECTIONS = 1000
JOBS_EVERY_SECONDS = 2
TIDY_EVERY_SECONDS = 30
NIGHTLY_EVERY_SECONDS = 300
"""Also how long a server that was just started leaves its first visitors alone with it."""
LAST_TURN_SECONDS = 10

log = structlog.get_logger()


@click.command()
@with_program
def serve(program: Program) -> None:
    """Prepare database and content, then serve on TRAINER_HOST and TRAINER_PORT."""
    settings = program.settings
    _check_port(settings.host, settings.port)
    upgrade = prepare_database(program.scopes)
    if upgrade.backup:
        click.echo(f"The database was at revision {upgrade.before}; a copy is kept as {upgrade.backup}.")
    if upgrade.before != upgrade.after:
        click.echo(f"The database is now at revision {upgrade.after}.")
    published = publish_if_changed(program.scopes, program.banks, program.cases)
    if published is not None:
        show_published(published)
    prepare_code_book(program)
    app = program.web()
    stop = threading.Event()
    worker = threading.Thread(target=_work_in_background, args=(program, stop), daemon=True, name="background")
    worker.start()
    if not settings.mail.is_configured:
        click.echo("Mail is not configured: links that would be mailed are written to this log.")
    server = waitress.create_server(
        app,
        host=settings.host,
        port=settings.port,
        threads=THREADS,
        connection_limit=CONNECTIONS,
        asyncore_use_poll=True,
        clear_untrusted_proxy_headers=False,
        ident=None,
    )
    click.echo(f"Medcode Trainer is at http://{settings.host}:{settings.port} — stop it with Ctrl+C.")
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    try:
        server.run()
    finally:
        stop.set()
        worker.join(LAST_TURN_SECONDS)  # a thread in the middle of its work can hold up the end of the process
        program.scopes.engines.dispose()


def _check_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"Port {port} on {host} cannot be used ({error.strerror}). "
                "Stop the program that uses it, or choose another: make run PORT=8123, or TRAINER_PORT=8123."
            ) from error


def _work_in_background(program: Program, stop: threading.Event) -> None:
    """Sends mail, tidies up, does the night's work, until told to stop. A failure is logged and tried again."""
    tidied_at, queued_at = 0.0, time.monotonic()
    while not stop.wait(JOBS_EVERY_SECONDS):
        try:
            if time.monotonic() - queued_at > NIGHTLY_EVERY_SECONDS:
                queued_at = time.monotonic()
                queue_nightly(program.scopes)
            run_due_jobs(program.scopes)
            if time.monotonic() - tidied_at > TIDY_EVERY_SECONDS:
                tidy_up(program.scopes)
                tidied_at = time.monotonic()
        except Exception:
            log.exception("background work failed")

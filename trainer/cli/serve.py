"""`trainer serve`: prepares database and content, then serves with waitress."""

import socket
import threading

import click
import waitress
from flask import Flask

from trainer.cli.codes import prepare_code_book
from trainer.cli.content import show_published
from trainer.cli.draining import Drain, ended_by_signals
from trainer.cli.program import Program, with_program
from trainer.services.jobs import work_until
from trainer.services.maintenance import prepare_database, publish_if_changed
from trainer.services.memory import importing, spare_memory

THREADS = 8
CONNECTIONS = 1000
SERVER = {
    "threads": THREADS,
    "connection_limit": CONNECTIONS,
    "asyncore_use_poll": True,
    "clear_untrusted_proxy_headers": False,
    "ident": None,
    "channel_timeout": 60,
    "cleanup_interval": 10,
    "max_request_body_size": 8_000_000,
    "max_request_header_size": 65_536,
}
"""How waitress is set: who is silent for a minute is cut off, and no body is taken that no form of ours could send."""
QUIET_SECONDS = 300
"""How long a server that was just started leaves its first visitors alone with the night's work."""
LAST_TURN_SECONDS = 10
_LOGGED = "links that would be mailed are written to this log"
_NOT_SENT = "links that would be mailed wait in the queue, and are not written to a JSON log"


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
    with importing():
        app = program.web()
    spare_memory()
    stop = threading.Event()
    worker = threading.Thread(target=_work_in_background, args=(program, stop), daemon=True, name="background")
    worker.start()
    if not settings.mail.is_configured:
        click.echo(f"Mail is not configured: {_NOT_SENT if settings.log.is_json else _LOGGED}.")
    server = waitress.create_server(
        app,
        host=settings.host,
        port=settings.port,
        **SERVER,
    )
    click.echo(f"Medcode Trainer is at http://{settings.host}:{settings.port} — stop it with Ctrl+C.")
    drain = Drain(server, lambda: _say_that_it_ends(app, stop))
    is_dry = False
    try:
        with ended_by_signals(drain):
            is_dry = drain.run()
    finally:
        stop.set()
        worker.join(LAST_TURN_SECONDS)  # a thread in the middle of its work can hold up the end of the process
        program.scopes.engines.dispose()
    click.echo("Stopped." if is_dry else "Stopped; what took too long was cut off.")


def _say_that_it_ends(app: Flask, stop: threading.Event) -> None:
    """From now on it is not ready for requests, and takes up no more jobs."""
    app.extensions["shutting_down"].set()
    stop.set()


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
    """Sends mail, tidies up, does the night's work, until told to stop; unless workers of their own do (see jobs)."""
    if program.settings.works_jobs:
        work_until(program.scopes, stop, first_nightly=QUIET_SECONDS)

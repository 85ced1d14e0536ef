"""`trainer demo`: a class to look around in, in a database of its own beside the real one."""

import os
import random
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
import structlog

from trainer.cli.codes import prepare_code_book
from trainer.cli.program import Program
from trainer.cli.serve import serve
from trainer.config import Settings
from trainer.services import demo as services
from trainer.services.codes import NoCodeBook
from trainer.services.maintenance import DatabaseUnusable, prepare_database, publish_if_changed

BEAT_SECONDS = 20
_OF_THE_REAL_ONE = (
    "DATABASE_URL",
    "REDIS_URL",
    "TRAINER_BASE_URL",
    "TRAINER_SECRET_KEY",
    "TRAINER_SECURE_COOKIES",
    "TRAINER_SMTP_HOST",
)
"""Settings that a demo does not share: it has its own database and key, and sends no mail."""
_NUMBER = click.IntRange(1, len(services.CANDIDATES))

log = structlog.get_logger()


@click.command()
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="A folder of its own; default: demo/.")
@click.option("--serve/--no-serve", "is_served", default=False, help="Serve it on TRAINER_PORT, or 8000.")
@click.option("--again", is_flag=True, help="Throw the demo away that is there, and make it anew.")
@click.option("--learners", type=_NUMBER, default=24, show_default=True, help="How many learners.")
@click.option("--weeks", type=click.IntRange(1, 30), default=12, show_default=True, help="How long the term is.")
@click.pass_context
def demo(context: click.Context, *, data: Path | None, is_served: bool, again: bool, learners: int, weeks: int) -> None:
    """Fill a database of its own with a class of invented learners and a term of work, to look around in.

    The real database is never touched. A demo that is there already is kept, and served; see --again.
    """
    program = _program_of_demo(context, data)
    try:
        _prepare(program, services.Size(learners=learners, weeks=weeks), again=again)
    except (services.DemoUnusable, DatabaseUnusable) as error:
        program.scopes.engines.dispose()
        raise click.ClickException(str(error)) from error
    except NoCodeBook as error:
        program.scopes.engines.dispose()
        raise click.ClickException("Claims cannot be graded without a code book. See: trainer codes build") from error
    _introduce(program.settings, is_served=is_served)
    if is_served:
        with _kept_alive(program), click.Context(serve, parent=context, obj=lambda: program) as inner:
            inner.invoke(serve)
    else:
        program.scopes.engines.dispose()


def _program_of_demo(context: click.Context, data: Path | None) -> Program:
    """The program as the environment describes it, on a SQLite database in the folder of the demo.

    Raises:
        ClickException: the folder is that of the real program.
    """
    build: Callable[[], Program] = context.obj
    real = build()
    real.scopes.engines.dispose()
    folder = (data or real.settings.data_folder / "demo").absolute()
    if folder.resolve() == real.settings.data_folder.resolve():
        raise click.ClickException(f"{folder} is the data folder of the real program. Give the demo one of its own.")
    with _environment(TRAINER_DATA=str(folder)):
        program = build()
    _lend_code_book(real.settings, program.settings)
    return program


@contextmanager
def _environment(**values: str) -> Iterator[None]:
    """For a moment, the environment of a demo."""
    kept = dict(os.environ)
    for name in _OF_THE_REAL_ONE:
        os.environ.pop(name, None)
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(kept)


def _lend_code_book(real: Settings, demo: Settings) -> None:
    """Copies the compiled code book, where there is one: compiling it takes longer than everything else."""
    if real.codebook_path.is_file() and not demo.codebook_path.exists():
        demo.data_folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(real.codebook_path, demo.codebook_path)


def _prepare(program: Program, size: services.Size, *, again: bool) -> None:
    scopes, database = program.scopes, program.settings.sqlite_path
    assert database is not None  # see _environment
    standing = services.Standing.EMPTY
    if database.exists():
        with scopes.reading() as scope:
            standing = services.standing_of(scope)
        if standing is not services.Standing.EMPTY and again:
            scopes.engines.dispose()
            services.throw_away(database)
            standing = services.Standing.EMPTY
    if standing is services.Standing.HALF:
        raise services.DemoUnusable(
            f"The demo in {program.settings.data_folder} was interrupted. Make it with --again."
        )
    if standing is services.Standing.WHOLE:
        click.echo(f"There is a demo in {program.settings.data_folder} already: it is kept. --again makes it anew.")
        return
    click.echo(f"Making a demo in {program.settings.data_folder}: about a minute.")
    prepare_database(scopes)
    publish_if_changed(scopes, program.banks, program.cases)
    if not program.settings.codebook_path.exists():
        prepare_code_book(program)
    services.fill_demo(scopes, size, tell=lambda words: click.echo(f"  {words}"))


def _introduce(settings: Settings, *, is_served: bool) -> None:
    click.echo("\nEverybody in it has the same password: " + click.style(services.PASSWORD, bold=True))
    for role, person in (
        ("instructor", services.INSTRUCTOR),
        ("assistant", services.ASSISTANT),
        ("learner", services.CANDIDATES[0]),
        ("administrator", services.ADMINISTRATOR),
    ):
        click.echo(f"  {role:14} {person.email:24} {person.name}")
    click.echo(f"Log in as the instructor at {settings.public_url}/log-in and open Classes. See docs/demo.md.")
    if not is_served:
        click.echo(f"Serve it: trainer demo --serve --data {settings.data_folder}")
    click.echo("")


@contextmanager
def _kept_alive(program: Program) -> Iterator[None]:
    """Meanwhile those who sit the exam of the demo go on with it."""
    stop, rng = threading.Event(), random.Random()  # noqa: S311 - the dice of a play

    def beat() -> None:
        while not stop.wait(BEAT_SECONDS):
            try:
                services.keep_alive(program.scopes, rng)
            except Exception:
                log.exception("the demo's exam stands still")

    worker = threading.Thread(target=beat, daemon=True, name="demo")
    worker.start()
    try:
        yield
    finally:
        stop.set()
        worker.join(BEAT_SECONDS)

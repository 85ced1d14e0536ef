"""The database: reachable, of the right revision, whole, firmly stored, its clock; and the work that waits in it."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from trainer.db import probes
from trainer.db.migrate import DatabaseUnusable, head_revision, read_state
from trainer.db.queries.items import has_blueprints
from trainer.services.doctor.findings import Finding, ok, problem, warning
from trainer.services.publishing import is_published
from trainer.services.queue_figures import measure_queue, seconds_since_sweep
from trainer.services.scope import Scope, Scopes

DATABASE, JOBS, CONTENT = "database", "jobs", "content"
OLDEST = {"SQLite": 3_035_000, "PostgreSQL": 140_000}
LATE_SECONDS, VERY_LATE_SECONDS = 120, 900
CLOCK_SECONDS, WRONG_CLOCK_SECONDS = 2, 30


def check_revision(scopes: Scopes) -> Iterator[Finding]:
    """One finding; a problem means that nothing else can be asked of the database."""
    try:
        state = read_state(scopes.engines.read)
    except DatabaseUnusable as error:
        yield problem(DATABASE, str(error), "Check DATABASE_URL, the server, and its log.")
        return
    head = head_revision()
    if not state.revision:
        yield problem(DATABASE, "is empty", "trainer db upgrade, or start the program with: trainer serve")
    elif state.revision < head:
        yield problem(DATABASE, f"is at revision {state.revision}; the program needs {head}", "trainer db upgrade")
    elif not state.is_usable:
        what = f"is at revision {state.revision}, with which this version ({head}) does not work"
        yield problem(DATABASE, what, "Install the newer version of the program.")
    elif state.is_newer:
        what = f"is at revision {state.revision}, one of a newer version; this one ({head}) may go on"
        yield warning(DATABASE, what, "Replace this version soon.")
    else:
        yield ok(DATABASE, f"revision {state.revision}")


def check_server(connection: Connection, now: datetime) -> Iterator[Finding]:
    """What the database tells about itself."""
    found = probes.version(connection)
    if found.number < OLDEST[found.name.split()[0]]:
        yield problem(DATABASE, f"{found.name} is too old", "Install SQLite 3.35 or PostgreSQL 14, or newer.")
    else:
        yield ok(DATABASE, found.name)
    yield from _wholeness(connection)
    yield from _clock(probes.clock_of(connection), now)


def _wholeness(connection: Connection) -> Iterator[Finding]:
    if damage := probes.damage(connection):
        advice = "Stop the program and restore a backup: docs/backups.md."
        yield problem(DATABASE, f"is damaged: {'; '.join(damage)}", advice)
    else:
        yield ok(DATABASE, "no damage was found")
    if weak := probes.weak_storage(connection):
        what = f"what was acknowledged can be lost in a power cut: {'; '.join(weak)}"
        yield problem(DATABASE, what, "Switch it back on in the server's settings.")
    else:
        yield ok(DATABASE, "what is acknowledged is on disk")
    if missing := probes.missing_triggers(connection):
        what = f"{len(missing)} triggers that keep facts from being changed are missing, such as {missing[0]}"
        yield problem(DATABASE, what, "Restore a backup aside and compare; ask who had access to the database.")


def _clock(there: datetime | None, now: datetime) -> Iterator[Finding]:
    if there is None:
        return
    seconds = abs((there - now).total_seconds())
    what = f"its clock and this machine's differ by {seconds:.1f} s"
    if seconds > WRONG_CLOCK_SECONDS:
        yield problem(DATABASE, what, "Deadlines depend on this machine's clock: set both by NTP.")
    elif seconds > CLOCK_SECONDS:
        yield warning(DATABASE, what, "Set both by NTP.")
    else:
        yield ok(DATABASE, what)


def check_jobs(scope: Scope) -> Iterator[Finding]:
    """Work that waits too long, and work that was given up."""
    rows = measure_queue(scope)
    late = max((row.lag_seconds for row in rows), default=0.0)
    failed = sum(row.failed for row in rows)
    waits = f"the oldest of what is due waits for {late:,.0f} s"
    if late > VERY_LATE_SECONDS:
        yield problem(JOBS, waits, "No worker seems to run: start one with trainer jobs work, or look at its log.")
    elif late > LATE_SECONDS:
        yield warning(JOBS, waits, "Start more workers: trainer jobs work --processes 4.")
    else:
        yield ok(JOBS, f"{sum(row.queued for row in rows)} queued, none of them late")
    if failed:
        yield warning(JOBS, f"{failed} were given up", "Look at them, and queue them again: trainer jobs --help.")
    swept = seconds_since_sweep(scope)
    if swept is not None and swept > VERY_LATE_SECONDS:
        what = f"overdue sittings were last looked for {swept:,.0f} s ago"
        yield warning(JOBS, what, "It is done by trainer serve, and by trainer jobs work: start one of them.")


def check_content(scope: Scope, banks: Path, cases: Path) -> Iterator[Finding]:
    """Whether the shipped files are what people work with."""
    if not has_blueprints(scope.session):
        yield problem(CONTENT, "nothing is published", "trainer content publish")
    elif not is_published(scope, banks, cases):
        yield warning(CONTENT, "the files were changed since they were published", "trainer content publish")
    else:
        yield ok(CONTENT, "the shipped files are published")

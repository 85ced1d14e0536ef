"""The whole examination, in the order in which an operator reads it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import structlog

from trainer.services.doctor import database, settings, surroundings
from trainer.services.doctor.findings import Finding, Outcome, problem
from trainer.services.password_cost import measure_cost
from trainer.services.scope import Scopes

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Examination:
    """What is needed besides the scopes. `clock` counts seconds."""

    banks: Path
    cases: Path
    clock: Callable[[], float]


def examine(scopes: Scopes, given: Examination) -> Iterator[Finding]:
    """Every finding, as it comes. A check that fails itself is a problem, and the others go on."""
    own = scopes.settings
    yield from _guarded(settings.ADDRESS, lambda: settings.check_addresses(own))
    yield from _guarded(settings.KEY, lambda: settings.check_secret_key(own))
    yield from _guarded("data folder", lambda: settings.check_folder(own))
    yield from _guarded(surroundings.DISK, lambda: surroundings.check_disk(own))
    yield from _of_database(scopes, given)
    yield from _guarded(surroundings.BOOK, lambda: surroundings.check_code_book(own))
    yield from _guarded(surroundings.BACKUPS, lambda: surroundings.check_backups(own, scopes.clock()))
    yield from _guarded(surroundings.REDIS, lambda: surroundings.check_redis(own))
    yield from _guarded(surroundings.MAIL, lambda: surroundings.check_mail(own.mail))
    yield from _guarded(
        settings.PASSWORDS,
        lambda: settings.check_password_cost(own, measure_cost(own.password_cost, given.clock)),
    )
    yield from _guarded(surroundings.ZONES, surroundings.check_time_zones)
    yield from _guarded(surroundings.PACKAGES, surroundings.check_packages)


def _of_database(scopes: Scopes, given: Examination) -> Iterator[Finding]:
    found = list(_guarded(database.DATABASE, lambda: database.check_revision(scopes)))
    yield from found
    if any(finding.outcome is Outcome.PROBLEM for finding in found):
        return

    def with_scope() -> Iterator[Finding]:
        with scopes.reading() as scope:
            yield from database.check_server(scope.session.connection(), scopes.clock())
            yield from database.check_content(scope, given.banks, given.cases)
            yield from database.check_jobs(scope)

    yield from _guarded(database.DATABASE, with_scope)


def _guarded(area: str, check: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    try:
        yield from check()
    except Exception as error:
        log.exception("a check failed", area=area)
        yield problem(area, f"could not be looked at ({type(error).__name__})", "The log says more.")

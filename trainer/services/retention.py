"""Deletes at night what has been kept for long enough, by the settings of the site.

Facts are never deleted here, but those of guests who did not sign up.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import DBAPIError

from trainer.db.queries import administration, jobs
from trainer.db.queries import purges as queries
from trainer.services.accounts import record
from trainer.services.administration import administrator_of
from trainer.services.people_admin import PersonRow, person_row
from trainer.services.scope import Scope, Scopes
from trainer.services.site_settings import get_number

GUESTS_AT_ONCE = 100
MOST_INACTIVE = 200
DAYS_A_MONTH = 30
SENT_FORM_DAYS = 30
"""No setting: nobody sends a form again after that, and nothing can be read from it."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Deleted:
    """How many of each were deleted."""

    sessions: int
    tokens: int
    done_jobs: int
    failed_jobs: int
    guests: int
    sent_forms: int = 0
    files: int = 0


def begin_by_hand(scope: Scope) -> None:
    """Writes down that an administrator has it done now rather than at night.

    Raises:
        NotFound: no administrator asks.
    """
    administrator_of(scope)
    record(scope, "retention.apply", "site")


def apply_retention(scopes: Scopes) -> Deleted:
    """Deletes what is older than the settings say. Run twice it deletes nothing more."""
    with scopes.writing() as scope:
        sessions = queries.delete_ended_sessions(scope.session, _before(scope, "session_days"))
    with scopes.writing() as scope:
        tokens = queries.delete_spent_tokens(scope.session, _before(scope, "token_days"))
    with scopes.writing() as scope:
        done = queries.delete_finished_jobs(scope.session, "done", _before(scope, "done_job_days"))
        failed = queries.delete_finished_jobs(scope.session, "failed", _before(scope, "failed_job_days"))
        files = jobs.delete_files(scope.session, scope.now)
    with scopes.writing() as scope:
        forms = queries.delete_sent_forms(scope.session, scope.now - timedelta(days=SENT_FORM_DAYS))
    deleted = Deleted(sessions, tokens, done, failed, _delete_guests(scopes), forms, files)
    log.info(
        "kept for long enough, deleted",
        sessions=sessions,
        links=tokens,
        jobs=done,
        failed_jobs=failed,
        guests=deleted.guests,
        sent_forms=forms,
        files=files,
    )
    return deleted


def _delete_guests(scopes: Scopes) -> int:
    """A few hundred at a time, so that nobody waits for long to write; each is tried once a night."""
    total = last = 0
    while True:
        with scopes.reading() as scope:
            guests = queries.list_old_guests(scope.session, _before(scope, "guest_days"), last, GUESTS_AT_ONCE)
        if not guests:
            return total
        last = guests[-1]
        try:
            total += _delete_together(scopes, guests)
        except DBAPIError:
            total += sum(_delete_alone(scopes, guest) for guest in guests)


def _delete_together(scopes: Scopes, guests: list[int]) -> int:
    with scopes.writing() as scope:
        return queries.delete_guests(scope.session, guests, scope.now)


def _delete_alone(scopes: Scopes, guest: int) -> int:
    """One who cannot be deleted keeps nobody else here."""
    try:
        return _delete_together(scopes, [guest])
    except DBAPIError:
        log.exception("a guest could not be deleted", guest=guest)
        return 0


def list_inactive(scope: Scope) -> tuple[tuple[PersonRow, ...], int]:
    """Accounts that nobody has used for as long as the settings say, at most MOST_INACTIVE, and how many there are.

    Administrators are not among them.

    Raises:
        NotFound: no administrator asks.
    """
    administrator_of(scope)
    since = scope.now - timedelta(days=DAYS_A_MONTH * get_number(scope, "inactive_months"))
    rows = administration.list_inactive(scope.session, since, MOST_INACTIVE)
    return tuple(map(person_row, rows)), rows[0]["total"] if rows else 0


def _before(scope: Scope, name: str) -> datetime:
    return scope.now - timedelta(days=get_number(scope, name))

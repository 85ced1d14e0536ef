"""The audit trail as an administrator reads it: filtered, a page at a time, or as CSV."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import RowMapping

from trainer.db.queries import administration as queries
from trainer.db.queries import people
from trainer.db.queries.administration import Wanted
from trainer.domain.kernel.errors import Refused
from trainer.services import accounts
from trainer.services.administration import administrator_of
from trainer.services.scope import Scope
from trainer.services.tables import write_csv

EVENTS_A_PAGE = 50
MOST_EVENTS = 100_000
"""In one CSV file; a narrower span gives the rest."""
HEADINGS = ("id", "at", "actor_id", "actor", "action", "subject", "detail")
FIELDS = ("person", "action", "subject", "since", "until")
MOST_CHARACTERS = 120


@dataclass(frozen=True, slots=True)
class Event:
    """One act. `actor` is "" for acts of the program; `person_id` is whom it is about, if it is about a person."""

    id: int
    at: datetime
    actor_id: int | None
    actor: str
    action: str
    subject: str
    detail: str
    person_id: int | None


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Events, newest first; `next_before` is where the next page begins, None where there is none."""

    events: tuple[Event, ...]
    next_before: int | None


def list_events(scope: Scope, filters: Mapping[str, str], before: int | None = None) -> AuditPage:
    """A page of the events that fit. `filters` are what was typed, by FIELDS.

    `person` is who acted, as address or number; `since` and `until` are days in UTC, both included.

    Raises:
        NotFound: no administrator asks.
        Refused: a filter cannot be understood, or nobody has this address.
    """
    administrator_of(scope)
    rows = list(queries.list_events(scope.session, _wanted(scope, filters), before, EVENTS_A_PAGE + 1))
    events = tuple(map(_event, rows[:EVENTS_A_PAGE]))
    return AuditPage(events, events[-1].id if len(rows) > EVENTS_A_PAGE else None)


def write_events(scope: Scope, filters: Mapping[str, str]) -> bytes:
    """The events that fit as CSV, newest first, instants in UTC; at most MOST_EVENTS.

    Raises:
        NotFound: no administrator asks.
        Refused: as for `list_events`.
    """
    administrator_of(scope)
    wanted = _wanted(scope, filters)

    def rows() -> Iterator[tuple[str | int | None, ...]]:
        yield HEADINGS
        for row in queries.list_events(scope.session, wanted, None, MOST_EVENTS):
            at = f"{row['at'].astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
            yield row["id"], at, row["actor_id"], row["actor"], row["action"], row["subject"], row["detail"]

    return write_csv(rows())


def _wanted(scope: Scope, filters: Mapping[str, str]) -> Wanted:
    texts = {name: " ".join(filters.get(name, "").split())[:MOST_CHARACTERS] for name in FIELDS}
    since, until = _midnight(texts["since"], "since"), _midnight(texts["until"], "until")
    if since is not None and until is not None and until < since:
        raise Refused("The last day lies before the first.", "until")
    end = None if until is None else until + timedelta(days=1)
    return Wanted(_actor_id(scope, texts["person"]), texts["action"], texts["subject"], since, end)


def _midnight(text: str, field: str) -> datetime | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Refused("Write a day as 2026-03-31.", field) from error
    if not 1970 <= day.year <= 9000:
        raise Refused("Write a day as 2026-03-31.", field)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _actor_id(scope: Scope, text: str) -> int | None:
    if not text:
        return None
    if text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    user = people.find_user_by_email_key(scope.session, accounts.email_key(text))
    if user is None:
        raise Refused("Nobody has this address. Use the address of an account, or its number.", "person")
    return user.id


def _event(row: RowMapping) -> Event:
    kind, _, number = row["subject"].partition(" ")
    person_id = int(number) if kind == "user" and number.isascii() and number.isdigit() and len(number) < 10 else None
    return Event(
        row["id"],
        row["at"],
        row["actor_id"],
        row["actor"] or "",
        row["action"],
        row["subject"],
        row["detail"],
        person_id,
    )

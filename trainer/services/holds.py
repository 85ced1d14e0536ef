"""Why the answer to a question, or the report of a case, waits for an assignment of the learner; and until when."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping

from trainer.db.queries import holds as queries
from trainer.db.queries.my_assignments import list_granted_to
from trainer.domain.attempts.attempt import AttemptState
from trainer.domain.classes.dates import terms_of
from trainer.domain.exams.review import Shows
from trainer.services.assignment_terms import terms_for, to_override
from trainer.services.scope import Scope


@dataclass(frozen=True, slots=True)
class Hold:
    """The assignment that something waits for. `until` None: no date says.

    `is_open`: it is not handed in yet. `has_tries`: it is over sooner once no try is left.
    """

    title: str
    class_id: int
    assignment_id: int
    zone: str
    until: datetime | None
    is_open: bool
    has_tries: bool


def hold_on_items(scope: Scope, item_ids: Collection[int], but: int | None = None) -> Hold | None:
    """What holds back what is right at these items, apart from the assignment `but`; None where nothing does."""
    return _hold(scope, queries.list_of_items(scope.session, scope.learner.id, item_ids, scope.now), but)


def hold_on_case(scope: Scope, slug: str, but: int | None = None) -> Hold | None:
    """What holds back the reports of a case, apart from the assignment `but`; None where nothing does."""
    return _hold(scope, queries.list_of_case(scope.session, scope.learner.id, slug, scope.now), but)


def holds_on_track(scope: Scope, track: str) -> tuple[Hold, ...]:
    """The assignments that hold back answers of a track, each once, newest first; in two statements at most."""
    newest: dict[int, RowMapping] = {}
    for row in queries.list_of_track(scope.session, scope.learner.id, track, scope.now):
        newest.setdefault(row["assignment_id"], row)
    granted = list_granted_to(scope.session, scope.learner.id) if newest else []
    found = []
    for row in newest.values():
        places = (row["class_id"], None), (row["class_id"], row["assignment_id"])
        own = [to_override(each) for each in granted if (each.class_id, each.assignment_id) in places]
        found.append(_to_hold(row, terms_of(row["spec"], own).closes_at))
    return tuple(found)


def _hold(scope: Scope, rows: Iterable[RowMapping], but: int | None) -> Hold | None:
    row = next((row for row in rows if row["assignment_id"] != but), None)
    if row is None:
        return None
    tells_keys = row["shows"] == Shows.EVERYTHING
    return _to_hold(row, None if tells_keys else terms_for(scope, row["assignment_id"], scope.learner.id).closes_at)


def _to_hold(row: RowMapping, closes_at: datetime | None) -> Hold:
    tells_keys = row["shows"] == Shows.EVERYTHING
    return Hold(
        row["title"],
        row["class_id"],
        row["assignment_id"],
        row["time_zone"],
        row["shows_from"] if tells_keys else closes_at,
        row["state"] == AttemptState.IN_PROGRESS,
        not tells_keys,
    )

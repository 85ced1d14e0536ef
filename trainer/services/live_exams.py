"""An assignment while it is worked on: who is in, how far, how much time is left, who lost the connection."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby

from sqlalchemy import RowMapping

from trainer.db.queries import assignment_terms as terms_queries
from trainer.db.queries import gradebook_work as queries
from trainer.domain.attempts.attempt import RUNNER_KINDS, AttemptKind, AttemptState
from trainer.domain.classes.marks import CellState, cell_of
from trainer.domain.classes.roles import Act
from trainer.domain.classes.work import AssignmentSpec, CaseWork, ReviewWork
from trainer.domain.kernel.errors import NotFound
from trainer.services.assignment_terms import terms_of_class
from trainer.services.assignment_tries import handed_in_at, tries_of_class
from trainer.services.attempts import to_attempt
from trainer.services.class_access import Member, member_for
from trainer.services.scope import Scope

LOST_AFTER_SECONDS = 90
"""The page of the runner says every 30 seconds that it is there: after three that did not come it is away."""


class LiveState(StrEnum):
    """Where somebody stands. LOST: in, and their page has not been heard of for `LOST_AFTER_SECONDS`.

    BETWEEN: nothing is open, and cases of the try are not handed in yet.
    """

    NOT_BEGUN = "not_begun"
    IN = "in"
    LOST = "lost"
    BETWEEN = "between"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class LiveRow:
    """One learner. `position` is the question on the screen (None: not known), `sittings` how many they have begun.

    `number`, `answered` of `total` and the times are those of the sitting that is open, else of the last one.
    `seen_at` is the last sign of life: a heartbeat of the page, an answer that was saved, or the start.
    """

    learner_id: int
    name: str
    state: LiveState
    number: int | None = None
    answered: int = 0
    total: int = 0
    position: int | None = None
    sittings: int = 0
    seconds_left: int | None = None
    extra_seconds: int = 0
    silent_seconds: int | None = None
    handed_in_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LivePage:
    """All learners of the class, by name, as they stand `at` that moment."""

    member: Member
    assignment_id: int
    spec: AssignmentSpec
    rows: tuple[LiveRow, ...]
    at: datetime

    def count(self, *states: LiveState) -> int:
        return sum(row.state in states for row in self.rows)


def get_live(scope: Scope, class_id: int, assignment_id: int) -> LivePage:
    """Who works on an assignment now, in a constant number of statements.

    Raises:
        NotFound: the person may not grade in the class, or it has no such published assignment; or that asks for
            reviews, which are not sat.
    """
    member = member_for(scope, class_id, Act.GRADE)
    found = terms_queries.find_assignment(scope.session, assignment_id)
    if found is None or queries.find_class_of(scope.session, assignment_id) != class_id:
        raise NotFound("assignment")
    if isinstance(found["spec"].work, ReviewWork):
        raise NotFound("sittings")
    between = _between(scope, class_id, assignment_id, found["spec"])
    rows = queries.list_live(scope.session, class_id, assignment_id)
    by_learner = (list(group) for _, group in groupby(rows, key=lambda row: row["id"]))
    return LivePage(
        member, assignment_id, found["spec"], tuple(_row(group, between, scope.now) for group in by_learner), scope.now
    )


def _between(scope: Scope, class_id: int, assignment_id: int, spec: AssignmentSpec) -> set[int]:
    """Learners whose cell of the gradebook says that they are at it: only work in several parts can wait for a part."""
    if not isinstance(spec.work, CaseWork):
        return set()
    terms = terms_of_class(scope, class_id)
    found = tries_of_class(scope, class_id, terms=terms).items()
    own = ((learner, tries) for (assignment, learner), tries in found if assignment == assignment_id)
    return {
        learner
        for learner, tries in own
        if (assignment_id, learner) in terms
        and cell_of(tries, terms[assignment_id, learner], spec.counts, None, scope.now).state is CellState.IN_PROGRESS
    }


def _row(rows: list[RowMapping], between: Collection[int], now: datetime) -> LiveRow:
    last = rows[-1]
    if last["number"] is None:
        return LiveRow(last["id"], last["display_name"], LiveState.NOT_BEGUN)
    row = next((row for row in rows if to_attempt(row).is_open(now)), last)
    attempt = to_attempt(row)
    is_open = attempt.effective_state(now) is AttemptState.IN_PROGRESS
    ends_at = attempt.deadline_from(now)
    silent = max(0, int((now - _seen_at(row)).total_seconds())) if is_open else None
    is_lost = silent is not None and row["kind"] in RUNNER_KINDS and silent > LOST_AFTER_SECONDS
    ended = LiveState.BETWEEN if row["id"] in between else LiveState.DONE
    return LiveRow(
        learner_id=row["id"],
        name=row["display_name"],
        state=LiveState.LOST if is_lost else LiveState.IN if is_open else ended,
        number=row["number"],
        answered=row["answered"],
        total=row["item_count"] if row["kind"] != AttemptKind.CASE else 0,
        position=row["position"] if is_open else None,
        sittings=len(rows),
        seconds_left=max(0, int((ends_at - now).total_seconds())) if is_open and ends_at is not None else None,
        extra_seconds=row["extra_seconds"],
        silent_seconds=silent,
        handed_in_at=None if ended is LiveState.BETWEEN else handed_in_at(row, now),
    )


def _seen_at(row: RowMapping) -> datetime:
    signs: tuple[datetime | None, ...] = (row["seen_at"], row["answer_saved_at"], row["case_saved_at"])
    started_at: datetime = row["started_at"]
    return max([started_at, *(sign for sign in signs if sign is not None)])

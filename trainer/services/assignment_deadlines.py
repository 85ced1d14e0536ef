"""Moves the end of sittings that are open when an assignment's dates change or more time is granted; never forward."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from trainer.db.queries import assignments as queries
from trainer.db.queries import attempts
from trainer.domain.attempts.attempt import AttemptKind
from trainer.domain.classes.dates import Terms
from trainer.domain.classes.work import AssignmentSpec
from trainer.domain.exams.clock import extra_seconds
from trainer.services import exam_clock
from trainer.services.assignment_terms import limit_seconds, terms_for
from trainer.services.attempts import to_attempt
from trainer.services.scope import Scope

_WITH_A_CLOCK = (AttemptKind.EXAM, AttemptKind.ASSIGNMENT)


@dataclass(frozen=True, slots=True)
class OpenSitting:
    """A sitting of an assignment that is open, with the assignment as it was when it began."""

    learner_id: int
    number: int
    kind: AttemptKind
    assignment_id: int
    spec: AssignmentSpec
    started_at: datetime
    deadline_at: datetime | None


TermsBy = Mapping[tuple[int, int], Terms]
"""(assignment, learner) -> what holds."""


def list_open(scope: Scope, assignment_ids: Collection[int], learner_id: int | None = None) -> tuple[OpenSitting, ...]:
    """The sittings of these assignments that are open now, of all learners or of one."""
    rows = queries.list_open_sittings(scope.session, assignment_ids, learner_id)
    return tuple(
        OpenSitting(
            row["learner_id"],
            row["number"],
            AttemptKind(row["kind"]),
            row["assignment_id"],
            row["spec"],
            row["started_at"],
            row["deadline_at"],
        )
        for row in rows
        if to_attempt(row).is_open(scope.now)
    )


def terms_now(scope: Scope, sittings: Collection[OpenSitting]) -> dict[tuple[int, int], Terms]:
    """What holds for each of these sittings as things are stored now."""
    pairs = {(each.assignment_id, each.learner_id) for each in sittings}
    return {(assignment, learner): terms_for(scope, assignment, learner) for assignment, learner in sorted(pairs)}


def move_ends(scope: Scope, sittings: Collection[OpenSitting], before: TermsBy, after: TermsBy, reason: str) -> int:
    """How many sittings end later than they did, or get an end, because other terms hold `after`.

    An end that would come earlier stays where it is: who is at work keeps the time they were told.
    """
    return sum(
        _move_end(scope, each, before[where], after[where], reason)
        for each in sittings
        for where in [(each.assignment_id, each.learner_id)]
    )


def _move_end(scope: Scope, sitting: OpenSitting, before: Terms, after: Terms, reason: str) -> bool:
    limit = limit_seconds(scope, sitting.spec)
    earlier, later = before.ends_at(sitting.started_at, limit), after.ends_at(sitting.started_at, limit)
    if earlier == later:
        return False
    if earlier is None or later is None or sitting.deadline_at is None:
        return _set_end(scope, sitting, later)
    seconds = int((later - earlier).total_seconds())
    if seconds <= 0:
        return False
    if sitting.kind in _WITH_A_CLOCK:
        for start in range(0, seconds, exam_clock.MAX_SECONDS):
            step = min(exam_clock.MAX_SECONDS, seconds - start)
            exam_clock.extend(scope, sitting.learner_id, sitting.number, step, reason)
        return True
    row = attempts.get_attempt_row(scope.session, sitting.learner_id, sitting.number)
    row.deadline_at = sitting.deadline_at + (later - earlier)
    if limit is not None:
        row.extra_seconds += max(0, extra_seconds(limit, after.extra) - extra_seconds(limit, before.extra))
    return True


def _set_end(scope: Scope, sitting: OpenSitting, end: datetime | None) -> bool:
    """For work without a clock: there is a closing date now where there was none, or none any more."""
    if sitting.kind in _WITH_A_CLOCK or (end is not None and end <= scope.now):
        return False
    attempts.get_attempt_row(scope.session, sitting.learner_id, sitting.number).deadline_at = end
    return True

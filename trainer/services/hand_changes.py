"""What was changed by hand in a learner's graded work, and why: it stands there as long as the work does."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping

from trainer.db.queries import exams as exam_queries
from trainer.db.queries import hand_changes as queries
from trainer.domain.attempts.attempt import AttemptKind, AttemptState, Feedback
from trainer.domain.kernel.points import Points
from trainer.services.attempts import to_attempt, to_review_policy
from trainer.services.scope import Scope


@dataclass(frozen=True, slots=True)
class HandChange:
    """One grade by hand. `position` is 0 for a case, and where points by question are not shown; then no `points`.

    `by` is "" where no person is known.
    """

    number: int
    position: int
    points: Points | None
    reason: str
    at: datetime
    by: str


def list_hand_changes(
    scope: Scope, *, assignment_id: int | None = None, number: int | None = None
) -> tuple[HandChange, ...]:
    """What was set by hand in the learner's sittings of an assignment, or in one sitting, newest first.

    Nothing of a sitting whose score they may not see now. In one statement where there is nothing.
    """
    rows = queries.list_by_hand(scope.session, scope.learner.id, assignment_id=assignment_id, number=number)
    if not rows:
        return ()
    hidden = exam_queries.sittings_under_examination(scope.session, scope.learner.id, scope.now)
    return tuple(_change(scope, row) for row in rows if row["number"] not in hidden and _is_told(scope, row))


def _is_over(scope: Scope, row: RowMapping) -> bool:
    return to_attempt(row).effective_state(scope.now) in (AttemptState.SUBMITTED, AttemptState.EXPIRED)


def _is_told(scope: Scope, row: RowMapping) -> bool:
    is_at_once = row["feedback"] == Feedback.AT_ONCE
    return is_at_once or to_review_policy(row).score_is_shown(_is_over(scope, row), scope.now)


def _change(scope: Scope, row: RowMapping) -> HandChange:
    """Where keys are not shown, neither are the place and what was done there: they would tell what was right."""
    is_case = row["kind"] == AttemptKind.CASE
    names = to_review_policy(row).keys_are_shown(_is_over(scope, row), scope.now)
    names = names or (row["feedback"] == Feedback.AT_ONCE and not is_case)
    reason = row["reason"]
    if is_case and not names:
        reason = reason.partition(": ")[2] or reason  # behind the line and what was done there
    points = Points(row["earned"], row["possible"]) if names else None
    return HandChange(
        row["number"],
        row["place"] if names else 0,
        points,
        reason,
        row["created_at"],
        row["display_name"] or "",
    )

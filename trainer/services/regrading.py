"""Regrading by a corrected key, and marks set by hand. Grades are appended, never changed.

Correcting a key (see `errata`) and regrading are two steps, each in a scope of its own: an answer that is graded at
once while the key is being corrected is found by the second step, which can be run again.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import RowMapping, insert

from trainer.db.models.grades import AttemptScore, GradeRow
from trainer.db.queries import attempts
from trainer.db.queries import regrading as queries
from trainer.db.queries.sights import correct_sights
from trainer.domain.attempts.attempt import AttemptState, Feedback
from trainer.domain.exams.regrades import Mode, Regrade, RunKind
from trainer.domain.grading.items import GRADER_VERSION
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.domain.kernel.points import Points
from trainer.services import notices
from trainer.services.accounts import record
from trainer.services.attempts import to_attempt, to_review_policy
from trainer.services.errata import checked_reason
from trainer.services.regrade_preview import (
    Plan,
    Regraded,
    RegradeLine,
    plan_regrade,
    to_lines,
    totals_of,
)
from trainer.services.regrade_runs import AppliedPart, KeyInForce, Regrading, new_run
from trainer.services.review_log import overrule_corrected
from trainer.services.scope import Scope
from trainer.services.sights import counts_as_answer
from trainer.services.sittings import items_under_examination


@dataclass(frozen=True, slots=True)
class GradeChange:
    """A question of a sitting was graded anew: by a corrected key, or by hand."""

    position: int
    before: Points
    after: Points
    at: datetime
    reason: str
    is_by_hand: bool


class ItemRegrading(Regrading[RegradeLine]):
    """Told are those whose points change, and those who met the question in practice under another key."""

    what = "item"
    unit = "answers"
    at_once = 2_000
    queries = queries

    def lock(self, scope: Scope, slug: str) -> None:
        queries.lock_item(scope.session, slug)

    def apply_part(
        self,
        scope: Scope,
        in_force: KeyInForce,
        mode: Mode,
        learners: queries.Span = queries.EVERYBODY,
        run_id: int | None = None,
    ) -> AppliedPart[RegradeLine]:
        version_id, correction = in_force.row["item_version_id"], in_force.correction
        queries.lock_sittings_with(scope.session, version_id, learners)
        plan = plan_regrade(scope, version_id, in_force.row["key"], mode, learners)
        lines = to_lines(plan.changed)
        last = queries.lock_learners_with(scope.session, version_id, learners)
        told = queries.learners_told(scope.session, version_id, correction["id"], learners)
        messages = _messages(plan, lines, told, correction)
        if plan.taken or messages:
            run_id = run_id or new_run(scope, RunKind.REGRADE, correction["reason"], correction["id"])
            made_by = {"item_key_id": in_force.row["item_key_id"], "grader_version": GRADER_VERSION}
            _append(scope, run_id, plan.taken, made_by)
            notices.store_messages(scope, run_id, messages, last)
        people = len({message.learner_id for message in messages})
        return AppliedPart(run_id, len(plan.taken), plan.left, lines, plan.by_hand, people, len(messages))


ITEMS = ItemRegrading()


def _messages(
    plan: Plan, lines: Iterable[RegradeLine], told: set[int], correction: RowMapping
) -> list[notices.Message]:
    """One for each sitting with other points; one for each other learner who met the question in practice."""
    corrected_on, reason = correction["created_at"].date(), correction["reason"]
    messages = [notices.of_corrected_key(line, corrected_on, reason) for line in lines]
    known = told | {message.learner_id for message in messages}
    newest = {row["learner_id"]: row for row in plan.met}
    untold = (row for learner_id, row in newest.items() if learner_id not in known)
    return [*messages, *(notices.of_practice(row, corrected_on, reason) for row in untold)]


def _append(scope: Scope, run_id: int, regraded: tuple[Regraded, ...], by: dict[str, int]) -> None:
    """The new grades of one item's answers, the new sums of the sittings whose points they change, the new ratings."""
    grades = [
        {
            "learner_id": each.row["learner_id"],
            "attempt_number": each.row["number"],
            "position": each.row["position"],
            "run_id": run_id,
            "answer_revision": each.row["answer_revision"],
            "earned": each.change.after.earned,
            "possible": each.change.after.possible,
            "graded_at": scope.now,
        }
        | by
        for each in regraded
    ]
    changed = [each for each in regraded if each.change.is_changed]
    turned = [_corrected(each) for each in changed if _corrected(each)["change"] and _was_answered(each)]
    correct_sights(scope.session, turned)
    if turned:
        verdicts = {(each["learner"], each["number"], each["place"]): each["is_right"] for each in turned}
        overrule_corrected(scope, turned[0]["item"], verdicts)
    answered = {each.sitting: each.row["score_answered"] for each in changed}
    scores = [
        {
            "learner_id": sitting[0],
            "attempt_number": sitting[1],
            "run_id": run_id,
            "earned": after.points.earned,
            "possible": after.points.possible,
            "correct": after.correct,
            "answered": answered[sitting],
        }
        for sitting, (_, after) in totals_of(changed).items()
    ]
    for table, rows in ((GradeRow, grades), (AttemptScore, scores)):
        if rows:
            scope.session.execute(insert(table), rows)


def _was_answered(regraded: Regraded) -> bool:
    """A question that was left blank can get points by hand; it was no answer, and becomes none."""
    row = regraded.row
    return counts_as_answer(row["kind"], row["answer_revision"], has_answer=row["answer"] is not None)


def _corrected(regraded: Regraded) -> dict[str, Any]:
    row, was, now = regraded.row, regraded.change.before.is_full, regraded.change.after.is_full
    place = {"learner": row["learner_id"], "item": row["item_id"], "number": row["number"], "place": row["position"]}
    return place | {"is_right": now, "change": int(now) - int(was)}


def mark_by_hand(scope: Scope, learner_id: int, number: int, position: int, *, earned: int, reason: str) -> RegradeLine:
    """Gives an answer other points than its key does; what changed. No regrade touches such a grade afterwards.

    Raises:
        NotFound: the learner has no such sitting, or it has no such question.
        Refused: the question is not graded yet, such points are not possible or stand already, or there is no reason.
    """
    reason = checked_reason(reason)
    if attempts.find_attempt(scope.session, learner_id, number, lock=True) is None:
        raise NotFound("sitting")
    if not queries.has_question(scope.session, learner_id, number, position):
        raise NotFound("question")
    row = queries.find_latest_grade(scope.session, learner_id, number, position)
    if row is None:
        raise Refused("This question is not graded yet.", "position")
    if not 0 <= earned <= row["possible"]:
        raise Refused(f"This question has 0 to {row['possible']} points.", "points")
    if earned == row["earned"]:
        raise Refused(f"This question has {earned} of {row['possible']} points already.", "points")
    before = Points(row["earned"], row["possible"])
    marked = Regraded(row, Regrade(before, Points(earned, row["possible"])))
    (line,) = to_lines((marked,))
    run_id = new_run(scope, RunKind.MANUAL, reason, row["item_key_id"])
    _append(scope, run_id, (marked,), {name: row[name] for name in ("item_key_id", "grader_version")})
    last = {learner_id: queries.lock_last_notice(scope.session, learner_id)}
    notices.store_messages(scope, run_id, [notices.of_mark_by_hand(line, scope.now.date(), reason)], last)
    record(
        scope,
        "grade.mark-by-hand",
        f"user {learner_id}, sitting {number}, question {position}",
        f"{before.earned} to {earned} of {before.possible}",
    )
    return line


def list_changes(scope: Scope, number: int) -> tuple[GradeChange, ...]:
    """What was graded anew in one of the learner's sittings, by position, oldest first.

    Nothing where points may not be seen by question (yet), nor of a question that stands in an exam in progress.

    Raises:
        NotFound: the learner has no such sitting.
    """
    attempt = attempts.find_attempt(scope.session, scope.learner.id, number)
    if attempt is None:
        raise NotFound("sitting")
    is_over = to_attempt(attempt).effective_state(scope.now) in (AttemptState.SUBMITTED, AttemptState.EXPIRED)
    is_shown = to_review_policy(attempt).keys_are_shown(is_over, scope.now)
    if not is_shown and attempt["feedback"] != Feedback.AT_ONCE:
        return ()
    rows = queries.list_changed_grades(scope.session, scope.learner.id, number)
    hidden = items_under_examination(scope) if rows else frozenset()
    return tuple(
        GradeChange(
            row["position"],
            Points(earlier["earned"], earlier["possible"]),
            Points(row["earned"], row["possible"]),
            row["graded_at"],
            row["reason"],
            row["kind"] == RunKind.MANUAL,
        )
        for earlier, row in pairwise(rows)
        if earlier["position"] == row["position"]
        and (earlier["earned"], earlier["possible"]) != (row["earned"], row["possible"])
        and row["item_id"] not in hidden
    )

"""Regrading a case by a corrected key. Grades are appended, never changed.

As for items (see `regrading`), correcting a key and grading by it are two steps, each in a scope of its own.
"""

from dataclasses import dataclass

from sqlalchemy import insert

from trainer.db.models.grades import CaseGradeRow, GradedLineRow, GradingRun
from trainer.db.queries import case_regrading as queries
from trainer.domain.exams.regrades import Mode, RunKind
from trainer.domain.kernel.errors import NotFound
from trainer.services import notices
from trainer.services.accounts import record
from trainer.services.case_regrade_preview import CaseRegradeLine, Regraded, plan_case_regrade, to_lines
from trainer.services.scope import Scope


@dataclass(frozen=True, slots=True)
class CaseApplied:
    """What a regrade did: submissions `graded` anew, those that changed, who was told. All zero: nothing to do.

    `told` counts learners whose work changed, and those whose grade was set by hand and therefore stays.
    """

    graded: int
    lines: tuple[CaseRegradeLine, ...]
    by_hand: int
    told: int


def apply_case_regrade(scope: Scope, slug: str, mode: Mode) -> CaseApplied:
    """Grades every submission to the current version of a case by the key in force, as one run; tells its learners.

    Submissions that this key has graded, and grades set by hand, are left alone; so a second time adds nothing. To be
    run in a scope of its own, the corrected key stored before. Told are those whose work changes, and once those whose
    grade stays because it was set by hand.

    Raises:
        NotFound: there is no such case.
        NoCodeBook: see `case_grading.grade_work`.
    """
    queries.lock_case(scope.session, slug)
    case = queries.find_current_key(scope.session, slug)
    if case is None:
        raise NotFound("case")
    queries.lock_sittings_with(scope.session, case["case_version_id"])
    plan = plan_case_regrade(scope, case, case["key"], mode)
    lines = to_lines(plan.changed)
    if not plan.taken and not plan.kept:
        return CaseApplied(0, (), plan.by_hand, 0)
    correction = queries.find_correction(scope.session, case["case_version_id"], case["key_fingerprint"])
    told = queries.sittings_told(scope.session, case["case_version_id"], correction["created_at"])
    kept = tuple(line for line in to_lines(plan.kept) if (line.learner_id, line.number) not in told)
    if not plan.taken and not kept:
        return CaseApplied(0, (), plan.by_hand, 0)
    run = GradingRun(kind=RunKind.REGRADE, reason=correction["reason"], created_at=scope.now, created_by=_actor(scope))
    scope.session.add(run)
    scope.session.flush()
    _append(scope, run.id, case["case_key_id"], plan.taken)
    learners = sorted({line.learner_id for line in (*lines, *kept)})
    last = queries.lock_learners(scope.session, learners)
    day, reason = correction["created_at"].date(), correction["reason"]
    messages = [notices.of_corrected_case(line, day, reason) for line in lines]
    messages += [notices.of_kept_case(line, day, reason) for line in kept]
    notices.store_messages(scope, run.id, messages, last)
    summary = f"run {run.id}, {mode}: {len(plan.taken)} graded, {len(lines)} changed, {len(learners)} told"
    record(scope, "case.regrade", slug, summary)
    return CaseApplied(len(plan.taken), lines, plan.by_hand, len(learners))


def _append(scope: Scope, run_id: int, case_key_id: int, regraded: tuple[Regraded, ...]) -> None:
    if not regraded:
        return
    grades, lines = [], []
    for each in regraded:
        place = {
            "learner_id": each.row["learner_id"],
            "attempt_number": each.row["number"],
            "run_id": run_id,
        }
        made_by = {
            "submission_revision": each.row["revision"],
            "case_key_id": case_key_id,
            "graded_at": scope.now,
        }
        grades.append({**place, **made_by, **each.graded.columns})
        lines += [{**place, **line} for line in each.graded.line_columns]
    scope.session.execute(insert(CaseGradeRow), grades)
    if lines:
        scope.session.execute(insert(GradedLineRow), lines)


def _actor(scope: Scope) -> int | None:
    return scope.actor.id if scope.actor else None

"""Regrading a case by a corrected key. Grades are appended, never changed.

As for items (see `regrading`), correcting a key and grading by it are two steps, each in a scope of its own.
"""

from sqlalchemy import insert

from trainer.db.models.grades import CaseGradeRow, GradedLineRow
from trainer.db.queries import case_regrading as queries
from trainer.db.queries.regrading import EVERYBODY, Span
from trainer.domain.exams.regrades import Mode, RunKind
from trainer.services import notices
from trainer.services.case_regrade_preview import CaseRegradeLine, Regraded, plan_case_regrade, to_lines
from trainer.services.regrade_runs import AppliedPart, KeyInForce, Regrading, new_run
from trainer.services.scope import Scope


class CaseRegrading(Regrading[CaseRegradeLine]):
    """Told are those whose work changes, and once those whose grade stays because it was set by hand."""

    what = "case"
    unit = "submissions"
    at_once = 500
    queries = queries

    def lock(self, scope: Scope, slug: str) -> None:
        queries.lock_case(scope.session, slug)

    def apply_part(
        self, scope: Scope, in_force: KeyInForce, mode: Mode, learners: Span = EVERYBODY, run_id: int | None = None
    ) -> AppliedPart[CaseRegradeLine]:
        case, correction = in_force.row, in_force.correction
        queries.lock_sittings_with(scope.session, case["case_version_id"], learners)
        plan = plan_case_regrade(scope, case, case["key"], mode, learners)
        told = queries.sittings_told(scope.session, case["case_version_id"], correction["created_at"], learners)
        lines = to_lines(plan.changed)
        kept = tuple(line for line in to_lines(plan.kept) if (line.learner_id, line.number) not in told)
        day, reason = correction["created_at"].date(), correction["reason"]
        messages = [notices.of_corrected_case(line, day, reason) for line in lines]
        messages += [notices.of_kept_case(line, day, reason) for line in kept]
        people = sorted({message.learner_id for message in messages})
        if plan.taken or messages:
            run_id = run_id or new_run(scope, RunKind.REGRADE, reason)
            _append(scope, run_id, case["case_key_id"], plan.taken)
            notices.store_messages(scope, run_id, messages, queries.lock_learners(scope.session, people))
        return AppliedPart(run_id, len(plan.taken), plan.left, lines, plan.by_hand, len(people), len(messages))


CASES = CaseRegrading()


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

"""The report of a billing exercise: every field, mark or account with what was found, and what the papers ask for."""

from dataclasses import dataclass

from trainer.db.models.grades import GradedLineRow
from trainer.db.queries import cases as queries
from trainer.domain.claims.billing_case import BillingContent, Worksheet
from trainer.domain.exams.regrades import RunKind
from trainer.domain.grading.billing_key import BillingKey
from trainer.domain.grading.findings import Finding
from trainer.domain.grading.lines import SectionPoints
from trainer.domain.kernel.points import Points
from trainer.services.case_reports import DisputeRow, HeldBack, TryRow, held_back, list_disputes, list_tries
from trainer.services.case_sittings import BILLING, get_sitting, tries_of
from trainer.services.scope import Scope


@dataclass(frozen=True, slots=True)
class BillingRow:
    """One graded row as stored; `learner_line` and `key_line` as `grade_billing` says."""

    section: str
    learner_line: int | None
    key_line: int | None
    verdict: str
    entered: str
    explanation: str
    earned: int
    faults: tuple[str, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class BillingReport:
    """The graded work, with the whole key: it is told once the work is handed in.

    `is_by_hand`: somebody changed the grade, see `hand_changes`.
    """

    number: int
    slug: str
    content: BillingContent
    key: BillingKey
    worksheet: Worksheet
    note: str
    rows: tuple[BillingRow, ...]
    score: Points
    sections: SectionPoints
    correct: int
    asked: int
    is_clean: bool
    tries: tuple[TryRow, ...]
    disputes: tuple[DisputeRow, ...]
    is_by_hand: bool = False


def get_billing_report(scope: Scope, number: int) -> BillingReport | HeldBack | None:
    """The graded work as far as its policy shows it now; None while it is not graded.

    Raises:
        NotFound: the learner has no such sitting.
    """
    row = get_sitting(scope, number, BILLING)
    grade = queries.find_grade(scope.session, scope.learner.id, number)
    if grade is None:
        return None
    tries = tries_of(scope, row["slug"])
    if (waiting := held_back(scope, number, row, grade, tries)) is not None:
        return waiting
    graded = queries.list_graded_lines(scope.session, scope.learner.id, number, grade["run_id"])
    return BillingReport(
        number=number,
        slug=row["slug"],
        content=row["content"],
        key=grade["key"],
        worksheet=row["worksheet"],
        note=queries.get_submission(scope.session, scope.learner.id, number).note,
        rows=tuple(_row(line) for line in graded),
        score=Points(grade["earned"], grade["possible"]),
        sections=grade["sections"],
        correct=grade["correct_lines"],
        asked=grade["key_lines"],
        is_clean=grade["is_clean"],
        tries=list_tries(scope, tries),
        disputes=list_disputes(scope, number),
        is_by_hand=grade["run_kind"] == RunKind.MANUAL,
    )


def _row(line: GradedLineRow) -> BillingRow:
    return BillingRow(
        line.section,
        line.learner_line,
        line.key_line,
        line.verdict,
        line.entered,
        line.explanation,
        line.earned,
        line.faults,
        line.findings,
    )

"""Grades the work on a case, whatever its kind, and stores the grade as facts."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import RowMapping

from trainer.codebook.book import CodeBookUnusable
from trainer.codebook.shelf import Shelf
from trainer.db.models.grades import FIRST_RUN_ID, CaseGradeRow, GradedLineRow
from trainer.db.queries import cases as queries
from trainer.domain.claims.billing_case import BillingContent, Worksheet
from trainer.domain.claims.case import CaseContent, CaseKind
from trainer.domain.claims.lines import TypedClaim, TypedLine, read_claim
from trainer.domain.grading.audits import grade_audit
from trainer.domain.grading.billing import BILLING_GRADER_VERSION, grade_billing, shown_entry
from trainer.domain.grading.billing_key import BillingKey
from trainer.domain.grading.case_key import CaseKey
from trainer.domain.grading.cases import CASE_GRADER_VERSION, grade_case
from trainer.domain.grading.context import Context, Policy
from trainer.domain.grading.lines import CaseGrade, GradedLine
from trainer.domain.grading.queries import grade_query
from trainer.services.cases import CaseWork, read_work
from trainer.services.codes import NoCodeBook
from trainer.services.scope import Scope


def grade_work(
    content: CaseContent, key: CaseKey, work: CaseWork, shelf: Shelf, policy: Policy = Policy.TEACHING
) -> CaseGrade:
    """The coding work, graded by its kind, with the code book of the date of service.

    Raises:
        NoCodeBook: without one a claim is not graded: the grade would depend on whether it happened to be there.
    """
    if content.kind is CaseKind.QUERY:
        assert key.query is not None
        return grade_query(key.query, work.query)
    try:
        book, edits = shelf.open_on(content.date_of_service)
    except CodeBookUnusable as error:
        raise NoCodeBook from error
    context = Context(content, book, edits, policy)
    if content.kind is CaseKind.AUDIT:
        assert content.billed is not None
        return grade_audit(key, content.billed, work.claim, context)
    return grade_case(key, read_claim(work.claim)[0], context)


def grade_case_sitting(scope: Scope, learner_id: int, number: int) -> None:
    """Stores the first grade of a sitting with a case.

    Raises:
        NoCodeBook: see `grade_work`; the sitting stays handed in, and can be graded later.
    """
    row = queries.find_work(scope.session, learner_id, number)
    assert row is not None
    key = queries.get_latest_key(scope.session, row["case_version_id"])
    graded = _graded(scope, learner_id, number, row, key.key)
    grade = graded.grade
    identity = {"learner_id": learner_id, "attempt_number": number, "run_id": FIRST_RUN_ID}
    scope.session.add(
        CaseGradeRow(
            **identity,
            submission_revision=row["revision"],
            case_key_id=key.id,
            grader_version=graded.grader_version,
            earned=grade.line_score.earned,
            possible=grade.line_score.possible,
            sections=grade.sections,
            correct_lines=grade.correct_lines,
            key_lines=grade.key_lines,
            is_clean=grade.is_clean,
            graded_at=scope.now,
        )
    )
    scope.session.flush()
    for place, line in enumerate(grade.lines):
        scope.session.add(GradedLineRow(**identity, row=place, entered=graded.entered(line), **_columns(line)))


@dataclass(frozen=True, slots=True)
class _Graded:
    """A grade, by which grader, and how a row shows what was entered."""

    grade: CaseGrade
    grader_version: int
    entered: Callable[[GradedLine], str]


def _graded(scope: Scope, learner_id: int, number: int, row: RowMapping, key: CaseKey | BillingKey) -> _Graded:
    content: CaseContent | BillingContent = row["content"]
    if isinstance(content, BillingContent):
        assert isinstance(key, BillingKey)
        worksheet: Worksheet = row["worksheet"]
        grade = grade_billing(content, key, worksheet)
        return _Graded(grade, BILLING_GRADER_VERSION, partial(shown_entry, content, key, worksheet))
    assert isinstance(key, CaseKey)
    work = read_work(scope, learner_id, number)
    entered = partial(entered_text, work.claim, is_audit=content.kind is CaseKind.AUDIT)
    return _Graded(grade_work(content, key, work, scope.shelf), CASE_GRADER_VERSION, entered)


def _columns(line: GradedLine) -> dict[str, Any]:
    return {
        "section": line.section,
        "learner_line": line.learner_line,
        "key_line": line.key_line,
        "verdict": line.verdict.value,
        "earned": line.earned,
        "faults": tuple(fault.value for fault in line.faults),
        "findings": line.findings,
        "explanation": line.explanation,
    }


def entered_text(typed: TypedClaim, line: GradedLine, *, is_audit: bool = False) -> str:
    """The line as the learner typed it, "" where there is none. Rows of an audit count all lines, others those of the
    claim that is read from them.
    """
    if line.learner_line is None or line.section not in ("diagnoses", "procedures"):
        return ""
    lines = typed.diagnoses if line.section == "diagnoses" else typed.procedures
    counted = lines if is_audit else [each for each in lines if each.stands]
    return line_text(counted[line.learner_line]) if line.learner_line < len(counted) else ""


def line_text(line: TypedLine) -> str:
    """`99213-25 × 2 → A` as typed, at most 200 characters."""
    if line.is_struck:
        return f"{line.code.strip().upper()} struck"[:200]
    modifiers = "".join(f"-{modifier}" for modifier in line.modifiers.upper().replace(",", " ").split())
    units = f" × {line.units.strip()}" if line.units.strip() not in ("", "1") else ""
    pointers = f" → {line.pointers.strip().upper()}" if line.pointers.strip() else ""
    return f"{line.code.strip().upper()}{modifiers}{units}{pointers}"[:200]

"""Grades the work on a case, whatever its kind, and stores the grade as facts."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

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
    is_coding = isinstance(row["content"], CaseContent)
    work: CaseWork | Worksheet = read_work(scope, learner_id, number) if is_coding else row["worksheet"]
    graded = grade_submission(row["content"], key.key, work, scope.shelf)
    identity = {"learner_id": learner_id, "attempt_number": number, "run_id": FIRST_RUN_ID}
    made_by = {"submission_revision": row["revision"], "case_key_id": key.id, "graded_at": scope.now}
    scope.session.add(CaseGradeRow(**identity, **made_by, **graded.columns))
    scope.session.flush()
    for line in graded.line_columns:
        scope.session.add(GradedLineRow(**identity, **line))


@dataclass(frozen=True, slots=True)
class Graded:
    """A grade, by which grader, and how a row shows what was entered."""

    grade: CaseGrade
    grader_version: int
    entered: Callable[[GradedLine], str]

    @property
    def columns(self) -> dict[str, Any]:
        """What a row of `case_grades` says of the grade itself."""
        return {
            "grader_version": self.grader_version,
            "earned": self.grade.line_score.earned,
            "possible": self.grade.line_score.possible,
            "sections": self.grade.sections,
            "correct_lines": self.grade.correct_lines,
            "key_lines": self.grade.key_lines,
            "is_clean": self.grade.is_clean,
        }

    @property
    def line_columns(self) -> list[dict[str, Any]]:
        """The same for the rows of `graded_lines`, in order."""
        lines = enumerate(self.grade.lines)
        return [{"row": place, "entered": self.entered(line), **_columns(line)} for place, line in lines]


def grade_submission(
    content: CaseContent | BillingContent, key: CaseKey | BillingKey, work: CaseWork | Worksheet, shelf: Shelf
) -> Graded:
    """The work on a case of either track, graded by a key that is for it. Nothing is stored.

    Raises:
        NoCodeBook: see `grade_work`.
    """
    if isinstance(content, BillingContent):
        assert isinstance(key, BillingKey)
        assert not isinstance(work, CaseWork)
        grade = grade_billing(content, key, work)
        return Graded(grade, BILLING_GRADER_VERSION, partial(shown_entry, content, key, work))
    assert isinstance(key, CaseKey)
    assert isinstance(work, CaseWork)
    entered = partial(entered_text, work.claim, is_audit=content.kind is CaseKind.AUDIT)
    return Graded(grade_work(content, key, work, shelf), CASE_GRADER_VERSION, entered)


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

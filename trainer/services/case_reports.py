"""The audit report of a case: rows with findings, scores, what a clean claim looks like, tries, disputed keys."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping

from trainer.db.models.cases import KeyDispute
from trainer.db.models.grades import GradedLineRow
from trainer.db.queries import cases as queries
from trainer.domain.claims.case import CaseContent
from trainer.domain.claims.lines import POINTER_LETTERS
from trainer.domain.exams.regrades import RunKind
from trainer.domain.exams.review import Shows
from trainer.domain.grading.case_key import CaseKey, DiagnosisKey, ProcedureKey, VisitElements
from trainer.domain.grading.findings import Finding
from trainer.domain.grading.lines import SectionPoints
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.domain.kernel.points import Points
from trainer.services.attempts import to_review_policy
from trainer.services.case_sittings import is_held_back, key_is_shown, tries_of
from trainer.services.cases import CaseWork, get_case_row, read_work
from trainer.services.holds import Hold, hold_on_case
from trainer.services.scope import Scope

MAX_DISPUTE_CHARACTERS = 2_000
MAX_DISPUTES = 20


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One graded row. `learner_line` and `key_line` are 0-based; `span` are the words of the chart."""

    section: str
    learner_line: int | None
    key_line: int | None
    verdict: str
    entered: str
    expected: str
    span: str
    explanation: str
    earned: int
    faults: tuple[str, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class TryRow:
    """One graded try: errors by kind, and those that went and came since the try before."""

    number: int
    started_at: datetime
    points: Points
    is_clean: bool
    errors: int
    gone: tuple[str, ...]
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DisputeRow:
    text: str
    created_at: datetime
    answer: str | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class HeldBack:
    """Handed in and graded, but its policy does not show the report now; it does from `shown_from` on (None: never).

    `score` is None where that is not shown either. `hold`: the policy would show it, but the case also stands in an
    assignment that does not tell yet.
    """

    number: int
    slug: str
    title: str
    closed_at: datetime
    shown_from: datetime | None
    score: Points | None
    hold: Hold | None = None


@dataclass(frozen=True, slots=True)
class CaseReport:
    """`clean_claim` are the lines of a claim that would pass: section, line, quoted chart.

    `is_by_hand`: somebody changed the grade, see `hand_changes`.
    """

    number: int
    slug: str
    content: CaseContent
    key: CaseKey
    work: CaseWork
    lines: tuple[ReportLine, ...]
    score: Points
    sections: SectionPoints
    correct_lines: int
    key_lines: int
    is_clean: bool
    clean_claim: tuple[tuple[str, str, str], ...]
    key_elements: VisitElements | None
    tries: tuple[TryRow, ...]
    disputes: tuple[DisputeRow, ...]
    is_by_hand: bool = False


def get_report(scope: Scope, number: int) -> CaseReport | HeldBack | None:
    """The graded work as far as its policy shows it now; None while it is not graded.

    Raises:
        NotFound: the learner has no such sitting.
    """
    row = get_case_row(scope, number)
    grade = queries.find_grade(scope.session, scope.learner.id, number)
    if grade is None:
        return None
    tries = tries_of(scope, row["slug"])
    if (waiting := held_back(scope, number, row, grade, tries)) is not None:
        return waiting
    key: CaseKey = grade["key"]
    graded = queries.list_graded_lines(scope.session, scope.learner.id, number, grade["run_id"])
    return CaseReport(
        number=number,
        slug=row["slug"],
        content=row["content"],
        key=key,
        work=read_work(scope, scope.learner.id, number),
        lines=tuple(_report_line(line, key) for line in graded),
        score=Points(grade["earned"], grade["possible"]),
        sections=grade["sections"],
        correct_lines=grade["correct_lines"],
        key_lines=grade["key_lines"],
        is_clean=grade["is_clean"],
        clean_claim=_clean_claim(key),
        key_elements=next((line.elements for line in key.procedures if line.elements), None),
        tries=list_tries(scope, tries),
        disputes=list_disputes(scope, number),
        is_by_hand=grade["run_kind"] == RunKind.MANUAL,
    )


def held_back(
    scope: Scope, number: int, row: RowMapping, grade: RowMapping, tries: Sequence[RowMapping]
) -> HeldBack | None:
    """What stands in the place of a report that is not shown now; None where it is shown."""
    hold = hold_on_case(scope, row["slug"], row["assignment_id"]) if is_held_back(row, tries) else None
    if hold is None and key_is_shown(scope, row):
        return None
    policy = to_review_policy(row)
    is_shown = hold is None and policy.score_is_shown(is_over=True, now=scope.now)
    return HeldBack(
        number,
        row["slug"],
        row["content"].title,
        row["closed_at"],
        policy.not_before if policy.shows is Shows.EVERYTHING else None,
        Points(grade["earned"], grade["possible"]) if is_shown else None,
        hold,
    )


def list_disputes(scope: Scope, number: int) -> tuple[DisputeRow, ...]:
    """The learner's objections to the key of a sitting, in order."""
    return tuple(
        DisputeRow(each.text, each.created_at, each.answer, each.answered_at)
        for each in queries.list_disputes(scope.session, scope.learner.id, number)
    )


def dispute_key(scope: Scope, number: int, text: str) -> None:
    """Stores an objection to the key by which the learner's work was graded.

    Raises:
        NotFound: the learner has no such sitting.
        Refused: it is not graded yet, or its key is not shown; it says nothing, or too much.
    """
    row = queries.find_work(scope.session, scope.learner.id, number, lock=True)
    if row is None:
        raise NotFound("sitting")
    grade = queries.find_grade(scope.session, scope.learner.id, number)
    text = text.strip()
    if grade is None:
        raise Refused("The key can be disputed once the case is graded.")
    if held_back(scope, number, row, grade, tries_of(scope, row["slug"])) is not None:
        raise Refused("The key can be disputed once you can see it.")
    if not text:
        raise Refused("Say what you dispute, and what in the chart, the papers or the rules speaks for you.")
    if len(text) > MAX_DISPUTE_CHARACTERS:
        raise Refused(f"A dispute has at most {MAX_DISPUTE_CHARACTERS:,} characters; yours has {len(text):,}.")
    known = queries.list_disputes(scope.session, scope.learner.id, number)
    if any(each.text == text for each in known):
        return  # sent twice
    if len(known) >= MAX_DISPUTES:
        raise Refused(f"At most {MAX_DISPUTES} disputes are kept for one case.")
    scope.session.add(
        KeyDispute(
            learner_id=scope.learner.id,
            attempt_number=number,
            number=len(known) + 1,
            case_key_id=grade["case_key_id"],
            text=text,
            created_at=scope.now,
        )
    )


def _report_line(line: GradedLineRow, key: CaseKey) -> ReportLine:
    expected, span = "", ""
    if line.key_line is not None and line.section == "diagnoses":
        expected, span = key.diagnoses[line.key_line].code, key.diagnoses[line.key_line].span
    elif line.key_line is not None and line.section == "procedures":
        expected, span = expected_text(key.procedures[line.key_line]), key.procedures[line.key_line].span
    return ReportLine(
        section=line.section,
        learner_line=line.learner_line,
        key_line=line.key_line,
        verdict=line.verdict,
        entered=line.entered,
        expected=expected,
        span=span or next((found.span for found in line.findings if found.span), ""),
        explanation=line.explanation,
        earned=line.earned,
        faults=line.faults,
        findings=line.findings,
    )


def expected_text(line: ProcedureKey) -> str:
    """`99213-25 × 1 → A`: the plainest form of a line that the key takes for right."""
    modifiers = "".join(f"-{modifier}" for modifier in (*line.modifiers.all, *line.modifiers.one_of[:1]))
    units = f" × {line.units_low}" if line.units_low > 1 else ""
    pointers = f" → {POINTER_LETTERS[line.pointers.first]}" if line.pointers else ""
    return f"{line.code}{modifiers}{units}{pointers}"


def _clean_claim(key: CaseKey) -> tuple[tuple[str, str, str], ...]:
    """The lines that a claim needs, the first choice of each group."""
    first: dict[str, str] = {}

    def stands(line: DiagnosisKey | ProcedureKey) -> bool:
        if line.choice is not None:
            return first.setdefault(line.choice.group, line.choice.name) == line.choice.name
        return line.status == "required"

    diagnoses = [("diagnoses", line.code, line.span) for line in key.diagnoses if stands(line)]
    procedures = [("procedures", expected_text(line), line.span) for line in key.procedures if stands(line)]
    return (*diagnoses, *procedures)


def list_tries(scope: Scope, tries: Sequence[RowMapping]) -> tuple[TryRow, ...]:
    """The graded ones of all `tries` with a case that are shown, newest first, each compared with the one before it."""
    shown = [row for row in tries if row["possible"] is not None and key_is_shown(scope, row)]
    graded = [row for row in shown if not is_held_back(row, tries)]
    faults = queries.faults_by_attempt(scope.session, scope.learner.id, [row["number"] for row in graded])
    before: Sequence[RowMapping | None] = [*graded, None][1:]
    return tuple(_try_row(row, earlier, faults) for row, earlier in zip(graded, before, strict=True))


def _try_row(row: RowMapping, earlier: RowMapping | None, faults: dict[int, Counter[str]]) -> TryRow:
    now = faults.get(row["number"], Counter())
    then = now if earlier is None else faults.get(earlier["number"], Counter())
    return TryRow(
        number=row["number"],
        started_at=row["started_at"],
        points=Points(row["earned"], row["possible"]),
        is_clean=bool(row["is_clean"]),
        errors=now.total(),
        gone=tuple(sorted(then - now)),
        new=tuple(sorted(now - then)),
    )

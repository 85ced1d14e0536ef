"""Coding cases: the list, the workbench with its draft claim, the report."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping

from trainer.db.models.attempts import AttemptRow
from trainer.db.models.cases import CaseLine, CaseSubmission
from trainer.db.models.grades import GradedLineRow
from trainer.db.queries import cases as queries
from trainer.db.queries import people
from trainer.domain.attempts.attempt import AttemptKind, AttemptState, Feedback
from trainer.domain.attempts.decisions import AttemptClosed, StaleAnswer
from trainer.domain.claims.case import CaseContent
from trainer.domain.claims.lines import POINTER_LETTERS, LineProblem, TypedClaim, TypedLine, read_claim
from trainer.domain.grading.case_key import CaseKey, ProcedureKey
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.domain.kernel.points import Points
from trainer.services.grading import read_typed_claim, to_attempt
from trainer.services.scope import Scope

MAX_FIELD_CHARACTERS = 40
MAX_LINES = 200


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in the list, with what the learner has done with it."""

    slug: str
    title: str
    specialty: str
    level: int
    summary: str
    tries: int
    best: Points | None
    open_number: int | None


@dataclass(frozen=True, slots=True)
class Workbench:
    """The chart and the claim as last saved. `problems` name what cannot be read in it."""

    number: int
    slug: str
    content: CaseContent
    state: AttemptState
    typed: TypedClaim
    revision: int
    saved_at: datetime | None
    problems: tuple[LineProblem, ...]


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One graded line: as entered, what the key has there, the words of the chart, and why."""

    section: str
    verdict: str
    faults: tuple[str, ...]
    entered: str
    expected: str
    span: str
    explanation: str
    earned: int


@dataclass(frozen=True, slots=True)
class TryRow:
    number: int
    started_at: datetime
    points: Points | None
    is_clean: bool


@dataclass(frozen=True, slots=True)
class CaseReport:
    number: int
    slug: str
    content: CaseContent
    lines: tuple[ReportLine, ...]
    score: Points
    correct_lines: int
    key_lines: int
    is_clean: bool
    references: tuple[str, ...]
    not_reportable: tuple[tuple[str, str], ...]
    tries: tuple[TryRow, ...]


def list_cases(scope: Scope) -> tuple[CaseRow, ...]:
    """The cases on offer, easiest first."""
    tries: dict[str, list[RowMapping]] = {}
    for row in queries.list_tries(scope.session, scope.learner.id):
        tries.setdefault(row["slug"], []).append(row)
    return tuple(_case_row(row, tries.get(row["slug"], [])) for row in queries.list_cases(scope.session))


def _case_row(row: RowMapping, tries: list[RowMapping]) -> CaseRow:
    graded = [Points(line["earned"], line["possible"]) for line in tries if line["possible"] is not None]
    best = max(graded, key=lambda points: points.earned / points.possible, default=None)
    is_open = (line["number"] for line in tries if line["state"] == AttemptState.IN_PROGRESS)
    return CaseRow(
        row["slug"],
        row["title"],
        row["specialty"],
        row["level"],
        row["content"].summary,
        len(graded),
        best,
        next(is_open, None),
    )


def start_case(scope: Scope, slug: str) -> int:
    """The number of the sitting with this case: the open one, or a new one.

    Raises:
        NotFound: there is no such case.
    """
    row = queries.find_case(scope.session, slug)
    if row is None:
        raise NotFound("case")
    if (known := _open_try(scope, slug)) is not None:
        return known
    number = people.take_attempt_number(scope.session, scope.learner.id)
    if (known := _open_try(scope, slug)) is not None:  # started at the same moment: it held the learner's row until now
        return known
    scope.session.add(
        AttemptRow(
            learner_id=scope.learner.id,
            number=number,
            request_id=scope.rng.randbytes(16).hex(),
            kind=AttemptKind.CASE,
            track="cpc",
            title=f"Case: {row['title']}",
            feedback=Feedback.AT_END,
            state=AttemptState.IN_PROGRESS,
            item_count=1,
            started_at=scope.now,
        )
    )
    scope.session.flush()
    scope.session.add(
        CaseSubmission(
            learner_id=scope.learner.id, attempt_number=number, case_version_id=row["case_version_id"], revision=0
        )
    )
    return number


def _open_try(scope: Scope, slug: str) -> int | None:
    for row in queries.list_tries(scope.session, scope.learner.id):
        if row["slug"] == slug and row["state"] == AttemptState.IN_PROGRESS:
            return int(row["number"])
    return None


def get_workbench(scope: Scope, number: int) -> Workbench:
    """The chart and the claim as last saved.

    Raises:
        NotFound: the learner has no such sitting.
    """
    row = _work(scope, number)
    typed = read_typed_claim(scope, scope.learner.id, number)
    _, problems = read_claim(typed)
    return Workbench(
        number,
        row["slug"],
        row["content"],
        to_attempt(row).effective_state(scope.now),
        typed,
        row["revision"],
        row["saved_at"],
        problems,
    )


def save_claim(scope: Scope, number: int, typed: TypedClaim, base_revision: int) -> tuple[LineProblem, ...]:
    """Keeps the claim exactly as typed; what cannot be read in it is returned.

    Raises:
        NotFound: the learner has no such sitting.
        AttemptClosed: the case was handed in before.
        StaleAnswer: another tab or device has saved another claim since.
        Refused: more lines, or longer ones, than any claim has.
    """
    row = _work(scope, number, lock=True)
    typed = TypedClaim(tuple(_trimmed(typed.diagnoses)), tuple(_trimmed(typed.procedures)))
    if max(len(typed.diagnoses), len(typed.procedures)) > MAX_LINES:
        raise Refused(f"At most {MAX_LINES} lines are kept in each section.")
    if row["state"] != AttemptState.IN_PROGRESS:
        raise AttemptClosed(AttemptState(row["state"]))
    _, problems = read_claim(typed)
    if typed == read_typed_claim(scope, scope.learner.id, number):
        return problems
    submission = queries.get_submission(scope.session, scope.learner.id, number)  # as it is now that the lock is held
    if base_revision != submission.revision:
        raise StaleAnswer(submission.revision)
    submission.revision, submission.saved_at = submission.revision + 1, scope.now
    queries.delete_lines(scope.session, scope.learner.id, number)
    for section, lines in (("diagnoses", typed.diagnoses), ("procedures", typed.procedures)):
        for position, line in enumerate(lines):
            scope.session.add(_case_line(scope.learner.id, number, section, position, line))
    return problems


def get_report(scope: Scope, number: int) -> CaseReport | None:
    """The graded claim; None while it is not graded.

    Raises:
        NotFound: the learner has no such sitting.
    """
    row = _work(scope, number)
    grade = queries.find_grade(scope.session, scope.learner.id, number)
    if grade is None:
        return None
    key: CaseKey = grade["key"]
    tries = queries.list_tries(scope.session, scope.learner.id)
    return CaseReport(
        number=number,
        slug=row["slug"],
        content=row["content"],
        lines=tuple(
            _report_line(line, key)
            for line in queries.list_graded_lines(scope.session, scope.learner.id, number, grade["run_id"])
        ),
        score=Points(grade["earned"], grade["possible"]),
        correct_lines=grade["correct_lines"],
        key_lines=grade["key_lines"],
        is_clean=grade["is_clean"],
        references=key.references,
        not_reportable=tuple((line.code, line.why) for line in key.not_reportable),
        tries=tuple(
            TryRow(line["number"], line["started_at"], Points(line["earned"], line["possible"]), bool(line["is_clean"]))
            for line in tries
            if line["slug"] == row["slug"] and line["possible"] is not None
        ),
    )


def _work(scope: Scope, number: int, *, lock: bool = False) -> RowMapping:
    row = queries.find_work(scope.session, scope.learner.id, number, lock=lock)
    if row is None:
        raise NotFound("sitting")
    return row


def _trimmed(lines: Iterable[TypedLine]) -> list[TypedLine]:
    """The lines without blank ones at the end. A field longer than any code can be is refused, not cut.

    Raises:
        Refused: a field has more characters than are kept.
    """
    kept = list(lines)
    while kept and kept[-1].is_blank:
        kept.pop()
    for line in kept:
        if max(map(len, (line.code, line.modifiers, line.units, line.pointers))) > MAX_FIELD_CHARACTERS:
            raise Refused(f"A field of a claim line has at most {MAX_FIELD_CHARACTERS} characters.")
    return kept


def _case_line(learner_id: int, number: int, section: str, position: int, line: TypedLine) -> CaseLine:
    return CaseLine(
        learner_id=learner_id,
        attempt_number=number,
        section=section,
        position=position,
        code=line.code,
        modifiers=line.modifiers,
        units=line.units,
        pointers=line.pointers,
    )


def _report_line(line: GradedLineRow, key: CaseKey) -> ReportLine:
    expected, span = "", ""
    if line.key_line is not None and line.section == "diagnoses":
        wanted = key.diagnoses[line.key_line]
        expected, span = wanted.code, wanted.span
    elif line.key_line is not None:
        procedure = key.procedures[line.key_line]
        expected, span = _expected(procedure), procedure.span
    return ReportLine(
        line.section, line.verdict, line.faults, line.entered, expected, span, line.explanation, line.earned
    )


def _expected(line: ProcedureKey) -> str:
    """`99213-25 × 1 → A`: the plainest form of a line that the key takes for right."""
    modifiers = "".join(f"-{modifier}" for modifier in (*line.modifiers.all, *line.modifiers.one_of[:1]))
    units = f" × {line.units_low}" if line.units_low > 1 else ""
    pointers = f" → {POINTER_LETTERS[line.pointers.first]}" if line.pointers else ""
    return f"{line.code}{modifiers}{units}{pointers}"

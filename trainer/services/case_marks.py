"""Marks by hand on a case of an assignment: a line's points, a finding that does not hold. Each adds a grade."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import insert

from trainer.db.models.grades import CaseGradeRow, GradedLineRow, GradingRun
from trainer.db.queries import cases
from trainer.db.queries import regrading as notice_queries
from trainer.domain.attempts.attempt import AttemptKind
from trainer.domain.exams.regrades import RunKind
from trainer.domain.exams.review import Shows
from trainer.domain.grading.by_hand import with_points, without_finding
from trainer.domain.grading.lines import CaseGrade, GradedLine, Verdict
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.domain.kernel.points import Points, percent
from trainer.services import notices
from trainer.services.accounts import record
from trainer.services.attempts import to_review_policy
from trainer.services.case_sittings import CODING
from trainer.services.errata import checked_reason
from trainer.services.gradebook_work import WorkPlace, require_sitting
from trainer.services.marks_by_hand import MOVED_ON
from trainer.services.scope import Scope


@dataclass(frozen=True, slots=True)
class _Change:
    """What to do with the grade of a sitting, and what is said of it. `base` is the run of the grade that was shown."""

    number: int
    base: int
    make: Callable[[CaseGrade], CaseGrade]
    where: str
    what: str
    reason: str

    @property
    def text(self) -> str:
        return f"{self.where}, {self.what}: {self.reason}"


def mark_line(scope: Scope, place: WorkPlace, number: int, line: int, *, base: int, earned: int, reason: str) -> None:
    """Gives a line of the graded case (0-based, as listed) other points, of 12. `base` is the run of the grade shown.

    The same again changes nothing.

    Raises:
        NotFound: there is no such sitting with a graded case, or no such line.
        Refused: no reason, such points are not possible or stand already, or the case was graded again meanwhile.
    """
    reason = checked_reason(reason)

    def change(grade: CaseGrade) -> CaseGrade:
        if not 0 <= line < len(grade.lines):
            raise NotFound("line")
        if grade.lines[line].earned == earned:
            raise Refused(f"This line has {earned} of 12 points already.", "points")
        return with_points(grade, line, earned)

    _apply(scope, place, _Change(number, base, change, f"line {line + 1}", f"{earned} of 12 points", reason))


def withdraw_finding(
    scope: Scope, place: WorkPlace, number: int, line: int, finding: int, *, base: int, reason: str
) -> None:
    """Takes an error back that was found at a line (both 0-based); the line earns again what that took.

    Raises:
        NotFound, Refused: see `mark_line`.
    """
    reason = checked_reason(reason)

    def change(grade: CaseGrade) -> CaseGrade:
        if not 0 <= line < len(grade.lines):
            raise NotFound("line")
        return without_finding(grade, line, finding)

    _apply(scope, place, _Change(number, base, change, f"line {line + 1}", "a finding withdrawn", reason))


def _apply(scope: Scope, place: WorkPlace, change: _Change) -> None:
    sitting = require_sitting(scope, place, change.number)
    found = cases.find_grade(scope.session, place.learner.id, change.number)
    if sitting["kind"] != AttemptKind.CASE or found is None:
        raise NotFound("grade")
    if found["run_id"] != change.base:
        if _was_sent_before(scope, found["run_id"], change):
            return
        raise Refused(MOVED_ON, "base")
    stored = cases.list_graded_lines(scope.session, place.learner.id, change.number, change.base)
    before = CaseGrade(
        tuple(_line(row) for row in stored),
        found["sections"],
        found["correct_lines"],
        found["key_lines"],
        found["is_clean"],
    )
    after = change.make(before)
    run = GradingRun(
        kind=RunKind.MANUAL,
        reason=change.text,
        created_at=scope.now,
        created_by=scope.learner.id,
        item_key_id=None,
    )
    scope.session.add(run)
    scope.session.flush()
    _store(scope, run.id, after, dict(found), stored)
    thing = "case" if sitting["track"] == CODING else "billing exercise"
    moved = f"{_share(before.line_score)} to {_share(after.line_score)}"
    told = change if to_review_policy(sitting).shows is Shows.EVERYTHING else replace(change, where="", what="")
    outcome = f"your {thing} {change.number} went from {moved}"
    _tell(scope, place.learner.id, run.id, told, outcome)
    where = f"user {place.learner.id}, sitting {change.number}, {change.where}"
    record(scope, "grade.mark-by-hand", where, f"{change.what}, {outcome}")


def _was_sent_before(scope: Scope, run_id: int, change: _Change) -> bool:
    run = scope.session.get_one(GradingRun, run_id)
    return run.id > change.base and run.reason == change.text and run.created_by == scope.learner.id


def _line(row: GradedLineRow) -> GradedLine:
    return GradedLine(
        row.section,
        row.learner_line,
        row.key_line,
        Verdict(row.verdict),
        row.earned,
        row.findings,
        row.explanation,
    )


def _store(scope: Scope, run_id: int, grade: CaseGrade, found: dict[str, object], stored: list[GradedLineRow]) -> None:
    """The newest grade once more, with what was changed. A line that stays keeps the faults as they were stored."""
    score = grade.line_score
    columns = {name: found[name] for name in _names(CaseGradeRow)}
    columns |= {
        "run_id": run_id,
        "earned": score.earned,
        "possible": score.possible,
        "sections": grade.sections,
        "correct_lines": grade.correct_lines,
        "is_clean": grade.is_clean,
        "graded_at": scope.now,
    }
    scope.session.execute(insert(CaseGradeRow), columns)
    lines = []
    for row, line in zip(stored, grade.lines, strict=True):
        copied = {name: getattr(row, name) for name in _names(GradedLineRow)} | {"run_id": run_id}
        if line != _line(row):
            faults = tuple(fault.value for fault in line.faults) if line.findings != row.findings else row.faults
            is_right = line.verdict is Verdict.RIGHT
            copied |= {
                "verdict": line.verdict.value,
                "earned": line.earned,
                "findings": line.findings,
                "faults": () if is_right else faults,
            }
        lines.append(copied)
    scope.session.execute(insert(GradedLineRow), lines)


def _tell(scope: Scope, learner_id: int, run_id: int, change: _Change, outcome: str) -> None:
    """Where keys are not shown, the line and what was found there are not named: they would tell what was right."""
    reason = change.reason if change.reason.endswith((".", "!", "?")) else f"{change.reason}."
    place = f" ({change.where}, {change.what})" if change.where else ""
    text = f"A grade was changed by hand on {_day(scope.now.date())}{place}: {reason} {outcome.capitalize()}."
    last = {learner_id: notice_queries.lock_last_notice(scope.session, learner_id)}
    notices.store_messages(scope, run_id, [notices.Message(learner_id, change.number, text)], last)


def _names(table: type[CaseGradeRow | GradedLineRow]) -> list[str]:
    return [column.name for column in table.__table__.columns]


def _share(points: Points) -> str:
    return f"{percent(points.earned, points.possible)} %"


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"

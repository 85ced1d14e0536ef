"""Closing and grading sittings: two steps, the second of which can be run again after a crash."""

from typing import Any

from sqlalchemy import insert

from trainer.db.models.grades import FIRST_RUN_ID, AttemptScore, CaseGradeRow, GradedLineRow, GradeRow
from trainer.db.queries import attempts as queries
from trainer.db.queries import cases
from trainer.domain.attempts.attempt import Attempt, AttemptKind, AttemptState, Feedback
from trainer.domain.attempts.decisions import Abandon, Closed, Command, Submit, Sweep, decide
from trainer.domain.claims.lines import TypedClaim, TypedLine, read_claim
from trainer.domain.grading.cases import CASE_GRADER_VERSION, GradedLine, grade_case
from trainer.domain.grading.items import GRADER_VERSION, grade_item
from trainer.domain.kernel.errors import NotFound
from trainer.domain.kernel.points import Points
from trainer.services.scope import Scope, Scopes


def to_attempt(row: Any) -> Attempt:
    """The domain's view of a row that has the columns of a sitting's policy."""
    return Attempt(AttemptState(row["state"]), Feedback(row["feedback"]), row["started_at"], row["deadline_at"])


def close_attempt(
    scope: Scope, learner_id: int, number: int, command: Command, kind: AttemptKind | None = None
) -> AttemptState:
    """Applies `Submit`, `Abandon` or `Sweep`; the state afterwards. Closing twice changes nothing.

    Raises:
        NotFound: the learner has no such sitting, or it is of another kind than `kind`.
    """
    row = queries.find_attempt(scope.session, learner_id, number, lock=True)
    if row is None or (kind is not None and row["kind"] != kind):
        raise NotFound("sitting")
    change = decide(to_attempt(row), command, scope.now)
    if isinstance(change, Closed):
        store_closing(scope, learner_id, number, change)
        return change.state
    return AttemptState(row["state"])


def store_closing(scope: Scope, learner_id: int, number: int, change: Closed) -> None:
    """Stores that a sitting was closed."""
    attempt = queries.get_attempt_row(scope.session, learner_id, number)
    attempt.state, attempt.closed_at = change.state, change.at


def submit_attempt(scope: Scope, number: int, kind: AttemptKind) -> AttemptState:
    """Hands in the learner's sitting. Grading is the next step, in a scope of its own.

    Raises:
        NotFound: the learner has no such sitting of this kind.
    """
    return close_attempt(scope, scope.learner.id, number, Submit(), kind)


def abandon_attempt(scope: Scope, number: int, kind: AttemptKind) -> AttemptState:
    """Gives the learner's sitting up; what was entered is kept, ungraded.

    Raises:
        NotFound: the learner has no such sitting of this kind.
    """
    return close_attempt(scope, scope.learner.id, number, Abandon(), kind)


def grade_attempt(scope: Scope, number: int) -> None:
    """Grades the learner's closed sitting; does nothing where that is done.

    Raises:
        NotFound: the learner has no such sitting.
    """
    grade_closed(scope, scope.learner.id, number)


def grade_closed(scope: Scope, learner_id: int, number: int) -> None:
    """Grades what is not graded yet of a submitted or expired sitting, and sums it up.

    Raises:
        NotFound: the learner has no such sitting.
    """
    row = queries.find_attempt(scope.session, learner_id, number, lock=True)
    if row is None:
        raise NotFound("sitting")
    if row["graded_at"] or row["state"] not in (AttemptState.SUBMITTED, AttemptState.EXPIRED):
        return
    if row["kind"] == AttemptKind.CASE:
        _grade_claim(scope, learner_id, number)
    else:
        _grade_items(scope, learner_id, number)
    queries.get_attempt_row(scope.session, learner_id, number).graded_at = scope.now


def add_grade(scope: Scope, place: tuple[int, int, int], revision: int, item_key_id: int, points: Points) -> None:
    """Appends the first grade of the answer at `place`: learner, sitting, position."""
    learner_id, number, position = place
    scope.session.execute(
        insert(GradeRow),
        {
            "learner_id": learner_id,
            "attempt_number": number,
            "position": position,
            "run_id": FIRST_RUN_ID,
            "answer_revision": revision,
            "item_key_id": item_key_id,
            "grader_version": GRADER_VERSION,
            "earned": points.earned,
            "possible": points.possible,
            "graded_at": scope.now,
        },
    )


def tidy_up(scopes: Scopes) -> int:
    """Closes what has run out of time and grades what was left ungraded; the number of sittings touched."""
    with scopes.reading() as scope:
        rows = queries.list_to_tidy(scope.session, scope.now)
    for row in rows:
        if row["state"] == AttemptState.IN_PROGRESS:
            with scopes.writing() as scope:
                close_attempt(scope, row["learner_id"], row["number"], Sweep())
        with scopes.writing() as scope:
            grade_closed(scope, row["learner_id"], row["number"])
    return len(rows)


def _grade_items(scope: Scope, learner_id: int, number: int) -> None:
    rows = queries.list_to_grade(scope.session, learner_id, number)
    total, correct = [], 0
    for row in rows:
        if row["possible"] is not None:
            points = Points(row["earned"], row["possible"])
        else:
            points = grade_item(row["key"], row["answer"])
            place = (learner_id, number, row["position"])
            add_grade(scope, place, row["revision"] or 0, row["item_key_id"], points)
        total.append(points)
        correct += points.is_full
    scope.session.add(
        AttemptScore(
            learner_id=learner_id,
            attempt_number=number,
            run_id=FIRST_RUN_ID,
            earned=sum(points.earned for points in total),
            possible=sum(points.possible for points in total),
            correct=correct,
            answered=sum(row["answer"] is not None for row in rows),
        )
    )


def read_typed_claim(scope: Scope, learner_id: int, number: int) -> TypedClaim:
    """The claim as it was last saved."""
    sections: dict[str, list[TypedLine]] = {"diagnoses": [], "procedures": []}
    for line in cases.list_lines(scope.session, learner_id, number):
        sections[line.section].append(TypedLine(line.code, line.modifiers, line.units, line.pointers))
    return TypedClaim(tuple(sections["diagnoses"]), tuple(sections["procedures"]))


def _grade_claim(scope: Scope, learner_id: int, number: int) -> None:
    work = cases.find_work(scope.session, learner_id, number)
    assert work is not None
    key = cases.get_latest_key(scope.session, work["case_version_id"])
    typed = read_typed_claim(scope, learner_id, number)
    claim, _ = read_claim(typed)
    grade = grade_case(key.key, claim)
    identity = {"learner_id": learner_id, "attempt_number": number, "run_id": FIRST_RUN_ID}
    scope.session.add(
        CaseGradeRow(
            **identity,
            submission_revision=work["revision"],
            case_key_id=key.id,
            grader_version=CASE_GRADER_VERSION,
            earned=grade.line_score.earned,
            possible=grade.line_score.possible,
            correct_lines=grade.correct_lines,
            key_lines=grade.key_lines,
            is_clean=grade.is_clean,
            graded_at=scope.now,
        )
    )
    scope.session.flush()
    for row, line in enumerate(grade.lines):
        scope.session.add(GradedLineRow(**identity, row=row, entered=_entered(typed, line), **_columns(line)))


def _columns(line: GradedLine) -> dict[str, Any]:
    return {
        "section": line.section,
        "learner_line": line.learner_line,
        "key_line": line.key_line,
        "verdict": line.verdict.value,
        "earned": line.earned,
        "faults": tuple(fault.value for fault in line.faults),
        "explanation": line.explanation,
    }


def _entered(typed: TypedClaim, line: GradedLine) -> str:
    """The line as the learner typed it; blank lines do not count, as in `read_claim`."""
    if line.learner_line is None:
        return ""
    lines = typed.diagnoses if line.section == "diagnoses" else typed.procedures
    entered = [typed_line for typed_line in lines if not typed_line.is_blank][line.learner_line]
    if line.section == "diagnoses":
        return entered.code.strip().upper()[:200]
    modifiers = "".join(f"-{modifier}" for modifier in entered.modifiers.upper().replace(",", " ").split())
    units = f" × {entered.units.strip()}" if entered.units.strip() not in ("", "1") else ""
    pointers = f" → {entered.pointers.strip().upper()}" if entered.pointers.strip() else ""
    return f"{entered.code.strip().upper()}{modifiers}{units}{pointers}"[:200]

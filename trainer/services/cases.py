"""Coding cases: the list, and the workbench with the work as last saved."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import RowMapping

from trainer.db.models.cases import CaseLine, CaseSubmission
from trainer.db.queries import cases as queries
from trainer.domain.attempts.attempt import AttemptState
from trainer.domain.attempts.decisions import AttemptClosed, StaleAnswer
from trainer.domain.claims.case import CaseContent, CaseKind
from trainer.domain.claims.lines import LineProblem, TypedClaim, TypedLine, read_claim
from trainer.domain.grading.case_key import VisitElements
from trainer.domain.grading.queries import QueryAnswer
from trainer.domain.kernel.errors import Refused
from trainer.services.attempts import to_attempt
from trainer.services.case_sittings import (
    CODING,
    CaseRow,
    OpenedSitting,
    find_last_try,
    get_sitting,
    list_rows,
    open_sitting,
)
from trainer.services.scope import Scope

MAX_FIELD_CHARACTERS = 40
MAX_LINES = 200
MAX_NOTE_CHARACTERS = 4_000

_NO_CLAIM = TypedClaim((), ())
_NO_ELEMENTS = VisitElements("", "", "")
_NO_QUERY = QueryAnswer()


@dataclass(frozen=True, slots=True)
class CaseWork:
    """What a learner has entered for a case, exactly as typed. Which parts are used depends on its kind."""

    claim: TypedClaim = _NO_CLAIM
    note: str = ""
    elements: VisitElements = _NO_ELEMENTS
    query: QueryAnswer = _NO_QUERY


@dataclass(frozen=True, slots=True)
class Workbench:
    """The chart and the work as last saved. `problems` name what cannot be read in its claim.

    `deadline_at` None: there is no end to it.
    """

    number: int
    slug: str
    content: CaseContent
    state: AttemptState
    work: CaseWork
    revision: int
    started_at: datetime
    saved_at: datetime | None
    problems: tuple[LineProblem, ...]
    deadline_at: datetime | None = None
    is_assigned: bool = False


@dataclass(frozen=True, slots=True)
class Saved:
    """What saving came to: the revision that the next save must name, and what cannot be read."""

    revision: int
    problems: tuple[LineProblem, ...]


def list_cases(scope: Scope) -> tuple[CaseRow, ...]:
    """The coding cases on offer, easiest first."""
    return list_rows(scope, CODING)


def start_case(scope: Scope, slug: str, *, is_from_last: bool = False) -> int:
    """The number of the sitting with this case: the open one, or a new one, which may begin with the last work.

    Raises:
        NotFound, Refused: see `open_sitting`.
    """
    opened = open_sitting(scope, slug, CODING)
    if not opened.is_new:
        return opened.number
    if is_from_last and (last := _last_work(scope, opened.case)) is not None:
        _store(scope, opened.submission, last)
    else:
        lay_out(scope, opened)
    return opened.number


def lay_out(scope: Scope, opened: OpenedSitting) -> None:
    """Puts into a new sitting what its work begins with: for an audit the claim as it was billed."""
    content: CaseContent = opened.case["content"]
    if content.billed is not None:
        _store(scope, opened.submission, CaseWork(claim=content.billed))


def _last_work(scope: Scope, case: RowMapping) -> CaseWork | None:
    """What was handed in last time. An audit or a query answers to the lines or choices of its own version."""
    row = find_last_try(scope, case["slug"])
    is_free = case["content"].kind is CaseKind.CODE
    if row is None or not (is_free or row["case_version_id"] == case["case_version_id"]):
        return None
    return read_work(scope, scope.learner.id, row["number"])


def get_workbench(scope: Scope, number: int) -> Workbench:
    """The chart and the claim as last saved.

    Raises:
        NotFound: the learner has no such sitting.
    """
    row = get_case_row(scope, number)
    work = read_work(scope, scope.learner.id, number)
    return Workbench(
        number,
        row["slug"],
        row["content"],
        to_attempt(row).effective_state(scope.now),
        work,
        row["revision"],
        row["started_at"],
        row["saved_at"],
        _problems(row["content"], work),
        row["deadline_at"],
        row["assignment_id"] is not None,
    )


def get_content(scope: Scope, number: int) -> CaseContent:
    """The chart and the task of a sitting, without the work on them.

    Raises:
        NotFound: the learner has no such sitting.
    """
    content: CaseContent = get_case_row(scope, number)["content"]
    return content


def save_work(scope: Scope, number: int, work: CaseWork, base_revision: int) -> Saved:
    """Keeps the work exactly as typed; what cannot be read in its claim is returned.

    Raises:
        NotFound: the learner has no such sitting.
        AttemptClosed: the case was handed in before, or its time is up.
        StaleAnswer: another tab or device has saved other work since.
        Refused: more lines, or longer texts, than are kept.
    """
    row = get_case_row(scope, number, lock=True)
    work = _trimmed(work, row["content"])
    state = to_attempt(row).effective_state(scope.now)
    if state is not AttemptState.IN_PROGRESS:
        raise AttemptClosed(state)
    problems = _problems(row["content"], work)
    submission = queries.get_submission(scope.session, scope.learner.id, number)  # as it is now that the lock is held
    if work == read_work(scope, scope.learner.id, number):
        return Saved(submission.revision, problems)
    if base_revision != submission.revision:
        raise StaleAnswer(submission.revision)
    submission.revision, submission.saved_at = submission.revision + 1, scope.now
    _store(scope, submission, work)
    return Saved(submission.revision, problems)


def read_work(scope: Scope, learner_id: int, number: int) -> CaseWork:
    """The work as it was last saved."""
    sections: dict[str, list[TypedLine]] = {"diagnoses": [], "procedures": []}
    for line in queries.list_lines(scope.session, learner_id, number):
        typed = TypedLine(line.code, line.modifiers, line.units, line.pointers, line.mark, line.is_struck)
        sections[line.section].append(typed)
    row = queries.get_submission(scope.session, learner_id, number)
    return CaseWork(
        TypedClaim(tuple(sections["diagnoses"]), tuple(sections["procedures"])),
        row.note,
        row.elements or _NO_ELEMENTS,
        row.query or _NO_QUERY,
    )


def _problems(content: CaseContent, work: CaseWork) -> tuple[LineProblem, ...]:
    return () if content.kind is CaseKind.QUERY else read_claim(work.claim)[1]


def _store(scope: Scope, submission: CaseSubmission, work: CaseWork) -> None:
    learner_id, number = submission.learner_id, submission.attempt_number
    submission.note, submission.elements, submission.query = work.note, work.elements, work.query
    queries.delete_lines(scope.session, learner_id, number)
    for section, lines in (("diagnoses", work.claim.diagnoses), ("procedures", work.claim.procedures)):
        for position, line in enumerate(lines):
            place = CaseLine(learner_id=learner_id, attempt_number=number, section=section, position=position)
            for name in ("code", "modifiers", "units", "pointers", "mark", "is_struck"):
                setattr(place, name, getattr(line, name))
            scope.session.add(place)


def get_case_row(scope: Scope, number: int, *, lock: bool = False) -> RowMapping:
    """The learner's sitting with its coding case.

    Raises:
        NotFound: the learner has no such sitting.
    """
    return get_sitting(scope, number, CODING, lock=lock)


def _trimmed(work: CaseWork, content: CaseContent) -> CaseWork:
    """The work without blank lines at the end (billed lines stay, so that the others keep their places).

    Raises:
        Refused: more lines, or longer texts, than are kept; nothing is cut.
    """
    billed = content.billed or _NO_CLAIM
    claim = TypedClaim(
        _without_blank_end(work.claim.diagnoses, len(billed.diagnoses)),
        _without_blank_end(work.claim.procedures, len(billed.procedures)),
    )
    if max(len(claim.diagnoses), len(claim.procedures)) > MAX_LINES:
        raise Refused(f"At most {MAX_LINES} lines are kept in each section.")
    if len(work.note) > MAX_NOTE_CHARACTERS:
        raise Refused(f"A note has at most {MAX_NOTE_CHARACTERS:,} characters.")
    return replace(work, claim=claim)


def _without_blank_end(lines: Iterable[TypedLine], least: int) -> tuple[TypedLine, ...]:
    kept = list(lines)
    while len(kept) > least and kept[-1].is_blank:
        kept.pop()
    for line in kept:
        if max(map(len, (line.code, line.modifiers, line.units, line.pointers, line.mark))) > MAX_FIELD_CHARACTERS:
            raise Refused(f"A field of a claim line has at most {MAX_FIELD_CHARACTERS} characters.")
    return tuple(kept)

"""Billing exercises: the list, and the desk with the work as last saved."""

from dataclasses import dataclass
from datetime import datetime

from trainer.db.queries import cases as queries
from trainer.domain.attempts.attempt import AttemptState
from trainer.domain.attempts.decisions import AttemptClosed, StaleAnswer
from trainer.domain.claims.billing_case import BillingContent, BillingKind, Worksheet
from trainer.domain.kernel.errors import Refused
from trainer.services.attempts import to_attempt
from trainer.services.case_sittings import (
    BILLING,
    CaseRow,
    OpenedSitting,
    find_last_try,
    get_sitting,
    list_rows,
    open_sitting,
)
from trainer.services.cases import MAX_NOTE_CHARACTERS
from trainer.services.scope import Scope

MAX_FIELDS = 400
MAX_FIELD_CHARACTERS = 400


@dataclass(frozen=True, slots=True)
class Desk:
    """The papers of an exercise, and the worksheet as last saved. `deadline_at` None: there is no end to it."""

    number: int
    slug: str
    content: BillingContent
    state: AttemptState
    worksheet: Worksheet
    note: str
    revision: int
    started_at: datetime
    saved_at: datetime | None
    deadline_at: datetime | None = None
    is_assigned: bool = False


def list_exercises(scope: Scope) -> tuple[CaseRow, ...]:
    """The exercises on offer, easiest first."""
    return list_rows(scope, BILLING)


def start_exercise(scope: Scope, slug: str, *, is_from_last: bool = False) -> int:
    """The number of the sitting with this exercise: the open one, or a new one.

    A claim to be filled begins with what is printed in it; a new sitting may begin with what was handed in last, if
    that was the same version.

    Raises:
        NotFound: there is no such exercise.
    """
    opened = open_sitting(scope, slug, BILLING)
    if not opened.is_new:
        return opened.number
    lay_out(opened)
    last = find_last_try(scope, slug) if is_from_last else None
    if last is not None and last["case_version_id"] == opened.case["case_version_id"]:
        opened.submission.worksheet = queries.get_submission(scope.session, scope.learner.id, last["number"]).worksheet
    return opened.number


def lay_out(opened: OpenedSitting) -> None:
    """Puts into a new sitting what its work begins with: what is printed in a claim to be filled."""
    content: BillingContent = opened.case["content"]
    if content.kind is BillingKind.FILL:
        opened.submission.worksheet = content.form


def get_desk(scope: Scope, number: int) -> Desk:
    """The papers, and the work as last saved.

    Raises:
        NotFound: the learner has no such sitting.
    """
    row = get_sitting(scope, number, BILLING)
    submission = queries.get_submission(scope.session, scope.learner.id, number)
    state = to_attempt(row).effective_state(scope.now)
    return Desk(
        number,
        row["slug"],
        row["content"],
        state,
        row["worksheet"],
        submission.note,
        row["revision"],
        row["started_at"],
        row["saved_at"],
        row["deadline_at"],
        row["assignment_id"] is not None,
    )


def get_content(scope: Scope, number: int) -> BillingContent:
    """The papers and the task of a sitting, without the work on them.

    Raises:
        NotFound: the learner has no such sitting.
    """
    content: BillingContent = get_sitting(scope, number, BILLING)["content"]
    return content


def save_worksheet(scope: Scope, number: int, worksheet: Worksheet, note: str, base_revision: int) -> int:
    """Keeps the work exactly as typed, without empty fields; the revision that the next save must name.

    What is printed in a claim and was emptied is kept as empty: it does not stand there any more.

    Raises:
        NotFound: the learner has no such sitting.
        AttemptClosed: it was handed in before, or its time is up.
        StaleAnswer: another tab or device has saved other work since.
        Refused: more fields, or longer texts, than are kept; nothing is cut.
    """
    row = get_sitting(scope, number, BILLING, lock=True)
    content: BillingContent = row["content"]
    printed = {name for name, _ in content.form} if content.kind is BillingKind.FILL else set()
    kept = _checked(tuple((name, text) for name, text in worksheet if text.strip() or name in printed), note)
    state = to_attempt(row).effective_state(scope.now)
    if state is not AttemptState.IN_PROGRESS:
        raise AttemptClosed(state)
    submission = queries.get_submission(scope.session, scope.learner.id, number)  # as it is now that the lock is held
    if (kept, note) == (submission.worksheet, submission.note):
        return submission.revision
    if base_revision != submission.revision:
        raise StaleAnswer(submission.revision)
    submission.revision, submission.saved_at = submission.revision + 1, scope.now
    submission.worksheet, submission.note = kept, note
    return submission.revision


def _checked(kept: Worksheet, note: str) -> Worksheet:
    if len(kept) > MAX_FIELDS or len({name for name, _ in kept}) != len(kept):
        raise Refused(f"At most {MAX_FIELDS} fields are kept, each once.")
    if any(len(name) > MAX_FIELD_CHARACTERS or len(text) > MAX_FIELD_CHARACTERS for name, text in kept):
        raise Refused(f"A field has at most {MAX_FIELD_CHARACTERS} characters.")
    if len(note) > MAX_NOTE_CHARACTERS:
        raise Refused(f"A note has at most {MAX_NOTE_CHARACTERS:,} characters.")
    return kept

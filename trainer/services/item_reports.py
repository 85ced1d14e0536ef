"""A learner's "this key is wrong": said where the key is shown, read with its answer in the same place."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from trainer.db.models.classes import ItemReport
from trainer.db.queries import disputes as queries
from trainer.domain.attempts.attempt import AttemptKind
from trainer.domain.kernel.errors import Conflict, NotFound, Refused
from trainer.services.practice_results import opening_words
from trainer.services.scope import Scope
from trainer.services.sittings import get_question, items_under_examination

MIN_CHARACTERS = 10
MAX_CHARACTERS = 2_000
MAX_REPORTS = 10
"""So many are kept for one question of one sitting."""


@dataclass(frozen=True, slots=True)
class ReportRow:
    """What a learner said of a key. `answer` and `outcome` (explained, corrected) are None until it is answered."""

    number: int
    text: str
    created_at: datetime
    answer: str | None
    outcome: str | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class OwnDispute:
    """A learner's report, of a question (`position`) or of a case (`position` 0), and where it is found.

    `is_held_back`: its answer would tell something about an exam that the learner has not finished.
    """

    kind: AttemptKind
    track: str
    attempt_number: int
    position: int
    title: str
    text: str
    created_at: datetime
    answer: str | None
    outcome: str | None
    answered_at: datetime | None
    is_held_back: bool = False


def list_for_question(scope: Scope, number: int, position: int) -> tuple[ReportRow, ...]:
    """What the learner said of the key of one question of a sitting, in order."""
    rows = queries.list_of_question(scope.session, scope.learner.id, number, position)
    return tuple(
        ReportRow(row.number, row.text, row.created_at, row.answer, row.outcome, row.answered_at) for row in rows
    )


def report_key(scope: Scope, number: int, position: int, text: str) -> None:
    """Stores that the learner takes the key of a question for wrong. The same text sent twice is stored once.

    Raises:
        NotFound: the learner has no such question, or its key is not shown to them now.
        Refused: it says too little or too much; an earlier one is not answered yet; there are too many.
        Conflict: another one was stored at the same moment.
    """
    row = queries.find_shown_key(scope.session, scope.learner.id, number, position)
    if row is None or get_question(scope, number, position, AttemptKind(row["kind"])).verdict is None:
        raise NotFound("question")
    text = text.strip()
    known = queries.list_of_question(scope.session, scope.learner.id, number, position)
    if any(each.text == text and each.answered_at is None for each in known):
        return
    checked_text(text, "Say what is wrong with the key, and where that stands")
    if any(each.answered_at is None for each in known):
        raise Refused("You have said something about this key already: it is being looked at.", "text")
    if len(known) >= MAX_REPORTS:
        raise Refused(f"At most {MAX_REPORTS} reports are kept for one question.", "text")
    scope.session.add(
        ItemReport(
            learner_id=scope.learner.id,
            attempt_number=number,
            position=position,
            number=len(known) + 1,
            item_key_id=row["item_key_id"],
            text=text,
            created_at=scope.now,
        )
    )
    try:
        scope.session.flush()
    except IntegrityError as error:
        raise Conflict("report") from error


def checked_text(text: str, wanted: str) -> str:
    """The text without blanks around it.

    Raises:
        Refused: it has less than 10 or more than 2,000 characters.
    """
    text = text.strip()
    if not MIN_CHARACTERS <= len(text) <= MAX_CHARACTERS:
        raise Refused(
            f"{wanted}: {MIN_CHARACTERS} to {MAX_CHARACTERS:,} characters; yours has {len(text):,}.",
            "text",
        )
    return text


def list_own(scope: Scope) -> tuple[OwnDispute, ...]:
    """Everything that the learner said of keys of questions and cases, newest first."""
    hidden = items_under_examination(scope)
    of_items = [
        OwnDispute(
            AttemptKind(row["kind"]),
            "",
            row["attempt_number"],
            row["position"],
            opening_words(row["content"].stem),
            row["text"],
            row["created_at"],
            None if row["item_id"] in hidden else row["answer"],
            None if row["item_id"] in hidden else row["outcome"],
            row["answered_at"],
            row["item_id"] in hidden,
        )
        for row in queries.list_own_reports(scope.session, scope.learner.id)
    ]
    of_cases = [
        OwnDispute(
            AttemptKind.CASE,
            row["track"],
            row["attempt_number"],
            0,
            row["title"],
            row["text"],
            row["created_at"],
            row["answer"],
            None,
            row["answered_at"],
        )
        for row in queries.list_own_disputes(scope.session, scope.learner.id)
    ]
    return tuple(sorted((*of_items, *of_cases), key=lambda each: each.created_at, reverse=True))

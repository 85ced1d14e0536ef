"""Notices: what a learner is told of grades that were changed, until they have read it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import RowMapping, insert

from trainer.db.models.exams import Notice
from trainer.db.queries import regrading as queries
from trainer.domain.attempts.attempt import AttemptKind, AttemptState, Feedback
from trainer.domain.exams.review import Shows
from trainer.domain.kernel.errors import NotFound
from trainer.domain.kernel.points import Points, percent
from trainer.services.attempts import to_attempt, to_review_policy
from trainer.services.case_regrade_preview import CaseRegradeLine
from trainer.services.regrade_preview import RegradeLine
from trainer.services.scope import Scope


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One unread notice about the learner's sitting `attempt_number`, which is of a track."""

    number: int
    attempt_number: int
    kind: AttemptKind
    text: str
    created_at: datetime
    track: str = "cpc"


@dataclass(frozen=True, slots=True)
class Message:
    """A text for a learner about one of their sittings."""

    learner_id: int
    attempt_number: int
    text: str


def list_notices(scope: Scope) -> tuple[NoticeRow, ...]:
    """The learner's unread notices, newest first.

    Held back: those about a sitting whose score may not be seen yet, and those about a question that stands in an exam
    which the learner has not finished.
    """
    rows = queries.list_unread(scope.session, scope.learner.id, scope.now)
    return tuple(
        NoticeRow(
            row["number"],
            row["attempt_number"],
            AttemptKind(row["kind"]),
            row["text"],
            row["created_at"],
            row["track"],
        )
        for row in rows
        if _score_is_shown(scope, row)
    )


def _score_is_shown(scope: Scope, row: RowMapping) -> bool:
    if row["feedback"] == Feedback.AT_ONCE:
        return True
    is_over = to_attempt(row).effective_state(scope.now) in (AttemptState.SUBMITTED, AttemptState.EXPIRED)
    return to_review_policy(row).score_is_shown(is_over, scope.now)


def mark_read(scope: Scope, number: int) -> None:
    """Puts a notice away. Doing it twice changes nothing.

    Raises:
        NotFound: the learner has no such notice.
    """
    notice = queries.find_notice(scope.session, scope.learner.id, number)
    if notice is None:
        raise NotFound("notice")
    notice.read_at = notice.read_at or scope.now


def store_messages(scope: Scope, run_id: int, messages: Iterable[Message], last: Mapping[int, int]) -> None:
    """Appends notices; `last` is the number of each learner's last one, whose rows the caller holds."""
    numbers = dict(last)
    rows = []
    for message in messages:
        numbers[message.learner_id] += 1
        rows.append(
            {
                "learner_id": message.learner_id,
                "number": numbers[message.learner_id],
                "attempt_number": message.attempt_number,
                "run_id": run_id,
                "text": message.text,
                "created_at": scope.now,
            }
        )
    if rows:
        scope.session.execute(insert(Notice), rows)


def of_corrected_key(line: RegradeLine, corrected_on: date, reason: str) -> Message:
    """To a learner whose points a corrected key has changed."""
    told = _corrected(_place(line.kind, line.number, line.position, line.shows_keys), corrected_on, reason)
    return Message(line.learner_id, line.number, f"{told} {_outcome(line)}".strip())


def of_corrected_case(line: CaseRegradeLine, corrected_on: date, reason: str) -> Message:
    """To a learner whose work on a case a corrected key grades otherwise."""
    told = [_corrected(_case_place(line), corrected_on, reason)]
    if line.before != line.after:
        told.append(f"Your work now earns {_share(line.after)}, before {_share(line.before)}.")
    if line.is_clean != line.was_clean:
        told.append("It now counts as clean." if line.is_clean else "It no longer counts as clean.")
    return Message(line.learner_id, line.number, " ".join(told))


def of_kept_case(line: CaseRegradeLine, corrected_on: date, reason: str) -> Message:
    """To a learner whose grade of a case was set by hand, which a corrected key does not change."""
    told = _corrected(_case_place(line), corrected_on, reason)
    kept = f"Your grade, {_share(line.before)}, was set by hand and stays."
    return Message(line.learner_id, line.number, f"{told} {kept} Whoever set it can change it for the new key.")


def _case_place(line: CaseRegradeLine) -> str:
    return f"your {'case' if line.track == 'cpc' else 'billing exercise'} {line.number}"


def _share(points: Points) -> str:
    return f"{percent(points.earned, points.possible)} %"


def of_mark_by_hand(line: RegradeLine, marked_on: date, reason: str) -> Message:
    """To a learner whose points were set by hand."""
    place = _place(line.kind, line.number, line.position, line.shows_keys)
    told = f"The grade of {place} was changed by hand on {_day(marked_on)}: {_sentence(reason)}"
    return Message(line.learner_id, line.number, f"{told} {_outcome(line)}".strip())


def of_practice(row: RowMapping, corrected_on: date, reason: str) -> Message:
    """To a learner who met the question in practice, and whose points stay."""
    place = _place(AttemptKind.PRACTICE, row["number"], row["position"], row["shows"] == Shows.EVERYTHING)
    told = _corrected(place, corrected_on, reason)
    advice = "Your points stay as they are. Look at the question again: what counts as right has changed."
    return Message(row["learner_id"], row["number"], f"{told} {advice}")


def _corrected(place: str, corrected_on: date, reason: str) -> str:
    return f"The key of {place} was corrected on {_day(corrected_on)}: {_sentence(reason)}"


def _place(kind: AttemptKind, number: int, position: int, names_question: bool) -> str:
    """Where points are not shown by question, the question is not named: its place would tell what was right."""
    question = f"question {position}" if names_question else "a question"
    return f"{question} in your {kind.value} {number}"


def _outcome(line: RegradeLine) -> str:
    told = []
    if line.shows_keys:
        told.append(f"Your answer now earns {_points(line.after)}, before {_points(line.before)}.")
    if line.correct_after is not None and line.correct_after != line.correct_before:
        outcome = f": {line.flip.value}" if line.flip else ""
        moved = f"{line.correct_before} to {line.correct_after} of {line.questions} right"
        told.append(f"Your {line.kind.value} {line.number} went from {moved}{outcome}.")
    return " ".join(told)


def _points(points: Points) -> str:
    return f"{points.earned} of {points.possible}"


def _sentence(reason: str) -> str:
    return reason if reason.endswith((".", "!", "?")) else f"{reason}."


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"

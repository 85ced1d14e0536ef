"""The clock of an exam: pauses, extra time for a learner, more time during one sitting."""

from dataclasses import dataclass
from datetime import datetime

from trainer.db.models.exams import AccommodationRow, TimeExtension
from trainer.db.queries import attempts, people
from trainer.db.queries import exams as queries
from trainer.domain.attempts.attempt import AttemptKind, is_sat_as
from trainer.domain.attempts.decisions import ClockMoved, Closed, Command, Extend, Pause, Paused, Resume, decide
from trainer.domain.items.answers import fields_of
from trainer.domain.kernel.errors import NotFound, Refused
from trainer.services.attempts import to_attempt
from trainer.services.grading import store_closing
from trainer.services.scope import Scope

MAX_PERCENT = 300
MAX_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class ExtraTime:
    """More time that a learner has in every exam: a share of its minutes, in per cent, and seconds on top."""

    number: int
    percent: int
    seconds: int
    reason: str
    granted_at: datetime


def pause(scope: Scope, number: int) -> None:
    """Stops the clock of the learner's exam; one whose time is up is closed instead.

    Raises:
        NotFound: the learner has no such exam.
        PauseNotAllowed: its policy knows no pauses.
    """
    _apply(scope, scope.learner.id, number, Pause())


def resume(scope: Scope, number: int) -> None:
    """Lets the clock run again; what was left is left.

    Raises:
        NotFound: the learner has no such exam.
    """
    _apply(scope, scope.learner.id, number, Resume())


def extend(scope: Scope, learner_id: int, number: int, seconds: int, reason: str) -> None:
    """Gives a learner more time in one exam, on top of everything else. Nothing is taken away again.

    Raises:
        NotFound: the learner has no such exam.
        Refused: no time, too much of it, or no reason.
        AttemptClosed: the exam is over.
    """
    reason = _checked(0, seconds, reason)
    _apply(scope, learner_id, number, Extend(seconds))
    attempts.get_attempt_row(scope.session, learner_id, number).extra_seconds += seconds
    given = queries.list_extensions(scope.session, learner_id, number)
    scope.session.add(
        TimeExtension(
            learner_id=learner_id,
            attempt_number=number,
            number=len(given) + 1,
            seconds=seconds,
            reason=reason,
            granted_at=scope.now,
            granted_by=scope.actor.id if scope.actor else None,
        )
    )


def grant_extra_time(scope: Scope, learner_id: int, percent: int, seconds: int, reason: str) -> int:
    """More time in every exam that the learner starts from now on; adds to what was granted before. Its number.

    Raises:
        Refused: no time, too much of it, or no reason.
    """
    reason = _checked(percent, seconds, reason)
    people.lock_learner(scope.session, learner_id)
    number = queries.count_accommodations(scope.session, learner_id) + 1
    scope.session.add(
        AccommodationRow(
            learner_id=learner_id,
            number=number,
            percent=percent,
            seconds=seconds,
            reason=reason,
            granted_at=scope.now,
            granted_by=scope.actor.id if scope.actor else None,
        )
    )
    return number


def list_extra_time(scope: Scope, learner_id: int) -> tuple[ExtraTime, ...]:
    """The extra time of a learner that is in force, oldest first."""
    rows = queries.list_accommodations(scope.session, learner_id)
    return tuple(ExtraTime(row.number, row.percent, row.seconds, row.reason, row.granted_at) for row in rows)


@dataclass(frozen=True, slots=True)
class LateAnswer:
    """An answer that came after the end: kept, not counted. `entered` are option ids, or what was typed."""

    position: int
    entered: str
    received_at: datetime
    late_by_seconds: int


def list_late_answers(scope: Scope, learner_id: int, number: int) -> tuple[LateAnswer, ...]:
    """The evidence of an exam whose learner says that an answer was lost.

    Raises:
        NotFound: the learner has no such exam.
    """
    found = attempts.find_attempt(scope.session, learner_id, number)
    if found is None or not is_sat_as(found["kind"], AttemptKind.EXAM):
        raise NotFound("exam")
    return tuple(
        LateAnswer(
            event["position"],
            ", ".join(value for values in fields_of(event["answer"]).values() for value in values)
            if event["answer"]
            else "",
            event["received_at"],
            int((event["received_at"] - found["deadline_at"]).total_seconds()),
        )
        for event in queries.list_events(scope.session, learner_id, number)
        if event["is_late"]
    )


def end_extra_time(scope: Scope, learner_id: int, number: int) -> None:
    """Ends it for exams that are started from now on. Ending it twice changes nothing.

    Raises:
        NotFound: nothing of this number was granted.
    """
    row = scope.session.get(AccommodationRow, (learner_id, number))
    if row is None:
        raise NotFound("extra time")
    row.ended_at = row.ended_at or scope.now


def _checked(percent: int, seconds: int, reason: str) -> str:
    if not (0 <= percent <= MAX_PERCENT and 0 <= seconds <= MAX_SECONDS and percent + seconds > 0):
        raise Refused(f"Extra time is at most {MAX_PERCENT} % and {MAX_SECONDS // 60} minutes, and not nothing.")
    if not reason.strip():
        raise Refused("Say why: the learner sees the reason.")
    return reason.strip()


def _apply(scope: Scope, learner_id: int, number: int, command: Command) -> None:
    found = attempts.find_attempt(scope.session, learner_id, number, lock=True)
    if found is None or not is_sat_as(found["kind"], AttemptKind.EXAM):
        raise NotFound("exam")
    row = attempts.get_attempt_row(scope.session, learner_id, number)
    change = decide(to_attempt(found), command, scope.now)
    match change:
        case Paused(at):
            row.paused_at = at
        case ClockMoved(deadline_at):
            row.deadline_at = deadline_at
            row.paused_at = row.paused_at if isinstance(command, Extend) else None
        case Closed():
            store_closing(scope, learner_id, number, change)

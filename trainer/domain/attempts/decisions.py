"""`decide`: a command given to a sitting at a moment becomes changes to store, or an error."""

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from trainer.domain.attempts.attempt import Attempt, AttemptState, Feedback
from trainer.domain.items.answers import Answer
from trainer.domain.kernel.errors import DomainError


@dataclass(frozen=True, slots=True)
class SavedAnswer:
    """The current answer at one position; revision 0 and None before the first."""

    revision: int = 0
    answer: Answer | None = None
    is_repeated_event: bool = False
    """The event in the command was stored before: the client sent it again."""


@dataclass(frozen=True, slots=True)
class SaveAnswer:
    """The learner enters `answer` (None clears it), having seen revision `base_revision`."""

    answer: Answer | None
    base_revision: int
    current: SavedAnswer


@dataclass(frozen=True, slots=True)
class Submit:
    """The learner hands in."""


@dataclass(frozen=True, slots=True)
class Abandon:
    """The learner throws the sitting away: it stays in the history, ungraded."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """Nobody asks for anything: the clock is looked at."""


Command = SaveAnswer | Submit | Abandon | Sweep


@dataclass(frozen=True, slots=True)
class AnswerSaved:
    revision: int
    grade_now: bool


@dataclass(frozen=True, slots=True)
class AnswerCameLate:
    """The deadline had passed: the answer is kept as evidence and does not count; the sitting is expired."""

    late_by_seconds: int


@dataclass(frozen=True, slots=True)
class Closed:
    state: AttemptState
    at: datetime


@dataclass(frozen=True, slots=True)
class NothingChanged:
    pass


Change = AnswerSaved | AnswerCameLate | Closed | NothingChanged


@dataclass(eq=False)
class AttemptClosed(DomainError):
    """The sitting had been handed in or abandoned before."""

    state: AttemptState


@dataclass(eq=False)
class StaleAnswer(DomainError):
    """Another tab or device has saved since: nothing was overwritten."""

    current_revision: int


@dataclass(eq=False)
class AnswerFinal(DomainError):
    """The verdict of this question has been shown; its answer stands."""


def decide(attempt: Attempt, command: Command, now: datetime) -> Change:
    """What `command` changes at `now`.

    Raises:
        AttemptClosed: an answer to a sitting that was handed in or given up.
        StaleAnswer: a save that is based on an older revision than the current one.
        AnswerFinal: a second answer after its verdict was shown.
    """
    if isinstance(command, SaveAnswer) and command.current.is_repeated_event:
        return NothingChanged()
    if attempt.state is not AttemptState.IN_PROGRESS:
        if isinstance(command, SaveAnswer):
            if attempt.state is AttemptState.EXPIRED:
                return _late(attempt, now)
            raise AttemptClosed(attempt.state)
        return NothingChanged()
    expired = attempt.effective_state(now) is AttemptState.EXPIRED
    match command:
        case SaveAnswer():
            return _late(attempt, now) if expired else _save(attempt, command)
        case Submit():
            return _expired(attempt, now) if expired else Closed(AttemptState.SUBMITTED, _closing_moment(attempt, now))
        case Abandon():
            return _expired(attempt, now) if expired else Closed(AttemptState.ABANDONED, now)
        case Sweep():
            return _expired(attempt, now) if expired else NothingChanged()
        case _:
            assert_never(command)


def _save(attempt: Attempt, command: SaveAnswer) -> Change:
    current = command.current
    if attempt.feedback is Feedback.AT_ONCE and current.answer is not None:
        if command.answer == current.answer:
            return NothingChanged()
        raise AnswerFinal()
    if command.base_revision != current.revision:
        raise StaleAnswer(current.revision)
    if command.answer == current.answer:
        return NothingChanged()
    return AnswerSaved(current.revision + 1, grade_now=attempt.feedback is Feedback.AT_ONCE)


def _late(attempt: Attempt, now: datetime) -> AnswerCameLate:
    assert attempt.deadline_at is not None
    return AnswerCameLate(int((now - attempt.deadline_at).total_seconds()))


def _expired(attempt: Attempt, now: datetime) -> Closed:
    return Closed(AttemptState.EXPIRED, _closing_moment(attempt, now))


def _closing_moment(attempt: Attempt, now: datetime) -> datetime:
    """An expired sitting ended at its deadline, whenever that is noticed."""
    return now if attempt.deadline_at is None else min(now, attempt.deadline_at)

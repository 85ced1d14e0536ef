"""`decide`: a command given to a sitting at a moment becomes changes to store, or an error."""

from dataclasses import dataclass
from datetime import datetime, timedelta
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
    """The event in the command was stored in time before: the client sent it again."""


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


@dataclass(frozen=True, slots=True)
class Pause:
    """The learner stops the clock, where the policy allows that."""


@dataclass(frozen=True, slots=True)
class Resume:
    """The learner goes on after a pause."""


@dataclass(frozen=True, slots=True)
class Extend:
    """Whoever may do so gives the learner more time, in seconds."""

    seconds: int


Command = SaveAnswer | Submit | Abandon | Sweep | Pause | Resume | Extend


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
class Paused:
    at: datetime


@dataclass(frozen=True, slots=True)
class ClockMoved:
    """The clock runs, and the sitting ends at this moment (None: never)."""

    deadline_at: datetime | None


@dataclass(frozen=True, slots=True)
class NothingChanged:
    pass


Change = AnswerSaved | AnswerCameLate | Closed | Paused | ClockMoved | NothingChanged


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


@dataclass(eq=False)
class AttemptPaused(DomainError):
    """The clock stands still: nothing is entered before the sitting goes on. Nothing was stored."""


@dataclass(eq=False)
class PauseNotAllowed(DomainError):
    """The policy that the sitting was started under knows no pauses."""


def decide(attempt: Attempt, command: Command, now: datetime) -> Change:
    """What `command` changes at `now`.

    Raises:
        AttemptClosed: an answer to a sitting that was handed in or given up; more time for one that is over.
        AttemptPaused: an answer to a sitting that is paused.
        PauseNotAllowed: a pause that the policy does not know.
        StaleAnswer: a save that is based on an older revision than the current one.
        AnswerFinal: a second answer after its verdict was shown.
    """
    if isinstance(command, SaveAnswer) and command.current.is_repeated_event:
        return NothingChanged()
    state = attempt.effective_state(now)
    if state is not AttemptState.IN_PROGRESS:
        return _after_the_end(attempt, command, state, now)
    match command:
        case SaveAnswer():
            return _save(attempt, command)
        case Submit():
            return Closed(AttemptState.SUBMITTED, _closing_moment(attempt, now))
        case Abandon():
            return Closed(AttemptState.ABANDONED, attempt.paused_at or now)
        case Sweep():
            return NothingChanged()
        case Pause():
            return _pause(attempt, now)
        case Resume():
            return NothingChanged() if attempt.paused_at is None else ClockMoved(attempt.deadline_from(now))
        case Extend():
            if attempt.deadline_at is None or command.seconds == 0:
                return NothingChanged()
            return ClockMoved(attempt.deadline_at + timedelta(seconds=command.seconds))
        case unreachable:
            assert_never(unreachable)


def _after_the_end(attempt: Attempt, command: Command, state: AttemptState, now: datetime) -> Change:
    """What still happens to a sitting in `state`: it is over, whether or not anybody has stored that yet."""
    if isinstance(command, SaveAnswer) and state is AttemptState.EXPIRED:
        # what is saved already was saved in time, however late its page is sent once more
        return NothingChanged() if command.answer == command.current.answer else _late(attempt, now)
    if isinstance(command, SaveAnswer | Extend):
        raise AttemptClosed(state)
    if attempt.state is AttemptState.IN_PROGRESS:
        return Closed(AttemptState.EXPIRED, _closing_moment(attempt, now))
    return NothingChanged()


def _pause(attempt: Attempt, now: datetime) -> Change:
    if not attempt.allows_pause:
        raise PauseNotAllowed()
    return NothingChanged() if attempt.paused_at is not None else Paused(now)


def _save(attempt: Attempt, command: SaveAnswer) -> Change:
    current = command.current
    if attempt.paused_at is not None:
        raise AttemptPaused()
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


def _closing_moment(attempt: Attempt, now: datetime) -> datetime:
    """A sitting ends at its deadline at the latest, whenever that is noticed; a paused one when it was paused."""
    moments = (now, attempt.deadline_at, attempt.paused_at)
    return min(moment for moment in moments if moment is not None)

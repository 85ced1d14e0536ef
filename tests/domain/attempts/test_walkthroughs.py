"""The state machine of one sitting: walkthroughs of whole sittings, as a service stores what is decided."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.builders import an_attempt
from tests.support.clock import START
from trainer.domain.attempts.attempt import Attempt, AttemptState, Feedback
from trainer.domain.attempts.decisions import (
    Abandon,
    AnswerCameLate,
    AnswerFinal,
    AnswerSaved,
    AttemptClosed,
    AttemptPaused,
    Change,
    ClockMoved,
    Closed,
    Command,
    Extend,
    NothingChanged,
    Pause,
    Paused,
    PauseNotAllowed,
    Resume,
    SaveAnswer,
    SavedAnswer,
    StaleAnswer,
    Submit,
    Sweep,
    decide,
)
from trainer.domain.items.answers import SingleAnswer
from trainer.domain.kernel.errors import DomainError

HOUR = 3600
A, B = SingleAnswer("A"), SingleAnswer("B")
SUBMITTED, EXPIRED, ABANDONED = AttemptState.SUBMITTED, AttemptState.EXPIRED, AttemptState.ABANDONED
SAME = NothingChanged()


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


@dataclass(frozen=True)
class Save:
    """A save as a browser sends it: the event's number, what was chosen, and the revision that was on the screen."""

    event: int
    answer: SingleAnswer | None
    base: int


Step = Save | Submit | Abandon | Sweep | Pause | Resume | Extend


@dataclass
class Sitting:
    """One item of a sitting; stores what `decide` says, as a service does."""

    attempt: Attempt
    saved: SavedAnswer = field(default_factory=SavedAnswer)
    events: set[int] = field(default_factory=set)

    def after(self, seconds: float, step: Step) -> Change | DomainError:
        try:
            change = decide(self.attempt, self._command(step), at(seconds))
        except DomainError as error:
            return error
        self._store(step, change)
        return change

    def _store(self, step: Step, change: Change) -> None:
        match change, step:
            case AnswerSaved(revision), Save(event, answer):
                self.saved = SavedAnswer(revision, answer)
                self.events.add(event)
            case Closed(state), _:
                self.attempt = replace(self.attempt, state=state, paused_at=None)
            case Paused(moment), _:
                self.attempt = replace(self.attempt, paused_at=moment)
            case ClockMoved(deadline_at), Extend():
                self.attempt = replace(self.attempt, deadline_at=deadline_at)
            case ClockMoved(deadline_at), _:
                self.attempt = replace(self.attempt, deadline_at=deadline_at, paused_at=None)

    def _command(self, step: Step) -> Command:
        if not isinstance(step, Save):
            return step
        current = replace(self.saved, is_repeated_event=step.event in self.events)
        return SaveAnswer(step.answer, step.base, current)


def saved(revision: int, *, grade_now: bool = False) -> AnswerSaved:
    return AnswerSaved(revision, grade_now)


def closed(state: AttemptState, seconds: float) -> Closed:
    return Closed(state, at(seconds))


def paused(seconds: float) -> Paused:
    return Paused(at(seconds))


def ends(seconds: float) -> ClockMoved:
    return ClockMoved(at(seconds))


QUIZ, TUTOR, UNTIMED = an_attempt(), an_attempt(feedback=Feedback.AT_ONCE), an_attempt(minutes=None)
STUDY = replace(QUIZ, allows_pause=True)

WALKTHROUGHS = {
    "start, answer, change, clear, hand in": (
        QUIZ,
        [
            (0, Sweep(), SAME),
            (1, Save(1, A, 0), saved(1)),
            (2, Save(2, B, 1), saved(2)),
            (3, Save(3, None, 2), saved(3)),
            (4, Save(4, A, 3), saved(4)),
            (5, Submit(), closed(SUBMITTED, 5)),
        ],
    ),
    "a save that changes nothing makes no step": (
        QUIZ,
        [
            (1, Save(1, None, 0), SAME),
            (2, Save(2, A, 0), saved(1)),
            (3, Save(3, A, 1), SAME),
            (4, Save(4, B, 1), saved(2)),
        ],
    ),
    "the same event again changes nothing, even after others and after the end": (
        QUIZ,
        [
            (1, Save(1, A, 0), saved(1)),
            (2, Save(1, A, 0), SAME),
            (3, Save(2, B, 1), saved(2)),
            (4, Save(1, A, 0), SAME),
            (5, Submit(), closed(SUBMITTED, 5)),
            (6, Save(2, B, 1), SAME),
        ],
    ),
    "a stale tab overwrites nothing and can go on from what is stored": (
        QUIZ,
        [
            (1, Save(1, A, 0), saved(1)),
            (2, Save(2, B, 0), StaleAnswer(1)),
            (3, Save(3, B, 1), saved(2)),
            (4, Save(4, None, 1), StaleAnswer(2)),
        ],
    ),
    "in tutor mode the first answer is graded at once and stands": (
        TUTOR,
        [
            (1, Save(1, None, 0), SAME),
            (2, Save(2, A, 0), saved(1, grade_now=True)),
            (3, Save(3, A, 1), SAME),
            (4, Save(4, B, 1), AnswerFinal()),
            (5, Save(5, B, 0), AnswerFinal()),
            (6, Save(6, None, 1), AnswerFinal()),
            (7, Save(2, A, 0), SAME),
            (8, Submit(), closed(SUBMITTED, 8)),
        ],
    ),
    "an answer within the grace counts, and handing in then is in time": (
        QUIZ,
        [
            (HOUR, Save(1, A, 0), saved(1)),
            (HOUR + 5, Save(2, B, 1), saved(2)),
            (HOUR + 5, Sweep(), SAME),
            (HOUR + 5, Submit(), closed(SUBMITTED, HOUR)),
        ],
    ),
    "an answer after the grace is late, and the sitting ended at its deadline": (
        QUIZ,
        [
            (1, Save(1, A, 0), saved(1)),
            (HOUR + 5.1, Save(2, B, 1), AnswerCameLate(5)),
            (HOUR + 90, Save(3, B, 1), AnswerCameLate(90)),
            (HOUR + 91, Save(3, B, 1), AnswerCameLate(91)),
            (HOUR + 95, Save(1, A, 0), SAME),
            (HOUR + 100, Submit(), closed(EXPIRED, HOUR)),
            (HOUR + 101, Save(4, B, 1), AnswerCameLate(101)),
        ],
    ),
    "after the grace a save that changes nothing is not late: what it holds was saved in time": (
        QUIZ,
        [
            (1, Save(1, A, 0), saved(1)),
            (HOUR + 30, Save(2, A, 1), SAME),
            (HOUR + 31, Save(3, A, 0), SAME),
            (HOUR + 32, Save(4, None, 1), AnswerCameLate(32)),
            (HOUR + 33, Sweep(), closed(EXPIRED, HOUR)),
            (HOUR + 34, Save(5, A, 1), SAME),
        ],
    ),
    "after the grace a question that was left open is not late either": (
        QUIZ,
        [(HOUR + 30, Save(1, None, 0), SAME), (HOUR + 31, Save(2, A, 0), AnswerCameLate(31))],
    ),
    "events out of order: the one that arrives first stands": (
        QUIZ,
        [
            (1, Save(2, B, 0), saved(1)),
            (2, Save(1, A, 0), StaleAnswer(1)),
            (3, Save(2, B, 0), SAME),
            (4, Save(3, A, 1), saved(2)),
        ],
    ),
    "handed in twice": (
        QUIZ,
        [
            (1, Save(1, A, 0), saved(1)),
            (2, Submit(), closed(SUBMITTED, 2)),
            (3, Submit(), SAME),
            (HOUR + 60, Submit(), SAME),
        ],
    ),
    "after the end nothing more is entered, thrown away or swept": (
        QUIZ,
        [
            (2, Submit(), closed(SUBMITTED, 2)),
            (3, Save(1, A, 0), AttemptClosed(SUBMITTED)),
            (4, Abandon(), SAME),
            (HOUR + 60, Sweep(), SAME),
        ],
    ),
    "time runs out and the sweeper notices": (
        QUIZ,
        [
            (HOUR - 1, Sweep(), SAME),
            (HOUR + 5, Sweep(), SAME),
            (2 * HOUR, Sweep(), closed(EXPIRED, HOUR)),
            (2 * HOUR + 1, Sweep(), SAME),
            (2 * HOUR + 2, Submit(), SAME),
        ],
    ),
    "thrown away": (
        QUIZ,
        [
            (1, Save(1, A, 0), saved(1)),
            (2, Abandon(), closed(ABANDONED, 2)),
            (3, Abandon(), SAME),
            (4, Save(2, B, 1), AttemptClosed(ABANDONED)),
            (5, Submit(), SAME),
        ],
    ),
    "what has run out of time cannot be thrown away": (
        QUIZ,
        [(2 * HOUR, Abandon(), closed(EXPIRED, HOUR)), (2 * HOUR + 1, Abandon(), SAME)],
    ),
    "without a time limit there is no end but the learner's": (
        UNTIMED,
        [
            (1000 * HOUR, Sweep(), SAME),
            (1001 * HOUR, Save(1, A, 0), saved(1)),
            (1002 * HOUR, Submit(), closed(SUBMITTED, 1002 * HOUR)),
        ],
    ),
    "a pause stops the clock, and what was left is left": (
        STUDY,
        [
            (1, Save(1, A, 0), saved(1)),
            (600, Pause(), paused(600)),
            (700, Pause(), SAME),
            (800, Save(2, B, 1), AttemptPaused()),
            (801, Save(1, A, 0), SAME),
            (9 * HOUR, Sweep(), SAME),
            (10 * HOUR, Resume(), ends(10 * HOUR + 3000)),
            (10 * HOUR + 1, Resume(), SAME),
            (10 * HOUR + 2, Save(2, B, 1), saved(2)),
            (10 * HOUR + 3005, Save(3, A, 2), saved(3)),
            (10 * HOUR + 3006, Save(4, B, 3), AnswerCameLate(6)),
            (10 * HOUR + 3007, Sweep(), closed(EXPIRED, 10 * HOUR + 3000)),
        ],
    ),
    "several pauses add up": (
        STUDY,
        [
            (100, Pause(), paused(100)),
            (200, Resume(), ends(HOUR + 100)),
            (300, Pause(), paused(300)),
            (500, Resume(), ends(HOUR + 300)),
        ],
    ),
    "a pause within the grace gives nothing back": (
        STUDY,
        [
            (HOUR + 3, Pause(), paused(HOUR + 3)),
            (2 * HOUR, Resume(), ends(2 * HOUR - 3)),
            (2 * HOUR + 2, Save(1, A, 0), saved(1)),
            (2 * HOUR + 3, Save(2, B, 1), AnswerCameLate(6)),
        ],
    ),
    "where the policy knows no pauses the clock runs on": (
        QUIZ,
        [
            (1, Pause(), PauseNotAllowed()),
            (2, Resume(), SAME),
            (HOUR + 6, Pause(), closed(EXPIRED, HOUR)),
            (HOUR + 7, Pause(), SAME),
        ],
    ),
    "what has run out of time is neither paused nor resumed": (
        STUDY,
        [
            (2 * HOUR, Pause(), closed(EXPIRED, HOUR)),
            (2 * HOUR + 1, Pause(), SAME),
            (2 * HOUR + 2, Resume(), SAME),
        ],
    ),
    "handed in while it was paused: it ended then": (
        STUDY,
        [(600, Pause(), paused(600)), (2 * HOUR, Submit(), closed(SUBMITTED, 600)), (2 * HOUR + 1, Resume(), SAME)],
    ),
    "handed in while it was paused within the grace: it ended at its deadline": (
        STUDY,
        [(HOUR + 3, Pause(), paused(HOUR + 3)), (2 * HOUR, Submit(), closed(SUBMITTED, HOUR))],
    ),
    "thrown away while it was paused": (
        STUDY,
        [(600, Pause(), paused(600)), (700, Abandon(), closed(ABANDONED, 600)), (701, Pause(), SAME)],
    ),
    "a pause without a time limit moves nothing": (
        replace(UNTIMED, allows_pause=True),
        [
            (600, Pause(), paused(600)),
            (700, Save(1, A, 0), AttemptPaused()),
            (800, Resume(), ClockMoved(None)),
            (900, Save(1, A, 0), saved(1)),
        ],
    ),
    "more time is added behind the deadline, as often as it is given": (
        QUIZ,
        [
            (1, Extend(600), ends(HOUR + 600)),
            (2, Extend(300), ends(HOUR + 900)),
            (HOUR + 899, Save(1, A, 0), saved(1)),
            (HOUR + 906, Save(2, B, 1), AnswerCameLate(6)),
            (HOUR + 907, Sweep(), closed(EXPIRED, HOUR + 900)),
        ],
    ),
    "more time that comes within the grace is in time": (
        QUIZ,
        [(HOUR + 5, Extend(600), ends(HOUR + 600)), (HOUR + 6, Save(1, A, 0), saved(1))],
    ),
    "more time during a pause is kept for afterwards": (
        STUDY,
        [
            (600, Pause(), paused(600)),
            (700, Extend(60), ends(HOUR + 60)),
            (800, Save(1, A, 0), AttemptPaused()),
            (1000, Resume(), ends(HOUR + 460)),
        ],
    ),
    "more of no limit is nothing": (
        UNTIMED,
        [(1, Extend(600), SAME)],
    ),
    "no time is nothing": (
        QUIZ,
        [(1, Extend(0), SAME)],
    ),
    "more time for what is over is refused": (
        QUIZ,
        [
            (HOUR + 6, Extend(600), AttemptClosed(EXPIRED)),
            (HOUR + 7, Sweep(), closed(EXPIRED, HOUR)),
            (HOUR + 8, Extend(600), AttemptClosed(EXPIRED)),
        ],
    ),
    "more time for what was handed in is refused": (
        QUIZ,
        [(1, Submit(), closed(SUBMITTED, 1)), (2, Extend(600), AttemptClosed(SUBMITTED))],
    ),
}


@pytest.mark.parametrize(("attempt", "steps"), WALKTHROUGHS.values(), ids=WALKTHROUGHS.keys())
def test_a_sitting_takes_these_steps(attempt: Attempt, steps: list[tuple[float, Step, Change | DomainError]]) -> None:
    sitting = Sitting(attempt)
    happened = [(seconds, step, sitting.after(seconds, step)) for seconds, step, _ in steps]
    assert list(map(repr, happened)) == list(map(repr, steps)), "errors are compared by what they carry"


@given(st.integers(0, HOUR), st.integers(0, 9 * HOUR), st.integers(0, 2 * HOUR))
def test_a_pause_leaves_as_much_time_as_there_was(paused_after: int, paused_for: int, extra: int) -> None:
    sitting = Sitting(STUDY)
    sitting.after(paused_after, Pause())
    sitting.after(paused_after, Extend(extra))
    now = at(paused_after + paused_for)
    would_end = sitting.attempt.deadline_from(now)
    assert would_end is not None
    assert would_end - now == timedelta(seconds=HOUR - paused_after + extra)
    sitting.after(paused_after + paused_for, Resume())
    assert (sitting.attempt.deadline_at, sitting.attempt.paused_at) == (would_end, None)
    assert sitting.attempt.deadline_from(now + timedelta(days=1)) == would_end, "the clock runs"

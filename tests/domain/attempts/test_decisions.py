"""The state machine of one sitting, each rule by itself; `test_walkthroughs` has whole sittings."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.builders import an_attempt
from tests.support.clock import START
from trainer.domain.attempts.attempt import GRACE, Attempt, AttemptState, Feedback
from trainer.domain.attempts.decisions import (
    Abandon,
    AnswerCameLate,
    AnswerSaved,
    Closed,
    Command,
    NothingChanged,
    SaveAnswer,
    SavedAnswer,
    Submit,
    Sweep,
    decide,
)
from trainer.domain.items.answers import SingleAnswer
from trainer.domain.kernel.errors import DomainError

HOUR = 3600
DEADLINE = START + timedelta(seconds=HOUR)
A, B = SingleAnswer("A"), SingleAnswer("B")
SUBMITTED, EXPIRED, ABANDONED = AttemptState.SUBMITTED, AttemptState.EXPIRED, AttemptState.ABANDONED


@pytest.mark.parametrize(
    ("state", "minutes", "now", "expected"),
    [
        pytest.param(AttemptState.IN_PROGRESS, 60, START, AttemptState.IN_PROGRESS, id="at the start"),
        pytest.param(
            AttemptState.IN_PROGRESS, 60, DEADLINE + GRACE, AttemptState.IN_PROGRESS, id="at the end of grace"
        ),
        pytest.param(
            AttemptState.IN_PROGRESS, 60, DEADLINE + GRACE + timedelta(microseconds=1), EXPIRED, id="past the grace"
        ),
        pytest.param(
            AttemptState.IN_PROGRESS, None, START + timedelta(days=999), AttemptState.IN_PROGRESS, id="no time limit"
        ),
        pytest.param(SUBMITTED, 60, DEADLINE + timedelta(days=1), SUBMITTED, id="handed in before"),
        pytest.param(ABANDONED, 60, DEADLINE + timedelta(days=1), ABANDONED, id="thrown away before"),
        pytest.param(EXPIRED, 60, START, EXPIRED, id="stored as expired"),
    ],
)
def test_a_sitting_past_its_deadline_is_expired_whether_or_not_that_is_stored(
    state: AttemptState, minutes: int | None, now: datetime, expected: AttemptState
) -> None:
    attempt = an_attempt(state=state, minutes=minutes)
    assert attempt.effective_state(now) is expected
    assert attempt.is_open(now) is (expected is AttemptState.IN_PROGRESS)


MOMENTS = st.integers(0, 3 * HOUR).map(lambda seconds: START + timedelta(seconds=seconds))
CLOSINGS = st.sampled_from([Submit(), Abandon(), Sweep()])
STATES = st.sampled_from(AttemptState)


@given(STATES, CLOSINGS, CLOSINGS, MOMENTS, MOMENTS)
def test_a_sitting_closes_once(
    state: AttemptState, first: Command, second: Command, one: datetime, other: datetime
) -> None:
    attempt = an_attempt(state=state)
    change = decide(attempt, first, min(one, other))
    if isinstance(change, Closed):
        assert state is AttemptState.IN_PROGRESS
        assert decide(replace(attempt, state=change.state), second, max(one, other)) == NothingChanged()


@given(CLOSINGS, MOMENTS, MOMENTS)
def test_how_a_sitting_ends_does_not_depend_on_when_the_sweeper_ran(
    command: Command, one: datetime, other: datetime
) -> None:
    attempt, swept_at, now = an_attempt(), min(one, other), max(one, other)
    swept = decide(attempt, Sweep(), swept_at)
    if isinstance(swept, Closed):
        assert decide(attempt, command, now) == swept


ANSWERS = st.sampled_from([None, A, B])
CURRENT = st.sampled_from([SavedAnswer(), SavedAnswer(1, A), SavedAnswer(2, None), SavedAnswer(3, B)])


@given(
    st.builds(an_attempt, STATES, st.sampled_from(Feedback)),
    st.builds(SaveAnswer, ANSWERS, st.integers(0, 3), CURRENT),
    MOMENTS,
)
def test_a_save_is_stored_only_in_an_open_sitting_on_the_current_revision_as_the_next_one(
    attempt: Attempt, save: SaveAnswer, now: datetime
) -> None:
    try:
        change = decide(attempt, save, now)
    except DomainError:
        return
    if isinstance(change, AnswerSaved):
        assert attempt.is_open(now)
        assert save.base_revision == save.current.revision
        assert save.answer != save.current.answer
        assert change.revision == save.current.revision + 1
        assert change.grade_now is (attempt.feedback is Feedback.AT_ONCE)
    else:
        assert isinstance(change, NothingChanged | AnswerCameLate)
        is_changed = save.answer != save.current.answer
        assert isinstance(change, AnswerCameLate) is (is_changed and attempt.effective_state(now) is EXPIRED)

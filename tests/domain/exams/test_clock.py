"""How long a sitting may take: extra time stacks and is rounded up, a closing date never cuts into it by itself."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.clock import START
from trainer.domain.exams.clock import Accommodation, ClosingDate, deadline, extra_seconds

MINUTE = 60
HOUR = 3600


@pytest.mark.parametrize(
    ("limit", "given", "expected"),
    [
        pytest.param(HOUR, [], 0, id="nothing granted"),
        pytest.param(HOUR, [Accommodation(percent=50)], 1800, id="half as long again"),
        pytest.param(HOUR, [Accommodation(seconds=900)], 900, id="a quarter of an hour on top"),
        pytest.param(HOUR, [Accommodation(50, 900)], 2700, id="per cent and minutes together"),
        pytest.param(HOUR, [Accommodation(25), Accommodation(25), Accommodation(0, 60)], 1860, id="several add up"),
        pytest.param(4 * HOUR, [Accommodation(100)], 4 * HOUR, id="double time"),
        pytest.param(4 * HOUR, [Accommodation(300)], 12 * HOUR, id="four times as long"),
        pytest.param(45 * MINUTE, [Accommodation(33)], 891, id="a third of 45 minutes is no fraction"),
        pytest.param(61, [Accommodation(50)], 31, id="30.5 rounded up"),
        pytest.param(1, [Accommodation(1)], 1, id="0.01 rounded up"),
        pytest.param(101, [Accommodation(1), Accommodation(1)], 3, id="2.02 rounded up once, not 1.01 twice"),
    ],
)
def test_extra_time_adds_up_and_shares_of_a_second_are_rounded_up(
    limit: int, given: list[Accommodation], expected: int
) -> None:
    assert extra_seconds(limit, iter(given)) == expected


def after(seconds: int) -> datetime:
    return START + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("extra", "closing", "expected"),
    [
        pytest.param(0, None, HOUR, id="the time limit"),
        pytest.param(900, None, HOUR + 900, id="extra time behind it"),
        pytest.param(900, ClosingDate(after(5 * HOUR)), HOUR + 900, id="a closing date that is far off"),
        pytest.param(0, ClosingDate(after(1800)), 1800, id="it shortens the time limit"),
        pytest.param(900, ClosingDate(after(1800)), 2700, id="and never the extra time behind it"),
        pytest.param(900, ClosingDate(after(HOUR + 60)), HOUR + 900, id="it falls within the extra time"),
        pytest.param(
            900, ClosingDate(after(HOUR + 60), cuts_extra_time=True), HOUR + 60, id="unless the instructor says so"
        ),
        pytest.param(
            900, ClosingDate(after(1800), cuts_extra_time=True), 1800, id="the instructor closes for all at once"
        ),
        pytest.param(
            900,
            ClosingDate(after(5 * HOUR), cuts_extra_time=True),
            HOUR + 900,
            id="which cuts nothing when it is far off",
        ),
        pytest.param(900, ClosingDate(after(-60)), 900, id="closed before: the extra time is left"),
        pytest.param(
            900, ClosingDate(after(-60), cuts_extra_time=True), 0, id="closed before for all: nothing is left"
        ),
    ],
)
def test_a_sitting_ends_at(extra: int, closing: ClosingDate | None, expected: int) -> None:
    assert deadline(START, HOUR, extra, closing) == after(expected)


CLOSINGS = st.builds(ClosingDate, st.integers(-HOUR, 5 * HOUR).map(after), st.booleans())
SECONDS = st.integers(0, 3 * HOUR)


@given(SECONDS, SECONDS, CLOSINGS)
def test_a_closing_date_gives_nobody_more_time_and_ends_no_sitting_before_it_started(
    limit: int, extra: int, closing: ClosingDate
) -> None:
    assert START <= deadline(START, limit, extra, closing) <= deadline(START, limit, extra)


@given(SECONDS, SECONDS, st.integers(-HOUR, 5 * HOUR).map(after))
def test_extra_time_is_extra_whatever_the_closing_date(limit: int, extra: int, at: datetime) -> None:
    closing = ClosingDate(at)
    assert deadline(START, limit, extra, closing) - deadline(START, limit, 0, closing) == timedelta(seconds=extra)

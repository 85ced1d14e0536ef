from datetime import UTC, datetime, timedelta

import pytest

from trainer.domain.classes.dates import Earlier, Override, Terms, Window, closes_later, terms_of
from trainer.domain.classes.work import AssignmentSpec, FixedItems
from trainer.domain.exams.clock import Accommodation

OPENS, DUE, CLOSES = (datetime(2026, 4, day, 17, tzinfo=UTC) for day in (1, 3, 6))
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


def a_spec(**values: object) -> AssignmentSpec:
    return AssignmentSpec("Week 1", "", "cpc", FixedItems(("a-1",)), **values)  # type: ignore[arg-type]


def some_terms(
    opens_at: datetime | None = OPENS,
    due_at: datetime | None = DUE,
    closes_at: datetime | None = CLOSES,
    late_percent_per_day: int = 10,
    extra: tuple[Accommodation, ...] = (),
) -> Terms:
    return Terms(opens_at, due_at, closes_at, late_percent_per_day, 1, extra)


@pytest.mark.parametrize(
    ("terms", "now", "window"),
    [
        (some_terms(), OPENS - SECOND, Window.NOT_OPEN),
        (some_terms(), OPENS, Window.OPEN),
        (some_terms(), DUE, Window.OPEN),
        (some_terms(), DUE + SECOND, Window.LATE),
        (some_terms(), CLOSES, Window.LATE),
        (some_terms(), CLOSES + SECOND, Window.CLOSED),
        (some_terms(opens_at=None), OPENS - 300 * DAY, Window.OPEN),
        (some_terms(closes_at=DUE), DUE, Window.OPEN),
        (some_terms(closes_at=DUE), DUE + SECOND, Window.CLOSED),
        (some_terms(due_at=None), CLOSES, Window.OPEN),
        (some_terms(due_at=None), CLOSES + SECOND, Window.CLOSED),
        (some_terms(due_at=None, closes_at=None), CLOSES + 300 * DAY, Window.OPEN),
        (some_terms(closes_at=None), DUE, Window.OPEN),
        (some_terms(closes_at=None), DUE + SECOND, Window.CLOSED),
    ],
)
def test_a_moment_lies_in_one_window_and_every_date_still_counts(terms, now, window):
    assert terms.window(now) is window


@pytest.mark.parametrize(
    ("terms", "handed_in_at", "percent"),
    [
        (some_terms(), DUE, None),
        (some_terms(), DUE + SECOND, 10),
        (some_terms(), DUE + DAY, 10),
        (some_terms(), DUE + DAY + SECOND, 20),
        (some_terms(), DUE + 30 * DAY, 100),
        (some_terms(late_percent_per_day=0), DUE + DAY, 0),
        (some_terms(due_at=None), CLOSES, None),
    ],
)
def test_every_day_begun_behind_the_due_date_costs_the_same_and_never_more_than_all(terms, handed_in_at, percent):
    assert terms.late_percent(handed_in_at) == percent


@pytest.mark.parametrize(
    ("terms", "started_at", "limit", "ends_at"),
    [
        (some_terms(), OPENS, None, CLOSES),
        (some_terms(closes_at=None), OPENS, None, None),
        (some_terms(), OPENS, 3600, OPENS + HOUR),
        (some_terms(closes_at=None), OPENS, 3600, OPENS + HOUR),
        (some_terms(), CLOSES - HOUR / 2, 3600, CLOSES),
        (some_terms(extra=(Accommodation(50),)), OPENS, 3600, OPENS + HOUR * 1.5),
        (some_terms(extra=(Accommodation(50), Accommodation(0, 60))), OPENS, 3600, OPENS + HOUR * 1.5 + 60 * SECOND),
        (some_terms(extra=(Accommodation(50),)), CLOSES - HOUR / 2, 3600, CLOSES + HOUR / 2),
        (some_terms(extra=(Accommodation(50),)), OPENS, None, CLOSES),
    ],
)
def test_a_try_ends_with_its_limit_and_no_closing_date_cuts_into_extra_time(terms, started_at, limit, ends_at):
    assert terms.ends_at(started_at, limit) == ends_at


def test_without_anything_granted_the_assignment_says_what_holds():
    spec = a_spec(opens_at=OPENS, due_at=DUE, closes_at=CLOSES, late_percent_per_day=5, attempts=3)
    assert terms_of(spec) == Terms(OPENS, DUE, CLOSES, 5, 3, ())


@pytest.mark.parametrize(
    ("spec", "granted", "dates"),
    [
        (a_spec(), (), (None, None, None)),
        (a_spec(due_at=DUE), (), (None, DUE, DUE)),
        (a_spec(closes_at=CLOSES), (), (None, None, CLOSES)),
        (a_spec(due_at=DUE, closes_at=CLOSES), (Override(due_at=DUE + DAY),), (None, DUE + DAY, CLOSES)),
        (a_spec(due_at=DUE), (Override(due_at=DUE + DAY),), (None, DUE + DAY, DUE + DAY)),
        (a_spec(due_at=DUE, closes_at=CLOSES), (Override(due_at=CLOSES + DAY),), (None, CLOSES + DAY, CLOSES + DAY)),
        (a_spec(opens_at=OPENS, due_at=DUE), (Override(opens_at=OPENS - DAY),), (OPENS - DAY, DUE, DUE)),
        (a_spec(due_at=DUE), (Override(closes_at=CLOSES),), (None, DUE, CLOSES)),
        (a_spec(due_at=DUE), (Override(due_at=CLOSES), Override(due_at=DUE + DAY)), (None, DUE + DAY, DUE + DAY)),
        (a_spec(due_at=DUE), (Override(due_at=DUE - DAY),), (None, DUE - DAY, DUE - DAY)),
        (a_spec(due_at=DUE), (Override(due_at=CLOSES), Override(due_at=OPENS)), (None, OPENS, OPENS)),
        (a_spec(due_at=DUE, closes_at=CLOSES), (Override(due_at=DUE - DAY),), (None, DUE - DAY, CLOSES)),
        (a_spec(due_at=DUE), (Override(closes_at=CLOSES), Override(due_at=DUE - DAY)), (None, DUE - DAY, CLOSES)),
        (a_spec(), (Override(due_at=DUE),), (None, DUE, DUE)),
        (a_spec(), (Override(opens_at=OPENS),), (OPENS, None, None)),
        (a_spec(due_at=DUE), (Override(due_at=CLOSES), Override(extra_attempts=1)), (None, CLOSES, CLOSES)),
    ],
)
def test_of_each_date_the_one_granted_last_holds_and_closing_is_never_before_due(spec, granted, dates):
    terms = terms_of(spec, granted)
    assert (terms.opens_at, terms.due_at, terms.closes_at) == dates


@pytest.mark.parametrize(
    ("attempts", "granted", "left"),
    [
        (1, (), 1),
        (1, (Override(extra_attempts=1), Override(extra_attempts=2)), 4),
        (0, (Override(extra_attempts=2),), 0),
    ],
)
def test_more_attempts_add_up_and_as_many_as_one_likes_stays_that(attempts, granted, left):
    assert terms_of(a_spec(attempts=attempts), granted).attempts == left


def test_extra_time_of_the_person_and_of_the_class_and_of_the_assignment_add_up():
    everywhere = (Accommodation(25, 0),)
    granted = (Override(extra_percent=25), Override(due_at=DUE), Override(extra_seconds=600))
    terms = terms_of(a_spec(), granted, everywhere)
    assert terms.extra == (Accommodation(25, 0), Accommodation(25, 0), Accommodation(0, 600))
    assert terms.ends_at(OPENS, 3600) == OPENS + HOUR * 1.5 + 600 * SECOND


@pytest.mark.parametrize(
    ("before", "after", "is_later"),
    [
        (a_spec(due_at=DUE), a_spec(due_at=DUE), False),
        (a_spec(due_at=DUE), a_spec(due_at=DUE + DAY), True),
        (a_spec(due_at=DUE), a_spec(due_at=DUE, closes_at=CLOSES), True),
        (a_spec(due_at=DUE, closes_at=CLOSES), a_spec(due_at=DUE + DAY, closes_at=CLOSES), False),
        (a_spec(due_at=DUE), a_spec(), True),
        (a_spec(), a_spec(due_at=DUE), False),
    ],
)
def test_work_is_taken_longer_where_the_closing_date_moves_back_or_goes(before, after, is_later):
    assert closes_later(terms_of(before), terms_of(after)) is is_later


def test_what_has_ended_holds_for_what_was_handed_in_before_and_for_nothing_else():
    ended = Override(due_at=DUE + 2 * DAY, extra_percent=50, extra_attempts=1, ended_at=DUE + DAY)
    terms = terms_of(a_spec(due_at=DUE, closes_at=CLOSES, late_percent_per_day=10), (ended,))
    assert (terms.due_at, terms.attempts, terms.extra) == (DUE, 1, ())
    assert terms.earlier == (Earlier(DUE + DAY, None, DUE + 2 * DAY, CLOSES),)
    assert terms.late_percent(DUE + DAY) is None
    assert terms.late_percent(DUE + DAY + SECOND) == 20


def test_of_several_that_have_ended_each_holds_until_its_own_end():
    first = Override(due_at=DUE + 3 * DAY, ended_at=DUE + 2 * DAY)
    second = Override(due_at=DUE + DAY, ended_at=DUE + HOUR)
    terms = terms_of(a_spec(due_at=DUE, closes_at=CLOSES), (first, second))
    assert [each.due_at for each in terms.earlier] == [DUE + DAY, DUE + 3 * DAY]
    assert terms.due_for(DUE + HOUR) == terms.due_for(DUE + 2 * DAY) == DUE + 3 * DAY
    assert terms.due_for(DUE + 2 * DAY + SECOND) == DUE


def test_an_earlier_date_that_has_ended_and_no_date_at_all_make_nothing_late():
    earlier = Override(due_at=DUE - DAY, ended_at=DUE)
    assert terms_of(a_spec(due_at=DUE), (earlier,)).due_for(DUE) == DUE
    assert terms_of(a_spec(), (earlier,)).due_for(DUE - HOUR) is None


def test_extra_time_that_has_ended_leaves_no_other_dates():
    assert terms_of(a_spec(due_at=DUE), (Override(extra_percent=50, ended_at=DUE),)).earlier == ()


def test_what_is_counted_as_it_is_done_counts_until_what_was_granted_ended():
    ended = Override(due_at=CLOSES + DAY, ended_at=CLOSES + HOUR)
    assert terms_of(a_spec(due_at=DUE, closes_at=CLOSES), (ended,)).counts_until() == CLOSES + HOUR
    assert terms_of(a_spec(due_at=DUE), (Override(due_at=CLOSES, ended_at=CLOSES + DAY),)).counts_until() == CLOSES
    assert some_terms(closes_at=None).counts_until() is None
    assert some_terms().counts_until() == CLOSES
    open_end = Terms(None, None, DUE, 0, 1, (), (Earlier(DUE + HOUR, None, None, None),))
    assert open_end.counts_until() == DUE + HOUR


def test_another_moment_may_be_compared_with_the_due_date():
    assert some_terms().late_percent(DUE + HOUR, DUE) is None
    assert some_terms().late_percent(DUE + DAY + HOUR, DUE + DAY) == 10

"""Today's queue: what is taken when not all fits, ties, how long a backlog lasts."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.domain.review.cards import Card
from trainer.domain.review.queue import DueCard, Rationed, card_weights, ration

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
EXAM = NOW + 40 * DAY
WEIGHTS = {"medicine": 0.3, "hcpcs": 0.3, "cases": 0.6}


def a_due_card(item_id: int, area: str = "medicine", stability: float = 5, days: int = 20, due_for: int = 3) -> DueCard:
    return DueCard(item_id, area, Card(stability, 5, NOW - due_for * DAY, NOW - days * DAY))


def rationed(due, remaining=1, daily_limit=30, exam_at=EXAM, coming=()) -> Rationed:
    return ration(
        due, remaining=remaining, daily_limit=daily_limit, weights=WEIGHTS, now=NOW, exam_at=exam_at, coming=coming
    )


def test_what_fades_goes_before_what_stays():
    fading, firm = a_due_card(1, stability=4), a_due_card(2, stability=400)
    assert rationed([firm, fading]).today == (1,)


def test_what_counts_more_in_the_exam_goes_first():
    assert rationed([a_due_card(1), a_due_card(2, "cases"), a_due_card(3, "hcpcs")], 3).today == (2, 1, 3)


def test_an_area_outside_the_exam_comes_last():
    assert rationed([a_due_card(1, "retired"), a_due_card(2)], 2).today == (2, 1)


def test_ties_go_to_what_is_due_longest_and_then_to_the_lower_id():
    due = [a_due_card(9), a_due_card(4), a_due_card(7, due_for=5)]
    assert rationed(due, 3).today == (7, 4, 9)


@pytest.mark.parametrize("exam_at", [None, NOW, NOW - DAY], ids=["no date", "today", "over"])
def test_without_an_exam_ahead_the_next_30_days_count(exam_at):
    dice = random.Random(3)
    due = [a_due_card(number, stability=dice.uniform(1, 50), days=dice.randint(5, 50)) for number in range(50)]
    assert rationed(due, 20, exam_at=exam_at).today == rationed(due, 20, exam_at=NOW + 30 * DAY).today


@given(
    cards=st.lists(st.tuples(st.floats(0.1, 100), st.integers(1, 60), st.sampled_from(sorted(WEIGHTS))), max_size=30),
    remaining=st.integers(-3, 40),
    seed=st.integers(0, 99),
)
def test_the_order_in_which_cards_are_read_changes_nothing(cards, remaining, seed):
    due = [a_due_card(number, area, stability, days) for number, (stability, days, area) in enumerate(cards)]
    shuffled = random.Random(seed).sample(due, len(due))
    made = rationed(due, remaining)
    assert made == rationed(shuffled, remaining)
    assert len(made.today) == min(max(remaining, 0), len(due))
    assert len(made.today) + made.waiting == len(due)


@pytest.mark.parametrize(
    ("due", "remaining", "daily_limit", "coming", "days"),
    [
        pytest.param(0, 10, 10, (5, 5), 0, id="nothing due"),
        pytest.param(10, 10, 10, (99,), 1, id="all today"),
        pytest.param(11, 10, 10, (), 2, id="one is left for tomorrow"),
        pytest.param(25, 0, 10, (), 4, id="today is used up"),
        pytest.param(25, 10, 10, (5, 10, 0), 4, id="15 + 5 - 10 = 10, + 10 - 10 = 10, + 0 - 10 = 0 on the fourth day"),
        pytest.param(30, 10, 10, (4, 4), 4, id="20, 14, 8, then 8 on the fourth day"),
        pytest.param(5, 2, 0, (), None, id="no reviews a day"),
        pytest.param(5, -2, 10, (), 2, id="more than the limit was done"),
    ],
)
def test_a_backlog_lasts_so_many_days(due, remaining, daily_limit, coming, days):
    cards = [a_due_card(number) for number in range(due)]
    assert rationed(cards, remaining, daily_limit, coming=coming).days_to_clear == days


def test_a_card_is_worth_the_chance_that_a_mock_asks_for_its_item():
    questions, items = {"medicine": 6, "hcpcs": 3, "compliance": 3}, {"medicine": 24, "hcpcs": 3, "compliance": 0}
    assert card_weights(questions, items) == {"medicine": 0.25, "hcpcs": 1.0}

"""Today's reviews. When more is due than a day holds, those go first by which most is saved on the day of the exam."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from trainer.domain.review.cards import Card
from trainer.domain.review.worth import worth_of_reviews

HORIZON = timedelta(days=30)
"""Without an exam ahead, what is remembered after so long decides."""


@dataclass(frozen=True, slots=True)
class DueCard:
    item_id: int
    area: str
    card: Card


@dataclass(frozen=True, slots=True)
class Rationed:
    """Items to review today, the most worthwhile first; how many due ones wait for another day.

    `days_to_clear` counts today: 1 when nothing waits, 0 when nothing is due; None if the end is not in sight.
    """

    today: tuple[int, ...]
    waiting: int
    days_to_clear: int | None


def card_weights(questions: Mapping[str, int], items: Mapping[str, int]) -> dict[str, float]:
    """What remembering one item of an area is worth: its questions in the exam per item in the bank.

    That is the chance that a mock drawn from this bank asks for the item, hence the points that it stands for. The
    learner's own cards would be the wrong divisor: two cards would stand for all six questions of an area.
    """
    return {area: count / items[area] for area, count in questions.items() if items.get(area)}


def ration(
    due: Sequence[DueCard],
    *,
    remaining: int,
    daily_limit: int,
    weights: Mapping[str, float],
    now: datetime,
    exam_at: datetime | None,
    coming: Sequence[int] = (),
) -> Rationed:
    """The due items that fit into today: `remaining` is the daily limit less the reviews already done.

    They are ordered by weight of the area × what a review now is worth (`worth_of_reviews`) on the day of the exam, or
    30 days from now without one ahead; ties go to the item that is due longest, then to the lower id. An area without a
    weight is not in the exam. `coming` are the numbers of cards that fall due tomorrow and on the days after.
    """
    then = exam_at if exam_at is not None and exam_at > now else now + HORIZON
    remaining = max(remaining, 0)
    days_a_round = -(-len(due) // max(daily_limit, 1))
    worths = worth_of_reviews([each.card for each in due], now, then, days_a_round)
    ordered = sorted(
        zip(due, worths, strict=True),
        key=lambda pair: (-weights.get(pair[0].area, 0.0) * pair[1], pair[0].card.due_at, pair[0].item_id),
    )
    today = tuple(each.item_id for each, _ in ordered[:remaining])
    return Rationed(today, len(due) - len(today), _days_to_clear(len(due), remaining, daily_limit, coming))


def _days_to_clear(due: int, remaining: int, daily_limit: int, coming: Sequence[int]) -> int | None:
    """Days until nothing that is due is left, each with as many reviews as its limit allows."""
    if not due:
        return 0
    left = due - remaining
    days = 1
    for more in coming:
        if left <= 0:
            return days
        left += more - daily_limit
        days += 1
    if left <= 0:
        return days
    return days - (-left // daily_limit) if daily_limit > 0 else None

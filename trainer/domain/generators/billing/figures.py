"""Amounts and days that several billing families draw: wrong amounts that lie apart, working days."""

import random
from collections.abc import Iterable
from datetime import date, timedelta

from trainer.domain.generators.family import Wrong
from trainer.domain.generators.wording import money

_HOLIDAYS = frozenset(
    {
        date(2026, 1, 1),
        date(2026, 1, 19),
        date(2026, 2, 16),
        date(2026, 5, 25),
        date(2026, 6, 19),
        date(2026, 7, 3),
        date(2026, 9, 7),
        date(2026, 10, 12),
        date(2026, 11, 11),
        date(2026, 11, 26),
        date(2026, 12, 25),
        date(2027, 1, 1),
        date(2027, 1, 18),
        date(2027, 2, 15),
        date(2027, 5, 31),
        date(2027, 6, 18),
        date(2027, 7, 5),
        date(2027, 9, 6),
        date(2027, 10, 11),
        date(2027, 11, 11),
        date(2027, 11, 25),
        date(2027, 12, 24),
        date(2027, 12, 31),
    }
)
"""Days on which federal offices are closed, as observed (5 U.S.C. 6103)."""


def dollars(rng: random.Random, low: int, high: int, step: int = 1) -> int:
    """A whole-dollar amount from `low` to `high` dollars, in cents."""
    return rng.randrange(low, high + 1, step) * 100


def wrong_amounts(right: int, candidates: Iterable[tuple[int, str, str]], gap: int = 100) -> tuple[Wrong, ...]:
    """Wrong amounts from (cents, mistake, why), without those below zero or nearer than `gap` cents to another."""
    kept: dict[int, Wrong] = {}
    for cents, mistake, why in candidates:
        if cents >= 0 and all(abs(cents - other) >= gap for other in (right, *kept)):
            kept[cents] = Wrong(money(cents), mistake, why)
    return tuple(kept.values())


def is_working_day(day: date) -> bool:
    """Whether federal offices are open, so that no rule on weekends or holidays can move a last day."""
    return day.weekday() < 5 and day not in _HOLIDAYS


def day_between(rng: random.Random, first: date, last: date) -> date:
    """A working day from `first` to `last`."""
    while True:
        day = first + timedelta(days=rng.randint(0, (last - first).days))
        if is_working_day(day):
            return day

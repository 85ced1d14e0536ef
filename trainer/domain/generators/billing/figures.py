"""Amounts and days that several billing families draw: wrong amounts that lie apart, working days."""

import random
from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction
from typing import TypeVar

from trainer.domain.generators.family import Wrong
from trainer.domain.generators.wording import decimal, long_day, money

_Ordered = TypeVar("_Ordered", int, Fraction, date)

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


def wrong_amounts(
    rng: random.Random, right: int, candidates: Iterable[tuple[int, str, str]], gap: int = 0
) -> tuple[Wrong, ...]:
    """Wrong amounts from (cents, mistake, why), without those below zero or nearer than `gap` cents to another.

    A gap of 0 stands for a hundredth of the right amount. Amounts are shown in order: the dice say how many of the
    first three are to be less than the right one, as far as there are such, lest its place tell which it is.
    """
    apart = gap or max(50, right // 100)
    kept: list[tuple[int, str, str]] = []
    for candidate in candidates:
        taken = (right, *(cents for cents, _, _ in kept))
        if candidate[0] >= 0 and all(abs(candidate[0] - other) >= apart for other in taken):
            kept.append(candidate)
    return tuple(Wrong(money(cents), mistake, why) for cents, mistake, why in placed(rng, right, kept))


def wrong_figures(
    rng: random.Random, right: Fraction, candidates: Iterable[tuple[Fraction, str, str]], unit: str
) -> tuple[Wrong, ...]:
    """Wrong figures with one decimal and this unit, half a unit or more from the right one and from each other."""
    kept: list[tuple[Fraction, str, str]] = []
    for candidate in candidates:
        taken = (right, *(value for value, _, _ in kept))
        if candidate[0] > 0 and all(abs(candidate[0] - other) >= Fraction(1, 2) for other in taken):
            kept.append(candidate)
    return tuple(Wrong(f"{decimal(value, 1)}{unit}", mistake, why) for value, mistake, why in placed(rng, right, kept))


def wrong_days(rng: random.Random, right: date, candidates: Iterable[tuple[date, str, str]]) -> tuple[Wrong, ...]:
    """Wrong days from (day, mistake, why), in chance order; the dice say how many of the first three are earlier.

    The right day is a working day: a wrong one on a weekend or holiday would show as such. Only the end of a calendar
    year may fall on any day.
    """
    kept: dict[date, tuple[date, str, str]] = {}
    for candidate in candidates:
        day = candidate[0]
        if day != right and (is_working_day(day) or (day.month, day.day) == (12, 31)):
            kept.setdefault(day, candidate)
    shuffled = rng.sample(list(kept.values()), len(kept))
    return tuple(Wrong(long_day(day), mistake, why) for day, mistake, why in placed(rng, right, shuffled))


def placed(
    rng: random.Random, right: _Ordered, candidates: list[tuple[_Ordered, str, str]], wanted: int = 3
) -> list[tuple[_Ordered, str, str]]:
    """The candidates with a drawn number of smaller ones, and then greater ones, among the first `wanted`."""
    smaller = [each for each in candidates if each[0] < right]
    greater = [each for each in candidates if each[0] > right]
    fewest, most = max(0, wanted - len(greater)), min(wanted, len(smaller))
    number = rng.randint(fewest, most) if fewest <= most else most
    first = smaller[:number] + greater[: wanted - number]
    return first + [each for each in candidates if each not in first]


def is_working_day(day: date) -> bool:
    """Whether federal offices are open, so that no rule on weekends or holidays can move a last day."""
    return day.weekday() < 5 and day not in _HOLIDAYS


def day_between(rng: random.Random, first: date, last: date) -> date:
    """A working day from `first` to `last`."""
    while True:
        day = first + timedelta(days=rng.randint(0, (last - first).days))
        if is_working_day(day):
            return day


def days_later(rng: random.Random, start: date, low: int, high: int) -> date:
    """A working day from `low` to `high` days after the start, or before it where both are negative.

    The span is at least five days: no weekend with its holidays is longer.
    """
    return day_between(rng, start + timedelta(days=low), start + timedelta(days=high))


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a month that has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))

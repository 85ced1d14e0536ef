"""The log of an item's reviews. It is the fact; the card is what it replays to.

An entry holds all that the library needs: rating, moment, desired retention, the last moment allowed. An overruling is
an entry of its own, at the same moment, that starts from the card before the rating that it replaces.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from trainer.domain.kernel.errors import DomainError
from trainer.domain.review.cards import Card, review
from trainer.domain.review.ratings import Rating


@dataclass(frozen=True, slots=True)
class ReviewEntry:
    """One rating of an item. `number` counts from 1; `not_after` is the last moment to which it could be put off."""

    number: int
    rating: Rating
    reviewed_at: datetime
    retention_percent: int
    not_after: datetime | None
    is_overruling: bool
    before: Card | None
    after: Card


@dataclass(eq=False)
class BrokenLog(DomainError):
    """The entry does not follow the one before it: a number is missing, or there is nothing that it could overrule."""

    number: int


def next_entry(
    last: ReviewEntry | None, rating: Rating, now: datetime, retention_percent: int, not_after: datetime | None = None
) -> ReviewEntry:
    """A review after the last entry, or the first one."""
    before = last.after if last else None
    after = review(before, rating, now, retention_percent, not_after)
    number = last.number + 1 if last else 1
    return ReviewEntry(
        number, rating, after.reviewed_at, retention_percent, not_after, is_overruling=False, before=before, after=after
    )


def overrule(last: ReviewEntry, rating: Rating) -> ReviewEntry:
    """The entry that puts another rating in the place of the last one, at its moment and under its conditions."""
    after = review(last.before, rating, last.reviewed_at, last.retention_percent, last.not_after)
    return replace(last, number=last.number + 1, rating=rating, is_overruling=True, after=after)


def replay(entries: Iterable[ReviewEntry]) -> Card | None:
    """The card that a whole log gives, computed anew from its ratings; the stored cards are not looked at.

    Raises:
        BrokenLog: the entries are not all there, in order.
    """
    before = card = None
    last: ReviewEntry | None = None
    for entry in entries:
        _check(last, entry)
        before = before if entry.is_overruling else card
        card = review(before, entry.rating, entry.reviewed_at, entry.retention_percent, entry.not_after)
        last = entry
    return card


def _check(last: ReviewEntry | None, entry: ReviewEntry) -> None:
    follows = entry.number == (last.number + 1 if last else 1)
    replaces = last is not None and last.reviewed_at == entry.reviewed_at
    if not follows or (entry.is_overruling and not replaces):
        raise BrokenLog(entry.number)

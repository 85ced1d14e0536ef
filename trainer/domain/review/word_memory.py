"""What a learner remembers of word parts, replayed from the answers; which part is asked next.

Days are days of study (`days.study_day`), in this module as in the whole package. A right answer is `good`, a wrong one
`again`; the desired retention is the usual one, whatever exam lies ahead.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from trainer.domain.review.cards import USUAL_PERCENT, Card, review
from trainer.domain.review.ratings import Rating
from trainer.domain.review.words import PartKind, WordPart

NEW_A_DAY = 20
ROUND = 10
KNOWN_AFTER = timedelta(days=21)
"""A part that is put off for so long counts as known."""


@dataclass(frozen=True, slots=True)
class PastAnswer:
    """The answer at the `repetition`-th time that a part was asked, on a day of study."""

    part: str
    repetition: int
    is_right: bool
    on: datetime


@dataclass(frozen=True, slots=True)
class Memory:
    """What the answers to one part replay to; `first_on` is the day of the first of them."""

    card: Card
    first_on: datetime
    asked: int
    asked_today: int

    @property
    def is_known(self) -> bool:
        return self.card.due_at - self.card.reviewed_at >= KNOWN_AFTER


@dataclass(frozen=True, slots=True)
class Round:
    """Ten answers of a day, or as many as there are of the last ten; `new` were asked for the first time."""

    asked: int
    right: int
    new: int

    @property
    def is_full(self) -> bool:
        return self.asked == ROUND


def remember(answers: Iterable[PastAnswer], today: datetime) -> dict[str, Memory]:
    """The memory of every part that was answered; the answers to a part come in the order of its repetitions."""
    memories: dict[str, Memory] = {}
    for answer in answers:
        before = memories.get(answer.part)
        rating = Rating.GOOD if answer.is_right else Rating.AGAIN
        memories[answer.part] = Memory(
            card=review(before.card if before else None, rating, answer.on, USUAL_PERCENT),
            first_on=before.first_on if before else answer.on,
            asked=(before.asked if before else 0) + 1,
            asked_today=(before.asked_today if before else 0) + (answer.on == today),
        )
    return memories


def teaching_order(parts: Sequence[WordPart]) -> tuple[WordPart, ...]:
    """The order in which new parts come: that of the file within a kind, the kinds mixed by their numbers.

    So every stretch holds some of each kind, and all kinds end together.
    """
    places: dict[PartKind, int] = dict.fromkeys(PartKind, 0)
    counts = {kind: sum(part.kind is kind for part in parts) for kind in PartKind}
    keys: dict[str, Fraction] = {}
    for part in parts:
        keys[part.id] = Fraction(2 * places[part.kind] + 1, 2 * counts[part.kind])
        places[part.kind] += 1
    return tuple(sorted(parts, key=lambda part: keys[part.id]))


def due_parts(order: Sequence[str], memories: Mapping[str, Memory], today: datetime) -> list[str]:
    """The parts that are due, those that are due longest first."""
    due = [part for part in order if part in memories and memories[part].card.due_at <= today]
    return sorted(due, key=lambda part: memories[part].card.due_at)


def new_parts(order: Sequence[str], memories: Mapping[str, Memory], today: datetime) -> list[str]:
    """The new parts that still fit into today."""
    begun = sum(memory.first_on == today for memory in memories.values())
    return [part for part in order if part not in memories][: max(NEW_A_DAY - begun, 0)]


def next_part(
    order: Sequence[str], memories: Mapping[str, Memory], today: datetime, *, plays_on: bool = False
) -> str | None:
    """What is asked next: what is due, then what is new; None when that is done for today.

    Whoever plays on gets the weakest of the parts that were asked least often today.
    """
    for part in (*due_parts(order, memories, today), *new_parts(order, memories, today)):
        return part
    known = [part for part in order if part in memories]
    if not plays_on or not known:
        return None
    return min(known, key=lambda part: (memories[part].asked_today, memories[part].card.stability))


def last_round(answers: Sequence[PastAnswer], today: datetime, *, is_looking_back: bool) -> Round:
    """The round that is played: of today's answers, in the order of time, those after the last full ten.

    Directly after its tenth answer one still looks back at the full round.
    """
    own = [answer for answer in answers if answer.on == today]
    number = len(own) % ROUND
    if not number and is_looking_back:
        number = ROUND
    last = own[len(own) - number :] if number else []
    return Round(len(last), sum(answer.is_right for answer in last), sum(answer.repetition == 1 for answer in last))


def coming(order: Sequence[str], memories: Mapping[str, Memory], today: datetime) -> tuple[int, int]:
    """In how many days the next parts come back after today, and how many they are; nothing is (0, 0)."""
    days = sorted(memories[part].card.due_at for part in order if part in memories)
    later = [(day - today).days for day in days if day > today]
    return (later[0], later.count(later[0])) if later else (0, 0)

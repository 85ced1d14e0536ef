"""A simulated learner who misses ten days, and two ways to work off what has piled up until the exam.

The learner's memory is not the one that the program supposes: every learner has parameters of his own, strewn around
those of the library, and chance decides each answer. What counts is how much of that true memory is left on the day of
the exam. Both ways start from the same state and meet the same luck: the dice belong to the card and its n-th review.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import mean

import fsrs
from fsrs.scheduler import DEFAULT_PARAMETERS, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS

from trainer.domain.review.cards import Card, latest_due, retention_percent, review
from trainer.domain.review.days import DAY, midnight_of
from trainer.domain.review.queue import DueCard, card_weights, ration
from trainer.domain.review.ratings import Rating

START = date(2026, 3, 2)
STUDIED_DAYS, MISSED_DAYS, NEW_A_DAY = 16, 10, 20
KNOWN_AT_FIRST = 0.55
SPREAD = 0.2
"""Standard deviation of the logarithm of a learner's own parameters around those of the library."""

AREAS = {
    "10000-series": (6, 19), "20000-series": (6, 19), "30000-series": (6, 19), "40000-series": (6, 19),
    "50000-series": (6, 18), "60000-series": (6, 19), "evaluation-management": (6, 19), "anesthesia": (4, 13),
    "radiology": (6, 19), "pathology-laboratory": (6, 19), "medicine": (6, 19), "medical-terminology": (4, 13),
    "anatomy": (4, 13), "icd-10-cm": (5, 20), "hcpcs": (3, 10), "coding-guidelines": (7, 23), "compliance": (3, 10),
    "cases": (10, 31),
}  # fmt: skip
"""Questions in the CPC exam, and items to learn: 100 and 322."""

Way = Callable[[Sequence[DueCard], int, datetime, datetime], Sequence[int]]
"""Due cards, how many may be reviewed, the day, the day of the exam: the items to review."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Mean chance, from 0 to 1, that an item is remembered on the day of the exam: all alike, and by the blueprint."""

    plain: float
    weighted: float
    backlog: int


def oldest_first(due: Sequence[DueCard], limit: int, _now: datetime, _exam_at: datetime) -> Sequence[int]:
    return [each.item_id for each in sorted(due, key=lambda each: (each.card.due_at, each.item_id))[:limit]]


class Learner:
    """Cards as the program keeps them, beside the memory that the learner really has."""

    def __init__(self, seed: int, daily_limit: int, exam_after_days: int) -> None:
        self.seed = seed
        self.daily_limit = daily_limit
        dice = random.Random(seed)
        self.areas = [area for area, (_, items) in AREAS.items() for _ in range(items)]
        dice.shuffle(self.areas)
        self.weights = card_weights(*({area: pair[place] for area, pair in AREAS.items()} for place in (0, 1)))
        self.own = fsrs.Scheduler(_own_parameters(dice), learning_steps=(), relearning_steps=(), enable_fuzzing=False)
        self.cards: dict[int, Card] = {}
        self.memory: dict[int, fsrs.Card] = {}
        self.reviews = [0] * len(self.areas)
        self.exam_on = START + (STUDIED_DAYS + MISSED_DAYS + exam_after_days) * DAY
        self.exam_at = midnight_of(self.exam_on)

    def study(self, day: date, way: Way, new: int = 0) -> None:
        """One day: what is due, up to the limit, and new items."""
        now = midnight_of(day)
        for item in way(self.due(now), self.daily_limit, now, self.exam_at):
            self._answer(item, now, self.own.get_card_retrievability(self.memory[item], now))
        for item in range(len(self.cards), min(len(self.cards) + new, len(self.areas))):
            self.memory[item] = fsrs.Card(card_id=item, due=now)
            self._answer(item, now, KNOWN_AT_FIRST)

    def due(self, now: datetime) -> list[DueCard]:
        return [DueCard(item, self.areas[item], card) for item, card in self.cards.items() if card.due_at <= now]

    def rationed(self, due: Sequence[DueCard], limit: int, now: datetime, exam_at: datetime) -> Sequence[int]:
        made = ration(due, remaining=limit, daily_limit=limit, weights=self.weights, now=now, exam_at=exam_at)
        return made.today

    def outcome(self, backlog: int) -> Outcome:
        kept = {item: self.own.get_card_retrievability(memory, self.exam_at) for item, memory in self.memory.items()}
        points = sum(self.weights[self.areas[item]] * chance for item, chance in kept.items())
        return Outcome(mean(kept.values()), points / sum(self.weights[self.areas[item]] for item in kept), backlog)

    def _answer(self, item: int, now: datetime, chance: float) -> None:
        dice = random.Random(f"{self.seed} {item} {self.reviews[item]}")
        self.reviews[item] += 1
        rating = Rating.AGAIN
        if dice.random() < chance:
            rating = dice.choices((Rating.HARD, Rating.GOOD, Rating.EASY), (15, 75, 10))[0]
        percent = retention_percent(now.date(), self.exam_on)
        not_after = latest_due(now, self.exam_at)
        self.cards[item] = review(self.cards.get(item), rating, now, percent, not_after)
        self.memory[item], _ = self.own.review_card(self.memory[item], fsrs.Rating[rating.capitalize()], now)


def compare(seed: int, daily_limit: int, exam_after_days: int) -> tuple[Outcome, Outcome]:
    """What the same learner remembers on the day of the exam: rationed, and oldest first."""
    rationed, oldest = (Learner(seed, daily_limit, exam_after_days) for _ in range(2))
    return _outcome(rationed, rationed.rationed, exam_after_days), _outcome(oldest, oldest_first, exam_after_days)


def _outcome(learner: Learner, way: Way, exam_after_days: int) -> Outcome:
    for number in range(STUDIED_DAYS):
        learner.study(START + number * DAY, oldest_first, NEW_A_DAY)
    back = START + (STUDIED_DAYS + MISSED_DAYS) * DAY
    backlog = len(learner.due(midnight_of(back)))
    for number in range(exam_after_days):
        learner.study(back + number * DAY, way)
    return learner.outcome(backlog)


def _own_parameters(dice: random.Random) -> list[float]:
    strewn = [parameter * dice.lognormvariate(0, SPREAD) for parameter in DEFAULT_PARAMETERS]
    bounds = zip(strewn, LOWER_BOUNDS_PARAMETERS, UPPER_BOUNDS_PARAMETERS, strict=True)
    return [min(max(parameter, low), high) for parameter, low, high in bounds]

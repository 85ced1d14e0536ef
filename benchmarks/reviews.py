"""Spaced repetition: our cards against the library's, the backlog after missed days, the time that a queue takes.

`make bench NAME=reviews`. Gains are differences of the mean chance, on the day of the exam, to remember an item of the
bank, weighted by the blueprint and unweighted (`_plain`), in percentage points over "oldest first"; 40 learners each.
"""

import random
import time
from datetime import UTC, datetime, timedelta
from statistics import mean, median

import fsrs

from benchmarks.figures import Figures
from benchmarks.review_backlog import AREAS, compare
from trainer.domain.review.cards import Card
from trainer.domain.review.log import ReviewEntry, next_entry, overrule, replay
from trainer.domain.review.queue import DueCard, ration
from trainer.domain.review.ratings import Rating

SEED = 20260302
HISTORIES = 500
LEARNERS = range(1000, 1040)
"""Seeds. The rule was chosen by looking at other ones, below 100."""
QUEUE = 700
START = datetime(2026, 1, 5, 7, 30, 15, 123_456, tzinfo=UTC)


def main() -> int:
    figures = Figures()
    equal = sum(history_is_equal(SEED + number) for number in range(HISTORIES))
    figures.add("reviews.histories_equal", equal, f"of {HISTORIES}", at_least=HISTORIES)
    for limit, days in ((30, 28), (30, 42), (20, 14), (20, 28), (20, 42), (30, 14)):
        _add_gain(figures, limit, days)
    figures.add("reviews.ration_ms", _ration_ms(), "ms", at_most=20)
    return figures.exit_code()


def history_is_equal(seed: int) -> bool:
    """Whether a random history gives the same card by our log, by its replay, and by the library alone."""
    dice = random.Random(seed)
    now, last, entries = START, None, []
    card, before = fsrs.Card(card_id=1, due=START), fsrs.Card(card_id=1, due=START)
    for _ in range(dice.randint(1, 25)):
        is_overruling = last is not None and dice.random() < 0.2
        rating, percent = dice.choice(list(Rating)), dice.randint(70, 97)
        if not is_overruling:
            before = card
            now += timedelta(days=dice.choice((0, 1, 3, 10, 60)) * dice.random(), microseconds=dice.randint(1, 10**10))
            last = next_entry(last, rating, now, percent)
        else:
            assert last is not None
            percent = last.retention_percent
            last = overrule(last, rating)
        library = fsrs.Scheduler(
            desired_retention=percent / 100, learning_steps=(), relearning_steps=(), enable_fuzzing=False
        )
        card, _ = library.review_card(before, fsrs.Rating[rating.capitalize()], now)
        entries.append(last)
    return last is not None and _is_same(last, card) and replay(entries) == last.after


def _is_same(entry: ReviewEntry, card: fsrs.Card) -> bool:
    own = (entry.after.stability, entry.after.difficulty, entry.after.due_at, entry.after.reviewed_at)
    return own == (card.stability, card.difficulty, card.due, card.last_review)


def _add_gain(figures: Figures, limit: int, days: int) -> None:
    """Only the first case has a bar; the others are there so that nobody takes the first for all."""
    outcomes = [compare(seed, limit, days) for seed in LEARNERS]
    name = "reviews.backlog_gain" if (limit, days) == (30, 28) else f"reviews.backlog_gain_{limit}_a_day_{days}_days"
    at_least = 0.1 if (limit, days) == (30, 28) else None
    weighted = [100 * (rationed.weighted - oldest.weighted) for rationed, oldest in outcomes]
    plain = [100 * (rationed.plain - oldest.plain) for rationed, oldest in outcomes]
    figures.add(name, mean(weighted), "points", at_least=at_least)
    figures.add(f"{name}_plain", mean(plain), "points", at_least=at_least)
    figures.add(f"{name}_learners_better_off", sum(gain > 0 for gain in weighted), f"of {len(LEARNERS)}")


def _ration_ms() -> float:
    dice = random.Random(SEED)
    areas = list(AREAS)
    due = [
        DueCard(
            number,
            dice.choice(areas),
            Card(dice.uniform(0.2, 60), dice.uniform(1, 10), START, START - timedelta(days=dice.randint(1, 60))),
        )
        for number in range(QUEUE)
    ]
    weights = dict.fromkeys(areas, 0.3)
    spent = []
    for _ in range(50):
        started = time.perf_counter()
        exam_at = START + timedelta(days=40)
        ration(due, remaining=30, daily_limit=30, weights=weights, now=START, exam_at=exam_at)
        spent.append((time.perf_counter() - started) * 1_000)
    return median(spent)


if __name__ == "__main__":
    raise SystemExit(main())

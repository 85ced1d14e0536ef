"""The log replays to the cards, whatever a learner and those who correct keys do."""

import random
from contextlib import suppress
from datetime import timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

import pytest

from tests.support.people import Learner, sign_up
from tests.support.regrades import SLUG, correct, mark, publish_ten, regrade
from tests.support.reviews import answer, cards, due, log, overrule, set_exam, start_reviews
from trainer.domain.attempts.attempt import AttemptKind, Feedback
from trainer.domain.attempts.decisions import AttemptClosed
from trainer.domain.items.keys import SingleKey
from trainer.domain.kernel.errors import Refused
from trainer.domain.review.days import midnight_of, study_day
from trainer.domain.review.log import replay
from trainer.domain.review.ratings import Confidence, Rating
from trainer.services.review_log import to_entry

UTC = ZoneInfo("UTC")
STEPS = 60
SAID = (None, *Confidence)


class Study:
    """A learner who does whatever comes to mind; what was begun as a quiz or exam is handed in some time later."""

    def __init__(self, learner: Learner, clock, dice: random.Random) -> None:
        self.learner, self.clock, self.dice = learner, clock, dice
        self.begun: list[int] = []
        self.rated: list[tuple[int, int]] = []
        self.key = "B"

    def tutor(self) -> None:
        self._answer(self.learner.start(Feedback.AT_ONCE, self.dice.randint(1, 6)), tutor=True)

    def review(self) -> None:
        if due(self.learner).today.now:
            self._answer(start_reviews(self.learner), tutor=True)

    def quiz(self) -> None:
        number = self.learner.start(Feedback.AT_END, self.dice.randint(1, 10))
        self._answer(number)
        self.begun.append(number)

    def exam(self) -> None:
        number = self.learner.start_exam("full")
        if number not in self.begun:
            self._answer(number, kind=AttemptKind.EXAM)
            self.begun.append(number)

    def hand_in(self) -> None:
        if self.begun:
            self.learner.hand_in(self.begun.pop(self.dice.randrange(len(self.begun))))

    def rest(self) -> None:
        self.clock.advance(hours=self.dice.choice((1, 7, 30, 100)))

    def date(self) -> None:
        days = self.dice.choice((None, -3, 0, 1, 2, 10, 60, 200))
        today = study_day(self.clock(), UTC).date()
        set_exam(self.learner, None if days is None else today + timedelta(days=days))

    def overrule(self) -> None:
        if self.rated:
            with suppress(Refused):  # answered again since, or in the open exam
                overrule(self.learner, *self.dice.choice(self.rated[-6:]), self.dice.choice(list(Rating)))

    def correct(self) -> None:
        self.key = "A" if self.key == "B" else "B"
        correct(self.learner.scopes, SingleKey(self.key))
        regrade(self.learner.scopes)

    def mark(self) -> None:
        if self.rated:
            with suppress(Refused):  # it has these points
                mark(self.learner, self.dice.choice(self.rated), self.dice.randint(0, 1))

    def _answer(self, number: int, *, tutor: bool = False, kind: AttemptKind = AttemptKind.PRACTICE) -> None:
        paper = self.learner.paper(number).questions if kind is AttemptKind.EXAM else None
        count = len(paper) if paper is not None else self.learner.question(number).item_count
        for position in range(1, count + 1):
            self.clock.advance(seconds=self.dice.choice((10, 60, 200, 400, 2000)))
            is_new = kind is AttemptKind.EXAM or not self.learner.question(number, position).revision
            if is_new and self.dice.random() < 0.8:
                said = self.dice.choice(SAID) if tutor else None
                try:
                    answer(self.learner, number, position, self.dice.choice("AB"), confidence=said, kind=kind)
                except (AssertionError, AttemptClosed):
                    return  # the time of the exam is up
                if tutor:
                    self.rated.append((number, position))


ACTS = ("tutor", "tutor", "review", "review", "quiz", "exam", "hand_in", "hand_in", "rest", "rest", "date", "overrule")
RARE = ("correct", "mark")


@pytest.mark.parametrize("seed", [7, 77, 777])
def test_the_log_replays_to_the_cards_after_whatever_was_done(scopes, clock, seed):
    publish_ten(scopes)
    dice = random.Random(seed)
    study = Study(sign_up(scopes), clock, dice)
    for _ in range(STEPS):
        getattr(study, dice.choice(ACTS + RARE))()
    while study.begun:
        study.hand_in()
    rows = log(study.learner)
    assert {row["slug"] for row in rows} >= {SLUG}
    assert {row["is_overruling"] for row in rows} == {False, True}
    stored = cards(study.learner)
    assert {row["item_id"] for row in rows} == set(stored)
    for item_id, group in groupby(rows, key=lambda row: row["item_id"]):
        own = list(group)
        number, card = stored[item_id]
        assert replay(map(to_entry, own)) == card
        assert (number, card.due_at, card.reviewed_at) == (
            len(own),
            own[-1]["due_after"],
            max(row["reviewed_at"] for row in own),
        )
        assert all(row["not_after"] is None or row["due_after"] <= row["not_after"] for row in own)
        assert all(row["due_after"] > row["reviewed_at"] == midnight_of(row["reviewed_at"].date()) for row in own)

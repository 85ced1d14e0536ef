"""What an export consists of: sheets of plain cells, read for one learner, with what may not be told yet held back."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, assert_never

from sqlalchemy import RowMapping
from sqlalchemy.orm import InstrumentedAttribute, Session

from trainer.db.models.base import Base
from trainer.db.queries import exams
from trainer.db.queries import exports as queries
from trainer.domain.attempts.attempt import AttemptKind, AttemptState, Feedback
from trainer.domain.items.answers import (
    Answer,
    CodeAnswer,
    MatchingAnswer,
    MultipleAnswer,
    NumericAnswer,
    OrderingAnswer,
    SingleAnswer,
)
from trainer.services.attempts import to_attempt, to_review_policy

Cell = str | int | float | date | datetime | tuple[str, ...] | None
"""A boolean is an integer to the type checker; it is written as true or false."""


@dataclass(frozen=True, slots=True)
class Told:
    """What may be told now: the verdicts of these sittings, the `scores` of these, what came of these `items`.

    Nothing of the `examined` items, which stand in an exam or a diagnostic that is not finished.
    """

    sittings: frozenset[int]
    scores: frozenset[int]
    items: frozenset[int]
    examined: frozenset[int]

    def tells_verdict(self, sitting: int, item_id: int) -> bool:
        """Whether points of this question may be told, and its name, which may tell the answer."""
        return sitting in self.sittings and item_id not in self.examined


@dataclass(slots=True)
class Reading:
    """One learner's rows as they stand at `now`. `held_back` counts by sheet what was not told."""

    session: Session
    learner_id: int
    sittings: Sequence[RowMapping]
    states: dict[int, AttemptState]
    told: Told
    held_back: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One kind of rows: a list in JSON, a file in CSV. `about` says in a sentence what a row is.

    `tables` are those of the database whose rows it tells.
    """

    name: str
    about: str
    tables: tuple[str, ...]
    columns: tuple[str, ...]
    read: Callable[[Reading], Iterable[Sequence[Cell]]]


def plain(name: str, about: str, model: type[Base], columns: dict[str, InstrumentedAttribute[Any]]) -> Sheet:
    """A sheet of a table as it is: names of columns -> where they come from."""

    def read(reading: Reading) -> Iterable[Sequence[Cell]]:
        return queries.list_own(reading.session, reading.learner_id, model, list(columns.values()))

    return Sheet(name, about, (model.__tablename__,), tuple(columns), read)


def open_reading(session: Session, learner_id: int, now: datetime) -> Reading:
    """What is needed to read a learner's rows, and to know which of them may be told at `now`.

    The rules are those of the pages: verdicts by the policy of the sitting (of tutor mode at once), a score not while
    the sitting has a question that stands in an exam or a diagnostic which the learner has not finished.
    """
    rows = queries.list_sittings(session, learner_id)
    states = {row["number"]: to_attempt(row).effective_state(now) for row in rows}
    over = {number for number, state in states.items() if state in (AttemptState.SUBMITTED, AttemptState.EXPIRED)}
    verdicts, scores = set(), set()
    for row in rows:
        policy, is_tutor = to_review_policy(row), row["feedback"] == Feedback.AT_ONCE
        if policy.keys_are_shown(is_tutor or row["number"] in over, now):
            verdicts.add(row["number"])
        if policy.score_is_shown(is_tutor or row["number"] in over, now):
            scores.add(row["number"])
    hidden = [row["number"] for row in rows if row["graded_at"] is not None and row["number"] not in verdicts]
    examined = queries.examined_items(session, learner_id, now)
    untold = examined | (queries.items_of_sittings(session, learner_id, hidden) if hidden else frozenset())
    under = exams.sittings_under_examination(session, learner_id, now)
    items = queries.seen_items(session, learner_id) - untold
    cases = {row["number"] for row in rows if row["kind"] == AttemptKind.CASE}
    told = Told(frozenset(verdicts) - (under & cases), frozenset(scores) - under, items, examined)
    return Reading(session, learner_id, rows, states, told)


def answer_text(answer: Answer | None) -> str | None:
    """An answer in few characters: ids of options, a number, a code.

    `B`; `A C` (chosen); `C A B` (in this order); `P=B Q=A` (matched); `80.00`; `J209`.
    """
    match answer:
        case None:
            return None
        case SingleAnswer(option):
            return option
        case MultipleAnswer(options):
            return " ".join(options)
        case NumericAnswer(value):
            return format(value, "f")
        case CodeAnswer(code):
            return code
        case OrderingAnswer(order):
            return " ".join(order)
        case MatchingAnswer(pairs):
            return " ".join(f"{prompt}={option}" for prompt, option in pairs)
        case unreachable:
            assert_never(unreachable)

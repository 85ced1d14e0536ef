"""What calibration starts from: first answers, and the items they were given to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trainer.domain.calibration.rasch import Responses

Item = int | str
"""Whatever the caller counts as one item: the id of a version, the slug of a family whose variants are pooled."""


@dataclass(frozen=True, slots=True)
class FirstAnswer:
    """A learner's first answer to an item. `chosen`: ids of options, () where there were none; None: time unknown."""

    learner: int
    item: Item
    is_right: bool
    chosen: tuple[str, ...] = ()
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class AuthoredItem:
    """An item with its author's level, 1 to 5. Options () where they are not analysed (families, ordering, matching).

    `right_options` are all options that are accepted.
    """

    item: Item
    level: int
    options: tuple[str, ...] = ()
    right_options: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class AnswerTable:
    """The answers that count, and for each: which learner and which item, counted from 0, and whether it was right."""

    answers: tuple[FirstAnswer, ...]
    persons: NDArray[np.int64]
    places: NDArray[np.int64]
    is_right: NDArray[np.bool_]
    learner_count: int
    item_count: int

    def responses(self) -> Responses:
        """The same answers as the Rasch model wants them."""
        return Responses(self.persons, self.places, self.is_right, self.learner_count, self.item_count)


def tabulate(answers: Iterable[FirstAnswer], items: Sequence[AuthoredItem]) -> AnswerTable:
    """Answers to these items; of several by one learner to one item the first that is listed counts."""
    place_of = {each.item: place for place, each in enumerate(items)}
    listed = [answer for answer in answers if answer.item in place_of]
    learner_of: dict[int, int] = {}
    persons = np.array([learner_of.setdefault(each.learner, len(learner_of)) for each in listed], dtype=np.int64)
    places = np.array([place_of[each.item] for each in listed], dtype=np.int64)
    _, firsts = np.unique(persons * max(1, len(items)) + places, return_index=True)
    firsts.sort()
    return AnswerTable(
        answers=tuple(listed[first] for first in firsts),
        persons=persons[firsts],
        places=places[firsts],
        is_right=np.array([listed[first].is_right for first in firsts], dtype=np.bool_),
        learner_count=len(learner_of),
        item_count=len(items),
    )


@dataclass(frozen=True, slots=True)
class AnswerColumns:
    """The same answers as columns alone, for many of them. `seconds` are not a number where they are unknown.

    Answer `choosers[n]` chose option `chosen[n]`: options are counted from 0 through all items, in their order.
    """

    persons: NDArray[np.int64]
    places: NDArray[np.int64]
    is_right: NDArray[np.bool_]
    seconds: NDArray[np.float64]
    choosers: NDArray[np.int64]
    chosen: NDArray[np.int64]
    learner_count: int
    item_count: int


def columns_of(table: AnswerTable, items: Sequence[AuthoredItem]) -> AnswerColumns:
    """The columns of a table of answers to these items; an option that its item does not have is passed over."""
    keys = ((each.item, option) for each in items for option in each.options)
    number = {key: place for place, key in enumerate(keys)}
    pairs = [
        (place, number[answer.item, chosen])
        for place, answer in enumerate(table.answers)
        for chosen in answer.chosen
        if (answer.item, chosen) in number
    ]
    choosers, chosen = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    seconds = (np.nan if answer.seconds is None else answer.seconds for answer in table.answers)
    return AnswerColumns(
        table.persons,
        table.places,
        table.is_right,
        np.fromiter(seconds, dtype=np.float64, count=len(table.answers)),
        choosers,
        chosen,
        table.learner_count,
        table.item_count,
    )

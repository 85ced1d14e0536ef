"""Grades one answer to an exam item."""

from dataclasses import dataclass
from typing import assert_never

from trainer.domain.codesets.codes import normalise_code
from trainer.domain.items.answers import (
    Answer,
    CodeAnswer,
    MatchingAnswer,
    MultipleAnswer,
    NumericAnswer,
    OrderingAnswer,
    SingleAnswer,
)
from trainer.domain.items.keys import (
    CodeKey,
    Key,
    MatchingKey,
    MultipleKey,
    NumericKey,
    OrderingKey,
    SingleKey,
)
from trainer.domain.kernel.points import Points

GRADER_VERSION = 1
"""Raised whenever the same answer and key could earn other points than before."""


@dataclass(eq=False)
class KeyMismatch(Exception):
    """The answer is of another kind than the key: stored data that no form could have produced."""

    answer_kind: str
    key_kind: str


def grade_item(key: Key, answer: Answer | None) -> Points:
    """Points for `answer`; an unanswered item (None) earns 0.

    Single, numeric and code items are worth 1. Multiple response: right choices less wrong ones, at least 0, of the
    number of right options. Ordering and matching: one point for each option in its place.

    Raises:
        KeyMismatch: answer and key are of different kinds.
    """
    possible = possible_points(key)
    if answer is None:
        return Points(0, possible)
    match key, answer:
        case SingleKey(option), SingleAnswer(chosen):
            earned = int(option == chosen)
        case NumericKey(value, tolerance), NumericAnswer(entered):
            earned = int(abs(entered - value) <= tolerance)
        case CodeKey(any_of), CodeAnswer(code):
            earned = int(normalise_code(code) in map(normalise_code, any_of))
        case MultipleKey(options), MultipleAnswer(chosen_options):
            right = set(options) & set(chosen_options)
            earned = max(0, 2 * len(right) - len(chosen_options))
        case OrderingKey(order), OrderingAnswer(placed):
            earned = sum(a == b for a, b in zip(order, placed, strict=True))
        case MatchingKey(pairs), MatchingAnswer(matched):
            earned = len(set(pairs) & set(matched))
        case _:
            raise KeyMismatch(answer.kind, key.kind)
    return Points(earned, possible)


def possible_points(key: Key) -> int:
    """The most that an item with this key can earn."""
    match key:
        case SingleKey() | NumericKey() | CodeKey():
            return 1
        case MultipleKey(options):
            return len(options)
        case OrderingKey(order):
            return len(order)
        case MatchingKey(pairs):
            return len(pairs)
        case unreachable:
            assert_never(unreachable)

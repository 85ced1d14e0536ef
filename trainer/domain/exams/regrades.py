"""What a corrected key does to grades: from, to, the sum of a sitting, pass and fail. Nothing is stored here."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from trainer.domain.codesets.codes import normalise_code
from trainer.domain.items.keys import CodeKey, Key, MatchingKey, MultipleKey
from trainer.domain.kernel.points import Points


class RunKind(StrEnum):
    """Why grades were made: for the first time, by a corrected key, by hand."""

    FIRST = "first"
    REGRADE = "regrade"
    MANUAL = "manual"


class Mode(StrEnum):
    """Which grades a regrade appends: all of them, or only those by which an answer earns a larger share."""

    ALL = "all"
    RAISES = "raises"


class Flip(StrEnum):
    """What a regrade made of the outcome of an exam."""

    PASSED = "passed"
    FAILED = "no longer passed"


@dataclass(frozen=True, slots=True)
class Regrade:
    """One answer under the old key and under the new one. A key may change the points possible as well."""

    before: Points
    after: Points

    @property
    def is_changed(self) -> bool:
        return self.before != self.after

    @property
    def is_raised(self) -> bool:
        """The share of the points that is earned went up: an answer that was right in full is never raised."""
        return self._gain > 0

    @property
    def is_lowered(self) -> bool:
        return self._gain < 0

    def is_taken(self, mode: Mode) -> bool:
        """Whether a regrade of this mode appends the new grade."""
        return mode is Mode.ALL or self.is_raised

    @property
    def _gain(self) -> int:
        return self.after.earned * self.before.possible - self.before.earned * self.after.possible


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of a sitting's grades. `correct` counts questions with full points, as the exam does."""

    points: Points
    correct: int


def total_after(total: Total, changes: Iterable[Regrade]) -> Total:
    """The sum once these grades stand in the place of those before."""
    earned, possible, correct = total.points.earned, total.points.possible, total.correct
    for change in changes:
        earned += change.after.earned - change.before.earned
        possible += change.after.possible - change.before.possible
        correct += change.after.is_full - change.before.is_full
    return Total(Points(earned, possible), correct)


def flip_of(pass_questions: int, before: int, after: int) -> Flip | None:
    """Whether the number right crossed the pass mark (0: there is none), and which way."""
    had_passed, has_passed = before >= pass_questions, after >= pass_questions
    if had_passed == has_passed:
        return None
    return Flip.PASSED if has_passed else Flip.FAILED


def decides_alike(key: Key, other: Key) -> bool:
    """Whether two keys give every answer the same points: order and spelling of what they list do not count."""
    match key, other:
        case MultipleKey(options), MultipleKey(others):
            return sorted(options) == sorted(others)
        case CodeKey(codes), CodeKey(others):
            return set(map(normalise_code, codes)) == set(map(normalise_code, others))
        case MatchingKey(pairs), MatchingKey(other_pairs):
            return sorted(pairs) == sorted(other_pairs)
        case _:
            return key == other

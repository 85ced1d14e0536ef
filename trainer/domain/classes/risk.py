"""Who of a class is at risk, and why: rules with names, each on a number that somebody measured.

A risk is a reason to talk with a learner, not a forecast. Nothing is said of what is not known.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

IDLE_DAYS = 10
"""So many days without a graded answer or case are a risk."""
MISSING_WORK = 2
"""So many assignments that are past their date without any work are a risk."""
FALL_DAYS = 14
FALL_PERCENT = 5
"""An estimate is falling where it lost so many questions of a hundred against the one of two weeks before."""
SOON_DAYS = 30
"""An exam within so many days makes a risk more urgent."""


class RiskKind(StrEnum):
    """The rules, most serious first."""

    BELOW_MARK = "below_mark"
    NO_STUDY = "no_study"
    MISSING_WORK = "missing_work"
    FALLING = "falling"
    NOT_ENOUGH_EVIDENCE = "not_enough_evidence"


_WEIGHTS = {
    RiskKind.BELOW_MARK: 5,
    RiskKind.NO_STUDY: 4,
    RiskKind.MISSING_WORK: 3,
    RiskKind.FALLING: 2,
    RiskKind.NOT_ENOUGH_EVIDENCE: 1,
}


@dataclass(frozen=True, slots=True)
class Estimated:
    """An estimate of readiness as it stood at the end of a day: right answers of a mock, with the interval."""

    day: date
    score: int
    low: int
    high: int
    questions: int
    pass_questions: int


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of a learner. `before` is the estimate as it stood at least two weeks ago.

    `first_answers` count for an estimate, of which `wanted_answers` are needed; `studied_on` is the last day with a
    graded answer or case; `missing` assignments are past their date without any work.
    """

    joined_on: date
    exam_on: date | None
    estimate: Estimated | None
    before: Estimated | None
    first_answers: int
    wanted_answers: int
    studied_on: date | None
    missing: int


@dataclass(frozen=True, slots=True)
class Risk:
    """A rule that holds for a learner, and why in a sentence."""

    kind: RiskKind
    why: str


def risks_of(known: Situation, today: date) -> tuple[Risk, ...]:
    """The rules that hold, most serious first; () where nobody need worry."""
    return tuple(sorted(_risks(known, today), key=lambda risk: -_WEIGHTS[risk.kind]))


def urgency(known: Situation, risks: Sequence[Risk], today: date) -> tuple[int, int, int]:
    """Sorts learners, the most urgent first: exam within 30 days, then more and worse risks, then the nearer exam."""
    days = (known.exam_on - today).days if known.exam_on is not None else None
    is_soon = bool(risks) and days is not None and 0 <= days <= SOON_DAYS
    far = days if days is not None and days >= 0 else 10_000
    return -int(is_soon), -sum(_WEIGHTS[risk.kind] for risk in risks), far


def _risks(known: Situation, today: date) -> Iterator[Risk]:
    found = known.estimate
    if found is None:
        answers = _many(known.first_answers, "first answer")
        is_short = known.first_answers < known.wanted_answers
        why = f"{answers}, about {known.wanted_answers} are needed" if is_short else f"none is made yet of {answers}"
        yield Risk(RiskKind.NOT_ENOUGH_EVIDENCE, f"No estimate: {why}.")
    elif found.high < found.pass_questions:
        yield Risk(
            RiskKind.BELOW_MARK,
            f"All of the interval ({found.low}–{found.high}) lies under the pass mark of {found.pass_questions}.",
        )
    yield from _idle(known, today)
    if known.missing >= MISSING_WORK:
        yield Risk(RiskKind.MISSING_WORK, f"{known.missing} assignments are missing.")
    yield from _falling(found, known.before)


def _idle(known: Situation, today: date) -> Iterator[Risk]:
    """Who has never studied is counted from the day of joining on."""
    days = (today - (known.studied_on or known.joined_on)).days
    if days < IDLE_DAYS:
        return
    if known.studied_on is None:
        yield Risk(RiskKind.NO_STUDY, f"No graded work in {days} days since joining.")
    else:
        yield Risk(RiskKind.NO_STUDY, f"No graded work for {days} days.")


def _falling(found: Estimated | None, before: Estimated | None) -> Iterator[Risk]:
    if found is None or before is None or before.questions != found.questions:
        return
    days, lost = (found.day - before.day).days, before.score - found.score
    if days >= FALL_DAYS and lost * 100 >= FALL_PERCENT * found.questions:
        yield Risk(RiskKind.FALLING, f"The estimate fell from {before.score} to {found.score} in {days} days.")


def _many(number: int, one: str) -> str:
    return f"{number} {one if number == 1 else one + 's'}"

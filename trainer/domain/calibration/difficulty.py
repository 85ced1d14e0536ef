"""Difficulty before any answer: what an author's level means in logits, and what guessing alone earns."""

from dataclasses import dataclass
from math import exp, factorial, log
from typing import assert_never

from trainer.domain.items.content import (
    CodeEntry,
    Matching,
    MultipleResponse,
    NumericEntry,
    Ordering,
    Response,
    SingleBest,
)

MIDDLE_LEVEL, MIDDLE_LOGITS, LEVEL_LOGITS = 3, -1.0, 0.5
"""Levels 1 to 5 are -2, -1.5, -1, -0.5, 0: the average learner gets 88, 82, 73, 62, 50 per cent of them right.

With the levels of a whole mock (10, 25, 35, 20, 10 per cent) that is 72 in 100: an average learner is about at the
pass mark of the CPC. A level is a rough guess, so that a step of it is taken for less than authors mean by it; with
0.75 the estimates of readiness are less well calibrated. It is our convention, and gives way to answers.
"""

AUTHOR_SD = 0.75
"""How far the truth lies from an author's level in two cases of three, in logits."""

LEAST_KNOWING = 0.05
"""Where guessing alone would explain all right answers, so many in a hundred average learners are said to know."""


@dataclass(frozen=True, slots=True)
class Difficulty:
    """In logits from the average learner, without a floor for guessing, and its standard error."""

    logits: float
    standard_error: float


def author_difficulty(level: int) -> float:
    """The logits of an author's level, 1 (easy) to 5: the mean of the prior, whose standard deviation is AUTHOR_SD.

    Raises:
        ValueError: there is no such level.
    """
    if not 1 <= level <= 5:
        raise ValueError(f"not a level of difficulty: {level}")
    return MIDDLE_LOGITS + LEVEL_LOGITS * (level - MIDDLE_LEVEL)


def guess_of(response: Response) -> float:
    """The chance to be right without knowing anything, by choosing among all complete answers alike; 0 where one types.

    Of several options any choice but none counts as complete.
    """
    match response:
        case SingleBest(options):
            return 1 / len(options)
        case MultipleResponse(options):
            return 1 / ((1 << len(options)) - 1)
        case Ordering(options):
            return 1 / factorial(len(options))
        case Matching(prompts, options):
            return float(len(options)) ** -len(prompts)
        case NumericEntry() | CodeEntry():
            return 0.0
        case unreachable:
            assert_never(unreachable)


def above_guessing(logits: float, guess: float) -> float:
    """The difficulty above the floor `guess` at which the average learner is right as often as at `logits` without one.

    Never harder than where LEAST_KNOWING of the average learners know.
    """
    share = 1 / (1 + exp(logits))
    knowing = max(LEAST_KNOWING, (share - guess) / (1 - guess))
    return log((1 - knowing) / knowing)

"""How reliable the scores of a mock are, and how far a score may be from what the learner would get on average.

Where everybody answers the same questions that is coefficient alpha. Mocks that are drawn for each learner have no
common questions, and alpha of them would mean nothing: there the questions are a sample from the bank, and what
chance did to a score is the error of that sample.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

LEARNERS_TO_TELL = 30
"""Under so many learners a reliability should not be shown."""


@dataclass(frozen=True, slots=True)
class FormReliability:
    """Of one form: mean, standard deviation and SEM count questions right; `reliability` is 1 at best, can be under 0.

    `is_fixed`: everybody had the same questions.
    """

    form: str
    is_fixed: bool
    learners: int
    questions: int
    mean: float
    sd: float
    reliability: float
    sem: float

    @property
    def is_telling(self) -> bool:
        return self.learners >= LEARNERS_TO_TELL


def reliability_of_fixed(form: str, scores: ArrayLike) -> FormReliability | None:
    """Coefficient alpha from the scores learners × questions, complete; SEM = sd × √(1 - alpha).

    With scores of 0 and 1 it is KR-20 (Kuder and Richardson 1937, Cronbach 1951). None where there are fewer than two
    of either, or no two learners differ.
    """
    table = np.asarray(scores, dtype=float)
    learners, questions = table.shape
    totals = table.sum(axis=1)
    if learners < 2 or questions < 2 or np.ptp(totals) == 0:
        return None
    variance = totals.var(ddof=1)
    alpha = questions / (questions - 1) * (1 - table.var(axis=0, ddof=1).sum() / variance)
    error = float(variance * (1 - alpha))
    return _form(form, totals.tolist(), questions, is_fixed=True, error=error)


def reliability_of_drawn(form: str, rights: Sequence[int], questions: int) -> FormReliability | None:
    """From the number of right answers of each learner, when every learner had other questions of the same bank.

    The error variance of x right of k is x (k - x) / (k - 1), on average over learners (Lord 1957): which questions
    one happened to get is part of it. The reliability, 1 less its share of the variance of scores, is KR-21. Drawing
    by area makes forms more alike than this assumes: it is a lower bound. None as above.
    """
    totals = np.asarray(rights, dtype=float)
    if len(totals) < 2 or questions < 2 or np.ptp(totals) == 0:
        return None
    error = float(np.mean(totals * (questions - totals))) / (questions - 1)
    return _form(form, totals.tolist(), questions, is_fixed=False, error=error)


def _form(form: str, totals: list[float], questions: int, *, is_fixed: bool, error: float) -> FormReliability:
    variance = float(np.var(totals, ddof=1))
    return FormReliability(
        form=form,
        is_fixed=is_fixed,
        learners=len(totals),
        questions=questions,
        mean=float(np.mean(totals)),
        sd=sqrt(variance),
        reliability=1 - error / variance,
        sem=sqrt(max(0.0, error)),
    )

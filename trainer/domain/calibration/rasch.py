"""Rasch difficulties by marginal maximum likelihood: learners are a sample from a normal distribution of ability.

P(right) = 1 / (1 + exp(difficulty - ability)). Abilities have mean 0 and an estimated standard deviation, so that
difficulties are in logits from the average learner. After Bock and Aitkin (1981), with a normal prior for each
difficulty where one is given. Answers may be sparse: nobody needs to have seen every item.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

NODES, WIDTH = 121, 6.0
"""Equally spaced nodes of quadrature, from minus to plus so many standard deviations of ability."""
MOST_ROUNDS, TOLERANCE = 500, 1e-5
FLATTEST_SD, WIDEST_SD = 0.05, 3.0
"""Where all learners know nothing, or all, data set no limit to how far they differ."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Responses:
    """One entry an answer: who, which item (both counted from 0), whether right. At most one answer for each pair."""

    persons: NDArray[np.int64]
    items: NDArray[np.int64]
    is_right: NDArray[np.bool_]
    person_count: int
    item_count: int


@dataclass(frozen=True, slots=True)
class Prior:
    """What is believed of each difficulty before any answer: its mean in logits, and how sure that is."""

    means: Floats
    sd: float


@dataclass(frozen=True, slots=True)
class RaschFit:
    """Difficulties and their standard errors in logits; `sd` of ability; whether the estimates had settled.

    Without a prior an item that nobody answered has difficulty 0 and an infinite standard error.
    """

    difficulties: Floats
    standard_errors: Floats
    sd: float
    rounds: int
    has_settled: bool


@dataclass(frozen=True, slots=True)
class _Table:
    """Persons × items, sparse: 1 where an answer was right, 1 where it was wrong; what is believed of the items.

    `rights` and `answers` are items × persons: what was right, and what was answered at all.
    """

    right: Any
    wrong: Any
    rights: Any
    answers: Any
    means: Floats
    precision: float


def fit_rasch(responses: Responses, prior: Prior | None = None) -> RaschFit:
    """Estimates all difficulties at once, by expectation and maximization until no difficulty moves by 0.00001."""
    table = _table(responses, prior)
    difficulties = table.means if prior else _first_guess(table)
    sd, rounds, has_settled = 1.0, 0, responses.person_count == 0
    while rounds < MOST_ROUNDS and not has_settled:
        rounds += 1
        posterior, nodes = _posterior(table, difficulties, sd)
        step = _step(table, posterior, nodes, difficulties)
        sd = min(WIDEST_SD, max(FLATTEST_SD, float(np.sqrt(np.mean(posterior @ nodes**2)))))
        difficulties = difficulties + step
        has_settled = bool(np.max(np.abs(step), initial=0) < TOLERANCE)
    return RaschFit(difficulties, _standard_errors(table, difficulties, sd), sd, rounds, has_settled)


def _table(responses: Responses, prior: Prior | None) -> _Table:
    from scipy import sparse  # noqa: PLC0415 - large, and rarely needed

    shape = (responses.person_count, responses.item_count)
    made = []
    for chosen in (responses.is_right, ~responses.is_right):
        rows, columns = responses.persons[chosen], responses.items[chosen]
        made.append(sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=shape))
    means = prior.means.astype(float) if prior else np.zeros(responses.item_count)
    right, wrong = made
    precision = 1 / prior.sd**2 if prior else 0.0
    return _Table(right, wrong, right.T.tocsr(), (right + wrong).T.tocsr(), means, precision)


def _first_guess(table: _Table) -> Floats:
    """The logit of the share of wrong answers; 0 where there is none."""
    rights, wrongs = (np.asarray(each.sum(axis=0)).ravel() for each in (table.right, table.wrong))
    return np.asarray(np.log((wrongs + 0.5) / (rights + 0.5)))


def _probabilities(nodes: Floats, difficulties: Floats) -> Floats:
    """Items × nodes: the chance of a right answer."""
    return np.asarray(1 / (1 + np.exp(difficulties[:, None] - nodes[None, :])))


def _posterior(table: _Table, difficulties: Floats, sd: float) -> tuple[Floats, Floats]:
    """Persons × nodes: how likely each ability is after the person's answers; and the nodes."""
    standard = np.linspace(-WIDTH, WIDTH, NODES)
    nodes = sd * standard
    chance = _probabilities(nodes, difficulties)
    logs = table.right @ np.log(chance) + table.wrong @ np.log1p(-chance) - standard[None, :] ** 2 / 2
    weights = np.exp(logs - logs.max(axis=1, keepdims=True))
    return weights / weights.sum(axis=1, keepdims=True), nodes


def _step(table: _Table, posterior: Floats, nodes: Floats, difficulties: Floats) -> Floats:
    """One Newton step for every difficulty, at most one logit long."""
    chance = _probabilities(nodes, difficulties)
    rights, answers = table.rights @ posterior, table.answers @ posterior
    slope = (answers * chance - rights).sum(axis=1) - table.precision * (difficulties - table.means)
    bend = (answers * chance * (1 - chance)).sum(axis=1) + table.precision
    step = np.divide(slope, bend, out=np.zeros_like(slope), where=bend > 0)
    return np.asarray(np.clip(step, -1, 1))


def _standard_errors(table: _Table, difficulties: Floats, sd: float) -> Floats:
    """From the cross products of all persons' scores, which estimate the marginal information, plus the prior."""
    posterior, nodes = _posterior(table, difficulties, sd)
    expected = posterior @ _probabilities(nodes, difficulties).T
    right = table.right.toarray()
    scores = expected * (right + table.wrong.toarray()) - right
    information = scores.T @ scores + table.precision * np.eye(len(difficulties))
    known = np.diag(information) > 0
    errors = np.full(len(difficulties), np.inf)
    errors[known] = np.sqrt(np.diag(np.linalg.pinv(information[np.ix_(known, known)])))
    return errors

"""Simulated learners and what they score on a mock: the truth that an estimate of readiness is held against.

A three-parameter logistic model with drift. It knows nothing of the model that makes the estimate, and must not
import it: the two agree on what an answer is, on nothing else.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trainer.config import resource_folder

MOST_ANSWERS, FEWEST_ANSWERS = 600, 60
FEWEST_DAYS, MOST_DAYS = 14, 150
LONGEST_GAP = 30
"""Days between the last practice and the mock, at most."""
ITEMS_A_QUESTION = 9
"""The bank has so many items for each question of the mock, so that 600 answers and a mock need no item twice."""
LEARNERS_A_BANK = 100
MOST_SESSIONS = 60
LOGITS_A_LEVEL = (0.4, 1.0)
"""What the program takes one of the author's five levels for: from fitting (one means about 0.5) to twice too much."""

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Population:
    """Means and standard deviations, in logits: the ability at the start, and what practice adds in the long run."""

    start: float = 0.3
    start_sd: float = 0.75
    gain: float = 0.5
    gain_sd: float = 0.4
    least_gain: float = -0.2


USUAL = Population()
POPULATIONS = {
    "usual": USUAL,
    "nobody-gains": Population(gain=0.0, gain_sd=0.2, least_gain=-0.5),
    "all-gain-fast": Population(gain=1.2, gain_sd=0.6, least_gain=0.0),
    "weak": Population(start=-0.5),
    "strong": Population(start=1.1, start_sd=0.5),
}


@dataclass(frozen=True, slots=True)
class Blueprint:
    areas: tuple[str, ...]
    questions: Whole
    pass_questions: int


@dataclass(frozen=True, slots=True)
class Bank:
    """One entry an item: its area (a place in the blueprint), its true curve, the difficulty the program believes."""

    blueprint: Blueprint
    area: Whole
    slope: Floats
    difficulty: Floats
    guess: Floats
    believed: Floats


@dataclass(frozen=True, slots=True)
class Learners:
    """One row a learner; one column an answer, oldest first, of which the first `answers` count.

    `score` is of a mock of unseen items at the end; `ability` and `growth` are the truth at the end, in logits and
    logits a month.
    """

    answers: Whole
    item: Whole
    is_right: Flags
    age_days: Floats
    is_timed: Flags
    score: Whole
    ability: Floats
    growth: Floats


def read_blueprint(track: str = "cpc") -> Blueprint:
    content = tomllib.loads((resource_folder("question_banks") / "blueprints" / f"{track}.toml").read_text("utf-8"))
    areas = content["areas"]
    questions = np.array([area["questions"] for area in areas])
    return Blueprint(tuple(area["slug"] for area in areas), questions, content["pass_questions"])


def simulate(
    seed: int, count: int, blueprint: Blueprint, population: Population = USUAL
) -> Iterator[tuple[Bank, Learners]]:
    """`count` learners, each hundred with a bank of its own; the same for the same seed."""
    dice = np.random.default_rng(seed)
    while count > 0:
        bank = make_bank(dice, blueprint)
        yield bank, make_learners(dice, bank, min(count, LEARNERS_A_BANK), population)
        count -= LEARNERS_A_BANK


def make_bank(dice: np.random.Generator, blueprint: Blueprint) -> Bank:
    """Items whose difficulty is believed from the author's level, or from a calibration with its error."""
    areas = len(blueprint.areas)
    area = np.repeat(np.arange(areas), blueprint.questions * ITEMS_A_QUESTION)
    count = len(area)
    own = dice.normal(0, 0.9, count)
    difficulty = dice.normal(0, 0.35, areas)[area] + own
    level = np.clip(np.round(3 + 0.55 * own / 0.9 + dice.normal(0, 0.75, count)), 1, 5)
    calibrated = difficulty + dice.normal(0, 0.3, count)
    is_calibrated = dice.random(count) < dice.random()
    return Bank(
        blueprint=blueprint,
        area=area,
        slope=dice.lognormal(0, 0.3, count),
        difficulty=difficulty,
        guess=dice.uniform(0.15, 0.30, count),
        believed=np.where(is_calibrated, calibrated, (level - 3) * dice.uniform(*LOGITS_A_LEVEL)),
    )


@dataclass(frozen=True, slots=True)
class _Course:
    """How able each learner is: at the start, by area, by day; and how much easier it is without a clock."""

    start: Floats
    deviation: Floats
    gain: Floats
    pace_days: Floats
    by_day: Floats
    untimed: Floats

    def at(self, area: Whole, day: Whole) -> Floats:
        """Rows of learners × columns of answers: ability in the area on the day, with a clock."""
        rows = np.arange(len(self.start))[:, None]
        grown = self.gain[rows, area] * (1 - np.exp(-day / self.pace_days[:, None]))
        return np.asarray(self.start[:, None] + self.deviation[rows, area] + grown + self.by_day[rows, day])


def make_learners(dice: np.random.Generator, bank: Bank, count: int, population: Population) -> Learners:
    course = _course(dice, count, len(bank.blueprint.areas), population)
    answers = dice.integers(FEWEST_ANSWERS, MOST_ANSWERS + 1, count)
    mock, item = _choose(dice, bank, course, answers)
    day, is_timed, last_day = _calendar(dice, answers)
    ability = course.at(bank.area[item], day) + np.where(is_timed, 0, course.untimed[:, None])
    at_end = np.broadcast_to(last_day[:, None], mock.shape)
    of_mock = course.at(bank.area[mock], at_end)
    before = course.at(bank.area[mock], np.maximum(at_end - 30, 0))
    months = np.minimum(last_day, 30) / 30
    return Learners(
        answers=answers,
        item=item,
        is_right=_answer(dice, bank, item, ability),
        age_days=(last_day[:, None] - day).astype(float),
        is_timed=is_timed,
        score=_answer(dice, bank, mock, of_mock).sum(axis=1),
        ability=of_mock.mean(axis=1),
        growth=(of_mock - before).mean(axis=1) / months,
    )


def _course(dice: np.random.Generator, count: int, areas: int, population: Population) -> _Course:
    """Abilities grow by a gain that differs by learner and area and flattens; every day adds a step and has a form."""
    days = MOST_DAYS + LONGEST_GAP + 1
    walk = np.cumsum(dice.normal(0, 0.03, (count, days)), axis=1)
    form = dice.normal(0, 0.1, (count, days))
    gain = np.maximum(dice.normal(population.gain, population.gain_sd, (count, 1)), population.least_gain)
    return _Course(
        start=dice.normal(population.start, population.start_sd, count),
        deviation=dice.normal(0, 1, (count, areas)) * dice.uniform(0.15, 0.6, (count, 1)),
        gain=gain * np.maximum(dice.normal(1, 0.3, (count, areas)), 0),
        pace_days=dice.uniform(20, 90, count),
        by_day=walk + form,
        untimed=dice.normal(0.1, 0.15, count),
    )


def _choose(dice: np.random.Generator, bank: Bank, course: _Course, answers: Whole) -> tuple[Whole, Whole]:
    """A mock by the blueprint, and the items of practice, none twice and none of the mock, in the order of study.

    Habits, a third of the learners each: over the whole blueprint; area after area, so that the last ones may be
    missing; the weak areas neglected. Each learner leans to items that look easy or hard.
    """
    count, items, areas = len(answers), len(bank.area), len(bank.blueprint.areas)
    rows = np.arange(count)[:, None]
    chance = dice.gumbel(size=(count, items))
    by_area = np.argsort(bank.area * 1_000.0 - chance, axis=1)
    first = np.concatenate([[0], np.cumsum(bank.blueprint.questions * ITEMS_A_QUESTION)[:-1]])
    places = np.concatenate([np.arange(at, at + n) for at, n in zip(first, bank.blueprint.questions, strict=True)])
    mock = by_area[:, places]
    habit = dice.integers(0, 3, count)[:, None]
    turn = dice.random((count, areas)).argsort(axis=1)
    wanted = np.where(habit == 2, 2.5 * course.deviation, 0)[rows, bank.area]
    wanted = wanted - np.where(habit == 1, 2.0 * turn, 0)[rows, bank.area]
    wanted = wanted + dice.normal(0, 0.5, (count, 1)) * bank.believed + dice.gumbel(size=(count, items))
    wanted[rows, mock] = -np.inf
    chosen = np.argsort(-wanted, axis=1)[:, :MOST_ANSWERS]
    order = np.where(habit == 1, 0, dice.random(chosen.shape))
    beyond = np.arange(MOST_ANSWERS) >= answers[:, None]
    return mock, np.take_along_axis(chosen, np.argsort(order + 2 * beyond, axis=1, kind="stable"), axis=1)


def _calendar(dice: np.random.Generator, answers: Whole) -> tuple[Whole, Flags, Whole]:
    """The day of each answer, whether it was timed, and the day of the mock.

    Answers fall into sessions, spread evenly or crowded towards the start or the end. A day is timed or not: a third
    of the learners never practise with a clock, a fifth always.
    """
    count = len(answers)
    rows = np.arange(count)[:, None]
    span = dice.integers(FEWEST_DAYS, MOST_DAYS + 1, count)
    sessions = dice.integers(MOST_SESSIONS // 10, MOST_SESSIONS + 1, count)
    crowding = dice.uniform(0.5, 1.5, (count, 1))
    of_session = np.floor(span[:, None] * dice.random((count, MOST_SESSIONS)) ** crowding).astype(np.int64)
    session = np.floor(sessions[:, None] * dice.random((count, MOST_ANSWERS))).astype(np.int64)
    beyond = np.arange(MOST_ANSWERS) >= answers[:, None]
    day = np.sort(np.where(beyond, MOST_DAYS, of_session[rows, session]), axis=1)
    share = np.select([dice.random(count) < 0.3, dice.random(count) < 0.3], [0.0, 1.0], dice.uniform(0.2, 0.8, count))
    is_timed_day = dice.random((count, MOST_DAYS + 1)) < share[:, None]
    gap = np.minimum(np.floor(dice.exponential(4, count)), LONGEST_GAP).astype(np.int64)
    return day, is_timed_day[rows, day], span + gap


def _answer(dice: np.random.Generator, bank: Bank, item: Whole, ability: Floats) -> Flags:
    """Right or wrong by the three-parameter logistic model."""
    known = 1 / (1 + np.exp(-bank.slope[item] * (ability - bank.difficulty[item])))
    guess = bank.guess[item]
    return np.asarray(dice.random(item.shape) < guess + (1 - guess) * known)

"""How invented learners answer: right with a chance that ability and difficulty give, else with a likely mistake."""

import math
import random
from decimal import Decimal

from sqlalchemy import RowMapping

from trainer.domain.calibration.difficulty import author_difficulty
from trainer.domain.items.content import (
    CodeEntry,
    Matching,
    MultipleResponse,
    NumericEntry,
    Ordering,
    Response,
    SingleBest,
    options_of,
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

Fields = dict[str, list[str]]

GUESS = 0.2
"""The chance to be right without knowing anything, where there are options."""
PULLS = (5, 2, 1)
"""How much more the favourite wrong option draws than the others: real distractors are not equally good."""


def chance(ability: float, row: RowMapping) -> float:
    """The chance that somebody of this ability (logits) answers the question right."""
    known = 1 / (1 + math.exp(author_difficulty(row["difficulty"]) - ability))
    guess = GUESS if isinstance(row["content"].response, SingleBest) else 0.0
    return guess + (1 - guess) * known


def fields_of(response: Response, key: Key, rng: random.Random, *, is_right: bool, mark: str = "") -> Fields:
    """The fields of a form with the right answer, or a wrong one; `mark` (of the item) settles which draws most."""
    match response, key:
        case SingleBest(), SingleKey(option):
            return {"choice": [option if is_right else _wrong_option(response, option, rng, mark)]}
        case MultipleResponse(), MultipleKey(options):
            return {"choice": list(options) if is_right else _wrong_options(response, options, rng)}
        case NumericEntry(), NumericKey(value, tolerance):
            off = Decimal(0) if is_right else tolerance + Decimal(rng.choice((1, 2, 10)))
            return {"number": [format(value + off, "f")]}
        case CodeEntry(), CodeKey(any_of):
            return {"code": [any_of[0] if is_right else _wrong_code(any_of[0])]}
        case Ordering(), OrderingKey(order):
            placed = order if is_right else (order[1], order[0], *order[2:])
            return {f"place-{option}": [str(place)] for place, option in enumerate(placed, start=1)}
        case Matching(), MatchingKey(pairs):
            chosen = [option for _, option in pairs]
            turned = chosen if is_right else [*chosen[1:], chosen[0]]
            return {f"match-{prompt}": [option] for (prompt, _), option in zip(pairs, turned, strict=True)}
        case _:
            raise TypeError(f"a {key.kind} key does not fit a {response.kind} item")


def _wrong_option(response: Response, right: str, rng: random.Random, mark: str) -> str:
    wrong = [option.id for option in options_of(response) if option.id != right]
    random.Random(mark).shuffle(wrong)  # noqa: S311 - the same favourite for everybody
    pulls = [*PULLS, *(1 for _ in wrong)][: len(wrong)]
    return rng.choices(wrong, pulls)[0]


def _wrong_options(response: Response, right: tuple[str, ...], rng: random.Random) -> list[str]:
    others = [option.id for option in options_of(response) if option.id not in right]
    if others and (len(right) == 1 or rng.random() < 0.5):
        return [*right, rng.choice(others)]
    return list(right[:-1]) or others[:1]


def _wrong_code(code: str) -> str:
    return code[:-1] + ("2" if code[-1] == "1" else "1")

"""A bank that is big enough for an estimate, and learners who answer a lot of it."""

from dataclasses import replace
from functools import cache
from typing import Any

from tests.support.builders import some_options
from tests.support.library import RIGHT, WRONG, an_item
from tests.support.people import PASSWORD, Learner
from tests.support.published import publish_once
from trainer.content.item_files import AuthoredItem
from trainer.content.library import Library
from trainer.domain.attempts.attempt import Feedback
from trainer.domain.exams.blueprint import Area, Blueprint
from trainer.domain.items.content import SingleBest
from trainer.domain.items.keys import SingleKey
from trainer.services import sign_in
from trainer.services.practice import Pool
from trainer.services.scope import Scopes

BLUEPRINT = Blueprint(
    "cpc",
    "CPC",
    10,
    24,
    7,
    "2026-01-01",
    (Area("anatomy", "Anatomy", 6, "the body"), Area("compliance", "Compliance", 4, "the body")),
)
"""144 seconds a question, as in the real exam."""


def bank_items(count: int, level: int = 3, area: str = "anatomy") -> tuple[AuthoredItem, ...]:
    """Items of one area with four options; B is right."""
    made = (
        an_item(f"{area}-many-{number}", SingleBest(some_options()), SingleKey("B"), area=area)
        for number in range(1, count + 1)
    )
    return tuple(replace(item, difficulty=level) for item in made)


@cache
def a_big_library(anatomy: int = 80, compliance: int = 60, level: int = 3) -> Library:
    return Library((BLUEPRINT,), bank_items(anatomy, level) + bank_items(compliance, level, "compliance"), ())


def publish_big(scopes: Scopes, library: Library | None = None) -> None:
    publish_once(scopes, library or a_big_library())


def log_in_again(learner: Learner, email: str = "ann@example.org") -> Learner:
    """The same person, whose old sign-in may have expired."""
    with learner.scopes.writing() as scope:
        return Learner(learner.scopes, sign_in.log_in(scope, email, PASSWORD, "a browser"))


def answer_many(learner: Learner, verdicts: str, *, areas: tuple[str, ...] = (), is_timed: bool = False) -> int:
    """Hands in quizzes of unseen questions, 50 at most each: `+` right, `-` wrong, anything else left empty.

    The number of the last one.
    """
    number = 0
    for start in range(0, len(verdicts), 50):
        part = verdicts[start : start + 50]
        number = learner.start(Feedback.AT_END, len(part), areas=areas, pool=Pool.UNSEEN, is_timed=is_timed)
        for position, verdict in enumerate(part, start=1):
            if verdict in "+-":
                learner.save(number, position, (RIGHT if verdict == "+" else WRONG)["single"])
        learner.hand_in(number)
    return number


EVIDENCE: dict[str, Any] = {
    "date": "2026-03-01",
    "track": "cpc",
    "seeds": [1, 2],
    "population": "usual",
    "learners": 2000,
    "estimated": 1500,
    "coverage": [{"level": "first", "n": 1000, "share": 0.901}, {"level": "good", "n": 500, "share": 0.889}],
    "halves": [{"half": "ability_low", "n": 750, "share": 0.899}],
    "reliability": [
        {"from": 0.0, "to": 0.1, "n": 360, "mean_chance": 0.04, "observed": 0.05},
        {"from": 0.9, "to": 1.0, "n": 1100, "mean_chance": 0.95, "observed": 0.94},
        {"from": 0.5, "to": 0.6, "n": 40, "mean_chance": 0.55, "observed": 0.8},
    ],
    "brier": {"model": 0.101, "percent_correct": 0.132, "without_areas": 0.108},
}
"""As the test of the estimate writes it."""

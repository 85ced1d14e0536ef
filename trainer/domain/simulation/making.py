"""`start`: scenario and seed become the world of the month."""

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from trainer.domain.simulation.drafting import Papers, draft, draw_days
from trainer.domain.simulation.opening_accounts import draw_old
from trainer.domain.simulation.people import draw_surnames
from trainer.domain.simulation.scenario import (
    SCENARIOS,
    SIMULATION_VERSION,
    WORKING_DAYS,
    Scenario,
    Trouble,
)
from trainer.domain.simulation.world import Encounter, World

_PER_DAY = 2
_EARLY = frozenset({Trouble.PAYER_ERROR, Trouble.POINTER, Trouble.PLACE, Trouble.MODIFIER_25})
"""Troubles whose denial should come back within the month: they arrive in its first days."""
_EARLY_PLACES = 16
_PLAIN = frozenset({Trouble.NONE, Trouble.DEDUCTIBLE, Trouble.SECOND_PAYER})
_COPY_AFTER = 4
"""A copy comes in so many encounters after its original, that is two days later."""


def start(scenario: Scenario, seed: int) -> World:
    """The world that this seed makes: thirty encounters on the first fifteen working days, six older accounts."""
    terms = SCENARIOS[scenario]
    rng = random.Random(f"{scenario}/{seed}/{SIMULATION_VERSION}")  # noqa: S311 - dice of a game
    surnames = draw_surnames(rng)
    old = draw_old(rng, surnames)
    troubles = _ordered(rng, terms.troubles)
    may_be_second = [place for place, trouble in enumerate(troubles) if trouble in _EARLY]
    second = rng.sample(may_be_second, terms.seconds)
    new: list[Encounter] = []
    for place, trouble in enumerate(troubles):
        number, day = f"E{place + 1:02d}", WORKING_DAYS[place // _PER_DAY]
        if trouble is Trouble.DUPLICATE:
            new.append(_copy(rng, new[place - _COPY_AFTER], number, day))
            continue
        also = Trouble.MEMBER_ID if place in second else Trouble.NONE
        new.append(draft(rng, Papers(number, day, surnames.pop(), trouble, also, terms.has_hints)))
    encounters = {each.id: each for each in (*(encounter for encounter, _ in old), *new)}
    return World(scenario, seed, terms.minutes, encounters, tuple(account for _, account in old))


def _ordered(rng: random.Random, troubles: Mapping[Trouble, int]) -> list[Trouble]:
    """The troubles in the order of arrival: the early ones somewhere in front, the copy behind a plain visit."""
    early = [trouble for trouble, count in troubles.items() if trouble in _EARLY for _ in range(count)]
    rest = [trouble for trouble, count in troubles.items() if trouble not in _EARLY for _ in range(count)]
    rng.shuffle(rest)
    front = early + rest[: _EARLY_PLACES - len(early)]
    rng.shuffle(front)
    order = front + rest[_EARLY_PLACES - len(early) :]
    order.remove(Trouble.DUPLICATE)
    original = next(place for place, trouble in enumerate(order) if trouble in _PLAIN)
    order.insert(original + _COPY_AFTER, Trouble.DUPLICATE)
    return order


def _copy(rng: random.Random, original: Encounter, number: str, day: date) -> Encounter:
    """The same visit, entered a second time."""
    return replace(
        original,
        id=number,
        arrives_on=day,
        note="",
        troubles=frozenset({Trouble.DUPLICATE}),
        draws=draw_days(rng),
        duplicate_of=original.id,
    )

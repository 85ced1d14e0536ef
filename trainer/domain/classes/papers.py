"""Assignments on paper: the same questions in several forms, each shuffled in its own way that never changes."""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from trainer.domain.classes.draws import in_chance_order
from trainer.domain.exams.assembly import Dealt
from trainer.domain.exams.practice import deal_options
from trainer.domain.items.content import Response

FORM_LETTERS = "ABCDEF"
_SHUFFLES = 20
"""How often a form is shuffled anew while it comes out as the first one: of one or two questions it may have to."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the first form. Those with the same `set_id` (0: none) share a scenario and stay together."""

    version_id: int
    set_id: int
    options: tuple[str, ...]
    response: Response


def seed_of(assignment_id: int, version: int, form: str = "") -> str:
    """What the dice of a form begin with; without a form, those of the draw that all forms share."""
    return f"paper {assignment_id}/{version}/{form}"


def first_form(questions: Iterable[Question]) -> tuple[Dealt, ...]:
    """Everything in its own order, but for a torn scenario: its questions follow the first of them."""
    groups: dict[tuple[int, int], list[Question]] = {}
    for question in questions:
        alone = 0 if question.set_id else question.version_id
        groups.setdefault((question.set_id, alone), []).append(question)
    return tuple(Dealt(each.version_id, each.options) for group in groups.values() for each in group)


def shuffled_form(questions: Sequence[Question], rng: random.Random) -> tuple[Dealt, ...]:
    """Questions and options in chance order; scenarios stay whole, quantities keep their order.

    It differs from the first form wherever there is another order that is soon found.
    """
    first = first_form(questions)
    by_id = {question.version_id: question for question in questions}
    found = first
    for _ in range(_SHUFFLES):
        order = in_chance_order(((each.item_version_id, by_id[each.item_version_id].set_id) for each in first), rng)
        found = tuple(Dealt(version_id, deal_options(by_id[version_id].response, rng)) for version_id in order)
        if found != first:
            break
    return found


def shuffled_numbers(count: int, rng: random.Random) -> tuple[int, ...]:
    """The numbers from 0 on in chance order, another than their own where there is one."""
    numbers = list(range(count))
    for _ in range(_SHUFFLES):
        rng.shuffle(numbers)
        if numbers != sorted(numbers):
            break
    return tuple(numbers)


def numbers_of(forms: Sequence[Sequence[int]]) -> tuple[tuple[int, ...], ...]:
    """Where each question stands: one row for each of the first form, its number (from 1) in every form."""
    places = [{each: number for number, each in enumerate(form, start=1)} for form in forms]
    return tuple(tuple(place[each] for place in places) for each in forms[0])


def check_of(dealt: Iterable[Dealt]) -> str:
    """Six signs that stand on a paper and on its key: another paper has others."""
    told = ";".join(f"{each.item_version_id}:{','.join(each.option_order)}" for each in dealt)
    return sha256(told.encode()).hexdigest()[:6]

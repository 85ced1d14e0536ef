"""How many whole mocks a bank fills without a question in common."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from trainer.content.item_files import AuthoredItem
from trainer.content.library import Library
from trainer.domain.exams.assembly import ExamItem, NotEnoughItems, assemble
from trainer.domain.exams.forms import Form, forms_of

_SEED = 1


@dataclass(frozen=True, slots=True)
class MockCount:
    """Whole mocks of a track that share no item: open ones, and sealed ones."""

    track: str
    questions: int
    open: int
    sealed: int


def count_mocks(library: Library) -> tuple[MockCount, ...]:
    """Deals whole exams one after the other until the items that are left fill none; scenarios are kept whole."""
    counts = []
    for blueprint in library.blueprints:
        form = forms_of(blueprint)[0]
        mine = [item for item in library.items if item.track == blueprint.track and item.lesson is None]
        sealed, others = ([item for item in mine if item.is_sealed is wanted] for wanted in (True, False))
        counts.append(MockCount(blueprint.track, form.questions, _mocks(form, others), _mocks(form, sealed)))
    return tuple(counts)


def _mocks(form: Form, items: Sequence[AuthoredItem]) -> int:
    left, count = list(items), 0
    while True:
        try:
            dealt = assemble(form, _candidates(left), random.Random(_SEED))  # noqa: S311 - one way to deal is enough
        except NotEnoughItems:
            return count
        taken = {each.item_version_id for each in dealt}
        left = [item for number, item in enumerate(left, start=1) if number not in taken]
        count += 1


def _candidates(items: Sequence[AuthoredItem]) -> list[ExamItem]:
    """Items as assembly takes them, numbered by their place from 1."""
    scenarios = ["", *dict.fromkeys(item.stimulus.slug for item in items if item.stimulus)]
    return [
        ExamItem(
            number, number, item.area, item.difficulty, scenarios.index(item.stimulus.slug if item.stimulus else "")
        )
        for number, item in enumerate(items, start=1)
    ]

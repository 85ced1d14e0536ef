"""A library that fills exams: forms of 40, 25 and 10 questions of the CPC, of 10 of the CPB, and one that falls short.

Items of all kinds, their keys as in `library.RIGHT`; a scenario of three questions; options in a natural order. There
are twice as many items as the short form needs, so that a second exam can be dealt of unseen ones.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from tests.support.builders import some_options
from tests.support.library import ITEMS, an_item
from tests.support.published import publish_once
from trainer.content.item_files import AuthoredItem, AuthoredStimulus
from trainer.content.library import Library
from trainer.domain.exams.blueprint import Area, Blueprint
from trainer.domain.items.content import Option, SingleBest
from trainer.domain.items.keys import SingleKey
from trainer.services.publisher import Published
from trainer.services.scope import Scopes

SHORT, ANATOMY, COMPLIANCE, CASES = "short-25", "area-anatomy", "area-compliance", "area-cases"
QUOTAS = {"anatomy": 13, "compliance": 7, "cases": 5}
"""Questions of each area in the short form."""

CPC = Blueprint(
    "cpc",
    "CPC",
    40,
    60,
    28,
    "2026-01-01",
    (
        Area("anatomy", "Anatomy", 20, "the body"),
        Area("compliance", "Compliance", 12, "the body"),
        Area("cases", "Cases", 8, "the body"),
    ),
)
CPB = Blueprint(
    "cpb",
    "CPB",
    10,
    18,
    7,
    "2026-01-01",
    (Area("billing", "Billing", 7, "the body"), Area("reimbursement", "Reimbursement", 3, "the body")),
)
NATURAL = ("10", "20", "30", "40")
"""The options of one item of anatomy: they keep their order."""

STORY = AuthoredStimulus("a-story", "A long story", "A patient comes back three times.")


def _singles(area: str, first: int, last: int, track: str = "cpc") -> Iterator[AuthoredItem]:
    for number in range(first, last + 1):
        item = an_item(f"{area}-{number}", SingleBest(some_options()), SingleKey("B"), track=track, area=area)
        yield replace(item, difficulty=1 + number % 5)


def _of_every_kind() -> Iterator[AuthoredItem]:
    """The items of the small library that stand in anatomy and compliance."""
    return (item for item in ITEMS if item.track == "cpc")


def _natural() -> AuthoredItem:
    options = tuple(Option(letter, text) for letter, text in zip("ABCD", NATURAL, strict=True))
    return an_item("a-quantity", SingleBest(options), SingleKey("B"))


def _story() -> Iterator[AuthoredItem]:
    for number in (1, 2, 3):
        yield an_item(f"story-{number}", SingleBest(some_options()), SingleKey("B"), area="cases", stimulus=STORY)


@cache
def exam_items() -> tuple[AuthoredItem, ...]:
    return (
        *_of_every_kind(),
        _natural(),
        *_singles("anatomy", 1, 22),
        *_singles("compliance", 1, 11),
        *_story(),
        *_singles("cases", 1, 7),
        *_singles("billing", 1, 10, "cpb"),
        *_singles("reimbursement", 1, 3, "cpb"),
    )


def first_of_each_area(count: int) -> tuple[AuthoredItem, ...]:
    """At most so many items of each area, those that are not plain single-best items first."""
    taken: Counter[str] = Counter()
    kept = []
    for item in exam_items():
        taken[item.area] += 1
        if taken[item.area] <= count:
            kept.append(item)
    return tuple(kept)


def an_exam_library(
    items: tuple[AuthoredItem, ...] | None = None, blueprints: tuple[Blueprint, ...] = (CPC, CPB)
) -> Library:
    return Library(blueprints, exam_items() if items is None else items, ())


def publish_exams(scopes: Scopes, library: Library | None = None) -> Published:
    """Puts the library into the database, over what was published before."""
    return publish_once(scopes, library or _usual_library())


@cache
def _usual_library() -> Library:
    return an_exam_library()

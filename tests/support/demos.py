"""A small demo on a part of the shipped content, made once for all tests that only look at it."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from tests.support.people import Learner
from tests.support.published import publish_once
from tests.support.shipped import shipped_library
from trainer.content.library import Library
from trainer.domain.items.content import SingleBest
from trainer.services import accounts, demo
from trainer.services.demo.filling import Filled
from trainer.services.scope import Scopes

SMALL = demo.Size(5, 3, 6, 5, 4, "short-25", "short-25", "short-25")
ITEMS_OF_AN_AREA = 8


@lru_cache(maxsize=2)
def a_part_of_the_content(of_an_area: int = ITEMS_OF_AN_AREA) -> Library:
    """So many plain questions of each area, four cases and three exercises."""
    library = shipped_library()
    taken: Counter[tuple[str, str]] = Counter()
    items = []
    for item in library.items:
        place = (item.track, item.area)
        is_plain = isinstance(item.content.response, SingleBest) and item.stimulus is None and not item.is_sealed
        if is_plain and taken[place] < of_an_area:
            taken[place] += 1
            items.append(item)
    coding = [case for case in library.cases if case.content.kind == "code-the-encounter"]
    return Library(library.blueprints, tuple(items), tuple(coding[:4]), exercises=library.exercises[-3:])


@dataclass(frozen=True, slots=True)
class SmallDemo:
    scopes: Scopes
    filled: Filled

    def who(self, email: str) -> Learner:
        """A sign-in of somebody in the demo."""
        with self.scopes.writing() as scope:
            user_id = accounts.get_learner_id(scope, email)
            return Learner(self.scopes, accounts.open_session(scope, user_id, "a test"))


def a_small_demo(scopes: Scopes, size: demo.Size = SMALL, of_an_area: int = ITEMS_OF_AN_AREA, **dice: int) -> SmallDemo:
    published = publish_once(scopes, a_part_of_the_content(of_an_area))
    assert not list(published.report)
    return SmallDemo(scopes, demo.fill_demo(scopes, size, **dice))

"""The navigator of a sitting: every question with its state, as it stands beside each of them."""

from functools import lru_cache
from typing import NamedTuple

from trainer.db.queries import attempts as queries
from trainer.domain.kernel.points import Points
from trainer.services.scope import Scope


class Cell(NamedTuple):
    """One question in the navigator. `points` is None while no verdict may be shown.

    A tuple, because every page has a hundred of them.
    """

    position: int
    is_answered: bool
    is_flagged: bool
    points: Points | None


_points = lru_cache(maxsize=1024)(Points)
"""Of the few scores that there are one value each: a page shows a hundred."""


def list_cells(scope: Scope, number: int, hidden: frozenset[int] | None) -> tuple[Cell, ...]:
    """The questions of a sitting in their order, with the points of all that are not `hidden` (None: all are)."""
    cells = []
    for row in queries.list_navigator(scope.session, scope.learner.id, number):
        position, item_id, is_answered, is_flagged, earned, possible = row
        is_told = possible is not None and hidden is not None and item_id not in hidden
        cells.append(Cell(position, is_answered, is_flagged, _points(earned, possible) if is_told else None))
    return tuple(cells)

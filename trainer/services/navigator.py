"""The navigator of a sitting: every question with its state, as it stands beside each of them."""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from trainer.db.queries.navigator import Place
from trainer.domain.kernel.points import Points


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


def to_cells(places: Iterable[Place], *, shows_points: bool) -> tuple[Cell, ...]:
    """The questions of a sitting in their order, with the points of all that are not hidden, where any may be shown."""
    cells = []
    for position, _, is_answered, is_flagged, earned, possible, is_hidden in places:
        is_told = possible is not None and shows_points and not is_hidden
        cells.append(Cell(position, is_answered, is_flagged, _points(earned, possible) if is_told else None))
    return tuple(cells)

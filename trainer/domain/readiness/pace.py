"""How long an answer took, from the moments at which a sitting's answers were saved; the pace of many answers."""

from collections.abc import Iterable
from datetime import datetime, timedelta

LONGEST_GAP = timedelta(minutes=15)
"""Somebody who saves nothing for longer has turned to something else: the time of that answer is not known."""


def gap_seconds(before: datetime, now: datetime) -> int | None:
    """Whole seconds from one save to the next, rounded down; None where the learner was away in between."""
    gap = now - before
    return int(gap.total_seconds()) if timedelta(0) <= gap <= LONGEST_GAP else None


def seconds_by_position(started_at: datetime, saves: Iterable[tuple[int, datetime]]) -> dict[int, int]:
    """Position -> seconds, for the positions whose time is known; `saves` in the order in which they arrived.

    Every save closes the time since the one before; a position that was saved again has the sum.
    """
    spent: dict[int, int | None] = {}
    before = started_at
    for position, at in saves:
        gap, known = gap_seconds(before, at), spent.get(position, 0)
        spent[position] = None if gap is None or known is None else known + gap
        before = at
    return {position: seconds for position, seconds in spent.items() if seconds is not None}

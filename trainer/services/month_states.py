"""The states of the months that were looked at last: the next page or move costs what is new, not the whole month."""

from collections import OrderedDict
from functools import reduce
from threading import Lock

from trainer.domain.simulation.deciding import play, replay
from trainer.domain.simulation.moves import Move
from trainer.domain.simulation.scenario import Scenario
from trainer.domain.simulation.state import State

Moves = tuple[Move, ...]
_Key = tuple[Scenario, int, Moves]

_REMEMBERED = 16
"""Sixteen whole months at the hardest level take 3 to 4 MB."""


class States:
    """Remembers what `replay` gave, for so many months; several threads may ask at once."""

    def __init__(self, most: int = _REMEMBERED) -> None:
        self._most = most
        self._known: OrderedDict[_Key, State] = OrderedDict()
        self._lock = Lock()

    def after(self, scenario: Scenario, seed: int, moves: Moves) -> State:
        """As `replay`. Starts from what is known of these moves, or of all but the last of them.

        Raises:
            Refused: one of the moves was not possible.
        """
        key = (scenario, seed, moves)
        before = (scenario, seed, moves[:-1])
        known = self._known.get(key)
        if known is None and (earlier := self._known.get(before)) is not None:
            known = reduce(play, moves[-1:], earlier)
        state = replay(scenario, seed, moves) if known is None else known
        self._remember(key, state, before)
        return state

    def _remember(self, key: _Key, state: State, before: _Key) -> None:
        """A month that is played on takes one place: the next state in place of the one before."""
        with self._lock:
            self._known.pop(before, None)
            self._known[key] = state
            self._known.move_to_end(key)
            if len(self._known) > self._most:
                self._known.popitem(last=False)

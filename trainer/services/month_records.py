"""Months in the practice as they are stored: heads, moves as JSON, and the state that a replay of the moves makes."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Discriminator

from trainer.adapters import adapter_of
from trainer.db.models.billing import PracticeMonth
from trainer.db.queries import months as queries
from trainer.domain.kernel.errors import Conflict, NotFound
from trainer.domain.simulation.moves import Move
from trainer.domain.simulation.scenario import SCENARIOS, SIMULATION_VERSION, Scenario
from trainer.domain.simulation.state import State
from trainer.services.month_states import Moves, States
from trainer.services.scope import Scope

MOVE = Annotated[Move, Discriminator("kind")]
"""A move as it is stored: its kind says which it is."""

_STATES = States()


class MonthState(StrEnum):
    IN_PROGRESS = "in_progress"
    CLOSED = "closed"
    ABANDONED = "abandoned"


class RulesChanged(Conflict):
    """The month was begun under other rules of the simulation: its moves can no longer be replayed."""


@dataclass(frozen=True, slots=True)
class MonthHead:
    """A month without what happened in it."""

    number: int
    scenario: Scenario
    seed: int
    engine_version: int
    state: MonthState
    move_count: int
    started_at: datetime
    moved_at: datetime | None
    ended_at: datetime | None

    @property
    def is_shipped(self) -> bool:
        """Whether it is the month that its level comes with."""
        return self.seed == SCENARIOS[self.scenario].seed

    @property
    def is_replayable(self) -> bool:
        """Whether the rules are still those under which it was begun."""
        return self.engine_version == SIMULATION_VERSION


def get_row(scope: Scope, number: int, *, lock: bool = False) -> PracticeMonth:
    """The learner's month.

    Raises:
        NotFound: the learner has no such month.
    """
    row = queries.find_month(scope.session, scope.learner.id, number, lock=lock)
    if row is None:
        raise NotFound("month")
    return row


def to_head(row: PracticeMonth) -> MonthHead:
    return MonthHead(
        row.number,
        Scenario(row.scenario),
        row.seed,
        row.engine_version,
        MonthState(row.state),
        row.move_count,
        row.started_at,
        row.moved_at,
        row.ended_at,
    )


def get_month(scope: Scope, number: int) -> MonthHead:
    """The learner's month without what happened in it.

    Raises:
        NotFound: the learner has no such month.
    """
    return to_head(get_row(scope, number))


def read_moves(scope: Scope, numbers: Collection[int]) -> Mapping[int, Moves]:
    """The moves of these months by their number; a month without any is missing."""
    found: dict[int, list[Move]] = defaultdict(list)
    if numbers:
        for row in queries.list_moves(scope.session, scope.learner.id, numbers):
            found[row["month_number"]].append(adapter_of(MOVE).validate_json(row["move"]))
    return {number: tuple(moves) for number, moves in found.items()}


def replay_month(head: MonthHead, moves: Moves) -> State:
    """Where the month stands after its moves.

    Raises:
        RulesChanged: it belongs to other rules.
    """
    if not head.is_replayable:
        raise RulesChanged("the rules of the month have changed")
    return _STATES.after(head.scenario, head.seed, moves)

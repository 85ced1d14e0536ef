"""`decide`: a move becomes events, or is refused; `play` and `replay` make states of them."""

from collections.abc import Iterable
from dataclasses import replace
from functools import reduce

from trainer.domain.kernel.errors import Refused
from trainer.domain.simulation import words_losses
from trainer.domain.simulation.actions import changes
from trainer.domain.simulation.events import Event, Lost, MinutesSpent, apply
from trainer.domain.simulation.making import start
from trainer.domain.simulation.moves import MINUTES, EndDay, Move
from trainer.domain.simulation.nights import end_day
from trainer.domain.simulation.opening import begin
from trainer.domain.simulation.refusals import refusal
from trainer.domain.simulation.scenario import Scenario
from trainer.domain.simulation.state import Loss, LossKind, State
from trainer.domain.simulation.worth import worth


def replay(scenario: Scenario, seed: int, moves: Iterable[Move]) -> State:
    """The state after the moves, always the same for the same `SIMULATION_VERSION`.

    Raises:
        Refused: one of the moves was not possible.
    """
    return reduce(play, moves, begin(start(scenario, seed)))


def play(state: State, move: Move) -> State:
    """The state after one move.

    Raises:
        Refused: the move is not possible; `reason` says why.
    """
    after = reduce(apply, decide(state, move), state)
    return replace(after, moves=state.moves + 1)


def decide(state: State, move: Move) -> tuple[Event, ...]:
    """What the move changes, minutes and lost money included.

    Raises:
        Refused: the move is not possible; `reason` says why.
    """
    if reason := refusal(state, move):
        raise Refused(reason)
    if isinstance(move, EndDay):
        return end_day(state)
    before = state.accounts[move.encounter]
    changed = changes(state, before, move)
    events: list[Event] = [MinutesSpent(MINUTES[type(move)]), *changed]
    is_void = changed[0].account.is_copy and not changed[0].account.lines
    lost = (
        0
        if is_void
        else sum(
            worth(state.accounts[change.account.id], state.today) - worth(change.account, state.today)
            for change in changed
        )
    )
    if lost:
        done, right = words_losses.given_away(move, before, state.encounter(before.id))
        events.append(Lost(Loss(lost, state.today, before.id, state.moves + 1, LossKind.GIVEN_AWAY, done, right)))
    return tuple(events)

"""Players of the month for tests: one at random, and helpers that pick encounters by their hidden trouble."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import reduce
from itertools import count

from trainer.domain.simulation.deciding import play
from trainer.domain.simulation.making import start
from trainer.domain.simulation.moves import Disposition, EndDay, Fix, Move, Post, Submit
from trainer.domain.simulation.opening import begin
from trainer.domain.simulation.payers import right_fields
from trainer.domain.simulation.posting import proper
from trainer.domain.simulation.scenario import WORKING_DAYS, Scenario, Trouble
from trainer.domain.simulation.state import Account, Loss, Stage, State
from trainer.domain.simulation.views import view_account
from trainer.domain.simulation.world import Encounter


def random_moves(state: State, rng: random.Random, pace: int = 12) -> Iterator[tuple[Move, State]]:
    """Moves that are possible, drawn among those a page offers, each with the state after it, until the month closes.

    About one move in `pace` ends the day. Remittances are posted with drawn decisions.
    """
    while not state.is_closed:
        move = _random_move(state, rng, pace)
        state = play(state, move)
        yield move, state


def _random_move(state: State, rng: random.Random, pace: int) -> Move:
    for _ in range(6):
        account_id = rng.choice(list(state.accounts))
        if rng.randrange(pace) == 0:
            return EndDay()
        offered = [each.move for each in view_account(state, account_id).moves if not each.reason]
        if not offered:
            continue
        move = rng.choice(offered)
        if isinstance(move, Post):
            return replace(move, decisions=tuple(rng.choice(list(Disposition)) for _ in move.decisions))
        return move
    return EndDay()


def find_encounter(scenario: Scenario, trouble: Trouble, within: int = 6) -> tuple[int, Encounter]:
    """The first seed whose month has this trouble alone on an encounter of its first working days, and that one."""
    return next(
        (seed, each)
        for seed in count()
        for each in start(scenario, seed).encounters.values()
        if each.troubles == {trouble} and each.id.startswith("E") and each.arrives_on <= WORKING_DAYS[within - 1]
    )


def morning_of(encounter_id: str, scenario: Scenario, seed: int) -> State:
    """The month idled through until the encounter lies on the desk."""
    state = begin(start(scenario, seed))
    while encounter_id not in state.accounts:
        state = play(state, EndDay())
    return state


def until_answered(state: State, account_id: str) -> State:
    """Days ended until the account waits for nobody."""
    while state.accounts[account_id].stage is Stage.WAITING:
        state = play(state, EndDay())
    return state


def meet(trouble: Trouble, scenario: Scenario = Scenario.HARD, within: int = 6) -> tuple[State, Encounter]:
    """The morning on which an encounter with this trouble alone arrives."""
    seed, encounter = find_encounter(scenario, trouble, within)
    return morning_of(encounter.id, scenario, seed), encounter


def mended(state: State, encounter: Encounter) -> State:
    """The claim made right and sent."""
    for item, value in (right_fields(encounter) or {}).items():
        if state.accounts[encounter.id].fields[item] != value:
            state = play(state, Fix(encounter.id, item, value))
    return play(state, Submit(encounter.id))


def posted(state: State, account_id: str, decisions: Sequence[Disposition] = ()) -> State:
    """The remittance posted with these decisions, or as it should be."""
    encounter, answer = state.encounter(account_id), state.accounts[account_id].inbox
    assert answer is not None
    right = tuple(proper(part, answer, encounter) for part in answer.parts)
    return play(state, Post(account_id, tuple(decisions) or right))


def idle(state: State, number: int) -> State:
    return reduce(play, [EndDay()] * number, state)


def losses_of(state: State, encounter: Encounter) -> list[Loss]:
    return [loss for loss in state.losses if loss.encounter == encounter.id]


def books_of(state: State, encounter: Encounter) -> Account:
    return state.accounts[encounter.id]

"""What is remembered of months is what a replay gives, and spares it."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from trainer.domain.kernel.errors import Refused
from trainer.domain.simulation.bots import play_carelessly, play_perfectly
from trainer.domain.simulation.deciding import replay
from trainer.domain.simulation.moves import Submit
from trainer.domain.simulation.scenario import SCENARIOS, Scenario
from trainer.services import month_states
from trainer.services.month_states import States

SEED = SCENARIOS[Scenario.EASY].seed
MOVES = play_perfectly(Scenario.EASY, SEED)


@pytest.fixture
def replays(monkeypatch):
    """How many moves each whole replay had."""
    counted = []

    def counting(scenario, seed, moves):
        counted.append(len(moves))
        return replay(scenario, seed, moves)

    monkeypatch.setattr(month_states, "replay", counting)
    return counted


def test_a_month_that_is_played_on_is_replayed_once(replays):
    states = States()
    for count in range(30):
        for _ in range(2):
            assert states.after(Scenario.EASY, SEED, MOVES[:count]) == replay(Scenario.EASY, SEED, MOVES[:count])
    assert replays == [0]


def test_moves_that_jump_seeds_and_levels_have_states_of_their_own(replays):
    states = States()
    others = play_carelessly(Scenario.EASY, SEED)
    asked = (
        (Scenario.EASY, SEED, MOVES[:20]),
        (Scenario.EASY, SEED, MOVES[:12]),
        (Scenario.EASY, SEED, others[:20]),
        (Scenario.EASY, SEED + 1, ()),
        (Scenario.HARD, SEED, ()),
    )
    for each in asked:
        assert states.after(*each) == replay(*each)
    assert replays == [20, 12, 20, 0, 0]


def test_of_more_months_than_are_kept_the_one_looked_at_longest_ago_goes(replays):
    states = States(most=2)
    for seed in (1, 2, 1, 3, 1, 2):
        states.after(Scenario.EASY, seed, ())
    assert replays == [0, 0, 0, 0], "seeds 1, 2, 3 and then 2 again"


def test_a_month_that_is_played_on_takes_one_place(replays):
    states = States(most=2)
    other = states.after(Scenario.EASY, SEED + 1, ())
    for count in range(10):
        states.after(Scenario.EASY, SEED, MOVES[:count])
    assert states.after(Scenario.EASY, SEED + 1, ()) is other
    assert replays == [0, 0]


def test_a_move_that_is_refused_leaves_what_is_known(replays):
    states = States()
    known = states.after(Scenario.EASY, SEED, MOVES[:5])
    with pytest.raises(Refused):
        states.after(Scenario.EASY, SEED, (*MOVES[:5], Submit("E30")))
    assert states.after(Scenario.EASY, SEED, MOVES[:5]) is known
    assert replays == [5]


def test_threads_that_ask_for_more_months_than_are_kept_each_get_their_own():
    states = States(most=3)
    asked = [(Scenario.EASY, seed, ()) for seed in range(1, 9)] * 4
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda each: states.after(*each), asked))
    wanted = {each: replay(*each) for each in asked}
    assert found == [wanted[each] for each in asked]

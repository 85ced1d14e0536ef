"""Whole months played by bots and at random: money, losses, replays and refusals."""

import random
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st
from pydantic import TypeAdapter

from tests.domain.simulation.players import random_moves
from trainer.domain.claims.remittance import Remittance, imbalances
from trainer.domain.kernel.errors import Refused
from trainer.domain.simulation.bots import play_carelessly, play_perfectly
from trainer.domain.simulation.closing import close
from trainer.domain.simulation.deciding import decide, play, replay
from trainer.domain.simulation.events import apply
from trainer.domain.simulation.making import start
from trainer.domain.simulation.moves import (
    Appeal,
    BillPatient,
    BillSecondary,
    Call,
    CheckCoverage,
    EndDay,
    Fix,
    Move,
    Post,
    Submit,
    WriteOff,
)
from trainer.domain.simulation.opening import begin
from trainer.domain.simulation.payers import worth_of_lines
from trainer.domain.simulation.practice import DOCTORS, PRACTICE
from trainer.domain.simulation.scenario import LAST_DAY, SCENARIOS, Scenario
from trainer.domain.simulation.state import State
from trainer.domain.simulation.world import Argument, Item
from trainer.domain.simulation.worth import worth

_SCENARIOS = st.sampled_from(list(Scenario))
_SEEDS = st.integers(0, 2**20)


def _entitled(state: State) -> int:
    """What payers and patients owe to a biller without a fault, on the first morning."""
    return sum(worth(account, state.today) for account in state.accounts.values()) + _to_arrive(state)


def _to_arrive(state: State) -> int:
    """What encounters to come are worth; the copy of a visit only where its first entry was voided before."""
    total = 0
    for each in state.world.encounters.values():
        original = state.accounts.get(each.duplicate_of)
        is_copy = bool(each.duplicate_of) and not (original and original.is_copy)
        if each.id not in state.accounts and not is_copy:
            total += worth_of_lines(each, tuple(range(len(each.lines))), each.first.so_far)
    return total


def _check_books(state: State) -> None:
    for account in state.accounts.values():
        encounter = state.encounter(account.id)
        settled = account.insurer_cents + account.share_cents + account.contractual_cents + account.given_up_cents
        assert settled + account.misbilled_cents + account.open_cents(encounter) == account.charge_cents(encounter)
        assert 0 <= account.patient_cents <= account.share_cents
        assert min(account.insurer_cents, account.contractual_cents, account.given_up_cents) >= 0
        assert account.misbilled_agreed_cents <= account.misbilled_cents
        if account.inbox:
            claim = account.inbox.payment
            payment = Remittance(None, None, "1", "ACH", state.today, (claim,), claim.paid_cents)  # type: ignore[arg-type]
            assert imbalances(payment) == ()
            assert claim.paid_cents + sum(part.cents for part in account.inbox.parts) <= claim.billed_cents


@limits(max_examples=12)
@given(_SCENARIOS, _SEEDS, st.integers(0, 2**20), st.integers(4, 40))
def test_every_cent_of_every_charge_is_somewhere_and_every_lost_cent_is_in_a_loss(
    scenario: Scenario, seed: int, dice: int, pace: int
) -> None:
    state = begin(start(scenario, seed))
    entitled = _entitled(state)
    _check_books(state)
    for _, after in random_moves(state, random.Random(dice), pace):
        _check_books(after)
        lost = sum(loss.cents for loss in after.losses)
        worths = sum(worth(account, after.today) for account in after.accounts.values())
        assert worths + lost + _to_arrive(after) == entitled
        state = after
    report = close(state)
    assert report.entitled_cents == entitled - state.accounts["A06"].insurer_before_cents
    assert report.rework.part <= report.rework.whole == state.minutes_worked
    assert report.left_cents == sum(loss.cents for loss in report.losses)
    for loss in report.losses:
        assert loss.cents > 0
        assert 1 <= loss.move <= state.moves
        assert loss.done
        assert loss.right
    assert all(1 <= complaint.move <= state.moves for complaint in report.complaints)


@limits(max_examples=3)
@given(_SCENARIOS, _SEEDS, st.integers(0, 2**20))
def test_the_same_moves_give_the_same_state_at_every_step(scenario: Scenario, seed: int, dice: int) -> None:
    played = list(random_moves(begin(start(scenario, seed)), random.Random(dice)))
    state = begin(start(scenario, seed))
    for move, after in played:
        events = decide(state, move)
        assert events == decide(state, move)
        state = play(state, move)
        assert state == after
    moves = [move for move, _ in played]
    for length in (0, 1, len(moves) // 2, len(moves)):
        assert replay(scenario, seed, moves[:length]) == (
            played[length - 1][1] if length else begin(start(scenario, seed))
        )


@limits(max_examples=6)
@given(_SCENARIOS, _SEEDS, st.integers(0, 2**20))
def test_a_biller_who_knows_everything_leaves_no_more_than_one_who_plays_at_random(
    scenario: Scenario, seed: int, dice: int
) -> None:
    *_, (_, last) = random_moves(begin(start(scenario, seed)), random.Random(dice), 25)
    perfect = close(replay(scenario, seed, play_perfectly(scenario, seed)))
    assert perfect.left_cents <= close(last).left_cents


@limits(max_examples=5)
@given(st.sampled_from((Scenario.EASY, Scenario.NORMAL)), _SEEDS)
def test_easy_and_normal_can_be_played_without_a_loss(scenario: Scenario, seed: int) -> None:
    report = close(replay(scenario, seed, play_perfectly(scenario, seed)))
    assert report.left_cents == 0
    assert report.losses == ()
    assert report.complaints == ()
    assert report.clean_claims.value == 1
    assert report.rework.part == 0


@pytest.mark.parametrize("scenario", Scenario)
def test_the_shipped_months_can_be_won_and_are_lost_without_care(scenario: Scenario) -> None:
    seed = SCENARIOS[scenario].seed
    perfect = close(replay(scenario, seed, play_perfectly(scenario, seed)))
    careless = close(replay(scenario, seed, play_carelessly(scenario, seed)))
    assert perfect.left_cents == 0
    assert perfect.denials_overturned.part > careless.denials_overturned.part
    assert careless.left_cents * 5 > careless.entitled_cents * 2
    assert careless.complaints
    assert careless.denials_overturned.part == 0
    assert careless.entitled_cents == perfect.entitled_cents
    assert careless.insurers_cents + careless.patients_cents < perfect.insurers_cents + perfect.patients_cents


def test_harder_scenarios_leave_more_to_a_careless_biller() -> None:
    left = [
        close(replay(scenario, terms.seed, play_carelessly(scenario, terms.seed))).left_cents
        for scenario, terms in SCENARIOS.items()
    ]
    assert left == sorted(left)
    assert len(set(left)) == len(left)


def test_a_month_has_twenty_two_working_days_and_then_refuses_every_move() -> None:
    state = reduce(play, [EndDay()] * 22, begin(start(Scenario.EASY, 1)))
    assert state.is_closed
    assert state.today == LAST_DAY
    with pytest.raises(Refused):
        play(state, EndDay())


@pytest.mark.parametrize(
    "move",
    [
        CheckCoverage("E99"),
        Submit("A03"),
        Fix("A03", Item.PLACE, "12"),
        Fix("E01", Item.PLACE, "99"),
        Fix("E01", Item.PLACE, "11"),
        Fix("E01", Item.PATIENT, "somebody"),
        Post("E01", ()),
        Appeal("E01", Argument.RECORDS),
        BillSecondary("E01"),
        BillPatient("E01"),
        WriteOff("A03"),
        Call("E01"),
        BillSecondary("A05"),
    ],
)
def test_a_refused_move_changes_nothing(move: Move) -> None:
    state = begin(start(Scenario.HARD, 33))
    with pytest.raises(Refused) as refused:
        play(state, move)
    assert refused.value.reason
    assert state == begin(start(Scenario.HARD, 33))


def test_a_day_has_no_more_minutes_than_it_has() -> None:
    state = begin(start(Scenario.HARD, 33))
    state = play(state, Appeal("A01", Argument.AUTHORIZED))
    assert state.minutes_left == 55 - 40
    with pytest.raises(Refused):
        play(state, Appeal("A05", Argument.RECORDS))
    assert play(state, EndDay()).minutes_left == 55


def test_moves_survive_being_stored_as_json() -> None:
    adapter: TypeAdapter[Move] = TypeAdapter(Move)
    moves = (
        *play_perfectly(Scenario.NORMAL, 22),
        *play_carelessly(Scenario.NORMAL, 22),
        BillPatient("E01"),
        CheckCoverage("E02"),
        Fix("E03", Item.CODE, "99213"),
    )
    assert tuple(adapter.validate_json(adapter.dump_json(move)) for move in moves) == moves


def test_events_are_all_that_changes_a_state() -> None:
    state = begin(start(Scenario.NORMAL, 22))
    after = reduce(apply, decide(state, Submit("E01")), state)
    assert play(state, Submit("E01")).accounts == after.accounts


def test_identifiers_of_the_practice_are_well_formed() -> None:
    for provider in (PRACTICE.provider, *DOCTORS):
        digits = [int(sign) for sign in "80840" + provider.npi]
        doubled = [each if place % 2 == 0 else sum(divmod(2 * each, 10)) for place, each in enumerate(digits[::-1])]
        assert sum(doubled) % 10 == 0

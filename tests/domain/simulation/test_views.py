"""What the learner sees: nothing hidden, every possible move, receivables by age."""

from dataclasses import asdict
from functools import reduce

import pytest

from trainer.domain.simulation.bots import play_carelessly, play_perfectly
from trainer.domain.simulation.deciding import play, replay
from trainer.domain.simulation.making import start
from trainer.domain.simulation.moves import CheckCoverage, EndDay, Submit
from trainer.domain.simulation.opening import begin
from trainer.domain.simulation.refusals import refusal
from trainer.domain.simulation.scenario import SCENARIOS, Scenario, Trouble
from trainer.domain.simulation.views import payer_terms, today
from trainer.domain.simulation.words import day_words, dollars


def test_the_first_morning_shows_the_desk() -> None:
    view = today(begin(start(Scenario.EASY, 11)))
    assert (view.working_day, view.working_days, view.minutes_left) == (1, 22, 180)
    assert [account.id for account in view.accounts] == ["A01", "A02", "A03", "A04", "A05", "A06", "E01", "E02"]
    assert view.work == ("A01", "A05", "A06", "E01", "E02")
    assert view.inbox == ()
    assert not view.is_closed


def test_receivables_are_told_by_age_and_add_up() -> None:
    view = today(reduce(play, [EndDay()] * 15, begin(start(Scenario.EASY, 11))))
    assert [bucket.label for bucket in view.ageing] == ["0-30", "31-60", "61-90", "91-120", "over 120"]
    assert sum(bucket.cents for bucket in view.ageing) == sum(account.receivable_cents for account in view.accounts)
    by_age = {bucket.label: bucket for bucket in view.ageing}
    assert by_age["91-120"].accounts >= 1
    assert by_age["over 120"].cents == 0


@pytest.mark.parametrize("scenario", Scenario)
def test_nothing_hidden_is_shown(scenario: Scenario) -> None:
    seed = SCENARIOS[scenario].seed
    for bot in (play_carelessly, play_perfectly):
        state = begin(start(scenario, seed))
        for move in bot(scenario, seed):
            state = play(state, move)
            if isinstance(move, EndDay):
                shown = repr(asdict(today(state)))
                assert "Turn." not in shown
                assert not any(repr(trouble) in shown for trouble in Trouble)
                assert "Cure(" not in shown
                assert "PayerError" not in shown


def test_a_claim_on_its_way_looks_the_same_whatever_will_come_of_it() -> None:
    state = begin(start(Scenario.NORMAL, 22))
    for name in ("E01", "E02"):
        state = play(state, Submit(name))
    shown = {account.id: account for account in today(state).accounts}
    for name in ("A02", "A04", "E01", "E02"):
        assert shown[name].stage_words == "With the payer"
        assert shown[name].remittance is None
        assert not shown[name].needs_work
        assert [each.words for each in shown[name].moves if not each.reason] == ["Check coverage", "Call the payer"]


def test_moves_are_offered_with_minutes_and_reasons() -> None:
    state = begin(start(Scenario.HARD, 33))
    for account in today(state).accounts:
        for offered in account.moves:
            assert offered.reason == refusal(state, offered.move)
            assert offered.minutes > 0
            assert offered.words


def test_the_inbox_shows_what_the_night_brought() -> None:
    state = begin(start(Scenario.NORMAL, 22))
    state = play(play(state, Submit("E01")), EndDay())
    view = today(state)
    assert {entry.on for entry in view.inbox} == {state.today}
    assert [entry.encounter for entry in view.inbox if "New on the desk" in entry.text] == ["E03", "E04"]


def test_the_inbox_shows_no_moves_of_the_learner() -> None:
    state = play(begin(start(Scenario.NORMAL, 22)), CheckCoverage("E01"))
    assert today(state).inbox == ()
    state = play(state, EndDay())
    mail = today(state).inbox
    assert [entry.encounter for entry in mail] == ["E03", "E04"]
    assert today(play(state, CheckCoverage("E03"))).inbox == mail


def test_what_came_before_the_month_is_told_apart() -> None:
    shown = {account.id: account for account in today(begin(start(Scenario.EASY, 11))).accounts}
    assert shown["A06"].insurers_before_cents == shown["A06"].insurers_cents > 0
    assert not any(account.insurers_before_cents for name, account in shown.items() if name != "A06")


def test_a_closed_month_asks_for_nothing() -> None:
    view = today(replay(Scenario.EASY, 11, play_carelessly(Scenario.EASY, 11)))
    assert view.is_closed
    assert view.work == ()
    assert all(offered.reason for account in view.accounts for offered in account.moves)


def test_payers_terms_are_open_to_all() -> None:
    terms = {each.payer: each for each in payer_terms()}
    assert terms["Medicare"].coinsurance == 2_000
    assert terms["Northfork Health HMO"].needs_authorization == ("11402",)
    assert terms["Locksley Health PPO"].timely_days == 90


def test_amounts_and_days_are_written_plainly() -> None:
    state = begin(start(Scenario.EASY, 11))
    assert dollars(124_050) == "$1,240.50"
    assert day_words(state.today) == "Wed 1 Apr"
    assert day_words(state.today.replace(year=2027)) == "Thu 1 Apr 2027"

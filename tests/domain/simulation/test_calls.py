"""What sending is called at each payer, and what its help desk says of a denial: what is taken, and until when."""

from collections.abc import Callable

import pytest

from tests.domain.simulation.players import books_of, idle, meet, mended, morning_of, posted, until_answered
from trainer.domain.claims.filing_limits import last_appeal_day, last_filing_day
from trainer.domain.simulation.deciding import play
from trainer.domain.simulation.making import start
from trainer.domain.simulation.moves import (
    Appeal,
    BillSecondary,
    Call,
    Disposition,
    EndDay,
    Fix,
    Post,
    Submit,
    WriteOff,
)
from trainer.domain.simulation.opening import begin
from trainer.domain.simulation.practice import AGREEMENTS, MEDICARE, PPO
from trainer.domain.simulation.scenario import WORKING_DAYS, Scenario, Trouble
from trainer.domain.simulation.state import State
from trainer.domain.simulation.views import view_account
from trainer.domain.simulation.words import day_words
from trainer.domain.simulation.world import Argument, Encounter, Item


def _find(trouble: Trouble, fits: Callable[[Encounter], bool]) -> tuple[State, Encounter]:
    """The morning of an encounter with this trouble alone that fits."""
    return next(
        (morning_of(each.id, Scenario.HARD, seed), each)
        for seed in range(300)
        for each in start(Scenario.HARD, seed).encounters.values()
        if each.troubles == {trouble} and each.id.startswith("E") and each.arrives_on <= WORKING_DAYS[5] and fits(each)
    )


def _denied(state: State, encounter: Encounter) -> State:
    """The draft sent as it came, the denial posted and kept open."""
    state = until_answered(play(state, Submit(encounter.id)), encounter.id)
    answer = books_of(state, encounter).inbox
    assert answer is not None
    decisions = tuple(Disposition.OPEN if part.lines else Disposition.WRITE_OFF for part in answer.parts)
    return play(play(state, Post(encounter.id, decisions)), EndDay())


def _told(state: State, name: str) -> str:
    return play(state, Call(name)).log[-1].text


def _label(state: State, name: str) -> str:
    return next(each.words for each in view_account(state, name).moves if isinstance(each.move, Submit))


@pytest.mark.parametrize("payer", [PPO, MEDICARE])
def test_an_own_error_can_be_mended_until_the_limit_of_the_payer_that_denied(payer: str) -> None:
    state, encounter = _find(Trouble.PLACE, lambda each: each.first.payer_id == payer)
    state = _denied(state, encounter)
    last = day_words(last_filing_day(encounter.on, AGREEMENTS[payer].contract))
    what = "a clerical error is reopened" if payer == MEDICARE else "a corrected claim is taken"
    assert _told(state, encounter.id).endswith(f"If there was an error on the claim, {what} until {last}.")


def test_a_denial_for_necessity_can_be_appealed_and_not_corrected() -> None:
    state, encounter = meet(Trouble.NOTICE)
    state = _denied(state, encounter)
    denial = books_of(state, encounter).denial
    assert denial
    last = day_words(last_appeal_day(denial.on, AGREEMENTS[MEDICARE].contract))
    told = _told(state, encounter.id)
    assert told.endswith(f"The denial can be appealed until {last}.")
    assert "correct" not in told


@pytest.mark.parametrize(
    ("trouble", "said"),
    [(Trouble.OTHER_PAYER_FIRST, "bill it, and then send us"), (Trouble.COVERAGE_ENDED, "bill that plan")],
)
def test_a_claim_sent_to_the_wrong_plan_is_not_to_be_corrected_there(trouble: Trouble, said: str) -> None:
    state, encounter = meet(trouble)
    state = _denied(state, encounter)
    told = _told(state, encounter.id)
    assert encounter.card(books_of(state, encounter).fields[Item.PAYER]).payer.name in told
    assert said in told
    assert "until" not in told


def test_of_a_late_claim_nothing_more_is_said() -> None:
    state, encounter = meet(Trouble.LATE)
    state = _denied(idle(state, 4), encounter)
    assert _told(state, encounter.id).endswith("nothing can be done.")


def test_of_a_copy_nothing_more_is_said() -> None:
    state, copy = meet(Trouble.DUPLICATE, Scenario.EASY)
    state = play(state, Submit(copy.duplicate_of))
    state = _denied(state, copy)
    assert _told(state, copy.id).endswith("was billed on another account of the practice.")


def test_a_denial_that_may_be_the_payers_error_names_both_ways_and_both_days() -> None:
    # A01: excision of 2 March at the HMO, denied on 16 March: 120 days to file, 30 to appeal.
    state = begin(start(Scenario.NORMAL, 22))
    told = _told(state, "A01")
    assert "a corrected claim is taken until Tue 30 Jun." in told
    assert told.endswith("If the claim was right as it was sent, the denial can be appealed until Wed 15 Apr.")
    assert _told(idle(state, 11), "A01").endswith("until Wed 15 Apr, and that day has passed.")
    appealed = until_answered(play(state, Appeal("A01", Argument.GOODWILL)), "A01")
    assert "appealed before" in _told(appealed, "A01")


def test_resending_where_only_an_appeal_helps_is_told_as_such() -> None:
    # On 9 April: the HMO takes a week at least, and the last day to appeal is 15 April.
    state = play(idle(begin(start(Scenario.NORMAL, 22)), 6), Submit("A01"))
    loss = state.losses[-1]
    assert (loss.encounter, loss.cents) == ("A01", 18_500)
    assert loss.done == "A claim was sent where only an appeal helps; its answer comes after the last day to appeal."
    assert loss.right.startswith("Appeal by Wed 15 Apr. The authorization was given")


def test_medicare_reopens_a_clerical_error() -> None:
    state, encounter = _find(Trouble.PLACE, lambda each: each.first.payer_id == MEDICARE)
    assert _label(state, encounter.id) == "Send the claim"
    state = _denied(state, encounter)
    assert _label(state, encounter.id) == "Have the clerical error reopened"
    lost = play(state, WriteOff(encounter.id)).losses[-1]
    assert lost.right.startswith(f"Have the clerical error reopened by {day_words(encounter.file_by)}.")
    state = mended(state, encounter)
    assert state.log[-1].text == "Request to reopen a clerical error sent to Medicare."
    assert view_account(state, encounter.id).waits_words == "Request to reopen a clerical error sent"


def test_another_payer_gets_a_corrected_claim() -> None:
    state, encounter = _find(Trouble.PLACE, lambda each: each.first.payer_id == PPO)
    state = _denied(state, encounter)
    assert _label(state, encounter.id) == "Send a corrected claim"
    lost = play(state, WriteOff(encounter.id)).losses[-1]
    assert lost.right.startswith(f"Send a corrected claim by {day_words(encounter.file_by)}.")
    state = mended(state, encounter)
    assert view_account(state, encounter.id).waits_words == "Corrected claim sent"


def test_the_plan_that_comes_first_gets_a_first_claim_after_the_others_denial() -> None:
    state, encounter = _find(Trouble.OTHER_PAYER_FIRST, lambda each: each.second is not None)
    state = _denied(state, encounter)
    lost = play(state, WriteOff(encounter.id)).losses[-1]
    assert lost.right.startswith(f"Send the claim to Locksley Health PPO by {day_words(encounter.file_by)}.")
    state = play(state, Fix(encounter.id, Item.PAYER, encounter.first.id))
    assert _label(state, encounter.id) == "Send the claim"
    state = play(state, Submit(encounter.id))
    assert state.log[-1].text == "Claim sent to Locksley Health PPO."
    assert view_account(state, encounter.id).waits_words == "Claim sent"


def test_what_is_with_a_payer_is_told() -> None:
    state = begin(start(Scenario.NORMAL, 22))
    state = play(play(state, Appeal("A01", Argument.AUTHORIZED)), BillSecondary("A06"))
    shown = [view_account(state, name).waits_words for name in ("A01", "A02", "A05", "A06")]
    assert shown == ["Appeal sent", "Claim sent", "", "Claim to the other insurance sent"]


def _two_entries() -> tuple[Scenario, int, Encounter]:
    """A visit that is entered twice, by its second entry."""
    world = start(Scenario.EASY, 0)
    return Scenario.EASY, 0, next(each for each in world.encounters.values() if each.duplicate_of)


def _bounce(state: State, name: str) -> State:
    """Sent with the misread number: the payer will reject it tonight."""
    return play(play(state, Fix(name, Item.MEMBER_ID, state.encounter(name).first.other_id)), Submit(name))


@pytest.mark.parametrize("nights", [0, 1])
def test_a_rejected_entry_leaves_its_place_to_the_second_one(nights: int) -> None:
    scenario, seed, copy = _two_entries()
    state = _bounce(morning_of(copy.id, scenario, seed), copy.duplicate_of)
    state = play(idle(state, nights), Submit(copy.id))
    state = posted(until_answered(state, copy.id), copy.id)
    assert state.accounts[copy.id].denials == 0
    assert state.accounts[copy.id].insurer_cents + state.accounts[copy.id].share_cents > 0
    state = play(state, WriteOff(copy.duplicate_of))
    assert not [loss for loss in state.losses if loss.encounter in (copy.id, copy.duplicate_of)]


@pytest.mark.parametrize("early", [True, False])
def test_a_rejected_entry_can_be_voided_and_the_second_one_sent(early: bool) -> None:
    scenario, seed, copy = _two_entries()
    state = morning_of(copy.duplicate_of if early else copy.id, scenario, seed)
    state = play(play(_bounce(state, copy.duplicate_of), EndDay()), WriteOff(copy.duplicate_of))
    while copy.id not in state.accounts:
        state = play(state, EndDay())
    state = until_answered(play(state, Submit(copy.id)), copy.id)
    assert state.accounts[copy.id].denials == 0
    assert not [loss for loss in state.losses if loss.encounter in (copy.id, copy.duplicate_of)]


def test_an_entry_that_the_payer_took_in_makes_the_other_one_the_copy() -> None:
    scenario, seed, copy = _two_entries()
    state = play(morning_of(copy.id, scenario, seed), Submit(copy.duplicate_of))
    state = until_answered(play(state, Submit(copy.id)), copy.id)
    assert state.accounts[copy.id].denials == 1

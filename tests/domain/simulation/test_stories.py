"""Single accounts followed through the month: what a move does, what comes back, what it costs, how a loss reads."""

import pytest

from tests.domain.simulation.players import books_of, idle, losses_of, meet, mended, morning_of, posted, until_answered
from trainer.domain.simulation.closing import close
from trainer.domain.simulation.deciding import play
from trainer.domain.simulation.making import start
from trainer.domain.simulation.moves import (
    Appeal,
    BillPatient,
    BillSecondary,
    Call,
    CheckCoverage,
    Disposition,
    EndDay,
    Fix,
    Submit,
    WriteOff,
)
from trainer.domain.simulation.opening import begin
from trainer.domain.simulation.refusals import refusal
from trainer.domain.simulation.scenario import Scenario, Trouble
from trainer.domain.simulation.state import LossKind, Stage
from trainer.domain.simulation.views import view_account
from trainer.domain.simulation.words import day_words
from trainer.domain.simulation.world import Argument, Item

_OFF, _PATIENT, _OPEN = Disposition.WRITE_OFF, Disposition.PATIENT, Disposition.OPEN


def test_a_denied_claim_is_corrected_and_paid() -> None:
    state, encounter = meet(Trouble.PLACE)
    state = until_answered(play(state, Submit(encounter.id)), encounter.id)
    state = posted(state, encounter.id)
    assert view_account(state, encounter.id).denial == ("CO-5 on line 1: place of service does not fit the code",)
    state = play(state, Call(encounter.id))
    assert "belongs to another place" in state.log[-1].text
    state = mended(state, encounter)
    assert state.log[-1].text.startswith(("Corrected claim", "Request to reopen"))
    state = posted(until_answered(state, encounter.id), encounter.id)
    account = books_of(state, encounter)
    assert account.stage is Stage.SETTLED
    assert (account.denials, account.overturned) == (1, 1)
    assert account.was_clean is False
    assert not losses_of(state, encounter)


def test_a_rejected_claim_is_a_draft_again() -> None:
    state, encounter = meet(Trouble.MEMBER_ID)
    state = play(state, CheckCoverage(encounter.id))
    (check,) = view_account(state, encounter.id).checks
    assert "knows no member" in check.lines[0]
    state = play(state, Submit(encounter.id))
    state = play(state, Call(encounter.id))
    assert "does not find the claim yet" in state.log[-1].text
    state = play(state, EndDay())
    assert books_of(state, encounter).stage is Stage.DRAFT
    assert any("does not count as filed" in entry.text for entry in state.log)
    assert books_of(mended(state, encounter), encounter).stage is Stage.WAITING


def test_a_rejected_correction_stays_a_denial_to_be_worked() -> None:
    state, encounter = meet(Trouble.PLACE)
    state = posted(until_answered(play(state, Submit(encounter.id)), encounter.id), encounter.id)
    wrong = encounter.first.other_id
    state = play(play(state, Fix(encounter.id, Item.MEMBER_ID, wrong)), Submit(encounter.id))
    state = play(state, EndDay())
    assert books_of(state, encounter).denial_is_open


def test_another_card_brings_its_own_number() -> None:
    state, encounter = meet(Trouble.COVERAGE_ENDED)
    state = play(state, CheckCoverage(encounter.id))
    assert "coverage ended on Tue 31 Mar" in view_account(state, encounter.id).checks[0].lines[0]
    state = play(state, Fix(encounter.id, Item.PAYER, encounter.first.id))
    assert books_of(state, encounter).fields[Item.MEMBER_ID] == encounter.first.member_id
    state = play(state, CheckCoverage(encounter.id))
    assert "Active" in view_account(state, encounter.id).checks[1].lines[0]


def test_coverage_checks_tell_of_a_payer_that_comes_first_and_of_authorizations() -> None:
    state, encounter = meet(Trouble.OTHER_PAYER_FIRST)
    state = play(state, CheckCoverage(encounter.id))
    assert "pays first" in view_account(state, encounter.id).checks[0].lines[-1]
    state, encounter = meet(Trouble.AUTHORIZATION)
    state = play(state, CheckCoverage(encounter.id))
    (number,) = encounter.first.benefits.authorizations
    assert number in view_account(state, encounter.id).checks[0].lines[-1]
    state, encounter = meet(Trouble.NO_AUTHORIZATION)
    state = play(state, CheckCoverage(encounter.id))
    assert "none on file" in view_account(state, encounter.id).checks[0].lines[-1]


def test_the_share_goes_to_the_second_payer_and_then_to_the_patient() -> None:
    state, encounter = meet(Trouble.SECOND_PAYER)
    state = posted(until_answered(play(state, Submit(encounter.id)), encounter.id), encounter.id)
    assert books_of(state, encounter).stage is Stage.OPEN
    state = until_answered(play(state, BillSecondary(encounter.id)), encounter.id)
    assert view_account(state, encounter.id).remittance is not None
    state = posted(state, encounter.id)
    assert books_of(state, encounter).stage is Stage.SETTLED
    assert not losses_of(state, encounter)


def test_a_denial_billed_to_the_patient_is_lost() -> None:
    state, encounter = meet(Trouble.PLACE)
    state = posted(until_answered(play(state, Submit(encounter.id)), encounter.id), encounter.id)
    state = play(state, BillPatient(encounter.id))
    assert "a payer owes" in state.losses[-1].done
    assert f"by {day_words(encounter.file_by)}." in state.losses[-1].right


def test_an_open_share_written_off_or_billed_past_the_second_payer_is_lost() -> None:
    state = play(begin(start(Scenario.NORMAL, 22)), WriteOff("A06"))
    assert "Bill Locksley Health PPO" in state.losses[-1].right
    state = play(begin(start(Scenario.NORMAL, 22)), BillPatient("A06"))
    assert "Bill Locksley Health PPO" in state.losses[-1].right


def test_an_appeal_with_the_right_argument_is_paid() -> None:
    state = play(begin(start(Scenario.NORMAL, 22)), Appeal("A01", Argument.AUTHORIZED))
    state = posted(until_answered(state, "A01"), "A01")
    assert state.accounts["A01"].overturned == 1
    # The HMO allows 185.00 for the excision and the member pays 10 %.
    assert state.accounts["A01"].insurer_cents == 16_650
    assert state.accounts["A01"].share_cents == 1_850


def test_an_appeal_with_another_argument_loses_the_money_and_cannot_be_repeated() -> None:
    state = play(begin(start(Scenario.NORMAL, 22)), Appeal("A01", Argument.GOODWILL))
    assert state.losses[-1].cents == 18_500
    assert "The authorization was given" in state.losses[-1].right
    state = until_answered(state, "A01")
    assert "appealed before" in refusal(state, Appeal("A01", Argument.AUTHORIZED))
    state = play(state, WriteOff("A01"))
    assert len([loss for loss in state.losses if loss.encounter == "A01"]) == 1


def test_an_appeal_against_an_own_error_only_costs_time() -> None:
    state, encounter = meet(Trouble.PLACE)
    state = posted(until_answered(play(state, Submit(encounter.id)), encounter.id), encounter.id)
    state = play(play(state, EndDay()), Appeal(encounter.id, Argument.RECORDS))
    assert not losses_of(state, encounter)
    (left,) = [each for each in close(state).losses if each.encounter == encounter.id]
    assert (left.done, left.move) == ("An appeal is on its way that will be turned down.", state.moves)
    state = until_answered(state, encounter.id)
    assert books_of(mended(state, encounter), encounter).stage is Stage.WAITING


def test_a_signed_notice_wins_the_appeal_and_the_patient_pays() -> None:
    state, encounter = meet(Trouble.NOTICE, within=1)
    state = posted(until_answered(play(state, Submit(encounter.id)), encounter.id), encounter.id)
    state = play(play(state, EndDay()), Appeal(encounter.id, Argument.NOTICE))
    state = posted(until_answered(state, encounter.id), encounter.id)
    assert books_of(state, encounter).share_cents == 6_000


def test_a_payer_that_never_got_the_claim_says_so_only_when_called() -> None:
    state = begin(start(Scenario.NORMAL, 22))
    assert "Call if no answer" in refusal(state, Submit("A02"))
    state = play(state, Call("A02"))
    assert "never received" in state.log[-1].text
    state = play(state, Submit("A02"))
    assert state.accounts["A02"].was_clean is None
    state = play(state, Call("A02"))
    assert "Answer to expect" in state.log[-1].text


def test_deadlines_that_pass_are_losses_of_the_day_before() -> None:
    state = idle(begin(start(Scenario.NORMAL, 22)), 22)
    overdue = {loss.encounter: loss for loss in state.losses if loss.kind is LossKind.OVERDUE}
    assert {"A01", "A02"} <= set(overdue)
    assert overdue["A01"].on.isoformat() == "2026-04-15"
    assert overdue["A02"].on.isoformat() == "2026-04-20"
    late = next(each.id for each in state.world.encounters.values() if Trouble.LATE in each.troubles)
    assert "passed" in overdue[late].done
    report = close(state)
    assert "nobody asked" not in " ".join(loss.done for loss in report.losses)
    assert report.clean_claims.value is None


@pytest.mark.parametrize("first", [True, False])
def test_of_two_entries_of_a_visit_one_is_sent_and_one_is_voided(first: bool) -> None:
    state, copy = meet(Trouble.DUPLICATE, Scenario.EASY)
    sent, voided = (copy.duplicate_of, copy.id) if first else (copy.id, copy.duplicate_of)
    state = play(play(state, Submit(sent)), WriteOff(voided))
    assert not state.losses
    assert state.accounts[voided].contractual_cents > 0
    assert state.accounts[sent].was_clean


@pytest.mark.parametrize("early", [True, False])
def test_a_voided_original_leaves_its_place_to_the_copy(early: bool) -> None:
    world = start(Scenario.EASY, 0)
    copy = next(each for each in world.encounters.values() if each.duplicate_of)
    state = morning_of(copy.duplicate_of if early else copy.id, Scenario.EASY, 0)
    state = play(state, WriteOff(copy.duplicate_of))
    while copy.id not in state.accounts:
        state = play(state, EndDay())
    assert not [loss for loss in state.losses if loss.encounter in (copy.id, copy.duplicate_of)]
    state = until_answered(play(state, Submit(copy.id)), copy.id)
    assert state.accounts[copy.id].inbox
    assert not state.accounts[copy.id].denials


def test_a_copy_that_is_sent_is_denied_and_not_clean() -> None:
    state, copy = meet(Trouble.DUPLICATE, Scenario.EASY)
    state = play(play(state, Submit(copy.duplicate_of)), Submit(copy.id))
    assert state.accounts[copy.id].was_clean is False
    state = posted(until_answered(state, copy.id), copy.id)
    assert state.accounts[copy.id].stage is Stage.SETTLED


def test_a_visit_written_off_unsent_is_lost() -> None:
    state, encounter = meet(Trouble.PAYER_ERROR)
    state = play(state, WriteOff(encounter.id))
    (loss,) = losses_of(state, encounter)
    assert loss.done == "Wrote off what could still be collected."
    assert "right as it stands" in loss.right


def test_a_claim_sent_right_before_its_limit_with_an_error_is_lost() -> None:
    state, encounter = meet(Trouble.LATE)
    state = play(state, Fix(encounter.id, Item.PLACE, "12"))
    state = play(state, Submit(encounter.id))
    assert state.losses[-1].encounter == encounter.id
    assert state.losses[-1].right == "Right on the claim: Place of service (item 24B): 11 office."


def test_settled_lines_of_a_claim_cannot_be_changed() -> None:
    state, encounter = meet(Trouble.POINTER)
    state = posted(until_answered(play(state, Submit(encounter.id)), encounter.id), encounter.id)
    assert refusal(state, Fix(encounter.id, Item.MODIFIERS, ""))
    assert not refusal(state, Fix(encounter.id, Item.POINTER, "B"))
    state, encounter = meet(Trouble.MODIFIER_25)
    state = posted(until_answered(play(state, Submit(encounter.id)), encounter.id), encounter.id)
    assert refusal(state, Fix(encounter.id, Item.POINTER, "A"))

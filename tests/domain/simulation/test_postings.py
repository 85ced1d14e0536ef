"""Amounts of remittances put where they belong or where they do not, and what follows."""

from functools import reduce

from tests.domain.simulation.players import (
    books_of,
    idle,
    losses_of,
    meet,
    mended,
    morning_of,
    posted,
    until_answered,
)
from trainer.domain.simulation.bots import finish_perfectly
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
    Move,
    Post,
    Submit,
    WriteOff,
)
from trainer.domain.simulation.opening import begin
from trainer.domain.simulation.payers import PartKind
from trainer.domain.simulation.practice import PPO
from trainer.domain.simulation.refusals import refusal
from trainer.domain.simulation.scenario import WORKING_DAYS, Scenario, Trouble
from trainer.domain.simulation.state import LossKind, Stage
from trainer.domain.simulation.words import POSTING_STANDS, day_words
from trainer.domain.simulation.world import Argument, Item

_OFF, _PATIENT, _OPEN = Disposition.WRITE_OFF, Disposition.PATIENT, Disposition.OPEN


def test_a_share_billed_past_the_second_payer_ends_in_a_complaint_and_is_lost() -> None:
    state, encounter = meet(Trouble.SECOND_PAYER, Scenario.EASY)
    state = until_answered(play(state, Submit(encounter.id)), encounter.id)
    state = posted(state, encounter.id, (_OFF, _PATIENT))
    (loss,) = losses_of(state, encounter)
    assert loss.move == state.moves
    assert "first: keep it open" in loss.right
    misbilled = books_of(state, encounter).misbilled_cents
    before = state.world.minutes
    while not state.complaints:
        state = play(state, EndDay())
    assert state.minutes_left == before - 20
    (complaint,) = state.complaints
    assert (complaint.cents, complaint.move) == (misbilled, loss.move)
    assert books_of(state, encounter).given_up_cents == misbilled
    assert close(state).complaints == state.complaints


def test_a_contractual_amount_billed_to_the_patient_is_a_complaint_without_a_loss() -> None:
    state, encounter = meet(Trouble.DEDUCTIBLE, Scenario.EASY)
    state = until_answered(play(state, Submit(encounter.id)), encounter.id)
    state = posted(state, encounter.id, (_PATIENT, _PATIENT))
    agreed = books_of(state, encounter).misbilled_cents
    while not state.complaints:
        state = play(state, EndDay())
    account = books_of(state, encounter)
    assert not losses_of(state, encounter)
    assert (account.contractual_cents, account.misbilled_cents) == (agreed, 0)


def test_the_patients_share_written_off_is_lost() -> None:
    state, encounter = meet(Trouble.DEDUCTIBLE)
    state = until_answered(play(state, Submit(encounter.id)), encounter.id)
    state = posted(state, encounter.id, (_OFF, _OFF))
    (loss,) = losses_of(state, encounter)
    assert loss.cents == books_of(state, encounter).given_up_cents
    assert loss.kind is LossKind.GIVEN_AWAY
    assert "bill the patient" in loss.right


def test_an_amount_kept_open_can_be_billed_to_the_patient_later() -> None:
    state, encounter = meet(Trouble.DEDUCTIBLE)
    state = until_answered(play(state, Submit(encounter.id)), encounter.id)
    state = posted(state, encounter.id, (_OFF, _OPEN))
    assert "not followed up" in next(each for each in close(state).losses if each.encounter == encounter.id).done
    state = play(state, BillPatient(encounter.id))
    assert books_of(state, encounter).stage is Stage.SETTLED
    assert not losses_of(state, encounter)


def test_a_contractual_amount_kept_open_is_written_off_later_without_loss() -> None:
    state, encounter = meet(Trouble.DEDUCTIBLE)
    state = until_answered(play(state, Submit(encounter.id)), encounter.id)
    state = play(posted(state, encounter.id, (_OPEN, _PATIENT)), WriteOff(encounter.id))
    assert books_of(state, encounter).given_up_cents == 0
    assert not losses_of(state, encounter)


def test_of_two_denied_lines_one_can_be_given_up_and_one_kept() -> None:
    state, encounter = meet(Trouble.POINTER)
    state = play(state, Fix(encounter.id, Item.MODIFIERS, ""))
    state = until_answered(play(state, Submit(encounter.id)), encounter.id)
    answer = books_of(state, encounter).inbox
    assert answer is not None
    denied = [part for part in answer.parts if part.kind is PartKind.DENIED]
    assert len(denied) == 2
    given_up, kept = denied
    decisions = {given_up: _OFF, kept: _OPEN}
    state = play(state, Post(encounter.id, tuple(decisions.get(part, _PATIENT) for part in answer.parts)))
    account = books_of(state, encounter)
    assert account.lines == kept.lines
    assert 0 < account.cure.cents < answer.cure.cents if answer.cure else False
    assert state.losses[-1].cents == (answer.cure.cents if answer.cure else 0) - account.cure.cents


def test_a_kept_amount_beside_a_claim_on_its_way_is_left_lying() -> None:
    state, encounter = meet(Trouble.POINTER, Scenario.EASY)
    state = until_answered(play(state, Submit(encounter.id)), encounter.id)
    answer = books_of(state, encounter).inbox
    assert answer is not None
    keep_shares = [_OFF if part.kind is PartKind.CONTRACT else _OPEN for part in answer.parts]
    state = mended(posted(state, encounter.id, keep_shares), encounter)
    (left,) = [each for each in close(state).losses if each.encounter == encounter.id]
    assert (left.cents, left.right) == (answer.share_worth, "Bill the patient for the share.")


def test_a_remittance_left_in_the_inbox_is_told_by_its_parts() -> None:
    state, encounter = meet(Trouble.PLACE)
    state = until_answered(play(state, Submit(encounter.id)), encounter.id)
    (left,) = [each for each in close(state).losses if each.encounter == encounter.id]
    assert left.right.startswith("Keep the denial open and ")
    assert left.right.endswith(f" by {day_words(encounter.file_by)}.")


def test_a_deadline_that_passes_in_the_inbox_is_overdue() -> None:
    # A01 is sent again instead of appealed: the same denial comes back, and its appeal stays due on 15 April.
    state = idle(play(begin(start(Scenario.NORMAL, 22)), Submit("A01")), 11)
    assert state.accounts["A01"].inbox
    (loss,) = [each for each in state.losses if each.encounter == "A01"]
    assert (loss.kind, loss.done) == (LossKind.OVERDUE, "The last day to appeal passed.")
    assert loss.right.startswith("Keep the denial open and appeal.")


def test_an_appeal_with_the_wrong_paper_says_which_one_was_right() -> None:
    state = play(begin(start(Scenario.NORMAL, 22)), Appeal("A05", Argument.NOTICE))
    assert "Send the note" in state.losses[-1].right


def test_a_biller_who_takes_over_late_loses_nothing_more() -> None:
    state = idle(begin(start(Scenario.EASY, 11)), 15)
    before = sum(loss.cents for loss in state.losses)
    assert before > 0
    report = close(reduce(play, finish_perfectly(state), state))
    assert report.left_cents == before


def test_patients_pay_their_statements_within_the_month_or_not_at_all() -> None:
    state = idle(begin(start(Scenario.NORMAL, 22)), 6)
    state = posted(state, "A03")
    state = idle(state, 15)
    account = state.accounts["A03"]
    pays = state.encounter("A03").draws.pays_after
    assert account.patient_cents == (account.share_cents if pays else 0)


def test_a_posted_payer_cannot_be_billed_twice() -> None:
    state, encounter = meet(Trouble.SECOND_PAYER)
    assert refusal(state, BillSecondary(encounter.id))
    state = posted(until_answered(play(state, Submit(encounter.id)), encounter.id), encounter.id, (_OPEN, _PATIENT))
    assert refusal(state, BillSecondary(encounter.id))


def test_a_plan_that_had_ended_cannot_be_billed_for_the_share() -> None:
    seed, encounter = next(
        (seed, each)
        for seed in range(200)
        for each in start(Scenario.NORMAL, seed).encounters.values()
        if each.troubles == {Trouble.COVERAGE_ENDED}
        and each.first.payer_id == PPO
        and each.arrives_on <= WORKING_DAYS[5]
    )
    state = mended(morning_of(encounter.id, Scenario.NORMAL, seed), encounter)
    state = posted(until_answered(state, encounter.id), encounter.id, (_OFF, _OPEN))
    assert "had ended before the visit" in refusal(state, BillSecondary(encounter.id))
    assert not refusal(state, BillPatient(encounter.id))


def test_refusals_say_what_is_in_the_way() -> None:
    state = begin(start(Scenario.NORMAL, 22))
    moves: list[Move] = [Post("A03", ()), Call("E01"), Fix("A03", Item.PLACE, "12"), Appeal("A03", Argument.RECORDS)]
    assert all(refusal(state, move) for move in moves)
    state = idle(state, 6)
    assert refusal(state, Post("A03", ())) == "Decide on every amount of the remittance."
    state = posted(state, "A03")
    assert refusal(state, CheckCoverage("A03")) == "No payer owes anything on this account."
    assert refusal(state, Submit("A03"))
    assert POSTING_STANDS in refusal(state, Post("A03", ()))


def test_what_lies_untouched_at_the_close_is_told_account_by_account() -> None:
    state = begin(start(Scenario.NORMAL, 22))
    told = {loss.encounter: (loss.done, loss.move) for loss in close(state).losses}
    assert told["A01"][0] == "A denial was left unworked."
    assert told["A02"][0] == "The payer does not have the claim, and nobody asked."
    assert "on its way with an error" in told["A04"][0]
    assert told["A06"][0] == "An amount was kept open and not followed up."
    assert told["E01"][0] == "The claim was not sent."
    assert "A03" not in told
    state = idle(state, 6)
    told = {loss.encounter: (loss.done, loss.move) for loss in close(state).losses}
    assert "in the inbox" in told["A03"][0]

"""The figures of the closing report, recomputed from the accounts of a month that is played by hand."""

from fractions import Fraction
from functools import reduce

from tests.domain.simulation.players import meet, mended, posted, until_answered
from trainer.domain.simulation.closing import Figure, close
from trainer.domain.simulation.deciding import play
from trainer.domain.simulation.making import start
from trainer.domain.simulation.moves import Appeal, Disposition, EndDay, Post, Submit
from trainer.domain.simulation.opening import begin
from trainer.domain.simulation.scenario import Scenario, Trouble
from trainer.domain.simulation.state import State
from trainer.domain.simulation.world import Argument


def test_a_figure_of_nothing_has_no_value() -> None:
    assert Figure(0, 0, "").value is None
    assert Figure(1, 3, "").value == Fraction(1, 3)


def test_the_first_morning_has_only_what_the_months_before_left() -> None:
    state = begin(start(Scenario.EASY, 11))
    report = close(state)
    assert report.clean_claims.value is None
    # A01 and A05 begin with a denial each, and nothing is overturned yet.
    assert report.denials_overturned.value == Fraction(0, 2)
    owed = sum(account.open_cents(state.encounter(name)) for name, account in state.accounts.items())
    assert report.receivables_cents == owed
    # What Medicare paid in March on A06 is not of this month: nothing has come in, and nothing was done.
    assert (report.insurers_cents, report.net_collection.part) == (0, 0)
    posted = [(state.accounts[name], state.encounter(name)) for name in ("A01", "A05", "A06")]
    booked = sum(account.contractual_cents + account.insurer_cents for account, _ in posted)
    charged = sum(account.charge_cents(encounter) for account, encounter in posted)
    assert report.net_collection.whole == charged - booked
    assert (report.rework.part, report.rework.whole) == (0, 0)
    charges = sum(state.accounts[name].charge_cents(state.encounter(name)) for name in ("E01", "E02"))
    assert report.charges_cents == charges
    assert report.days_in_receivables.value == Fraction(owed * 30, charges)


def test_net_collection_counts_posted_accounts_only() -> None:
    state = reduce(play, [EndDay()] * 6, begin(start(Scenario.EASY, 11)))
    before = close(state).net_collection
    # A03: Medicare's deductible takes all that is allowed; nothing is paid yet, so only the whole grows by it.
    inbox = state.accounts["A03"].inbox
    assert inbox is not None
    agreed, share = inbox.parts
    state = play(state, Post("A03", (Disposition.WRITE_OFF, Disposition.PATIENT)))
    after = close(state).net_collection
    assert after.part == before.part
    assert after.whole == before.whole + share.cents
    assert state.accounts["A03"].contractual_cents == agreed.cents


def test_every_figure_says_what_it_counts() -> None:
    report = close(begin(start(Scenario.EASY, 11)))
    for figure in (
        report.clean_claims,
        report.days_in_receivables,
        report.net_collection,
        report.denials_overturned,
        report.rework,
    ):
        assert figure.definition.endswith(".")


def _after_the_denial(trouble: Trouble, scenario: Scenario = Scenario.HARD) -> tuple[State, str]:
    """The draft sent as it came, and what came back posted as it should be: 6 and 8 minutes."""
    state, encounter = meet(trouble, scenario)
    state = until_answered(play(state, Submit(encounter.id)), encounter.id)
    return posted(state, encounter.id), encounter.id


def test_work_on_a_claim_that_comes_back_for_an_own_error_is_rework() -> None:
    state, name = _after_the_denial(Trouble.PLACE)
    state = mended(state, state.encounter(name))
    # 8 to post the denial, 5 to mend the place, 6 to send; the 6 of the first sending are not.
    assert (close(state).rework.part, close(state).rework.whole) == (19, 25)


def test_a_rejection_and_a_notice_not_told_of_begin_rework_too() -> None:
    state, encounter = meet(Trouble.MEMBER_ID)
    state = mended(until_answered(play(state, Submit(encounter.id)), encounter.id), encounter)
    assert close(state).rework.part == 5 + 6
    state, name = _after_the_denial(Trouble.NOTICE)
    assert close(state).rework.part == 8
    assert close(play(play(state, EndDay()), Appeal(name, Argument.NOTICE))).rework.part == 8 + 40


def test_errors_of_payers_and_of_the_months_before_are_no_rework() -> None:
    state, _ = _after_the_denial(Trouble.PAYER_ERROR)
    assert (close(state).rework.part, close(state).rework.whole) == (0, 14)
    # A04 was sent in March with a wrong pointer; sent again as it is, it comes back for the second time.
    state = posted(until_answered(begin(start(Scenario.EASY, 11)), "A04"), "A04")
    assert close(state).rework.part == 0
    state = posted(until_answered(play(state, Submit("A04")), "A04"), "A04")
    assert close(state).rework.part == 8

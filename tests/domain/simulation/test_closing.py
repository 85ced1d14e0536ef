"""The figures of the closing report, recomputed from the accounts of a month that is played by hand."""

from fractions import Fraction
from functools import reduce

from trainer.domain.simulation.closing import Figure, close
from trainer.domain.simulation.deciding import play
from trainer.domain.simulation.making import start
from trainer.domain.simulation.moves import Disposition, EndDay, Post
from trainer.domain.simulation.opening import begin
from trainer.domain.simulation.scenario import Scenario


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
    ):
        assert figure.definition.endswith(".")

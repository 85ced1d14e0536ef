"""Every worked example comes out to the cent."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.domain.claims.adjudication_builders import A_PAYEE, A_PAYER, DAY, RECEIVED, a_claim, an_answer, said
from tests.domain.claims.worked_examples import TABLE, Example, adjudicated, read_factor
from trainer.domain.claims.adjudication import make_remittance, reversal
from trainer.domain.claims.fees import (
    Indices,
    RelativeValues,
    anesthesia_fee,
    anesthesia_units,
    half_up,
    limiting_charge,
    nonparticipating_fee,
    rbrvs_fee,
)
from trainer.domain.claims.ledger import Entry, EntryKind, Owner, Totals, balance_of, days_in_receivables
from trainer.domain.claims.money import read_cents, write_cents
from trainer.domain.claims.remittance import ProviderAdjustment, imbalances


def of_kind(kind: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("example", [pytest.param(each, id=each["name"]) for each in TABLE[kind]])


def signed(text: str) -> int:
    return read_cents(text, may_be_negative=True)


def test_the_table_has_at_least_sixty_examples_each_with_a_name_of_its_own_a_source_and_its_working() -> None:
    examples = [example for examples in TABLE.values() for example in examples]
    assert len(examples) >= 60
    assert len({example["name"] for example in examples}) == len(examples)
    assert all(example["source"] and example["working"] for example in examples)


@of_kind("example")
def test_a_claim_is_adjudicated_to_the_cent(example: Example) -> None:
    found = adjudicated(example)
    assert [said(line) for line in found.payment.lines] == example["expect"]
    if "patient" in example:
        assert write_cents(found.payment.patient_cents) == example["patient"]
    if "patient_net" in example:
        sent = [each.cents for line in found.payment.lines for each in line.adjustments if each.reason == "100"]
        assert write_cents(found.payment.patient_cents - sum(sent)) == example["patient_net"]
    if "deductible_after" in example:
        assert write_cents(found.so_far_after.deductible_cents) == example["deductible_after"]
    if "out_of_pocket_after" in example:
        assert write_cents(found.so_far_after.out_of_pocket_cents) == example["out_of_pocket_after"]
    assert imbalances(make_remittance([found.payment], A_PAYER, A_PAYEE, "1", RECEIVED)) == ()


@of_kind("rbrvs")
def test_a_fee_follows_from_relative_values(example: Example) -> None:
    units = RelativeValues(*map(Decimal, example["units"]))
    indices = Indices(*map(Decimal, example["indices"]))
    assert write_cents(rbrvs_fee(units, indices, read_factor(example["factor"]))) == example["expect"]


@of_kind("anesthesia")
def test_an_anesthesia_fee_follows_from_units(example: Example) -> None:
    units = anesthesia_units(
        example["base_units"], example["minutes"], modifying_units=example.get("modifying_units", 0)
    )
    factor = read_factor(example["factor"])
    fee = anesthesia_fee(units, factor, is_directed=example.get("is_directed", False))
    assert write_cents(fee) == example["expect"]


@of_kind("limiting_charge")
def test_a_limiting_charge_follows_from_the_nonparticipating_fee(example: Example) -> None:
    fee = nonparticipating_fee(read_cents(example["fee"]))
    assert write_cents(fee) == example["nonparticipating"]
    assert write_cents(limiting_charge(fee)) == example["expect"]


@of_kind("remittance")
def test_a_batch_adds_up(example: Example) -> None:
    payments = []
    for text in example["claims"]:
        cents = abs(signed(text))
        claim = a_claim([f"99213 {write_cents(cents)}"])
        payment = an_answer([f"paid {write_cents(cents)}"], claim)
        payments.append(reversal(payment) if signed(text) < 0 else payment)
    year_end = date(DAY.year, 12, 31)
    adjustments = []
    for text in example.get("adjustments", ()):
        reason, amount = text.split()
        adjustments.append(ProviderAdjustment(reason, "A9", signed(amount), year_end))
    remittance = make_remittance(payments, A_PAYER, A_PAYEE, "1", RECEIVED, provider_adjustments=adjustments)
    assert write_cents(remittance.payment_cents) == example["expect"]
    assert imbalances(remittance) == ()
    carried = [each.cents for each in remittance.provider_adjustments if each.reason == "FB"]
    assert carried == ([signed(example["carried"])] if "carried" in example else [])


@of_kind("account")
def test_a_statement_adds_up(example: Example) -> None:
    kinds = {
        "charges": (EntryKind.CHARGE, 1),
        "written_off": (EntryKind.WRITE_OFF, -1),
        "insurance": (EntryKind.PAYMENT, -1),
        "patient": (EntryKind.PATIENT_PAYMENT, -1),
    }
    entries = [
        Entry("A1", 1, DAY, kind, Owner.PATIENT, sign * read_cents(text))
        for name, (kind, sign) in kinds.items()
        for text in example[name]
    ]
    assert write_cents(balance_of(entries).net_cents) == example["balance"]


def tenths(amount: Fraction | None) -> str:
    assert amount is not None
    whole, rest = divmod(half_up(amount * 10), 10)
    return f"{whole}.{rest}"


@of_kind("days_in_receivables")
def test_days_in_receivables(example: Example) -> None:
    receivables, charges = read_cents(example["receivables"]), read_cents(example["charges"])
    assert tenths(days_in_receivables(receivables, charges, example["days"])) == example["expect"]


@of_kind("net_collection")
def test_net_collection_rate(example: Example) -> None:
    sums = Totals(
        read_cents(example["charges"]), read_cents(example["payments"]), 0, read_cents(example["contractual"]), 0
    )
    rate = sums.net_collection_rate
    assert rate is not None
    assert tenths(rate * 100) == example["expect"]

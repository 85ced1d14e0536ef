from dataclasses import replace

import pytest
from hypothesis import given

from tests.support.remittances import a_claim, a_line, a_remittance, adjustment, remittances, the_example
from trainer.domain.claims.remittance import (
    ClaimPayment,
    Imbalance,
    ProviderAdjustment,
    Remittance,
    imbalances,
    line_numbers,
    turn_of_status,
)
from trainer.domain.kernel.errors import Refused

END_OF_YEAR = the_example().paid_on.replace(month=12, day=31)
CLAIM = the_example().claims[0]
LINE = CLAIM.lines[0]


def with_claim(claim: ClaimPayment) -> Remittance:
    """The example with another claim, and the payment that it states."""
    return replace(the_example(), claims=(claim,), payment_cents=claim.paid_cents)


def test_the_example_of_the_books_balances() -> None:
    """Billed 250.00, allowed 160.00: write-off 90.00, deductible 60.00, 20 % of 100.00, paid 80.00."""
    assert CLAIM.paid_cents == 8_000
    assert CLAIM.patient_cents == 8_000
    assert imbalances(the_example()) == ()


def test_a_recovery_lowers_the_payment_and_interest_raises_it() -> None:
    """80.00 less 20.00 taken back, and 1.50 of interest: 61.50."""
    adjustments = (
        ProviderAdjustment("WO", "A-77", 2_000, END_OF_YEAR),
        ProviderAdjustment("L6", "", -150, END_OF_YEAR),
    )
    remittance = a_remittance(CLAIM, provider_adjustments=adjustments)

    assert remittance.payment_cents == 6_150
    assert imbalances(remittance) == ()
    assert imbalances(replace(remittance, payment_cents=8_000)) == (Imbalance("batch", 6_150, 8_000),)


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        pytest.param(
            replace(CLAIM, lines=(replace(LINE, paid_cents=8_001),)),
            (Imbalance("claim A-1042 line 1", 8_000, 8_001),),
            id="a line that pays another amount than its adjustments leave",
        ),
        pytest.param(
            a_claim(a_line(), a_line(adjustment("CO-45", 9_000), paid=25_000)),
            (
                Imbalance("claim A-1042 line 2", 16_000, 25_000),
                Imbalance("claim A-1042", 41_000, 50_000),
            ),
            id="a line without a number is known by its place",
        ),
        pytest.param(
            replace(CLAIM, billed_cents=26_000),
            (Imbalance("claim A-1042 billed", 25_000, 26_000), Imbalance("claim A-1042", 9_000, 8_000)),
            id="a claim that bills another amount than its lines",
        ),
        pytest.param(
            replace(CLAIM, patient_cents=6_000),
            (Imbalance("claim A-1042 patient share", 8_000, 6_000),),
            id="a patient's share without the coinsurance",
        ),
        pytest.param(
            replace(CLAIM, adjustments=(adjustment("OA-23", 1_000),)),
            (Imbalance("claim A-1042", 7_000, 8_000),),
            id="an adjustment of the claim that was not taken off",
        ),
        pytest.param(
            replace(a_claim(adjustments=(adjustment("CO-29", 12_000),)), billed_cents=12_000, paid_cents=0),
            (),
            id="a claim without lines has only its own adjustments",
        ),
        pytest.param(
            replace(a_claim(a_line(adjustment("PR-3", -2_000), billed=-25_000), status="22"), patient_cents=0),
            (),
            id="a reversal need not state the patient's share",
        ),
    ],
)
def test_each_sum_that_does_not_hold_is_named(claim: ClaimPayment, expected: tuple[Imbalance, ...]) -> None:
    assert imbalances(with_claim(claim)) == expected


@given(remittances())
def test_a_cent_more_of_payment_is_noticed(remittance: Remittance) -> None:
    paid = remittance.payment_cents

    assert imbalances(remittance) == ()
    assert imbalances(replace(remittance, payment_cents=paid + 1)) == (Imbalance("batch", paid, paid + 1),)


@pytest.mark.parametrize(
    ("status", "turn"),
    [("1", 0), ("2", 1), ("3", 2), ("4", 0), ("19", 0), ("20", 1), ("21", 2), ("22", 0), ("25", 0), ("", 0)],
)
def test_the_status_of_a_claim_tells_the_turn_of_its_payer(status: str, turn: int) -> None:
    assert turn_of_status(status) == turn


@pytest.mark.parametrize(
    ("told", "numbers"), [((), ()), ((0, 0), (1, 2)), ((2, 1), (2, 1)), ((3, 3), (3, 3)), ((0,), (1,))]
)
def test_lines_are_those_that_they_say_or_those_of_their_places(
    told: tuple[int, ...], numbers: tuple[int, ...]
) -> None:
    assert line_numbers(a_claim(*(a_line(number=number) for number in told))) == numbers


@pytest.mark.parametrize("told", [(2, 0), (0, 1), (1, 0, 3)])
def test_where_some_lines_have_a_number_and_others_none_no_line_is_told(told: tuple[int, ...]) -> None:
    with pytest.raises(Refused) as caught:
        line_numbers(a_claim(*(a_line(number=number) for number in told)))
    assert caught.value.field == "claim A-1042"

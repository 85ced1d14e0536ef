"""The ledger, and remittances posted to it: worked by hand, and thousands of random ones against their own sums."""

import random
from collections import Counter
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from tests.support.remittances import PAYER, a_claim, a_line, a_remittance, adjustment, the_example
from trainer.domain.claims.ledger import (
    Account,
    Balance,
    Denial,
    Entry,
    EntryKind,
    Ledger,
    Owner,
    Posting,
    Totals,
    Unapplied,
    balance_of,
    balances,
    days_in_receivables,
    totals,
)
from trainer.domain.claims.postings import UNIDENTIFIED, post
from trainer.domain.claims.remittance import (
    Adjustment,
    ClaimPayment,
    Group,
    ProviderAdjustment,
    Remittance,
)
from trainer.domain.kernel.errors import Conflict, Refused

BILLED_ON = date(2026, 3, 3)
PAID_ON = the_example().paid_on
END_OF_YEAR = date(2026, 12, 31)
SECOND = replace(PAYER, name="Prairie Supplement", identifier="PRS02")
THIRD = replace(PAYER, name="Harbor Fund", identifier="HBF03")


def an_account(number: str = "A-1042", *charges: int, payers: tuple[str, ...] = ("CPH01",)) -> Account:
    return Account(number, date(2026, 3, 2), payers, charges or (25_000,))


def ledger_of(*accounts: Account) -> Ledger:
    ledger = Ledger()
    for account in accounts:
        ledger = ledger.with_account(account, BILLED_ON)
    return ledger


def posted(ledger: Ledger, *remittances: Remittance) -> Ledger:
    for remittance in remittances:
        ledger = ledger.with_posting(post(remittance, ledger))
    return ledger


def balance(ledger: Ledger, number: str = "A-1042") -> Balance:
    return balances(ledger)[number]


def line_balances(ledger: Ledger) -> dict[int, Balance]:
    """By line; 0 is the claim as a whole."""
    lines = sorted({entry.line for entry in ledger.entries})
    return {line: balance_of(entry for entry in ledger.entries if entry.line == line) for line in lines}


def patient_payment(number: str, cents: int, reference: str = "") -> Posting:
    return Posting((Entry(number, 0, BILLED_ON, EntryKind.PATIENT_PAYMENT, Owner.PATIENT, -cents, reference),))


def given_up(number: str, cents: int, reason: str = "") -> Posting:
    return Posting((Entry(number, 1, PAID_ON, EntryKind.ADJUSTMENT, Owner.PRIMARY, -cents, reason=reason),))


def transfers(ledger: Ledger) -> dict[str, int]:
    """What the patient owes after the payers, by reason."""
    found: Counter[str] = Counter()
    for each in ledger.entries:
        if (each.kind, each.owner) == (EntryKind.TRANSFER, Owner.PATIENT):
            found[each.reason] += each.cents
    return dict(found)


def reversal(claim: ClaimPayment) -> ClaimPayment:
    """The claim taken back: every amount with the other sign."""

    def negative(adjustments: tuple[Adjustment, ...]) -> tuple[Adjustment, ...]:
        return tuple(replace(each, cents=-each.cents) for each in adjustments)

    lines = tuple(
        replace(
            line,
            billed_cents=-line.billed_cents,
            paid_cents=-line.paid_cents,
            adjustments=negative(line.adjustments),
        )
        for line in claim.lines
    )
    return replace(
        claim,
        status="22",
        billed_cents=-claim.billed_cents,
        paid_cents=-claim.paid_cents,
        patient_cents=-claim.patient_cents,
        lines=lines,
        adjustments=negative(claim.adjustments),
    )


def test_a_charge_is_owed_by_the_first_payer_or_by_a_patient_who_has_none() -> None:
    ledger = ledger_of(an_account(), an_account("B-1", 4_000, 1_000, payers=()))

    assert balances(ledger) == {"A-1042": Balance(insurance_cents=25_000), "B-1": Balance(patient_cents=5_000)}


def test_the_example_leaves_the_patient_what_the_plan_left() -> None:
    """250.00 charged, 80.00 paid, 90.00 by contract; 60.00 deductible and 20.00 coinsurance are the patient's."""
    ledger = posted(ledger_of(an_account()), the_example())

    assert balance(ledger) == Balance(patient_cents=8_000)
    assert transfers(ledger) == {"PR-1": 6_000, "PR-2": 2_000}
    assert totals(ledger) == Totals(
        charges_cents=25_000,
        payments_cents=8_000,
        patient_payments_cents=0,
        write_offs_cents=9_000,
        adjustments_cents=0,
    )


def test_every_entry_tells_its_payment_day_and_reason() -> None:
    posting = post(the_example(), ledger_of(an_account()))

    assert [(each.kind.value, each.owner.value, each.cents, each.reason) for each in posting.entries] == [
        ("payment", "primary", -8_000, ""),
        ("write-off", "primary", -9_000, "CO-45"),
        ("transfer", "primary", -6_000, "PR-1"),
        ("transfer", "patient", 6_000, "PR-1"),
        ("transfer", "primary", -2_000, "PR-2"),
        ("transfer", "patient", 2_000, "PR-2"),
    ]
    assert {(each.line, each.on, each.reference) for each in posting.entries} == {(1, PAID_ON, "0081552")}


def test_a_copay_and_what_the_plan_does_not_cover_are_the_patients_too() -> None:
    line = a_line(adjustment("PR-3", 3_000), adjustment("PR-204", 22_000))
    ledger = posted(ledger_of(an_account()), a_remittance(a_claim(line)))

    assert transfers(ledger) == {"PR-3": 3_000, "PR-204": 22_000}
    assert balance(ledger) == Balance(patient_cents=25_000)


def test_a_copay_taken_at_the_visit_is_a_credit_until_the_plan_answers() -> None:
    ledger = ledger_of(an_account()).with_posting(patient_payment("A-1042", 3_000, "receipt 7"))

    assert balance(ledger) == Balance(insurance_cents=25_000, credit_cents=3_000)

    ledger = posted(ledger, a_remittance(a_claim(a_line(adjustment("CO-45", 9_000), adjustment("PR-3", 4_000)))))

    assert balance(ledger) == Balance(patient_cents=1_000)
    assert totals(ledger).patient_payments_cents == 3_000


@pytest.mark.parametrize("reason", ["CO-16", "CO-29", "CO-50", "CO-97", "CO-197", "OA-18", "PI-16"])
def test_a_denied_amount_is_not_written_off_but_stays_open_to_be_worked(reason: str) -> None:
    remittance = a_remittance(a_claim(a_line(adjustment(reason, 25_000), number=1), status="4"))

    ledger = posted(ledger_of(an_account()), remittance)

    assert balance(ledger) == Balance(insurance_cents=25_000)
    assert ledger.denials == (Denial("A-1042", 1, PAID_ON, Owner.PRIMARY, reason, 25_000),)


def test_sequestration_and_other_cuts_of_the_contract_are_written_off_and_an_oa_is_an_adjustment() -> None:
    """250.00 = 90.00 CO-45 + 2.56 CO-253 + 10.00 OA-45 + 147.44 paid."""
    line = a_line(adjustment("CO-45", 9_000), adjustment("CO-253", 256), adjustment("OA-45", 1_000))
    ledger = posted(ledger_of(an_account()), a_remittance(a_claim(line)))

    assert balance(ledger) == Balance()
    assert totals(ledger) == Totals(25_000, 14_744, 0, 9_256, 1_000)


def test_a_denial_is_paid_after_all_or_given_up() -> None:
    denied = a_remittance(a_claim(a_line(adjustment("CO-197", 25_000), number=1), status="4"))
    ledger = posted(ledger_of(an_account()), denied)

    assert balance(posted(ledger, replace(the_example(), number="0090001"))) == Balance(patient_cents=8_000)

    lost = ledger.with_posting(given_up("A-1042", 25_000, "appeal lost"))
    assert balance(lost) == Balance()
    assert totals(lost).adjustments_cents == 25_000


def test_a_denial_of_a_claim_without_lines_is_one_of_the_account() -> None:
    claim = replace(a_claim(adjustments=(adjustment("CO-29", 25_000),), status="4"), billed_cents=25_000, paid_cents=0)
    ledger = posted(ledger_of(an_account("A-1042", 15_000, 10_000)), a_remittance(claim))

    assert [(each.line, each.cents) for each in ledger.denials] == [(0, 25_000)]
    assert balance(ledger) == Balance(insurance_cents=25_000)


def test_a_denial_that_is_taken_back_is_a_negative_one() -> None:
    claim = a_claim(a_line(adjustment("CO-16", 25_000), number=1), status="4")

    ledger = posted(ledger_of(an_account()), a_remittance(claim), a_remittance(reversal(claim), number="2"))

    assert [each.cents for each in ledger.denials] == [25_000, -25_000]


@pytest.mark.parametrize(("numbers", "lines"), [((0, 0), (1, 2)), ((2, 3), (2, 3)), ((3, 1), (3, 1))])
def test_lines_keep_their_own_balances_whether_numbered_or_by_their_place(
    numbers: tuple[int, int], lines: tuple[int, int]
) -> None:
    first = a_line(adjustment("CO-50", 25_000), number=numbers[0])
    second = a_line(adjustment("PR-1", 25_000), number=numbers[1])
    ledger = posted(ledger_of(an_account("A-1042", 25_000, 25_000, 25_000)), a_remittance(a_claim(first, second)))

    assert line_balances(ledger) == {
        **{line: Balance(insurance_cents=25_000) for line in (1, 2, 3)},
        lines[1]: Balance(patient_cents=25_000),
    }
    assert [each.line for each in ledger.denials] == [lines[0]]


def test_a_claim_that_numbers_some_of_its_lines_is_not_posted_to_the_wrong_ones() -> None:
    """The first is line 2, and the second, without a number, stands second: both would be posted to line 2."""
    lines = a_line(adjustment("PR-1", 25_000), number=2), a_line(adjustment("CO-45", 25_000))
    with pytest.raises(Refused) as caught:
        post(a_remittance(a_claim(*lines)), ledger_of(an_account("A-1042", 25_000, 25_000)))

    assert caught.value.field == "claim A-1042"


def test_an_adjustment_of_the_claim_as_a_whole_lowers_the_payment_there() -> None:
    """Lines paid 160.00; sequestration of 3.20 stands on the claim, which is paid 156.80."""
    claim = a_claim(a_line(adjustment("CO-45", 9_000)), adjustments=(adjustment("CO-253", 320),))
    ledger = posted(ledger_of(an_account()), a_remittance(claim))

    assert line_balances(ledger) == {0: Balance(), 1: Balance()}
    assert totals(ledger) == Totals(25_000, 15_680, 0, 9_320, 0)


def test_what_the_first_payer_leaves_is_owed_by_the_second_and_then_by_the_patient() -> None:
    """First: 90.00 off, 80.00 paid, 80.00 left. Second: OA-23 170.00, 65.00 paid, 15.00 is the patient's."""
    account = an_account(payers=("CPH01", "PRS02"))
    ledger = posted(ledger_of(account), the_example())
    assert balance(ledger) == Balance(secondary_cents=8_000)
    assert transfers(ledger) == {}

    second = a_claim(a_line(adjustment("OA-23", 17_000), adjustment("PR-3", 1_500), number=1), status="2")
    ledger = posted(ledger, a_remittance(second, payer=SECOND))

    assert balance(ledger) == Balance(patient_cents=1_500)
    assert totals(ledger) == Totals(25_000, 14_500, 0, 9_000, 0)


@pytest.mark.parametrize(
    ("adjustments", "expected"),
    [
        pytest.param(("OA-23 17000", "CO-45 1000"), Balance(), id="only what is new is told"),
        pytest.param(("OA-23 8000", "CO-45 10000"), Balance(), id="the whole reduction is told again"),
        pytest.param(("OA-23 17000", "CO-50 1000"), Balance(secondary_cents=1_000), id="a denial stays open"),
        pytest.param(
            ("OA-23 10000", "CO-45 8000"), Balance(), id="in part the first payer's reduction, in part the second's"
        ),
    ],
)
def test_a_second_payers_reduction_is_written_off_only_beyond_the_first_payers(
    adjustments: tuple[str, ...], expected: Balance
) -> None:
    """Paid 80.00 and 90.00 off by the first; the second pays 70.00 of the 80.00 left and takes 10.00 off."""
    parts = [each.split() for each in adjustments]
    line = a_line(*(adjustment(text, int(cents)) for text, cents in parts), number=1)
    ledger = posted(ledger_of(an_account(payers=("CPH01", "PRS02"))), the_example())

    ledger = posted(ledger, a_remittance(a_claim(line, status="2"), payer=SECOND))

    assert line.paid_cents == 7_000
    assert balance(ledger) == expected


def test_what_a_first_payer_denied_is_not_written_off_because_a_second_one_tells_of_it() -> None:
    """First: 40.00 refused, 210.00 paid. Second: OA-23 250.00."""
    first = a_claim(a_line(adjustment("CO-50", 4_000), number=1))
    second = a_claim(a_line(adjustment("OA-23", 25_000), number=1), status="2")
    ledger = ledger_of(an_account(payers=("CPH01", "PRS02")))

    ledger = posted(ledger, a_remittance(first), a_remittance(second, payer=SECOND))

    assert balance(ledger) == Balance(insurance_cents=4_000)


def test_a_claim_without_lines_counts_all_that_earlier_payers_posted() -> None:
    claim = replace(
        a_claim(adjustments=(adjustment("OA-23", 8_000), adjustment("CO-45", 10_000)), status="2"),
        billed_cents=25_000,
        paid_cents=7_000,
    )
    ledger = posted(ledger_of(an_account(payers=("CPH01", "PRS02"))), the_example())

    assert balance(posted(ledger, a_remittance(claim, payer=SECOND))).net_cents == 0


def test_a_reversal_takes_everything_back_for_every_payer() -> None:
    account = an_account(payers=("CPH01", "PRS02"))
    second = a_claim(a_line(adjustment("OA-23", 8_000), adjustment("CO-45", 10_000), number=1), status="2")
    first = posted(ledger_of(account), the_example())
    both = posted(first, a_remittance(second, payer=SECOND))

    back = posted(both, a_remittance(reversal(second), payer=SECOND, number="2"))
    assert balance(back) == balance(first) == Balance(secondary_cents=8_000)

    back = posted(back, a_remittance(reversal(the_example().claims[0]), number="3"))
    assert balance(back) == Balance(insurance_cents=25_000)
    assert totals(back) == Totals(25_000, 0, 0, 0, 0)


def test_a_reversal_and_its_correction_come_in_one_remittance() -> None:
    corrected = a_claim(a_line(adjustment("CO-45", 8_000), adjustment("PR-2", 3_400), number=1))
    ledger = posted(ledger_of(an_account()), the_example())

    ledger = posted(ledger, a_remittance(reversal(the_example().claims[0]), corrected, number="2"))

    assert balance(ledger) == Balance(patient_cents=3_400)
    assert totals(ledger).payments_cents == 13_600


def test_a_payer_is_known_by_its_number_or_else_by_the_status_of_the_claim() -> None:
    account = an_account(payers=("X1", "X2", "X3"))
    ledger = posted(ledger_of(account), the_example())
    assert balance(ledger) == Balance(secondary_cents=8_000)

    second = a_claim(a_line(adjustment("OA-23", 17_000), adjustment("PR-2", 2_000), number=1), status="2")
    ledger = posted(ledger, a_remittance(second, payer=SECOND))
    assert balance(ledger) == Balance(secondary_cents=2_000)

    third = a_claim(a_line(adjustment("OA-23", 23_000), adjustment("PR-2", 500), number=1), status="3")
    ledger = posted(ledger, a_remittance(third, payer=THIRD))
    assert balance(ledger) == Balance(patient_cents=500)


def test_a_payment_too_many_is_a_credit_and_does_not_pay_the_patients_part() -> None:
    again = a_claim(a_line(adjustment("CO-45", 9_000), number=1))
    ledger = posted(ledger_of(an_account()), the_example(), a_remittance(again, number="2"))

    assert balance(ledger) == Balance(patient_cents=8_000, credit_cents=25_000)
    assert balance(ledger).net_cents == -17_000


def test_a_predetermination_changes_nothing() -> None:
    claim = replace(the_example().claims[0], status="25", paid_cents=0)
    line = replace(claim.lines[0], adjustments=(adjustment("PR-1", 25_000),), paid_cents=0)
    remittance = a_remittance(replace(claim, lines=(line,), patient_cents=25_000))

    assert post(remittance, ledger_of(an_account())).entries == ()


def test_what_belongs_to_no_account_is_unapplied_and_the_cash_still_ties() -> None:
    """80.00 and 55.00 paid, 20.00 taken back, 1.50 interest: 116.50."""
    stranger = a_claim(a_line(billed=5_500), account="Z-9")
    adjustments = (
        ProviderAdjustment("WO", "A-77", 2_000, END_OF_YEAR),
        ProviderAdjustment("L6", "", -150, END_OF_YEAR),
    )
    remittance = a_remittance(the_example().claims[0], stranger, provider_adjustments=adjustments)

    ledger = posted(ledger_of(an_account()), remittance)

    assert ledger.unapplied == (
        Unapplied("CPH01", "0081552", UNIDENTIFIED, "Z-9", 5_500),
        Unapplied("CPH01", "0081552", "WO", "A-77", -2_000),
        Unapplied("CPH01", "0081552", "L6", "", 150),
    )
    assert remittance.payment_cents == 11_650
    assert totals(ledger).payments_cents + sum(each.cents for each in ledger.unapplied) == 11_650


def test_the_same_remittance_is_refused_the_second_time() -> None:
    ledger = ledger_of(an_account())
    posting = post(the_example(), ledger)
    ledger = ledger.with_posting(posting)

    with pytest.raises(Conflict) as caught:
        post(the_example(), ledger)
    assert caught.value.what == "remittance 0081552 of CPH01"
    with pytest.raises(Conflict):
        ledger.with_posting(posting)

    posted(ledger, a_remittance(payer=SECOND))


def test_a_payer_without_a_number_is_known_by_its_name() -> None:
    remittance = a_remittance(payer=replace(PAYER, identifier=""))

    assert post(remittance, Ledger()).remittance == ("Cedar Plains Health", "0081552")


def test_a_remittance_that_does_not_balance_is_refused_with_the_place() -> None:
    with pytest.raises(Refused) as caught:
        post(replace(the_example(), payment_cents=8_001), ledger_of(an_account()))

    assert caught.value.field == "batch"


def test_an_account_is_opened_once_and_known() -> None:
    ledger = ledger_of(an_account())

    with pytest.raises(Conflict):
        ledger.with_account(an_account(), BILLED_ON)
    assert balance_of([]) == Balance()


@pytest.mark.parametrize(
    ("receivable", "charges", "days", "expected"),
    [
        (4_500_000, 9_000_000, 90, Fraction(45)),
        (1_000_000, 7_300_000, 365, Fraction(50)),
        (100, 300, 1, Fraction(1, 3)),
        (100, 0, 30, None),
    ],
)
def test_days_in_receivables_are_the_receivables_over_the_charges_of_a_day(
    receivable: int, charges: int, days: int, expected: Fraction | None
) -> None:
    assert days_in_receivables(receivable, charges, days) == expected


@pytest.mark.parametrize(
    ("sums", "expected"),
    [
        (Totals(25_000, 8_000, 6_400, 9_000, 0), Fraction(9, 10)),
        (Totals(100_000, 57_000, 0, 40_000, 1_000), Fraction(95, 100)),
        (Totals(9_000, 0, 0, 9_000, 0), None),
        (Totals(0, 0, 0, 0, 0), None),
    ],
)
def test_the_net_collection_rate_is_what_came_in_of_what_the_contracts_allow(
    sums: Totals, expected: Fraction | None
) -> None:
    assert sums.net_collection_rate == expected


class Practice:
    """A practice at random: accounts and remittances in turn, and the same money counted without the ledger."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.ledger = Ledger()
        self.net: Counter[str] = Counter()
        self.owed: Counter[tuple[str, Owner]] = Counter()
        self.cash = 0
        self.remittances = 0

    def open(self, count: int) -> list[Account]:
        accounts = []
        for number in range(count):
            charges = tuple(self.rng.randrange(100, 90_000) for _ in range(self.rng.randint(1, 6)))
            payers = tuple(each.identifier for each in (PAYER, SECOND, THIRD))[: self.rng.randint(1, 3)]
            account = Account(f"A{len(self.ledger.accounts)}-{number}", date(2026, 3, 2), payers, charges)
            self.ledger = self.ledger.with_account(account, BILLED_ON)
            self.net[account.number] += sum(charges)
            self.owed[account.number, Owner.PRIMARY] += sum(charges)
            accounts.append(account)
        return accounts

    def split(self, cents: int, groups: tuple[str, ...]) -> tuple[int, list[tuple[str, int]]]:
        """(paid, adjustments) that add up to an amount."""
        parts = []
        for text in self.rng.sample(groups, self.rng.randint(0, len(groups))):
            part = self.rng.randint(0, cents)
            parts.append((text, part))
            cents -= part
        return cents, parts

    def answer(self, account: Account, turn: int, open_cents: list[int]) -> tuple[ClaimPayment, list[int]]:
        """A payer's answer on what is open of each line, and what it leaves to the next one."""
        lines, left = [], []
        owner = (Owner.PRIMARY, Owner.SECONDARY, Owner.TERTIARY)[turn]
        following = (Owner.SECONDARY, Owner.TERTIARY)[turn] if turn + 1 < len(account.payers) else Owner.PATIENT
        for number, (charge, cents) in enumerate(zip(account.charges, open_cents, strict=True), 1):
            paid, parts = self.split(cents, ("CO-45", "CO-253", "PI-131", "PR-1", "PR-2", "PR-96", "CO-50", "CO-16"))
            told = [("OA-23", charge - cents)] if turn else []
            shared = sum(part for text, part in parts if text.startswith("PR"))
            gone = paid + sum(part for text, part in parts if text in ("CO-45", "CO-253", "PI-131"))
            self.net[account.number] -= gone
            self.owed[account.number, owner] -= gone + shared
            self.owed[account.number, following] += shared
            adjustments = [adjustment(text, part) for text, part in told + parts]
            lines.append(a_line(*adjustments, billed=charge, number=number))
            left.append(shared)
        return a_claim(*lines, account=account.number, status=str(turn + 1)), left

    def pay(self, *claims: ClaimPayment, turn: int) -> None:
        adjustments = tuple(
            ProviderAdjustment("WO", str(number), self.rng.randint(-500, 500), END_OF_YEAR)
            for number in range(self.rng.randint(0, 2))
        )
        self.remittances += 1
        remittance = a_remittance(
            *claims,
            payer=(PAYER, SECOND, THIRD)[turn],
            number=str(self.remittances),
            provider_adjustments=adjustments,
        )
        self.cash += remittance.payment_cents
        self.ledger = self.ledger.with_posting(post(remittance, self.ledger))

    def run(self, accounts: list[Account]) -> None:
        """Every payer in its turn; some first payers take back and decide again; some patients pay."""
        open_cents = {account.number: list(account.charges) for account in accounts}
        for turn in range(3):
            claims = []
            for account in accounts:
                if turn < len(account.payers):
                    claim, left = self.answer(account, turn, open_cents[account.number])
                    claims.append(claim)
                    if turn == 0 and self.rng.random() < 0.2:
                        claims.append(reversal(claim))
                        self.take_back(account, claim)
                        claim, left = self.answer(account, turn, open_cents[account.number])
                        claims.append(claim)
                    open_cents[account.number] = left
            self.pay(*claims, turn=turn)
        for account in accounts:
            cents = self.rng.randint(0, 5_000)
            self.ledger = self.ledger.with_posting(patient_payment(account.number, cents))
            self.net[account.number] -= cents
            self.owed[account.number, Owner.PATIENT] -= cents

    def take_back(self, account: Account, claim: ClaimPayment) -> None:
        following = Owner.SECONDARY if len(account.payers) > 1 else Owner.PATIENT
        for line in claim.lines:
            shared = sum(each.cents for each in line.adjustments if each.group is Group.PATIENT)
            denied = sum(each.cents for each in line.adjustments if each.reason in ("50", "16"))
            self.net[account.number] += line.billed_cents - shared - denied
            self.owed[account.number, Owner.PRIMARY] += line.billed_cents - denied
            self.owed[account.number, following] -= shared


def expected_balance(practice: Practice, number: str) -> Balance:
    owed = {owner: practice.owed[number, owner] for owner in Owner}
    return Balance(
        insurance_cents=max(owed[Owner.PRIMARY], 0),
        secondary_cents=max(owed[Owner.SECONDARY], 0) + max(owed[Owner.TERTIARY], 0),
        patient_cents=max(owed[Owner.PATIENT], 0),
        credit_cents=sum(max(-cents, 0) for cents in owed.values()),
    )


@pytest.mark.parametrize("seed", range(100))
def test_random_practices_balance_to_the_cent(seed: int) -> None:
    """100 practices of 30 remittances each: accounts, parties, totals and cash against a count without the ledger."""
    practice = Practice(seed)
    for _ in range(10):
        practice.run(practice.open(practice.rng.randint(1, 3)))

    found, sums = balances(practice.ledger), totals(practice.ledger)

    assert practice.remittances == 30
    assert {number: each.net_cents for number, each in found.items()} == dict(practice.net)
    assert found == {number: expected_balance(practice, number) for number in found}
    taken_off = sums.payments_cents + sums.patient_payments_cents + sums.write_offs_cents + sums.adjustments_cents
    assert sums.charges_cents - taken_off == sum(each.net_cents for each in found.values())
    assert practice.cash == sums.payments_cents + sum(each.cents for each in practice.ledger.unapplied)

"""Medicare physician fee schedule: the amount from RVUs, GPCIs and conversion factor (42 CFR 414.22 to 414.34).

The conversion factor of 2026 for those who are not in a qualifying payment model is $33.4009. The fee schedule amount
is rounded to the cent at the end only; Medicare's 80% and the patient's 20% are taken of the rounded amount.
"""

import random
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from trainer.domain.generators.billing.figures import day_between, wrong_amounts
from trainer.domain.generators.family import Draft, Family
from trainer.domain.generators.wording import decimal, long_day, money, percent_of, rounded

_FACTOR = Fraction(334009, 10000)


@dataclass(frozen=True, slots=True)
class _Fee:
    """RVUs in hundredths, GPCIs in thousandths; `is_facility` chooses the practice expense."""

    work: int
    office: int
    facility: int
    malpractice: int
    gpci: tuple[int, int, int]
    is_facility: bool

    @property
    def expense(self) -> int:
        return self.facility if self.is_facility else self.office

    @property
    def other_expense(self) -> int:
        return self.office if self.is_facility else self.facility

    def cents(self, expense: int, gpci: tuple[int, int, int] | None = None) -> int:
        """The amount with this practice expense and these indices, rounded once."""
        work, practice, malpractice = gpci or self.gpci
        total = self.work * work + expense * practice + self.malpractice * malpractice
        return rounded(Fraction(total, 100_000) * _FACTOR * 100)


def _fee(rng: random.Random) -> _Fee:
    work = rng.randint(90, 1400)
    facility = rng.randint(work * 35 // 100, work * 70 // 100)
    office = facility + rng.randint(work * 30 // 100, work * 90 // 100) + 20
    gpci = (rng.randint(1000, 1075), rng.randint(880, 1240), rng.randint(420, 1560))
    return _Fee(work, office, facility, rng.randint(work // 14, work // 6) + 3, gpci, rng.random() < 0.5)


def _rvu(hundredths: int) -> str:
    return decimal(Fraction(hundredths, 100), 2)


def _index(thousandths: int) -> str:
    return decimal(Fraction(thousandths, 1000), 3)


_ASKS = {
    "allowed": "What is the fee schedule amount?",
    "Medicare": (
        "The Part B deductible has been met; Medicare pays 80% of the rounded amount, rounded to the cent. "
        "What does Medicare pay, leaving sequestration aside?"
    ),
    "patient": (
        "The Part B deductible has been met and there is no other insurance; the coinsurance is 20% of the rounded "
        "amount, rounded to the cent. What does the patient owe?"
    ),
}


def _stem(rng: random.Random, fee: _Fee, ask: str) -> str:
    day = long_day(day_between(rng, date(2026, 1, 20), date(2026, 9, 25)))
    place = rng.choice(
        ("in a hospital outpatient department (POS 22)", "in an ambulatory surgical center (POS 24)")
        if fee.is_facility
        else ("in the physician's own office (POS 11)", "in the office of the group practice (POS 11)")
    )
    table = (
        "| | Work | PE, non-facility | PE, facility | MP |\n|---|---|---|---|---|\n"
        f"| RVUs | {_rvu(fee.work)} | {_rvu(fee.office)} | {_rvu(fee.facility)} | {_rvu(fee.malpractice)} |\n"
        f"| GPCI of the locality | {_index(fee.gpci[0])} | {_index(fee.gpci[1])} | {_index(fee.gpci[1])} "
        f"| {_index(fee.gpci[2])} |"
    )
    how = rng.choice(
        (
            "The conversion factor is $33.4009. Round once, at the end, to the cent.",
            "Use the conversion factor of $33.4009 and round only the final amount, to the cent.",
            "The conversion factor that applies is $33.4009; round only the end result, to the nearest cent.",
        )
    )
    opening = rng.choice(
        (
            f"A participating physician performs a procedure {place} on {day} for a patient with Medicare Part B. It "
            "is "
            "a single procedure with no reduction of any kind, and the charge is higher than the fee schedule amount.",
            f"On {day} a Medicare Part B patient has one procedure {place}. The physician participates, the charge is "
            "above the fee schedule amount, and no modifier or reduction changes the payment.",
            f"The biller of a participating practice checks the Medicare Part B payment for one procedure done {place} "
            f"on {day}. No reduction applies, and the charge exceeds the fee schedule amount.",
        )
    )
    return f"{opening}\n\n{table}\n\n{how} {_ASKS[ask]}"


def _share(cents: int, ask: str) -> int:
    return {"allowed": cents, "Medicare": percent_of(cents, 80), "patient": cents - percent_of(cents, 80)}[ask]


def _mistakes(fee: _Fee) -> list[tuple[int, str, str]]:
    """Mistaken fee schedule amounts, each with its name and why it is wrong."""
    setting, other = ("facility", "non-facility") if fee.is_facility else ("non-facility", "facility")
    total = fee.work + fee.expense + fee.malpractice
    mean = rounded(Fraction(total * sum(fee.gpci), 300_000) * _FACTOR * 100)
    return [
        (
            fee.cents(fee.other_expense),
            f"{other} practice expense",
            f"Uses the {other} PE of {_rvu(fee.other_expense)}. By the place of service the {setting} PE applies.",
        ),
        (
            fee.cents(fee.expense, (1000, 1000, 1000)),
            "no geographic adjustment",
            f"Multiplies the sum of the RVUs, {_rvu(total)}, by the conversion factor and leaves the GPCIs out.",
        ),
        (
            fee.cents(fee.expense, (fee.gpci[0],) * 3),
            "one index for all",
            f"Applies the work GPCI, {_index(fee.gpci[0])}, to the whole sum. PE and MP have indices of their own.",
        ),
        (
            fee.cents(fee.office + fee.facility),
            "both practice expenses",
            "Adds both PE values. They are alternatives: the place of service chooses one of them.",
        ),
        (
            mean,
            "mean of the indices",
            f"Multiplies the sum of the RVUs, {_rvu(total)}, by the mean of the three GPCIs; each has its own.",
        ),
    ]


def _draw_amount(rng: random.Random) -> Draft:
    fee, ask = _fee(rng), rng.choice(("allowed", "allowed", "Medicare", "patient"))
    amount = fee.cents(fee.expense)
    right = _share(amount, ask)
    products = (
        f"{_rvu(fee.work)} × {_index(fee.gpci[0])} + {_rvu(fee.expense)} × {_index(fee.gpci[1])} + "
        f"{_rvu(fee.malpractice)} × {_index(fee.gpci[2])}"
    )
    setting = "facility" if fee.is_facility else "non-facility"
    why = f"Each RVU is multiplied by its own GPCI, with the {setting} PE: ({products}) × $33.4009 = {money(amount)}."
    part = {"allowed": "", "Medicare": " Medicare pays 80% of it, {}.", "patient": " 20% of it is {}."}[ask]
    shares = [(_share(cents, ask), mistake, text) for cents, mistake, text in _mistakes(fee)]
    eighty = percent_of(amount, 80)
    swapped = {
        "allowed": (eighty, "80% taken", "Takes 80%. That is what Medicare pays of the amount, not the amount itself."),
        "Medicare": (amount, "whole amount", f"{money(amount)} is the fee schedule amount; Medicare pays 80% of it."),
        "patient": (eighty, "Medicare's share", "Gives Medicare's 80%; the patient owes the other 20%."),
    }[ask]
    shares.insert(2, swapped)
    wrong = wrong_amounts(rng, right, shares)
    return Draft(_stem(rng, fee, ask), money(right), why + part.format(money(right)), wrong)


FAMILIES = (
    Family(
        slug="family-cpb-fee-schedule-amount-gpci",
        title="Medicare fee schedule amount from RVUs and GPCIs",
        track="cpb",
        area="reimbursement",
        difficulty=3,
        bloom="apply",
        tags=("RBRVS", "GPCI", "conversion factor"),
        references=("42 CFR 414.22 to 414.34", "Medicare physician fee schedule 2026, conversion factor $33.4009"),
        draw=_draw_amount,
    ),
)

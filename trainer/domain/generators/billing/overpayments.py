"""The 60-day rule: the last day to report and return a Medicare overpayment (42 CFR 401.305, as amended in 2025).

60 days after the overpayment was identified, that is, when the person knowingly has it: knows of it, or deliberately
ignores or recklessly disregards it. Working out the amount does not move the day. Drawn cases need no investigation of
related overpayments and no cost report, and their last days are working days.
"""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from trainer.domain.generators.billing.figures import day_between, days_later, is_working_day, months_later, wrong_days
from trainer.domain.generators.family import Draft, Family
from trainer.domain.generators.wording import long_day, money

_LIMIT = timedelta(days=60)
_CAUSES = (
    ("the same Part B service was paid twice", "compares two remittances"),
    ("a Part B service was paid that was never provided", "looks up the date of service in the schedule"),
    ("a Part B service was billed with too many units", "compares the claim with the record"),
    ("a Part B service was billed for the wrong patient", "answers a patient's call"),
)


@dataclass(frozen=True, slots=True)
class _Overpayment:
    """Days in the life of one overpayment, and its amount in cents."""

    paid: date
    suspected: date
    known: date
    reckoned: date
    cents: int

    @property
    def last(self) -> date:
        return self.known + _LIMIT


def _overpayment(rng: random.Random) -> _Overpayment:
    while True:
        paid = day_between(rng, date(2026, 1, 20), date(2026, 6, 30))
        known = day_between(rng, paid + timedelta(days=20), paid + timedelta(days=75))
        suspected = days_later(rng, known, -12, -3)
        reckoned = days_later(rng, known, 4, 20)
        if is_working_day(known + _LIMIT):
            return _Overpayment(paid, suspected, known, reckoned, rng.randrange(6_000, 90_000, 50))


def _stem(rng: random.Random, case: _Overpayment) -> str:
    cause, how = rng.choice(_CAUSES)
    start = rng.choice(
        (
            f"Original Medicare pays a practice's claim on {long_day(case.paid)}. On {long_day(case.suspected)} a "
            "biller notes "
            f"that something may be wrong and looks into it at once. On {long_day(case.known)} the biller {how} and "
            "now knows "
            f"that {cause}.",
            f"A biller {how} on {long_day(case.known)} and then knows that {cause}; the question had come up on "
            f"{long_day(case.suspected)} and was followed up without delay. Medicare's payment was made on "
            f"{long_day(case.paid)}.",
        )
    )
    amount = (
        f"The exact overpayment, {money(case.cents)}, is worked out on {long_day(case.reckoned)}.",
        f"The amount, {money(case.cents)}, is not worked out until {long_day(case.reckoned)}.",
    )
    ask = rng.choice(
        (
            "By which day must the overpayment be reported and returned at the latest?",
            "What is the last day to report and return it under the 60-day rule?",
        )
    )
    return (
        f"{start} {rng.choice(amount)} There is no sign of related overpayments that would call for an "
        "investigation, and no "
        f"cost report is concerned. Days are counted from the day after identification. {ask}"
    )


def _wrong(case: _Overpayment) -> list[tuple[date, str, str]]:
    """Mistaken last days."""
    known = long_day(case.known)
    return [
        (
            case.reckoned + _LIMIT,
            "days from the amount",
            f"Counts from the day on which the amount was worked out. Since 2025 that no longer matters; {known} "
            "counts.",
        ),
        (
            case.paid + _LIMIT,
            "days from the payment",
            f"Counts from Medicare's payment. The days run from identification on {known}.",
        ),
        (
            case.suspected + _LIMIT,
            "days from the first doubt",
            f"Counts from the first doubt, which was followed up at once. Identified is what is known, on {known}.",
        ),
        (
            case.known + timedelta(days=180),
            "180 days",
            "Takes the 180 days for which an investigation of related overpayments may suspend the limit; there is "
            "none.",
        ),
        (
            case.known + timedelta(days=30),
            "30 days",
            f"Counts 30 days. The rule gives 60 from identification on {known}.",
        ),
        (
            case.last - timedelta(days=1),
            "day of identification counted",
            f"Counts {known} itself as day 1. Day 1 is the day after it, and day 60 is {long_day(case.last)}.",
        ),
        *_by_months(case),
    ]


def _by_months(case: _Overpayment) -> list[tuple[date, str, str]]:
    """Two months taken for 60 days, from the right day and from wrong ones."""
    months = f"two months. Months differ in length: day 60 after {long_day(case.known)} is {long_day(case.last)}."
    return [
        (months_later(case.known, 2), "two months for 60 days", f"Takes {months}"),
        (
            months_later(case.paid, 2),
            "two months from the payment",
            f"Starts from Medicare's payment, not from identification, and takes {months}",
        ),
        (
            months_later(case.reckoned, 2),
            "two months from the amount",
            f"Starts from the day on which the amount was worked out, not from identification, and takes {months}",
        ),
    ]


def _draw(rng: random.Random) -> Draft:
    case = _overpayment(rng)
    known = long_day(case.known)
    why = (
        f"The practice knows of the overpayment on {known}, and with that it is identified, whether the amount is "
        f"known or not. Day 60 after it is {long_day(case.last)}."
    )
    return Draft(_stem(rng, case), long_day(case.last), why, wrong_days(rng, case.last, _wrong(case)))


FAMILIES = (
    Family(
        slug="family-cpb-overpayment-sixty-days",
        title="The 60-day rule for overpayments: the last day",
        track="cpb",
        area="regulations",
        difficulty=3,
        bloom="apply",
        tags=("overpayment", "60-day rule", "deadlines"),
        references=("42 CFR 401.305 (as amended from 1 January 2025)", "Social Security Act 1128J(d)"),
        draw=_draw,
    ),
)

"""Figures of a practice's receivables: aging buckets and days in A/R.

The formulas are the usual ones of the revenue cycle and stand in the stem as far as practices differ: aged from the
date of service or of the statement; days in A/R = receivables / average gross charge per calendar day.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from trainer.domain.generators.billing.figures import days_later, dollars, is_working_day, wrong_amounts, wrong_figures
from trainer.domain.generators.family import Draft, Family
from trainer.domain.generators.wording import decimal, long_day, money

_BUCKETS = ((0, 30), (31, 60), (61, 90), (91, 120))
_MONTH_ENDS = tuple(date(2026, month, day) for month, day in ((3, 31), (4, 30), (6, 30), (7, 31), (8, 31), (9, 30)))
"""Those of 2026 that are working days."""


@dataclass(frozen=True, slots=True)
class _Account:
    letter: str
    service: date
    statement: date
    balance: int


def _age(day: date, report: date) -> int:
    return (report - day).days


def _accounts(rng: random.Random, report: date, *, by_service: bool) -> list[_Account]:
    """Six balances of working days; two of them lie on the edges of a bucket on the basis asked for."""
    edges = [rng.choice(_working_ages(report, each)) for each in ((30, 60, 90), (31, 61, 91))]
    ages = [*edges, *rng.sample(_working_ages(report, range(12, 150)), 4)]
    rng.shuffle(ages)
    found = []
    for letter, age in zip("ABCDEF", ages, strict=True):
        day = report - timedelta(days=age)
        other = days_later(rng, day, 4, min(28, age - 1)) if by_service else days_later(rng, day, -28, -4)
        service, statement = (day, other) if by_service else (other, day)
        found.append(_Account(letter, service, statement, dollars(rng, 60, 900, 5)))
    return found


def _working_ages(report: date, ages: Iterable[int]) -> list[int]:
    """Those of the ages that lead back to a working day."""
    return [age for age in ages if is_working_day(report - timedelta(days=age))]


def _in_bucket(days: dict[str, int], accounts: list[_Account], low: int, high: int) -> int:
    return sum(account.balance for account in accounts if low <= days[account.letter] <= high)


def _aging_mistakes(
    ages: dict[str, int], other: dict[str, int], accounts: list[_Account], low: int, high: int
) -> list[tuple[int, str, str]]:
    """Mistaken totals of the bucket; `other` holds the ages from the other date."""
    everything = {letter: age + 1 for letter, age in ages.items()}
    bands = [(start, end) for start, end in (*_BUCKETS, (121, 9999)) if (start, end) != (low, high)]
    return [
        (_in_bucket(other, accounts, low, high), "other date", "Ages the balances from the other date in the list."),
        (
            _in_bucket(everything, accounts, low, high),
            "first day counted",
            "Counts the day itself as day 1, which makes every balance a day older than by this practice's rule.",
        ),
        (
            _in_bucket(ages, accounts, low, 9999) if high < 9999 else _in_bucket(ages, accounts, low - 30, 9999),
            "older balances added",
            "Adds balances of other buckets: the report asks for one bucket only.",
        ),
        (
            _in_bucket(ages, accounts, low - 1, high - 1),
            "edge of the bucket",
            f"Moves the edge by a day: the bucket begins on day {low}.",
        ),
        *(
            (
                _in_bucket(ages, accounts, start, end),
                "neighboring bucket",
                f"This is what stands at {_band(start, end)}.",
            )
            for start, end in bands
        ),
    ]


def _band(low: int, high: int) -> str:
    return f"{low}–{high} days" if high < 9999 else f"more than {low - 1} days"


def _draw_aging(rng: random.Random) -> Draft:
    report, by_service = rng.choice(_MONTH_ENDS), rng.random() < 0.5
    accounts = _accounts(rng, report, by_service=by_service)
    from_service = {account.letter: _age(account.service, report) for account in accounts}
    from_statement = {account.letter: _age(account.statement, report) for account in accounts}
    ages, other = (from_service, from_statement) if by_service else (from_statement, from_service)
    low, high = rng.choice(_BUCKETS[1:])
    right = _in_bucket(ages, accounts, low, high)
    basis = "date of service" if by_service else "date of the first statement"
    rows = "\n".join(
        f"| {each.letter} | {long_day(each.service)} | {long_day(each.statement)} | {money(each.balance)} |"
        for each in accounts
    )
    opening = rng.choice(
        (
            f"A practice prints its aging report on {long_day(report)}.",
            f"The biller checks an aging report of {long_day(report)} by hand.",
            f"On {long_day(report)} these are the open patient balances of a small practice.",
        )
    )
    stem = (
        f"{opening}\n\n| Account | Service | First statement | Balance |\n|---|---|---|---|\n{rows}\n\n"
        f"The practice ages balances from the {basis}; that day is day 0. Its buckets are 0–30, 31–60, 61–90, 91–120 "
        "and "
        f"more than 120 days. Which total stands in the bucket of {_band(low, high)}?"
    )
    inside = [each for each in accounts if low <= ages[each.letter] <= high]
    parts = " + ".join(f"{each.letter} (day {ages[each.letter]}) {money(each.balance)}" for each in inside)
    why = f"Counted from the {basis}, the bucket holds {parts or 'nothing'}: {money(right)}."
    mistakes = [each for each in _aging_mistakes(ages, other, accounts, low, high) if each[0]]
    wrong = wrong_amounts(rng, right, mistakes)
    return Draft(stem, money(right), why, wrong if right else ())


_QUARTERS = (
    (("January", 31), ("February", 28), ("March", 31)),
    (("February", 28), ("March", 31), ("April", 30)),
    (("March", 31), ("April", 30), ("May", 31)),
    (("April", 30), ("May", 31), ("June", 30)),
    (("May", 31), ("June", 30), ("July", 31)),
    (("June", 30), ("July", 31), ("August", 31)),
)


@dataclass(frozen=True, slots=True)
class _Ledger:
    """Charges of three months with their days, payments, receivables as the ledger shows them, credits; in cents."""

    months: tuple[tuple[str, int], ...]
    charges: tuple[int, ...]
    payments: int
    net: int
    credit: int

    @property
    def days(self) -> int:
        return sum(length for _, length in self.months)

    @property
    def total(self) -> int:
        return sum(self.charges)

    @property
    def receivables(self) -> int:
        return self.net + self.credit

    @property
    def figure(self) -> Fraction:
        return Fraction(self.receivables * self.days, self.total)


def _ledger(rng: random.Random) -> _Ledger:
    months = rng.choice(_QUARTERS)
    usual = dollars(rng, 100_000, 240_000, 5000)
    charges = tuple(usual * rng.randint(88, 112) // 100 // 50_000 * 50_000 for _ in months)
    payments = sum(charges) * rng.randint(48, 66) // 100 // 10_000 * 10_000
    net = sum(charges) * rng.randint(36, 70) // 100 // 10_000 * 10_000
    return _Ledger(months, charges, payments, net, rng.choice((0, dollars(rng, 4000, 14_000, 100))))


def _days_stem(rng: random.Random, ledger: _Ledger) -> str:
    last = ledger.months[-1][0]
    listed = "; ".join(f"{name} {money(cents)}" for (name, _), cents in zip(ledger.months, ledger.charges, strict=True))
    state = f"Receivables at the end of {last} are {money(ledger.net)}; there are no credit balances."
    if ledger.credit:
        state = (
            f"At the end of {last} the ledger shows {money(ledger.net)}, from which credit balances of "
            f"{money(ledger.credit)} have been deducted; the practice adds these back to its receivables."
        )
    paid = f"Payments in the three months: {money(ledger.payments)}."
    opening = rng.choice(
        (
            f"Gross charges of a practice in 2026: {listed}. {paid} {state}",
            f"For the manager's report of 2026 a biller has these figures. Gross charges: {listed}. {paid} {state}",
            f"{state} In 2026 the practice had gross charges as follows: {listed}. {paid}",
        )
    )
    return (
        f"{opening} The practice computes days in A/R as receivables divided by the average gross charge per calendar "
        f"day of the three months, {ledger.days} days in all. What is the figure at the end of {last}, rounded once, "
        "to one decimal?"
    )


def _days_mistakes(ledger: _Ledger) -> list[tuple[Fraction, str, str]]:
    owed, total, days = ledger.receivables, ledger.total, ledger.days
    last_name, last_days = ledger.months[-1]
    found = [
        (
            Fraction(owed * days, ledger.payments),
            "payments for charges",
            f"Divides by the daily payments. The formula asks for gross charges, {money(total)}.",
        ),
        (
            Fraction(owed * last_days, ledger.charges[-1]),
            "last month alone",
            f"Takes the charges of {last_name} alone. The average is that of all three months.",
        ),
        (
            Fraction(owed * 30, total),
            "quarter taken for a month",
            f"Divides three months' charges by 30 days. They belong to {days} days.",
        ),
        (
            Fraction((owed - ledger.payments * last_days // days) * days, total),
            "payments deducted again",
            f"Takes a month's payments off the receivables, which are what is still open after them: {money(owed)}.",
        ),
        (
            Fraction(owed * 100, ledger.payments),
            "share of the payments",
            "Divides the receivables by the payments. Days need the average charge of a day.",
        ),
    ]
    if ledger.credit:
        why = f"The credit balances are added back to {money(ledger.net)}, which makes {money(owed)}."
        found.insert(0, (Fraction(ledger.net * days, total), "credit balances left out", why))
        found.insert(3, (Fraction((ledger.net - ledger.credit) * days, total), "credit balances deducted twice", why))
    return found


def _draw_days(rng: random.Random) -> Draft:
    ledger = _ledger(rng)
    per_day = decimal(Fraction(ledger.total, ledger.days * 100), 2)
    base = f"{money(ledger.net)} + {money(ledger.credit)} = {money(ledger.receivables)}. " if ledger.credit else ""
    right = f"{decimal(ledger.figure, 1)} days"
    why = (
        f"{base}Charges of {money(ledger.total)} in {ledger.days} days are about ${per_day} a day; "
        f"{money(ledger.receivables)} divided by that is {right}."
    )
    return Draft(
        _days_stem(rng, ledger), right, why, wrong_figures(rng, ledger.figure, _days_mistakes(ledger), " days")
    )


FAMILIES = (
    Family(
        slug="family-cpb-aging-bucket-total",
        title="Aging report: what stands in a bucket",
        track="cpb",
        area="reimbursement",
        difficulty=2,
        bloom="apply",
        tags=("accounts receivable", "aging report"),
        references=("The practice's rule for aging as stated in the stem",),
        draw=_draw_aging,
    ),
    Family(
        slug="family-cpb-days-in-receivables",
        title="Days in accounts receivable",
        track="cpb",
        area="reimbursement",
        difficulty=3,
        bloom="apply",
        tags=("accounts receivable", "days in A/R", "credit balance"),
        references=("Common revenue-cycle definition, as stated in the stem",),
        draw=_draw_days,
    ),
)

"""Gross and net collection rate of a period, rounded once to one decimal.

Gross: payments after refunds / gross charges. Net: payments after refunds / (gross charges less contractual
adjustments). Avoidable write-offs (late filing, bad debt) stay in the denominator: they are collectible money lost.
"""

import random
from dataclasses import dataclass
from fractions import Fraction

from trainer.domain.generators.billing.figures import dollars, wrong_figures
from trainer.domain.generators.family import Draft, Family
from trainer.domain.generators.wording import decimal, money


@dataclass(frozen=True, slots=True)
class _Period:
    """Totals of a period in cents, all of the same dates of service."""

    charges: int
    contractual: int
    payments: int
    refunds: int
    late: int
    bad_debt: int

    @property
    def received(self) -> int:
        return self.payments - self.refunds

    @property
    def collectible(self) -> int:
        return self.charges - self.contractual

    @property
    def still_open(self) -> int:
        return self.collectible - self.received - self.late - self.bad_debt


def _hundreds(cents: int) -> int:
    """Rounded down to whole hundreds of dollars."""
    return cents // 10_000 * 10_000


def _period(rng: random.Random) -> _Period:
    """Totals of which some thousands of dollars at least are still open."""
    while True:
        charges = dollars(rng, 200_000, 900_000, 1000)
        collectible = charges - _hundreds(charges * rng.randint(30, 48) // 100)
        late, bad_debt = (_hundreds(collectible * rng.randint(20, 50) // 1000) for _ in range(2))
        refunds = _hundreds(collectible * rng.randint(12, 30) // 1000)
        payments = _hundreds(collectible * rng.randint(830, 930) // 1000)
        period = _Period(charges, charges - collectible, payments, refunds, late, bad_debt)
        if period.still_open >= 400_000:
            return period


_PERIODS = ("January to March", "February to April", "March to May", "April to June", "May to July")


def _stem(rng: random.Random, period: _Period, kind: str) -> str:
    months = rng.choice(_PERIODS)
    rows = [
        ("Gross charges", period.charges),
        ("Contractual adjustments", period.contractual),
        ("Payments received", period.payments),
        ("Refunds to payers and patients", period.refunds),
        ("Written off: denied for late filing", period.late),
        ("Written off: bad debt", period.bad_debt),
        ("Still open", period.still_open),
    ]
    table = "\n".join(f"| {name} | {money(cents)} |" for name, cents in rows)
    opening = rng.choice(
        (
            f"A practice reports for the claims of {months} 2026, all figures matched to these dates of service:",
            f"These totals belong to a practice's claims for services from {months} 2026:",
            f"For services of {months} 2026 a billing company sends a practice the following totals:",
        )
    )
    ask = rng.choice(
        (
            f"Counting payments after refunds, what is the {kind} collection rate, rounded once, to one decimal?",
            "Payments are taken after refunds, and the result is rounded once, to one decimal. What is the "
            f"{kind} collection rate?",
        )
    )
    return f"{opening}\n\n| Item | Amount |\n|---|---|\n{table}\n\n{ask}"


def _rate(part: int, whole: int) -> Fraction:
    return Fraction(part * 100, whole)


def _shared_mistakes(period: _Period, base: int, other: tuple[int, str, str]) -> list[tuple[Fraction, str, str]]:
    """Mistakes with either rate; `base` is its denominator, `other` the other rate's with name and reason."""
    unreduced = f"Counts {money(period.payments)} without taking off the refunds, {money(period.refunds)}."
    twice = f"Takes the refunds of {money(period.refunds)} off twice; once is enough."
    return [
        (_rate(period.received, other[0]), other[1], other[2]),
        (_rate(period.payments, base), "refunds overlooked", unreduced),
        (
            _rate(period.received - period.refunds, base),
            "refunds taken off twice",
            twice,
        ),
    ]


def _net_mistakes(period: _Period) -> list[tuple[Fraction, str, str]]:
    lost = period.late + period.bad_debt
    gross = (period.charges, "gross rate", f"Divides by gross charges. Net takes off the {money(period.contractual)}.")
    return [
        *_shared_mistakes(period, period.collectible, gross),
        (
            _rate(period.received, period.collectible - lost),
            "avoidable write-offs taken off",
            f"Takes the {money(lost)} written off out of the denominator. That was collectible and was lost.",
        ),
        (
            _rate(period.received + period.contractual, period.charges),
            "adjustments counted as collected",
            f"Counts the contractual adjustments of {money(period.contractual)} as if they had been paid.",
        ),
        (
            _rate(period.received, period.collectible - period.still_open),
            "open balances taken off",
            f"Takes the {money(period.still_open)} still open out of the denominator. It is collectible money.",
        ),
        (
            _rate(period.received - lost, period.collectible),
            "write-offs deducted from payments",
            f"Takes the {money(lost)} written off from the payments, of which they were never a part.",
        ),
    ]


def _gross_mistakes(period: _Period) -> list[tuple[Fraction, str, str]]:
    lost = period.late + period.bad_debt
    net = (period.collectible, "net rate", "Takes the contractual adjustments off first, which gives the net rate.")
    return [
        *_shared_mistakes(period, period.charges, net),
        (
            _rate(period.received, period.charges - lost),
            "write-offs taken off",
            f"Takes the {money(lost)} written off out of the charges. The gross rate divides by all charges.",
        ),
        (
            _rate(period.charges - period.still_open, period.charges),
            "share resolved",
            "Counts everything that is no longer open as collected, adjustments and write-offs included.",
        ),
        (
            _rate(period.received - lost, period.charges),
            "write-offs deducted from payments",
            f"Takes the {money(lost)} written off from the payments, of which they were never a part.",
        ),
    ]


def _draw(rng: random.Random) -> Draft:
    period, kind = _period(rng), rng.choice(("net", "net", "gross"))
    received = f"{money(period.payments)} − {money(period.refunds)} = {money(period.received)}"
    if kind == "net":
        right, mistakes = _rate(period.received, period.collectible), _net_mistakes(period)
        base = f"{money(period.charges)} − {money(period.contractual)} = {money(period.collectible)}"
        why = f"Payments after refunds, {received}, over what the contracts allow, {base}: {decimal(right, 1)}%."
    else:
        right, mistakes = _rate(period.received, period.charges), _gross_mistakes(period)
        why = f"Payments after refunds, {received}, over gross charges, {money(period.charges)}: {decimal(right, 1)}%."
    wrong = wrong_figures(rng, right, mistakes, "%")
    return Draft(_stem(rng, period, kind), f"{decimal(right, 1)}%", why, wrong)


FAMILIES = (
    Family(
        slug="family-cpb-collection-rate",
        title="Gross and net collection rate",
        track="cpb",
        area="reimbursement",
        difficulty=3,
        bloom="apply",
        tags=("net collection rate", "gross collection rate"),
        references=(
            "Common revenue-cycle definitions: payments over charges, with or without contractual adjustments",
        ),
        draw=_draw,
    ),
)

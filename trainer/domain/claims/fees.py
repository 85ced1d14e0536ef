"""Fee arithmetic of Medicare's physician fee schedule: relative values, anesthesia units, nonparticipating fees.

Amounts are integer cents; exact fractions inside, rounded once, half up, where a function says so.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from trainer.domain.claims.money import share_half_up

FACTOR_UNIT = 10_000
"""Conversion factors are counted in ten-thousandths of a dollar: $20.4976 is 204,976."""


@dataclass(frozen=True, slots=True)
class RelativeValues:
    """The relative value units of a code at one kind of place: work, practice expense, malpractice."""

    work: Decimal
    practice: Decimal
    malpractice: Decimal


@dataclass(frozen=True, slots=True)
class Indices:
    """The geographic practice cost indices (GPCI) of a locality."""

    work: Decimal
    practice: Decimal
    malpractice: Decimal


def rbrvs_fee(values: RelativeValues, indices: Indices, factor: int) -> int:
    """The fee in cents: each kind of unit times its index, summed, times the conversion factor; half up, once.

    `factor` in ten-thousandths of a dollar. Source: 42 CFR 414.20 to 414.26.
    """
    units = (
        Fraction(values.work) * Fraction(indices.work)
        + Fraction(values.practice) * Fraction(indices.practice)
        + Fraction(values.malpractice) * Fraction(indices.malpractice)
    )
    return half_up(units * factor * 100 / FACTOR_UNIT)


def anesthesia_units(base_units: int, minutes: int, *, modifying_units: int = 0) -> Fraction:
    """Base, time and modifying units; time is a unit for 15 minutes, to one decimal (95 minutes are 6.3).

    Medicare pays no modifying units. Source: 42 CFR 414.46; Claims Processing Manual, chapter 12, section 50.
    """
    return base_units + modifying_units + Fraction(half_up(Fraction(minutes * 10, 15)), 10)


def anesthesia_fee(units: Fraction, factor: int, *, is_directed: bool = False) -> int:
    """Units times the anesthesia conversion factor (ten-thousandths of a dollar) in cents, half up, once.

    A case that a physician only directs (two to four at a time) pays 50 % to the physician and 50 % to the anesthetist.
    """
    fee = units * factor * 100 / FACTOR_UNIT
    return half_up(fee / 2 if is_directed else fee)


def nonparticipating_fee(fee_cents: int, rate: int = 9_500) -> int:
    """What Medicare allows of a fee to a provider that does not participate: 95 %, half up (42 CFR 414.20(b))."""
    return share_half_up(fee_cents, rate)


def limiting_charge(nonparticipating_cents: int, rate: int = 11_500) -> int:
    """The most that may be charged without assignment: 115 % of the *nonparticipating* fee, half up (42 CFR 414.48)."""
    return share_half_up(nonparticipating_cents, rate)


def half_up(amount: Fraction) -> int:
    """The nearest whole number of an amount of zero or more, a half rounded up."""
    return (amount.numerator * 2 + amount.denominator) // (amount.denominator * 2)

"""Payment for several procedures of one session: ranked by fee, reduced, add-on codes exempt, never above the charge.

Original Medicare pays procedures with multiple-procedure indicator 2 at 100, 50, 50, 50 and 50% of the fee schedule
amount in the order of these amounts, each the lower of the charge and the reduced amount (Medicare Claims Processing
Manual, chapter 12, section 40.6). Other payers' percentages stand in the stem.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise

from trainer.domain.generators.billing.figures import day_between, dollars, wrong_amounts
from trainer.domain.generators.family import Draft, Family
from trainer.domain.generators.wording import joined, long_day, money, rounded

_MEDICARE = (100, 50, 50, 50)
_NO_REDUCTION = (100, 100, 100, 100)
_PLANS = ((100, 50, 25, 25), (100, 50, 50, 50), (100, 75, 50, 50))
_LETTERS = "PQRST"


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the claim; amounts in cents."""

    letter: str
    charge: int
    fee: int
    is_add_on: bool


def _total(lines: Sequence[_Line], percents: tuple[int, ...], *, is_capped: bool = True, spares: bool = True) -> int:
    """The sum for these lines in their order of rank; each no higher than its charge where `is_capped`."""
    total, rank = 0, 0
    for line in lines:
        percent = 100
        if not (line.is_add_on and spares):
            percent, rank = percents[rank], rank + 1
        amount = rounded(Fraction(line.fee * percent, 100))
        total += min(amount, line.charge) if is_capped else amount
    return total


def _ranked(lines: Sequence[_Line]) -> list[_Line]:
    return sorted(lines, key=lambda line: -line.fee)


def _claim(rng: random.Random) -> list[_Line]:
    """Two or three procedures and mostly an add-on in random order; often a charge lies a little under its fee.

    That decides where the fee is not reduced, for the first procedure or the add-on, and is a trap elsewhere.
    """
    number = rng.choice((2, 3, 3))
    fees = sorted(rng.sample(range(180, 1500, 20), number), reverse=True)
    while any(high - low < 60 for high, low in pairwise(fees)):
        fees = sorted(rng.sample(range(180, 1500, 20), number), reverse=True)
    amounts = [(fee * 100 + rng.randrange(0, 2000, 2), False) for fee in fees]
    if number == 2 or rng.random() < 0.6:
        amounts.append((dollars(rng, 90, 400, 2), True))
    charges = [(fee * rng.randint(130, 220) // 100) // 500 * 500 for fee, _ in amounts]
    if rng.random() < 0.65:
        place = rng.choice((0, 0, 1, len(charges) - 1))
        fee = amounts[place][0]
        charges[place] = rng.randrange(-(-fee * 85 // 100 // 500) * 500, fee * 95 // 100, 500)
    rows = [(charge, fee, is_add_on) for charge, (fee, is_add_on) in zip(charges, amounts, strict=True)]
    rng.shuffle(rows)
    return [_Line(letter, *row) for letter, row in zip(_LETTERS, rows, strict=False)]


def _rule(percents: tuple[int, ...], *, is_medicare: bool) -> str:
    if is_medicare:
        return (
            "The payer is Original Medicare; the lines called procedure have multiple-procedure indicator 2 and the "
            "standard "
            "reduction applies"
        )
    further = f", {percents[1]}% for the second and {percents[2]}% for each further one"
    if percents[1] == percents[2]:
        further = f" and {percents[1]}% for each further one"
    return (
        f"The commercial plan ranks procedures by its allowed amount and allows {percents[0]}% of it for the first"
        f"{further}; for every line the limit is the lower "
        "of the charge and the amount so reduced"
    )


def _stem(rng: random.Random, lines: list[_Line], percents: tuple[int, ...], *, is_medicare: bool) -> str:
    day = long_day(day_between(rng, date(2026, 1, 20), date(2026, 9, 25)))
    fee = "Fee schedule amount" if is_medicare else "Plan's allowed amount"
    rows = "\n".join(
        f"| {line.letter} | {'add-on code' if line.is_add_on else 'procedure'} | {money(line.charge)} | "
        f"{money(line.fee)} |"
        for line in lines
    )
    add_ons = [line.letter for line in lines if line.is_add_on]
    exempt = f" Line {add_ons[0]} is an add-on code, exempt from the reduction." if add_ons and not is_medicare else ""
    whom = "an Original Medicare patient" if is_medicare else "a patient with a commercial plan"
    opening = rng.choice(
        (
            f"On {day} one surgeon performs several procedures on {whom} in one session.",
            f"A surgeon's claim for {whom} lists the procedures of one session on {day}.",
            f"During a single operation on {day} one surgeon does the following for {whom}.",
        )
    )
    ends = (
        "What is allowed for the claim in all?",
        "How much does the payer allow for all lines together, before any patient share?",
        "What is the total allowed amount of the claim, patient's share included?",
    )
    return (
        f"{opening}\n\n| Line | Kind | Charge | {fee} |\n|---|---|---|---|\n{rows}\n\n"
        f"{_rule(percents, is_medicare=is_medicare)}.{exempt} No bundling edit, bilateral or endoscopy rule concerns "
        "these "
        f"lines, and each amount is rounded to the cent. {rng.choice(ends)}"
    )


def _working(lines: list[_Line], percents: tuple[int, ...]) -> str:
    parts, rank = [], 0
    for line in _ranked(lines):
        percent = 100
        if not line.is_add_on:
            percent, rank = percents[rank], rank + 1
        amount = rounded(Fraction(line.fee * percent, 100))
        share = "in full as an add-on" if line.is_add_on else f"{percent}%"
        part = f"{line.letter} {share} = {money(amount)}"
        parts.append(f"{part}, but the charge of {money(line.charge)} is lower" if line.charge < amount else part)
    return f"Ranked by the fee: {'; '.join(parts)}. Together {money(_total(_ranked(lines), percents))}."


def _mistakes(lines: list[_Line], percents: tuple[int, ...]) -> list[tuple[int, str, str]]:
    """Mistaken totals, likeliest first."""
    ranked = _ranked(lines)
    by_charge = sorted(lines, key=lambda line: -line.charge)
    others = [(scale, joined([f"{percent}%" for percent in scale[:3]])) for scale in _PLANS if scale != percents]
    return [
        (_total(lines, percents), "order of the claim", "Reduces in the order of the lines. Rank goes by the fee."),
        *_on_charges(ranked, percents),
        *_on_add_on(ranked, percents),
        (
            _total(ranked, _NO_REDUCTION),
            "no reduction",
            "Pays all lines at 100%. Of the procedures only the first in rank is paid in full.",
        ),
        *(
            (_total(ranked, scale), "another payer's percentages", f"Pays {steps}. This payer's scale is another.")
            for scale, steps in others
        ),
        (_total(by_charge, percents), "ranked by charge", "Ranks by the charge. The fee decides the rank."),
        *_on_too_few_or_all(ranked),
    ]


def _on_charges(ranked: list[_Line], percents: tuple[int, ...]) -> list[tuple[int, str, str]]:
    """Totals in which a charge below the fee is overlooked or itself reduced; none where there is no such charge."""
    low = "".join(line.letter for line in ranked if line.charge < line.fee)
    if not low:
        return []
    reduced = sum(
        rounded(Fraction(min(line.fee, line.charge) * (100 if line.is_add_on else percents[place]), 100))
        for place, line in enumerate(sorted(ranked, key=lambda line: line.is_add_on))
    )
    as_charged = _total(ranked, percents) + sum(
        max(0, line.charge - rounded(Fraction(line.fee * percents[place], 100)))
        for place, line in enumerate(line for line in ranked if not line.is_add_on)
        if line.charge < line.fee
    )
    return [
        (
            _total(ranked, percents, is_capped=False),
            "charge not compared",
            f"Pays line {low} more than was charged. The lower of charge and reduced amount counts.",
        ),
        (
            reduced,
            "charge reduced",
            "Takes the percentage of the charge where that is lower; it is taken of the fee first.",
        ),
        (
            as_charged,
            "charge for the reduced amount",
            f"Pays line {low} as charged because the fee is higher. It is the reduced amount that is compared.",
        ),
    ]


def _on_add_on(ranked: list[_Line], percents: tuple[int, ...]) -> list[tuple[int, str, str]]:
    """Totals in which the add-on code, if there is one, is reduced or left out."""
    found = []
    for line in ranked:
        if line.is_add_on:
            without = _total([each for each in ranked if each is not line], percents)
            found = [
                (
                    _total(ranked, percents, spares=False),
                    "add-on reduced",
                    f"Reduces line {line.letter}, too. Add-on codes are valued as extra work and are exempt.",
                ),
                (
                    without,
                    "add-on not paid",
                    f"Takes line {line.letter} for part of the procedure. An add-on code is paid besides, and in full.",
                ),
            ]
    return found


def _on_too_few_or_all(ranked: list[_Line]) -> list[tuple[int, str, str]]:
    """Totals with the reduction on every procedure or on the lowest alone."""
    procedures = [line for line in ranked if not line.is_add_on]
    last = procedures[-1]
    spared = (*([100] * (len(procedures) - 1)), 50)
    return [
        (
            _total(ranked, (50, 50, 50, 50)),
            "first procedure reduced",
            "Halves every procedure. The one with the highest fee is paid in full.",
        ),
        (
            _total(ranked, spared),
            "only the lowest reduced",
            f"Reduces line {last.letter} alone, at 50%. Every procedure after the first is reduced.",
        ),
    ]


def _draw(rng: random.Random) -> Draft:
    lines, is_medicare = _claim(rng), rng.random() < 0.5
    percents = _MEDICARE if is_medicare else rng.choice(_PLANS)
    right = _total(_ranked(lines), percents)
    mistakes = _mistakes(lines, percents)
    if rng.random() < 0.5:  # so that not only the likeliest are ever shown
        rng.shuffle(mistakes)
    stem = _stem(rng, lines, percents, is_medicare=is_medicare)
    return Draft(stem, money(right), _working(lines, percents), wrong_amounts(rng, right, mistakes))


FAMILIES = (
    Family(
        slug="family-cpb-multiple-procedure-reduction",
        title="Multiple-procedure reduction with charges and add-on codes",
        track="cpb",
        area="reimbursement",
        difficulty=4,
        bloom="apply",
        tags=("multiple procedures", "add-on codes", "fee schedule"),
        references=(
            "Medicare Claims Processing Manual, chapter 12, section 40.6",
            "The plan's rule as stated in the stem",
        ),
        draw=_draw,
    ),
)

"""Medicare drug lines with JW and JZ: units given, units discarded from single-dose vials, and when neither is waste.

Source: Medicare Claims Processing Manual, chapter 17, section 40 (discarded drugs and the JW and JZ modifiers): the
discarded amount stands on its own line with JW; a line without billable waste carries JZ; what is less than a unit
and already covered by rounding up the dose is not billed as waste.
"""

import random
from dataclasses import dataclass
from fractions import Fraction

from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.hcpcs.amounts import person, plain, units_of
from trainer.domain.generators.wording import count, joined


@dataclass(frozen=True, slots=True)
class Vials:
    """A drug in single-dose vials of one or two sizes, the larger a multiple of the smaller; all in its measure."""

    code: str
    name: str
    per: Fraction
    measure: str
    sizes: tuple[Fraction, ...]
    doses: tuple[Fraction, ...]
    reason: str

    @property
    def unit(self) -> str:
        return "1 unit of the drug" if self.measure == "units" and self.per == 1 else self.text(self.per)

    def text(self, amount: Fraction) -> str:
        return f"{plain(amount)} {self.measure}"


def _vials(drug: str, per: str, sizes: str, doses: str, reason: str) -> Vials:
    """`drug` is a code and a name, `doses` the lowest, the highest and the step between them."""
    code, name = drug.split(maxsplit=1)
    number, measure = per.split()
    low, high, step = (Fraction(each) for each in doses.split())
    steps = int((high - low) / step)
    amounts = tuple(low + each * step for each in range(steps + 1))
    return Vials(code, name, Fraction(number), measure, tuple(map(Fraction, sizes.split())), amounts, reason)


_DRUGS = (
    _vials("J9035 bevacizumab", "10 mg", "100 400", "255 780 5", "rectal cancer"),
    _vials("J1745 infliximab", "10 mg", "100", "255 495 5", "ulcerative colitis"),
    _vials("J9305 pemetrexed", "10 mg", "100 500", "770 1040 2", "lung cancer"),
    _vials("J9206 irinotecan", "20 mg", "100", "255 395 5", "colon cancer"),
    _vials("J9303 panitumumab", "10 mg", "100 400", "306 594 6", "colon cancer"),
    _vials("J9055 cetuximab", "10 mg", "100 200", "375 595 5", "throat cancer"),
    _vials("J9312 rituximab", "10 mg", "100 500", "570 890 5", "lymphoma"),
    _vials("J9201 gemcitabine", "200 mg", "200 1000", "1420 2180 20", "pancreatic cancer"),
    _vials("J9308 ramucirumab", "5 mg", "100 500", "408 792 8", "gastric cancer"),
    _vials("J9355 trastuzumab", "10 mg", "150", "306 594 6", "breast cancer"),
    _vials("J9041 bortezomib", "0.1 mg", "3.5", "1.8 3.4 0.1", "multiple myeloma"),
    _vials("J9228 ipilimumab", "1 mg", "50 200", "155 310 1", "melanoma"),
    _vials("J2357 omalizumab", "5 mg", "150", "225 375 75", "severe allergic asthma"),
    _vials("J0585 onabotulinumtoxinA", "1 units", "100 200", "155 200 5", "chronic migraine"),
    _vials("J9354 ado-trastuzumab emtansine", "1 mg", "100", "185 300 1", "breast cancer"),
)


@dataclass(frozen=True, slots=True)
class Use:
    """What became of the vials opened: given, discarded, and both in units of the code."""

    drug: Vials
    dose: Fraction

    @property
    def content(self) -> Fraction:
        smallest = self.drug.sizes[0]
        return units_of(self.dose, smallest) * smallest

    @property
    def waste(self) -> Fraction:
        return self.content - self.dose

    @property
    def given_units(self) -> int:
        return units_of(self.dose, self.drug.per)

    @property
    def waste_units(self) -> int:
        return int(self.waste // self.drug.per)

    @property
    def opened(self) -> tuple[tuple[int, Fraction], ...]:
        """How many vials of which size, the largest first."""
        rest, found = self.content, []
        for size in reversed(self.drug.sizes):
            found.append((int(rest // size), size))
            rest %= size
        return tuple((number, size) for number, size in found if number)

    def line(self, units: int, modifier: str = "") -> str:
        return f"{self.drug.code}{'-' if modifier else ''}{modifier} × {units:,}"

    def lines(self, given: int, waste: int, modifiers: tuple[str, str] = ("", "JW")) -> str:
        return f"{self.line(given, modifiers[0])} and {self.line(waste, modifiers[1])}"


def _kind(use: Use) -> str:
    return "waste" if use.waste_units else "little" if use.waste else "none"


def _use(rng: random.Random) -> Use:
    """A dose, so drawn that billable waste, waste under a unit and no waste all turn up."""
    wanted = rng.choices(("waste", "little", "none"), (4, 4, 2))[0]
    fitting = [[use for use in (Use(drug, dose) for dose in drug.doses) if _kind(use) == wanted] for drug in _DRUGS]
    return rng.choice(rng.choice([uses for uses in fitting if uses]))


def _wrong_with_waste(use: Use) -> tuple[Wrong, ...]:
    drug, given, waste = use.drug, use.given_units, use.waste_units
    split = f"{drug.text(use.dose)} given and {drug.text(use.waste)} discarded"
    both = (
        "Puts JZ on the line of the dose as well. JZ says that nothing was discarded, and JW says that something was."
    )
    whole = f"Bills the vials as if all had been given and nothing discarded. The chart says {split}."
    partial = f"Bills the last part of a unit as waste. The unit begun by the dose already covers it: {split}."
    down = f"Drops the started unit of the dose. {drug.text(use.dose)} take up {count(given, 'unit')} of {drug.unit}."
    silent = f"Says with JZ that nothing was discarded, though {count(waste, 'unit')} of waste can be billed."
    swapped = "Puts JW on the line of the dose given. It belongs on the line of the discarded amount."
    slips = [Wrong(use.lines(given, waste, ("JZ", "JW")), "JZ beside JW", both)]
    if use.dose % drug.per:
        slips.append(Wrong(use.lines(given, waste + 1), "part of a unit billed as waste", partial))
    slips.append(Wrong(use.line(given + waste, "JZ"), "whole vials billed as given", whole))
    if use.dose % drug.per:
        slips.append(Wrong(use.lines(given - 1, waste + 1), "dose rounded down", down))
    return (
        *slips,
        Wrong(use.lines(given, waste, ("JW", "")), "JW on the wrong line", swapped),
        Wrong(use.line(given, "JZ"), "waste left unbilled", silent),
    )


def _wrong_with_little(use: Use) -> tuple[Wrong, ...]:
    drug, given = use.drug, use.given_units
    less = f"The {drug.text(use.waste)} left over are less than the unit of {drug.unit}"
    partial = f"Bills a unit of waste. {less} and lie within the unit that the dose began."
    down = f"Drops the started unit of the dose: {drug.text(use.dose)} take up {count(given, 'unit')}."
    exchanged = f"Turns the started unit into waste. It is part of the dose, rounded up to {count(given, 'unit')}."
    both = f"Puts JZ and JW on one drug. {less}, so no line of waste is billed at all."
    bare = f"Leaves the modifier out. A single-dose container without billable waste needs JZ. {less}."
    jw = f"Puts JW on the dose given. JW marks a line of discarded drug, and there is none. {less}."
    return (
        Wrong(use.lines(given, 1), "part of a unit billed as waste", partial),
        Wrong(use.line(given - 1, "JZ"), "dose rounded down", down),
        Wrong(use.lines(given - 1, 1), "started unit billed as waste", exchanged),
        Wrong(use.lines(given, 1, ("JZ", "JW")), "JZ beside JW", both),
        Wrong(use.line(given), "modifier left out", bare),
        Wrong(use.line(given, "JW"), "JW on the wrong line", jw),
    )


def _wrong_without(use: Use) -> tuple[Wrong, ...]:
    drug, given = use.drug, use.given_units
    vials = sum(number for number, _ in use.opened)
    bare = "Leaves the modifier out. Since July 2023 the line of a single-dose container without waste needs JZ."
    jw = "Says with JW that this drug was discarded. All of it was given, which is what JZ says."
    each = f"Bills vials. A unit of {drug.code} is {drug.unit}, so {drug.text(use.dose)} are {count(given, 'unit')}."
    raw = f"Bills the {drug.text(use.dose)} themselves. A unit of {drug.code} is {drug.unit}."
    return (
        Wrong(use.line(given), "modifier left out", bare),
        Wrong(use.line(int(use.dose), "JZ"), "dose billed as units", raw),
        Wrong(use.line(vials, "JZ"), "vials billed as units", each),
        Wrong(use.line(given, "JW"), "JW on the wrong line", jw),
    )


def _why(use: Use) -> str:
    drug, given, waste = use.drug, use.given_units, use.waste_units
    dose = f"{drug.text(use.dose)} given are {count(given, 'unit')} of {drug.unit}"
    if use.dose % drug.per:
        dose += ", the started one counted whole"
    match _kind(use):
        case "waste":
            return (
                f"{dose}. Of the {drug.text(use.waste)} discarded, {count(waste, 'whole unit')} can be billed, on a "
                "line of their own with JW. JZ has no place where JW is billed."
            )
        case "little":
            return (
                f"{dose}. The {drug.text(use.waste)} discarded are less than a unit and already covered by it, so "
                "there is no waste to bill, and the line carries JZ."
            )
        case _:
            return f"{dose}. Nothing of the single-dose vials is left, which JZ says on the line of the drug."


def _stem(rng: random.Random, use: Use) -> str:
    drug = use.drug
    opened = [f"{count(number, 'vial')} of {drug.text(size)}" for number, size in use.opened]
    who = person(rng, "woman" if "breast" in drug.reason else "", 30)
    rest = (
        rng.choice(
            ("the rest is discarded, and the chart says so", "the remainder is thrown away and charted as waste")
        )
        if use.waste
        else rng.choice(("nothing is left over", "the vials are used up"))
    )
    given, vials = drug.text(use.dose), joined(opened)
    return rng.choice(
        (
            f"In a physician's office {who.inside} with Medicare Part B is treated for {drug.reason}. The "
            f"nurse opens {vials} of {drug.name}, all single-dose. The dose given is {given}; {rest}. "
            f"{drug.code} is billed per {drug.unit}. What belongs on the Medicare claim for the drug?",
            f"{who.start} with {drug.reason} is covered by Original Medicare and receives {given} of {drug.name} in "
            f"the physician's office. Drawn from single-dose vials: {vials}; {rest}. The descriptor of "
            f"{drug.code} counts {drug.unit}. How is the drug reported?",
            f"Drug log of a physician's office, Medicare Part B patient: {who.inside}, {drug.reason}. "
            f"{drug.name[0].upper()}{drug.name[1:]}, single-dose vials opened: {vials}. Given: {given}; {rest}. One "
            f"billing unit of {drug.code} is {drug.unit}. Which lines does the claim show for the drug?",
        )
    )


def _draw(rng: random.Random) -> Draft:
    use = _use(rng)
    match _kind(use):
        case "waste":
            right, wrong = use.lines(use.given_units, use.waste_units), _wrong_with_waste(use)
        case "little":
            right, wrong = use.line(use.given_units, "JZ"), _wrong_with_little(use)
        case _:
            right, wrong = use.line(use.given_units, "JZ"), _wrong_without(use)
    return Draft(_stem(rng, use), right, _why(use), wrong)


FAMILIES = (
    Family(
        slug="family-hcpcs-drug-waste",
        title="Discarded drug: JW, JZ and their units",
        track="cpc",
        area="hcpcs",
        difficulty=3,
        bloom="apply",
        tags=("drugs", "modifiers JW and JZ"),
        references=(
            "Medicare Claims Processing Manual, chapter 17, section 40",
            "CMS, discarded drugs and biologicals: policy on modifiers JW and JZ",
        ),
        draw=_draw,
    ),
)

"""Medicare drug lines with JW and JZ: units given, units discarded from single-dose vials, and when neither is waste.

Source: Medicare Claims Processing Manual, chapter 17, section 40 (discarded drugs and the JW and JZ modifiers): the
discarded amount stands on its own line with JW; a line without billable waste carries JZ; what is less than a unit
and already covered by rounding up the dose is not billed as waste.
"""

import random
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

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
    _vials("J9035 bevacizumab", "10 mg", "100 400", "255 780 1", "rectal cancer"),
    _vials("J1745 infliximab", "10 mg", "100", "205 890 1", "ulcerative colitis"),
    _vials("J9305 pemetrexed", "10 mg", "100 500", "640 1240 1", "lung cancer"),
    _vials("J9206 irinotecan", "20 mg", "100", "185 480 1", "colon cancer"),
    _vials("J9303 panitumumab", "10 mg", "100 400", "256 794 1", "colon cancer"),
    _vials("J9055 cetuximab", "10 mg", "100 200", "325 895 1", "throat cancer"),
    _vials("J9312 rituximab", "10 mg", "100 500", "570 890 1", "lymphoma"),
    _vials("J9201 gemcitabine", "200 mg", "1000", "920 2580 20", "pancreatic cancer"),
    _vials("J9308 ramucirumab", "5 mg", "100 500", "408 792 1", "gastric cancer"),
    _vials("J9355 trastuzumab", "10 mg", "150", "206 740 1", "breast cancer"),
    _vials("J9041 bortezomib", "0.1 mg", "3.5", "1.8 3.5 0.1", "multiple myeloma"),
    _vials("J9228 ipilimumab", "1 mg", "50 200", "105 390 0.5", "melanoma"),
    _vials("J2357 omalizumab", "5 mg", "150", "225 375 75", "severe allergic asthma"),
    _vials("J0585 onabotulinumtoxinA", "1 units", "100 200", "100 200 5", "chronic migraine"),
    _vials("J9354 ado-trastuzumab emtansine", "1 mg", "100", "120 390 0.5", "breast cancer"),
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

    @property
    def kind(self) -> str:
        return "waste" if self.waste_units else "little" if self.waste else "none"

    def told(self, form: str, given: int, waste: int) -> str:
        """The lines of a claim in one of the `_FORMS`."""
        lines = zip(_FORMS[form], (given, waste), strict=False)
        return " and ".join(f"{self.drug.code}{modifier} × {units:,}" for modifier, units in lines)


_FORMS = {
    "split": ("", "-JW"),
    "JZ": ("-JZ",),
    "JZ beside JW": ("-JZ", "-JW"),
    "JW on the wrong line": ("-JW", ""),
    "modifier left out": ("",),
    "JW on the dose": ("-JW",),
}
"""Modifiers of the line of the dose and, where there is one, of the line of waste; the first two can be right."""


@dataclass(frozen=True, slots=True)
class Miscount:
    """Wrong numbers of units, given and discarded."""

    given: int
    waste: int
    mistake: str
    why: str


_OFTEN = {"waste": 4, "little": 4, "none": 1}


@cache
def _uses(drug: Vials) -> dict[str, tuple[list[Use], list[Use], list[Use]]]:
    """Doses of a drug by what they leave: those with one unit of waste, those with at most nine, and all of a kind."""
    by_kind: dict[str, tuple[list[Use], list[Use], list[Use]]] = {}
    for use in (Use(drug, dose) for dose in drug.doses):
        least, small, every = by_kind.setdefault(use.kind, ([], [], []))
        every.append(use)
        if use.waste_units <= 9:
            small.append(use)
        if use.waste_units == 1:
            least.append(use)
    return by_kind


def _use(rng: random.Random) -> Use:
    by_kind = _uses(rng.choice(_DRUGS))
    kinds = sorted(by_kind)
    least, small, every = by_kind[rng.choices(kinds, [_OFTEN[kind] for kind in kinds])[0]]
    return rng.choice(least if least and rng.random() < 0.4 else small if small and rng.random() < 0.7 else every)


def _wrong_forms(rng: random.Random, use: Use) -> list[tuple[str, str, str]]:
    """Forms with their mistake and why they are wrong, the form of the other kind of case the likeliest."""
    drug, waste = use.drug, use.waste_units
    if waste:
        silent = f"Says with JZ that there is no waste to bill, though {count(waste, 'unit')} of waste can be billed."
        both = "Puts JZ on the dose as well. JZ says that nothing was discarded, and JW says that something was."
        swapped = "Puts JW on the line of the dose given. It belongs on the line of the discarded amount."
        other = [("JZ beside JW", "JZ beside JW", both), ("JW on the wrong line", "JW on the wrong line", swapped)]
        return [("JZ", "waste left unbilled", silent)] if rng.random() < 0.7 else other
    if not use.waste:
        bare = "Leaves the modifier out. Since July 2023 the line of a single-dose container without waste needs JZ."
        jw = "Says with JW that this drug was discarded. All of it was given, which is what JZ says."
        return [("modifier left out", "modifier left out", bare), ("JW on the dose", "JW on the dose given", jw)]
    less = f"The {drug.text(use.waste)} left over are less than the unit of {drug.unit}"
    partial = f"Bills waste with JW. {less} and lie within the unit that the dose began."
    both = f"Puts JZ and JW on one drug. {less}, so no line of waste is billed at all."
    bare = f"Leaves the modifier out. A single-dose container without billable waste needs JZ. {less}."
    jw = f"Puts JW on the dose given. JW marks a line of discarded drug, and there is none. {less}."
    other = [
        ("JZ beside JW", "JZ beside JW", both),
        ("modifier left out", "modifier left out", bare),
        ("JW on the dose", "JW on the dose given", jw),
    ]
    return [("split", "part of a unit billed as waste", partial)] if rng.random() < 0.6 else other


def _resized(use: Use, waste: int) -> tuple[Miscount, ...]:
    """What comes of a unit taken as half or as twice its size."""
    drug = use.drug
    fact = f"The unit is {drug.unit}, of which {drug.text(use.dose)} take up {count(use.given_units, 'unit')}"
    half, double = drug.per / 2, drug.per * 2
    return (
        Miscount(
            units_of(use.dose, half),
            int(use.waste // half) or waste,
            "unit taken as half its size",
            f"Counts a unit for each {drug.text(half)}. {fact}.",
        ),
        Miscount(
            units_of(use.dose, double),
            int(use.waste // double) or waste,
            "unit taken as twice its size",
            f"Counts a unit for each {drug.text(double)}. {fact}.",
        ),
    )


def _with_waste(rng: random.Random, use: Use, form: str) -> list[Miscount]:
    drug, given, waste = use.drug, use.given_units, use.waste_units
    split = f"{drug.text(use.dose)} given and {drug.text(use.waste)} discarded"
    took = f"{drug.text(use.dose)} take up {count(given, 'unit')} of {drug.unit}"
    if form == "JZ" and rng.random() < 0.9:
        whole = f"Bills the dose as if all {drug.text(use.content)} had been given. The chart says {split}."
        return [Miscount(given + waste, waste, "whole vials billed as given", whole)]
    more = f"Counts {count(given + 1, 'unit')} for the dose and so takes one from the waste. {took}."
    found = [Miscount(given + 1, waste - 1, "dose rounded up too far", more)]
    if use.dose % drug.per:
        down = f"Drops the started unit of the dose and discards it. {took}."
        partial = f"Bills the last part of a unit as waste. The unit begun by the dose already covers it: {split}."
        found += [
            Miscount(given - 1, waste + 1, "dose rounded down", down),
            Miscount(given, waste + 1, "part of a unit added to the waste", partial),
        ]
    return found


def _without_waste(use: Use, form: str, waste: int) -> list[Miscount]:
    drug, given = use.drug, use.given_units
    took = f"{drug.text(use.dose)} take up {count(given, 'unit')} of {drug.unit}"
    if not use.waste:
        vials = sum(number for number, _ in use.opened)
        return [Miscount(vials, waste, "vials billed as units", f"Bills vials. {took}.")]
    down = f"Drops the started unit of the dose. {took}."
    if form == "split" and waste > 1:
        off = f"Takes the {drug.text(use.waste)} left over for units, and takes as many from the dose. {took}."
        return [Miscount(given - waste, waste, "leftover counted in milligrams", off)]
    if form == "split":
        return [Miscount(given - 1, waste, "dose rounded down", down)]
    added = f"Bills a unit more for the {drug.text(use.waste)} left over, which the dose's last unit already covers."
    return [
        Miscount(given - 1, waste, "dose rounded down", down),
        Miscount(given + 1, waste, "leftover billed as a unit given", added),
    ]


def _other_vials(use: Use, waste: int) -> list[Miscount]:
    """A vial more or less than was opened."""
    size = use.opened[-1][1]
    units = int(size / use.drug.per)
    took = f"{use.drug.text(use.dose)} take up {count(use.given_units, 'unit')}"
    more = f"Counts a vial of {use.drug.text(size)} more than was opened. {took}."
    less = f"Leaves out a vial of {use.drug.text(size)} in the sum. {took}."
    return [
        Miscount(use.given_units + units, waste, "a vial too many", more),
        Miscount(use.given_units - units, waste, "a vial left out", less),
    ]


def _miscount(rng: random.Random, use: Use, form: str, waste: int) -> Miscount:
    """A mistake in the number of units, that makes more of them as often as less where it can."""
    drug = use.drug
    special = _with_waste(rng, use, form) if use.waste_units else _without_waste(use, form, waste)
    found: list[Miscount] = [*(_resized(use, waste) if drug.per > 1 else _other_vials(use, waste)), *special]
    if drug.per != 1 and drug.measure == "mg":
        raw = f"Bills milligrams. A unit of {drug.code} is {drug.unit}, {count(use.given_units, 'unit')} in all."
        found.append(Miscount(int(use.dose), int(use.waste) or waste, "milligrams billed as units", raw))
    if rng.random() < 0.85:
        vials = [each for each in _other_vials(use, waste) if each.given > 0]
        found = special if form in ("JZ", "split") else vials if len(vials) > 1 else [*found, *vials]
    right = (use.given_units, waste)
    found = [each for each in found if each.given > 0 and each.waste > 0]
    more = [each for each in found if (each.given, each.waste) > right]
    less = [each for each in found if (each.given, each.waste) < right]
    side = (less if rng.random() < 0.6 else more) or less or more
    return rng.choice(side or _other_vials(use, waste)[:1])


def _options(rng: random.Random, use: Use) -> tuple[str, tuple[Wrong, ...]]:
    """The right lines; and a wrong form, wrong units, and both at once, so that no answer is a blend of the others."""
    given = use.given_units
    right = "split" if use.waste_units else "JZ"
    left = int(use.waste) if use.waste < min(given, 10) and rng.random() < 0.7 else 1
    waste = use.waste_units or left or 1
    form, formal, why = rng.choice(_wrong_forms(rng, use))
    drawn = _miscount(rng, use, form, waste)
    wrong = (
        Wrong(use.told(form, given, waste), formal, why),
        Wrong(use.told(right, drawn.given, drawn.waste), drawn.mistake, drawn.why),
        Wrong(use.told(form, drawn.given, drawn.waste), f"{formal}, {drawn.mistake}", f"{why} {drawn.why}"),
    )
    return use.told(right, given, waste), wrong


def _why(use: Use) -> str:
    drug, given, waste = use.drug, use.given_units, use.waste_units
    dose = f"{drug.text(use.dose)} given are {count(given, 'unit')} of {drug.unit}"
    if use.dose % drug.per:
        dose += ", the started one counted whole"
    match use.kind:
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
    who = person(rng, "woman" if "breast" in drug.reason else "", 66, 74 if "migraine" in drug.reason else 86)
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
    right, wrong = _options(rng, use)
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

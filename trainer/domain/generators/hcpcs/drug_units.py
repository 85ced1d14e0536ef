"""Billing units of a drug: the dose given, divided by the unit of the code's descriptor, a remainder rounded up.

Source: Medicare Claims Processing Manual, chapter 17, section 10 (units follow the descriptor; when the dose is no
multiple of it, the next whole unit is billed).
"""

import random
from dataclasses import dataclass
from fractions import Fraction

from trainer.domain.generators.choosing import ranked
from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.hcpcs.amounts import Person, person, plain, units_of
from trainer.domain.generators.wording import count


@dataclass(frozen=True, slots=True)
class Drug:
    """A drug with its code; `per` is the amount of one unit, `up_to` whether the descriptor says so."""

    code: str
    name: str
    per: Fraction
    measure: str
    reason: str
    route: str
    up_to: bool = False
    noun: str = ""

    @property
    def unit(self) -> str:
        return f"{'up to ' if self.up_to else ''}{plain(self.per)} {self.measure}"


@dataclass(frozen=True, slots=True)
class Given:
    """A dose: its amount in the drug's measure, how the chart tells it, the sum behind it, and misreadings of it."""

    drug: Drug
    amount: Fraction
    story: str
    work: str
    misread: tuple["Misread", ...] = ()

    @property
    def dose(self) -> str:
        return f"{plain(self.amount)} {self.drug.measure}"


@dataclass(frozen=True, slots=True)
class Misread:
    """A mistake in the sum and the number of billing units, whole or not, that it leads to."""

    share: Fraction
    mistake: str
    why: str
    is_sum: bool = True
    """Whether units are still computed, and can be rounded wrongly on top of it."""

    def wrong(self) -> Wrong:
        return Wrong(count(_up(self.share), "unit"), self.mistake, self.why)

    def also(self, share: Fraction, other: Wrong) -> Wrong:
        """This mistake and another at once."""
        return Wrong(count(_up(share), "unit"), f"{self.mistake}, {other.mistake}", f"{self.why} {other.why}")


def _drug(code: str, name: str, per: str, reason: str, route: str) -> Drug:
    up_to = per.startswith("up to ")
    number, measure = per.removeprefix("up to ").split()
    noun = "woman" if "breast" in reason else ""
    return Drug(code, name, Fraction(number), measure, reason, route, up_to, noun)


_KETOROLAC = _drug("J1885", "ketorolac", "15 mg", "renal colic", "into the muscle")
_FIXED: tuple[tuple[Drug, str], ...] = (
    (_KETOROLAC, "15 30 60"),
    (_drug("J0696", "ceftriaxone", "250 mg", "acute pyelonephritis", "intravenously"), "500 1000 2000"),
    (_drug("J3301", "triamcinolone acetonide", "10 mg", "bursitis of the hip", "into the bursa"), "25 35 40 55 60"),
    (_drug("J1650", "enoxaparin", "10 mg", "deep vein thrombosis", "subcutaneously"), "30 45 65 75 85 95 105 120 135"),
    (_drug("J1200", "diphenhydramine", "up to 50 mg", "hives after a meal", "intravenously"), "25 75 100"),
    (_drug("J2270", "morphine sulfate", "up to 10 mg", "a wrist fracture", "intravenously"), "4 6 12 15"),
    (_drug("J9045", "carboplatin", "50 mg", "lung cancer", "as an infusion"), "290 345 390 430 515 560 615 670 725"),
    (_drug("J9000", "conventional doxorubicin", "10 mg", "lymphoma", "intravenously"), "64 78 84 92 105 112 120"),
    (_drug("J9190", "fluorouracil", "500 mg", "colon cancer", "intravenously"), "650 720 2900 3600 4200 4350 5100"),
    (
        _drug("J9201", "gemcitabine", "200 mg", "pancreatic cancer", "as an infusion"),
        "1240 1450 1650 1820 1950 2150 2300",
    ),
    (_drug("J9263", "oxaliplatin", "0.5 mg", "colon cancer", "as an infusion"), "96 110 132 142 155 168"),
    (_drug("J9041", "bortezomib", "0.1 mg", "multiple myeloma", "subcutaneously"), "1.7 1.9 2.1 2.3 2.6 3.1"),
    (_drug("J9206", "irinotecan", "20 mg", "rectal cancer", "as an infusion"), "215 240 275 310 325 350 395 430"),
    (_drug("J9305", "pemetrexed", "10 mg", "mesothelioma", "as an infusion"), "625 740 835 866 912 985"),
    (_drug("J9390", "vinorelbine", "10 mg", "lung cancer", "as an infusion"), "36 42 45 52 55 60"),
    (_drug("J9395", "fulvestrant", "25 mg", "breast cancer", "into the muscle"), "250 500"),
    (_drug("J1644", "heparin", "1000 units", "pulmonary embolism", "intravenously"), "3500 5000 6500 7500 8000"),
    (
        _drug("J0885", "epoetin alfa", "1000 units", "anemia from chemotherapy", "subcutaneously"),
        "20000 30000 40000 60000",
    ),
    (_drug("J2357", "omalizumab", "5 mg", "severe allergic asthma", "subcutaneously"), "150 225 300 375"),
)
_BY_WEIGHT: tuple[tuple[Drug, str], ...] = (
    (_drug("J1745", "infliximab (reference product)", "10 mg", "Crohn disease", "as an infusion"), "5"),
    (_drug("J9035", "bevacizumab (reference product)", "10 mg", "rectal cancer", "as an infusion"), "5"),
    (_drug("J9355", "trastuzumab (reference product)", "10 mg", "breast cancer", "as an infusion"), "6"),
    (_drug("J9303", "panitumumab", "10 mg", "colon cancer", "as an infusion"), "6"),
    (_drug("J9308", "ramucirumab", "5 mg", "gastric cancer", "as an infusion"), "8"),
)
_BY_VOLUME: tuple[tuple[Drug, str, tuple[str, ...]], ...] = (
    (_drug("J3301", "triamcinolone acetonide", "10 mg", "knee arthritis", "into the joint"), "40", ("0.5", "1.5", "2")),
    (_KETOROLAC, "30", ("0.5", "0.75", "1")),
    (_drug("J9395", "fulvestrant", "25 mg", "breast cancer", "into the muscle"), "50", ("5", "10")),
    (_drug("J3475", "magnesium sulfate", "500 mg", "low magnesium", "as an infusion"), "500", ("3", "4", "5", "8")),
    (_drug("J1650", "enoxaparin", "10 mg", "pulmonary embolism", "subcutaneously"), "100", ("0.65", "0.75", "0.9")),
    (_drug("J1644", "heparin", "1000 units", "deep vein thrombosis", "intravenously"), "5000", ("1", "1.3", "1.5")),
)
_CONVERTED: tuple[tuple[Drug, tuple[str, ...], str], ...] = (
    (_drug("J2469", "palonosetron", "25 mcg", "nausea expected from chemotherapy", "intravenously"), ("0.25",), "mg"),
    (
        _drug("J1626", "granisetron", "100 mcg", "nausea from chemotherapy", "intravenously"),
        ("0.75", "1", "1.25"),
        "mg",
    ),
    (_drug("J0696", "ceftriaxone", "250 mg", "pneumonia", "intravenously"), ("0.5", "1", "1.5", "2"), "g"),
    (_drug("J0692", "cefepime", "500 mg", "febrile neutropenia", "intravenously"), ("1", "2"), "g"),
    (_drug("J2185", "meropenem", "100 mg", "a wound infection", "intravenously"), ("0.5", "1", "2"), "g"),
    (_drug("J3475", "magnesium sulfate", "500 mg", "low magnesium", "as an infusion"), ("1.2", "2", "3", "4"), "g"),
)
_SIZES = ((1, 2), (3, 5), (6, 10), (11, 20), (21, 40), (41, 80), (81, 400))


def _up(share: Fraction) -> int:
    """Whole units, a started one included."""
    return units_of(share, Fraction(1))


def _fixed(rng: random.Random) -> Given:
    drug, doses = rng.choice(_FIXED)
    amount = Fraction(rng.choice(doses.split()))
    text = f"{plain(amount)} {drug.measure}"
    return Given(drug, amount, f"{text} of {drug.name} {drug.route}", f"The dose is {text}")


def _by_weight(rng: random.Random) -> Given:
    drug, rate = rng.choice(_BY_WEIGHT)
    weight, each = rng.randint(51, 104), Fraction(rate)
    amount = weight * each
    story = (
        f"{drug.name} {drug.route}, ordered at {rate} {drug.measure} for each kilogram, all of it given; "
        f"the weight charted today is {weight} kg"
    )
    dose = f"the dose is {weight} times {rate}, {plain(amount)} {drug.measure}"
    pound = Fraction(11, 5)
    misread = (
        Misread(
            amount * pound / drug.per,
            "kilograms made pounds",
            f"Turns {weight} kg into pounds. The order is for each kilogram: {dose}.",
        ),
        Misread(
            amount / pound / drug.per,
            "kilograms taken for pounds",
            f"Takes the weight for pounds and divides it by 2.2. It is in kilograms: {dose}.",
        ),
        Misread(
            Fraction(weight),
            "weight taken for units",
            f"Takes the {weight} kilograms for units. The weight only sets the dose: {dose}.",
            is_sum=False,
        ),
    )
    return Given(drug, amount, story, f"{dose[0].upper()}{dose[1:]}", misread)


def _by_volume(rng: random.Random) -> Given:
    drug, strength, volumes = rng.choice(_BY_VOLUME)
    volume, each = Fraction(rng.choice(volumes)), Fraction(strength)
    amount = volume * each
    rate = f"{plain(each)} {drug.measure}"
    story = f"{plain(volume)} mL of {drug.name} {drug.route}; the label reads {rate} in each mL"
    work = f"The dose is {plain(volume)} mL of {rate}, {plain(amount)} {drug.measure}"
    one = f"Counts the content of a single mL, {rate}. {plain(volume)} mL were given: {plain(amount)} {drug.measure}."
    millilitres = f"Bills milliliters. The billing unit of {drug.code} is {drug.unit}, not a volume."
    misread = (
        Misread(each / drug.per, "strength of one mL", one),
        Misread(volume, "milliliters billed as units", millilitres, is_sum=False),
    )
    return Given(drug, amount, story, work, misread)


def _converted(rng: random.Random) -> Given:
    drug, doses, larger = rng.choice(_CONVERTED)
    dose = Fraction(rng.choice(doses))
    amount = dose * 1000
    story = f"{plain(dose)} {larger} of {drug.name} {drug.route}"
    work = f"The dose of {plain(dose)} {larger} is {plain(amount)} {drug.measure}"
    fact = f"{plain(dose)} {larger} are {plain(amount)} {drug.measure}"
    misread = (
        Misread(amount / 10 / drug.per, "conversion off by ten", f"Converts with 100 instead of 1,000. {fact}."),
        Misread(amount * 10 / drug.per, "conversion off by ten", f"Converts with 10,000 instead of 1,000. {fact}."),
    )
    return Given(drug, amount, story, work, misread)


def _resized(given: Given, share: Fraction) -> tuple[Misread, ...]:
    """What comes of a wrong size of the unit, for a share of units that may be wrong itself."""
    drug = given.drug
    size = f"{plain(drug.per)} {drug.measure}"
    fact = f"{given.dose} make {plain(given.amount / drug.per)} times {size}"
    return (
        Misread(share * 2, "unit taken as half its size", f"Counts two units for each {size}. {fact}."),
        Misread(share / 2, "unit taken as twice its size", f"Counts one unit for twice {size}. {fact}."),
    )


def _other_doses(given: Given) -> tuple[Misread, ...]:
    """The dose made a round number, up or down, before units are computed; a small one read ten times as large."""
    drug = given.drug
    rule = f"Units are computed from the dose itself, {given.dose}"
    if given.amount <= 2 * drug.per:
        tenfold = given.amount * 10
        why = f"Overlooks the decimal point and reads {plain(tenfold)} {drug.measure}. {rule}."
        return (Misread(tenfold / drug.per, "decimal point overlooked", why),)
    step = Fraction(100 if given.amount >= 300 else 10)
    less = given.amount // step * step
    return tuple(
        Misread(each / drug.per, "dose rounded first", f"Rounds the dose to {plain(each)} {drug.measure}. {rule}.")
        for each in (less, less + step)
        if given.amount % step and given.amount > 30
    )


def _miscounted(given: Given, units: int, step: int) -> Wrong:
    """One unit less or more than the dose takes up."""
    drug = given.drug
    rest = given.amount % drug.per
    left = f"{plain(rest)} {drug.measure}"
    rule = f"A started unit of {drug.unit} is billed as one whole unit: {count(units, 'unit')}"
    text = count(units + step, "unit")
    if rest and step < 0:
        return Wrong(text, "rounded down", f"Drops the last {left}. {rule}.")
    if rest:
        return Wrong(text, "remainder counted twice", f"Rounds up and then adds a unit for the last {left}. {rule}.")
    exact = f"{given.dose} are exactly {count(units, 'unit')} of {drug.unit}"
    if step < 0:
        return Wrong(text, "a unit too few", f"Leaves out a full unit. {exact}.")
    return Wrong(text, "a unit too many", f"Begins a further unit, though nothing is left for it. {exact}.")


def _side(rng: random.Random, units: int, found: tuple[Misread, ...]) -> list[Misread]:
    """The mistakes that lead to more, or those that lead to less, as the dice will; units nearby are left out."""
    found = tuple(each for each in found if each.is_sum and abs(_up(each.share) - units) > 1)
    more = [each for each in found if each.share > units]
    less = [each for each in found if each.share < units]
    return (less if less and rng.random() < 0.6 else more) or less


def _rounding(rng: random.Random, given: Given, units: int) -> tuple[Wrong, ...]:
    """A wrong sum, a wrong rounding, and both at once."""
    less = Fraction(3, 5) if given.amount % given.drug.per else Fraction(2, 5)
    step = -1 if units > 1 and rng.random() < less else 1
    rounding = _miscounted(given, units, step)
    share = given.amount / given.drug.per
    sums = (*given.misread, *_resized(given, share), *_other_doses(given))
    sums = tuple(each for each in sums if _up(each.share) + step > 0)
    drawn = rng.choice(_side(rng, units, sums))
    further = Wrong("", rounding.mistake, f"It also {'adds a unit too many' if step > 0 else 'leaves out a unit'}.")
    return (drawn.wrong(), rounding, drawn.also(Fraction(_up(drawn.share) + step), further))


def _resizing(rng: random.Random, given: Given, units: int) -> tuple[Wrong, ...]:
    """A wrong dose, a wrong size of the unit, and both at once."""
    if not (side := _side(rng, units, (*given.misread, *_other_doses(given)))):
        return ()
    drawn, size = rng.choice(side), rng.choice((0, 1))
    resized = _resized(given, given.amount / given.drug.per)[size].wrong()
    return (drawn.wrong(), resized, drawn.also(_resized(given, drawn.share)[size].share, resized))


def _unconverted(rng: random.Random, given: Given, units: int) -> tuple[Wrong, ...]:
    """A wrong dose, the dose billed as units, and both at once."""
    if not (side := _side(rng, units, (*given.misread, *_other_doses(given)))):
        return ()
    drawn = rng.choice(side)
    each = "unit of the drug" if given.drug.measure == "units" else given.drug.measure
    why = f"Bills every {each} as a billing unit. A billing unit of {given.drug.code} is {given.drug.unit}."
    as_units = Wrong(count(_up(given.amount), "unit"), "dose billed as units", why)
    return (drawn.wrong(), as_units, drawn.also(drawn.share * given.drug.per, as_units))


def _single(rng: random.Random, given: Given, units: int) -> tuple[Wrong, ...]:
    """Mistakes each by itself."""
    share = given.amount / given.drug.per
    slips = [each.wrong() for each in (*given.misread, *_resized(given, share), *_other_doses(given))]
    slips += [_miscounted(given, units, step) for step in (-1, 1) if units + step]
    once = f"Bills one unit for one administration. Units count the drug: {given.dose} at {given.drug.unit} each."
    slips.append(Wrong("1 unit", "one unit for each administration", once))
    return ranked(rng, count(units, "unit"), slips)


def _slips(rng: random.Random, given: Given, units: int) -> tuple[Wrong, ...]:
    """Mostly two mistakes, each alone and both at once, so that no answer is what all the others resemble."""
    ways = (_rounding, _resizing, _unconverted, _single)
    for way in rng.choices(ways, (6, 4, 2, 1), k=4):
        slips = way(rng, given, units)
        if len({count(units, "unit"), *(each.text for each in slips)}) == 4:
            return slips
    return _single(rng, given, units)


def _stem(rng: random.Random, given: Given, who: Person) -> str:
    drug = given.drug
    ask = "how many units are billed for the dose given"
    return rng.choice(
        (
            f"{who.start} with {drug.reason} receives {given.story}. The drug is billed with {drug.code}, whose "
            f"descriptor makes {drug.unit} one billing unit. Leaving modifiers and discarded drug aside, {ask}?",
            f"Medication record of {who.inside} seen for {drug.reason}: {given.story}. One billing unit of "
            f"{drug.code} is {drug.unit}. Setting aside modifiers and waste, {ask}?",
            f"The charges for {who.inside} with {drug.reason} are being checked. The nurse charted {given.story}. "
            f"{drug.code} stands for {drug.unit} of this drug. For the line of the drug itself, without modifiers "
            f"or waste, {ask}?",
        )
    )


def _given(rng: random.Random) -> tuple[Given, int]:
    """A dose with its units, large and small numbers of units alike often."""
    least, most = rng.choice(_SIZES)
    while True:
        given = rng.choices((_fixed, _by_weight, _by_volume, _converted), (4, 3, 2, 2))[0](rng)
        units = units_of(given.amount, given.drug.per)
        if least <= units <= most:
            return given, units


def _draw(rng: random.Random) -> Draft:
    given, units = _given(rng)
    drug = given.drug
    share = given.amount / drug.per
    if given.amount % drug.per:
        rule = f"fill {count(int(share), 'unit')} of {drug.unit} and begin another, which is billed whole"
        if not int(share):
            rule = f"are less than {drug.unit}, and a started unit is billed whole"
    else:
        rule = f"are exactly {units} times {plain(drug.per)} {drug.measure}"
    why = (
        f"{given.work}. Units follow the descriptor of {drug.code}: {plain(given.amount)} {drug.measure} {rule}, "
        f"so {count(units, 'unit')}."
    )
    who = person(rng, drug.noun, 30)
    return Draft(_stem(rng, given, who), count(units, "unit"), why, _slips(rng, given, units))


FAMILIES = (
    Family(
        slug="family-hcpcs-drug-units",
        title="Units of a drug from its dose",
        track="cpc",
        area="hcpcs",
        difficulty=2,
        bloom="apply",
        tags=("drugs", "units"),
        references=(
            "HCPCS Level II descriptors of the drug codes",
            "Medicare Claims Processing Manual, chapter 17, section 10",
        ),
        draw=_draw,
    ),
)

"""Billing units of a drug: the dose given, divided by the unit of the code's descriptor, a remainder rounded up.

Source: Medicare Claims Processing Manual, chapter 17, section 10 (units follow the descriptor; when the dose is no
multiple of it, the next whole unit is billed).
"""

import random
from dataclasses import dataclass
from fractions import Fraction

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
    """A dose: its amount in the drug's measure, how the chart tells it, the sum behind it, and slips of that sum."""

    drug: Drug
    amount: Fraction
    story: str
    work: str
    slips: tuple[Wrong, ...]


def _drug(code: str, name: str, per: str, reason: str, route: str) -> Drug:
    up_to = per.startswith("up to ")
    number, measure = per.removeprefix("up to ").split()
    noun = "woman" if "breast" in reason else ""
    return Drug(code, name, Fraction(number), measure, reason, route, up_to, noun)


_KETOROLAC = _drug("J1885", "ketorolac", "15 mg", "renal colic", "into the muscle")
_FIXED: tuple[tuple[Drug, tuple[str, ...]], ...] = (
    (_KETOROLAC, ("15", "20", "30")),
    (_drug("J0696", "ceftriaxone", "250 mg", "acute pyelonephritis", "intravenously"), ("500", "1000", "2000")),
    (_drug("J3301", "triamcinolone acetonide", "10 mg", "bursitis of the hip", "into the bursa"), ("25", "35", "40")),
    (_drug("J1650", "enoxaparin", "10 mg", "deep vein thrombosis", "subcutaneously"), ("65", "75", "85", "95", "105")),
    (_drug("J1200", "diphenhydramine", "up to 50 mg", "hives after a meal", "intravenously"), ("25", "75")),
    (_drug("J2550", "promethazine", "up to 50 mg", "vomiting", "into the muscle"), ("12.5", "25")),
    (_drug("J2270", "morphine sulfate", "up to 10 mg", "a wrist fracture", "intravenously"), ("4", "6", "12", "15")),
    (_drug("J9045", "carboplatin", "50 mg", "lung cancer", "as an infusion"), ("430", "515", "560", "615", "670")),
    (_drug("J9000", "doxorubicin, conventional", "10 mg", "lymphoma", "intravenously"), ("78", "84", "88", "92")),
    (_drug("J9190", "fluorouracil", "500 mg", "colon cancer", "intravenously"), ("650", "720", "4200", "4350")),
    (_drug("J9201", "gemcitabine", "200 mg", "pancreatic cancer", "as an infusion"), ("1650", "1750", "1820", "1950")),
    (_drug("J9263", "oxaliplatin", "0.5 mg", "colon cancer", "as an infusion"), ("132", "142", "155", "168")),
    (_drug("J9041", "bortezomib", "0.1 mg", "multiple myeloma", "subcutaneously"), ("2.1", "2.3", "2.6")),
    (_drug("J9206", "irinotecan", "20 mg", "rectal cancer", "as an infusion"), ("275", "310", "325", "350")),
    (_drug("J9305", "pemetrexed", "10 mg", "mesothelioma", "as an infusion"), ("835", "866", "912", "985")),
    (_drug("J9390", "vinorelbine", "10 mg", "lung cancer", "as an infusion"), ("42", "45", "52", "55")),
    (_drug("J9395", "fulvestrant", "25 mg", "breast cancer", "into the muscle"), ("250", "500")),
    (_drug("J1644", "heparin", "1000 units", "pulmonary embolism", "intravenously"), ("5000", "6500", "7500")),
    (_drug("J0885", "epoetin alfa", "1000 units", "anemia from chemotherapy", "subcutaneously"), ("40000", "60000")),
    (_drug("J2357", "omalizumab", "5 mg", "severe allergic asthma", "subcutaneously"), ("150", "225", "300", "375")),
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


def _fixed(rng: random.Random) -> Given:
    drug, doses = rng.choice(_FIXED)
    amount = Fraction(rng.choice(doses))
    text = f"{plain(amount)} {drug.measure}"
    return Given(drug, amount, f"{text} of {drug.name} {drug.route}", f"The dose is {text}", ())


def _by_weight(rng: random.Random) -> Given:
    drug, rate = rng.choice(_BY_WEIGHT)
    weight, each = rng.randint(51, 104), Fraction(rate)
    amount = weight * each
    story = (
        f"{drug.name} {drug.route}, ordered at {rate} {drug.measure} for each kilogram, all of it given; "
        f"the weight charted today is {weight} kg"
    )
    work = f"The dose is {weight} times {rate}, {plain(amount)} {drug.measure}"
    weight_only = f"Takes the {weight} kilograms for units. The weight only sets the dose, {plain(amount)} mg."
    return Given(drug, amount, story, work, (Wrong(count(weight, "unit"), "weight taken for units", weight_only),))


def _by_volume(rng: random.Random) -> Given:
    drug, strength, volumes = rng.choice(_BY_VOLUME)
    volume, each = Fraction(rng.choice(volumes)), Fraction(strength)
    amount = volume * each
    rate = f"{plain(each)} {drug.measure}"
    story = f"{plain(volume)} mL of {drug.name} {drug.route}; the label reads {rate} in each mL"
    work = f"The dose is {plain(volume)} mL of {rate}, {plain(amount)} {drug.measure}"
    per_ml = units_of(each, drug.per)
    one = f"Counts the content of a single mL, {rate}. {plain(volume)} mL were given: {plain(amount)} {drug.measure}."
    millilitres = f"Bills milliliters. The billing unit of {drug.code} is {drug.unit}, not a volume."
    slips = (
        Wrong(count(per_ml, "unit"), "strength of one mL", one),
        Wrong(count(units_of(volume, Fraction(1)), "unit"), "milliliters billed as units", millilitres),
    )
    return Given(drug, amount, story, work, slips)


def _converted(rng: random.Random) -> Given:
    drug, doses, larger = rng.choice(_CONVERTED)
    dose = Fraction(rng.choice(doses))
    amount = dose * 1000
    story = f"{plain(dose)} {larger} of {drug.name} {drug.route}"
    work = f"The dose of {plain(dose)} {larger} is {plain(amount)} {drug.measure}"
    tenfold = units_of(amount / 10, drug.per)
    slip = f"Converts with 100 instead of 1,000. {plain(dose)} {larger} are {plain(amount)} {drug.measure}."
    return Given(drug, amount, story, work, (Wrong(count(tenfold, "unit"), "conversion off by ten", slip),))


def _common_slips(given: Given, units: int) -> tuple[Wrong, ...]:
    drug, share = given.drug, given.amount / given.drug.per
    dose = f"{plain(given.amount)} {drug.measure}"
    full, rest = int(share), given.amount % drug.per
    slips: list[Wrong] = []
    if rest:
        left = f"{plain(rest)} {drug.measure}"
        down = f"Drops the last {left}. A started unit of {drug.unit} is billed as a whole one: {count(units, 'unit')}."
        part = f"Bills a part of a unit. Units are whole numbers, so {plain(share)} becomes {units}."
        slips += [Wrong(count(full, "unit"), "rounded down", down)] if full else []
        slips += [Wrong(f"{plain(share)} units", "fraction of a unit", part)]
    as_units = (
        f"Bills the {plain(given.amount)} {drug.measure} themselves. A billing unit of {drug.code} is {drug.unit}."
    )
    once = f"Bills one unit for one administration. Units count the drug: {dose} at {drug.unit} each."
    more = f"Adds a unit too many: {dose} take up {count(units, 'unit')} of {drug.unit}."
    half = f"Counts two units for each {drug.unit}. {dose} make {plain(share)} times the unit."
    return (
        *slips,
        Wrong(count(units_of(given.amount, Fraction(1)), "unit"), "dose billed as units", as_units),
        Wrong("1 unit", "one unit for each administration", once),
        Wrong(count(units + 1, "unit"), "a unit too many", more),
        Wrong(count(units * 2, "unit"), "unit taken as half its size", half),
    )


def _stem(rng: random.Random, given: Given, who: Person) -> str:
    drug = given.drug
    ask = "how many units are billed for the dose given"
    return rng.choice(
        (
            f"{who.start} with {drug.reason} receives {given.story}. The drug is billed with {drug.code}, whose "
            f"descriptor makes {drug.unit} one billing unit. Leaving modifiers and discarded drug aside, {ask}?",
            f"Medication record of {who.inside} seen for {drug.reason}: {given.story}. The code for the drug, "
            f"{drug.code}, is defined per {drug.unit}. Setting aside modifiers and waste, {ask}?",
            f"The charges for {who.inside} with {drug.reason} are being checked. The nurse charted {given.story}. "
            f"{drug.code} stands for {drug.unit} of this drug. For the line of the drug itself, without modifiers "
            f"or waste, {ask}?",
        )
    )


def _draw(rng: random.Random) -> Draft:
    given = rng.choices((_fixed, _by_weight, _by_volume, _converted), (4, 3, 2, 2))[0](rng)
    drug = given.drug
    units = units_of(given.amount, drug.per)
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
    return Draft(
        _stem(rng, given, who),
        count(units, "unit"),
        why,
        (*given.slips[:1], *_common_slips(given, units), *given.slips[1:]),
    )


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

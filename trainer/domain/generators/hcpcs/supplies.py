"""Quantities of supplies: what was ordered, counted in the unit that the descriptor names.

Source: the unit in each HCPCS Level II descriptor (each, pair, box, 18 square inches, day, week, month, calories,
milliliters); the stem states it.
"""

import random
from dataclasses import dataclass
from fractions import Fraction

from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.hcpcs.amounts import Person, person, plain, units_of
from trainer.domain.generators.wording import count


@dataclass(frozen=True, slots=True)
class Order:
    """An order: its code, the descriptor's unit, the facts, the units with the sum behind them, and slips."""

    code: str
    unit: str
    facts: str
    units: int
    work: str
    slips: tuple[Wrong, ...]


def _slip(units: Fraction | int, mistake: str, why: str) -> Wrong:
    whole = Fraction(units)
    return Wrong(f"{plain(whole)} {'unit' if whole == 1 else 'units'}", mistake, why)


_PACKS = (
    ("A4253", "test strips", 50, "50 strips", "checks blood glucose", "type 2 diabetes treated with insulin"),
    ("A4259", "lancets", 100, "a box of 100 lancets", "pricks a finger for glucose", "type 1 diabetes"),
    ("A4927", "nonsterile gloves", 100, "100 gloves", "needs a fresh glove for tube care", "a feeding tube"),
)


def _packs(rng: random.Random) -> Order:
    code, thing, size, unit, does, illness = rng.choice(_PACKS)
    often, days = rng.randint(2, 8), rng.choice((30, 60, 90))
    pieces = often * days
    units = units_of(Fraction(pieces), Fraction(size))
    facts = (
        f"with {illness} {does} {often} times a day, using one piece each time; the supplier delivers enough {thing} "
        f"for {days} days in unbroken packs"
    )
    need = f"{often} a day for {days} days are {pieces:,} {thing}"
    slips = (
        _slip(Fraction(pieces, size), "fraction of a unit", f"Bills a part of a pack. Packs are unbroken; {need}."),
        _slip(pieces // size, "rounded down", f"Leaves the patient short: {need}, and {pieces % size} go beyond."),
        _slip(pieces, "pieces billed as units", f"Bills single {thing}. The unit of {code} is {unit}."),
        _slip(days // 30, "one unit a month", f"Bills one pack for each 30 days. {need[0].upper()}{need[1:]}."),
        _slip(units + 1, "a unit too many", f"Adds a pack too many: {need}, which {count(units, 'pack')} cover."),
    )
    return Order(code, unit, facts, units, f"{need}; in packs of {size} that takes {count(units, 'unit')}", slips)


_TAPES = (("A4450", "ordinary tape"), ("A4452", "waterproof tape"))


def _tape(rng: random.Random) -> Order:
    code, thing = rng.choice(_TAPES)
    width, yards, rolls = rng.choice((1, 2, 3)), rng.choice((5, 10)), rng.randint(2, 6)
    area = width * yards * 36 * rolls
    units = area // 18
    wide = count(width, "inch", "inches")
    facts = (
        f"dresses a leg ulcer at home with {thing}; the supplier delivers {rolls} rolls, each {wide} wide and {yards} "
        "yards long"
    )
    each = f"{wide} by {yards} yards of 36 inches is {width * yards * 36} square inches"
    slips = (
        _slip(rolls, "rolls billed as units", f"Bills rolls. The unit is 18 square inches, and one roll of {each}."),
        _slip(units // rolls, "only one of them counted", f"Counts a single roll. {rolls} rolls were delivered."),
        _slip(
            Fraction(width * yards * 12 * rolls, 18).__ceil__(),
            "yards taken for feet",
            f"Takes a yard for 12 inches. A yard has 36: {each}.",
        ),
        _slip(
            Fraction(width * yards * rolls, 18).__ceil__(),
            "yards taken for inches",
            f"Multiplies inches with yards. Both must be inches: {each}.",
        ),
        _slip(area, "pieces billed as units", f"Bills square inches. The unit of {code} is 18 of them."),
    )
    work = f"{each} for each roll, {area:,} for {rolls} rolls; divided by 18 that makes {units} units"
    return Order(code, "18 square inches", facts, units, work, slips)


_EACH = (
    ("A4351", "straight-tip catheters", "catheter", "empties the bladder by catheter", "a neurogenic bladder", 30),
    ("A6402", "plain sterile gauze pads", "pad", "changes the gauze on the wound", "an open surgical wound", 25),
    ("A5120", "skin-barrier wipes", "wipe", "wipes the skin around the stoma", "an ileostomy", 50),
    ("A4206", "syringes with needle", "syringe", "injects insulin", "type 1 diabetes", 100),
    ("A4215", "sterile needles", "needle", "injects insulin with a pen", "type 2 diabetes", 100),
)


def _each(rng: random.Random) -> Order:
    code, thing, unit, does, illness, box = rng.choice(_EACH)
    often = rng.randint(2, 5)
    days = rng.choice((14, 20, 28, 30, 31))
    pieces = often * days
    facts = (
        f"with {illness} {does} {often} times a day and needs one piece each time; the order covers {days} days, the "
        f"product comes in boxes of {box}, and the pieces needed are delivered and billed one by one"
    )
    need = f"{often} a day for {days} days are {pieces} {thing}"
    full = units_of(Fraction(pieces), Fraction(box))
    slips = (
        _slip(full, "boxes billed as units", f"Bills boxes of {box}. The unit is one {unit}: {need}."),
        _slip(
            full * box,
            "rounded up to whole boxes",
            f"Bills full boxes, {full} in all. Delivered and billed is what is needed: {need}.",
        ),
        _slip(days, "one unit a day", f"Counts one for each day. {need[0].upper()}{need[1:]}."),
        _slip(1, "one unit for the order", f"Bills the order as one item. The unit is one {unit}: {need}."),
        _slip(often, "a single day counted", f"Bills one day. The order covers {days} days: {need}."),
    )
    return Order(code, f"one {unit}", facts, pieces, need, slips)


_SIDES = (
    ("A5512", "one insert", "heat-molded inserts for diabetic shoes", "diabetes with neuropathy", 2),
    ("A5500", "one shoe", "off-the-shelf depth shoes for diabetes", "diabetes with a foot deformity", 2),
    ("A6531", "one stocking", "below-knee compression stockings for open leg ulcers", "venous ulcers", 2),
    ("A4930", "one pair", "sterile gloves", "a home catheter", 1),
    ("E0114", "one pair", "metal underarm crutches", "a sprained ankle", 1),
    ("E0110", "one pair", "forearm crutches", "partial paralysis of a leg", 1),
)


def _sides(rng: random.Random) -> Order:
    code, unit, thing, illness, per_pair = rng.choice(_SIDES)
    pairs = 1 if code.startswith("E") else rng.randint(2, 3) if per_pair == 2 else rng.randint(4, 20)
    units = pairs * per_pair
    facts = f"with {illness} is given {count(pairs, 'pair')} of {thing}, right and left alike"
    rule = f"The descriptor counts {unit}"
    slips = (
        _slip(pairs * (3 - per_pair), "pairs and pieces mixed up", f"{rule}, so {count(pairs, 'pair')} make {units}."),
        _slip(1 if units > 1 else 4, "one unit for the order", f"Does not follow the count. {rule}: {units} here."),
        _slip(units * 2 if per_pair == 2 else units + 2, "counted twice", f"Counts sides twice. {rule}: {units}."),
        _slip(units + 1, "a unit too many", f"Adds one too many. {rule}: {count(pairs, 'pair')} make {units}."),
    )
    return Order(
        code, unit, facts, units, f"{count(pairs, 'pair')} with {unit} as the unit make {count(units, 'unit')}", slips
    )


_FORMULAS = (
    ("B4150", "a standard formula", ("1", "1.2")),
    ("B4152", "a dense formula", ("1.5", "2")),
    ("B4154", "a formula for a special metabolic need", ("1", "1.2")),
)


def _formula(rng: random.Random) -> Order:
    code, thing, densities = rng.choice(_FORMULAS)
    density, volume = Fraction(rng.choice(densities)), rng.choice((1000, 1500, 2000))
    days = rng.choice((10, 14, 20, 28, 30))
    calories = volume * density * days
    units = units_of(calories, Fraction(100))
    facts = (
        f"is fed by gastrostomy tube with {thing} of {plain(density)} kcal per mL, {volume:,} mL a day; formula for "
        f"{days} days is delivered"
    )
    work = (
        f"{volume:,} mL of {plain(density)} kcal are {plain(volume * density)} kcal a day, {plain(calories)} in "
        f"{days} days; per 100 kcal that makes {units} units"
    )
    slips = (
        _slip(
            Fraction(volume * days, 100).__ceil__(),
            "milliliters for calories",
            f"Divides milliliters by 100. At {plain(density)} kcal per mL they are {plain(calories)} kcal.",
        ),
        _slip(
            units_of(volume * density, Fraction(100)),
            "a single day counted",
            f"Counts one day. Formula for {days} days is delivered: {plain(calories)} kcal.",
        ),
        _slip(days, "one unit a day", f"Counts days. The unit of {code} is 100 calories, not a day of feeding."),
        _slip(units * 10, "off by ten", f"Divides by 10. {plain(calories)} kcal contain 100 kcal {units} times."),
        _slip(units // 10, "divided by a thousand", f"Divides by 1,000. {plain(calories)} kcal make {units} units."),
    )
    return Order(code, "100 calories", facts, units, work, slips)


_SPANS = (
    ("B4035", "day", "feeding supply kits for a pump", "is tube fed by pump every day"),
    ("B4034", "day", "feeding supply kits for a syringe", "is tube fed by syringe every day"),
    ("B4036", "day", "feeding supply kits for gravity feeding", "is tube fed by gravity every day"),
)
_PERIODS = (
    ("A4221", "week", 7, "upkeep supplies for the catheter", "gets an antibiotic infusion at home without a break"),
    ("A4224", "week", 7, "upkeep supplies for the insulin catheter", "uses an insulin pump all the time"),
    (
        "A4239",
        "month",
        30,
        "supplies for a glucose monitor that replaces finger sticks",
        "wears the sensor all the time",
    ),
    ("E0443", "month", 30, "gas for portable oxygen", "uses portable oxygen every day"),
)
_MONTHS = (("January", 31), ("March", 31), ("April", 30), ("May", 31), ("June", 30), ("September", 30))


def _span(rng: random.Random) -> Order:
    code, unit, thing, story = rng.choice(_SPANS)
    month, last = rng.choice(_MONTHS)
    first = rng.randint(2, 12)
    end = rng.randint(first + 12, last)
    units = end - first + 1
    facts = f"{story} from {month} {first} to {month} {end}, both included; one of the {thing} is used daily"
    work = f"From {month} {first} to {month} {end}, both counted, there are {units} days and as many daily kits"
    weeks = units_of(Fraction(units), Fraction(7))
    slips = (
        _slip(units - 1, "last day left out", f"Subtracts {first} from {end}. Both days count: {units}."),
        _slip(weeks, "weeks billed for days", f"Counts weeks. The unit of {code} is a day, and there are {units}."),
        _slip(1, "one unit for the order", f"Bills one for the month. The unit of {code} is a day: {units}."),
        _slip(end, "counted from the first", f"Counts from the first of {month}. Feeding begins on the {first}."),
    )
    return Order(code, f"one {unit}", facts, units, work, slips)


def _period(rng: random.Random) -> Order:
    code, unit, days, thing, story = rng.choice(_PERIODS)
    units = rng.randint(2, 3) if unit == "month" else rng.randint(2, 8)
    length = f"{units * days} days ({units} full {unit}s)"
    facts = f"{story}; {thing} for {length} are delivered at once, as this payer allows"
    rule = f"The unit of {code} is a {unit}"
    slips = (
        _slip(units * days, "days for longer units", f"Counts days. {rule}, and {units} of them are covered."),
        _slip(1, "one unit for the order", f"Counts the delivery. {rule}, and {units} of them are covered."),
        _slip(units + 1, "a unit too many", f"Adds one too many. {rule}: {units * days} days are {units}."),
        _slip(units * (4 if unit == "month" else 2), "smaller unit", f"Counts too short a time. {rule}: {units}."),
    )
    return Order(code, f"one {unit}'s supply", facts, units, f"{length} make {units} units", slips)


def _contrast(rng: random.Random) -> Order:
    volume = Fraction(rng.randint(10, 29), 2)
    facts = f"has an MRI of the brain, and the technologist injects {plain(volume)} mL of gadobutrol as contrast"
    units = int(volume * 10)
    work = f"{plain(volume)} mL contain 0.1 mL {units} times"
    rule = f"A unit of A9585 is 0.1 mL, so {plain(volume)} mL make {units}"
    slips = (
        _slip(volume.__ceil__(), "milliliters billed as units", f"Bills milliliters. {rule}."),
        _slip(1, "one unit for the study", f"Bills the study. {rule}."),
        _slip(units * 10, "off by ten", f"Divides by a hundredth of a milliliter. {rule}."),
    )
    return Order("A9585", "0.1 mL", facts, units, work, slips)


_KINDS = ((_packs, 4), (_tape, 3), (_each, 4), (_sides, 2), (_formula, 3), (_span, 2), (_period, 2), (_contrast, 1))


def _stem(rng: random.Random, order: Order, who: Person) -> str:
    ask = "how many units"
    verb = rng.choice(("are billed", "does the claim line carry", "are reported"))
    return rng.choice(
        (
            f"{who.start} {order.facts}. The item is billed with {order.code}, whose unit is {order.unit}. The payer "
            f"covers the whole order. Leaving modifiers aside, {ask} {verb}?",
            f"Order on file: {who.inside} {order.facts}. {order.code} is the code, and its descriptor counts "
            f"{order.unit}. Quantity limits do not come into it. Modifiers aside, {ask} {verb}?",
            f"A supplier's biller reads this: {who.inside} {order.facts}. The code is {order.code}, the unit "
            f"{order.unit}, and no limit of the payer is reached. Without regard to modifiers, {ask} {verb}?",
        )
    )


def _draw(rng: random.Random) -> Draft:
    kinds, weights = zip(*_KINDS, strict=True)
    order = rng.choices(kinds, weights)[0](rng)
    who = person(rng, "", 30)
    why = f"{order.work[0].upper()}{order.work[1:]}. The unit of {order.code} is {order.unit}."
    return Draft(_stem(rng, order, who), count(order.units, "unit"), why, order.slips)


FAMILIES = (
    Family(
        slug="family-hcpcs-supply-quantity",
        title="Quantities of supplies in the unit of the code",
        track="cpc",
        area="hcpcs",
        difficulty=2,
        bloom="apply",
        tags=("supplies", "units"),
        references=("HCPCS Level II descriptors of the supply codes",),
        draw=_draw,
    ),
)

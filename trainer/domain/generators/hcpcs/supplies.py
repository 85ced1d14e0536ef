"""Quantities of supplies: what was ordered, counted in the unit that the descriptor names.

Source: the unit in each HCPCS Level II descriptor (each, pair, box, 18 square inches, day, week, month, calories,
milliliters); the stem states it.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from trainer.domain.generators.choosing import ranked
from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.hcpcs.amounts import Person, person, plain, units_of
from trainer.domain.generators.wording import count


@dataclass(frozen=True, slots=True)
class Slip:
    """A mistake: the quantities of the sum that it changes, or the units that it leads to past any sum."""

    mistake: str
    why: str
    changed: tuple[tuple[str, Fraction | int], ...] = ()
    units: int = 0


@dataclass(frozen=True, slots=True)
class Order:
    """An order: its code, the descriptor's unit, the facts, the sum with its wording, and slips in it.

    `units` computes the units; its arguments, named as in `Slip.changed`, have the right quantities as defaults.
    """

    code: str
    unit: str
    facts: str
    units: Callable[..., int]
    work: str
    rule: str
    """What every slip overlooks, told after it."""
    slips: tuple[Slip, ...]
    source: str = "Order on file"
    reader: str = "A supplier's biller"

    def wrong(self, *slips: Slip) -> Wrong:
        """What one or several slips at once lead to."""
        changed = {name: number for slip in slips for name, number in slip.changed}
        units = self.units(**changed) if changed else slips[0].units
        whys = " ".join([*(slip.why for slip in slips), f"{self.rule}."])
        return Wrong(count(units, "unit"), ", ".join(slip.mistake for slip in slips), whys)


def _change(mistake: str, why: str, **changed: Fraction | int) -> Slip:
    return Slip(mistake, why, tuple(changed.items()))


_PACKS = (
    ("A4253", "test strips", 50, "50 strips", "checks blood glucose", "type 2 diabetes treated with insulin"),
    ("A4259", "lancets", 100, "a box of 100 lancets", "pricks a finger for glucose", "type 1 diabetes"),
    ("A4927", "nonsterile gloves", 100, "100 gloves", "needs a fresh glove for tube care", "a feeding tube"),
)


def _packs(rng: random.Random) -> Order:
    code, thing, size, unit, does, illness = rng.choice(_PACKS)
    often, days = rng.randint(2, 8), rng.choice((30, 60, 90))
    pieces = often * days

    def units(often: int = often, days: int = days, size: int = size, more: int = 0) -> int:
        return units_of(Fraction(often * days), Fraction(size)) + more

    facts = (
        f"with {illness} {does} {often} times a day, using one piece each time; the supplier delivers enough {thing} "
        f"for {days} days in unbroken packs"
    )
    need = f"{often} a day for {days} days are {pieces:,} {thing}"
    rest = pieces % size
    down = f"Leaves the patient short by {rest}." if rest else "Delivers a pack too few."
    slips = [
        _change("rounded down" if rest else "a unit too few", down, more=-1),
        _change("a unit too many", "Adds a pack too many.", more=1),
        _change("half packs counted", f"Takes packs of {size // 2}.", size=size // 2),
        _change("double packs counted", f"Takes packs of {size * 2}.", size=size * 2),
        _change("two pieces each time", "Counts two pieces each time.", often=often * 2),
        _change("pieces billed as units", f"Bills single {thing}.", size=1),
        Slip("one unit a month", "Bills one pack for each 30 days.", units=days // 30),
    ]
    if days > 30:
        slips.append(_change("a single month counted", f"Counts a single month of {days} days.", days=30))
    work = f"{need}; in packs of {size} that takes {count(units(), 'unit')}"
    rule = f"{need}, and the unit is {unit}"
    return Order(code, unit, facts, units, work, f"{rule[0].upper()}{rule[1:]}", tuple(slips))


_TAPES = (("A4450", "ordinary tape"), ("A4452", "waterproof tape"))


def _tape(rng: random.Random) -> Order:
    code, thing = rng.choice(_TAPES)
    width, yards, rolls = rng.choice((1, 2, 3)), rng.choice((5, 10)), rng.randint(2, 6)

    def units(rolls: int = rolls, inches: int = 36, sides: int = 1, per: int = 18) -> int:
        return units_of(Fraction(width * yards * inches * rolls * sides), Fraction(per))

    wide = count(width, "inch", "inches")
    facts = (
        f"dresses a leg ulcer at home with {thing}; the supplier delivers {rolls} rolls, each {wide} wide and {yards} "
        "yards long"
    )
    each = f"{wide} by {yards} yards of 36 inches is {width * yards * 36:,} square inches"
    slips = (
        Slip("rolls billed as units", "Bills rolls.", units=rolls),
        _change("only one of them counted", "Counts a single roll.", rolls=1),
        _change("a roll too many", f"Counts {rolls + 1} rolls.", rolls=rolls + 1),
        _change("a roll too few", f"Counts {count(rolls - 1, 'roll')}.", rolls=rolls - 1),
        _change("yards taken for feet", "Takes a yard for 12 inches.", inches=12),
        _change("yards taken for meters", "Takes a yard for 39 inches, which is a meter.", inches=39),
        _change("both sides counted", "Counts both faces of the tape.", sides=2),
        _change("divided by a yard", "Divides by 36, which only turns yards into inches.", per=36),
    )
    work = (
        f"{each} for each roll, {width * yards * 36 * rolls:,} for {rolls} rolls; divided by 18 that makes "
        f"{count(units(), 'unit')}"
    )
    rule = f"There are {rolls} rolls; {each}, and the unit is 18 of them"
    return Order(code, "18 square inches", facts, units, work, rule, slips)


_EACH = (
    ("A4351", "straight-tip catheters", "catheter", "self-catheterizes", "a neurogenic bladder", 30, 3, 6),
    ("A6402", "plain sterile gauze pads", "pad", "changes the gauze on the wound", "an open surgical wound", 25, 2, 3),
    ("A4352", "curved-tip catheters", "catheter", "self-catheterizes", "urinary retention after a stroke", 50, 3, 6),
    ("A4206", "syringes with needle", "syringe", "injects insulin", "type 1 diabetes", 100, 2, 5),
    ("A4215", "sterile needles", "needle", "injects insulin with a pen", "type 2 diabetes", 100, 2, 4),
)


def _each(rng: random.Random) -> Order:
    code, thing, unit, does, illness, box, low, high = rng.choice(_EACH)
    often = rng.randint(low, high)
    days = rng.choice((14, 20, 28, 30, 31))
    pieces = often * days

    def units(often: int = often, days: int = days, each: int = 1) -> int:
        return often * days * each

    facts = (
        f"with {illness} {does} {often} times a day and needs one piece each time; the order covers {days} days, the "
        f"product comes in boxes of {box}, and the pieces needed are delivered and billed one by one"
    )
    need = f"{often} a day for {days} days are {pieces} {thing}"
    full = units_of(Fraction(pieces), Fraction(box))
    slips = (
        Slip("boxes billed as units", f"Bills boxes of {box}.", units=full),
        Slip("rounded up to whole boxes", f"Bills full boxes, {full} in all.", units=full * box),
        Slip("rounded down to whole boxes", "Bills only what fills whole boxes.", units=(pieces // box or 1) * box),
        _change("a day too many", f"Counts {days + 1} days.", days=days + 1),
        _change("a day too few", f"Counts {days - 1} days.", days=days - 1),
        _change("a spare piece a day", f"Adds a spare {unit} for each day.", often=often + 1),
        _change("one use a day left out", f"Counts {often - 1} a day.", often=often - 1),
        _change("two pieces each time", "Counts two pieces each time.", each=2),
        _change("a single day counted", "Bills one day.", days=1),
    )
    rule = f"Billed is what is needed, by the single {unit}: {need}"
    return Order(code, f"one {unit}", facts, units, need, rule, slips)


_SIDES = (
    ("A5512", "one insert", "heat-molded inserts for diabetic shoes", "diabetes with neuropathy", 2),
    ("A5500", "one shoe", "off-the-shelf depth shoes for diabetes", "diabetes and a foot deformity", 2),
    ("A6531", "one stocking", "below-knee compression stockings", "venous ulcers of both legs", 2),
    ("A4930", "one pair", "sterile gloves", "a urinary catheter at home", 1),
)


def _sides(rng: random.Random) -> Order:
    code, unit, thing, illness, per = rng.choice(_SIDES)
    pairs = rng.randint(2, 3) if per == 2 else rng.randint(4, 20)

    def units(pairs: int = pairs, halves: int = per * 2, more: int = 0) -> int:
        return units_of(Fraction(pairs * halves), Fraction(2)) + more

    alike = ", right and left alike" if per == 2 else ""
    taken = "Counts pairs." if per == 2 else "Counts single gloves."
    twice = "Counts each piece as two." if per == 2 else "Takes pairs for single gloves."
    slips = (
        _change("pairs and pieces mixed up", taken, halves=2 if per == 2 else 4),
        _change("counted twice" if per == 2 else "halved", twice, halves=8 if per == 2 else 1),
        _change("a pair too many", f"Counts {pairs + 1} pairs.", pairs=pairs + 1),
        _change("a pair too few", f"Counts {count(pairs - 1, 'pair')}.", pairs=pairs - 1),
        _change("a unit too many", "Adds one too many.", more=1),
        _change("a unit too few", "Leaves one out.", more=-1),
    )
    facts = f"with {illness} is given {count(pairs, 'pair')} of {thing}{alike}"
    work = f"{count(pairs, 'pair')} with {unit} as the unit make {count(units(), 'unit')}"
    rule = f"The descriptor counts {unit}, so {count(pairs, 'pair')} make {count(units(), 'unit')}"
    return Order(code, unit, facts, units, work, rule, slips)


_FORMULAS = (
    ("B4150", "a standard formula", ("1", "1.2")),
    ("B4152", "a dense formula", ("1.5", "2")),
    ("B4154", "a formula for a special metabolic need", ("1", "1.2")),
)


def _formula(rng: random.Random) -> Order:
    code, thing, densities = rng.choice(_FORMULAS)
    density, volume = Fraction(rng.choice(densities)), rng.choice((1000, 1500, 2000))
    days = rng.choice((10, 14, 20, 28, 30))

    def units(density: Fraction = density, days: int = days, per: int = 100) -> int:
        return units_of(volume * density * days, Fraction(per))

    facts = (
        f"is fed by gastrostomy tube with {thing} of {plain(density)} kcal per mL, {volume:,} mL a day; formula for "
        f"{days} days is delivered"
    )
    calories = f"{plain(volume * density * days)} kcal"
    work = (
        f"{volume:,} mL of {plain(density)} kcal are {plain(volume * density)} kcal a day, {calories} in {days} days; "
        f"per 100 kcal that makes {units()} units"
    )
    other = Fraction(1) if density > Fraction(6, 5) else Fraction(3, 2)
    name = "milliliters for calories" if other == 1 else "density of another formula"
    slips = [
        _change(name, f"Takes {plain(other)} kcal for each mL.", density=other),
        _change("a single day counted", "Counts one day.", days=1),
        _change("a day too many", f"Counts {days + 1} days.", days=days + 1),
        _change("a day too few", f"Counts {days - 1} days.", days=days - 1),
        Slip("one unit a day", "Counts days of feeding.", units=days),
    ]
    if density == Fraction(6, 5):
        slips.append(_change("milliliters for calories", "Takes 1 kcal for each mL.", density=Fraction(1)))
    rule = f"At {plain(density)} kcal per mL, {days} days make {calories}, and the unit is 100 kcal"
    return Order(code, "100 calories", facts, units, work, rule, tuple(slips))


_SPANS = (
    ("B4035", "feeding supply kits for a pump", "is tube fed by pump every day"),
    ("B4034", "feeding supply kits for a syringe", "is tube fed by syringe every day"),
    ("B4036", "feeding supply kits for gravity feeding", "is tube fed by gravity every day"),
)
_MONTHS = (("January", 31), ("March", 31), ("April", 30), ("May", 31), ("June", 30), ("September", 30))


def _span(rng: random.Random) -> Order:
    code, thing, story = rng.choice(_SPANS)
    month, last = rng.choice(_MONTHS)
    first = rng.randint(2, 12)
    end = rng.randint(first + 12, last)

    def units(first: int = first, end: int = end, more: int = 0, daily: int = 1) -> int:
        return (end - first + 1 + more) * daily

    facts = f"{story} from {month} {first} to {month} {end}, both included; one of the {thing} is used daily"
    work = f"From {month} {first} to {month} {end}, both counted, there are {units()} days and as many daily kits"
    weeks = units_of(Fraction(units()), Fraction(7))
    slips = (
        _change("last day left out", f"Subtracts {first} from {end}.", more=-1),
        _change("a day too many", "Counts a day too many.", more=1),
        Slip("weeks billed for days", "Counts weeks.", units=weeks),
        _change("counted from the first", f"Counts from {month} 1.", first=1),
        _change("counted to the end of the month", f"Counts to {month} {last}.", end=last),
        _change("two kits a day", "Counts two kits a day.", daily=2),
    )
    rule = f"From {month} {first} to {month} {end}, both included, one kit a day makes {count(units(), 'unit')}"
    return Order(code, "one day", facts, units, work, rule, slips)


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


def _period(rng: random.Random) -> Order:
    code, unit, days, thing, story = rng.choice(_PERIODS)
    number = rng.randint(2, 3) if unit == "month" else rng.randint(2, 8)

    def units(number: int = number, times: int = 1) -> int:
        return number * times

    length = f"{number * days} days ({number} full {unit}s)"
    facts = (
        f"{story}; {thing} for {length} {'is' if code == 'E0443' else 'are'} delivered at once, as this payer allows"
    )
    months = units_of(Fraction(number * days), Fraction(30))
    smaller = "weeks, four to a month" if unit == "month" else "half weeks"
    slips = (
        _change("days for longer units", "Counts days.", times=days),
        _change("a unit too many", f"Counts {number + 1} {unit}s.", number=number + 1),
        _change("a unit too few", f"Counts {count(number - 1, unit)}.", number=number - 1),
        _change("smaller unit", f"Counts {smaller}.", times=4 if unit == "month" else 2),
        Slip("longer unit", "Counts started months.", units=months),
    )
    rule = f"The unit of {code} is a {unit}, and {number} of them are covered"
    return Order(code, f"one {unit}'s supply", facts, units, f"{length} make {number} units", rule, slips)


_VIALS = (Fraction(15, 2), Fraction(10), Fraction(15))


def _contrast(rng: random.Random) -> Order:
    volume = Fraction(rng.randint(10, 29), 2)

    def units(volume: Fraction = volume, per: Fraction = Fraction(1, 10)) -> int:
        return units_of(volume, per)

    vial = next(each for each in _VIALS if each >= volume)
    facts = f"has an MRI of the brain, and the technologist injects {plain(volume)} mL of gadobutrol as contrast"
    rule = f"A unit of A9585 is 0.1 mL, so {plain(volume)} mL make {units()}"
    up, down = Fraction(-(-volume // 1)), Fraction(volume // 1)
    slips = (
        _change("milliliters billed as units", "Bills milliliters.", per=Fraction(1)),
        _change("off by ten", "Divides by a hundredth of a milliliter.", per=Fraction(1, 100)),
        _change("unit taken as half its size", "Divides by 0.05 mL.", per=Fraction(1, 20)),
        _change("whole vial billed", f"Bills a vial of {plain(vial)} mL.", volume=vial),
        _change("rounded up first", f"Bills {plain(up)} mL.", volume=up),
        _change("rounded down first", f"Bills {plain(down)} mL.", volume=down),
    )
    work = f"{plain(volume)} mL contain 0.1 mL {units()} times"
    return Order(
        "A9585", "0.1 mL", facts, units, work, rule, slips, "Record of the study", "An imaging center's biller"
    )


_KINDS = ((_packs, 4), (_tape, 3), (_each, 4), (_sides, 2), (_formula, 3), (_span, 2), (_period, 2), (_contrast, 1))


def _slips(rng: random.Random, order: Order) -> tuple[Wrong, ...]:
    """Two mistakes, each alone and both at once; or three by themselves, with too many units or with too few."""
    units, right = order.units(), count(order.units(), "unit")
    found = [(slip, order.units(**dict(slip.changed)) if slip.changed else slip.units) for slip in order.slips]
    found = [(slip, number) for slip, number in found if number not in (units, 0)]
    rng.shuffle(found)
    if rng.random() < 0.75:
        one, *others = [slip for slip, _ in found if slip.changed]
        others = [slip for slip in others if {name for name, _ in slip.changed}.isdisjoint(dict(one.changed))]
        for other in others:
            crossed = (order.wrong(one), order.wrong(other), order.wrong(one, other))
            if len({right, "0 units", *(each.text for each in crossed)}) == 5:
                return crossed
    return ranked(rng, right, [order.wrong(slip) for slip, _ in found])


def _stem(rng: random.Random, order: Order, who: Person) -> str:
    ask = "how many units"
    verb = rng.choice(("are billed", "does the claim line carry", "are reported"))
    return rng.choice(
        (
            f"{who.start} {order.facts}. The item is billed with {order.code}, whose unit is {order.unit}. The payer "
            f"covers the whole {'order' if order.source.startswith('Order') else 'amount'}. Leaving modifiers aside, "
            f"{ask} {verb}?",
            f"{order.source}: {who.inside} {order.facts}. {order.code} is the code, and its descriptor counts "
            f"{order.unit}. Quantity limits do not come into it. Modifiers aside, {ask} {verb}?",
            f"{order.reader} reads this: {who.inside} {order.facts}. The code is {order.code}, the unit "
            f"{order.unit}, and no limit of the payer is reached. Without regard to modifiers, {ask} {verb}?",
        )
    )


def _draw(rng: random.Random) -> Draft:
    kinds, weights = zip(*_KINDS, strict=True)
    order = rng.choices(kinds, weights)[0](rng)
    who = person(rng, "", 30)
    why = f"{order.work[0].upper()}{order.work[1:]}. The unit of {order.code} is {order.unit}."
    return Draft(_stem(rng, order, who), count(order.units(), "unit"), why, _slips(rng, order))


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

"""Anesthesia: total units by a plan's stated rules, and what Medicare allows under each payment modifier.

Sources: ASA relative values for physical status and qualifying circumstances, stated in the question; Medicare Claims
Processing Manual, chapter 12, section 50, and 42 CFR 414.46: time in tenths of 15 minutes, half the amount for each
of the two under medical direction, three base units under supervision and one more when present at induction.
"""

import random
from dataclasses import dataclass
from fractions import Fraction

from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.wording import a, decimal, money, patient, rounded


@dataclass(frozen=True, slots=True)
class Case:
    """An operation with its base units; `extra` is a circumstance that may occur with it."""

    name: str
    base: int
    extra: str = ""
    noun: str = ""


_CASES = (
    Case("laparoscopic cholecystectomy", 7, "99140"),
    Case("total knee replacement", 7),
    Case("total hip replacement", 8),
    Case("open repair of an inguinal hernia", 4, "99140"),
    Case("laparoscopic hysterectomy", 6, "", "woman"),
    Case("lumbar laminectomy", 8, "99135"),
    Case("carotid endarterectomy", 10),
    Case("arthroscopic shoulder repair", 5),
    Case("transurethral resection of the prostate", 5, "", "man"),
    Case("thyroidectomy", 6),
    Case("craniotomy for an aneurysm", 11, "99116"),
    Case("laparoscopic appendectomy", 7, "99140"),
)
_EXTRA = {
    "99140": (2, "The operation is an emergency, documented as such."),
    "99135": (5, "The anesthesiologist keeps the blood pressure low on purpose throughout."),
    "99116": (5, "The anesthesiologist cools the whole body during the operation."),
}
_STATUS = {1: 0, 2: 0, 3: 1, 4: 2}
_SCALE = (
    "P3 counts 1 unit, P4 2 and P5 3, lower classes none; age over 70 or under one year (99100) counts 1, an "
    "emergency (99140) 2, controlled hypotension (99135) 5 and total body cooling (99116) 5"
)
_ROUNDING = {
    "tenths": "a time unit is 15 minutes, and time units are rounded to one decimal",
    "started": "a time unit is 15 minutes, and every started unit counts as a whole one",
    "eight": (
        "a time unit is 15 minutes; a remainder of 8 minutes or more counts as a whole unit, a shorter one not at all"
    ),
}


def _time_units(minutes: int, rule: str) -> Fraction:
    match rule:
        case "tenths":
            return Fraction(rounded(Fraction(minutes * 10, 15)), 10)
        case "started":
            return Fraction(-(-minutes // 15))
        case _:
            return Fraction(minutes // 15 + (minutes % 15 >= 8))


def _number(value: Fraction) -> str:
    return decimal(value, 0 if value.denominator == 1 else 1)


def _units(value: Fraction) -> str:
    return f"{_number(value)} {'unit' if value == 1 else 'units'}"


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"


@dataclass(frozen=True, slots=True)
class Record:
    """The anesthesia record of one operation; times in minutes of the day."""

    case: Case
    age: int
    who: str
    status: int
    extra: str
    start: int
    incision: int
    closure: int
    end: int

    @property
    def minutes(self) -> int:
        return self.end - self.start

    @property
    def status_units(self) -> int:
        return _STATUS[self.status]

    @property
    def circumstance_units(self) -> int:
        return (self.age > 70) + (_EXTRA[self.extra][0] if self.extra else 0)


def _record(rng: random.Random, is_medicare: bool) -> Record:
    case = rng.choice(_CASES)
    age = rng.randint(73, 86) if is_medicare or rng.random() < 0.5 else rng.randint(34, 68)
    noun = case.noun or patient(rng).noun
    start = 60 * rng.randint(7, 13) + rng.randint(0, 59)
    incision = start + rng.randint(16, 32)
    closure = incision + rng.randint(43, 150) + (75 if case.base > 9 else 0)
    end = closure + rng.randint(9, 21)
    extra = case.extra if rng.random() < 0.6 else ""
    return Record(case, age, a(f"{age}-year-old {noun}"), rng.randint(1, 4), extra, start, incision, closure, end)


def _total(record: Record, rule: str, pays_extras: bool) -> Fraction:
    extras = record.status_units + record.circumstance_units if pays_extras else 0
    return record.case.base + _time_units(record.minutes, rule) + extras


def _unit_slips(record: Record, rule: str, pays: bool) -> tuple[Wrong, ...]:
    total, base, minutes = _total(record, rule, pays), record.case.base, record.minutes
    time, extras = _time_units(minutes, rule), record.status_units + record.circumstance_units
    surgical = _time_units(record.closure - record.incision, rule)
    others = {
        "tenths": ("started", "time rounded up to whole units"),
        "started": ("tenths", "time left in tenths"),
        "eight": ("started", "every started unit counted"),
    }
    other, mistake = others[rule]
    by_other = _time_units(minutes, other)
    knife = (
        f"Takes the time from incision to closure. Anesthesia time runs from {_clock(record.start)} to "
        f"{_clock(record.end)}, {minutes} minutes."
    )
    rounding = f"Makes {_number(by_other)} of the {minutes} minutes. By the payer's rule they are {_number(time)}."
    slips = []
    if pays and record.status_units:
        allowed = _units(Fraction(record.status_units))
        left = f"Leaves out physical status P{record.status}, for which this plan allows {allowed}."
        slips.append(Wrong(_units(total - record.status_units), "physical status left out", left))
    if pays and record.circumstance_units:
        left = f"Leaves out {_units(Fraction(record.circumstance_units))} for the qualifying circumstances."
        slips.append(Wrong(_units(total - record.circumstance_units), "qualifying circumstances left out", left))
    if not pays and extras:
        added = "Adds units for physical status or circumstances. Medicare pays none for either."
        slips.append(Wrong(_units(total + extras), "units that Medicare does not pay", added))
    if pays and record.status in (2, 3):
        wrong = f"Counts the number of the class, {record.status}. P{record.status} has {record.status_units} here."
        taken = total - record.status_units + record.status
        slips.append(Wrong(_units(taken), "class number taken for units", wrong))
    return (
        Wrong(_units(total - time + surgical), "surgical time for anesthesia time", knife),
        *slips[:1],
        Wrong(_units(total - time + by_other), mistake, rounding),
        *slips[1:],
        Wrong(_units(total - base), "base units left out", f"Leaves out the {base} base units of the operation."),
        Wrong(_units(total + 1), "a unit too many", f"Adds a unit too many: the time is {_number(time)} units."),
    )


def _units_stem(rng: random.Random, record: Record, rule: str, pays: bool) -> str:
    told = f" {_EXTRA[record.extra][1]}" if record.extra else ""
    times = (
        f"Anesthesia starts at {_clock(record.start)}, incision is at {_clock(record.incision)}, closure ends at "
        f"{_clock(record.closure)}, and at {_clock(record.end)} the patient is handed over to the recovery nurse"
    )
    basis = f"The code carries {record.case.base} base units."
    if pays:
        payer = f"The commercial plan's rules: {_ROUNDING[rule]}; {_SCALE}."
    else:
        payer = f"The payer is Medicare: {_ROUNDING[rule]}."
    name = record.case.name
    return rng.choice(
        (
            f"{record.who[0].upper()}{record.who[1:]}, physical status P{record.status}, has {a(name)} under general "
            f"anesthesia.{told} {times}. {basis} {payer} How many units are there in all?",
            f"Anesthesia record, {name}: {record.who}, P{record.status}.{told} {times}. {payer} {basis} What is the "
            "total of units paid?",
        )
    )


def _draw_units(rng: random.Random) -> Draft:
    pays = rng.random() < 0.75
    record = _record(rng, not pays)
    rule = rng.choice(("started", "eight", "tenths")) if pays else "tenths"
    time, total = _time_units(record.minutes, rule), _total(record, rule, pays)
    parts = f"{record.case.base} base and {_number(time)} time units"
    if pays:
        parts += (
            f", {record.status_units} for P{record.status} and {record.circumstance_units} for qualifying circumstances"
        )
        if record.age > 70:
            parts += " (age over 70 included)"
    why = (
        f"From {_clock(record.start)} to {_clock(record.end)} there are {record.minutes} minutes, "
        f"{_number(time)} time units by the payer's rule. {parts} make {_number(total)}."
    )
    if not pays:
        why += " Medicare pays nothing for physical status and qualifying circumstances."
    return Draft(_units_stem(rng, record, rule, pays), _units(total), why, _unit_slips(record, rule, pays))


@dataclass(frozen=True, slots=True)
class Role:
    """A payment modifier: who bills with it, the share of the full amount, and how the case is staffed."""

    modifier: str
    biller: str
    percent: int
    staffing: str


_ROLES = (
    Role("AA", "the anesthesiologist", 100, "The anesthesiologist personally performs the whole anesthesia."),
    Role("QZ", "the CRNA", 100, "The CRNA works without medical direction by a physician."),
    Role("QK", "the anesthesiologist", 50, "The anesthesiologist medically directs three CRNAs in cases at one time."),
    Role(
        "QK",
        "the anesthesiologist",
        50,
        "The anesthesiologist medically directs two concurrent cases, both with CRNAs.",
    ),
    Role(
        "QX", "the CRNA", 50, "The CRNA works under an anesthesiologist who medically directs four cases at one time."
    ),
    Role(
        "QY", "the anesthesiologist", 50, "The anesthesiologist medically directs this one CRNA and has no other case."
    ),
    Role("AD", "the anesthesiologist", 0, "The anesthesiologist supervises five concurrent cases."),
)
_NATIONAL = Fraction("20.4976")
_LOCAL = ("19.82", "20.15", "20.73", "21.36", "22.04", "22.91")


@dataclass(frozen=True, slots=True)
class Bill:
    """What a payment is computed from."""

    role: Role
    case: Case
    minutes: int
    factor: Fraction
    status: int
    induction: bool

    @property
    def time(self) -> Fraction:
        return Fraction(self.minutes, 15)

    @property
    def full_units(self) -> Fraction:
        return self.case.base + self.time

    @property
    def paid_units(self) -> Fraction:
        return Fraction(3 + self.induction) if self.role.modifier == "AD" else self.full_units

    @property
    def percent(self) -> int:
        return 100 if self.role.modifier == "AD" else self.role.percent

    def amount(self, units: Fraction, percent: int) -> str:
        return money(rounded(units * self.factor * percent))


def _payment_slips(bill: Bill) -> tuple[Wrong, ...]:
    units, percent, role = bill.paid_units, bill.percent, bill.role
    extra = _STATUS[bill.status]
    basis = f"{_number(bill.case.base + bill.time)} units"
    whole = Fraction(-(-bill.minutes // 15)) + bill.case.base
    if role.modifier == "AD":
        named = f"{_number(units)} units are paid under AD"
        return (
            Wrong(bill.amount(bill.full_units, 50), "supervision paid as direction", f"Pays half of {basis}. {named}."),
            Wrong(bill.amount(bill.full_units, 100), "supervision paid in full", f"Pays {basis} in full. {named}."),
            Wrong(
                bill.amount(Fraction(3 + (not bill.induction)), 100),
                "presence at induction",
                f"Counts the unit for induction the wrong way round. {named}, by the presence recorded.",
            ),
            Wrong(bill.amount(units, 50), "halved once more", f"Halves the amount. {named}, and not by half."),
            Wrong(
                bill.amount(3 + bill.time, 100), "time added under AD", f"Adds the time. {named}, whatever the time."
            ),
        )
    other = 50 if percent == 100 else 100
    share = f"{role.modifier} pays {percent} percent of the amount for {basis}"
    rounding = f"Rounds the time up to whole units. Medicare counts tenths, {_number(bill.time)} here."
    status = f"Adds {_units(Fraction(extra))} for P{bill.status}. Medicare pays nothing for physical status."
    time = f"Leaves out the time, {_number(bill.time)} units beside the {bill.case.base} base units."
    base = f"Leaves out the {bill.case.base} base units. {share}."
    slips = [Wrong(bill.amount(units, other), "share of the modifier", f"Pays {other} percent. {share}.")]
    if extra:
        slips.append(Wrong(bill.amount(units + extra, percent), "physical status paid", status))
    if whole != units:
        slips.append(Wrong(bill.amount(whole, percent), "time rounded up to whole units", rounding))
    three = f"Pays three base units as under supervision with AD. {share}."
    return (
        *slips,
        Wrong(bill.amount(bill.time, percent), "base units left out", base),
        Wrong(bill.amount(Fraction(bill.case.base), percent), "time left out", time),
        Wrong(bill.amount(Fraction(3), 100), "paid as supervision", three),
    )


def _payment_stem(rng: random.Random, bill: Bill, who: str) -> str:
    role = bill.role
    staffing = role.staffing
    if role.modifier == "AD":
        present = (
            "and is documented as present at induction of" if bill.induction else "and is not present at induction of"
        )
        staffing = f"{staffing[:-1]} {present} this one."
    factor = f"${decimal(bill.factor, 4 if bill.factor == _NATIONAL else 2)}"
    figure = (
        f"the 2026 national factor of {factor}" if bill.factor == _NATIONAL else f"the locality's factor of {factor}"
    )
    facts = f"Base units: {bill.case.base}; anesthesia time: {bill.minutes} minutes; physical status: P{bill.status}"
    name = a(bill.case.name)
    ask = f"What does Medicare allow for the line of {role.biller} with {role.modifier}"
    end = f"before deductible and coinsurance, at {figure} and rounded to the nearest cent once, at the end"
    return rng.choice(
        (
            f"{who[0].upper()}{who[1:]} with Medicare Part B has {name}. {staffing} {facts}. {ask}, {end}?",
            f"Medicare claim for anesthesia, {name}, {who}. {facts}. {staffing} {ask}, {end}?",
            f"{staffing} The operation: {name}; the patient, covered by Medicare Part B: {who}. {facts}. {ask}, {end}?",
        )
    )


def _draw_payment(rng: random.Random) -> Draft:
    case = rng.choice(_CASES)
    factor = _NATIONAL if rng.random() < 0.5 else Fraction(rng.choice(_LOCAL))
    bill = Bill(
        rng.choice(_ROLES),
        case,
        3 * rng.randint(16, 60) + (90 if case.base > 9 else 0),
        factor,
        rng.randint(2, 4),
        rng.random() < 0.5,
    )
    age = rng.randint(66, 86)
    who = a(f"{age}-year-old {case.noun or patient(rng).noun}")
    units, role = bill.paid_units, bill.role
    if role.modifier == "AD":
        rule = "Under supervision of more than four cases Medicare pays three base units, without time"
        rule += ", and one more for presence at induction" if bill.induction else "; no unit for induction is due"
        why = f"{rule}: {_number(units)} units."
    else:
        why = (
            f"{case.base} base units and {_number(bill.time)} for {bill.minutes} minutes are {_number(units)} units; "
            f"P{bill.status} adds nothing. {role.modifier} pays {bill.percent} percent."
        )
    sum_of = f"{_number(units)} × ${decimal(bill.factor, 4 if factor == _NATIONAL else 2)}"
    half = " × 50 percent" if bill.percent == 50 else ""
    right = bill.amount(units, bill.percent)
    return Draft(_payment_stem(rng, bill, who), right, f"{why} {sum_of}{half} = {right}.", _payment_slips(bill))


FAMILIES = (
    Family(
        slug="family-cpt-anesthesia-units",
        title="Total units of an anesthesia service",
        track="cpc",
        area="anesthesia",
        difficulty=2,
        bloom="apply",
        tags=("anesthesia", "units"),
        references=(
            "ASA relative values for physical status and qualifying circumstances, as stated in the question",
            "Medicare Claims Processing Manual, chapter 12, section 50",
        ),
        draw=_draw_units,
    ),
    Family(
        slug="family-cpt-anesthesia-medicare-payment",
        title="Medicare payment of anesthesia by modifier",
        track="cpc",
        area="anesthesia",
        difficulty=3,
        bloom="apply",
        tags=("anesthesia", "payment modifiers"),
        references=("42 CFR 414.46", "Medicare Claims Processing Manual, chapter 12, section 50"),
        draw=_draw_payment,
    ),
)

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
    """An operation with its base units; `extra` is a circumstance that may occur with it, `fittest` the best status."""

    name: str
    base: int
    extra: str = ""
    noun: str = ""
    fittest: int = 1
    by_scope: bool = False


_CASES = (
    Case("laparoscopic cholecystectomy", 7, "99140"),
    Case("total knee replacement", 7),
    Case("total hip replacement", 8),
    Case("open repair of an inguinal hernia", 4, "99140"),
    Case("laparoscopic hysterectomy", 6, "", "woman"),
    Case("lumbar laminectomy", 8, "99135"),
    Case("carotid endarterectomy", 10, fittest=2),
    Case("arthroscopic shoulder repair", 5),
    Case("transurethral resection of the prostate", 5, "", "man", by_scope=True),
    Case("thyroidectomy", 6),
    Case("craniotomy for a tumor", 11, "99135", fittest=2),
)
_EXTRA = {
    "99140": (2, "The operation is an emergency, documented as such."),
    "99135": (5, "The anesthesiologist keeps the blood pressure low on purpose throughout."),
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


def _time_units(minutes: int, rule: str, unit: int = 15) -> Fraction:
    match rule:
        case "tenths":
            return Fraction(rounded(Fraction(minutes * 10, unit)), 10)
        case "started":
            return Fraction(-(-minutes // unit))
        case _:
            return Fraction(minutes // unit + (minutes % unit >= 8))


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
    age = rng.randint(73, 86) if is_medicare or rng.random() < 0.5 else rng.randint(52, 68)
    noun = case.noun or patient(rng).noun
    start = 60 * rng.randint(7, 13) + rng.randint(0, 59)
    incision = start + rng.randint(16, 32)
    closure = incision + rng.randint(43, 150) + (75 if case.base > 9 else 0)
    end = closure + rng.randint(9, 21)
    extra = case.extra if rng.random() < 0.6 else ""
    return Record(
        case, age, a(f"{age}-year-old {noun}"), rng.randint(case.fittest, 4), extra, start, incision, closure, end
    )


@dataclass(frozen=True, slots=True)
class Slip:
    """A mistake: the figure it leads to in place of the right one."""

    figure: Fraction
    mistake: str
    why: str


def _drawn(rng: random.Random, right: Fraction, slips: list[Slip]) -> Slip:
    """A slip that gives too much or one that gives too little, as the dice will."""
    more = [each for each in slips if each.figure > right]
    less = [each for each in slips if each.figure < right]
    return rng.choice((more if rng.random() < 0.5 else less) or more or less)


def _time_slips(record: Record, rule: str) -> list[Slip]:
    """Wrong time units of a record."""
    minutes, right = record.minutes, _number(_time_units(record.minutes, rule))
    first, last = ("scope in", "scope out") if record.case.by_scope else ("incision", "closure")
    spans = {
        f"from {first} to {last}": ("surgical time for anesthesia time", record.closure - record.incision),
        f"from the start of anesthesia to {last}": ("time ended too early", record.closure - record.start),
        f"from {first} to the handover": ("time begun too late", record.end - record.incision),
    }
    fact = f"Anesthesia time runs from {_clock(record.start)} to {_clock(record.end)}, {minutes} minutes"
    found = [
        Slip(_time_units(span, rule), name, f"Takes the time {words}. {fact}.") for words, (name, span) in spans.items()
    ]
    hours = f"Subtracts the clock times as if an hour had 100 minutes. {fact}."
    decimals = minutes + 40 * (record.end // 60 - record.start // 60)
    tens = f"Takes 10 minutes for a time unit. The payer's has 15, so {minutes} minutes are {right} units."
    found.append(Slip(_time_units(decimals, rule), "hours of 100 minutes", hours))
    found.append(Slip(_time_units(minutes, rule, 10), "time units of 10 minutes", tens))
    for other in {"tenths": ["started"], "started": ["tenths"], "eight": ["started", "tenths"]}[rule]:
        units = _time_units(minutes, other)
        rounding = f"Makes {_number(units)} of the {minutes} minutes. By the payer's rule they are {right}."
        found += [Slip(units, "time left in tenths" if other == "tenths" else "started unit counted", rounding)] * 3
    return found


def _other_slips(record: Record, pays: bool) -> list[Slip]:
    """Wrong units for everything but time."""
    base, status, extras = Fraction(record.case.base), record.status_units, record.circumstance_units
    right = base + (status + extras if pays else 0)
    none = f"Leaves out the {record.case.base} base units of the operation."
    found = [Slip(right - base, "base units left out", none)]
    if not pays:
        added = "Adds units for physical status or circumstances. Medicare pays none for either."
        return [*found, Slip(right + status + extras, "units that Medicare does not pay", added)]
    allowed = f"P{record.status} has {_units(Fraction(status))} under this plan"
    number = f"Counts the number of the class, {record.status}. {allowed}."
    found.append(Slip(right - status + record.status, "class number taken for units", number))
    if status:
        found.append(Slip(right - status, "physical status left out", f"Leaves out the physical status. {allowed}."))
    if extras:
        left = f"Leaves out {_units(Fraction(extras))} for the qualifying circumstances."
        found.append(Slip(right - extras, "qualifying circumstances left out", left))
    if record.age <= 70:
        old = f"Counts a unit for age. The plan pays it over 70, and the patient is {record.age}."
        found.append(Slip(right + 1, "age counted", old))
    return found


def _unit_slips(rng: random.Random, record: Record, rule: str, pays: bool) -> tuple[Wrong, ...]:
    """Wrong time, wrong units beside it, and both at once."""
    time, other = _time_units(record.minutes, rule), Fraction(record.case.base)
    other += record.status_units + record.circumstance_units if pays else 0
    late, more = _drawn(rng, time, _time_slips(record, rule)), _drawn(rng, other, _other_slips(record, pays))
    return (
        Wrong(_units(late.figure + other), late.mistake, late.why),
        Wrong(_units(time + more.figure), more.mistake, more.why),
        Wrong(_units(late.figure + more.figure), f"{late.mistake}, {more.mistake}", f"{late.why} {more.why}"),
    )


def _units_stem(rng: random.Random, record: Record, rule: str, pays: bool) -> str:
    told = f" {_EXTRA[record.extra][1]}" if record.extra else ""
    times = f"incision is at {_clock(record.incision)}, closure ends at {_clock(record.closure)}"
    if record.case.by_scope:
        times = f"the scope goes in at {_clock(record.incision)} and comes out at {_clock(record.closure)}"
    times = f"Anesthesia starts at {_clock(record.start)}, {times}, and at {_clock(record.end)} the patient is handed "
    times += "over to the recovery nurse"
    basis = f"The code carries {record.case.base} base units."
    payer = f"The payer is Medicare: {_ROUNDING[rule]}."
    if pays:
        payer = f"The commercial plan's rules: {_ROUNDING[rule]}; {_SCALE}."
    ask = "How many units are there in all" if pays else "How many units does Medicare count"
    name = record.case.name
    return rng.choice(
        (
            f"{record.who[0].upper()}{record.who[1:]}, physical status P{record.status}, has {a(name)} under general "
            f"anesthesia.{told} {times}. {basis} {payer} {ask}?",
            f"Anesthesia record, {name}: {record.who}, P{record.status}.{told} {times}. {payer} {basis} What is the "
            f"total of units {'paid' if pays else 'that Medicare counts'}?",
        )
    )


def _draw_units(rng: random.Random) -> Draft:
    pays = rng.random() < 0.75
    record = _record(rng, not pays)
    rule = rng.choice(("started", "eight", "tenths")) if pays else "tenths"
    time = _time_units(record.minutes, rule)
    total = record.case.base + time + (record.status_units + record.circumstance_units if pays else 0)
    parts = f"{record.case.base} base and {_number(time)} time units"
    if pays:
        parts += f", {record.status_units} for P{record.status} and {record.circumstance_units} for circumstances"
        parts += " (age over 70 included)" if record.age > 70 else ""
    why = (
        f"From {_clock(record.start)} to {_clock(record.end)} there are {record.minutes} minutes, "
        f"{_number(time)} time units by the payer's rule. {parts} make {_number(total)}."
    )
    if not pays:
        why += " Medicare pays nothing for physical status and qualifying circumstances."
    return Draft(_units_stem(rng, record, rule, pays), _units(total), why, _unit_slips(rng, record, rule, pays))


@dataclass(frozen=True, slots=True)
class Role:
    """A payment modifier: who bills with it, the share of the full amount, and how the case is staffed."""

    modifier: str
    biller: str
    percent: int
    staffing: str


_DOCTOR, _NURSE = "the anesthesiologist", "the CRNA"
_ROLES = (
    Role("AA", _DOCTOR, 100, "The anesthesiologist personally performs the whole anesthesia."),
    Role("QZ", _NURSE, 100, "The CRNA works without medical direction by a physician."),
    Role("QK", _DOCTOR, 50, "The anesthesiologist medically directs three CRNAs in concurrent cases."),
    Role("QK", _DOCTOR, 50, "The anesthesiologist medically directs two concurrent cases, both with CRNAs."),
    Role("QX", _NURSE, 50, "The CRNA works under an anesthesiologist who medically directs four concurrent cases."),
    Role("QY", _DOCTOR, 50, "The anesthesiologist medically directs this one CRNA and has no other case."),
    Role("AD", _DOCTOR, 100, "The anesthesiologist supervises five concurrent cases."),
)
_OFTEN = (4, 4, 3, 3, 3, 3, 3)
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
    def paid_units(self) -> Fraction:
        return Fraction(3 + self.induction) if self.role.modifier == "AD" else self.case.base + self.time

    def amount(self, units: Fraction, percent: int) -> str:
        return money(rounded(units * self.factor * percent))


def _paid_slips(bill: Bill) -> list[Slip]:
    """Wrong units of a line."""
    if bill.role.modifier == "AD":
        named = f"{_number(bill.paid_units)} units are paid under AD"
        induction = f"Counts the unit for induction the wrong way round. {named}, by the presence recorded."
        return [
            Slip(Fraction(3 + (not bill.induction)), "presence at induction", induction),
            Slip(bill.case.base + bill.time, "supervision paid as direction", f"Pays base and time. {named}, no time."),
        ]
    time, base = bill.time, bill.case.base
    rule = f"{base} base units and {_number(time)} for time are paid"
    started, full = Fraction(-(-bill.minutes // 15)), Fraction(bill.minutes // 15)
    found = [
        Slip(base + started, "time rounded up to whole units", f"Rounds the time up to whole units. {rule}."),
        Slip(base + full, "time rounded down to whole units", f"Counts full quarters of an hour only. {rule}."),
        Slip(time, "base units left out", f"Leaves out the base units. {rule}."),
        Slip(Fraction(base), "time left out", f"Leaves out the time. {rule}."),
        Slip(Fraction(3), "paid as supervision", f"Pays three base units as under supervision with AD. {rule}."),
    ]
    if extra := _STATUS[bill.status]:
        paid = f"Adds {_units(Fraction(extra))} for P{bill.status}. Medicare pays nothing for physical status. {rule}."
        found += [Slip(base + time + extra, "physical status paid", paid)] * 2
    return found


def _payment_slips(rng: random.Random, bill: Bill) -> tuple[Wrong, ...]:
    """A wrong share, wrong units, and both at once."""
    percent, named = bill.role.percent, bill.role.modifier
    share = 50 if percent == 100 else 100 if rng.random() < 0.9 else 25
    halved = f"Pays {share} percent. {named} pays {percent} percent of the amount for the units."
    slip = _drawn(rng, bill.paid_units, _paid_slips(bill))
    mistake = "halved twice" if share == 25 else "share of the modifier"
    return (
        Wrong(bill.amount(bill.paid_units, share), mistake, halved),
        Wrong(bill.amount(slip.figure, percent), slip.mistake, slip.why),
        Wrong(bill.amount(slip.figure, share), f"{mistake}, {slip.mistake}", f"{halved} {slip.why}"),
    )


def _payment_stem(rng: random.Random, bill: Bill, who: str) -> str:
    role = bill.role
    staffing = role.staffing
    if role.modifier == "AD":
        present = "and is documented as present at" if bill.induction else "and is not present at"
        staffing = f"{staffing[:-1]} {present} induction of this one."
    figure = f"the locality's factor of ${decimal(bill.factor, 2)}"
    if bill.factor == _NATIONAL:
        figure = f"the 2026 national factor of ${decimal(bill.factor, 4)}"
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
    minutes = 3 * rng.randint(16, 60) + (90 if case.base > 9 else 0)
    bill = Bill(rng.choices(_ROLES, _OFTEN)[0], case, minutes, factor, rng.randint(2, 4), rng.random() < 0.5)
    who = a(f"{rng.randint(66, 86)}-year-old {case.noun or patient(rng).noun}")
    units, role = bill.paid_units, bill.role
    if role.modifier == "AD":
        rule = "Under supervision of more than four cases Medicare pays three base units, without time"
        rule += ", and one more for presence at induction" if bill.induction else "; no unit for induction is due"
        why = f"{rule}: {_number(units)} units."
    else:
        why = (
            f"{case.base} base units and {_number(bill.time)} for {bill.minutes} minutes are {_number(units)} units; "
            f"P{bill.status} adds nothing. {role.modifier} pays {role.percent} percent."
        )
    sum_of = f"{_number(units)} × ${decimal(bill.factor, 4 if factor == _NATIONAL else 2)}"
    half = " × 50 percent" if role.percent == 50 else ""
    right = bill.amount(units, role.percent)
    return Draft(_payment_stem(rng, bill, who), right, f"{why} {sum_of}{half} = {right}.", _payment_slips(rng, bill))


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

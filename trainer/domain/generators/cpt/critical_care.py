"""Critical care: minutes that count, added over the day, then units of 99291 and 99292 by CPT or by Medicare.

Sources: CPT conventions on critical care (in our own words): the first code covers minutes 30 to 74, the second begins
with minute 75 and counts each started half hour. Medicare counts only full half hours: 99292 from minute 104 (CY 2023
physician fee schedule final rule; Claims Processing Manual, chapter 12, section 30.6.12).
"""

import random
from dataclasses import dataclass

from trainer.domain.generators.choosing import ranked
from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.wording import count, joined, patient

_ILL = (
    "septic shock",
    "acute respiratory failure",
    "cardiogenic shock",
    "a massive gastrointestinal hemorrhage",
    "diabetic ketoacidosis and falling consciousness",
)
_SEPARATE = (
    "placing an endotracheal tube (reported separately)",
    "placing a central venous line (reported separately)",
    "giving cardiopulmonary resuscitation (reported separately)",
)
_INCLUDED = (
    "reading chest films and blood gases at the bedside",
    "adjusting the ventilator settings",
    "taking the history from the spouse of the unresponsive patient",
    "discussing the results with a consultant",
)
_AWAY = (
    "teaching a resident without work on the patient",
    "phoning from home without being immediately available",
    "updating relatives without a decision on treatment",
)
_EDGES = (74, 75, 89, 103, 104, 105, 133, 134, 135, 163, 164, 165, 193, 194, 195, 223, 224, 225)


@dataclass(frozen=True, slots=True)
class Day:
    """The minutes of a day: care at the bedside, care that is included, a separate service, and what does not count."""

    blocks: tuple[int, ...]
    included: int
    separate: int
    away: int

    @property
    def counted(self) -> int:
        return sum(self.blocks) + self.included


def _units(minutes: int, is_medicare: bool) -> int:
    """Units of 99292."""
    if is_medicare:
        return max(0, (minutes - 74) // 30)
    return max(0, (minutes - 45) // 30)


def _reported(units: int) -> str:
    return f"99291 and 99292 × {units}" if units > 0 else "99291 alone"


def _number(reported: str) -> float:
    """The units of 99292 in what is reported."""
    return float(reported.partition("×")[2] or 0)


def _day(rng: random.Random, is_medicare: bool) -> Day:
    """A day whose time makes none to six units of 99292, all numbers about alike often."""
    wanted = rng.choices(range(7), (5, 5, 5, 5, 4, 4, 3))[0]
    counted = 0
    while counted < 38 or _units(counted, is_medicare) != wanted:
        counted = rng.choice(_EDGES) if rng.random() < 0.5 else rng.randint(38, 264)
    included = rng.randint(6, 14)
    rest = counted - included
    first = rng.randint(rest // 2, rest - 12)
    return Day((first, rest - first), included, rng.randint(12, 28), rng.randint(10, 24))


def _slips(rng: random.Random, day: Day, is_medicare: bool) -> tuple[Wrong, ...]:
    minutes, longest = day.counted, max(day.blocks)
    rule = "Medicare wants 30 full minutes beyond 74" if is_medicare else "CPT counts from minute 75 on"
    fact = f"In all {minutes} minutes count, and {rule}."
    other = "CPT" if is_medicare else "Medicare"
    spans = {
        "separate service counted": (day.separate, "of a service that is reported separately"),
        "other time counted": (day.away, "that are no critical care"),
        "all minutes counted": (day.separate + day.away, "that do not count, all that the note names"),
        "work on the unit left out": (-day.included, "on the unit, which belong to critical care"),
        "only the longest stretch": (longest - sum(day.blocks), "of the second stretch. Time of the date is added"),
    }
    found = [("the other payer's rule", _units(minutes, not is_medicare), f"Follows {other}.")]
    twice = []
    for mistake, (more, words) in spans.items():
        if minutes + more >= 30:
            why = f"{'Counts' if more > 0 else 'Leaves out'} {abs(more)} minutes {words}."
            found.append((mistake, _units(minutes + more, is_medicare), why))
            units = _units(minutes + more, not is_medicare)
            twice.append((f"{mistake}, the other payer's rule", units, f"{why} It also follows {other}."))
    if minutes < 105:
        half = "Takes 99291 for 30 minutes, which reaches to minute 74."
        found.append(("99291 taken for half an hour", -(-(minutes - 30) // 30), half))
        quarters = f"{half[:-1]}, and 99292 for quarter hours."
        twice.append(("99291 taken for half an hour, quarter hours counted", -(-(minutes - 30) // 15), quarters))
        half_hours = "Bills 99292 for every half hour. 99291 covers the first 74 minutes."
        found.append(("first code's time counted again", minutes // 30, half_hours))
        found.append(
            ("a code for each stretch", 1, "Bills one code for each stretch of care. Time of the date is added.")
        )
    if 74 < minutes < 135:
        fifteen = "Counts quarter hours beyond 74. 99292 stands for 30."
        found.append(("quarter hours counted", -(-(minutes - 74) // 15), fifteen))
    slips = [Wrong(_reported(units), mistake, f"{why} {fact}") for mistake, units, why in found + twice]
    return ranked(rng, _reported(_units(minutes, is_medicare)), slips, _number)


def _stem(rng: random.Random, day: Day, is_medicare: bool) -> str:
    who = patient(rng, 66 if is_medicare else 22)
    inside = f"{who.phrase[0].lower()}{who.phrase[1:]}"
    payer = "The payer is Medicare, whose rule on 99292 applies." if is_medicare else "The payer follows CPT."
    stretches = [count(each, "minute") for each in day.blocks]
    parts = [
        f"{count(day.included, 'minute')} on the unit {rng.choice(_INCLUDED)}",
        f"{count(day.separate, 'minute')} {rng.choice(_SEPARATE)}",
        f"{count(day.away, 'minute')} {rng.choice(_AWAY)}",
    ]
    rng.shuffle(parts)
    ill = rng.choice(_ILL)
    ask = "How is the physician's critical care of that date reported"
    return rng.choice(
        (
            f"{who.phrase} with {ill} is treated by one intensivist, who documents critical care at the bedside in "
            f"stretches of {joined(stretches)} on one date. The note also lists {joined(parts)}. "
            f"These times do not overlap. {payer} {ask}?",
            f"{payer} One physician's note for a single date, about {inside} with {ill}: "
            f"bedside critical care for {stretches[0]} and again for {stretches[1]}; in addition, without overlap, "
            f"{joined(parts)}. {ask}?",
        )
    )


def _draw(rng: random.Random) -> Draft:
    is_medicare = rng.random() < 0.5
    day = _day(rng, is_medicare)
    units = _units(day.counted, is_medicare)
    sums = " + ".join(str(each) for each in (*day.blocks, day.included))
    if is_medicare:
        rule = "Medicare pays 99292 only for 30 full minutes beyond 74: from minute 104, again from 134, 164 and so on"
    else:
        rule = "CPT reports 99292 from minute 75 on, and once more from 105, 135, 165 and so on"
    why = f"{sums} make {day.counted} minutes; the separate service and the other time do not count. {rule}: "
    why += f"{_reported(units)}."
    return Draft(_stem(rng, day, is_medicare), _reported(units), why, _slips(rng, day, is_medicare))


FAMILIES = (
    Family(
        slug="family-cpt-critical-care-time",
        title="Critical care time, by CPT and by Medicare",
        track="cpc",
        area="evaluation-management",
        difficulty=3,
        bloom="apply",
        tags=("critical care", "time"),
        references=(
            "CPT conventions on critical care, stated in our own words",
            "CY 2023 Medicare physician fee schedule final rule, critical care",
        ),
        draw=_draw,
    ),
)

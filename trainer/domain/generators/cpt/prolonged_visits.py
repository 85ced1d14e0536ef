"""Prolonged office visits: full 15 minutes beyond the longest visit, with 99417 by CPT and G2212 by Medicare.

Sources: CPT conventions since 2021 (15 minutes beyond the minimum of 99205 or 99215: from minute 75 and 55); Medicare
counts from the top of the former range (from minute 89 and 69; CY 2021 physician fee schedule final rule).
"""

import random
from dataclasses import dataclass

from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.wording import count, joined, patient

_REASONS = (
    "several interacting chronic illnesses",
    "a new diagnosis of lung cancer and its choices of treatment",
    "poorly controlled diabetes with kidney and eye disease",
    "multiple sclerosis with new symptoms",
    "heart failure after two hospital stays",
)
_STAFF = ("the nurse takes vital signs and teaches inhaler use", "a medical assistant reviews the drug list")
_SEPARATE = ("reads an electrocardiogram that is billed separately", "performs spirometry that is billed separately")
_LATER = ("calls the family the next day", "finishes the note the next morning")
_COUNTED = (
    (
        "reviewing outside records before the visit",
        "talking with and examining the patient",
        "ordering and writing the note",
    ),
    ("preparing the visit from old records", "face to face with the patient", "calling a specialist the same day"),
)


@dataclass(frozen=True, slots=True)
class Visit:
    """A longest visit: its code, its minimum in CPT and the minute Medicare counts on from."""

    code: str
    kind: str
    minimum: int
    top: int


_VISITS = (Visit("99205", "new", 60, 74), Visit("99215", "established", 40, 54))


@dataclass(frozen=True, slots=True)
class Payer:
    """A rule on prolonged visits and the code that goes with it."""

    code: str
    name: str

    def units(self, visit: Visit, minutes: int) -> int:
        base = visit.top if self.code == "G2212" else visit.minimum
        return max(0, (minutes - base) // 15)

    def starts(self, visit: Visit) -> int:
        return (visit.top if self.code == "G2212" else visit.minimum) + 15


_PAYERS = (Payer("99417", "CPT"), Payer("G2212", "Medicare"))


def _reported(visit: Visit, code: str, units: int) -> str:
    return f"{visit.code} and {code} × {units}" if units > 0 else f"{visit.code} alone"


def _minutes(rng: random.Random, visit: Visit, payer: Payer) -> int:
    """Minutes that count: around the thresholds in half of the draws, on them among others."""
    start = payer.starts(visit)
    if rng.random() < 0.5:
        return start + 15 * rng.randint(0, 2) + rng.choice((-1, 0, 1))
    return rng.randint(start - 14, start + 44)


def _slips(visit: Visit, payer: Payer, minutes: int, extra: tuple[int, int, int]) -> tuple[Wrong, ...]:
    other = next(each for each in _PAYERS if each is not payer)
    start, units = payer.starts(visit), payer.units(visit, minutes)
    rule = f"{payer.name} counts from minute {start} for {visit.code}, and {minutes} minutes count"
    staff, separate, later = extra
    code, by_other = payer.code, other.units(visit, minutes)
    code_of_other = f"Takes {other.code}, which belongs to {other.name}. {rule}, with {code}."
    listed = [
        (code, by_other, "the other payer's threshold", f"Counts as {other.name} does. {rule}."),
        (other.code, by_other or units, "the other payer's code", code_of_other),
        (
            code,
            payer.units(visit, minutes + staff),
            "time of staff counted",
            f"Counts {count(staff, 'minute')} of staff. Only the physician's own time counts. {rule}.",
        ),
        (
            code,
            payer.units(visit, minutes + separate),
            "separate service counted",
            f"Counts {count(separate, 'minute')} of a service billed separately. {rule}.",
        ),
        (
            code,
            payer.units(visit, minutes + later),
            "next day counted",
            f"Counts {count(later, 'minute')} of the next day. Only the date of the visit counts. {rule}.",
        ),
        (code, units + 1, "started unit counted", f"Counts a quarter of an hour that is not full. {rule}."),
        (code, units - 1, "a unit too few", f"Leaves out a full quarter of an hour. {rule}."),
        (
            code,
            payer.units(visit, minutes + sum(extra)),
            "all minutes counted",
            f"Counts every minute that the note names. {rule}.",
        ),
    ]
    return tuple(
        Wrong(_reported(visit, each, number), mistake, why) for each, number, mistake, why in listed if number >= 0
    )


def _stem(rng: random.Random, visit: Visit, payer: Payer, minutes: int, extra: tuple[int, int, int]) -> str:
    who, reason = patient(rng, 66 if payer.code == "G2212" else 22), rng.choice(_REASONS)
    before, after = rng.randint(6, 12), rng.randint(7, 14)
    tasks = rng.choice(_COUNTED)
    parts = [
        f"{count(number, 'minute')} {task}"
        for number, task in zip((before, minutes - before - after, after), tasks, strict=True)
    ]
    staff, separate, later = extra
    physician = rng.choice(("The physician", "The internist"))
    aside = [
        f"For {count(staff, 'minute')} {rng.choice(_STAFF)}.",
        f"{physician} also {rng.choice(_SEPARATE)}, {count(separate, 'minute')}.",
        f"{physician} {rng.choice(_LATER)}, {count(later, 'minute')}.",
    ]
    rng.shuffle(aside)
    rule = (
        "The payer is Medicare, and its rule on prolonged office visits applies."
        if payer.code == "G2212"
        else "The payer is commercial and follows CPT."
    )
    ask = "The visit is leveled by time. How is it reported"
    return rng.choice(
        (
            f"{who.phrase}, {'a' if visit.kind == 'new' else 'an'} {visit.kind} patient, is seen in the office for "
            f"{reason}. On that date the physician spends {joined(parts)}. {' '.join(aside)} {rule} {ask}?",
            f"{rule} Office visit, {visit.kind} patient, {who.phrase[0].lower()}{who.phrase[1:]}, for {reason}. The "
            f"physician's own time on the date: {joined(parts)}. {' '.join(aside)} {ask}?",
        )
    )


def _draw(rng: random.Random) -> Draft:
    visit, payer = rng.choice(_VISITS), rng.choice(_PAYERS)
    minutes = _minutes(rng, visit, payer)
    extra = (rng.randint(8, 17), rng.randint(6, 12), rng.randint(5, 15))
    units, start = payer.units(visit, minutes), payer.starts(visit)
    base = "the top of the former range" if payer.code == "G2212" else "the minimum"
    right = _reported(visit, payer.code, units)
    why = (
        f"The physician's own time on the date is {minutes} minutes. {payer.name} reports {payer.code} for each full "
        f"15 minutes beyond {base}, {start - 15} minutes for {visit.code}, so from minute {start}: {right}."
    )
    stem = _stem(rng, visit, payer, minutes, extra)
    slips = _slips(visit, payer, minutes, extra)
    head = list(slips[:6])
    rng.shuffle(head)
    return Draft(stem, right, why, (*head, *slips[6:]))


FAMILIES = (
    Family(
        slug="family-cpt-prolonged-office-visit",
        title="Prolonged office visits, by CPT and by Medicare",
        track="cpc",
        area="evaluation-management",
        difficulty=3,
        bloom="apply",
        tags=("prolonged services", "time"),
        references=(
            "CPT conventions on prolonged office visits, stated in our own words",
            "CY 2021 Medicare physician fee schedule final rule, G2212",
        ),
        draw=_draw,
    ),
)

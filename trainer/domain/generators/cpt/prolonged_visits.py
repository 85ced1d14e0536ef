"""Prolonged office visits: full 15 minutes beyond the longest visit, with 99417 by CPT and G2212 by Medicare.

Sources: CPT conventions since 2021 (15 minutes beyond the minimum of 99205 or 99215: from minute 75 and 55); Medicare
counts from the top of the former range (from minute 89 and 69; CY 2021 physician fee schedule final rule).
"""

import random
from dataclasses import dataclass

from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.wording import count, joined, patient

_ECG = "reads an electrocardiogram that is billed separately"
_REASONS = (
    ("several interacting chronic illnesses", "takes vital signs and fills a pill box", _ECG),
    (
        "a new diagnosis of lung cancer and its choices of treatment",
        "takes vital signs and teaches inhaler use",
        "performs spirometry that is billed separately",
    ),
    ("poorly controlled diabetes with kidney and eye disease", "takes vital signs and teaches insulin injection", _ECG),
    ("multiple sclerosis with new symptoms", "takes vital signs and teaches self-injection", _ECG),
    ("heart failure after two hospital stays", "takes vital signs and teaches daily weighing", _ECG),
)
"""Reasons for a visit, with what the nurse and the physician do beside it."""
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


@dataclass(frozen=True, slots=True)
class Time:
    """Minutes of a visit: the physician's before, with and after the patient, and what does not count."""

    before: int
    seeing: int
    after: int
    staff: int
    separate: int
    later: int

    @property
    def counted(self) -> int:
        return self.before + self.seeing + self.after


def _reported(visit: Visit, code: str, units: int) -> str:
    return f"{visit.code} and {code} × {units}" if units > 0 else f"{visit.code} alone"


def _time(rng: random.Random, visit: Visit, payer: Payer) -> Time:
    """Time for none to four units, in half of the draws near a threshold."""
    start = payer.starts(visit)
    wanted = rng.choices(range(5), (4, 7, 7, 7, 5))[0]
    minutes = start + 15 * (wanted - 1) + rng.choice((0, 1, 2, 13, 14) if rng.random() < 0.5 else range(15))
    before, after = rng.randint(6, 12), rng.randint(7, 14)
    aside = (rng.randint(8, 17), rng.randint(6, 12), rng.randint(5, 15))
    return Time(before, minutes - before - after, after, *aside)


def _miscounts(visit: Visit, payer: Payer, time: Time) -> list[tuple[int, str, str]]:
    """Wrong numbers of units, each with its mistake and what was done."""
    other = next(each for each in _PAYERS if each is not payer)
    minutes, units = time.counted, payer.units(visit, time.counted)
    spans = (
        (time.staff, "time of staff counted", "of staff"),
        (time.separate, "separate service counted", "of a service billed separately"),
        (time.later, "next day counted", "of the next day"),
        (time.staff + time.separate + time.later, "all minutes counted", "that are not the physician's for this visit"),
    )
    found = [(other.units(visit, minutes), "the other payer's threshold", f"Counts as {other.name} does.")]
    found += [
        (payer.units(visit, minutes + more), mistake, f"Counts {count(more, 'minute')} {words}.")
        for more, mistake, words in spans
    ]
    seeing = f"Counts {count(time.seeing, 'minute')} with the patient alone."
    found.append((payer.units(visit, time.seeing), "only time with the patient counted", seeing))
    halves = (minutes - payer.starts(visit) + 15) // 30
    found.append((max(0, halves), "half hours counted", f"Counts half hours. {payer.code} stands for 15 minutes."))
    found.append((units + 1, "started unit counted", "Counts a quarter of an hour that is not full."))
    return [each for each in found if each[0] != units]


def _slips(rng: random.Random, visit: Visit, payer: Payer, time: Time) -> tuple[Wrong, ...]:
    """Wrong units, the other payer's code, and both at once; or no prolonged service in place of one of them."""
    other = next(each for each in _PAYERS if each is not payer)
    minutes, units = time.counted, payer.units(visit, time.counted)
    fact = f"{payer.name} counts from minute {payer.starts(visit)} for {visit.code}, and {minutes} minutes count."
    code = Wrong("", "the other payer's code", f"Takes {other.code}, which belongs to {other.name}.")

    def wrong(units: int, mistake: str, why: str) -> Wrong:
        return Wrong(_reported(visit, payer.code, units), mistake, f"{why} {fact}")

    def twice(units: int, mistake: str, why: str) -> Wrong:
        return Wrong(_reported(visit, other.code, units), f"{mistake}, {code.mistake}", f"{why} {code.why} {fact}")

    found = _miscounts(visit, payer, time)
    more = [each for each in found if each[0] > units]
    less = [each for each in found if 0 < each[0] < units]
    drawn = rng.choice((more if rng.random() < 0.5 else less) or more)
    if not units:
        further = [each for each in more if each[0] != drawn[0]]
        return (wrong(*drawn), twice(*drawn), *(rng.choice((wrong, twice))(*each) for each in further))
    crossed = [
        wrong(*drawn),
        Wrong(_reported(visit, other.code, units), code.mistake, f"{code.why} {fact}"),
        twice(*drawn),
    ]
    if rng.random() < 0.35:
        none = [each for each in found if not each[0]]
        crossed[rng.randrange(3)] = wrong(
            *(none or [(0, "prolonged time left out", "Reports no prolonged service.")])[0]
        )
    return tuple(crossed)


def _stem(rng: random.Random, visit: Visit, payer: Payer, time: Time) -> str:
    who, (reason, nurse, separate) = patient(rng, 66 if payer.code == "G2212" else 40), rng.choice(_REASONS)
    own = zip((time.before, time.seeing, time.after), rng.choice(_COUNTED), strict=True)
    parts = [f"{count(number, 'minute')} {task}" for number, task in own]
    staff = rng.choice((f"the nurse {nurse}", "a medical assistant reviews the drug list"))
    aside = [
        f"For {count(time.staff, 'minute')} {staff}.",
        f"The physician also {separate}, {count(time.separate, 'minute')}.",
        f"The physician {rng.choice(_LATER)}, {count(time.later, 'minute')}.",
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
    time = _time(rng, visit, payer)
    minutes = time.counted
    units, start = payer.units(visit, minutes), payer.starts(visit)
    base = "the top of the former range" if payer.code == "G2212" else "the minimum"
    right = _reported(visit, payer.code, units)
    why = (
        f"The physician's own time on the date is {minutes} minutes. {payer.name} reports {payer.code} for each full "
        f"15 minutes beyond {base}, {start - 15} minutes for {visit.code}, so from minute {start}: {right}."
    )
    return Draft(_stem(rng, visit, payer, time), right, why, _slips(rng, visit, payer, time))


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

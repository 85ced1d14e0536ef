"""Office visits by total time on the date of the encounter.

Rule: CPT conventions in force since 2024, stated in our own words: each code has a minimum that must be met or
exceeded, 15, 30, 45 and 60 minutes for new and 10, 20, 30 and 40 for established patients.
"""

import random

from trainer.domain.generators.cpt.office_status import ESTABLISHED, NEW
from trainer.domain.generators.cpt.visit_time import (
    OTHER_DAY,
    PERSONAL,
    SEPARATE,
    STAFF,
    Activity,
    level_of,
    listed,
    minutes,
    shares,
    target,
)
from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.wording import joined, patient

_STARTS = {True: (15, 30, 45, 60), False: (10, 20, 30, 40)}
_LAST = {True: 74, False: 54}
"""Totals beyond these bring in prolonged services, which are another rule."""
_BEDSIDE = (
    "history and examination in the room",
    "history, examination and counseling in the room",
    "examining and advising the patient",
)
_DESK = (
    "reading the chart that morning before the visit",
    "writing the note the same afternoon",
    "ordering tests and drugs right after the visit",
    "a call to the referring cardiologist the same day",
    "reading outside records at noon the same day",
)
_NOT_COUNTED = (
    ("vital signs and drug list taken by the medical assistant", STAFF, "the medical assistant's time does not count"),
    ("self-injection lesson given by the nurse", STAFF, "the nurse's time does not count"),
    ("reading the chart at home the evening before", OTHER_DAY, "the evening before is another date"),
    ("finishing the note the next morning", OTHER_DAY, "the next morning is another date"),
    (
        "recording and interpreting an ECG by the physician, reported with its own code",
        SEPARATE,
        "the ECG is reported with its own code",
    ),
    (
        "injecting the shoulder joint, reported with its own code",
        SEPARATE,
        "the injection is reported with its own code",
    ),
    ("driving from the hospital to the office", PERSONAL, "travel does not count"),
    (
        "teaching a medical student about the disease in general",
        PERSONAL,
        "teaching that does not concern this patient's care does not count",
    ),
)


def _draw(rng: random.Random) -> Draft:
    is_new = rng.random() < 0.5
    codes, starts = (NEW, _STARTS[True]) if is_new else (ESTABLISHED, _STARTS[False])
    total = target(rng, starts, _LAST[is_new])
    parts = rng.randint(2, 3 if total >= 15 else 2)
    sizes = shares(rng, total, parts, 3)
    counted = [Activity(sizes[0], rng.choice(_BEDSIDE), is_bedside=True)]
    counted += [Activity(size, text) for size, text in zip(sizes[1:], rng.sample(_DESK, parts - 1), strict=True)]
    rows = rng.sample(_NOT_COUNTED, rng.randint(1, 2))
    uncounted = [Activity(rng.randint(4, 14), text, mistake=mistake, why_not=why) for text, mistake, why in rows]
    everything = counted + uncounted
    rng.shuffle(everything)
    right = level_of(codes, starts, total)
    return Draft(
        _stem(rng, is_new, everything),
        right,
        _why(right, is_new, counted, uncounted),
        _wrong(right, is_new, counted, uncounted),
    )


def _stem(rng: random.Random, is_new: bool, everything: list[Activity]) -> str:
    who, status = patient(rng), "a new patient" if is_new else "an established patient"
    return rng.choice(
        (
            f"{who.phrase}, {status} of an internist's office, is seen, and the level is chosen by time. The log of "
            f"the date and the days around it: {listed(everything)}. Unless somebody else is named, the physician did "
            "it. Under CPT conventions of 2026, which code reports the visit?",
            f"An internist bills an office visit of {status}, {who.phrase[0].lower()}{who.phrase[1:]}, by total time. "
            f"Noted are: {listed(everything)}. What names nobody else was done by the internist. Under CPT conventions "
            "of 2026, which visit code does the time support?",
            f"Time log of an office visit, internal medicine, {status}: {listed(everything)}. Entries without another "
            "name are the physician's own work. The level is to follow from time, under CPT conventions of 2026. "
            "Which code reports the visit?",
        )
    )


def _sum(activities: list[Activity]) -> str:
    return " + ".join(str(each.minutes) for each in activities) + f" = {minutes(activities)} minutes"


def _left_out(activities: list[Activity]) -> str:
    return joined([each.why_not for each in activities])


def _why(right: str, is_new: bool, counted: list[Activity], uncounted: list[Activity]) -> str:
    codes, starts = (NEW, _STARTS[True]) if is_new else (ESTABLISHED, _STARTS[False])
    place = codes.index(right)
    until = f" and {codes[place + 1]} would need {starts[place + 1]}" if place < 3 else ""
    left_out = _left_out(uncounted)
    return (
        f"What the physician did on the date of the visit counts, in the room or not: {_sum(counted)}. "
        f"{left_out[0].upper()}{left_out[1:]}. {right} needs at least {starts[place]} minutes{until}."
    )


def _wrong(right: str, is_new: bool, counted: list[Activity], uncounted: list[Activity]) -> tuple[Wrong, ...]:
    codes, starts = (NEW, _STARTS[True]) if is_new else (ESTABLISHED, _STARTS[False])
    others = ESTABLISHED if is_new else NEW
    other_starts = _STARTS[not is_new]
    total = minutes(counted)
    room = minutes(each for each in counted if each.is_bedside)
    whole = total + minutes(uncounted)
    place = codes.index(right)
    truth = f"{_sum(counted)} count"
    chosen = [
        Wrong(
            level_of(codes, starts, total + each.minutes),
            each.mistake,
            f"Adds {each.minutes} minutes, to {total + each.minutes}, but {each.why_not}; {truth}.",
        )
        for each in uncounted
    ]
    chosen += [
        Wrong(
            level_of(codes, starts, room),
            "face-to-face time only",
            f"Takes only the {room} minutes in the room. Work elsewhere on the same date counts too: {truth}.",
        ),
        Wrong(
            level_of(codes, starts, whole),
            "every minute counted",
            f"Adds up every entry, {whole} minutes, but {_left_out(uncounted)}; {truth}.",
        ),
        Wrong(
            level_of(others, other_starts, total),
            "minutes of the other patient status",
            f"Looks {total} minutes up among the codes of {'established' if is_new else 'new'} patients. "
            f"The patient is {'new' if is_new else 'established'}, and then {total} minutes are {right}.",
        ),
        Wrong(
            codes[min(place + 1, 3)],
            "next level before its minimum",
            f"Goes up before the minimum is met: {codes[min(place + 1, 3)]} needs {starts[min(place + 1, 3)]} minutes, "
            f"and {total} were spent; there is no rounding up.",
        ),
        Wrong(
            codes[max(place - 1, 0)],
            "minimum to be exceeded",
            f"Stays a level too low: {total} minutes reach the minimum of {starts[place]} for {right}, and to meet it "
            "is enough.",
        ),
        Wrong(
            others[place],
            "new and established confused",
            f"Is a code of {'established' if is_new else 'new'} patients, and the patient is "
            f"{'new' if is_new else 'established'}.",
        ),
    ]
    return tuple(chosen)


FAMILIES = (
    Family(
        slug="family-cpt-office-time",
        title="Level of an office visit from total time",
        track="cpc",
        area="evaluation-management",
        difficulty=2,
        bloom="apply",
        tags=("time", "office visit"),
        references=("CPT evaluation and management conventions on total time, stated in our own words",),
        draw=_draw,
    ),
)

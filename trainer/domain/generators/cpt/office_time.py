"""Office visits by total time on the date of the encounter.

Rule: CPT conventions in force since 2024, stated in our own words: each code has a minimum that must be met or
exceeded, 15, 30, 45 and 60 minutes for new and 10, 20, 30 and 40 for established patients.
"""

import random

from trainer.domain.generators.cpt.code_rows import by_level, mixed
from trainer.domain.generators.cpt.office_status import ESTABLISHED as ESTABLISHED_CODES
from trainer.domain.generators.cpt.office_status import NEW as NEW_CODES
from trainer.domain.generators.cpt.visit_time import (
    OTHER_DAY,
    PERSONAL,
    SEPARATE,
    STAFF,
    Activity,
    Ladder,
    explained,
    listed,
    minutes,
    miscounts,
    other_row,
    same_row,
    shares,
    target,
)
from trainer.domain.generators.family import Draft, Family, Wrong
from trainer.domain.generators.wording import a, patient

_NEW = Ladder(NEW_CODES, (15, 30, 45, 60))
_ESTABLISHED = Ladder(ESTABLISHED_CODES, (10, 20, 30, 40))
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
    ladder = _NEW if is_new else _ESTABLISHED
    total = target(rng, ladder.starts, _LAST[is_new])
    parts = rng.randint(2, 3 if total >= 15 else 2)
    sizes = shares(rng, total, parts, 3)
    counted = [Activity(sizes[0], rng.choice(_BEDSIDE), is_bedside=True)]
    counted += [Activity(size, text) for size, text in zip(sizes[1:], rng.sample(_DESK, parts - 1), strict=True)]
    rows = rng.sample(_NOT_COUNTED, rng.randint(1, 2))
    uncounted = [Activity(rng.randint(4, 20), text, mistake=mistake, why_not=why) for text, mistake, why in rows]
    log = rng.sample(counted + uncounted, parts + len(rows))
    return Draft(
        _stem(rng, is_new, log),
        ladder.level_of(total),
        explained(ladder, counted, uncounted, "in the room"),
        _wrong(rng, is_new, counted, uncounted),
    )


def _stem(rng: random.Random, is_new: bool, log: list[Activity]) -> str:
    who, status = patient(rng), "a new patient" if is_new else "an established patient"
    return rng.choice(
        (
            f"{who.phrase}, {status} of an internist's office, is seen, and the level is chosen by time. The log of "
            f"the date and the days around it: {listed(log)}. Unless somebody else is named, the physician did "
            "it. Under CPT conventions of 2026, which code reports the visit?",
            f"An internist bills an office visit of {status}, {a(f'{who.age}-year-old {who.noun}')}, by total time. "
            f"Noted are: {listed(log)}. Unless somebody else is named, the internist did it. Under CPT conventions of "
            "2026, which visit code does the time support?",
            f"Time log of an office visit, internal medicine, {status}: {listed(log)}. Each entry is the physician's "
            "own work unless it says otherwise. The level is to follow from time, under CPT conventions of 2026. "
            "Which code reports the visit?",
        )
    )


def _wrong(rng: random.Random, is_new: bool, counted: list[Activity], uncounted: list[Activity]) -> tuple[Wrong, ...]:
    """Wrong codes of either patient status."""
    ladder, others = (_NEW, _ESTABLISHED) if is_new else (_ESTABLISHED, _NEW)
    word, other_word = ("new", "established") if is_new else ("established", "new")
    total = minutes(counted)
    found = miscounts(counted, uncounted, "in the room")
    other = other_row(
        (ladder, others),
        total,
        found,
        name="new and established confused",
        why=f"Is a code of {other_word} patients. The patient is {word}",
    )
    place = ladder.place_of(total)
    return mixed(rng, place, by_level(rng, same_row(ladder, total, found), place), by_level(rng, other))


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
